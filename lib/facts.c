/* SPDX-License-Identifier: MIT */
#include "facts.h"

#include "casefile.h"
#include "duty.h"
#include "mem.h"
#include "standing.h"

#include <stdlib.h>
#include <string.h>

enum {
	OF_COLLECTED = 1, OF_DUE = 2, OF_OPEN = 4, OF_RATED = 8, OF_CHECKED = 16,       /* cohorts of lib/indicator.csv */
};

struct ids {
	int64_t *id;            /* rising */
	size_t count, cap;
};

struct facts {
	struct desk *desk;
	const struct facts_query *query;
	int64_t satisfied_from;
	facts_take *take;
	void *arg;
	struct ids areas, matters;      /* those of the filter */

	/* The case at hand, as it stood at as-of. */
	struct fact fact;
	struct case_state state;
	int64_t collected_at;
	bool is_missed;
	char outcome[12];
};

static bool is(const struct facts *t, const char *status)
{
	return strcmp(t->state.status, status) == 0;
}

static void count(struct facts *t, enum count what, bool does)
{
	if (does)
		t->fact.counts |= COUNT_BIT(what);
}

static bool wants(const struct facts *t, uint64_t counts)
{
	return (t->query->wanted.of[OF_CASES] & counts) != 0;
}

static bool is_within(int64_t at, const struct period *p)
{
	return at && at >= p->since && at < p->until;
}

int64_t facts_as_of(const struct period *p, enum cohort cohort, int64_t now)
{
	return cohort == COHORT_OPENED || p->until - 1 > now ? now : p->until - 1;
}

/* Collected -------------------------------------------------------------------- */

/* A case from elsewhere may have no times; where it has come further than
 * filing and names who handled it, it was dispatched. */
static bool was_dispatched(const struct facts *t)
{
	const struct case_state *s = &t->state;

	if (s->dispatched_at)
		return true;
	return (s->department_id || s->handler_id) && !s->is_self_handled
		&& !is(t, "collected") && !is(t, "opened") && !is(t, "rejected");
}

/* What happened to it on its way to whoever has it. */
struct moves {
	bool is_late;           /* one of the dispatches */
	bool is_redirected;     /* given back, then sent to another */
	bool is_evaded;         /* given back by a department that had done so before */
};

enum { GIVEN_BACK_MAX = 16 };   /* departments; more of them prove nothing more */

/* Added to what is known of it. */
static enum status read_moves(struct facts *t, struct moves *m, struct fault *f)
{
	struct query *q = db_query(t->desk->db, SQL_FACTS_MOVES);
	int64_t back[GIVEN_BACK_MAX], department = 0, handler = 0;
	size_t i, backs = 0;
	bool row, is_back = false;
	enum status st;

	db_bind_int(q, db_param(q, ":casefile_id"), t->fact.casefile_id);
	db_bind_int(q, db_param(q, ":as_of"), t->query->as_of);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		const char *action = db_text(q, 1);
		int64_t d = db_int(q, 2), h = db_int(q, 3);

		if (strcmp(action, "dispatch") == 0) {
			m->is_late |= !db_is_null(q, 4) && db_int(q, 0) > db_int(q, 4);
			m->is_redirected |= is_back && !deadline_is_same_party(d, h, department, handler);
			department = d;
			handler = h;
		} else if (strcmp(action, "return") == 0 && d) {
			for (i = 0; i < backs && back[i] != d; i++)
				;
			m->is_evaded |= i < backs;
			if (i == backs && backs < GIVEN_BACK_MAX)
				back[backs++] = d;
		}
		is_back = strcmp(action, "return") == 0;
	}
	return st;
}

static enum status count_dispatch(struct facts *t, struct fault *f)
{
	const struct case_state *s = &t->state;
	/* The state has its first dispatch and the last deadline for one: a case that
	 * was reopened may have been late since. */
	struct moves m = { .is_late = s->dispatched_at > s->dispatch_due_at };
	uint64_t of_moves = COUNT_BIT(COUNT_DISPATCHED_IN_TIME);
	enum status st = ST_OK;

