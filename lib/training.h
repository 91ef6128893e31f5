/* SPDX-License-Identifier: MIT
 *
 * Recording who was trained in a course: workers by operands, from standard
 * input or from CSV, in one transaction with one audit row, as lib/batch.h does
 * it for cases.  A training is recorded once; what is recorded already with
 * other values is refused, for to correct records is grid-import's affair.
 */
#ifndef TRAINING_H
#define TRAINING_H

#include "cli.h"

/* What options say for all workers or rows, as it was given; NULL: nothing. */
struct training_given {
	const char *course, *held_on, *hours, *score, *is_passed;
};

/* The operands, or a single "-": standard input, a worker a line, or CSV with a
 * column worker or code.  Prints the codes of those for whom the training stands,
 * new or not.  ST_USAGE: an option says nothing that its column may be, no course,
 * a day to come, no worker. */
enum status training_workers(struct cli *c, struct desk *d, const struct training_given *g, struct fault *f);

/* The same from a file or - in the columns of kind training; what a row leaves
 * empty is as given. */
enum status training_rows(struct cli *c, struct desk *d, const struct training_given *g, const char *csv, struct fault *f);

#endif
