/* SPDX-License-Identifier: MIT */
#include "casefile.h"

#include "deadline.h"
#include "text.h"
#include "when.h"
#include "workflow.h"

#include <stdio.h>
#include <string.h>

void casefile_read_state(struct query *q, int i, struct case_state *s)
{
	int64_t *number[] = {
		&s->matter_id, &s->department_id, &s->handler_id, &s->opened_at, &s->dispatched_at,
		&s->handled_at, &s->verified_at, &s->closed_at, &s->ended_at, &s->open_due_at,
		&s->dispatch_due_at, &s->handle_due_at, &s->verify_due_at, &s->close_due_at, &s->close_from_at,
	};
	int64_t *count[] = {
		&s->is_late, &s->returns, &s->reworks, &s->extensions, &s->suspensions,
	};
	size_t k;

	str_copy(s->status, sizeof s->status, db_text(q, i++));
	for (k = 0; k < sizeof number / sizeof number[0]; k++)
		*number[k] = db_int(q, i++);
	str_copy(s->handle_limit, sizeof s->handle_limit, db_text(q, i++));
	s->handle_from_at = db_int(q, i++);
	s->has_rest = !db_is_null(q, i);
	s->handle_rest_s = db_int(q, i++);
	s->handle_spent_s = db_is_null(q, i) ? -1 : db_int(q, i);
	i++;
	for (k = 0; k < sizeof count / sizeof count[0]; k++)
		*count[k] = db_int(q, i++);
	str_copy(s->suspended_until_on, sizeof s->suspended_until_on, db_text(q, i++));
	s->is_exempt = db_int(q, i++);
	s->is_forced = db_int(q, i++);
	s->is_self_handled = db_int(q, i++);
	str_copy(s->appeal, sizeof s->appeal, db_text(q, i));
}

static void bind_state(struct query *q, int i, const struct case_state *s)
{
	const int64_t number[] = {
		s->matter_id, s->department_id, s->handler_id, s->opened_at, s->dispatched_at,
		s->handled_at, s->verified_at, s->closed_at, s->ended_at, s->open_due_at,
		s->dispatch_due_at, s->handle_due_at, s->verify_due_at, s->close_due_at, s->close_from_at,
	};
	const int64_t count[] = {
		s->is_late, s->returns, s->reworks, s->extensions, s->suspensions,
	};
	size_t k;

	db_bind_text(q, i++, s->status);
	for (k = 0; k < sizeof number / sizeof number[0]; k++)
		db_bind_id(q, i++, number[k]);
	db_bind_word(q, i++, s->handle_limit);
	db_bind_id(q, i++, s->handle_from_at);
	if (s->has_rest)
		db_bind_int(q, i, s->handle_rest_s);
	i++;
	if (s->handle_spent_s >= 0)
		db_bind_int(q, i, s->handle_spent_s);
	i++;
	for (k = 0; k < sizeof count / sizeof count[0]; k++)
		db_bind_int(q, i++, count[k]);
	db_bind_word(q, i++, s->suspended_until_on);
	db_bind_int(q, i++, s->is_exempt);
	db_bind_int(q, i++, s->is_forced);
	db_bind_int(q, i++, s->is_self_handled);
	db_bind_word(q, i, s->appeal);
}

enum status casefile_load(struct desk *d, const char *case_no, struct casefile *c, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_CASEFILE_LOAD);
	bool row;
	enum status st;

	db_bind_text(q, 1, case_no);
	st = db_step(q, &row, f);
	if (st == ST_OK && !row)
		return fault_set(f, ST_REFUSED, "no such case");
	if (st != ST_OK)
		return st;
	memset(c, 0, sizeof *c);
	c->casefile_id = db_int(q, 0);
	str_copy(c->case_no, sizeof c->case_no, db_text(q, 1));
	c->area_id = db_int(q, 2);
	c->collected_at = db_int(q, 3);
	c->seq = db_int(q, 4);
	c->changed_at = db_int(q, 5);
	str_copy(c->outcome, sizeof c->outcome, db_text(q, 6));
	casefile_read_state(q, 7, &c->state);
	db_done(q);
	return ST_OK;
}

