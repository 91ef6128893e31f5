/* SPDX-License-Identifier: MIT
 *
 * The one seam to the database: open, transactions, statements by number,
 * rows, errors.  No other header names SQLite, and no statement's text is
 * known above it: statements stand in lib/sql/, numbered by the build.
 *
 * A write transaction is BEGIN IMMEDIATE inside the write gate (lib/gate.h)
 * and ends with db_commit or db_rollback; a read transaction is one
 * snapshot.  A struct query is prepared on first use, kept by the handle and
 * handed out reset, without bindings; text got from a row is borrowed until
 * the next db_step, db_query or db_close of it.  Binding never fails on its
 * own: a fault there is kept and answered by db_step.
 */
#ifndef DB_H
#define DB_H

#include "sql.h"
#include "status.h"
#include "str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct query;

enum db_mode {
	DB_READ,                /* cannot change anything */
	DB_WRITE,
	DB_IMPORT,              /* DB_WRITE with temporary tables in files beside
	                           the database, so that memory stays small */
	DB_CHECK,               /* DB_READ that sorts in files of $TMPDIR, for who
	                           reads all there is */
};

/* Open an existing database, hardened (design section 1).
 * ST_NOINPUT: no such file.  ST_NOPERM: may not.  ST_NOTOURS: garbage, no
 * wangge database, another version, or on a network file system. */
enum status db_open(struct db **db, const char *path, enum db_mode mode,
                    struct fault *f);

/* Make a new, empty one (mode 0660 less umask), for grid-init: under another
 * name in the folder of `path`, until db_settle gives it that name, with its
 * gate and log, waiting for others that make it too.  All that is left to do
 * then is db_close, which leaves nothing of one that was not settled; `who` as
 * in db_begin_write.  ST_CANTCREATE where it exists or cannot be made. */
enum status db_create(struct db **db, const char *path, struct fault *f);
enum status db_settle(struct db *db, int wait, const char *who, struct fault *f);

/* Open whatever wangge version it is, for grid-init --upgrade. */
enum status db_open_any(struct db **db, const char *path, struct fault *f);

/* A copy, for lib/backup.h: a file that nobody else has open, which db_copy
 * filled or is to fill.  It has no gate, and no log or journal beside it.
 * db_open_source: one to read that may lie on a network file system. */
enum status db_open_private(struct db **db, const char *path, struct fault *f);
enum status db_open_source(struct db **db, const char *path, struct fault *f);

void db_close(struct db *db);

/* The folder that the database lies in, for temporary files. */
const char *db_folder(const struct db *db);

/* What is told of one fault that a check has found: where, and what. */
typedef void db_tell(void *arg, const char *where, const char *what);

/* Whether the file is whole as a file, and whether all references lead
 * somewhere; faults are told, at most a hundred of each.  ST_OK also then. */
enum status db_check_whole(struct db *db, db_tell *tell, void *arg, struct fault *f);

/* Whether tables, indexes, views and triggers are those of the program's
 * schema.  Of what else is there only triggers are told: other tables, views
 * and indexes change nothing. */
enum status db_check_schema(struct db *db, db_tell *tell, void *arg, struct fault *f);

/* The last number that was ever given to a row of `table`, whose numbers are
 * never given again; 0: none. */
enum status db_last_given(struct db *db, const char *table, int64_t *id, struct fault *f);

/* Bring the schema up to the latest; inside a write transaction. */
enum status db_schema_upgrade(struct db *db, struct fault *f);

/* Let a transaction in which nothing was written go, but not the gate, which
 * after db_begin_write is kept until db_rollback: for db_copy from the database
 * and into it. */
enum status db_hold(struct db *db, struct fault *f);

/* Put all of `from`, as its read transaction has it, in the place of all that
 * `to` has: in one transaction, so that others who read `to` see it wholly or
 * not at all.  `to` has no transaction open; where others may write it, it is
 * held (db_hold).  ST_CANTCREATE: no room, or `to` cannot be written; ST_OUTPUT:
 * `from` cannot be read; neither changed anything.  ST_UNKNOWN as db_commit. */
enum status db_copy(struct db *from, struct db *to, struct fault *f);

/* Whether it is one of ours and db_check_whole has nothing to tell.  ST_NOTOURS
 * with the first of that, of the file that is called `name`. */
enum status db_check(struct db *db, const char *name, struct fault *f);

