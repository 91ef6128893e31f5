/* SPDX-License-Identifier: MIT
 *
 * By libxlsxwriter, all sheets in memory: only so does a chart carry the figures
 * it shows, for those who look at it without a spreadsheet.  Rates are stored as
 * fractions with a percent format, as a spreadsheet's own percentages are, and
 * rounded as everywhere, so that every program shows what csv has.
 */
#include "book.h"

#ifndef HAVE_XLSX

enum status book_make(struct out *out, const struct bulletin *b, struct fault *f)
{
	(void)out;
	(void)b;
	return fault_set(f, ST_USAGE, "format xlsx: this wangge was built without libxlsxwriter");
}

#else

#include "mem.h"
#include "text.h"
#include "xlsxfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BARS_MAX = 60,                  /* rows that one chart can still show */
	LINES_MAX = 4,
	HEAD_WIDTH_MAX = 32, HEADING_HEIGHT = 52, FIGURE_WIDTH = 8, MATRIX_WIDTH = 12,
	PAGE_WIDTH = 320,
	HEADER_PART_MAX = 80,           /* characters; Excel takes 255 in all */
	A4 = 9,
};

/* Blue is good and orange bad, which eyes that do not tell red from green do
 * tell; nothing is said by colour alone. */
enum {
	BLUE = 0x0072B2, ORANGE = 0xB34700, PALE_BLUE = 0x92C5DE, PALE_ORANGE = 0xF4A582,
	WHITE = 0xFFFFFF, GREY = 0xE7E6E6,
};

/* A total's look stands behind the usual one of its kind. */
enum look {
	LOOK_TITLE, LOOK_HEADING, LOOK_LABEL, LOOK_WRAPPED, LOOK_LATE,
	LOOK_TEXT, LOOK_TEXT_TOTAL, LOOK_COUNT, LOOK_COUNT_TOTAL, LOOK_RATE, LOOK_RATE_TOTAL, LOOK_HOURS, LOOK_HOURS_TOTAL,
	LOOK_POINTS, LOOK_POINTS_GOOD, LOOK_POINTS_BAD, LOOK_SHARE, LOOK_SHARE_GOOD, LOOK_SHARE_BAD,
	LOOKS
};

/* The change of a number, in percent. */
#define SHARE "+0.00%;-0.00%;0.00%"

#define KEY_RATES "handle_in_time_rate close_rate close_in_time_rate satisfied_rate"

struct maker {
	struct xlsxfile file;
	const struct bulletin *b;
	lxw_format *look[LOOKS];
	lxw_worksheet *sheet;
	lxw_error error;                /* the first */
	int64_t bytes;                  /* of all sheets, at most */
	double width;                   /* of this sheet, in characters */
	size_t widest[2];               /* of its codes and names */
	char masked[256];
	struct str text;
};

static void check(struct maker *m, lxw_error e)
{
	if (m->error == LXW_NO_ERROR)
		m->error = e;
}

static const char *say(const char *english, const char *chinese)
{
	return out_chinese() ? chinese : english;
}

static bool is_overdue(const struct indicator *i)
{
	return i->whole == COUNT_MAX && i->part == COUNT_OVERDUE;
}

/* ---- looks ---- */

