/* SPDX-License-Identifier: MIT
 *
 * What --auto decides: a case's matter, and who gets it.
 *
 * The matter is that of the first rule that matches the case's text; one that
 * somebody proposed stays.  Who gets the case is said by, the first that does:
 * the first rule that matches and names a department, where it names no
 * matter or the case's own; the matter; the area, the nearest from the
 * case's own upwards that a department is of, if that is one only or one above
 * the others; and of the area's own workers the one with the fewest open cases.
 *
 * Rules are dispatch_rule's active ones, smaller priority first, then those
 * without, then by name; one with an area is only for cases in it.  A rule
 * that runs away on a text refuses that case, for nobody knows what it would
 * have said.  Everything is read on the first case, inside the command's
 * transaction, and kept for its others.
 */
#ifndef TRIAGE_H
#define TRIAGE_H

#include "casefile.h"
#include "cli.h"

struct triage;

/* `explain` NULL, or the command that says on standard error how it came to
 * each decision.  Never NULL. */
struct triage *triage_new(const struct cli *explain);
void triage_free(struct triage *t);

/* Of a text in an area: *matter_id is 0 where no rule decides, else *why is
 * "rule NAME", borrowed until the next call.  ST_REFUSED: a rule ran away.
 * ST_INPUT: a rule's pattern is none. */
enum status triage_matter(struct triage *t, struct desk *d, int64_t area_id, const char *text,
                          int64_t *matter_id, const char **why, struct fault *f);

/* ST_REFUSED with what was tried, for where triage_matter found none. */
enum status triage_no_matter(const struct triage *t, struct fault *f);

/* The decision was somebody's: the matter, or who gets it, is given. */
void triage_given(struct triage *t, bool opens);

/* Say how the last decision was come to, if anybody asked. */
void triage_explain(struct triage *t, const char *case_no);

/* casefile_act, but for an action that files a case without a matter, or
 * dispatches it to nobody: then both are found first, and the event's note says
 * how.  `t` NULL: just that. */
enum status triage_act(struct triage *t, struct desk *d, struct casefile *c, const struct action *a, struct fault *f);

#endif
