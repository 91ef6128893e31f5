/* SPDX-License-Identifier: MIT */
#include "facts.h"

#include "deadline.h"

#include <string.h>

/* A case's state at as-of, as the statements of lib/sql/facts.sql give it. */
struct state {
	const char *status, *outcome;
	int64_t opened_at, dispatched_at, handled_at, closed_at, handle_due_at, close_due_at;
	int64_t spent_s;        /* -1: not known */
	int64_t is_late, reworks, extensions, is_exempt, is_forced, is_self_handled, is_missed;
};

static bool is(const char *status, const char *word)
{
	return strcmp(status, word) == 0;
}

bool facts_is_open(const char *status)
{
	return !is(status, "closed") && !is(status, "cancelled") && !is(status, "rejected") && !is(status, "none");
}

bool facts_is_replied(const char *status)
{
	return is(status, "replied") || is(status, "verified") || is(status, "closed");
}

bool facts_is_overdue(const char *status, int64_t handle_due_at, int64_t close_due_at, int64_t at)
{
	if (!facts_is_open(status) || is(status, "suspended"))
		return false;
	if (facts_is_replied(status))
		return close_due_at && at > close_due_at;
	return handle_due_at && at > handle_due_at;
}

static const char *text_or_empty(struct query *q, int column)
{
	const char *s = db_text(q, column);

	return s ? s : "";
}

/* Suspended cases whose day had come by as-of had gone on by themselves,
 * whether or not an event told so by then. */
static enum status wake(struct desk *d, struct query *q, struct fact *fact, struct state *s, int64_t as_of, struct fault *f)
{
	struct case_state c;
	enum status st;

	memset(&c, 0, sizeof c);
	str_copy(c.status, sizeof c.status, s->status);
	str_copy(c.suspended_until_on, sizeof c.suspended_until_on, db_text(q, 24));
	if (!deadline_is_back(&c, as_of))
		return ST_OK;
	c.matter_id = fact->matter_id;
	c.department_id = fact->department_id;
	c.handler_id = fact->handler_id;
	c.handle_due_at = s->handle_due_at;
	c.close_due_at = s->close_due_at;
	c.close_from_at = db_int(q, 25);
	str_copy(c.handle_limit, sizeof c.handle_limit, db_text(q, 26));
	c.has_rest = !db_is_null(q, 27);
	c.handle_rest_s = db_int(q, 27);
	st = deadline_wake(d, &c, as_of, f);
	s->status = "handling";
	s->handle_due_at = c.handle_due_at;
	s->close_due_at = c.close_due_at;
	return st;
}

static void read_fact(struct query *q, struct fact *fact, struct state *s)
{
	memset(fact, 0, sizeof *fact);
	fact->casefile_id = db_int(q, 0);
	fact->case_no = db_text(q, 1);
	fact->area = db_text(q, 2);
	fact->source = text_or_empty(q, 3);
	fact->reported_by_id = db_int(q, 4);
	s->is_missed = db_int(q, 5);
	s->outcome = db_text(q, 6);
	s->status = db_text(q, 7);
	fact->matter_id = db_int(q, 8);
	fact->department_id = db_int(q, 9);
	fact->handler_id = db_int(q, 10);
	s->opened_at = db_int(q, 11);
	s->dispatched_at = db_int(q, 12);
	s->handled_at = db_int(q, 13);
	s->closed_at = db_int(q, 14);
	s->handle_due_at = db_int(q, 15);
	s->close_due_at = db_int(q, 16);
	s->spent_s = db_is_null(q, 17) ? -1 : db_int(q, 17);
	s->is_late = db_int(q, 18);
	s->reworks = db_int(q, 19);
	s->extensions = db_int(q, 20);
	s->is_exempt = db_int(q, 21);
	s->is_forced = db_int(q, 22);
	s->is_self_handled = db_int(q, 23);
}

/* In time: by the times where both are there; else by what the source
 * decided; a case that has no deadline at all cannot have missed it. */