static void make_looks(struct maker *m)
{
	static const struct { const char *number; bool is_points, is_bold, is_total, is_wrapped; lxw_color_t font, back; } as[LOOKS] = {
		[LOOK_TITLE] = { .is_bold = true },
		[LOOK_HEADING] = { .is_bold = true, .is_wrapped = true, .back = GREY },
		[LOOK_LABEL] = { .is_bold = true },
		[LOOK_WRAPPED] = { .is_wrapped = true },
		[LOOK_LATE] = { .is_bold = true, .font = ORANGE, .back = 0xFDE3D3 },
		[LOOK_TEXT] = { .number = "@" },
		[LOOK_TEXT_TOTAL] = { .number = "@", .is_total = true },
		[LOOK_COUNT] = { .number = "#,##0" },
		[LOOK_COUNT_TOTAL] = { .number = "#,##0", .is_total = true },
		[LOOK_RATE] = { .number = "0.00%" },
		[LOOK_RATE_TOTAL] = { .number = "0.00%", .is_total = true },
		[LOOK_HOURS] = { .number = "0.00" },
		[LOOK_HOURS_TOTAL] = { .number = "0.00", .is_total = true },
		[LOOK_POINTS] = { .is_points = true },
		[LOOK_POINTS_GOOD] = { .is_points = true, .font = BLUE },
		[LOOK_POINTS_BAD] = { .is_points = true, .font = ORANGE },
		[LOOK_SHARE] = { .number = SHARE },
		[LOOK_SHARE_GOOD] = { .number = SHARE, .font = BLUE },
		[LOOK_SHARE_BAD] = { .number = SHARE, .font = ORANGE },
	};
	const char *points = say("+0.00\" pp\";-0.00\" pp\";0.00\" pp\"", "+0.00\"个百分点\";-0.00\"个百分点\";0.00\"个百分点\"");
	int i;

	for (i = 0; i < LOOKS; i++) {
		lxw_format *look = m->look[i] = workbook_add_format(m->file.book);

		if (as[i].number || as[i].is_points)
			format_set_num_format(look, as[i].is_points ? points : as[i].number);
		if (as[i].is_bold || as[i].is_total)
			format_set_bold(look);
		if (as[i].is_total)
			format_set_top(look, LXW_BORDER_THIN);
		if (as[i].is_wrapped)
			format_set_text_wrap(look);
		if (as[i].font)
			format_set_font_color(look, as[i].font);
		if (as[i].back)
			format_set_bg_color(look, as[i].back);
		format_set_align(look, LXW_ALIGN_VERTICAL_CENTER);
	}
	format_set_font_size(m->look[LOOK_TITLE], 16);
	format_set_font_size(m->look[LOOK_HEADING], 9);
	format_set_align(m->look[LOOK_HEADING], LXW_ALIGN_CENTER);
	format_set_bottom(m->look[LOOK_HEADING], LXW_BORDER_THIN);
}

/* ---- cells ---- */

/* A chart's copy of a name is not escaped, so no cell has control characters. */
static void put_text(struct maker *m, lxw_row_t row, lxw_col_t col, const char *s, enum look look)
{
	char *p;

	xlsxfile_text(&m->text, s);
	for (p = m->text.s; *p; p++)
		if ((unsigned char)*p < ' ' && *p != '\n')
			*p = '?';
	m->bytes += 80 + 6 * (int64_t)m->text.len;      /* the longest escape is &quot; */
	check(m, worksheet_write_string(m->sheet, row, col, m->text.s, m->look[look]));
}

static void put_number(struct maker *m, lxw_row_t row, lxw_col_t col, double v, enum look look)
{
	m->bytes += 80;
	check(m, worksheet_write_number(m->sheet, row, col, v, m->look[look]));
}

static void put_figure(struct maker *m, lxw_row_t row, lxw_col_t col, const struct indicator *i, const struct tally *t,
                       bool is_total)
{
	enum look look = indicator_is_rate(i) ? LOOK_RATE : i->whole == COUNT_MAX ? LOOK_COUNT : LOOK_HOURS;
	int64_t hundredths;

	if (is_total)
		look++;
	if (indicator_figure(i, t, &hundredths))
		put_number(m, row, col, (double)hundredths / (indicator_is_rate(i) ? 10000 : 100), look);
	else if (is_total)
		put_text(m, row, col, "", look);        /* for its line */
}

static void put_figures(struct maker *m, lxw_row_t row, lxw_col_t col, const struct tally *t, bool is_total)
{
	size_t i;

	for (i = 0; i < m->b->indicators; i++)
		put_figure(m, row, col + (lxw_col_t)i, m->b->indicator[i], t, is_total);
}

/* As in a table: a row of cases that have none shall not look like a gap. */
static const char *shown_code(const char *code)
{
	return *code ? code : "-";
}

/* The name as it is shown, until the next call. */
static const char *shown_name(struct maker *m, enum cut cut, const char *code, const char *name)
{
	if (!*code)
		return say("(none)", "（无）");
	if (!name || !*name)
		return code;
	if (!report_cut_is_person(cut))
		return name;
	out_mask(MASK_NAME, name, m->masked, sizeof m->masked);
	return m->masked;
}

static void put_row_head(struct maker *m, lxw_row_t row, enum cut cut, const char *code, const char *name)
{
	const char *cell[2] = { shown_code(code), shown_name(m, cut, code, name) };
	size_t i, width;

	for (i = 0; i < 2; i++) {
		put_text(m, row, (lxw_col_t)i, cell[i], LOOK_TEXT);
		width = text_width(cell[i]);
		if (width > m->widest[i])
			m->widest[i] = width;
	}
}

