/* SPDX-License-Identifier: MIT */
#include "history.h"

#include "casefile.h"
#include "mem.h"
#include "rating.h"
#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Values by name ----------------------------------------------------------- */

struct row {
	const struct record_kind *kind;
	struct value *value;
};

static struct value *of(const struct row *r, const char *name)
{
	return &r->value[fields_named(r->kind, name) - r->kind->field];
}

static int64_t number(const struct row *r, const char *name)
{
	const struct value *v = of(r, name);

	return v->kind == VALUE_INT ? v->i : 0;
}

static const char *text(const struct row *r, const char *name)
{
	const struct value *v = of(r, name);

	return v->kind == VALUE_TEXT ? v->s : NULL;
}

/* Cases -------------------------------------------------------------------- */

static enum status check_order(const struct row *r, int64_t now, const struct field **column, struct fault *f)
{
	static const char *const order[] = { "collected_at", "opened_at", "dispatched_at", "handled_at", "closed_at" };
	const char *last = NULL;
	size_t i;

	for (i = 0; i < sizeof order / sizeof order[0]; i++) {
		int64_t at = number(r, order[i]);

		*column = fields_named(r->kind, order[i]);
		if (at && last && at < number(r, last))
			return fault_set(f, ST_REFUSED, "%s is before %s", order[i], last);
		if (at > now)
			return fault_set(f, ST_REFUSED, "%s is in the future", order[i]);
		if (at)
			last = order[i];
	}
	*column = NULL;
	return ST_OK;
}

static enum status find_case(struct desk *d, const struct row *r, char *case_no, size_t size, struct fault *f)
{
	bool by_no = text(r, "case_no") != NULL;
	struct query *q = db_query(d->db, by_no ? SQL_CASEFILE_FIND_NO : SQL_CASEFILE_FIND_SOURCE);
	bool row;
	enum status st;

	if (by_no) {
		db_bind_text(q, 1, text(r, "case_no"));
	} else {
		db_bind_text(q, 1, text(r, "source"));
		db_bind_text(q, 2, text(r, "source_no"));
	}
	st = db_step(q, &row, f);
	case_no[0] = '\0';
	if (st == ST_OK && row)
		snprintf(case_no, size, "%s", db_text(q, 1));
	db_done(q);
	return st;
}

/* Deadlines: as given, else by the matter's limits from the dispatch. */
static enum status give_due(struct desk *d, const struct row *r, struct case_state *s, struct fault *f)
{
	enum status st = ST_OK;

	if (number(r, "handle_due_at")) {
		s->handle_due_at = number(r, "handle_due_at");
	} else if (s->dispatched_at && !s->handle_due_at) {
		st = deadline_limit(d, s->matter_id, "handle_limit", s->handle_limit, sizeof s->handle_limit, f);
		if (st == ST_OK)
			st = desk_due(d, s->dispatched_at, s->handle_limit, &s->handle_due_at, f);
	}
	if (st == ST_OK && number(r, "close_due_at"))
		s->close_due_at = number(r, "close_due_at");
	else if (st == ST_OK && s->handle_due_at && !s->close_due_at)
		st = deadline_close(d, s->matter_id, s->handle_due_at, &s->close_due_at, f);
	return st;
}

static bool is_ended(const char *status)
{
	return strcmp(status, "closed") == 0 || strcmp(status, "rejected") == 0 || strcmp(status, "cancelled") == 0;
}

static void set_status(struct case_state *s, const char *status)
{
	snprintf(s->status, sizeof s->status, "%s", status);
}

/* The state at one of the times of the row: which stage, when. */
static enum status state_at(struct desk *d, const struct row *r, const char *stage, int64_t at,
                            struct case_state *s, struct fault *f)
{
	int64_t spent;
	int year;
	enum status st = ST_OK;

	if (strcmp(stage, "opened") == 0)
		s->opened_at = at;
	if (strcmp(stage, "dispatched") == 0)
		s->dispatched_at = s->handle_from_at = at;
	if (strcmp(stage, "opened") == 0 || strcmp(stage, "dispatched") == 0)
		st = give_due(d, r, s, f);
	if (strcmp(stage, "replied") == 0) {
		s->handled_at = at;
		s->is_late = s->handle_due_at && at > s->handle_due_at;
		st = s->handle_from_at ? desk_clock(d, f) : ST_OK;
		if (st == ST_OK && s->handle_from_at
		    && clock_between(d->clock, s->handle_from_at, at, false, &spent, &year) == CLOCK_OK)
			s->handle_spent_s = spent;
		s->handle_from_at = 0;
	}
	if (strcmp(stage, "closed") == 0) {
		s->closed_at = at;
		s->handle_from_at = 0;
	}
	set_status(s, stage);
	return st;
}