enum status casefile_imported(struct desk *d, const struct casefile *c, struct case_state *s,
                              bool *has_gone_on, struct fault *f)
{
	enum { STATE_COLUMNS = 30 };
	struct query *q = db_query(d->db, SQL_CASEFILE_IMPORTED);
	bool row;
	enum status st;

	*s = c->state;
	*has_gone_on = true;
	db_bind_int(q, 1, c->casefile_id);
	st = db_step(q, &row, f);
	if (st == ST_OK && row) {
		casefile_read_state(q, 0, s);
		*has_gone_on = db_int(q, STATE_COLUMNS) > 0;
	}
	db_done(q);
	return st;
}

enum status casefile_event(struct desk *d, struct casefile *c, const struct event *e,
                           const struct case_state *s, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_CASEFILE_EVENT_INSERT);
	const char *note = e->note && *e->note ? e->note : NULL;
	char role = e->is_by_itself ? 'c' : d->import_run_id ? 'i' : d->actor.role, salted[65];
	int64_t audit_id;
	int i = 1;
	enum status st = audit_number(d, &audit_id, f);

	if (st == ST_OK && note)
		st = audit_salted(d, c->casefile_id, note, salted, f);
	if (st != ST_OK)
		return st;
	str_reset(&d->form);
	db_form(q, &d->form);
	db_bind_int(q, i++, c->casefile_id);
	db_bind_int(q, i++, c->seq + 1);
	db_bind_int(q, i++, e->at);
	db_bind_int(q, i++, d->now);
	db_bind_text(q, i++, e->action);
	db_bind_text(q, i++, desk_role(role));
	db_bind_id(q, i++, e->is_by_itself ? 0 : d->actor.worker_id);
	db_bind_id(q, i++, e->is_by_itself ? 0 : d->actor.department_id);
	db_bind_text(q, i++, d->unix_user);
	db_bind_told(q, i++, note, note ? salted : NULL);
	db_bind_id(q, i++, e->is_by_itself ? 0 : d->import_run_id);
	db_bind_int(q, i++, e->is_due_set);
	db_bind_word(q, i++, e->remind_kind);
	db_bind_id(q, i++, e->remind_level);
	db_bind_int(q, i++, audit_id);
	db_bind_int(q, i++, d->audit.event_count + 1);
	bind_state(q, i, s);
	db_formed(q);
	st = db_run(q, f);
	if (st == ST_OK) {
		audit_event(&d->audit, &d->form);
		c->seq++;
		c->changed_at = e->at;
		c->state = *s;
	}
	return st;
}

/* A department acts on its own cases and those of departments below it, a
 * worker on those dispatched to him or to his department. */
static enum status check_owner(struct desk *d, const struct case_state *s, struct fault *f)
{
	struct query *q;
	int64_t id = s->department_id;
	int depth;
	bool row;
	enum status st = ST_OK;

	if (d->actor.role == 'w' && d->actor.worker_id == s->handler_id)
		return ST_OK;
	if (d->actor.role == 'w' && s->handler_id)
		return fault_set(f, ST_REFUSED, "it was dispatched to another worker");
	for (depth = 0; st == ST_OK && id && depth < 16; depth++) {
		if (id == d->actor.department_id)
			return ST_OK;
		q = db_query(d->db, SQL_DEPARTMENT_GET);
		db_bind_int(q, 1, id);
		st = db_step(q, &row, f);
		id = st == ST_OK && row ? db_int(q, 2) : 0;
		db_done(q);
	}
	return st == ST_OK ? fault_set(f, ST_REFUSED, "it was dispatched to another department") : st;
}

/* Whoever had a hand in a case, also for its department, does not verify it. */
static enum status check_not_own(struct desk *d, const struct casefile *c, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_CASEFILE_HANDLED_BY);
	bool row, own;
	enum status st;

	db_bind_int(q, 1, c->casefile_id);
	db_bind_int(q, 2, d->actor.worker_id);
	st = db_step(q, &row, f);
	own = st == ST_OK && (db_int(q, 0) > 0 || d->actor.worker_id == c->state.handler_id);
	db_done(q);
	return own ? fault_set(f, ST_REFUSED, "whoever handled it cannot verify it") : st;
}

