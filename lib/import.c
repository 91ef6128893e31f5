/* SPDX-License-Identifier: MIT
 *
 * The way of a file: a thread of its own reads and checks rows (reader); here
 * each row's references are looked up and its record compared with the
 * database, in a snapshot and before the write gate.  What is there already
 * as the row says is done with; the others wait in the stage.  Inside the
 * gate nothing is left to do but to write those, unless another import came
 * between: then the file is read again, inside the gate.
 *
 * Cases, ratings, areas and departments cannot be compared row by row before
 * they are written, for a row may lean on one before it: they all wait, and
 * each is put under a savepoint.
 */
#include "import.h"

#include "calendar.h"
#include "edition.h"
#include "family.h"
#include "history.h"
#include "io.h"
#include "mem.h"
#include "note.h"
#include "reader.h"
#include "record.h"
#include "reject.h"
#include "repeat.h"
#include "settle.h"
#include "stage.h"
#include "when.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* From so many new rows on an empty table gets its indexes afterwards. */
enum { BULK_FROM = 2000 };

struct import {
	struct desk *desk;
	const struct record_kind *kind;
	const struct import_opts *opts;
	struct sheet *sheet;
	const char *name;
	struct import_counts *n;
	struct rejects rejects;
	struct stage *stage;
	struct repeat *repeat;
	struct family *family;
	struct editions *editions;      /* NULL: no score rules */
	struct record_finder finder;
	struct value *value;    /* of the row at hand */
	struct str key;         /* kept for the next row */
	int64_t stamp;          /* the last run that the rows were compared after */
	int64_t first_id, last_id;
	int64_t new_id;         /* what the row at hand has made, 0: nothing */
	int64_t *waiting;       /* places of rows that refer to rows still to come */
	size_t waits, waits_cap;
	struct notes notes;
	char effective[WHEN_DATE_SIZE];
	char digest[96];        /* of the file, as import_run has it */
};

static bool is_case(const struct record_kind *k)
{
	return k->id == KIND_CASE;
}

/* Whether a row may lean on others of its file. */
static bool is_late(const struct record_kind *k)
{
	return k->id == KIND_CASE || k->id == KIND_RATING || k->id == KIND_AREA || k->id == KIND_DEPARTMENT;
}

static bool is_archive_empty(const struct import *im)
{
	return !is_late(im->kind) && im->finder.is_empty;
}

/* Rejects and warnings ------------------------------------------------------ */

static void note_family(void *arg, int64_t line, const char *text)
{
	struct import *im = arg;

	notes_add(&im->notes, line, sheet_heading(im->sheet, &im->kind->field[AT_PERSON_RELATION]), text);
}

static void note_doubts(struct import *im, const struct sheet_row *row)
{
	static const struct { unsigned doubt; const char *text; } doubts[] = {
		{ DOUBT_CUT, "id-cut: it ends in 000, as numbers do that a spreadsheet cut" },
		{ DOUBT_REGION, "id-region: it begins with no region of the list" },
		{ DOUBT_PRIVATE, "private-use: a character that only some fonts know" },
	};
	size_t i, n;

	for (i = 0; i < im->kind->count; i++)
		for (n = 0; row->value[i].doubts && n < sizeof doubts / sizeof doubts[0]; n++)
			if (row->value[i].doubts & doubts[n].doubt)
				notes_add(&im->notes, row->line, sheet_heading(im->sheet, &im->kind->field[i]), doubts[n].text);
}

static enum status tell(struct import *im, struct fault *f)
{
	const char *path = im->opts->rejects;
	enum status st = ST_OK;

	if (im->opts->say)
		st = reject_say(&im->rejects, im->opts->say, im->opts->arg, f);
	if (st != ST_OK || !path)
		return st;
	if (im->rejects.count)
		return reject_write(&im->rejects, path, im->opts->like, f);
	if (access(path, F_OK) == 0 && im->opts->warn)
		im->opts->warn(im->opts->arg, "nothing rejected; the reject file that lies there is an earlier import's");
	return ST_OK;
}

static enum status too_many(struct import *im, struct fault *f)
{
	if (im->opts->max_errors >= 0 && im->rejects.count > im->opts->max_errors)
		return fault_set(f, ST_INPUT, "%s: more than %ld rows rejected, nothing imported", im->name, im->opts->max_errors);
	return ST_OK;
}

