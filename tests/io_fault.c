/* SPDX-License-Identifier: MIT
 *
 * A disk that fails, for import-faults.t and grid-backup.t: built there as a
 * library and put before the C library with LD_PRELOAD.  The IO_FAULT_AT-th
 * call that writes, sizes or syncs a file fails with IO_FAULT_ERRNO (5: EIO, 28:
 * ENOSPC; the latter not for fsync of what is written), and with IO_FAULT_ON all
 * after it too; with IO_FAULT_KILL the process is killed instead.  IO_FAULT_LOG
 * gets the number of such calls at the end.  Standard streams do not count.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static long number(const char *name)
{
	const char *s = getenv(name);

	return s ? strtol(s, NULL, 10) : 0;
}

static int fails(int fd)
{
	long at = number("IO_FAULT_AT"), n;

	if (fd <= 2)
		return 0;
	n = ++calls;
	if (!at || (getenv("IO_FAULT_ON") ? n < at : n != at))
		return 0;
	if (getenv("IO_FAULT_KILL"))
		raise(SIGKILL);
	errno = (int)number("IO_FAULT_ERRNO");
	return 1;
}

__attribute__((destructor)) static void tell(void)
{
	const char *path = getenv("IO_FAULT_LOG");
	FILE *log = path ? fopen(path, "w") : NULL;

	if (log) {
		fprintf(log, "%ld\n", (long)calls);
		fclose(log);
	}
}

/* What the C library has under that name. */
#define REAL(name) \
	static __typeof__(&name) real; \
	if (!real) \
		*(void **)&real = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *buf, size_t len)
{
	REAL(write);
	return fails(fd) ? -1 : real(fd, buf, len);
}

ssize_t pwrite(int fd, const void *buf, size_t len, off_t at)
{
	REAL(pwrite);
	return fails(fd) ? -1 : real(fd, buf, len, at);
}

ssize_t pwrite64(int fd, const void *buf, size_t len, off64_t at)
{
	REAL(pwrite64);
	return fails(fd) ? -1 : real(fd, buf, len, at);
}

int fsync(int fd)
{
	REAL(fsync);
	return fails(fd) ? -1 : real(fd);
}

int fdatasync(int fd)
{
	REAL(fdatasync);
	return fails(fd) ? -1 : real(fd);
}

int ftruncate(int fd, off_t len)
{
	REAL(ftruncate);
	return fails(fd) ? -1 : real(fd, len);
}

int ftruncate64(int fd, off64_t len)
{
	REAL(ftruncate64);
	return fails(fd) ? -1 : real(fd, len);
}

int posix_fallocate(int fd, off_t at, off_t len)
{
	REAL(posix_fallocate);
	return fails(fd) ? errno : real(fd, at, len);
}
