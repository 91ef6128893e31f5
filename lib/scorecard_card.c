/* SPDX-License-Identifier: MIT */
#include "scorecard_write.h"

#include "html.h"
#include "mem.h"
#include "points.h"
#include "score_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Who, and what came of it --------------------------------------------------- */

static void begin_fact(struct str *to, enum card_word label)
{
	str_addf(to, "<div><dt>%s</dt><dd>", scorecard_say(label));
}

static void end_fact(struct str *to)
{
	str_adds(to, "</dd></div>\n");
}

static void put_fact(struct str *to, enum card_word label, const char *text)
{
	if (!*text)
		return;
	begin_fact(to, label);
	html_text(to, text);
	end_fact(to);
}

static void put_who(struct scorecard *c, const struct score_row *r)
{
	struct str *to = &c->to;
	bool of_workers = c->s->of == SCORE_WORKER;

	str_adds(to, "<dl class=\"who\">\n");
	put_fact(to, of_workers ? CW_OWN_CODE : CW_CODE, r->code);
	begin_fact(to, of_workers ? CW_OWN_NAME : CW_NAME);
	scorecard_name(c, r);
	end_fact(to);
	begin_fact(to, CW_POST);
	scorecard_post(c, r->post);
	end_fact(to);
	put_fact(to, CW_SINCE, r->since_on);
	if (of_workers) {
		begin_fact(to, CW_AREA);
		scorecard_place(c, r->area);
		end_fact(to);
	}
	if (*r->peer) {
		begin_fact(to, CW_PEER);
		scorecard_place(c, r->peer);
		end_fact(to);
	}
	begin_fact(to, CW_PERIOD);
	html_days(to, &c->s->period);
	end_fact(to);
	str_adds(to, "</dl>\n<p class=\"state\">");
	scorecard_state(to, c->s);
	if (r->correction)
		str_addf(to, " · %s %" PRId32, scorecard_say(CW_CORRECTED), r->correction);
	str_adds(to, "</p>\n");
}

static void begin_card(struct str *to, enum card_word label)
{
	str_addf(to, "<li class=\"card\"><h3>%s</h3>\n<p class=\"figure\">", scorecard_say(label));
}

static void end_card(struct str *to)
{
	str_adds(to, "</p></li>\n");
}

static void put_results(struct str *to, const struct score_row *r)
{
	str_adds(to, "<ul class=\"cards\">\n");
	begin_card(to, CW_SCORE);
	if (r->has_score)
		html_number(to, r->score, 2);
	else
		str_addc(to, '-');
	end_card(to);
	begin_card(to, CW_GRADE);
	str_addc(to, r->has_score ? r->grade : '-');
	end_card(to);
	begin_card(to, CW_RANK);
	if (r->rank)
		str_addf(to, "%" PRId32 "<span class=\"unit\"> / %" PRId32 "</span>", r->rank, r->peers);
	else
		str_addc(to, '-');
	end_card(to);
	if (r->has_pay) {
		begin_card(to, CW_PAY);
		html_number(to, r->pay, 2);
		end_card(to);
	}
	str_adds(to, "</ul>\n");
	if (!r->has_score) {
		str_addf(to, "<p class=\"state\">%s%s", scorecard_say(CW_NO_SCORE), out_chinese() ? "：" : ": ");
		html_text(to, scorecard_say(CW_NO_SCORE_WHY));
		str_adds(to, "</p>\n");
	}
}

/* Rules and points ------------------------------------------------------------- */

static bool is_money(const struct score_part *p)
{
	return p->rule->shape == SHAPE_MONEY;
}

/* Seconds are hours, hundredths points; all others are as many as they are. */
static void put_amount(struct str *to, const struct indicator *i, enum count count, int64_t n)
{
	if (count == COUNT_SPENT) {
		html_number(to, (n + 18) / 36, 2);
		str_addf(to, " <small>%s</small>", indicator_unit(i));
	} else if (count == COUNT_SCORE) {
		html_number(to, n, 2);
	} else {
		str_addf(to, "%" PRId64, n);
	}
}

static void put_figure(struct str *to, const struct score_part *p)
{
	const struct indicator *i = p->rule->indicator;
	int64_t hundredths = points_value(p);

	html_number(to, hundredths, i->field.type == FIELD_INT && hundredths % 100 == 0 ? 0 : 2);
	str_addf(to, "<small>%s%s</small>", indicator_is_rate(i) ? "" : " ", indicator_unit(i));
}

static void put_reason(struct str *to, const struct score_part *p)
{
	switch (p->left) {
	case LEFT_NOTHING:
		html_text(to, scorecard_say(CW_NOTHING));
		break;
	case LEFT_NEW:
		str_addf(to, scorecard_say(CW_NEW), (long long)p->rule->min_months);
		break;
	case LEFT_NO_SCORE:
		html_text(to, scorecard_say(CW_SCORELESS));
		break;
	case LEFT_NOT:
		break;
	}
}

