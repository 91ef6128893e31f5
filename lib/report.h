/* SPDX-License-Identifier: MIT
 *
 * A report: facts added up by one cut, or by two at once.  Rows are ordered by
 * code; by one area level every active area of it has a row, zeros too, by
 * anything else those that occur; a row with an empty code is for cases that
 * have none.
 */
#ifndef REPORT_H
#define REPORT_H

#include "facts.h"

enum cut {
	CUT_DISTRICT, CUT_STREET, CUT_COMMUNITY, CUT_GRID,
	CUT_DEPARTMENT, CUT_MATTER, CUT_CLASS, CUT_SOURCE, CUT_WORKER, CUT_REPORTER,
};

/* cut: one or two; `count` of them. */
struct cuts {
	enum cut cut[2];
	size_t count;
};

struct report_row {
	char *code[2], *name[2];        /* by one cut the second are NULL */
	struct tally tally;
};

/* A case and the figures it stands behind; other facts are not kept. */
struct report_case {
	int64_t casefile_id;
	char *case_no;
	uint64_t counts;                /* COUNT_BITs */
	int64_t amount;                 /* of those that are sums */
	size_t row;
};

struct report {
	struct cuts cuts;
	struct facts_query query;
	struct report_row *row;
	size_t count;
	struct tally total;
	struct report_case *behind;     /* if they were asked for, by row and case number; one rated twice stands twice */
	size_t behind_count;
};

/* "street" or "department,matter".  ST_USAGE: none of the cuts, or twice the
 * same. */
enum status report_cuts(const char *text, struct cuts *cuts, struct fault *f);
const char *report_cut_name(enum cut cut);
const char *report_cut_label(enum cut cut);     /* in the language of the locale */
bool report_cut_is_area(enum cut cut);
bool report_cut_is_person(enum cut cut);        /* whose names are masked */

/* One report for each of the cuts, in one pass; cuts of count 0: the total alone.
 * `keep`: the cases behind.  Inside a read transaction; each to be released also
 * after a fault. */
enum status report_make(struct report *const *reports, const struct cuts *cuts, size_t count, struct desk *d,
                        const struct facts_query *q, bool keep, struct fault *f);
void report_release(struct report *r);

/* The row of these codes, or NULL; code[1] only by two cuts. */
const struct report_row *report_find(const struct report *r, const char *const *code);

/* Rows by an indicator, the best first, or the most where neither is: order[i] is a row; *count leaves out
 * those with nothing to divide by, and the cases that have no code.  Of equal
 * figures that with more behind it stands further from the middle, which is the
 * figure of all; then by code.  The caller frees it. */
size_t *report_rank(const struct report *r, const struct indicator *by, size_t *count);

#endif