static enum status check_actor(struct desk *d, const struct workflow *w, const struct casefile *c, struct fault *f)
{
	const char *a = w->action;

	if (!strchr(w->roles, d->actor.role))
		return fault_set(f, ST_REFUSED, "role %s may not %s", desk_role(d->actor.role), a);
	if (text_has_word("accept note phase return feedback appeal answer", a) && d->actor.role != 'c')
		return check_owner(d, &c->state, f);
	if ((strcmp(a, "pass") == 0 || strcmp(a, "fail") == 0) && d->actor.worker_id)
		return check_not_own(d, c, f);
	return ST_OK;
}

/* What must be given with the action itself. */
static enum status check_given(const struct workflow *w, const struct action *a, struct fault *f)
{
	static const char *const words[] = { "reason", "result", "text" };
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (text_has_word(w->needs, words[i]) && (!a->note || text_is_blank(a->note)))
			return fault_set(f, ST_REFUSED, "a %s must be given", words[i]);
	if (text_has_word(w->needs, "until") && (!a->until_on || !*a->until_on))
		return fault_set(f, ST_REFUSED, "a date must be given");
	if (text_has_word(w->needs, "kind") && !a->remind_kind)
		return fault_set(f, ST_REFUSED, "a kind must be given");
	return ST_OK;
}

/* What the case may have from before. */
static enum status check_needs(const struct workflow *w, const struct case_state *s, struct fault *f)
{
	if (text_has_word(w->needs, "matter") && !s->matter_id)
		return fault_set(f, ST_REFUSED, "a matter must be given");
	if (text_has_word(w->needs, "target") && !s->department_id && !s->handler_id)
		return fault_set(f, ST_REFUSED, "a department or worker must be given");
	return ST_OK;
}

/* Suspended once, to a day to come, at most a year ahead. */
static enum status suspend(struct desk *d, struct case_state *s, const char *until_on, struct fault *f)
{
	int32_t on, until, latest;
	enum status st;

	if (s->suspensions)
		return fault_set(f, ST_REFUSED, "it was suspended once already");
	st = when_parse_day(until_on, &until, f);
	if (st != ST_OK)
		return st;
	deadline_suspension(d->at, &on, &latest);
	if (until <= on)
		return fault_set(f, ST_REFUSED, "it cannot be suspended until %s, which is not after that day", until_on);
	if (until > latest)
		return fault_set(f, ST_REFUSED, "it cannot be suspended until %s, more than a year ahead", until_on);
	s->suspensions++;
	str_copy(s->suspended_until_on, sizeof s->suspended_until_on, until_on);
	return ST_OK;
}

/* All begins anew, the phases of its matter too. */
static enum status reopen(struct desk *d, struct case_state *s, struct fault *f)
{
	int64_t days = desk_setting_int(d, "reopen_days", -1);
	struct query *q;

	if (days < 0)
		return fault_set(f, ST_REFUSED, "the setting reopen_days does not say for how long a case may be reopened");
	if (d->at > s->closed_at + days * DAY_SECONDS)
		return fault_set(f, ST_REFUSED, "it was closed more than %lld days before (setting reopen_days)", (long long)days);
	/* What was not decided was of a closing that counts no more. */
	if (strcmp(s->appeal, "filed") == 0 || strcmp(s->appeal, "reviewed") == 0)
		s->appeal[0] = '\0';
	if (!s->matter_id)
		return ST_OK;
	q = db_query(d->db, SQL_MATTER_FIRST_PHASE);
	db_bind_int(q, 1, s->matter_id);
	return db_first_int(q, s->matter_id, &s->matter_id, f);
}

static bool was_overtime(const struct case_state *s, const char *outcome)
{
	return s->is_late || (s->handled_at && s->handle_due_at && s->handled_at > s->handle_due_at)
		|| (s->closed_at && s->close_due_at && s->closed_at > s->close_due_at)
		|| (outcome && strcmp(outcome, "overtime") == 0);
}

