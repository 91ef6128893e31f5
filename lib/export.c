/* SPDX-License-Identifier: MIT */
#include "export.h"

#include "idno.h"

#include <string.h>

static const enum sql export_sql[] = {
#include "export_sql.h"
};

/* Columns of a row: its number, then the catalogue's, of which the ID number
 * is the first of those who have one. */
enum { ROW_ID, ID_NO };

bool export_has_area(const struct record_kind *k)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		if (k->field[i].type == FIELD_AREA)
			return true;
	/* An area is in itself, a household where its building is. */
	return k->id == KIND_AREA || k->id == KIND_HOUSEHOLD;
}

/* Import takes one apostrophe off a cell, and reads ="x" as x.  What the record
 * itself has of these gets another in front. */
static void put_text(struct out *out, struct query *q, int at, struct str *guarded)
{
	size_t len;
	const char *s = db_span(q, at, &len);
	enum out_format format;

	if (!s) {
		out_null(out);
		return;
	}
	if (*s == '\'' || strncmp(s, "=\"", 2) == 0) {
		format = out_format(out);
		if (format == OUT_CSV || format == OUT_TSV || format == OUT_EXCEL) {
			str_reset(guarded);
			str_addc(guarded, '\'');
			str_add(guarded, s, len);
			s = guarded->s;
			len = guarded->len;
		}
	}
	out_span(out, s, len);
}

static void put_int(struct out *out, struct query *q, int at) { out_int(out, db_int(q, at)); }
static void put_real(struct out *out, struct query *q, int at) { out_exact(out, db_real(q, at)); }
static void put_time(struct out *out, struct query *q, int at) { out_time(out, db_int(q, at)); }

static void put_cell(struct out *out, const struct field *field, struct query *q, int at, struct str *guarded)
{
	void (*put)(struct out *, struct query *, int) = NULL;

	switch (field->type) {
	case FIELD_INT:
	case FIELD_BOOL:
		put = put_int;
		break;
	case FIELD_REAL:
		put = put_real;
		break;
	case FIELD_TIME:
		put = put_time;
		break;
	default:
		put_text(out, q, at, guarded);
		return;
	}
	if (db_is_null(q, at))
		out_null(out);
	else
		put(out, q, at);
}

/* Sex and date of birth, which stand in the table only of those who have no
 * number to tell them. */
static bool put_told(struct out *out, const struct field *field, struct query *q)
{
	char birth_on[11];
	const char *id_no;
	size_t len;
	bool is_male;

	id_no = db_span(q, ID_NO, &len);
	if (!id_no || !idno_tell(id_no, len, birth_on, &is_male))
		return false;
	out_text(out, field->type == FIELD_DATE ? birth_on : is_male ? "male" : "female");
	return true;
}

static void put_row(struct out *out, const struct record_kind *k, struct query *q, struct str *guarded)
{
	size_t i;
	int at = ID_NO;

	for (i = 0; i < k->count; i++) {
		const struct field *field = &k->field[i];

		if (field->flags & FIELD_UNSTORED) {
			out_null(out);
			continue;
		}
		if (!(field->flags & FIELD_BY_ID) || !put_told(out, field, q))
			put_cell(out, field, q, at, guarded);
		at++;
	}
	out_row(out);
}

enum status export_rows(struct desk *d, const struct record_kind *k, const char *area,
                        struct out *out, struct audit *seen, struct fault *f)
{
	struct query *q = db_query(d->db, export_sql[k->id]);
	struct str guarded = STR_INIT;
	bool row;
	enum status st;

	if (area)
		db_bind_text(q, db_param(q, ":area"), area);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		if (seen)
			audit_row(seen, k->name, db_int(q, ROW_ID), "unmasked");
		put_row(out, k, q, &guarded);
	}
	db_done(q);
	str_release(&guarded);
	return st;
}
