/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <string.h>

struct range {
	uint32_t first;
	uint32_t last;
};

/* Width 0: combining marks and format characters in general use, and in the
 * scripts that households of China are written in (Arabic, Tibetan,
 * Mongolian, Tai, Hangul).  Asked before `wide`, which may overlap it. */
static const struct range zero[] = {
	{ 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD },
	{ 0x05BF, 0x05BF }, { 0x05C1, 0x05C2 }, { 0x05C4, 0x05C5 },
	{ 0x05C7, 0x05C7 }, { 0x0610, 0x061A }, { 0x061C, 0x061C },
	{ 0x064B, 0x065F }, { 0x0670, 0x0670 }, { 0x06D6, 0x06DC },
	{ 0x06DF, 0x06E4 }, { 0x06E7, 0x06E8 }, { 0x06EA, 0x06ED },
	{ 0x0900, 0x0902 }, { 0x093A, 0x093A }, { 0x093C, 0x093C },
	{ 0x0941, 0x0948 }, { 0x094D, 0x094D }, { 0x0951, 0x0957 },
	{ 0x0E31, 0x0E31 }, { 0x0E34, 0x0E3A }, { 0x0E47, 0x0E4E },
	{ 0x0EB1, 0x0EB1 }, { 0x0EB4, 0x0EBC }, { 0x0EC8, 0x0ECD },
	{ 0x0F18, 0x0F19 }, { 0x0F35, 0x0F35 }, { 0x0F37, 0x0F37 },
	{ 0x0F39, 0x0F39 }, { 0x0F71, 0x0F7E }, { 0x0F80, 0x0F84 },
	{ 0x0F86, 0x0F87 }, { 0x0F8D, 0x0FBC }, { 0x0FC6, 0x0FC6 },
	{ 0x1160, 0x11FF }, { 0x180B, 0x180F }, { 0x1885, 0x1886 },
	{ 0x18A9, 0x18A9 }, { 0x1A17, 0x1A18 }, { 0x1A56, 0x1A56 },
	{ 0x1A58, 0x1A60 }, { 0x1A62, 0x1A62 }, { 0x1A65, 0x1A6C },
	{ 0x1A73, 0x1A7F }, { 0x1AB0, 0x1ACE }, { 0x1DC0, 0x1DFF },
	{ 0x200B, 0x200F }, { 0x202A, 0x202E }, { 0x2060, 0x206F },
	{ 0x20D0, 0x20F0 }, { 0x302A, 0x302D }, { 0x3099, 0x309A },
	{ 0xD7B0, 0xD7FB }, { 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F },
	{ 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB }, { 0xE0001, 0xE01EF },
};

/* Width 2: East_Asian_Width W and F of Unicode 14, joined over code points
 * that are not assigned. */
static const struct range wide[] = {
	{ 0x1100, 0x115F }, { 0x231A, 0x231B }, { 0x2329, 0x232A },
	{ 0x23E9, 0x23EC }, { 0x23F0, 0x23F0 }, { 0x23F3, 0x23F3 },
	{ 0x25FD, 0x25FE }, { 0x2614, 0x2615 }, { 0x2648, 0x2653 },
	{ 0x267F, 0x267F }, { 0x2693, 0x2693 }, { 0x26A1, 0x26A1 },
	{ 0x26AA, 0x26AB }, { 0x26BD, 0x26BE }, { 0x26C4, 0x26C5 },
	{ 0x26CE, 0x26CE }, { 0x26D4, 0x26D4 }, { 0x26EA, 0x26EA },
	{ 0x26F2, 0x26F3 }, { 0x26F5, 0x26F5 }, { 0x26FA, 0x26FA },
	{ 0x26FD, 0x26FD }, { 0x2705, 0x2705 }, { 0x270A, 0x270B },
	{ 0x2728, 0x2728 }, { 0x274C, 0x274C }, { 0x274E, 0x274E },
	{ 0x2753, 0x2755 }, { 0x2757, 0x2757 }, { 0x2795, 0x2797 },
	{ 0x27B0, 0x27B0 }, { 0x27BF, 0x27BF }, { 0x2B1B, 0x2B1C },
	{ 0x2B50, 0x2B50 }, { 0x2B55, 0x2B55 }, { 0x2E80, 0x303E },
	{ 0x3041, 0xA4CF }, { 0xA960, 0xA97C }, { 0xAC00, 0xD7A3 },
	{ 0xF900, 0xFAFF }, { 0xFE10, 0xFE19 }, { 0xFE30, 0xFE6F },
	{ 0xFF01, 0xFF60 }, { 0xFFE0, 0xFFE6 }, { 0x16FE0, 0x1B2FB },
	{ 0x1F004, 0x1F004 }, { 0x1F0CF, 0x1F0CF }, { 0x1F18E, 0x1F18E },
	{ 0x1F191, 0x1F19A }, { 0x1F200, 0x1F320 }, { 0x1F32D, 0x1F335 },
	{ 0x1F337, 0x1F37C }, { 0x1F37E, 0x1F393 }, { 0x1F3A0, 0x1F3CA },
	{ 0x1F3CF, 0x1F3D3 }, { 0x1F3E0, 0x1F3F0 }, { 0x1F3F4, 0x1F3F4 },
	{ 0x1F3F8, 0x1F43E }, { 0x1F440, 0x1F440 }, { 0x1F442, 0x1F4FC },
	{ 0x1F4FF, 0x1F53D }, { 0x1F54B, 0x1F54E }, { 0x1F550, 0x1F567 },
	{ 0x1F57A, 0x1F57A }, { 0x1F595, 0x1F596 }, { 0x1F5A4, 0x1F5A4 },
	{ 0x1F5FB, 0x1F64F }, { 0x1F680, 0x1F6C5 }, { 0x1F6CC, 0x1F6CC },
	{ 0x1F6D0, 0x1F6D2 }, { 0x1F6D5, 0x1F6DF }, { 0x1F6EB, 0x1F6EC },
	{ 0x1F6F4, 0x1F6FC }, { 0x1F7E0, 0x1F7F0 }, { 0x1F90C, 0x1F93A },
	{ 0x1F93C, 0x1F945 }, { 0x1F947, 0x1F9FF }, { 0x1FA70, 0x1FAFF },
	{ 0x20000, 0x2FFFD }, { 0x30000, 0x3FFFD },
};

