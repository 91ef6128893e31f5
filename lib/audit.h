/* SPDX-License-Identifier: MIT
 *
 * The audit: one row a command that changed something or showed personal
 * data, each with the SM3 digest of the row before.  Two digests in a row
 * stand for what the command did: one of the case events that it wrote,
 * which anybody can make again from the events themselves; one of the other
 * rows that an import changed or an export showed, which says that two
 * commands were about the same.  No personal value stands in the audit or in
 * what it digests: free text enters as SM3(salt of its case, text).  All
 * digests are of canonical forms (lib/form.h): a row's of its columns in the
 * table's order but for the digest itself, the events' of all columns of
 * casefile_event in the table's order, one event after the other.
 *
 * The desk has one of these.  Whoever undoes a part of a command undoes what
 * it told the audit with it: savepoints are taken through desk_savepoint.
 */
#ifndef AUDIT_H
#define AUDIT_H

#include "status.h"
#include "str.h"

#include <nettle/sm3.h>

struct db;
struct desk;

struct audit {
	struct sm3_ctx rows, events;
	int64_t row_count, event_count;
	int64_t audit_id;       /* of the row to come; 0: not known yet */
};

/* Nothing was done yet: at the beginning of each write transaction. */
void audit_start(struct audit *a);

/* The number of the row to come, for the events that go before it; inside the
 * write transaction. */
enum status audit_number(struct desk *d, int64_t *audit_id, struct fault *f);

/* The last row's number and digest; 0 and "" where there is none. */
enum status audit_last(struct db *db, int64_t *audit_id, char digest[65], struct fault *f);

/* One event that was written, in its canonical form. */
void audit_event(struct audit *a, const struct str *form);

/* The digest that stands for a case's free text.  ST_REFUSED: the case was
 * forgotten, its salt is empty and of its notes only the digests are left. */
enum status audit_salted(struct desk *d, int64_t casefile_id, const char *text, char hex[65], struct fault *f);

/* One other row: what it is, its line in a file or its number, and how it
 * changed. */
void audit_row(struct audit *a, const char *what, int64_t line, const char *how);

/* The command's row, and a new start; inside its write transaction.  `kind` of
 * records that were imported or looked at and `note` may be NULL. */
enum status audit_append(struct desk *d, const char *command, const char *kind, const char *note, struct fault *f);

/* SM3 of some bytes as 64 hexadecimal digits and an end, and of what was
 * gathered; `salt` may be NULL. */
void audit_digest(const void *p, size_t len, char hex[65]);
void audit_digest_salted(const void *salt, size_t salt_len, const void *p, size_t len, char hex[65]);
void audit_digest_end(struct sm3_ctx *sm3, char hex[65]);

/* The short head of the chain, to be written down outside the file: the last
 * row's number and the first half of its digest, as 17-66c7f0f4-62eeedd9-….
 * Half of it is 128 bits.  Whoever rewrites the file afterwards has to meet
 * that half, 2^128 tries; the operator who prepares two histories before the
 * head is written down has to find two that meet each other, which takes the
 * root of it, 2^64.  16 digits would make that 2^32, minutes of one machine;
 * all 64 nobody copies by hand. */
enum { HEAD_DIGITS = 32, HEAD_SIZE = 64 };

void audit_head(int64_t audit_id, const char *digest, char head[HEAD_SIZE]);

/* Read one again: case, hyphens and blanks among the digits do not count.
 * ST_USAGE: it is none. */
enum status audit_head_parse(const char *text, int64_t *audit_id, char digits[HEAD_DIGITS + 1], struct fault *f);

#endif
