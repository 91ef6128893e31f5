/* SPDX-License-Identifier: MIT
 *
 * The catalogue of indicators: each figure's name and Chinese label, what it
 * counts, what it is divided by, which way is better, and whose practice it
 * is.  Reports and scores read it.  Everything is static.
 */
#ifndef INDICATOR_H
#define INDICATOR_H

#include "facts.h"

#include <stddef.h>

struct tally {
	int64_t n[COUNT_MAX];
};

struct indicator {
	const char *name;
	const char *label;
	enum count part;
	enum count whole;       /* COUNT_MAX: a number, no rate */
	int better;             /* 1: more is better, -1: less is, 0: neither */
	bool is_of_area;        /* for a worker: of his area, not of his own doing */
	const char *source;
};

const struct indicator *indicator_named(const char *name);

/* Add what a fact counts. */
void tally_add(struct tally *t, const struct fact *fact);

#endif
