/* SPDX-License-Identifier: MIT
 *
 * dept-score: what a month, quarter or year was worth, by the rules of an edition,
 * for all departments, streets or communities; what stands behind it; and fixing it.
 */
#include "evaluate.h"

static const char usage[] =
	"dept-score [-qv] [-d file] [-f format] [-o file] [--of what] [--month m | --quarter q | --year y] [--edition e]"
	" [--first | --live] [--explain code|all | --pay]\n"
	"dept-score [-qv] [-d file] [-f format] [-o file] [--of what] [--month m | --quarter q | --year y] [--edition e]"
	" --corrections\n"
	"dept-score [-qv] [-d file] [-f format] [-o file] [--of what] [--month m | --quarter q | --year y] [--edition e]"
	" --what-if file [--months n]\n"
	"dept-score [-nqv] [-d file] [--by who] [--key k] [--wait seconds] [--of what] [--month m | --quarter q | --year y]"
	" [--edition e] --freeze\n"
	"dept-score [-nqv] [-d file] [--by who] [--key k] [--wait seconds] [--of what] [--month m | --quarter q | --year y]"
	" [--edition e] --appeal code|--correct code|--refuse code --reason text\n";

int main(int argc, char **argv)
{
	return evaluate_main(argc, argv, SCORE_DEPARTMENT, "dept-score", usage);
}
