/* SPDX-License-Identifier: MIT */
#include "sheet.h"

#include "mem.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const reject_column[] = { "reject_line", "reject_column", "reject_value", "reject_reason" };
enum { REJECT_COLUMNS = 4, NO_COLUMN = -1 };

/* Where a field's value comes from. */
struct feed {
	int column;             /* of the file, or NO_COLUMN */
	const char *constant;   /* from a map; NULL: none */
};

struct sheet {
	struct csvin *in;
	const struct record_kind *kind;
	const struct map *map;
	const struct field **to;        /* of each rule of the map; NULL: dropped */
	struct limit_words words;
	bool is_partial;
	char **heading;         /* of the file, trimmed */
	int columns;
	struct str heading_raw;
	struct feed *feed;      /* one for each field */
	struct value *value;
	struct str *text;       /* a cell's own copy, cleaned in place */
	struct str *keep;
	struct str unknown;
	struct str bad_value;
	struct fault why;
	struct sheet_row row;
};

static bool is_reject_column(const char *heading)
{
	int i;

	for (i = 0; i < REJECT_COLUMNS; i++)
		if (strcmp(heading, reject_column[i]) == 0)
			return true;
	return false;
}

/* Headings ---------------------------------------------------------------- */

static int column_named(const struct sheet *s, const char *heading)
{
	int i;

	for (i = 0; i < s->columns; i++)
		if (strcmp(s->heading[i], heading) == 0)
			return i;
	return NO_COLUMN;
}

static bool map_names(const struct sheet *s, const char *heading)
{
	size_t i;

	for (i = 0; s->map && i < s->map->count; i++)
		if (strcmp(s->map->rule[i].from, heading) == 0)
			return true;
	return false;
}

static enum status feed_field(struct sheet *s, const struct field *field, int column, const char *constant,
                              struct fault *f)
{
	struct feed *feed = &s->feed[field - s->kind->field];

	if ((feed->column != NO_COLUMN && feed->column != column) || (feed->constant && !constant)
	    || (feed->column != NO_COLUMN && constant))
		return fault_set(f, ST_INPUT, "%s: two columns feed %s: drop one in the map file", csvin_name(s->in), field->name);
	if (constant)
		feed->constant = constant;
	else
		feed->column = column;
	return ST_OK;
}

/* A rule must not say otherwise than one before it. */
static enum status check_rule(const struct sheet *s, size_t at, struct fault *f)
{
	const struct map_rule *r = &s->map->rule[at], *o;
	size_t i;

	for (i = 0; i < at; i++) {
		o = &s->map->rule[i];
		if (strcmp(o->from, r->from) != 0)
			continue;
		if (*r->from && !s->to[i] != !s->to[at])
			return fault_set(f, ST_INPUT, "%s:%ld: heading '%s' is both dropped and fed to a column",
			                 s->map->name, r->line, r->from);
		if (s->to[i] != s->to[at])
			continue;
		if (!*r->from)
			return fault_set(f, ST_INPUT, "%s:%ld: a second constant for column %s",
			                 s->map->name, r->line, s->to[at]->name);
		if (*r->value && strcmp(o->value, r->value) == 0)
			return fault_set(f, ST_INPUT, "%s:%ld: value '%s' is translated a second time",
			                 s->map->name, r->line, r->value);
	}
	return ST_OK;
}

static enum status find_column(const struct sheet *s, const struct map_rule *r, int *column, struct fault *f)
{
	int i;

	*column = *r->from ? column_named(s, r->from) : NO_COLUMN;
	if (*r->from && *column == NO_COLUMN)
		return fault_set(f, ST_INPUT, "%s:%ld: '%s' has no heading '%s'", s->map->name, r->line, csvin_name(s->in), r->from);
	for (i = *column + 1; *column != NO_COLUMN && i < s->columns; i++)
		if (strcmp(s->heading[i], r->from) == 0)
			return fault_set(f, ST_INPUT, "%s:%ld: '%s' has the heading '%s' twice",
			                 s->map->name, r->line, csvin_name(s->in), r->from);
	return ST_OK;
}

static enum status feed_by_map(struct sheet *s, struct fault *f)
{
	size_t i;
	int column;
	enum status st = ST_OK;

	if (s->map)
		s->to = mem_array(s->map->count, sizeof *s->to);
	for (i = 0; s->map && i < s->map->count && st == ST_OK; i++) {
		const struct map_rule *r = &s->map->rule[i];

		s->to[i] = *r->to ? fields_heading(s->kind, r->to) : NULL;
		if (*r->to && !s->to[i])
			return fault_set(f, ST_INPUT, "%s:%ld: kind %s has no column '%s'", s->map->name, r->line, s->kind->name, r->to);
		st = find_column(s, r, &column, f);
		if (st == ST_OK)
			st = check_rule(s, i, f);
		if (st == ST_OK && s->to[i])
			st = feed_field(s, s->to[i], column, *r->from ? NULL : r->becomes, f);
	}
	return st;
}