static bool in_ranges(uint32_t c, const struct range *r, size_t count)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (c > r[mid].last)
			low = mid + 1;
		else if (c < r[mid].first)
			high = mid;
		else
			return true;
	}
	return false;
}

/* The length of the one well-formed character in s[0..len), 0 if there is
 * none (Unicode 15, table 3-7).  The second byte's range is what shuts out
 * overlong forms, surrogates and everything past U+10FFFF. */
static size_t well_formed(const unsigned char *s, size_t len)
{
	unsigned char low = 0x80, high = 0xBF;
	size_t need, i;

	if (len == 0)
		return 0;
	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xC2 || s[0] > 0xF4)
		return 0;
	need = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
	if (len < need)
		return 0;
	if (s[0] == 0xE0)
		low = 0xA0;
	else if (s[0] == 0xED)
		high = 0x9F;
	else if (s[0] == 0xF0)
		low = 0x90;
	else if (s[0] == 0xF4)
		high = 0x8F;
	if (s[1] < low || s[1] > high)
		return 0;
	for (i = 2; i < need; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	return need;
}

/* A stray byte is taken alone as U+FFFD, so that a caller's loop neither
 * stops nor runs past the end even on text that nobody has checked. */
uint32_t text_next(const char *s, size_t *len)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t n;

	if (u[0] < 0x80) {
		*len = 1;
		return u[0];
	}
	n = well_formed(u, strnlen(s, 4));
	*len = n ? n : 1;
	switch (n) {
	case 1:
		return u[0];
	case 2:
		return (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu);
	case 3:
		return (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 |
		       (u[2] & 0x3Fu);
	case 4:
		return (u[0] & 0x07u) << 18 | (u[1] & 0x3Fu) << 12 |
		       (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu);
	default:
		return 0xFFFD;
	}
}

static uint64_t load8(const unsigned char *s)
{
	uint64_t w;

	memcpy(&w, s, sizeof w);
	return w;
}

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* Length of the run of three-byte characters (nearly all of Chinese) at the
 * start of s[0..len), as far as two of them stand in eight bytes.  Leads E0
 * and ED, which alone restrict their second byte, end it too. */
static size_t chinese_run(const unsigned char *s, size_t len)
{
	static const unsigned char mask[8] = { 0xF0, 0xC0, 0xC0, 0xF0, 0xC0, 0xC0, 0, 0 };
	static const unsigned char form[8] = { 0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80, 0, 0 };
	const uint64_t m = load8(mask), want = load8(form);
	size_t i = 0;

	while (len - i >= 8 && (load8(s + i) & m) == want && s[i] != 0xE0 && s[i] != 0xED &&
	       s[i + 3] != 0xE0 && s[i + 3] != 0xED)
		i += 6;
	return i;
}