static void put_working(struct str *to, const struct score_part *p)
{
	struct str working = STR_INIT;

	scorecard_cell(to, CW_WORKING);
	if (p->left != LEFT_NOT) {
		put_reason(to, p);
	} else {
		str_reset(&working);
		points_working(p, &working);
		html_text(to, working.s);
	}
	scorecard_cell_end(to);
	str_release(&working);
}

static void put_points(struct str *to, const struct score_part *p, enum card_word label)
{
	scorecard_cell(to, label);
	if (p->left != LEFT_NOT)
		str_addc(to, '-');
	else if (p->is_vetoed)
		html_element(to, "b", scorecard_say(CW_VETOED));
	else if (p->rule->shape == SHAPE_VETO)
		str_addc(to, '-');
	else
		html_number(to, p->hundredths, 2);
	scorecard_cell_end(to);
}

static void put_part(struct str *to, const struct score_part *p, enum card_word points)
{
	const struct indicator *i = p->rule->indicator;

	str_adds(to, p->left != LEFT_NOT ? "<tr class=\"left\">" : "<tr>");
	html_element(to, "th scope=\"row\"", p->rule->name);
	scorecard_cell(to, CW_INDICATOR);
	html_text(to, indicator_label(i));
	scorecard_cell_end(to);
	scorecard_cell(to, CW_PART);
	put_amount(to, i, i->part, p->part);
	scorecard_cell_end(to);
	if (i->whole == COUNT_MAX) {
		scorecard_no_cell(to);
	} else {
		scorecard_cell(to, CW_WHOLE);
		put_amount(to, i, i->whole, p->whole);
		scorecard_cell_end(to);
	}
	scorecard_cell(to, CW_FIGURE);
	if (i->whole != COUNT_MAX && p->whole == 0)
		str_addc(to, '-');
	else
		put_figure(to, p);
	scorecard_cell_end(to);
	put_working(to, p);
	put_points(to, p, points);
	str_adds(to, "</tr>\n");
}

/* A line below: its name, and the figure in the last column. */
static void put_line(struct str *to, enum card_word name, enum card_word label, bool is_known, int64_t hundredths)
{
	int i;

	str_adds(to, "<tr>");
	html_element(to, "th scope=\"row\"", scorecard_say(name));
	for (i = 0; i < 5; i++)
		scorecard_no_cell(to);
	scorecard_cell(to, label);
	if (is_known)
		html_number(to, hundredths, 2);
	else
		str_addc(to, '-');
	scorecard_cell_end(to);
	str_adds(to, "</tr>\n");
}

/* The sum, what makes it another figure, and that. */
static void put_sums(struct str *to, const struct score_row *r, bool of_money, int64_t sum)
{
	enum card_word label = of_money ? CW_PAY : CW_GAINED;
	int64_t difference;

	str_adds(to, "<tfoot>\n");
	put_line(to, CW_SUM, label, true, sum);
	if (of_money || r->has_score) {
		difference = of_money ? r->pay - sum : points_difference(r);
		if (difference)
			put_line(to, of_money ? CW_ROUNDING : r->is_vetoed ? CW_VETO_TOOK : r->score == 0 ? CW_NOT_BELOW : CW_ROUNDING,
			         label, true, difference);
	}
	put_line(to, of_money ? CW_PAY : CW_SCORE, label, of_money ? r->has_pay : r->has_score, of_money ? r->pay : r->score);
	str_adds(to, "</tfoot>\n");
}

static void put_parts(struct str *to, const struct score_row *r, bool of_money)
{
	const enum card_word head[] = { CW_RULE, CW_INDICATOR, CW_PART, CW_WHOLE, CW_FIGURE, CW_WORKING, of_money ? CW_PAY : CW_GAINED };
	int64_t sum = 0;
	size_t i, count = 0;

	for (i = 0; i < r->parts; i++)
		count += is_money(&r->part[i]) == of_money;
	if (!count)
		return;
	str_addf(to, "<div class=\"box stack said parts\"><table>\n<caption>%s</caption>\n<thead><tr>",
	         scorecard_say(of_money ? CW_MONEY_RULES : CW_RULES));
	for (i = 0; i < sizeof head / sizeof head[0]; i++)
		scorecard_heading(to, head[i]);
	str_adds(to, "</tr></thead>\n<tbody>\n");
	for (i = 0; i < r->parts; i++) {
		if (is_money(&r->part[i]) != of_money)
			continue;
		put_part(to, &r->part[i], head[6]);
		sum += r->part[i].left == LEFT_NOT ? r->part[i].hundredths : 0;
	}
	str_adds(to, "</tbody>\n");
	put_sums(to, r, of_money, sum);
	str_adds(to, "</table></div>\n");
}

/* What is behind ---------------------------------------------------------------- */

static size_t count_items(const struct str *items)
{
	const char *s = items->len ? items->s : "";
	size_t count = 0;

	for (s += strspn(s, " "); *s; s += strspn(s, " ")) {
		s += strcspn(s, " ");
		count++;
	}
	return count;
}