static enum status appeal(struct case_state *s, const char *outcome, struct fault *f)
{
	if (s->appeal[0])
		return fault_set(f, ST_REFUSED, "it was appealed against once already");
	if (!was_overtime(s, outcome))
		return fault_set(f, ST_REFUSED, "it was not overtime");
	str_copy(s->appeal, sizeof s->appeal, "filed");
	return ST_OK;
}

/* Two reviews by two people; one that refuses ends it, and both that grant
 * exempt the case from the figures. */
static enum status review(struct desk *d, const struct casefile *c, struct case_state *s, bool grants, struct fault *f)
{
	struct query *q;
	int64_t own = 0;
	enum status st;

	if (strcmp(s->appeal, "filed") != 0 && strcmp(s->appeal, "reviewed") != 0)
		return fault_set(f, ST_REFUSED, s->appeal[0] ? "its appeal was decided already" : "no appeal was filed");
	q = db_query(d->db, SQL_CASEFILE_REVIEWED_BY);
	db_bind_int(q, db_param(q, ":casefile_id"), c->casefile_id);
	db_bind_id(q, db_param(q, ":worker_id"), d->actor.worker_id);
	db_bind_text(q, db_param(q, ":unix_user"), d->unix_user);
	st = db_first_int(q, 0, &own, f);
	if (st != ST_OK)
		return st;
	if (own)
		return fault_set(f, ST_REFUSED, "the second review must be another's than the first: say with --by who reviews");
	if (!grants)
		str_copy(s->appeal, sizeof s->appeal, "refused");
	else if (strcmp(s->appeal, "filed") == 0)
		str_copy(s->appeal, sizeof s->appeal, "reviewed");
	else
		str_copy(s->appeal, sizeof s->appeal, "granted");
	s->is_exempt = s->is_exempt || strcmp(s->appeal, "granted") == 0;
	return ST_OK;
}

/* What the action and its arguments change in the state before the clock looks
 * at it. */
static enum status take_arguments(struct desk *d, const struct casefile *c, const struct action *a,
                                  struct case_state *s, struct fault *f)
{
	if (a->matter_id)
		s->matter_id = a->matter_id;
	if (strcmp(a->name, "dispatch") == 0) {
		s->department_id = a->department_id;
		s->handler_id = a->handler_id;
		return ST_OK;
	}
	if (strcmp(a->name, "suspend") == 0)
		return suspend(d, s, a->until_on, f);
	if (strcmp(a->name, "reopen") == 0)
		return reopen(d, s, f);
	if (strcmp(a->name, "appeal") == 0)
		return appeal(s, c->outcome, f);
	if (strcmp(a->name, "appeal-grant") == 0 || strcmp(a->name, "appeal-refuse") == 0)
		return review(d, c, s, strcmp(a->name, "appeal-grant") == 0, f);
	if (strcmp(a->name, "return") == 0)
		s->returns++;
	if (strcmp(a->name, "fail") == 0)
		s->reworks++;
	if (strcmp(a->name, "force") == 0) {
		s->is_forced = 1;
		s->closed_at = d->at;
	}
	if (strcmp(a->name, "fixed-on-spot") == 0) {
		s->is_self_handled = 1;
		s->handler_id = d->actor.worker_id;
	}
	return ST_OK;
}

enum status casefile_wake(struct desk *d, struct casefile *c, struct fault *f)
{
	struct case_state s = c->state;
	struct event e = { .action = "resume", .is_due_set = true, .is_by_itself = true };
	enum status st;

	if (!deadline_is_back(&s, d->at))
		return ST_OK;
	e.at = deadline_until(s.suspended_until_on);
	st = deadline_wake(d, &s, d->at, f);
	return st == ST_OK ? casefile_event(d, c, &e, &s, f) : st;
}

static enum status do_action(struct desk *d, struct casefile *c, const struct action *a, struct fault *f)
{
	const struct workflow *w = workflow_row(a->name, c->state.status);
	struct case_state s = c->state;
	struct event e = { .action = a->name, .at = d->at, .note = a->note,
	                   .remind_kind = a->remind_kind, .remind_level = a->remind_level };
	char from[200];
	enum status st;

