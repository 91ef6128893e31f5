/* SPDX-License-Identifier: MIT */
#include "batch.h"

#include "csvin.h"
#include "mem.h"
#include "text.h"
#include "workflow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Numbers ------------------------------------------------------------------ */

void numbers_add(struct numbers *n, const char *text)
{
	if (strmap_get(&n->seen, text) != STRMAP_NONE)
		return;
	strmap_set(&n->seen, text, 1);
	str_add(&n->text, text, strlen(text) + 1);
	n->count++;
}

/* No number has a blank; rows of a table or of tsv are not to be taken for
 * cases that do not exist. */
static bool may_be_number(const char *s)
{
	return !s[strcspn(s, " \t\n\r")];
}

static bool is_number_column(const char *heading)
{
	const struct record_kind *k = fields_kind("case-list");

	return fields_heading(k, heading) == fields_named(k, "case_no");
}

static const struct operands cases = {
	"case given: numbers", "numbers", "case_no", is_number_column, may_be_number,
	"neither a case number nor CSV with a column case_no",
};

static size_t find_column(const struct csv_record *r, const struct operands *o)
{
	size_t i;

	for (i = 0; o->columns && i < r->count; i++)
		if (o->is_column(r->cell[i].s))
			return i;
	return SIZE_MAX;
}

static enum status take_cell(struct numbers *n, const struct operands *o, const struct csvin *in, const struct csv_record *r,
                             size_t column, struct fault *f)
{
	char *text = mem_strdup(r->cell[column].s), *name = text_trim(text);
	enum status st = ST_OK;

	if (*name && o->may_be && !o->may_be(name))
		st = fault_set(f, ST_INPUT, "%s:%ld: %s", csvin_name(in), r->line, o->neither);
	else if (*name)
		numbers_add(n, name);
	free(text);
	return st;
}

static enum status read_lines(struct numbers *n, const struct operands *o, struct csvin *in, struct fault *f)
{
	const struct csv_record *r;
	size_t column = SIZE_MAX;
	bool is_first = true;
	enum status st;

	while ((st = csvin_next(in, &r, f)) == ST_OK && r) {
		if (r->bad)
			return fault_set(f, ST_INPUT, "%s:%ld: %s", csvin_name(in), r->line, r->bad);
		if (!o->columns && r->count != 1)
			return fault_set(f, ST_INPUT, "%s:%ld: more than one on a line", csvin_name(in), r->line);
		if (is_first) {
			is_first = false;
			column = find_column(r, o);
			if (column != SIZE_MAX)
				continue;
			if (r->count > 1)
				return fault_set(f, ST_INPUT, "%s:%ld: no column %s in the heading", csvin_name(in), r->line, o->columns);
			column = 0;
		}
		if (column < r->count && r->cell[column].len)
			st = take_cell(n, o, in, r, column, f);
		if (st != ST_OK)
			return st;
	}
	return st;
}

static enum status read_input(struct numbers *n, const struct operands *o, struct cli *c, struct fault *f)
{
	struct csvin_opts opts = { 0 };
	struct csvin *in;
	enum status st = csvin_new(&in, dup(STDIN_FILENO), "-", &opts, f);

	if (st != ST_OK)
		return st;
	st = read_lines(n, o, in, f);
	str_addf(&c->request, "stdin:%s;", csvin_digest(in));
	csvin_free(in);
	if (st != ST_OK)
		numbers_release(n);
	return st;
}

enum status operands_read(struct numbers *n, const struct operands *o, struct cli *c, struct fault *f)
{
	int i;

	memset(n, 0, sizeof *n);
	if (c->argc == 0)
		return fault_set(f, ST_USAGE, "no %s, or - for standard input", o->what);
	if (c->argc == 1 && strcmp(c->argv[0], "-") == 0)
		return read_input(n, o, c, f);
	for (i = 0; i < c->argc; i++) {
		if (strcmp(c->argv[i], "-") == 0) {
			numbers_release(n);
			return fault_set(f, ST_USAGE, "- stands alone: either %s or standard input", o->these);
		}
		numbers_add(n, c->argv[i]);
	}
	return ST_OK;
}

enum status numbers_read(struct numbers *n, struct cli *c, struct fault *f)
{
	return operands_read(n, &cases, c, f);
}

void numbers_release(struct numbers *n)
{
	str_release(&n->text);
	strmap_release(&n->seen);
	n->count = 0;
}

/* Batches ------------------------------------------------------------------ */

static enum status find_request(struct batch *b, struct fault *f)
{
	struct query *q;
	bool row;
	enum status st;

