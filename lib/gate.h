/* SPDX-License-Identifier: MIT
 *
 * The write gate: a turnstile in the file NAME-gate beside the database, two
 * byte-range locks of the open-file-description kind (POSIX.1-2024).  A
 * writer takes the queue, takes the gate, releases the queue, works,
 * releases the gate: so whoever waits first writes first, and a checkpoint
 * inside the gate never meets another wangge writer (the WAL-reset race of
 * SQLite 3.7.0 to 3.51.2).  The holder's pid, command and start stand in
 * the file.  The kernel releases both when the process dies.
 */
#ifndef GATE_H
#define GATE_H

#include "status.h"

#include <sys/types.h>

struct gate {
	int fd;                 /* -1: not open */
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
 * stderr who holds it.  ST_BUSY. */
enum status gate_enter(struct gate *g, int wait, const char *who, struct fault *f);
void gate_leave(struct gate *g);

#endif
