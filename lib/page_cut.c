/* SPDX-License-Identifier: MIT */
#include "page_cut.h"

#include "html.h"
#include "mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The same in a cell: +2.31 */
static void put_change_cell(struct page *p, const struct indicator *i, const struct tally *now, const struct report_row *then)
{
	int64_t change;

	page_put(p, "<td>");
	if (!then || !page_change(i, now, &then->tally, &change)) {
		page_put(p, "-");
	} else {
		page_put(p, change > 0 ? "+" : change < 0 ? "−" : "");
		html_number(&p->s, llabs(change), page_decimals(i));
	}
	page_put(p, "</td>");
}

/* One cut -------------------------------------------------------------------------- */

static enum status read_outlines(struct page *p, const struct report *r, struct outline *o)
{
	struct query *q;
	size_t i;
	bool row;

	for (i = 0; i < r->count; i++) {
		if (!*r->row[i].code[0])
			continue;
		q = db_query(p->desk->db, SQL_AREA_BOUNDARY);
		db_bind_text(q, db_param(q, ":code"), r->row[i].code[0]);
		if (db_step(q, &row, p->fault) != ST_OK)
			return p->fault->status;
		if (row)
			outline_read(&o[i], db_text(q, 0));
		db_done(q);
	}
	return ST_OK;
}

static void put_ranking(struct page *p, size_t section, const struct section *s, const size_t *order, size_t count, char **name)
{
	const struct report *r = &s->report[BULLETIN_NOW];
	const struct indicator *i = p->b->indicator[p->main];
	struct chart_value *v = mem_array(count, sizeof *v), mean;
	struct str title = STR_INIT, about = STR_INIT;
	char id[32];
	struct chart c;
	size_t k;

	str_addf(&title, out_chinese() ? "%s%s" : "%s, %s", indicator_label(i), page_say(W_RANKED));
	snprintf(id, sizeof id, "bars-%zu", section);
	c = page_chart(i, id, title.s, "");
	for (k = 0; k < count; k++) {
		page_value(&v[k], name[order[k]], i, &r->row[order[k]].tally);
		v[k].rank = k && v[k].hundredths == v[k - 1].hundredths ? v[k - 1].rank : k + 1;
	}
	page_value(&mean, page_say(W_ALL), i, &r->total);
	page_describe(&about, &c, &mean);
	str_adds(&about, out_chinese() ? "；1 " : "; 1 ");
	page_describe(&about, &c, &v[0]);
	str_addf(&about, out_chinese() ? "；%zu " : "; %zu ", count);
	page_describe(&about, &c, &v[count - 1]);
	c.about = about.s;
	page_put(p, "<div>\n");
	page_element(p, "p class=\"caption\"", title.s);
	page_put(p, "\n");
	chart_bars(&p->s, &c, v, count, indicator_is_rate(i) ? &mean : NULL);
	page_put(p, "</div>\n");
	str_release(&title);
	str_release(&about);
	free(v);
}

static enum status put_areas(struct page *p, size_t section, const struct report *r, char **name)
{
	const struct indicator *i = p->b->indicator[p->main];
	struct chart_value *v = mem_array(r->count, sizeof *v);
	struct outline *o = mem_array(r->count, sizeof *o);
	struct str title = STR_INIT, about = STR_INIT;
	char id[32];
	struct chart c;
	size_t k, count = 0;
	enum status st = read_outlines(p, r, o);

	for (k = 0; k < r->count; k++) {
		if (!*r->row[k].code[0]) {
			outline_release(&o[k]);
			continue;
		}
		page_value(&v[count], name[k], i, &r->row[k].tally);
		o[count++] = o[k];
	}
	str_addf(&title, out_chinese() ? "%s%s" : "%s %s", indicator_label(i), page_say(W_AREAS));
	snprintf(id, sizeof id, "areas-%zu", section);
	c = page_chart(i, id, title.s, "");
	str_reset(&about);
	for (k = 0; k < count && k < 60; k++) {
		str_adds(&about, k ? (out_chinese() ? "，" : ", ") : "");
		page_describe(&about, &c, &v[k]);
	}
	str_adds(&about, k < count ? "…" : "");
	c.about = about.s;
	page_put(p, "<div>\n");
	page_element(p, "p class=\"caption\"", title.s);
	page_put(p, "\n");
	chart_areas(&p->s, &c, v, o, count);
	page_put(p, "</div>\n");
	for (k = 0; k < count; k++)
		outline_release(&o[k]);
	str_release(&title);
	str_release(&about);
	free(o);
	free(v);
	return st;
}

