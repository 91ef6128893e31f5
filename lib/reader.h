/* SPDX-License-Identifier: MIT
 *
 * A sheet read by a thread of its own: while one batch of rows is used the
 * next ones are parsed and checked.
 */
#ifndef READER_H
#define READER_H

#include "sheet.h"

struct reader;

/* Start at the sheet's first row.  Until reader_free nobody else reads the
 * sheet; what sheet.h allows to another thread stays allowed. */
struct reader *reader_new(struct sheet *s);

/* The next rows, borrowed until the next call; NULL at the end.  The faults of
 * sheet_batch, after the rows before them. */
enum status reader_next(struct reader *r, struct sheet_batch **batch, struct fault *f);

/* Stops it, wherever it is. */
void reader_free(struct reader *r);

#endif
