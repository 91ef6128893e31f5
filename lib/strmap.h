/* SPDX-License-Identifier: MIT
 *
 * Text to a number, in memory: for looking up names many times over.  Keys
 * are copied.  A key met with two different numbers answers STRMAP_MANY, so
 * that a name that is not unique is never guessed.
 */
#ifndef STRMAP_H
#define STRMAP_H

#include <stddef.h>
#include <stdint.h>

#define STRMAP_NONE INT64_MIN
#define STRMAP_MANY (INT64_MIN + 1)

struct strmap {
	struct strmap_slot *slot;
	size_t count;
	size_t size;            /* a power of two, or 0 */
};

void strmap_init(struct strmap *m);
void strmap_release(struct strmap *m);
void strmap_put(struct strmap *m, const char *key, int64_t value);      /* keeps MANY */
void strmap_set(struct strmap *m, const char *key, int64_t value);      /* overwrites */
int64_t strmap_get(const struct strmap *m, const char *key);

/* The keys one after the other, in no order that means anything; *at is 0 for
 * the first.  NULL behind the last. */
const char *strmap_next(const struct strmap *m, size_t *at);

#endif
