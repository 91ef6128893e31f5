/* SPDX-License-Identifier: MIT */
#include "score.h"

#include "mem.h"
#include "strmap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rules -------------------------------------------------------------------- */

static enum shape shape_named(const char *name)
{
	static const char *const names[] = { "ratio", "steps", "per-item", "bonus" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i], name) == 0)
			return (enum shape)i;
	return SHAPE_OTHER;
}

static enum status edition_of(struct desk *d, const char *given, char *buf, size_t size, struct fault *f)
{
	const char *edition = given ? given : desk_setting(d, "score_edition");
	struct query *q;
	bool row;
	enum status st = ST_OK;

	snprintf(buf, size, "%s", edition ? edition : "");
	if (edition)
		return ST_OK;
	q = db_query(d->db, SQL_SCORE_EDITION);
	st = db_step(q, &row, f);
	if (st == ST_OK && row && db_text(q, 0))
		snprintf(buf, size, "%s", db_text(q, 0));
	db_done(q);
	return st;
}

static void read_rule(struct query *q, struct score_rule *r)
{
	r->name = mem_strdup(db_text(q, 0));
	r->post = mem_strdup(db_text(q, 1));
	r->indicator = indicator_named(db_text(q, 2));
	r->shape = shape_named(db_text(q, 3));
	r->weight = db_real(q, 4);
	r->points = db_real(q, 5);
	r->has_floor = !db_is_null(q, 6);
	r->floor = db_real(q, 6);
	r->target = db_real(q, 7);
	r->has_cap = !db_is_null(q, 8);
	r->cap = db_real(q, 8);
	r->steps = mem_strdup(db_text(q, 9) ? db_text(q, 9) : "");
	r->note = mem_strdup(db_text(q, 11) ? db_text(q, 11) : "");
}

static enum status load_rules(struct score *s, struct desk *d, const struct period *p, const char *given, struct fault *f)
{
	char edition[80], day[WHEN_DATE_SIZE];
	struct query *q;
	size_t cap = 0;
	bool row;
	enum status st = edition_of(d, given, edition, sizeof edition, f);

	if (st != ST_OK)
		return st;
	when_format_day_of(p->since, day);
	q = db_query(d->db, SQL_SCORE_RULES);
	db_bind_text(q, db_param(q, ":edition"), edition);
	db_bind_text(q, db_param(q, ":day_on"), day);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		MEM_ROOM(s->rule, s->rules, cap);
		memset(&s->rule[s->rules], 0, sizeof *s->rule);
		read_rule(q, &s->rule[s->rules++]);
	}
	if (st == ST_OK && !s->rules)
		return fault_set(f, ST_NOINPUT, "no score rule of edition '%s' holds on %s", edition, day);
	return st;
}

/* Rows --------------------------------------------------------------------- */

struct adding {
	struct score *score;
	enum score_of of;
	struct strmap by_id, by_area;   /* to the row, and to the first of an area */
	size_t *next_of_area;           /* workers of one area, chained; 0 ends */
};

static const char *empty(const char *s)
{
	return s ? s : "";
}

static enum status load_rows(struct score *s, struct desk *d, enum score_of of, const struct period *p, struct fault *f)
{
	struct query *q = db_query(d->db, of == SCORE_WORKER ? SQL_SCORE_WORKERS : SQL_DEPARTMENT_ALL);
	char first[WHEN_DATE_SIZE], last[WHEN_DATE_SIZE];
	size_t cap = 0;
	bool row;
	enum status st;

	if (of == SCORE_WORKER) {
		when_format_day_of(p->since, first);
		when_format_day_of(p->until - 1, last);
		db_bind_text(q, db_param(q, ":first_on"), first);
		db_bind_text(q, db_param(q, ":last_on"), last);
	}
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		struct score_row *r;

		MEM_ROOM(s->row, s->rows, cap);
		r = &s->row[s->rows++];
		memset(r, 0, sizeof *r);
		r->id = db_int(q, 0);
		r->area_id = of == SCORE_WORKER ? db_int(q, 4) : 0;
		r->code = mem_strdup(db_text(q, 1));
		r->name = mem_strdup(db_text(q, 2));
		r->post = mem_strdup(of == SCORE_WORKER ? empty(db_text(q, 3)) : "department");
	}
	return st;
}

