/* SPDX-License-Identifier: MIT */
#include "heading.h"

#include "mem.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

const char *const heading_reject[4] = { "reject_line", "reject_column", "reject_value", "reject_reason" };

bool heading_is_reject(const char *name)
{
	int i;

	for (i = 0; i < 4; i++)
		if (strcmp(name, heading_reject[i]) == 0)
			return true;
	return false;
}

bool heading_is_blank(const struct csv_record *r)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		if (!text_is_blank(r->cell[i].s))
			return false;
	return !r->bad;
}

static int column_named(const struct heading *h, const char *name)
{
	int i;

	for (i = 0; i < h->columns; i++)
		if (strcmp(h->name[i], name) == 0)
			return i;
	return NO_COLUMN;
}

int heading_column(const struct heading *h, const char *name)
{
	int column = column_named(h, name);
	const struct field *field = column == NO_COLUMN ? fields_heading(h->kind, name) : NULL;

	return field ? h->of[field - h->kind->field].column : column;
}

/* Feeds ------------------------------------------------------------------- */

static bool map_names(const struct heading *h, const char *name)
{
	size_t i;

	for (i = 0; h->map && i < h->map->count; i++)
		if (strcmp(h->map->rule[i].from, name) == 0)
			return true;
	return false;
}

/* A map file tells headings apart by their names only. */
static enum status refuse_second(const struct heading *h, const char *file, const struct feed *feed, int column, struct fault *f)
{
	const char *a = feed->column != NO_COLUMN ? h->name[feed->column] : NULL;
	const char *b = column != NO_COLUMN ? h->name[column] : NULL;

	if (!a || !b)
		return fault_set(f, ST_INPUT, "%s:%ld: '%s' and a constant feed %s: drop one in the map file", file, h->line,
		                 a ? a : b ? b : "", feed->field->name);
	if (strcmp(a, b) == 0)
		return fault_set(f, ST_INPUT, "%s:%ld: two columns have the heading '%s': rename one", file, h->line, a);
	return fault_set(f, ST_INPUT, "%s:%ld: two columns feed %s, '%s' and '%s': drop one in the map file", file, h->line,
	                 feed->field->name, a, b);
}

static enum status feed_field(struct heading *h, const char *file, const struct field *field, int column,
                              const char *constant, struct fault *f)
{
	struct feed *feed = &h->of[field - h->kind->field];

	if ((feed->column != NO_COLUMN && feed->column != column) || (feed->constant && !constant)
	    || (feed->column != NO_COLUMN && constant))
		return refuse_second(h, file, feed, column, f);
	if (constant)
		feed->constant = constant;
	else
		feed->column = column;
	return ST_OK;
}

/* A rule must not say otherwise than one before it. */
static enum status check_rule(const struct heading *h, size_t at, struct fault *f)
{
	const struct map_rule *r = &h->map->rule[at], *o;
	size_t i;

	for (i = 0; i < at; i++) {
		o = &h->map->rule[i];
		if (strcmp(o->from, r->from) != 0)
			continue;
		if (*r->from && !h->to[i] != !h->to[at])
			return fault_set(f, ST_INPUT, "%s:%ld: heading '%s' is both dropped and fed to a column",
			                 h->map->name, r->line, r->from);
		if (h->to[i] != h->to[at])
			continue;
		if (!*r->from)
			return fault_set(f, ST_INPUT, "%s:%ld: a second constant for column %s",
			                 h->map->name, r->line, h->to[at]->name);
		if (*r->value && strcmp(o->value, r->value) == 0)
			return fault_set(f, ST_INPUT, "%s:%ld: value '%s' is translated a second time",
			                 h->map->name, r->line, r->value);
	}
	return ST_OK;
}

static enum status find_column(const struct heading *h, const char *file, const struct map_rule *r, int *column,
                               struct fault *f)
{
	int i;

	*column = *r->from ? column_named(h, r->from) : NO_COLUMN;
	if (*r->from && *column == NO_COLUMN)
		return fault_set(f, ST_INPUT, "%s:%ld: '%s' has no heading '%s'", h->map->name, r->line, file, r->from);
	for (i = *column + 1; *column != NO_COLUMN && i < h->columns; i++)
		if (strcmp(h->name[i], r->from) == 0)
			return fault_set(f, ST_INPUT, "%s:%ld: '%s' has the heading '%s' twice", h->map->name, r->line, file,
			                 r->from);
	return ST_OK;
}

static enum status feed_by_map(struct heading *h, const char *file, struct fault *f)
{
	size_t i;
	int column;
	enum status st = ST_OK;

