/* SPDX-License-Identifier: MIT */
#include "html.h"

#include "text.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *escape(uint32_t c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	case '\t': case '\n': case '\r': case 0x2028: case 0x2029: return " ";
	}
	if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFD || (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF))
		return "\xEF\xBF\xBD";
	if (c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
		return "\xEF\xBF\xBD";
	return NULL;
}

void html_text(struct str *to, const char *s)
{
	const char *instead;
	size_t n;

	for (; *s; s += n) {
		instead = escape(text_next(s, &n));
		if (instead)
			str_adds(to, instead);
		else
			str_add(to, s, n);
	}
}

void html_number(struct str *to, int64_t hundredths, int decimals)
{
	int64_t v = llabs(hundredths), unit = decimals == 0 ? 100 : decimals == 1 ? 10 : 1;

	v = (v + unit / 2) / unit * unit;
	str_addf(to, "%s%" PRId64, hundredths < 0 && v ? "-" : "", v / 100);
	if (decimals)
		str_addf(to, ".%0*" PRId64, decimals, v % 100 / unit);
}
