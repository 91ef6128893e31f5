/* SPDX-License-Identifier: MIT */
#include "import.h"

#include "calendar.h"
#include "history.h"
#include "mem.h"
#include "record.h"
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Columns of the table stage. */
enum { STAGE_LINE, STAGE_KEY, STAGE_RAW, STAGE_SAID, STAGE_FIRST };

struct import {
	struct desk *desk;
	const struct record_kind *kind;
	const struct import_opts *opts;
	struct sheet *sheet;
	const char *name;
	struct import_counts *n;
	struct audit audit;
	int64_t *waiting;       /* lines of rows that refer to rows still to come */
	size_t waits, waits_cap;
};

/* Rejects ----------------------------------------------------------------- */

/* The reason without the values in it, which stand in quotes. */
static void sort_of(const char *reason, struct str *sort)
{
	const char *first = strchr(reason, '\''), *last = strrchr(reason, '\'');

	str_reset(sort);
	if (first == last) {
		str_adds(sort, reason);
		return;
	}
	str_add(sort, reason, (size_t)(first - reason));
	str_addf(sort, "'...%s", last);
}

/* `sort` NULL: the reason; `original`: the record's own columns as
 * sheet_original gives them. */
static enum status reject(struct import *im, long line, const char *column, const char *value,
                          const char *reason, const char *sort, struct str *original, struct fault *f)
{
	struct query *q = db_query(im->desk->db, SQL_REJECT_INSERT);
	struct str group = STR_INIT;
	enum status st;

	sort_of(sort ? sort : reason, &group);
	sheet_reject_cells(im->sheet, line, column, value, reason, original);
	db_bind_int(q, 1, line);
	db_bind_text(q, 2, column);
	db_bind_text(q, 3, reason);
	db_bind_text(q, 4, group.s);
	db_bind_blob(q, 5, original->s, original->len);
	st = db_run(q, f);
	str_release(&group);
	im->n->rejected++;
	return st;
}

static enum status reject_row(struct import *im, const struct sheet_row *row, const char *column,
                              const char *value, const char *reason, struct fault *f)
{
	struct str original = STR_INIT;
	enum status st;

	sheet_original(im->sheet, sheet_record(im->sheet), &original);
	st = reject(im, row->line, column, value, reason, NULL, &original, f);
	str_release(&original);
	return st;
}

/* In the order of lines, though they are not found out in it. */
static enum status say_rejects(struct import *im, struct fault *f)
{
	struct query *q = db_query(im->desk->db, SQL_REJECT_FIRST);
	bool row;
	enum status st;

	if (!im->opts->say)
		return ST_OK;
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		im->opts->say(im->opts->arg, (long)db_int(q, 0), db_text(q, 1), db_text(q, 2), 1);
	if (st != ST_OK)
		return st;
	q = db_query(im->desk->db, SQL_REJECT_GROUPS);
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		im->opts->say(im->opts->arg, (long)db_int(q, 3), db_text(q, 0), db_text(q, 1), (long)db_int(q, 2));
	return st;
}

static enum status spool_rejects(struct import *im, struct spool *out, struct fault *f)
{
	struct query *q = db_query(im->desk->db, SQL_REJECT_ALL);
	struct str head = STR_INIT;
	const void *raw;
	size_t len;
	bool row;
	enum status st;

	if (csvin_has_bom(sheet_input(im->sheet)))
		str_adds(&head, "\xEF\xBB\xBF");
	sheet_reject_heading(im->sheet, &head);
	spool_add(out, head.s, head.len);
	str_release(&head);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		raw = db_blob(q, 3, &len);
		spool_add(out, raw, len);
	}
	return st;
}

/* Only if there is something in it. */
static enum status write_rejects(struct import *im, struct fault *f)
{
	const char *path = im->opts->rejects;
	struct spool out;
	enum status st;

	if (!path)
		return ST_OK;
	if (!im->n->rejected) {
		if (access(path, F_OK) == 0 && im->opts->warn)
			im->opts->warn(im->opts->arg, "nothing rejected; the reject file that lies there is an earlier import's");
		return ST_OK;
	}
	spool_init(&out);
	st = spool_rejects(im, &out, f);
	if (st == ST_OK)
		st = spool_write(&out, path, im->opts->like, f);
	spool_release(&out);
	/* Without it nothing is imported, so nothing was done but not told. */
	if (st == ST_OUTPUT)
		st = f->status = ST_CANTCREATE;
	return st;
}

/* Staging ----------------------------------------------------------------- */

static bool is_case(const struct record_kind *k)
{
	return strcmp(k->name, "case") == 0;
}