/* Keys ---------------------------------------------------------------------- */

/* The natural key as one text; "" where there is none. */
static void natural_key(const struct record_kind *k, const struct value *value, struct str *key)
{
	size_t i;

	str_reset(key);
	if (is_case(k) && value[AT_CASE_CASE_NO].kind == VALUE_TEXT) {
		str_addf(key, "\x1f%s", value[AT_CASE_CASE_NO].s);
		return;
	}
	if (is_case(k) && (value[AT_CASE_SOURCE].kind != VALUE_TEXT || value[AT_CASE_SOURCE_NO].kind != VALUE_TEXT))
		return;
	for (i = 0; i < k->count; i++)
		if (k->field[i].flags & FIELD_KEY) {
			if (value[i].kind == VALUE_INT)
				str_addf(key, "%020lld\x1f", (long long)value[i].i);
			else
				str_addf(key, "%s\x1f", value[i].kind == VALUE_TEXT ? value[i].s : "");
		}
}

/* A known record is named by its number, one that is new or changes by each
 * of its names. */
static enum status add_names(struct import *im, const struct sheet_row *row, int64_t id, bool is_staged, struct fault *f)
{
	struct repeat_row named = { row->line, row->offset, (uint32_t)row->len, is_staged, 0 };
	const struct record_kind *k = im->kind;
	struct str *key = &im->key;
	size_t i;
	enum status st = ST_OK;

	if (id) {
		st = repeat_add(im->repeat, &named, &id, sizeof id, f);
		if (st == ST_OK && im->finder.wrong_id)
			st = repeat_add(im->repeat, &named, &im->finder.wrong_id, sizeof id, f);
		if (!is_staged)
			return st;
	}
	str_reset(key);
	for (i = 0; i < k->count && st == ST_OK; i++)
		if (im->value[i].kind == VALUE_TEXT && k->field[i].flags & (FIELD_ALTERNATIVE | FIELD_UNSTORED)) {
			str_reset(key);
			/* A number that was wrong is a name like the one that is right. */
			str_addc(key, k->field[i].flags & FIELD_UNSTORED ? '\0' : (char)i);
			str_adds(key, im->value[i].s);
			st = repeat_add(im->repeat, &named, key->s, key->len, f);
		}
	if (st == ST_OK && !id && !key->len) {
		natural_key(k, im->value, key);
		st = repeat_add(im->repeat, &named, key->s, key->len, f);
	}
	return st;
}

/* Reading ------------------------------------------------------------------- */

/* A score rule of an edition that is not sound. */
static enum status check_edition(const struct import *im, const struct field **column, struct fault *f)
{
	const char *why = im->editions ? editions_why(im->editions, im->value[AT_SCORE_RULE_EDITION].s) : NULL;

	*column = why ? &im->kind->field[AT_SCORE_RULE_EDITION] : *column;
	return why ? fault_set(f, ST_REFUSED, "%s", why) : ST_OK;
}

/* What a row of values is to the database: nothing new, or for the stage. */
static enum status compare(struct import *im, const struct sheet_row *row, const struct field **column, struct fault *f)
{
	struct stage_row staged = { row->line, row->offset, row->len, 0, im->value };
	struct query *old;
	char key[SETTLE_KEY_SIZE];
	bool is_same;
	enum status st = record_resolve(im->desk, im->kind, im->value, column, f);

	if (st == ST_OK)
		st = settle(im->desk, im->kind, im->value, key, column, f);
	if (st == ST_OK)
		st = check_edition(im, column, f);
	if (st == ST_OK)
		st = record_find(&im->finder, im->value, &old, column, f);
	if (st != ST_OK)
		return st;
	is_same = old && record_same(im->kind, im->value, old);
	staged.id = old ? db_int(old, 0) : 0;
	st = add_names(im, row, staged.id, !is_same, f);
	if (st != ST_OK)
		return st;
	im->n->unchanged += is_same;
	return is_same ? ST_OK : stage_add(im->stage, &staged, f);
}

static enum status stage_late(struct import *im, const struct sheet_row *row, const struct field **column, struct fault *f)
{
	struct stage_row staged = { row->line, row->offset, row->len, 0, im->value };

