/* SPDX-License-Identifier: MIT */
#include "value.h"

#include "idno.h"
#include "phone.h"
#include "rule.h"
#include "text.h"
#include "uscc.h"
#include "when.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum status int_value(const struct field *field, const char *text, struct value *v, struct fault *f)
{
	long long min = INT64_MIN, max = INT64_MAX;
	char *end;

	errno = 0;
	v->i = strtoll(text, &end, 10);
	v->kind = VALUE_INT;
	if (errno || *end || end == text)
		return fault_set(f, ST_REFUSED, "not a whole number");
	if (*field->check && sscanf(field->check, "%lld..%lld", &min, &max) == 2 && (v->i < min || v->i > max))
		return fault_set(f, ST_REFUSED, "not from %lld to %lld", min, max);
	return ST_OK;
}

static enum status real_value(const struct field *field, const char *text, struct value *v, struct fault *f)
{
	const char *dots = strstr(field->check, "..");
	double min, max;
	char *end;

	/* strtod also knows 0x10, inf and nan. */
	v->r = strtod(text, &end);
	v->kind = VALUE_REAL;
	if (*end || end == text || text[strspn(text, "0123456789+-.eE")] || !isfinite(v->r))
		return fault_set(f, ST_REFUSED, "not a number");
	if (!dots)
		return ST_OK;
	/* Not sscanf: a number may end in a point, so it would take one of two. */
	min = strtod(field->check, NULL);
	max = strtod(dots + 2, NULL);
	if (v->r < min || v->r > max)
		return fault_set(f, ST_REFUSED, "not from %g to %g", min, max);
	return ST_OK;
}

static enum status bool_value(const char *text, struct value *v, struct fault *f)
{
	static const char *const yes[] = { "1", "是", "true", "yes", "有", "合格", "Y" };
	static const char *const no[] = { "0", "否", "false", "no", "无", "不合格", "N" };
	size_t i;

	v->kind = VALUE_INT;
	for (i = 0; i < sizeof yes / sizeof yes[0]; i++) {
		if (text_equal(text, yes[i])) {
			v->i = 1;
			return ST_OK;
		}
		if (text_equal(text, no[i])) {
			v->i = 0;
			return ST_OK;
		}
	}
	return fault_set(f, ST_REFUSED, "neither yes nor no (1, 0, 是, 否)");
}

static enum status enum_value(const struct field *field, const char *text, struct value *v,
                              struct str *keep, struct fault *f)
{
	enum { LINE_MAX_LEN = 120 };    /* more choices than can be read in a message */
	size_t len;
	const char *ident = field_choice(field, text, &len);

	if (ident && strlen(text) == len && memcmp(ident, text, len) == 0)
		return ST_OK;
	str_reset(keep);
	if (!ident) {
		field_choices(field, keep);
		return fault_set(f, ST_REFUSED, "none of %s", keep->len > LINE_MAX_LEN ? "the values that wangge(5) gives" : keep->s);
	}
	str_add(keep, ident, len);
	v->s = keep->s;
	return ST_OK;
}

/* Mostly the cell is canonical already and need not be copied. */
static void keep_text(struct value *v, struct str *keep, const char *text)
{
	if (strcmp(v->s, text) == 0)
		return;
	str_reset(keep);
	str_adds(keep, text);
	v->s = keep->s;
}

static enum status day_value(const char *text, unsigned flags, struct value *v, struct str *keep, struct fault *f)
{
	/* Eight digits are more than the last day number has. */
	bool is_serial = (flags & VALUE_SERIAL) && strspn(text, "0123456789") < 8 && !text[strspn(text, "0123456789.")];
	char buf[WHEN_DATE_SIZE];
	int32_t day;
	struct fault why;

	/* 2018.9.8 has two points. */
	if (is_serial && strchr(text, '.') != strrchr(text, '.'))
		is_serial = false;
	/* As day numbers these would be of 1905. */
	if (is_serial && strlen(text) == 4 && strcmp(text, "1900") >= 0 && strcmp(text, "2100") <= 0)
		return fault_set(f, ST_REFUSED, "a year or a day number: give the whole date");
	if ((is_serial ? when_serial_day(text, &day, &why) : when_parse_day(text, &day, &why)) != ST_OK)
		return fault_set(f, ST_REFUSED, "%s", why.text);
	when_format_day(day, buf);
	keep_text(v, keep, buf);
	return ST_OK;
}

static enum status id_value(const char *text, struct value *v, struct str *keep, struct fault *f)
{
	struct idno id;

	if (idno_parse(text, &id, f) != ST_OK)
		return ST_REFUSED;
	if (idno_looks_cut(id.text))
		v->doubts |= DOUBT_CUT;
	if (!idno_region_is_known(id.region))
		v->doubts |= DOUBT_REGION;
	keep_text(v, keep, id.text);
	return ST_OK;
}

static enum status uscc_value(const char *text, struct value *v, struct str *keep, struct fault *f)
{
	char code[USCC_SIZE];

	if (uscc_parse(text, code, f) != ST_OK)
		return ST_REFUSED;
	keep_text(v, keep, code);
	return ST_OK;
}

static enum status phone_value(const char *text, struct value *v, struct str *keep, struct fault *f)
{
	if (phone_parse(text, keep, f) != ST_OK)
		return ST_REFUSED;
	if (strcmp(keep->s, text) != 0)
		v->s = keep->s;
	return ST_OK;
}

