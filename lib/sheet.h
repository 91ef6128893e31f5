/* SPDX-License-Identifier: MIT
 *
 * A sheet: CSV read as rows of one record kind.  Headings are matched by
 * identifier, label or synonym, or as a map file says; cells are cleaned and
 * checked against the catalogue's types.  References stay text here, for
 * they can only be looked up in the transaction that writes them.
 *
 * Rows come one by one (sheet_next) or many at a time into a batch of the
 * caller's (sheet_batch), which one thread fills while another uses the one
 * before.  Reading is one thread's; sheet_reread and whatever takes a const
 * sheet may be another's meanwhile.
 */
#ifndef SHEET_H
#define SHEET_H

#include "csvin.h"
#include "fields.h"
#include "map.h"
#include "value.h"

struct sheet_row {
	long line;
	off_t offset;                   /* of the record, and its bytes: for */
	size_t len;                     /* sheet_reread */
	struct value *value;            /* one for each field of the kind; whoever
	                                   has the row may change them */
	/* A row that is none: which column (as its heading stands in the file),
	 * its value and why; reason NULL for a good row. */
	const char *bad_column;
	const char *bad_value;
	const char *reason;
};

struct sheet;

struct sheet_opts {
	const struct map *map;          /* NULL: none; else borrowed */
	struct limit_words words;       /* what bare 天 and 小时 mean */
	bool is_partial;                /* required columns may be missing or empty */
	const char *fill_down;          /* NULL: no; "" or headings with ',' between,
	                                   as filldown_copy takes them */
};

/* Take over the reader and find the heading, with titles above it and a row
 * of instructions under it passed over.  ST_INPUT: no record is a heading,
 * two columns feed one field, or a required one is fed by none.  Filling down
 * reads all of the input, with all that may be wrong with it; ST_USAGE: no
 * such column to fill. */
enum status sheet_open(struct sheet **s, struct csvin *in, const struct record_kind *k,
                       const struct sheet_opts *o, struct fault *f);
void sheet_free(struct sheet *s);

/* The next row, good or bad, or NULL at the end; borrowed until the next, and
 * sheet_record with it: the record that it stands in. */
enum status sheet_next(struct sheet *s, const struct sheet_row **row, struct fault *f);
const struct csv_record *sheet_record(const struct sheet *s);

#define SHEET_BATCH 512

/* Rows with all that they point to; good for any number of fillings from the
 * sheet that it was made for, and for use after the sheet is freed. */
struct sheet_batch {
	size_t count;                   /* 0: the end */
	off_t done, total;              /* bytes read by then, and to read */
	struct sheet_row *row;
	struct value *value;            /* of all rows */
	struct sheet_text *text;
};

void sheet_batch_init(struct sheet_batch *b, const struct sheet *s);
void sheet_batch_release(struct sheet_batch *b);

/* Fill a batch with the next rows.  Where the reading ends in a fault, the
 * rows before it are there all the same. */
enum status sheet_batch(struct sheet *s, struct sheet_batch *b, struct fault *f);

/* Read the rows from the first one on again. */
void sheet_rewind(struct sheet *s);

/* A row's record once more, by what the row said of it; borrowed until the
 * next call.  Disturbs no reading, and may be another thread's. */
enum status sheet_reread(struct sheet *s, long line, off_t offset, size_t len,
                         const struct csv_record **rec, struct fault *f);

struct csvin *sheet_input(struct sheet *s);

/* Records of blanks only that were passed over so far. */
long sheet_blanks(const struct sheet *s);

/* What there is to say about the sheet as a whole, a sentence each: titles,
 * the row of instructions, columns not used. */
void sheet_remarks(const struct sheet *s, void (*say)(void *arg, const char *text), void *arg);

/* Headings that nothing uses, ", " between; "" if none. */
const char *sheet_unknown(const struct sheet *s);

/* Whether a column or a map feeds a field. */
bool sheet_feeds(const struct sheet *s, const struct field *field);

/* The heading in the file that feeds a field, or the field's identifier. */
const char *sheet_heading(const struct sheet *s, const struct field *field);

/* The cell that feeds a field as it stands in the file, in the row that
 * sheet_next gave or in a record; and whether a map gives the field to every
 * row. */
const char *sheet_said(const struct sheet *s, const struct field *field);
const char *sheet_said_in(const struct sheet *s, const struct csv_record *r, const struct field *field);
bool sheet_is_constant(const struct sheet *s, const struct field *field);

/* Lines of the reject file in the input's encoding: the heading, with the
 * input's byte-order mark; the original columns (those of an earlier rejection
 * taken off, a short record filled up), and the four reject_ ones behind them
 * with the line's end.  One thread's at a time. */
void sheet_reject_heading(const struct sheet *s, struct str *out);
void sheet_original(const struct sheet *s, const struct csv_record *r, struct str *out);
void sheet_reject_cells(const struct sheet *s, long line, const char *column, const char *value,
                        const char *reason, struct str *out);

#endif
