/* SPDX-License-Identifier: MIT */
#include "rating.h"

#include "when.h"

#include <stdio.h>
#include <string.h>

/* Whether the rating that stands is the one that is given. */
static enum status find_rating(struct desk *d, const struct casefile *c, const struct rating *r,
                               enum rating_done *done, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_RATING_FIND);
	const char *kind, *note;
	bool row;
	enum status st;

	db_bind_int(q, 1, c->casefile_id);
	db_bind_text(q, 2, r->rater);
	db_bind_int(q, 3, r->rated_at);
	st = db_step(q, &row, f);
	*done = RATING_NEW;
	if (st != ST_OK || !row)
		return st;
	kind = db_text(q, 1);
	note = db_text(q, 6);
	*done = db_int(q, 5) == r->rated_at ? RATING_CHANGED : RATING_NEW;
	if (strcmp(kind ? kind : "", r->rater_kind ? r->rater_kind : "") == 0
	    && strcmp(note ? note : "", r->note ? r->note : "") == 0
	    && db_int(q, 2) == r->score && db_int(q, 3) == r->contacted_at
	    && (db_is_null(q, 4) ? -1 : db_int(q, 4)) == r->is_solved && db_int(q, 5) == r->rated_at)
		*done = RATING_SAME;
	db_done(q);
	return ST_OK;
}

enum status rating_put(struct desk *d, struct casefile *c, const struct rating *r,
                       enum rating_done *done, struct fault *f)
{
	const char *action = d->import_run_id ? "import" : "rate";
	struct query *q;
	char note[64], last[WHEN_SIZE];
	enum status st;

	if (strcmp(c->state.status, "closed") != 0)
		return fault_set(f, ST_REFUSED, "its status is %s, only a closed case is rated", c->state.status);
	if (!d->import_run_id && d->at < c->changed_at) {
		when_format(c->changed_at, last);
		return fault_set(f, ST_REFUSED, "its last event was later, at %s", last);
	}
	st = find_rating(d, c, r, done, f);
	if (st != ST_OK || *done == RATING_SAME)
		return st;
	q = db_query(d->db, SQL_RATING_PUT);
	db_bind_int(q, 1, c->casefile_id);
	db_bind_text(q, 2, r->rater);
	db_bind_word(q, 3, r->rater_kind);
	db_bind_id(q, 4, r->score);
	db_bind_id(q, 5, r->contacted_at);
	if (r->is_solved >= 0)
		db_bind_int(q, 6, r->is_solved);
	db_bind_int(q, 7, r->rated_at);
	db_bind_word(q, 8, r->note);
	st = db_run(q, f);
	if (st == ST_OK && r->score) {
		q = db_query(d->db, SQL_CASEFILE_SET_SATISFACTION);
		db_bind_int(q, 1, c->casefile_id);
		st = db_run(q, f);
	}
	if (st != ST_OK)
		return st;
	snprintf(note, sizeof note, "score %lld", (long long)r->score);
	/* An imported rating may be dated before the last event; its event may not. */
	return casefile_event(d, c, &(struct event){ .action = action, .at = d->at > c->changed_at ? d->at : c->changed_at,
	                                             .note = r->score ? note : "contacted" }, &c->state, f);
}