/* What the row says of the case as it stands, at the last of its times. */
static void final_state(const struct row *r, int64_t at, struct case_state *s)
{
	s->department_id = number(r, "department");
	s->handler_id = number(r, "handler");
	s->reworks = number(r, "reworks");
	if (text(r, "status"))
		set_status(s, text(r, "status"));
	s->ended_at = is_ended(s->status) ? at : 0;
	if (s->ended_at)
		s->handle_from_at = 0;
}

/* An event for each time given, in order; the state of the last is how the
 * case stands. */
static enum status put_events(struct desk *d, const struct row *r, struct casefile *c, struct fault *f)
{
	static const struct { const char *column, *stage; } step[] = {
		{ "collected_at", "collected" }, { "opened_at", "opened" }, { "dispatched_at", "dispatched" },
		{ "handled_at", "replied" }, { "closed_at", "closed" },
	};
	const size_t steps = sizeof step / sizeof step[0];
	struct case_state s = c->state;
	size_t i, last = 0;
	enum status st = ST_OK;

	for (i = 0; i < steps; i++)
		if (number(r, step[i].column))
			last = i;
	s.matter_id = number(r, "matter");
	for (i = 0; i <= last && st == ST_OK; i++) {
		int64_t at = number(r, step[i].column);

		if (!at)
			continue;
		if (i >= 2) {
			s.department_id = number(r, "department");
			s.handler_id = number(r, "handler");
		}
		st = state_at(d, r, step[i].stage, at, &s, f);
		if (i == last)
			final_state(r, at, &s);
		if (st == ST_OK)
			st = casefile_event(d, c, "import", at, &s, NULL, s.handle_due_at || s.close_due_at, f);
	}
	return st;
}

static void details_of(const struct row *r, struct case_details *n)
{
	memset(n, 0, sizeof *n);
	n->case_no = text(r, "case_no");
	n->source = text(r, "source");
	n->source_no = text(r, "source_no");
	n->area_id = number(r, "area");
	n->reported_by_id = number(r, "reported_by");
	n->is_missed = number(r, "is_missed") != 0;
	n->property = text(r, "property");
	n->text = text(r, "text");
	n->reporter = text(r, "reporter");
	n->reporter_phone = text(r, "reporter_phone");
	n->address = text(r, "address");
	n->has_place = of(r, "lon")->kind == VALUE_REAL && of(r, "lat")->kind == VALUE_REAL;
	n->lon = of(r, "lon")->r;
	n->lat = of(r, "lat")->r;
	n->collected_at = number(r, "collected_at");
	n->outcome = text(r, "outcome");
	n->satisfaction = number(r, "satisfaction");
}

static bool is_same_text(struct query *q, int column, const struct value *v)
{
	const char *old = db_text(q, column);

	if (v->kind == VALUE_NONE)
		return true;
	return v->kind == VALUE_TEXT ? old && strcmp(old, v->s) == 0 : !old;
}

static bool is_same_number(struct query *q, int column, const struct value *v)
{
	if (v->kind == VALUE_NONE)
		return true;
	return v->kind == VALUE_INT ? db_int(q, column) == v->i : db_is_null(q, column);
}

static void bind_detail(struct query *update, int at, struct query *old, const struct value *v, const struct field *field)
{
	if (v->kind == VALUE_INT)
		db_bind_int(update, at, v->i);
	else if (v->kind == VALUE_REAL)
		db_bind_real(update, at, v->r);
	else if (v->kind == VALUE_TEXT)
		db_bind_text(update, at, v->s);
	else if (v->kind == VALUE_ERASE || db_is_null(old, at - 1))
		db_bind_null(update, at);
	else if (field->type == FIELD_REAL)
		db_bind_real(update, at, db_real(old, at - 1));
	else if (field->type == FIELD_TEXT || field->type == FIELD_CODE || field->type == FIELD_ENUM)
		db_bind_text(update, at, db_text(old, at - 1));
	else
		db_bind_int(update, at, db_int(old, at - 1));
}

