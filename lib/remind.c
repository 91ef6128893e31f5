/* SPDX-License-Identifier: MIT */
#include "remind.h"

#include "standing.h"

#include <string.h>

/* The deadline that the case is past; 0: none. */
static enum status passed(struct desk *d, const struct casefile *c, int64_t *due, struct fault *f)
{
	struct case_state s = c->state;
	enum status st = deadline_wake(d, &s, d->now, f);

	*due = 0;
	if (st == ST_OK && standing_is_overdue(&s, d->now))
		*due = standing_is_replied(s.status) ? s.close_due_at : s.handle_due_at;
	return st;
}

enum status remind_wanted(struct desk *d, const struct casefile *c, int64_t *level, struct fault *f)
{
	const char *limit = desk_setting(d, "remind_limit");
	struct query *q;
	int64_t due, sent = 0, last = 0, again = 0;
	bool row, is_answered = false;
	enum status st = passed(d, c, &due, f);

	*level = 0;
	if (st != ST_OK || !due)
		return st;
	q = db_query(d->db, SQL_REMIND_LAST);
	db_bind_int(q, 1, c->casefile_id);
	st = db_step(q, &row, f);
	if (st == ST_OK && row) {
		sent = db_int(q, 0);
		last = db_int(q, 1);
		is_answered = !db_is_null(q, 2);
	}
	db_done(q);
	if (st != ST_OK)
		return st;
	if (sent <= due) {
		*level = 1;
		return ST_OK;
	}
	if (is_answered || !limit || last >= REMIND_LEVELS)
		return ST_OK;
	st = desk_due(d, sent, limit, &again, f);
	if (st == ST_INPUT)
		return fault_set(f, ST_REFUSED, "setting remind_limit: %s", f->text);
	*level = again && again <= d->now ? last + 1 : 0;
	return st;
}

enum status remind_find(struct desk *d, struct numbers *n, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_REMIND_OPEN);
	struct casefile c;
	int64_t level;
	bool row;
	enum status st;

	db_bind_int(q, 1, d->now);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		st = casefile_load(d, db_text(q, 0), &c, f);
		if (st == ST_OK)
			st = remind_wanted(d, &c, &level, f);
		if (st != ST_OK)
			break;
		if (level)
			numbers_add(n, c.case_no);
	}
	db_done(q);
	return st;
}
