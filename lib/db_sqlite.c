/* SPDX-License-Identifier: MIT
 *
 * lib/db.h on SQLite 3.40 or later.  The traps met here: busy timeout only
 * helps BEGIN IMMEDIATE; a plain close would checkpoint outside the gate;
 * sqlite3_bind_text with a NULL pointer binds null, which we want.
 */
#include "db.h"

#include "form.h"
#include "gate.h"
#include "io.h"
#include "mem.h"
#include "schema.h"
#include "str.h"
#include "tmp.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define APPLICATION_ID 1464289095

/* Beyond so many pages in the log a writer brings them home.  A process that
 * opens the database alone reads all of the log first: with some twenty actions
 * in it that costs less than bringing them home each time. */
enum { WAL_PAGES_MAX = 256 };

#define IMPORT_CACHE "PRAGMA cache_size=-65536"

struct query {
	struct db *db;
	sqlite3_stmt *stmt;
	enum sql id;
	int fault;              /* first SQLite code met in preparing or binding */
	struct str *form;       /* NULL, or where what is bound goes too */
	int formed;             /* up to this placeholder */
};

struct db {
	sqlite3 *handle;
	struct gate gate;
	bool has_gate;          /* inside the gate now */
	bool is_writer;
	int wal_pages;          /* after the last commit */
	int mark;               /* the state of db_mark */
	int64_t head_id;        /* the audit's last row when it was opened; 0: none */
	char head[65];
	char *path;
	char *folder;
	char *made;             /* NULL, or the file's name until it is settled */
	char **aside;           /* statements that make the indexes put aside */
	size_t asides, asides_cap;
	struct query query[SQL_COUNT];
};

static enum status fault_of(struct db *db, int code, struct fault *f)
{
	const char *say = sqlite3_errmsg(db->handle);

	switch (code & 0xFF) {
	case SQLITE_CONSTRAINT:
		return fault_set(f, ST_REFUSED, "%s", say);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fault_set(f, ST_BUSY, "'%s' is locked by another program, nothing changed", db->path);
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return fault_set(f, ST_NOPERM, "'%s' or its folder is read-only", db->path);
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return fault_set(f, ST_NOTOURS, "'%s' is not a wangge database: %s", db->path, say);
	case SQLITE_FULL:
		return fault_set(f, ST_CANTCREATE, "the disk is full, nothing changed");
	case SQLITE_IOERR:
		if (db->is_writer)
			return fault_set(f, ST_CANTCREATE, "'%s' cannot be read or written, nothing changed: %s", db->path, say);
		return fault_set(f, ST_OUTPUT, "'%s' cannot be read: %s", db->path, say);
	case SQLITE_CANTOPEN:
		return fault_set(f, ST_NOPERM, "cannot open '%s' or its log: %s", db->path, say);
	default:
		return fault_set(f, ST_INTERNAL, "database: %s (%d)", say, code);
	}
}

static enum status script(struct db *db, const char *text, struct fault *f)
{
	int code = sqlite3_exec(db->handle, text, NULL, NULL, NULL);

	return code == SQLITE_OK ? ST_OK : fault_of(db, code, f);
}

static int on_wal(void *p, sqlite3 *handle, const char *name, int pages)
{
	struct db *db = p;

	(void)handle;
	(void)name;
	db->wal_pages = pages;
	return SQLITE_OK;
}

static bool is_writer(enum db_mode mode)
{
	return mode == DB_WRITE || mode == DB_IMPORT;
}

static enum status check_file(const char *path, enum db_mode mode, bool any_disk, struct fault *f)
{
	static const unsigned network[] = {
		0x6969, 0x517B, 0xFF534D42, 0xFE534D42, 0x564C, 0x73757245,
		0x01021997, 0x5346414F, 0x00C36400, 0x47504653,
	};
	struct statfs fs;
	struct stat sb;
	size_t i;

	if (stat(path, &sb) != 0)
		return fault_set(f, errno == EACCES ? ST_NOPERM : ST_NOINPUT,
		                 errno == EACCES ? "cannot open '%s': %s" : "no database '%s': %s",
		                 path, strerror(errno));
	if (!S_ISREG(sb.st_mode))
		return fault_set(f, ST_NOTOURS, "'%s' is not a file", path);
	if (access(path, is_writer(mode) ? R_OK | W_OK : R_OK) != 0)
		return fault_set(f, ST_NOPERM, "cannot open '%s': %s", path, strerror(errno));
	if (!any_disk && statfs(path, &fs) == 0)
		for (i = 0; i < sizeof network / sizeof network[0]; i++)
			if ((unsigned)fs.f_type == network[i])
				return fault_set(f, ST_NOTOURS,
				                 "'%s' is on a network file system, where locks and the log cannot be trusted", path);
	return ST_OK;
}

