/* SPDX-License-Identifier: MIT
 *
 * The two looks of worker-train at what lib/course.h knows: who lacks which
 * course, and how far areas or posts are covered, with what the workers who have
 * all their courses achieve beside those who have not.
 */
#ifndef COVERAGE_H
#define COVERAGE_H

#include "course.h"
#include "out.h"

struct due_query {
	int32_t day;
	const char *area;       /* its code; NULL: all */
	int64_t worker_id;      /* 0: all */
	const char *post;       /* NULL: all */
	long within;            /* also what is held and ends in so many days; -1: not */
	bool is_all;            /* also what is held */
};

/* A row a worker and course, kind train-due.  Inside a read transaction. */
enum status coverage_due(struct desk *d, const struct due_query *q, struct out *out, struct fault *f);

enum coverage_by {
	COVERAGE_DISTRICT, COVERAGE_STREET, COVERAGE_COMMUNITY, COVERAGE_GRID, COVERAGE_POST,
	COVERAGES
};

/* "street".  COVERAGES: none of them. */
enum coverage_by coverage_named(const char *name);

struct coverage_query {
	int32_t day;
	const char *area;
	enum coverage_by by;
	const struct period *month;     /* NULL: coverage; else results in it */
};

/* A row an area or post, kind train-coverage: by area every active one, and one
 * with an empty code for workers of larger areas; by post those that occur.  Only
 * workers of whom courses are wanted count.  With a month two rows each where
 * there are workers, kind train-results and figures of the catalogue: of the
 * cases that they reported, and that they handled, in the month, as these stood
 * at its end.  Inside a read transaction. */
enum status coverage_put(struct desk *d, const struct coverage_query *q, struct out *out, struct fault *f);

#endif