static bool has_tag(const struct str *tags, const char *tag, size_t len)
{
	const char *s = tags->s;
	size_t n;

	while (*s) {
		n = strcspn(s, ";");
		if (n == len && memcmp(s, tag, n) == 0)
			return true;
		s += n + (s[n] == ';');
	}
	return false;
}

/* Words parted by ; , or 、; blanks inside a word are its own. */
static void tags_value(char *text, struct value *v, struct str *keep)
{
	char *word, *next;
	size_t n;

	str_reset(keep);
	for (; text; text = next) {
		n = strcspn(text, ";,\n");
		next = strstr(text, "、");
		if (next && (size_t)(next - text) < n) {
			n = (size_t)(next - text);
			next += strlen("、");
		} else {
			next = text[n] ? text + n + 1 : NULL;
		}
		text[n] = '\0';
		word = text_trim(text);
		if (!*word || has_tag(keep, word, strlen(word)))
			continue;
		if (keep->len)
			str_addc(keep, ';');
		str_adds(keep, word);
	}
	v->s = keep->s;
	if (!keep->len)
		v->kind = VALUE_NONE;
}

static enum status check_characters(const char *text, struct value *v, struct fault *f)
{
	unsigned flaws = text_flaws(text, strlen(text));

	if (flaws & TEXT_CONTROL)
		return fault_set(f, ST_REFUSED, "a control character");
	if (flaws & TEXT_BIDI)
		return fault_set(f, ST_REFUSED, "a character that turns the direction of reading");
	if (flaws & TEXT_REPLACED)
		return fault_set(f, ST_REFUSED, "a character was lost in an earlier conversion (U+FFFD)");
	if (flaws & TEXT_PRIVATE)
		v->doubts |= DOUBT_PRIVATE;
	return ST_OK;
}

static enum status code_value(const char *text, struct fault *f)
{
	const char *p;

	for (p = text; *p; p++)
		if ((unsigned char)*p <= ' ')
			return fault_set(f, ST_REFUSED, "a blank inside a code");
	return strlen(text) <= 64 ? ST_OK : fault_set(f, ST_REFUSED, "longer than 64 bytes");
}

/* A sum of the check that is text in the end: limits, hours, patterns. */
static enum status parsed_value(const struct field *field, const char *text, const struct limit_words *words,
                                struct value *v, struct str *keep, struct fault *f)
{
	struct limit l;
	struct hours h;
	struct fault why;
	char buf[64];
	enum status st = ST_OK;

	if (field->type == FIELD_LIMIT) {
		st = limit_parse(text, words, &l, &why);
		if (st == ST_OK) {
			limit_format(&l, buf, sizeof buf);
			keep_text(v, keep, buf);
		}
	} else if (field->type == FIELD_HOURS) {
		st = hours_parse(text, &h, &why);
	} else {
		st = rule_check(text, &why);
	}
	return st == ST_OK ? ST_OK : fault_set(f, ST_REFUSED, "%s", why.text);
}

enum status value_parse(const struct field *field, char *text, const struct limit_words *words,
                        unsigned flags, struct value *v, struct str *keep, struct fault *f)
{
	struct fault why;

	text = text_trim(text);
	v->s = text;
	v->doubts = 0;
	v->kind = VALUE_TEXT;
	if (strcmp(text, "<empty>") == 0) {
		v->kind = VALUE_ERASE;
		return ST_OK;
	}
	/* In a yes/no column this is a word. */
	if (text_is_empty(text) && !(field->type == FIELD_BOOL && strcmp(text, "无") == 0)) {
		v->kind = VALUE_NONE;
		return ST_OK;
	}
	if (field->mask != MASK_NONE && strchr(text, '*'))
		return fault_set(f, ST_REFUSED, "a masked value");
	if (check_characters(text, v, f) != ST_OK)
		return ST_REFUSED;
	if (field->type != FIELD_TEXT && field->type != FIELD_PATTERN) {
		if (text_fold(text))
			text = text_trim(text);
		v->s = text;
	}
	switch (field->type) {
	case FIELD_INT: return int_value(field, text, v, f);
	case FIELD_REAL: return real_value(field, text, v, f);
	case FIELD_BOOL: return bool_value(text, v, f);
	case FIELD_ENUM: return enum_value(field, text, v, keep, f);
	case FIELD_DATE: return day_value(text, flags, v, keep, f);
	case FIELD_TIME:
		v->kind = VALUE_INT;
		return when_parse(text, &v->i, &why) == ST_OK ? ST_OK : fault_set(f, ST_REFUSED, "%s", why.text);
	case FIELD_NAME:
		v->s = text_name(text, keep);
		return ST_OK;
	case FIELD_TAGS:
		tags_value(text, v, keep);
		return ST_OK;
	case FIELD_ID: return id_value(text, v, keep, f);
	case FIELD_USCC: return uscc_value(text, v, keep, f);
	case FIELD_PHONE: return phone_value(text, v, keep, f);
	case FIELD_CODE: return code_value(text, f);
	case FIELD_LIMIT:
	case FIELD_HOURS:
	case FIELD_PATTERN: return parsed_value(field, text, words, v, keep, f);
	default: return ST_OK;
	}
}
