/* SPDX-License-Identifier: MIT */
#include "page.h"

#include "html.h"
#include "mem.h"
#include "page_cut.h"
#include "page_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NO_FIGURE = -1, TRENDS = 6 };

static int shown(const struct bulletin *b, const char *name)
{
	size_t i;

	for (i = 0; i < b->indicators; i++)
		if (strcmp(b->indicator[i]->field.name, name) == 0)
			return (int)i;
	return NO_FIGURE;
}

static int main_figure(const struct bulletin *b)
{
	int i = shown(b, "close_in_time_rate");

	for (size_t k = 0; i == NO_FIGURE && k < b->indicators; k++)
		if (indicator_is_rate(b->indicator[k]))
			i = (int)k;
	return i == NO_FIGURE ? 0 : i;
}

/* Head --------------------------------------------------------------------------- */

static void put_head(struct page *p)
{
	const struct bulletin *b = p->b;
	struct str title = STR_INIT;

	str_addf(&title, "%s%s%s %s", b->district, *b->district && !out_chinese() ? " " : "", page_say(W_TITLE),
	         b->query[BULLETIN_NOW].period.name);
	html_begin(&p->s, title.s);
	page_list_style(p);
	html_begin_body(&p->s);
	str_release(&title);
}

static void put_contents(struct page *p)
{
	size_t i;

	page_put(p, "<nav aria-label=\"");
	page_word(p, W_CONTENTS);
	page_put(p, "\"><ul>\n");
	for (i = 0; i < p->b->sections; i++) {
		str_addf(&p->s, "<li><a href=\"#s%zu\">", i);
		page_section_title(p, &p->b->section[i]);
		page_put(p, "</a></li>\n");
	}
	page_put(p, "<li><a href=\"#counted\">");
	page_word(p, W_COUNTED);
	page_put(p, "</a></li>\n</ul></nav>\n");
}

static void put_header(struct page *p)
{
	const struct facts_query *q = &p->b->query[BULLETIN_NOW];
	char as_of[WHEN_SIZE];

	when_format(q->as_of, as_of);
	page_put(p, "<header>\n<h1>");
	page_text(p, p->b->district);
	page_put(p, *p->b->district && !out_chinese() ? " " : "");
	page_word(p, W_TITLE);
	page_put(p, "</h1>\n<p class=\"when\">");
	page_text(p, q->period.name);
	page_put(p, " · ");
	html_days(&p->s, &q->period);
	page_put(p, "</p>\n<p class=\"how\">");
	str_addf(&p->s, out_chinese() ? "%s %s。" : "%s %s. ", page_say(W_AS_OF), as_of);
	page_word(p, q->cohort == COHORT_DUE ? W_DUE : W_OPENED);
	page_put(p, "</p>\n");
	if (p->has_lists) {
		page_put(p, "<p class=\"hint\">");
		page_word(p, W_LISTS_HINT);
		page_put(p, "</p>\n");
	}
	put_contents(p);
	page_put(p, "</header>\n<main>\n");
}

/* Key figures, trend, lights ---------------------------------------------------- */

static void put_change(struct page *p, const struct indicator *i, int period)
{
	const struct bulletin *b = p->b;
	int64_t change, before;
	int better;

	str_addf(&p->s, "<p class=\"change\"><span class=\"than\">%s</span> ",
	         page_say(period == BULLETIN_PREVIOUS ? W_PREVIOUS : W_LAST_YEAR));
	if (!page_change(i, &b->total[BULLETIN_NOW], &b->total[period], &change)) {
		page_word(p, W_NO_DATA);
		page_put(p, "</p>\n");
		return;
	}
	better = change == 0 ? 0 : change > 0 ? i->better : -i->better;
	str_addf(&p->s, "<span%s>", better > 0 ? " class=\"good\"" : better < 0 ? " class=\"bad\"" : "");
	if (change == 0) {
		page_word(p, W_SAME);
	} else {
		str_addf(&p->s, "<span aria-hidden=\"true\">%s</span><span class=\"aloud\">%s </span>", change > 0 ? "▲" : "▼",
		         page_say(change > 0 ? W_UP : W_DOWN));
		html_number(&p->s, llabs(change), page_decimals(i));
		page_put(p, indicator_is_rate(i) ? page_say(W_POINTS) : "");
	}
	if (change && !indicator_is_rate(i) && indicator_figure(i, &b->total[period], &before) && before) {
		page_put(p, " (");
		html_number(&p->s, (llabs(change) * 2000 + before) / (2 * before) * 10, 1);
		page_put(p, "%)");
	}
	if (better)
		str_addf(&p->s, " %s", page_say(better > 0 ? W_BETTER : W_WORSE));
	page_put(p, "</span></p>\n");
}