static enum status harden(struct db *db, enum db_mode mode, struct fault *f)
{
	static const struct { int op, on; } config[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1 },
	};
	size_t i;
	int code;
	enum status st;

	/* Trigger programs take frames of some kilobytes, one an event: from a
	 * pool of the handle they cost nothing. */
	if (is_writer(mode))
		sqlite3_db_config(db->handle, SQLITE_DBCONFIG_LOOKASIDE, NULL, 32768, 32);
	for (i = 0; i < sizeof config / sizeof config[0]; i++) {
		code = sqlite3_db_config(db->handle, config[i].op, config[i].on, NULL);
		if (code != SQLITE_OK)
			return fault_of(db, code, f);
	}
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, 5000);
	sqlite3_wal_hook(db->handle, on_wal, db);
	st = script(db, "PRAGMA mmap_size=0;PRAGMA synchronous=FULL;"
	                "PRAGMA cell_size_check=1;PRAGMA recursive_triggers=0", f);
	if (st == ST_OK)
		st = script(db, mode == DB_IMPORT || mode == DB_CHECK ? "PRAGMA temp_store=FILE" : "PRAGMA temp_store=MEMORY", f);
	if (st == ST_OK)
		st = script(db, mode == DB_IMPORT ? IMPORT_CACHE : "PRAGMA cache_size=-16384", f);
	if (st == ST_OK && !is_writer(mode))
		st = script(db, "PRAGMA query_only=1", f);
	if (st == ST_OK && mode == DB_IMPORT)
		st = script(db, schema_temp, f);
	return st;
}

static enum status pragma_int(struct db *db, const char *text, int *v, struct fault *f)
{
	sqlite3_stmt *s;
	int code = sqlite3_prepare_v2(db->handle, text, -1, &s, NULL);

	if (code == SQLITE_OK) {
		code = sqlite3_step(s);
		if (code == SQLITE_ROW) {
			*v = sqlite3_column_int(s, 0);
			code = SQLITE_OK;
		}
	}
	sqlite3_finalize(s);
	return code == SQLITE_OK ? ST_OK : fault_of(db, code, f);
}

/* Whose file is it, and of which version? */
static enum status check_version(struct db *db, bool any_version, struct fault *f)
{
	int id = 0, version = 0;
	enum status st = pragma_int(db, "PRAGMA application_id", &id, f);

	if (st == ST_OK)
		st = pragma_int(db, "PRAGMA user_version", &version, f);
	if (st != ST_OK)
		return st;
	if (id != APPLICATION_ID)
		return fault_set(f, ST_NOTOURS, "'%s' is not a wangge database", db->path);
	if (version > schema_count)
		return fault_set(f, ST_NOTOURS, "'%s' was made by a newer wangge (schema %d, this one knows %d)",
		                 db->path, version, schema_count);
	if (version < schema_count && !any_version)
		return fault_set(f, ST_NOTOURS, "'%s' has schema %d, this wangge wants %d: run grid-init --upgrade",
		                 db->path, version, schema_count);
	return ST_OK;
}

static struct db *db_new(const char *path, enum db_mode mode)
{
	struct db *db = mem_alloc(sizeof *db);
	const char *slash = strrchr(path, '/');
	int i;

	db->path = mem_strdup(path);
	db->folder = slash && slash != path ? mem_strndup(path, (size_t)(slash - path)) : mem_strdup(slash ? "/" : ".");
	db->gate.fd = -1;
	db->is_writer = is_writer(mode);
	for (i = 0; i < SQL_COUNT; i++) {
		db->query[i].db = db;
		db->query[i].id = (enum sql)i;
	}
	return db;
}

/* SQLite's file-wide temporary folder; it wants memory of its allocator. */
static void set_temp_folder(const char *folder)
{
	sqlite3_free(sqlite3_temp_directory);
	sqlite3_temp_directory = sqlite3_mprintf("%s", folder);
}

static void remember_head(struct db *db);

/* How it is opened, beside the mode. */
enum { ANY_VERSION = 1, ANY_DISK = 2 };

static enum status open_as(struct db **out, const char *path, enum db_mode mode, int how, struct fault *f)
{
	struct db *db;
	enum status st = check_file(path, mode, how & ANY_DISK, f);
	int code;

