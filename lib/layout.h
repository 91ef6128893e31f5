/* SPDX-License-Identifier: MIT
 *
 * A table of cells as lines for a terminal: columns padded to one width,
 * wrapped where the terminal is narrower.  Knows nothing of fields; out is
 * its only user.
 *
 * Cells are valid UTF-8 without control characters.  The first layout
 * switches the process's LC_CTYPE to UTF-8 if it is something else.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

struct layout_column {
	const char *heading;
	bool is_right;          /* aligned to the right: figures */
	bool is_text;           /* may be wrapped; others stay whole */
};

/* The lines, each ended by a newline and without blanks before it, to be
 * freed; NULL if libsmartcols refuses.  `cell` holds cell_count strings, row
 * by row, and `width` is the terminal's. */
char *layout(const struct layout_column *column, size_t count,
             char *const *cell, size_t cell_count, size_t width);

/* A text as lines of at most that width, each ended by a newline, to be freed;
 * broken at blanks where it can be, and indented from the second line on. */
char *layout_fold(const char *text, size_t width);

#endif
