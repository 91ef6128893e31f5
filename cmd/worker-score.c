/* SPDX-License-Identifier: MIT
 *
 * worker-score: what a month or quarter was worth, by the rules of an edition,
 * for all workers; --explain shows the figures and cases behind one.
 */
#include "evaluate.h"

static const char usage[] =
	"worker-score [-qv] [-d file] [-f format] [-o file] [--month m | --quarter q] [--edition e] [--explain worker]\n";

int main(int argc, char **argv)
{
	return evaluate_main(argc, argv, SCORE_WORKER, "worker-score", usage);
}
