/* SPDX-License-Identifier: MIT
 *
 * A report: facts added up by one cut.  Rows are ordered by code; by an area
 * level every active area of it has a row, zeros too, by anything else those
 * that occur; a row with an empty code is for cases that have none.
 */
#ifndef REPORT_H
#define REPORT_H

#include "indicator.h"

enum cut {
	CUT_DISTRICT, CUT_STREET, CUT_COMMUNITY, CUT_GRID,
	CUT_DEPARTMENT, CUT_MATTER, CUT_SOURCE, CUT_WORKER, CUT_REPORTER,
};

struct report_row {
	char *code, *name;
	struct tally tally;
};

struct report {
	struct report_row *row;
	size_t count;
	struct tally total;
};

/* ST_USAGE: none of the cuts. */
enum status report_cut_named(const char *name, enum cut *cut, struct fault *f);

/* Inside a read transaction; to be released also after a fault. */
enum status report_make(struct report *r, struct desk *d, const struct facts_query *q, enum cut cut, struct fault *f);
void report_release(struct report *r);

#endif
