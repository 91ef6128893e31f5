/* SPDX-License-Identifier: MIT
 *
 * worker-score: what a month, quarter or year was worth, by the rules of an edition,
 * for all workers; what stands behind it; and fixing it, so that pay can follow.
 */
#include "evaluate.h"

static const char usage[] =
	"worker-score [-qv] [-d file] [-f format] [-o file] [--month m | --quarter q | --year y] [--edition e]"
	" [--first | --live] [--explain worker|all | --pay]\n"
	"worker-score [-qv] [-d file] [-f format] [-o file] [--by who] [--wait seconds] [--month m | --quarter q | --year y]"
	" [--edition e] [--first | --live] --pay --unmask --reason text\n"
	"worker-score [-qv] [-d file] [-f format] [-o file] [--month m | --quarter q | --year y] [--edition e]"
	" --corrections\n"
	"worker-score [-qv] [-d file] [-f format] [-o file] [--month m | --quarter q | --year y] [--edition e]"
	" --what-if file [--months n]\n"
	"worker-score [-nqv] [-d file] [--by who] [--key k] [--wait seconds] [--month m | --quarter q | --year y]"
	" [--edition e] --freeze\n"
	"worker-score [-nqv] [-d file] [--by who] [--key k] [--wait seconds] [--month m | --quarter q | --year y]"
	" [--edition e] --appeal worker|--correct worker|--refuse worker --reason text\n";

int main(int argc, char **argv)
{
	return evaluate_main(argc, argv, SCORE_WORKER, "worker-score", usage);
}
