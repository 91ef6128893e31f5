/* SPDX-License-Identifier: MIT
 *
 * dept-score: what a month or quarter was worth, by the rules of an edition,
 * for all departments; --explain shows the figures and cases behind one.
 */
#include "evaluate.h"

static const char usage[] =
	"dept-score [-qv] [-d file] [-f format] [-o file] [--month m | --quarter q] [--edition e] [--explain department]\n";

int main(int argc, char **argv)
{
	return evaluate_main(argc, argv, SCORE_DEPARTMENT, "dept-score", usage);
}
