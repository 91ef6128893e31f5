/* SPDX-License-Identifier: MIT */
#include "coverage.h"

#include "facts.h"
#include "mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Who lacks what ------------------------------------------------------------------ */

struct due {
	const struct due_query *query;
	struct out *out;
	char until[WHEN_DATE_SIZE];     /* the last day of --within; "": none */
};

/* Three decimals: what imported hours have, and no more than their sum has. */
static void put_hours(struct out *out, double hours)
{
	out_exact(out, round(hours * 1000) / 1000);
}

static void put_given(struct out *out, bool is_given, double v)
{
	if (is_given)
		out_exact(out, v);
	else
		out_null(out);
}

static bool is_shown(const struct due *due, const struct course_standing *s)
{
	if (due->query->post && strcmp(s->post, due->query->post) != 0)
		return false;
	if (!s->is_held || due->query->is_all)
		return true;
	return *due->until && *s->valid_until && strcmp(s->valid_until, due->until) <= 0;
}

static enum status put_due(void *arg, const struct course_standing *s, struct fault *f)
{
	const struct due *due = arg;
	struct out *out = due->out;

	(void)f;
	if (!is_shown(due, s))
		return ST_OK;
	out_text(out, s->code);
	out_text(out, s->name);
	out_text(out, *s->post ? s->post : NULL);
	out_text(out, s->area);
	out_text(out, s->course);
	put_given(out, s->wants_hours, s->hours_wanted);
	put_hours(out, s->hours_had);
	out_text(out, *s->last_on ? s->last_on : NULL);
	put_given(out, s->has_score, s->score);
	put_given(out, s->wants_score, s->pass_score);
	out_text(out, course_state_name(s->state));
	out_text(out, *s->valid_until ? s->valid_until : NULL);
	out_row(out);
	return ST_OK;
}

enum status coverage_due(struct desk *d, const struct due_query *q, struct out *out, struct fault *f)
{
	static const struct field *column[16];  /* stays until out_finish */
	struct due due = { .query = q, .out = out };

	if (q->within >= 0)
		when_format_day(q->day + (int32_t)q->within, due.until);
	out_begin(out, NULL, column, fields_columns("train-due", column));
	return course_each(d, q->day, q->area, q->worker_id, put_due, &due, f);
}

/* Coverage ------------------------------------------------------------------------ */

/* digits of an area's code at that level; of a grid more than a community's. */
static const struct { const char *name; size_t digits; } known[COVERAGES] = {
	[COVERAGE_DISTRICT] = { "district", 6 }, [COVERAGE_STREET] = { "street", 9 },
	[COVERAGE_COMMUNITY] = { "community", 12 }, [COVERAGE_GRID] = { "grid", 13 }, [COVERAGE_POST] = { "post", 0 },
};

enum { INCOMPLETE, COMPLETE, KINDS };

struct group {
	char *code, *name;
	bool is_shown;          /* also without workers */
	int64_t workers[KINDS], due, held;
	struct tally tally[KINDS];
};

struct coverage {
	const struct coverage_query *query;
	struct group *group;    /* the first is for those that have none */
	size_t count, cap;
	struct strmap by_code;
	struct strmap by_worker;        /* of group × KINDS + kind, for the results */
	/* The worker at hand: courses come one by one. */
	int64_t worker_id;
	size_t at;
	bool is_complete;
};

enum coverage_by coverage_named(const char *name)
{
	size_t i;

	for (i = 0; i < COVERAGES && strcmp(known[i].name, name) != 0; i++)
		;
	return (enum coverage_by)i;
}

static size_t add_group(struct coverage *c, const char *code, const char *name, size_t name_len, bool shown)
{
	struct group *g;

	MEM_ROOM(c->group, c->count, c->cap);
	g = &c->group[c->count];
	memset(g, 0, sizeof *g);
	g->code = mem_strdup(code);
	g->name = mem_strndup(name, name_len);
	g->is_shown = shown;
	strmap_set(&c->by_code, code, (int64_t)c->count);
	return c->count++;
}

static enum status load_areas(struct coverage *c, struct desk *d, struct fault *f)
{
	const size_t digits = known[c->query->by].digits;
	struct query *q = db_query(d->db, SQL_AREA_ALL);
	bool row;
	enum status st;

	db_bind_int(q, 1, d->now);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		const char *code = db_text(q, 1), *name = db_text(q, 2);
		size_t len = strlen(code);

		if (len == digits || (digits == 13 && len > digits))
			add_group(c, code, name, strlen(name), db_int(q, 3) && registry_is_within(code, c->query->area));
	}
	return st;
}

static size_t group_of_post(struct coverage *c, const char *post)
{
	const struct field *field = fields_named(fields_kind("worker"), "post");
	int64_t at = strmap_get(&c->by_code, post);
	const char *label;
	size_t len;

	if (at != STRMAP_NONE)
		return (size_t)at;
	label = field_choice_label(field, post, &len);
	return add_group(c, post, label, len, false);
}

static size_t group_of(struct coverage *c, const struct course_standing *s)
{
	const size_t digits = known[c->query->by].digits, len = strlen(s->area);
	char code[32];
	int64_t at;

	if (c->query->by == COVERAGE_POST)
		return group_of_post(c, s->post);
	if (len < digits)
		return 0;
	snprintf(code, sizeof code, "%.*s", (int)(digits > 12 ? len : digits), s->area);
	at = strmap_get(&c->by_code, code);
	return at == STRMAP_NONE ? 0 : (size_t)at;
}

