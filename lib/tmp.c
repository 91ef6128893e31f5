/* SPDX-License-Identifier: MIT */
#include "tmp.h"

#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
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
