/* SPDX-License-Identifier: MIT */
#include "uscc.h"

#include "text.h"

#include <string.h>

#define LEN (USCC_SIZE - 1)
#define ORGANISATION_AT 8
#define ORGANISATION_LEN 9      /* with its check character */

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* Of a character's place in the alphabet plus one; 0: it has none. */
static const unsigned char place[128] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8,
	['8'] = 9, ['9'] = 10, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
	['G'] = 17, ['H'] = 18, ['J'] = 19, ['K'] = 20, ['L'] = 21, ['M'] = 22, ['N'] = 23, ['P'] = 24,
	['Q'] = 25, ['R'] = 26, ['T'] = 27, ['U'] = 28, ['W'] = 29, ['X'] = 30, ['Y'] = 31,
};

static char check_character(const char *s)
{
	static const int weight[LEN - 1] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
	int i, sum = 0;

	for (i = 0; i < LEN - 1; i++)
		sum += weight[i] * (place[(unsigned char)s[i]] - 1);
	return alphabet[(31 - sum % 31) % 31];
}

/* Here letters count on without a gap: A 10 to Z 35. */
static char organisation_check(const char *s)
{
	static const int weight[ORGANISATION_LEN - 1] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	int i, sum = 0;

	for (i = 0; i < ORGANISATION_LEN - 1; i++)
		sum += weight[i] * (s[i] <= '9' ? s[i] - '0' : s[i] - 'A' + 10);
	/* 11 less the remainder: 11 is written 0, 10 is written X. */
	return "0X987654321"[sum % 11];
}

static enum status refuse_form(const char *text, struct fault *f)
{
	int count = 0, bad = 0;
	size_t n;

	if (text_is_shortened(text))
		return fault_set(f, ST_REFUSED, "damaged by a spreadsheet: only the first digits are left");
	for (; *text; text += n) {
		uint32_t c = text_next(text, &n);

		count++;
		if (c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		if (!bad && (c >= sizeof place || !place[c]))
			bad = count;
	}
	if (count != LEN)
		return fault_set(f, ST_REFUSED, "%d characters, not 18", count);
	return fault_set(f, ST_REFUSED, "character %d is none of 0-9 and A-Y without I O S V", bad);
}

enum status uscc_parse(const char *text, char code[USCC_SIZE], struct fault *f)
{
	const char *organisation;
	char s[USCC_SIZE], expected;
	size_t i;

	for (i = 0; i < LEN && text[i]; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c >= 'a' && c <= 'z')
			c = (unsigned char)(c - 'a' + 'A');
		if (c >= sizeof place || !place[c])
			return refuse_form(text, f);
		s[i] = (char)c;
	}
	if (i < LEN || text[i])
		return refuse_form(text, f);
	s[LEN] = '\0';
	expected = check_character(s);
	if (s[LEN - 1] != expected) {
		if (strspn(s, "0123456789") == LEN && memcmp(s + LEN - 3, "000", 3) == 0)
			return fault_set(f, ST_REFUSED, "damaged by a spreadsheet: the last three digits are lost");
		return fault_set(f, ST_REFUSED, "check character is %c, expected %c", s[LEN - 1], expected);
	}
	organisation = s + ORGANISATION_AT;
	expected = organisation_check(organisation);
	if (organisation[ORGANISATION_LEN - 1] != expected)
		return fault_set(f, ST_REFUSED, "check character of the organisation code is %c, expected %c",
		                 organisation[ORGANISATION_LEN - 1], expected);
	memcpy(code, s, sizeof s);
	return ST_OK;
}