static void put_total_head(struct maker *m, lxw_row_t row)
{
	put_text(m, row, 0, "total", LOOK_TEXT_TOTAL);
	put_text(m, row, 1, say("Total", "合计"), LOOK_TEXT_TOTAL);
}

/* ---- sheets ---- */

static void add_title(struct maker *m, struct str *title)
{
	str_addf(title, "%s%s%s", m->b->district, *m->b->district ? say(" ", "") : "", say("grid bulletin", "网格工作简报"));
}

/* A header's text: & begins a code there, and nothing else keeps out what XML
 * cannot hold. */
static void add_header_part(struct str *header, const char *s)
{
	size_t n, chars;
	uint32_t c;

	for (chars = 0; *s && chars < HEADER_PART_MAX; s += n, chars++) {
		c = text_next(s, &n);
		if (c == '&')
			str_adds(header, "&&");
		else if (c < ' ' || c == 0xFFFD || c == 0xFFFE || c == 0xFFFF)
			str_addc(header, ' ');
		else
			str_add(header, s, n);
	}
}

static void set_print(struct maker *m)
{
	struct str header = STR_INIT, title = STR_INIT;

	add_title(m, &title);
	str_adds(&header, "&L");
	add_header_part(&header, title.s);
	str_adds(&header, "&C&A&R");
	add_header_part(&header, m->b->query[BULLETIN_NOW].period.name);
	worksheet_set_paper(m->sheet, A4);
	worksheet_set_landscape(m->sheet);
	worksheet_set_margins(m->sheet, 0.4, 0.4, 0.75, 0.75);
	check(m, worksheet_set_header(m->sheet, header.s));
	check(m, worksheet_set_footer(m->sheet, "&C&P / &N"));
	str_release(&header);
	str_release(&title);
}

static void cut_text(char *s, size_t chars)
{
	size_t n;

	for (; *s && chars; s += n, chars--)
		text_next(s, &n);
	*s = '\0';
}

