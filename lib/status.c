/* SPDX-License-Identifier: MIT */
#include "status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const unsigned char exit_of[ST_COUNT] = {
	[ST_OK] = 0,
	[ST_PART] = 1,
	[ST_REFUSED] = 1,
	[ST_USAGE] = 64,
	[ST_INPUT] = 65,
	[ST_NOINPUT] = 66,
	[ST_INTERNAL] = 70,
	[ST_UNKNOWN] = 71,
	[ST_CANTCREATE] = 73,
	[ST_OUTPUT] = 74,
	[ST_BUSY] = 75,
	[ST_NOPERM] = 77,
	[ST_NOTOURS] = 78,
};

int status_exit(enum status s)
{
	return (unsigned)s < ST_COUNT ? exit_of[s] : exit_of[ST_INTERNAL];
}

enum status fault_set(struct fault *f, enum status s, const char *fmt, ...)
{
	char text[sizeof f->text];      /* an argument may be f's own text */
	va_list ap;
	int n;
	size_t i, len;

	f->status = s;
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n < 0)
		text[0] = '\0';
	memcpy(f->text, text, strlen(text) + 1);
	len = strlen(f->text);
	if (n >= (int)sizeof f->text) {
		/* Step back over a character that the cut left in pieces. */
		while (len > 0 && ((unsigned char)f->text[len - 1] & 0xC0) == 0x80)
			len--;
		if (len > 0 && (unsigned char)f->text[len - 1] >= 0xC0)
			len--;
		f->text[len] = '\0';
	}
	for (i = 0; i < len; i++)
		if ((unsigned char)f->text[i] < 0x20 || f->text[i] == 0x7F)
			f->text[i] = '?';
	return s;
}
