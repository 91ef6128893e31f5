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

/* What is counted of cases (those up to COUNT_DUTY) and of workers' days.  A set of
 * counts is of one family, and so are the part and the whole of an indicator. */
enum count_family { OF_CASES, OF_DUTY, FAMILIES };

#define COUNT_BIT(count) (UINT64_C(1) << ((count) % COUNT_DUTY))
#define COUNT_ALL UINT64_MAX

struct counts {
	uint64_t of[FAMILIES];  /* COUNT_BITs */
};

struct counted {
	const char *name;
	const char *cohort;     /* as in lib/indicator.csv */
	const char *meaning;    /* in English */
	const char *chinese;
};

struct tally {
	int64_t n[COUNT_MAX];   /* COUNT_SPENT: seconds; COUNT_SCORE: hundredths */
};

struct unit {
	const char *name, *english, *chinese;
};

struct indicator {
	struct field field;     /* identifier, Chinese label, and how it is printed */
	const char *english;
	struct unit unit;
	enum count part;
	enum count whole;       /* COUNT_MAX: a number; else a rate in percent, or a mean */
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

enum count_family indicator_family(const struct indicator *i);

/* What has to be counted for it, in its family; and added to what is wanted. */
uint64_t indicator_counts(const struct indicator *i);
void indicator_want(struct counts *wanted, const struct indicator *i);

/* "collected,close_rate" into `list`, which the caller frees.  ST_USAGE: no
 * such indicator, none at all, one twice, one of scores only, or more than
 * INDICATORS_MAX. */
enum { INDICATORS_MAX = 56 };   /* as many as a table has columns for, with what stands before them */

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

/* Label, and unit, in the language of the locale. */
const char *indicator_label(const struct indicator *i);
const char *indicator_unit(const struct indicator *i);

/* Whether it is counted how much and not how many. */
bool indicator_is_sum(enum count count);

/* Counts of one case or other fact, or of others, added to t; what is a sum grows
 * by `amount`. */
void tally_add(struct tally *t, enum count_family family, uint64_t counts, int64_t amount);
void tally_join(struct tally *t, const struct tally *other);

#endif