	natural_key(im->kind, im->value, &im->key);
	if (!im->key.len) {
		*column = &im->kind->field[AT_CASE_SOURCE_NO];
		return fault_set(f, ST_REFUSED, "neither case_no nor source and source_no");
	}
	return stage_add(im->stage, &staged, f);
}

static enum status take_row(struct import *im, const struct sheet_row *row, struct fault *f)
{
	const struct field *column = NULL;
	struct fault why;
	enum status st;

	im->n->read++;
	if (row->reason) {
		st = reject_bad(&im->rejects, row, f);
	} else {
		note_doubts(im, row);
		im->value = row->value;
		st = is_late(im->kind) ? stage_late(im, row, &column, f) : compare(im, row, &column, f);
		if (st == ST_REFUSED) {
			why = *f;
			st = reject_field(&im->rejects, row->line, row->offset, row->len, column, why.text, f);
		}
	}
	return st == ST_OK ? too_many(im, f) : st;
}

static enum status read_rows(struct import *im, struct reader *reader, struct fault *f)
{
	struct sheet_batch *batch;
	size_t i;
	enum status st;

	while ((st = reader_next(reader, &batch, f)) == ST_OK && batch) {
		for (i = 0; i < batch->count && st == ST_OK; i++) {
			if (im->opts->stop_after && im->n->read == im->opts->stop_after)
				return ST_OK;
			st = take_row(im, &batch->row[i], f);
		}
		if (st != ST_OK)
			return st;
		if (im->opts->progress)
			im->opts->progress(im->opts->arg, IMPORT_READING, (int64_t)batch->done, (int64_t)batch->total, im->n->read);
	}
	return st;
}

static enum status reject_all_repeated(struct import *im, struct fault *f)
{
	struct repeat_row row;
	bool any;
	enum status st;

	while ((st = repeat_next(im->repeat, &row, &any, f)) == ST_OK && any) {
		im->n->unchanged -= !row.is_staged;
		st = reject_repeated(&im->rejects, row.first, row.line, row.offset, row.len, f);
		if (st != ST_OK)
			return st;
	}
	repeat_rewind(im->repeat);
	return st == ST_OK ? too_many(im, f) : st;
}

static enum status clear(struct import *im, struct fault *f)
{
	enum status st = db_run(db_query(im->desk->db, SQL_WRITTEN_CLEAR), f);

	memset(im->n, 0, sizeof *im->n);
	im->waits = 0;
	im->notes.count = 0;
	family_reset(im->family);
	stage_reset(im->stage);
	repeat_reset(im->repeat);
	registry_forget(&im->desk->registry);
	return st == ST_OK ? reject_clear(&im->rejects, f) : st;
}

static enum status last_run(struct desk *d, int64_t *run, struct fault *f)
{
	return db_first_int(db_query(d->db, SQL_IMPORT_RUN_LAST), 0, run, f);
}

/* All rows, inside a transaction that sees one state of the database. */
static enum status read_all(struct import *im, struct fault *f)
{
	struct reader *reader = NULL;
	enum status st = clear(im, f);

	if (st == ST_OK)
		st = last_run(im->desk, &im->stamp, f);
	if (st == ST_OK)
		st = db_mark(im->desk->db, f);
	if (st == ST_OK && !is_late(im->kind))
		st = record_find_begin(&im->finder, f);
	if (st == ST_OK && im->kind->id == KIND_SCORE_RULE) {
		editions_free(im->editions);
		st = editions_read(&im->editions, im->desk, im->sheet, f);
	}
	if (st == ST_OK) {
		reader = reader_new(im->sheet);
		st = read_rows(im, reader, f);
	}
	reader_free(reader);
	record_find_end(&im->finder);
	return st == ST_OK ? reject_all_repeated(im, f) : st;
}

/* Writing ------------------------------------------------------------------- */

static void count(struct import *im, int64_t line, enum put done)
{
	static const char *const how[] = { "inserted", "updated", "unchanged" };

	im->n->inserted += done == PUT_INSERTED;
	im->n->updated += done == PUT_UPDATED;
	im->n->unchanged += done == PUT_UNCHANGED;
	if (done != PUT_UNCHANGED)
		audit_row(&im->desk->audit, im->kind->name, line, how[done]);
}