/* With the first `rows` and `columns` always in sight, on paper too. */
static bool begin_sheet(struct maker *m, const char *name, lxw_row_t rows, lxw_col_t columns)
{
	char unique[4 * LXW_SHEETNAME_MAX + 1], again[16] = "";
	int n = 1;

	do {
		str_copy(unique, sizeof unique, name);
		cut_text(unique, LXW_SHEETNAME_MAX - strlen(again));
		str_copy(unique + strlen(unique), sizeof again, again);
		snprintf(again, sizeof again, " (%d)", ++n);
	} while (workbook_get_worksheet_by_name(m->file.book, unique));
	m->sheet = workbook_add_worksheet(m->file.book, unique);
	if (!m->sheet) {
		check(m, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return false;
	}
	m->width = 0;
	memset(m->widest, 0, sizeof m->widest);
	set_print(m);
	if (rows) {
		worksheet_freeze_panes(m->sheet, rows, columns);
		check(m, worksheet_repeat_rows(m->sheet, 0, rows - 1));
	}
	if (columns)
		check(m, worksheet_repeat_columns(m->sheet, 0, columns - 1));
	return true;
}

/* In print a sheet is as wide as the paper, while that can be read; then it goes
 * on beside. */
static void set_columns(struct maker *m, lxw_col_t first, lxw_col_t last, double width)
{
	check(m, worksheet_set_column(m->sheet, first, last, width, NULL));
	m->width += (last - first + 1) * width;
	worksheet_fit_to_pages(m->sheet, (uint16_t)(1 + m->width / PAGE_WIDTH), 0);
}

static void set_widths(struct maker *m)
{
	size_t i, width;

	for (i = 0; i < 2; i++) {
		width = m->widest[i] < 8 ? 8 : m->widest[i] > HEAD_WIDTH_MAX ? HEAD_WIDTH_MAX : m->widest[i];
		set_columns(m, (lxw_col_t)i, (lxw_col_t)i, (double)width + 2);
	}
}

/* What its longest word needs in the smaller letters of a heading, and a figure
 * such as 100.00% in any case. */
static double heading_width(const char *heading)
{
	char *copy = mem_strdup(heading), *word, *rest = copy;
	size_t longest = 0;
	double width;

	while ((word = strsep(&rest, " ")))
		if (text_width(word) > longest)
			longest = text_width(word);
	free(copy);
	width = 0.85 * (double)longest + 1;
	return width < FIGURE_WIDTH ? FIGURE_WIDTH : width;
}

/* A heading row, of which the figures' columns begin at `col`. */
static void put_headings(struct maker *m, lxw_row_t row, lxw_col_t col)
{
	size_t i;

	worksheet_set_row(m->sheet, row, HEADING_HEIGHT, NULL);
	for (i = 0; i < m->b->indicators; i++, col++) {
		const char *heading = indicator_label(m->b->indicator[i]);

		set_columns(m, col, col, heading_width(heading));
		put_text(m, row, col, heading, LOOK_HEADING);
	}
}

/* ---- colours and charts ---- */

/* From the worst figure by orange to the best by blue; where neither is better,
 * from few to many. */
static void colour_scale(struct maker *m, int better, lxw_row_t row, lxw_col_t col, lxw_row_t last_row, lxw_col_t last_col)
{
	lxw_conditional_format c = {
		.type = better ? LXW_CONDITIONAL_3_COLOR_SCALE : LXW_CONDITIONAL_2_COLOR_SCALE,
		.min_color = better > 0 ? PALE_ORANGE : better < 0 ? PALE_BLUE : WHITE,
		.mid_color = WHITE,
		.max_color = better < 0 ? PALE_ORANGE : PALE_BLUE,
	};

	check(m, worksheet_conditional_format_range(m->sheet, row, col, last_row, last_col, &c));
}

static void mark_late(struct maker *m, lxw_row_t row, lxw_col_t col, lxw_row_t last_row, lxw_col_t last_col)
{
	lxw_conditional_format c = {
		.type = LXW_CONDITIONAL_TYPE_CELL, .criteria = LXW_CONDITIONAL_CRITERIA_GREATER_THAN,
		.value = 0, .format = m->look[LOOK_LATE],
	};

	check(m, worksheet_conditional_format_range(m->sheet, row, col, last_row, last_col, &c));
}

static void colour(struct maker *m, const struct indicator *i, lxw_row_t row, lxw_col_t col, lxw_row_t last_row, lxw_col_t last_col)
{
	if (is_overdue(i))
		mark_late(m, row, col, last_row, last_col);
	else if (i->whole != COUNT_MAX && i->better)
		colour_scale(m, i->better, row, col, last_row, last_col);
}

static lxw_chart *begin_chart(struct maker *m, uint8_t type, const char *title)
{
	lxw_chart *chart = workbook_add_chart(m->file.book, type);
	lxw_chart_font font = { .size = 12, .bold = LXW_TRUE };
	lxw_chart_line grid = { .color = 0xD0D0D0, .width = 0.75 };

	chart_title_set_name(chart, title);
	chart_title_set_name_font(chart, &font);
	chart_axis_major_gridlines_set_line(type == LXW_CHART_BAR ? chart->x_axis : chart->y_axis, &grid);
	return chart;
}

/* `width` and `height` in pixels. */
static void insert_chart(struct maker *m, lxw_chart *chart, lxw_row_t row, const char *title, double width, double height)
{
	struct str description = STR_INIT;
	lxw_chart_options options = { .x_scale = width / 480, .y_scale = height / 288 };

	str_adds(&description, title);
	options.description = description.s;
	check(m, worksheet_insert_chart_opt(m->sheet, row, 0, chart, &options));
	str_release(&description);
}

static lxw_chart_series *add_series(struct maker *m, lxw_chart *chart, lxw_col_t names, lxw_col_t col, lxw_row_t last)
{
	const char *sheet = m->sheet->name;
	lxw_chart_series *series = chart_add_series(chart, NULL, NULL);

	chart_series_set_categories(series, sheet, 1, names, last, names);
	chart_series_set_values(series, sheet, 1, col, last, col);
	chart_series_set_name_range(series, sheet, 0, col);
	return series;
}

/* Which of the figures shown the bars are of: closing in time where anything was
 * due, else the first. */
static size_t bars_of(const struct bulletin *b, const struct report *r)
{
	int64_t figure;
	size_t i;

	for (i = 0; i < b->indicators; i++)
		if (strcmp(b->indicator[i]->field.name, "close_in_time_rate") == 0 && indicator_figure(b->indicator[i], &r->total, &figure))
			return i;
	return 0;
}

/* A bar a row of the sheet, in its order from the top. */
static void put_bars(struct maker *m, const struct report *r)
{
	size_t at = bars_of(m->b, r), rows = r->count;
	enum cut cut = r->cuts.cut[0];
	const struct indicator *i = m->b->indicator[at];
	struct str title = STR_INIT;
	lxw_chart_fill fill = { .color = BLUE };
	lxw_chart_series *series;
	lxw_chart *chart;

	str_addf(&title, "%s · %s", indicator_label(i), m->b->query[BULLETIN_NOW].period.name);
	chart = begin_chart(m, LXW_CHART_BAR, title.s);
	/* Masked names would be the same for several people. */
	series = add_series(m, chart, report_cut_is_person(cut) ? 0 : 1, (lxw_col_t)(2 + at), (lxw_row_t)rows);
	chart_series_set_fill(series, &fill);
	chart_series_set_labels(series);
	chart_set_series_gap(chart, 40);
	/* Of a bar chart the x axis is the one across: that of the values. */
	chart_axis_set_reverse(chart->y_axis);
	chart_axis_set_interval_unit(chart->y_axis, 1);
	chart_axis_set_min(chart->x_axis, 0);
	if (indicator_is_rate(i)) {
		chart_axis_set_max(chart->x_axis, 1);
		chart_axis_set_num_format(chart->x_axis, "0%");
		chart_series_set_labels_num_format(series, "0.00%");
	}
	chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	insert_chart(m, chart, (lxw_row_t)rows + 4, title.s, 860, 120 + 24 * (double)rows);
	str_release(&title);
}

static bool has_line(const struct bulletin *b, const struct indicator *i)
{
	int64_t figure;
	size_t k;

	for (k = 0; k < b->points; k++)
		if (indicator_figure(i, &b->trend[k].total, &figure))
			return true;
	return false;
}

/* The rates everybody asks for, or the first ones where there is nothing of
 * them. */
static size_t lines_of(const struct bulletin *b, size_t line[LINES_MAX])
{
	size_t i, n = 0;
	int pass;

	for (pass = 0; n == 0 && pass < 2; pass++)
		for (i = 0; i < b->indicators && n < LINES_MAX; i++)
			if (indicator_is_rate(b->indicator[i]) && has_line(b, b->indicator[i]) &&
			    (pass || text_has_word(KEY_RATES, b->indicator[i]->field.name)))
				line[n++] = i;
	return n;
}

static void put_lines(struct maker *m)
{
	static const struct { lxw_color_t color; uint8_t dash, marker; } as[LINES_MAX] = {
		{ BLUE, LXW_CHART_LINE_DASH_SOLID, LXW_CHART_MARKER_CIRCLE },
		{ 0xD55E00, LXW_CHART_LINE_DASH_DASH, LXW_CHART_MARKER_SQUARE },
		{ 0x009E73, LXW_CHART_LINE_DASH_LONG_DASH, LXW_CHART_MARKER_TRIANGLE },
		{ 0xCC79A7, LXW_CHART_LINE_DASH_ROUND_DOT, LXW_CHART_MARKER_DIAMOND },
	};
	const char *title = say("Rates", "主要指标走势");
	size_t line[LINES_MAX], n = lines_of(m->b, line), i;
	lxw_chart *chart;

	if (!n)
		return;
	chart = begin_chart(m, LXW_CHART_LINE, title);
	for (i = 0; i < n; i++) {
		lxw_chart_series *series = add_series(m, chart, 0, (lxw_col_t)(1 + line[i]), (lxw_row_t)m->b->points);
		lxw_chart_line stroke = { .color = as[i].color, .width = 2, .dash_type = as[i].dash };
		lxw_chart_fill fill = { .color = as[i].color };

		chart_series_set_line(series, &stroke);
		chart_series_set_marker_type(series, as[i].marker);
		chart_series_set_marker_fill(series, &fill);
	}
	chart_axis_set_num_format(chart->y_axis, "0%");
	chart_axis_set_max(chart->y_axis, 1);
	chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
	insert_chart(m, chart, (lxw_row_t)m->b->points + 2, title, 860, 360);
}

/* ---- summary ---- */

static void put_fact(struct maker *m, lxw_row_t *row, const char *label, const char *text)
{
	put_text(m, *row, 0, label, LOOK_LABEL);
	put_text(m, (*row)++, 1, text, LOOK_TEXT);
}

static void put_facts(struct maker *m, lxw_row_t *row)
{
	const struct facts_query *q = &m->b->query[BULLETIN_NOW];
	struct str period = STR_INIT;
	char since[WHEN_DATE_SIZE], until[WHEN_DATE_SIZE], as_of[WHEN_SIZE];

	when_format_day_of(q->period.since, since);
	when_format_day_of(q->period.until - 1, until);
	when_format(q->as_of, as_of);
	if (q->period.kind != PERIOD_DATES)     /* they are its name */
		str_addf(&period, "%s: ", q->period.name);
	str_addf(&period, say("%s to %s", "%s 至 %s"), since, until);
	put_fact(m, row, say("Period", "统计周期"), period.s);
	put_fact(m, row, say("As of", "截至"), as_of);
	put_fact(m, row, say("Counted", "统计口径"), q->cohort == COHORT_DUE
	         ? say("handling and closing of the cases that fall due in the period", "处置与结案：时限在本期到期的案件")
	         : say("handling and closing of the cases filed in the period", "处置与结案：本期立案的案件"));
	str_reset(&period);
	str_addf(&period, "grid-report -f xlsx%s", m->b->options.s);
	put_fact(m, row, say("Command", "生成命令"), period.s);
	str_release(&period);
}

/* By how much the figure is up on `before`. */
static void put_change(struct maker *m, lxw_row_t row, lxw_col_t col, const struct indicator *i, const struct tally *before)
{
	enum look look = indicator_is_rate(i) ? LOOK_POINTS : LOOK_SHARE;
	int64_t change;

	if (!indicator_change(i, &m->b->total[BULLETIN_NOW], before, &change))
		return;
	if (i->better && change)
		look += (change > 0) == (i->better > 0) ? LOOK_POINTS_GOOD - LOOK_POINTS : LOOK_POINTS_BAD - LOOK_POINTS;
	put_number(m, row, col, (double)change / (indicator_is_rate(i) ? 100 : 10000), look);
}

static void put_period_heading(struct maker *m, lxw_row_t row, lxw_col_t col, const char *label, int at)
{
	struct str heading = STR_INIT;

	str_addf(&heading, "%s\n%s", label, m->b->query[at].period.name);
	put_text(m, row, col, heading.s, LOOK_HEADING);
	str_release(&heading);
}

static void put_summary(struct maker *m)
{
	const struct bulletin *b = m->b;
	struct str title = STR_INIT;
	lxw_row_t row = 0;
	size_t i;

	if (!begin_sheet(m, say("Summary", "概要"), 0, 0))
		return;
	worksheet_gridlines(m->sheet, LXW_HIDE_ALL_GRIDLINES);
	set_columns(m, 0, 0, 28);
	set_columns(m, 1, 5, 18);
	worksheet_fit_to_pages(m->sheet, 1, 1);
	add_title(m, &title);
	worksheet_set_row(m->sheet, row, 28, NULL);
	put_text(m, row++, 0, title.s, LOOK_TITLE);
	str_release(&title);
	put_facts(m, &row);
	row++;
	worksheet_set_row(m->sheet, row, 36, NULL);
	put_text(m, row, 0, say("Indicator", "指标"), LOOK_HEADING);
	put_period_heading(m, row, 1, say("This period", "本期"), BULLETIN_NOW);
	put_period_heading(m, row, 2, say("Period before", "上期"), BULLETIN_PREVIOUS);
	put_text(m, row, 3, say("Change", "环比"), LOOK_HEADING);
	put_period_heading(m, row, 4, say("Last year", "去年同期"), BULLETIN_LAST_YEAR);
	put_text(m, row, 5, say("Change on last year", "同比"), LOOK_HEADING);
	for (i = 0; i < b->indicators; i++) {
		row++;
		put_text(m, row, 0, indicator_label(b->indicator[i]), LOOK_TEXT);
		put_figure(m, row, 1, b->indicator[i], &b->total[BULLETIN_NOW], false);
		put_figure(m, row, 2, b->indicator[i], &b->total[BULLETIN_PREVIOUS], false);
		put_change(m, row, 3, b->indicator[i], &b->total[BULLETIN_PREVIOUS]);
		put_figure(m, row, 4, b->indicator[i], &b->total[BULLETIN_LAST_YEAR], false);
		put_change(m, row, 5, b->indicator[i], &b->total[BULLETIN_LAST_YEAR]);
		if (is_overdue(b->indicator[i]))
			mark_late(m, row, 1, row, 1);
	}
}

/* ---- one cut ---- */

/* An empty row keeps a spreadsheet from sorting or filtering the total with the
 * rest. */
static void put_section(struct maker *m, const struct section *s)
{
	const struct report *r = &s->report[BULLETIN_NOW];
	lxw_col_t last_col = (lxw_col_t)(1 + m->b->indicators);
	lxw_row_t last = (lxw_row_t)r->count, total = last ? last + 2 : 1;
	size_t i;

	if (!begin_sheet(m, report_cut_label(s->cuts.cut[0]), 1, 2))
		return;
	put_text(m, 0, 0, say("Code", "编码"), LOOK_HEADING);
	put_text(m, 0, 1, report_cut_label(s->cuts.cut[0]), LOOK_HEADING);
	put_headings(m, 0, 2);
	for (i = 0; i < r->count; i++) {
		put_row_head(m, (lxw_row_t)(i + 1), s->cuts.cut[0], r->row[i].code[0], r->row[i].name[0]);
		put_figures(m, (lxw_row_t)(i + 1), 2, &r->row[i].tally, false);
	}
	put_total_head(m, total);
	put_figures(m, total, 2, &r->total, true);
	set_widths(m);
	if (!last)
		return;
	worksheet_set_row(m->sheet, last + 1, 4, NULL);
	check(m, worksheet_autofilter(m->sheet, 0, 0, last, last_col));
	for (i = 0; i < m->b->indicators; i++)
		colour(m, m->b->indicator[i], 1, (lxw_col_t)(2 + i), last, (lxw_col_t)(2 + i));
	if (last <= BARS_MAX && m->b->indicators)
		put_bars(m, r);
}

/* ---- two cuts ---- */

struct column {
	const char *code, *name;
	struct tally total;
};

static int by_code(const void *a, const void *b)
{
	return strcmp(((const struct column *)a)->code, ((const struct column *)b)->code);
}

/* Each code of the second cut once, in order.  The caller frees it. */
static struct column *columns_of(const struct report *r, size_t *count)
{
	struct column *column = mem_array(r->count, sizeof *column);
	size_t i, n = 0;

	for (i = 0; i < r->count; i++) {
		column[i].code = r->row[i].code[1];
		column[i].name = r->row[i].name[1];
	}
	if (r->count)
		qsort(column, r->count, sizeof *column, by_code);
	for (i = 0; i < r->count; i++)
		if (!n || strcmp(column[n - 1].code, column[i].code) != 0)
			column[n++] = column[i];
	*count = n;
	return column;
}

/* A matrix of the first indicator.  Pairs that do not occur stay empty, so that
 * it takes no more room than the report. */
static void put_matrix(struct maker *m, const struct section *s)
{
	const struct report *r = &s->report[BULLETIN_NOW];
	const struct indicator *i = m->b->indicator[0];
	size_t columns, k;
	struct column *column = columns_of(r, &columns), *found, wanted;
	lxw_col_t total_col = (lxw_col_t)(2 + columns);
	lxw_row_t row = 1, total;
	struct tally tally;
	struct str name = STR_INIT;

	str_addf(&name, "%s × %s", report_cut_label(s->cuts.cut[0]), report_cut_label(s->cuts.cut[1]));
	if (3 + columns > LXW_COL_MAX) {
		check(m, LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE);
		goto end;
	}
	if (!begin_sheet(m, name.s, 2, 2))
		goto end;
	put_text(m, 0, 0, indicator_label(i), LOOK_HEADING);
	put_text(m, 0, 1, report_cut_label(s->cuts.cut[1]), LOOK_HEADING);
	put_text(m, 1, 0, say("Code", "编码"), LOOK_HEADING);
	put_text(m, 1, 1, report_cut_label(s->cuts.cut[0]), LOOK_HEADING);
	worksheet_set_row(m->sheet, 1, HEADING_HEIGHT, NULL);
	for (k = 0; k < columns; k++) {
		put_text(m, 0, (lxw_col_t)(2 + k), shown_code(column[k].code), LOOK_HEADING);
		put_text(m, 1, (lxw_col_t)(2 + k), shown_name(m, s->cuts.cut[1], column[k].code, column[k].name), LOOK_HEADING);
	}
	put_text(m, 0, total_col, "total", LOOK_HEADING);
	put_text(m, 1, total_col, say("Total", "合计"), LOOK_HEADING);
	memset(&tally, 0, sizeof tally);
	for (k = 0; k < r->count; k++) {
		const struct report_row *at = &r->row[k];

		if (k == 0 || strcmp(at[-1].code[0], at->code[0]) != 0) {
			put_row_head(m, ++row, s->cuts.cut[0], at->code[0], at->name[0]);
			memset(&tally, 0, sizeof tally);
		}
		wanted.code = at->code[1];
		found = bsearch(&wanted, column, columns, sizeof *column, by_code);
		put_figure(m, row, (lxw_col_t)(2 + (found - column)), i, &at->tally, false);
		tally_join(&found->total, &at->tally);
		tally_join(&tally, &at->tally);
		put_figure(m, row, total_col, i, &tally, false);
	}
	total = r->count ? row + 1 : 2;
	put_total_head(m, total);
	for (k = 0; k < columns; k++)
		put_figure(m, total, (lxw_col_t)(2 + k), i, &column[k].total, true);
	put_figure(m, total, total_col, i, &r->total, true);
	set_widths(m);
	set_columns(m, 2, total_col, MATRIX_WIDTH);
	if (r->count && is_overdue(i))
		mark_late(m, 2, 2, row, total_col - 1);
	else if (r->count)
		colour_scale(m, i->better, 2, 2, row, total_col - 1);
end:
	free(column);
	str_release(&name);
}

/* ---- trend and definitions ---- */

static void put_trend(struct maker *m)
{
	const struct bulletin *b = m->b;
	size_t i;

	if (!begin_sheet(m, say("Trend", "走势"), 1, 1))
		return;
	set_columns(m, 0, 0, 22);
	put_text(m, 0, 0, say("Period", "统计周期"), LOOK_HEADING);
	put_headings(m, 0, 1);
	for (i = 0; i < b->points; i++) {
		put_text(m, (lxw_row_t)(i + 1), 0, b->trend[i].period.name, LOOK_TEXT);
		put_figures(m, (lxw_row_t)(i + 1), 1, &b->trend[i].total, false);
	}
	put_lines(m);
}

static const char *meaning(enum count count)
{
	return say(indicator_counted(count)->meaning, indicator_counted(count)->chinese);
}

static void put_definitions(struct maker *m)
{
	static const struct { const char *english, *chinese; double width; } heading[] = {
		{ "Indicator", "指标", 26 }, { "Column", "列名", 24 }, { "Is", "含义", 60 }, { "Divided by", "除以", 50 },
		{ "Unit", "单位", 10 }, { "Better", "导向", 10 }, { "Source", "依据", 50 },
	};
	lxw_row_t row;
	size_t i;

	if (!begin_sheet(m, say("Definitions", "口径"), 1, 1))
		return;
	for (i = 0; i < sizeof heading / sizeof heading[0]; i++) {
		set_columns(m, (lxw_col_t)i, (lxw_col_t)i, heading[i].width);
		put_text(m, 0, (lxw_col_t)i, say(heading[i].english, heading[i].chinese), LOOK_HEADING);
	}
	for (i = 0; i < m->b->indicators; i++) {
		const struct indicator *in = m->b->indicator[i];

		row = (lxw_row_t)(i + 1);
		put_text(m, row, 0, indicator_label(in), LOOK_WRAPPED);
		put_text(m, row, 1, in->field.name, LOOK_WRAPPED);
		put_text(m, row, 2, meaning(in->part), LOOK_WRAPPED);
		if (in->whole != COUNT_MAX)
			put_text(m, row, 3, meaning(in->whole), LOOK_WRAPPED);
		put_text(m, row, 4, indicator_unit(in), LOOK_WRAPPED);
		put_text(m, row, 5, in->better > 0 ? say("more", "越高越好") : in->better < 0 ? say("less", "越低越好") : "", LOOK_WRAPPED);
		put_text(m, row, 6, in->source, LOOK_WRAPPED);
	}
}

/* ---- all of it ---- */

static void put_sheets(struct maker *m)
{
	size_t i;

	put_summary(m);
	for (i = 0; i < m->b->sections && m->error == LXW_NO_ERROR; i++) {
		if (m->b->section[i].cuts.count == 2)
			put_matrix(m, &m->b->section[i]);
		else
			put_section(m, &m->b->section[i]);
	}
	if (m->b->points)
		put_trend(m);
	put_definitions(m);
}

enum status book_make(struct out *out, const struct bulletin *b, struct fault *f)
{
	struct maker m = { .b = b };
	int fd;
	enum status st = xlsxfile_open(&m.file, NULL, false, f);

	if (st == ST_OK) {
		make_looks(&m);
		put_sheets(&m);
		if (m.error != LXW_NO_ERROR)
			st = fault_set(f, ST_INTERNAL, "cannot make a workbook: %s", lxw_strerror(m.error));
	}
	if (st == ST_OK)
		st = xlsxfile_close(&m.file, m.bytes, m.bytes, &fd, f);
	if (st == ST_OK)
		out_workbook(out, fd);
	xlsxfile_release(&m.file);
	str_release(&m.text);
	return st;
}

#endif
