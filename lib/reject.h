/* SPDX-License-Identifier: MIT
 *
 * Rows that go back to whoever can mend them: kept in a temporary table while
 * an import runs, said in words at its end, and written as a file that can be
 * imported as it is once it is mended.
 */
#ifndef REJECT_H
#define REJECT_H

#include "db.h"
#include "sheet.h"

struct rejects {
	struct db *db;          /* open as DB_IMPORT */
	const struct record_kind *kind;
	struct sheet *sheet;
	int64_t count;
};

/* None so far; inside a transaction. */
enum status reject_clear(struct rejects *r, struct fault *f);

/* A row that is none by itself, as the sheet gave it. */
enum status reject_bad(struct rejects *r, const struct sheet_row *row, struct fault *f);

/* A row that the database refuses, by where its record stands in the input:
 * `column` is at fault, NULL: the whole row, or what the reason names as the
 * database's own sentences do. */
enum status reject_field(struct rejects *r, int64_t line, int64_t offset, size_t len, const struct field *column,
                         const char *reason, struct fault *f);

/* Of several rows of one record the first counts: another one. */
enum status reject_repeated(struct rejects *r, int64_t first, int64_t line, int64_t offset, size_t len, struct fault *f);

/* Each of the first 20 in the order of lines, then the rest in groups (rows of
 * one column whose reasons differ only between the first quote and the last);
 * count is 1 for a row, line that of the first. */
typedef void reject_say_fn(void *arg, long line, const char *column, const char *reason, long count);
enum status reject_say(struct rejects *r, reject_say_fn *say, void *arg, struct fault *f);

/* The file; a new one gets the mode and group of the file `like`.
 * ST_CANTCREATE. */
enum status reject_write(struct rejects *r, const char *path, const char *like, struct fault *f);

#endif