enum status db_begin_read(struct db *db, struct fault *f);

/* Queue up to `wait` seconds for the gate; `who` is the command's name, for
 * those who wait.  ST_BUSY: it stayed locked, or is not the database any more
 * that was opened (moved away, or a backup restored); nothing changed.
 * ST_NOPERM: the database or its folder is read-only. */
enum status db_begin_write(struct db *db, int wait, const char *who,
                           struct fault *f);

/* Remember the state of the database that this transaction sees.  Then, as
 * db_begin_write: where nobody has changed it since, references that were
 * looked up in that state are not checked again as they are written, which
 * would cost as much as the writing. */
enum status db_mark(struct db *db, struct fault *f);
enum status db_begin_trusting(struct db *db, int wait, const char *who, struct fault *f);

/* A transaction on temporary tables only; takes no lock on the database. */
enum status db_begin_temp(struct db *db, struct fault *f);

/* ST_UNKNOWN: nobody can say whether it was made durable. */
enum status db_commit(struct db *db, struct fault *f);
void db_rollback(struct db *db);

/* One savepoint inside a write transaction: for a case or row that may be
 * refused while others go on. */
enum status db_savepoint(struct db *db, struct fault *f);
enum status db_savepoint_keep(struct db *db, struct fault *f);
enum status db_savepoint_undo(struct db *db, struct fault *f);

/* A table that is about to be filled from nothing: its indexes (but those of
 * few rows, which have a WHERE) are put aside, and made again from the rows,
 * which is far faster than keeping them up to date; inside a write
 * transaction, which takes all of it back.  In between nothing checks that
 * keys are unique: the caller has.  ST_REFUSED of db_bulk_end: they are not. */
enum status db_bulk_begin(struct db *db, const char *table, struct fault *f);
enum status db_bulk_end(struct db *db, struct fault *f);

/* The statement of that number, ready for binding by position (from 1, in
 * the order in which names first stand in its text) or by name. Never NULL:
 * a fault in preparing is answered by the first db_step. */
struct query *db_query(struct db *db, enum sql id);
void db_bind_int(struct query *q, int at, int64_t v);
void db_bind_real(struct query *q, int at, double v);
void db_bind_text(struct query *q, int at, const char *s);      /* NULL: null; copied */
void db_bind_borrowed(struct query *q, int at, const char *s);  /* the same, not copied: s lives until the next step is done */
void db_bind_blob(struct query *q, int at, const void *p, size_t len);
void db_bind_null(struct query *q, int at);
void db_bind_id(struct query *q, int at, int64_t v);            /* 0: null */
void db_bind_word(struct query *q, int at, const char *s);      /* NULL, "": null */
int db_param(struct query *q, const char *name);                /* ":name" */

/* From here to db_formed what is bound also goes into `form` (lib/form.h), in
 * the order of the placeholders, in which it must be bound then; one that is
 * passed over is null.  db_bind_told puts `told` into it in place of `s`. */
void db_form(struct query *q, struct str *form);
void db_bind_told(struct query *q, int at, const char *s, const char *told);
void db_formed(struct query *q);

/* *row: a row is there.  ST_REFUSED: a constraint or trigger said no (its
 * sentence is the fault's). */
enum status db_step(struct query *q, bool *row, struct fault *f);

/* The number in the first column of the first row; `otherwise` where there is
 * no row.  The rest is let go. */
enum status db_first_int(struct query *q, int64_t otherwise, int64_t *v, struct fault *f);

/* Run to the end; rows are passed over. */
enum status db_run(struct query *q, struct fault *f);
void db_done(struct query *q);          /* reset: a reader lets go its snapshot */

int64_t db_int(struct query *q, int column);            /* from 0; null is 0 */
double db_real(struct query *q, int column);
const char *db_text(struct query *q, int column);       /* NULL if null */
const char *db_span(struct query *q, int column, size_t *len);  /* the same with its length */
const void *db_blob(struct query *q, int column, size_t *len);
bool db_is_null(struct query *q, int column);
int db_columns(struct query *q);
int db_column(struct query *q, const char *name);       /* the first of that name, -1: none */
void db_form_column(struct query *q, int column, struct str *form);     /* its value as db_form has it */

int64_t db_changes(struct db *db);      /* rows of the last statement */
int64_t db_last_id(struct db *db);

#endif
