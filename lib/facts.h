/* SPDX-License-Identifier: MIT
 *
 * What is counted (design section 7): for a period, a cohort rule and a
 * moment, each case that any figure counts, with the set of counts that
 * count it.  Reports, scores and lists of the cases behind a figure all go
 * through here, so that a figure and its list cannot differ.
 */
#ifndef FACTS_H
#define FACTS_H

#include "deadline.h"
#include "indicator.h"
#include "when.h"

enum cohort { COHORT_DUE, COHORT_OPENED };

/* Something that counts: a case, with its ratings and checks, or (OF_DUTY, from
 * lib/duty.h) a part of a worker's days, which has no casefile_id and instead of a
 * case number what it was, without a blank: 2026-11-03T09:10 of a visit,
 * 2026-11-03 of a day. */
struct fact {
	enum count_family family;
	int64_t casefile_id;
	const char *case_no;
	const char *source;     /* "" if none */
	int64_t area_id, matter_id, department_id, handler_id, reported_by_id;
	int64_t opened_by_id, dispatched_by_id;         /* if they are wanted: who filed it first, and sent it last;
	                                                   0 also where nobody said who */
	uint64_t counts;        /* COUNT_BIT of each that counts it */
	int64_t amount;         /* of those that are sums */
};

/* Of what only: NULL and 0 for all.  A matter is all its conditions. */
struct facts_filter {
	const char *area;       /* its code: it and what is below it */
	const char *source;
	int64_t department_id, handler_id, matter_id;
};

struct facts_query {
	struct period period;
	enum cohort cohort;
	int64_t as_of;
	struct counts wanted;   /* the others may be left out */
	bool actors;            /* who filed and sent each case is wanted */
	struct facts_filter only;
	bool is_unnamed;        /* of workers' days case_no may be left empty */
};

/* Each case once, as it stood at as-of, and then each rating and each check, and
 * what is counted of workers' days;
 * what counts for nothing that is wanted is passed over.  The fact and its texts
 * live during the call, which answers ST_OK to go on.  Inside a read
 * transaction. */
typedef enum status facts_take(void *arg, const struct fact *fact, struct fault *f);
enum status facts_each(struct desk *d, const struct facts_query *q, facts_take *take, void *arg, struct fault *f);

/* A case as it stood at that moment; its texts live until the next call.  *has:
 * it was there.  Inside a read transaction. */
struct fact_state {
	struct fact fact;       /* without counts */
	struct case_state state;
	int64_t collected_at;
};
enum status facts_case(struct desk *d, int64_t casefile_id, int64_t as_of, struct fact_state *s, bool *has, struct fault *f);

/* COUNT_BITs of cases that are the doing of whoever reported them; all others are of
 * whoever handled or checked. */
uint64_t facts_reported(void);

/* The moment of a period that a report looks at unless told: its last second
 * for cohort due, now for cohort opened; never one that is still to come. */
int64_t facts_as_of(const struct period *p, enum cohort cohort, int64_t now);

#endif
