/* SPDX-License-Identifier: MIT
 *
 * An import taken back: what it changed becomes what it was, and what it made
 * is deleted, where nothing later depends on it.
 */
#ifndef UNDO_H
#define UNDO_H

#include "desk.h"

struct undo_counts {
	int64_t run;            /* the undoing, a run of its own */
	int64_t restored;       /* records that are as they were */
	int64_t removed;        /* records that are no more */
};

/* One transaction, rolled back for a dry run; the desk's database is open as
 * DB_IMPORT or DB_WRITE.  ST_NOINPUT: no such run.  ST_REFUSED: it is undone
 * already, cannot be (cases and ratings have a history that is never
 * rewritten, area codes are never given up), or something later depends on
 * it; the sentence says what. */
enum status undo_run(struct desk *d, int64_t run, int wait, bool is_dry_run, struct undo_counts *n, struct fault *f);

#endif
