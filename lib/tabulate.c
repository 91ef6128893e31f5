/* SPDX-License-Identifier: MIT */
#include "tabulate.h"

#include "mem.h"
#include "str.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 64, THEME_MAX = 12 };

/* Columns stay until out has printed their table, which it does when the next
 * one begins. */
static const struct field **new_columns(void)
{
	static const struct field *column[2][COLUMNS_MAX];
	static size_t next;

	return column[next++ % 2];
}

static const struct field *head_field(const char *kind, const char *name)
{
	return fields_named(fields_kind(kind), name);
}

/* code,name, and of two cuts code2,name2: names of people are masked, those of
 * areas and departments are not. */
static size_t head_columns(const struct cuts *cuts, const struct field **column)
{
	static const char *const code[] = { "code", "code2" }, *const name[] = { "name", "name2" };
	static const char *const kind[] = { "report", "report-cross" };
	size_t i, n = 0;

	for (i = 0; i < cuts->count; i++) {
		const char *of = report_cut_is_person(cuts->cut[i]) ? "person-row" : kind[i];

		column[n++] = head_field(of, code[i]);
		column[n++] = head_field(of, name[i]);
	}
	return n;
}

/* On a screen the row of cases that have none must not look like a gap. */
static void put_head(struct out *out, const struct report *r, const struct report_row *row)
{
	size_t i;

	for (i = 0; i < r->cuts.count; i++) {
		out_text(out, !*row->code[i] && out_format(out) == OUT_TABLE ? "-" : row->code[i]);
		out_text(out, row->name[i]);
	}
}

static void put_total_head(struct out *out, const struct report *r)
{
	size_t i;

	out_text(out, "total");
	/* A person's name would be masked. */
	out_text(out, out_chinese() && out_format(out) == OUT_TABLE && !report_cut_is_person(r->cuts.cut[0]) ? "合计" : "");
	for (i = 1; i < r->cuts.count; i++) {
		out_text(out, "");
		out_text(out, "");
	}
}

static void put_figures(struct out *out, const struct indicator *const *indicator, size_t count, const struct tally *t)
{
	size_t i;

	for (i = 0; i < count; i++)
		indicator_put(out, indicator[i], t);
	out_row(out);
}

/* Themes ----------------------------------------------------------------------- */

struct part {
	const char *title;
	const struct indicator *indicator[COLUMNS_MAX];
	size_t count;
};

/* Those of the figures that are of the theme. */
static void take_theme(const struct tabulate *t, const struct theme *theme, struct part *p)
{
	size_t i;

	p->title = out_chinese() ? theme->chinese : theme->english;
	p->count = 0;
	for (i = 0; i < t->indicators; i++)
		if (t->indicator[i] >= theme->from && t->indicator[i] <= theme->to)
			p->indicator[p->count++] = t->indicator[i];
}

/* The tables that the figures are shown in. */
static size_t divide(const struct tabulate *t, struct part part[THEMES_MAX])
{
	const struct theme *theme;
	size_t i, themes, count = 0;

	memset(part, 0, THEMES_MAX * sizeof *part);
	if (t->is_chosen || out_format(t->out) != OUT_TABLE) {
		part[0].count = t->indicators < COLUMNS_MAX - 8 ? t->indicators : COLUMNS_MAX - 8;
		for (i = 0; i < part[0].count; i++)
			part[0].indicator[i] = t->indicator[i];
		return 1;
	}
	theme = indicator_themes(&themes);
	for (i = 0; i < themes; i++) {
		take_theme(t, &theme[i], &part[count]);
		count += part[count].count > 0;
	}
	return count;
}

static bool has_total(const struct tabulate *t)
{
	return t->has_total || out_format(t->out) == OUT_TABLE;
}

static void begin(const struct tabulate *t, const char *title, const struct field **column, size_t n, const struct part *p)
{
	size_t i;

	for (i = 0; i < p->count; i++)
		column[n++] = &p->indicator[i]->field;
	out_begin(t->out, title ? title : p->title, column, n);
}

static void note_moment(const struct tabulate *t, const struct facts_query *q)
{
	struct str title = STR_INIT;
	char as_of[WHEN_SIZE];

	when_format(q->as_of, as_of);
	str_addf(&title, out_chinese() ? "%s（截至 %s）" : "%s, as of %s", q->period.name, as_of);
	out_note(t->out, title.s);
	str_release(&title);
}