static void end_worker(struct coverage *c)
{
	int kind = c->is_complete ? COMPLETE : INCOMPLETE;
	char key[24];

	if (!c->worker_id)
		return;
	c->group[c->at].workers[kind]++;
	if (c->query->month) {
		snprintf(key, sizeof key, "%lld", (long long)c->worker_id);
		strmap_set(&c->by_worker, key, (int64_t)c->at * KINDS + kind);
	}
}

static enum status add_course(void *arg, const struct course_standing *s, struct fault *f)
{
	struct coverage *c = arg;

	(void)f;
	if (s->worker_id != c->worker_id) {
		end_worker(c);
		c->worker_id = s->worker_id;
		c->at = group_of(c, s);
		c->is_complete = true;
	}
	c->group[c->at].due++;
	c->group[c->at].held += s->is_held;
	c->is_complete &= s->is_held;
	return ST_OK;
}

/* Results ------------------------------------------------------------------------- */

static const char *const result_figures[] = { "collected", "valid_report_rate", "handle_due", "handle_in_time_rate" };

enum { FIGURES = sizeof result_figures / sizeof result_figures[0] };

static void give(struct coverage *c, int64_t worker_id, const struct fact *fact, uint64_t counts)
{
	char key[24];
	int64_t at;

	snprintf(key, sizeof key, "%lld", (long long)worker_id);
	at = strmap_get(&c->by_worker, key);
	if (at != STRMAP_NONE && counts)
		tally_add(&c->group[at / KINDS].tally[at % KINDS], fact->family, counts, fact->amount);
}

/* Each count goes to the worker who answers for it: reports to him who made
 * them, the rest to him who handled. */
static enum status add_fact(void *arg, const struct fact *fact, struct fault *f)
{
	struct coverage *c = arg;
	const uint64_t reported = facts_reported();

	(void)f;
	give(c, fact->reported_by_id, fact, fact->counts & reported);
	give(c, fact->handler_id, fact, fact->counts & ~reported);
	return ST_OK;
}

static enum status add_results(struct coverage *c, struct desk *d, struct fault *f)
{
	const struct period *p = c->query->month;
	struct facts_query q = { .period = *p, .as_of = facts_as_of(p, COHORT_DUE, d->now) };
	size_t i;

	for (i = 0; i < FIGURES; i++)
		indicator_want(&q.wanted, indicator_named(result_figures[i]));
	return facts_each(d, &q, add_fact, c, f);
}

/* Printing ------------------------------------------------------------------------ */

static int by_code(const void *a, const void *b)
{
	return strcmp(((const struct group *)a)->code, ((const struct group *)b)->code);
}

static void put_coverage(const struct group *g, struct out *out)
{
	int64_t workers = g->workers[COMPLETE] + g->workers[INCOMPLETE];

	out_int(out, workers);
	out_int(out, g->due);
	out_int(out, g->held);
	out_rate(out, g->held, g->due);
	out_int(out, g->workers[COMPLETE]);
	out_rate(out, g->workers[COMPLETE], workers);
	out_row(out);
}

static void put_group(const struct group *g, bool has_results, struct out *out)
{
	static const char *const word[] = { [COMPLETE] = "complete", [INCOMPLETE] = "incomplete" };
	int kind;
	size_t i;

	for (kind = COMPLETE; kind >= INCOMPLETE; kind--) {
		out_text(out, g->code);
		out_text(out, g->name);
		if (!has_results) {
			put_coverage(g, out);
			return;
		}
		out_text(out, word[kind]);
		out_int(out, g->workers[kind]);
		for (i = 0; i < FIGURES; i++)
			indicator_put(out, indicator_named(result_figures[i]), &g->tally[kind]);
		out_row(out);
	}
}

static void put_groups(struct coverage *c, struct out *out)
{
	static const struct field *column[16];  /* stays until out_finish */
	const bool has_results = c->query->month;
	size_t i, count = fields_columns(has_results ? "train-results" : "train-coverage", column);

	for (i = 0; has_results && i < FIGURES; i++)
		column[count++] = &indicator_named(result_figures[i])->field;
	out_begin(out, NULL, column, count);
	qsort(c->group, c->count, sizeof *c->group, by_code);
	for (i = 0; i < c->count; i++) {
		const struct group *g = &c->group[i];

		if (g->workers[COMPLETE] + g->workers[INCOMPLETE] > 0 || (g->is_shown && !has_results))
			put_group(g, has_results, out);
	}
}

enum status coverage_put(struct desk *d, const struct coverage_query *q, struct out *out, struct fault *f)
{
	struct coverage c = { .query = q };
	enum status st = ST_OK;

	add_group(&c, "", "", 0, false);
	if (q->by != COVERAGE_POST)
		st = load_areas(&c, d, f);
	if (st == ST_OK)
		st = course_each(d, q->day, q->area, 0, add_course, &c, f);
	end_worker(&c);
	if (st == ST_OK && q->month)
		st = add_results(&c, d, f);
	if (st == ST_OK)
		put_groups(&c, out);
	while (c.count > 0) {
		free(c.group[--c.count].code);
		free(c.group[c.count].name);
	}
	free(c.group);
	strmap_release(&c.by_code);
	strmap_release(&c.by_worker);
	return st;
}
