/* SPDX-License-Identifier: MIT */
#include "layout.h"

#include "mem.h"
#include "str.h"
#include "text.h"

#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Text is never wrapped narrower than this. */
#define TEXT_WIDTH_MIN 8

/* Bytes of the first piece of a heading: to behind a '_' or to its end. */
static size_t piece_length(const char *heading)
{
	size_t n = strcspn(heading, "_");

	return n + (heading[n] == '_');
}

/* A heading may be broken behind each '_'. */
static size_t longest_piece(const char *heading)
{
	size_t longest = 0, n;

	for (; *heading; heading += n) {
		n = piece_length(heading);
		char *piece = mem_strndup(heading, n);

		if (text_width(piece) > longest)
			longest = text_width(piece);
		free(piece);
	}
	return longest;
}

/* The width of a column whose text is wrapped at `limit`: the pieces of its
 * heading and what is not text stay whole, half a code being another code. */
static size_t wrapped(const struct layout_column *c, size_t natural,
                      size_t limit)
{
	size_t floor = longest_piece(c->heading);

	if (limit < floor)
		limit = floor;
	return c->is_text && natural > limit ? limit : natural;
}

static size_t table_width(const struct layout_column *column,
                          const size_t *natural, size_t count, size_t limit)
{
	size_t sum = count - 1, i;

	for (i = 0; i < count; i++)
		sum += wrapped(&column[i], natural[i], limit);
	return sum;
}

/* How wide each column may be.  Where the table is wider than the terminal,
 * headings are broken, then text is wrapped, the widest column first.  Done here and not by
 * libsmartcols, which squeezes narrow columns as hard as wide ones. */
static size_t *column_widths(const struct layout_column *column, size_t count,
                             char *const *cell, size_t cell_count,
                             size_t terminal)
{
	size_t *width = mem_array(count, sizeof *width);
	size_t limit = TEXT_WIDTH_MIN, i, w;
	bool broken;

	for (broken = false; ; broken = true) {
		for (i = 0; i < count; i++)
			width[i] = broken ? longest_piece(column[i].heading)
			                  : text_width(column[i].heading);
		for (i = 0; i < cell_count; i++) {
			w = text_width(cell[i]);
			if (w > width[i % count])
				width[i % count] = w;
		}
		if (table_width(column, width, count, SIZE_MAX) <= terminal)
			return width;
		if (broken)
			break;
	}
	while (table_width(column, width, count, limit + 1) <= terminal)
		limit++;
	for (i = 0; i < count; i++)
		width[i] = wrapped(&column[i], width[i], limit);
	return width;
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

/* Bytes of s that go on a line of that width, at least one character; words
 * of letters are kept whole if they can be. */
static size_t line_length(const char *s, size_t width)
{
	size_t used = 0, blank = 0, i, n, w;
	char one[5];

	for (i = 0; s[i]; i += n, used += w) {
		text_next(s + i, &n);
		memcpy(one, s + i, n);
		one[n] = '\0';
		w = text_width(one);
		if (i > 0 && used + w > width)
			break;
		if (s[i] == ' ')
			blank = i;
	}
	if (s[i] && blank > 0 && is_word(s[i]) && is_word(s[i - 1]))
		return blank;
	return i;
}

/* The same for a heading, which is broken behind a '_' only. */
static size_t heading_length(const char *s, size_t width)
{
	size_t len = 0, n;

	do {
		char *line;
		bool fits;

		n = piece_length(s + len);
		line = mem_strndup(s, len + n);
		fits = text_width(line) <= width;
		free(line);
		if (!fits && len)
			break;
		len += n;
	} while (s[len]);
	return len;
}

/* A row as as many lines as its longest cell needs. */
static bool add_row(struct libscols_table *t, const char *const *cell,
                    size_t length(const char *, size_t),
                    const size_t *width, const char **rest, size_t count)
{
	bool ok = true, more = true;
	size_t i, n;

	for (i = 0; i < count; i++)
		rest[i] = cell[i];
	while (ok && more) {
		struct libscols_line *line = scols_table_new_line(t, NULL);

		more = false;
		for (i = 0; i < count; i++) {
			char *piece;

			n = length(rest[i], width[i]);
			piece = mem_strndup(rest[i], n);
			if (scols_line_refer_data(line, i, piece) != 0) {
				free(piece);
				ok = false;
			}
			rest[i] += n;
			rest[i] += strspn(rest[i], " ");
			more = more || *rest[i];
		}
	}
	return ok;
}

/* libsmartcols asks the C library for widths, and prints everything but
 * ASCII as \x.. where LC_CTYPE is not UTF-8 (or, told not to, never comes
 * back).  Nothing of ours depends on LC_CTYPE, so it is changed for good. */
static void want_utf8(void)
{
	static const char *const name[] = { "C.UTF-8", "en_US.UTF-8",
	                                    "zh_CN.UTF-8" };
	size_t i;

	if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
		return;
	for (i = 0; i < sizeof name / sizeof name[0]; i++)
		if (setlocale(LC_CTYPE, name[i]))
			return;
}

static char *print(const struct layout_column *column, size_t count,
                   char *const *cell, size_t cell_count, const size_t *width)
{
	struct libscols_table *t = scols_new_table();
	const char **rest = mem_array(count, sizeof *rest);
	const char **heading = mem_array(count, sizeof *heading);
	char *text = NULL;
	bool ok;
	size_t i;

	/* Never a terminal: its width has been seen to. */
	ok = t && scols_table_set_termforce(t, SCOLS_TERMFORCE_NEVER) == 0;
	/* Headings may need several lines, so they are rows too. */
	ok = ok && scols_table_enable_noheadings(t, 1) == 0;
	for (i = 0; ok && i < count; i++) {
		heading[i] = column[i].heading;
		ok = scols_table_new_column(t, "", 0,
		        column[i].is_right ? SCOLS_FL_RIGHT : 0) != NULL;
	}
	ok = ok && add_row(t, heading, heading_length, width, rest, count);
	for (i = 0; ok && i < cell_count; i += count)
		ok = add_row(t, (const char *const *)cell + i, line_length, width, rest, count);
	if (ok)
		ok = scols_print_table_to_string(t, &text) == 0;
	if (!ok) {
		free(text);
		text = NULL;
	}
	scols_unref_table(t);
	free(heading);
	free(rest);
	return text;
}

/* libsmartcols pads all columns but the last and ends all lines but the
 * last. */
static char *tidy(const char *text)
{
	struct str b = STR_INIT;

	str_reset(&b);
	while (*text) {
		size_t len = strcspn(text, "\n"), keep = len;

		while (keep > 0 && text[keep - 1] == ' ')
			keep--;
		str_add(&b, text, keep);
		str_addc(&b, '\n');
		text += len + (text[len] == '\n');
	}
	return b.s;
}

char *layout(const struct layout_column *column, size_t count,
             char *const *cell, size_t cell_count, size_t width)
{
	size_t *widths = column_widths(column, count, cell, cell_count, width);
	char *printed, *text = NULL;

	want_utf8();
	printed = print(column, count, cell, cell_count, widths);
	if (printed)
		text = tidy(printed);
	free(printed);
	free(widths);
	return text;
}