/* One cut, or pairs -------------------------------------------------------------- */

static void put_rows(const struct tabulate *t, const struct report *r, const struct part *p)
{
	const struct field **column = new_columns();
	size_t i;

	begin(t, NULL, column, head_columns(&r->cuts, column), p);
	for (i = 0; i < r->count; i++) {
		put_head(t->out, r, &r->row[i]);
		put_figures(t->out, p->indicator, p->count, &r->row[i].tally);
	}
	if (has_total(t)) {
		put_total_head(t->out, r);
		put_figures(t->out, p->indicator, p->count, &r->total);
	}
}

/* Cross tables ------------------------------------------------------------------- */

/* Every code of the second cut, in order, once; and what is under it in all. */
struct across {
	struct field *field;
	struct report_row *total;
	size_t count;
};

static int by_second(const void *a, const void *b)
{
	return strcmp((*(const struct report_row *const *)a)->code[1], (*(const struct report_row *const *)b)->code[1]);
}

static void make_across(struct across *x, const struct report *r)
{
	const struct report_row **by = mem_array(r->count, sizeof *by);
	size_t i;

	for (i = 0; i < x->count; i++)
		free((char *)x->field[i].name);
	free(x->field);
	free(x->total);
	x->field = mem_array(r->count, sizeof *x->field);
	x->total = mem_array(r->count, sizeof *x->total);
	x->count = 0;
	for (i = 0; i < r->count; i++)
		by[i] = &r->row[i];
	if (r->count)
		qsort(by, r->count, sizeof *by, by_second);
	for (i = 0; i < r->count; i++) {
		if (!x->count || strcmp(x->total[x->count - 1].code[1], by[i]->code[1]) != 0)
			x->total[x->count++].code[1] = by[i]->code[1];
		tally_join(&x->total[x->count - 1].tally, &by[i]->tally);
	}
	free(by);
}

/* The rows of one code of the first cut, from `at` on, under some columns. */
static size_t put_crossed(const struct tabulate *t, const struct report *r, const struct across *x, size_t from, size_t to, size_t at)
{
	const struct report_row *row = &r->row[at];
	struct tally all;
	size_t i;

	memset(&all, 0, sizeof all);
	out_text(t->out, *row->code[0] ? row->code[0] : "-");
	out_text(t->out, row->name[0]);
	for (i = 0; i < x->count; i++) {
		bool is_there = at < r->count && strcmp(r->row[at].code[0], row->code[0]) == 0
			&& strcmp(r->row[at].code[1], x->total[i].code[1]) == 0;

		if (is_there)
			tally_join(&all, &r->row[at].tally);
		if (i >= from && i < to && is_there)
			indicator_put(t->out, t->indicator[0], &r->row[at].tally);
		else if (i >= from && i < to)
			out_null(t->out);
		at += is_there;
	}
	indicator_put(t->out, t->indicator[0], &all);
	out_row(t->out);
	return at;
}

static size_t wider(size_t width, const char *text)
{
	size_t w = text_width(text) + 1;

	return w > width ? w : width;
}

/* How many columns a screen of 80 has room for beside code, name and total. */
static size_t columns_that_fit(const struct across *x, const struct report *r)
{
	size_t i, code = 6, name = 5, each = 7, head;

	for (i = 0; i < x->count; i++)
		each = wider(each, x->total[i].code[1]);
	for (i = 0; i < r->count; i++) {
		code = wider(code, r->row[i].code[0]);
		name = wider(name, r->row[i].name[0]);
	}
	head = code + name + 8;
	return head + each < 80 ? (80 - head) / each : 1;
}

