/* SPDX-License-Identifier: MIT
 *
 * Likely doubles among collected cases: for each the case that it should join.
 *
 * Two cases are likely one when they are of the same matter (whatever its
 * condition), were collected no more than double_hours (24) apart, and lie
 * within double_metres (50) of each other or have the same address in the same
 * community.  The distance is that of the haversine on a sphere of radius
 * 6,371,008.8 m, the mean of WGS 84:
 *
 *	2 R asin sqrt(sin²((φ2-φ1)/2) + cos φ1 cos φ2 sin²((λ2-λ1)/2))
 *
 * Addresses are compared without blanks and with full-width forms folded.  A
 * collected case for which no matter was proposed is of the one that a rule
 * would file it by (lib/triage.h); without any it is nobody's double.
 *
 * What is kept is a case that is filed and still open, else one collected
 * earlier that is no double itself; of several the one collected first, then
 * the first by number.  A double never leads to another double.
 *
 * Cases are taken by time and laid out in cells as wide as the distance, so
 * that the work grows with their number and not with its square.
 */
#ifndef DOUBLES_H
#define DOUBLES_H

#include "cli.h"

enum {
	DOUBLE_METRES = 50,     /* settings double_metres and double_hours */
	DOUBLE_HOURS = 24,
};

/* A whole command that prints them as kind case-double, by the time of
 * collecting: of the operands (or of the numbers on standard input), or of all
 * collected cases where there is none.  An operand that is no collected case
 * is named, and the answer is ST_PART's exit status.  Changes nothing. */
int doubles_command(struct cli *c);

#endif
