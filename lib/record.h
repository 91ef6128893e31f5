/* SPDX-License-Identifier: MIT
 *
 * Plain records (all kinds but cases and ratings): found by their natural
 * key, compared, and written by statements that the build makes from the
 * column catalogue.  Only what changed is written, what is not given stays,
 * and what was there before is kept in table history with the run that
 * changed it.
 */
#ifndef RECORD_H
#define RECORD_H

#include "desk.h"
#include "value.h"

enum put { PUT_INSERTED, PUT_UPDATED, PUT_UNCHANGED };

/* References of `value` (text) looked up, in place: they become VALUE_INT and
 * keep their text, but for a matter whose condition has a column of its own.
 * ST_REFUSED with *column the field that is at fault. */
enum status record_resolve(struct desk *d, const struct record_kind *k, struct value *value,
                           const struct field **column, struct fault *f);

/* Finds the records of one kind one after the other.  Rows of a file mostly
 * stand in the order of the table: the record behind the one found last is
 * looked at before the index is asked. */
struct record_finder {
	struct desk *desk;
	const struct record_kind *kind;
	const struct record_sql *sql;
	struct query *next;     /* stands at the record that is looked at next */
	bool is_there;          /* it is at one */
	bool row_is_out;        /* which was handed out last */
	bool is_empty;          /* there is no record of the kind */
	bool has_alias;         /* persons have had other ID numbers */
	int64_t wrong_id;       /* the record that is to be merged into the one found; 0: none */
	long tries, hits;
};

/* Of a plain kind. */
void record_finder_init(struct record_finder *r, struct desk *d, const struct record_kind *k);

/* Inside one transaction, in which nothing of the kind is written until
 * record_find_end. */
enum status record_find_begin(struct record_finder *r, struct fault *f);
void record_find_end(struct record_finder *r);

/* The record that settled values name, NULL for a new one; its number is
 * column 0 of the row, which lives until the next call.  Values may change:
 * an ID number that is no more the record's own becomes one that is not given.
 * ST_REFUSED: they name two, *column is the field at fault. */
enum status record_find(struct record_finder *r, struct value *value, struct query **old,
                        const struct field **column, struct fault *f);

/* Whether a found record is all that the values say. */
bool record_same(const struct record_kind *k, const struct value *value, struct query *old);

/* Write a new record, or what is different in a known one; inside a write
 * transaction with desk.import_run_id set.  `effective` (YYYY-MM-DD) is the
 * day from which tracked columns have their new value, today or before.
 * ST_REFUSED: a constraint says no, or one of those columns has changed on a
 * later day; nothing is written then. */
enum status record_insert(struct desk *d, const struct record_kind *k, const struct value *value, int64_t *id, struct fault *f);
enum status record_change(struct desk *d, const struct record_kind *k, const struct value *value, int64_t id,
                          const char *effective, struct fault *f);

/* All of it for one row whose references are resolved; *id is its record. */
enum status record_put(struct desk *d, const struct record_kind *k, struct value *value, const char *effective,
                       enum put *done, int64_t *id, const struct field **column, struct fault *f);

/* For taking an import back: the records of these numbers are deleted, or one
 * gets the values back that are given; history is not written. */
enum status record_remove(struct desk *d, const struct record_kind *k, int64_t first_id, int64_t last_id, struct fault *f);
enum status record_restore(struct desk *d, const struct record_kind *k, const struct value *value, int64_t id, struct fault *f);

/* Whether a column is stored as a whole number: references are. */
bool record_is_number(const struct field *field);

/* Whether a row's column is what the value says already: one not given is. */
bool record_is_same(struct query *q, int column, const struct value *v);

/* Bind the value, or what the old row has in that column where it is not
 * given. */
void record_bind(struct query *update, int at, const struct value *v, struct query *old, int column,
                 const struct field *field);

#endif
