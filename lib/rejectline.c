/* SPDX-License-Identifier: MIT */
#include "rejectline.h"

#include <stdio.h>
#include <string.h>

enum { REJECT_COLUMNS = 4 };

void rejectline_cell(const struct csvin *in, const char *text, struct str *out)
{
	struct str cell = STR_INIT;
	const char special[] = { csvin_delimiter(in), '"', '\n', '\r', '\0' };
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
	csvin_encode(in, cell.s, cell.len, out);
	str_release(&cell);
}

/* A reject file that is rejected again has the four columns already: its
 * records are then put together anew without them. */
static int first_reject_column(const struct rejectline *r)
{
	int i;

	for (i = 0; i < r->heading->columns; i++)
		if (heading_is_reject(r->heading->name[i]))
			return i;
	return NO_COLUMN;
}

void rejectline_heading(const struct rejectline *r, struct str *out)
{
	bool anew = first_reject_column(r) != NO_COLUMN;
	int i, n = 0;

	if (!anew)
		str_add(out, r->heading->raw.s, r->heading->raw.len);
	for (i = 0; anew && i < r->heading->columns; i++)
		if (!heading_is_reject(r->heading->name[i])) {
			if (n++)
				str_addc(out, csvin_delimiter(r->in));
			rejectline_cell(r->in, r->heading->name[i], out);
		}
	for (i = 0; i < REJECT_COLUMNS; i++) {
		str_addc(out, csvin_delimiter(r->in));
		str_adds(out, heading_reject[i]);
	}
	str_addc(out, '\n');
}

/* The bytes with those of wide characters blotted out, of which GB18030 has
 * some that look like a delimiter. */
static void blot(const struct rejectline *r, struct str *b)
{
	bool is_gb = strcmp(csvin_raw_encoding(r->in), "GB18030") == 0;
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
 * but the four behind it are as rejectline_cells makes them. */
static size_t own_bytes(const struct rejectline *r, const struct csv_record *rec)
{
	struct str b = STR_INIT;
	size_t len = rec->raw_len;
	int i;

	if (first_reject_column(r) == NO_COLUMN || first_reject_column(r) != r->heading->columns - REJECT_COLUMNS)
		return len;
	str_add(&b, rec->raw, rec->raw_len);
	blot(r, &b);
	for (i = 0; i < REJECT_COLUMNS && len; i++)
		len = last_cell(b.s, len, csvin_delimiter(r->in));
	/* The first of them is a line's number. */
	if (!len || !strspn(b.s + len + 1, "0123456789"))
		len = rec->raw_len;
	str_release(&b);
	return len;
}

/* The cells without the four; what stands there too many stands before them.
 * Returns how many. */
static int own_cells(const struct rejectline *r, const struct csv_record *rec, struct str *out)
{
	int first = first_reject_column(r), count = (int)rec->count, i, n = 0;
	int extra = count > r->heading->columns ? count - r->heading->columns : 0;

	for (i = 0; i < count; i++) {
		bool is_extra = i >= first && i < first + extra;

		if (!is_extra && heading_is_reject(r->heading->name[i < first ? i : i - extra]))
			continue;
		if (n++)
			str_addc(out, csvin_delimiter(r->in));
		rejectline_cell(r->in, rec->cell[i].s, out);
	}
	return n;
}

static int own_columns(const struct rejectline *r)
{
	int i, n = 0;

	for (i = 0; i < r->heading->columns; i++)
		n += !heading_is_reject(r->heading->name[i]);
	return n;
}

void rejectline_record(const struct rejectline *r, const struct csv_record *rec, struct str *out)
{
	int n = (int)rec->count;

	if (rec->bad) {
		str_add(out, rec->raw, own_bytes(r, rec));
		return;
	}
	if (first_reject_column(r) != NO_COLUMN)
		n = own_cells(r, rec, out);
	else
		str_add(out, rec->raw, rec->raw_len);
	/* A short record keeps what follows under the right headings. */
	for (; n < own_columns(r); n++)
		str_addc(out, csvin_delimiter(r->in));
}

void rejectline_cells(const struct rejectline *r, long line, const char *column, const char *value, const char *reason,
                      struct str *out)
{
	char number[24];
	const char *added[REJECT_COLUMNS] = { number, column, value, reason };
	int i;

	snprintf(number, sizeof number, "%ld", line);
	for (i = 0; i < REJECT_COLUMNS; i++) {
		str_addc(out, csvin_delimiter(r->in));
		rejectline_cell(r->in, added[i], out);
	}
	str_addc(out, '\n');
}
