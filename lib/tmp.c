/* SPDX-License-Identifier: MIT */
#include "tmp.h"

#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int tmp_open(const char *dir)
{
	struct str path = STR_INIT;
	int fd, e;

	if (!dir || !*dir)
		dir = getenv("TMPDIR");
	if (!dir || !*dir)
		dir = "/tmp";
	str_addf(&path, "%s/wangge-XXXXXX", dir);
	fd = mkostemp(path.s, O_CLOEXEC);
	e = errno;
	if (fd >= 0)
		unlink(path.s);
	str_release(&path);
	errno = e;
	return fd;
}
