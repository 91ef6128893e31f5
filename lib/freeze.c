/* SPDX-License-Identifier: MIT */
#include "freeze.h"

#include "form.h"
#include "mem.h"
#include "points.h"

#include <stdlib.h>
#include <string.h>

enum status freeze_find(struct freeze *z, struct desk *d, enum score_of of, const struct period *p, const char *edition,
                        struct fault *f)
{
	struct query *q = db_query(d->db, SQL_FREEZE_FIND);
	bool row;
	enum status st;

	memset(z, 0, sizeof *z);
	db_bind_text(q, db_param(q, ":subject"), score_of_name(of));
	db_bind_text(q, db_param(q, ":period"), p->name);
	db_bind_text(q, db_param(q, ":edition"), edition);
	st = db_step(q, &row, f);
	if (st == ST_OK && row) {
		z->id = db_int(q, 0);
		str_copy(z->edition, sizeof z->edition, db_text(q, 1));
		z->frozen_at = db_int(q, 2);
	}
	db_done(q);
	return st;
}

/* Loading -------------------------------------------------------------------- */

/* Numbers of the rules of `r`, in their order, into *id, which the caller frees. */
static enum status load_rules(struct score_rules *r, int64_t **id, struct desk *d, const struct freeze *z, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_FREEZE_RULES);
	size_t cap = 0;
	bool row;
	enum status st;

	*id = NULL;
	memset(r, 0, sizeof *r);
	str_copy(r->edition, sizeof r->edition, z->edition);
	db_bind_int(q, 1, z->id);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		MEM_ROOM(*id, r->count, cap);
		(*id)[r->count] = db_int(q, 16);
		if (!score_rule_row(r, q)) {
			db_done(q);
			return fault_set(f, ST_INPUT, "edition '%s' was frozen with an indicator that there is no more", z->edition);
		}
	}
	return st;
}

enum status freeze_rules(struct score_rules *r, struct desk *d, const struct freeze *z, struct fault *f)
{
	int64_t *id;
	enum status st = load_rules(r, &id, d, z, f);

	free(id);
	return st;
}

static char *copy(const char *s)
{
	return mem_strdup(s ? s : "");
}

static void read_result(struct score_row *r, struct query *q)
{
	memset(r, 0, sizeof *r);
	r->id = db_int(q, 0);
	r->code = copy(db_text(q, 1));
	r->correction = (int32_t)db_int(q, 2);
	r->post = copy(db_text(q, 3));
	r->area = copy(db_text(q, 4));
	r->kind = copy(db_text(q, 5));
	r->peer = copy(db_text(q, 6));
	r->since_on = copy(db_text(q, 7));
	r->has_score = !db_is_null(q, 8);
	r->score = db_int(q, 8);
	r->is_vetoed = db_int(q, 9);
	r->grade = r->has_score ? db_text(q, 10)[0] : '\0';
	r->rank = (int32_t)db_int(q, 11);
	r->peers = (int32_t)db_int(q, 12);
	r->has_pay = !db_is_null(q, 13);
	r->pay = db_int(q, 13);
	r->name = copy(db_text(q, 14));
}

static enum status load_parts(struct score *s, struct score_row *r, const int64_t *id, struct desk *d, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_FREEZE_PARTS);
	size_t cap = 0, i = 0;
	bool row;
	enum status st;

	db_bind_int(q, 1, r->id);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		struct score_part *p;

		/* Parts stand in the order of the rules. */
		for (; i < s->rules.count && id[i] != db_int(q, 0); i++)
			;
		if (i == s->rules.count) {
			db_done(q);
			return fault_set(f, ST_INPUT, "a frozen score of '%s' has a rule that its period has not", r->code);
		}
		MEM_ROOM(r->part, r->parts, cap);
		p = &r->part[r->parts++];
		memset(p, 0, sizeof *p);
		p->rule = &s->rules.rule[i];
		p->left = (enum left)db_int(q, 1);
		p->part = db_int(q, 2);
		p->whole = db_int(q, 3);
		p->hundredths = db_int(q, 4);
		p->is_vetoed = db_int(q, 5);
		str_adds(&p->counted, db_text(q, 6));
		str_adds(&p->others, db_text(q, 7));
	}
	points_restore(r);
	return st;
}

