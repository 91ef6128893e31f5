/* SPDX-License-Identifier: MIT
 *
 * Where a case stands: open or ended, in time or past its deadline, and the
 * colour of its traffic light.  handle_due_at is watched until the reply, then
 * close_due_at.  What deadlines are is the matter of lib/deadline.h.
 */
#ifndef STANDING_H
#define STANDING_H

#include "deadline.h"

enum light { LIGHT_NONE, LIGHT_GREEN, LIGHT_YELLOW, LIGHT_RED };

bool standing_is_open(const char *status);
bool standing_is_replied(const char *status);

/* Open and past the deadline that is watched; suspended never. */
bool standing_is_overdue(const struct case_state *s, int64_t at);

/* The deadline that is watched and runs; 0: none. */
int64_t standing_due(const struct case_state *s);

/* Green under 80 % (setting light_yellow) of the limit, yellow to 100 %, red past
 * it, counted in the limit's own unit; past the reply it is the closing deadline,
 * whose limit counts working time from the reply.  LIGHT_NONE: nothing runs. */
enum status standing_light(struct desk *d, const struct case_state *s, int64_t at, enum light *light, struct fault *f);

#endif
