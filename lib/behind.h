/* SPDX-License-Identifier: MIT
 *
 * The cases behind a figure of a report: the way back from lib/report.h.
 */
#ifndef BEHIND_H
#define BEHIND_H

#include "report.h"

/* One case's share: how often it counts, more than once maybe by its ratings or
 * checks; of working time the seconds.  The sum of part, or of part over that of
 * whole, is the figure. */
struct share {
	int64_t casefile_id;
	int64_t part, whole;
};

/* Those of the row of these codes ("-": of cases that have none); by no cut, of the
 * total.  By case number; the caller frees them.  ST_USAGE: it counts no cases.  ST_NOINPUT: no
 * report of this period has such a row.  Inside a read transaction. */
enum status behind_find(struct share **share, size_t *count, struct desk *d, const struct facts_query *q,
                        const struct indicator *i, const struct cuts *cuts, const char *const *code, struct fault *f);

#endif
