/* SPDX-License-Identifier: MIT */
#include "undo.h"

#include "import.h"
#include "mem.h"
#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct undo {
	struct desk *desk;
	int64_t run;
	const struct record_kind *kind;
	int64_t first_id, last_id;      /* 0: it made none */
	char name[64];                  /* of the file */
	struct undo_counts *n;
	struct value *value;            /* of the record at hand */
	char **text;                    /* what they point to */
	bool is_merged;                 /* it was made to point to another record */
	int64_t merged_into_id;         /* where it pointed before, 0: nowhere */
};

static enum status load(struct undo *u, struct fault *f)
{
	struct query *q = db_query(u->desk->db, SQL_IMPORT_RUN_GET);
	int64_t undone;
	bool row;
	enum status st;

	db_bind_int(q, 1, u->run);
	st = db_step(q, &row, f);
	if (st != ST_OK)
		return st;
	if (!row)
		return fault_set(f, ST_NOINPUT, "no import run %lld", (long long)u->run);
	u->kind = fields_kind(db_text(q, 0));
	u->first_id = db_int(q, 2);
	u->last_id = db_int(q, 3);
	undone = db_int(q, 4);
	if (!*db_text(q, 5))
		st = fault_set(f, ST_REFUSED, "run %lld is itself the undoing of another", (long long)u->run);
	db_done(q);
	if (st == ST_OK && undone)
		st = fault_set(f, ST_REFUSED, "run %lld is undone already, by run %lld", (long long)u->run, (long long)undone);
	return st;
}

static enum status check_events(struct undo *u, struct fault *f)
{
	struct query *q = db_query(u->desk->db, SQL_IMPORT_RUN_EVENTS);
	int64_t any;
	enum status st;

	if (u->kind->id != KIND_HOLIDAY && u->kind->id != KIND_WORK_HOURS)
		return ST_OK;
	db_bind_int(q, 1, u->run);
	st = db_first_int(q, 0, &any, f);
	return st == ST_OK && any ? fault_set(f, ST_REFUSED, "run %lld filled deadlines of cases", (long long)u->run) : st;
}

static enum status check_later(struct undo *u, struct fault *f)
{
	struct query *q = db_query(u->desk->db, SQL_IMPORT_RUN_LATER);
	int64_t later;
	enum status st;

	db_bind_text(q, db_param(q, ":kind"), u->kind->name);
	db_bind_int(q, db_param(q, ":import_run_id"), u->run);
	db_bind_id(q, db_param(q, ":first_id"), u->first_id);
	db_bind_id(q, db_param(q, ":last_id"), u->last_id);
	st = db_first_int(q, 0, &later, f);
	if (st == ST_OK && later)
		st = fault_set(f, ST_REFUSED, "run %lld changed later what run %lld did: undo that first",
		               (long long)later, (long long)u->run);
	return st;
}

/* The type of columns that refer to the run's kind; FIELD_TEXT: there are none. */
static enum field_type reference_to(const struct record_kind *k)
{
	switch (k->id) {
	case KIND_AREA: return FIELD_AREA;
	case KIND_DEPARTMENT: return FIELD_DEPARTMENT;
	case KIND_MATTER: return FIELD_MATTER;
	case KIND_WORKER: return FIELD_WORKER;
	case KIND_BUILDING: return FIELD_BUILDING;
	case KIND_HOUSEHOLD: return FIELD_HOUSEHOLD;
	case KIND_PERSON: return FIELD_PERSON;
	case KIND_UNIT: return FIELD_UNIT;
	default: return FIELD_TEXT;
	}
}

/* What a record referred to before stands in its history by a number, which
 * would be given to another record. */
static enum status check_column(struct undo *u, const struct record_kind *k, const struct field *field, struct fault *f)
{
	struct query *q = db_query(u->desk->db, SQL_HISTORY_REFERS);
	int64_t later;
	enum status st;

	db_bind_text(q, 1, k->name);
	db_bind_text(q, 2, field->name);
	db_bind_int(q, 3, u->first_id);
	db_bind_int(q, 4, u->last_id);
	st = db_first_int(q, 0, &later, f);
	if (st == ST_OK && later)
		st = fault_set(f, ST_REFUSED, "run %lld changed what referred to records that run %lld made: undo that first",
		               (long long)later, (long long)u->run);
	return st;
}

static enum status check_referred(struct undo *u, struct fault *f)
{
	enum field_type type = reference_to(u->kind);
	const struct record_kind *k;
	size_t i, n;
	enum status st = ST_OK;

	if (!u->first_id || type == FIELD_TEXT)
		return ST_OK;
	for (k = fields_kinds(&n); n && st == ST_OK; k++, n--)
		for (i = 0; i < k->count && st == ST_OK; i++)
			if (k->field[i].type == type)
				st = check_column(u, k, &k->field[i], f);
	return st;
}

static enum status check(struct undo *u, struct fault *f)
{
	enum status st;

	if (u->kind->id == KIND_CASE || u->kind->id == KIND_RATING)
		return fault_set(f, ST_REFUSED, "run %lld imported %ss, whose history is never rewritten", (long long)u->run, u->kind->name);
	if (u->kind->id == KIND_AREA && u->first_id)
		return fault_set(f, ST_REFUSED, "run %lld made areas, whose codes are never given up", (long long)u->run);
	st = check_events(u, f);
	if (st == ST_OK)
		st = check_later(u, f);
	return st == ST_OK ? check_referred(u, f) : st;
}