	count(t, COUNT_DISPATCHED, true);
	if (s->returns)
		of_moves |= COUNT_BIT(COUNT_MISDISPATCHED) | COUNT_BIT(COUNT_WELL_DISPATCHED) | COUNT_BIT(COUNT_EVADED);
	if (wants(t, of_moves))
		st = read_moves(t, &m, f);
	if (s->dispatched_at && s->dispatch_due_at) {
		count(t, COUNT_DISPATCH_JUDGED, true);
		count(t, COUNT_DISPATCHED_IN_TIME, !m.is_late);
	}
	count(t, COUNT_MISDISPATCHED, m.is_redirected);
	count(t, COUNT_WELL_DISPATCHED, !m.is_redirected);
	count(t, COUNT_EVADED, m.is_evaded);
	return st;
}

/* Who filed it first, and sent it last. */
static enum status read_actors(struct facts *t, struct fault *f)
{
	struct query *q = db_query(t->desk->db, SQL_FACTS_ACTORS);
	bool row, is_filed = false;
	enum status st;

	db_bind_int(q, db_param(q, ":casefile_id"), t->fact.casefile_id);
	db_bind_int(q, db_param(q, ":as_of"), t->query->as_of);
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		if (strcmp(db_text(q, 0), "dispatch") == 0) {
			t->fact.dispatched_by_id = db_int(q, 1);
		} else if (!is_filed) {
			t->fact.opened_by_id = db_int(q, 1);
			is_filed = true;
		}
	return st;
}

static enum status count_collected(struct facts *t, struct fault *f)
{
	const struct case_state *s = &t->state;

	if (!is_within(t->collected_at, &t->query->period))
		return ST_OK;
	count(t, COUNT_COLLECTED, true);
	count(t, COUNT_REJECTED, is(t, "rejected"));
	count(t, COUNT_SELF_HANDLED, s->is_self_handled);
	if (!s->opened_at)
		return ST_OK;
	count(t, COUNT_OPENED, true);
	count(t, COUNT_MISSED, t->is_missed);
	count(t, COUNT_OPEN_JUDGED, s->open_due_at);
	count(t, COUNT_OPENED_IN_TIME, s->open_due_at && s->opened_at <= s->open_due_at);
	count(t, COUNT_KEPT, !is(t, "cancelled"));
	return was_dispatched(t) ? count_dispatch(t, f) : ST_OK;
}

/* Due -------------------------------------------------------------------------- */

/* In time: by the times where both are there; else by what the source
 * decided; a case that has no deadline at all cannot have missed it. */
static bool in_time(int64_t done_at, int64_t due_at, const char *outcome)
{
	if (done_at && due_at)
		return done_at <= due_at;
	if (*outcome)
		return strcmp(outcome, "intime") == 0;
	return !due_at;
}

static void count_handling(struct facts *t)
{
	const struct case_state *s = &t->state;
	bool handled = standing_is_replied(s->status) && !s->is_forced;

	count(t, COUNT_HANDLE_DUE, true);
	count(t, COUNT_HANDLED, handled);
	count(t, COUNT_HANDLED_IN_TIME, handled && !s->is_late && in_time(s->handled_at, s->handle_due_at, t->outcome));
	if ((is(t, "verified") || is(t, "closed")) && !s->is_forced && s->handled_at && s->dispatched_at
	    && s->handle_spent_s >= 0) {
		t->fact.counts |= COUNT_BIT(COUNT_TIMED) | COUNT_BIT(COUNT_SPENT);
		t->fact.amount = s->handle_spent_s;
	}
}

