/* SPDX-License-Identifier: MIT */
#include "registry.h"

#include "mem.h"
#include "near.h"
#include "str.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Longest first: what a full name may end in beside the name that is used. */
static const char *const endings[] = { "社区居委会", "居委会", "村委会" };

void registry_init(struct registry *r, struct db *db, const char *matter_edition)
{
	memset(r, 0, sizeof *r);
	r->db = db;
	r->matter_edition = matter_edition;
}

void registry_release(struct registry *r)
{
	registry_forget(r);
}

void registry_forget(struct registry *r)
{
	strmap_release(&r->area);
	strmap_release(&r->department);
	strmap_release(&r->worker);
	strmap_release(&r->matter);
	strmap_release(&r->building_name);
	strmap_release(&r->unit_name);
	free(r->building);
	free(r->household);
	r->building = r->household = NULL;
	r->asked = 0;
	r->has_area = r->has_department = r->has_worker = r->has_building = r->has_unit = false;
}

static size_t without_ending(const char *name, size_t which)
{
	size_t len = strlen(name), end = strlen(endings[which]);

	return len > end && strcmp(name + len - end, endings[which]) == 0 ? len - end : 0;
}

bool registry_is_within(const char *code, const char *area)
{
	size_t len = area ? strlen(area) : 0;

	return !area || strcmp(code, area) == 0 || (len <= 12 && strncmp(code, area, len) == 0);
}

/* Names are looked for, and so kept here, with full-width forms folded. */
static const char *fold(const char *text, struct str *b)
{
	str_reset(b);
	str_adds(b, text);
	text_fold(b->s);
	return b->s;
}

/* A name goes in as it is and as it is without each ending. */
static void put_area_name(struct strmap *m, const char *said, int64_t id)
{
	struct str b = STR_INIT, whole = STR_INIT;
	const char *name = fold(said, &whole);
	size_t i, len;

	strmap_put(m, name, id);
	for (i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		len = without_ending(name, i);
		if (len) {
			str_reset(&b);
			str_add(&b, name, len);
			strmap_put(m, b.s, id);
		}
	}
	str_release(&whole);
	str_release(&b);
}

static enum status load_areas(struct registry *r, struct fault *f)
{
	struct query *q = db_query(r->db, SQL_AREA_NAMES);
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		put_area_name(&r->area, db_text(q, 2), db_int(q, 0));
		if (db_text(q, 3))
			put_area_name(&r->area, db_text(q, 3), db_int(q, 0));
	}
	r->has_area = st == ST_OK;
	return st;
}

static enum status load_names(struct registry *r, enum sql id, struct strmap *m, bool *has, struct fault *f)
{
	struct query *q = db_query(r->db, id);
	struct str b = STR_INIT;
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row)
		strmap_put(m, fold(db_text(q, 2), &b), db_int(q, 0));
	str_release(&b);
	*has = st == ST_OK;
	return st;
}

/* By code: the usual way, one look into an index. */
static enum status by_code(struct db *db, enum sql sql, const char *text, int64_t *id, struct fault *f)
{
	struct query *q = db_query(db, sql);

	db_bind_text(q, 1, text);
	return db_first_int(q, STRMAP_NONE, id, f);
}

/* Beyond so many unknown texts a file is not one with slips of the pen, and
 * asking for each what it may mean takes longer than all the rest. */
enum { ASK_MAX = 500 };

/* `names` NULL: what it is has only codes. */
static int64_t by_name(const struct strmap *m, const char *text)
{
	struct str b = STR_INIT;
	int64_t found = strmap_get(m, fold(text, &b));

	str_release(&b);
	return found;
}

static enum status answer(struct registry *r, int64_t found, const char *text, const struct strmap *names, const char *what,
                          int64_t *id, struct fault *f)
{
	struct str near = STR_INIT;

	if (found == STRMAP_MANY)
		return fault_set(f, ST_REFUSED, "name of more than one %s, give its code", what);
	if (found != STRMAP_NONE) {
		*id = found;
		return ST_OK;
	}
	if (names && r->asked < ASK_MAX) {
		r->asked++;
		near_names(names, text, &near);
	}
	if (near.len)
		fault_set(f, ST_REFUSED, "unknown %s, perhaps %s", what, near.s);
	else
		fault_set(f, ST_REFUSED, "unknown %s", what);
	str_release(&near);
	return ST_REFUSED;
}

enum status registry_area(struct registry *r, const char *text, int64_t *id, struct fault *f)
{
	int64_t found = strmap_get(&r->area, text);
	struct str b = STR_INIT, whole = STR_INIT;
	size_t i, len;
	enum status st = ST_OK;

