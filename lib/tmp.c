/* SPDX-License-Identifier: MIT */
#include "tmp.h"

#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *tmp_dir(const char *dir)
{
	if (!dir || !*dir)
		dir = getenv("TMPDIR");
	return dir && *dir ? dir : "/tmp";
}

int tmp_open(const char *dir)
{
	struct str path = STR_INIT;
	int fd, e;

	str_addf(&path, "%s/wangge-XXXXXX", tmp_dir(dir));
	fd = mkostemp(path.s, O_CLOEXEC);
	e = errno;
	if (fd >= 0)
		unlink(path.s);
	str_release(&path);
	errno = e;
	return fd;
}

enum status tmp_write(int *fd, const char *dir, const void *p, size_t len, off_t at, struct fault *f)
{
	const char *from = p;
	ssize_t n;

	if (*fd < 0 && (*fd = tmp_open(dir)) < 0)
		return fault_set(f, ST_CANTCREATE, "cannot make a temporary file: %s", strerror(errno));
	while (len) {
		n = pwrite(*fd, from, len, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fault_set(f, ST_CANTCREATE, "cannot write a temporary file: %s", strerror(errno));
		from += n;
		len -= (size_t)n;
		at += n;
	}
	return ST_OK;
}

enum status tmp_read(int fd, void *p, size_t len, off_t at, struct fault *f)
{
	char *to = p;
	ssize_t n;

	while (len) {
		n = pread(fd, to, len, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fault_set(f, ST_OUTPUT, "cannot read a temporary file: %s", n ? strerror(errno) : "it ends too soon");
		to += n;
		len -= (size_t)n;
		at += n;
	}
	return ST_OK;
}
