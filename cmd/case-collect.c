/* SPDX-License-Identifier: MIT
 *
 * case-collect: record problems as collected (信息采集), one from options or
 * many from CSV.  The matter may be proposed already; filing stays with the
 * dispatch centre.
 */
#include "cli.h"
#include "intake.h"

#include <string.h>

static const char usage[] =
	"case-collect [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] --area area --text text"
	" [--matter matter] [--condition c] [--missed] [--source s] [--source-no no] [--reporter name] [--phone p]"
	" [--address a] [--lon x] [--lat y]\n"
	"case-collect [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --csv file\n";

static const struct cli_option options[] = { INTAKE_OPTIONS, { NULL, 0, CLI_FLAG } };

static enum status collect(struct cli *c, struct desk *d, void *arg, struct fault *f)
{
	return intake_run(arg, c, d, false, f);
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct intake in;
	int code;

	memset(&in, 0, sizeof in);
	cli_start(&cli, "case-collect", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0)
		intake_option(&in, &cli, code);
	if (cli.argc)
		return cli_usage(&cli, "'%s': case-collect takes no operand", cli.argv[0]);
	if (!in.csv && (!in.area || !in.text))
		return cli_usage(&cli, "--area and --text, or --csv, must be given");
	return cli_write(&cli, collect, &in);
}
