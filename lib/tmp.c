/* SPDX-License-Identifier: MIT */
#include "tmp.h"

#include "io.h"
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

enum status tmp_write(int *fd, const char *dir, const void *p, size_t len, struct fault *f)
{
	if (*fd < 0 && (*fd = tmp_open(dir)) < 0)
		return fault_set(f, ST_CANTCREATE, "cannot make a temporary file in '%s': %s", tmp_dir(dir), strerror(errno));
	if (io_write(*fd, p, len))
		return ST_OK;
	return fault_set(f, ST_CANTCREATE, "cannot write a temporary file in '%s': %s", tmp_dir(dir), strerror(errno));
}

enum status tmp_read(int fd, void *p, size_t len, off_t at, struct fault *f)
{
	ssize_t n = io_read_at(fd, p, len, at);

	if (n == (ssize_t)len)
		return ST_OK;
	return fault_set(f, ST_OUTPUT, "cannot read a temporary file: %s", n < 0 ? strerror(errno) : "it ends too soon");
}
