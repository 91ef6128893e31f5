/* SPDX-License-Identifier: MIT */
#include "scorecard_write.h"

#include "chart.h"
#include "html.h"
#include "mem.h"
#include "score_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Grades --------------------------------------------------------------------- */

enum { GRADES = 5, SPREAD = GRADES + 1 };       /* and who has no score */

static void put_spread_table(struct str *to, const struct chart_value v[SPREAD], size_t all)
{
	size_t i;

	str_adds(to, "<div class=\"box\"><table>\n<caption class=\"aloud\">");
	html_text(to, scorecard_say(CW_GRADES));
	str_adds(to, "</caption>\n<thead><tr>");
	scorecard_heading(to, CW_GRADE);
	scorecard_heading(to, CW_COUNT);
	scorecard_heading(to, CW_SHARE);
	str_adds(to, "</tr></thead>\n<tbody>\n");
	for (i = 0; i < SPREAD; i++) {
		str_adds(to, "<tr>");
		html_element(to, "th scope=\"row\"", v[i].name);
		str_addf(to, "<td>%" PRId64 "</td><td>%s</td></tr>\n", v[i].hundredths / 100, *v[i].note ? v[i].note : "-");
	}
	str_adds(to, "</tbody>\n<tfoot>\n<tr>");
	html_element(to, "th scope=\"row\"", scorecard_say(CW_ALL));
	str_addf(to, "<td>%zu</td><td>%s</td></tr>\n</tfoot>\n</table></div>\n", all, all ? "100.0%" : "-");
}

static size_t count_grades(const struct score *s, struct chart_value v[SPREAD])
{
	static const char *const names[GRADES] = { "A 90–100", "B 75–90", "C 60–75", "D 40–60", "E < 40" };
	size_t i, all = 0;

	for (i = 0; i < SPREAD; i++)
		v[i] = (struct chart_value){ .name = i < GRADES ? names[i] : scorecard_say(CW_NO_SCORE), .is_known = true };
	for (i = 0; i < s->rows; i++) {
		const struct score_row *r = &s->row[i];

		if (!r->parts)
			continue;
		all++;
		v[r->has_score && r->grade >= 'A' && r->grade < 'A' + GRADES ? r->grade - 'A' : GRADES].hundredths += 100;
	}
	for (i = 0; all && i < SPREAD; i++) {
		int64_t share = (20 * v[i].hundredths + (int64_t)all) / (2 * (int64_t)all);

		snprintf(v[i].note, sizeof v[i].note, "%" PRId64 ".%" PRId64 "%%", share / 10, share % 10);
	}
	return all;
}

static void put_spread(struct str *to, const struct score *s)
{
	struct chart_value v[SPREAD];
	struct str about = STR_INIT;
	struct chart c = { .id = "spread", .title = scorecard_say(CW_GRADES) };
	size_t all = count_grades(s, v), i;

	for (i = 0; i < SPREAD; i++)
		str_addf(&about, "%s%s %" PRId64, i ? (out_chinese() ? "，" : ", ") : "", v[i].name, v[i].hundredths / 100);
	c.about = about.s;
	c.unit = "";
	str_adds(to, "<section aria-labelledby=\"grades\">\n<h2 id=\"grades\">");
	html_text(to, scorecard_say(CW_GRADES));
	str_adds(to, "</h2>\n<figure class=\"pair\">\n");
	chart_bars(to, &c, v, SPREAD, NULL);
	put_spread_table(to, v, all);
	str_adds(to, "</figure>\n</section>\n");
	str_release(&about);
}

/* Ranks ---------------------------------------------------------------------- */

/* Those that have a rule: posts apart, in them the peer groups, in these by rank, and
 * last who has none. */
static int by_place(const void *a, const void *b)
{
	const struct score_row *x = *(const struct score_row *const *)a, *y = *(const struct score_row *const *)b;
	int order = strcmp(x->post, y->post);

	order = order ? order : strcmp(x->peer, y->peer);
	if (order)
		return order;
	if (!x->rank != !y->rank)
		return !x->rank - !y->rank;
	return x->rank != y->rank ? x->rank - y->rank : strcmp(x->code, y->code);
}

static const struct score_row **in_order(const struct score *s, size_t *count)
{
	const struct score_row **row = mem_array(s->rows, sizeof *row);
	size_t i;

	for (i = *count = 0; i < s->rows; i++)
		if (s->row[i].parts)
			row[(*count)++] = &s->row[i];
	qsort(row, *count, sizeof *row, by_place);
	return row;
}

