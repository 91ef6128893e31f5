/* SPDX-License-Identifier: MIT
 *
 * The pages of lib/scorecard.h on standard output, of a score that is filled in by
 * hand, for scorecard.t:
 *
 *      scorecard_probe DATABASE table|cards|CODE [WORKERS [TEXT]]
 *
 * Rules of all shapes; W01 has all of them and long lists, W02 a veto, a
 * correction and rules that are left out, W03 no score, V01 another post; then so
 * many others.  Names and all other texts end in TEXT.  $FROZEN: it is frozen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "scorecard.h"

static const char *tail = "";

static char *text(const char *s)
{
	struct str to = STR_INIT;

	str_reset(&to);
	str_addf(&to, "%s%s", s, tail);
	return to.s;
}

static const struct {
	const char *post, *name, *indicator, *steps;
	enum shape shape;
	double weight, points, target, cap;     /* 0: not given */
	int64_t min_months;
} rules[] = {
	{ "grid-worker", "bonus.city", "adopted_city", "", SHAPE_BONUS, 0, 4, 0, 10, 0 },
	{ "grid-worker", "bonus.town", "adopted_town", "", SHAPE_BONUS, 0, 2, 0, 10, 0 },
	{ "grid-worker", "courses", "course_rate", "", SHAPE_RATIO, 10, 0, 0, 0, 6 },
	{ "grid-worker", "fraud", "frauds", "", SHAPE_VETO, 0, 40, 0, 0, 0 },
	{ "grid-worker", "hours", "avg_handle_hours", "8:100;24:60", SHAPE_STEPS, 10, 0, 0, 0, 0 },
	{ "grid-worker", "missed", "missed_rate", "", SHAPE_RATIO, 20, 0, 0, 0, 0 },
	{ "grid-worker", "patrol", "patrol_rate", "", SHAPE_RATIO, 10, 0, 90, 0, 0 },
	{ "grid-worker", "pay.base", "post_share", "", SHAPE_MONEY, 0, 3000, 0, 0, 0 },
	{ "grid-worker", "pay.grade", "score", "60:0;75:200.5;90:400;inf:600", SHAPE_MONEY, 0, 0, 0, 0, 0 },
	{ "grid-worker", "pay.meetings", "meetings_missed", "", SHAPE_MONEY, 0, -30, 0, 300, 0 },
	{ "grid-worker", "rejected", "rejected_reports", "", SHAPE_PER_ITEM, 0, -1, 0, 5, 0 },
	{ "grid-worker", "valid", "valid_report_rate", "", SHAPE_RATIO, 30, 0, 0, 0, 0 },
	{ "grid-worker", "visits", "visits_met", "20:40;40:80;inf:100", SHAPE_STEPS, 20, 0, 0, 0, 0 },
	{ "verifier", "checks", "verify_in_time_rate", "", SHAPE_RATIO, 100, 0, 0, 0, 0 },
};

enum { RULES = sizeof rules / sizeof rules[0], VERIFIER = RULES - 1 };

/* What they made of whom: part, whole, why not, figure, weights that count anything
 * (of 100), hundredths. */
struct made {
	int64_t part, whole;
	enum left left;
	double figure, applied;
	int64_t hundredths;
};