	for (i = 0; h->map && i < h->map->count && st == ST_OK; i++) {
		const struct map_rule *r = &h->map->rule[i];

		if (*r->to && !h->to[i])
			return fault_set(f, ST_INPUT, "%s:%ld: kind %s has no column '%s'", h->map->name, r->line, h->kind->name, r->to);
		if (map_is_serial(r) && h->to[i]->type != FIELD_DATE)
			return fault_set(f, ST_INPUT, "%s:%ld: column %s is no date", h->map->name, r->line, h->to[i]->name);
		st = find_column(h, file, r, &column, f);
		if (st == ST_OK)
			st = check_rule(h, i, f);
		if (st == ST_OK && h->to[i])
			st = feed_field(h, file, h->to[i], column, *r->from ? NULL : r->becomes, f);
	}
	return st;
}

/* A column without a name, and the rest of a spreadsheet's width, is nothing
 * to speak of. */
static enum status feed_by_name(struct heading *h, const char *file, struct fault *f)
{
	const struct field *field;
	int i;
	enum status st = ST_OK;

	for (i = 0; i < h->columns && st == ST_OK; i++) {
		if (!*h->name[i] || map_names(h, h->name[i]) || heading_is_reject(h->name[i]))
			continue;
		field = fields_heading(h->kind, h->name[i]);
		if (field)
			st = feed_field(h, file, field, i, NULL, f);
		else if (column_named(h, h->name[i]) == i)
			str_addf(&h->unknown, "%s%s", h->unknown.len ? ", " : "", h->name[i]);
	}
	return st;
}

static enum status check_feeds(const struct heading *h, const char *file, struct fault *f)
{
	struct str missing = STR_INIT;
	size_t i;
	enum status st = ST_OK;

	for (i = 0; i < h->kind->count; i++) {
		const struct feed *feed = &h->of[i];

		if (feed->column == NO_COLUMN && !feed->constant && (feed->field->flags & FIELD_REQUIRED))
			str_addf(&missing, "%s%s (%s)", missing.len ? ", " : "", feed->field->name, feed->field->label);
	}
	if (missing.len && !h->is_partial)
		st = fault_set(f, ST_INPUT, "%s: no column for %s", file, missing.s);
	str_release(&missing);
	return st;
}

/* Whether rules translate values on their way into the feed, and whether one
 * of them says that they are day numbers. */
static void ask_map(const struct heading *h, struct feed *feed)
{
	size_t i;

	for (i = 0; h->map && feed->column != NO_COLUMN && i < h->map->count; i++) {
		const struct map_rule *r = &h->map->rule[i];

		if (!*r->value || h->to[i] != feed->field || strcmp(r->from, h->name[feed->column]) != 0)
			continue;
		if (map_is_serial(r))
			feed->is_serial = true;
		else
			feed->is_translated = true;
	}
}

/* What is asked of every row, found out once. */
static void list_feeds(struct heading *h)
{
	size_t i, k;

	for (i = 0; i < h->kind->count; i++) {
		struct feed *feed = &h->of[i];

		if (feed->column == NO_COLUMN && !feed->constant)
			continue;
		feed->is_required = (feed->field->flags & FIELD_REQUIRED) && !h->is_partial;
		ask_map(h, feed);
		for (k = 0; k < h->feeds; k++)
			if (h->feed[k].column == feed->column)
				feed->is_shared = true;
		h->feed[h->feeds++] = *feed;
	}
}

/* The search -------------------------------------------------------------- */

/* What a record is worth as a heading. */
struct worth {
	size_t known;           /* fields that it feeds */
	bool is_pure;           /* it has nothing else */
	bool is_complete;       /* all required fields are fed */
};

static struct worth worth_of(const struct heading *h, const struct csv_record *r)
{
	struct worth w = { 0, true, true };
	bool *is_fed = mem_array(h->kind->count, sizeof *is_fed);
	size_t i, k;

	for (i = 0; i < r->count; i++) {
		char *copy = mem_strdup(r->cell[i].s), *name = text_trim(copy);
		const struct field *field = map_names(h, name) ? NULL : fields_heading(h->kind, name);

		if (field)
			is_fed[field - h->kind->field] = true;
		else if (*name && !map_names(h, name) && !heading_is_reject(name))
			w.is_pure = false;
		for (k = 0; h->map && *name && k < h->map->count; k++)
			if (h->to[k] && strcmp(h->map->rule[k].from, name) == 0)
				is_fed[h->to[k] - h->kind->field] = true;
		free(copy);
	}
	for (i = 0; i < h->kind->count; i++)
		w.known += is_fed[i];
	for (k = 0; h->map && k < h->map->count; k++)
		if (h->to[k] && !*h->map->rule[k].from)
			is_fed[h->to[k] - h->kind->field] = true;
	for (i = 0; i < h->kind->count; i++)
		if ((h->kind->field[i].flags & FIELD_REQUIRED) && !is_fed[i])
			w.is_complete = false;
	free(is_fed);
	return w;
}

static bool is_better(const struct worth *a, const struct worth *b)
{
	if (!a->known || !(a->known > 1 || a->is_pure || a->is_complete))
		return false;
	if (a->is_complete != b->is_complete)
		return a->is_complete;
	return a->known > b->known;
}