static void put_cross(const struct tabulate *t, const struct report *r)
{
	static const struct field all = { "total", "合计", "", "", FIELD_REAL, MASK_NONE, 0 };
	static struct across x;         /* its fields stay until out has printed them */
	char title[160];
	size_t from, i, n, fit;

	make_across(&x, r);
	fit = columns_that_fit(&x, r);
	snprintf(title, sizeof title, "%s: %s × %s", indicator_label(t->indicator[0]), report_cut_label(r->cuts.cut[0]),
	         report_cut_label(r->cuts.cut[1]));
	for (from = 0; from < x.count; from += fit) {
		size_t to = from + fit < x.count ? from + fit : x.count;
		const struct field **column = new_columns();
		struct cuts first = { { r->cuts.cut[0], r->cuts.cut[0] }, 1 };

		n = head_columns(&first, column);
		for (i = from; i < to; i++) {
			x.field[i] = t->indicator[0]->field;
			x.field[i].name = x.field[i].label = mem_strdup(*x.total[i].code[1] ? x.total[i].code[1] : "-");
			column[n++] = &x.field[i];
		}
		column[n++] = &all;
		out_begin(t->out, title, column, n);
		for (i = 0; i < r->count; )
			i = put_crossed(t, r, &x, from, to, i);
		put_total_head(t->out, &(struct report){ .cuts = first });
		for (i = from; i < to; i++)
			indicator_put(t->out, t->indicator[0], &x.total[i].tally);
		indicator_put(t->out, t->indicator[0], &r->total);
		out_row(t->out);
	}
}

void tabulate_report(const struct tabulate *t, const struct report *r)
{
	struct part part[THEMES_MAX];
	size_t i, count = divide(t, part);

	note_moment(t, &r->query);
	if (r->cuts.count == 2 && out_format(t->out) == OUT_TABLE)
		put_cross(t, r);
	else
		for (i = 0; i < count; i++)
			put_rows(t, r, &part[i]);
}

/* Trend ------------------------------------------------------------------------- */

/* The codes of all periods, each where it is first met, in order. */
static struct report_row *all_rows(const struct report *reports, size_t count, size_t *rows)
{
	struct report_row *row = NULL;
	size_t i, k, cap = 0;
	size_t *next = mem_array(count, sizeof *next);

	for (*rows = 0; ; (*rows)++) {
		const struct report_row *least = NULL;

		for (i = 0; i < count; i++)
			if (next[i] < reports[i].count && (!least || strcmp(reports[i].row[next[i]].code[0], least->code[0]) < 0))
				least = &reports[i].row[next[i]];
		if (!least)
			break;
		MEM_ROOM(row, *rows, cap);
		row[*rows] = *least;
		for (k = 0; k < count; k++)
			next[k] += next[k] < reports[k].count && strcmp(reports[k].row[next[k]].code[0], least->code[0]) == 0;
	}
	free(next);
	return row;
}

static const struct tally *tally_of(const struct report *r, const struct report_row *row)
{
	static const struct tally nothing;
	const char *const code[] = { row->code[0], row->code[1] };
	const struct report_row *found = report_find(r, code);

	return found ? &found->tally : &nothing;
}

static void put_trend(const struct tabulate *t, const struct report *reports, size_t count, const struct part *p)
{
	const struct field **column = new_columns();
	size_t i, k, rows, n = head_columns(&reports->cuts, column);
	struct report_row *row = all_rows(reports, count, &rows);

	column[n++] = head_field("report-trend", "period");
	begin(t, NULL, column, n, p);
	for (i = 0; i < rows; i++)
		for (k = 0; k < count; k++) {
			put_head(t->out, reports, &row[i]);
			out_text(t->out, reports[k].query.period.name);
			put_figures(t->out, p->indicator, p->count, tally_of(&reports[k], &row[i]));
		}
	for (k = 0; k < count && has_total(t); k++) {
		put_total_head(t->out, reports);
		out_text(t->out, reports[k].query.period.name);
		put_figures(t->out, p->indicator, p->count, &reports[k].total);
	}
	free(row);
}

void tabulate_trend(const struct tabulate *t, const struct report *reports, size_t count)
{
	struct part part[THEMES_MAX];
	size_t i, parts = divide(t, part);

	note_moment(t, &reports[count - 1].query);
	for (i = 0; i < parts; i++)
		put_trend(t, reports, count, &part[i]);
}

/* Before and after --------------------------------------------------------------- */

static void put_change(const struct tabulate *t, const struct indicator *i, const struct tally *now, const struct tally *before)
{
	int64_t hundredths;

	indicator_put(t->out, i, before);
	if (indicator_change(i, now, before, &hundredths))
		out_real(t->out, (double)hundredths / 100, 2);
	else
		out_null(t->out);
}

static void put_compared(const struct tabulate *t, const struct indicator *i, const struct tally *const tally[3])
{
	if (out_format(t->out) != OUT_TABLE) {
		out_text(t->out, i->field.name);
		out_text(t->out, i->unit.name);
	}
	indicator_put(t->out, i, tally[0]);
	put_change(t, i, tally[0], tally[1]);
	put_change(t, i, tally[0], tally[2]);
	out_row(t->out);
}

