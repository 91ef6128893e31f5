/* SPDX-License-Identifier: MIT */
#include "settle.h"

#include "audit.h"
#include "score.h"
#include "str.h"
#include "text.h"
#include "when.h"

#include <stdlib.h>
#include <string.h>

static struct value *value_named(const struct record_kind *k, struct value *value, const char *name)
{
	const struct field *field = fields_named(k, name);

	return field ? &value[field - k->field] : NULL;
}

static bool is_text(const struct value *v)
{
	return v->kind == VALUE_TEXT;
}

/* The length of the code says what it is the code of. */
static enum status check_area(struct desk *d, const struct record_kind *k, struct value *value,
                              const struct field **column, struct fault *f)
{
	struct value *code = value_named(k, value, "code"), *kind = value_named(k, value, "kind");
	const char *district = desk_setting(d, "district"), *is;
	size_t len = strlen(code->s);

	*column = fields_named(k, "code");
	if (strspn(code->s, "0123456789") != len || (len != 6 && len != 9 && len < 12))
		return fault_set(f, ST_REFUSED, "an area code has 6, 9, 12 or more digits");
	if (len > 25)
		return fault_set(f, ST_REFUSED, "an area code has at most 25 digits");
	if (district && strncmp(code->s, district, strlen(district)) != 0)
		return fault_set(f, ST_REFUSED, "not in the district '%s'", district);
	is = len == 6 ? "district" : len == 9 ? "street" : len == 12 ? "community" : "grid";
	*column = fields_named(k, "kind");
	if (kind->kind == VALUE_TEXT && strcmp(kind->s, is) != 0)
		return fault_set(f, ST_REFUSED, "by its code it is a %s", is);
	kind->kind = VALUE_TEXT;
	kind->s = is;
	return ST_OK;
}

static enum status check_edition(struct desk *d, enum sql id, const char *edition, struct fault *f)
{
	struct query *q = db_query(d->db, id);
	bool row;
	enum status st;

	db_bind_text(q, 1, edition);
	st = db_step(q, &row, f);
	db_done(q);
	return st == ST_OK && !row ? fault_set(f, ST_REFUSED, "unknown edition '%s'", edition) : st;
}

static enum status check_setting(struct desk *d, const struct record_kind *k, struct value *value,
                                 const struct field **column, struct fault *f)
{
	static const char *const limits[] = { "open_limit", "dispatch_limit", "handle_limit", "verify_limit", "close_limit" };
	static const struct { const char *name; long min, max; } numbers[] = {
		{ "satisfied_from", 1, 5 }, { "reopen_days", 0, 99999 }, { "light_yellow", 0, 100 },
	};
	const char *name = value_named(k, value, "name")->s;
	const struct value *v = value_named(k, value, "value");
	const char *text = v->kind == VALUE_TEXT ? v->s : NULL;
	struct limit l;
	struct fault why;
	long long n;
	size_t i;

	*column = fields_named(k, "value");
	for (i = 0; i < sizeof limits / sizeof limits[0]; i++)
		if (strcmp(name, limits[i]) == 0)
			return !text || limit_parse(text, &d->words, &l, &why) == ST_OK
				? ST_OK : fault_set(f, ST_REFUSED, "%s", why.text);
	for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (strcmp(name, numbers[i].name) == 0) {
			n = text && strspn(text, "0123456789") == strlen(text) && strlen(text) < 6 ? strtoll(text, NULL, 10) : -1;
			return !text || (n >= numbers[i].min && n <= numbers[i].max) ? ST_OK
				: fault_set(f, ST_REFUSED, "not a whole number from %ld to %ld", numbers[i].min, numbers[i].max);
		}
	if (strcmp(name, "limit_day") == 0)
		return !text || text_has_word("工作日 自然日 紧急工作日", text) ? ST_OK : fault_set(f, ST_REFUSED, "none of 工作日, 自然日, 紧急工作日");
	if (strcmp(name, "limit_hour") == 0)
		return !text || text_has_word("工作时 紧急工作时", text) ? ST_OK : fault_set(f, ST_REFUSED, "none of 工作时, 紧急工作时");
	if (strcmp(name, "matter_edition") == 0)
		return text ? check_edition(d, SQL_MATTER_HAS_EDITION, text, f) : ST_OK;
	if (strcmp(name, "score_edition") == 0)
		return text ? check_edition(d, SQL_SCORE_RULE_HAS_EDITION, text, f) : ST_OK;
	if (strcmp(name, "timezone") == 0)
		return text && when_zone(text, &why) == ST_OK ? ST_OK : fault_set(f, ST_REFUSED, "unknown time zone");
	*column = fields_named(k, "name");
	return fault_set(f, ST_REFUSED, strcmp(name, "district") == 0 ? "grid-init sets the district" : "unknown setting");
}