	if (!b->cli->key)
		return ST_OK;
	str_addf(&b->cli->request, "%s", b->cli->program);
	audit_digest(b->cli->request.s, b->cli->request.len, b->digest);
	q = db_query(b->desk->db, SQL_REQUEST_FIND);
	db_bind_text(q, 1, b->desk->actor.code);
	db_bind_text(q, 2, b->cli->key);
	st = db_step(q, &row, f);
	if (st == ST_OK && row) {
		b->is_repeat = true;
		if (strcmp(db_text(q, 0), b->digest) != 0)
			st = fault_set(f, ST_USAGE, "key '%s' was used with other arguments", b->cli->key);
		str_adds(&b->answer, db_text(q, 1));
		b->refused = db_int(q, 2) != 0;
	}
	db_done(q);
	return st;
}

static enum status keep_request(struct batch *b, struct fault *f)
{
	struct query *q;

	if (!b->cli->key)
		return ST_OK;
	q = db_query(b->desk->db, SQL_REQUEST_INSERT);
	db_bind_text(q, 1, b->desk->actor.code);
	db_bind_text(q, 2, b->cli->key);
	db_bind_text(q, 3, b->digest);
	db_bind_text(q, 4, b->answer.s);
	db_bind_int(q, 5, b->refused != 0);
	db_bind_int(q, 6, b->desk->now);
	return db_run(q, f);
}

/* Statements that every action needs are prepared while others are still in
 * the gate: that takes longer than to run them. */
static void prepare(const struct batch *b)
{
	static const enum sql each[] = {
		SQL_CASEFILE_LOAD, SQL_CASEFILE_EVENT_INSERT, SQL_AUDIT_LAST, SQL_AUDIT_INSERT,
	};
	size_t i;

	for (i = 0; i < sizeof each / sizeof each[0]; i++)
		db_query(b->desk->db, each[i]);
	if (b->cli->key) {
		db_query(b->desk->db, SQL_REQUEST_FIND);
		db_query(b->desk->db, SQL_REQUEST_INSERT);
	}
}

enum status batch_begin(struct batch *b, struct cli *c, struct desk *d, const char *verb,
                        const char *action, struct fault *f)
{
	enum status st;

	memset(b, 0, sizeof *b);
	b->cli = c;
	b->desk = d;
	b->verb = verb;
	b->action = action;
	b->all_or_nothing = c->is_all_or_nothing;
	audit_start(&d->audit);
	str_reset(&b->answer);
	if (action && !workflow_role_may(action, d->actor.role))
		return c->by ? fault_set(f, ST_NOPERM, "role %s (%s) may not %s a case", desk_role(d->actor.role), d->actor.code, verb)
		             : fault_set(f, ST_NOPERM, "the centre may not %s a case: say with --by who does", verb);
	prepare(b);
	st = db_begin_write(d->db, c->wait, c->program, f);
	return st == ST_OK ? find_request(b, f) : st;
}

void batch_refuse_row(struct batch *b, const char *file, long line, const char *column, const char *why)
{
	cli_warn(b->cli, "%s:%ld: %s%s%s", file, line, column, *column ? ": " : "", why);
	b->refused++;
}

void batch_done(struct batch *b, const struct casefile *c)
{
	str_adds(&b->answer, c->case_no);
	str_addc(&b->answer, '\n');
	b->done++;
}

static enum status commit(struct batch *b, struct fault *f)
{
	enum status st = ST_OK;

	/* A refused command left no trace, so it has no audit row either; its
	 * key may be used again. */
	if (b->done) {
		st = audit_append(b->desk, b->cli->program, b->kind, b->note, f);
		if (st == ST_OK)
			st = keep_request(b, f);
	}
	if (st == ST_OK && !b->cli->is_dry_run)
		return db_commit(b->desk->db, f);
	db_rollback(b->desk->db);
	return st;
}

enum status batch_end(struct batch *b, enum status st, struct fault *f)
{
	bool none = b->all_or_nothing && b->refused && !b->is_repeat;

	if (st != ST_OK || b->is_repeat || none)
		db_rollback(b->desk->db);
	else
		st = commit(b, f);
	if (st == ST_OK && !none)
		fwrite(b->answer.s, 1, b->answer.len, stdout);
	if (st == ST_OK && b->desk->year_missing)
		cli_warn(b->cli, "a deadline stays empty: the calendar does not know %d: grid-import holiday fills it",
		         b->desk->year_missing);
	str_release(&b->answer);
	return st == ST_OK && b->refused ? ST_PART : st;
}

/* `one` on each number; a refused one is named and the others go on. */
static enum status each(struct batch *b, const struct numbers *n, batch_one *one, const void *arg, struct fault *f)
{
	struct casefile file;
	size_t i, at = 0;
	enum status st = ST_OK;