int64_t score_owner(enum score_of of, const struct fact *fact, enum count count)
{
	if (of == SCORE_DEPARTMENT)
		return fact->department_id;
	return strcmp(indicator_counted(count)->cohort, "collected") == 0 ? fact->reported_by_id : fact->handler_id;
}

static int64_t find(const struct strmap *m, int64_t id)
{
	char key[24];

	snprintf(key, sizeof key, "%lld", (long long)id);
	return strmap_get(m, key);
}

static enum status add_fact(void *arg, const struct fact *fact, struct fault *f)
{
	struct adding *a = arg;
	int64_t at;
	int i;

	(void)f;
	for (i = fact->family == OF_DUTY ? COUNT_DUTY : 0; i < (fact->family == OF_DUTY ? (int)COUNT_MAX : (int)COUNT_DUTY); i++)
		if ((fact->counts & COUNT_BIT(i)) && (at = find(&a->by_id, score_owner(a->of, fact, (enum count)i))) != STRMAP_NONE)
			tally_add(&a->score->row[at].own, fact->family, COUNT_BIT(i), fact->amount);
	/* The workers of the area itself; a leader's community is not his grids'. */
	at = find(&a->by_area, fact->area_id);
	if (at != STRMAP_NONE)
		do {
			tally_add(&a->score->row[at].of_area, fact->family, fact->counts, fact->amount);
			at = (int64_t)a->next_of_area[at] - 1;
		} while (at >= 0);
	return ST_OK;
}

static void index_rows(struct adding *a)
{
	char key[24];
	int64_t first;
	size_t i;

	a->next_of_area = mem_array(a->score->rows, sizeof *a->next_of_area);
	for (i = a->score->rows; i-- > 0; ) {
		struct score_row *row = &a->score->row[i];

		snprintf(key, sizeof key, "%lld", (long long)row->id);
		strmap_set(&a->by_id, key, (int64_t)i);
		if (a->of != SCORE_WORKER)
			continue;
		snprintf(key, sizeof key, "%lld", (long long)row->area_id);
		first = strmap_get(&a->by_area, key);
		a->next_of_area[i] = first == STRMAP_NONE ? 0 : (size_t)first + 1;
		strmap_set(&a->by_area, key, (int64_t)i);
	}
}

/* Points ------------------------------------------------------------------- */

bool score_steps_valid(const char *steps)
{
	double limit, percent, last = -1;
	int n;

	do {
		n = 0;
		if (sscanf(steps, "%lf:%lf%n", &limit, &percent, &n) != 2 || limit <= last || percent < 0 || percent > 100)
			return false;
		last = limit;
		steps += n;
	} while (*steps++ == ';');
	return steps[-1] == '\0';
}

static double steps_percent(const char *steps, double figure)
{
	double limit, percent;

	while (sscanf(steps, "%lf:%lf", &limit, &percent) == 2) {
		if (figure <= limit)
			return percent;
		steps = strchr(steps, ';');
		if (!steps)
			return 0;
		steps++;
	}
	return 0;
}

static double ratio_points(const struct score_rule *r, double rate)
{
	if (r->indicator->better < 0)
		rate = 1 - rate;
	if (r->target > 0)
		rate = rate * 100 / r->target;
	if (rate > 1)
		rate = 1;
	if (rate < 0)
		rate = 0;
	return r->weight * rate;
}

static double counted_points(const struct score_rule *r, double figure)
{
	double points = r->points * figure;

	if (r->shape == SHAPE_PER_ITEM && r->points > 0)
		points = -points;
	if (r->has_cap && points > r->cap)
		points = r->cap;
	if (r->has_cap && points < -r->cap)
		points = -r->cap;
	return points;
}

static void score_rule(const struct score_rule *r, const struct tally *t, struct score_part *p)
{
	const struct indicator *i = r->indicator;

	p->rule = r;
	p->part = t->n[i->part];
	p->has_whole = i->whole != COUNT_MAX;
	p->whole = p->has_whole ? t->n[i->whole] : 0;
	p->is_left_out = p->has_whole && p->whole == 0;
	if (p->is_left_out)
		return;
	if (i->part == COUNT_SPENT)     /* seconds: hours each, as in the report */
		p->value = (double)p->part / (double)p->whole / 3600;
	else
		p->value = p->has_whole ? 100.0 * (double)p->part / (double)p->whole : (double)p->part;
	switch (r->shape) {
	case SHAPE_RATIO: p->points = ratio_points(r, p->value / 100); break;
	case SHAPE_STEPS: p->points = r->weight * steps_percent(r->steps, p->value) / 100; break;
	case SHAPE_PER_ITEM:
	case SHAPE_BONUS: p->points = counted_points(r, p->value); break;
	case SHAPE_OTHER: p->is_left_out = true; break;
	}
	if (r->has_floor && p->points < r->floor)
		p->points = r->floor;
}

