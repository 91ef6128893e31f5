/* SPDX-License-Identifier: MIT */
#include "bulletin.h"

#include "ask.h"
#include "mem.h"

#include <stdlib.h>
#include <string.h>

/* The same question of another period, as of that one's own moment; never of one
 * past that of the question. */
static struct facts_query of_period(const struct facts_query *q, const struct period *p)
{
	struct facts_query of = *q;

	of.period = *p;
	of.as_of = facts_as_of(p, q->cohort, q->as_of);
	return of;
}

/* The reports of one period, a section each, and its total. */
static enum status make_period(struct bulletin *b, int at, struct desk *d, const struct bulletin_query *q, struct fault *f)
{
	struct report **reports = mem_array(q->sections, sizeof *reports);
	enum status st;
	size_t i;

	for (i = 0; i < q->sections; i++)
		reports[i] = &b->section[i].report[at];
	st = report_make(reports, q->cuts, q->sections, d, &b->query[at], q->keep && at == BULLETIN_NOW, f);
	b->total[at] = reports[0]->total;
	free(reports);
	return st;
}

static enum status total_of(struct tally *total, struct desk *d, const struct facts_query *q, struct fault *f)
{
	static const struct cuts none = { { CUT_DISTRICT, CUT_DISTRICT }, 0 };
	struct report r, *report = &r;
	enum status st = report_make(&report, &none, 1, d, q, false, f);

	*total = r.total;
	report_release(&r);
	return st;
}

static enum status make_trend(struct bulletin *b, struct desk *d, const struct bulletin_query *q, struct fault *f)
{
	struct facts_query of = q->facts;
	enum status st = ST_OK;
	size_t i;

	b->trend = mem_array(q->points, sizeof *b->trend);
	b->points = q->points;
	for (i = q->points; i-- > 0 && st == ST_OK; ) {
		b->trend[i].period = of.period;
		if (i + 1 == q->points)
			b->trend[i].total = b->total[BULLETIN_NOW];
		else
			st = total_of(&b->trend[i].total, d, &of, f);
		when_before(&b->trend[i].period, &of.period);
		of = of_period(&q->facts, &of.period);
	}
	return st;
}

static void add_options(struct bulletin *b, const struct bulletin_query *q)
{
	size_t i;

	ask_options(&q->facts, &b->period_options);
	str_add(&b->options, b->period_options.s, b->period_options.len);
	for (i = 0; i < q->sections; i++) {
		str_addf(&b->options, " --by %s", report_cut_name(q->cuts[i].cut[0]));
		if (q->cuts[i].count == 2)
			str_addf(&b->options, ",%s", report_cut_name(q->cuts[i].cut[1]));
	}
	for (i = 0; q->is_chosen && i < q->indicators; i++)
		str_addf(&b->options, "%s%s", i ? "," : " --indicator ", q->indicator[i]->field.name);
	if (q->points)
		str_addf(&b->options, " --trend %zu", q->points);
}

enum status bulletin_make(struct bulletin *b, struct desk *d, const struct bulletin_query *q, struct fault *f)
{
	struct period p;
	enum status st;
	size_t k;
	int i;

	memset(b, 0, sizeof *b);
	st = desk_place(d, q->facts.only.area, &b->district, f);
	b->query[BULLETIN_NOW] = q->facts;
	when_before(&q->facts.period, &p);
	b->query[BULLETIN_PREVIOUS] = of_period(&q->facts, &p);
	when_last_year(&q->facts.period, &p);
	b->query[BULLETIN_LAST_YEAR] = of_period(&q->facts, &p);
	b->indicator = q->indicator;
	b->indicators = q->indicators;
	add_options(b, q);
	b->sections = q->sections;
	b->section = mem_array(q->sections, sizeof *b->section);
	for (k = 0; k < q->sections; k++)
		b->section[k].cuts = q->cuts[k];
	for (i = 0; i < BULLETIN_PERIODS && st == ST_OK; i++)
		st = make_period(b, i, d, q, f);
	return st == ST_OK && q->points ? make_trend(b, d, q, f) : st;
}

void bulletin_release(struct bulletin *b)
{
	size_t i;
	int k;

	for (i = 0; i < b->sections; i++)
		for (k = 0; k < BULLETIN_PERIODS; k++)
			report_release(&b->section[i].report[k]);
	free(b->section);
	free(b->district);
	str_release(&b->period_options);
	str_release(&b->options);
	free(b->trend);
	memset(b, 0, sizeof *b);
}

enum status bulletin_case(struct desk *d, int64_t casefile_id, int64_t as_of, struct case_brief *c, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_FACTS_NAMES);
	bool has;
	enum status st = facts_case(d, casefile_id, as_of, &c->at, &has, f);

	if (st != ST_OK)
		return st;
	db_bind_id(q, db_param(q, ":area_id"), c->at.fact.area_id);
	db_bind_id(q, db_param(q, ":matter_id"), c->at.fact.matter_id);
	db_bind_id(q, db_param(q, ":department_id"), c->at.fact.department_id);
	st = db_step(q, &has, f);
	if (st != ST_OK)
		return st;
	c->area_name = db_text(q, 0) ? db_text(q, 0) : "";
	c->matter_name = db_text(q, 1) ? db_text(q, 1) : "";
	c->department_name = db_text(q, 2) ? db_text(q, 2) : "";
	return ST_OK;
}

const struct report_case *bulletin_behind(const struct report *r, size_t row, size_t *count)
{
	size_t first = 0, to = r->behind_count, at;

	while (first < to) {
		at = first + (to - first) / 2;
		if (r->behind[at].row < row)
			first = at + 1;
		else
			to = at;
	}
	for (*count = 0; first + *count < r->behind_count && r->behind[first + *count].row == row; ++*count)
		;
	return r->behind + first;
}
