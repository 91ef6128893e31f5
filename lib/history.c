/* SPDX-License-Identifier: MIT */
#include "history.h"

#include "casefile.h"
#include "mem.h"
#include "rating.h"
#include "text.h"
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

enum { COLLECTED, OPENED, DISPATCHED, REPLIED, CLOSED, STEPS };

/* The times of a case in their order, and the status that each brings. */
static const struct { const char *column, *status; } step[STEPS] = {
	{ "collected_at", "collected" }, { "opened_at", "opened" }, { "dispatched_at", "dispatched" },
	{ "handled_at", "replied" }, { "closed_at", "closed" },
};

/* What is told of a case; 0 and "": nothing. */
struct told {
	int64_t at[STEPS];
	bool opening_is_implied;        /* nobody gave at[OPENED] */
	int64_t matter_id, department_id, handler_id, reworks;
	int64_t handle_due_at;          /* 0: by the limit */
	int64_t close_due_at;           /* 0: as it was, or by the limits; -1: by the limits */
	char status[16];
};

static bool is_ended(const char *status)
{
	return text_has_word("closed rejected cancelled", status);
}

/* The last of the steps that a status takes for granted; -1: none. */
static int step_of(const char *status)
{
	if (is_ended(status))
		return CLOSED;
	if (text_has_word("replied verified rework", status))
		return REPLIED;
	if (text_has_word("dispatched handling returned suspended", status))
		return DISPATCHED;
	return strcmp(status, "opened") == 0 ? OPENED : strcmp(status, "collected") == 0 ? COLLECTED : -1;
}

/* Whether somebody gave the time. */
static bool is_given(const struct told *t, int i)
{
	return t->at[i] && !(i == OPENED && t->opening_is_implied);
}

static int last_step(const struct told *t)
{
	int i = STEPS - 1;

	while (i >= 0 && !is_given(t, i))
		i--;
	return i;
}

/* A case that has come further was filed, whether or not anybody says when:
 * at the first time after that, else as soon as it was collected.  One that is
 * rejected was not, and one cancelled need not have been. */
static void imply_opening(struct told *t)
{
	int i;

	if (is_given(t, OPENED))
		return;
	t->at[OPENED] = 0;
	t->opening_is_implied = true;
	if (strcmp(t->status, "rejected") == 0)
		return;
	for (i = DISPATCHED; i < STEPS && !t->at[OPENED]; i++)
		t->at[OPENED] = t->at[i];
	if (!t->at[OPENED] && step_of(t->status) >= OPENED && strcmp(t->status, "cancelled") != 0)
		t->at[OPENED] = t->at[COLLECTED];
}

/* What the state says.  A given deadline has no limit beside it; an opening
 * that could be implied is taken to be. */
static void told_by_state(const struct case_state *s, int64_t collected_at, struct told *t)
{
	const int64_t at[STEPS] = { collected_at, 0, s->dispatched_at, s->handled_at, s->closed_at };

	memset(t, 0, sizeof *t);
	memcpy(t->at, at, sizeof at);
	t->matter_id = s->matter_id;
	t->department_id = s->department_id;
	t->handler_id = s->handler_id;
	t->reworks = s->reworks;
	t->handle_due_at = s->handle_limit[0] ? 0 : s->handle_due_at;
	str_copy(t->status, sizeof t->status, s->status);
	imply_opening(t);
	if (t->at[OPENED] != s->opened_at) {
		t->at[OPENED] = s->opened_at;
		t->opening_is_implied = false;
	}
}

/* A column of the row over what was there: blank keeps. */
static void take(const struct row *r, const char *name, int64_t *field)
{
	const struct value *v = of(r, name);

	if (v->kind == VALUE_INT)
		*field = v->i;
	else if (v->kind == VALUE_ERASE)
		*field = 0;
}

/* The status goes with the times where the row does not give one. */
static const char *status_after(const struct told *old, const struct told *t)
{
	int was = last_step(old), is = last_step(t);

	if (is > step_of(old->status) || (is >= 0 && is < was && strcmp(old->status, step[was].status) == 0))
		return step[is].status;
	return old->status;
}

