/* SPDX-License-Identifier: MIT
 *
 * case-show: all that happened to cases, in order, and how their deadlines
 * came about.  As a table each case has a head with what it is; in the other
 * formats there is a row an event, or with --explain a row a step.
 * Personal columns are masked by the output function.
 */
#include "batch.h"
#include "cli.h"
#include "explain.h"

#include <string.h>

static const char usage[] = "case-show [-qv] [-d file] [-f format] [-o file] [--explain] case ...\n";

enum { OPT_EXPLAIN = CLI_LONG(0) };

static const struct cli_option options[] = {
	{ "explain", OPT_EXPLAIN, CLI_FLAG }, { NULL, 0, CLI_FLAG },
};

struct opts {
	struct numbers numbers;
	bool is_explained;      /* only how the deadlines came about */
};

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

/* The details, from the query's second column on.  A suspended case whose day
 * has come goes on, whether or not an event has told so. */
static enum status put_details(struct out *out, struct desk *d, struct query *q, const char *no,
                               const struct field *const *column, size_t count, struct fault *f)
{
	struct casefile c;
	bool is_back = false;
	size_t i;
	enum status st = casefile_load(d, no, &c, f);

	if (st == ST_OK) {
		is_back = deadline_is_back(&c.state, d->now);
		st = deadline_wake(d, &c.state, d->now, f);
	}
	if (st != ST_OK)
		return st;
	for (i = 0; i < count; i++)
		if (is_back && strcmp(column[i]->name, "status") == 0)
			out_text(out, c.state.status);
		else if (is_back && strcmp(column[i]->name, "suspended_until_on") == 0)
			out_null(out);
		else if (is_back && strcmp(column[i]->name, "handle_due_at") == 0 && c.state.handle_due_at)
			out_time(out, c.state.handle_due_at);
		else if (is_back && strcmp(column[i]->name, "close_due_at") == 0 && c.state.close_due_at)
			out_time(out, c.state.close_due_at);
		else
			put_cell(out, q, 1 + (int)i, column[i]);
	out_row(out);
	return ST_OK;
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

static void put_seconds(struct out *out, int64_t seconds)
{
	char amount[32];

	if (seconds == EXPLAIN_NONE) {
		out_null(out);
		return;
	}
	explain_amount(seconds, amount, sizeof amount);
	out_text(out, amount);
}

static void put_step(struct out *out, const char *no, int64_t nth, const struct explain_step *s)
{
	out_text(out, no);
	out_text(out, s->clock);
	out_int(out, nth);
	out_instant(out, s->at);
	out_instant(out, s->until);
	out_text(out, s->what);
	if (s->days)
		out_int(out, s->days);
	else
		out_null(out);
	if (s->seconds != EXPLAIN_NONE)
		out_int(out, s->seconds);
	else
		out_null(out);
	put_seconds(out, s->seconds);
	put_seconds(out, s->total);
	out_text(out, s->note);
	out_row(out);
}

static enum status put_steps(struct out *out, struct explainer *x, const char *no, int64_t id, struct fault *f)
{
	struct explanation e;
	size_t i;
	enum status st = explain_case(x, id, &e, f);

	for (i = 0; i < e.count && st == ST_OK; i++)
		put_step(out, no, (int64_t)i + 1, &e.step[i]);
	explain_release(&e);
	return st;
}

/* Column lists stay until out has printed them. */
static const struct field *details[32], *events[16], *steps[16], *reminders[16], *ratings[16];

/* The case's number among the records. */
static enum status find(struct desk *d, const char *no, struct query **q, int64_t *id, struct fault *f)
{
	bool row;
	enum status st;

	*q = db_query(d->db, SQL_SHOW_CASE);
	db_bind_text(*q, 1, no);
	st = db_step(*q, &row, f);
	if (st == ST_OK && !row)
		st = fault_set(f, ST_REFUSED, "no such case");
	*id = st == ST_OK ? db_int(*q, 0) : 0;
	return st;
}

static enum status put_events(struct out *out, struct desk *d, const char *no, int64_t id, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_SHOW_EVENTS);

	db_bind_int(q, 1, id);
	return put_all(out, q, no, 1, events, fields_columns("case-show", events), f);
}

static enum status put_reminders(struct out *out, struct desk *d, int64_t id, struct fault *f)
{
	size_t count = fields_columns("case-reminder", reminders);
	struct query *q = db_query(d->db, SQL_SHOW_REMINDERS);

	out_begin(out, NULL, reminders, count);
	db_bind_int(q, 1, id);
	return put_all(out, q, NULL, 0, reminders, count, f);
}

static enum status put_ratings(struct out *out, struct desk *d, int64_t id, struct fault *f)
{
	size_t count = fields_columns("rating", ratings) - 1;
	struct query *q = db_query(d->db, SQL_SHOW_RATINGS);

	out_begin(out, NULL, ratings + 1, count);
	db_bind_int(q, 1, id);
	return put_all(out, q, NULL, 0, ratings + 1, count, f);
}

/* Without an explainer only what happened. */
static enum status show(struct out *out, struct desk *d, struct explainer *x, const char *no, bool is_explained,
                        struct fault *f)
{
	bool is_table = out_format(out) == OUT_TABLE;
	size_t count = fields_columns("case-detail", details);
	struct query *q;
	int64_t id;
	enum status st = find(d, no, &q, &id, f);

	if (st != ST_OK)
		return st;
	if (is_table && !is_explained) {
		out_begin_record(out, NULL, details, count);
		st = put_details(out, d, q, no, details, count, f);
	}
	db_done(q);
	if (is_table && !is_explained)
		out_begin(out, NULL, events, fields_columns("case-show", events));
	if (!is_explained)
		st = put_events(out, d, no, id, f);
	if (st != ST_OK || !x)
		return st;
	if (is_table)
		out_begin(out, NULL, steps, fields_columns("case-deadline", steps));
	st = put_steps(out, x, no, id, f);
	if (st == ST_OK && !is_explained)
		st = put_reminders(out, d, id, f);
	if (st == ST_OK && !is_explained)
		st = put_ratings(out, d, id, f);
	return st;
}

static enum status show_all(struct cli *c, struct desk *d, const struct opts *o, struct out *out, struct fault *f)
{
	const struct numbers *n = &o->numbers;
	const struct field **column = o->is_explained ? steps : events;
	bool is_table = out_format(out) == OUT_TABLE, unknown = false;
	struct explainer *x = NULL;
	size_t i, at = 0;
	enum status st = db_begin_read(d->db, f);

	if (st == ST_OK && (is_table || o->is_explained))
		st = explain_new(&x, d, f);
	if (!is_table)
		out_begin(out, NULL, column, fields_columns(o->is_explained ? "case-deadline" : "case-show", column));
	for (i = 0; i < n->count && st == ST_OK; i++) {
		const char *no = n->text.s + at;

		st = show(out, d, x, no, o->is_explained, f);
		if (st == ST_REFUSED) {
			cli_warn(c, "cannot show case '%s': %s", no, f->text);
			unknown = true;
			st = ST_OK;
		}
		at += strlen(no) + 1;
	}
	explain_free(x);
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
	struct opts opts = { .is_explained = false };
	struct fault f;
	int end;
	enum status st;

	cli_start(&cli, "case-show", usage, CLI_FORMAT, options);
	while (cli_next(&cli, argc, argv) != 0)
		opts.is_explained = true;
	st = numbers_read(&opts.numbers, &cli, &f);
	if (st != ST_OK)
		return cli_end(&cli, st, &f);
	end = cli_print(&cli, run, &opts);
	numbers_release(&opts.numbers);
	return end;
}
