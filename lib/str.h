/* SPDX-License-Identifier: MIT
 *
 * A string that grows.  `s` is always terminated once anything was added or
 * the string was reset; it may hold NUL bytes, `len` is what counts.
 */
#ifndef STR_H
#define STR_H

#include <stddef.h>
#include <stdint.h>

struct str {
	char *s;
	size_t len;
	size_t cap;
};

#define STR_INIT { NULL, 0, 0 }

void str_release(struct str *b);
void str_reset(struct str *b);          /* empty, memory kept, terminated */
void str_add(struct str *b, const char *s, size_t len);
void str_room(struct str *b, size_t more);      /* for so many bytes behind len, and an end */
void str_adds(struct str *b, const char *s);
void str_addc(struct str *b, char c);
void str_addf(struct str *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Into a buffer of fixed size, cut if need be; NULL is "". */
void str_copy(char *to, size_t size, const char *s);

/* FNV-1a of bytes, 64 bits; `start` is STR_HASH, or another number for a hash
 * that has nothing to do with that one. */
#define STR_HASH 0xcbf29ce484222325u
uint64_t str_hash(uint64_t start, const void *p, size_t len);

#endif
