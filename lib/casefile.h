/* SPDX-License-Identifier: MIT
 *
 * Cases: their numbers, their state, their events.  An action is looked up
 * in the workflow table, its needs are checked, its clock words are carried
 * out on the state, and one event with the new state is written; triggers
 * bring the state into casefile and refuse what the table does not have.
 * All functions that write want an open write transaction.
 */
#ifndef CASEFILE_H
#define CASEFILE_H

#include "deadline.h"
#include "desk.h"

enum { CASE_NO_SIZE = 65 };     /* a code has at most 64 bytes */

struct casefile {
	int64_t casefile_id;
	char case_no[CASE_NO_SIZE];
	int64_t area_id;
	int64_t collected_at;
	char outcome[12];       /* as a source told it: intime, overtime or "" */
	int64_t seq;
	int64_t changed_at;
	struct case_state state;
};

/* What an action brings along; NULL and 0: not given. */
struct action {
	const char *name;       /* as in the workflow table */
	const char *note;       /* reason, text or result */
	int64_t matter_id;
	int64_t department_id, handler_id;
	const char *until_on;
	const char *remind_kind;
	int64_t remind_level;
};

/* One event, but for the state after it. */
struct event {
	const char *action;
	int64_t at;
	const char *note;       /* NULL: none */
	bool is_due_set;        /* handle_due_at or close_due_at was set anew */
	bool is_by_itself;      /* nobody did it: the date had come */
	const char *remind_kind;
	int64_t remind_level;
};

/* A new case's own details; NULL and 0: not given. */
struct case_details {
	const char *case_no;    /* NULL: the next number of its day */
	const char *source, *source_no;
	int64_t area_id, reported_by_id;
	int64_t matter_id;      /* proposed by whoever collects it */
	bool is_missed;
	const char *property, *text, *reporter, *reporter_phone, *address;
	bool has_place;
	double lon, lat;
	int64_t collected_at;
	const char *outcome;
	int64_t satisfaction;
};

/* The case as it stands.  ST_REFUSED: "no such case". */
enum status casefile_load(struct desk *d, const char *case_no, struct casefile *c, struct fault *f);

/* The columns of a state, as the statements of lib/sql/casefile.sql have them,
 * from that one on. */
void casefile_read_state(struct query *q, int column, struct case_state *s);

/* Do one action.  ST_REFUSED with the reason: not from this status, not this
 * actor, something missing, too early, once too often.  On success c is as it
 * stands now.  A deadline that the calendar does not reach stays empty and sets
 * desk.year_missing.  A suspended case whose date has come is woken first. */
enum status casefile_act(struct desk *d, struct casefile *c, const struct action *a, struct fault *f);

/* The event that resumes a suspended case whose date has come by desk.at, dated
 * by that; nothing where it has not.  Whoever writes an event of another kind
 * calls it first. */
enum status casefile_wake(struct desk *d, struct casefile *c, struct fault *f);

/* A new case with its first event (collect).  ST_REFUSED: its source number
 * stands at another case, or the area is no grid or community. */
enum status casefile_collect(struct desk *d, const struct case_details *n, struct casefile *c, struct fault *f);

/* The row alone, without an event, for import; the caller writes events. */
enum status casefile_insert(struct desk *d, const struct case_details *n, struct casefile *c, struct fault *f);

/* One event as it is, for import and ratings: the state becomes `s`. */
enum status casefile_event(struct desk *d, struct casefile *c, const struct event *e,
                           const struct case_state *s, struct fault *f);

/* The state that the last import gave the case, and whether it has gone on
 * here since.  A case that no import made has gone on, from its own state. */
enum status casefile_imported(struct desk *d, const struct casefile *c, struct case_state *s,
                              bool *has_gone_on, struct fault *f);

/* Fill the workflow table of a new database from the one in the program; once
 * it is there, only a migration may change it. */
enum status casefile_load_workflow(struct db *db, struct fault *f);

#endif