static void put_items(struct str *to, const struct str *items)
{
	const char *s;
	size_t len;
	char *item;

	str_adds(to, "<ul class=\"items\">");
	for (s = items->s + strspn(items->s, " "); *s; s += len, s += strspn(s, " ")) {
		len = strcspn(s, " ");
		item = mem_strndup(s, len);
		/* A blank, so that readers without style have them apart. */
		str_adds(to, " ");
		html_element(to, "li", item);
		free(item);
	}
	str_adds(to, "</ul>\n");
}

static void put_meaning(struct str *to, enum count count)
{
	const struct counted *c = indicator_counted(count);

	str_adds(to, out_chinese() ? "：" : ": ");
	html_text(to, out_chinese() ? c->chinese : c->meaning);
}

/* What the part means, and those that it counts. */
static void put_counted(struct str *to, enum card_word side, enum count count, const struct str *items)
{
	size_t n = count_items(items);

	str_addf(to, "<p>%s", scorecard_say(side));
	if (n)
		str_addf(to, " <b>%zu</b>", n);
	put_meaning(to, count);
	str_adds(to, "</p>\n");
	if (n)
		put_items(to, items);
}

/* The whole, and those of it that the part does not count. */
static void put_others(struct str *to, enum count count, const struct str *items)
{
	size_t n = count_items(items);

	str_addf(to, "<p>%s", scorecard_say(CW_WHOLE));
	put_meaning(to, count);
	if (n)
		str_addf(to, "%s%s <b>%zu</b>", out_chinese() ? "；" : "; ", scorecard_say(CW_NOT_IN_PART), n);
	str_adds(to, "</p>\n");
	if (n)
		put_items(to, items);
}

static void put_behind(struct str *to, const struct score_part *p)
{
	const struct indicator *i = p->rule->indicator;
	bool has_whole = i->whole != COUNT_MAX;
	struct str words = STR_INIT;

	str_adds(to, "<details open=\"\"><summary><b>");
	html_text(to, p->rule->name);
	str_adds(to, "</b> ");
	score_rule_words(&words, p->rule);
	html_text(to, words.s);
	str_adds(to, "</summary>\n");
	put_counted(to, has_whole ? CW_PART : CW_COUNTED, i->part, &p->counted);
	if (has_whole)
		put_others(to, i->whole, &p->others);
	str_adds(to, "</details>\n");
	str_release(&words);
}

static void put_signature(struct str *to)
{
	str_addf(to, "<p class=\"sign\"><span>%s</span> <span class=\"line\">%s</span> <span class=\"line\">%s</span></p>\n",
	         scorecard_say(CW_SIGN), scorecard_say(CW_SIGNED), scorecard_say(CW_DATE));
}

static void put_sheet(struct scorecard *c, const struct score_row *r, size_t nth)
{
	struct str *to = &c->to;
	size_t i;

	str_addf(to, "<section class=\"sheet\" aria-labelledby=\"c%zu\">\n<h2 id=\"c%zu\">", nth, nth);
	html_text(to, c->heading.s);
	str_adds(to, " · ");
	scorecard_name(c, r);
	str_adds(to, " <span class=\"code\">");
	html_text(to, r->code);
	str_adds(to, "</span></h2>\n");
	put_who(c, r);
	put_results(to, r);
	put_parts(to, r, false);
	put_parts(to, r, true);
	put_signature(to);
	str_addf(to, "<h3>%s</h3>\n<div class=\"behind\">\n", scorecard_say(CW_BEHIND));
	for (i = 0; i < r->parts; i++)
		put_behind(to, &r->part[i]);
	str_adds(to, "</div>\n</section>\n");
}

static void put_contents(struct scorecard *c)
{
	struct str *to = &c->to;
	size_t i;

	str_addf(to, "<nav aria-label=\"%s\"><ul>\n", scorecard_say(CW_CONTENTS));
	for (i = 0; i < c->s->rows; i++) {
		if (!c->s->row[i].parts)
			continue;
		str_addf(to, "<li><a href=\"#c%zu\">", i);
		scorecard_name(c, &c->s->row[i]);
		str_adds(to, " ");
		html_text(to, c->s->row[i].code);
		str_adds(to, "</a></li>\n");
	}
	str_adds(to, "</ul></nav>\n");
}

enum status scorecard_cards(struct out *out, struct desk *d, const struct score *s, const struct score_row *only, struct fault *f)
{
	struct scorecard c = { .s = s, .desk = d, .fault = f };
	size_t i;

	scorecard_begin(&c, CW_CARD);
	if (!only)
		put_contents(&c);
	str_adds(&c.to, "</header>\n<main>\n");
	if (only)
		put_sheet(&c, only, 0);
	for (i = 0; !only && i < s->rows; i++) {
		if (!s->row[i].parts)
			continue;
		put_sheet(&c, &s->row[i], i);
		out_page(out, c.to.s, c.to.len);
		str_reset(&c.to);
	}
	return scorecard_end(&c, out);
}
