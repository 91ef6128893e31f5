/* SPDX-License-Identifier: MIT
 *
 * The state of a case that its events move, and what the clock words of the
 * workflow table do to its deadlines (design section 4).  Nothing here
 * writes to the database.
 */
#ifndef DEADLINE_H
#define DEADLINE_H

#include "desk.h"

/* What moves with events; 0 and "" stand for null. */
struct case_state {
	char status[16];
	int64_t matter_id, department_id, handler_id;
	int64_t opened_at, dispatched_at, handled_at, verified_at, closed_at, ended_at;
	int64_t open_due_at, dispatch_due_at, handle_due_at, verify_due_at, close_due_at;
	int64_t close_from_at;  /* the handling deadline that close_due_at follows:
	                           of the last phase, never of rework */
	char handle_limit[48];
	int64_t handle_from_at; /* the handle clock runs since then; 0: stopped */
	int64_t handle_rest_s;  /* left when it was paused, in the limit's own
	                           kind of seconds; 0 or less: used up */
	bool has_rest;
	int64_t handle_spent_s; /* working seconds handled so far; -1: not known,
	                           for a stretch lay past the calendar */
	int64_t is_late, returns, reworks, extensions, suspensions;
	char suspended_until_on[12];
	int64_t is_exempt, is_forced, is_self_handled;
	char appeal[12];        /* "", filed, reviewed, granted, refused */
};

/* The matter's limit of that name ("handle_limit", …), else the setting of
 * that name; "" where there is none. */
enum status deadline_limit(struct desk *d, int64_t matter_id, const char *which,
                           char *buf, size_t size, struct fault *f);

/* s->close_from_at and s->close_due_at for a handling deadline that is due at
 * `handle_due`: with the limits of the phases that follow the matter's own, and
 * from there the verify limit and the close limit (the matter's, else the
 * settings'); 0 where handle_due is, or where the calendar ends. */
enum status deadline_close(struct desk *d, struct case_state *s, int64_t handle_due, struct fault *f);

/* The same from s->close_from_at as it is. */
enum status deadline_close_again(struct desk *d, struct case_state *s, struct fault *f);

/* s->close_from_at moved as far as the handling deadline was, in the limit's
 * unit; what is 0 stays or becomes so. */
enum status deadline_move_close(struct desk *d, struct case_state *s, int64_t old_due, int64_t new_due, struct fault *f);

/* The matter of the phase after this one, 0 where there is none. */
enum status deadline_next_phase(struct desk *d, int64_t matter_id, int64_t *next, struct fault *f);

/* From the matter of a phase to that of the last one, whose limits count for
 * verifying and closing; 0 stays. */
enum status deadline_last_phase(struct desk *d, int64_t *matter_id, struct fault *f);

/* The deadline of the stage that the case waits in since `from` (to be opened,
 * dispatched or verified), where it has none yet. */
enum status deadline_stage(struct desk *d, struct case_state *s, int64_t from, struct fault *f);

/* Whether the handle clock is paused in this status. */
bool deadline_is_paused(const char *status);

/* Whether two are one as far as the clock goes: of one department, or without
 * any one worker.  0: none. */
bool deadline_is_same_party(int64_t department_id, int64_t handler_id, int64_t other_department_id, int64_t other_handler_id);

/* Carry out the clock words of a workflow row on the state at desk.at: s has
 * the new status and what the arguments gave, `old` is the state before.
 * *is_due_set is set where handle_due_at or close_due_at was set anew.  A
 * deadline that the calendar does not reach becomes 0 and sets
 * desk.year_missing.  ST_REFUSED: an extension that may not be. */
enum status deadline_run(struct desk *d, const char *text, struct case_state *s,
                         const struct case_state *old, bool *is_due_set, struct fault *f);

/* The day of `at`, after which a case may be suspended from then, and the
 * latest one that it may be until: a year on, from 29 February 1 March. */
void deadline_suspension(int64_t at, int32_t *on, int32_t *latest);

/* A suspended case goes on by itself with the first second of the day that it
 * was suspended until, which is this instant; whether it has by `at`; and how it
 * stands then, for readers: as after its resumption, which no event has told
 * yet.  A case that has not stays as it is. */
int64_t deadline_until(const char *until_on);
bool deadline_is_back(const struct case_state *s, int64_t at);
enum status deadline_wake(struct desk *d, struct case_state *s, int64_t at, struct fault *f);

#endif
