/* SPDX-License-Identifier: MIT
 *
 * By libxlsxwriter in its constant_memory mode.  It does not check the files in
 * which rows wait; here they are.
 */
#include "xlsx.h"

#ifndef HAVE_XLSX

enum status xlsx_new(struct xlsx **x, const char *dir, struct fault *f)
{
	(void)dir;
	*x = NULL;
	return fault_set(f, ST_USAGE, "format xlsx: this wangge was built without libxlsxwriter; excel is there");
}

void xlsx_free(struct xlsx *x)
{
	(void)x;
}

void xlsx_begin(struct xlsx *x, const struct field *const *column, const char *const *heading, size_t count)
{
	(void)x;
	(void)column;
	(void)heading;
	(void)count;
}

void xlsx_cell(struct xlsx *x, size_t at, const char *s, bool number)
{
	(void)x;
	(void)at;
	(void)s;
	(void)number;
}

void xlsx_row(struct xlsx *x)
{
	(void)x;
}

enum status xlsx_finish(struct xlsx *x, int *fd, struct fault *f)
{
	(void)x;
	*fd = -1;
	return fault_set(f, ST_INTERNAL, "no workbook");
}

#else

#include "mem.h"
#include "text.h"
#include "when.h"
#include "xlsxfile.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH_MAX = 60 };

enum look { LOOK_HEADING, LOOK_TEXT, LOOK_DATE, LOOK_TIME, LOOKS };

struct xlsx {
	struct xlsxfile file;
	lxw_worksheet *sheet;
	lxw_format *look[LOOKS];
	const struct field *const *column;
	char **heading;
	size_t count;
	lxw_row_t row;                  /* of the sheet; 0 is the heading */
	int64_t bytes, largest;         /* of the sheets that are full */
	struct str text;
	struct fault fault;
};

static void fail(struct xlsx *x, enum status st, const char *what)
{
	if (x->fault.status == ST_OK)
		fault_set(&x->fault, st, "cannot make a workbook: %s", what);
}

/* ---- life ---- */

static void make_looks(struct xlsx *x)
{
	enum { AS_TEXT = 49 };          /* built in: "@" */
	int i;

	for (i = 0; i < LOOKS; i++)
		x->look[i] = workbook_add_format(x->file.book);
	format_set_bold(x->look[LOOK_HEADING]);
	format_set_num_format_index(x->look[LOOK_TEXT], AS_TEXT);
	format_set_num_format(x->look[LOOK_DATE], "yyyy-mm-dd");
	format_set_num_format(x->look[LOOK_TIME], "yyyy-mm-dd hh:mm:ss");
}

enum status xlsx_new(struct xlsx **out, const char *dir, struct fault *f)
{
	struct xlsx *x = mem_alloc(sizeof *x);

	*out = NULL;
	if (xlsxfile_open(&x->file, dir, true, f) != ST_OK) {
		xlsx_free(x);
		return f->status;
	}
	make_looks(x);
	*out = x;
	return ST_OK;
}

static void drop_headings(struct xlsx *x)
{
	while (x->count > 0)
		free(x->heading[--x->count]);
	free(x->heading);
	x->heading = NULL;
}

void xlsx_free(struct xlsx *x)
{
	if (!x)
		return;
	xlsxfile_release(&x->file);
	drop_headings(x);
	str_release(&x->text);
	free(x);
}

/* ---- sheets ---- */

/* In characters of the usual font. */
static double width_of(const struct field *field, const char *heading)
{
	static const unsigned char by_type[] = {
		[FIELD_TEXT] = 24, [FIELD_NAME] = 10, [FIELD_TAGS] = 16, [FIELD_ID] = 20, [FIELD_USCC] = 20,
		[FIELD_PHONE] = 15, [FIELD_CODE] = 18, [FIELD_DATE] = 12, [FIELD_TIME] = 20, [FIELD_ENUM] = 12,
		[FIELD_LIMIT] = 14, [FIELD_HOURS] = 24, [FIELD_PATTERN] = 30, [FIELD_AREA] = 18, [FIELD_DEPARTMENT] = 12,
		[FIELD_WORKER] = 12, [FIELD_MATTER] = 12, [FIELD_BUILDING] = 18, [FIELD_HOUSEHOLD] = 18,
		[FIELD_PERSON] = 20, [FIELD_UNIT] = 20, [FIELD_CASE] = 24, [FIELD_RATE] = 0,
	};
	size_t least = text_width(heading) + 4;         /* the filter's arrow */
	size_t width = by_type[field->type] > least ? by_type[field->type] : least;

	return (double)(width < WIDTH_MAX ? width : WIDTH_MAX);
}