static const struct value *value_of(const struct record_kind *k, const struct value *value, const char *name)
{
	return &value[fields_named(k, name) - k->field];
}

/* The natural key as one text; "" where there is none. */
static void natural_key(const struct record_kind *k, const struct value *value, struct str *key)
{
	size_t i;

	str_reset(key);
	if (is_case(k) && value_of(k, value, "case_no")->kind == VALUE_TEXT) {
		str_addf(key, "\x1f%s", value_of(k, value, "case_no")->s);
		return;
	}
	if (is_case(k) && (value_of(k, value, "source")->kind != VALUE_TEXT || value_of(k, value, "source_no")->kind != VALUE_TEXT))
		return;
	for (i = 0; i < k->count; i++)
		if (k->field[i].flags & FIELD_KEY) {
			if (value[i].kind == VALUE_INT)
				str_addf(key, "%020lld\x1f", (long long)value[i].i);
			else
				str_addf(key, "%s\x1f", value[i].kind == VALUE_TEXT ? value[i].s : "");
		}
}

static void bind_cell(struct query *q, int at, const struct value *v)
{
	switch (v->kind) {
	case VALUE_ERASE: db_bind_text(q, at, "<empty>"); break;
	case VALUE_INT: db_bind_int(q, at, v->i); break;
	case VALUE_REAL: db_bind_real(q, at, v->r); break;
	case VALUE_TEXT: db_bind_text(q, at, v->s); break;
	default: db_bind_null(q, at);
	}
}

static enum status stage_row(struct import *im, const struct sheet_row *row, struct str *key, struct fault *f)
{
	struct query *q;
	struct str raw = STR_INIT, said = STR_INIT;
	size_t i;
	enum status st;

	natural_key(im->kind, row->value, key);
	if (!key->len)
		return reject_row(im, row, "source_no", "", "neither case_no nor source and source_no", f);
	/* Kept ready for the reject file, in case the write refuses it. */
	sheet_original(im->sheet, sheet_record(im->sheet), &raw);
	q = db_query(im->desk->db, SQL_STAGE_INSERT);
	for (i = 0; i < im->kind->count; i++) {
		const char *cell = sheet_said(im->sheet, &im->kind->field[i]);

		str_add(&said, cell, strlen(cell) + 1);
		bind_cell(q, STAGE_FIRST + 1 + (int)i, &row->value[i]);
	}
	db_bind_int(q, STAGE_LINE + 1, row->line);
	db_bind_text(q, STAGE_KEY + 1, key->s);
	db_bind_blob(q, STAGE_RAW + 1, raw.s, raw.len);
	db_bind_blob(q, STAGE_SAID + 1, said.s, said.len);
	st = db_run(q, f);
	str_release(&raw);
	str_release(&said);
	return st;
}

static enum status too_many(struct import *im, struct fault *f)
{
	if (im->opts->max_errors >= 0 && im->n->rejected > im->opts->max_errors)
		return fault_set(f, ST_INPUT, "%s: more than %ld rows rejected, nothing imported", im->name, im->opts->max_errors);
	return ST_OK;
}

static enum status stage_all(struct import *im, struct fault *f)
{
	const struct sheet_row *row;
	struct str key = STR_INIT;
	enum status st;

	while ((st = sheet_next(im->sheet, &row, f)) == ST_OK && row) {
		im->n->read++;
		if (row->reason)
			st = reject_row(im, row, row->bad_column, row->bad_value, row->reason, f);
		else
			st = stage_row(im, row, &key, f);
		if (st == ST_OK)
			st = too_many(im, f);
		if (st != ST_OK)
			break;
	}
	str_release(&key);
	return st;
}

/* Writing ----------------------------------------------------------------- */

static void read_cells(struct query *q, const struct record_kind *k, struct value *value)
{
	size_t i;

	for (i = 0; i < k->count; i++) {
		int at = STAGE_FIRST + (int)i;
		const struct field *field = &k->field[i];

		memset(&value[i], 0, sizeof value[i]);
		if (db_is_null(q, at)) {
			value[i].kind = VALUE_NONE;
		} else if (field->type == FIELD_INT || field->type == FIELD_BOOL || field->type == FIELD_TIME
		           || field->type == FIELD_REAL) {
			value[i].kind = field->type == FIELD_REAL ? VALUE_REAL : VALUE_INT;
			value[i].i = db_int(q, at);
			value[i].r = db_real(q, at);
			if (strcmp(db_text(q, at), "<empty>") == 0)
				value[i].kind = VALUE_ERASE;
		} else {
			value[i].s = db_text(q, at);
			value[i].kind = strcmp(value[i].s, "<empty>") == 0 ? VALUE_ERASE : VALUE_TEXT;
		}
	}
}

