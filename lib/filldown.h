/* SPDX-License-Identifier: MIT
 *
 * Merged cells: a spreadsheet writes what stands in them once, in their
 * first row.  The input is copied into an unlinked temporary file with the
 * empty cells filled, so that whoever reads it, and the reject file, has whole
 * rows.  Every record stands in the line where it stood, but for those behind
 * a cell that was filled with more than one line.  Only sheet uses it.
 */
#ifndef FILLDOWN_H
#define FILLDOWN_H

#include "heading.h"

/* By how many lines records stand lower in the copy, from a line of it on. */
struct filldown_shift {
	long from;
	long lines;
};

struct filldown_shifts {
	struct filldown_shift *shift;
	size_t count, cap;
};

/* The line of the input where a record stood that begins in a line of the
 * copy; `shift` is the caller's to free. */
long filldown_line(const struct filldown_shifts *s, long line);

/* A reader of the filled copy in *filled, standing at its beginning; `in`
 * stands behind the heading, or behind the annotation row that does not come
 * along, and is read to its end.
 *
 * With `columns` "" the empty cells that a row begins with are filled, up to
 * its first that is not: merged cells of a table lie from the left, and a new
 * value ends what is merged to its right.  Else they are headings with ','
 * between, and each empty cell of those columns is filled, of no others.
 * Above a row stand the rows since the heading, or since the last record that
 * is none or has too many cells: what that one would have said is not known.
 *
 * ST_USAGE: no such column.  Else as csvin_next and csvin_new. */
enum status filldown_copy(struct csvin **filled, struct filldown_shifts *shifts, struct csvin *in, const struct heading *h,
                          const char *columns, struct fault *f);

#endif