static void keep_id(struct import *im, int64_t id)
{
	if (!im->first_id)
		im->first_id = id;
	im->last_id = id;
}

static enum status write_row(struct import *im, const struct stage_row *row, struct fault *f)
{
	struct fault why;
	int64_t id = 0;
	enum status st;

	if (row->id)
		st = record_change(im->desk, im->kind, row->value, row->id, im->effective, f);
	else
		st = record_insert(im->desk, im->kind, row->value, &id, f);
	if (st == ST_REFUSED) {
		why = *f;
		st = reject_field(&im->rejects, row->line, row->offset, row->len, NULL, why.text, f);
		return st == ST_OK ? too_many(im, f) : st;
	}
	if (id)
		keep_id(im, id);
	count(im, row->line, row->id ? PUT_UPDATED : PUT_INSERTED);
	return st == ST_OK && im->kind->id == KIND_PERSON ? family_add(im->family, row->line, row->value, f) : st;
}

static void show_writing(struct import *im, int64_t done)
{
	if (im->opts->progress && done % 1024 == 0)
		im->opts->progress(im->opts->arg, IMPORT_WRITING, done, stage_count(im->stage), done);
}

static enum status write_rows(struct import *im, struct fault *f)
{
	struct stage_row *row;
	struct repeat_row repeated;
	int64_t place, done = 0;
	bool any = false;
	bool is_bulk = is_archive_empty(im) && stage_count(im->stage) >= BULK_FROM;
	enum status st = is_bulk ? db_bulk_begin(im->desk->db, im->kind->table, f) : ST_OK;

	if (st == ST_OK)
		st = stage_seek(im->stage, 0, f);
	if (st == ST_OK)
		st = repeat_next(im->repeat, &repeated, &any, f);
	while (st == ST_OK && (st = stage_next(im->stage, &row, &place, f)) == ST_OK && row) {
		/* What is not staged is passed over here too. */
		while (st == ST_OK && any && repeated.line < row->line)
			st = repeat_next(im->repeat, &repeated, &any, f);
		if (st == ST_OK && !(any && repeated.line == row->line))
			st = write_row(im, row, f);
		show_writing(im, ++done);
	}
	return st == ST_OK && is_bulk ? db_bulk_end(im->desk->db, f) : st;
}

/* `record` is what the row has written, by a key without other names. */
static enum status put_one(struct import *im, struct value *value, enum put *done, struct str *record,
                           const struct field **column, struct fault *f)
{
	int64_t id = 0;
	enum status st = record_resolve(im->desk, im->kind, value, column, f);

	if (st != ST_OK)
		return st;
	*column = NULL;
	if (is_case(im->kind)) {
		st = history_put_case(im->desk, im->kind, value, done, &id, column, f);
	} else if (im->kind->id == KIND_RATING) {
		/* One rater may be asked again; that is another rating. */
		natural_key(im->kind, value, record);
		id = value[AT_RATING_RATED_AT].i;
		str_addf(record, "%lld", (long long)(id ? id : value[AT_RATING_CONTACTED_AT].i));
		return history_put_rating(im->desk, im->kind, value, done, column, f);
	} else {
		st = record_put(im->desk, im->kind, value, im->effective, done, &id, column, f);
		im->new_id = st == ST_OK && *done == PUT_INSERTED ? id : 0;
	}
	str_reset(record);
	str_addf(record, "%lld", (long long)id);
	return st;
}

/* A row that goes in must be the first of its record: *first is its line, or
 * that of the one before it. */
static enum status find_first(struct import *im, int64_t line, const char *record, int64_t *first, struct fault *f)
{
	struct query *q = db_query(im->desk->db, SQL_WRITTEN_INSERT);
	enum status st;

	*first = line;
	db_bind_text(q, 1, record);
	db_bind_int(q, 2, line);
	st = db_run(q, f);
	if (st != ST_OK || db_changes(im->desk->db))
		return st;
	q = db_query(im->desk->db, SQL_WRITTEN_LINE);
	db_bind_text(q, 1, record);
	return db_first_int(q, line, first, f);
}

/* A parent may stand further down in the same file. */
static bool may_wait(const struct import *im, const struct field *column)
{
	if (im->kind->id == KIND_DEPARTMENT)
		return column && column->type == FIELD_DEPARTMENT;
	return im->kind->id == KIND_AREA && !column;
}