	if (!w) {
		workflow_from(a->name, from, sizeof from);
		return fault_set(f, ST_REFUSED, "its status is %s, %s wants %s", s.status, a->name, from);
	}
	if (d->at < c->changed_at) {
		char last[WHEN_SIZE];

		when_format(c->changed_at, last);
		return fault_set(f, ST_REFUSED, "its last event was later, at %s", last);
	}
	st = check_actor(d, w, c, f);
	if (st == ST_OK)
		st = check_given(w, a, f);
	if (st == ST_OK)
		st = take_arguments(d, c, a, &s, f);
	if (st == ST_OK)
		st = check_needs(w, &s, f);
	str_copy(s.status, sizeof s.status, w->to);
	if (st == ST_OK)
		st = deadline_run(d, w->clock, &s, &c->state, &e.is_due_set, f);
	return st == ST_OK ? casefile_event(d, c, &e, &s, f) : st;
}

/* In a savepoint where there are two events to write, so that a refused action
 * leaves none. */
enum status casefile_act(struct desk *d, struct casefile *c, const struct action *a, struct fault *f)
{
	struct casefile kept = *c;
	struct audit told;
	struct fault why;
	enum status st, undo;

	if (!deadline_is_back(&c->state, d->at))
		return do_action(d, c, a, f);
	st = desk_savepoint(d, &told, f);
	if (st != ST_OK)
		return st;
	st = casefile_wake(d, c, f);
	if (st == ST_OK)
		st = do_action(d, c, a, f);
	if (st != ST_OK)
		*c = kept;
	undo = st == ST_OK ? db_savepoint_keep(d->db, &why) : desk_savepoint_undo(d, &told, &why);
	if (undo != ST_OK) {
		*f = why;
		return undo;
	}
	return st;
}

static enum status next_number(struct desk *d, int64_t collected_at, char *buf, size_t size, struct fault *f)
{
	const char *district = desk_setting(d, "district");
	struct query *q = db_query(d->db, SQL_CASEFILE_SERIAL);
	char day[WHEN_DATE_SIZE];
	bool row;
	enum status st;

	if (!district)
		return fault_set(f, ST_NOTOURS, "the setting district is not set: grid-init --district CODE --name NAME");
	when_format_day_of(collected_at, day);
	db_bind_text(q, 1, day);
	st = db_step(q, &row, f);
	if (st != ST_OK)
		return st;
	snprintf(buf, size, "%s-%.4s%.2s%.2s-%05lld", district, day, day + 5, day + 8, (long long)db_int(q, 0));
	return db_run(q, f);
}

/* A number that came with a case (history) is never given out again. */
static enum status keep_serial(struct desk *d, const char *case_no, struct fault *f)
{
	const char *day = strchr(case_no, '-');
	const char *serial = day ? strchr(day + 1, '-') : NULL;
	char on[WHEN_DATE_SIZE];
	struct query *q;
	int64_t last = 0;
	const char *p;

	if (!serial || serial - day != 9 || strlen(serial + 1) > 9)
		return ST_OK;
	for (p = serial + 1; *p >= '0' && *p <= '9'; p++)
		last = last * 10 + (*p - '0');
	if (*p || p == serial + 1)
		return ST_OK;
	snprintf(on, sizeof on, "%.4s-%.2s-%.2s", day + 1, day + 5, day + 7);
	q = db_query(d->db, SQL_CASEFILE_SERIAL_AT_LEAST);
	db_bind_text(q, 1, on);
	db_bind_int(q, 2, last);
	return db_run(q, f);
}

static enum status check_source(struct desk *d, const struct case_details *n, struct fault *f)
{
	struct query *q;
	bool row;
	enum status st;

	if (!n->source_no || !*n->source_no)
		return ST_OK;
	if (!n->source || !*n->source)
		return fault_set(f, ST_REFUSED, "source_no without source");
	q = db_query(d->db, SQL_CASEFILE_OF_SOURCE);
	db_bind_text(q, 1, n->source);
	db_bind_text(q, 2, n->source_no);
	st = db_step(q, &row, f);
	if (st == ST_OK && row)
		st = fault_set(f, ST_REFUSED, "source_no %s of %s is case %s already", n->source_no, n->source, db_text(q, 0));
	db_done(q);
	return st;
}

