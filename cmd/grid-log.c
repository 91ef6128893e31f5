/* SPDX-License-Identifier: MIT
 *
 * grid-log: who changed or looked at what, from the audit, and the head of
 * its chain to be written down where nobody who can write the file reaches.
 */
#include "casefile.h"
#include "cli.h"
#include "str.h"
#include "when.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
	"grid-log [-qv] [-d file] [-f format] [-o file] [--case no] [--actor who] [--since time] [--until time]"
	" [--kind word]\n"
	"grid-log [-qv] [-d file] --head\n";

enum { OPT_CASE = CLI_LONG(0), OPT_ACTOR, OPT_SINCE, OPT_UNTIL, OPT_KIND, OPT_HEAD };

static const struct cli_option options[] = {
	{ "case", OPT_CASE, CLI_TEXT }, { "actor", OPT_ACTOR, CLI_TEXT }, { "since", OPT_SINCE, CLI_TEXT },
	{ "until", OPT_UNTIL, CLI_TEXT }, { "kind", OPT_KIND, CLI_TEXT }, { "head", OPT_HEAD, CLI_FLAG },
	{ NULL, 0, CLI_FLAG },
};

struct opts {
	const char *no, *actor, *since, *until, *kind;
	bool is_head;
};

/* The same, looked up and checked. */
struct filter {
	int64_t casefile_id;
	char actor[65];
	int64_t since, until;
};

static void take_option(struct opts *o, int code, const char *value)
{
	const char **text[] = { &o->no, &o->actor, &o->since, &o->until, &o->kind };

	if (code == OPT_HEAD)
		o->is_head = true;
	else
		*text[code - OPT_CASE] = value;
}

/* A command of wangge; a slip of the pen must not pass for one that did
 * nothing. */
static bool is_command(const char *word)
{
	static const char *const command[] = {
		"case-appeal", "case-close", "case-collect", "case-dispatch", "case-feedback", "case-handle",
		"case-list", "case-open", "case-rate", "case-remind", "case-show", "case-verify", "dept-score",
		"grid-backup", "grid-check", "grid-export", "grid-import", "grid-init", "grid-log", "grid-plan",
		"grid-report", "worker-score", "worker-train", "worker-visit",
	};
	size_t i;

	for (i = 0; i < sizeof command / sizeof command[0]; i++)
		if (strcmp(word, command[i]) == 0)
			return true;
	return false;
}

static enum status check(const struct cli *c, const struct opts *o, struct fault *f)
{
	const struct record_kind *k = o->kind ? fields_kind(o->kind) : NULL;

	if (c->argc)
		return fault_set(f, ST_USAGE, "'%s': grid-log takes no operand", c->argv[0]);
	if (o->is_head && (o->no || o->actor || o->since || o->until || o->kind || c->format != OUT_AUTO || c->output))
		return fault_set(f, ST_USAGE, "--head stands alone");
	if (o->kind && !is_command(o->kind) && (!k || !*k->table))
		return fault_set(f, ST_USAGE, "--kind '%s' is neither a command nor a kind of record", o->kind);
	return ST_OK;
}

/* An actor or Unix user that the audit knows, else whoever the name means now:
 * a record that was taken back is still in the audit. */
static enum status find_actor(struct filter *w, struct desk *d, const char *who, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_AUDIT_KNOWS);
	int64_t known, department_id, worker_id;
	bool row;
	enum status st;

	str_copy(w->actor, sizeof w->actor, who);
	db_bind_text(q, 1, who);
	st = db_first_int(q, 0, &known, f);
	if (st != ST_OK || known || strcmp(who, "centre") == 0)
		return st;
	st = desk_who(d, "--actor", who, &department_id, &worker_id, f);
	if (st != ST_OK)
		return st;
	q = db_query(d->db, worker_id ? SQL_WORKER_GET : SQL_DEPARTMENT_GET);
	db_bind_int(q, 1, worker_id ? worker_id : department_id);
	st = db_step(q, &row, f);
	str_copy(w->actor, sizeof w->actor, st == ST_OK && row ? db_text(q, 0) : NULL);
	db_done(q);
	return st;
}

static enum status make_filter(struct filter *w, struct desk *d, const struct opts *o, struct fault *f)
{
	struct casefile c;
	struct fault why;
	enum status st = ST_OK;

