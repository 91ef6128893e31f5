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

int main(int argc, char **argv)
{
	static const struct deed_choice choice[] = {
		{ "grant", "appeal-grant", "review" },
		{ "refuse", "appeal-refuse", "review" },
	};
	static const struct deed_choice otherwise = { NULL, "appeal", "appeal" };
	struct cli cli;

	return deed_choose(&cli, argc, argv, "case-appeal", usage, choice, &otherwise);
}