static void put_ranking_row(struct page *p, const struct section *s, const char *rank, size_t row, const char *name)
{
	const struct indicator *i = p->b->indicator[p->main];
	const struct report_row *now = &s->report[BULLETIN_NOW].row[row];
	const char *code[2] = { now->code[0], now->code[1] };
	int period;

	str_addf(&p->s, "<tr><td>%s</td>", rank);
	page_element(p, "th scope=\"row\"", name);
	page_put(p, "<td>");
	page_figure(p, i, &now->tally);
	page_put(p, "</td>");
	page_fraction(p, i, &now->tally);
	for (period = BULLETIN_PREVIOUS; period < BULLETIN_PERIODS; period++)
		put_change_cell(p, i, &now->tally, report_find(&s->report[period], code));
	page_put(p, "</tr>\n");
}

/* The numbers of both charts: those that are ranked first, then the others. */
static void put_ranking_table(struct page *p, const struct section *s, const size_t *order, size_t count, char **name)
{
	const struct report *r = &s->report[BULLETIN_NOW];
	const struct indicator *i = p->b->indicator[p->main];
	char rank[24] = "";
	int64_t last = 0;
	size_t k;
	int64_t figure;

	page_details(p);
	page_text(p, indicator_label(i));
	page_put(p, "</caption>\n<thead><tr>");
	page_heading(p, page_say(W_RANK));
	page_heading(p, report_cut_label(s->cuts.cut[0]));
	page_heading(p, indicator_unit(i));
	page_fraction_headings(p, i);
	page_heading(p, page_say(W_PREVIOUS));
	page_heading(p, page_say(W_LAST_YEAR));
	page_put(p, "</tr></thead>\n<tbody>\n");
	for (k = 0; k < count; k++) {
		indicator_figure(i, &r->row[order[k]].tally, &figure);
		if (!k || figure != last)
			snprintf(rank, sizeof rank, "%zu", k + 1);
		last = figure;
		put_ranking_row(p, s, rank, order[k], name[order[k]]);
	}
	for (k = 0; k < r->count; k++)
		if (!indicator_figure(i, &r->row[k].tally, &figure))
			put_ranking_row(p, s, "-", k, name[k]);
	page_details_end(p);
}

static enum status put_charts(struct page *p, size_t section, const struct section *s, char **name)
{
	const struct report *r = &s->report[BULLETIN_NOW];
	size_t count, *order = report_rank(r, p->b->indicator[p->main], &count);
	enum status st = ST_OK;

	if (count > 0) {
		page_put(p, "<figure>\n<div class=\"pair\">\n");
		put_ranking(p, section, s, order, count, name);
		if (report_cut_is_area(s->cuts.cut[0]) && r->count > 1)
			st = put_areas(p, section, r, name);
		page_put(p, "</div>\n");
		put_ranking_table(p, s, order, count, name);
		page_put(p, "</figure>\n");
	}
	free(order);
	return st;
}

static void put_row_name(struct page *p, const char *code, const char *name)
{
	page_put(p, "<tr><th scope=\"row\">");
	page_text(p, name);
	if (*code && strcmp(code, name) != 0) {
		page_put(p, "<span class=\"code\">");
		page_text(p, code);
		page_put(p, "</span>");
	}
	page_put(p, "</th>");
}

static void put_figures(struct page *p, const char *list, const size_t *figure, size_t figures, const struct tally *t)
{
	size_t k;

	for (k = 0; k < figures; k++) {
		page_put(p, "<td>");
		page_linked(p, list, figure[k], t);
		page_put(p, "</td>");
	}
	page_put(p, "</tr>\n");
}

static void put_table(struct page *p, size_t section, const struct report *r, char **name, const char *caption, const size_t *figure,
                      size_t figures)
{
	char list[48];
	size_t k;

	page_put(p, "<div class=\"box\"><table>\n");
	page_element(p, "caption", caption);
	page_put(p, "\n<thead><tr>");
	page_heading(p, report_cut_label(r->cuts.cut[0]));
	for (k = 0; k < figures; k++) {
		const struct indicator *i = p->b->indicator[figure[k]];

		if (figure[k] < PAGE_LINKED)
			p->tabled[section] |= UINT64_C(1) << figure[k];
		page_put(p, "<th scope=\"col\">");
		page_text(p, indicator_label(i));
		if (i->field.type != FIELD_INT)
			str_addf(&p->s, " <small>%s</small>", indicator_unit(i));
		page_put(p, "</th>");
	}
	page_put(p, "</tr></thead>\n<tbody>\n");
	for (k = 0; k < r->count; k++) {
		put_row_name(p, r->row[k].code[0], name[k]);
		snprintf(list, sizeof list, "%zu-%zu", section, k);
		put_figures(p, list, figure, figures, &r->row[k].tally);
	}
	page_put(p, "</tbody>\n<tfoot>\n");
	put_row_name(p, "", page_say(W_ALL));
	put_figures(p, "t", figure, figures, &r->total);
	page_put(p, "</tfoot>\n</table></div>\n");
}