/* Details of a known case: only what changed is written. */
static enum status put_details(struct desk *d, const struct row *r, const struct casefile *c, bool *changed, struct fault *f)
{
	static const char *const column[] = {
		"source", "source_no", "area", "reported_by", "is_missed", "property", "text", "reporter",
		"reporter_phone", "address", "lon", "lat", "collected_at", "outcome", "satisfaction",
	};
	struct query *q = db_query(d->db, SQL_CASEFILE_DETAILS), *u;
	int i, n = (int)(sizeof column / sizeof column[0]);
	bool row, same = true;
	enum status st;

	db_bind_int(q, 1, c->casefile_id);
	st = db_step(q, &row, f);
	if (st != ST_OK || !row)
		return st;
	for (i = 0; i < n; i++) {
		const struct value *v = of(r, column[i]);

		if (v->kind == VALUE_REAL)
			same = same && !db_is_null(q, i) && db_real(q, i) == v->r;
		else if (v->kind == VALUE_INT)
			same = same && is_same_number(q, i, v);
		else
			same = same && is_same_text(q, i, v);
	}
	*changed = !same;
	if (same) {
		db_done(q);
		return ST_OK;
	}
	u = db_query(d->db, SQL_CASEFILE_DETAILS_UPDATE);
	for (i = 0; i < n; i++)
		bind_detail(u, i + 1, q, of(r, column[i]), fields_named(r->kind, column[i]));
	db_bind_int(u, n + 1, c->casefile_id);
	db_done(q);
	return db_run(u, f);
}

/* A column of the row into the state; whether that changed anything. */
static bool take(const struct row *r, const char *name, int64_t *field)
{
	const struct value *v = of(r, name);

	if (v->kind == VALUE_NONE || v->kind == VALUE_TEXT || (v->kind == VALUE_INT && v->i == *field)
	    || (v->kind == VALUE_ERASE && *field == 0))
		return false;
	*field = v->kind == VALUE_INT ? v->i : 0;
	return true;
}

/* Take the row's columns over a state; whether that changed anything. */
static bool take_all(const struct row *r, struct case_state *s)
{
	const struct { const char *name; int64_t *field; } column[] = {
		{ "matter", &s->matter_id }, { "department", &s->department_id }, { "handler", &s->handler_id },
		{ "opened_at", &s->opened_at }, { "dispatched_at", &s->dispatched_at },
		{ "handle_due_at", &s->handle_due_at }, { "handled_at", &s->handled_at },
		{ "close_due_at", &s->close_due_at }, { "closed_at", &s->closed_at }, { "reworks", &s->reworks },
	};
	const char *status = text(r, "status");
	bool had_closed = s->closed_at != 0, moved = false;
	size_t i;

	for (i = 0; i < sizeof column / sizeof column[0]; i++)
		moved |= take(r, column[i].name, column[i].field);
	if (!status && s->closed_at && !had_closed)
		status = "closed";
	if (status && strcmp(status, s->status) != 0) {
		set_status(s, status);
		moved = true;
	}
	return moved;
}

static int64_t latest(const struct case_state *s, int64_t least)
{
	const int64_t at[] = { s->opened_at, s->dispatched_at, s->handled_at, s->closed_at };
	size_t i;

	for (i = 0; i < sizeof at / sizeof at[0]; i++)
		if (at[i] > least)
			least = at[i];
	return least;
}

/* A known case that the row says more of than its last import did: one event
 * with the new state.  What has gone on here since is never put back. */
static enum status put_state(struct desk *d, const struct row *r, struct casefile *c, bool *changed, struct fault *f)
{
	struct case_state s;
	bool has_gone_on, due_set;
	enum status st = casefile_imported(d, c, &s, &has_gone_on, f);

	*changed = st == ST_OK && take_all(r, &s);
	if (!*changed)
		return st;
	if (has_gone_on)
		return fault_set(f, ST_REFUSED, "case %s has gone on here (%s): its state is not imported", c->case_no, c->state.status);
	s = c->state;
	take_all(r, &s);
	if (s.handled_at && s.handle_due_at)
		s.is_late = s.is_late || s.handled_at > s.handle_due_at;
	s.ended_at = 0;
	if (is_ended(s.status)) {
		s.ended_at = latest(&s, c->state.opened_at);
		s.handle_from_at = 0;
	}
	due_set = c->state.handle_due_at != s.handle_due_at || c->state.close_due_at != s.close_due_at;
	return casefile_event(d, c, "import", latest(&s, c->changed_at), &s, NULL, due_set, f);
}