	*out = NULL;
	if (st != ST_OK)
		return st;
	db = db_new(path, mode);
	/* Nobody asks how much memory is out, which takes a lock each time. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (mode == DB_IMPORT)
		set_temp_folder(db->folder);
	if (mode == DB_CHECK)
		set_temp_folder(tmp_dir(NULL));
	code = sqlite3_open_v2(path, &db->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	st = code == SQLITE_OK ? harden(db, mode, f) : fault_of(db, code, f);
	if (st == ST_OK)
		st = check_version(db, how & ANY_VERSION, f);
	if (st == ST_OK && is_writer(mode)) {
		remember_head(db);
		st = gate_open(&db->gate, path, f);
	}
	if (st != ST_OK)
		db_close(db);
	else
		*out = db;
	return st;
}

enum status db_open(struct db **db, const char *path, enum db_mode mode, struct fault *f)
{
	return open_as(db, path, mode, 0, f);
}

enum status db_open_any(struct db **db, const char *path, struct fault *f)
{
	struct stat sb;
	enum status st = check_file(path, DB_WRITE, false, f);

	/* No gate beside a file that is not ours. */
	if (st == ST_OK)
		st = open_as(db, path, DB_READ, ANY_VERSION, f);
	if (st != ST_OK)
		return st;
	db_close(*db);
	if (stat(path, &sb) == 0) {
		st = gate_make(path, sb.st_mode, sb.st_gid, f);
		if (st != ST_OK)
			return st;
	}
	st = open_as(db, path, DB_IMPORT, ANY_VERSION, f);
	/* A copy by other means, or a backup, may have no log. */
	if (st == ST_OK)
		st = script(*db, "PRAGMA journal_mode=WAL", f);
	if (st != ST_OK) {
		db_close(*db);
		*db = NULL;
	}
	return st;
}

enum status db_open_source(struct db **db, const char *path, struct fault *f)
{
	return open_as(db, path, DB_READ, ANY_DISK, f);
}

/* Without locks, which some file systems do not have, and alone: then what
 * comes from a database with a log can be read without making one. */
enum status db_open_private(struct db **out, const char *path, struct fault *f)
{
	struct db *db;
	enum status st = check_file(path, DB_WRITE, true, f);
	int code;

	*out = NULL;
	if (st != ST_OK)
		return st;
	db = db_new(path, DB_WRITE);
	code = sqlite3_open_v2(path, &db->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, "unix-none");
	st = code == SQLITE_OK ? script(db, "PRAGMA locking_mode=EXCLUSIVE", f) : fault_of(db, code, f);
	if (st == ST_OK)
		st = harden(db, DB_WRITE, f);
	/* The file's own mode is learnt by reading it. */
	if (st == ST_OK)
		st = script(db, "PRAGMA schema_version;PRAGMA journal_mode=MEMORY", f);
	if (st != ST_OK)
		db_close(db);
	else
		*out = db;
	return st;
}

static void close_handle(struct db *db)
{
	int i;

	db_rollback(db);
	for (i = 0; i < SQL_COUNT; i++) {
		sqlite3_finalize(db->query[i].stmt);
		db->query[i].stmt = NULL;
	}
	sqlite3_close(db->handle);
	db->handle = NULL;
}

/* What may stand beside a database, and itself. */
static void remove_all(const char *path)
{
	static const char *const end[] = { "-wal", "-shm", "-gate", "" };
	size_t i;

	for (i = 0; i < sizeof end / sizeof end[0]; i++) {
		char *name = sqlite3_mprintf("%s%s", path, end[i]);

		unlink(name);
		sqlite3_free(name);
	}
}

static enum status cannot_make(const char *path, struct fault *f)
{
	return fault_set(f, ST_CANTCREATE, "cannot make '%s': %s", path, strerror(errno));
}

/* A log without its database holds that one's last changes, which a new
 * database under its name would be the end of. */
static enum status check_no_log(const char *path, struct fault *f)
{
	char *wal = sqlite3_mprintf("%s-wal", path);
	struct stat sb;
	bool there = lstat(wal, &sb) == 0 && sb.st_size > 0;

	sqlite3_free(wal);
	return there ? fault_set(f, ST_CANTCREATE, "cannot make '%s': '%s-wal' lies there, the last changes of a database that does not",
	                         path, path) : ST_OK;
}

/* A file of a name that nobody has, with the mode that the database gets. */
static enum status make_file(const char *path, char **made, struct stat *sb, struct fault *f)
{
	mode_t mask = umask(0);
	size_t size;
	int fd;
	bool ok;

	umask(mask);
	if (lstat(path, sb) == 0) {
		errno = EEXIST;
		return cannot_make(path, f);
	}
	if (check_no_log(path, f) != ST_OK)
		return f->status;
	size = strlen(path) + sizeof ".XXXXXX";
	*made = mem_alloc(size);
	snprintf(*made, size, "%s.XXXXXX", path);
	fd = mkostemp(*made, O_CLOEXEC);
	if (fd < 0) {
		free(*made);
		*made = NULL;
		return cannot_make(path, f);
	}
	ok = fchmod(fd, 0660 & ~mask) == 0 && fstat(fd, sb) == 0;
	close(fd);
	return ok ? ST_OK : cannot_make(path, f);
}

