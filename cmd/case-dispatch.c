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
	{ "to", OPT_TO, true }, { "auto", OPT_AUTO, false },
	{ NULL, 0, false },
};

struct opts {
	const char *to;
	struct action action;
};

/* A department by code or name, else a worker. */
static enum status find_target(struct desk *d, const char *to, struct action *a, struct fault *f)
{
	struct query *q;
	struct fault why;
	bool row;
	enum status st = registry_department(&d->registry, to, &a->department_id, f);

	if (st != ST_REFUSED)
		return st;
	a->department_id = 0;
	st = registry_worker(&d->registry, to, &a->handler_id, &why);
	if (st == ST_REFUSED)
		return fault_set(f, ST_NOINPUT, "--to '%s': no such department or worker, or not unique", to);
	if (st != ST_OK) {
		*f = why;
		return st;
	}
	q = db_query(d->db, SQL_WORKER_GET);
	db_bind_int(q, 1, a->handler_id);
	st = db_step(q, &row, f);
	if (st == ST_OK && row)
		a->department_id = db_int(q, 2);
	db_done(q);
	return st;
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
	if ((o.to != NULL) == o.action.is_auto)
		return cli_usage(&cli, "either --to or --auto must be given");
	return batch_command(&cli, dispatch, &o);
}
