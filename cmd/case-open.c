/* SPDX-License-Identifier: MIT
 *
 * case-open: file collected cases (建档立卷), reject them, or open closed ones
 * again; with new details it collects and files in one step and one
 * transaction.  A file of --csv that has case numbers is of known cases, one
 * that has none of new ones.
 */
#include "cli.h"
#include "deed.h"
#include "doubles.h"
#include "intake.h"

#include <string.h>

static const char usage[] =
	"case-open [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" [--matter matter] [--condition c] [--csv file] [case ...]\n"
	"case-open [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --auto [--explain] [--csv file] [case ...]\n"
	"case-open [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --reject [--reason text] [--csv file] [case ...]\n"
	"case-open [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --reopen [--reason text] [--csv file] [case ...]\n"
	"case-open [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] --area area"
	" --text text --matter matter|--auto [--explain] [--condition c] [--missed] [--source s] [--source-no no] [--reporter name] [--phone p]"
	" [--address a] [--lon x] [--lat y]\n"
	"case-open [-qv] [-d file] [-f format] [-o file] --suggest [case ...]\n";

enum { OPT_REJECT = CLI_LONG(50), OPT_REOPEN, OPT_REASON, OPT_AUTO, OPT_EXPLAIN, OPT_SUGGEST };

static const struct cli_option options[] = {
	INTAKE_OPTIONS, { "reject", OPT_REJECT, CLI_FLAG }, { "reopen", OPT_REOPEN, CLI_FLAG },
	{ "reason", OPT_REASON, CLI_TEXT }, { "auto", OPT_AUTO, CLI_FLAG }, { "explain", OPT_EXPLAIN, CLI_FLAG },
	{ "suggest", OPT_SUGGEST, CLI_FLAG }, { NULL, 0, CLI_FLAG },
};

struct opts {
	struct intake in;
	struct deed deed;
	bool is_new;            /* details of one case were given */
	bool is_auto, is_explained, is_suggested;
};

/* The one form that reads. */
static enum status check_suggest(const struct cli *c, const struct opts *o, struct fault *f)
{
	const struct intake *in = &o->in;

	if (!o->is_suggested && (c->output || c->format != OUT_AUTO))
		return fault_set(f, ST_USAGE, "-f and -o go with --suggest");
	if (!o->is_suggested)
		return ST_OK;
	if (o->is_new || o->is_auto || in->csv || in->matter || in->condition || o->deed.given.reason || strcmp(o->deed.action, "open") != 0)
		return fault_set(f, ST_USAGE, "--suggest goes with case numbers or nothing");
	if (c->is_dry_run || c->is_all_or_nothing || c->by || c->at || c->key)
		return fault_set(f, ST_USAGE, "--suggest changes nothing: -n, --by, --at, --key and --all-or-nothing do not go with it");
	return ST_OK;
}

static enum status check(const struct cli *c, struct opts *o, struct fault *f)
{
	const struct intake *in = &o->in;

	if (o->is_auto && (in->matter || in->condition))
		return fault_set(f, ST_USAGE, "either --matter or --auto, not both");
	if (o->is_auto && strcmp(o->deed.action, "open") != 0)
		return fault_set(f, ST_USAGE, "--auto files, it does not %s", o->deed.action);
	if (o->is_explained && !o->is_auto)
		return fault_set(f, ST_USAGE, "--explain goes with --auto");
	if (o->is_new && (c->argc || strcmp(o->deed.action, "open") != 0))
		return fault_set(f, ST_USAGE, "either new details or case numbers, not both");
	if (o->is_new && in->csv)
		return fault_set(f, ST_USAGE, "--csv brings the details, none may be given beside it");
	if (o->is_new)
		return in->area && in->text && (in->matter || o->is_auto) ? ST_OK
			: fault_set(f, ST_USAGE, "--area, --matter and --text must be given");
	o->deed.csv = in->csv;
	o->deed.given.matter = in->matter;
	o->deed.given.condition = in->condition;
	return deed_check(c, &o->deed, f);
}

static enum status file_all(struct cli *c, struct desk *d, struct opts *o, struct fault *f)
{
	bool tells = true;
	enum status st = ST_OK;

	if (o->is_new)
		return intake_run(&o->in, c, d, true, f);
	if (o->in.csv && strcmp(o->deed.action, "open") == 0) {
		st = batch_csv(c, o->in.csv, &o->deed.input, f);
		if (st == ST_OK)
			st = batch_tells_cases(o->deed.input, &tells, f);
		if (st != ST_OK) {
			csvin_free(o->deed.input);
			return st;
		}
		o->in.input = o->deed.input;
	}
	return tells ? deed_do(c, d, &o->deed, f) : intake_run(&o->in, c, d, true, f);
}

static enum status run(struct cli *c, struct desk *d, void *arg, struct fault *f)
{
	struct opts *o = arg;
	enum status st;

	if (o->is_auto)
		o->in.triage = o->deed.triage = triage_new(o->is_explained ? c : NULL);
	st = file_all(c, d, o, f);
	triage_free(o->in.triage);
	return st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o;
	struct fault f;
	int code;
	enum status st;

	memset(&o, 0, sizeof o);
	o.deed.action = o.deed.verb = "open";
	cli_start(&cli, "case-open", usage, CLI_WRITE | CLI_ACT | CLI_FORMAT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if ((code == OPT_REJECT || code == OPT_REOPEN) && strcmp(o.deed.action, "open") != 0)
			return cli_usage(&cli, "either --reject or --reopen, once");
		if (code == OPT_REJECT || code == OPT_REOPEN)
			o.deed.action = o.deed.verb = code == OPT_REJECT ? "reject" : "reopen";
		else if (code == OPT_REASON)
			o.deed.given.reason = cli.value;
		else if (code == OPT_AUTO)
			o.is_auto = true;
		else if (code == OPT_EXPLAIN)
			o.is_explained = true;
		else if (code == OPT_SUGGEST)
			o.is_suggested = true;
		else
			intake_option(&o.in, &cli, code);
	}
	o.is_new = intake_has_details(&o.in);
	st = check_suggest(&cli, &o, &f);
	if (st == ST_OK && o.is_suggested)
		return doubles_command(&cli);
	if (st == ST_OK)
		st = check(&cli, &o, &f);
	return st == ST_OK ? cli_write(&cli, run, &o) : cli_fail(&cli, &f);
}
