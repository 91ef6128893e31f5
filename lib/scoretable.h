/* SPDX-License-Identifier: MIT
 *
 * Scores as tables of lib/out.h: ranks, what stands behind them, a pay sheet,
 * corrections, and two editions side by side.  Names of workers are masked.
 */
#ifndef SCORETABLE_H
#define SCORETABLE_H

#include "freeze.h"
#include "out.h"

/* A row each that a rule speaks of. */
void scoretable_ranks(struct out *out, const struct score *s);

/* A row a rule: figures, working, points, and the cases, visits and days behind.  `only` NULL: of all. */
void scoretable_explain(struct out *out, const struct score *s, const struct score_row *only);

/* A row each that has pay, with a column a rule of shape money.  ST_INPUT: more of
 * them than a table has columns for. */
enum status scoretable_pay(struct out *out, const struct score *s, struct fault *f);

/* What was recorded since the scores were frozen, and then what the records of today
 * (`now`) make of those that hold (`then`). */
enum status scoretable_changes(struct out *out, struct desk *d, const struct freeze *z, const struct score *then,
                               const struct score *now, struct fault *f);

/* The same people by two sets of rules, row by row; may be called for one period
 * after the other. */
void scoretable_what_if(struct out *out, const struct score *is, const struct score *would);

#endif
