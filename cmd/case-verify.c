/* SPDX-License-Identifier: MIT
 *
 * case-verify: check a reply on the spot (核实): it passes, or goes back to
 * the same department for rework.  Whoever handled a case cannot verify it.
 */
#include "batch.h"
#include "cli.h"


static const char usage[] =
	"case-verify [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --pass case ...\n"
	"case-verify [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --fail reason case ...\n";

enum { OPT_PASS = CLI_LONG(0), OPT_FAIL };

static const struct cli_option options[] = {
	{ "pass", OPT_PASS, false }, { "fail", OPT_FAIL, true },
	{ NULL, 0, false },
};

static enum status act(struct cli *c, struct desk *d, const struct numbers *n, void *arg, struct fault *f)
{
	const struct action *a = arg;

	return batch_act(c, d, "verify", n, a, f);
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct action a = { .name = NULL };
	int code;

	cli_start(&cli, "case-verify", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (a.name)
			return cli_usage(&cli, "either --pass or --fail, once");
		a.name = code == OPT_PASS ? "pass" : "fail";
		a.note = cli.value;
	}
	if (!a.name)
		return cli_usage(&cli, "--pass or --fail must be given");
	if (a.note && !*a.note)
		return cli_usage(&cli, "an empty reason says nothing");
	return batch_command(&cli, act, &a);
}
