/* SPDX-License-Identifier: MIT */
#include "form.h"

#include <stdio.h>
#include <string.h>

/* Some forty values an event: snprintf would cost more than the digest. */
static char *digits(char *end, uint64_t v)
{
	do
		*--end = (char)('0' + v % 10);
	while ((v /= 10) > 0);
	return end;
}

static char *room(struct str *b, size_t more)
{
	if (b->cap - b->len <= more)
		str_room(b, more);
	return b->s + b->len;
}

void form_null(struct str *b)
{
	*room(b, 1) = '-';
	b->len++;
}

void form_int(struct str *b, int64_t v)
{
	char text[24], *end = text + sizeof text;
	char *to = room(b, sizeof text + 3), *p = digits(end, v < 0 ? -(uint64_t)v : (uint64_t)v);
	size_t len;

	if (v < 0)
		*--p = '-';
	len = (size_t)(end - p);
	/* It is at most 20 long. */
	if (len >= 10)
		*to++ = (char)('0' + len / 10);
	*to++ = (char)('0' + len % 10);
	*to++ = ':';
	memcpy(to, p, len);
	b->len = (size_t)(to - b->s) + len;
}

void form_text(struct str *b, const char *s, size_t len)
{
	char text[24], *end = text + sizeof text, *p = digits(end, len);
	char *to = room(b, sizeof text + 1 + len);

	memcpy(to, p, (size_t)(end - p));
	to += end - p;
	*to++ = ':';
	memcpy(to, s, len);
	b->len = (size_t)(to - b->s) + len;
}

void form_real(struct str *b, double v)
{
	char text[32];

	form_text(b, text, (size_t)snprintf(text, sizeof text, "%.17g", v));
}

void form_word(struct str *b, const char *s)
{
	if (s)
		form_text(b, s, strlen(s));
	else
		form_null(b);
}
