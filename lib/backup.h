/* SPDX-License-Identifier: MIT
 *
 * Copies of a database, and one brought back as the database.  A copy is taken
 * while others write, of one moment; it is opened and checked before it gets
 * its name, and it is one file without a log, which sqlite3(1) reads wherever
 * it lies.  Both go by the database's own means of copying pages: files are
 * never exchanged under programs that have them open.
 */
#ifndef BACKUP_H
#define BACKUP_H

#include "db.h"
#include "str.h"

/* What was copied: how large it is and the last digest of its audit. */
struct backup {
	int64_t size;
	char head[65];
};

/* Copy an open database, which is at `path`, to the file `to`, with its mode and
 * group.  ST_CANTCREATE: `to` cannot be made, is there and not `replace`, is
 * there and no database of ours, or is one in use.  ST_NOTOURS: the copy is
 * not whole, for the database is not.  Nothing is left then. */
enum status backup_write(struct db *db, const char *path, const char *to, bool replace,
                         struct backup *b, struct fault *f);

/* Make what `from` holds the content of the database at `path`, which is made
 * where there is none: in one transaction inside the gate, with a row in its
 * audit that has both heads.  Before that the database is copied to *kept, its
 * name with ".before-" and the time behind it; "" where there was none, or where
 * nothing was changed.
 * ST_NOTOURS: `from` is damaged or not ours, or what lies at `path` is.
 * ST_CANTCREATE: it cannot be kept, or there is no room.  ST_BUSY and ST_UNKNOWN
 * as db_begin_write and db_commit. */
enum status backup_restore(const char *path, const char *from, int wait, struct backup *b,
                           struct str *kept, struct fault *f);

#endif
