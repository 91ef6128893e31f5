/* SPDX-License-Identifier: MIT */
#include "training.h"

#include "batch.h"
#include "mem.h"
#include "near.h"
#include "record.h"
#include "settle.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS = AT_TRAINING_IS_PASSED + 1 };

/* The options as values, and what is being done with them. */
struct training {
	struct batch batch;
	const struct record_kind *kind;
	struct value given[COLUMNS];
	char *text[COLUMNS];
	struct str keep[COLUMNS];
	struct strmap courses;          /* those that posts want, and those already warned of */
	bool has_courses;
};

/* Options --------------------------------------------------------------------- */

static void release(struct training *t)
{
	int i;

	for (i = 0; i < COLUMNS; i++) {
		free(t->text[i]);
		str_release(&t->keep[i]);
	}
	strmap_release(&t->courses);
}

static enum status take(struct training *t, struct desk *d, int at, const char *option, const char *text, struct fault *f)
{
	struct fault why;

	if (!text)
		return ST_OK;
	t->text[at] = mem_strdup(text);
	if (value_parse(&t->kind->field[at], t->text[at], &d->words, 0, &t->given[at], &t->keep[at], &why) != ST_OK)
		return fault_set(f, ST_USAGE, "%s '%s': %s", option, text, why.text);
	if (t->given[at].kind == VALUE_NONE || t->given[at].kind == VALUE_ERASE)
		return fault_set(f, ST_USAGE, "%s is empty: leave it out, or say what it is", option);
	return ST_OK;
}

static enum status init(struct training *t, struct desk *d, const struct training_given *g, struct fault *f)
{
	struct value *day = &t->given[AT_TRAINING_HELD_ON];
	enum status st;

	memset(t, 0, sizeof *t);
	t->kind = fields_kind("training");
	st = take(t, d, AT_TRAINING_COURSE, "--course", g->course, f);
	if (st == ST_OK)
		st = take(t, d, AT_TRAINING_HELD_ON, "--on", g->held_on, f);
	if (st == ST_OK)
		st = take(t, d, AT_TRAINING_HOURS, "--hours", g->hours, f);
	if (st == ST_OK)
		st = take(t, d, AT_TRAINING_SCORE, "--score", g->score, f);
	if (st == ST_OK)
		st = take(t, d, AT_TRAINING_IS_PASSED, "--passed", g->is_passed, f);
	if (st == ST_OK && day->kind == VALUE_NONE) {
		str_room(&t->keep[AT_TRAINING_HELD_ON], WHEN_DATE_SIZE);
		when_format_day_of(d->at, t->keep[AT_TRAINING_HELD_ON].s);
		day->kind = VALUE_TEXT;
		day->s = t->keep[AT_TRAINING_HELD_ON].s;
	}
	if (st == ST_OK && strcmp(day->s, d->today) > 0)
		return fault_set(f, ST_USAGE, "--on '%s' is in the future", g->held_on);
	return st;
}

/* One training ------------------------------------------------------------------ */

static enum status load_courses(struct training *t, struct fault *f)
{
	struct query *q = db_query(t->batch.desk->db, SQL_COURSE_WANTS);
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row)
		strmap_set(&t->courses, db_text(q, 0), 1);
	t->has_courses = true;
	return st;
}

/* A slip of the pen makes a course that is held in vain. */
static enum status warn_of_course(struct training *t, const char *course, struct fault *f)
{
	struct str near = STR_INIT;
	enum status st = t->has_courses ? ST_OK : load_courses(t, f);

	if (st != ST_OK || t->batch.cli->is_quiet || !t->courses.count || strmap_get(&t->courses, course) != STRMAP_NONE)
		return st;
	near_names(&t->courses, course, &near);
	cli_warn(t->batch.cli, "no post wants the course '%s'%s%s", course, near.len ? ", perhaps " : "", near.len ? near.s : "");
	strmap_set(&t->courses, course, 1);
	str_release(&near);
	return ST_OK;
}