static void told_by_row(const struct row *r, const struct case_state *s, const struct told *old, struct told *t)
{
	int i;

	*t = *old;
	for (i = 0; i < STEPS; i++)
		take(r, step[i].column, &t->at[i]);
	if (of(r, "opened_at")->kind == VALUE_INT)
		t->opening_is_implied = false;
	take(r, "matter", &t->matter_id);
	take(r, "department", &t->department_id);
	take(r, "handler", &t->handler_id);
	take(r, "reworks", &t->reworks);
	/* A deadline that is the derived one is not taken for given by the file. */
	if (number(r, "handle_due_at") != s->handle_due_at || t->matter_id != old->matter_id
	    || t->at[DISPATCHED] != old->at[DISPATCHED])
		take(r, "handle_due_at", &t->handle_due_at);
	take(r, "close_due_at", &t->close_due_at);
	if (of(r, "close_due_at")->kind == VALUE_ERASE)
		t->close_due_at = -1;
	if (t->opening_is_implied)
		t->at[OPENED] = 0;
	str_copy(t->status, sizeof t->status, text(r, "status") ? text(r, "status") : status_after(old, t));
	/* What a status alone implied stays when times come. */
	if (t->opening_is_implied && old->at[OPENED] && of(r, "opened_at")->kind != VALUE_ERASE && last_step(old) == COLLECTED && step_of(t->status) >= OPENED
	    && t->at[COLLECTED] == old->at[COLLECTED] && strcmp(t->status, "rejected") != 0) {
		t->at[OPENED] = old->at[OPENED];
		t->opening_is_implied = false;
	}
	imply_opening(t);
}

static bool is_same_tale(const struct told *old, const struct told *t, const struct case_state *s)
{
	return memcmp(old->at + OPENED, t->at + OPENED, sizeof t->at - sizeof t->at[0]) == 0
		&& old->matter_id == t->matter_id && old->department_id == t->department_id
		&& old->handler_id == t->handler_id && old->reworks == t->reworks
		&& old->handle_due_at == t->handle_due_at
		&& (t->close_due_at == 0 || t->close_due_at == s->close_due_at)
		&& strcmp(old->status, t->status) == 0;
}

/* Whose fault it is that two columns do not go together: that of one which
 * the row gives, rather the second. */
static const struct field *given_of(const struct row *r, const char *first, const char *second)
{
	return fields_named(r->kind, of(r, second)->kind > VALUE_ERASE ? second : first);
}

static enum status check_order(const struct row *r, const struct told *t, int64_t now,
                               const struct field **column, struct fault *f)
{
	int i, last = -1;

	for (i = 0; i < STEPS; i++) {
		*column = fields_named(r->kind, step[i].column);
		if (number(r, step[i].column) > now)
			return fault_set(f, ST_REFUSED, "%s is in the future", step[i].column);
		if (!is_given(t, i))
			continue;
		if (last >= 0 && t->at[i] < t->at[last]) {
			*column = given_of(r, step[last].column, step[i].column);
			return fault_set(f, ST_REFUSED, "%s is before %s", step[i].column, step[last].column);
		}
		last = i;
	}
	*column = NULL;
	return ST_OK;
}

/* No time may be given that its status has not come to.  A case may come
 * back: one filed again was dispatched, one sent back was replied. */
static enum status check_status(const struct row *r, const struct told *t, const struct field **column, struct fault *f)
{
	bool ended = is_ended(t->status);
	int i, last = ended ? CLOSED : REPLIED;

	if (strcmp(t->status, "collected") == 0 || strcmp(t->status, "rejected") == 0)
		last = COLLECTED;
	else if (strcmp(t->status, "opened") == 0)
		last = DISPATCHED;
	for (i = last + 1; i < STEPS; i++)
		if (is_given(t, i) && !(i == CLOSED && ended)) {
			*column = given_of(r, step[i].column, "status");
			return fault_set(f, ST_REFUSED, "%s is given, but status is %s", step[i].column, t->status);
		}
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
		str_copy(case_no, size, db_text(q, 1));
	db_done(q);
	return st;
}

/* The state that a tale makes --------------------------------------------- */

static enum status handle_due(struct desk *d, const struct told *t, struct case_state *s, struct fault *f)
{
	enum status st;

