/* SPDX-License-Identifier: MIT
 *
 * How the deadlines of a case came about, step by step, so that anybody can
 * do the sum again by hand: from when a limit ran, the stretches that count,
 * the days that do not, pauses and what they left, extensions, new rounds.
 *
 * What happened is taken from the case's events as they stand; the hours in
 * between are counted anew, with the working hours and the calendar of
 * today.  Where that does not come out at what an event says, because hours
 * have changed since or an import brought the deadline along, the last step
 * says what is recorded: a deadline once given stays.
 *
 * Nothing here writes; one read transaction must be open all the time.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "desk.h"

enum { EXPLAIN_NONE = -1 };     /* seconds or total: not of this step */

struct explain_step {
	const char *clock;      /* "handle" or "close" */
	const char *what;       /* a word of the catalogue, kind case-deadline */
	int64_t at, until;      /* UTC seconds; 0: none */
	int64_t days;           /* 0: none */
	int64_t seconds;        /* that the step adds, counts or leaves, in the
	                           limit's own kind: working or running ones */
	int64_t total;          /* of the limit, used up by then */
	char *note;             /* NULL: none */
};

struct explanation {
	struct explain_step *step;
	size_t count, cap;
};

/* Knows the clock and the calendar's names, for as many cases as are asked. */
struct explainer;

/* Also after a fault *x is to be given back by explain_free. */
enum status explain_new(struct explainer **x, struct desk *d, struct fault *f);
void explain_free(struct explainer *x);

/* Steps of both deadlines of the case; none where there is no limit.  To be
 * given back by explain_release, also after a fault. */
enum status explain_case(struct explainer *x, int64_t casefile_id, struct explanation *e, struct fault *f);
void explain_release(struct explanation *e);

/* "8:00", "0:15", "26:30:05": hours, minutes, and seconds if there are any. */
void explain_amount(int64_t seconds, char *buf, size_t size);

#endif
