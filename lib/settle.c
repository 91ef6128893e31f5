/* SPDX-License-Identifier: MIT */
#include "settle.h"

#include "audit.h"
#include "idno.h"
#include "score_rule.h"
#include "str.h"
#include "text.h"
#include "when.h"

#include <stdlib.h>
#include <string.h>

static bool is_text(const struct value *v)
{
	return v->kind == VALUE_TEXT;
}

/* What a row says ended has not begun later. */
static enum status check_span(const struct record_kind *k, const struct value *value, size_t from, size_t to,
                              const struct field **column, struct fault *f)
{
	*column = &k->field[to];
	return is_text(&value[from]) && is_text(&value[to]) && strcmp(value[to].s, value[from].s) < 0
		? fault_set(f, ST_REFUSED, "before %s", k->field[from].name) : ST_OK;
}

/* The length of the code says what it is the code of. */
static enum status check_area(struct desk *d, const struct record_kind *k, struct value *value,
                              const struct field **column, struct fault *f)
{
	struct value *code = &value[AT_AREA_CODE], *kind = &value[AT_AREA_KIND];
	const char *district = desk_setting(d, "district"), *is;
	size_t len = strlen(code->s);

	*column = &k->field[AT_AREA_CODE];
	if (strspn(code->s, "0123456789") != len || (len != 6 && len != 9 && len < 12))
		return fault_set(f, ST_REFUSED, "an area code has 6, 9, 12 or more digits");
	if (len > 25)
		return fault_set(f, ST_REFUSED, "an area code has at most 25 digits");
	if (district && strncmp(code->s, district, strlen(district)) != 0)
		return fault_set(f, ST_REFUSED, "not in the district '%s'", district);
	is = len == 6 ? "district" : len == 9 ? "street" : len == 12 ? "community" : "grid";
	*column = &k->field[AT_AREA_KIND];
	if (kind->kind == VALUE_TEXT && strcmp(kind->s, is) != 0)
		return fault_set(f, ST_REFUSED, "by its code it is a %s", is);
	kind->kind = VALUE_TEXT;
	kind->s = is;
	return ST_OK;
}

static enum status check_edition(struct desk *d, enum sql id, const char *edition, struct fault *f)
{
	struct query *q = db_query(d->db, id);
	int64_t any;
	enum status st;

	db_bind_text(q, 1, edition);
	st = db_first_int(q, 0, &any, f);
	return st == ST_OK && !any ? fault_set(f, ST_REFUSED, "unknown edition '%s'", edition) : st;
}

static enum status check_setting(struct desk *d, const struct record_kind *k, struct value *value,
                                 const struct field **column, struct fault *f)
{
	static const char *const limits[] = { "open_limit", "dispatch_limit", "handle_limit", "verify_limit", "close_limit", "remind_limit" };
	static const struct { const char *name; long min, max; } numbers[] = {
		{ "satisfied_from", 1, 5 }, { "patrol_minutes", 0, 1440 }, { "reopen_days", 0, 99999 }, { "light_yellow", 0, 100 },
		{ "double_metres", 1, 10000 }, { "double_hours", 1, 720 },
		{ "grid_households_min", 0, 99999 }, { "grid_households_max", 0, 99999 }, { "grid_persons_max", 0, 99999 },
		{ "worker_grids_max", 1, 100 }, { "worker_load_max", 0, 99999 },
	};
	const char *name = value[AT_SETTING_NAME].s;
	const struct value *v = &value[AT_SETTING_VALUE];
	const char *text = v->kind == VALUE_TEXT ? v->s : NULL;
	struct limit l;
	struct fault why;
	long long n;
	size_t i;

	*column = &k->field[AT_SETTING_VALUE];
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
	*column = &k->field[AT_SETTING_NAME];
	if (strcmp(name, "district") == 0 && text && desk_setting(d, "district") && strcmp(text, desk_setting(d, "district")) == 0)
		return ST_OK;
	return fault_set(f, ST_REFUSED, strcmp(name, "district") == 0 ? "grid-init sets the district" : "unknown setting");
}

static enum status check_rule(const struct record_kind *k, struct value *value, const struct field **column, struct fault *f)
{
	*column = &k->field[AT_RULE_MATTER];
	if (value[AT_RULE_MATTER].kind == VALUE_NONE && value[AT_RULE_DEPARTMENT].kind == VALUE_NONE)
		return fault_set(f, ST_REFUSED, "neither a matter nor a department");
	*column = &k->field[AT_RULE_CONDITION];
	if (is_text(&value[AT_RULE_CONDITION]) && value[AT_RULE_MATTER].kind != VALUE_INT)
		return fault_set(f, ST_REFUSED, "a condition of which matter");
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
static enum status make_key(struct desk *d, int64_t area_id, const struct value *value, const size_t *from, size_t count,
                            struct value *made, char key[SETTLE_KEY_SIZE], struct fault *f)
{
	struct str form = STR_INIT;
	char hex[65];
	size_t i;
	enum status st = area_code(d, area_id, &form, f);