	if (o->no) {
		st = casefile_load(d, o->no, &c, &why);
		if (st != ST_OK)
			return fault_set(f, st == ST_REFUSED ? ST_NOINPUT : st, "--case '%s': %s", o->no, why.text);
		w->casefile_id = c.casefile_id;
	}
	if (o->actor)
		st = find_actor(w, d, o->actor, f);
	if (st == ST_OK)
		st = cli_time("--since", o->since, false, &w->since, f);
	if (st == ST_OK)
		st = cli_time("--until", o->until, true, &w->until, f);
	if (st == ST_OK && o->until && w->since >= w->until)
		st = fault_set(f, ST_USAGE, "--until is not after --since");
	return st;
}

/* Columns of audit_log and of the catalogue's grid-log. */
enum { L_ID, L_AT, L_COMMAND, L_KIND, L_ACTOR, L_USER, L_FIXED, L_EVENTS, L_ROWS, L_NOTE };

/* On a screen whoever reads the reason of a look has no use for a digest, nor
 * room: of it stand the first digits. */
static void put_note(struct out *out, const char *note)
{
	enum { DIGEST = 64, SHOWN = 8 };
	struct str text = STR_INIT;
	size_t n, shown;

	if (!note || out_format(out) != OUT_TABLE) {
		out_text(out, note);
		return;
	}
	for (; *note; note += n) {
		n = strspn(note, "0123456789abcdef");
		shown = n == DIGEST ? SHOWN : n;
		if (n == 0)
			n = shown = strcspn(note, "0123456789abcdef");
		str_add(&text, note, shown);
		if (shown < n)
			str_adds(&text, "...");
	}
	out_text(out, text.s);
	str_release(&text);
}

static void put_row(struct out *out, struct query *q)
{
	int i;

	out_int(out, db_int(q, L_ID));
	out_time(out, db_int(q, L_AT));
	for (i = L_COMMAND; i <= L_USER; i++)
		out_text(out, db_text(q, i));
	for (i = L_FIXED; i <= L_ROWS; i++)
		out_int(out, db_int(q, i));
	put_note(out, db_text(q, L_NOTE));
	out_row(out);
}

static enum status list(struct out *out, struct desk *d, const struct filter *w, const struct opts *o, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_AUDIT_LOG);
	bool row;
	enum status st;

	db_bind_id(q, db_param(q, ":casefile_id"), w->casefile_id);
	db_bind_word(q, db_param(q, ":actor"), w->actor);
	db_bind_text(q, db_param(q, ":word"), o->kind);
	db_bind_int(q, db_param(q, ":since"), o->since ? w->since : INT64_MIN);
	db_bind_int(q, db_param(q, ":until"), o->until ? w->until : INT64_MAX);
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		put_row(out, q);
	return st;
}

static enum status run(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	static const struct field *column[16];  /* stays until out_finish */
	const struct opts *o = arg;
	struct filter w = { .actor = "" };
	struct desk d;
	struct db *db;
	enum status st = cli_open(c, DB_READ, &db, &d, f);

	if (st != ST_OK)
		return st;
	out_begin(out, NULL, column, fields_columns("grid-log", column));
	st = db_begin_read(db, f);
	if (st == ST_OK)
		st = make_filter(&w, &d, o, f);
	if (st == ST_OK)
		st = list(out, &d, &w, o, f);
	desk_close(&d);
	db_close(db);
	return st;
}

static int print_head(struct cli *c)
{
	struct desk d;
	struct db *db;
	struct fault f;
	char head[HEAD_SIZE], digest[65];
	int64_t last;
	enum status st = cli_open(c, DB_READ, &db, &d, &f);

	if (st != ST_OK)
		return cli_fail(c, &f);
	st = audit_last(db, &last, digest, &f);
	desk_close(&d);
	db_close(db);
	if (st == ST_OK && !last)
		st = fault_set(&f, ST_PART, "the audit is empty, so it has no head");
	if (st != ST_OK)
		return cli_fail(c, &f);
	audit_head(last, digest, head);
	puts(head);
	return cli_finish(c, st);
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o;
	struct fault f;
	int code;

	memset(&o, 0, sizeof o);
	cli_start(&cli, "grid-log", usage, CLI_FORMAT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		/* An unset variable must not show everybody's. */
		if (code != OPT_HEAD && !*cli.value)
			return cli_usage(&cli, "--%s is empty: leave it out, or say what it is", options[code - OPT_CASE].name);
		take_option(&o, code, cli.value);
	}
	if (check(&cli, &o, &f) != ST_OK)
		return cli_fail(&cli, &f);
	return o.is_head ? print_head(&cli) : cli_print(&cli, run, &o);
}