/* `record` is what the row has written, by a key without other names. */
static enum status put_one(struct import *im, struct value *value, enum put *done, struct str *record,
                           const struct field **column, struct fault *f)
{
	int64_t id = 0;
	enum status st;

	*column = NULL;
	st = record_resolve(im->desk, im->kind, value, column, f);
	if (st != ST_OK)
		return st;
	*column = NULL;
	natural_key(im->kind, value, record);
	if (is_case(im->kind)) {
		st = history_put_case(im->desk, im->kind, value, done, &id, column, f);
		str_reset(record);
		str_addf(record, "%lld", (long long)id);
		return st;
	}
	if (strcmp(im->kind->name, "rating") == 0) {
		/* One rater may be asked again; that is another rating. */
		id = value_of(im->kind, value, "rated_at")->i;
		str_addf(record, "%lld\x1f", (long long)(id ? id : value_of(im->kind, value, "contacted_at")->i));
		return history_put_rating(im->desk, im->kind, value, done, column, f);
	}
	return record_put(im->desk, im->kind, value, done, column, f);
}

/* The last column of the key that the file itself feeds: what tells the
 * rows of one file apart. */
static const struct field *key_field(const struct import *im, const struct value *value)
{
	const struct field *found = NULL;
	size_t i;

	for (i = 0; i < im->kind->count; i++) {
		const struct field *field = &im->kind->field[i];

		if ((field->flags & FIELD_KEY) && value[i].kind > VALUE_ERASE && !(value[i].kind == VALUE_TEXT && !*value[i].s)
		    && (!found || !sheet_is_constant(im->sheet, field)))
			found = field;
	}
	return found;
}

/* A row that goes in must be the first of its record. */
static enum status check_first(struct import *im, const struct value *value, int64_t line, const char *record,
                               const char **sort, const struct field **column, struct fault *f)
{
	struct query *q = db_query(im->desk->db, SQL_WRITTEN_INSERT);
	bool row;
	enum status st;

	db_bind_text(q, 1, record);
	db_bind_int(q, 2, line);
	st = db_run(q, f);
	if (st != ST_OK || db_changes(im->desk->db))
		return st;
	q = db_query(im->desk->db, SQL_WRITTEN_LINE);
	db_bind_text(q, 1, record);
	st = db_step(q, &row, f);
	if (st == ST_OK)
		st = fault_set(f, ST_REFUSED, "repeated: the same key as in line %lld", (long long)db_int(q, 0));
	db_done(q);
	*sort = "repeated: the same key as in another line";
	*column = key_field(im, value);
	return st;
}

/* The cell as the file has it. */
static const char *said(struct import *im, struct query *q, const struct field *field)
{
	size_t i = (size_t)(field - im->kind->field), len;
	const char *cell = db_blob(q, STAGE_SAID, &len);

	while (i--)
		cell += strlen(cell) + 1;
	return cell;
}

static enum status reject_staged(struct import *im, struct query *q, const struct field *column,
                                 const char *reason, const char *sort, struct fault *f)
{
	struct str original = STR_INIT;
	size_t len;
	const void *raw = db_blob(q, STAGE_RAW, &len);
	enum status st;

	str_add(&original, raw, len);
	st = reject(im, (long)db_int(q, STAGE_LINE), column ? sheet_heading(im->sheet, column) : "",
	            column ? said(im, q, column) : "", reason, sort, &original, f);
	str_release(&original);
	return st;
}

static enum status put_staged(struct import *im, struct query *q, bool is_last_try, struct value *value, struct fault *f)
{
	static const char *const how[] = { "inserted", "updated", "unchanged" };
	const struct field *column;
	const char *sort = NULL;
	struct str record = STR_INIT;
	char line[24];
	enum put done;
	enum status st;

