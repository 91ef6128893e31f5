/* SPDX-License-Identifier: MIT
 *
 * The cell is cut at the separators that part numbers in any case into
 * pieces, a piece at its blanks into words.  Words are then put together
 * from the left, as many as make one number: "0755 83123456 13812345678"
 * has three words and two numbers.  No service number or landline begins
 * like a part of a longer number, so the longest is the one meant.
 */
#include "phone.h"

#include "text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define DIGITS_MAX 32           /* of one number; more is none */
#define GROUPS_MAX 8
#define WORDS_MAX 6             /* that one number is written in */
#define EXTENSION_MAX 6

/* One number as written: its digits, and where groups of them begin. */
struct written {
	char digit[DIGITS_MAX + 1];
	int len;
	int group[GROUPS_MAX];  /* index of the first digit */
	int groups;
	int extension;          /* the group behind 转 and the like; 0: none */
	bool is_dashed;         /* a dash stands before the last group */
	bool has_plus;
	bool is_odd;            /* holds what belongs to no number, or too much */
};

struct span {
	const char *s;
	size_t len;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Length of the separator at s that always parts two numbers; 0: none. */
static size_t separator_at(const char *s)
{
	if (*s == ';' || *s == ',' || *s == '/' || *s == '|' || *s == '\n' || *s == '\r')
		return 1;
	if (strncmp(s, "、", 3) == 0 || strncmp(s, "，", 3) == 0 || strncmp(s, "；", 3) == 0)
		return 3;
	return 0;
}

/* Length of what may stand between an extension and its number; 0: none. */
static size_t extension_mark(const char *s, size_t len)
{
	if (len >= 3 && strncmp(s, "转", 3) == 0)
		return 3;
	if (len >= 3 && (s[0] | 0x20) == 'e' && (s[1] | 0x20) == 'x' && (s[2] | 0x20) == 't')
		return len >= 4 && s[3] == '.' ? 4 : 3;
	return *s == '#' || *s == 'x' || *s == 'X' ? 1 : 0;
}

static size_t dash_at(const char *s, size_t len)
{
	if (*s == '-')
		return 1;
	/* U+2010 to U+2015. */
	return len >= 3 && s[0] == '\xE2' && s[1] == '\x80' && s[2] >= '\x90' && s[2] <= '\x95' ? 3 : 0;
}

static void add_digit(struct written *w, char c, bool *is_new)
{
	if (*is_new && w->groups < GROUPS_MAX)
		w->group[w->groups++] = w->len;
	else if (*is_new)
		w->is_odd = true;
	*is_new = false;
	if (w->len < DIGITS_MAX)
		w->digit[w->len] = c;
	w->len++;
}

static void read_written(const char *s, size_t len, struct written *w)
{
	const char *end = s + len;
	bool is_new = true, is_dashed = false;
	size_t n;

	memset(w, 0, sizeof *w);
	while (s < end) {
		size_t left = (size_t)(end - s);

		if (is_digit(*s)) {
			if (is_new)
				w->is_dashed = is_dashed;
			add_digit(w, *s++, &is_new);
			is_dashed = false;
		} else if (is_blank(*s) || *s == '(' || *s == ')') {
			is_new = true;
			s++;
		} else if ((n = dash_at(s, left)) > 0 && w->len > 0) {
			is_new = is_dashed = true;
			s += n;
		} else if (*s == '+' && w->len == 0 && !w->has_plus) {
			w->has_plus = true;
			s++;
		} else if ((n = extension_mark(s, left)) > 0 && w->len > 0 && !w->extension) {
			w->extension = w->groups;
			is_new = true;
			s += n;
		} else {
			w->is_odd = true;
			s++;
		}
	}
	if (w->len > DIGITS_MAX || (w->extension && w->extension != w->groups - 1))
		w->is_odd = true;
}

static bool begins_mobile(const char *d)
{
	return d[0] == '1' && d[1] >= '3' && d[1] <= '9';
}

/* A mobile of three figures and noughts: what became of 1.38E+10. */
static bool is_cut(const char *d, int len)
{
	return len == 11 && begins_mobile(d) && strncmp(d + 3, "00000000", 8) == 0;
}

static bool is_mobile(const char *d, int len)
{
	return len == 11 && begins_mobile(d) && !is_cut(d, len);
}

/* Behind an area code. */
static bool is_subscriber(const char *d, int len)
{
	return (len == 7 || len == 8) && d[0] != '0';
}

/* Alone: what begins with 1 or 9 is the rest of a mobile or a service number. */
static bool is_local(const char *d, int len)
{
	return is_subscriber(d, len) && d[0] >= '2' && d[0] <= '8';
}

static bool is_toll_free(const char *d, int len)
{
	return len == 10 && (d[0] == '4' || d[0] == '8') && d[1] == '0' && d[2] == '0';
}

static bool is_service(const char *d, int len)
{
	return (len == 5 || len == 6) && (d[0] == '9' || (d[0] == '1' && d[1] <= '2'));
}

/* Digits of the area code that d begins with; 0: it is no landline. */
static int area_len(const char *d, int len)
{
	if (d[0] != '0' || d[1] == '0')
		return 0;
	if (d[1] <= '2')
		return (d[1] == '2' || d[2] == '0') && len == 11 && is_subscriber(d + 3, 8) ? 3 : 0;
	return is_subscriber(d + 4, len - 4) ? 4 : 0;
}

static void add_main(struct str *out, const char *d, int len)
{
	int area = d[0] == '0' ? area_len(d, len) : 0;

	str_add(out, d, (size_t)area);
	if (area)
		str_addc(out, '-');
	str_add(out, d + area, (size_t)(len - area));
}

/* The country code taken off: +86, 0086, and 86 where a mobile follows or a
 * group of its own says so. */
static void take_country(struct written *w)
{
	int n = 0, i;

	if (w->has_plus)
		n = strncmp(w->digit, "86", 2) == 0 ? 2 : 0;
	else if (strncmp(w->digit, "0086", 4) == 0)
		n = 4;
	else if (strncmp(w->digit, "86", 2) == 0 && w->len >= 12 &&
	         ((w->groups > 1 && w->group[1] == 2) || (w->len == 13 && begins_mobile(w->digit + 2))))
		n = 2;
	if (!n) {
		/* Of another country, or a plus before nothing known. */
		if (w->has_plus)
			w->is_odd = true;
		/* The 0 once dialled before a mobile of another place. */
		if (w->digit[0] != '0' || !is_mobile(w->digit + 1, w->len - 1))
			return;
		n = 1;
	}
	w->len -= n;
	memmove(w->digit, w->digit + n, (size_t)w->len);
	/* Abroad the area code is said without its 0. */
	if (n > 1 && w->len >= 9 && w->len < DIGITS_MAX && w->digit[0] != '0' && !begins_mobile(w->digit) &&
	    !is_toll_free(w->digit, w->len)) {
		memmove(w->digit + 1, w->digit, (size_t)w->len);
		w->digit[0] = '0';
		w->len++;
		n--;
	}
	w->digit[w->len] = '\0';
	for (i = 0; i < w->groups; i++)
		w->group[i] = w->group[i] > n ? w->group[i] - n : 0;
}

/* Appends the one number that the bytes are; false if they are none. */
static bool add_number(const char *s, size_t len, struct str *out)
{
	struct written w;
	int last, rest;

	read_written(s, len, &w);
	if (w.is_odd || w.len == 0)
		return false;
	take_country(&w);
	if (w.is_odd || w.len == 0)
		return false;
	/* 0755-8312345-6 is an extension of a whole number, 0755-831-23456 is
	 * not: what stands before the last dash decides. */
	last = w.group[w.groups - 1];
	rest = w.len - last;
	if ((w.extension || w.is_dashed) && last > 0 && rest <= EXTENSION_MAX &&
	    (area_len(w.digit, last) || is_local(w.digit, last) || is_toll_free(w.digit, last))) {
		add_main(out, w.digit, last);
		str_addc(out, '-');
		str_add(out, w.digit + last, (size_t)rest);
		return true;
	}
	if (w.extension)
		return false;
	if (!is_mobile(w.digit, w.len) && !area_len(w.digit, w.len) && !is_local(w.digit, w.len) &&
	    !is_toll_free(w.digit, w.len) && !(w.groups == 1 && is_service(w.digit, w.len)))
		return false;
	add_main(out, w.digit, w.len);
	return true;
}

/* Takes back the number that begins at `from` if it is there before. */
static void drop_double(struct str *out, size_t from)
{
	size_t len = out->len - from, at = 0, n;

	while (at < from) {
		n = strcspn(out->s + at, ";");
		if (n == len && memcmp(out->s + at, out->s + from, n) == 0) {
			out->len = from ? from - 1 : 0;
			out->s[out->len] = '\0';
			return;
		}
		at += n + 1;
	}
}

static size_t words_of(const char *s, size_t len, struct span word[WORDS_MAX])
{
	const char *end = s + len;
	size_t n = 0;

	while (n < WORDS_MAX) {
		while (s < end && is_blank(*s))
			s++;
		if (s == end)
			break;
		word[n].s = s;
		while (s < end && !is_blank(*s))
			s++;
		word[n].len = (size_t)(s - word[n].s);
		n++;
	}
	return n;
}

static enum status refuse(const char *s, size_t len, int nth, struct fault *f)
{
	static const char *const ending[] = { "th", "st", "nd", "rd" };
	char which[40] = "the number", word[DIGITS_MAX + 1];
	bool is_shortened = false, is_teen = nth / 10 % 10 == 1;
	struct written w;
	int digits;

