/* SPDX-License-Identifier: MIT
 *
 * The handle clock of a case is run again over its events, because what was
 * not known then (a rest, a sum of hours) may stand on what was not known
 * before it.
 */
#include "calendar.h"

#include "casefile.h"
#include "str.h"

#include <string.h>

/* The last stretch that the handle clock ran, and all of them together. */
struct run {
	int64_t from, stopped_at;       /* 0, 0: never ran; stopped_at 0: runs */
	bool runs_on;
	int64_t left;                   /* of the limit when it began; -1: not known */
	int64_t due_at;                 /* 0: not known */
	struct case_state close;        /* what close_due_at follows, in close_from_at */
	int64_t spent_s;                /* -1: not known */
	bool is_late;                   /* one of them */
};

static int64_t between(const struct desk *d, int64_t a, int64_t b, bool runs_on)
{
	int64_t seconds;
	int year;

	if (clock_between(d->clock, a, b, runs_on, &seconds, &year) != CLOCK_OK)
		return -1;
	return seconds > 0 ? seconds : 0;
}

/* `due`: when it was due as was known then, 0: not known.  `rest`: what a pause
 * left, 0: not known.  One that went on after a pause has
 * what the stretch before it left, and stays due when it was where that is
 * nothing. */
static void begin_run(const struct desk *d, struct run *u, int64_t from, int64_t due,
                      const char *limit, int64_t rest, bool goes_on)
{
	int64_t worked = goes_on ? between(d, u->from, u->stopped_at, u->runs_on) : 0;
	struct limit l;
	struct fault ignored;
	int year;

	u->from = from;
	u->stopped_at = 0;
	if (!limit || limit_parse(limit, &d->words, &l, &ignored) != ST_OK) {
		u->left = -1;
		u->due_at = 0;
		return;
	}
	u->runs_on = limit_runs_on(&l);
	if (rest > 0)
		u->left = rest;
	else if (goes_on)
		u->left = u->left < 0 || worked < 0 ? -1 : u->left > worked ? u->left - worked : 0;
	else if (clock_seconds(d->clock, from, &l, &u->left, &year) != CLOCK_OK)
		u->left = -1;
	if (due)
		u->due_at = due;
	else if (u->left != 0 && (u->left < 0 || clock_add_seconds(d->clock, from, u->left, u->runs_on, &u->due_at, &year) != CLOCK_OK))
		u->due_at = 0;
}

static void stop_run(const struct desk *d, struct run *u, int64_t at)
{
	int64_t worked = between(d, u->from, at, false);

	u->stopped_at = at;
	u->is_late = u->is_late || (u->due_at && at > u->due_at);
	u->spent_s = u->spent_s < 0 || worked < 0 ? -1 : u->spent_s + worked;
}

/* The limit once more; `due` as was known then, 0: not known. */
static enum status extend_run(struct desk *d, struct run *u, int64_t due, const char *limit, struct fault *f)
{
	enum status st = due ? ST_OK : desk_due(d, u->due_at, limit, &due, f);

	u->due_at = due;
	u->left = due ? between(d, u->from, due, u->runs_on) : -1;
	return st;
}

enum {
	AT, FROM, DUE, LIMIT, REST, STATUS, DEPARTMENT, HANDLER, IS_IMPORTED, DISPATCHED_AT, HANDLED_AT, CLOSED_AT,
	CLOSE_FROM, MATTER, ACTION
};

/* What close_due_at follows after an event that brought a deadline: `old_due`
 * was the one before it.  What was known then stays. */
static enum status follow(struct desk *d, struct query *q, struct run *u, int64_t old_due, bool goes_on, struct fault *f)
{
	const char *action = db_text(q, ACTION);
	struct case_state *s = &u->close;

	s->matter_id = db_int(q, MATTER);
	str_copy(s->handle_limit, sizeof s->handle_limit, db_text(q, LIMIT));
	if (db_int(q, CLOSE_FROM)) {
		s->close_from_at = db_int(q, CLOSE_FROM);
		return ST_OK;
	}
	if (strcmp(action, "fail") == 0 || strcmp(action, "phase") == 0)
		return ST_OK;
	if (goes_on)
		return deadline_move_close(d, s, old_due, u->due_at, f);
	if (strcmp(action, "extend") == 0 && s->close_from_at != old_due)
		return s->close_from_at ? desk_due(d, s->close_from_at, s->handle_limit, &s->close_from_at, f) : ST_OK;
	return deadline_close(d, s, u->due_at, f);
}

/* What stood before the event at hand. */
struct before {
	int64_t department_id, handler_id, due_at;
	bool is_paused;
};

/* An import says how the case stands: all begins with it. */
static enum status take_import(struct desk *d, struct query *q, struct run *u, const struct before *old, struct fault *f)
{
	int64_t dispatched_at = db_int(q, DISPATCHED_AT), stop = db_int(q, HANDLED_AT), closed_at = db_int(q, CLOSED_AT);

	memset(u, 0, sizeof *u);
	if (dispatched_at)
		begin_run(d, u, dispatched_at, db_int(q, DUE), db_text(q, LIMIT), 0, false);
	if (u->from && !db_int(q, FROM))
		stop_run(d, u, stop ? stop : closed_at ? closed_at : u->from);
	if (!stop)
		u->spent_s = 0;
	return dispatched_at ? follow(d, q, u, old->due_at, false, f) : ST_OK;
}

