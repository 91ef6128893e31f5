/* SPDX-License-Identifier: MIT
 *
 * grid-export: any kind of record back out, as grid-import reads it.  Personal
 * data is masked; to see it as it is takes a reason, and that somebody looked
 * stands in the audit before the first byte is out: rows wait in the output's
 * spool until the look is committed.
 */
#include "cli.h"
#include "export.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
	"grid-export [-qv] [-d file] [-f format] [-o file] [--area area] [--unmask] [--reason text] [--by who]"
	" [--wait seconds] kind\n";

enum { OPT_AREA = CLI_LONG(0), OPT_UNMASK, OPT_REASON, OPT_BY, OPT_WAIT };

static const struct cli_option options[] = {
	{ "area", OPT_AREA, CLI_TEXT }, { "unmask", OPT_UNMASK, CLI_FLAG }, { "reason", OPT_REASON, CLI_TEXT },
	{ "by", OPT_BY, CLI_TEXT }, { "wait", OPT_WAIT, CLI_TEXT }, { NULL, 0, CLI_FLAG },
};

struct opts {
	const struct record_kind *kind;
	const char *area, *reason;
	bool is_unmasked;
};

static enum status take_option(struct cli *c, int code, struct opts *o, struct fault *f)
{
	long wait;

	switch (code) {
	case OPT_AREA: o->area = c->value; break;
	case OPT_UNMASK: o->is_unmasked = true; break;
	case OPT_REASON: o->reason = c->value; break;
	case OPT_BY: c->by = c->value; break;
	default:
		if (cli_int("--wait", c->value, 0, 86400, &wait, f) != ST_OK)
			return f->status;
		c->wait = (int)wait;
	}
	return ST_OK;
}

static enum status check(const struct cli *c, struct opts *o, struct fault *f)
{
	if (!c->argc)
		return fault_set(f, ST_USAGE, "no kind given");
	if (c->argc > 1)
		return fault_set(f, ST_USAGE, "'%s': one kind at a time", c->argv[1]);
	o->kind = fields_kind(c->argv[0]);
	if (!o->kind || !*o->kind->table)
		return fault_set(f, ST_USAGE, "'%s' is no kind of record, see wangge(5)", c->argv[0]);
	/* An unset variable must not export everything. */
	if (o->area && !*o->area)
		return fault_set(f, ST_USAGE, "--area is empty: leave it out, or say what it is");
	if (o->area && !export_has_area(o->kind))
		return fault_set(f, ST_USAGE, "--area: records of kind %s are in no area", o->kind->name);
	if (c->by && !*c->by)
		return fault_set(f, ST_USAGE, "--by is empty");
	if (o->is_unmasked && (!o->reason || text_is_blank(o->reason)))
		return fault_set(f, ST_USAGE, "--unmask wants a --reason");
	if (!o->is_unmasked && (o->reason || c->by))
		return fault_set(f, ST_USAGE, "--%s without --unmask", o->reason ? "reason" : "by");
	return ST_OK;
}

/* The code of the area that the option names. */
static enum status find_area(struct desk *d, const char *text, char code[32], struct fault *f)
{
	struct query *q;
	struct fault why;
	int64_t id;
	bool row;
	enum status st = registry_area(&d->registry, text, &id, &why);

	if (st != ST_OK)
		return fault_set(f, st == ST_REFUSED ? ST_NOINPUT : st, "--area '%s': %s", text, why.text);
	q = db_query(d->db, SQL_AREA_GET);
	db_bind_int(q, 1, id);
	st = db_step(q, &row, f);
	str_copy(code, 32, st == ST_OK && row ? db_text(q, 0) : "");
	db_done(q);
	return st;
}

/* Kind, area and reason: what was looked at stands in the digest of the rows. */
static enum status record_look(struct cli *c, const struct opts *o, struct desk *d, const char *area,
                               struct fault *f)
{
	struct str note = STR_INIT;
	enum status st = db_begin_write(d->db, c->wait, "grid-export", f);

	if (st != ST_OK)
		return st;
	str_addf(&note, "%s%s%s: %s", o->kind->name, area ? " of " : "", area ? area : "", o->reason);
	st = audit_append(d, "grid-export", o->kind->name, note.s, f);
	str_release(&note);
	if (st == ST_OK)
		return db_commit(d->db, f);
	db_rollback(d->db);
	return st;
}

static enum status export(struct cli *c, const struct opts *o, struct desk *d, struct out *out, struct fault *f)
{
	char code[32];
	const char *area = o->area ? code : NULL;
	enum status st = db_begin_read(d->db, f);

	if (st == ST_OK && o->area)
		st = find_area(d, o->area, code, f);
	if (st == ST_OK)
		st = export_rows(d, o->kind, area, out, o->is_unmasked ? &d->audit : NULL, f);
	db_rollback(d->db);
	if (st == ST_OK && o->is_unmasked)
		st = record_look(c, o, d, area, f);
	return st;
}

static enum status run(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	const struct opts *o = arg;
	static const struct field *column[40];  /* stays until out_finish */
	struct desk d;
	struct db *db;
	enum status st = cli_open(c, o->is_unmasked ? DB_WRITE : DB_READ, &db, &d, f);

	if (st != ST_OK)
		return st;
	if (o->is_unmasked)
		out_unmask(out);
	out_begin(out, NULL, column, fields_columns(o->kind->name, column));
	st = export(c, o, &d, out, f);
	desk_close(&d);
	db_close(db);
	return st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o;
	struct fault f;
	int code;

	memset(&o, 0, sizeof o);
	cli_start(&cli, "grid-export", usage, CLI_FORMAT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0)
		if (take_option(&cli, code, &o, &f) != ST_OK)
			return cli_fail(&cli, &f);
	if (check(&cli, &o, &f) != ST_OK)
		return cli_fail(&cli, &f);
	return cli_print(&cli, run, &o);
}
