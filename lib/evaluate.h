/* SPDX-License-Identifier: MIT
 *
 * The two score commands: the same engine, options and tables for workers
 * and for departments.
 */
#ifndef EVALUATE_H
#define EVALUATE_H

#include "score.h"

/* A whole command; answers its exit status. */
int evaluate_main(int argc, char **argv, enum score_of of, const char *program, const char *usage);

#endif
