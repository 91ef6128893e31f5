/* SPDX-License-Identifier: MIT
 *
 * Whom to remind of overtime (督办): open cases past their deadline that have
 * had no reminder of kind overtime since, at level 1; and those whose last one
 * has not been answered within the setting remind_limit, a level higher each
 * time, up to 3.  Without that setting there is one reminder a deadline.
 */
#ifndef REMIND_H
#define REMIND_H

#include "batch.h"

enum { REMIND_LEVELS = 3 };

/* The level at which the case is to be reminded at desk.now; 0: not now. */
enum status remind_wanted(struct desk *d, const struct casefile *c, int64_t *level, struct fault *f);

/* Those that are, by number; inside a transaction. */
enum status remind_find(struct desk *d, struct numbers *n, struct fault *f);

#endif