static enum status feed_by_heading(struct sheet *s, struct fault *f)
{
	const struct field *field;
	int i;
	enum status st = ST_OK;

	for (i = 0; i < s->columns && st == ST_OK; i++) {
		if (map_names(s, s->heading[i]) || is_reject_column(s->heading[i]))
			continue;
		field = fields_heading(s->kind, s->heading[i]);
		if (field)
			st = feed_field(s, field, i, NULL, f);
		else
			str_addf(&s->unknown, "%s%s", s->unknown.len ? ", " : "", s->heading[i]);
	}
	return st;
}

static enum status check_feeds(const struct sheet *s, bool is_partial, struct fault *f)
{
	struct str missing = STR_INIT;
	size_t i, fed = 0;
	enum status st = ST_OK;

	for (i = 0; i < s->kind->count; i++) {
		if (s->feed[i].column != NO_COLUMN)
			fed++;
		else if (!s->feed[i].constant && (s->kind->field[i].flags & FIELD_REQUIRED))
			str_addf(&missing, "%s%s (%s)", missing.len ? ", " : "", s->kind->field[i].name, s->kind->field[i].label);
	}
	if (!fed)
		st = fault_set(f, ST_INPUT, "%s: no heading of kind %s is known in its first line", csvin_name(s->in), s->kind->name);
	else if (missing.len && !is_partial)
		st = fault_set(f, ST_INPUT, "%s: no column for %s", csvin_name(s->in), missing.s);
	str_release(&missing);
	return st;
}

static enum status read_heading(struct sheet *s, struct fault *f)
{
	const struct csv_record *r;
	int i;
	enum status st = csvin_next(s->in, &r, f);

	if (st != ST_OK)
		return st;
	if (!r)
		return fault_set(f, ST_INPUT, "%s: empty, not even a heading", csvin_name(s->in));
	if (r->bad)
		return fault_set(f, ST_INPUT, "%s:%ld: %s", csvin_name(s->in), r->line, r->bad);
	s->columns = (int)r->count;
	s->heading = mem_array(r->count, sizeof *s->heading);
	for (i = 0; i < s->columns; i++) {
		char *text = mem_strdup(r->cell[i].s);

		s->heading[i] = mem_strdup(text_trim(text));
		free(text);
	}
	str_add(&s->heading_raw, r->raw, r->raw_len);
	return ST_OK;
}

enum status sheet_open(struct sheet **out, struct csvin *in, const struct record_kind *k,
                       const struct map *map, const struct limit_words *words, bool is_partial,
                       struct fault *f)
{
	struct sheet *s = mem_alloc(sizeof *s);
	size_t i;
	enum status st;

	s->in = in;
	s->kind = k;
	s->map = map;
	s->words = *words;
	s->is_partial = is_partial;
	s->feed = mem_array(k->count, sizeof *s->feed);
	s->value = mem_array(k->count, sizeof *s->value);
	s->text = mem_array(k->count, sizeof *s->text);
	s->keep = mem_array(k->count, sizeof *s->keep);
	for (i = 0; i < k->count; i++)
		s->feed[i].column = NO_COLUMN;
	str_reset(&s->unknown);
	st = read_heading(s, f);
	if (st == ST_OK)
		st = feed_by_map(s, f);
	if (st == ST_OK)
		st = feed_by_heading(s, f);
	if (st == ST_OK)
		st = check_feeds(s, is_partial, f);
	if (st != ST_OK) {
		sheet_free(s);
		s = NULL;
	}
	*out = s;
	return st;
}

void sheet_free(struct sheet *s)
{
	size_t i;

	if (!s)
		return;
	csvin_free(s->in);
	for (i = 0; i < (size_t)s->columns; i++)
		free(s->heading[i]);
	for (i = 0; i < s->kind->count; i++) {
		str_release(&s->text[i]);
		str_release(&s->keep[i]);
	}
	free(s->heading);
	free(s->feed);
	free(s->to);
	free(s->value);
	free(s->text);
	free(s->keep);
	str_release(&s->heading_raw);
	str_release(&s->unknown);
	str_release(&s->bad_value);
	free(s);
}

struct csvin *sheet_input(struct sheet *s)
{
	return s->in;
}

const char *sheet_unknown(const struct sheet *s)
{
	return s->unknown.s;
}

/* Rows -------------------------------------------------------------------- */

