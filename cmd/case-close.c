/* SPDX-License-Identifier: MIT
 *
 * case-close: close verified cases (结案), force a case closed or cancel it.
 */
#include "batch.h"
#include "cli.h"

#include <string.h>

static const char usage[] =
	"case-close [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] case ...\n"
	"case-close [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --force --reason text case ...\n"
	"case-close [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --cancel --reason text case ...\n";

enum { OPT_FORCE = CLI_LONG(0), OPT_CANCEL, OPT_REASON };

static const struct cli_option options[] = {
	{ "force", OPT_FORCE, CLI_FLAG }, { "cancel", OPT_CANCEL, CLI_FLAG }, { "reason", OPT_REASON, CLI_TEXT },
	{ NULL, 0, CLI_FLAG },
};

int main(int argc, char **argv)
{
	struct cli cli;
	struct action a = { .name = NULL };
	const char *reason = NULL;
	int code;

	cli_start(&cli, "case-close", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (code != OPT_REASON && a.name)
			return cli_usage(&cli, "either --force or --cancel, once");
		if (code == OPT_REASON)
			reason = cli.value;
		else
			a.name = code == OPT_FORCE ? "force" : "cancel";
	}
	if (!a.name)
		a.name = "close";
	return batch_action(&cli, strcmp(a.name, "cancel") == 0 ? "cancel" : "close", &a, reason, NULL);
}
