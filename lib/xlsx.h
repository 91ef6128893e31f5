/* SPDX-License-Identifier: MIT
 *
 * One table as an .xlsx workbook, row after row, in memory that does not grow:
 * a bold heading row that stays in sight and has a filter, columns as wide as
 * their kind of value needs, real numbers and dates, and text for everything
 * else, so that no code loses its zeros and no long number its digits.  What
 * one sheet does not hold goes on in the next.  The same rows are the same
 * bytes at any time and place.
 *
 * A build without libxlsxwriter has all functions, of which xlsx_new answers
 * that it cannot.  The first failure is kept and answered by xlsx_finish.
 */
#ifndef XLSX_H
#define XLSX_H

#include "fields.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>

struct xlsx;

/* `dir` is where rows wait in files without a name; NULL: $TMPDIR or /tmp.
 * ST_USAGE: built without.  ST_CANTCREATE. */
enum status xlsx_new(struct xlsx **x, const char *dir, struct fault *f);
void xlsx_free(struct xlsx *x);

/* Once, before the first cell: the columns and what stands above them, both
 * borrowed. */
void xlsx_begin(struct xlsx *x, const struct field *const *column, const char *const *heading, size_t count);

/* The cell in that column of the present row, each of which begins with that of
 * the first, as text; `number`: it is one
 * where the column's type is.  Nothing is written for "". */
void xlsx_cell(struct xlsx *x, size_t at, const char *s, bool number);
void xlsx_row(struct xlsx *x);

/* The workbook in a file without a name, which is the caller's to close.
 * ST_OUTPUT: no room, or another failure. */
enum status xlsx_finish(struct xlsx *x, int *fd, struct fault *f);

#endif
