/* SPDX-License-Identifier: MIT */
#include "backup.h"

#include "audit.h"
#include "desk.h"
#include "io.h"
#include "mem.h"
#include "when.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char command[] = "grid-backup";

static enum status cannot_make(const char *path, struct fault *f)
{
	return fault_set(f, ST_CANTCREATE, "cannot make '%s': %s", path, strerror(errno));
}

/* The sentence names the file that is wanted, not the draft of it. */
static enum status no_room(const char *path, struct fault *f)
{
	return fault_set(f, ST_CANTCREATE, "cannot make '%s': the disk is full or cannot be written", path);
}

/* Unfinished files ---------------------------------------------------------- */

/* A file beside `path` with a name that nobody has, and that only we may read. */
static enum status draft_make(const char *path, struct str *draft, struct fault *f)
{
	int fd;

	str_reset(draft);
	str_addf(draft, "%s.XXXXXX", path);
	fd = mkostemp(draft->s, O_CLOEXEC);
	if (fd >= 0) {
		close(fd);
		return ST_OK;
	}
	cannot_make(path, f);
	str_reset(draft);
	return f->status;
}

/* A log, for a moment, is beside one whose first page speaks of it. */
static void draft_release(struct str *draft)
{
	if (draft->len) {
		unlink(draft->s);
		str_adds(draft, "-wal");
		unlink(draft->s);
	}
	str_release(draft);
}

/* The mode and group of the file `like`; without its group, nothing for one.
 * Not every file system has modes, or can sync. */
static bool dress(const char *path, const char *like)
{
	struct stat sb;
	mode_t mode = 0600;
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW), e;
	bool ok = fd >= 0;

	if (ok && stat(like, &sb) == 0)
		mode = fchown(fd, (uid_t)-1, sb.st_gid) == 0 ? sb.st_mode & 0777 : sb.st_mode & 0707;
	ok = ok && (fchmod(fd, mode) == 0 || errno == EPERM) && (fsync(fd) == 0 || errno == EINVAL);
	e = errno;
	if (fd >= 0)
		close(fd);
	errno = e;
	return ok;
}

/* rename replaces what has come there meanwhile; of the ways that do not, some
 * file systems have the one and some the other. */
