/* SPDX-License-Identifier: MIT
 *
 * The two score commands: the same engine, options and tables for workers and for
 * departments, streets and communities.  A period that was frozen is shown as it was
 * fixed, with its recorded corrections; any other is made of the records as they
 * stand.
 */
#ifndef EVALUATE_H
#define EVALUATE_H

#include "score.h"

/* A whole command; answers its exit status.  `of` other than SCORE_WORKER is what
 * --of changes. */
int evaluate_main(int argc, char **argv, enum score_of of, const char *program, const char *usage);

#endif
