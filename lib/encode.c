/* SPDX-License-Identifier: MIT */
#include "encode.h"

#include <stdint.h>
#include <string.h>

iconv_t encode_open(const char *encoding)
{
	struct str once = STR_INIT, twice = STR_INIT;
	iconv_t cd;

	if (strcmp(encoding, "UTF-8") == 0)
		return (iconv_t)-1;
	cd = iconv_open(encoding, "UTF-8");
	if (cd == (iconv_t)-1)
		return cd;
	encode_text(cd, "a", 1, &once);
	encode_text(cd, "aa", 2, &twice);
	if (twice.len != 2 * once.len) {
		iconv_close(cd);
		cd = (iconv_t)-1;
	}
	str_release(&once);
	str_release(&twice);
	return cd;
}

void encode_text(iconv_t cd, const char *s, size_t len, struct str *out)
{
	char buf[512], *from = (char *)(uintptr_t)s, *to;
	size_t left = len, room;

	/* Each text begins and ends in the encoding's first state. */
	iconv(cd, NULL, NULL, NULL, NULL);
	while (left) {
		to = buf;
		room = sizeof buf;
		if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 && to == buf && left) {
			from++;
			left--;
			while (left && ((unsigned char)*from & 0xC0) == 0x80) {
				from++;
				left--;
			}
			iconv(cd, &(char *){ (char *)(uintptr_t)"?" }, &(size_t){ 1 }, &to, &room);
		}
		str_add(out, buf, (size_t)(to - buf));
	}
	to = buf;
	room = sizeof buf;
	iconv(cd, NULL, NULL, &to, &room);
	str_add(out, buf, (size_t)(to - buf));
}