	read_cells(q, im->kind, value);
	st = db_savepoint(im->desk->db, f);
	if (st == ST_OK)
		st = put_one(im, value, &done, &record, &column, f);
	if (st == ST_OK)
		st = check_first(im, value, db_int(q, STAGE_LINE), record.s, &sort, &column, f);
	str_release(&record);
	if (st == ST_REFUSED) {
		struct fault why = *f;

		st = db_savepoint_undo(im->desk->db, f);
		if (st != ST_OK)
			return st;
		/* A parent may stand further down in the same file. */
		if (!is_last_try && column && column->type == FIELD_DEPARTMENT && strcmp(im->kind->name, "department") == 0) {
			MEM_ROOM(im->waiting, im->waits, im->waits_cap);
			im->waiting[im->waits++] = db_int(q, STAGE_LINE);
			return ST_OK;
		}
		return reject_staged(im, q, column, why.text, sort, f);
	}
	if (st != ST_OK)
		return st;
	st = db_savepoint_keep(im->desk->db, f);
	im->n->inserted += done == PUT_INSERTED;
	im->n->updated += done == PUT_UPDATED;
	im->n->unchanged += done == PUT_UNCHANGED;
	if (done != PUT_UNCHANGED) {
		snprintf(line, sizeof line, "%lld", (long long)db_int(q, STAGE_LINE));
		audit_row(&im->audit, im->kind->name, line, how[done]);
	}
	return st;
}

/* Rows whose parent came later in the file, as long as that helps. */
static enum status put_waiting(struct import *im, struct value *value, struct fault *f)
{
	enum status st = ST_OK;
	size_t i, n, before = SIZE_MAX;
	int64_t *line;
	bool row;

	while (st == ST_OK && im->waits) {
		line = im->waiting;
		n = im->waits;
		im->waiting = NULL;
		im->waits = im->waits_cap = 0;
		registry_forget(&im->desk->registry);   /* there are new names */
		for (i = 0; i < n && st == ST_OK; i++) {
			struct query *q = db_query(im->desk->db, SQL_STAGE_GET);

			db_bind_int(q, 1, line[i]);
			st = db_step(q, &row, f);
			if (st == ST_OK && row)
				st = put_staged(im, q, n >= before, value, f);
			db_done(q);
		}
		free(line);
		before = n;
	}
	return st;
}

/* Where a key has other records' names in it, one record may be named in two
 * ways, and the first line that does so counts. */
static bool is_by_line(const struct record_kind *k)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		if ((k->field[i].flags & FIELD_KEY) && k->field[i].type >= FIELD_AREA)
			return true;
	return is_case(k);
}

static enum status put_all(struct import *im, struct fault *f)
{
	/* Numbers of cases are given in the order of the file; what has a key of
	 * its own goes in the order of that, parents and index first. */
	struct query *q = db_query(im->desk->db, is_by_line(im->kind) ? SQL_STAGE_BY_LINE : SQL_STAGE_BY_KEY);
	struct value *value = mem_array(im->kind->count, sizeof *value);
	bool row;
	enum status st;

	registry_forget(&im->desk->registry);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		st = put_staged(im, q, false, value, f);
		if (st == ST_OK)
			st = too_many(im, f);
		if (st != ST_OK)
			break;
	}
	db_done(q);
	if (st == ST_OK)
		st = put_waiting(im, value, f);
	free(im->waiting);
	im->waiting = NULL;
	registry_forget(&im->desk->registry);
	free(value);
	return st;
}

static enum status start_run(struct import *im, const char *digest, struct fault *f)
{
	struct query *q = db_query(im->desk->db, SQL_IMPORT_RUN_INSERT);
	enum status st;

	db_bind_text(q, 1, im->kind->name);
	db_bind_text(q, 2, im->name);
	db_bind_text(q, 3, digest);
	db_bind_int(q, 4, im->desk->now);
	db_bind_text(q, 5, im->desk->unix_user);
	st = db_run(q, f);
	im->n->run = im->desk->import_run_id = db_last_id(im->desk->db);
	return st;
}

static enum status end_run(struct import *im, const char *digest, struct fault *f)
{
	struct query *q = db_query(im->desk->db, SQL_IMPORT_RUN_COUNTS);
	enum status st;

	db_bind_int(q, 1, im->n->read);
	db_bind_int(q, 2, im->n->inserted);
	db_bind_int(q, 3, im->n->updated);
	db_bind_int(q, 4, im->n->unchanged);
	db_bind_int(q, 5, im->n->rejected);
	db_bind_int(q, 6, im->n->run);
	st = db_run(q, f);
	return st == ST_OK ? audit_append(&im->audit, im->desk, "grid-import", digest, f) : st;
}

/* New days or hours: deadlines that waited for them. */
static enum status after_rows(struct import *im, struct fault *f)
{
	char text[96];
	int64_t filled = 0;
	enum status st;

	if (strcmp(im->kind->name, "holiday") != 0 && strcmp(im->kind->name, "work-hours") != 0)
		return ST_OK;
	desk_forget_clock(im->desk);
	st = calendar_fill(im->desk, &filled, f);
	if (st == ST_OK && filled && im->opts->warn) {
		snprintf(text, sizeof text, "%lld empty deadlines filled", (long long)filled);
		im->opts->warn(im->opts->arg, text);
	}
	return st;
}