/* The cell as a map file translates it, or NULL where it does not. */
static const char *translate(const struct sheet *s, const struct field *field, int column, const char *cell)
{
	size_t i;

	for (i = 0; s->map && i < s->map->count; i++) {
		const struct map_rule *r = &s->map->rule[i];

		if (*r->value && s->to[i] == field && strcmp(r->from, s->heading[column]) == 0
		    && strcmp(r->value, cell) == 0)
			return r->becomes;
	}
	return NULL;
}

/* Trimmed text of the field's cell in s->text[i]. */
static void take_cell(struct sheet *s, size_t i, const struct csv_record *r)
{
	const struct feed *feed = &s->feed[i];
	struct str *text = &s->text[i];
	const char *becomes;
	char *trimmed;

	str_reset(text);
	if (feed->constant) {
		str_adds(text, feed->constant);
	} else if (feed->column != NO_COLUMN && (size_t)feed->column < r->count) {
		str_add(text, r->cell[feed->column].s, r->cell[feed->column].len);
		if (s->map) {
			trimmed = text_trim(text->s);
			becomes = translate(s, &s->kind->field[i], feed->column, trimmed);
			if (becomes) {
				str_reset(text);
				str_adds(text, becomes);
			}
		}
	}
}

static const char *heading_of(const struct sheet *s, size_t i)
{
	return s->feed[i].column != NO_COLUMN ? s->heading[s->feed[i].column] : s->kind->field[i].name;
}

bool sheet_feeds(const struct sheet *s, const struct field *field)
{
	const struct feed *feed = &s->feed[field - s->kind->field];

	return feed->column != NO_COLUMN || feed->constant;
}

const char *sheet_heading(const struct sheet *s, const struct field *field)
{
	return heading_of(s, (size_t)(field - s->kind->field));
}

static const char *said(const struct sheet *s, size_t i)
{
	const struct feed *feed = &s->feed[i];
	const struct csv_record *r = s->row.record;

	if (feed->constant)
		return feed->constant;
	return feed->column != NO_COLUMN && (size_t)feed->column < r->count ? r->cell[feed->column].s : "";
}

const char *sheet_said(const struct sheet *s, const struct field *field)
{
	return said(s, (size_t)(field - s->kind->field));
}

bool sheet_is_constant(const struct sheet *s, const struct field *field)
{
	return s->feed[field - s->kind->field].constant != NULL;
}

static void bad_row(struct sheet *s, const char *column, const char *value, const char *reason)
{
	str_reset(&s->bad_value);
	str_adds(&s->bad_value, value);
	s->row.bad_column = column;
	s->row.bad_value = s->bad_value.s;
	s->row.reason = reason;
}

static void read_row(struct sheet *s, const struct csv_record *r)
{
	size_t i;

	if (r->bad) {
		bad_row(s, "", "", r->bad);
		return;
	}
	if (r->count > (size_t)s->columns) {
		fault_set(&s->why, ST_REFUSED, "%zu cells, the heading has %d", r->count, s->columns);
		bad_row(s, "", "", s->why.text);
		return;
	}
	for (i = 0; i < s->kind->count; i++) {
		const struct field *field = &s->kind->field[i];

		take_cell(s, i, r);
		if (value_parse(field, s->text[i].s, &s->words, &s->value[i], &s->keep[i], &s->why) != ST_OK) {
			bad_row(s, heading_of(s, i), said(s, i), s->why.text);
			return;
		}
		if (s->value[i].kind <= VALUE_ERASE && (field->flags & FIELD_REQUIRED) && !s->is_partial) {
			bad_row(s, heading_of(s, i), said(s, i), "empty, but it must be given");
			return;
		}
	}
}

enum status sheet_next(struct sheet *s, const struct sheet_row **row, struct fault *f)
{
	const struct csv_record *r;
	enum status st = csvin_next(s->in, &r, f);

	*row = NULL;
	if (st != ST_OK || !r)
		return st;
	memset(&s->row, 0, sizeof s->row);
	s->row.line = r->line;
	s->row.record = r;
	s->row.value = s->value;
	read_row(s, r);
	*row = &s->row;
	return ST_OK;
}

/* Rejects ----------------------------------------------------------------- */

static void add_cell(const struct sheet *s, struct str *out, const char *text)
{
	struct str cell = STR_INIT;
	const char special[] = { csvin_delimiter(s->in), '"', '\n', '\r', '\0' };
	const char *p;

	str_reset(&cell);
	if (strpbrk(text, special)) {
		str_addc(&cell, '"');
		for (p = text; *p; p++) {
			if (*p == '"')
				str_addc(&cell, '"');
			str_addc(&cell, *p);
		}
		str_addc(&cell, '"');
	} else {
		str_adds(&cell, text);
	}
	csvin_encode(s->in, cell.s, cell.len, out);
	str_release(&cell);
}

/* A reject file that is rejected again has the four columns already: its
 * records are then put together anew without them. */