enum status freeze_load(struct score *s, struct desk *d, enum score_of of, const struct period *p, const struct freeze *z,
                        bool is_first, struct fault *f)
{
	struct query *q;
	int64_t *id;
	size_t cap = 0;
	bool row;
	enum status st;

	memset(s, 0, sizeof *s);
	s->of = of;
	s->period = *p;
	s->frozen_at = z->frozen_at;
	st = load_rules(&s->rules, &id, d, z, f);
	if (st == ST_OK) {
		q = db_query(d->db, SQL_FREEZE_RESULTS);
		db_bind_int(q, db_param(q, ":score_freeze_id"), z->id);
		db_bind_int(q, db_param(q, ":is_first"), is_first);
		while ((st = db_step(q, &row, f)) == ST_OK && row) {
			MEM_ROOM(s->row, s->rows, cap);
			read_result(&s->row[s->rows++], q);
			st = load_parts(s, &s->row[s->rows - 1], id, d, f);
			if (st != ST_OK)
				break;
		}
		db_done(q);
	}
	free(id);
	return st;
}

bool freeze_is_same(const struct score_row *a, const struct score_row *b)
{
	size_t i;

	if (a->parts != b->parts || a->has_score != b->has_score || a->has_pay != b->has_pay || a->is_vetoed != b->is_vetoed
	    || (a->has_score && a->score != b->score) || (a->has_pay && a->pay != b->pay) || strcmp(a->post, b->post) != 0)
		return false;
	for (i = 0; i < a->parts; i++) {
		const struct score_part *p = &a->part[i], *q = &b->part[i];

		if (strcmp(p->rule->name, q->rule->name) != 0 || p->left != q->left || p->part != q->part || p->whole != q->whole
		    || p->hundredths != q->hundredths)
			return false;
	}
	return true;
}

/* Writing -------------------------------------------------------------------- */

static void bind_word(struct query *q, const char *name, const char *s)
{
	db_bind_text(q, db_param(q, name), *s ? s : NULL);
}

static void bind_real(struct query *q, const char *name, double v, bool has)
{
	if (has)
		db_bind_real(q, db_param(q, name), v);
}

static enum status put_rule(struct desk *d, int64_t freeze_id, const struct score_rule *r, int64_t *id, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_FREEZE_INSERT_RULE);
	enum status st;

	db_bind_int(q, db_param(q, ":score_freeze_id"), freeze_id);
	bind_word(q, ":rule", r->name);
	bind_word(q, ":post", r->post);
	bind_word(q, ":indicator", r->indicator->field.name);
	bind_word(q, ":shape", shape_name(r->shape));
	bind_real(q, ":weight", r->weight, r->has_weight);
	bind_real(q, ":points", r->points, r->has_points);
	bind_real(q, ":floor", r->floor, r->has_floor);
	bind_real(q, ":target", r->target, r->has_target);
	bind_real(q, ":cap", r->cap, r->has_cap);
	bind_word(q, ":steps", r->steps);
	bind_word(q, ":valid_from", r->valid_from);
	bind_word(q, ":valid_to", r->valid_to);
	bind_word(q, ":peer_group", r->peer_group);
	if (r->min_months)
		db_bind_int(q, db_param(q, ":min_months"), r->min_months);
	bind_word(q, ":community_kind", r->community_kind);
	bind_word(q, ":note", r->note);
	st = db_run(q, f);
	*id = db_last_id(d->db);
	return st;
}