static enum status write_all(struct import *im, struct fault *f)
{
	const char *digest = csvin_digest(sheet_input(im->sheet));
	enum status st = start_run(im, digest, f);

	if (st == ST_OK)
		st = put_all(im, f);
	if (st == ST_OK)
		st = too_many(im, f);
	if (st == ST_OK)
		st = after_rows(im, f);
	if (st == ST_OK)
		st = end_run(im, digest, f);
	im->desk->import_run_id = 0;
	return st;
}

static enum status open_sheet(struct import *im, int fd, struct fault *f)
{
	struct csvin_opts opts = { im->opts->delimiter, im->opts->encoding, 0, NULL };
	struct csvin *in;
	struct str say = STR_INIT;
	enum status st = csvin_new(&in, fd, im->name, &opts, f);

	if (st == ST_OK)
		st = sheet_open(&im->sheet, in, im->kind, im->opts->map, &im->desk->words, false, f);
	if (st == ST_OK && *sheet_unknown(im->sheet) && im->opts->warn) {
		str_addf(&say, "columns not used: %s", sheet_unknown(im->sheet));
		im->opts->warn(im->opts->arg, say.s);
		str_release(&say);
	}
	return st;
}

static enum status clear_temp(struct desk *d, struct fault *f)
{
	enum status st = db_run(db_query(d->db, SQL_STAGE_CLEAR), f);

	if (st == ST_OK)
		st = db_run(db_query(d->db, SQL_WRITTEN_CLEAR), f);
	return st == ST_OK ? db_run(db_query(d->db, SQL_REJECT_CLEAR), f) : st;
}

/* Read and check everything before the gate. */
static enum status stage_file(struct import *im, struct fault *f)
{
	struct fault ignored;
	enum status st = db_begin_temp(im->desk->db, f), ended;

	if (st == ST_OK)
		st = clear_temp(im->desk, f);
	if (st == ST_OK)
		st = stage_all(im, f);
	/* Rejects are kept even where the file is refused: they tell why. */
	ended = db_commit(im->desk->db, st == ST_OK ? f : &ignored);
	return st == ST_OK ? ended : st;
}

static enum status tell(struct import *im, struct fault *f)
{
	enum status st = say_rejects(im, f);

	return st == ST_OK ? write_rejects(im, f) : st;
}

static enum status write_file(struct import *im, struct fault *f)
{
	struct fault why;
	enum status st, told;

	st = db_begin_write(im->desk->db, im->opts->wait, "grid-import", f);
	if (st != ST_OK)
		return st;
	st = write_all(im, f);
	if (st == ST_OK && im->opts->all_or_nothing && im->n->rejected)
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
	if (st != ST_OK || im->opts->is_dry_run)
		im->n->run = 0;
	if (st != ST_OK)
		im->n->inserted = im->n->updated = im->n->unchanged = 0;
	return st;
}

enum status import_file(struct desk *d, const struct record_kind *k, int fd, const char *name,
                        const struct import_opts *o, struct import_counts *n, struct fault *f)
{
	struct import im = { .desk = d, .kind = k, .opts = o, .name = name, .n = n };
	struct fault why;
	enum status st;

	memset(n, 0, sizeof *n);
	audit_start(&im.audit);
	st = open_sheet(&im, fd, f);
	if (st == ST_OK) {
		st = stage_file(&im, f);
		if (st == ST_OK)
			st = write_file(&im, f);
		else if (n->rejected && tell(&im, &why) != ST_OK) {
			*f = why;
			st = why.status;
		}
	}
	sheet_free(im.sheet);
	return st == ST_OK && n->rejected ? ST_PART : st;
}

/* Bytes of the program as a file that csvin can read. */
static int bytes_fd(const char *bytes, size_t len)
{
	int fd = memfd_create("wangge-table", MFD_CLOEXEC);
	ssize_t n;
	size_t at = 0;

	while (fd >= 0 && at < len) {
		n = write(fd, bytes + at, len - at);
		if (n <= 0) {
			close(fd);
			return -1;
		}
		at += (size_t)n;
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
	audit_start(&im.audit);
	st = open_sheet(&im, fd, f);
	if (st == ST_OK)
		st = clear_temp(d, f);
	if (st == ST_OK)
		st = stage_all(&im, f);
	if (st == ST_OK)
		st = write_all(&im, f);
	sheet_free(im.sheet);
	return st;
}
