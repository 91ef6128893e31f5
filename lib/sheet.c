/* SPDX-License-Identifier: MIT */
#include "sheet.h"

#include "mem.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const reject_column[] = { "reject_line", "reject_column", "reject_value", "reject_reason" };
enum { REJECT_COLUMNS = 4, NO_COLUMN = -1 };

#define CHUNK ((size_t)64 << 10)
#define ARENA_FULL ((size_t)1 << 20)    /* a batch with more text has no more rows */

/* Where a field's value comes from. */
struct feed {
	const struct field *field;
	int column;             /* of the file, or NO_COLUMN */
	const char *constant;   /* from a map; NULL: none */
	bool is_required;
	bool is_shared;         /* a feed before it uses the same cell */
	bool is_translated;     /* the map has rules for its values */
};

/* Texts of a batch, in chunks, so that they stay where they are. */
struct chunk {
	struct chunk *next;
	size_t size;
	char s[];
};

struct sheet_text {
	struct chunk *first, *now;
	size_t used;            /* of chunk `now` */
	size_t all;
};

struct sheet {
	struct csvin *in;
	struct csvin *twin;     /* for sheet_reread; NULL until then */
	const struct record_kind *kind;
	const struct map *map;
	const struct field **to;        /* of each rule of the map; NULL: dropped */
	struct limit_words words;
	bool is_partial;
	char **heading;         /* of the file, trimmed */
	int columns;
	long line;              /* of the heading */
	off_t offset;
	struct str heading_raw;
	struct feed *of;        /* one for each field */
	struct feed *feed;      /* those that are fed, in the same order */
	size_t feeds;
	struct str unknown;
	struct str keep;
	struct fault why;
	struct sheet_batch one; /* of sheet_next */
	const struct csv_record *record;
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
	struct feed *feed = &s->of[field - s->kind->field];

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
		if (s->of[i].column != NO_COLUMN)
			fed++;
		else if (!s->of[i].constant && (s->kind->field[i].flags & FIELD_REQUIRED))
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
	s->line = r->line;
	s->offset = r->offset;
	return ST_OK;
}

/* Whether a rule translates a value on its way into the feed. */
static bool is_translated(const struct sheet *s, const struct feed *feed)
{
	size_t i;

	for (i = 0; s->map && feed->column != NO_COLUMN && i < s->map->count; i++)
		if (*s->map->rule[i].value && s->to[i] == feed->field
		    && strcmp(s->map->rule[i].from, s->heading[feed->column]) == 0)
			return true;
	return false;
}

