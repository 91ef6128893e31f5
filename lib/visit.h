/* SPDX-License-Identifier: MIT
 *
 * Whom the rules of visits (table visit_rule) speak of, and when each is to be
 * seen next.  worker-visit --due lists them and lib/duty.h counts them, so that a
 * figure and its list cannot differ.
 *
 * Whom: persons who live in the district on that day (come by then, not gone or
 * dead on it or before, not merged into another record) and have a class of key
 * persons (a word of tags, with ; between) with a rule; units that are open on it
 * and whose risk has a word with a rule (with ; , 、 or a blank between), or all of
 * them under the rule `unit`; all households under the rule `household`.  Of several
 * rules the one with the shortest period holds, of equal ones the first by tag.
 * Under the rule `event` whoever something happened to (table visit_event) until met
 * after it.  Days, visits and events are as they were on that day; classes, risks
 * and homes as they stand now.
 *
 * When: due_day is period_days after the day of the last visit that met them; who
 * was never met is due from the day of coming (moved_in_on, opened_on), or at once
 * where that is not known.  That is the day to go.  After an event due_day is the
 * rule's period_days after its day, and the day to go is its own; where another rule
 * would have had them seen before that, it is that one's.  A visit in vain after
 * that last meeting, or after the event, is an attempt: with retry_days the day to go
 * is so many days after the last attempt, if that is later.  A visit to a person is
 * one to the household that the person is of now, but none the other way round; one
 * to a record that was merged is one to the person it was merged into, which costs
 * a look into a small index.  Visits and events after as-of do not count.  All days
 * are of the database's zone.
 *
 * What it costs: for each subject some looks into indexes, however many visits there
 * were; memory for one area at a time.
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
	int32_t next_day;       /* when to go, or VISIT_AT_ONCE */
	bool is_seen;           /* due_day has not passed: it is the day of as-of or later */
	bool is_shut;           /* not seen, and tried in vain period_days before as-of or later */
};

struct visit_query {
	const char *area;       /* its code: it and what is below it; NULL: all */
	int64_t as_of;
	bool keys, homes;       /* subjects with is_key, and those without */
};

/* Each of them once, by its area's code, building_id, of and id; the subject and
 * its texts live during the call, which may ask the database.  Inside a read
 * transaction. */
typedef enum status visit_take(void *arg, const struct visit_subject *s, struct fault *f);
enum status visit_each(struct desk *d, const struct visit_query *q, visit_take *take, void *arg, struct fault *f);

/* The same of one of them; `take` is not called where no rule speaks of it. */
enum status visit_find(struct desk *d, enum visit_of of, int64_t id, int64_t as_of, visit_take *take, void *arg, struct fault *f);

#endif
