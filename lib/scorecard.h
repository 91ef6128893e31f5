/* SPDX-License-Identifier: MIT
 *
 * Scores (lib/score.h) as pages of html, for a phone, a screen and A4: nothing is
 * fetched and nothing runs.  The same score is the same bytes.  Names of workers
 * are masked; figures are those of the score, rounded to hundredths for reading
 * only.  Both read names of areas and want `out` of format html and a read
 * transaction; faults are those of the database.
 */
#ifndef SCORECARD_H
#define SCORECARD_H

#include "out.h"
#include "score.h"

/* All on one page: how grades are spread, the ranks of each post and peer group,
 * and the rules of the edition in words.  Who has no rule is not there. */
enum status scorecard_table(struct out *out, struct desk *d, const struct score *s, struct fault *f);

/* A sheet of A4 for each, to be checked with a pencil and signed: what each rule
 * counted and how its points come about, with the cases, visits and days behind it
 * if the score was made with them.  `only` NULL: all who have a rule, each on a
 * new sheet. */
enum status scorecard_cards(struct out *out, struct desk *d, const struct score *s, const struct score_row *only, struct fault *f);

#endif