static enum status take_event(struct desk *d, struct query *q, struct run *u, const struct before *old, struct fault *f)
{
	const char *action = db_text(q, ACTION);
	int64_t from = db_int(q, FROM);
	bool same = deadline_is_same_party(old->department_id, old->handler_id, db_int(q, DEPARTMENT), db_int(q, HANDLER));
	bool goes_on = false;
	enum status st = ST_OK;

	if (u->from && !u->stopped_at && (from != u->from || strcmp(action, "phase") == 0))
		stop_run(d, u, db_int(q, AT));
	if (strcmp(action, "reopen") == 0)
		u->is_late = false;
	if (from && (from != u->from || u->stopped_at)) {
		goes_on = old->is_paused && same && u->from;
		begin_run(d, u, from, db_int(q, DUE), db_text(q, LIMIT), db_int(q, REST), goes_on);
	} else if (from && strcmp(action, "extend") == 0 && old->due_at) {
		st = extend_run(d, u, db_int(q, DUE), db_text(q, LIMIT), f);
	} else {
		if (from && db_int(q, DUE))
			u->due_at = db_int(q, DUE);     /* filled before */
		return ST_OK;
	}
	return st == ST_OK ? follow(d, q, u, old->due_at, goes_on, f) : st;
}

/* The handle clock of a case run again over its events, with the calendar of
 * today. */
static enum status run_again(struct desk *d, const struct casefile *c, struct run *u, struct fault *f)
{
	struct before old = { 0 };
	struct query *q;
	bool row;
	enum status st = desk_clock(d, f);

	memset(u, 0, sizeof *u);
	if (st != ST_OK)
		return st;
	q = db_query(d->db, SQL_CASEFILE_CLOCK);
	db_bind_int(q, 1, c->casefile_id);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		st = db_int(q, IS_IMPORTED) ? take_import(d, q, u, &old, f) : take_event(d, q, u, &old, f);
		if (st != ST_OK)
			break;
		old = (struct before){ db_int(q, DEPARTMENT), db_int(q, HANDLER), u->due_at, deadline_is_paused(db_text(q, STATUS)) };
	}
	db_done(q);
	return st;
}

/* What the runs tell that was not known. */
static void refill_handle(const struct desk *d, const struct run *u, struct case_state *s)
{
	s->is_late = s->is_late || u->is_late;
	if (s->handle_spent_s < 0)
		s->handle_spent_s = u->spent_s;
	if (!s->handle_limit[0] || s->handle_due_at || !u->due_at)
		return;
	s->handle_due_at = u->due_at;
	s->has_rest = false;
	if (u->stopped_at && deadline_is_paused(s->status)) {
		s->handle_rest_s = u->stopped_at < u->due_at ? between(d, u->stopped_at, u->due_at, u->runs_on) : 0;
		s->has_rest = s->handle_rest_s >= 0;
	}
}

/* Since when the case waits in its stage. */
static int64_t stage_began(const struct casefile *c, const struct run *u)
{
	const char *status = c->state.status;

	if (strcmp(status, "collected") == 0)
		return c->collected_at;
	if (strcmp(status, "opened") == 0)
		return c->state.opened_at;
	if (strcmp(status, "replied") == 0)
		return c->state.handled_at;
	return u->stopped_at ? u->stopped_at : c->changed_at;
}

static enum status fill_one(struct desk *d, const char *case_no, bool *filled, struct fault *f)
{
	struct casefile c;
	struct case_state s;
	const struct case_state *old = &c.state;
	struct run u;
	bool due_set;
	enum status st = casefile_load(d, case_no, &c, f);

	*filled = false;
	/* With the clock set back, nothing can be dated before the last event. */
	if (st != ST_OK || c.changed_at > d->now)
		return st;
	st = casefile_wake(d, &c, f);
	if (st != ST_OK)
		return st;
	s = c.state;
	st = run_again(d, &c, &u, f);
	if (st == ST_OK)
		st = deadline_stage(d, &s, stage_began(&c, &u), f);
	if (st != ST_OK)
		return st;
	refill_handle(d, &u, &s);
	if (!s.close_due_at && s.handle_due_at) {
		s.close_from_at = u.close.close_from_at;
		st = deadline_close_again(d, &s, f);
	}
	if (st != ST_OK)
		return st;
	due_set = s.handle_due_at != old->handle_due_at || s.close_due_at != old->close_due_at;
	*filled = due_set || s.open_due_at != old->open_due_at || s.dispatch_due_at != old->dispatch_due_at
		|| s.verify_due_at != old->verify_due_at;
	if (!*filled && s.handle_spent_s == old->handle_spent_s && s.is_late == old->is_late)
		return ST_OK;
	return casefile_event(d, &c, &(struct event){ .action = "import", .at = d->now, .note = "calendar", .is_due_set = due_set }, &s, f);
}

enum status calendar_fill(struct desk *d, int64_t *count, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_CASEFILE_WITHOUT_DUE);
	struct str list = STR_INIT;
	size_t at = 0;
	bool row, filled;
	enum status st;

	/* Read first, write then: the events move what the query looks at. */
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		str_add(&list, db_text(q, 0), strlen(db_text(q, 0)) + 1);
	while (st == ST_OK && at < list.len) {
		st = fill_one(d, list.s + at, &filled, f);
		*count += st == ST_OK && filled;
		at += strlen(list.s + at) + 1;
	}
	str_release(&list);
	return st;
}