static enum status put_result(struct desk *d, int64_t freeze_id, int64_t audit_id, const struct score_row *r, int64_t *id, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_FREEZE_INSERT_RESULT);
	char grade[2] = { r->grade, '\0' };
	enum status st;

	db_bind_int(q, db_param(q, ":score_freeze_id"), freeze_id);
	db_bind_text(q, db_param(q, ":code"), r->code);
	db_bind_int(q, db_param(q, ":correction"), r->correction);
	db_bind_text(q, db_param(q, ":post"), r->post);
	db_bind_text(q, db_param(q, ":area"), r->area);
	db_bind_text(q, db_param(q, ":kind"), r->kind);
	db_bind_text(q, db_param(q, ":peer"), r->peer);
	db_bind_text(q, db_param(q, ":since_on"), r->since_on);
	db_bind_int(q, db_param(q, ":is_vetoed"), r->is_vetoed);
	if (r->has_score) {
		db_bind_int(q, db_param(q, ":score"), r->score);
		db_bind_text(q, db_param(q, ":grade"), grade);
		db_bind_int(q, db_param(q, ":place"), r->rank);
		db_bind_int(q, db_param(q, ":peers"), r->peers);
	}
	if (r->has_pay)
		db_bind_int(q, db_param(q, ":pay"), r->pay);
	db_bind_int(q, db_param(q, ":audit_id"), audit_id);
	st = db_run(q, f);
	*id = db_last_id(d->db);
	return st;
}

static enum status put_part(struct desk *d, int64_t result_id, int64_t rule_id, const struct score_part *p, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_FREEZE_INSERT_PART);

	db_bind_int(q, db_param(q, ":score_result_id"), result_id);
	db_bind_int(q, db_param(q, ":score_frozen_rule_id"), rule_id);
	db_bind_int(q, db_param(q, ":left_out"), p->left);
	db_bind_int(q, db_param(q, ":part"), p->part);
	db_bind_int(q, db_param(q, ":whole"), p->whole);
	db_bind_int(q, db_param(q, ":points"), p->hundredths);
	db_bind_int(q, db_param(q, ":is_vetoed"), p->is_vetoed);
	db_bind_text(q, db_param(q, ":counted"), p->counted.s ? p->counted.s : "");
	db_bind_text(q, db_param(q, ":others"), p->others.s ? p->others.s : "");
	return db_run(q, f);
}

/* `id` are the numbers of the rules that `rules` has. */
static enum status put_row(struct desk *d, int64_t freeze_id, int64_t audit_id, const struct score_row *r,
                           const struct score_rules *rules, const int64_t *id, struct fault *f)
{
	int64_t result_id;
	size_t i;
	enum status st = put_result(d, freeze_id, audit_id, r, &result_id, f);

	for (i = 0; i < r->parts && st == ST_OK; i++)
		st = put_part(d, result_id, id[r->part[i].rule - rules->rule], &r->part[i], f);
	return st;
}

/* What was written goes under the audit. */
static enum status tell_audit(struct desk *d, int64_t audit_id, struct fault *f)
{
	return freeze_digest(d, audit_id, &d->audit.rows, &d->audit.row_count, f);
}

static enum status put_freeze(struct desk *d, const struct score *s, int64_t audit_id, int64_t *id, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_FREEZE_INSERT);
	enum status st;

	db_bind_text(q, db_param(q, ":subject"), score_of_name(s->of));
	db_bind_text(q, db_param(q, ":edition"), s->rules.edition);
	db_bind_text(q, db_param(q, ":period"), s->period.name);
	db_bind_int(q, db_param(q, ":since"), s->period.since);
	db_bind_int(q, db_param(q, ":until"), s->period.until);
	db_bind_int(q, db_param(q, ":frozen_at"), d->now);
	db_bind_int(q, db_param(q, ":audit_id"), audit_id);
	st = db_run(q, f);
	*id = db_last_id(d->db);
	return st;
}

enum status freeze_write(struct desk *d, const struct score *s, struct fault *f)
{
	struct freeze z;
	int64_t audit_id, freeze_id = 0, *id;
	size_t i, n = 0;
	enum status st;

