/* SPDX-License-Identifier: MIT */
#include "spool.h"

#include "io.h"
#include "mem.h"
#include "tmp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY_MAX (8u << 20)

void spool_init(struct spool *s)
{
	memset(s, 0, sizeof *s);
	s->fd = -1;
}

void spool_release(struct spool *s)
{
	if (s->fd >= 0)
		close(s->fd);
	str_release(&s->memory);
	spool_init(s);
}

static void spill(struct spool *s)
{
	if (s->fd < 0)
		s->fd = tmp_open(NULL);
	if (s->fd < 0)
		fault_set(&s->fault, ST_OUTPUT,
		          "cannot create a temporary file: %s",
		          strerror(errno));
	else if (!io_write(s->fd, s->memory.s, s->memory.len))
		fault_set(&s->fault, ST_OUTPUT,
		          "cannot write a temporary file: %s",
		          strerror(errno));
	str_reset(&s->memory);
}

char *spool_room(struct spool *s, size_t len)
{
	str_room(&s->memory, len);
	return s->memory.s + s->memory.len;
}

void spool_took(struct spool *s, size_t len)
{
	if (s->fault.status != ST_OK || len == 0)
		return;
	s->has_any = true;
	s->memory.len += len;
	if (s->memory.len >= MEMORY_MAX)
		spill(s);
}

void spool_add(struct spool *s, const char *text, size_t len)
{
	if (len > 0)
		memcpy(spool_room(s, len), text, len);
	spool_took(s, len);
}

void spool_adopt(struct spool *s, int fd)
{
	spool_release(s);
	s->fd = fd;
	s->has_any = true;
}

static bool can_create(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct stat st;
	char *dir;
	bool ok;

	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode)) {
			errno = EISDIR;
			return false;
		}
		if (access(path, W_OK) != 0)
			return false;
		if (!S_ISREG(st.st_mode))
			return true;
	}
	dir = slash ? mem_strndup(path, (size_t)(slash - path) + 1)
	            : mem_strdup("./");
	ok = access(*path ? dir : "", W_OK | X_OK) == 0;
	free(dir);
	return ok;
}

/* A rename onto a link would put the file in the link's place. */
enum status spool_target(const char *path, char **target, struct fault *f)
{
	struct stat st;

	*target = NULL;
	if (!can_create(path))
		return fault_set(f, ST_CANTCREATE, "cannot create '%s': %s",
		                 path, strerror(errno));
	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
		*target = realpath(path, NULL);
	if (!*target)
		*target = mem_strdup(path);
	return ST_OK;
}

/* From the file by way of memory, from *at on. */
static bool copy_rest(int from, int to, off_t at)
{
	enum { BLOCK = 1 << 18 };
	char *buf = mem_alloc(BLOCK);
	ssize_t n;
	bool ok = true;

	do {
		n = pread(from, buf, BLOCK, at);
		if (n > 0) {
			ok = io_write(to, buf, (size_t)n);
			at += n;
		}
	} while (ok && (n > 0 || (n < 0 && errno == EINTR)));
	free(buf);
	return ok && n == 0;
}

/* Inside the kernel as far as it can; errno says what failed. */
static bool send_all(struct spool *s, int fd)
{
	off_t at = 0;
	ssize_t n;

	if (s->fd >= 0) {
		do
			n = sendfile(fd, s->fd, &at, 1u << 30);
		while (n > 0 || (n < 0 && errno == EINTR));
		if (n < 0 && !copy_rest(s->fd, fd, at))
			return false;
	}
	return io_write(fd, s->memory.s, s->memory.len);
}

/* Closing a duplicate brings out what closing would (NFS, quotas), and file
 * descriptor 1 stays taken, so that no later open can get it. */
static enum status to_stdout(struct spool *s, struct fault *f)
{
	int fd = -1;

	if (fflush(stdout) != 0 || !send_all(s, STDOUT_FILENO) ||
	    (fd = dup(STDOUT_FILENO)) < 0 || close(fd) != 0)
		return fault_set(f, ST_OUTPUT,
		                 "cannot write standard output: %s",
		                 strerror(errno));
	return ST_OK;
}

/* A device or a pipe cannot be renamed over. */
static enum status to_special(struct spool *s, const char *path,
                              struct fault *f)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	bool ok;

	if (fd < 0)
		return fault_set(f, ST_CANTCREATE, "cannot create '%s': %s",
		                 path, strerror(errno));
	ok = send_all(s, fd);
	if (close(fd) != 0 || !ok)
		return fault_set(f, ST_OUTPUT, "cannot write '%s': %s",
		                 path, strerror(errno));
	return ST_OK;
}

/* mkstemp's 0600 would shut others out; an existing file's mode stays, so
 * that a list of persons kept from others is not opened to them. */
static mode_t mode_for(int fd, const char *path, const char *like)
{
	struct stat st;
	mode_t mask;

	if (stat(path, &st) == 0)
		return st.st_mode & 0777;
	if (like && stat(like, &st) == 0)
		/* Without its group only the owner is the same. */
		return fchown(fd, (uid_t)-1, st.st_gid) == 0 ? st.st_mode & 0666 : st.st_mode & 0600;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* Fill the file and close it; errno says what failed first. */
static bool fill(struct spool *s, int fd, mode_t mode)
{
	/* Not every file system has modes, or can sync. */
	bool ok = (fchmod(fd, mode) == 0 || errno == EPERM) &&
	          send_all(s, fd) && (fsync(fd) == 0 || errno == EINVAL);
	int saved = errno;

	if (close(fd) != 0 && ok)
		return false;
	errno = saved;
	return ok;
}

static enum status to_file(struct spool *s, const char *path, const char *like, struct fault *f)
{
	struct str temp = STR_INIT;
	enum status st = ST_OK;
	int fd;

	str_addf(&temp, "%s.XXXXXX", path);
	fd = mkostemp(temp.s, O_CLOEXEC);
	if (fd < 0) {
		st = fault_set(f, ST_CANTCREATE, "cannot create '%s': %s",
		               path, strerror(errno));
	} else if (!fill(s, fd, mode_for(fd, path, like)) ||
	           rename(temp.s, path) != 0) {
		st = fault_set(f, ST_OUTPUT, "cannot write '%s': %s", path,
		               strerror(errno));
		unlink(temp.s);
	}
	str_release(&temp);
	return st;
}

enum status spool_write(struct spool *s, const char *path, const char *like, struct fault *f)
{
	struct stat st;

	if (s->fault.status != ST_OK) {
		*f = s->fault;
		return f->status;
	}
	if (!path)
		return to_stdout(s, f);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return to_special(s, path, f);
	return to_file(s, path, like, f);
}
