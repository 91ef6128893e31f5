/* SPDX-License-Identifier: MIT
 *
 * Editions of score rules (lib/score_rule.h): what makes one sound, and where it comes
 * from.  Pay follows them, so an import takes one as a whole or not at all: what would
 * stand in the database afterwards, the rules that are there and the file's over them,
 * has to be sound, and no row of the edition may be bad.
 *
 * An edition is sound if of each post, in each kind of community and on each day, the
 * weights of ratio and steps add up to 100, no indicator is weighed twice (nor one
 * that is the same part of the same whole), all peer_groups are the same, and shared
 * caps are too; if no step pays for what is worse; and if no period was frozen by it.
 */
#ifndef EDITION_H
#define EDITION_H

#include "score_rule.h"
#include "sheet.h"

/* Whether it is sound, but for frozen periods.  ST_REFUSED says what is wrong with
 * which post. */
enum status edition_check(const struct score_rules *r, struct fault *f);

/* The rules that hold on a day (YYYY-MM-DD); `edition` NULL: of the setting
 * score_edition, else the latest.  ST_NOINPUT: there are none.  ST_INPUT: the edition
 * is not sound, which only plain sqlite3 can have made it.  To be released also after
 * a fault, as those of edition_on and edition_read. */
enum status edition_load(struct score_rules *r, struct desk *d, const char *edition, const char *day, struct fault *f);

/* Copies of those of `all` that hold on a day; ST_NOINPUT: none. */
enum status edition_on(struct score_rules *r, const struct score_rules *all, const char *day, struct fault *f);

/* All of a file of kind score-rule, which is of one edition and sound by itself.
 * ST_NOINPUT, ST_INPUT. */
enum status edition_read(struct score_rules *r, struct desk *d, const char *path, struct fault *f);

struct editions;

/* Read the sheet to its end and hold each edition against it; the sheet is rewound.
 * Inside a transaction.  *e is to be freed also after a fault. */
enum status editions_read(struct editions **e, struct desk *d, struct sheet *s, struct fault *f);
void editions_free(struct editions *e);

/* Why no row of it may go in; NULL: nothing is wrong. */
const char *editions_why(const struct editions *e, const char *edition);

#endif
