/* SPDX-License-Identifier: MIT
 *
 * case-close: close verified cases (结案), force a case closed or cancel it.
 */
#include "cli.h"
#include "deed.h"

#include <string.h>

static const char usage[] =
	"case-close [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" [--csv file] [case ...]\n"
	"case-close [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --force|--cancel [--reason text] [--csv file] [case ...]\n";

enum { OPT_FORCE = CLI_LONG(0), OPT_CANCEL, OPT_REASON, OPT_CSV };

static const struct cli_option options[] = {
	{ "force", OPT_FORCE, CLI_FLAG }, { "cancel", OPT_CANCEL, CLI_FLAG }, { "reason", OPT_REASON, CLI_TEXT },
	{ "csv", OPT_CSV, CLI_PATH },
	{ NULL, 0, CLI_FLAG },
};

int main(int argc, char **argv)
{
	struct cli cli;
	struct deed deed = { .action = NULL };
	int code;

	cli_start(&cli, "case-close", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (code == OPT_REASON)
			deed.given.reason = cli.value;
		else if (code == OPT_CSV)
			deed.csv = cli.value;
		else if (deed.action)
			return cli_usage(&cli, "either --force or --cancel, once");
		else
			deed.action = code == OPT_FORCE ? "force" : "cancel";
	}
	if (!deed.action)
		deed.action = "close";
	deed.verb = strcmp(deed.action, "cancel") == 0 ? "cancel" : "close";
	return deed_command(&cli, &deed);
}
