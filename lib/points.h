/* SPDX-License-Identifier: MIT
 *
 * What figures are worth by the rules of one row of a score (lib/score_rule.h says how
 * each shape counts), what they add up to, and how one reckons that with a pencil.
 */
#ifndef POINTS_H
#define POINTS_H

#include "score.h"

/* Whether the rule looks at the area and not at the worker's own doing. */
bool points_is_of_area(enum score_of of, const struct score_rule *r);

/* Figures, points, score, grade and pay of a row whose parts have their rules, from
 * what was counted of his own and of his area. */
void points_make(struct score_row *r, enum score_of of, const struct tally *own, const struct tally *of_area);

/* What is not kept of a frozen row: figures and weights, made again of its parts. */
void points_restore(struct score_row *r);

/* What the sum of the parts' points lacks to the score, in hundredths: the rounding, what a
 * veto or the end at 0 took. */
int64_t points_difference(const struct score_row *r);

/* The figure in hundredths, half up from the exact fraction. */
int64_t points_value(const struct score_part *p);

/* How a part's points come about, as one reckons with a pencil: "40 × 38 ÷ 40". */
void points_working(const struct score_part *p, struct str *to);

#endif