static void put_card(struct page *p, size_t figure)
{
	const struct bulletin *b = p->b;
	const struct indicator *i = b->indicator[figure];
	int64_t known;

	page_put(p, "<li class=\"card\">");
	page_element(p, "h3", indicator_label(i));
	page_put(p, "\n<p class=\"figure\">");
	page_linked(p, "t", figure, &b->total[BULLETIN_NOW]);
	if (indicator_figure(i, &b->total[BULLETIN_NOW], &known))
		str_addf(&p->s, "<span class=\"unit\">%s</span>", indicator_unit(i));
	page_put(p, "</p>\n");
	put_change(p, i, BULLETIN_PREVIOUS);
	put_change(p, i, BULLETIN_LAST_YEAR);
	page_put(p, "</li>\n");
}

static void put_cards(struct page *p)
{
	static const char *const key[] = { "collected", "close_rate", "close_in_time_rate", "handle_in_time_rate", "rework_rate",
		"overdue", "avg_handle_hours", "satisfied_rate" };
	size_t i, any = 0;
	int figure;

	page_put(p, "<section aria-labelledby=\"key\">\n<h2 id=\"key\">");
	page_word(p, W_KEY);
	page_put(p, "</h2>\n<ul class=\"cards\">\n");
	for (i = 0; i < sizeof key / sizeof key[0]; i++)
		if ((figure = shown(p->b, key[i])) != NO_FIGURE) {
			put_card(p, (size_t)figure);
			any++;
		}
	for (i = 0; any == 0 && i < p->b->indicators && i < sizeof key / sizeof key[0]; i++)
		put_card(p, i);
	page_put(p, "</ul>\n</section>\n");
}

static void put_trend_table(struct page *p, const struct indicator *i)
{
	const struct bulletin *b = p->b;
	size_t k;

	page_details(p);
	page_text(p, indicator_label(i));
	page_put(p, "</caption>\n<thead><tr>");
	page_heading(p, page_say(W_PERIOD));
	page_heading(p, indicator_unit(i));
	page_fraction_headings(p, i);
	page_put(p, "</tr></thead>\n<tbody>\n");
	for (k = 0; k < b->points; k++) {
		page_put(p, "<tr>");
		page_element(p, "th scope=\"row\"", b->trend[k].period.name);
		page_put(p, "<td>");
		page_figure(p, i, &b->trend[k].total);
		page_put(p, "</td>");
		page_fraction(p, i, &b->trend[k].total);
		page_put(p, "</tr>\n");
	}
	page_details_end(p);
}

static void put_trend(struct page *p, size_t figure)
{
	const struct bulletin *b = p->b;
	const struct indicator *i = b->indicator[figure];
	struct chart_value *v = mem_array(b->points, sizeof *v);
	struct str about = STR_INIT;
	char id[32];
	struct chart c;
	size_t k;

	for (k = 0; k < b->points; k++)
		page_value(&v[k], b->trend[k].period.name, i, &b->trend[k].total);
	snprintf(id, sizeof id, "trend-%zu", figure);
	c = page_chart(i, id, indicator_label(i), "");
	for (k = 0; k < b->points; k++) {
		str_adds(&about, k ? (out_chinese() ? "，" : ", ") : "");
		page_describe(&about, &c, &v[k]);
	}
	c.about = about.s;
	page_put(p, "<figure><figcaption>");
	page_text(p, indicator_label(i));
	page_put(p, "</figcaption>\n");
	chart_trend(&p->s, &c, v, b->points);
	put_trend_table(p, i);
	page_put(p, "</figure>\n");
	str_release(&about);
	free(v);
}

