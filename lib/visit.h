/* SPDX-License-Identifier: MIT
 *
 * Whom the rules of visits (table visit_rule) speak of, and when each is to be
 * seen next.  worker-visit --due lists them and lib/duty.h counts them, so that a
 * figure and its list cannot differ.
 *
 * Whom: persons who live in the district on that day and have a class of key
 * persons (a word of tags) with a rule; units that are open and whose risk has a
 * word with a rule, or all of them under the rule `unit`; all households under the
 * rule `household`.  Of several rules the one with the shortest period holds, of
 * equal ones the first by tag.  Under the rule `event` whoever something happened
 * to (table visit_event) until met after it.
 *
 * When: due_day is period_days after the day of the last visit that met them, of an
 * event after its day; who was never met is due from the day of coming (moved_in_on,
 * opened_on), or at once where that is not known.  A visit in vain after that last
 * meeting, or after the event, is an attempt: with retry_days the next day to go is
 * so many days after the last attempt.  A visit to a person is one to that person's
 * household too, but none the other way round.  All days are of the database's zone.
 */
#ifndef VISIT_H
#define VISIT_H

#include "desk.h"

enum visit_of { VISIT_PERSON, VISIT_HOUSEHOLD, VISIT_UNIT };

enum { VISIT_AT_ONCE = INT32_MIN };

struct visit_subject {
	enum visit_of of;
	int64_t id, area_id, building_id;       /* building 0: not known */
	const char *tag;        /* of the rule that holds */
	bool is_key;            /* neither of the rule household nor unit */
	int32_t period_days;
	int64_t met_at, tried_at;       /* last times; 0: never.  tried_at: last in vain since */
	int32_t attempts;       /* in vain, since then */
	int32_t due_day;        /* or VISIT_AT_ONCE */
	int32_t next_day;       /* when to go: of a retry, else due_day */
	bool is_seen;           /* due_day has not passed: it is the day of as-of or later */
	bool is_shut;           /* not seen, and tried in vain in the last period_days */
};

struct visit_query {
	const char *area;       /* its code: it and what is below it; NULL: all */
	int64_t as_of;
	bool keys, homes;       /* of rules with and without a class */
};

/* Each of them, by area, building and number; the subject and its texts live
 * during the call.  Inside a read transaction. */
typedef enum status visit_take(void *arg, const struct visit_subject *s, struct fault *f);
enum status visit_each(struct desk *d, const struct visit_query *q, visit_take *take, void *arg, struct fault *f);

#endif