	for (i = 0; i < n->count && st == ST_OK; i++) {
		const char *no = n->text.s + at;

		st = casefile_load(b->desk, no, &file, f);
		if (st == ST_OK)
			st = one(b->desk, &file, arg, f);
		if (st == ST_OK) {
			batch_done(b, &file);
		} else if (st == ST_REFUSED) {
			cli_warn(b->cli, "cannot %s case '%s': %s", b->verb, no, f->text);
			b->refused++;
			st = ST_OK;
		}
		at += strlen(no) + 1;
	}
	return st;
}

enum status batch_each(struct cli *c, struct desk *d, const char *verb, const char *action, const struct numbers *n,
                       batch_one *one, const void *arg, struct fault *f)
{
	struct batch b;
	enum status st = batch_begin(&b, c, d, verb, action, f);

	if (st == ST_OK && !b.is_repeat)
		st = each(&b, n, one, arg, f);
	return batch_end(&b, st, f);
}

struct finding {
	const char *verb, *action;
	batch_find *find;
	batch_one *one;
	bool is_no;
};

static enum status find_and_do(struct cli *c, struct desk *d, void *arg, struct fault *f)
{
	const struct finding *g = arg;
	struct numbers n;
	struct batch b;
	bool any;
	enum status st = batch_begin(&b, c, d, g->verb, g->action, f);

	memset(&n, 0, sizeof n);
	if (st == ST_OK && !b.is_repeat)
		st = g->find(d, &n, f);
	if (st == ST_OK && !b.is_repeat)
		st = each(&b, &n, g->one, NULL, f);
	/* Of a repeat too, whose cases nobody looks for again. */
	any = b.answer.len > 0;
	st = batch_end(&b, st, f);
	numbers_release(&n);
	return st == ST_OK && g->is_no && any ? ST_PART : st;
}

int batch_found(struct cli *c, const char *verb, const char *action, batch_find *find, batch_one *one, bool is_no)
{
	struct finding g = { verb, action, find, one, is_no };

	return cli_write(c, find_and_do, &g);
}

enum status batch_csv(struct cli *c, const char *path, struct csvin **csv, struct fault *f)
{
	struct csvin_opts opts = { 0 };
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	enum status st;

	if (fd < 0)
		return fault_set(f, ST_NOINPUT, "cannot open '%s': %s", path, strerror(errno));
	st = csvin_new(csv, fd, path, &opts, f);
	if (st == ST_OK)
		str_addf(&c->request, "csv:%s;", csvin_digest(*csv));
	return st;
}

enum status batch_tells_cases(struct csvin *csv, bool *tells, struct fault *f)
{
	enum { TITLES_MOST = 20 };
	const struct csv_record *r;
	long line = 0;
	off_t offset = 0;
	int i;
	enum status st = ST_OK;

	*tells = false;
	for (i = 0; i < TITLES_MOST && !*tells && (st = csvin_next(csv, &r, f)) == ST_OK && r; i++) {
		if (i == 0) {
			line = r->line;
			offset = r->offset;
		}
		*tells = find_column(r, &cases) != SIZE_MAX;
	}
	if (line)
		csvin_seek(csv, line, offset, CSVIN_REST);
	return st;
}

const struct value *batch_value(const struct record_kind *k, const struct sheet_row *row, const char *column)
{
	return &row->value[fields_named(k, column) - k->field];
}

const char *batch_row_text(const struct record_kind *k, const struct sheet_row *row, const char *column, const char *otherwise)
{
	const struct value *v = batch_value(k, row, column);

	return v->kind == VALUE_TEXT ? v->s : otherwise;
}

static enum status do_rows(struct batch *b, struct sheet *s, const struct record_kind *k, batch_row *one, const void *arg,
                           struct fault *f)
{
	const char *name = csvin_name(sheet_input(s));
	const struct sheet_row *row;
	struct fault say;
	enum status st;

	while ((st = sheet_next(s, &row, f)) == ST_OK && row) {
		if (row->reason) {
			batch_refuse_row(b, name, row->line, row->bad_column, row->reason);
			continue;
		}
		st = one(b, k, row, arg, f);
		if (st == ST_REFUSED) {
			fault_set(&say, st, "cannot %s case '%s': %s", b->verb, batch_row_text(k, row, "case_no", ""), f->text);
			batch_refuse_row(b, name, row->line, "", say.text);
		} else if (st != ST_OK) {
			break;
		}
	}
	return st;
}

enum status batch_rows(struct cli *c, struct desk *d, const char *verb, const char *action, struct sheet *s,
                       const struct record_kind *k, batch_row *one, const void *arg, struct fault *f)
{
	struct batch b;
	enum status st = batch_begin(&b, c, d, verb, action, f);

	if (st == ST_OK && !b.is_repeat)
		st = do_rows(&b, s, k, one, arg, f);
	return batch_end(&b, st, f);
}