/* Two points at least. */
static bool is_trend(const struct bulletin *b, size_t figure)
{
	int64_t hundredths;
	size_t k, known = 0;

	for (k = 0; k < b->points; k++)
		known += indicator_figure(b->indicator[figure], &b->trend[k].total, &hundredths);
	return known > 1;
}

/* Which figures have one: those of the key figures that do, else the first. */
static size_t trends(const struct bulletin *b, size_t figure[TRENDS])
{
	static const char *const key[TRENDS] = { "close_in_time_rate", "handle_in_time_rate", "close_rate", "rework_rate",
		"satisfied_rate", "collected" };
	size_t count = 0, i;
	int at;

	for (i = 0; i < TRENDS; i++)
		if ((at = shown(b, key[i])) != NO_FIGURE && is_trend(b, (size_t)at))
			figure[count++] = (size_t)at;
	if (count > 0)
		return count;
	for (i = 0; i < b->indicators && i < TRENDS; i++)
		if (is_trend(b, i))
			figure[count++] = i;
	return count;
}

static void put_trends(struct page *p)
{
	size_t figure[TRENDS], count = trends(p->b, figure), i;

	if (count == 0)
		return;
	page_put(p, "<section aria-labelledby=\"trend\">\n<h2 id=\"trend\">");
	page_word(p, W_TREND);
	page_put(p, "</h2>\n<div class=\"charts\">\n");
	for (i = 0; i < count; i++)
		put_trend(p, figure[i]);
	page_put(p, "</div>\n</section>\n");
}

/* A count, and the link of the figure that is the same, if it is shown. */
static void put_light_count(struct page *p, const char *figure, int64_t n)
{
	int i = shown(p->b, figure);

	if (i == NO_FIGURE) {
		page_count(p, n);
		return;
	}
	page_put(p, "<td>");
	page_linked(p, "t", (size_t)i, &p->b->total[BULLETIN_NOW]);
	page_put(p, "</td>");
}

static void put_lights(struct page *p)
{
	static const struct { enum count count; enum word word; const char *figure; } light[CHART_LIGHTS] = {
		{ COUNT_OVERDUE, W_OVERDUE, "overdue" }, { COUNT_YELLOW, W_YELLOW, "due_soon" }, { COUNT_GREEN, W_GREEN, "" },
		{ COUNT_UNLIT, W_UNLIT, "" },
	};
	const uint64_t needed = COUNT_BIT(COUNT_BACKLOG) | COUNT_BIT(COUNT_OVERDUE) | COUNT_BIT(COUNT_YELLOW) | COUNT_BIT(COUNT_GREEN)
		| COUNT_BIT(COUNT_UNLIT);
	const struct facts_query *q = &p->b->query[BULLETIN_NOW];
	const struct tally *t = &p->b->total[BULLETIN_NOW];
	struct chart_value v[CHART_LIGHTS];
	struct str about = STR_INIT;
	struct chart c = { "lights", page_say(W_LIGHTS), "", "", 0, false };
	int i;

	if ((q->wanted.of[OF_CASES] & needed) != needed || t->n[COUNT_BACKLOG] == 0)
		return;
	for (i = 0; i < CHART_LIGHTS; i++) {
		int64_t n = t->n[light[i].count], share = (2000 * n + t->n[COUNT_BACKLOG]) / (2 * t->n[COUNT_BACKLOG]);

		v[i] = (struct chart_value){ .name = page_say(light[i].word), .is_known = true, .hundredths = 100 * n };
		snprintf(v[i].note, sizeof v[i].note, "%" PRId64 ".%" PRId64 "%%", share / 10, share % 10);
		str_adds(&about, i ? (out_chinese() ? "，" : ", ") : "");
		page_describe(&about, &c, &v[i]);
	}
	c.about = about.s;
	page_put(p, "<section aria-labelledby=\"light\">\n<h2 id=\"light\">");
	page_word(p, W_LIGHTS);
	page_put(p, "</h2>\n<figure class=\"pair\">\n");
	chart_lights(&p->s, &c, v);
	page_put(p, "<div class=\"box\"><table>\n<caption class=\"aloud\">");
	page_word(p, W_LIGHTS);
	page_put(p, "</caption>\n<thead><tr>");
	page_heading(p, page_say(W_LIGHT));
	page_heading(p, page_say(W_CASES));
	page_heading(p, page_say(W_SHARE));
	page_put(p, "</tr></thead>\n<tbody>\n");
	for (i = 0; i < CHART_LIGHTS; i++) {
		page_put(p, "<tr>");
		page_element(p, "th scope=\"row\"", v[i].name);
		put_light_count(p, light[i].figure, t->n[light[i].count]);
		str_addf(&p->s, "<td>%s</td></tr>\n", v[i].note);
	}
	page_put(p, "</tbody>\n<tfoot>\n<tr>");
	page_element(p, "th scope=\"row\"", page_say(W_ALL));
	put_light_count(p, "backlog", t->n[COUNT_BACKLOG]);
	page_put(p, "<td>100.0%</td></tr>\n</tfoot>\n</table></div>\n</figure>\n</section>\n");
	str_release(&about);
}

