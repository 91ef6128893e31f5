/* SPDX-License-Identifier: MIT
 *
 * grid-check: is the file whole, is it wangge's, has nobody touched what was
 * written?  Silent where all is well; else a finding a line.  What is shown is
 * one snapshot: commands that go on meanwhile are not half seen.
 */
#include "check.h"
#include "cli.h"

#include <string.h>

static const char usage[] = "grid-check [-qv] [-d file] [-f format] [-o file] [--audit] [--since head]\n";

enum { OPT_AUDIT = CLI_LONG(0), OPT_SINCE };

static const struct cli_option options[] = {
	{ "audit", OPT_AUDIT, CLI_FLAG }, { "since", OPT_SINCE, CLI_TEXT }, { NULL, 0, CLI_FLAG },
};

static enum status run(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	struct check *check = arg;
	struct desk d;
	struct db *db;
	enum status st = cli_open(c, DB_CHECK, &db, &d, f);

	if (st != ST_OK)
		return st;
	check->desk = &d;
	check->out = out;
	check->is_verbose = c->is_verbose;
	st = db_begin_read(db, f);
	if (st == ST_OK)
		st = check_run(check, f);
	desk_close(&d);
	db_close(db);
	return st == ST_OK && check->found ? ST_PART : st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct check check;
	struct fault f;
	int code;

	memset(&check, 0, sizeof check);
	cli_start(&cli, "grid-check", usage, CLI_FORMAT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0)
		if (code == OPT_AUDIT)
			check.is_audit_only = true;
		else if (audit_head_parse(cli.value, &check.head_id, check.head, &f) != ST_OK)
			return cli_usage(&cli, "--since: %s", f.text);
	if (cli.argc)
		return cli_usage(&cli, "'%s': grid-check takes no operand", cli.argv[0]);
	if (check.head_id && !check.is_audit_only)
		return cli_usage(&cli, "--since goes with --audit");
	return cli_print(&cli, run, &check);
}