static bool in_time(int64_t done_at, int64_t due_at, const char *outcome)
{
	if (done_at && due_at)
		return done_at <= due_at;
	if (outcome)
		return strcmp(outcome, "intime") == 0;
	return !due_at;
}

static void count_handling(struct fact *fact, const struct state *s)
{
	bool handled = facts_is_replied(s->status) && !s->is_forced;

	fact->counts[COUNT_HANDLE_DUE] = true;
	fact->counts[COUNT_HANDLED] = handled;
	fact->counts[COUNT_HANDLED_IN_TIME] = handled && !s->is_late && in_time(s->handled_at, s->handle_due_at, s->outcome);
	if ((is(s->status, "verified") || is(s->status, "closed")) && !s->is_forced && s->handled_at && s->dispatched_at
	    && s->spent_s >= 0) {
		fact->counts[COUNT_TIMED] = fact->counts[COUNT_SPENT] = true;
		fact->spent_s = s->spent_s;
	}
}

static void count_closing(struct fact *fact, const struct state *s)
{
	bool closed = is(s->status, "closed");

	fact->counts[COUNT_CLOSE_DUE] = true;
	fact->counts[COUNT_CLOSED] = closed;
	fact->counts[COUNT_CLOSED_IN_TIME] = closed && !s->is_forced && in_time(s->closed_at, s->close_due_at, s->outcome);
	fact->counts[COUNT_REWORK] = s->reworks > 0;
	fact->counts[COUNT_EXTENDED] = s->extensions > 0;
	fact->counts[COUNT_FORCED] = s->is_forced;
}

static bool is_within(int64_t at, const struct period *p)
{
	return at && at >= p->since && at < p->until;
}

static void count_cohort(struct fact *fact, const struct state *s, const struct facts_query *q)
{
	/* The case was led to by when it is filed now; at as-of it may not have been. */
	bool opened = q->cohort == COHORT_OPENED;
	bool handle = is_within(opened ? s->opened_at : s->handle_due_at, &q->period);
	bool close = is_within(opened ? s->opened_at : s->close_due_at, &q->period);

	if (is(s->status, "cancelled") || is(s->status, "rejected") || s->is_self_handled || (!handle && !close))
		return;
	if (is(s->status, "suspended")) {
		fact->counts[COUNT_SUSPENDED] = true;
	} else if (s->is_exempt) {
		fact->counts[COUNT_EXEMPTED] = true;
	} else {
		if (handle)
			count_handling(fact, s);
		if (close)
			count_closing(fact, s);
	}
}

/* A case from elsewhere may have no times; where it has come further than
 * filing and names who handled it, it was dispatched. */
static bool was_dispatched(const struct fact *fact, const struct state *s)
{
	if (s->dispatched_at)
		return true;
	return (fact->department_id || fact->handler_id) && !s->is_self_handled
		&& !is(s->status, "collected") && !is(s->status, "opened") && !is(s->status, "rejected");
}

static void count_collected(struct fact *fact, const struct state *s, const struct facts_query *q)
{
	(void)q;
	fact->counts[COUNT_COLLECTED] = true;
	fact->counts[COUNT_OPENED] = s->opened_at != 0;
	fact->counts[COUNT_REJECTED] = is(s->status, "rejected");
	fact->counts[COUNT_DISPATCHED] = s->opened_at && was_dispatched(fact, s);
	fact->counts[COUNT_MISSED] = s->opened_at && s->is_missed;
	fact->counts[COUNT_SELF_HANDLED] = s->is_self_handled;
}

static void count_open(struct fact *fact, const struct state *s, const struct facts_query *q)
{
	fact->counts[COUNT_BACKLOG] = facts_is_open(s->status);
	fact->counts[COUNT_OVERDUE] = facts_is_overdue(s->status, s->handle_due_at, s->close_due_at, q->as_of);
}

struct part {
	void (*each)(void *arg, const struct fact *fact);
	void *arg;
};

static struct query *start(struct desk *d, enum sql id, const struct facts_query *q)
{
	struct query *sql = db_query(d->db, id);

