/* SPDX-License-Identifier: MIT
 *
 * The catalogue of indicators: each figure's name and labels, what it counts,
 * what that is divided by, in which unit, which way is better, and whose
 * practice it is.  Reports, scores, --explain and wangge(5) read it; the build
 * makes it from lib/indicator.csv.  A rate is part ÷ whole; where there is
 * nothing to divide by it is neither 0 nor 100, but nothing.  Everything here
 * is static.
 */
#ifndef INDICATOR_H
#define INDICATOR_H

#include "fields.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct out;

/* enum count: COUNT_COLLECTED …, each with what it counts, and INDICATOR_COLUMNS:
 * so many indicators, the first ones, are the columns of every report. */
#include "count_at.h"

#define COUNT_BIT(count) (UINT64_C(1) << (count))
#define COUNT_ALL (COUNT_BIT(COUNT_MAX) - 1)

struct counted {
	const char *name;
	const char *cohort;     /* collected, due, open, rated or checked */
	const char *meaning;    /* in English */
	const char *chinese;
};

struct tally {
	int64_t n[COUNT_MAX];   /* COUNT_SPENT: seconds */
};

struct indicator {
	struct field field;     /* identifier, Chinese label, and how it is printed */
	const char *english;
	enum count part;
	enum count whole;       /* COUNT_MAX: a number, no rate */
	int better;             /* 1: more is better, -1: less is, 0: neither */
	bool is_of_area;        /* for a worker: of his area, not of his own doing */
	const char *source;
};

/* Figures that stand side by side, from one of the catalogue to another. */
struct theme {
	const struct indicator *from, *to;
	const char *english, *chinese;
};

enum { THEMES_MAX = 16 };

/* All themes, each indicator in one of them; *count receives how many. */
const struct theme *indicator_themes(size_t *count);

/* All of them, in the order of lib/indicator.csv; *count receives how many. */
const struct indicator *indicators(size_t *count);
const struct indicator *indicator_named(const char *name);      /* NULL: none */
const struct counted *indicator_counted(enum count count);

bool indicator_is_rate(const struct indicator *i);      /* in percent */

/* What has to be counted for it. */
uint64_t indicator_counts(const struct indicator *i);

/* "collected,close_rate" into `list`, which the caller frees.  ST_USAGE: no
 * such indicator, none at all, or one twice. */
enum status indicator_list(const char *names, const struct indicator *const **list, size_t *count, struct fault *f);

/* The figure in hundredths of its unit (a number: times 100; a rate in percent;
 * hours), half up from the exact fraction.  False: there is nothing to divide
 * by. */
bool indicator_figure(const struct indicator *i, const struct tally *t, int64_t *hundredths);

/* What it changed by, in hundredths: a rate by points, all else in percent of what
 * was, half up.  False: nothing was there to compare with, or nothing is. */
bool indicator_change(const struct indicator *i, const struct tally *now, const struct tally *before, int64_t *hundredths);

/* The figure as one cell. */
void indicator_put(struct out *out, const struct indicator *i, const struct tally *t);

/* Label in the language of the locale. */
const char *indicator_label(const struct indicator *i);

/* Counts of one case or of others added to t. */
void tally_add(struct tally *t, uint64_t counts, int64_t spent_s);
void tally_join(struct tally *t, const struct tally *other);

#endif
