/* SPDX-License-Identifier: MIT
 *
 * The write gate: a queue in the file NAME-gate beside the database, made of
 * byte-range locks of the open-file-description kind (POSIX.1-2024).  At the
 * door, a byte held for microseconds, a writer takes the place behind all
 * that are taken, a byte each; then it waits for all bytes before its own,
 * works, and lets go.  So whoever comes first writes first, and a checkpoint
 * inside the gate never meets another wangge writer (the WAL-reset race of
 * SQLite 3.7.0 to 3.51.2).
 *
 * The places keep the order, for the kernel does not: a lock that comes free
 * goes to whoever asks first, be it one that has just come, and a signal puts
 * one that waits behind the others.  The kernel releases a place when its
 * process dies.  Each place has a line in the file: pid, command and since
 * when, blank when it was left.
 */
#ifndef GATE_H
#define GATE_H

#include "status.h"

#include <sys/types.h>

struct gate {
	int fd;                 /* -1: not open */
	off_t place;            /* 0: none */
};

/* Make the gate's file for a database at `path` with that mode and group
 * (an existing one is kept).  ST_CANTCREATE. */
enum status gate_make(const char *path, mode_t mode, gid_t group, struct fault *f);

/* Take it away again, where no database came of it. */
void gate_remove(const char *path);

/* Open it.  ST_NOINPUT: not there (grid-init --upgrade makes it again);
 * ST_NOPERM. */
enum status gate_open(struct gate *g, const char *path, struct fault *f);
void gate_close(struct gate *g);

/* Wait up to `wait` seconds (0: not at all); after one second it is said on
 * stderr who all wait for: who is inside or, if that one was stopped before
 * its turn, who is to go in next.  ST_BUSY. */
enum status gate_enter(struct gate *g, int wait, const char *who, struct fault *f);
void gate_leave(struct gate *g);

#endif
