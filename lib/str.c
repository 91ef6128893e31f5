/* SPDX-License-Identifier: MIT */
#include "str.h"

#include "mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void str_release(struct str *b)
{
	free(b->s);
	memset(b, 0, sizeof *b);
}

void str_room(struct str *b, size_t more)
{
	size_t cap = b->cap ? b->cap : 64;

	while (cap - b->len <= more)
		cap *= 2;
	if (cap != b->cap) {
		b->s = mem_resize(b->s, cap, 1);
		b->cap = cap;
	}
}

void str_reset(struct str *b)
{
	str_room(b, 0);
	b->len = 0;
	b->s[0] = '\0';
}

void str_add(struct str *b, const char *s, size_t len)
{
	str_room(b, len);
	if (len)
		memcpy(b->s + b->len, s, len);
	b->len += len;
	b->s[b->len] = '\0';
}

void str_adds(struct str *b, const char *s)
{
	str_add(b, s, strlen(s));
}

void str_addc(struct str *b, char c)
{
	str_add(b, &c, 1);
}

void str_addf(struct str *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0)
		return;
	str_room(b, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(b->s + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

void str_copy(char *to, size_t size, const char *s)
{
	size_t len = s ? strlen(s) : 0;

	if (len >= size)
		len = size - 1;
	memcpy(to, s ? s : "", len);
	to[len] = '\0';
}

uint64_t str_hash(uint64_t start, const void *p, size_t len)
{
	const unsigned char *b = p;
	size_t i;

	for (i = 0; i < len; i++)
		start = (start ^ b[i]) * 0x100000001b3u;
	/* FNV leaves the high bits of short texts poor. */
	return start ^ start >> 29;
}