enum status db_create(struct db **out, const char *path, struct fault *f)
{
	struct db *db = db_new(path, DB_IMPORT);
	struct stat sb;
	int code;
	enum status st = make_file(path, &db->made, &sb, f);

	*out = NULL;
	if (st == ST_OK)
		st = check_file(db->made, DB_WRITE, false, f);
	if (st == ST_OK)
		st = gate_make(db->made, sb.st_mode, sb.st_gid, f);
	if (st == ST_OK) {
		set_temp_folder(db->folder);
		code = sqlite3_open_v2(db->made, &db->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
		st = code == SQLITE_OK ? harden(db, DB_IMPORT, f) : fault_of(db, code, f);
	}
	if (st == ST_OK)
		st = script(db, "PRAGMA page_size=4096;PRAGMA journal_mode=WAL", f);
	if (st == ST_OK)
		st = gate_open(&db->gate, db->made, f);
	if (st != ST_OK)
		db_close(db);
	else
		*out = db;
	return st;
}

/* link does not replace what has come there meanwhile. */
static enum status put_in_place(const struct db *db, struct fault *f)
{
	char *shm = sqlite3_mprintf("%s-shm", db->path);
	struct stat sb;
	enum status st = ST_OK;

	/* The index of another's log, which is empty by now, must go. */
	if (lstat(db->path, &sb) != 0) {
		st = check_no_log(db->path, f);
		if (st == ST_OK)
			unlink(shm);
	}
	sqlite3_free(shm);
	if (st != ST_OK)
		return st;
	if (link(db->made, db->path) != 0)
		return cannot_make(db->path, f);
	st = io_sync_folder(db->path) ? ST_OK : cannot_make(db->path, f);
	unlink(st == ST_OK ? db->made : db->path);
	return st;
}

enum status db_settle(struct db *db, int wait, const char *who, struct fault *f)
{
	struct gate gate = { .fd = -1 };
	struct db *again;
	struct stat sb;
	struct fault ignored;
	int code = sqlite3_wal_checkpoint_v2(db->handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	enum status st = code == SQLITE_OK ? ST_OK : fault_of(db, code, f);

	/* SQLite knows its files by inode: under two names they would be mixed up. */
	close_handle(db);
	if (st == ST_OK && stat(db->made, &sb) != 0)
		st = cannot_make(db->path, f);
	if (st == ST_OK)
		st = gate_make(db->path, sb.st_mode, sb.st_gid, f);
	/* Two that make one database take turns. */
	if (st == ST_OK)
		st = gate_open(&gate, db->path, f);
	if (st == ST_OK)
		st = gate_enter(&gate, wait, who, f);
	if (st == ST_OK) {
		st = put_in_place(db, f);
		if (st != ST_OK && lstat(db->path, &sb) != 0)
			gate_remove(db->path);
		gate_leave(&gate);
	}
	gate_close(&gate);
	/* Its log too, for readers that may not make one. */
	if (st == ST_OK && open_as(&again, db->path, DB_WRITE, ANY_VERSION, &ignored) == ST_OK)
		db_close(again);
	return st;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	close_handle(db);
	gate_close(&db->gate);
	sqlite3_free(sqlite3_temp_directory);
	sqlite3_temp_directory = NULL;
	if (db->made)
		remove_all(db->made);
	free(db->aside);
	free(db->made);
	free(db->folder);
	free(db->path);
	free(db);
}

const char *db_folder(const struct db *db)
{
	return db->folder;
}

enum status db_schema_upgrade(struct db *db, struct fault *f)
{
	int version = 0;
	enum status st = pragma_int(db, "PRAGMA user_version", &version, f);

