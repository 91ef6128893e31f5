/* SPDX-License-Identifier: MIT
 *
 * Which courses a worker's post wants (table course), and how the worker stands
 * in each on a day.  worker-train --due and --coverage list and count them and
 * lib/duty.h counts them, so that a figure and its list cannot differ.
 *
 * Wanted: the courses of the post that the worker holds on that day (worker_post;
 * of several the one begun last) or else has in kind worker, and those of every
 * post; of two rows of one course that of the post itself goes before that of
 * every post.  Only workers in service on that day are asked.  The table as it
 * stands now decides, also for a day gone by.
 *
 * Counts: a training of the course on or before the day, from its own day through
 * the day before the same day valid_months later; a day that the later month does
 * not have is that month's last one (31 January and one month: through
 * 27 February).  Without valid_months for ever.
 *
 * Held: the hours of what counts together are as many as are wanted (none wanted:
 * one training is enough; a training without hours has 0), and one of them is
 * passed: is_passed says so, or says nothing and the score reaches pass_score;
 * where no pass_score is wanted whatever was not failed is passed.
 */
#ifndef COURSE_H
#define COURSE_H

#include "desk.h"

enum course_state {
	COURSE_HELD,
	COURSE_MISSING,         /* never trained */
	COURSE_EXPIRED,         /* held once, and not trained since that was over */
	COURSE_HOURS,           /* trained, not long enough */
	COURSE_FAILED,          /* long enough, not passed */
	COURSE_STATES
};

/* One course that one worker's post wants. */
struct course_standing {
	int64_t worker_id;
	int64_t area_id;                /* of the post, else of the worker */
	int64_t department_id;          /* 0: none */
	const char *code, *name;        /* of the worker */
	const char *post;               /* "": none */
	const char *area;               /* its code */
	const char *course;
	bool wants_hours, wants_score, has_score;
	double hours_wanted, pass_score;
	double hours_had;               /* of what counts on that day */
	double score;                   /* the best of what counts, or counted last */
	char last_on[WHEN_DATE_SIZE];   /* of the last training; "": none */
	enum course_state state;
	bool is_held;                   /* COURSE_HELD */
	/* The last day on which it is held if nobody is trained any more, or was held
	 * (COURSE_EXPIRED); "": for ever, or never. */
	char valid_until[WHEN_DATE_SIZE];
};

/* The identifier of a state: "held". */
const char *course_state_name(enum course_state state);

/* Each course of each worker, by the worker's code and by course; the standing
 * and its texts live during the call, which answers ST_OK to go on.  `area` is a
 * code, of it and what is below it, NULL: all; worker_id 0: all.  Inside a read
 * transaction, or a write one that changes no training meanwhile. */
typedef enum status course_take(void *arg, const struct course_standing *s, struct fault *f);
enum status course_each(struct desk *d, int32_t day, const char *area, int64_t worker_id,
                        course_take *take, void *arg, struct fault *f);

#endif