double score_rounded(double points)
{
	return floor(points * 100 + 0.5 + 1e-6) / 100;
}

static bool is_weighed(const struct score_part *p)
{
	return p->rule->shape == SHAPE_RATIO || p->rule->shape == SHAPE_STEPS;
}

static void score_one(struct score *s, struct score_row *row)
{
	double all = 0, applied = 0;
	size_t i, rates = 0;
	bool any = false;

	row->part = mem_array(s->rules, sizeof *row->part);
	for (i = 0; i < s->rules; i++)
		if (strcmp(s->rule[i].post, row->post) == 0 && s->rule[i].indicator) {
			const struct score_rule *r = &s->rule[i];
			struct score_part *p = &row->part[row->parts++];

			score_rule(r, r->indicator->is_of_area && row->area_id ? &row->of_area : &row->own, p);
			all += is_weighed(p) ? r->weight : 0;
			applied += is_weighed(p) && !p->is_left_out ? r->weight : 0;
			any |= !p->is_left_out;
			if (is_weighed(p) && p->has_whole && !r->indicator->is_of_area) {
				rates++;
				row->has_score |= !p->is_left_out;
			}
		}
	/* Counts, and rates of the area, say nothing of one's own doing; only where
	 * a post has no rate of that do they make a score. */
	if (!rates)
		row->has_score = any;
	for (i = 0; i < row->parts; i++) {
		if (is_weighed(&row->part[i]) && applied > 0)
			row->part[i].points *= all / applied;
		row->score += row->part[i].points;
	}
	if (row->score < 0)
		row->score = 0;
	/* Grade and rank go by the figure that is shown: 20/3 + 100/3 is 40 and
	 * not a little less. */
	row->score = score_rounded(row->score);
	row->grade = row->score >= 90 ? 'A' : row->score >= 75 ? 'B' : row->score >= 60 ? 'C' : row->score >= 40 ? 'D' : 'E';
}

static void rank_rows(struct score *s)
{
	size_t i, k;

	for (i = 0; i < s->rows; i++) {
		if (!s->row[i].has_score)
			continue;
		s->row[i].rank = 1;
		for (k = 0; k < s->rows; k++)
			if (s->row[k].has_score && strcmp(s->row[k].post, s->row[i].post) == 0
			    && s->row[k].score > s->row[i].score + 1e-9)
				s->row[i].rank++;
	}
}

struct counts score_counts(const struct score *s)
{
	struct counts counts = { { 0, 0 } };
	size_t i;

	for (i = 0; i < s->rules; i++)
		if (s->rule[i].indicator)
			indicator_want(&counts, s->rule[i].indicator);
	return counts;
}

enum status score_make(struct score *s, struct desk *d, enum score_of of, const struct period *p,
                       const char *edition, struct fault *f)
{
	struct facts_query q = { .period = *p, .as_of = facts_as_of(p, COHORT_DUE, d->now) };
	struct adding a = { .score = s, .of = of };
	size_t i;
	enum status st;

	memset(s, 0, sizeof *s);
	st = load_rules(s, d, p, edition, f);
	if (st == ST_OK)
		st = load_rows(s, d, of, p, f);
	if (st != ST_OK)
		return st;
	index_rows(&a);
	q.wanted = score_counts(s);
	st = facts_each(d, &q, add_fact, &a, f);
	strmap_release(&a.by_id);
	strmap_release(&a.by_area);
	free(a.next_of_area);
	for (i = 0; i < s->rows; i++)
		score_one(s, &s->row[i]);
	rank_rows(s);
	return st;
}

void score_release(struct score *s)
{
	size_t i;

	for (i = 0; i < s->rules; i++) {
		free(s->rule[i].name);
		free(s->rule[i].post);
		free(s->rule[i].steps);
		free(s->rule[i].note);
	}
	for (i = 0; i < s->rows; i++) {
		free(s->row[i].code);
		free(s->row[i].name);
		free(s->row[i].post);
		free(s->row[i].part);
	}
	free(s->rule);
	free(s->row);
	memset(s, 0, sizeof *s);
}
