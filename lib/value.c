/* SPDX-License-Identifier: MIT */
#include "value.h"

#include "rule.h"
#include "text.h"
#include "when.h"

#include <errno.h>
#include <math.h>
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
	static const char *const yes[] = { "1", "是", "true", "yes", "有", "Y" };
	static const char *const no[] = { "0", "否", "false", "no", "无", "N" };
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
	size_t len;
	const char *ident = field_choice(field, text, &len);

	str_reset(keep);
	if (!ident) {
		field_choices(field, keep);
		return fault_set(f, ST_REFUSED, "none of %s", keep->s);
	}
	str_add(keep, ident, len);
	v->s = keep->s;
	return ST_OK;
}

static enum status day_value(const char *text, struct value *v, struct str *keep, struct fault *f)
{
	char buf[WHEN_DATE_SIZE];
	int32_t day;
	struct fault why;

	if (when_parse_day(text, &day, &why) != ST_OK)
		return fault_set(f, ST_REFUSED, "%s", why.text);
	when_format_day(day, buf);
	str_reset(keep);
	str_adds(keep, buf);
	v->s = keep->s;
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
			str_reset(keep);
			str_adds(keep, buf);
			v->s = keep->s;
		}
	} else if (field->type == FIELD_HOURS) {
		st = hours_parse(text, &h, &why);
	} else {
		st = rule_check(text, &why);
	}
	return st == ST_OK ? ST_OK : fault_set(f, ST_REFUSED, "%s", why.text);
}

enum status value_parse(const struct field *field, char *text, const struct limit_words *words,
                        struct value *v, struct str *keep, struct fault *f)
{
	struct fault why;

	text = text_trim(text);
	v->s = text;
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
	if (field->type != FIELD_TEXT && field->type != FIELD_NAME && field->type != FIELD_PATTERN) {
		text_fold(text);
		text = text_trim(text);
		v->s = text;
	}
	switch (field->type) {
	case FIELD_INT: return int_value(field, text, v, f);
	case FIELD_REAL: return real_value(field, text, v, f);
	case FIELD_BOOL: return bool_value(text, v, f);
	case FIELD_ENUM: return enum_value(field, text, v, keep, f);
	case FIELD_DATE: return day_value(text, v, keep, f);
	case FIELD_TIME:
		v->kind = VALUE_INT;
		return when_parse(text, &v->i, &why) == ST_OK ? ST_OK : fault_set(f, ST_REFUSED, "%s", why.text);
	case FIELD_ID:
	case FIELD_USCC:
	case FIELD_CODE: return code_value(text, f);
	case FIELD_LIMIT:
	case FIELD_HOURS:
	case FIELD_PATTERN: return parsed_value(field, text, words, v, keep, f);
	default: return ST_OK;
	}
}