/* The worker was there on that day; his code is the answer. */
static enum status check_worker(struct desk *d, int64_t worker_id, const char *day_on, char *code, size_t size, struct fault *f)
{
	const int64_t at = d->at;
	struct query *q;
	int32_t day;
	enum status st = when_parse_day(day_on, &day, f);

	if (st != ST_OK)
		return st;
	d->at = when_instant(day, 0);
	st = desk_worker(d, worker_id, &q, f);
	d->at = at;
	if (st == ST_OK) {
		str_copy(code, size, db_text(q, 0));
		db_done(q);
	}
	return st;
}

static enum status refuse_other(struct query *old, const char *day_on, struct fault *f)
{
	struct str said = STR_INIT;

	if (!db_is_null(old, 1 + AT_TRAINING_HOURS))
		str_addf(&said, ", hours %g", db_real(old, 1 + AT_TRAINING_HOURS));
	if (!db_is_null(old, 1 + AT_TRAINING_SCORE))
		str_addf(&said, ", score %g", db_real(old, 1 + AT_TRAINING_SCORE));
	if (!db_is_null(old, 1 + AT_TRAINING_IS_PASSED))
		str_addf(&said, ", %spassed", db_int(old, 1 + AT_TRAINING_IS_PASSED) ? "" : "not ");
	fault_set(f, ST_REFUSED, "recorded for %s with other values%s: grid-import corrects them", day_on, said.len ? said.s : "");
	str_release(&said);
	return ST_REFUSED;
}

/* Settled values: recorded, or there already. */
static enum status insert(struct training *t, const struct value *value, int64_t line, struct fault *f)
{
	struct desk *d = t->batch.desk;
	struct query *old = db_query(d->db, SQL_RECORD_TRAINING_FIND);
	const char *day_on = value[AT_TRAINING_HELD_ON].s;
	int64_t id;
	bool row;
	enum status st;

	db_bind_int(old, 1, value[AT_TRAINING_WORKER].i);
	db_bind_text(old, 2, value[AT_TRAINING_COURSE].s);
	db_bind_text(old, 3, day_on);
	st = db_step(old, &row, f);
	if (st == ST_OK && row && !record_same(t->kind, value, old))
		st = refuse_other(old, day_on, f);
	db_done(old);
	if (st != ST_OK || row)
		return st;
	st = record_insert(d, t->kind, value, &id, f);
	if (st == ST_OK)
		audit_row(&d->audit, t->kind->name, line ? line : id, "inserted");
	return st;
}

/* Values whose worker is a text; *column: the one at fault, NULL: all. */
static enum status put(struct training *t, struct value *value, int64_t line, const struct field **column, struct fault *f)
{
	struct desk *d = t->batch.desk;
	const char *day_on = value[AT_TRAINING_HELD_ON].s;
	char code[80], key[SETTLE_KEY_SIZE];
	enum status st = record_resolve(d, t->kind, value, column, f);
	if (st == ST_OK)
		st = settle(d, t->kind, value, key, column, f);
	*column = st == ST_OK ? &t->kind->field[AT_TRAINING_HELD_ON] : *column;
	if (st == ST_OK)
		st = check_worker(d, value[AT_TRAINING_WORKER].i, day_on, code, sizeof code, f);
	if (st == ST_OK)
		st = warn_of_course(t, value[AT_TRAINING_COURSE].s, f);
	if (st != ST_OK)
		return st;
	*column = NULL;
	st = insert(t, value, line, f);
	if (st == ST_OK) {
		str_addf(&t->batch.answer, "%s\n", code);
		t->batch.done++;
	}
	return st;
}

/* Workers ---------------------------------------------------------------------- */

static bool is_worker_column(const char *heading)
{
	const struct record_kind *training = fields_kind("training"), *worker = fields_kind("worker");

	return fields_heading(training, heading) == &training->field[AT_TRAINING_WORKER]
		|| fields_heading(worker, heading) == &worker->field[AT_WORKER_CODE];
}

static enum status read_workers(struct numbers *n, struct cli *c, struct fault *f)
{
	static const struct operands workers = { "worker given: codes or names", "workers", "worker or code", is_worker_column, NULL, NULL };

