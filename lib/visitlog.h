/* SPDX-License-Identifier: MIT
 *
 * Visits and what happened to people, put down: from operands or standard input with
 * one outcome for all, or from the rows of --csv each with its own.  The same visit
 * of the same worker at the same time is known again and changes nothing; with
 * another outcome it is refused, for a record that stands is corrected by an import.
 * Visits stand in the database as if one import had brought them, so that an import
 * that runs meanwhile sees them and grid-import --undo takes them back.
 */
#ifndef VISITLOG_H
#define VISITLOG_H

#include "batch.h"
#include "visit.h"

struct visitlog_given {
	const char *outcome, *note;     /* NULL: not given */
	const char *event;      /* what happened, instead of a visit */
	const char *csv;        /* NULL: subjects from the operands */
};

/* Which person, household or unit a text names: an ID number or local key, a
 * household's code, a unit's credit code, local key or unique name; codes come
 * before names.  ST_REFUSED: none, or more than one. */
enum status visitlog_subject(struct desk *d, const char *text, enum visit_of *of, int64_t *id, struct fault *f);

/* A whole call, inside cli_write: what the options say is checked here where it needs
 * the database.  On standard error (a terminal, or with -v) what was put down and
 * when each is to be seen next.  ST_PART: something was refused and named.
 * ST_NOPERM: --by is no worker. */
enum status visitlog_do(struct cli *c, struct desk *d, const struct visitlog_given *g, struct fault *f);

#endif
