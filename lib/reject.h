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
	struct sheet *sheet;
	int64_t count;
};

/* None so far; inside a transaction. */
enum status reject_clear(struct rejects *r, struct fault *f);

/* One row: `column` as its heading stands in the file and the cell as it
 * stands there ("" where it is the whole row), and why.  `sort` NULL: rows of
 * one column whose reasons differ only between the first quote and the last
 * are one group; else what the group's reason is. */
enum status reject_add(struct rejects *r, const struct csv_record *record, long line, const char *column,
                       const char *value, const char *reason, const char *sort, struct fault *f);

/* Each of the first 20 in the order of lines, then the rest in groups; count
 * is 1 for a row, line that of the first. */
typedef void reject_say_fn(void *arg, long line, const char *column, const char *reason, long count);
enum status reject_say(struct rejects *r, reject_say_fn *say, void *arg, struct fault *f);

/* The file; a new one gets the mode and group of the file `like`.
 * ST_CANTCREATE. */
enum status reject_write(struct rejects *r, const char *path, const char *like, struct fault *f);

#endif
