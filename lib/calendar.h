/* SPDX-License-Identifier: MIT
 *
 * What waited for the calendar: deadlines left empty and hours worked left
 * unknown because a year's holidays were not imported yet (design section 4:
 * never guessed).
 */
#ifndef CALENDAR_H
#define CALENDAR_H

#include "desk.h"

/* Find them out now, from the cases' events, with an event for each case, also
 * where handling was stopped or the case closed in the meantime; in a write
 * transaction with desk.import_run_id set.  *count grows by the cases that got
 * a deadline. */
enum status calendar_fill(struct desk *d, int64_t *count, struct fault *f);

#endif
