/* SPDX-License-Identifier: MIT
 *
 * case-verify: check a reply on the spot (核实): it passes, or goes back to
 * the same department for rework.  Whoever handled a case cannot verify it.
 */
#include "batch.h"
#include "cli.h"

static const char usage[] =
	"case-verify [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --pass case ...\n"
	"case-verify [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --fail --reason text case ...\n";

enum { OPT_PASS = CLI_LONG(0), OPT_FAIL, OPT_REASON };

static const struct cli_option options[] = {
	{ "pass", OPT_PASS, CLI_FLAG }, { "fail", OPT_FAIL, CLI_FLAG }, { "reason", OPT_REASON, CLI_TEXT },
	{ NULL, 0, CLI_FLAG },
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
	const char *reason = NULL;
	struct fault f;
	int code;

	cli_start(&cli, "case-verify", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (code != OPT_REASON && a.name)
			return cli_usage(&cli, "either --pass or --fail, once");
		if (code == OPT_REASON)
			reason = cli.value;
		else
			a.name = code == OPT_PASS ? "pass" : "fail";
	}
	if (!a.name)
		return cli_usage(&cli, "--pass or --fail must be given");
	if (batch_text(&a, reason, NULL, &f) != ST_OK)
		return cli_usage(&cli, "%s", f.text);
	return batch_command(&cli, act, &a);
}
