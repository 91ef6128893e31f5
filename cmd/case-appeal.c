/* SPDX-License-Identifier: MIT
 *
 * case-appeal: a department's appeal against the overtime of a closed case
 * (申诉), and its two reviews by the centre.  Where both grant it the case is
 * exempt from the figures; that it was overtime stays and is shown.
 */
#include "cli.h"
#include "deed.h"

static const char usage[] =
	"case-appeal [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" [--grant|--refuse] [--reason text] [--csv file] [case ...]\n";

enum { OPT_GRANT = CLI_LONG(0), OPT_REFUSE, OPT_REASON, OPT_CSV };

static const struct cli_option options[] = {
	{ "grant", OPT_GRANT, CLI_FLAG }, { "refuse", OPT_REFUSE, CLI_FLAG }, { "reason", OPT_REASON, CLI_TEXT },
	{ "csv", OPT_CSV, CLI_PATH },
	{ NULL, 0, CLI_FLAG },
};

int main(int argc, char **argv)
{
	struct cli cli;
	struct deed deed = { .verb = "review" };
	int code;

	cli_start(&cli, "case-appeal", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (code == OPT_REASON)
			deed.given.reason = cli.value;
		else if (code == OPT_CSV)
			deed.csv = cli.value;
		else if (deed.action)
			return cli_usage(&cli, "either --grant or --refuse, once");
		else
			deed.action = code == OPT_GRANT ? "appeal-grant" : "appeal-refuse";
	}
	if (!deed.action)
		deed.action = deed.verb = "appeal";
	return deed_command(&cli, &deed);
}
