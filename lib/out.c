/* SPDX-License-Identifier: MIT */
#include "out.h"

#include "layout.h"
#include "mem.h"
#include "spool.h"
#include "text.h"
#include "when.h"
#include "xlsx.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct out {
	enum out_format format;
	bool is_chinese;
	bool is_unmasked;
	char *path;                     /* NULL: standard output */
	struct spool spool;
	struct xlsx *xlsx;              /* for that format */

	const struct field *const *column;
	size_t count;
	size_t at;                      /* cells of this row so far */
	bool has_begun;
	bool has_row;

	/* The table that waits until its widths are known, row by row: the
	 * cells of the columns that have all flags of `wanted`. */
	char *title;
	bool is_record;         /* read downwards */
	unsigned wanted;
	char **cell;
	size_t cell_count;
	size_t cell_cap;

	struct str scratch;
};

static void emit(struct out *o, const char *s, size_t len)
{
	spool_add(&o->spool, s, len);
}

static void emits(struct out *o, const char *s)
{
	spool_add(&o->spool, s, strlen(s));
}

/* A fault of the caller's or of a library; out_finish reports the first. */
static void fail(struct out *o, const char *what)
{
	if (o->spool.fault.status == ST_OK)
		fault_set(&o->spool.fault, ST_INTERNAL, "%s", what);
}

/* ---- life ---- */

/* Rows of a workbook wait beside the file that they are for. */
static enum status new_workbook(struct xlsx **x, const char *path, struct fault *f)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	char *dir;
	enum status st;

	if (!path && isatty(STDOUT_FILENO))
		return fault_set(f, ST_USAGE, "format xlsx is not for a terminal: give a file with -o");
	dir = !path ? NULL : slash ? mem_strndup(path, (size_t)(slash - path) + 1) : mem_strdup(".");
	st = xlsx_new(x, dir, f);
	free(dir);
	return st;
}

enum status out_new(struct out **o, enum out_format format, const char *path,
                    struct fault *f)
{
	struct xlsx *xlsx = NULL;
	char *target = NULL;

	*o = NULL;
	if (path && spool_target(path, &target, f) != ST_OK)
		return f->status;
	if (format == OUT_AUTO)
		format = !path && isatty(STDOUT_FILENO) ? OUT_TABLE : OUT_CSV;
	if (format == OUT_XLSX && new_workbook(&xlsx, target, f) != ST_OK) {
		free(target);
		return f->status;
	}
	*o = mem_alloc(sizeof **o);
	(*o)->xlsx = xlsx;
	(*o)->format = format;
	(*o)->path = target;
	(*o)->is_chinese = out_chinese();
	spool_init(&(*o)->spool);
	return ST_OK;
}

static void drop_table(struct out *o)
{
	while (o->cell_count > 0)
		free(o->cell[--o->cell_count]);
	free(o->title);
	o->title = NULL;
}

void out_free(struct out *o)
{
	if (!o)
		return;
	drop_table(o);
	free(o->cell);
	spool_release(&o->spool);
	xlsx_free(o->xlsx);
	str_release(&o->scratch);
	free(o->path);
	free(o);
}

enum out_format out_format(const struct out *o)
{
	return o->format;
}

void out_unmask(struct out *o)
{
	o->is_unmasked = true;
}

/* The environment tells what is wanted, also where the machine has no such
 * locale; and with it set the system's own messages would be in Chinese too. */
bool out_chinese(void)
{
	static const char *const variable[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *name;
	size_t i;

	for (i = 0; i < sizeof variable / sizeof variable[0]; i++) {
		name = getenv(variable[i]);
		if (name && *name)
			return strncmp(name, "zh", 2) == 0;
	}
	return false;
}

/* ---- table ---- */

static bool is_number(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_REAL ||
	       f->type == FIELD_RATE;
}

static const char *heading(const struct out *o, const struct field *f)
{
	return o->is_chinese && *f->label ? f->label : f->name;
}

/* One line that cannot drive a terminal: blanks for line ends and tabs, '?'
 * for other control characters. */
static const char *clean(struct out *o, const char *s)
{
	uint32_t c;
	size_t n;

	str_reset(&o->scratch);
	for (; *s; s += n) {
		c = text_next(s, &n);
		if (c == '\r' && s[1] == '\n')
			continue;
		if (c >= '\t' && c <= '\r')
			str_addc(&o->scratch, ' ');
		else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFD)
			str_addc(&o->scratch, '?');
		else
			str_add(&o->scratch, s, n);
	}
	return o->scratch.s;
}