	s->handle_limit[0] = '\0';
	s->handle_due_at = t->handle_due_at;
	if (t->handle_due_at || !s->dispatched_at)
		return ST_OK;
	st = deadline_limit(d, s->matter_id, "handle_limit", s->handle_limit, sizeof s->handle_limit, f);
	return st == ST_OK ? desk_due(d, s->dispatched_at, s->handle_limit, &s->handle_due_at, f) : st;
}

/* A closing deadline that the old one does not account for was given. */
static enum status close_due(struct desk *d, const struct told *t, const struct case_state *old,
                             struct case_state *s, struct fault *f)
{
	struct case_state accounted = *old;
	enum status st = ST_OK;

	if (t->close_due_at == 0 && old->close_due_at) {
		st = deadline_close(d, &accounted, old->handle_due_at, f);
		if (st != ST_OK || old->close_due_at != accounted.close_due_at)
			return st;
	}
	return deadline_close(d, s, s->handle_due_at, f);
}

/* As given, else by the matter's limits from the dispatch; what neither
 * concerns stays, for the limits may be others today. */
static enum status give_due(struct desk *d, const struct told *t, const struct case_state *old,
                            struct case_state *s, struct fault *f)
{
	int64_t given = old->handle_limit[0] ? 0 : old->handle_due_at;
	bool moved = s->matter_id != old->matter_id;
	enum status st = ST_OK;

	if (t->handle_due_at != given || (!given && (moved || s->dispatched_at != old->dispatched_at)))
		st = handle_due(d, t, s, f);
	if (st == ST_OK && t->close_due_at > 0) {
		s->close_from_at = s->handle_due_at;
		s->close_due_at = t->close_due_at;
	} else if (st == ST_OK && (moved || s->handle_due_at != old->handle_due_at || t->close_due_at < 0)) {
		st = close_due(d, t, old, s, f);
	}
	return st;
}

static enum status give_spent(struct desk *d, const struct case_state *old, struct case_state *s, struct fault *f)
{
	int year;
	enum status st;

	if (s->handled_at == old->handled_at && s->dispatched_at == old->dispatched_at)
		return ST_OK;
	s->handle_spent_s = 0;
	if (!s->handled_at || !s->dispatched_at)
		return ST_OK;
	st = desk_clock(d, f);
	if (st == ST_OK && clock_between(d->clock, s->dispatched_at, s->handled_at, false, &s->handle_spent_s, &year) != CLOCK_OK)
		s->handle_spent_s = -1;
	return st;
}

/* The state after `old` by what is told up to now, in an event at `at`. */
static enum status state_of(struct desk *d, const struct told *t, const struct case_state *old, int64_t at,
                            struct case_state *s, struct fault *f)
{
	enum status st;

	*s = *old;
	str_copy(s->status, sizeof s->status, t->status);
	s->matter_id = t->matter_id;
	s->department_id = t->department_id;
	s->handler_id = t->handler_id;
	s->reworks = t->reworks;
	s->opened_at = t->at[OPENED];
	s->dispatched_at = t->at[DISPATCHED];
	s->handled_at = t->at[REPLIED];
	s->closed_at = t->at[CLOSED];
	if (!is_ended(s->status))
		s->ended_at = 0;
	else if (!is_ended(old->status) || s->closed_at != old->closed_at)
		s->ended_at = at;
	st = give_due(d, t, old, s, f);
	if (st == ST_OK)
		st = give_spent(d, old, s, f);
	s->is_late = s->handled_at && s->handle_due_at && s->handled_at > s->handle_due_at;
	s->handle_from_at = s->handled_at || s->ended_at || deadline_is_paused(s->status) ? 0 : s->dispatched_at;
	s->open_due_at = s->dispatch_due_at = s->verify_due_at = 0;
	return st;
}

static bool is_same_state(const struct case_state *a, const struct case_state *b)
{
	return strcmp(a->status, b->status) == 0 && strcmp(a->handle_limit, b->handle_limit) == 0
		&& a->matter_id == b->matter_id && a->department_id == b->department_id && a->handler_id == b->handler_id
		&& a->opened_at == b->opened_at && a->dispatched_at == b->dispatched_at && a->handled_at == b->handled_at
		&& a->closed_at == b->closed_at && a->ended_at == b->ended_at && a->open_due_at == b->open_due_at
		&& a->dispatch_due_at == b->dispatch_due_at && a->handle_due_at == b->handle_due_at
		&& a->verify_due_at == b->verify_due_at && a->close_due_at == b->close_due_at
		&& a->handle_from_at == b->handle_from_at && a->handle_spent_s == b->handle_spent_s
		&& a->is_late == b->is_late && a->reworks == b->reworks;
}

