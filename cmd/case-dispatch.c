/* SPDX-License-Identifier: MIT
 *
 * case-dispatch: give filed or returned cases to a department or worker
 * (调度派遣); the handling clock starts.
 */
#include "batch.h"
#include "cli.h"

static const char usage[] =
	"case-dispatch [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --to who case ...\n"
	"case-dispatch [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --auto case ...\n";

enum { OPT_TO = CLI_LONG(0), OPT_AUTO };

static const struct cli_option options[] = {
	{ "to", OPT_TO, CLI_TEXT }, { "auto", OPT_AUTO, CLI_FLAG },
	{ NULL, 0, CLI_FLAG },
};

struct opts {
	const char *to;
	struct action action;
};

/* A worker brings the department along. */
static enum status find_target(struct desk *d, const char *to, struct action *a, struct fault *f)
{
	struct query *q;
	enum status st = desk_who(d, "--to", to, &a->department_id, &a->handler_id, f);

	if (st != ST_OK || !a->handler_id)
		return st;
	st = desk_worker(d, a->handler_id, &q, f);
	if (st == ST_REFUSED)
		return fault_set(f, ST_NOINPUT, "--to '%s': %s", to, f->text);
	if (st != ST_OK)
		return st;
	a->department_id = db_int(q, 2);
	db_done(q);
	return ST_OK;
}

static enum status dispatch(struct cli *c, struct desk *d, const struct numbers *n, void *arg, struct fault *f)
{
	struct opts *o = arg;
	enum status st = o->to ? find_target(d, o->to, &o->action, f) : ST_OK;

	return st == ST_OK ? batch_act(c, d, "dispatch", n, &o->action, f) : st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o = { NULL, { .name = "dispatch" } };
	int code;

	cli_start(&cli, "case-dispatch", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (code == OPT_TO)
			o.to = cli.value;
		else
			o.action.is_auto = true;
	}
	if (o.to && o.action.is_auto)
		return cli_usage(&cli, "either --to or --auto, not both");
	if (!o.to && !o.action.is_auto)
		return cli_usage(&cli, "either --to or --auto must be given");
	return batch_command(&cli, dispatch, &o);
}