/* What is asked of every row, found out once. */
static void list_feeds(struct sheet *s)
{
	size_t i, k;

	for (i = 0; i < s->kind->count; i++) {
		struct feed *feed = &s->of[i];

		if (feed->column == NO_COLUMN && !feed->constant)
			continue;
		feed->is_required = (feed->field->flags & FIELD_REQUIRED) && !s->is_partial;
		feed->is_translated = is_translated(s, feed);
		for (k = 0; k < s->feeds; k++)
			if (s->feed[k].column == feed->column)
				feed->is_shared = true;
		s->feed[s->feeds++] = *feed;
	}
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
	s->of = mem_array(k->count, sizeof *s->of);
	s->feed = mem_array(k->count, sizeof *s->feed);
	for (i = 0; i < k->count; i++) {
		s->of[i].field = &k->field[i];
		s->of[i].column = NO_COLUMN;
	}
	sheet_batch_init(&s->one, s);
	str_reset(&s->unknown);
	st = read_heading(s, f);
	if (st == ST_OK)
		st = feed_by_map(s, f);
	if (st == ST_OK)
		st = feed_by_heading(s, f);
	if (st == ST_OK)
		st = check_feeds(s, is_partial, f);
	if (st == ST_OK) {
		list_feeds(s);
	} else {
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
	csvin_free(s->twin);
	csvin_free(s->in);
	for (i = 0; i < (size_t)s->columns; i++)
		free(s->heading[i]);
	free(s->heading);
	free(s->of);
	free(s->feed);
	free(s->to);
	sheet_batch_release(&s->one);
	str_release(&s->heading_raw);
	str_release(&s->unknown);
	str_release(&s->keep);
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

/* Cells ------------------------------------------------------------------- */

static const char *heading_of(const struct sheet *s, const struct feed *feed)
{
	return feed->column != NO_COLUMN ? s->heading[feed->column] : feed->field->name;
}

static const struct feed *feed_of(const struct sheet *s, const struct field *field)
{
	return &s->of[field - s->kind->field];
}

bool sheet_feeds(const struct sheet *s, const struct field *field)
{
	const struct feed *feed = feed_of(s, field);

	return feed->column != NO_COLUMN || feed->constant;
}

const char *sheet_heading(const struct sheet *s, const struct field *field)
{
	return heading_of(s, feed_of(s, field));
}

static const char *said(const struct feed *feed, const struct csv_record *r)
{
	if (feed->constant)
		return feed->constant;
	return feed->column != NO_COLUMN && (size_t)feed->column < r->count ? r->cell[feed->column].s : "";
}

const char *sheet_said_in(const struct sheet *s, const struct csv_record *r, const struct field *field)
{
	return said(feed_of(s, field), r);
}

const char *sheet_said(const struct sheet *s, const struct field *field)
{
	return sheet_said_in(s, s->record, field);
}

bool sheet_is_constant(const struct sheet *s, const struct field *field)
{
	return feed_of(s, field)->constant != NULL;
}

/* The texts of a batch ---------------------------------------------------- */

static char *text_room(struct sheet_text *t, size_t len)
{
	struct chunk *c = t->now;
	char *s;

	while (c && c->size - t->used < len) {
		if (!c->next)
			break;
		c = t->now = c->next;
		t->used = 0;
	}
	if (!c || c->size - t->used < len) {
		size_t size = len > CHUNK ? len : CHUNK;

		c = mem_alloc(sizeof *c + size);
		c->size = size;
		*(t->now ? &t->now->next : &t->first) = c;
		t->now = c;
		t->used = 0;
	}
	s = c->s + t->used;
	t->used += len;
	t->all += len;
	return s;
}

static char *text_add(struct sheet_text *t, const char *s, size_t len)
{
	return memcpy(text_room(t, len), s, len);
}

/* One large row must not keep its memory for good. */
static void text_reset(struct sheet_text *t)
{
	struct chunk *c, **at = &t->first;

	while ((c = *at))
		if (c->size > CHUNK) {
			*at = c->next;
			free(c);
		} else {
			at = &c->next;
		}
	t->now = t->first;
	t->used = t->all = 0;
}

void sheet_batch_init(struct sheet_batch *b, const struct sheet *s)
{
	size_t i;

	memset(b, 0, sizeof *b);
	b->row = mem_array(SHEET_BATCH, sizeof *b->row);
	/* What is not fed stays as it is now: not given. */
	b->value = mem_array(SHEET_BATCH * s->kind->count, sizeof *b->value);
	b->text = mem_alloc(sizeof *b->text);
	for (i = 0; i < SHEET_BATCH; i++)
		b->row[i].value = b->value + i * s->kind->count;
}

void sheet_batch_release(struct sheet_batch *b)
{
	struct chunk *c, *next;

	for (c = b->text ? b->text->first : NULL; c; c = next) {
		next = c->next;
		free(c);
	}
	free(b->text);
	free(b->value);
	free(b->row);
	memset(b, 0, sizeof *b);
}

/* Rows -------------------------------------------------------------------- */

/* The cell as a map file translates it, or NULL where it does not. */
static const char *translate(const struct sheet *s, const struct feed *feed, const char *cell)
{
	size_t i;

	for (i = 0; i < s->map->count; i++) {
		const struct map_rule *r = &s->map->rule[i];

		if (*r->value && s->to[i] == feed->field && strcmp(r->from, s->heading[feed->column]) == 0
		    && strcmp(r->value, cell) == 0)
			return r->becomes;
	}
	return NULL;
}

static void bad_row(struct sheet_row *row, struct sheet_text *t, const char *column, const char *value,
                    const char *reason)
{
	row->bad_column = text_add(t, column, strlen(column) + 1);
	row->bad_value = text_add(t, value, strlen(value) + 1);
	row->reason = text_add(t, reason, strlen(reason) + 1);
}

/* The cell for value_parse to work on, in the batch: `text` is a copy of all
 * cells there. */
static char *take_cell(const struct sheet *s, const struct feed *feed, const struct csv_record *r, char *text,
                       struct sheet_text *t)
{
	const struct csv_cell *cell;
	const char *becomes;
	char *own;

	if (feed->constant)
		return text_add(t, feed->constant, strlen(feed->constant) + 1);
	if ((size_t)feed->column >= r->count)
		return text_add(t, "", 1);
	cell = &r->cell[feed->column];
	own = text + (cell->s - r->cell[0].s);
	if (feed->is_shared)
		own = text_add(t, cell->s, cell->len + 1);
	if (feed->is_translated) {
		own = text_trim(own);
		becomes = translate(s, feed, own);
		if (becomes)
			own = text_add(t, becomes, strlen(becomes) + 1);
	}
	return own;
}

static void read_cells(struct sheet *s, const struct csv_record *r, struct sheet_row *row, struct value *value,
                       struct sheet_text *t)
{
	char *text = text_add(t, r->cell[0].s, r->text_len);
	size_t i;

	for (i = 0; i < s->feeds; i++) {
		const struct feed *feed = &s->feed[i];
		struct value *v = &value[feed->field - s->kind->field];

		memset(v, 0, sizeof *v);
		if (value_parse(feed->field, take_cell(s, feed, r, text, t), &s->words, v, &s->keep, &s->why) != ST_OK) {
			bad_row(row, t, heading_of(s, feed), said(feed, r), s->why.text);
			return;
		}
		if (v->kind <= VALUE_ERASE && feed->is_required) {
			bad_row(row, t, heading_of(s, feed), said(feed, r), "empty, but it must be given");
			return;
		}
		if (v->s == s->keep.s && v->s)
			v->s = text_add(t, s->keep.s, s->keep.len + 1);
	}
}

static void add_row(struct sheet *s, const struct csv_record *r, struct sheet_batch *b)
{
	struct sheet_row *row = &b->row[b->count];

	row->line = r->line;
	row->offset = r->offset;
	row->len = r->raw_len;
	row->bad_column = row->bad_value = row->reason = NULL;
	if (r->bad) {
		bad_row(row, b->text, "", "", r->bad);
	} else if (r->count > (size_t)s->columns) {
		fault_set(&s->why, ST_REFUSED, "%zu cells, the heading has %d", r->count, s->columns);
		bad_row(row, b->text, "", "", s->why.text);
	} else {
		read_cells(s, r, row, b->value + b->count * s->kind->count, b->text);
	}
	b->count++;
}

static enum status fill_batch(struct sheet *s, struct sheet_batch *b, size_t rows, struct fault *f)
{
	enum status st = ST_OK;

	b->count = 0;
	text_reset(b->text);
	while (b->count < rows && b->text->all < ARENA_FULL && (st = csvin_next(s->in, &s->record, f)) == ST_OK
	       && s->record)
		add_row(s, s->record, b);
	csvin_progress(s->in, &b->done, &b->total);
	return st;
}

enum status sheet_batch(struct sheet *s, struct sheet_batch *b, struct fault *f)
{
	return fill_batch(s, b, SHEET_BATCH, f);
}

enum status sheet_next(struct sheet *s, const struct sheet_row **row, struct fault *f)
{
	enum status st = fill_batch(s, &s->one, 1, f);

	*row = s->one.count ? s->one.row : NULL;
	return st;
}

const struct csv_record *sheet_record(const struct sheet *s)
{
	return s->record;
}

void sheet_rewind(struct sheet *s)
{
	const struct csv_record *heading;
	struct fault ignored;

	csvin_seek(s->in, s->line, s->offset, CSVIN_REST);
	/* A fault here comes again with the first row. */
	csvin_next(s->in, &heading, &ignored);
}

enum status sheet_reread(struct sheet *s, long line, off_t offset, size_t len,
                         const struct csv_record **rec, struct fault *f)
{
	enum status st = s->twin ? ST_OK : csvin_twin(&s->twin, s->in, f);

	if (st != ST_OK)
		return st;
	csvin_seek(s->twin, line, offset, len);
	st = csvin_next(s->twin, rec, f);
	if (st == ST_OK && !*rec)
		st = fault_set(f, ST_OUTPUT, "%s: changed while it was being read", csvin_name(s->in));
	return st;
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