static const struct made first[VERIFIER] = {
	{ 1, 0, LEFT_NOT, 1, 0, 400 }, { 2, 0, LEFT_NOT, 2, 0, 400 }, { 3, 3, LEFT_NOT, 100, 100, 1000 }, { 0, 0, LEFT_NOT, 0, 0, 0 },
	{ 1152000, 40, LEFT_NOT, 8, 100, 1000 }, { 1, 30, LEFT_NOT, 100.0 / 30, 100, 1933 }, { 17, 21, LEFT_NOT, 1700.0 / 21, 100, 899 },
	{ 30, 30, LEFT_NOT, 100, 0, 300000 }, { 9309, 0, LEFT_NOT, 93.09, 0, 60000 }, { 2, 0, LEFT_NOT, 2, 0, -6000 },
	{ 9, 0, LEFT_NOT, 9, 0, -500 }, { 55, 64, LEFT_NOT, 5500.0 / 64, 100, 2578 }, { 38, 0, LEFT_NOT, 38, 100, 1600 },
}, second[VERIFIER] = {
	{ 0, 0, LEFT_NOT, 0, 0, 0 }, { 0, 0, LEFT_NOT, 0, 0, 0 }, { 1, 3, LEFT_NEW, 100.0 / 3, 0, 0 }, { 1, 0, LEFT_NOT, 1, 0, 0 },
	{ 0, 0, LEFT_NOTHING, 0, 0, 0 }, { 0, 12, LEFT_NOT, 0, 80, 2500 }, { 20, 20, LEFT_NOT, 100, 80, 1250 },
	{ 15, 30, LEFT_NOT, 50, 0, 150000 }, { 4000, 0, LEFT_NOT, 40, 0, 0 }, { 0, 0, LEFT_NOT, 0, 0, 0 }, { 0, 0, LEFT_NOT, 0, 0, 0 },
	{ 7, 8, LEFT_NOT, 87.5, 80, 3281 }, { 41, 0, LEFT_NOT, 41, 80, 2500 },
}, third[VERIFIER] = {
	[2] = { 0, 0, LEFT_NOTHING, 0, 0, 0 }, [4] = { 0, 0, LEFT_NOTHING, 0, 0, 0 }, [5] = { 0, 0, LEFT_NOTHING, 0, 0, 0 },
	[6] = { 0, 0, LEFT_NOTHING, 0, 0, 0 }, [7] = { 0, 0, LEFT_NOTHING, 0, 0, 0 }, [8] = { 0, 0, LEFT_NO_SCORE, 0, 0, 0 },
	[11] = { 0, 0, LEFT_NOTHING, 0, 0, 0 },
}, check = { 19, 20, LEFT_NOT, 95, 100, 9500 };

/* Numbers of cases, visits or days, as many as part and whole want. */
static void add_items(struct str *to, const struct indicator *i, int64_t from, int64_t until)
{
	for (; from < until; from++) {
		if (to->len)
			str_addc(to, ' ');
		if (i->part == COUNT_VISIT_MET)
			str_addf(to, "2026-11-%02dT%02d:10", (int)(1 + from % 28), (int)(8 + from % 9));
		else if (indicator_family(i) == OF_CASES)
			str_addf(to, "440310-202611%02d-%05d", (int)(1 + from % 28), (int)(1 + from * 7));
		else
			str_addf(to, "2026-11-%02d", (int)(1 + from % 28));
	}
	str_adds(to, to->len ? tail : "");
}

static void fill_part(struct score_part *p, const struct score_rule *r, const struct made *m)
{
	const struct indicator *i = r->indicator;
	int64_t counted = i->part == COUNT_SPENT ? m->whole : i->part == COUNT_SCORE ? 0 : m->part;

	*p = (struct score_part){ .rule = r, .part = m->part, .whole = m->whole, .left = m->left, .figure = m->figure, .applied = m->applied,		.hundredths = m->hundredths, .is_vetoed = r->shape == SHAPE_VETO && m->part > 0 };
	add_items(&p->counted, i, 0, counted);
	add_items(&p->others, i, counted, m->whole);
}

static struct score_row *add_row(struct score *s, const char *code, const char *name, const char *post, const char *area, int64_t score)
{
	struct score_row *r = &s->row[s->rows++];

	*r = (struct score_row){ .id = (int64_t)s->rows, .code = mem_strdup(code), .name = text(name), .post = mem_strdup(post),
		.area = text(area), .peer = text(strcmp(post, "verifier") == 0 ? "" : "440310003001"), .kind = mem_strdup(""),
		.since_on = mem_strdup("2026-07-15"), .score = score, .has_score = score >= 0 };
	r->grade = score >= 9000 ? 'A' : score >= 7500 ? 'B' : score >= 6000 ? 'C' : score >= 4000 ? 'D' : 'E';
	return r;
}

static void fill_parts(struct score *s, struct score_row *r, size_t from, const struct made *m, size_t count)
{
	r->part = mem_array(count, sizeof *r->part);
	for (r->parts = 0; r->parts < count; r->parts++)
		fill_part(&r->part[r->parts], &s->rules.rule[from + r->parts], &m[r->parts]);
}