	if (found == STRMAP_NONE) {
		st = by_code(r->db, SQL_AREA_BY_CODE, text, &found, f);
		if (st == ST_OK && found != STRMAP_NONE)
			strmap_set(&r->area, text, found);
	}
	if (st == ST_OK && found == STRMAP_NONE && !r->has_area) {
		st = load_areas(r, f);
		found = strmap_get(&r->area, text);
	}
	if (st == ST_OK && found == STRMAP_NONE) {
		text = fold(text, &whole);
		found = strmap_get(&r->area, text);
	}
	/* What was asked for may have an ending that the record lacks. */
	for (i = 0; st == ST_OK && found == STRMAP_NONE && i < sizeof endings / sizeof endings[0]; i++) {
		len = without_ending(text, i);
		if (len) {
			str_reset(&b);
			str_add(&b, text, len);
			found = strmap_get(&r->area, b.s);
		}
	}
	if (st == ST_OK)
		st = answer(r, found, text, &r->area, "area", id, f);
	str_release(&whole);
	str_release(&b);
	return st;
}

static enum status by_code_or_name(struct registry *r, const char *text, enum sql code, enum sql names,
                                   struct strmap *m, bool *has, const char *what, bool is_public, int64_t *id, struct fault *f)
{
	int64_t found = strmap_get(m, text);
	enum status st = ST_OK;

	if (found == STRMAP_NONE || !*has) {
		st = by_code(r->db, code, text, &found, f);
		if (st == ST_OK && found != STRMAP_NONE)
			strmap_set(m, text, found);
	}
	if (st == ST_OK && found == STRMAP_NONE && !*has)
		st = load_names(r, names, m, has, f);
	if (st == ST_OK && found == STRMAP_NONE)
		found = by_name(m, text);
	/* No name of a person stands in a message. */
	return st == ST_OK ? answer(r, found, text, is_public ? m : NULL, what, id, f) : st;
}

enum status registry_area_code(struct registry *r, const char *text, char *code, size_t size, struct fault *f)
{
	struct query *q;
	int64_t id;
	bool row;
	enum status st = registry_area(r, text, &id, f);

	if (st != ST_OK)
		return st;
	q = db_query(r->db, SQL_AREA_GET);
	db_bind_int(q, 1, id);
	st = db_step(q, &row, f);
	if (st == ST_OK)
		str_copy(code, size, row ? db_text(q, 0) : NULL);
	db_done(q);
	return st;
}

enum status registry_department(struct registry *r, const char *text, int64_t *id, struct fault *f)
{
	return by_code_or_name(r, text, SQL_DEPARTMENT_BY_CODE, SQL_DEPARTMENT_NAMES, &r->department,
	                       &r->has_department, "department", true, id, f);
}

enum status registry_worker(struct registry *r, const char *text, int64_t *id, struct fault *f)
{
	return by_code_or_name(r, text, SQL_WORKER_BY_CODE, SQL_WORKER_NAMES, &r->worker,
	                       &r->has_worker, "worker", false, id, f);
}

/* Where a code stands among the recent ones: whatever stood there goes. */
static struct registry_recent *recent(struct registry_recent **all, const char *code)
{
	size_t len = strlen(code);

	if (len >= REGISTRY_CODE_SIZE)
		return NULL;
	if (!*all)
		*all = mem_array(REGISTRY_RECENT, sizeof **all);
	return &(*all)[str_hash(STR_HASH, code, len) % REGISTRY_RECENT];
}

static enum status by_recent(struct registry *r, enum sql sql, struct registry_recent **all, const char *text,
                             int64_t *found, struct fault *f)
{
	struct registry_recent *place = recent(all, text);
	enum status st;

	if (place && place->id && strcmp(place->code, text) == 0) {
		*found = place->id;
		return ST_OK;
	}
	st = by_code(r->db, sql, text, found, f);
	if (st == ST_OK && place && *found != STRMAP_NONE) {
		place->id = *found;
		str_copy(place->code, sizeof place->code, text);
	}
	return st;
}

enum status registry_building(struct registry *r, const char *text, int64_t *id, struct fault *f)
{
	int64_t found;
	enum status st = by_recent(r, SQL_BUILDING_BY_CODE, &r->building, text, &found, f);

	if (st == ST_OK && found == STRMAP_NONE) {
		if (!r->has_building)
			st = load_names(r, SQL_BUILDING_NAMES, &r->building_name, &r->has_building, f);
		found = by_name(&r->building_name, text);
	}
	return st == ST_OK ? answer(r, found, text, &r->building_name, "building", id, f) : st;
}

enum status registry_household(struct registry *r, const char *text, int64_t *id, struct fault *f)
{
	int64_t found;
	enum status st = by_recent(r, SQL_HOUSEHOLD_BY_CODE, &r->household, text, &found, f);

	return st == ST_OK ? answer(r, found, text, NULL, "household", id, f) : st;
}

static enum status by_two(struct registry *r, enum sql first, enum sql second, const char *text, int64_t *found,
                          struct fault *f)
{
	enum status st = by_code(r->db, first, text, found, f);