/* The event that tells so much; none where it would say nothing new. */
static enum status put_event(struct desk *d, struct casefile *c, const struct told *t, bool is_whole,
                             int64_t at, bool *changed, struct fault *f)
{
	struct case_state s;
	enum status st;

	if (at < c->changed_at)
		at = c->changed_at;
	st = state_of(d, t, &c->state, at, &s, f);
	if (st == ST_OK && is_whole)
		st = deadline_stage(d, &s, t->at[last_step(t)], f);
	if (st != ST_OK || (is_whole && is_same_state(&s, &c->state)))
		return st;
	*changed = true;
	return casefile_event(d, c, &(struct event){ .action = "import", .at = at,
	                      .is_due_set = s.handle_due_at != c->state.handle_due_at || s.close_due_at != c->state.close_due_at }, &s, f);
}

/* An event for each time that is new, dated by it, so that facts that come in
 * one import or in several make the same events.  The last tells all that is
 * told, where it is the last of the case; what no new time accounts for is an
 * event of now, so that no report of the past changes. */
static enum status put_events(struct desk *d, struct casefile *c, const struct told *old, const struct told *t,
                              bool *changed, struct fault *f)
{
	struct told now = *old;
	int i, last = last_step(t);
	bool is_whole = false;
	enum status st = ST_OK;

	now.matter_id = t->matter_id;
	for (i = 0; i < STEPS; i++)             /* corrections */
		if (old->at[i] && t->at[i])
			now.at[i] = t->at[i];
	for (i = 0; i <= last && st == ST_OK; i++) {
		if (!is_given(t, i) || is_given(old, i) || t->at[i] == old->at[i])
			continue;
		now.at[i] = t->at[i];
		if (i == OPENED)
			now.opening_is_implied = false;
		if (i >= OPENED) {
			now.handle_due_at = t->handle_due_at;
			now.close_due_at = t->close_due_at;
		}
		if (i >= DISPATCHED) {
			now.department_id = t->department_id;
			now.handler_id = t->handler_id;
		}
		is_whole = i == last;
		if (is_whole) {
			now = *t;
		} else {
			str_copy(now.status, sizeof now.status, status_after(old, &now));
			imply_opening(&now);
		}
		st = put_event(d, c, &now, is_whole, t->at[i], changed, f);
	}
	return st == ST_OK && !is_whole ? put_event(d, c, t, true, d->now, changed, f) : st;
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
	/* The ratings know better than a file from before them. */
	if (db_int(q, n))
		of(r, "satisfaction")->kind = VALUE_NONE;
	for (i = 0; i < n; i++)
		same = same && record_is_same(q, i, of(r, column[i]));
	*changed = !same;
	if (same) {
		db_done(q);
		return ST_OK;
	}
	u = db_query(d->db, SQL_CASEFILE_DETAILS_UPDATE);
	for (i = 0; i < n; i++)
		record_bind(u, i + 1, of(r, column[i]), q, i, fields_named(r->kind, column[i]));
	db_bind_int(u, n + 1, c->casefile_id);
	db_done(q);
	return db_run(u, f);
}

/* The matter of the case as "EDITION:CODE" and its condition. */
static enum status name_matter(struct desk *d, int64_t matter_id, struct str *code, struct str *condition, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_MATTER_OF_CASE);
	bool row;
	enum status st;

	str_reset(condition);
	db_bind_int(q, 1, matter_id);
	st = db_step(q, &row, f);
	if (st == ST_OK && row) {
		str_addf(code, "%s:%s", db_text(q, 0), db_text(q, 1));
		str_adds(condition, db_text(q, 2));
	}
	db_done(q);
	return st;
}

/* The matter that the row means.  A condition alone is one of the case's own
 * code; a code with several conditions means that of the case, if it has one
 * of them. */