	for (i = 0; i < s->rows; i++)
		n += s->row[i].parts > 0;
	if (!n)
		return fault_set(f, ST_REFUSED, "no rule of edition '%s' is about any %s", s->rules.edition, score_of_name(s->of));
	if (d->now < s->period.until)
		return fault_set(f, ST_REFUSED, "%s is not over", s->period.name);
	st = freeze_find(&z, d, s->of, &s->period, s->rules.edition, f);
	if (st == ST_OK && z.id)
		st = fault_set(f, ST_REFUSED, "%s was frozen already by edition '%s'", s->period.name, z.edition);
	if (st == ST_OK)
		st = audit_number(d, &audit_id, f);
	if (st == ST_OK)
		st = put_freeze(d, s, audit_id, &freeze_id, f);
	id = mem_array(s->rules.count, sizeof *id);
	for (i = 0; i < s->rules.count && st == ST_OK; i++)
		st = put_rule(d, freeze_id, &s->rules.rule[i], &id[i], f);
	for (i = 0; i < s->rows && st == ST_OK; i++)
		if (s->row[i].parts)
			st = put_row(d, freeze_id, audit_id, &s->row[i], &s->rules, id, f);
	free(id);
	return st == ST_OK ? tell_audit(d, audit_id, f) : st;
}

/* Appeals and corrections ---------------------------------------------------- */

static enum status put_change(struct desk *d, const struct freeze *z, const char *code, const char *what, const char *reason,
                              int32_t correction, int64_t audit_id, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_FREEZE_INSERT_CHANGE);

	db_bind_int(q, db_param(q, ":score_freeze_id"), z->id);
	db_bind_text(q, db_param(q, ":code"), code);
	db_bind_text(q, db_param(q, ":what"), what);
	db_bind_int(q, db_param(q, ":at"), d->now);
	db_bind_text(q, db_param(q, ":actor"), d->actor.code);
	db_bind_text(q, db_param(q, ":unix_user"), d->unix_user);
	db_bind_text(q, db_param(q, ":reason"), reason);
	db_bind_int(q, db_param(q, ":correction"), correction);
	db_bind_int(q, db_param(q, ":audit_id"), audit_id);
	return db_run(q, f);
}

/* "" where there is none. */
static enum status last_change(struct desk *d, const struct freeze *z, const char *code, char what[12], struct fault *f)
{
	struct query *q = db_query(d->db, SQL_FREEZE_LAST_CHANGE);
	bool row;
	enum status st;

	db_bind_int(q, 1, z->id);
	db_bind_text(q, 2, code);
	st = db_step(q, &row, f);
	str_copy(what, 12, st == ST_OK && row ? db_text(q, 0) : NULL);
	db_done(q);
	return st;
}

static enum status change(struct desk *d, const struct freeze *z, const struct score_row *then, const char *what,
                          const char *reason, struct fault *f)
{
	int64_t audit_id;
	enum status st = audit_number(d, &audit_id, f);

	if (st == ST_OK)
		st = put_change(d, z, then->code, what, reason, then->correction, audit_id, f);
	return st == ST_OK ? tell_audit(d, audit_id, f) : st;
}

enum status freeze_appeal(struct desk *d, const struct freeze *z, const struct score_row *then, const char *reason, struct fault *f)
{
	char last[12];
	enum status st = last_change(d, z, then->code, last, f);

	if (st == ST_OK && strcmp(last, "appeal") == 0)
		st = fault_set(f, ST_REFUSED, "an appeal waits to be answered already");
	if (st == ST_OK && strcmp(last, "refuse") == 0)
		st = fault_set(f, ST_REFUSED, "an appeal was refused already, and nothing was corrected since");
	return st == ST_OK ? change(d, z, then, "appeal", reason, f) : st;
}

enum status freeze_refuse(struct desk *d, const struct freeze *z, const struct score_row *then, const char *reason, struct fault *f)
{
	char last[12];
	enum status st = last_change(d, z, then->code, last, f);

