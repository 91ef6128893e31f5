/* SPDX-License-Identifier: MIT
 *
 * case-feedback: the department's or worker's reply with the result
 * (处理反馈); the handling clock stops and the check is due.
 */
#include "cli.h"
#include "deed.h"

static const char usage[] =
	"case-feedback [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" [--result text] [--csv file] [case ...]\n";

enum { OPT_RESULT = CLI_LONG(0), OPT_CSV };

static const struct cli_option options[] = {
	{ "result", OPT_RESULT, CLI_TEXT }, { "csv", OPT_CSV, CLI_PATH },
	{ NULL, 0, CLI_FLAG },
};

int main(int argc, char **argv)
{
	struct cli cli;
	struct deed deed = { .action = "feedback", .verb = "reply to" };
	int code;

	cli_start(&cli, "case-feedback", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (code == OPT_RESULT)
			deed.given.result = cli.value;
		else
			deed.csv = cli.value;
	}
	return deed_command(&cli, &deed);
}
