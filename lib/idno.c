/* SPDX-License-Identifier: MIT */
#include "idno.h"

#include "text.h"
#include "when.h"

#include <stddef.h>
#include <string.h>

#define LONG_LEN 18
#define SHORT_LEN 15

static const int regions[] = {
#include "region_table.h"
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int number(const char *s, int digits)
{
	int n = 0;

	while (digits-- > 0)
		n = n * 10 + (*s++ - '0');
	return n;
}

static char check_digit(const char *s)
{
	static const int weight[LONG_LEN - 1] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int i, sum = 0;

	for (i = 0; i < LONG_LEN - 1; i++)
		sum += weight[i] * (s[i] - '0');
	return "10X98765432"[sum % 11];
}

/* Characters, not bytes, for the reason. */
static int length(const char *s)
{
	size_t n;
	int count = 0;

	for (; *s; s += n, count++)
		text_next(s, &n);
	return count;
}

/* All that cannot be put into 18 characters. */
static enum status refuse_form(const char *text, size_t len, struct fault *f)
{
	size_t digits = strspn(text, "0123456789");

	/* As programs print a number that a spreadsheet or they themselves
	 * read as one of double precision: its last digits are not the true
	 * ones even where they are not 0. */
	if (text_is_shortened(text))
		return fault_set(f, ST_REFUSED, "damaged by a spreadsheet: only the first digits are left");
	if (digits == LONG_LEN && text[digits] == '.' && strspn(text + digits + 1, "0") == len - digits - 1)
		return fault_set(f, ST_REFUSED, "damaged by a spreadsheet: the last digits are lost");
	if (len != LONG_LEN && len != SHORT_LEN)
		return fault_set(f, ST_REFUSED, "%d characters, not 18 (or 15)", length(text));
	return fault_set(f, ST_REFUSED, "character %d is not a digit", (int)digits + 1);
}

/* The 18 characters; the last is not looked at yet, and '\0' if it has to be
 * reckoned. */
static bool lengthen(const char *text, size_t len, char to[IDNO_SIZE])
{
	size_t digits = 0;

	if (len != LONG_LEN && len != SHORT_LEN)
		return false;
	while (digits < len && is_digit(text[digits]))
		digits++;
	memset(to, 0, IDNO_SIZE);
	if (len == SHORT_LEN) {
		memcpy(to, text, 6);
		memcpy(to + 6, "19", 2);
		memcpy(to + 8, text + 6, 9);
		return digits == len;
	}
	memcpy(to, text, LONG_LEN);
	if (to[LONG_LEN - 1] == 'x')
		to[LONG_LEN - 1] = 'X';
	return digits == len || (digits == len - 1 && to[LONG_LEN - 1] == 'X');
}

enum status idno_parse(const char *text, struct idno *id, struct fault *f)
{
	char s[IDNO_SIZE], expected;
	size_t len = strlen(text);
	int year, month, mday;

	if (!lengthen(text, len, s))
		return refuse_form(text, len, f);
	expected = check_digit(s);
	if (s[LONG_LEN - 1] == '\0')
		s[LONG_LEN - 1] = expected;
	/* Before the date: what is lost is the thing to say. */
	if (s[LONG_LEN - 1] != expected && idno_looks_cut(s))
		return fault_set(f, ST_REFUSED, "damaged by a spreadsheet: the last three digits are lost");
	year = number(s + 6, 4);
	month = number(s + 10, 2);
	mday = number(s + 12, 2);
	if (!when_is_date(year, month, mday))
		return fault_set(f, ST_REFUSED, "no such date %.8s", s + 6);
	if (s[LONG_LEN - 1] != expected)
		return fault_set(f, ST_REFUSED, "check digit is %c, expected %c", s[LONG_LEN - 1], expected);
	memcpy(id->text, s, sizeof s);
	id->region = number(s, 6);
	return ST_OK;
}

bool idno_tell(const char *text, size_t len, char birth_on[11], bool *is_male)
{
	if (len != IDNO_SIZE - 1)
		return false;
	memcpy(birth_on, text + 6, 4);
	birth_on[4] = birth_on[7] = '-';
	memcpy(birth_on + 5, text + 10, 2);
	memcpy(birth_on + 8, text + 12, 2);
	birth_on[10] = '\0';
	*is_male = text[16] >= '0' && text[16] <= '9' && (text[16] - '0') % 2 == 1;
	return true;
}

bool idno_looks_cut(const char *text)
{
	size_t len = strlen(text);

	return len == LONG_LEN && strspn(text, "0123456789") == len && memcmp(text + len - 3, "000", 3) == 0;
}

bool idno_region_is_known(int region)
{
	size_t low = 0, high = sizeof regions / sizeof regions[0], mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (regions[mid] == region)
			return true;
		if (regions[mid] < region)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}
