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

/* Longer words are broken; a case number is not. */
#define WORD_MAX 24

/* Blanks before all lines of a folded text but the first. */
#define FOLD_INDENT 2

/* No heading of ours has more pieces. */
#define HEADING_LINES_MAX 5

/* Bytes of the first piece of a heading: to behind a '_' or to its end. */
static size_t piece_length(const char *heading)
{
	size_t n = strcspn(heading, "_");

	return n + (heading[n] == '_');
}

/* Bytes of a heading that go on a line of that width; it is broken behind a
 * '_' only. */
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

/* The least width in which a heading needs no more than so many lines. */
static size_t heading_width(const char *heading, size_t lines)
{
	size_t widest = text_width(heading), width, n;
	const char *rest;

	for (width = 1; width < widest; width++) {
		size_t longest = 0;

		for (rest = heading, n = 0; *rest; n++) {
			size_t len = heading_length(rest, width);
			char *line = mem_strndup(rest, len);

			if (text_width(line) > longest)
				longest = text_width(line);
			free(line);
			rest += len;
		}
		if (n <= lines && longest <= width)
			break;
	}
	return width;
}

/* A character that stands in words between blanks: all of ASCII that can be
 * seen.  Other scripts are broken anywhere. */
static bool is_word(char c)
{
	return c > ' ' && c <= '~';
}

/* The width of the longest word that is kept whole wherever it stands. */
static size_t longest_word(const char *s)
{
	size_t longest = 0, n;

	for (; *s; s += n + 1) {
		for (n = 0; is_word(s[n]); n++)
			;
		if (n > longest && n <= WORD_MAX)
			longest = n;
		if (!s[n])
			break;
	}
	return longest;
}

static size_t sum(const size_t *width, size_t count)
{
	size_t all = count - 1, i;

	for (i = 0; i < count; i++)
		all += width[i];
	return all;
}

/* `natural` with text wrapped at `limit`, but never below its floor: words and
 * what is not text stay whole, half a code being another code. */
static void wrap(size_t *width, const struct layout_column *column, size_t count,
                 const size_t *natural, const size_t *floor, size_t limit)
{
	size_t i;

	for (i = 0; i < count; i++) {
		size_t most = limit < floor[i] ? floor[i] : limit;

		width[i] = column[i].is_text && natural[i] > most ? most : natural[i];
	}
}

/* How wide each column may be.  Where the table is wider than the terminal,
 * headings are broken into ever more lines, then text is wrapped, the widest
 * column first.  Done here and not by libsmartcols, which squeezes narrow
 * columns as hard as wide ones. */
static size_t *column_widths(const struct layout_column *column, size_t count,
                             char *const *cell, size_t cell_count,
                             size_t terminal)
{
	size_t *width = mem_array(count, sizeof *width);
	size_t *natural = mem_array(count, sizeof *natural);
	size_t *content = mem_array(count, sizeof *content);
	size_t *floor = mem_array(count, sizeof *floor);
	size_t limit = TEXT_WIDTH_MIN, lines, i, w;

	for (i = 0; i < cell_count; i++) {
		w = text_width(cell[i]);
		if (w > content[i % count])
			content[i % count] = w;
		w = longest_word(cell[i]);
		if (w > floor[i % count])
			floor[i % count] = w;
	}
	for (lines = 1; lines <= HEADING_LINES_MAX; lines++) {
		for (i = 0; i < count; i++) {
			w = heading_width(column[i].heading, lines);
			natural[i] = content[i] > w ? content[i] : w;
			if (lines == HEADING_LINES_MAX && floor[i] < w)
				floor[i] = w;
		}
		if (sum(natural, count) <= terminal)
			break;
	}
	if (sum(natural, count) <= terminal)
		limit = SIZE_MAX;
	else
		for (;; limit += 2) {   /* Chinese has use for even widths only */
			wrap(width, column, count, natural, floor, limit + 2);
			if (sum(width, count) > terminal)
				break;
		}
	wrap(width, column, count, natural, floor, limit);
	/* What is left is for the first that have use for it. */
	for (i = 0; i < count; i++)
		while (width[i] < natural[i] && sum(width, count) < terminal)
			width[i]++;
	free(floor);
	free(content);
	free(natural);
	return width;
}

/* Bytes of s that go on a line of that width, at least one character; words
 * are kept whole if they can be. */
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

char *layout_fold(const char *text, size_t width)
{
	struct str b = STR_INIT;
	size_t indent = 0, n;

	str_reset(&b);
	do {
		n = line_length(text, width > indent ? width - indent : 1);
		str_addf(&b, "%*s", (int)indent, "");
		str_add(&b, text, n);
		str_addc(&b, '\n');
		text += n;
		text += strspn(text, " ");
		indent = FOLD_INDENT;
	} while (*text);
	return b.s;
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
