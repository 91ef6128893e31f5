/* SPDX-License-Identifier: MIT
 *
 * Editions of score rules in a file that is imported: pay follows them, so one goes
 * in as a whole or not at all.  What would stand in the database afterwards, the
 * rules that are there and the file's over them, has to be sound
 * (lib/score_rule.h), and no row of the edition may be bad.
 */
#ifndef EDITION_H
#define EDITION_H

#include "desk.h"
#include "sheet.h"

struct editions;

/* Read the sheet to its end and hold each edition against it; the sheet is rewound.
 * Inside a transaction.  *e is to be freed also after a fault. */
enum status editions_read(struct editions **e, struct desk *d, struct sheet *s, struct fault *f);
void editions_free(struct editions *e);

/* Why no row of it may go in; NULL: nothing is wrong. */
const char *editions_why(const struct editions *e, const char *edition);

#endif
