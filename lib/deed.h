/* SPDX-License-Identifier: MIT
 *
 * One action of the workflow table on many cases: what goes with it, from
 * options for all of them or from the rows of --csv for each, checked against
 * what the table says the action needs.
 */
#ifndef DEED_H
#define DEED_H

#include "batch.h"
#include "triage.h"

/* As given; NULL and 0: not given.  The names are those of the options and of
 * the columns of kind case-action. */
struct given {
	const char *to, *matter, *condition, *reason, *result, *note, *until, *kind;
	int64_t level;
};

struct deed {
	const char *action;     /* of the workflow table */
	const char *verb;       /* as in "cannot VERB case …" */
	struct given given;     /* for rows of --csv: where a row has none */
	const char *csv;        /* NULL: case numbers from the operands */
	struct csvin *input;    /* that, where it was opened already; taken over */
	struct triage *triage;  /* --auto: finds whom or which matter where nothing else says; NULL: nothing does */
};

/* ST_USAGE: something that no action of this name takes, or that it needs and
 * nobody gave; with --csv its rows may give it. */
enum status deed_check(const struct cli *c, struct deed *deed, struct fault *f);

/* Read the cases, take the gate, act on each, print.  deed_check has been
 * called.  ST_NOINPUT: an option names what is not there. */
enum status deed_do(struct cli *c, struct desk *d, struct deed *deed, struct fault *f);

/* A whole command of one action once its options are read. */
int deed_command(struct cli *c, struct deed *deed);

/* The same from its first line on, where an option says which of two actions it
 * is, each with --reason and --csv.  `otherwise`: without one; NULL: it must be
 * given. */
struct deed_choice {
	const char *option, *action, *verb;
};
int deed_choose(struct cli *c, int argc, char **argv, const char *program, const char *usage, const struct deed_choice choice[2],
                const struct deed_choice *otherwise);

#endif