static void count_closing(struct facts *t)
{
	const struct case_state *s = &t->state;
	bool closed = is(t, "closed");

	count(t, COUNT_CLOSE_DUE, true);
	count(t, COUNT_CLOSED, closed);
	count(t, COUNT_CLOSED_IN_TIME, closed && !s->is_forced && in_time(s->closed_at, s->close_due_at, t->outcome));
	count(t, COUNT_REWORK, s->reworks > 0);
	count(t, COUNT_EXTENDED, s->extensions > 0);
	count(t, COUNT_FORCED, s->is_forced);
}

static void count_due(struct facts *t)
{
	const struct case_state *s = &t->state;
	bool opened = t->query->cohort == COHORT_OPENED;
	bool handle = is_within(opened ? s->opened_at : s->handle_due_at, &t->query->period);
	bool close = is_within(opened ? s->opened_at : s->close_due_at, &t->query->period);

	if ((!handle && !close) || is(t, "cancelled") || is(t, "rejected") || s->is_self_handled)
		return;
	if (is(t, "suspended")) {
		count(t, COUNT_SUSPENDED, true);
	} else if (s->is_exempt) {
		count(t, COUNT_EXEMPTED, true);
	} else {
		if (handle)
			count_handling(t);
		if (close)
			count_closing(t);
	}
}

/* Open ------------------------------------------------------------------------- */

static enum status count_open(struct facts *t, struct fault *f)
{
	static const enum count count_of[] = {
		[LIGHT_NONE] = COUNT_UNLIT, [LIGHT_GREEN] = COUNT_GREEN, [LIGHT_YELLOW] = COUNT_YELLOW, [LIGHT_RED] = COUNT_OVERDUE,
	};
	enum light light = LIGHT_NONE;
	enum status st = ST_OK;

	if (!standing_is_open(t->state.status))
		return ST_OK;
	count(t, COUNT_BACKLOG, true);
	if (wants(t, COUNT_BIT(COUNT_GREEN) | COUNT_BIT(COUNT_YELLOW) | COUNT_BIT(COUNT_UNLIT)))
		st = standing_light(t->desk, &t->state, t->query->as_of, &light, f);
	else if (standing_is_overdue(&t->state, t->query->as_of))
		light = LIGHT_RED;
	count(t, count_of[light], true);
	return st;
}

/* Cases ------------------------------------------------------------------------ */

static enum status read_state(struct facts *t, bool *has, struct fault *f)
{
	struct query *q = db_query(t->desk->db, SQL_FACTS_STATE);
	enum status st;

	db_bind_int(q, db_param(q, ":casefile_id"), t->fact.casefile_id);
	db_bind_int(q, db_param(q, ":as_of"), t->query->as_of);
	st = db_step(q, has, f);
	if (st == ST_OK && *has)
		casefile_read_state(q, 0, &t->state);
	db_done(q);
	return st;
}

/* The columns of the statements facts and facts_case.  Suspended cases whose day
 * had come by as-of had gone on by themselves, whether or not an event told so
 * by then.  *has: the case was there at as-of. */
static enum status read_case(struct facts *t, struct query *q, bool *has, struct fault *f)
{
	struct fact *fact = &t->fact;
	enum status st = ST_OK;

	memset(fact, 0, sizeof *fact);
	fact->casefile_id = db_int(q, 0);
	fact->case_no = db_text(q, 1);
	fact->source = db_text(q, 2) ? db_text(q, 2) : "";
	fact->area_id = db_int(q, 3);
	fact->reported_by_id = db_int(q, 4);
	t->is_missed = db_int(q, 5) == 1;
	str_copy(t->outcome, sizeof t->outcome, db_text(q, 6));
	t->collected_at = db_int(q, 7);
	*has = !db_is_null(q, 8) && db_int(q, 8) <= t->query->as_of;
	if (*has)
		casefile_read_state(q, 9, &t->state);
	else
		st = read_state(t, has, f);
	if (st == ST_OK && *has)
		st = deadline_wake(t->desk, &t->state, t->query->as_of, f);
	fact->matter_id = t->state.matter_id;
	fact->department_id = t->state.department_id;
	fact->handler_id = t->state.handler_id;
	return st;
}