	return operands_read(n, &workers, c, f);
}

static enum status put_workers(struct training *t, const struct numbers *n, struct fault *f)
{
	struct value value[COLUMNS];
	const struct field *column;
	size_t i, at = 0;
	enum status st = ST_OK;

	for (i = 0; i < n->count && st == ST_OK; i++) {
		const char *name = n->text.s + at;

		memcpy(value, t->given, sizeof value);
		value[AT_TRAINING_WORKER].kind = VALUE_TEXT;
		value[AT_TRAINING_WORKER].s = name;
		st = put(t, value, 0, &column, f);
		if (st == ST_REFUSED) {
			cli_warn(t->batch.cli, "cannot record worker '%s': %s", name, f->text);
			t->batch.refused++;
			st = ST_OK;
		}
		at += strlen(name) + 1;
	}
	return st;
}

enum status training_workers(struct cli *c, struct desk *d, const struct training_given *g, struct fault *f)
{
	struct training t;
	struct numbers n;
	enum status st = init(&t, d, g, f);

	memset(&n, 0, sizeof n);
	if (st == ST_OK)
		st = read_workers(&n, c, f);
	if (st == ST_OK) {
		st = batch_begin(&t.batch, c, d, "record", NULL, f);
		if (st == ST_OK && !t.batch.is_repeat)
			st = put_workers(&t, &n, f);
		st = batch_end(&t.batch, st, f);
	}
	numbers_release(&n);
	release(&t);
	return st;
}

/* Rows -------------------------------------------------------------------------- */

static enum status put_row(struct training *t, const struct sheet_row *row, const struct field **column, struct fault *f)
{
	static const int wanted[] = { AT_TRAINING_WORKER, AT_TRAINING_COURSE, AT_TRAINING_HELD_ON };
	size_t i;
	int k;

	for (k = 0; k < COLUMNS; k++)
		if (row->value[k].kind == VALUE_NONE)
			row->value[k] = t->given[k];
	for (i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		if (row->value[wanted[i]].kind != VALUE_TEXT) {
			*column = &t->kind->field[wanted[i]];
			return fault_set(f, ST_REFUSED, "must be given");
		}
	return put(t, row->value, row->line, column, f);
}

static enum status put_rows(struct training *t, struct sheet *s, struct fault *f)
{
	const char *name = csvin_name(sheet_input(s));
	const struct sheet_row *row;
	const struct field *column = NULL;
	enum status st;

	while ((st = sheet_next(s, &row, f)) == ST_OK && row) {
		if (row->reason) {
			batch_refuse_row(&t->batch, name, row->line, row->bad_column, row->reason);
			continue;
		}
		st = put_row(t, row, &column, f);
		if (st == ST_REFUSED)
			batch_refuse_row(&t->batch, name, row->line, column ? sheet_heading(s, column) : "", f->text);
		else if (st != ST_OK)
			break;
	}
	return st;
}

enum status training_rows(struct cli *c, struct desk *d, const struct training_given *g, const char *path, struct fault *f)
{
	struct training t;
	struct sheet *s = NULL;
	struct csvin *csv;
	enum status st = init(&t, d, g, f);

	if (st == ST_OK)
		st = batch_csv(c, path, &csv, f);
	if (st == ST_OK)
		st = sheet_open(&s, csv, t.kind, &(struct sheet_opts){ .words = d->words, .is_partial = true }, f);
	if (st == ST_OK && *sheet_unknown(s) && !c->is_quiet)
		cli_warn(c, "%s: columns not used: %s", path, sheet_unknown(s));
	if (st == ST_OK && !sheet_feeds(s, &t.kind->field[AT_TRAINING_WORKER]))
		st = fault_set(f, ST_INPUT, "%s: no column for worker (工号)", path);
	if (st == ST_OK) {
		st = batch_begin(&t.batch, c, d, "record", NULL, f);
		if (st == ST_OK && !t.batch.is_repeat)
			st = put_rows(&t, s, f);
		st = batch_end(&t.batch, st, f);
	}
	sheet_free(s);
	release(&t);
	return st;
}