enum status history_put_case(struct desk *d, const struct record_kind *k, struct value *value,
                             enum put *done, const struct field **column, struct fault *f)
{
	struct row r = { k, value };
	struct case_details n;
	struct casefile c;
	char case_no[64];
	bool details = false, state = false;
	enum status st = check_order(&r, d->now, column, f);

	if (st == ST_OK && (of(&r, "lon")->kind == VALUE_REAL) != (of(&r, "lat")->kind == VALUE_REAL)) {
		*column = fields_named(k, of(&r, "lon")->kind == VALUE_REAL ? "lat" : "lon");
		return fault_set(f, ST_REFUSED, "lon and lat go together");
	}
	if (st == ST_OK)
		st = find_case(d, &r, case_no, sizeof case_no, f);
	if (st != ST_OK)
		return st;
	if (!case_no[0]) {
		*done = PUT_INSERTED;
		details_of(&r, &n);
		st = casefile_insert(d, &n, &c, f);
		return st == ST_OK ? put_events(d, &r, &c, f) : st;
	}
	st = casefile_load(d, case_no, &c, f);
	if (st == ST_OK)
		st = put_details(d, &r, &c, &details, f);
	if (st == ST_OK)
		st = put_state(d, &r, &c, &state, f);
	*done = details || state ? PUT_UPDATED : PUT_UNCHANGED;
	return st;
}

/* Ratings ------------------------------------------------------------------ */

/* What the row leaves empty stays as the rating of that time has it; its
 * texts are copied into *kind and *note. */
static enum status keep_rating(struct desk *d, const struct row *r, const struct casefile *c,
                               struct rating *rating, char **kind, char **note, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_RATING_FIND);
	bool row;
	enum status st;

	db_bind_int(q, 1, c->casefile_id);
	db_bind_text(q, 2, rating->rater);
	db_bind_int(q, 3, rating->rated_at);
	st = db_step(q, &row, f);
	if (st == ST_OK && row && db_int(q, 5) == rating->rated_at) {
		if (of(r, "rater_kind")->kind == VALUE_NONE)
			rating->rater_kind = *kind = mem_strdup(db_text(q, 1));
		if (of(r, "score")->kind == VALUE_NONE)
			rating->score = db_int(q, 2);
		if (of(r, "contacted_at")->kind == VALUE_NONE)
			rating->contacted_at = db_int(q, 3);
		if (of(r, "is_solved")->kind == VALUE_NONE)
			rating->is_solved = db_is_null(q, 4) ? -1 : (int)db_int(q, 4);
		if (of(r, "note")->kind == VALUE_NONE)
			rating->note = *note = mem_strdup(db_text(q, 6));
	}
	db_done(q);
	return st;
}

enum status history_put_rating(struct desk *d, const struct record_kind *k, struct value *value,
                               enum put *done, const struct field **column, struct fault *f)
{
	static const enum put as_put[] = { PUT_INSERTED, PUT_UPDATED, PUT_UNCHANGED };
	struct row r = { k, value };
	struct rating rating;
	struct casefile c;
	enum rating_done rated;
	char *kind = NULL, *note = NULL;
	enum status st;

	*column = fields_named(k, "case_no");
	st = casefile_load(d, text(&r, "case_no"), &c, f);
	if (st != ST_OK)
		return st;
	rating.rater = text(&r, "rater");
	rating.rater_kind = text(&r, "rater_kind");
	rating.note = text(&r, "note");
	rating.score = number(&r, "score");
	rating.contacted_at = number(&r, "contacted_at");
	rating.is_solved = of(&r, "is_solved")->kind == VALUE_INT ? (int)number(&r, "is_solved") : -1;
	rating.rated_at = number(&r, "rated_at");
	if (!rating.rated_at)
		rating.rated_at = rating.contacted_at;
	*column = fields_named(k, "rated_at");
	if (!rating.rated_at)
		return fault_set(f, ST_REFUSED, "neither rated_at nor contacted_at");
	if (rating.rated_at > d->now || rating.contacted_at > d->now)
		return fault_set(f, ST_REFUSED, "in the future");
	*column = NULL;
	st = keep_rating(d, &r, &c, &rating, &kind, &note, f);
	if (st == ST_OK)
		st = rating_put(d, &c, &rating, &rated, f);
	if (st == ST_OK)
		*done = as_put[rated];
	free(kind);
	free(note);
	return st;
}

/* Deadlines that waited for a calendar ------------------------------------- */

/* What the handle clock that ran from handle_from_at is due at, by what was
 * left of it or anew. */
