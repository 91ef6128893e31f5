/* SPDX-License-Identifier: MIT
 *
 * case-remind: urge whoever has a case (督办), and keep the answer.  For cron it
 * finds by itself the cases past their deadline that were not reminded yet.
 */
#include "cli.h"
#include "deed.h"
#include "remind.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
	"case-remind [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" [--kind kind] [--level n] [--note text] [--csv file] [case ...]\n"
	"case-remind [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --reply text [--csv file] [case ...]\n"
	"case-remind [-nqv] [-d file] [--key k] [--wait seconds] [--check] [--record]\n";

enum { OPT_KIND = CLI_LONG(0), OPT_LEVEL, OPT_NOTE, OPT_REPLY, OPT_RECORD, OPT_CHECK, OPT_CSV };

static const struct cli_option options[] = {
	{ "kind", OPT_KIND, CLI_TEXT }, { "level", OPT_LEVEL, CLI_TEXT }, { "note", OPT_NOTE, CLI_TEXT },
	{ "reply", OPT_REPLY, CLI_TEXT }, { "record", OPT_RECORD, CLI_FLAG }, { "check", OPT_CHECK, CLI_FLAG },
	{ "csv", OPT_CSV, CLI_PATH },
	{ NULL, 0, CLI_FLAG },
};

struct opts {
	struct deed deed;
	bool is_record, is_check;
};

static enum status remind_one(struct desk *d, struct casefile *file, const void *arg, struct fault *f)
{
	struct action a = { .name = "remind", .remind_kind = "overtime" };
	enum status st = remind_wanted(d, file, &a.remind_level, f);

	(void)arg;
	return st == ST_OK ? casefile_act(d, file, &a, f) : st;
}

/* Who is due, without a word to them. */
static int check(struct cli *c)
{
	struct numbers n;
	struct desk d;
	struct db *db;
	struct fault f;
	size_t i, at = 0;
	enum status st = cli_open(c, DB_READ, &db, &d, &f);

	if (st != ST_OK)
		return cli_fail(c, &f);
	memset(&n, 0, sizeof n);
	st = db_begin_read(db, &f);
	if (st == ST_OK)
		st = remind_find(&d, &n, &f);
	desk_close(&d);
	db_close(db);
	for (i = 0; i < n.count && st == ST_OK; i++) {
		puts(n.text.s + at);
		at += strlen(n.text.s + at) + 1;
	}
	if (st == ST_OK && n.count)
		st = ST_PART;
	numbers_release(&n);
	return cli_end(c, st, &f);
}

static int watch(struct cli *c, const struct opts *o)
{
	const struct given *g = &o->deed.given;

	if (c->argc || o->deed.csv || o->deed.action || g->kind || g->level || g->note || c->by || c->at)
		return cli_usage(c, "--record and --check find the cases, their kind and level by themselves");
	return o->is_record ? batch_found(c, "remind", "remind", remind_find, remind_one, o->is_check) : check(c);
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o;
	struct fault f;
	long level;
	int code;

	memset(&o, 0, sizeof o);
	cli_start(&cli, "case-remind", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		switch (code) {
		case OPT_KIND: o.deed.given.kind = cli.value; break;
		case OPT_NOTE: o.deed.given.note = cli.value; break;
		case OPT_RECORD: o.is_record = true; break;
		case OPT_CHECK: o.is_check = true; break;
		case OPT_CSV: o.deed.csv = cli.value; break;
		case OPT_REPLY:
			o.deed.action = o.deed.verb = "answer";
			o.deed.given.note = cli.value;
			break;
		default:
			if (cli_int("--level", cli.value, 1, REMIND_LEVELS, &level, &f) != ST_OK)
				return cli_usage(&cli, "%s", f.text);
			o.deed.given.level = level;
		}
	}
	if (o.is_record || o.is_check)
		return watch(&cli, &o);
	if (!o.deed.action)
		o.deed.action = o.deed.verb = "remind";
	return deed_command(&cli, &o.deed);
}
