/* SPDX-License-Identifier: MIT
 *
 * Ratings: call-backs on closed cases.  A rater's last rating counts; those
 * before it stay, so that a report of then does not change.
 */
#ifndef RATING_H
#define RATING_H

#include "casefile.h"

/* One rating of a closed case, with its event. */
struct rating {
	const char *rater, *rater_kind, *note;
	int64_t score;          /* 0: none */
	int64_t contacted_at;
	int is_solved;          /* -1: not said */
	int64_t rated_at;
};

enum rating_done { RATING_NEW, RATING_CHANGED, RATING_SAME };

/* ST_REFUSED: the case is not closed, or its last event is later than desk.at
 * (but for an import). */
enum status rating_put(struct desk *d, struct casefile *c, const struct rating *r,
                       enum rating_done *done, struct fault *f);

#endif