static enum status refill_handle(struct desk *d, struct case_state *s, struct fault *f)
{
	struct limit l;
	struct fault ignored;
	int year;
	enum status st = desk_clock(d, f);

	if (st != ST_OK)
		return st;
	if (!s->has_rest)
		return desk_due(d, s->handle_from_at, s->handle_limit, &s->handle_due_at, f);
	if (limit_parse(s->handle_limit, &d->words, &l, &ignored) == ST_OK
	    && clock_add_seconds(d->clock, s->handle_from_at, s->handle_rest_s, limit_runs_on(&l),
	                         &s->handle_due_at, &year) == CLOCK_OK)
		s->has_rest = false;
	return ST_OK;
}

/* The same for a clock that was stopped before the calendar came: what it was
 * due at when it ran last, whether it was late, and of a paused one the rest. */
static enum status refill_stopped(struct desk *d, const struct casefile *c, struct case_state *s, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_CASEFILE_STOPPED);
	struct case_state ran = *s;
	struct limit l;
	struct fault ignored;
	int64_t stopped_at = 0;
	int year;
	bool row;
	enum status st;

	db_bind_int(q, 1, c->casefile_id);
	st = db_step(q, &row, f);
	if (st == ST_OK && row) {
		ran.handle_from_at = db_int(q, 0);
		str_copy(ran.handle_limit, sizeof ran.handle_limit, db_text(q, 1));
		ran.has_rest = !db_is_null(q, 2);
		ran.handle_rest_s = db_int(q, 2);
		stopped_at = db_int(q, 3);
	}
	db_done(q);
	if (st != ST_OK || !stopped_at)
		return st;
	st = refill_handle(d, &ran, f);
	if (st != ST_OK || !ran.handle_due_at)
		return st;
	s->handle_due_at = ran.handle_due_at;
	s->is_late = s->is_late || stopped_at > s->handle_due_at;
	if ((strcmp(s->status, "returned") == 0 || strcmp(s->status, "suspended") == 0)
	    && limit_parse(ran.handle_limit, &d->words, &l, &ignored) == ST_OK)
		s->has_rest = clock_between(d->clock, stopped_at, s->handle_due_at, limit_runs_on(&l),
		                            &s->handle_rest_s, &year) == CLOCK_OK;
	return st;
}

static enum status refill_stage(struct desk *d, const struct casefile *c, struct case_state *s, struct fault *f)
{
	char limit[48];
	const char *which;
	int64_t *due;
	enum status st;

	if (strcmp(s->status, "collected") == 0) {
		which = "open_limit";
		due = &s->open_due_at;
	} else if (strcmp(s->status, "opened") == 0 || strcmp(s->status, "returned") == 0) {
		which = "dispatch_limit";
		due = &s->dispatch_due_at;
	} else if (strcmp(s->status, "replied") == 0) {
		which = "verify_limit";
		due = &s->verify_due_at;
	} else {
		return ST_OK;
	}
	if (*due)
		return ST_OK;
	st = deadline_limit(d, s->matter_id, which, limit, sizeof limit, f);
	return st == ST_OK ? desk_due(d, c->changed_at, limit, due, f) : st;
}

static enum status fill_one(struct desk *d, const char *case_no, bool *filled, struct fault *f)
{
	struct casefile c;
	struct case_state s;
	const struct case_state *old = &c.state;
	bool due_set;
	enum status st = casefile_load(d, case_no, &c, f);

	if (st != ST_OK)
		return st;
	s = c.state;
	st = refill_stage(d, &c, &s, f);
	if (st == ST_OK && s.handle_limit[0] && !s.handle_due_at)
		st = s.handle_from_at ? refill_handle(d, &s, f) : refill_stopped(d, &c, &s, f);
	if (st == ST_OK && s.handle_due_at && !s.close_due_at)
		st = deadline_close(d, s.matter_id, s.handle_due_at, &s.close_due_at, f);
	due_set = s.handle_due_at != old->handle_due_at || s.close_due_at != old->close_due_at;
	*filled = st == ST_OK && (due_set || s.open_due_at != old->open_due_at
	                          || s.dispatch_due_at != old->dispatch_due_at || s.verify_due_at != old->verify_due_at);
	return *filled ? casefile_event(d, &c, "import", d->now > c.changed_at ? d->now : c.changed_at, &s,
	                                "calendar", due_set, f) : st;
}

enum status history_fill_due(struct desk *d, int64_t *count, struct fault *f)
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
