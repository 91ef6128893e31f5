/* SPDX-License-Identifier: MIT
 *
 * case-verify: check a reply on the spot (核实): it passes, or goes back to
 * the same department for rework.  Whoever handled a case cannot verify it.
 */
#include "cli.h"
#include "deed.h"

static const char usage[] =
	"case-verify [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --pass [--csv file] [case ...]\n"
	"case-verify [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --fail [--reason text] [--csv file] [case ...]\n";

enum { OPT_PASS = CLI_LONG(0), OPT_FAIL, OPT_REASON, OPT_CSV };

static const struct cli_option options[] = {
	{ "pass", OPT_PASS, CLI_FLAG }, { "fail", OPT_FAIL, CLI_FLAG }, { "reason", OPT_REASON, CLI_TEXT },
	{ "csv", OPT_CSV, CLI_PATH },
	{ NULL, 0, CLI_FLAG },
};

int main(int argc, char **argv)
{
	struct cli cli;
	struct deed deed = { .verb = "verify" };
	int code;

	cli_start(&cli, "case-verify", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (code == OPT_REASON)
			deed.given.reason = cli.value;
		else if (code == OPT_CSV)
			deed.csv = cli.value;
		else if (deed.action)
			return cli_usage(&cli, "either --pass or --fail, once");
		else
			deed.action = code == OPT_PASS ? "pass" : "fail";
	}
	if (!deed.action)
		return cli_usage(&cli, "--pass or --fail must be given");
	return deed_command(&cli, &deed);
}