bool text_is_utf8(const char *s, size_t len, size_t *bad)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t i = 0, n;

	while (i < len) {
		if (u[i] < 0x80) {
			while (len - i >= 8 && !(load8(u + i) & EACH_BYTE(0x80)))
				i += 8;
			while (i < len && u[i] < 0x80)
				i++;
			continue;
		}
		n = chinese_run(u + i, len - i);
		if (n == 0)
			n = well_formed(u + i, len - i);
		if (n == 0) {
			if (bad)
				*bad = i;
			return false;
		}
		i += n;
	}
	return true;
}

static unsigned char_width(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0))
		return 0;
	if (c < 0x300)
		return 1;
	if (in_ranges(c, zero, sizeof zero / sizeof zero[0]))
		return 0;
	return in_ranges(c, wide, sizeof wide / sizeof wide[0]) ? 2 : 1;
}

size_t text_width(const char *s)
{
	size_t width = 0, n;

	for (; *s; s += n)
		width += char_width(text_next(s, &n));
	return width;
}

/* Length of the blank that s begins with, 0 if it begins with none.  Line
 * ends count: Alt+Enter leaves them at the ends of spreadsheet cells; and so
 * do characters without width, which come with text copied from the web:
 * U+200B to U+200D, U+2060, U+FEFF. */
static size_t blank_at(const char *s)
{
	switch ((unsigned char)s[0]) {
	case ' ':
	case '\t': case '\n': case '\v': case '\f': case '\r':
		return 1;
	case 0xC2:
		return s[1] == '\xA0' ? 2 : 0;
	case 0xE2:
		return (s[1] == '\x80' && s[2] >= '\x8B' && s[2] <= '\x8D') || strncmp(s + 1, "\x81\xA0", 2) == 0 ? 3 : 0;
	case 0xE3:
		return strncmp(s + 1, "\x80\x80", 2) == 0 ? 3 : 0;
	case 0xEF:
		return strncmp(s + 1, "\xBB\xBF", 2) == 0 ? 3 : 0;
	default:
		return 0;
	}
}

/* Length of s[0..len) without the blanks at its end. */
static size_t blanks_off(const char *s, size_t len)
{
	size_t n;

	for (;;) {
		/* Of those that end a blank, ASCII ones are at most ' '. */
		if (len && s[len - 1] > ' ')
			return len;
		for (n = 1; n <= 3; n++)
			if (len >= n && blank_at(s + len - n) == n)
				break;
		if (n > 3)
			return len;
		len -= n;
	}
}

static char *strip(char *s)
{
	size_t n, len;

	while ((n = blank_at(s)) > 0)
		s += n;
	len = strlen(s);
	n = blanks_off(s, len);
	if (n < len)
		s[n] = '\0';
	return s;
}

/* ="…" is a formula whose value is the string, with "" for one ". */
static char *unquote(char *s)
{
	char *from, *to = s + 2, *end = s + strlen(s) - 1;

	for (from = s + 2; from < end; from++) {
		if (*from == '"' && from + 1 < end && from[1] == '"')
			from++;
		*to++ = *from;
	}
	*to = '\0';
	return s + 2;
}

char *text_trim(char *s)
{
	size_t len;

	s = strip(s);
	len = strlen(s);
	if (len >= 3 && s[0] == '=' && s[1] == '"' && s[len - 1] == '"')
		return strip(unquote(s));
	return s[0] == '\'' ? strip(s + 1) : s;
}

/* Whether a text has bytes beyond ASCII. */
static bool is_wide(const char *s, size_t len)
{
	for (; len >= 8; s += 8, len -= 8)
		if (load8((const unsigned char *)s) & EACH_BYTE(0x80))
			return true;
	while (len--)
		if (*s++ & '\x80')
			return true;
	return false;
}

bool text_fold(char *s)
{
	char *to = s;
	size_t i, n;

	if (!is_wide(s, strlen(s)))
		return false;
	for (; *s; s += n) {
		uint32_t c = text_next(s, &n);

		if (c >= 0xFF01 && c <= 0xFF5E)
			*to++ = (char)(c - 0xFEE0);
		else if (c == 0x3000)
			*to++ = ' ';
		else
			for (i = 0; i < n; i++)
				*to++ = s[i];
	}
	*to = '\0';
	return true;
}

bool text_is_blank(const char *s)
{
	size_t n;

	while ((n = blank_at(s)) > 0)
		s += n;
	return !*s;
}

bool text_is_sound(const char *s)
{
	return !text_is_blank(s) && !(text_flaws(s, strlen(s)) & (TEXT_CONTROL | TEXT_BIDI | TEXT_REPLACED));
}