/* How each figure is counted ---------------------------------------------------------- */

static void put_count_meaning(struct page *p, enum count count)
{
	const struct counted *c = indicator_counted(count);

	page_text(p, out_chinese() ? c->chinese : c->meaning);
}

static void put_side(struct page *p, enum word side, enum count count)
{
	page_put(p, "<b>");
	page_word(p, side);
	page_put(p, out_chinese() ? "</b>：" : "</b>: ");
	put_count_meaning(p, count);
}

static void put_glossary(struct page *p)
{
	const struct bulletin *b = p->b;
	size_t k;

	page_put(p, "<section aria-labelledby=\"counted\">\n<h2 id=\"counted\">");
	page_word(p, W_COUNTED);
	page_put(p, "</h2>\n<div class=\"box stack counted\"><table>\n<caption class=\"aloud\">");
	page_word(p, W_COUNTED);
	page_put(p, "</caption>\n<thead><tr>");
	page_heading(p, page_say(W_INDICATOR));
	page_heading(p, page_say(W_HOW));
	page_heading(p, page_say(W_UNIT));
	page_heading(p, page_say(W_SOURCE));
	page_put(p, "</tr></thead>\n<tbody>\n");
	for (k = 0; k < b->indicators; k++) {
		const struct indicator *i = b->indicator[k];

		page_put(p, "<tr><th scope=\"row\">");
		page_text(p, indicator_label(i));
		str_addf(&p->s, "<span class=\"code\">%s</span></th><td><span>", i->field.name);
		if (i->whole == COUNT_MAX) {
			put_count_meaning(p, i->part);
		} else {
			put_side(p, W_PART, i->part);
			page_put(p, out_chinese() ? "；" : "; ");
			put_side(p, W_WHOLE, i->whole);
		}
		page_put(p, "</span></td>");
		page_element(p, "td", indicator_unit(i));
		page_element(p, "td", i->source);
		page_put(p, "</tr>\n");
	}
	page_put(p, "</tbody>\n</table></div>\n</section>\n");
}

enum status page_make(struct out *out, struct desk *d, const struct bulletin *b, struct fault *f)
{
	struct page p = { .out = out, .desk = d, .b = b, .fault = f };
	enum status st = ST_OK;
	size_t k;

	p.main = main_figure(b);
	p.tabled = mem_array(b->sections, sizeof *p.tabled);
	p.has_lists = b->sections > 0 && b->section[0].report[BULLETIN_NOW].behind;
	put_head(&p);
	put_header(&p);
	put_cards(&p);
	put_trends(&p);
	put_lights(&p);
	for (k = 0; st == ST_OK && k < b->sections; k++)
		st = page_cut(&p, k);
	put_glossary(&p);
	if (st == ST_OK && p.has_lists)
		st = page_lists(&p);
	page_put(&p, "</main>\n<footer>");
	page_word(&p, W_MADE_BY);
	page_put(&p, " ");
	page_put(&p, "<code>grid-report -f html");
	page_text(&p, b->options.s);
	page_put(&p, "</code></footer>\n</body>\n</html>\n");
	page_hand_over(&p);
	str_release(&p.s);
	free(p.tabled);
	return st;
}
