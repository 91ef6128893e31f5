/* SPDX-License-Identifier: MIT
 *
 * What grid-check looks for: faults of the file, of its schema, of the audit
 * and the events behind it, and of records, such as no trigger can keep out.
 * A check is a statement whose rows are findings, or a function; all stand in
 * one table (lib/check.c).  Nothing here keeps more than a row in memory:
 * statements sort in files (DB_CHECK).
 *
 * The caller holds one read transaction around all of it.
 */
#ifndef CHECK_H
#define CHECK_H

#include "audit.h"
#include "desk.h"
#include "out.h"

struct check {
	struct desk *desk;
	struct out *out;
	bool has_begun;         /* its table: where all is well there is not even a heading */
	bool is_audit_only;
	bool is_verbose;        /* remarks too, which are no findings */
	int64_t head_id;        /* --since: 0: none */
	char head[HEAD_DIGITS + 1];
	const char *kind;       /* of the check that runs */
	int64_t found;
};

/* All checks, or those of the audit.  Findings are rows of `out` and counted;
 * ST_OK also where there are some.  Where the file itself is not whole the
 * others are left out, for nothing that they say could be trusted. */
enum status check_run(struct check *c, struct fault *f);

/* One finding, or a remark, about a record. */
void check_found(struct check *c, const char *record, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void check_remark(struct check *c, const char *record, const char *text);

/* The chain of audit rows, the events behind each and the head (lib/chain.c). */
enum status chain_check(struct check *c, struct fault *f);

#endif