	for (; version < schema_count && st == ST_OK; version++)
		st = script(db, schema_text[version], f);
	return st;
}

static void reset_all(struct db *db)
{
	int i;

	for (i = 0; i < SQL_COUNT; i++)
		if (db->query[i].stmt)
			sqlite3_reset(db->query[i].stmt);
}

/* The log into the file, inside the gate.  Readers in the way are no fault: the
 * next writer tries again. */
static void bring_home(struct db *db)
{
	sqlite3_busy_timeout(db->handle, 0);
	sqlite3_wal_checkpoint_v2(db->handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(db->handle, 5000);
}

enum status db_hold(struct db *db, struct fault *f)
{
	reset_all(db);
	return script(db, "ROLLBACK", f);
}

/* Which of the two it was, and whether it may be there all the same. */
static enum status copy_fault(struct db *from, struct db *to, int code, struct fault *f)
{
	int a = 0, b = 0;

	if (code == SQLITE_READONLY && pragma_int(from, "PRAGMA page_size", &a, f) == ST_OK
	    && pragma_int(to, "PRAGMA page_size", &b, f) == ST_OK && a != b)
		return fault_set(f, ST_NOTOURS, "the pages of '%s' have %d bytes, not %d", from->path, a, b);
	if (code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ || code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
		return fault_of(from, code, f);
	if ((code & 0xFF) == SQLITE_IOERR && code != SQLITE_IOERR_WRITE && to->has_gate)
		return fault_set(f, ST_UNKNOWN, "the commit's outcome is unknown (%s): look at the database, and do it again", sqlite3_errstr(code));
	return fault_of(to, code, f);
}

enum status db_copy(struct db *from, struct db *to, struct fault *f)
{
	sqlite3_backup *b = sqlite3_backup_init(to->handle, "main", from->handle, "main");
	int code, end;

	if (!b)
		return fault_of(to, sqlite3_errcode(to->handle), f);
	/* All at once: in one snapshot, so that writers neither wait nor make it
	 * begin again. */
	code = sqlite3_backup_step(b, -1);
	end = sqlite3_backup_finish(b);
	if (code == SQLITE_DONE)
		code = end;
	if (code != SQLITE_OK)
		return copy_fault(from, to, code, f);
	if (to->has_gate)
		bring_home(to);
	return ST_OK;
}

enum status db_check_whole(struct db *db, db_tell *tell, void *arg, struct fault *f)
{
	static const char *const find[] = {
		"SELECT '', l.integrity_check FROM pragma_integrity_check l WHERE l.integrity_check <> 'ok'",
		"SELECT l.\"table\" || coalesce(' ' || l.rowid, ''), 'refers to a ' || l.parent || ' that there is not'"
		" FROM pragma_foreign_key_check l LIMIT 100",
	};
	sqlite3_stmt *s;
	size_t i;
	int code = SQLITE_DONE;

	for (i = 0; i < sizeof find / sizeof find[0] && code == SQLITE_DONE; i++) {
		code = sqlite3_prepare_v2(db->handle, find[i], -1, &s, NULL);
		while (code == SQLITE_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
			tell(arg, (const char *)sqlite3_column_text(s, 0), (const char *)sqlite3_column_text(s, 1));
			code = SQLITE_OK;
		}
		sqlite3_finalize(s);
	}
	/* So far from whole that it cannot even be checked. */
	if ((code & 0xFF) == SQLITE_CORRUPT) {
		tell(arg, "", sqlite3_errmsg(db->handle));
		code = SQLITE_DONE;
	}
	return code == SQLITE_DONE ? ST_OK : fault_of(db, code, f);
}

static void keep_first(void *arg, const char *where, const char *what)
{
	struct str *say = arg;

	if (!say->len)
		str_addf(say, "%s%s%s", where, *where ? " " : "", what);
}

enum status db_check(struct db *db, const char *name, struct fault *f)
{
	struct str say = STR_INIT;
	enum status st = check_version(db, false, f);

	if (st == ST_OK)
		st = db_check_whole(db, keep_first, &say, f);
	if (st == ST_OK && say.len)
		st = fault_set(f, ST_NOTOURS, "'%s' is damaged: %s", name, say.s);
	str_release(&say);
	return st;
}

/* The text that made an object, or NULL where there is none of that name. */
static char *made_by(sqlite3 *handle, const char *type, const char *name, int *code)
{
	sqlite3_stmt *s;
	char *text = NULL;

	*code = sqlite3_prepare_v2(handle, "SELECT sql FROM sqlite_schema WHERE type = ?1 AND name = ?2", -1, &s, NULL);
	if (*code == SQLITE_OK) {
		sqlite3_bind_text(s, 1, type, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 2, name, -1, SQLITE_STATIC);
		*code = sqlite3_step(s);
		if (*code == SQLITE_ROW)
			text = mem_strdup((const char *)sqlite3_column_text(s, 0));
		if (*code == SQLITE_ROW || *code == SQLITE_DONE)
			*code = SQLITE_OK;
	}
	sqlite3_finalize(s);
	return text;
}

/* Objects of `have` that `want` has not, or, with `altered`, by another text. */
static int compare_schema(sqlite3 *have, sqlite3 *want, const char *find, const char *said, const char *altered,
                          db_tell *tell, void *arg)
{
	sqlite3_stmt *s;
	char *text, *where;
	const char *type, *name;
	int code = sqlite3_prepare_v2(have, find, -1, &s, NULL), found;

	while (code == SQLITE_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		type = (const char *)sqlite3_column_text(s, 0);
		name = (const char *)sqlite3_column_text(s, 1);
		text = made_by(want, type, name, &found);
		where = sqlite3_mprintf("%s %s", type, name);
		code = found;
		if (found == SQLITE_OK && !text)
			tell(arg, where, said);
		else if (found == SQLITE_OK && altered && strcmp(text, (const char *)sqlite3_column_text(s, 2)) != 0)
			tell(arg, where, altered);
		sqlite3_free(where);
		free(text);
	}
	sqlite3_finalize(s);
	return code;
}

enum status db_check_schema(struct db *db, db_tell *tell, void *arg, struct fault *f)
{
	static const char all[] = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'sqlite_sequence' ORDER BY type, name";
	static const char triggers[] = "SELECT type, name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name";
	sqlite3 *own;
	int i, code = sqlite3_open_v2(":memory:", &own, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	for (i = 0; i < schema_count && code == SQLITE_OK; i++)
		code = sqlite3_exec(own, schema_text[i], NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = compare_schema(own, db->handle, all, "is missing", "was altered", tell, arg);
	if (code == SQLITE_DONE)
		code = compare_schema(db->handle, own, triggers, "is none of wangge's", NULL, tell, arg);
	sqlite3_close(own);
	return code == SQLITE_DONE ? ST_OK : fault_of(db, code, f);
}

enum status db_last_given(struct db *db, const char *table, int64_t *id, struct fault *f)
{
	sqlite3_stmt *s;
	int code = sqlite3_prepare_v2(db->handle, "SELECT seq FROM sqlite_sequence WHERE name = ?1", -1, &s, NULL);

	*id = 0;
	if (code == SQLITE_OK) {
		sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
		code = sqlite3_step(s);
		if (code == SQLITE_ROW)
			*id = sqlite3_column_int64(s, 0);
	}
	sqlite3_finalize(s);
	return code == SQLITE_ROW || code == SQLITE_DONE ? ST_OK : fault_of(db, code, f);
}

enum status db_begin_read(struct db *db, struct fault *f)
{
	return script(db, "BEGIN", f);
}

enum status db_begin_temp(struct db *db, struct fault *f)
{
	return script(db, "BEGIN", f);
}

/* The audit only grows, and its last row names a state of the database: while
 * it stands there, all that was looked up since stands there too. */
static void remember_head(struct db *db)
{
	struct query *q = db_query(db, SQL_AUDIT_LAST);
	struct fault ignored;
	bool row;

	/* A version without the audit is about to be upgraded. */
	if (db_step(q, &row, &ignored) == ST_OK && row) {
		str_copy(db->head, sizeof db->head, db_text(q, 0));
		db->head_id = db_int(q, 1);
	}
	db_done(q);
}

/* A writer that has waited may meet another database than the one it opened:
 * its file has another name by now, or none, or a backup was restored into it.
 * What it writes would be lost, or mean something else. */
static enum status check_same(struct db *db, struct fault *f)
{
	int moved = 0, code = sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
	int64_t stands = 1;
	struct query *q;
	enum status st = code == SQLITE_OK ? ST_OK : fault_of(db, code, f);

	if (st == ST_OK && !moved && db->head_id) {
		q = db_query(db, SQL_AUDIT_STANDS);
		db_bind_int(q, 1, db->head_id);
		db_bind_text(q, 2, db->head);
		st = db_first_int(q, 0, &stands, f);
	}
	if (st != ST_OK)
		return st;
	return !moved && stands ? ST_OK : fault_set(f, ST_BUSY, "'%s' was replaced meanwhile, nothing changed: call again", db->path);
}

enum status db_begin_write(struct db *db, int wait, const char *who, struct fault *f)
{
	struct timespec start, now;
	int64_t left;
	enum status st;

	clock_gettime(CLOCK_MONOTONIC, &start);
	st = gate_enter(&db->gate, wait, who, f);
	if (st != ST_OK)
		return st;
	db->has_gate = true;
	/* Others than wangge may hold the lock: for them what patience is left. */
	clock_gettime(CLOCK_MONOTONIC, &now);
	left = wait * 1000 - ((int64_t)now.tv_sec - start.tv_sec) * 1000 - (now.tv_nsec - start.tv_nsec) / 1000000;
	sqlite3_busy_timeout(db->handle, left > 0 ? (int)left : 0);
	st = script(db, "BEGIN IMMEDIATE", f);
	if (st == ST_OK)
		st = check_same(db, f);
	if (st != ST_OK)
		db_rollback(db);
	return st;
}

enum status db_mark(struct db *db, struct fault *f)
{
	return pragma_int(db, "PRAGMA data_version", &db->mark, f);
}

enum status db_begin_trusting(struct db *db, int wait, const char *who, struct fault *f)
{
	int now;
	enum status st = script(db, "PRAGMA foreign_keys=0", f);

	if (st == ST_OK)
		st = db_begin_write(db, wait, who, f);
	if (st == ST_OK)
		st = pragma_int(db, "PRAGMA data_version", &now, f);
	if (st == ST_OK && now == db->mark)
		return ST_OK;
	db_rollback(db);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	return st == ST_OK ? db_begin_write(db, wait, who, f) : st;
}

static void leave_gate(struct db *db)
{
	if (db->has_gate) {
		gate_leave(&db->gate);
		sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	}
	db->has_gate = false;
}

enum status db_commit(struct db *db, struct fault *f)
{
	enum status st;
	int code;

	reset_all(db);
	db->wal_pages = 0;
	code = sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL);
	st = code == SQLITE_OK ? ST_OK : fault_of(db, code, f);
	if ((code & 0xFF) == SQLITE_IOERR)
		st = fault_set(f, ST_UNKNOWN, "the commit's outcome is unknown (%s): do it again; with the same --key or file nothing is done twice", sqlite3_errmsg(db->handle));
	if (st == ST_OK && db->has_gate && db->wal_pages > WAL_PAGES_MAX)
		bring_home(db);
	if (st != ST_OK)
		db_rollback(db);
	leave_gate(db);
	return st;
}

static void forget_aside(struct db *db)
{
	while (db->asides)
		free(db->aside[--db->asides]);
}

void db_rollback(struct db *db)
{
	forget_aside(db);
	if (db->handle) {
		reset_all(db);
		if (!sqlite3_get_autocommit(db->handle))
			sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	}
	leave_gate(db);
}

enum status db_bulk_begin(struct db *db, const char *table, struct fault *f)
{
	static const char find[] = "SELECT s.name, s.sql FROM sqlite_schema s JOIN pragma_index_list(?1) l ON l.name = s.name"
	                           " WHERE s.type = 'index' AND s.sql IS NOT NULL AND l.partial = 0";
	char *drop = sqlite3_mprintf("%s", "");
	sqlite3_stmt *s;
	int code = sqlite3_prepare_v2(db->handle, find, -1, &s, NULL);
	enum status st;

	if (code == SQLITE_OK)
		code = sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
	while (code == SQLITE_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		MEM_ROOM(db->aside, db->asides, db->asides_cap);
		db->aside[db->asides++] = mem_strdup((const char *)sqlite3_column_text(s, 1));
		drop = sqlite3_mprintf("%zDROP INDEX \"%w\";", drop, sqlite3_column_text(s, 0));
		code = SQLITE_OK;
	}
	sqlite3_finalize(s);
	st = code == SQLITE_DONE ? script(db, drop, f) : fault_of(db, code, f);
	sqlite3_free(drop);
	return st;
}

enum status db_bulk_end(struct db *db, struct fault *f)
{
	size_t i;
	/* With little memory the keys are sorted in several parts, each beside
	 * the reading of the next one. */
	enum status st = script(db, "PRAGMA cache_size=-4096;PRAGMA threads=2", f);

	for (i = 0; i < db->asides && st == ST_OK; i++)
		st = script(db, db->aside[i], f);
	forget_aside(db);
	return st == ST_OK ? script(db, "PRAGMA threads=0;" IMPORT_CACHE, f) : st;
}

enum status db_savepoint(struct db *db, struct fault *f)
{
	return script(db, "SAVEPOINT one", f);
}

enum status db_savepoint_keep(struct db *db, struct fault *f)
{
	return script(db, "RELEASE one", f);
}

enum status db_savepoint_undo(struct db *db, struct fault *f)
{
	return script(db, "ROLLBACK TO one;RELEASE one", f);
}

struct query *db_query(struct db *db, enum sql id)
{
	struct query *q = &db->query[id];

	q->fault = SQLITE_OK;
	q->form = NULL;
	if (q->stmt) {
		sqlite3_reset(q->stmt);
		sqlite3_clear_bindings(q->stmt);
	} else {
		q->fault = sqlite3_prepare_v3(db->handle, sql_text[id], -1, SQLITE_PREPARE_PERSISTENT, &q->stmt, NULL);
	}
	return q;
}

static void keep(struct query *q, int code)
{
	if (code != SQLITE_OK && q->fault == SQLITE_OK)
		q->fault = code;
}

/* The placeholders before this one that were passed over. */
static struct str *form_at(struct query *q, int at)
{
	while (++q->formed < at)
		form_null(q->form);
	return q->form;
}

void db_form(struct query *q, struct str *form)
{
	q->form = form;
	q->formed = 0;
}

void db_formed(struct query *q)
{
	form_at(q, sqlite3_bind_parameter_count(q->stmt) + 1);
	q->form = NULL;
}

void db_bind_int(struct query *q, int at, int64_t v)
{
	if (q->form)
		form_int(form_at(q, at), v);
	keep(q, sqlite3_bind_int64(q->stmt, at, v));
}

void db_bind_real(struct query *q, int at, double v)
{
	keep(q, sqlite3_bind_double(q->stmt, at, v));
}

void db_bind_told(struct query *q, int at, const char *s, const char *told)
{
	form_word(form_at(q, at), told);
	keep(q, sqlite3_bind_text(q->stmt, at, s, -1, SQLITE_TRANSIENT));
}

void db_bind_text(struct query *q, int at, const char *s)
{
	if (q->form)
		form_word(form_at(q, at), s);
	keep(q, sqlite3_bind_text(q->stmt, at, s, -1, SQLITE_TRANSIENT));
}

void db_bind_borrowed(struct query *q, int at, const char *s)
{
	if (q->form)
		form_word(form_at(q, at), s);
	keep(q, sqlite3_bind_text(q->stmt, at, s, -1, SQLITE_STATIC));
}

void db_bind_blob(struct query *q, int at, const void *p, size_t len)
{
	keep(q, sqlite3_bind_blob64(q->stmt, at, p ? p : "", len, SQLITE_TRANSIENT));
}

void db_bind_null(struct query *q, int at)
{
	if (q->form)
		form_null(form_at(q, at));
	keep(q, sqlite3_bind_null(q->stmt, at));
}

void db_bind_id(struct query *q, int at, int64_t v)
{
	if (v)
		db_bind_int(q, at, v);
	else
		db_bind_null(q, at);
}

void db_bind_word(struct query *q, int at, const char *s)
{
	db_bind_text(q, at, s && *s ? s : NULL);
}

int db_param(struct query *q, const char *name)
{
	int at = q->stmt ? sqlite3_bind_parameter_index(q->stmt, name) : 0;

	if (at == 0)
		keep(q, SQLITE_RANGE);
	return at;
}

enum status db_step(struct query *q, bool *row, struct fault *f)
{
	int code = q->fault;
	enum status st;

	*row = false;
	if (code == SQLITE_OK)
		code = sqlite3_step(q->stmt);
	if (code == SQLITE_ROW) {
		*row = true;
		return ST_OK;
	}
	if (code == SQLITE_DONE) {
		sqlite3_reset(q->stmt);
		return ST_OK;
	}
	if (q->fault != SQLITE_OK)
		st = fault_set(f, ST_INTERNAL, "statement '%s': %s", sql_name[q->id], sqlite3_errmsg(q->db->handle));
	else
		st = fault_of(q->db, code, f);
	sqlite3_reset(q->stmt);
	return st;
}

enum status db_first_int(struct query *q, int64_t otherwise, int64_t *v, struct fault *f)
{
	bool row;
	enum status st = db_step(q, &row, f);

	*v = st == ST_OK && row ? db_int(q, 0) : otherwise;
	db_done(q);
	return st;
}

enum status db_run(struct query *q, struct fault *f)
{
	bool row;
	enum status st;

	do
		st = db_step(q, &row, f);
	while (st == ST_OK && row);
	return st;
}

void db_done(struct query *q)
{
	sqlite3_reset(q->stmt);
}

int64_t db_int(struct query *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

double db_real(struct query *q, int column)
{
	return sqlite3_column_double(q->stmt, column);
}

const char *db_text(struct query *q, int column)
{
	return (const char *)sqlite3_column_text(q->stmt, column);
}

/* The value's own functions do without the checks that each column's makes; a
 * handle without mutexes may use them. */
const char *db_span(struct query *q, int column, size_t *len)
{
	sqlite3_value *v = sqlite3_column_value(q->stmt, column);
	const char *s;

	if (sqlite3_value_type(v) == SQLITE_NULL)
		return NULL;
	s = (const char *)sqlite3_value_text(v);
	*len = (size_t)sqlite3_value_bytes(v);
	return s;
}

const void *db_blob(struct query *q, int column, size_t *len)
{
	const void *p = sqlite3_column_blob(q->stmt, column);

	*len = (size_t)sqlite3_column_bytes(q->stmt, column);
	return p;
}

bool db_is_null(struct query *q, int column)
{
	return sqlite3_column_type(q->stmt, column) == SQLITE_NULL;
}

int db_columns(struct query *q)
{
	return sqlite3_column_count(q->stmt);
}

int db_column(struct query *q, const char *name)
{
	int i, n = sqlite3_column_count(q->stmt);

	for (i = 0; i < n; i++)
		if (strcmp(sqlite3_column_name(q->stmt, i), name) == 0)
			return i;
	return -1;
}

void db_form_column(struct query *q, int column, struct str *form)
{
	sqlite3_value *v = sqlite3_column_value(q->stmt, column);
	const char *s;

	switch (sqlite3_value_type(v)) {
	case SQLITE_NULL:
		form_null(form);
		break;
	case SQLITE_INTEGER:
		form_int(form, sqlite3_value_int64(v));
		break;
	case SQLITE_FLOAT:
		form_real(form, sqlite3_value_double(v));
		break;
	default:
		s = (const char *)sqlite3_value_text(v);
		form_text(form, s ? s : "", (size_t)sqlite3_value_bytes(v));
	}
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes64(db->handle);
}

int64_t db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}