bool text_is_empty(const char *s)
{
	size_t n, len;

	while ((n = blank_at(s)) > 0)
		s += n;
	if (*s && !strchr("-Nn\xE6", *s))
		return false;
	len = blanks_off(s, strlen(s));
	if (strspn(s, "-") == len)
		return true;
	if (len != 3)
		return false;
	return memcmp(s, "无", 3) == 0 || memcmp(s, "N/A", 3) == 0 ||
	       memcmp(s, "n/a", 3) == 0;
}

/* Whether one of eight bytes is below 0x20, 0x7F or above.  A subtraction
 * may borrow from the byte beside: that makes a clean one suspect at worst,
 * never the other way round. */
static bool has_suspect(uint64_t w)
{
	uint64_t below = w - EACH_BYTE(0x20), delete = (w ^ EACH_BYTE(0x7F)) - EACH_BYTE(0x01);

	return (below | delete | w) & EACH_BYTE(0x80);
}

static unsigned flaw_of(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r' ? 0 : TEXT_CONTROL;
	if (c >= 0x7F && c < 0xA0)
		return TEXT_CONTROL;
	if (c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
		return TEXT_BIDI;
	if ((c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000)
		return TEXT_PRIVATE;
	return c == 0xFFFD ? TEXT_REPLACED : 0;
}

unsigned text_flaws(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s, *end = u + len;
	unsigned flaws = 0;
	size_t n;

	while (u < end) {
		if (end - u >= 8 && !has_suspect(load8(u))) {
			u += 8;
		} else if (*u >= 0xE3 && *u <= 0xED && end - u >= 3) {
			u += 3;         /* U+3000 to U+DFFF */
		} else if (*u < 0x80) {
			flaws |= flaw_of(*u++);
		} else {
			flaws |= flaw_of(text_next((const char *)u, &n));
			u += n;
		}
	}
	return flaws;
}

/* Chinese characters, those that a file's private use stands for too. */
static bool is_han(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3007 ||
	       (c >= 0xE000 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

static bool is_dot(uint32_t c)
{
	switch (c) {
	case 0x00B7: case 0x0387: case 0x2022: case 0x2027: case 0x2219: case 0x22C5: case 0x30FB: case 0xFF65:
		return true;
	default:
		return false;
	}
}

#define MIDDLE_DOT 0x00B7

/* The character of a name at *s behind any blanks, and whether there were
 * some; 0 at the end. */
static uint32_t name_next(const char **s, const char **at, size_t *len, bool *has_blank)
{
	uint32_t c;

	*has_blank = false;
	while ((*len = blank_at(*s)) > 0) {
		*has_blank = true;
		*s += *len;
	}
	*at = *s;
	if (!**s)
		return 0;
	c = text_next(*s, len);
	*s += *len;
	return is_dot(c) ? MIDDLE_DOT : c;
}

/* Most names are two to four Chinese characters. */
static bool is_plain_name(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	/* E4 to E9: U+4000 to U+9FFF. */
	while (*u >= 0xE4 && *u <= 0xE9 && u[1] && u[2])
		u += 3;
	return !*u;
}

const char *text_name(const char *s, struct str *keep)
{
	const char *at;
	uint32_t last = 0, c, next;
	size_t len, next_len;
	bool has_blank, next_blank;

	if (is_plain_name(s))
		return s;
	str_reset(keep);
	c = name_next(&s, &at, &len, &has_blank);
	while (c) {
		const char *here = at;
		bool is_point = c == '.' || c == 0xFF0E;

		next = name_next(&s, &at, &next_len, &next_blank);
		if (is_point && is_han(last) && is_han(next))
			c = MIDDLE_DOT;
		if (has_blank && last && last != MIDDLE_DOT && c != MIDDLE_DOT && !(is_han(last) && is_han(c)))
			str_addc(keep, ' ');
		if (c == MIDDLE_DOT)
			str_adds(keep, "\xC2\xB7");
		else
			str_add(keep, here, len);
		last = c;
		c = next;
		len = next_len;
		has_blank = next_blank;
	}
	return keep->s;
}

static size_t digits_at(const char *s)
{
	size_t n = 0;

	while (s[n] >= '0' && s[n] <= '9')
		n++;
	return n;
}

bool text_is_shortened(const char *s)
{
	size_t n = digits_at(s);

	if (n == 0)
		return false;
	s += n;
	if (*s == '.')
		s += 1 + digits_at(s + 1);
	if (*s != 'E' && *s != 'e')
		return false;
	s += s[1] == '+' ? 2 : 1;
	n = digits_at(s);
	return n >= 1 && n <= 3 && s[n] == '\0';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_equal(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return lower(*a) == lower(*b);
}

bool text_has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	while (*words) {
		size_t n = strcspn(words, " ");

		if (n == len && strncmp(words, word, n) == 0)
			return true;
		words += n + strspn(words + n, " ");
	}
	return false;
}
