/* SPDX-License-Identifier: MIT
 *
 * Merged cells: a spreadsheet writes what stands in them once, in their
 * first row.  The input is copied into an unlinked temporary file with the
 * empty cells filled, every record in the line where it stood, so that
 * whoever reads it, and the reject file, has whole rows.  Only sheet uses it.
 */
#ifndef FILLDOWN_H
#define FILLDOWN_H

#include "heading.h"

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
enum status filldown_copy(struct csvin **filled, struct csvin *in, const struct heading *h, const char *columns,
                          struct fault *f);

#endif