/* Whether there is nothing to see of it: no case to divide by, or nothing of what
 * there should be little of. */
static bool is_quiet(const struct indicator *i, const struct tally *t)
{
	return t->n[page_counts(i)] == 0 || (i->better <= 0 && t->n[i->part] == 0);
}

/* Those of the figures, which are of one theme, that are all quiet. */
static bool is_theme_quiet(const struct bulletin *b, const size_t *figure, size_t figures, const struct tally *t)
{
	size_t k;

	for (k = 0; k < figures; k++)
		if (!is_quiet(b->indicator[figure[k]], t))
			return false;
	return true;
}

static void add_quiet(struct page *p, struct str *quiet, const size_t *figure, size_t figures, const struct tally *t)
{
	int64_t hundredths;
	size_t k;

	for (k = 0; k < figures; k++) {
		const struct indicator *i = p->b->indicator[figure[k]];

		str_adds(quiet, quiet->s ? (out_chinese() ? "，" : ", ") : "");
		html_text(quiet, indicator_label(i));
		str_addc(quiet, ' ');
		if (indicator_figure(i, t, &hundredths))
			html_number(quiet, hundredths, page_decimals(i));
		else
			str_addc(quiet, '-');
		str_adds(quiet, indicator_is_rate(i) && t->n[i->whole] ? "%" : "");
	}
}

/* Figures in tables by theme; themes of nothing but zeros in one sentence. */
static void put_tables(struct page *p, size_t section, const struct report *r, char **name)
{
	const struct bulletin *b = p->b;
	size_t *figure = mem_array(b->indicators, sizeof *figure), t, k, n, themes;
	const struct theme *theme = indicator_themes(&themes);
	struct str quiet = STR_INIT;

	page_put(p, "<div class=\"tables\">\n");
	for (t = 0; t < themes; t++) {
		for (n = k = 0; k < b->indicators; k++)
			if (b->indicator[k] >= theme[t].from && b->indicator[k] <= theme[t].to)
				figure[n++] = k;
		if (is_theme_quiet(b, figure, n, &r->total)) {
			add_quiet(p, &quiet, figure, n, &r->total);
			continue;
		}
		for (k = 0; k < n; k += PAGE_COLUMNS)
			put_table(p, section, r, name, out_chinese() ? theme[t].chinese : theme[t].english, figure + k,
			          n - k < PAGE_COLUMNS ? n - k : PAGE_COLUMNS);
	}
	page_put(p, "</div>\n");
	if (quiet.s)
		str_addf(&p->s, out_chinese() ? "<p class=\"quiet\">%s：%s。</p>\n" : "<p class=\"quiet\">%s: %s.</p>\n", page_say(W_QUIET), quiet.s);
	str_release(&quiet);
	free(figure);
}

/* Two cuts ------------------------------------------------------------------------- */

struct order_by {
	const struct report *report;
	int which;
};

static int by_code(const void *a, const void *b, void *arg)
{
	const struct order_by *order = arg;
	const char *x = order->report->row[*(const size_t *)a].code[order->which];
	const char *y = order->report->row[*(const size_t *)b].code[order->which];

	return strcmp(x, y);
}

struct page_axis page_axis_of(const struct report *r, int which)
{
	struct page_axis a = { mem_array(r->count, sizeof *a.row), 0, page_names(r, which), r->count };
	struct order_by order = { r, which };
	size_t i;

	for (i = 0; i < r->count; i++)
		a.row[i] = i;
	qsort_r(a.row, r->count, sizeof *a.row, by_code, &order);
	for (i = 0; i < r->count; i++)
		if (i == 0 || strcmp(r->row[a.row[i]].code[which], r->row[a.row[a.count - 1]].code[which]) != 0)
			a.row[a.count++] = a.row[i];
	return a;
}

void page_axis_release(struct page_axis *a)
{
	page_names_free(a->name, a->rows);
	free(a->row);
}

