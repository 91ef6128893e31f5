/* SPDX-License-Identifier: MIT */
#include "filldown.h"

#include "mem.h"
#include "rejectline.h"
#include "text.h"
#include "tmp.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WRITE_AT ((size_t)64 << 10)

struct filldown {
	struct csvin *in;
	const struct heading *heading;
	bool *is_named;         /* of each column; NULL: those that a row begins with */
	struct str *above;      /* of each column */
	int fd;
	struct str out;
	long line;              /* of the file, where `out` ends */
	struct filldown_shifts *shifts;
};

static enum status flush(struct filldown *d, struct fault *f)
{
	enum status st = tmp_write(&d->fd, NULL, d->out.s, d->out.len, f);

	str_reset(&d->out);
	return st;
}

/* Blank lines up to the one where the record stood, if it is not behind. */
static void begin_line(struct filldown *d, long line)
{
	struct filldown_shifts *s = d->shifts;

	for (; d->line < line; d->line++)
		str_addc(&d->out, '\n');
	if (d->line - line != (s->count ? s->shift[s->count - 1].lines : 0)) {
		MEM_ROOM(s->shift, s->count, s->cap);
		s->shift[s->count++] = (struct filldown_shift){ d->line, d->line - line };
	}
}

long filldown_line(const struct filldown_shifts *s, long line)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->shift[mid].from <= line)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? line - s->shift[low - 1].lines : line;
}

static void end_line(struct filldown *d, size_t from)
{
	const char *s = d->out.s + from, *end = d->out.s + d->out.len;

	/* CR, LF and both together each end a line. */
	for (; s < end; s++)
		d->line += *s == '\n' || (*s == '\r' && (s + 1 == end || s[1] != '\n'));
	str_addc(&d->out, '\n');
	d->line++;
}

static void copy_raw(struct filldown *d, long line, const char *raw, size_t len)
{
	size_t from;

	begin_line(d, line);
	from = d->out.len;
	str_add(&d->out, raw, len);
	end_line(d, from);
}

static void forget(struct filldown *d)
{
	int i;

	for (i = 0; i < d->heading->columns; i++)
		str_reset(&d->above[i]);
}

static void copy_filled(struct filldown *d, const struct csv_record *r)
{
	bool is_first = true;
	size_t i, from;

	begin_line(d, r->line);
	from = d->out.len;
	for (i = 0; i < r->count; i++) {
		bool is_empty = text_is_blank(r->cell[i].s);

		is_first = is_first && is_empty;
		if (i)
			str_addc(&d->out, csvin_delimiter(d->in));
		if (!is_empty) {
			str_reset(&d->above[i]);
			str_add(&d->above[i], r->cell[i].s, r->cell[i].len);
		}
		rejectline_cell(d->in, is_empty && (d->is_named ? d->is_named[i] : is_first) ? d->above[i].s : r->cell[i].s,
		            &d->out);
	}
	end_line(d, from);
}

/* A value that ends what was merged to its right ends it for good: an empty
 * cell there is empty for the rows below too. */
static void end_merged(struct filldown *d, const struct csv_record *r)
{
	size_t i, first = 0;

	while (first < r->count && text_is_blank(r->cell[first].s))
		first++;
	for (i = first; !d->is_named && i < (size_t)d->heading->columns; i++)
		if (i >= r->count || text_is_blank(r->cell[i].s))
			str_reset(&d->above[i]);
}

static enum status copy_all(struct filldown *d, struct fault *f)
{
	const struct csv_record *r;
	enum status st = ST_OK;

	copy_raw(d, d->heading->line, d->heading->raw.s, d->heading->raw.len);
	while (st == ST_OK && (st = csvin_next(d->in, &r, f)) == ST_OK && r) {
		if (r->bad || r->count > (size_t)d->heading->columns)
			forget(d);
		if (r->bad || r->count > (size_t)d->heading->columns || heading_is_blank(r)) {
			copy_raw(d, r->line, r->raw, r->raw_len);
		} else {
			end_merged(d, r);
			copy_filled(d, r);
		}
		if (d->out.len > WRITE_AT)
			st = flush(d, f);
	}
	return st == ST_OK ? flush(d, f) : st;
}

static enum status name_columns(struct filldown *d, const char *columns, struct fault *f)
{
	enum status st = ST_OK;

	if (!*columns)
		return ST_OK;
	d->is_named = mem_array((size_t)d->heading->columns, sizeof *d->is_named);
	while (st == ST_OK && *columns) {
		size_t len = strcspn(columns, ",");
		char *copy = mem_strndup(columns, len), *name = text_trim(copy);
		int column = heading_column(d->heading, name);

		if (column == NO_COLUMN)
			st = fault_set(f, ST_USAGE, "%s: no column '%s' to fill down", csvin_name(d->in), name);
		else
			d->is_named[column] = true;
		free(copy);
		columns += len + (columns[len] == ',');
	}
	return st;
}

enum status filldown_copy(struct csvin **filled, struct filldown_shifts *shifts, struct csvin *in, const struct heading *h,
                          const char *columns, struct fault *f)
{
	struct filldown d = { .in = in, .heading = h, .line = 1, .fd = -1, .shifts = shifts };
	struct csvin_opts opts = { csvin_delimiter(in), csvin_raw_encoding(in), 0, NULL };
	int i;
	enum status st = name_columns(&d, columns, f);

	d.above = mem_array((size_t)h->columns, sizeof *d.above);
	forget(&d);
	str_reset(&d.out);
	if (st == ST_OK)
		st = copy_all(&d, f);
	if (st == ST_OK && lseek(d.fd, 0, SEEK_SET) == 0) {
		st = csvin_new(filled, d.fd, csvin_name(in), &opts, f);
		d.fd = -1;
	}
	if (d.fd >= 0)
		close(d.fd);
	for (i = 0; i < h->columns; i++)
		str_release(&d.above[i]);
	free(d.above);
	free(d.is_named);
	str_release(&d.out);
	return st;
}
