/* SPDX-License-Identifier: MIT */
#include "record.h"

#include "settle.h"
#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct record_sql { enum sql find, find_other, from, insert, set, remove; } record_sql[] = {
#include "record_sql.h"
};

/* A rule files cases, so it says which condition. */
static enum status resolve_ruled(struct desk *d, struct value *value, struct fault *f)
{
	const struct value *condition = &value[AT_RULE_CONDITION];
	struct value *matter = &value[AT_RULE_MATTER];

	return registry_matter(&d->registry, matter->s, condition->kind == VALUE_TEXT ? condition->s : NULL, false, &matter->i, f);
}

enum status record_resolve(struct desk *d, const struct record_kind *k, struct value *value,
                           const struct field **column, struct fault *f)
{
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
			/* With its condition it hangs on what the case has. */
			if (k->id == KIND_CASE)
				continue;
			st = k->id == KIND_RULE ? resolve_ruled(d, value, f) : registry_matter(&d->registry, v->s, NULL, true, &v->i, f);
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

/* Putting ------------------------------------------------------------------ */

static void bind_value(struct query *q, int at, const struct value *v)
{
	switch (v->kind) {
	case VALUE_INT: db_bind_int(q, at, v->i); break;
	case VALUE_REAL: db_bind_real(q, at, v->r); break;
	case VALUE_TEXT: db_bind_borrowed(q, at, v->s); break;
	default: db_bind_null(q, at);
	}
}

bool record_is_same(struct query *q, int column, const struct value *v)
{
	const char *text;

	switch (v->kind) {
	case VALUE_NONE: return true;
	case VALUE_ERASE: return db_is_null(q, column);
	case VALUE_INT: return db_int(q, column) == v->i && !db_is_null(q, column);
	case VALUE_REAL: return db_real(q, column) == v->r && !db_is_null(q, column);
	default:
		text = db_text(q, column);
		return text && strcmp(text, v->s) == 0;
	}
}

/* What is not given stays: bound as the old row has it. */
static void bind_old(struct query *update, int at, struct query *old, int column, const struct field *field)
{
	if (db_is_null(old, column))
		db_bind_null(update, at);
	else if (field->type == FIELD_REAL)
		db_bind_real(update, at, db_real(old, column));
	else if (record_is_number(field))
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

/* History ------------------------------------------------------------------- */

/* Stored columns of a kind and where a find's row has them: column 0 is the
 * record's number. */
static bool is_stored(const struct field *field)
{
	return !(field->flags & (FIELD_UNSTORED | FIELD_WITH_MATTER));
}

/* A person's number that was wrong is given. */
static bool has_wrong(const struct record_kind *k, const struct value *value)
{
	return k->id == KIND_PERSON && value[AT_PERSON_OLD_ID_NO].kind == VALUE_TEXT;
}

/* Since when a tracked column has held its value: since it changed last. */
static enum status held_from(struct desk *d, const struct record_kind *k, int64_t id, const char *name,
                             char day[WHEN_DATE_SIZE], struct fault *f)
{
	struct query *q = db_query(d->db, SQL_HISTORY_LAST);
	bool row;
	enum status st;

	day[0] = '\0';
	db_bind_text(q, 1, k->name);
	db_bind_int(q, 2, id);
	db_bind_text(q, 3, name);
	st = db_step(q, &row, f);
	if (st == ST_OK && row && db_text(q, 0))
		str_copy(day, WHEN_DATE_SIZE, db_text(q, 0));
	db_done(q);
	return st;
}

static enum status keep_old(struct desk *d, const struct record_kind *k, int64_t id, const struct field *field,
                            const char *name, const char *old, const char *effective, struct fault *f)
{
	bool is_tracked = !field || field->flags & FIELD_TRACKED;
	char from[WHEN_DATE_SIZE] = "";
	struct query *q;
	enum status st = is_tracked ? held_from(d, k, id, name, from, f) : ST_OK;

	if (st != ST_OK)
		return st;
	q = db_query(d->db, SQL_HISTORY_INSERT);
	db_bind_text(q, 1, k->name);
	db_bind_int(q, 2, id);
	db_bind_text(q, 3, name);
	db_bind_text(q, 4, old);
	db_bind_word(q, 5, from);
	db_bind_word(q, 6, is_tracked ? effective : "");
	db_bind_int(q, 7, d->import_run_id);
	return db_run(q, f);
}

/* Finding ------------------------------------------------------------------- */

void record_finder_init(struct record_finder *r, struct desk *d, const struct record_kind *k)
{
	memset(r, 0, sizeof *r);
	r->desk = d;
	r->kind = k;
	r->sql = &record_sql[k->id];
}

/* Whether a row is the one that the values name. */
static bool is_named(const struct record_finder *r, const struct value *value, struct query *row)
{
	int at = 1;
	size_t i;

	for (i = 0; i < r->kind->count; i++) {
		const struct field *field = &r->kind->field[i];

		if (!is_stored(field))
			continue;
		/* The first of several names that is given decides. */
		if ((field->flags & FIELD_ALTERNATIVE) && value[i].kind == VALUE_TEXT)
			return record_is_same(row, at, &value[i]);
		if ((field->flags & FIELD_KEY) && !(value[i].kind == VALUE_NONE ? db_is_null(row, at) : record_is_same(row, at, &value[i])))
			return false;
		at++;
	}
	return r->sql->find_other == SQL_COUNT;
}

/* The row from a number on; it stays open for the one behind it. */
static enum status look_from(struct record_finder *r, int64_t id, struct fault *f)
{
	r->next = db_query(r->desk->db, r->sql->from);
	db_bind_int(r->next, 1, id);
	return db_step(r->next, &r->is_there, f);
}

/* By the key, or by the first or the second name of those that have two. */
static enum status find_by(struct record_finder *r, enum sql sql, const struct value *value, bool by_second,
                           struct query **old, struct fault *f)
{
	struct query *q = db_query(r->desk->db, sql);
	bool row, is_second = false;
	int at = 1;
	size_t i;
	enum status st;

	for (i = 0; i < r->kind->count; i++) {
		unsigned flags = r->kind->field[i].flags;

		if (flags & FIELD_KEY || (flags & FIELD_ALTERNATIVE && is_second == by_second))
			bind_value(q, at++, &value[i]);
		is_second = is_second || (flags & FIELD_ALTERNATIVE);
	}
	st = db_step(q, &row, f);
	*old = st == ST_OK && row ? q : NULL;
	return st;
}

/* A row that was found: the next one of the file is most likely the next one
 * of the table, if the file stands in its order at all. */
static enum status look_behind(struct record_finder *r, int64_t id, struct fault *f)
{
	r->tries++;
	if (r->tries > 64 && r->hits * 4 < r->tries && r->tries % 64 != 0) {
		r->is_there = false;
		return ST_OK;
	}
	return look_from(r, id + 1, f);
}

static bool has_other(const struct record_finder *r)
{
	return r->sql->find_other != SQL_COUNT;
}

static const struct value *other_key(const struct record_finder *r, const struct value *value)
{
	size_t i, n = 0;

	for (i = 0; i < r->kind->count; i++)
		if (r->kind->field[i].flags & FIELD_ALTERNATIVE && n++)
			return &value[i];
	return NULL;
}

/* The record of a person's number that is no more its number, or of a number
 * or local key of a record that was found to be the same person. */
static enum status find_alias(struct record_finder *r, struct value *name, struct query **old, struct fault *f)
{
	struct query *q = db_query(r->desk->db, SQL_PERSON_ALIAS);
	int64_t id;
	enum status st;

	db_bind_text(q, 1, name->s);
	st = db_first_int(q, 0, &id, f);
	if (st != ST_OK || !id)
		return st;
	st = look_from(r, id, f);
	if (st == ST_OK && r->is_there && db_int(r->next, 0) == id) {
		*old = r->next;
		name->kind = VALUE_NONE;
	}
	r->is_there = false;
	return st;
}

static enum status find_key(struct record_finder *r, struct value *value, struct query **old, struct fault *f)
{
	const struct value *other = has_other(r) ? other_key(r, value) : NULL;
	bool by_first = !other || value[0].kind == VALUE_TEXT;
	enum status st = ST_OK;

	*old = NULL;
	if (by_first)
		st = find_by(r, r->sql->find, value, false, old, f);
	if (st == ST_OK && !*old && other && other->kind == VALUE_TEXT)
		st = find_by(r, r->sql->find_other, value, true, old, f);
	return st;
}

/* What there is of a person under the number that was wrong; nothing more to
 * do with that number where there is nothing. */
static enum status find_wrong(struct record_finder *r, struct value *value, struct query **old, struct fault *f)
{
	struct value *wrong = &value[AT_PERSON_OLD_ID_NO], right = value[0];
	struct query *q = db_query(r->desk->db, SQL_PERSON_BY_ID_NO);
	int64_t id;
	enum status st;

	db_bind_text(q, 1, wrong->s);
	st = db_first_int(q, 0, &id, f);
	if (st != ST_OK)
		return st;
	if (!id) {
		/* Known by it once, the record has the right one by now. */
		wrong->kind = *old ? VALUE_NONE : wrong->kind;
		return ST_OK;
	}
	if (*old) {
		r->wrong_id = id;
		return ST_OK;
	}
	value[0].s = wrong->s;
	st = find_by(r, r->sql->find, value, false, old, f);
	value[0] = right;
	return st;
}

static enum status find_person(struct record_finder *r, struct value *value, struct query **old,
                               const struct field **column, struct fault *f)
{
	const struct record_kind *k = r->kind;
	struct value *wrong = &value[AT_PERSON_OLD_ID_NO];
	enum status st = ST_OK;

	if (wrong->kind == VALUE_TEXT)
		st = find_wrong(r, value, old, f);
	else if (!*old && r->has_alias)
		st = find_alias(r, &value[value[0].kind == VALUE_TEXT ? 0 : AT_PERSON_LOCAL_KEY], old, f);
	/* The number that it has, where the row does not say. */
	if (st == ST_OK && *old && value[0].kind == VALUE_NONE && !db_is_null(*old, 1))
		st = settle_by_id(k, value, db_text(*old, 1), column, f);
	return st;
}

/* Two names that are given must not be those of two records. */
static enum status check_one(struct record_finder *r, const struct value *value, struct query *old,
                             const struct field **column, struct fault *f)
{
	const struct value *second = other_key(r, value);
	struct query *other;
	enum status st;

	if (value[0].kind != VALUE_TEXT || second->kind != VALUE_TEXT)
		return ST_OK;
	*column = &r->kind->field[second - value];
	if (!db_is_null(old, 1) && !record_is_same(old, 1, &value[0])
	    && !(has_wrong(r->kind, value) && record_is_same(old, 1, &value[AT_PERSON_OLD_ID_NO])))
		return fault_set(f, ST_REFUSED, "it names a record with another %s", r->kind->field[0].name);
	if (!record_is_same(old, 2, second)) {
		st = find_by(r, r->sql->find_other, value, true, &other, f);
		if (st != ST_OK)
			return st;
		if (other)
			return fault_set(f, ST_REFUSED, "it names another record than %s", r->kind->field[0].name);
	}
	*column = NULL;
	return ST_OK;
}

enum status record_find_begin(struct record_finder *r, struct fault *f)
{
	int64_t any = 0;
	enum status st = look_from(r, 0, f);

	r->is_empty = !r->is_there;
	r->has_alias = false;
	if (st != ST_OK || r->kind->id != KIND_PERSON)
		return st;
	st = db_first_int(db_query(r->desk->db, SQL_PERSON_ANY_ALIAS), 0, &any, f);
	r->has_alias = any;
	return st;
}

enum status record_find(struct record_finder *r, struct value *value, struct query **old,
                        const struct field **column, struct fault *f)
{
	bool is_hit = r->is_there && r->row_is_out;
	enum status st = ST_OK;

	*column = NULL;
	*old = NULL;
	r->wrong_id = 0;
	if (r->is_empty)
		return ST_OK;
	if (is_hit)
		st = db_step(r->next, &r->is_there, f);
	r->row_is_out = false;
	if (st != ST_OK)
		return st;
	if (r->is_there && is_named(r, value, r->next)) {
		*old = r->next;
		r->row_is_out = true;
		r->hits++;
	} else {
		st = find_key(r, value, old, f);
		if (st == ST_OK && *old)
			st = look_behind(r, db_int(*old, 0), f);
	}
	if (st == ST_OK && r->kind->id == KIND_PERSON)
		st = find_person(r, value, old, column, f);
	if (st == ST_OK && *old && has_other(r))
		st = check_one(r, value, *old, column, f);
	return st;
}

void record_find_end(struct record_finder *r)
{
	if (r->next)
		db_done(r->next);
	r->next = NULL;
	r->is_there = r->row_is_out = false;
}

bool record_same(const struct record_kind *k, const struct value *value, struct query *old)
{
	int at = 1;
	size_t i;

	for (i = 0; i < k->count; i++) {
		if (!is_stored(&k->field[i])) {
			if (value[i].kind == VALUE_TEXT && (k->field[i].flags & FIELD_UNSTORED))
				return false;
			continue;
		}
		if (!record_is_same(old, at++, &value[i]))
			return false;
	}
	return true;
}

/* Putting ------------------------------------------------------------------- */

enum status record_insert(struct desk *d, const struct record_kind *k, const struct value *value, int64_t *id, struct fault *f)
{
	struct query *q = db_query(d->db, record_sql[k->id].insert);
	int at = 1;
	size_t i;
	enum status st;

	/* What is not bound is null. */
	for (i = 0; i < k->count; i++)
		if (is_stored(&k->field[i])) {
			if (value[i].kind > VALUE_ERASE)
				bind_value(q, at, &value[i]);
			at++;
		}
	st = db_run(q, f);
	*id = db_last_id(d->db);
	/* Other files may know it by the number that was wrong. */
	if (st == ST_OK && has_wrong(k, value))
		st = keep_old(d, k, *id, &k->field[AT_PERSON_OLD_ID_NO], "id_no", value[AT_PERSON_OLD_ID_NO].s, "", f);
	return st;
}

static enum status point(struct desk *d, const struct record_kind *k, int64_t from, const char *old, int64_t to,
                         const char *effective, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_PERSON_MERGE);
	enum status st;

	db_bind_int(q, 1, to);
	db_bind_int(q, 2, from);
	st = db_run(q, f);
	return st == ST_OK ? keep_old(d, k, from, NULL, "merged_into_id", old, effective, f) : st;
}

/* The record under the wrong number points to this one, and those that point
 * to it do too, so that one step always leads to who it is. */
static enum status merge(struct desk *d, const struct record_kind *k, const char *wrong, int64_t id, const char *effective,
                         struct fault *f)
{
	struct query *q = db_query(d->db, SQL_PERSON_BY_ID_NO);
	int64_t other, third;
	char old[24];
	enum status st;

	db_bind_text(q, 1, wrong);
	st = db_first_int(q, 0, &other, f);
	if (st != ST_OK || !other || other == id)
		return st;
	snprintf(old, sizeof old, "%lld", (long long)other);
	do {
		q = db_query(d->db, SQL_PERSON_MERGED);
		db_bind_int(q, 1, other);
		st = db_first_int(q, 0, &third, f);
		if (third)
			st = point(d, k, third, old, id, effective, f);
	} while (st == ST_OK && third);
	return st == ST_OK ? point(d, k, other, NULL, id, effective, f) : st;
}

static enum status open_record(struct desk *d, const struct record_kind *k, int64_t id, struct query **old, struct fault *f)
{
	bool row;
	enum status st;

	*old = db_query(d->db, record_sql[k->id].from);
	db_bind_int(*old, 1, id);
	st = db_step(*old, &row, f);
	return st == ST_OK && (!row || db_int(*old, 0) != id) ? fault_set(f, ST_REFUSED, "%s %lld is gone", k->name, (long long)id) : st;
}

/* One column; they stand behind each other in the row and among the statements
 * that set them. */
static enum status set_column(struct desk *d, const struct record_kind *k, int at, const struct value *v, int64_t id, struct fault *f)
{
	struct query *q = db_query(d->db, record_sql[k->id].set + at - 1);

	bind_value(q, 1, v);
	db_bind_int(q, 2, id);
	return db_run(q, f);
}

/* Only what is different, so that indexes of other columns are not touched. */
static enum status update(struct desk *d, const struct record_kind *k, const struct value *value, int64_t id,
                          struct query *old, struct fault *f)
{
	int at = 0;
	size_t i;
	enum status st = ST_OK;

	for (i = 0; i < k->count && st == ST_OK; i++)
		if (is_stored(&k->field[i]) && !record_is_same(old, ++at, &value[i]))
			st = set_column(d, k, at, &value[i], id, f);
	return st;
}

/* Reals with all their digits, which the database's own text has not. */
static const char *old_text(struct query *old, int at, const struct field *field, char real[32])
{
	if (field->type != FIELD_REAL || db_is_null(old, at))
		return db_text(old, at);
	snprintf(real, 32, "%.17g", db_real(old, at));
	return real;
}

/* What a column was from one day on cannot end on an earlier one. */
static enum status check_order(struct desk *d, const struct record_kind *k, const struct value *value, int64_t id,
                               struct query *old, const char *effective, struct fault *f)
{
	char from[WHEN_DATE_SIZE];
	int at = 0;
	size_t i;
	enum status st;

	for (i = 0; i < k->count; i++) {
		if (!is_stored(&k->field[i]))
			continue;
		at++;
		if (!(k->field[i].flags & FIELD_TRACKED) || record_is_same(old, at, &value[i]))
			continue;
		st = held_from(d, k, id, k->field[i].name, from, f);
		if (st == ST_OK && strcmp(from, effective) > 0)
			st = fault_set(f, ST_REFUSED, "%s: changed from '%s' on already, after the day of --effective",
			               k->field[i].name, from);
		if (st != ST_OK)
			return st;
	}
	return ST_OK;
}

static enum status change(struct desk *d, const struct record_kind *k, const struct value *value, int64_t id,
                          struct query *old, const char *effective, struct fault *f)
{
	char real[32];
	int at = 0;
	size_t i;
	enum status st = update(d, k, value, id, old, f);

	for (i = 0; i < k->count && st == ST_OK; i++)
		if (is_stored(&k->field[i]) && !record_is_same(old, ++at, &value[i]))
			st = keep_old(d, k, id, &k->field[i], k->field[i].name, old_text(old, at, &k->field[i], real), effective, f);
	if (st == ST_OK && has_wrong(k, value))
		st = merge(d, k, value[AT_PERSON_OLD_ID_NO].s, id, effective, f);
	return st;
}

/* Whether more than one column is different. */
static bool is_several(const struct record_kind *k, const struct value *value, struct query *old)
{
	int at = 0, n = 0;
	size_t i;

	for (i = 0; i < k->count && n < 2; i++)
		if (is_stored(&k->field[i]))
			n += !record_is_same(old, ++at, &value[i]);
	return n > 1;
}

/* All of a record's columns or, where one is refused, none.  Of records the
 * audit is told when they are written, so that it has nothing to forget. */
static enum status change_all(struct desk *d, const struct record_kind *k, const struct value *value, int64_t id,
                              struct query *old, const char *effective, struct fault *f)
{
	struct fault why;
	enum status st = db_savepoint(d->db, f), undone;

	if (st != ST_OK)
		return st;
	st = change(d, k, value, id, old, effective, f);
	if (st == ST_OK)
		return db_savepoint_keep(d->db, f);
	why = *f;
	undone = st == ST_REFUSED ? db_savepoint_undo(d->db, f) : ST_OK;
	if (undone == ST_OK)
		*f = why;
	return undone == ST_OK ? st : undone;
}

enum status record_change(struct desk *d, const struct record_kind *k, const struct value *value, int64_t id,
                          const char *effective, struct fault *f)
{
	struct query *old;
	enum status st = open_record(d, k, id, &old, f);

	/* Nothing has changed later than today. */
	if (st == ST_OK && strcmp(effective, d->today) < 0)
		st = check_order(d, k, value, id, old, effective, f);
	/* One column is refused as a whole: a savepoint would only cost a copy
	 * of each page. */
	if (st == ST_OK && (has_wrong(k, value) || is_several(k, value, old)))
		st = change_all(d, k, value, id, old, effective, f);
	else if (st == ST_OK)
		st = change(d, k, value, id, old, effective, f);
	db_done(old);
	return st;
}

enum status record_put(struct desk *d, const struct record_kind *k, struct value *value, const char *effective,
                       enum put *done, int64_t *id, const struct field **column, struct fault *f)
{
	struct record_finder r;
	struct query *old;
	char key[SETTLE_KEY_SIZE];
	enum status st = settle(d, k, value, key, column, f);

	record_finder_init(&r, d, k);
	if (st == ST_OK)
		st = find_key(&r, value, &old, f);
	if (st != ST_OK)
		return st;
	*done = !old ? PUT_INSERTED : record_same(k, value, old) ? PUT_UNCHANGED : PUT_UPDATED;
	*id = old ? db_int(old, 0) : 0;
	if (old)
		db_done(old);
	switch (*done) {
	case PUT_INSERTED: return record_insert(d, k, value, id, f);
	case PUT_UPDATED: return record_change(d, k, value, *id, effective, f);
	default: return ST_OK;
	}
}

/* Taking back ---------------------------------------------------------------- */

enum status record_remove(struct desk *d, const struct record_kind *k, int64_t first_id, int64_t last_id, struct fault *f)
{
	struct query *q = db_query(d->db, record_sql[k->id].remove);

	db_bind_int(q, 1, first_id);
	db_bind_int(q, 2, last_id);
	return db_run(q, f);
}

bool record_is_number(const struct field *field)
{
	return field->type == FIELD_INT || field->type == FIELD_BOOL || field->type == FIELD_TIME
		|| (field->type >= FIELD_AREA && field->type <= FIELD_CASE);
}

enum status record_restore(struct desk *d, const struct record_kind *k, const struct value *value, int64_t id, struct fault *f)
{
	struct query *old;
	enum status st = open_record(d, k, id, &old, f);

	if (st != ST_OK)
		return st;
	st = update(d, k, value, id, old, f);
	db_done(old);
	return st;
}
