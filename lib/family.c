/* SPDX-License-Identifier: MIT */
#include "family.h"

#include "idno.h"
#include "keysort.h"
#include "mem.h"

#include <stdlib.h>
#include <string.h>

enum { SELF = 1, HEAD = 2 };

struct family {
	/* By household, 0 without one: line, birth (offset), sex (len; 'm', 'f'
	 * or 0) and relation (flags). */
	struct keysort *members;
};

/* A household as its members are looked at. */
struct household {
	int64_t first_line;     /* of the file */
	int64_t head_line, second_line, child_line;
	int heads, told;        /* told: members whose relation is given */
	int64_t head_birth, oldest_child;       /* YYYYMMDD; 0: not known */
};

struct family *family_new(const char *dir)
{
	struct family *h = mem_alloc(sizeof *h);

	h->members = keysort_new(dir);
	return h;
}

void family_free(struct family *h)
{
	if (!h)
		return;
	keysort_free(h->members);
	free(h);
}

void family_reset(struct family *h)
{
	keysort_reset(h->members);
}

/* 'm', 'f', or 0 where a relation may be of either. */
static char sex_of(int relation)
{
	static const char sex[] =
		"0000000000" "0mf0000000" "mmmmmmmmmm" "ffffffffff" "0mfmffmmf0"
		"0mfmfmfmf0" "0mfmf0mf00" "0mfmffmfm0" "0mfmfmfmfm" "f00mfmf000";

	return sex[relation] == '0' ? 0 : sex[relation];
}

/* By blood, or like it: not children-in-law. */
static bool is_child(int relation)
{
	return (relation >= 20 && relation <= 39) && relation != 28 && relation != 38;
}

static int64_t digits(const char *s, size_t count)
{
	int64_t n = 0;

	while (count--)
		n = n * 10 + (*s++ - '0');
	return n;
}

/* YYYY-MM-DD as a number whose order is that of days. */
static int64_t day_number(const char *s)
{
	return digits(s, 4) * 10000 + digits(s + 5, 2) * 100 + digits(s + 8, 2);
}

enum status family_add(struct family *h, int64_t line, const struct value *value, struct fault *f)
{
	const struct value *id_no = &value[AT_PERSON_ID_NO], *birth = &value[AT_PERSON_BIRTH_ON], *sex = &value[AT_PERSON_SEX];
	struct keysort_entry e = { .line = line };
	char born[11];
	bool is_male;

	if (value[AT_PERSON_DIED_ON].kind == VALUE_TEXT || value[AT_PERSON_MOVED_OUT_ON].kind == VALUE_TEXT)
		return ST_OK;
	if (value[AT_PERSON_RELATION].kind == VALUE_TEXT)
		e.flags = (uint32_t)digits(value[AT_PERSON_RELATION].s, 2);
	if (value[AT_PERSON_HOUSEHOLD].kind == VALUE_INT)
		e.key = (uint64_t)value[AT_PERSON_HOUSEHOLD].i;
	if (id_no->kind == VALUE_TEXT && idno_tell(id_no->s, strlen(id_no->s), born, &is_male)) {
		e.len = is_male ? 'm' : 'f';
		e.offset = day_number(born);
	} else {
		if (sex->kind == VALUE_TEXT)
			e.len = (unsigned char)sex->s[0];
		if (birth->kind == VALUE_TEXT)
			e.offset = day_number(birth->s);
	}
	return e.key || e.flags ? keysort_add(h->members, &e, f) : ST_OK;
}

static void look(struct household *o, int64_t line, int relation, int64_t birth)
{
	o->told += relation != 0;
	if (relation == SELF || relation == HEAD) {
		o->heads++;
		if (o->heads == 1) {
			o->head_line = line;
			o->head_birth = birth;
		} else if (!o->second_line) {
			o->second_line = line;
		}
	}
	if (is_child(relation) && birth && (!o->oldest_child || birth < o->oldest_child)) {
		o->oldest_child = birth;
		o->child_line = line;
	}
}

static void judge(const struct household *o, family_say_fn *say, void *arg)
{
	if (o->told && !o->heads)
		say(arg, o->first_line, "household-head: a household without a head");
	if (o->heads > 1)
		say(arg, o->second_line, "household-heads: a household with more than one head");
	if (o->heads == 1 && o->head_birth && o->oldest_child && o->oldest_child <= o->head_birth)
		say(arg, o->child_line, "child-age: a child that is not younger than the head");
}

/* As the database has it, with the line that asks. */
static enum status look_up(struct household *o, struct db *db, int64_t id, struct fault *f)
{
	struct query *q = db_query(db, SQL_HOUSEHOLD_MEMBERS);
	int64_t line = o->first_line;
	bool row;
	enum status st;

	memset(o, 0, sizeof *o);
	o->first_line = line;
	db_bind_int(q, 1, id);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		const char *relation = db_text(q, 0), *birth = db_text(q, 1);

		look(o, line, relation ? (int)digits(relation, 2) : 0, birth ? day_number(birth) : 0);
	}
	return st;
}

enum status family_judge(struct family *h, struct db *db, bool is_all, family_say_fn *say, void *arg, struct fault *f)
{
	struct household o = { .first_line = 0 };
	struct keysort_entry e;
	uint64_t id = 0;
	bool any;
	enum status st;

	do {
		st = keysort_next(h->members, &e, &any, f);
		if (st == ST_OK && o.first_line && (!any || e.key != id)) {
			if (!is_all)
				st = look_up(&o, db, (int64_t)id, f);
			judge(&o, say, arg);
			memset(&o, 0, sizeof o);
		}
		if (st != ST_OK || !any)
			continue;
		if (e.len && sex_of((int)e.flags) && sex_of((int)e.flags) != (char)e.len)
			say(arg, e.line, "relation-sex: the relation is one of the other sex");
		id = e.key;
		if (id && !o.first_line)
			o.first_line = e.line;
		if (id)
			look(&o, e.line, (int)e.flags, e.offset);
	} while (st == ST_OK && any);
	return st;
}