enum status casefile_insert(struct desk *d, const struct case_details *n, struct casefile *c, struct fault *f)
{
	struct query *q;
	int i = 1;
	enum status st = ST_OK;

	memset(c, 0, sizeof *c);
	str_copy(c->state.status, sizeof c->state.status, "none");
	c->area_id = n->area_id;
	c->collected_at = n->collected_at;
	if (n->case_no && *n->case_no) {
		str_copy(c->case_no, sizeof c->case_no, n->case_no);
		st = keep_serial(d, n->case_no, f);
	} else {
		st = next_number(d, n->collected_at, c->case_no, sizeof c->case_no, f);
	}
	if (st != ST_OK)
		return st;
	q = db_query(d->db, SQL_CASEFILE_INSERT);
	db_bind_text(q, i++, c->case_no);
	db_bind_word(q, i++, n->source);
	db_bind_word(q, i++, n->source_no);
	db_bind_int(q, i++, n->area_id);
	db_bind_id(q, i++, n->reported_by_id);
	db_bind_int(q, i++, n->is_missed);
	db_bind_word(q, i++, n->property);
	db_bind_word(q, i++, n->text);
	db_bind_word(q, i++, n->reporter);
	db_bind_word(q, i++, n->reporter_phone);
	db_bind_word(q, i++, n->address);
	if (n->has_place) {
		db_bind_real(q, i, n->lon);
		db_bind_real(q, i + 1, n->lat);
	}
	i += 2;
	db_bind_int(q, i++, n->collected_at);
	db_bind_word(q, i++, n->outcome);
	db_bind_id(q, i, n->satisfaction);
	st = db_run(q, f);
	c->casefile_id = db_last_id(d->db);
	return st;
}

enum status casefile_collect(struct desk *d, const struct case_details *n, struct casefile *c, struct fault *f)
{
	const struct workflow *w = workflow_row("collect", "none");
	struct query *q = db_query(d->db, SQL_AREA_GET);
	struct case_state s, none;
	struct event e = { .action = "collect", .at = d->at };
	bool row;
	enum status st;

	if (!strchr(w->roles, d->actor.role))
		return fault_set(f, ST_REFUSED, "role %s may not collect", desk_role(d->actor.role));
	if (!n->text || !*n->text)
		return fault_set(f, ST_REFUSED, "a text must be given");
	db_bind_int(q, 1, n->area_id);
	st = db_step(q, &row, f);
	if (st == ST_OK && row && strcmp(db_text(q, 2), "grid") != 0 && strcmp(db_text(q, 2), "community") != 0)
		st = fault_set(f, ST_REFUSED, "area %s is a %s, give a grid or community", db_text(q, 0), db_text(q, 2));
	db_done(q);
	if (st == ST_OK)
		st = check_source(d, n, f);
	if (st == ST_OK)
		st = casefile_insert(d, n, c, f);
	if (st != ST_OK)
		return st;
	memset(&none, 0, sizeof none);
	s = c->state;
	s.matter_id = n->matter_id;
	str_copy(s.status, sizeof s.status, w->to);
	st = deadline_run(d, w->clock, &s, &none, &e.is_due_set, f);
	return st == ST_OK ? casefile_event(d, c, &e, &s, f) : st;
}

enum status casefile_load_workflow(struct db *db, struct fault *f)
{
	struct query *q = db_query(db, SQL_WORKFLOW_COUNT);
	size_t i;
	bool row, is_there;
	enum status st = db_step(q, &row, f);

	is_there = st == ST_OK && row && db_int(q, 0) > 0;
	db_done(q);
	if (is_there)
		return ST_OK;
	for (i = 0; i < workflow_count && st == ST_OK; i++) {
		q = db_query(db, SQL_WORKFLOW_INSERT);
		db_bind_text(q, 1, workflow[i].action);
		db_bind_text(q, 2, workflow[i].from);
		db_bind_text(q, 3, workflow[i].to);
		db_bind_text(q, 4, workflow[i].roles);
		db_bind_text(q, 5, workflow[i].needs);
		db_bind_text(q, 6, workflow[i].clock);
		st = db_run(q, f);
	}
	return st;
}
