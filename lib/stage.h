/* SPDX-License-Identifier: MIT
 *
 * Rows of an import that wait for the write gate: their checked values, in
 * the order of the file, in an unlinked temporary file.  Where a row stands
 * in the input is kept with it, so that one which the database refuses can
 * be read again for the reject file.
 */
#ifndef STAGE_H
#define STAGE_H

#include "fields.h"
#include "status.h"
#include "value.h"

#include <stdbool.h>
#include <stdint.h>

struct stage_row {
	int64_t line;           /* of the input, where the record begins */
	int64_t offset;         /* of its bytes in the input */
	size_t len;
	int64_t id;             /* of the record that it changes; 0: none */
	struct value *value;    /* one a field; borrowed until the next row */
};

struct stage;

/* `dir` is where the temporary file may be made; borrowed. */
struct stage *stage_new(const struct record_kind *k, const char *dir);
void stage_free(struct stage *s);
void stage_reset(struct stage *s);

/* ST_CANTCREATE: no temporary file, or no room for it. */
enum status stage_add(struct stage *s, const struct stage_row *row, struct fault *f);

int64_t stage_count(const struct stage *s);

/* Read from the first row on, or from the one at a place that stage_next told;
 * *row NULL behind the last.  ST_OUTPUT: the file cannot be read. */
enum status stage_seek(struct stage *s, int64_t place, struct fault *f);
enum status stage_next(struct stage *s, struct stage_row **row, int64_t *place, struct fault *f);

#endif