static void fill_rules(struct score_rules *all)
{
	size_t i;

	all->rule = mem_array(RULES, sizeof *all->rule);
	snprintf(all->edition, sizeof all->edition, "monthly-2026%s", tail);
	for (i = 0; i < RULES; i++)
		all->rule[all->count++] = (struct score_rule){ .name = mem_strdup(rules[i].name), .post = mem_strdup(rules[i].post),
			.steps = mem_strdup(rules[i].steps), .peer_group = mem_strdup(""), .community_kind = mem_strdup(i == 10 ? "老旧" : ""),
			.valid_from = mem_strdup(""), .valid_to = mem_strdup(""),
			.note = text("自定"), .indicator = indicator_named(rules[i].indicator), .shape = rules[i].shape,
			.weight = rules[i].weight, .has_weight = rules[i].weight > 0, .points = rules[i].points, .has_points = rules[i].points != 0,
			.target = rules[i].target, .has_target = rules[i].target > 0, .cap = rules[i].cap, .has_cap = rules[i].cap > 0,
			.min_months = rules[i].min_months };
}

static void fill(struct score *s, size_t workers, struct fault *f)
{
	struct score_row *r;
	char code[16];
	size_t i;

	when_month("2026-11", &s->period, f);
	if (getenv("FROZEN"))
		s->frozen_at = s->period.until;
	fill_rules(&s->rules);
	s->row = mem_array(workers + 5, sizeof *s->row);
	r = add_row(s, "V01", "孙立", "verifier", "440310", 9500);
	fill_parts(s, r, VERIFIER, &check, 1);
	r->rank = r->peers = 1;
	r = add_row(s, "W01", "欧阳小明", "grid-worker", "440310003001001", 9309);
	fill_parts(s, r, 0, first, VERIFIER);
	r->rank = 1;
	r->peers = 2;
	r->has_pay = true;
	r->pay = 354001;        /* and so a cent of rounding */
	r = add_row(s, "W02", "张三丰", "grid-worker", "440310003001002", 4000);
	fill_parts(s, r, 0, second, VERIFIER);
	r->is_vetoed = r->has_pay = true;
	r->pay = 150000;
	r->rank = r->peers = 2;
	r->correction = 7;
	r = add_row(s, "W03", "李四", "grid-worker", "440310003001003", -1);
	fill_parts(s, r, 0, third, VERIFIER);
	add_row(s, "W04", "无规则", "handler", "440310", -1);
	for (i = 0; i < workers; i++) {
		snprintf(code, sizeof code, "W%04zu", i + 100);
		r = add_row(s, code, "王小二", "grid-worker", "440310003001002", (int64_t)(9900 - i * 37 % 6000));
		fill_parts(s, r, 0, first, VERIFIER);
		r->rank = (int32_t)i + 3;
		r->peers = (int32_t)workers + 2;
		r->has_pay = i % 2;
		r->pay = 300000;
	}
}

static enum status print(struct desk *d, const char *what, struct score *s, struct fault *f)
{
	const struct score_row *only = NULL;
	struct out *out;
	size_t i;
	enum status st = out_new(&out, OUT_HTML, NULL, f);

	for (i = 0; i < s->rows; i++)
		if (strcmp(s->row[i].code, what) == 0)
			only = &s->row[i];
	if (st == ST_OK)
		st = strcmp(what, "table") == 0 ? scorecard_table(out, d, s, f) : scorecard_cards(out, d, s, only, f);
	if (st == ST_OK)
		st = out_finish(out, f);
	out_free(out);
	return st;
}

int main(int argc, char **argv)
{
	struct fault f = { .status = ST_OK };
	struct score s = { .of = SCORE_WORKER };
	struct desk d;
	struct db *db;
	enum status st;

	if (argc < 3 || db_open(&db, argv[1], DB_READ, &f) != ST_OK)
		return 64;
	st = desk_open(&d, db, &f);
	tail = argc > 4 ? argv[4] : "";
	fill(&s, argc > 3 ? strtoul(argv[3], NULL, 10) : 0, &f);
	if (st == ST_OK)
		st = print(&d, argv[2], &s, &f);
	score_release(&s);
	desk_close(&d);
	db_close(db);
	if (st != ST_OK)
		fprintf(stderr, "scorecard_probe: %s\n", f.text);
	return status_exit(st);
}
