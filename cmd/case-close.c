/* SPDX-License-Identifier: MIT
 *
 * case-close: close verified cases (结案), force a case closed or cancel it.
 */
#include "batch.h"
#include "cli.h"

#include <string.h>

static const char usage[] =
	"case-close [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] case ...\n"
	"case-close [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --force reason case ...\n"
	"case-close [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --cancel reason case ...\n";

enum { OPT_FORCE = CLI_LONG(0), OPT_CANCEL };

static const struct cli_option options[] = {
	{ "force", OPT_FORCE, true }, { "cancel", OPT_CANCEL, true },
	{ NULL, 0, false },
};

static enum status act(struct cli *c, struct desk *d, const struct numbers *n, void *arg, struct fault *f)
{
	const struct action *a = arg;

	return batch_act(c, d, strcmp(a->name, "cancel") == 0 ? "cancel" : "close", n, a, f);
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct action a = { .name = NULL };
	int code;

	cli_start(&cli, "case-close", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (a.name)
			return cli_usage(&cli, "either --force or --cancel, once");
		a.name = code == OPT_FORCE ? "force" : "cancel";
		a.note = cli.value;
	}
	if (!a.name)
		a.name = "close";
	if (a.note && !*a.note)
		return cli_usage(&cli, "an empty reason says nothing");
	return batch_command(&cli, act, &a);
}