	db_bind_int(sql, db_param(sql, ":since"), q->period.since);
	db_bind_int(sql, db_param(sql, ":until"), q->period.until);
	db_bind_int(sql, db_param(sql, ":as_of"), q->as_of);
	return sql;
}

/* An old deadline may have led to a case that counts for nothing now. */
static bool counts_anything(const struct fact *fact)
{
	int i;

	for (i = 0; i < COUNT_MAX; i++)
		if (fact->counts[i])
			return true;
	return false;
}

static enum status run(struct desk *d, const char *via, const struct facts_query *q,
                       void (*count)(struct fact *, const struct state *, const struct facts_query *),
                       const struct part *part, struct fault *f)
{
	struct query *sql = start(d, SQL_FACTS, q);
	struct fact fact;
	struct state s;
	bool row;
	enum status st;

	db_bind_text(sql, db_param(sql, ":via"), via);
	while ((st = db_step(sql, &row, f)) == ST_OK && row) {
		read_fact(sql, &fact, &s);
		st = wake(d, sql, &fact, &s, q->as_of, f);
		if (st != ST_OK)
			break;
		count(&fact, &s, q);
		if (counts_anything(&fact))
			part->each(part->arg, &fact);
	}
	db_done(sql);
	return st;
}

/* Columns that ratings and checks have in common. */
static void read_cuts(struct query *sql, struct fact *fact)
{
	memset(fact, 0, sizeof *fact);
	fact->casefile_id = db_int(sql, 0);
	fact->case_no = db_text(sql, 1);
	fact->area = db_text(sql, 2);
	fact->source = text_or_empty(sql, 3);
	fact->reported_by_id = db_int(sql, 4);
	fact->matter_id = db_int(sql, 5);
	fact->department_id = db_int(sql, 6);
	fact->handler_id = db_int(sql, 7);
}

static enum status run_ratings(struct desk *d, const struct facts_query *q, const struct part *part, struct fault *f)
{
	struct query *sql = start(d, SQL_FACTS_RATED, q);
	int64_t satisfied_from = desk_setting_int(d, "satisfied_from", 4);
	struct fact fact;
	bool row;
	enum status st;

	while ((st = db_step(sql, &row, f)) == ST_OK && row) {
		read_cuts(sql, &fact);
		fact.counts[COUNT_RATED] = true;
		fact.counts[COUNT_SATISFIED] = !db_is_null(sql, 8) && db_int(sql, 8) >= satisfied_from;
		fact.counts[COUNT_RESPONDED] = !db_is_null(sql, 9);
		fact.counts[COUNT_SOLVED] = db_int(sql, 10) == 1;
		part->each(part->arg, &fact);
	}
	return st;
}

static enum status run_checks(struct desk *d, const struct facts_query *q, const struct part *part, struct fault *f)
{
	struct query *sql = start(d, SQL_FACTS_VERIFIED, q);
	struct fact fact;
	bool row;
	enum status st;

	while ((st = db_step(sql, &row, f)) == ST_OK && row) {
		read_cuts(sql, &fact);
		fact.counts[COUNT_VERIFY_DUE] = true;
		fact.counts[COUNT_VERIFIED_IN_TIME] = db_is_null(sql, 9) || db_int(sql, 8) <= db_int(sql, 9);
		part->each(part->arg, &fact);
	}
	return st;
}

enum status facts_each(struct desk *d, const struct facts_query *q,
                       void (*each)(void *arg, const struct fact *fact), void *arg, struct fault *f)
{
	struct part part = { each, arg };
	enum status st = run(d, "collected", q, count_collected, &part, f);

	if (st == ST_OK)
		st = run(d, q->cohort == COHORT_DUE ? "due" : "opened", q, count_cohort, &part, f);
	if (st == ST_OK)
		st = run(d, "open", q, count_open, &part, f);
	if (st == ST_OK)
		st = run_ratings(d, q, &part, f);
	return st == ST_OK ? run_checks(d, q, &part, f) : st;
}