/* Filter ----------------------------------------------------------------------- */

static enum status load_ids(struct ids *ids, struct query *q, struct fault *f)
{
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		MEM_ROOM(ids->id, ids->count, ids->cap);
		ids->id[ids->count++] = db_int(q, 0);
	}
	return st;
}

static enum status load_filter(struct facts *t, struct fault *f)
{
	const struct facts_filter *only = &t->query->only;
	struct query *q;
	enum status st = ST_OK;

	if (only->area) {
		q = db_query(t->desk->db, SQL_FACTS_AREAS);
		db_bind_text(q, db_param(q, ":area"), only->area);
		st = load_ids(&t->areas, q, f);
	}
	if (st == ST_OK && only->matter_id) {
		q = db_query(t->desk->db, SQL_FACTS_MATTERS);
		db_bind_int(q, db_param(q, ":matter_id"), only->matter_id);
		st = load_ids(&t->matters, q, f);
	}
	return st;
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static bool is_among(const struct ids *ids, int64_t id)
{
	return ids->count && bsearch(&id, ids->id, ids->count, sizeof *ids->id, compare);
}

static bool passes(const struct facts *t)
{
	const struct facts_filter *only = &t->query->only;
	const struct fact *fact = &t->fact;

	return (!only->area || is_among(&t->areas, fact->area_id))
		&& (!only->source || strcmp(only->source, fact->source) == 0)
		&& (!only->department_id || only->department_id == fact->department_id)
		&& (!only->handler_id || only->handler_id == fact->handler_id)
		&& (!only->matter_id || is_among(&t->matters, fact->matter_id));
}

static enum status give(struct facts *t, struct fault *f)
{
	t->fact.counts &= t->query->wanted.of[t->fact.family];
	return t->fact.counts && passes(t) ? t->take(t->arg, &t->fact, f) : ST_OK;
}

static enum status give_duty(void *arg, const struct fact *fact, struct fault *f)
{
	struct facts *t = arg;

	t->fact = *fact;
	return give(t, f);
}

static struct query *start(struct facts *t, enum sql id)
{
	struct query *q = db_query(t->desk->db, id);

	db_bind_int(q, db_param(q, ":since"), t->query->period.since);
	db_bind_int(q, db_param(q, ":until"), t->query->period.until);
	db_bind_int(q, db_param(q, ":as_of"), t->query->as_of);
	return q;
}

static enum status each_case(struct facts *t, unsigned cohorts, struct fault *f)
{
	struct query *q = start(t, SQL_FACTS);
	bool opened = t->query->cohort == COHORT_OPENED, row, has;
	enum status st;

	db_bind_int(q, db_param(q, ":is_collected"), (cohorts & OF_COLLECTED) != 0);
	db_bind_int(q, db_param(q, ":is_opened"), (cohorts & OF_DUE) && opened);
	db_bind_int(q, db_param(q, ":is_due"), (cohorts & OF_DUE) && !opened);
	db_bind_int(q, db_param(q, ":is_open"), (cohorts & OF_OPEN) != 0);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		st = read_case(t, q, &has, f);
		if (st == ST_OK && has) {
			st = count_collected(t, f);
			count_due(t);
		}
		if (st == ST_OK && has)
			st = count_open(t, f);
		if (st == ST_OK && has && t->query->actors)
			st = read_actors(t, f);
		if (st == ST_OK && has)
			st = give(t, f);
		if (st != ST_OK)
			break;
	}
	db_done(q);
	return st;
}

/* Ratings and checks ------------------------------------------------------------ */

/* The case as it stood at as-of, for its cuts; its texts live until db_done. */
static enum status load_case(struct facts *t, struct query *q, int64_t casefile_id, bool *has, struct fault *f)
{
	enum status st;

