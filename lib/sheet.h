/* SPDX-License-Identifier: MIT
 *
 * A sheet: CSV read as rows of one record kind.  Headings are matched by
 * identifier, label or synonym, or as a map file says; cells are cleaned and
 * checked against the catalogue's types.  References stay text here, for
 * they can only be looked up in the transaction that writes them.
 */
#ifndef SHEET_H
#define SHEET_H

#include "csvin.h"
#include "fields.h"
#include "map.h"
#include "value.h"

struct sheet_row {
	long line;
	const struct csv_record *record;
	const struct value *value;      /* one for each field of the kind */
	/* A row that is none: which column (as its heading stands in the file),
	 * its value and why; reason NULL for a good row. */
	const char *bad_column;
	const char *bad_value;
	const char *reason;
};

struct sheet;

/* Take over the reader and read its heading.  `map` NULL: none, else
 * borrowed.  `words`: what bare 天 and 小时 mean.  ST_INPUT: no heading is
 * known, two columns feed one field, or a required one is fed by none;
 * `is_partial` lets required ones be missing and empty. */
enum status sheet_open(struct sheet **s, struct csvin *in, const struct record_kind *k,
                       const struct map *map, const struct limit_words *words, bool is_partial,
                       struct fault *f);
void sheet_free(struct sheet *s);

/* The next row, good or bad, or NULL at the end; borrowed until the next. */
enum status sheet_next(struct sheet *s, const struct sheet_row **row, struct fault *f);

struct csvin *sheet_input(struct sheet *s);

/* Headings that nothing uses, ", " between; "" if none. */
const char *sheet_unknown(const struct sheet *s);

/* Whether a column or a map feeds a field. */
bool sheet_feeds(const struct sheet *s, const struct field *field);

/* The heading in the file that feeds a field, or the field's identifier. */
const char *sheet_heading(const struct sheet *s, const struct field *field);

/* The cell of the row read last as it stands in the file; and whether a map
 * gives the field to every row. */
const char *sheet_said(const struct sheet *s, const struct field *field);
bool sheet_is_constant(const struct sheet *s, const struct field *field);

/* Lines of the reject file in the input's encoding: the original columns
 * (those of an earlier rejection taken off, a short record filled up), and
 * the four reject_ ones behind them with the line's end. */
void sheet_reject_heading(const struct sheet *s, struct str *out);
void sheet_original(const struct sheet *s, const struct csv_record *r, struct str *out);
void sheet_reject_cells(const struct sheet *s, long line, const char *column, const char *value,
                        const char *reason, struct str *out);

#endif