	return st == ST_OK && *found == STRMAP_NONE ? by_code(r->db, second, text, found, f) : st;
}

enum status registry_person(struct registry *r, const char *text, int64_t *id, struct fault *f)
{
	int64_t found = STRMAP_NONE;
	enum status st = by_two(r, SQL_PERSON_BY_ID_NO, SQL_PERSON_BY_LOCAL_KEY, text, &found, f);

	/* A number that was wrong, or is that of a record that is another now. */
	if (st == ST_OK && found == STRMAP_NONE)
		st = by_code(r->db, SQL_PERSON_ALIAS, text, &found, f);
	return st == ST_OK ? answer(r, found, text, NULL, "person", id, f) : st;
}

enum status registry_unit(struct registry *r, const char *text, int64_t *id, struct fault *f)
{
	int64_t found = STRMAP_NONE;
	enum status st = by_two(r, SQL_UNIT_BY_USCC, SQL_UNIT_BY_LOCAL_KEY, text, &found, f);

	if (st == ST_OK && found == STRMAP_NONE) {
		if (!r->has_unit)
			st = load_names(r, SQL_UNIT_NAMES, &r->unit_name, &r->has_unit, f);
		found = by_name(&r->unit_name, text);
	}
	return st == ST_OK ? answer(r, found, text, &r->unit_name, "unit", id, f) : st;
}

bool registry_is_many(const struct strmap *map, const char *text)
{
	return by_name(map, text) == STRMAP_MANY;
}

/* Why a matter with this condition was not found. */
static enum status no_condition(struct registry *r, const char *edition, const char *code, struct fault *f)
{
	struct query *q = db_query(r->db, SQL_MATTER_BY_CODE);
	struct str conditions = STR_INIT;
	int count;
	bool row;
	enum status st;

	db_bind_text(q, db_param(q, ":edition"), edition);
	db_bind_text(q, db_param(q, ":code"), code);
	for (count = 0; (st = db_step(q, &row, f)) == ST_OK && row; count++)
		str_addf(&conditions, "%s%s", count ? ", " : "", db_text(q, 1));
	if (st == ST_OK && count == 0)
		st = fault_set(f, ST_REFUSED, "unknown matter in edition %s", edition);
	else if (st == ST_OK)
		st = fault_set(f, ST_REFUSED, "it has no such condition; it has %s", conditions.len ? conditions.s : "none");
	str_release(&conditions);
	return st;
}

static enum status find_matter(struct registry *r, const char *edition, const char *code, const char *condition,
                               bool any_condition, int64_t *id, struct fault *f)
{
	struct query *q = db_query(r->db, SQL_MATTER_BY_CODE);
	struct str conditions = STR_INIT;
	int count;
	bool row;
	enum status st;

	db_bind_text(q, db_param(q, ":edition"), edition);
	db_bind_text(q, db_param(q, ":code"), code);
	db_bind_text(q, db_param(q, ":condition"), condition);
	st = db_step(q, &row, f);
	if (st == ST_OK && !row)
		return condition ? no_condition(r, edition, code, f)
			: fault_set(f, ST_REFUSED, "unknown matter in edition %s", edition);
	if (st != ST_OK)
		return st;
	*id = db_int(q, 0);
	str_addf(&conditions, "%s", db_text(q, 1));
	for (count = 1; (st = db_step(q, &row, f)) == ST_OK && row; count++)
		str_addf(&conditions, ", %s", db_text(q, 1));
	if (st == ST_OK && count > 1 && !any_condition)
		st = fault_set(f, ST_REFUSED, "it has several conditions, one must be given: %s", conditions.s);
	str_release(&conditions);
	return st;
}

enum status registry_matter(struct registry *r, const char *text, const char *condition,
                            bool any_condition, int64_t *id, struct fault *f)
{
	const char *colon = strchr(text, ':');
	struct str edition = STR_INIT, key = STR_INIT;
	enum status st = ST_OK;

	if (colon)
		str_add(&edition, text, (size_t)(colon - text));
	else if (r->matter_edition && *r->matter_edition)
		str_adds(&edition, r->matter_edition);
	else
		return fault_set(f, ST_REFUSED, "no edition: say EDITION:CODE or set matter_edition");
	str_addf(&key, "%s:%s:%s%s", edition.s, colon ? colon + 1 : text, condition ? "=" : any_condition ? "any" : "only",
	         condition ? condition : "");
	*id = strmap_get(&r->matter, key.s);
	if (*id == STRMAP_NONE) {
		st = find_matter(r, edition.s, colon ? colon + 1 : text, condition, any_condition, id, f);
		if (st == ST_OK)
			strmap_set(&r->matter, key.s, *id);
	}
	str_release(&edition);
	str_release(&key);
	return st;
}
