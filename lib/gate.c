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

/* The file has a line of LINE_SIZE for each of so many places; the locked
 * bytes lie behind them: the door, then a place each. */
enum { LINE_SIZE = 128, LINES = 256, DOOR = LINE_SIZE * LINES, PLACES };

/* For `len`: to the end of all. */
enum { ALL = 0 };

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

static struct flock bytes(off_t from, off_t len, short type)
{
	struct flock l;

	memset(&l, 0, sizeof l);
	l.l_type = type;
	l.l_whence = SEEK_SET;
	l.l_start = from;
	l.l_len = len;
	return l;
}

static bool lock_now(int fd, off_t from, off_t len)
{
	struct flock l = bytes(from, len, F_WRLCK);

	return fcntl(fd, F_OFD_SETLK, &l) == 0;
}

static void unlock(int fd, off_t from, off_t len)
{
	struct flock l = bytes(from, len, F_UNLCK);

	fcntl(fd, F_OFD_SETLK, &l);
}

/* Whether somebody else has one of the bytes, and which. */
static bool is_taken(int fd, off_t from, off_t len, struct flock *by)
{
	*by = bytes(from, len, F_WRLCK);
	return fcntl(fd, F_OFD_GETLK, by) == 0 && by->l_type != F_UNLCK;
}

/* The place behind all that are taken, and it is ours.  Only who stands at
 * the door takes one, so that nobody gets between. */
static bool take_place(struct gate *g)
{
	struct flock l;

	g->place = PLACES;
	while (is_taken(g->fd, g->place, ALL, &l))
		g->place = l.l_start + l.l_len;
	if (lock_now(g->fd, g->place, 1))
		return true;
	g->place = 0;
	return false;
}

static off_t line_of(off_t place)
{
	return (place - PLACES) % LINES * LINE_SIZE;
}

static void write_line(const struct gate *g, const char *who)
{
	char text[LINE_SIZE];
	char start[WHEN_SIZE];
	ssize_t n;
	int len = 0;

	memset(text, '\n', sizeof text);
	if (who) {
		when_format(time(NULL), start);
		len = snprintf(text, sizeof text, "%ld %.60s since %s", (long)getpid(), who, start);
	}
	if (len > 0 && len < (int)sizeof text)
		text[len] = '\n';
	/* For people who wait; a full disk must not stop the work itself. */
	n = pwrite(g->fd, text, sizeof text, line_of(g->place));
	(void)n;
}

static void on_alarm(int sig)
{
	(void)sig;              /* only there to interrupt fcntl */
}

/* Who all wait for: the first of those before us, inside or not yet. */
static bool say_first(const struct gate *g, const char *who)
{
	char text[LINE_SIZE + 1];
	off_t first = g->place, place = 0;
	struct flock l;
	ssize_t n;

	while (first > PLACES && is_taken(g->fd, PLACES, first - PLACES, &l)) {
		first = l.l_start;
		place = l.l_start + l.l_len - 1;
	}
	n = place ? pread(g->fd, text, LINE_SIZE, line_of(place)) : 0;
	if (n <= 0)
		return false;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (!*text)
		return false;
	fprintf(stderr, "%s: waiting for the database, held by %s\n", who, text);
	return true;
}

struct patience {
	struct timespec until;
	const char *who;
	bool said;
};

/* The timer goes off a second after the start, to say who is inside, and at
 * the end; then every second, so that a signal that arrives just before fcntl
 * blocks is made good by the next. */
static void set_timer(const struct patience *p, const struct timespec *now)
{
	struct itimerval tick = { { 1, 0 }, { 1, 0 } };

	if (p->said && p->until.tv_sec > now->tv_sec + 1)
		tick.it_value.tv_sec = p->until.tv_sec - now->tv_sec;
	setitimer(ITIMER_REAL, &tick, NULL);
}

/* Take bytes as soon as nobody has them.  A signal makes us ask anew, behind
 * all others who ask: it is the places that keep the order, not the kernel. */
static enum status lock_until(const struct gate *g, off_t from, off_t len, struct patience *p)
{
	struct flock l = bytes(from, len, F_WRLCK);
	struct timespec now;

	for (;;) {
		if (fcntl(g->fd, F_OFD_SETLKW, &l) == 0)
			return ST_OK;
		if (errno != EINTR)
			return ST_INTERNAL;
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec > p->until.tv_sec
		    || (now.tv_sec == p->until.tv_sec && now.tv_nsec >= p->until.tv_nsec))
			return ST_BUSY;
		if (!p->said && g->place) {
			p->said = say_first(g, p->who);
			set_timer(p, &now);
		}
	}
}

/* From the door, or with a place already, to the inside. */
static enum status wait_inside(struct gate *g, int wait, const char *who)
{
	struct sigaction act, old;
	struct itimerval off = { { 0, 0 }, { 0, 0 } };
	struct patience p = { .who = who };
	struct timespec now;
	enum status st = ST_OK;

	clock_gettime(CLOCK_MONOTONIC, &now);
	p.until = now;
	p.until.tv_sec += wait;
	memset(&act, 0, sizeof act);
	act.sa_handler = on_alarm;      /* no SA_RESTART: it must interrupt */
	sigaction(SIGALRM, &act, &old);
	set_timer(&p, &now);
	if (!g->place) {
		st = lock_until(g, DOOR, 1, &p);
		if (st == ST_OK && !take_place(g))
			st = ST_INTERNAL;
		unlock(g->fd, DOOR, 1);
	}
	if (st == ST_OK && g->place > PLACES) {
		write_line(g, who);
		st = lock_until(g, PLACES, g->place - PLACES, &p);
	}
	setitimer(ITIMER_REAL, &off, NULL);
	sigaction(SIGALRM, &old, NULL);
	return st;
}

enum status gate_enter(struct gate *g, int wait, const char *who, struct fault *f)
{
	enum status st = ST_OK;

	g->place = 0;
	if (lock_now(g->fd, DOOR, 1)) {
		if (!take_place(g))
			st = ST_INTERNAL;
		unlock(g->fd, DOOR, 1);
	}
	if (st == ST_OK && g->place != PLACES)
		st = wait == 0 ? ST_BUSY : wait_inside(g, wait, who);
	if (st == ST_OK) {
		write_line(g, who);
		return ST_OK;
	}
	if (st == ST_BUSY)
		fault_set(f, ST_BUSY, "the database stayed locked for %d s, nothing changed", wait);
	else
		fault_set(f, ST_INTERNAL, "cannot lock the gate: %s", strerror(errno));
	gate_leave(g);
	return st;
}

void gate_leave(struct gate *g)
{
	if (g->place > 0)
		write_line(g, NULL);
	g->place = 0;
	unlock(g->fd, PLACES, ALL);
}