	if (st == ST_OK && strcmp(last, "appeal") != 0)
		st = fault_set(f, ST_REFUSED, "no appeal waits to be answered");
	return st == ST_OK ? change(d, z, then, "refuse", reason, f) : st;
}

/* Where it would stand among the others as they are. */
static void place(const struct score *then, const struct score_row *old, struct score_row *r)
{
	struct score all = *then;
	size_t at = old ? (size_t)(old - then->row) : all.rows++;

	all.row = mem_array(all.rows, sizeof *all.row);
	if (then->rows)
		memcpy(all.row, then->row, then->rows * sizeof *all.row);
	all.row[at] = *r;
	score_rank(&all);
	r->rank = all.row[at].rank;
	r->peers = all.row[at].peers;
	free(all.row);
}

/* Of whom the records of today say that no rule was about him. */
static struct score_row nothing(const struct score_row *old)
{
	struct score_row r = *old;

	r.parts = 0;
	r.has_score = r.has_pay = r.is_vetoed = false;
	return r;
}

static enum status put_correction(struct desk *d, const struct freeze *z, const struct score_row *r, const struct score *now,
                                  const char *reason, struct fault *f)
{
	struct score_rules rules;
	int64_t audit_id, *id;
	enum status st = load_rules(&rules, &id, d, z, f);

	if (st == ST_OK)
		st = audit_number(d, &audit_id, f);
	if (st == ST_OK)
		st = put_row(d, z->id, audit_id, r, &now->rules, id, f);
	if (st == ST_OK)
		st = put_change(d, z, r->code, "correct", reason, r->correction, audit_id, f);
	score_rules_release(&rules);
	free(id);
	return st == ST_OK ? tell_audit(d, audit_id, f) : st;
}

enum status freeze_correct(struct desk *d, const struct freeze *z, const struct score *then, const struct score *now, const char *code,
                           const char *reason, struct fault *f)
{
	const struct score_row *old = score_of_code(then, code), *made = score_of_code(now, code);
	struct score_row r;

	if (!old && (!made || !made->parts))
		return fault_set(f, ST_REFUSED, "no rule was about that code, and none is");
	r = made && made->parts ? *made : nothing(old);
	if (old && freeze_is_same(old, &r))
		return fault_set(f, ST_REFUSED, "nothing to correct: the records of today give the same");
	r.correction = old ? old->correction + 1 : 1;
	place(then, old, &r);
	return put_correction(d, z, &r, now, reason, f);
}

/* The audit ------------------------------------------------------------------ */

static enum status digest_rows(struct desk *d, enum sql sql, int64_t audit_id, struct sm3_ctx *sm3, int64_t *rows, struct fault *f)
{
	struct query *q = db_query(d->db, sql);
	struct str form = STR_INIT;
	bool row;
	int i;
	enum status st;

	db_bind_int(q, 1, audit_id);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		str_reset(&form);
		for (i = 0; i < db_columns(q); i++)
			db_form_column(q, i, &form);
		sm3_update(sm3, form.len, (const uint8_t *)form.s);
		(*rows)++;
	}
	str_release(&form);
	return st;
}

enum status freeze_digest(struct desk *d, int64_t audit_id, struct sm3_ctx *sm3, int64_t *rows, struct fault *f)
{
	static const enum sql of[] = {
		SQL_FREEZE_OF_AUDIT, SQL_FREEZE_RULES_OF_AUDIT, SQL_FREEZE_RESULTS_OF_AUDIT, SQL_FREEZE_PARTS_OF_AUDIT,
		SQL_FREEZE_CHANGES_OF_AUDIT,
	};
	size_t i;
	enum status st = ST_OK;

	for (i = 0; i < sizeof of / sizeof of[0] && st == ST_OK; i++)
		st = digest_rows(d, of[i], audit_id, sm3, rows, f);
	return st;
}
