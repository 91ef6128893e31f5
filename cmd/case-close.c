/* SPDX-License-Identifier: MIT
 *
 * case-close: close verified cases (结案), force a case closed or cancel it.
 */
#include "cli.h"
#include "deed.h"

static const char usage[] =
	"case-close [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" [--csv file] [case ...]\n"
	"case-close [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --force|--cancel [--reason text] [--csv file] [case ...]\n";

int main(int argc, char **argv)
{
	static const struct deed_choice choice[] = {
		{ "force", "force", "close" },
		{ "cancel", "cancel", "cancel" },
	};
	static const struct deed_choice otherwise = { NULL, "close", "close" };
	struct cli cli;

	return deed_choose(&cli, argc, argv, "case-close", usage, choice, &otherwise);
}
