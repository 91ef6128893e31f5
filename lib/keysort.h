/* SPDX-License-Identifier: MIT
 *
 * Many small keyed entries put in the order of their keys, in memory that
 * does not grow with them: sorted runs go to an unlinked temporary file and
 * are merged at the end.  Entries of one key stay in the order in which they
 * were added.
 */
#ifndef KEYSORT_H
#define KEYSORT_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct keysort_entry {
	uint64_t key;
	int64_t line;           /* of a file; what it means is the caller's affair */
	int64_t offset;
	uint32_t len;
	uint32_t flags;
};

struct keysort;

/* `dir` is where a temporary file may be made; borrowed. */
struct keysort *keysort_new(const char *dir);
void keysort_free(struct keysort *k);

/* Forget all entries. */
void keysort_reset(struct keysort *k);

/* ST_CANTCREATE: no temporary file, or no room for it. */
enum status keysort_add(struct keysort *k, const struct keysort_entry *e, struct fault *f);

/* After the last one: the entries in order, *is_there false behind the last.
 * ST_CANTCREATE; ST_OUTPUT: the temporary file cannot be read. */
enum status keysort_next(struct keysort *k, struct keysort_entry *e, bool *is_there, struct fault *f);

/* keysort_next begins at the first entry again. */
void keysort_rewind(struct keysort *k);

#endif