static int first_reject_column(const struct sheet *s)
{
	int i;

	for (i = 0; i < s->columns; i++)
		if (is_reject_column(s->heading[i]))
			return i;
	return NO_COLUMN;
}

void sheet_reject_heading(const struct sheet *s, struct str *out)
{
	bool anew = first_reject_column(s) != NO_COLUMN;
	int i, n = 0;

	if (!anew)
		str_add(out, s->heading_raw.s, s->heading_raw.len);
	for (i = 0; anew && i < s->columns; i++)
		if (!is_reject_column(s->heading[i])) {
			if (n++)
				str_addc(out, csvin_delimiter(s->in));
			add_cell(s, out, s->heading[i]);
		}
	for (i = 0; i < REJECT_COLUMNS; i++) {
		str_addc(out, csvin_delimiter(s->in));
		str_adds(out, reject_column[i]);
	}
	str_addc(out, '\n');
}

/* The bytes with those of wide characters blotted out, of which GB18030 has
 * some that look like a delimiter. */
static void blot(const struct sheet *s, struct str *b)
{
	bool is_gb = strcmp(csvin_encoding(s->in), "GB18030") == 0;
	size_t i, n;

	for (i = 0; is_gb && i < b->len; i += n) {
		n = 1;
		if ((unsigned char)b->s[i] >= 0x81 && i + 1 < b->len)
			n = b->s[i + 1] >= '0' && b->s[i + 1] <= '9' ? 4 : 2;
		if (n > b->len - i)
			n = b->len - i;
		if (n > 1)
			memset(b->s + i, 'x', n);
	}
}

/* Where the last cell of the first `len` bytes begins, with its delimiter; 0:
 * there is only one. */
static size_t last_cell(const char *text, size_t len, char delimiter)
{
	size_t i = len;

	if (i && text[i - 1] == '"') {
		i--;
		while (i && (text[i - 1] != '"' || (i > 1 && text[i - 2] == '"')))
			i -= text[i - 1] == '"' ? 2 : 1;
	}
	while (i && text[i - 1] != delimiter)
		i--;
	return i ? i - 1 : 0;
}

/* How much of a record that is none is its own: there are no cells to tell,
 * but the four behind it are as sheet_reject_cells makes them. */
static size_t own_bytes(const struct sheet *s, const struct csv_record *r)
{
	struct str b = STR_INIT;
	size_t len = r->raw_len;
	int i;

	if (first_reject_column(s) == NO_COLUMN || first_reject_column(s) != s->columns - REJECT_COLUMNS)
		return len;
	str_add(&b, r->raw, r->raw_len);
	blot(s, &b);
	for (i = 0; i < REJECT_COLUMNS && len; i++)
		len = last_cell(b.s, len, csvin_delimiter(s->in));
	/* The first of them is a line's number. */
	if (!len || !strspn(b.s + len + 1, "0123456789"))
		len = r->raw_len;
	str_release(&b);
	return len;
}

/* The cells without the four; what stands there too many stands before them.
 * Returns how many. */
static int own_cells(const struct sheet *s, const struct csv_record *r, struct str *out)
{
	int first = first_reject_column(s), count = (int)r->count, i, n = 0;
	int extra = count > s->columns ? count - s->columns : 0;

	for (i = 0; i < count; i++) {
		bool is_extra = i >= first && i < first + extra;

		if (!is_extra && is_reject_column(s->heading[i < first ? i : i - extra]))
			continue;
		if (n++)
			str_addc(out, csvin_delimiter(s->in));
		add_cell(s, out, r->cell[i].s);
	}
	return n;
}

static int own_columns(const struct sheet *s)
{
	int i, n = 0;

	for (i = 0; i < s->columns; i++)
		n += !is_reject_column(s->heading[i]);
	return n;
}

void sheet_original(const struct sheet *s, const struct csv_record *r, struct str *out)
{
	int n = (int)r->count;

	if (r->bad) {
		str_add(out, r->raw, own_bytes(s, r));
		return;
	}
	if (first_reject_column(s) != NO_COLUMN)
		n = own_cells(s, r, out);
	else
		str_add(out, r->raw, r->raw_len);
	/* A short record keeps what follows under the right headings. */
	for (; n < own_columns(s); n++)
		str_addc(out, csvin_delimiter(s->in));
}

void sheet_reject_cells(const struct sheet *s, long line, const char *column, const char *value,
                        const char *reason, struct str *out)
{
	char number[24];
	const char *added[REJECT_COLUMNS] = { number, column, value, reason };
	int i;

	snprintf(number, sizeof number, "%ld", line);
	for (i = 0; i < REJECT_COLUMNS; i++) {
		str_addc(out, csvin_delimiter(s->in));
		add_cell(s, out, added[i]);
	}
	str_addc(out, '\n');
}
