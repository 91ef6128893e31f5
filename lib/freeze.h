/* SPDX-License-Identifier: MIT
 *
 * Scores that were fixed: the rules, the figures, what stood behind them and the
 * results of a period, as they were then, under the audit chain (tables
 * score_freeze, score_frozen_rule, score_result, score_part).  Data that comes later
 * changes nothing there.  It shows as a difference to what the same rules make
 * today, and counts from when somebody has recorded a correction, with the result
 * before and after it; whoever is scored may appeal (table score_change).
 *
 * The digest of rows in the audit is made of all these rows again by freeze_digest.
 */
#ifndef FREEZE_H
#define FREEZE_H

#include "score.h"

struct freeze {
	int64_t id;             /* 0: that period was not frozen */
	int64_t frozen_at;
	char edition[SCORE_EDITION_SIZE];
};

/* That of an edition; NULL: the one frozen first. */
enum status freeze_find(struct freeze *z, struct desk *d, enum score_of of, const struct period *p, const char *edition,
                        struct fault *f);

/* The results that hold; `is_first`: those that were fixed, without corrections.  Names are
 * those of today.  To be released also after a fault. */
enum status freeze_load(struct score *s, struct desk *d, enum score_of of, const struct period *p, const struct freeze *z,
                        bool is_first, struct fault *f);

/* The rules of then, for scores as data stand today. */
enum status freeze_rules(struct score_rules *r, struct desk *d, const struct freeze *z, struct fault *f);

/* Whether two results differ in what counts: points, pay, or the figures behind. */
bool freeze_is_same(const struct score_row *a, const struct score_row *b);

/* Inside a write transaction, with the actor's role seen to. ST_REFUSED says why not.
 * freeze_write: made with SCORE_ALL.  freeze_correct: `now` is made with SCORE_ONE of that
 * code, by freeze_rules, and `then` of freeze_load; who is in one of them only has had
 * no score, or has none any more. */
enum status freeze_write(struct desk *d, const struct score *s, struct fault *f);
enum status freeze_appeal(struct desk *d, const struct freeze *z, const struct score_row *then, const char *reason, struct fault *f);
enum status freeze_refuse(struct desk *d, const struct freeze *z, const struct score_row *then, const char *reason, struct fault *f);
enum status freeze_correct(struct desk *d, const struct freeze *z, const struct score *then, const struct score *now, const char *code,
                           const char *reason, struct fault *f);

/* All rows that the command with this audit row wrote. */
enum status freeze_digest(struct desk *d, int64_t audit_id, struct sm3_ctx *sm3, int64_t *rows, struct fault *f);

#endif
