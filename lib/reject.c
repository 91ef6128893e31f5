/* SPDX-License-Identifier: MIT */
#include "reject.h"

#include "spool.h"
#include "str.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

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

enum status reject_clear(struct rejects *r, struct fault *f)
{
	r->count = 0;
	return db_run(db_query(r->db, SQL_REJECT_CLEAR), f);
}

static enum status reject_add(struct rejects *r, const struct csv_record *record, long line, const char *column,
                       const char *value, const char *reason, const char *sort, struct fault *f)
{
	struct query *q = db_query(r->db, SQL_REJECT_INSERT);
	struct str group = STR_INIT, original = STR_INIT;
	enum status st;

	sort_of(sort ? sort : reason, &group);
	sheet_original(r->sheet, record, &original);
	sheet_reject_cells(r->sheet, line, column, value, reason, &original);
	db_bind_int(q, 1, line);
	db_bind_text(q, 2, column);
	db_bind_text(q, 3, reason);
	db_bind_text(q, 4, group.s);
	db_bind_blob(q, 5, original.s, original.len);
	st = db_run(q, f);
	str_release(&original);
	str_release(&group);
	r->count += st == ST_OK;
	return st;
}

/* The database's own sentences begin with the column: "code: its parent area
 * does not exist"; or, of a key that is not unique, end with it. */
static const char *find_column(const struct record_kind *k, const char *reason, const struct field **column)
{
	static const char unique[] = "UNIQUE constraint failed: ";
	char name[32];
	const char *end, *dot;

	if (*column)
		return reason;
	if (strncmp(reason, unique, strlen(unique)) == 0) {
		dot = strchr(reason + strlen(unique), '.');
		*column = dot ? fields_named(k, dot + 1) : NULL;
		return *column ? "the key of another record" : reason;
	}
	end = strstr(reason, ": ");
	if (!end || end - reason >= (ptrdiff_t)sizeof name)
		return reason;
	memcpy(name, reason, (size_t)(end - reason));
	name[end - reason] = '\0';
	*column = fields_named(k, name);
	return *column ? end + 2 : reason;
}

enum status reject_field(struct rejects *r, int64_t line, int64_t offset, size_t len, const struct field *column,
                         const char *reason, struct fault *f)
{
	const struct csv_record *record;
	enum status st = sheet_reread(r->sheet, (long)line, (off_t)offset, len, &record, f);

	if (st != ST_OK)
		return st;
	reason = find_column(r->kind, reason, &column);
	return reject_add(r, record, (long)line, column ? sheet_heading(r->sheet, column) : "",
	                  column ? sheet_said_in(r->sheet, record, column) : "", reason, NULL, f);
}

enum status reject_bad(struct rejects *r, const struct sheet_row *row, struct fault *f)
{
	const struct csv_record *record;
	enum status st = sheet_reread(r->sheet, row->line, row->offset, row->len, &record, f);

	return st == ST_OK ? reject_add(r, record, row->line, row->bad_column, row->bad_value, row->reason, NULL, f) : st;
}

/* The last column of the key that the record feeds: what tells the rows of
 * one file apart. */
static const struct field *key_field(const struct rejects *r, const struct csv_record *record)
{
	const struct field *found = NULL;
	size_t i;

	for (i = 0; i < r->kind->count; i++) {
		const struct field *field = &r->kind->field[i];

		if (field->flags & (FIELD_KEY | FIELD_ALTERNATIVE) && !text_is_blank(sheet_said_in(r->sheet, record, field))
		    && (!found || !sheet_is_constant(r->sheet, field)))
			found = field;
	}
	return found;
}

enum status reject_repeated(struct rejects *r, int64_t first, int64_t line, int64_t offset, size_t len, struct fault *f)
{
	const struct csv_record *record;
	const struct field *column;
	char reason[64];
	enum status st = sheet_reread(r->sheet, (long)line, (off_t)offset, len, &record, f);

	if (st != ST_OK)
		return st;
	snprintf(reason, sizeof reason, "repeated: the same key as in line %lld", (long long)first);
	column = key_field(r, record);
	return reject_add(r, record, (long)line, column ? sheet_heading(r->sheet, column) : "",
	                  column ? sheet_said_in(r->sheet, record, column) : "", reason,
	                  "repeated: the same key as in another line", f);
}

enum status reject_say(struct rejects *r, reject_say_fn *say, void *arg, struct fault *f)
{
	struct query *q = db_query(r->db, SQL_REJECT_FIRST);
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row)
		say(arg, (long)db_int(q, 0), db_text(q, 1), db_text(q, 2), 1);
	if (st != ST_OK)
		return st;
	q = db_query(r->db, SQL_REJECT_GROUPS);
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		say(arg, (long)db_int(q, 3), db_text(q, 0), db_text(q, 1), (long)db_int(q, 2));
	return st;
}

static enum status spool_rejects(struct rejects *r, struct spool *out, struct fault *f)
{
	struct query *q = db_query(r->db, SQL_REJECT_ALL);
	struct str head = STR_INIT;
	const void *raw;
	size_t len;
	bool row;
	enum status st;

	sheet_reject_heading(r->sheet, &head);
	spool_add(out, head.s, head.len);
	str_release(&head);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		raw = db_blob(q, 3, &len);
		spool_add(out, raw, len);
	}
	return st;
}

enum status reject_write(struct rejects *r, const char *path, const char *like, struct fault *f)
{
	struct spool out;
	enum status st;

	spool_init(&out);
	st = spool_rejects(r, &out, f);
	if (st == ST_OK)
		st = spool_write(&out, path, like, f);
	spool_release(&out);
	/* Without it nothing is imported, so nothing was done but not told. */
	if (st == ST_OUTPUT)
		st = f->status = ST_CANTCREATE;
	return st;
}