	if (nth > 0)
		snprintf(which, sizeof which, "the %d%s number", nth, ending[!is_teen && nth % 10 < 4 ? nth % 10 : 0]);
	if (len < sizeof word) {
		memcpy(word, s, len);
		word[len] = '\0';
		is_shortened = text_is_shortened(word);
	}
	read_written(s, len, &w);
	digits = w.len;
	if (!w.is_odd && digits)
		take_country(&w);
	if (is_shortened || is_cut(w.digit, w.len))
		return fault_set(f, ST_REFUSED, "%s is damaged by a spreadsheet: only the first digits are left", which);
	if (digits == 0)
		return fault_set(f, ST_REFUSED, "%s has no digits", which);
	if (w.is_odd)
		return fault_set(f, ST_REFUSED, "%s holds more than digits", which);
	return fault_set(f, ST_REFUSED, "%s has %d digit%s: no mobile, landline or service number",
	                 which, digits, digits == 1 ? "" : "s");
}

/* The numbers of one piece. *nth: how many the cell had so far. */
static bool add_piece(const char *s, size_t len, struct str *out, int *nth, struct span *bad)
{
	struct span word[WORDS_MAX];
	const char *end = s + len;
	size_t n, k, from;

	while ((n = words_of(s, (size_t)(end - s), word)) > 0) {
		(*nth)++;
		from = out->len;
		if (from) {
			str_addc(out, ';');
			from++;
		}
		for (k = n; k > 0; k--) {
			len = (size_t)(word[k - 1].s + word[k - 1].len - word[0].s);
			if (add_number(word[0].s, len, out))
				break;
		}
		if (k == 0) {
			/* Of "138 1234 567" the first word says nothing. */
			*bad = word[0];
			if (bad->len < 5)
				bad->len = (size_t)(word[n - 1].s + word[n - 1].len - word[0].s);
			return false;
		}
		drop_double(out, from);
		s = word[k - 1].s + word[k - 1].len;
	}
	return true;
}

enum status phone_parse(const char *text, struct str *out, struct fault *f)
{
	const char *s = text, *piece = text;
	struct span bad = { NULL, 0 };
	size_t n = 0;
	int nth = 0;
	bool is_last;

	str_reset(out);
	/* What nearly every cell holds. */
	if (strspn(text, "0123456789") == 11 && text[11] == '\0' && is_mobile(text, 11)) {
		str_add(out, text, 11);
		return ST_OK;
	}
	do {
		is_last = *s == '\0';
		n = is_last ? 0 : separator_at(s);
		if (!is_last && n == 0) {
			s++;
			continue;
		}
		if (!add_piece(piece, (size_t)(s - piece), out, &nth, &bad))
			return refuse(bad.s, bad.len, nth == 1 && strlen(text) == bad.len ? 0 : nth, f);
		s += n;
		piece = s;
	} while (!is_last);
	if (nth == 0)
		return fault_set(f, ST_REFUSED, "no phone number");
	return ST_OK;
}
