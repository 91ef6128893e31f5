/* SPDX-License-Identifier: MIT
 *
 * Scores as pages (lib/html.h): one for all, and one a worker to be printed.
 */
#ifndef SCORECARD_H
#define SCORECARD_H

#include "out.h"
#include "score.h"

enum status scorecard_table(struct out *out, struct desk *d, const struct score *s, struct fault *f);
enum status scorecard_cards(struct out *out, struct desk *d, const struct score *s, const struct score_row *only, struct fault *f);

#endif
