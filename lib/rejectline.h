/* SPDX-License-Identifier: MIT
 *
 * Lines of a reject file, to be mended and imported as they are: a record's
 * own columns (those of an earlier rejection taken off, a short record filled
 * up) and the four reject_ ones behind them with the line's end.  Bytes are
 * as `raw` of a csv_record has them; csvin_restore makes the file's of them.
 * Only sheet uses it.
 */
#ifndef REJECTLINE_H
#define REJECTLINE_H

#include "heading.h"

struct rejectline {
	const struct csvin *in;
	const struct heading *heading;
};

void rejectline_heading(const struct rejectline *r, struct str *out);
void rejectline_record(const struct rejectline *r, const struct csv_record *rec, struct str *out);
void rejectline_cells(const struct rejectline *r, long line, const char *column, const char *value, const char *reason,
                      struct str *out);

/* One cell, in quotes if it needs them. */
void rejectline_cell(const struct csvin *in, const char *text, struct str *out);

#endif
