/* SPDX-License-Identifier: MIT
 *
 * The audit: one row a command that changed something (a bulk one carries a
 * digest of its rows), each with the SM3 digest of the row before.  No
 * personal value stands in it: rows enter only as digests.  The canonical
 * form that is digested is, for each column in the table's order, its
 * length in bytes in decimal, ':' and its text, from previous to note.
 */
#ifndef AUDIT_H
#define AUDIT_H

#include "desk.h"

#include <nettle/sm3.h>

struct audit {
	struct sm3_ctx rows;
	int64_t count;
};

void audit_start(struct audit *a);

/* One changed row: what changed, its record, and how it stands. */
void audit_row(struct audit *a, const char *what, const char *record, const char *how);

/* The same for a line of a file, or a record's number, of which there may be many. */
void audit_row_line(struct audit *a, const char *what, int64_t line, const char *how);

/* The command's row; inside its write transaction. `note` may be NULL. */
enum status audit_append(struct audit *a, struct desk *d, const char *command, const char *note, struct fault *f);

/* SM3 of some bytes as 64 hexadecimal digits and an end. */
void audit_digest(const void *p, size_t len, char hex[65]);

#endif