static void end_sheet(struct xlsx *x)
{
	lxw_row_t last = x->row > 0 ? x->row - 1 : 0;
	FILE *rows;
	off_t size;

	if (!x->sheet || x->count == 0)
		return;
	worksheet_autofilter(x->sheet, 0, 0, last, (lxw_col_t)(x->count - 1));
	/* Nobody else asks whether the rows could be written. */
	rows = x->sheet->optimize_tmpfile;
	if (!rows || fflush(rows) != 0 || ferror(rows) || (size = ftello(rows)) < 0) {
		fail(x, ST_OUTPUT, strerror(errno ? errno : EIO));
		return;
	}
	x->bytes += size;
	if (size > x->largest)
		x->largest = size;
}

static void begin_sheet(struct xlsx *x)
{
	size_t i;

	end_sheet(x);
	x->row = 0;
	x->sheet = workbook_add_worksheet(x->file.book, NULL);
	if (!x->sheet) {
		fail(x, ST_OUTPUT, "no new sheet");
		return;
	}
	worksheet_freeze_panes(x->sheet, 1, 0);
	for (i = 0; i < x->count; i++) {
		lxw_col_t at = (lxw_col_t)i;

		worksheet_set_column(x->sheet, at, at, width_of(x->column[i], x->heading[i]), NULL);
		worksheet_write_string(x->sheet, 0, at, x->heading[i], x->look[LOOK_HEADING]);
	}
	x->row = 1;
}

void xlsx_begin(struct xlsx *x, const struct field *const *column, const char *const *heading, size_t count)
{
	size_t i;

	x->column = column;
	x->heading = mem_array(count, sizeof *x->heading);
	x->count = count;
	for (i = 0; i < count; i++)
		x->heading[i] = mem_strdup(heading[i]);
	begin_sheet(x);
}

/* ---- cells ---- */

/* Days since 1899-12-30; Excel takes 1900 for a leap year, so that only from
 * its March on they are what it shows.  False: no such date. */
static bool serial(const char *s, double *days)
{
	int year, month, mday, hour = 0, minute = 0, second = 0, n = 0;

	if (sscanf(s, "%4d-%2d-%2d%n", &year, &month, &mday, &n) != 3 || n != 10 || !when_is_date(year, month, mday))
		return false;
	if (s[n] && (sscanf(s + n, " %2d:%2d:%2d%n", &hour, &minute, &second, &n) != 3 || s[10 + n] ||
	             hour > 23 || minute > 59 || second > 59))
		return false;
	*days = when_day(year, month, mday) + 25569 +
	        (hour * 3600 + minute * 60 + second) / (double)DAY_SECONDS;
	return *days >= 61;
}

static bool is_number(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_REAL || f->type == FIELD_RATE || f->type == FIELD_BOOL;
}

void xlsx_cell(struct xlsx *x, size_t at, const char *s, bool number)
{
	const struct field *f = x->column[at];
	lxw_col_t col = (lxw_col_t)at;
	double v;
	lxw_error e;

	if (at == 0 && x->row == LXW_ROW_MAX && x->fault.status == ST_OK)
		begin_sheet(x);
	if (!*s || x->fault.status != ST_OK)
		return;
	/* A number of more than 15 digits would not be the same. */
	if (number && is_number(f) && fabs(v = strtod(s, NULL)) < 1e15)
		e = worksheet_write_number(x->sheet, x->row, col, v, NULL);
	else if ((f->type == FIELD_DATE || f->type == FIELD_TIME) && serial(s, &v))
		e = worksheet_write_number(x->sheet, x->row, col, v, x->look[f->type == FIELD_DATE ? LOOK_DATE : LOOK_TIME]);
	else
		e = worksheet_write_string(x->sheet, x->row, col, xlsxfile_text(&x->text, s), x->look[LOOK_TEXT]);
	if (e != LXW_NO_ERROR)
		fail(x, ST_INTERNAL, lxw_strerror(e));
}

void xlsx_row(struct xlsx *x)
{
	x->row++;
}

/* ---- the end ---- */

enum status xlsx_finish(struct xlsx *x, int *fd, struct fault *f)
{
	*fd = -1;
	if (!x->sheet)
		begin_sheet(x);
	end_sheet(x);
	if (x->fault.status != ST_OK) {
		*f = x->fault;
		return f->status;
	}
	return xlsxfile_close(&x->file, x->largest, x->bytes, fd, f);
}

#endif
