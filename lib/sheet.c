/* SPDX-License-Identifier: MIT */
#include "sheet.h"

#include "filldown.h"
#include "mem.h"
#include "rejectline.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)64 << 10)
#define ARENA_FULL ((size_t)1 << 20)    /* a batch with more text has no more rows */

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
	struct csvin *filled;   /* a copy of it with cells filled down; NULL: none */
	struct filldown_shifts shifts;  /* of its lines */
	struct csvin *rows;     /* the one of them that is read */
	struct csvin *twin;     /* of that, for sheet_reread; NULL until then */
	struct heading heading;
	struct limit_words words;
	long annotation;        /* line of the row under the heading; 0: none */
	long blanks;
	struct str keep;
	struct fault why;
	struct sheet_batch one; /* of sheet_next */
	const struct csv_record *record;
};

/* Cells ------------------------------------------------------------------- */

static const char *heading_of(const struct sheet *s, const struct feed *feed)
{
	return feed->column != NO_COLUMN ? s->heading.name[feed->column] : feed->field->name;
}

static const struct feed *feed_of(const struct sheet *s, const struct field *field)
{
	return &s->heading.of[field - s->heading.kind->field];
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
	b->value = mem_array(SHEET_BATCH * s->heading.kind->count, sizeof *b->value);
	b->text = mem_alloc(sizeof *b->text);
	for (i = 0; i < SHEET_BATCH; i++)
		b->row[i].value = b->value + i * s->heading.kind->count;
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

	for (i = 0; i < s->heading.map->count; i++) {
		const struct map_rule *r = &s->heading.map->rule[i];

		if (*r->value && !map_is_serial(r) && s->heading.to[i] == feed->field && strcmp(r->from, s->heading.name[feed->column]) == 0
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

static unsigned flags_of(const struct feed *feed)
{
	return feed->is_serial ? VALUE_SERIAL : 0;
}

static void read_cells(struct sheet *s, const struct csv_record *r, struct sheet_row *row, struct value *value,
                       struct sheet_text *t)
{
	char *text = text_add(t, r->cell[0].s, r->text_len);
	size_t i;

	/* Those too that are not fed: whoever had the row before may have set them. */
	memset(value, 0, s->heading.kind->count * sizeof *value);
	for (i = 0; i < s->heading.feeds; i++) {
		const struct feed *feed = &s->heading.feed[i];
		struct value *v = &value[feed->field - s->heading.kind->field];

		if (value_parse(feed->field, take_cell(s, feed, r, text, t), &s->words, flags_of(feed), v, &s->keep,
		                &s->why) != ST_OK) {
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

	row->line = filldown_line(&s->shifts, r->line);
	row->offset = r->offset;
	row->len = r->raw_len;
	row->bad_column = row->bad_value = row->reason = NULL;
	if (r->bad) {
		bad_row(row, b->text, "", "", r->bad);
	} else if (r->count > (size_t)s->heading.columns) {
		fault_set(&s->why, ST_REFUSED, "%zu cells, the heading has %d", r->count, s->heading.columns);
		bad_row(row, b->text, "", "", s->why.text);
	} else {
		read_cells(s, r, row, b->value + b->count * s->heading.kind->count, b->text);
	}
	b->count++;
}

/* Blank records and the annotation row are passed over. */
static enum status next_record(struct sheet *s, const struct csv_record **r, struct fault *f)
{
	enum status st;

	while ((st = csvin_next(s->rows, r, f)) == ST_OK && *r) {
		if (heading_is_blank(*r))
			s->blanks++;
		else if ((*r)->line != s->annotation)
			break;
	}
	return st;
}

static enum status fill_batch(struct sheet *s, struct sheet_batch *b, size_t rows, struct fault *f)
{
	enum status st = ST_OK;

	b->count = 0;
	text_reset(b->text);
	while (b->count < rows && b->text->all < ARENA_FULL && (st = next_record(s, &s->record, f)) == ST_OK && s->record)
		add_row(s, s->record, b);
	csvin_progress(s->rows, &b->done, &b->total);
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
	heading_seek(&s->heading, s->rows);
	s->blanks = 0;
}

enum status sheet_reread(struct sheet *s, long line, off_t offset, size_t len,
                         const struct csv_record **rec, struct fault *f)
{
	enum status st = s->twin ? ST_OK : csvin_twin(&s->twin, s->rows, f);

	if (st != ST_OK)
		return st;
	csvin_seek(s->twin, line, offset, len);
	st = csvin_next(s->twin, rec, f);
	if (st == ST_OK && !*rec)
		st = fault_set(f, ST_OUTPUT, "%s: changed while it was being read", csvin_name(s->in));
	return st;
}

/* Opening ----------------------------------------------------------------- */

/* Whether a cell says how to fill in its column. */
static bool is_instruction(const char *cell)
{
	static const char *const word[] = {
		"必填", "选填", "必须", "填写", "说明", "格式", "示例", "例如", "例：", "例:", "如：", "如:", "注：", "注:",
		"YYYY", "yyyy", "请选择", "下拉",
	};
	char *copy = mem_strdup(cell), *text = text_trim(copy);
	size_t len = strlen(text), i;
	bool is = (len > 2 && text[0] == '(' && text[len - 1] == ')')
		|| (len > 6 && strncmp(text, "（", 3) == 0 && strcmp(text + len - 3, "）") == 0);

	for (i = 0; i < sizeof word / sizeof word[0] && !is; i++)
		is = strstr(text, word[i]) != NULL;
	free(copy);
	return is;
}

/* Whether a field's cell could be a record's own. */
static bool is_data(struct sheet *s, const struct feed *feed, const char *cell)
{
	struct value v = { 0 };
	char *copy;
	bool is;

	if (is_instruction(cell))
		return false;
	copy = mem_strdup(cell);
	is = value_parse(feed->field, copy, &s->words, flags_of(feed), &v, &s->keep, &s->why) == ST_OK && v.kind > VALUE_ERASE;
	free(copy);
	return is;
}

/* The row under the heading that says how to fill in the columns: two cells
 * of it and half of those that are not empty give instructions, and no column
 * that names a record or must be given holds anything that it could. */
static bool is_annotation(struct sheet *s, const struct csv_record *r)
{
	size_t i, cells = 0, instructions = 0, asked = 0;

	if (r->bad || r->count > (size_t)s->heading.columns)
		return false;
	for (i = 0; i < r->count; i++) {
		cells += !text_is_blank(r->cell[i].s);
		instructions += is_instruction(r->cell[i].s);
	}
	if (instructions < 2 || 2 * instructions < cells)
		return false;
	for (i = 0; i < s->heading.feeds; i++) {
		const struct feed *feed = &s->heading.feed[i];

		if (feed->column == NO_COLUMN || !(feed->field->flags & (FIELD_KEY | FIELD_ALTERNATIVE | FIELD_REQUIRED)))
			continue;
		asked++;
		if ((size_t)feed->column < r->count && is_data(s, feed, r->cell[feed->column].s))
			return false;
	}
	return asked > 0;
}

/* A fault here comes again with the rows. */
static void find_annotation(struct sheet *s)
{
	const struct csv_record *r = NULL;
	struct fault ignored = { .status = ST_OK };

	heading_seek(&s->heading, s->in);
	while (csvin_next(s->in, &r, &ignored) == ST_OK && r && heading_is_blank(r))
		;
	if (ignored.status == ST_OK && r && is_annotation(s, r))
		s->annotation = r->line;
	/* It stays where it is: filling down begins behind it. */
	if (!s->annotation)
		heading_seek(&s->heading, s->in);
}

/* The heading is found again in the copy: it stands in the same line, but
 * nothing before it has come along. */
static enum status fill_down(struct sheet *s, const char *columns, struct fault *f)
{
	const struct csv_record *r;
	enum status st = filldown_copy(&s->filled, &s->shifts, s->in, &s->heading, columns, f);

	if (st == ST_OK)
		st = csvin_next(s->filled, &r, f);
	if (st == ST_OK) {
		s->heading.offset = r->offset;
		s->rows = s->filled;
	}
	return st;
}

enum status sheet_open(struct sheet **out, struct csvin *in, const struct record_kind *k,
                       const struct sheet_opts *o, struct fault *f)
{
	struct sheet *s = mem_alloc(sizeof *s);
	enum status st;

	s->in = s->rows = in;
	s->words = o->words;
	st = heading_find(&s->heading, in, k, o->map, o->is_partial, f);
	sheet_batch_init(&s->one, s);
	if (st == ST_OK) {
		find_annotation(s);
		if (o->fill_down)
			st = fill_down(s, o->fill_down, f);
	}
	if (st == ST_OK) {
		sheet_rewind(s);
	} else {
		sheet_free(s);
		s = NULL;
	}
	*out = s;
	return st;
}

void sheet_free(struct sheet *s)
{
	if (!s)
		return;
	csvin_free(s->twin);
	csvin_free(s->filled);
	free(s->shifts.shift);
	csvin_free(s->in);
	sheet_batch_release(&s->one);
	heading_release(&s->heading);
	str_release(&s->keep);
	free(s);
}

struct csvin *sheet_input(struct sheet *s)
{
	return s->in;
}

const char *sheet_unknown(const struct sheet *s)
{
	return s->heading.unknown.s;
}

long sheet_blanks(const struct sheet *s)
{
	return s->blanks;
}

void sheet_remarks(const struct sheet *s, void (*say)(void *arg, const char *text), void *arg)
{
	const struct heading *h = &s->heading;
	struct str text = STR_INIT;

	if (h->titles == 1)
		str_addf(&text, "line %ld: passed over, a title above the heading", h->title_first);
	else if (h->titles)
		str_addf(&text, "lines %ld to %ld: passed over, titles above the heading", h->title_first, h->title_last);
	if (h->titles)
		say(arg, text.s);
	if (s->annotation) {
		str_reset(&text);
		str_addf(&text, "line %ld: passed over, it says how to fill in the columns", s->annotation);
		say(arg, text.s);
	}
	if (h->unknown.len) {
		str_reset(&text);
		str_addf(&text, "columns not used: %s", h->unknown.s);
		say(arg, text.s);
	}
	str_release(&text);
}

/* Rejects ----------------------------------------------------------------- */

/* As `raw` has it, then as the file has it. */
static void restore(const struct sheet *s, struct str *line, struct str *out)
{
	csvin_restore(s->in, line->s, line->len, out);
	str_release(line);
}

void sheet_reject_heading(const struct sheet *s, struct str *out)
{
	struct str line = STR_INIT;
	size_t len;
	const char *mark = csvin_mark(s->in, &len);

	str_add(out, mark, len);
	rejectline_heading(&(struct rejectline){ s->in, &s->heading }, &line);
	restore(s, &line, out);
}

void sheet_original(const struct sheet *s, const struct csv_record *r, struct str *out)
{
	struct str line = STR_INIT;

	rejectline_record(&(struct rejectline){ s->in, &s->heading }, r, &line);
	restore(s, &line, out);
}

void sheet_reject_cells(const struct sheet *s, long line_no, const char *column, const char *value,
                        const char *reason, struct str *out)
{
	struct str line = STR_INIT;

	rejectline_cells(&(struct rejectline){ s->in, &s->heading }, line_no, column, value, reason, &line);
	restore(s, &line, out);
}
