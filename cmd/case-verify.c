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

int main(int argc, char **argv)
{
	static const struct deed_choice choice[] = {
		{ "pass", "pass", "verify" },
		{ "fail", "fail", "verify" },
	};
	struct cli cli;

	return deed_choose(&cli, argc, argv, "case-verify", usage, choice, NULL);
}