static enum status put_late(struct import *im, struct stage_row *row, int64_t place, bool is_last_try, struct fault *f)
{
	const struct field *column = NULL;
	struct str record = STR_INIT;
	struct audit told;
	struct fault why;
	int64_t first = row->line;
	enum put done;
	enum status st = desk_savepoint(im->desk, &told, f), undone;

	if (st == ST_OK)
		st = put_one(im, row->value, &done, &record, &column, f);
	if (st == ST_OK)
		st = find_first(im, row->line, record.s, &first, f);
	str_release(&record);
	if (st == ST_OK && first == row->line) {
		if (im->new_id)
			keep_id(im, im->new_id);
		count(im, row->line, done);
		return db_savepoint_keep(im->desk->db, f);
	}
	if (st != ST_OK && st != ST_REFUSED)
		return st;
	why = *f;
	undone = desk_savepoint_undo(im->desk, &told, f);
	if (undone != ST_OK)
		return undone;
	if (st == ST_OK) {
		st = reject_repeated(&im->rejects, first, row->line, row->offset, row->len, f);
	} else if (!is_last_try && may_wait(im, column)) {
		MEM_ROOM(im->waiting, im->waits, im->waits_cap);
		im->waiting[im->waits++] = place;
		return ST_OK;
	} else {
		st = reject_field(&im->rejects, row->line, row->offset, row->len, column, why.text, f);
	}
	return st == ST_OK ? too_many(im, f) : st;
}

/* Rows whose parent came later in the file, as long as that helps. */
static enum status put_waiting(struct import *im, struct fault *f)
{
	struct stage_row *row;
	enum status st = ST_OK;
	size_t i, n, before = SIZE_MAX;
	int64_t *place, again;

	while (st == ST_OK && im->waits) {
		place = im->waiting;
		n = im->waits;
		im->waiting = NULL;
		im->waits = im->waits_cap = 0;
		registry_forget(&im->desk->registry);   /* there are new names */
		for (i = 0; i < n && st == ST_OK; i++) {
			st = stage_seek(im->stage, place[i], f);
			if (st == ST_OK)
				st = stage_next(im->stage, &row, &again, f);
			if (st == ST_OK)
				st = put_late(im, row, place[i], n >= before, f);
		}
		free(place);
		before = n;
	}
	return st;
}

static enum status write_late(struct import *im, struct fault *f)
{
	struct stage_row *row;
	int64_t place, done = 0;
	enum status st = stage_seek(im->stage, 0, f);

	while (st == ST_OK && (st = stage_next(im->stage, &row, &place, f)) == ST_OK && row) {
		st = put_late(im, row, place, false, f);
		show_writing(im, ++done);
	}
	return st == ST_OK ? put_waiting(im, f) : st;
}

static enum status say_same(struct import *im, const char *digest, struct fault *f)
{
	struct query *q = db_query(im->desk->db, SQL_IMPORT_RUN_SAME);
	char when[WHEN_SIZE], text[96];
	bool row;
	enum status st;

	db_bind_text(q, 1, im->kind->name);
	db_bind_text(q, 2, digest);
	st = db_step(q, &row, f);
	if (st == ST_OK && row && im->opts->warn) {
		when_format(db_int(q, 1), when);
		snprintf(text, sizeof text, "the same file as in run %lld of %s", (long long)db_int(q, 0), when);
		im->opts->warn(im->opts->arg, text);
	}
	db_done(q);
	return st;
}

enum status import_run_begin(struct desk *d, const struct record_kind *k, const char *file, const char *digest,
                             int64_t *run, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_IMPORT_RUN_INSERT);
	enum status st;

	db_bind_text(q, 1, k->name);
	db_bind_text(q, 2, file);
	db_bind_text(q, 3, digest);
	db_bind_int(q, 4, d->now);
	db_bind_text(q, 5, d->unix_user);
	st = db_run(q, f);
	*run = db_last_id(d->db);
	return st;
}

static enum status end_run(struct import *im, struct fault *f)
{
	struct query *q = db_query(im->desk->db, SQL_IMPORT_RUN_COUNTS);