static void forget_names(struct heading *h)
{
	int i;

	for (i = 0; i < h->columns; i++)
		free(h->name[i]);
	free(h->name);
	h->name = NULL;
	h->columns = 0;
}

static void take_names(struct heading *h, const struct csv_record *r)
{
	int i;

	forget_names(h);
	h->columns = (int)r->count;
	h->name = mem_array(r->count, sizeof *h->name);
	for (i = 0; i < h->columns; i++) {
		char *copy = mem_strdup(r->cell[i].s);

		h->name[i] = mem_strdup(text_trim(copy));
		free(copy);
	}
	str_reset(&h->raw);
	str_add(&h->raw, r->raw, r->raw_len);
	h->line = r->line;
	h->offset = r->offset;
}

/* Names what was looked for and where. */
static enum status not_found(const struct heading *h, const char *file, long first, long last, struct fault *f)
{
	struct str wanted = STR_INIT;
	size_t i;
	enum status st;

	for (i = 0; i < h->kind->count; i++)
		if (h->kind->field[i].flags & (FIELD_REQUIRED | FIELD_KEY))
			str_addf(&wanted, "%s%s (%s)", wanted.len ? ", " : "", h->kind->field[i].name, h->kind->field[i].label);
	if (first == last)
		st = fault_set(f, ST_INPUT, "%s:%ld: no heading of kind %s, with columns such as %s", file, first, h->kind->name, wanted.s);
	else
		st = fault_set(f, ST_INPUT, "%s: no heading of kind %s in lines %ld to %ld, with columns such as %s", file, h->kind->name,
		               first, last, wanted.s);
	str_release(&wanted);
	return st;
}

/* A fault further down is met again when the rows are read. */
static enum status search(struct heading *h, struct csvin *in, struct fault *f)
{
	const char *file = csvin_name(in);
	const struct csv_record *r;
	struct worth best = { 0, false, false };
	struct fault bad = { .status = ST_OK };
	long first = 0, last = 0, before, looked = 0;
	enum status st = ST_OK;

	while (looked < HEADING_WITHIN && (st = csvin_next(in, &r, f)) == ST_OK && r) {
		struct worth w;

		if (heading_is_blank(r))
			continue;
		before = last;
		last = r->line;
		if (!looked++) {
			first = r->line;
			if (r->bad)
				fault_set(&bad, ST_INPUT, "%s:%ld: %s", file, r->line, r->bad);
		}
		if (r->bad)
			continue;
		w = worth_of(h, r);
		/* One known name among others is none, but tells what is missing. */
		if (!is_better(&w, &best) && (looked > 1 || !w.known))
			continue;
		best = w;
		if (w.known == 1 && !w.is_pure && !w.is_complete)
			best.known = 0;
		take_names(h, r);
		h->titles = looked - 1;
		h->title_last = before;
	}
	h->title_first = first;
	if (h->name)
		return ST_OK;
	if (st != ST_OK)
		return st;
	if (!looked)
		return fault_set(f, ST_INPUT, "%s: empty, not even a heading", file);
	if (bad.status != ST_OK) {
		*f = bad;
		return ST_INPUT;
	}
	return not_found(h, file, first, last, f);
}

enum status heading_find(struct heading *h, struct csvin *in, const struct record_kind *k, const struct map *map,
                         bool is_partial, struct fault *f)
{
	size_t i;
	enum status st;

	memset(h, 0, sizeof *h);
	h->kind = k;
	h->map = map;
	h->is_partial = is_partial;
	h->of = mem_array(k->count, sizeof *h->of);
	h->feed = mem_array(k->count, sizeof *h->feed);
	for (i = 0; i < k->count; i++) {
		h->of[i].field = &k->field[i];
		h->of[i].column = NO_COLUMN;
	}
	if (map)
		h->to = mem_array(map->count, sizeof *h->to);
	for (i = 0; map && i < map->count; i++)
		h->to[i] = *map->rule[i].to ? fields_heading(k, map->rule[i].to) : NULL;
	str_reset(&h->unknown);
	st = search(h, in, f);
	if (st == ST_OK)
		st = feed_by_map(h, csvin_name(in), f);
	if (st == ST_OK)
		st = feed_by_name(h, csvin_name(in), f);
	if (st == ST_OK)
		st = check_feeds(h, csvin_name(in), f);
	if (st == ST_OK)
		list_feeds(h);
	return st;
}

void heading_release(struct heading *h)
{
	forget_names(h);
	free(h->of);
	free(h->feed);
	free(h->to);
	str_release(&h->raw);
	str_release(&h->unknown);
}

void heading_seek(const struct heading *h, struct csvin *in)
{
	const struct csv_record *heading;
	struct fault ignored;

	csvin_seek(in, h->line, h->offset, CSVIN_REST);
	/* A fault here comes again with the first row. */
	csvin_next(in, &heading, &ignored);
}