static size_t terminal_width(const struct out *o)
{
	const char *columns = getenv("COLUMNS");
	struct winsize w;
	long n;

	if (!o->path && isatty(STDOUT_FILENO) &&
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		return w.ws_col;
	n = columns ? strtol(columns, NULL, 10) : 0;
	return n > 0 && n < 10000 ? (size_t)n : 80;
}

static bool is_shown(const struct out *o, const struct field *f)
{
	return (f->flags & o->wanted) == o->wanted;
}

static char *lay_out(struct out *o)
{
	struct layout_column *column = mem_array(o->count, sizeof *column);
	size_t count = 0, i;
	char *text;

	for (i = 0; i < o->count; i++) {
		const struct field *f = o->column[i];

		if (!is_shown(o, f))
			continue;
		column[count].heading = heading(o, f);
		column[count].is_right = is_number(f);
		column[count++].is_text = f->type == FIELD_TEXT;
	}
	text = layout(column, count, o->cell, o->cell_count,
	              terminal_width(o));
	free(column);
	return text;
}

/* "label  value" lines of a record; empty cells are passed over. */
static void emit_record(struct out *o)
{
	size_t i, k, width = 0, n;

	for (i = 0; i < o->cell_count; i++) {
		n = text_width(heading(o, o->column[i % o->count]));
		if (*o->cell[i] && n > width)
			width = n;
	}
	for (i = 0; i < o->cell_count; i++) {
		const char *label = heading(o, o->column[i % o->count]);

		if (!*o->cell[i])
			continue;
		emits(o, label);
		for (k = text_width(label); k < width + 2; k++)
			emits(o, " ");
		emits(o, o->cell[i]);
		emits(o, "\n");
	}
}

/* A table without rows says nothing, not even its title. */
static void end_table(struct out *o)
{
	char *text;

	if (o->at > 0)
		out_row(o);
	if (o->cell_count > 0) {
		if (o->spool.has_any)
			emits(o, "\n");
		if (o->title) {
			emits(o, clean(o, o->title));
			emits(o, "\n");
		}
		text = o->is_record ? NULL : lay_out(o);
		if (o->is_record)
			emit_record(o);
		else if (text)
			emits(o, text);
		else
			fail(o, "cannot lay out a table");
		free(text);
	}
	drop_table(o);
}

static void begin_table(struct out *o, const char *title)
{
	size_t i;

	o->title = mem_strdup(title);
	o->is_record = false;
	o->wanted = 0;
	for (i = 0; i < o->count; i++)
		o->wanted |= o->column[i]->flags & FIELD_BRIEF;
}

static void table_cell(struct out *o, const struct field *f, const char *s)
{
	if (!is_shown(o, f))
		return;
	MEM_ROOM(o->cell, o->cell_count, o->cell_cap);
	o->cell[o->cell_count++] = mem_strdup(clean(o, s));
}

/* ---- csv, tsv, json, excel ---- */

/* Blanks at the ends are quoted too: libcsv and others take them off.  A
 * lone empty cell would be a blank line, which readers pass over. */
static void csv_cell(struct out *o, const char *s, size_t len)
{
	/* A byte that makes quotes necessary, or does at an end of the cell. */
	static const unsigned char anywhere = 1, at_end = 2, kind[256] = {
		[','] = 1, ['"'] = 1, ['\r'] = 1, ['\n'] = 1, [' '] = 2, ['\t'] = 2,
	};
	char *start = spool_room(&o->spool, 2 * len + 3), *p = start;
	unsigned met = 0;
	size_t i;

	if (o->at > 0)
		*p++ = ',';
	for (i = 0; i < len; i++) {
		p[i] = s[i];
		met |= kind[(unsigned char)s[i]];
	}
	if (!(met & anywhere) && (len ? !(met & at_end) ||
	    !((kind[(unsigned char)s[0]] | kind[(unsigned char)s[len - 1]]) & at_end) : o->count > 1)) {
		spool_took(&o->spool, (size_t)(p - start) + len);
		return;
	}
	*p++ = '"';
	for (i = 0; i < len; i++) {
		if (s[i] == '"')
			*p++ = '"';
		*p++ = s[i];
	}
	*p++ = '"';
	spool_took(&o->spool, (size_t)(p - start));
}

static bool is_plain_number(const char *s)
{
	size_t n;

	s += *s == '+' || *s == '-';
	n = strspn(s, "0123456789");
	if (n > 0 && s[n] == '.')
		n += 1 + strspn(s + n + 1, "0123456789");
	return n > 0 && s[n] == '\0' && s[n - 1] != '.';
}

/* Whether Excel would show another value: a long number in scientific
 * notation, a code without its leading zeros, a room 3-12 as a date. */
static bool excel_misreads(const struct field *f, const char *s)
{
	const char *digits = s + (*s == '+' || *s == '-');
	size_t n = strspn(digits, "0123456789");

	if (digits[n] == '\0')
		return n >= 12 || (n > 1 && *digits == '0');
	return (f->type == FIELD_TEXT || f->type == FIELD_CODE) && n > 0 &&
	       digits == s && strlen(s) <= 10 &&
	       s[strspn(s, "0123456789-/.:eE")] == '\0';
}

static void excel_cell(struct out *o, const struct field *f, const char *s)
{
	str_reset(&o->scratch);
	if (excel_misreads(f, s))
		str_addf(&o->scratch, "=\"%s\"", s);
	else if (*s && strchr("=+-@\t\r\n", *s) && !is_plain_number(s))
		str_addf(&o->scratch, "'%s", s);
	else
		str_adds(&o->scratch, s);
	csv_cell(o, o->scratch.s, o->scratch.len);
}

static void tsv_cell(struct out *o, const char *s)
{
	static const char from[] = "\t\n\r\\", to[] = "tnr\\";
	size_t n;

	for (; *s; s += n) {
		n = strcspn(s, from);
		emit(o, s, n);
		if (s[n]) {
			char pair[2] = { '\\', to[strchr(from, s[n]) - from] };

			emit(o, pair, 2);
			n++;
		}
	}
}

/* Bytes that are not UTF-8 (plain sqlite3 lets them in) become U+FFFD: one
 * of them would make the whole array unreadable. */
static void json_string(struct out *o, const char *s, size_t len)
{
	static const char letter[] = "\"\\\n\r\t", escaped[] = "\"\\nrt";
	const char *end = s + len, *known;
	char *start = spool_room(&o->spool, 6 * len + 3), *p = start;
	size_t n;

	*p++ = '"';
	for (; s < end; s += n) {
		n = 1;
		if ((unsigned char)*s >= 0x80) {
			bool is_bad = text_next(s, &n) == 0xFFFD;

			memcpy(p, is_bad ? "\xEF\xBF\xBD" : s, is_bad ? 3 : n);
			p += is_bad ? 3 : n;
		} else if (*s >= ' ' && *s != '"' && *s != '\\') {
			*p++ = *s;
		} else if ((known = strchr(letter, *s))) {
			*p++ = '\\';
			*p++ = escaped[known - letter];
		} else {
			p += snprintf(p, 7, "\\u%04x", (unsigned)*s);
		}
	}
	*p++ = '"';
	spool_took(&o->spool, (size_t)(p - start));
}

static void json_cell(struct out *o, const struct field *f, const char *s,
                      bool number)
{
	if (o->at > 0)
		emits(o, ",");
	else if (o->format == OUT_JSON)
		emits(o, o->has_row ? ",\n{" : "[\n{");
	else
		emits(o, "{");
	json_string(o, f->name, strlen(f->name));
	emits(o, ":");
	if (!*s)
		emits(o, "null");
	else if (number && (is_number(f) || f->type == FIELD_BOOL))
		emits(o, s);
	else
		json_string(o, s, strlen(s));
}

/* ---- rows ---- */

static void format_cell(struct out *o, const struct field *f, const char *s,
                        bool number)
{
	switch (o->format) {
	case OUT_AUTO:
	case OUT_TABLE:
		table_cell(o, f, s);
		break;
	case OUT_CSV:
		csv_cell(o, s, strlen(s));
		break;
	case OUT_TSV:
		emits(o, o->at > 0 ? "\t" : "");
		tsv_cell(o, s);
		break;
	case OUT_JSON:
	case OUT_NDJSON:
		json_cell(o, f, s, number);
		break;
	case OUT_EXCEL:
		excel_cell(o, f, s);
		break;
	case OUT_XLSX:
		xlsx_cell(o->xlsx, o->at, s, number);
		break;
	case OUT_HTML:
		fail(o, "a table in a page");
		break;
	}
}

static void end_line(struct out *o)
{
	static const char *const end[] = {
		[OUT_AUTO] = "",
		[OUT_TABLE] = "",
		[OUT_CSV] = "\n",
		[OUT_TSV] = "\n",
		[OUT_JSON] = "}",
		[OUT_NDJSON] = "}\n",
		[OUT_EXCEL] = "\r\n",
		[OUT_XLSX] = "",
		[OUT_HTML] = "",
	};

	emits(o, end[o->format]);
}

/* The line of headings of csv, tsv and excel. */
static void begin_lines(struct out *o)
{
	if (o->format == OUT_EXCEL)
		emits(o, "\xEF\xBB\xBF");
	for (o->at = 0; o->at < o->count; o->at++) {
		const struct field *f = o->column[o->at];

		format_cell(o, f, o->format == OUT_EXCEL ? heading(o, f)
		                                         : f->name, false);
	}
	o->at = 0;
	end_line(o);
}

static void begin_workbook(struct out *o)
{
	const char **headings = mem_array(o->count, sizeof *headings);
	size_t i;

	for (i = 0; i < o->count; i++)
		headings[i] = heading(o, o->column[i]);
	xlsx_begin(o->xlsx, o->column, headings, o->count);
	free(headings);
}

static bool same_columns(const struct out *o,
                         const struct field *const *column, size_t count)
{
	size_t i;

	for (i = 0; i < count && count == o->count; i++)
		if (o->column[i] != column[i])
			return false;
	return count == o->count;
}

void out_begin(struct out *o, const char *title,
               const struct field *const *column, size_t count)
{
	bool again = o->has_begun && o->format != OUT_TABLE;

	end_table(o);
	if (again && !same_columns(o, column, count))
		fail(o, "a second table has other columns");
	o->column = column;
	o->count = count;
	o->at = 0;
	o->has_begun = true;
	if (o->format == OUT_TABLE)
		begin_table(o, title);
	else if (!again && o->format == OUT_XLSX)
		begin_workbook(o);
	else if (!again && o->format != OUT_JSON && o->format != OUT_NDJSON)
		begin_lines(o);
}

void out_begin_record(struct out *o, const char *title,
                      const struct field *const *column, size_t count)
{
	out_begin(o, title, column, count);
	o->is_record = o->format == OUT_TABLE;
}

/* The one way of every value to the output: whatever function brought it,
 * a personal column's is masked here. */
static void put_cell(struct out *o, const char *s, bool number, bool is_public)
{
	const struct field *f;
	char *own = NULL;
	size_t size;

	if (o->at >= o->count) {
		fail(o, "a row has more cells than its table");
		return;
	}
	f = o->column[o->at];
	if (!s)
		s = "";
	if (*s && f->mask != MASK_NONE && !o->is_unmasked && !is_public) {
		/* No masked form is longer by more than an address's stars. */
		size = strlen(s) + 4;
		own = mem_alloc(size);
		out_mask(f->mask, s, own, size);
		number = false;
	} else if (*s && f->type == FIELD_ENUM && o->is_chinese &&
	           (o->format == OUT_TABLE || o->format == OUT_EXCEL || o->format == OUT_XLSX)) {
		const char *word = field_choice_label(f, s, &size);

		own = mem_strndup(word, size);
	}
	format_cell(o, f, own ? own : s, number);
	o->at++;
	free(own);
}

static void cell(struct out *o, const char *s, bool number)
{
	put_cell(o, s, number, false);
}

void out_text(struct out *o, const char *s)
{
	cell(o, s, false);
}

void out_public(struct out *o, const char *s)
{
	put_cell(o, s, false, true);
}

/* The short way of what is most of large outputs. */
void out_span(struct out *o, const char *s, size_t len)
{
	if (o->format != OUT_CSV || o->at >= o->count || (o->column[o->at]->mask != MASK_NONE && !o->is_unmasked)) {
		cell(o, s, false);
		return;
	}
	csv_cell(o, s, len);
	o->at++;
}

void out_null(struct out *o)
{
	out_span(o, "", 0);
}

void out_int(struct out *o, int64_t v)
{
	char buf[24];

	snprintf(buf, sizeof buf, "%" PRId64, v);
	cell(o, buf, true);
}

void out_real(struct out *o, double v, int decimals)
{
	char buf[352], *p;

	if (!isfinite(v)) {
		out_null(o);
		return;
	}
	decimals = decimals < 0 ? 0 : decimals > 15 ? 15 : decimals;
	snprintf(buf, sizeof buf, "%.*f", decimals, v);
	/* -0.00 is 0.00 */
	p = *buf == '-' && !strpbrk(buf, "123456789") ? buf + 1 : buf;
	cell(o, p, true);
}

void out_exact(struct out *o, double v)
{
	char buf[40];
	int digits = 15;

	if (!isfinite(v)) {
		out_null(o);
		return;
	}
	do
		snprintf(buf, sizeof buf, "%.*g", digits, v);
	while (strtod(buf, NULL) != v && digits++ < 17);
	cell(o, buf, true);
}

/* Long division: the sum of ten times the rest is taken stepwise, so that
 * no part and whole overflow. */
void out_rate(struct out *o, int64_t part, int64_t whole)
{
	uint64_t w = (uint64_t)whole, p, rest, quotient, sum;
	unsigned digits = 0, i, ten;
	bool negative = part < 0;
	char buf[40];

	if (whole <= 0) {
		out_null(o);
		return;
	}
	p = negative ? 0 - (uint64_t)part : (uint64_t)part;
	quotient = p / w;
	rest = p % w;
	for (i = 0; i < 4; i++) {
		digits *= 10;
		for (sum = 0, ten = 0; ten < 10; ten++) {
			sum += rest;
			if (sum >= w) {
				sum -= w;
				digits++;
			}
		}
		rest = sum;
	}
	/* Half up is towards plus infinity. */
	if (rest > w - rest || (rest == w - rest && !negative))
		digits++;
	quotient += digits / 10000;
	digits %= 10000;
	negative = negative && (quotient > 0 || digits > 0);
	if (quotient > 0)
		snprintf(buf, sizeof buf, "%s%" PRIu64 "%02u.%02u",
		         negative ? "-" : "", quotient, digits / 100,
		         digits % 100);
	else
		snprintf(buf, sizeof buf, "%s%u.%02u", negative ? "-" : "",
		         digits / 100, digits % 100);
	cell(o, buf, true);
}

void out_time(struct out *o, int64_t at)
{
	char buf[WHEN_SIZE];

	when_format(at, buf);
	cell(o, buf, false);
}

void out_instant(struct out *o, int64_t at)
{
	if (at)
		out_time(o, at);
	else
		out_null(o);
}

void out_row(struct out *o)
{
	if (o->count == 0)
		fail(o, "a row without a table");
	while (o->at < o->count)
		cell(o, NULL, false);
	if (o->xlsx)
		xlsx_row(o->xlsx);
	else
		end_line(o);
	o->has_row = true;
	o->at = 0;
}

void out_note(struct out *o, const char *line)
{
	char *text;

	if (o->format != OUT_TABLE)
		return;
	end_table(o);
	o->count = 0;           /* rows need a new out_begin */
	text = layout_fold(clean(o, line), terminal_width(o));
	emits(o, text);
	free(text);
}

void out_page(struct out *o, const char *s, size_t len)
{
	emit(o, s, len);
}

void out_workbook(struct out *o, int fd)
{
	xlsx_free(o->xlsx);
	o->xlsx = NULL;
	spool_adopt(&o->spool, fd);
}

enum status out_finish(struct out *o, struct fault *f)
{
	int fd;

	end_table(o);
	if (o->format == OUT_JSON && o->has_begun)
		emits(o, o->has_row ? "\n]\n" : "[]\n");
	if (o->xlsx && o->spool.fault.status == ST_OK) {
		if (xlsx_finish(o->xlsx, &fd, f) != ST_OK)
			return f->status;
		spool_adopt(&o->spool, fd);
	}
	return spool_write(&o->spool, o->path, NULL, f);
}
