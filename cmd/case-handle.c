/* SPDX-License-Identifier: MIT
 *
 * case-handle: what happens to a case while it is handled (案件处置): accepted,
 * noted on, one phase of several done, returned, or fixed on the spot by whoever
 * has it; extended, suspended and resumed by the centre.
 */
#include "cli.h"
#include "deed.h"

#include <string.h>

static const char usage[] =
	"case-handle [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --accept|--resume [--csv file] [case ...]\n"
	"case-handle [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --note text [--csv file] [case ...]\n"
	"case-handle [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --return|--extend [--reason text] [--csv file] [case ...]\n"
	"case-handle [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --suspend [--until date] [--reason text] [--csv file] [case ...]\n"
	"case-handle [-nqv] [-d file] [--key k] [--wait seconds] --resume --due\n"
	"case-handle [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --phase|--fixed-on-spot [--result text] [--csv file] [case ...]\n";

/* The actions first, in the order of the list below. */
enum {
	OPT_ACCEPT = CLI_LONG(0), OPT_NOTE, OPT_PHASE, OPT_RETURN, OPT_EXTEND, OPT_SUSPEND, OPT_RESUME, OPT_FIXED,
	OPT_REASON, OPT_RESULT, OPT_UNTIL, OPT_DUE, OPT_CSV,
};

static const struct cli_option options[] = {
	{ "accept", OPT_ACCEPT, CLI_FLAG }, { "note", OPT_NOTE, CLI_TEXT }, { "phase", OPT_PHASE, CLI_FLAG },
	{ "return", OPT_RETURN, CLI_FLAG }, { "extend", OPT_EXTEND, CLI_FLAG }, { "suspend", OPT_SUSPEND, CLI_FLAG },
	{ "resume", OPT_RESUME, CLI_FLAG }, { "fixed-on-spot", OPT_FIXED, CLI_FLAG },
	{ "reason", OPT_REASON, CLI_TEXT }, { "result", OPT_RESULT, CLI_TEXT }, { "until", OPT_UNTIL, CLI_TEXT },
	{ "due", OPT_DUE, CLI_FLAG }, { "csv", OPT_CSV, CLI_PATH },
	{ NULL, 0, CLI_FLAG },
};

static const char *const action[] = { "accept", "note", "phase", "return", "extend", "suspend", "resume", "fixed-on-spot" };

/* Cases whose day has come go on by themselves; all that is left to do is to
 * write it down. */
static enum status wake(struct desk *d, struct casefile *file, const void *arg, struct fault *f)
{
	(void)arg;
	return casefile_wake(d, file, f);
}

static enum status find_back(struct desk *d, struct numbers *n, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_CASEFILE_BACK);
	bool row;
	enum status st;

	db_bind_text(q, 1, d->today);
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		numbers_add(n, db_text(q, 0));
	return st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct deed deed = { .action = NULL };
	bool is_due = false;
	int code;

	cli_start(&cli, "case-handle", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		switch (code) {
		case OPT_REASON: deed.given.reason = cli.value; continue;
		case OPT_RESULT: deed.given.result = cli.value; continue;
		case OPT_UNTIL: deed.given.until = cli.value; continue;
		case OPT_DUE: is_due = true; continue;
		case OPT_CSV: deed.csv = cli.value; continue;
		default: break;
		}
		if (deed.action)
			return cli_usage(&cli, "only one of --accept, --note, --phase, --return, --extend, --suspend, --resume, --fixed-on-spot");
		deed.action = action[code - OPT_ACCEPT];
		if (code == OPT_NOTE)
			deed.given.note = cli.value;
	}
	if (!deed.action)
		return cli_usage(&cli, "one of --accept, --note, --phase, --return, --extend, --suspend, --resume, --fixed-on-spot must be given");
	if (is_due && (strcmp(deed.action, "resume") != 0 || cli.argc || deed.csv || cli.at || cli.by))
		return cli_usage(&cli, "--due goes with --resume and nothing else: it finds the cases and their day by itself");
	deed.verb = strcmp(deed.action, "fixed-on-spot") == 0 ? "fix" : deed.action;
	return is_due ? batch_found(&cli, "resume", "resume", find_back, wake, false) : deed_command(&cli, &deed);
}