/* The run of the undoing; a file of no digest is none that could come again. */
static enum status start(struct undo *u, struct fault *f)
{
	struct query *q;
	enum status st;

	snprintf(u->name, sizeof u->name, "undo of run %lld", (long long)u->run);
	st = import_run_begin(u->desk, u->kind, u->name, "", &u->n->run, f);
	if (st != ST_OK)
		return st;
	q = db_query(u->desk->db, SQL_IMPORT_RUN_UNDONE);
	db_bind_int(q, 1, u->n->run);
	db_bind_int(q, 2, u->run);
	return db_run(q, f);
}

static void forget(struct undo *u)
{
	size_t i;

	for (i = 0; i < u->kind->count; i++) {
		free(u->text[i]);
		u->text[i] = NULL;
	}
	memset(u->value, 0, u->kind->count * sizeof *u->value);
	u->is_merged = false;
}

/* One column's old value, as it was stored. */
static void take(struct undo *u, const char *name, const char *old)
{
	const struct field *field = fields_named(u->kind, name);
	struct value *v;

	if (!field) {
		u->is_merged = true;
		u->merged_into_id = old ? strtoll(old, NULL, 10) : 0;
		return;
	}
	v = &u->value[field - u->kind->field];
	free(u->text[field - u->kind->field]);
	u->text[field - u->kind->field] = mem_strdup(old);
	v->s = u->text[field - u->kind->field];
	v->kind = !old ? VALUE_ERASE : record_is_number(field) ? VALUE_INT : field->type == FIELD_REAL ? VALUE_REAL : VALUE_TEXT;
	if (v->kind == VALUE_INT)
		v->i = strtoll(old, NULL, 10);
	else if (v->kind == VALUE_REAL)
		v->r = strtod(old, NULL);
}

static bool is_made(const struct undo *u, int64_t id)
{
	return u->first_id && id >= u->first_id && id <= u->last_id;
}

static enum status put_back(struct undo *u, int64_t id, struct fault *f)
{
	struct query *q;
	enum status st = ST_OK;

	/* What is deleted needs no old values. */
	if (!id || is_made(u, id))
		return ST_OK;
	if (u->is_merged) {
		q = db_query(u->desk->db, SQL_PERSON_MERGE);
		db_bind_id(q, 1, u->merged_into_id);
		db_bind_int(q, 2, id);
		st = db_run(q, f);
	}
	/* What pointed elsewhere before had nothing else that could change. */
	if (st == ST_OK && !(u->is_merged && u->merged_into_id))
		st = record_restore(u->desk, u->kind, u->value, id, f);
	u->n->restored++;
	return st;
}

static enum status restore(struct undo *u, struct fault *f)
{
	struct query *q = db_query(u->desk->db, SQL_HISTORY_OF_RUN);
	int64_t id = 0;
	bool row;
	enum status st;

	db_bind_int(q, 1, u->run);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		if (db_int(q, 0) != id) {
			st = put_back(u, id, f);
			forget(u);
			id = db_int(q, 0);
		}
		if (st != ST_OK)
			break;
		take(u, db_text(q, 1), db_text(q, 2));
	}
	if (st == ST_OK)
		st = put_back(u, id, f);
	db_done(q);
	if (st != ST_OK)
		return st;
	q = db_query(u->desk->db, SQL_HISTORY_CLEAR);
	db_bind_int(q, 1, u->run);
	return db_run(q, f);
}

static enum status remove_made(struct undo *u, struct fault *f)
{
	enum status st;

	if (!u->first_id)
		return ST_OK;
	st = record_remove(u->desk, u->kind, u->first_id, u->last_id, f);
	if (st == ST_OK)
		u->n->removed = db_changes(u->desk->db);
	/* Of score rules the database says why. */
	if (st == ST_REFUSED && u->kind->id != KIND_SCORE_RULE)
		st = fault_set(f, ST_REFUSED, "something refers to records that run %lld made", (long long)u->run);
	return st;
}

static enum status take_back(struct undo *u, struct fault *f)
{
	struct audit *audit = &u->desk->audit;
	enum status st = start(u, f);

	u->value = mem_array(u->kind->count, sizeof *u->value);
	u->text = mem_array(u->kind->count, sizeof *u->text);
	if (st == ST_OK)
		st = restore(u, f);
	if (st == ST_OK)
		st = remove_made(u, f);
	forget(u);
	free(u->value);
	free(u->text);
	if (st != ST_OK)
		return st;
	audit_start(audit);
	audit_row(audit, "import_run", u->run, "undone");
	return audit_append(u->desk, "grid-import", u->kind->name, u->name, f);
}

enum status undo_run(struct desk *d, int64_t run, int wait, bool is_dry_run, struct undo_counts *n, struct fault *f)
{
	struct undo u = { .desk = d, .run = run, .n = n };
	enum status st;

	memset(n, 0, sizeof *n);
	st = db_begin_write(d->db, wait, "grid-import", f);
	if (st != ST_OK)
		return st;
	st = load(&u, f);
	if (st == ST_OK)
		st = check(&u, f);
	if (st == ST_OK)
		st = take_back(&u, f);
	if (st == ST_OK && !is_dry_run)
		return db_commit(d->db, f);
	db_rollback(d->db);
	n->run = 0;
	return st;
}