static void put_score(struct str *to, const struct score_row *r)
{
	if (r->has_score)
		html_number(to, r->score, 2);
	else
		str_addc(to, '-');
	if (r->is_vetoed)
		str_addf(to, " <small>%s</small>", scorecard_say(CW_VETOED));
	if (r->correction)
		str_addf(to, " <small>%s %" PRId32 "</small>", scorecard_say(CW_CORRECTED), r->correction);
}

static void put_row(struct scorecard *c, const struct score_row *r, bool has_pay)
{
	struct str *to = &c->to;

	str_adds(to, "<tr><td>");
	if (r->rank)
		str_addf(to, "%" PRId32, r->rank);
	else
		str_addc(to, '-');
	str_adds(to, "</td>");
	html_element(to, "th scope=\"row\"", r->code);
	str_adds(to, "<td>");
	scorecard_name(c, r);
	str_adds(to, "</td>");
	if (c->s->of == SCORE_WORKER) {
		str_adds(to, "<td>");
		scorecard_place(c, r->area);
		str_adds(to, "</td>");
	}
	str_adds(to, "<td class=\"number\">");
	put_score(to, r);
	str_addf(to, "</td><td class=\"number\">%c</td>", r->has_score ? r->grade : '-');
	if (has_pay) {
		str_adds(to, "<td class=\"number\">");
		if (r->has_pay)
			html_number(to, r->pay, 2);
		str_adds(to, "</td>");
	}
	str_adds(to, "</tr>\n");
}

static void put_row_headings(struct str *to, bool of_workers, bool has_pay)
{
	scorecard_heading(to, CW_RANK);
	scorecard_heading(to, of_workers ? CW_OWN_CODE : CW_CODE);
	scorecard_heading(to, of_workers ? CW_OWN_NAME : CW_NAME);
	if (of_workers)
		scorecard_heading(to, CW_AREA);
	html_element(to, "th class=\"number\" scope=\"col\"", scorecard_say(CW_SCORE));
	html_element(to, "th class=\"number\" scope=\"col\"", scorecard_say(CW_GRADE));
	if (has_pay)
		html_element(to, "th class=\"number\" scope=\"col\"", scorecard_say(CW_PAY));
}

/* One table: those of one post and peer group. */
static void put_peers(struct scorecard *c, const struct score_row **row, size_t count)
{
	struct str *to = &c->to;
	bool has_pay = false;
	size_t i;

	for (i = 0; i < count; i++)
		has_pay |= row[i]->has_pay;
	str_adds(to, "<div class=\"box ranks\"><table>\n<caption>");
	if (*row[0]->peer)
		scorecard_place(c, row[0]->peer);
	else
		scorecard_post(c, row[0]->post);
	str_addf(to, " · %zu</caption>\n<thead><tr>", count);
	put_row_headings(to, c->s->of == SCORE_WORKER, has_pay);
	str_adds(to, "</tr></thead>\n<tbody>\n");
	for (i = 0; i < count; i++)
		put_row(c, row[i], has_pay);
	str_adds(to, "</tbody>\n</table></div>\n");
}

static void put_post(struct scorecard *c, const struct score_row **row, size_t count, size_t nth)
{
	size_t i, from = 0;

	str_addf(&c->to, "<section aria-labelledby=\"p%zu\">\n<h2 id=\"p%zu\">%s%s", nth, nth, scorecard_say(CW_RANKS),
	         out_chinese() ? "：" : ": ");
	scorecard_post(c, row[0]->post);
	str_adds(&c->to, "</h2>\n");
	for (i = 1; i <= count; i++)
		if (i == count || strcmp(row[i]->peer, row[from]->peer) != 0) {
			put_peers(c, row + from, i - from);
			from = i;
		}
	str_adds(&c->to, "</section>\n");
}

/* How many of those that begin here are of the first one's post. */
static size_t of_post(const struct score_row **row, size_t count)
{
	size_t i = 1;

	while (i < count && strcmp(row[i]->post, row[0]->post) == 0)
		i++;
	return i;
}

static void put_posts(struct scorecard *c, const struct score_row **row, size_t count)
{
	size_t i, n, nth;

	for (i = nth = 0; i < count; i += n, nth++) {
		n = of_post(row + i, count - i);
		put_post(c, row + i, n, nth);
	}
}

