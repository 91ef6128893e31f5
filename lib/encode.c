/* SPDX-License-Identifier: MIT
 *
 * The way back from UTF-8 into an input's own encoding (lib/csvin.h).
 */
#include "csvin.h"

#include <iconv.h>
#include <stdint.h>
#include <string.h>

void csvin_encode(const struct csvin *in, const char *s, size_t len, struct str *out)
{
	char buf[512], *from = (char *)(uintptr_t)s, *to;
	size_t left = len, room;
	iconv_t cd;

	/* Records of any other encoding are kept in UTF-8 (lib/csvin.h). */
	if (strcmp(csvin_encoding(in), "GB18030") != 0) {
		str_add(out, s, len);
		return;
	}
	cd = iconv_open(csvin_encoding(in), "UTF-8");
	if (cd == (iconv_t)-1) {
		str_add(out, s, len);
		return;
	}
	while (left) {
		to = buf;
		room = sizeof buf;
		/* What the encoding lacks (a translated value) becomes '?'. */
		if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 && to == buf && left) {
			str_addc(out, '?');
			from++;
			left--;
			while (left && ((unsigned char)*from & 0xC0) == 0x80) {
				from++;
				left--;
			}
			continue;
		}
		str_add(out, buf, (size_t)(to - buf));
	}
	iconv_close(cd);
}
