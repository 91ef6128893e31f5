/* SPDX-License-Identifier: MIT */
#include "export.h"

#include <stdio.h>
#include <string.h>

static const struct { const char *kind; enum sql sql; } export_sql[] = {
#include "export_sql.h"
};

static struct query *query_of(struct desk *d, const struct record_kind *k)
{
	size_t i = 0;

	while (strcmp(export_sql[i].kind, k->name) != 0)
		i++;
	return db_query(d->db, export_sql[i].sql);
}

bool export_has_area(const struct record_kind *k)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		if (k->field[i].type == FIELD_AREA)
			return true;
	/* An area is in itself, a household where its building is. */
	return strcmp(k->name, "area") == 0 || strcmp(k->name, "household") == 0;
}

size_t export_columns(const struct record_kind *k, const struct field **column)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		column[i] = &k->field[i];
	return k->count;
}

/* Import takes one apostrophe off a cell, and reads ="x" as x.  What the record
 * itself has of these gets another in front: two where import cleans twice,
 * which is wherever it folds wide characters. */
static void put_text(struct out *out, const struct field *field, const char *s, struct str *guarded)
{
	enum out_format format = out_format(out);
	bool is_read_back = format == OUT_CSV || format == OUT_TSV || format == OUT_EXCEL;
	bool twice = field->type != FIELD_TEXT && field->type != FIELD_NAME && field->type != FIELD_PATTERN;

	if (!s || !is_read_back || (*s != '\'' && strncmp(s, "=\"", 2) != 0)) {
		out_text(out, s);
		return;
	}
	str_reset(guarded);
	str_addf(guarded, "%s%s", twice ? "''" : "'", s);
	out_text(out, guarded->s);
}

static void put_cell(struct out *out, const struct field *field, struct query *q, int at, struct str *guarded)
{
	if (db_is_null(q, at)) {
		out_null(out);
		return;
	}
	switch (field->type) {
	case FIELD_INT:
	case FIELD_BOOL:
		out_int(out, db_int(q, at));
		break;
	case FIELD_REAL:
		out_exact(out, db_real(q, at));
		break;
	case FIELD_TIME:
		out_time(out, db_int(q, at));
		break;
	default:
		put_text(out, field, db_text(q, at), guarded);
	}
}

static void put_row(struct out *out, const struct record_kind *k, struct query *q, struct str *guarded)
{
	size_t i;
	int at = 1;

	for (i = 0; i < k->count; i++)
		if (k->field[i].flags & FIELD_UNSTORED)
			out_null(out);
		else
			put_cell(out, &k->field[i], q, at++, guarded);
	out_row(out);
}

enum status export_rows(struct desk *d, const struct record_kind *k, const char *area,
                        struct out *out, struct audit *seen, struct fault *f)
{
	struct query *q = query_of(d, k);
	struct str guarded = STR_INIT;
	char id[24];
	bool row;
	enum status st;

	if (area)
		db_bind_text(q, db_param(q, ":area"), area);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		if (seen) {
			snprintf(id, sizeof id, "%lld", (long long)db_int(q, 0));
			audit_row(seen, k->name, id, "unmasked");
		}
		put_row(out, k, q, &guarded);
	}
	db_done(q);
	str_release(&guarded);
	return st;
}
