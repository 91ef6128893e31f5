/* SPDX-License-Identifier: MIT
 *
 * A schedule for wal-reset.t, built there as a library and put before the
 * program with LD_PRELOAD: a VFS on top of SQLite's own that stops a process
 * where others are to come between, and runs a shell command there, once each.
 *
 *   BEFORE_CHECKPOINT   about to take the checkpoint's lock
 *   IN_CHECKPOINT       it has that lock and has read how far the log goes,
 *                       but not yet how much of it is home already: SQLite
 *                       asks there to forget mapped pages if others wrote
 *   IN_WRITE            it has the writer's lock and has written nothing
 *
 * With NO_GATE every open-file-description lock is granted at once; SQLite's
 * own locks are of the other kind.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the log index that are locked, as SQLite's file format has it. */
enum { WRITE_LOCK = 0, CHECKPOINT_LOCK = 1 };

static sqlite3_vfs *under;
static sqlite3_vfs over;
static const sqlite3_io_methods *io;
static sqlite3_io_methods over_io;
static bool in_checkpoint;

static void run(const char *name)
{
	const char *value = getenv(name);
	char *command = value ? strdup(value) : NULL;

	if (!command)
		return;
	/* Who is run here runs undisturbed, and this one from now on. */
	unsetenv(name);
	unsetenv("LD_PRELOAD");
	if (system(command) != 0)
		fprintf(stderr, "wal_reset: %s: '%s' failed\n", name, command);
	free(command);
}

static int shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	bool takes = flags & SQLITE_SHM_LOCK && flags & SQLITE_SHM_EXCLUSIVE && n == 1;
	int code;

	if (takes && at == CHECKPOINT_LOCK)
		run("BEFORE_CHECKPOINT");
	code = io->xShmLock(f, at, n, flags);
	if (code == SQLITE_OK && at == CHECKPOINT_LOCK)
		in_checkpoint = takes;
	if (code == SQLITE_OK && takes && at == WRITE_LOCK && !in_checkpoint)
		run("IN_WRITE");
	return code;
}

static int unfetch(sqlite3_file *f, sqlite3_int64 at, void *p)
{
	if (in_checkpoint && !p)
		run("IN_CHECKPOINT");
	return io->xUnfetch(f, at, p);
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	int code = under->xOpen(under, name, f, flags, out);

	(void)vfs;
	if (code == SQLITE_OK && flags & SQLITE_OPEN_MAIN_DB && f->pMethods->iVersion >= 3) {
		io = f->pMethods;
		over_io = *io;
		over_io.xShmLock = shm_lock;
		over_io.xUnfetch = unfetch;
		f->pMethods = &over_io;
	}
	return code;
}

__attribute__((constructor)) static void begin(void)
{
	under = sqlite3_vfs_find(NULL);
	over = *under;
	over.zName = "wal_reset";
	over.xOpen = open_file;
	sqlite3_vfs_register(&over, 1);
}

int fcntl(int fd, int how, ...)
{
	static int (*real)(int, int, ...);
	va_list list;
	void *arg;

	va_start(list, how);
	arg = va_arg(list, void *);
	va_end(list);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "fcntl");
	if ((how == F_OFD_SETLK || how == F_OFD_SETLKW) && getenv("NO_GATE"))
		return 0;
	return real(fd, how, arg);
}
