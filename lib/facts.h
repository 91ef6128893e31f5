/* SPDX-License-Identifier: MIT
 *
 * What is counted (design section 7): for a period, a cohort rule and a
 * moment, each case that any figure counts, with the set of figures that
 * count it.  Reports, scores and lists of the cases behind a figure all go
 * through here, so that a figure and its list cannot differ.
 */
#ifndef FACTS_H
#define FACTS_H

#include "desk.h"
#include "when.h"

enum count {
	COUNT_COLLECTED,        /* 受理: collected in the period */
	COUNT_OPENED,           /* of those, filed by as-of */
	COUNT_REJECTED,         /* of those, not filed (不予立案) by as-of */
	COUNT_DISPATCHED,       /* of those, dispatched by as-of */
	COUNT_MISSED,           /* of those filed, found by the public, missed by the worker */
	COUNT_SELF_HANDLED,     /* of those, handled on the spot */
	COUNT_HANDLE_DUE,       /* 应处置 */
	COUNT_HANDLED,
	COUNT_HANDLED_IN_TIME,
	COUNT_CLOSE_DUE,        /* 应结案 */
	COUNT_CLOSED,
	COUNT_CLOSED_IN_TIME,
	COUNT_REWORK,           /* of close_due, reworked at least once */
	COUNT_EXTENDED,
	COUNT_FORCED,
	COUNT_SUSPENDED,        /* would be due, but suspended at as-of */
	COUNT_EXEMPTED,         /* would be due, but exempted */
	COUNT_BACKLOG,          /* open at as-of */
	COUNT_OVERDUE,          /* of those, past their deadline */
	COUNT_TIMED,            /* handled and accepted, with a known handling time */
	COUNT_SPENT,            /* their working seconds (a sum, not a case) */
	COUNT_RATED,
	COUNT_RESPONDED,
	COUNT_SOLVED,
	COUNT_SATISFIED,
	COUNT_VERIFY_DUE,       /* checks done */
	COUNT_VERIFIED_IN_TIME,
	COUNT_MAX
};

enum cohort { COHORT_DUE, COHORT_OPENED };

struct fact {
	int64_t casefile_id;
	const char *case_no;
	const char *area;       /* code */
	const char *source;     /* "" if none */
	int64_t matter_id, department_id, handler_id, reported_by_id;
	bool counts[COUNT_MAX];
	int64_t spent_s;        /* with COUNT_SPENT */
};

struct facts_query {
	struct period period;
	enum cohort cohort;
	int64_t as_of;
};

/* Every fact, some cases more than once (one for each part that counts
 * them), but no case twice for one count but ratings and checks.  The fact
 * and its texts live during the call.  Inside a read transaction. */
enum status facts_each(struct desk *d, const struct facts_query *q,
                       void (*each)(void *arg, const struct fact *fact), void *arg, struct fault *f);

/* Whether a case in this state is past its deadline at `at`: handle_due
 * until it is replied, then close_due; suspended never. */
bool facts_is_overdue(const char *status, int64_t handle_due_at, int64_t close_due_at, int64_t at);
bool facts_is_open(const char *status);
bool facts_is_replied(const char *status);      /* and so watched by close_due */

#endif