static void put_contents(struct scorecard *c, const struct score_row **row, size_t count)
{
	struct str *to = &c->to;
	size_t i, nth;

	str_addf(to, "<nav aria-label=\"%s\"><ul>\n<li><a href=\"#grades\">%s</a></li>\n", scorecard_say(CW_CONTENTS), scorecard_say(CW_GRADES));
	for (i = nth = 0; i < count; i += of_post(row + i, count - i), nth++) {
		str_addf(to, "<li><a href=\"#p%zu\">", nth);
		scorecard_post(c, row[i]->post);
		str_adds(to, "</a></li>\n");
	}
	str_addf(to, "<li><a href=\"#rules\">%s</a></li>\n</ul></nav>\n</header>\n<main>\n", scorecard_say(CW_RULES));
}

/* Rules ---------------------------------------------------------------------- */

static void put_given(struct str *to, enum card_word label, bool is_given, double v)
{
	if (!is_given) {
		scorecard_no_cell(to);
		return;
	}
	scorecard_cell(to, label);
	str_addf(to, "%.10g", v);
	scorecard_cell_end(to);
}

static void put_rule(struct str *to, const struct score_rule *r)
{
	struct str words = STR_INIT;

	str_adds(to, "<tr>");
	html_element(to, "th scope=\"row\"", r->name);
	scorecard_cell(to, CW_INDICATOR);
	html_text(to, indicator_label(r->indicator));
	scorecard_cell_end(to);
	scorecard_cell(to, CW_SHAPE);
	score_shape_words(to, r->shape);
	scorecard_cell_end(to);
	put_given(to, CW_WEIGHT, r->has_weight, r->weight);
	put_given(to, CW_POINTS, r->has_points, r->points);
	put_given(to, CW_TARGET, r->has_target, r->target);
	put_given(to, CW_CAP, r->has_cap, r->cap);
	scorecard_cell(to, CW_HOW);
	score_rule_words(&words, r);
	html_text(to, words.s);
	scorecard_cell_end(to);
	scorecard_cell(to, CW_SOURCE);
	html_text(to, r->note);
	scorecard_cell_end(to);
	str_adds(to, "</tr>\n");
	str_release(&words);
}

static void put_rules_of(struct scorecard *c, const struct score_rule *rule, size_t count)
{
	static const enum card_word head[] = { CW_RULE, CW_INDICATOR, CW_SHAPE, CW_WEIGHT, CW_POINTS, CW_TARGET, CW_CAP, CW_HOW,
		CW_SOURCE };
	struct str *to = &c->to;
	size_t i;

	str_adds(to, "<div class=\"box stack said rules\"><table>\n<caption>");
	scorecard_post(c, rule->post);
	str_adds(to, "</caption>\n<thead><tr>");
	for (i = 0; i < sizeof head / sizeof head[0]; i++)
		scorecard_heading(to, head[i]);
	str_adds(to, "</tr></thead>\n<tbody>\n");
	for (i = 0; i < count; i++)
		put_rule(to, &rule[i]);
	str_adds(to, "</tbody>\n</table></div>\n");
}

static bool is_scored(const struct score *s, const char *post)
{
	size_t i;

	for (i = 0; i < s->rows; i++)
		if (strcmp(s->row[i].post, post) == 0)
			return true;
	return false;
}

/* An edition has rules of posts that are not scored here too. */
static void put_rules(struct scorecard *c)
{
	const struct score *s = c->s;
	const struct score_rule *rule = s->rules.rule;
	struct str *to = &c->to;
	size_t i, n;

	str_adds(to, "<section aria-labelledby=\"rules\">\n<h2 id=\"rules\">");
	html_text(to, scorecard_say(CW_RULES));
	str_adds(to, " ");
	html_text(to, s->rules.edition);
	str_adds(to, "</h2>\n");
	for (i = 0; i < s->rules.count; i += n) {
		for (n = 1; i + n < s->rules.count && strcmp(rule[i + n].post, rule[i].post) == 0; n++)
			;
		if (is_scored(s, rule[i].post))
			put_rules_of(c, rule + i, n);
	}
	str_adds(to, "</section>\n");
}

enum status scorecard_table(struct out *out, struct desk *d, const struct score *s, struct fault *f)
{
	struct scorecard c = { .s = s, .desk = d, .fault = f };
	const struct score_row **row;
	size_t count;

	scorecard_begin(&c, CW_SCORES);
	row = in_order(s, &count);
	put_contents(&c, row, count);
	put_spread(&c.to, s);
	put_posts(&c, row, count);
	put_rules(&c);
	free(row);
	return scorecard_end(&c, out);
}
