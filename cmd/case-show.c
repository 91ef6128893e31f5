/* SPDX-License-Identifier: MIT
 *
 * case-show: all that happened to cases, in order.  As a table each case has
 * a head with what it is; in the other formats there is a row an event.
 * Personal columns are masked by the output function.
 */
#include "batch.h"
#include "cli.h"

#include <string.h>

static const char usage[] = "case-show [-qv] [-d file] [-f format] [-o file] case ...\n";

static void put_cell(struct out *out, struct query *q, int at, const struct field *field)
{
	if (db_is_null(q, at))
		out_null(out);
	else if (field->type == FIELD_TIME)
		out_time(out, db_int(q, at));
	else if (field->type == FIELD_INT || field->type == FIELD_BOOL)
		out_int(out, db_int(q, at));
	else if (field->type == FIELD_REAL)
		out_real(out, db_real(q, at), 6);
	else
		out_text(out, db_text(q, at));
}

/* `first`: the query's column of the view's first one. */
static void put_row(struct out *out, struct query *q, int first, const struct field *const *column, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		put_cell(out, q, first + (int)i, column[i]);
	out_row(out);
}

/* Rows of a statement under columns; the first `given` cells are `no`. */
static enum status put_all(struct out *out, struct query *q, const char *no, size_t given,
                           const struct field *const *column, size_t count, struct fault *f)
{
	size_t i;
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		for (i = 0; i < given; i++)
			out_text(out, no);
		for (; i < count; i++)
			put_cell(out, q, (int)(i - given), column[i]);
		out_row(out);
	}
	return st;
}

/* Column lists stay until out has printed them. */
static const struct field *details[32], *events[16], *ratings[16];

static enum status show(struct out *out, struct desk *d, const char *no, struct fault *f)
{
	bool table = out_format(out) == OUT_TABLE, row;
	size_t count = fields_columns("case-detail", details);
	struct query *q = db_query(d->db, SQL_SHOW_CASE);
	int64_t id;
	enum status st;

	db_bind_text(q, 1, no);
	st = db_step(q, &row, f);
	if (st == ST_OK && !row)
		return fault_set(f, ST_REFUSED, "no such case");
	if (st != ST_OK)
		return st;
	id = db_int(q, 0);
	if (table) {
		out_begin_record(out, NULL, details, count);
		put_row(out, q, 1, details, count);
	}
	db_done(q);
	count = fields_columns("case-show", events);
	if (table)
		out_begin(out, NULL, events, count);
	q = db_query(d->db, SQL_SHOW_EVENTS);
	db_bind_int(q, 1, id);
	st = put_all(out, q, no, 1, events, count, f);
	if (st != ST_OK || !table)
		return st;
	count = fields_columns("rating", ratings);
	out_begin(out, NULL, ratings + 1, count - 1);
	q = db_query(d->db, SQL_SHOW_RATINGS);
	db_bind_int(q, 1, id);
	return put_all(out, q, no, 0, ratings + 1, count - 1, f);
}

static enum status show_all(struct cli *c, struct desk *d, const struct numbers *n, struct out *out, struct fault *f)
{
	size_t i, at = 0;
	bool unknown = false;
	enum status st = db_begin_read(d->db, f);

	if (out_format(out) != OUT_TABLE)
		out_begin(out, NULL, events, fields_columns("case-show", events));
	for (i = 0; i < n->count && st == ST_OK; i++) {
		const char *no = n->text.s + at;

		st = show(out, d, no, f);
		if (st == ST_REFUSED) {
			cli_warn(c, "cannot show case '%s': %s", no, f->text);
			unknown = true;
			st = ST_OK;
		}
		at += strlen(no) + 1;
	}
	return st == ST_OK && unknown ? ST_PART : st;
}

static enum status run(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	struct desk d;
	struct db *db;
	enum status st = cli_open(c, DB_READ, &db, &d, f);

	if (st != ST_OK)
		return st;
	st = show_all(c, &d, arg, out, f);
	desk_close(&d);
	db_close(db);
	return st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct numbers numbers;
	struct fault f;
	int end;
	enum status st;

	cli_start(&cli, "case-show", usage, CLI_FORMAT, NULL);
	while (cli_next(&cli, argc, argv) != 0)
		continue;
	st = numbers_read(&numbers, &cli, &f);
	if (st != ST_OK)
		return cli_end(&cli, st, &f);
	end = cli_print(&cli, run, &numbers);
	numbers_release(&numbers);
	return end;
}
