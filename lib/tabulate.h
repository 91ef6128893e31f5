/* SPDX-License-Identifier: MIT
 *
 * Reports as tables of lib/out.h: csv and its kin have one table with every
 * figure; on a screen, which is 80 wide, the figures stand in tables by theme,
 * each with a total, and two cuts as a cross table of one figure.
 */
#ifndef TABULATE_H
#define TABULATE_H

#include "out.h"
#include "report.h"

struct tabulate {
	struct out *out;
	const struct indicator *const *indicator;       /* the figures to be shown */
	size_t indicators;
	bool is_chosen;         /* they were asked for by name: no themes */
	bool has_total;
};

/* A row a code; by two cuts a row a pair, and on a screen a cross table of the
 * first figure. */
void tabulate_report(const struct tabulate *t, const struct report *r);

/* The same reports of one period after the other, the oldest first: a row a code
 * and period. */
void tabulate_trend(const struct tabulate *t, const struct report *reports, size_t count);

/* A row a code and figure: of this period, of the one before with the change
 * since (环比), of last year with the change since (同比).  A change is in percent
 * of what was, of a rate in percentage points. */
void tabulate_compare(const struct tabulate *t, const struct report *now, const struct report *previous,
                      const struct report *last_year);

/* The red list, the best `top` rows by that figure, and the black list, the worst,
 * the very worst first; no row stands in both. */
void tabulate_top(const struct tabulate *t, const struct report *r, const struct indicator *by, size_t top);

/* The definitions of the indicators. */
void tabulate_definitions(struct out *out, const struct indicator *const *indicator, size_t count);

#endif