static bool give_name(const char *draft, const char *path, bool replace)
{
	if (replace)
		return rename(draft, path) == 0;
	if (renameat2(AT_FDCWD, draft, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
		return true;
	if (errno == EEXIST || link(draft, path) != 0)
		return false;
	unlink(draft);
	return true;
}

static enum status place(struct str *draft, const char *path, const char *like, bool replace, struct fault *f)
{
	if (!dress(draft->s, like) || !give_name(draft->s, path, replace))
		return cannot_make(path, f);
	str_reset(draft);
	if (io_sync_folder(path))
		return ST_OK;
	cannot_make(path, f);
	if (!replace)           /* else what it replaced is gone anyway */
		unlink(path);
	return f->status;
}

/* Copies ------------------------------------------------------------------- */

/* All of `db` into a draft of `path`, of the moment in which it has that head. */
static enum status fill(struct db *db, const char *draft, const char *path, char head[65], struct fault *f)
{
	struct db *copy;
	struct fault ignored;
	int64_t last;
	enum status st = db_open_private(&copy, draft, f);

	if (st != ST_OK)
		return st;
	st = db_begin_read(db, f);
	/* The first row read is what fixes the moment. */
	if (st == ST_OK)
		st = audit_last(db, &last, head, f);
	if (st == ST_OK)
		st = db_copy(db, copy, f);
	db_hold(db, &ignored);          /* it may be in its gate, and must stay there */
	db_close(copy);
	/* Its first page speaks of a log, until it is opened once more. */
	if (st == ST_OK)
		st = db_open_private(&copy, draft, f);
	if (st == ST_OK)
		db_close(copy);
	return st == ST_CANTCREATE ? no_room(path, f) : st;
}

/* Opened anew, so that it is the file that is looked at.  What is wrong in it is
 * wrong in `name`, which it was made from. */
static enum status check(const char *draft, const char *name, const char *head, struct fault *f)
{
	struct db *copy;
	char its[65];
	int64_t last;
	enum status st = db_open_private(&copy, draft, f);

	if (st != ST_OK)
		return st;
	st = db_check(copy, name, f);
	if (st == ST_OK)
		st = audit_last(copy, &last, its, f);
	if (st == ST_OK && strcmp(its, head) != 0)
		st = fault_set(f, ST_INTERNAL, "the copy of '%s' ends with another audit row", name);
	db_close(copy);
	return st;
}

/* A database that somebody may write: it has a gate or a log. */
static bool is_in_use(const char *path)
{
	static const char *const end[] = { "-gate", "-wal" };
	struct str name = STR_INIT;
	struct stat sb;
	bool found = false;
	size_t i;

	for (i = 0; i < sizeof end / sizeof end[0] && !found; i++) {
		str_reset(&name);
		str_addf(&name, "%s%s", path, end[i]);
		found = lstat(name.s, &sb) == 0 && (i == 0 || sb.st_size > 0);
	}
	str_release(&name);
	return found;
}

static enum status check_target(const char *to, bool replace, struct fault *f)
{
	struct stat sb;
	struct db *old;

	if (is_in_use(to))
		return fault_set(f, ST_CANTCREATE, "cannot make '%s': the gate or log of a database lies beside it", to);
	if (lstat(to, &sb) != 0)
		return ST_OK;
	if (!replace) {
		errno = EEXIST;
		return cannot_make(to, f);
	}
	/* A link may lead to what is somebody's database. */
	if (!S_ISREG(sb.st_mode) || db_open_source(&old, to, f) != ST_OK)
		return fault_set(f, ST_CANTCREATE, "cannot replace '%s': it is no backup", to);
	db_close(old);
	return ST_OK;
}

enum status backup_write(struct db *db, const char *path, const char *to, bool replace,
                         struct backup *b, struct fault *f)
{
	struct str draft = STR_INIT;
	struct stat sb;
	enum status st = check_target(to, replace, f);

	if (st == ST_OK)
		st = draft_make(to, &draft, f);
	if (st == ST_OK)
		st = fill(db, draft.s, to, b->head, f);
	if (st == ST_OK)
		st = check(draft.s, path, b->head, f);
	if (st == ST_OK)
		b->size = stat(draft.s, &sb) == 0 ? (int64_t)sb.st_size : 0;
	if (st == ST_OK)
		st = place(&draft, to, path, replace, f);
	draft_release(&draft);
	return st;
}

/* Restoring ---------------------------------------------------------------- */

/* The row that says so, in the database to come. */
static enum status note(struct db *db, struct desk *d, const char *path, const char *head, const char *old_head, struct fault *f)
{
	char text[256];
	enum status st = db_begin_temp(db, f);

	snprintf(text, sizeof text, *old_head ? "restored from head %s, in place of head %s" : "restored from head %s", head, old_head);
	audit_start(&d->audit);
	if (st == ST_OK)
		st = audit_append(d, command, NULL, text, f);
	if (st == ST_OK)
		st = db_commit(db, f);
	else
		db_rollback(db);
	/* Whatever became of it, that was the draft's. */
	return st == ST_UNKNOWN || st == ST_CANTCREATE ? no_room(path, f) : st;
}

/* The old one's copy, of the moment before it ends: nobody gets in between.  It
 * is not checked, for it may be damaged. */
static enum status keep_old(struct db *old, const char *path, const struct desk *d, struct str *kept, char head[65], struct fault *f)
{
	struct str draft = STR_INIT;
	char at[WHEN_SIZE];
	enum status st;

	when_format(d->now, at);
	str_addf(kept, "%s.before-%.4s%.2s%.2s-%.2s%.2s%.2s", path, at, at + 5, at + 8, at + 11, at + 14, at + 17);
	st = draft_make(kept->s, &draft, f);
	if (st == ST_OK)
		st = fill(old, draft.s, kept->s, head, f);
	if (st == ST_OK)
		st = place(&draft, kept->s, path, false, f);
	draft_release(&draft);
	return st;
}

/* From `copy` into the database that is there. */
static enum status put_over(struct db *copy, struct desk *d, const char *path, int wait, const struct backup *b, struct str *kept, struct fault *f)
{
	struct db *old;
	char head[65];
	bool is_kept;
	enum status st = db_open(&old, path, DB_WRITE, f);

	if (st != ST_OK)
		return st;
	st = db_begin_write(old, wait, command, f);
	if (st == ST_OK)
		st = db_hold(old, f);
	if (st == ST_OK)
		st = keep_old(old, path, d, kept, head, f);
	is_kept = st == ST_OK;
	if (st == ST_OK)
		st = note(copy, d, path, b->head, head, f);
	if (st == ST_OK)
		st = db_copy(copy, old, f);
	db_close(old);
	/* Nothing has happened that it would be kept for. */
	if (st != ST_OK && st != ST_UNKNOWN) {
		if (is_kept)
			unlink(kept->s);
		str_reset(kept);
	}
	return st;
}

/* From `copy` into one that is made. */
static enum status put_new(struct db *copy, struct desk *d, const char *path, int wait, const struct backup *b, struct fault *f)
{
	struct db *new;
	enum status st = db_create(&new, path, f);

	if (st != ST_OK)
		return st;
	st = note(copy, d, path, b->head, "", f);
	if (st == ST_OK)
		st = db_copy(copy, new, f);
	if (st == ST_OK)
		st = db_settle(new, wait, command, f);
	db_close(new);
	return st;
}

static enum status put(const char *draft, const char *path, int wait, const struct backup *b, struct str *kept, struct fault *f)
{
	struct desk d = { 0 };
	struct db *copy;
	struct stat sb;
	enum status st = db_open_private(&copy, draft, f);

	if (st != ST_OK)
		return st;
	st = desk_open(&d, copy, f);
	if (st == ST_OK)
		st = lstat(path, &sb) == 0 ? put_over(copy, &d, path, wait, b, kept, f) : put_new(copy, &d, path, wait, b, f);
	desk_close(&d);
	db_close(copy);
	return st;
}

enum status backup_restore(const char *path, const char *from, int wait, struct backup *b,
                           struct str *kept, struct fault *f)
{
	struct str draft = STR_INIT;
	struct db *source;
	struct stat sb;
	enum status st = db_open_source(&source, from, f);

	if (st != ST_OK)
		return st;
	str_reset(kept);
	st = draft_make(path, &draft, f);
	if (st == ST_OK)
		st = fill(source, draft.s, path, b->head, f);
	db_close(source);
	if (st == ST_OK)
		st = check(draft.s, from, b->head, f);
	if (st == ST_OK) {
		b->size = stat(draft.s, &sb) == 0 ? (int64_t)sb.st_size : 0;
		st = put(draft.s, path, wait, b, kept, f);
	}
	draft_release(&draft);
	return st;
}
