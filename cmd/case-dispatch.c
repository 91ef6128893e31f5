/* SPDX-License-Identifier: MIT
 *
 * case-dispatch: give filed or returned cases to a department or worker
 * (调度派遣); the handling clock starts.
 */
#include "cli.h"
#include "deed.h"

static const char usage[] =
	"case-dispatch [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" [--to who] [--csv file] [case ...]\n"
	"case-dispatch [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --auto [--explain] [--csv file] [case ...]\n";

enum { OPT_TO = CLI_LONG(0), OPT_AUTO, OPT_EXPLAIN, OPT_CSV };

static const struct cli_option options[] = {
	{ "to", OPT_TO, CLI_TEXT }, { "auto", OPT_AUTO, CLI_FLAG }, { "explain", OPT_EXPLAIN, CLI_FLAG },
	{ "csv", OPT_CSV, CLI_PATH },
	{ NULL, 0, CLI_FLAG },
};

int main(int argc, char **argv)
{
	struct cli cli;
	struct deed deed = { .action = "dispatch", .verb = "dispatch" };
	int code, end;
	bool is_auto = false, is_explained = false;

	cli_start(&cli, "case-dispatch", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (code == OPT_TO)
			deed.given.to = cli.value;
		else if (code == OPT_CSV)
			deed.csv = cli.value;
		else if (code == OPT_AUTO)
			is_auto = true;
		else
			is_explained = true;
	}
	if (deed.given.to && is_auto)
		return cli_usage(&cli, "either --to or --auto, not both");
	if (!deed.given.to && !is_auto && !deed.csv)
		return cli_usage(&cli, "either --to or --auto must be given");
	if (is_explained && !is_auto)
		return cli_usage(&cli, "--explain goes with --auto");
	if (is_auto)
		deed.triage = triage_new(is_explained ? &cli : NULL);
	end = deed_command(&cli, &deed);
	triage_free(deed.triage);
	return end;
}