static enum status check_rule(const struct record_kind *k, struct value *value, const struct field **column, struct fault *f)
{
	*column = fields_named(k, "matter");
	if (value_named(k, value, "matter")->kind == VALUE_NONE && value_named(k, value, "department")->kind == VALUE_NONE)
		return fault_set(f, ST_REFUSED, "neither a matter nor a department");
	return ST_OK;
}

static enum status check_score_rule(const struct record_kind *k, struct value *value, const struct field **column, struct fault *f)
{
	const struct indicator *indicator = indicator_named(value_named(k, value, "indicator")->s);
	const char *shape = value_named(k, value, "shape")->s;
	const struct value *from = value_named(k, value, "valid_from"), *to = value_named(k, value, "valid_to");
	bool weighed = strcmp(shape, "ratio") == 0 || strcmp(shape, "steps") == 0;
	bool counted = strcmp(shape, "per-item") == 0 || strcmp(shape, "bonus") == 0;

	*column = fields_named(k, "indicator");
	if (!indicator)
		return fault_set(f, ST_REFUSED, "unknown indicator");
	if (strcmp(shape, "ratio") == 0 && (indicator->whole == COUNT_MAX || indicator->part == COUNT_SPENT))
		return fault_set(f, ST_REFUSED, "not a rate, so no ratio");
	*column = fields_named(k, "weight");
	if (weighed && value_named(k, value, "weight")->kind != VALUE_REAL)
		return fault_set(f, ST_REFUSED, "shape %s wants a weight", shape);
	*column = fields_named(k, "points");
	if (counted && value_named(k, value, "points")->kind != VALUE_REAL)
		return fault_set(f, ST_REFUSED, "shape %s wants points", shape);
	*column = fields_named(k, "valid_to");
	if (from->kind == VALUE_TEXT && to->kind == VALUE_TEXT && strcmp(to->s, from->s) < 0)
		return fault_set(f, ST_REFUSED, "before valid_from");
	*column = fields_named(k, "steps");
	if (strcmp(shape, "steps") == 0
	    && (value_named(k, value, "steps")->kind != VALUE_TEXT || !score_steps_valid(value_named(k, value, "steps")->s)))
		return fault_set(f, ST_REFUSED, "not limit:percent;… with rising limits");
	return ST_OK;
}

/* The archive ---------------------------------------------------------------- */

static enum status area_code(struct desk *d, int64_t id, struct str *out, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_AREA_GET);
	bool row;
	enum status st;

	db_bind_int(q, 1, id);
	st = db_step(q, &row, f);
	if (st == ST_OK && row)
		str_adds(out, db_text(q, 0));
	db_done(q);
	return st;
}

/* A key made of what there is: the same row makes it again. */
static enum status make_key(struct desk *d, const struct record_kind *k, struct value *value, const char *const *from,
                            char key[SETTLE_KEY_SIZE], struct fault *f)
{
	struct str form = STR_INIT;
	char hex[65];
	enum status st = area_code(d, value_named(k, value, "area")->i, &form, f);

	if (st != ST_OK)
		return st;
	for (; *from; from++) {
		const struct value *v = value_named(k, value, *from);

		str_addf(&form, "\x1f%s", v->kind > VALUE_ERASE && v->s ? v->s : "");
	}
	audit_digest(form.s, form.len, hex);
	str_release(&form);
	key[0] = 'L';
	str_copy(key + 1, SETTLE_KEY_SIZE - 1, hex);
	value_named(k, value, "local_key")->kind = VALUE_TEXT;
	value_named(k, value, "local_key")->s = key;
	return ST_OK;
}

static enum status check_not_erased(const struct record_kind *k, struct value *value, const char *name,
                                    const struct field **column, struct fault *f)
{
	*column = fields_named(k, name);
	return value_named(k, value, name)->kind == VALUE_ERASE ? fault_set(f, ST_REFUSED, "a key is never erased") : ST_OK;
}