struct tally page_margin(const struct report *r, int which, const char *code)
{
	struct tally t = { { 0 } };
	size_t i;

	for (i = 0; i < r->count; i++)
		if (strcmp(r->row[i].code[which], code) == 0)
			tally_join(&t, &r->row[i].tally);
	return t;
}

static void put_cross_cell(struct page *p, const char *list, const struct tally *t)
{
	static const struct tally nothing;

	page_put(p, "<td>");
	page_linked(p, list, 0, t ? t : &nothing);
	page_put(p, "</td>");
}

static void put_cross_row(struct page *p, size_t section, const struct report *r, const struct page_axis *down, size_t k,
                          const struct page_axis *across, size_t from, size_t to)
{
	const char *code[2] = { r->row[down->row[k]].code[0], NULL };
	struct tally t = page_margin(r, 0, code[0]);
	const struct report_row *cell;
	char list[64];

	put_row_name(p, code[0], down->name[down->row[k]]);
	for (; from < to; from++) {
		code[1] = r->row[across->row[from]].code[1];
		cell = report_find(r, code);
		snprintf(list, sizeof list, "%zu-%zu", section, cell ? (size_t)(cell - r->row) : 0);
		put_cross_cell(p, list, cell ? &cell->tally : NULL);
	}
	if (to == across->count) {
		snprintf(list, sizeof list, "%zu-r%zu", section, k);
		put_cross_cell(p, list, &t);
	}
	page_put(p, "</tr>\n");
}

static void put_cross_total(struct page *p, size_t section, const struct report *r, const struct page_axis *across, size_t from, size_t to)
{
	struct tally t;
	char list[64];

	page_put(p, "</tbody>\n<tfoot>\n");
	put_row_name(p, "", page_say(W_ALL));
	for (; from < to; from++) {
		t = page_margin(r, 1, r->row[across->row[from]].code[1]);
		snprintf(list, sizeof list, "%zu-c%zu", section, from);
		put_cross_cell(p, list, &t);
	}
	if (to == across->count)
		put_cross_cell(p, "t", &r->total);
	page_put(p, "</tr>\n</tfoot>\n</table></div>\n");
}

static void put_cross(struct page *p, size_t section, const struct report *r)
{
	const struct indicator *i = p->b->indicator[0];
	struct page_axis down = page_axis_of(r, 0), across = page_axis_of(r, 1);
	size_t from, to, k;

	p->tabled[section] = 1;
	page_put(p, "<div class=\"tables\">\n");
	for (from = 0; from < across.count; from = to) {
		to = across.count - from > PAGE_COLUMNS ? from + PAGE_COLUMNS : across.count;
		page_put(p, "<div class=\"box\"><table>\n<caption>");
		page_text(p, indicator_label(i));
		page_put(p, out_chinese() ? "（" : " (");
		page_text(p, indicator_unit(i));
		page_put(p, out_chinese() ? "）" : ")");
		if (across.count > PAGE_COLUMNS)
			str_addf(&p->s, " %zu/%zu", from / PAGE_COLUMNS + 1, (across.count + PAGE_COLUMNS - 1) / PAGE_COLUMNS);
		page_put(p, "</caption>\n<thead><tr>");
		page_heading(p, report_cut_label(r->cuts.cut[0]));
		for (k = from; k < to; k++)
			page_heading(p, across.name[across.row[k]]);
		if (to == across.count)
			page_heading(p, page_say(W_ALL));
		page_put(p, "</tr></thead>\n<tbody>\n");
		for (k = 0; k < down.count; k++)
			put_cross_row(p, section, r, &down, k, &across, from, to);
		put_cross_total(p, section, r, &across, from, to);
	}
	page_put(p, "</div>\n");
	page_axis_release(&down);
	page_axis_release(&across);
}

enum status page_cut(struct page *p, size_t n)
{
	const struct section *s = &p->b->section[n];
	const struct report *r = &s->report[BULLETIN_NOW];
	char **name;
	enum status st = ST_OK;

	str_addf(&p->s, "<section aria-labelledby=\"s%zu\">\n<h2 id=\"s%zu\">", n, n);
	page_section_title(p, s);
	page_put(p, "</h2>\n");
	if (s->cuts.count == 2) {
		put_cross(p, n, r);
	} else {
		name = page_names(r, 0);
		st = put_charts(p, n, s, name);
		put_tables(p, n, r, name);
		page_names_free(name, r->count);
	}
	page_put(p, "</section>\n");
	page_hand_over(p);
	return st;
}
