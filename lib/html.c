/* SPDX-License-Identifier: MIT */
#include "html.h"

#include "mem.h"
#include "out.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

extern const char page_css[];           /* lib/page.css, by the build */

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

void html_element(struct str *to, const char *name, const char *text)
{
	str_addf(to, "<%s>", name);
	html_text(to, text);
	str_addf(to, "</%.*s>", (int)strcspn(name, " "), name);
}

void html_begin(struct str *to, const char *title)
{
	str_addf(to, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", out_chinese() ? "zh-CN" : "en");
	str_adds(to, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
	         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	         "<meta name=\"color-scheme\" content=\"light dark\">\n");
	html_element(to, "title", title);
	str_adds(to, "\n<style>\n");
	str_adds(to, page_css);
}

void html_begin_body(struct str *to)
{
	str_adds(to, "</style>\n</head>\n<body>\n");
}

void html_days(struct str *to, const struct period *p)
{
	char first[WHEN_DATE_SIZE], last[WHEN_DATE_SIZE];

	when_format_day_of(p->since, first);
	when_format_day_of(p->until - 1, last);
	str_addf(to, "%s %s %s", first, out_chinese() ? "至" : "to", last);
}

void html_mask_name(struct str *to, const char *name)
{
	size_t size = strlen(name) + 4;
	char *masked = mem_alloc(size);

	out_mask(MASK_NAME, name, masked, size);
	str_adds(to, masked);
	free(masked);
}

void html_number(struct str *to, int64_t hundredths, int decimals)
{
	int64_t v = llabs(hundredths), unit = decimals == 0 ? 100 : decimals == 1 ? 10 : 1;

	v = (v + unit / 2) / unit * unit;
	str_addf(to, "%s%" PRId64, hundredths < 0 && v ? "-" : "", v / 100);
	if (decimals)
		str_addf(to, ".%0*" PRId64, decimals, v % 100 / unit);
}
