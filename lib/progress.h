/* SPDX-License-Identifier: MIT
 *
 * How far a long work is, on standard error: one line that is drawn over, on
 * a terminal only and only after a second, with the share that is done, the
 * rate and the time left.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct progress {
	const char *what;       /* "PROGRAM: FILE"; borrowed */
	const char *step;       /* what is done now */
	struct timespec start, step_start, shown;
	bool is_on, is_drawn;
};

/* `is_wanted` false: nothing is ever drawn. */
void progress_start(struct progress *p, const char *what, bool is_wanted);

/* `done` of `of` in whatever unit, and `rows` in rows for the rate.  Draws at
 * most ten times a second. */
void progress_show(struct progress *p, const char *step, int64_t done, int64_t of, int64_t rows);

/* Wipe the line, before anything else is written to standard error. */
void progress_end(struct progress *p);

#endif