	db_bind_id(q, 1, im->first_id);
	db_bind_id(q, 2, im->last_id);
	db_bind_int(q, 3, im->n->read);
	db_bind_int(q, 4, im->n->inserted);
	db_bind_int(q, 5, im->n->updated);
	db_bind_int(q, 6, im->n->unchanged);
	db_bind_int(q, 7, im->rejects.count);
	db_bind_int(q, 8, im->n->run);
	return db_run(q, f);
}

/* New days or hours: deadlines that waited for them. */
static enum status after_rows(struct import *im, struct fault *f)
{
	char text[96];
	int64_t filled = 0;
	enum status st;

	if (im->kind->id != KIND_HOLIDAY && im->kind->id != KIND_WORK_HOURS)
		return ST_OK;
	desk_forget_clock(im->desk);
	st = calendar_fill(im->desk, &filled, f);
	if (st == ST_OK && filled && im->opts->warn) {
		snprintf(text, sizeof text, "%lld empty deadlines filled", (long long)filled);
		im->opts->warn(im->opts->arg, text);
	}
	return st;
}

/* What was read into the database: inside the write transaction. */
static enum status write_all(struct import *im, struct fault *f)
{
	char *digest = im->digest;
	enum status st;

	/* The first rows of a file are another file than all of it. */
	str_copy(digest, sizeof im->digest, csvin_digest(sheet_input(im->sheet)));
	if (im->opts->stop_after)
		snprintf(digest + strlen(digest), sizeof im->digest - strlen(digest), ":%lld", (long long)im->opts->stop_after);
	st = say_same(im, digest, f);
	if (st == ST_OK)
		st = import_run_begin(im->desk, im->kind, im->name, digest, &im->n->run, f);
	im->desk->import_run_id = im->n->run;
	if (st == ST_OK)
		st = is_late(im->kind) ? write_late(im, f) : write_rows(im, f);
	registry_forget(&im->desk->registry);
	if (st == ST_OK)
		st = too_many(im, f);
	if (st == ST_OK)
		st = family_judge(im->family, im->desk->db, is_archive_empty(im), note_family, im, f);
	if (st == ST_OK)
		st = after_rows(im, f);
	if (st == ST_OK)
		st = end_run(im, f);
	im->desk->import_run_id = 0;
	return st;
}

static enum status open_import(struct import *im, int fd, const char *folder, struct fault *f)
{
	struct csvin_opts opts = { im->opts->delimiter, im->opts->encoding, 0, NULL };
	struct sheet_opts how = { im->opts->map, im->desk->words, false, im->opts->fill_down };
	struct csvin *in;
	enum status st = csvin_new(&in, fd, im->name, &opts, f);

	if (st == ST_OK)
		st = sheet_open(&im->sheet, in, im->kind, &how, f);
	if (st != ST_OK)
		return st;
	if (im->opts->warn)
		sheet_remarks(im->sheet, im->opts->warn, im->opts->arg);
	im->rejects = (struct rejects){ im->desk->db, im->kind, im->sheet, 0 };
	im->stage = stage_new(im->kind, folder);
	im->repeat = repeat_new(folder);
	im->family = family_new(folder);
	if (!is_late(im->kind))
		record_finder_init(&im->finder, im->desk, im->kind);
	if (im->opts->effective)
		when_format_day(im->opts->effective, im->effective);
	else
		str_copy(im->effective, sizeof im->effective, im->desk->today);
	return ST_OK;
}

static void close_import(struct import *im)
{
	notes_release(&im->notes);
	free(im->waiting);
	str_release(&im->key);
	stage_free(im->stage);
	repeat_free(im->repeat);
	family_free(im->family);
	editions_free(im->editions);
	sheet_free(im->sheet);
}

static void say_notes(const struct import *im)
{
	size_t i;

	for (i = 0; i < im->notes.count && im->opts->note; i++)
		im->opts->note(im->opts->arg, &im->notes.note[i]);
}

/* Read and check everything before the gate. */
static enum status read_file(struct import *im, struct fault *f)
{
	struct fault ignored;
	enum status st = db_begin_temp(im->desk->db, f), ended;

