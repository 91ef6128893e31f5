/* SPDX-License-Identifier: MIT
 *
 * Which rows of a file are of a record that a row before them was of: by any
 * of the names that they give.  Memory does not grow with the file.
 */
#ifndef REPEAT_H
#define REPEAT_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A row by where its record stands in the input. */
struct repeat_row {
	int64_t line;
	int64_t offset;
	uint32_t len;
	bool is_staged;         /* it waits to be written */
	int64_t first;          /* line of the first row of the record */
};

struct repeat;

/* `dir` is where temporary files may be made; borrowed. */
struct repeat *repeat_new(const char *dir);
void repeat_free(struct repeat *r);
void repeat_reset(struct repeat *r);

/* A name of a row's record, any bytes; `row->first` is not looked at.
 * ST_CANTCREATE as keysort_add. */
enum status repeat_add(struct repeat *r, const struct repeat_row *row, const void *name, size_t len, struct fault *f);

/* After the last row: the rows that are not the first of their record, in the
 * order of lines and each once; *any false behind the last.  The faults of
 * keysort_next. */
enum status repeat_next(struct repeat *r, struct repeat_row *row, bool *any, struct fault *f);

/* repeat_next begins at the first again. */
void repeat_rewind(struct repeat *r);

#endif