void tabulate_compare(const struct tabulate *t, const struct report *now, const struct report *previous,
                      const struct report *last_year)
{
	const struct report all[] = { *now, *previous, *last_year };
	bool is_table = out_format(t->out) == OUT_TABLE;
	size_t i, k, n, rows, kinds;
	struct report_row *row = all_rows(all, 3, &rows);
	const struct field *compared[16];

	kinds = fields_columns("report-compare", compared);
	note_moment(t, &now->query);
	for (i = 0; i < t->indicators; i++) {
		const struct field **column = new_columns();

		n = head_columns(&now->cuts, column);
		for (k = is_table ? 2 : 0; k < kinds; k++)
			column[n++] = compared[k];
		out_begin(t->out, indicator_label(t->indicator[i]), column, n);
		for (k = 0; k < rows; k++) {
			put_head(t->out, now, &row[k]);
			put_compared(t, t->indicator[i], (const struct tally *const[]){ tally_of(now, &row[k]),
				tally_of(previous, &row[k]), tally_of(last_year, &row[k]) });
		}
		if (has_total(t)) {
			put_total_head(t->out, now);
			put_compared(t, t->indicator[i], (const struct tally *const[]){ &now->total, &previous->total, &last_year->total });
		}
	}
	free(row);
}

/* Red list and black list --------------------------------------------------------- */

void tabulate_top(const struct tabulate *t, const struct report *r, const struct indicator *by, size_t top)
{
	const struct field **column = new_columns();
	struct part part[THEMES_MAX];
	size_t count, i, k, n, rank, *order = report_rank(r, by, &count);
	int64_t last = 0, figure;

	if (top > count / 2)
		top = count / 2;
	divide(t, part);
	if (!t->is_chosen && out_format(t->out) == OUT_TABLE) {
		part[0].count = 0;
		part[0].indicator[part[0].count++] = by;
	}
	column[0] = head_field("report-top", "list");
	column[1] = head_field("report-top", "rank");
	n = 2 + head_columns(&r->cuts, column + 2);
	note_moment(t, &r->query);
	part[0].title = indicator_label(by);
	begin(t, NULL, column, n, &part[0]);
	for (k = 0; k < 2; k++) {
		rank = 0;
		for (i = 0; i < top; i++) {
			const struct report_row *row = &r->row[order[k ? count - 1 - i : i]];

			indicator_figure(by, &row->tally, &figure);
			if (!i || figure != last)
				rank = i + 1;
			last = figure;
			out_text(t->out, k ? "black" : "red");
			out_int(t->out, (int64_t)rank);
			put_head(t->out, r, row);
			put_figures(t->out, part[0].indicator, part[0].count, &row->tally);
		}
	}
	free(order);
}

/* Definitions --------------------------------------------------------------------- */

static void put_meaning(struct out *out, const struct indicator *i, bool is_chinese)
{
	const struct counted *part = indicator_counted(i->part), *whole;

	if (i->whole == COUNT_MAX) {
		out_text(out, is_chinese ? part->chinese : part->meaning);
	} else {
		struct str s = STR_INIT;

		whole = indicator_counted(i->whole);
		str_addf(&s, "(%s) ÷ (%s)", is_chinese ? part->chinese : part->meaning, is_chinese ? whole->chinese : whole->meaning);
		out_text(out, s.s);
		str_release(&s);
	}
}

void tabulate_definitions(struct out *out, const struct indicator *const *indicator, size_t count)
{
	static const char *const better[] = { "less", "", "more" };
	static const struct field *column[16];  /* stays until out_finish */
	size_t k, n = fields_columns("indicator", column);

	for (k = 0; k < count; k++) {
		const struct indicator *i = indicator[k];

		if (out_format(out) == OUT_TABLE || k == 0)
			out_begin_record(out, NULL, column, n);
		out_text(out, i->field.name);
		out_text(out, i->field.label);
		out_text(out, i->english);
		out_text(out, i->unit.name);
		out_text(out, better[i->better + 1]);
		out_text(out, indicator_counted(i->part)->name);
		out_text(out, i->whole == COUNT_MAX ? "" : indicator_counted(i->whole)->name);
		put_meaning(out, i, false);
		put_meaning(out, i, true);
		out_text(out, i->source);
		out_row(out);
	}
}