/* GB 11643: digits 7 to 14 are the day of birth, digit 17 is odd for men. */
enum status settle_by_id(const struct record_kind *k, struct value *value, const char *id_no,
                         const struct field **column, struct fault *f)
{
	struct value *sex = value_named(k, value, "sex"), *birth = value_named(k, value, "birth_on");
	bool male = (id_no[16] - '0') % 2;
	const char *b;

	*column = fields_named(k, "sex");
	if (is_text(sex) && strcmp(sex->s, male ? "male" : "female") != 0)
		return fault_set(f, ST_REFUSED, "the ID number says %s", male ? "male" : "female");
	*column = fields_named(k, "birth_on");
	b = birth->s;
	if (is_text(birth) && (memcmp(b, id_no + 6, 4) != 0 || memcmp(b + 5, id_no + 10, 2) != 0 || memcmp(b + 8, id_no + 12, 2) != 0))
		return fault_set(f, ST_REFUSED, "the ID number says %.4s-%.2s-%.2s", id_no + 6, id_no + 10, id_no + 12);
	sex->kind = birth->kind = VALUE_ERASE;
	return ST_OK;
}

static enum status settle_person(struct desk *d, const struct record_kind *k, struct value *value, char key[SETTLE_KEY_SIZE],
                                 const struct field **column, struct fault *f)
{
	static const char *const from[] = { "name", "sex", "birth_on", "household", NULL };
	const struct value *id_no = value_named(k, value, "id_no"), *old = value_named(k, value, "old_id_no");
	enum status st = check_not_erased(k, value, "id_no", column, f);

	if (st == ST_OK)
		st = check_not_erased(k, value, "local_key", column, f);
	if (st != ST_OK)
		return st;
	*column = fields_named(k, "old_id_no");
	if (is_text(old) && !is_text(id_no))
		return fault_set(f, ST_REFUSED, "without the ID number that is right");
	if (is_text(old) && strcmp(old->s, id_no->s) == 0)
		return fault_set(f, ST_REFUSED, "the same as the ID number");
	if (is_text(id_no))
		return settle_by_id(k, value, id_no->s, column, f);
	*column = NULL;
	return is_text(value_named(k, value, "local_key")) ? ST_OK : make_key(d, k, value, from, key, f);
}

static enum status settle_unit(struct desk *d, const struct record_kind *k, struct value *value, char key[SETTLE_KEY_SIZE],
                               const struct field **column, struct fault *f)
{
	static const char *const from[] = { "name", NULL };
	enum status st = check_not_erased(k, value, "uscc", column, f);

	if (st == ST_OK)
		st = check_not_erased(k, value, "local_key", column, f);
	*column = NULL;
	if (st != ST_OK || is_text(value_named(k, value, "uscc")) || is_text(value_named(k, value, "local_key")))
		return st;
	return make_key(d, k, value, from, key, f);
}

static enum status check_visit(struct desk *d, const struct record_kind *k, struct value *value, const struct field **column,
                               struct fault *f)
{
	static const char *const whom[] = { "person", "household", "unit" };
	int n = 0;
	size_t i;

	for (i = 0; i < sizeof whom / sizeof whom[0]; i++)
		n += value_named(k, value, whom[i])->kind == VALUE_INT;
	*column = fields_named(k, "person");
	if (n != 1)
		return fault_set(f, ST_REFUSED, "one of person, household and unit must be given");
	*column = fields_named(k, "visited_at");
	return value_named(k, value, "visited_at")->i <= d->now ? ST_OK : fault_set(f, ST_REFUSED, "in the future");
}

/* Keys that may be empty are empty text, for null equals nothing. */
static void settle_keys(const struct record_kind *k, struct value *value)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		if ((k->field[i].flags & FIELD_KEY) && k->field[i].type < FIELD_AREA && value[i].kind <= VALUE_ERASE) {
			value[i].kind = VALUE_TEXT;
			value[i].s = "";
		}
}

enum status settle(struct desk *d, const struct record_kind *k, struct value *value, char key[SETTLE_KEY_SIZE],
                   const struct field **column, struct fault *f)
{
	enum status st = ST_OK;

	if (strcmp(k->name, "person") == 0)
		st = settle_person(d, k, value, key, column, f);
	else if (strcmp(k->name, "unit") == 0)
		st = settle_unit(d, k, value, key, column, f);
	else if (strcmp(k->name, "visit") == 0)
		st = check_visit(d, k, value, column, f);
	else if (strcmp(k->name, "area") == 0)
		st = check_area(d, k, value, column, f);
	else if (strcmp(k->name, "setting") == 0)
		st = check_setting(d, k, value, column, f);
	else if (strcmp(k->name, "rule") == 0)
		st = check_rule(k, value, column, f);
	else if (strcmp(k->name, "score-rule") == 0)
		st = check_score_rule(k, value, column, f);
	if (st == ST_OK) {
		*column = NULL;
		settle_keys(k, value);
	}
	return st;
}
