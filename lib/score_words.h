/* SPDX-License-Identifier: MIT
 *
 * A rule of scores as a sentence that a worker can check it by, in the language of
 * the locale.  It says what lib/score_rule.h defines: how the figure makes points or
 * yuan, bounds and whom they are shared with, and whom the rule is for and when.  How
 * one worker's own points came about says lib/points.h.
 */
#ifndef SCORE_WORDS_H
#define SCORE_WORDS_H

#include "score_rule.h"

/* "40 × valid report rate ÷ 100", with steps, bounds and whom it is for; plain text
 * that is still to be escaped. */
void score_rule_words(struct str *to, const struct score_rule *r);

/* The shape as people call it. */
void score_shape_words(struct str *to, enum shape shape);

#endif