	if (st == ST_OK) {
		for (i = 0; i < count; i++)
			str_addf(&form, "\x1f%s", value[from[i]].kind > VALUE_ERASE && value[from[i]].s ? value[from[i]].s : "");
		audit_digest(form.s, form.len, hex);
		key[0] = 'L';
		str_copy(key + 1, SETTLE_KEY_SIZE - 1, hex);
		made->kind = VALUE_TEXT;
		made->s = key;
	}
	str_release(&form);
	return st;
}

static enum status check_not_erased(const struct record_kind *k, const struct value *value, size_t at,
                                    const struct field **column, struct fault *f)
{
	*column = &k->field[at];
	return value[at].kind == VALUE_ERASE ? fault_set(f, ST_REFUSED, "a key is never erased") : ST_OK;
}

enum status settle_by_id(const struct record_kind *k, struct value *value, const char *id_no,
                         const struct field **column, struct fault *f)
{
	struct value *sex = &value[AT_PERSON_SEX], *birth = &value[AT_PERSON_BIRTH_ON];
	const char *is;
	char born[WHEN_DATE_SIZE];
	bool is_male;

	/* A number that is none, which only plain sqlite3 can have put there. */
	if (!idno_tell(id_no, strlen(id_no), born, &is_male))
		return ST_OK;
	is = is_male ? "male" : "female";
	*column = &k->field[AT_PERSON_SEX];
	if (is_text(sex) && strcmp(sex->s, is) != 0)
		return fault_set(f, ST_REFUSED, "the ID number says %s", is);
	*column = &k->field[AT_PERSON_BIRTH_ON];
	if (is_text(birth) && strcmp(birth->s, born) != 0)
		return fault_set(f, ST_REFUSED, "the ID number says %s", born);
	sex->kind = birth->kind = VALUE_ERASE;
	return ST_OK;
}

/* Nobody is born or died tomorrow, or died before being born: on day `born`,
 * as the column at `told_by` says; NULL: not known. */
static enum status check_life(const struct desk *d, const struct record_kind *k, const struct value *value, const char *born,
                              size_t told_by, const struct field **column, struct fault *f)
{
	const struct value *died = &value[AT_PERSON_DIED_ON];

	*column = &k->field[told_by];
	if (born && strcmp(born, d->today) > 0)
		return fault_set(f, ST_REFUSED, told_by == AT_PERSON_ID_NO ? "a date of birth in the future" : "in the future");
	*column = &k->field[AT_PERSON_DIED_ON];
	if (is_text(died) && strcmp(died->s, d->today) > 0)
		return fault_set(f, ST_REFUSED, "in the future");
	if (is_text(died) && born && strcmp(died->s, born) < 0)
		return fault_set(f, ST_REFUSED, "before the date of birth");
	return ST_OK;
}

static enum status settle_person(struct desk *d, const struct record_kind *k, struct value *value, char key[SETTLE_KEY_SIZE],
                                 const struct field **column, struct fault *f)
{
	static const size_t from[] = { AT_PERSON_NAME, AT_PERSON_SEX, AT_PERSON_BIRTH_ON, AT_PERSON_HOUSEHOLD };
	const struct value *id_no = &value[AT_PERSON_ID_NO], *old = &value[AT_PERSON_OLD_ID_NO], *birth = &value[AT_PERSON_BIRTH_ON];
	char born[WHEN_DATE_SIZE];
	bool is_male;
	enum status st = check_not_erased(k, value, AT_PERSON_ID_NO, column, f);

	if (st == ST_OK)
		st = check_not_erased(k, value, AT_PERSON_LOCAL_KEY, column, f);
	if (st != ST_OK)
		return st;
	*column = &k->field[AT_PERSON_OLD_ID_NO];
	if (is_text(old) && !is_text(id_no))
		return fault_set(f, ST_REFUSED, "without the ID number that is right");
	if (is_text(old) && strcmp(old->s, id_no->s) == 0)
		return fault_set(f, ST_REFUSED, "the same as the ID number");
	if (is_text(id_no)) {
		idno_tell(id_no->s, strlen(id_no->s), born, &is_male);
		st = check_life(d, k, value, born, AT_PERSON_ID_NO, column, f);
		return st == ST_OK ? settle_by_id(k, value, id_no->s, column, f) : st;
	}
	st = check_life(d, k, value, is_text(birth) ? birth->s : NULL, AT_PERSON_BIRTH_ON, column, f);
	if (st != ST_OK)
		return st;
	*column = NULL;
	if (is_text(&value[AT_PERSON_LOCAL_KEY]))
		return ST_OK;
	return make_key(d, value[AT_PERSON_AREA].i, value, from, sizeof from / sizeof from[0], &value[AT_PERSON_LOCAL_KEY], key, f);
}

static enum status settle_unit(struct desk *d, const struct record_kind *k, struct value *value, char key[SETTLE_KEY_SIZE],
                               const struct field **column, struct fault *f)
{
	static const size_t from[] = { AT_UNIT_NAME };
	enum status st = check_not_erased(k, value, AT_UNIT_USCC, column, f);

	if (st == ST_OK)
		st = check_not_erased(k, value, AT_UNIT_LOCAL_KEY, column, f);
	if (st == ST_OK)
		st = check_span(k, value, AT_UNIT_OPENED_ON, AT_UNIT_CLOSED_ON, column, f);
	if (st != ST_OK)
		return st;
	*column = NULL;
	if (is_text(&value[AT_UNIT_USCC]) || is_text(&value[AT_UNIT_LOCAL_KEY]))
		return ST_OK;
	return make_key(d, value[AT_UNIT_AREA].i, value, from, 1, &value[AT_UNIT_LOCAL_KEY], key, f);
}

static enum status check_visit(const struct desk *d, const struct record_kind *k, const struct value *value,
                               const struct field **column, struct fault *f)
{
	int n = (value[AT_VISIT_PERSON].kind == VALUE_INT) + (value[AT_VISIT_HOUSEHOLD].kind == VALUE_INT)
		+ (value[AT_VISIT_UNIT].kind == VALUE_INT);

	*column = &k->field[AT_VISIT_PERSON];
	if (n == 0)
		return fault_set(f, ST_REFUSED, "one of person, household and unit must be given");
	if (n > 1)
		return fault_set(f, ST_REFUSED, "only one of person, household and unit may be given");
	*column = &k->field[AT_VISIT_VISITED_AT];
	return value[AT_VISIT_VISITED_AT].i <= d->now ? ST_OK : fault_set(f, ST_REFUSED, "in the future");
}

/* Rules of scores count innovations by who adopted them. */
static enum status check_merit(const struct record_kind *k, const struct value *value, const struct field **column, struct fault *f)
{
	*column = &k->field[AT_MERIT_LEVEL];
	if (strcmp(value[AT_MERIT_ITEM].s, "innovation") == 0 && value[AT_MERIT_LEVEL].kind <= VALUE_ERASE)
		return fault_set(f, ST_REFUSED, "an innovation counts by who adopted it: town, city, prefecture or province");
	return ST_OK;
}

/* What is recorded of a day has been. */
static enum status check_day(const struct desk *d, const struct record_kind *k, const struct value *value, size_t at,
                             const struct field **column, struct fault *f)
{
	*column = &k->field[at];
	return is_text(&value[at]) && strcmp(value[at].s, d->today) > 0 ? fault_set(f, ST_REFUSED, "in the future") : ST_OK;
}

/* Three words are no classes of persons. */
static void settle_visit_rule(struct value *value)
{
	static const struct { const char *said, *is; } words[] = {
		{ "户", "household" }, { "住户", "household" }, { "普通住户", "household" }, { "单位", "unit" }, { "事件", "event" },
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(value[AT_VISIT_RULE_TAG].s, words[i].said) == 0)
			value[AT_VISIT_RULE_TAG].s = words[i].is;
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
	enum status st;

	switch (k->id) {
	case KIND_PERSON: st = settle_person(d, k, value, key, column, f); break;
	case KIND_UNIT: st = settle_unit(d, k, value, key, column, f); break;
	case KIND_VISIT: st = check_visit(d, k, value, column, f); break;
	case KIND_WORKER: st = check_span(k, value, AT_WORKER_HIRED_ON, AT_WORKER_LEFT_ON, column, f); break;
	case KIND_POST: st = check_span(k, value, AT_POST_VALID_FROM, AT_POST_VALID_TO, column, f); break;
	case KIND_AREA: st = check_area(d, k, value, column, f); break;
	case KIND_MERIT: st = check_merit(k, value, column, f);
		st = st == ST_OK ? check_day(d, k, value, AT_MERIT_DAY_ON, column, f) : st;
		break;
	case KIND_TRAINING: st = check_day(d, k, value, AT_TRAINING_HELD_ON, column, f); break;
	case KIND_ATTENDANCE: st = check_day(d, k, value, AT_ATTENDANCE_DAY_ON, column, f); break;
	case KIND_VISIT_RULE: settle_visit_rule(value); st = ST_OK; break;
	case KIND_SETTING: st = check_setting(d, k, value, column, f); break;
	case KIND_RULE: st = check_rule(k, value, column, f); break;
	case KIND_SCORE_RULE: st = score_rule_values(value, column, f); break;
	default: st = ST_OK;
	}
	if (st == ST_OK) {
		*column = NULL;
		settle_keys(k, value);
	}
	return st;
}
