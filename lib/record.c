/* SPDX-License-Identifier: MIT */
#include "record.h"

#include "score.h"
#include "text.h"
#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct record_sql { const char *kind; enum sql find, find_other, from, insert, update; } record_sql[] = {
#include "record_sql.h"
};

static const struct record_sql *sql_of(const struct record_kind *k)
{
	size_t i;

	for (i = 0; i < sizeof record_sql / sizeof record_sql[0]; i++)
		if (strcmp(record_sql[i].kind, k->name) == 0)
			return &record_sql[i];
	return NULL;
}

static struct value *value_named(const struct record_kind *k, struct value *value, const char *name)
{
	const struct field *field = fields_named(k, name);

	return field ? &value[field - k->field] : NULL;
}

enum status record_resolve(struct desk *d, const struct record_kind *k, struct value *value,
                           const struct field **column, struct fault *f)
{
	const struct field *condition = fields_named(k, "condition");
	size_t i;
	enum status st = ST_OK;

	for (i = 0; i < k->count && st == ST_OK; i++) {
		struct value *v = &value[i];

		if (v->kind != VALUE_TEXT)
			continue;
		*column = &k->field[i];
		switch (k->field[i].type) {
		case FIELD_AREA:
			st = registry_area(&d->registry, v->s, &v->i, f);
			break;
		case FIELD_DEPARTMENT:
			st = registry_department(&d->registry, v->s, &v->i, f);
			break;
		case FIELD_WORKER:
			st = registry_worker(&d->registry, v->s, &v->i, f);
			break;
		case FIELD_MATTER:
			/* With a condition beside it, it hangs on what the case has. */
			if (condition)
				continue;
			st = registry_matter(&d->registry, v->s, NULL, true, &v->i, f);
			break;
		case FIELD_BUILDING:
			st = registry_building(&d->registry, v->s, &v->i, f);
			break;
		case FIELD_HOUSEHOLD:
			st = registry_household(&d->registry, v->s, &v->i, f);
			break;
		case FIELD_PERSON:
			st = registry_person(&d->registry, v->s, &v->i, f);
			break;
		case FIELD_UNIT:
			st = registry_unit(&d->registry, v->s, &v->i, f);
			break;
		default:
			continue;
		}
		v->kind = VALUE_INT;
	}
	return st;
}

/* Rules of single kinds ---------------------------------------------------- */

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

static enum status check_kind(struct desk *d, const struct record_kind *k, struct value *value,
                              const struct field **column, struct fault *f)
{
	if (strcmp(k->name, "area") == 0)
		return check_area(d, k, value, column, f);
	if (strcmp(k->name, "setting") == 0)
		return check_setting(d, k, value, column, f);
	if (strcmp(k->name, "rule") == 0)
		return check_rule(k, value, column, f);
	if (strcmp(k->name, "score-rule") == 0)
		return check_score_rule(k, value, column, f);
	return ST_OK;
}

/* Putting ------------------------------------------------------------------ */

static void bind_value(struct query *q, int at, const struct value *v)
{
	switch (v->kind) {
	case VALUE_INT: db_bind_int(q, at, v->i); break;
	case VALUE_REAL: db_bind_real(q, at, v->r); break;
	case VALUE_TEXT: db_bind_text(q, at, v->s); break;
	default: db_bind_null(q, at);
	}
}

bool record_is_same(struct query *q, int column, const struct value *v)
{
	bool null = db_is_null(q, column);

	switch (v->kind) {
	case VALUE_NONE: return true;
	case VALUE_ERASE: return null;
	case VALUE_INT: return !null && db_int(q, column) == v->i;
	case VALUE_REAL: return !null && db_real(q, column) == v->r;
	default: return !null && strcmp(db_text(q, column), v->s) == 0;
	}
}

/* What is not given stays: bound as the old row has it. */
static void bind_old(struct query *update, int at, struct query *old, int column, const struct field *field)
{
	if (db_is_null(old, column))
		db_bind_null(update, at);
	else if (field->type == FIELD_REAL)
		db_bind_real(update, at, db_real(old, column));
	else if (field->type == FIELD_INT || field->type == FIELD_BOOL || field->type == FIELD_TIME
	         || (field->type >= FIELD_AREA && field->type <= FIELD_CASE))
		db_bind_int(update, at, db_int(old, column));
	else
		db_bind_text(update, at, db_text(old, column));
}

void record_bind(struct query *update, int at, const struct value *v, struct query *old, int column,
                 const struct field *field)
{
	if (v->kind == VALUE_NONE)
		bind_old(update, at, old, column, field);
	else
		bind_value(update, at, v);
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

static enum status insert(struct desk *d, const struct record_kind *k, const struct record_sql *sql,
                          const struct value *value, struct fault *f)
{
	struct query *q = db_query(d->db, sql->insert);
	size_t i;

	for (i = 0; i < k->count; i++)
		bind_value(q, (int)i + 1, &value[i]);
	return db_run(q, f);
}

static enum status update(struct desk *d, const struct record_kind *k, const struct record_sql *sql,
                          const struct value *value, struct query *old, struct fault *f)
{
	struct query *q = db_query(d->db, sql->update);
	size_t i;

	for (i = 0; i < k->count; i++)
		record_bind(q, (int)i + 1, &value[i], old, (int)i + 1, &k->field[i]);
	db_bind_int(q, (int)k->count + 1, db_int(old, 0));
	db_done(old);
	return db_run(q, f);
}

enum status record_put(struct desk *d, const struct record_kind *k, struct value *value,
                       enum put *done, const struct field **column, struct fault *f)
{
	const struct record_sql *sql = sql_of(k);
	struct query *q;
	size_t i;
	int at = 1;
	bool row, same = true;
	enum status st = check_kind(d, k, value, column, f);

	if (st != ST_OK)
		return st;
	*column = NULL;
	settle_keys(k, value);
	q = db_query(d->db, sql->find);
	for (i = 0; i < k->count; i++)
		if (k->field[i].flags & FIELD_KEY)
			bind_value(q, at++, &value[i]);
	st = db_step(q, &row, f);
	if (st != ST_OK)
		return st;
	if (!row) {
		*done = PUT_INSERTED;
		return insert(d, k, sql, value, f);
	}
	for (i = 0; i < k->count; i++)
		same = same && record_is_same(q, (int)i + 1, &value[i]);
	*done = same ? PUT_UNCHANGED : PUT_UPDATED;
	if (!same)
		return update(d, k, sql, value, q, f);
	db_done(q);
	return ST_OK;
}