static enum status find_matter(struct desk *d, const struct row *r, int64_t old_id,
                               const struct field **column, struct fault *f)
{
	struct value *v = of(r, "matter");
	const char *code = v->kind == VALUE_TEXT ? v->s : NULL, *condition = text(r, "condition");
	struct str old_code = STR_INIT, old_condition = STR_INIT;
	struct fault why;
	int64_t id = 0;
	enum status st = ST_REFUSED;

	if (!code && !condition)
		return ST_OK;
	*column = fields_named(r->kind, code ? "matter" : "condition");
	if (code)
		st = registry_matter(&d->registry, code, condition, false, &id, f);
	else
		fault_set(f, ST_REFUSED, "a condition, but no matter");
	if (st == ST_REFUSED && !(code && condition) && old_id && v->kind != VALUE_ERASE) {
		st = name_matter(d, old_id, &old_code, &old_condition, f);
		if (st == ST_OK && !code) {
			st = registry_matter(&d->registry, old_code.s, condition, false, &id, f);
		} else if (st == ST_OK) {
			/* Where this is refused too, the first sentence says why. */
			st = registry_matter(&d->registry, code, old_condition.s, false, &id, &why);
			if (st != ST_OK && st != ST_REFUSED)
				*f = why;
			else if (id != old_id)
				st = ST_REFUSED;
		}
	}
	str_release(&old_code);
	str_release(&old_condition);
	if (st != ST_OK)
		return st;
	v->kind = VALUE_INT;
	v->i = id;
	*column = NULL;
	return ST_OK;
}

/* How the case stands, by the row over what the last import said of it.  What
 * has gone on here since is never put back. */
static enum status put_state(struct desk *d, const struct row *r, struct casefile *c, bool is_new,
                             bool *changed, const struct field **column, struct fault *f)
{
	struct case_state s = c->state;
	struct told old, t;
	bool has_gone_on = false;
	enum status st = is_new ? ST_OK : casefile_imported(d, c, &s, &has_gone_on, f);

	if (st != ST_OK)
		return st;
	told_by_state(&s, is_new ? 0 : c->collected_at, &old);
	told_by_row(r, &s, &old, &t);
	st = check_order(r, &t, d->now, column, f);
	if (st == ST_OK)
		st = check_status(r, &t, column, f);
	if (st != ST_OK)
		return st;
	if (has_gone_on)
		return is_same_tale(&old, &t, &s) ? ST_OK
			: fault_set(f, ST_REFUSED, "case %s has gone on here (%s): its state is not imported",
			            c->case_no, c->state.status);
	if (is_same_tale(&old, &t, &s) && t.at[COLLECTED] == old.at[COLLECTED])
		return ST_OK;
	/* Deadlines that a calendar has filled since stay. */
	told_by_state(&c->state, is_new ? 0 : c->collected_at, &old);
	told_by_row(r, &c->state, &old, &t);
	return put_events(d, c, &old, &t, changed, f);
}

enum status history_put_case(struct desk *d, const struct record_kind *k, struct value *value,
                             enum put *done, int64_t *casefile_id, const struct field **column, struct fault *f)
{
	struct row r = { k, value };
	struct case_details n;
	struct casefile c;
	char case_no[CASE_NO_SIZE];
	bool changed = false;
	enum status st = ST_OK;

	if ((of(&r, "lon")->kind == VALUE_REAL) != (of(&r, "lat")->kind == VALUE_REAL)) {
		*column = fields_named(k, of(&r, "lon")->kind == VALUE_REAL ? "lat" : "lon");
		return fault_set(f, ST_REFUSED, "lon and lat go together");
	}
	st = find_case(d, &r, case_no, sizeof case_no, f);
	if (st == ST_OK && case_no[0])
		st = casefile_load(d, case_no, &c, f);
	if (st == ST_OK && case_no[0])
		st = casefile_wake(d, &c, f);
	if (st == ST_OK)
		st = find_matter(d, &r, case_no[0] ? c.state.matter_id : 0, column, f);
	if (st != ST_OK)
		return st;
	if (case_no[0]) {
		st = put_details(d, &r, &c, &changed, f);
	} else {
		details_of(&r, &n);
		st = casefile_insert(d, &n, &c, f);
	}
	*casefile_id = c.casefile_id;
	if (st == ST_OK)
		st = put_state(d, &r, &c, !case_no[0], &changed, column, f);
	*done = !case_no[0] ? PUT_INSERTED : changed ? PUT_UPDATED : PUT_UNCHANGED;
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
