/* SPDX-License-Identifier: MIT */
#include "gate.h"

#include "str.h"
#include "when.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* The locked bytes lie behind the text, which is HOLDER_SIZE long. */
enum { HOLDER_SIZE = 128, QUEUE_BYTE = 256, GATE_BYTE = 257 };

static char *gate_name(const char *path)
{
	struct str b = STR_INIT;

	str_addf(&b, "%s-gate", path);
	return b.s;
}

static enum status gate_fd(int *fd, const char *path, int flags, mode_t mode)
{
	char *name = gate_name(path);
	int e;

	*fd = open(name, flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, mode);
	e = errno;
	free(name);
	errno = e;
	return *fd < 0 ? ST_NOPERM : ST_OK;
}

enum status gate_make(const char *path, mode_t mode, gid_t group, struct fault *f)
{
	int fd;

	if (gate_fd(&fd, path, O_CREAT, mode & 0777) != ST_OK)
		return fault_set(f, ST_CANTCREATE, "cannot make '%s-gate': %s", path, strerror(errno));
	/* umask and the folder's group may differ from the database's; who may
	 * write the one must be able to lock the other. */
	if (fchmod(fd, mode & 0777) != 0 || fchown(fd, (uid_t)-1, group) != 0)
		errno = 0;      /* not the owner: then it was there before */
	close(fd);
	return ST_OK;
}

void gate_remove(const char *path)
{
	char *name = gate_name(path);

	unlink(name);
	free(name);
}

enum status gate_open(struct gate *g, const char *path, struct fault *f)
{
	if (gate_fd(&g->fd, path, 0, 0) == ST_OK)
		return ST_OK;
	if (errno == ENOENT)
		return fault_set(f, ST_NOINPUT, "the gate '%s-gate' is missing: grid-init --upgrade makes it again", path);
	return fault_set(f, ST_NOPERM, "cannot open '%s-gate' for writing: %s", path, strerror(errno));
}

void gate_close(struct gate *g)
{
	if (g->fd >= 0)
		close(g->fd);
	g->fd = -1;
}

static int gate_lock(int fd, int how, off_t byte, short type)
{
	struct flock l;

	memset(&l, 0, sizeof l);
	l.l_type = type;
	l.l_whence = SEEK_SET;
	l.l_start = byte;
	l.l_len = 1;
	return fcntl(fd, how, &l);
}

static void on_alarm(int sig)
{
	(void)sig;              /* only there to interrupt fcntl */
}

static void say_holder(int fd, const char *who)
{
	char text[HOLDER_SIZE + 1];
	ssize_t n = pread(fd, text, HOLDER_SIZE, 0);
	size_t len;

	if (n <= 0)
		return;
	text[n] = '\0';
	len = strcspn(text, "\n");
	text[len] = '\0';
	if (len)
		fprintf(stderr, "%s: waiting for the database, held by %s\n", who, text);
}

/* Take one lock before `deadline`.  The timer ticks every second, so that a
 * signal that arrives just before fcntl blocks is made good by the next. */
static enum status lock_until(int fd, off_t byte, const struct timespec *deadline,
                              const char *who, bool *said)
{
	struct timespec now;

	for (;;) {
		if (gate_lock(fd, F_OFD_SETLKW, byte, F_WRLCK) == 0)
			return ST_OK;
		if (errno != EINTR)
			return ST_INTERNAL;
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec > deadline->tv_sec
		    || (now.tv_sec == deadline->tv_sec && now.tv_nsec >= deadline->tv_nsec))
			return ST_BUSY;
		if (!*said) {
			say_holder(fd, who);
			*said = true;
		}
	}
}

static void write_holder(int fd, const char *who)
{
	char text[HOLDER_SIZE];
	char start[WHEN_SIZE];
	ssize_t n;
	int len;

	when_format(time(NULL), start);
	memset(text, '\n', sizeof text);
	len = snprintf(text, sizeof text, "%ld %.60s since %s", (long)getpid(), who, start);
	if (len > 0 && len < (int)sizeof text)
		text[len] = '\n';
	/* For people who wait; a full disk must not stop the work itself. */
	n = pwrite(fd, text, sizeof text, 0);
	(void)n;
}

enum status gate_enter(struct gate *g, int wait, const char *who, struct fault *f)
{
	struct sigaction act, old;
	struct itimerval tick = { { 1, 0 }, { 1, 0 } };
	struct itimerval off = { { 0, 0 }, { 0, 0 } };
	struct timespec deadline;
	bool said = false;
	enum status st;

	if (gate_lock(g->fd, F_OFD_SETLK, QUEUE_BYTE, F_WRLCK) == 0
	    && gate_lock(g->fd, F_OFD_SETLK, GATE_BYTE, F_WRLCK) == 0) {
		st = ST_OK;
	} else if (wait == 0) {
		st = ST_BUSY;
	} else {
		clock_gettime(CLOCK_MONOTONIC, &deadline);
		deadline.tv_sec += wait;
		memset(&act, 0, sizeof act);
		act.sa_handler = on_alarm;      /* no SA_RESTART: it must interrupt */
		sigaction(SIGALRM, &act, &old);
		setitimer(ITIMER_REAL, &tick, NULL);
		st = lock_until(g->fd, QUEUE_BYTE, &deadline, who, &said);
		if (st == ST_OK)
			st = lock_until(g->fd, GATE_BYTE, &deadline, who, &said);
		setitimer(ITIMER_REAL, &off, NULL);
		sigaction(SIGALRM, &old, NULL);
	}
	gate_lock(g->fd, F_OFD_SETLK, QUEUE_BYTE, F_UNLCK);
	if (st == ST_BUSY)
		return fault_set(f, ST_BUSY, "the database stayed locked for %d s, nothing changed", wait);
	if (st != ST_OK)
		return fault_set(f, ST_INTERNAL, "cannot lock the gate: %s", strerror(errno));
	write_holder(g->fd, who);
	return ST_OK;
}

void gate_leave(struct gate *g)
{
	gate_lock(g->fd, F_OFD_SETLK, GATE_BYTE, F_UNLCK);
}