	if (st == ST_OK)
		st = read_all(im, f);
	/* Rejects are kept even where the file is refused: they tell why.  After
	 * any other failure they are not all there. */
	ended = db_commit(im->desk->db, st == ST_OK ? f : &ignored);
	return st == ST_OK ? ended : st;
}

/* Whether another import came after the reading, or, where there was no
 * record, anybody made one. */
static enum status look_again(struct import *im, bool *is_outdated, struct fault *f)
{
	bool was_empty = im->finder.is_empty;
	int64_t now;
	enum status st = last_run(im->desk, &now, f);

	*is_outdated = !is_late(im->kind) && now != im->stamp;
	if (st != ST_OK || is_late(im->kind) || !was_empty)
		return st;
	st = record_find_begin(&im->finder, f);
	record_find_end(&im->finder);
	*is_outdated = *is_outdated || !im->finder.is_empty;
	return st;
}

static enum status write_file(struct import *im, struct fault *f)
{
	struct fault why;
	bool is_outdated;
	enum status st, told;

	/* What rows refer to was looked up in the state that db_mark marked. */
	if (is_late(im->kind))
		st = db_begin_write(im->desk->db, im->opts->wait, "grid-import", f);
	else
		st = db_begin_trusting(im->desk->db, im->opts->wait, "grid-import", f);
	if (st != ST_OK)
		return st;
	audit_start(&im->desk->audit);
	st = look_again(im, &is_outdated, f);
	if (st == ST_OK && is_outdated)
		st = read_all(im, f);
	if (st == ST_OK)
		st = write_all(im, f);
	if (st == ST_OK)
		st = audit_append(im->desk, "grid-import", im->kind->name, im->digest, f);
	if (st == ST_OK && im->opts->all_or_nothing && im->rejects.count)
		st = ST_PART;
	/* Rejects stand in temporary tables, which a rollback takes back too. */
	if (st == ST_OK || st == ST_PART || st == ST_INPUT) {
		told = tell(im, &why);
		if (told != ST_OK) {
			*f = why;
			st = told;
		}
	}
	if (st == ST_OK && !im->opts->is_dry_run)
		st = db_commit(im->desk->db, f);
	else
		db_rollback(im->desk->db);
	if (st == ST_OK || st == ST_PART)
		say_notes(im);
	if (st != ST_OK || im->opts->is_dry_run)
		im->n->run = 0;
	return st;
}

enum status import_file(struct desk *d, const struct record_kind *k, int fd, const char *name,
                        const struct import_opts *o, struct import_counts *n, struct fault *f)
{
	struct import im = { .desk = d, .kind = k, .opts = o, .name = name, .n = n };
	struct fault why;
	enum status st;

	memset(n, 0, sizeof *n);
	st = open_import(&im, fd, db_folder(d->db), f);
	if (st == ST_OK) {
		st = read_file(&im, f);
		if (st == ST_OK)
			st = write_file(&im, f);
		else if (st == ST_INPUT && im.rejects.count && tell(&im, &why) != ST_OK) {
			*f = why;
			st = why.status;
		}
	}
	n->rejected = im.rejects.count;
	if (st != ST_OK)
		n->inserted = n->updated = n->unchanged = 0;
	close_import(&im);
	return st == ST_OK && n->rejected ? ST_PART : st;
}

/* Bytes of the program as a file that csvin can read. */
static int bytes_fd(const char *bytes, size_t len)
{
	int fd = memfd_create("wangge-table", MFD_CLOEXEC);

	if (fd >= 0 && !io_write(fd, bytes, len)) {
		close(fd);
		return -1;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

enum status import_standard(struct desk *d, const char *kind, const char *bytes, size_t len, struct fault *f)
{
	struct import_opts opts = { .max_errors = 0 };
	struct import_counts n = { 0 };
	struct import im = { .desk = d, .kind = fields_kind(kind), .opts = &opts, .name = kind, .n = &n };
	int fd = bytes_fd(bytes, len);
	enum status st;

	if (fd < 0 || !im.kind) {
		if (fd >= 0)
			close(fd);
		return fault_set(f, ST_INTERNAL, "standard table %s: %s", kind, strerror(errno));
	}
	st = open_import(&im, fd, NULL, f);
	if (st == ST_OK)
		st = read_all(&im, f);
	if (st == ST_OK)
		st = write_all(&im, f);
	close_import(&im);
	return st;
}