	db_bind_int(q, db_param(q, ":casefile_id"), casefile_id);
	st = db_step(q, has, f);
	return st == ST_OK && *has ? read_case(t, q, has, f) : st;
}

static void count_rating(struct facts *t, struct query *q)
{
	count(t, COUNT_RATED, true);
	count(t, COUNT_SATISFIED, !db_is_null(q, 1) && db_int(q, 1) >= t->satisfied_from);
	count(t, COUNT_RESPONDED, !db_is_null(q, 2));
	count(t, COUNT_SOLVED, db_int(q, 3) == 1);
}

/* It is the doing of whoever checked, not of whoever handled. */
static void count_check(struct facts *t, struct query *q)
{
	t->fact.handler_id = db_int(q, 1);
	count(t, COUNT_CHECKED, true);
	count(t, COUNT_CHECKED_IN_TIME, db_is_null(q, 3) || db_int(q, 2) <= db_int(q, 3));
}

static enum status each_other(struct facts *t, enum sql id, void (*count_row)(struct facts *, struct query *), struct fault *f)
{
	struct query *q = start(t, id), *of = db_query(t->desk->db, SQL_FACTS_CASE);
	bool row, has;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		st = load_case(t, of, db_int(q, 0), &has, f);
		if (st == ST_OK && has && t->query->actors)
			st = read_actors(t, f);
		if (st == ST_OK && has) {
			count_row(t, q);
			st = give(t, f);
		}
		db_done(of);
		if (st != ST_OK)
			break;
	}
	db_done(q);
	return st;
}

static unsigned cohorts_of(uint64_t counts)
{
	static const char *const names[] = { "collected", "due", "open", "rated", "checked" };
	unsigned cohorts = 0, k;
	int i;

	for (i = 0; i < COUNT_DUTY; i++)
		for (k = 0; k < sizeof names / sizeof names[0]; k++)
			if ((counts & COUNT_BIT(i)) && indicator_counted((enum count)i)->name && strcmp(indicator_counted((enum count)i)->cohort, names[k]) == 0)
				cohorts |= 1u << k;
	return cohorts;
}

enum status facts_each(struct desk *d, const struct facts_query *q, facts_take *take, void *arg, struct fault *f)
{
	struct facts t = {
		.desk = d, .query = q, .take = take, .arg = arg,
		.satisfied_from = desk_setting_int(d, "satisfied_from", 4),
	};
	unsigned cohorts = cohorts_of(q->wanted.of[OF_CASES]);
	enum status st = load_filter(&t, f);

	if (st == ST_OK && (cohorts & (OF_COLLECTED | OF_DUE | OF_OPEN)))
		st = each_case(&t, cohorts, f);
	if (st == ST_OK && (cohorts & OF_RATED))
		st = each_other(&t, SQL_FACTS_RATED, count_rating, f);
	if (st == ST_OK && (cohorts & OF_CHECKED))
		st = each_other(&t, SQL_FACTS_CHECKED, count_check, f);
	if (st == ST_OK && q->wanted.of[OF_DUTY])
		st = duty_each(d, q, give_duty, &t, f);
	free(t.areas.id);
	free(t.matters.id);
	return st;
}

uint64_t facts_reported(void)
{
	uint64_t counts = 0;
	int i;

	for (i = 0; i < COUNT_DUTY; i++)
		if (indicator_counted((enum count)i)->name && strcmp(indicator_counted((enum count)i)->cohort, "collected") == 0)
			counts |= COUNT_BIT(i);
	return counts;
}

enum status facts_case(struct desk *d, int64_t casefile_id, int64_t as_of, struct fact_state *s, bool *has, struct fault *f)
{
	const struct facts_query q = { .as_of = as_of };
	struct facts t = { .desk = d, .query = &q };
	enum status st = load_case(&t, db_query(d->db, SQL_FACTS_CASE), casefile_id, has, f);

	s->fact = t.fact;
	s->state = t.state;
	s->collected_at = t.collected_at;
	return st;
}
