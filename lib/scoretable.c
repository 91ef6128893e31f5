/* SPDX-License-Identifier: MIT */
#include "scoretable.h"

#include "points.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS_MAX = 24, MONEY_MAX = 40 };

/* The columns of a kind, the names of people masked. */
static size_t columns_of(const char *kind, enum score_of of, const struct field **column)
{
	static struct field masked;     /* stays until out_finish, of the one table that there is */
	size_t i, n = fields_columns(kind, column);

	for (i = 0; i < n && of == SCORE_WORKER; i++)
		if (strcmp(column[i]->name, "name") == 0) {
			masked = *column[i];
			masked.mask = MASK_NAME;
			column[i] = &masked;
		}
	return n;
}

static void put_hundredths(struct out *out, int64_t v, bool has)
{
	if (has)
		out_real(out, (double)v / 100, 2);
	else
		out_null(out);
}

static void put_grade(struct out *out, const struct score_row *r)
{
	char grade[2] = { r->grade, '\0' };

	out_text(out, r->has_score ? grade : NULL);
}

static void put_count(struct out *out, int64_t v, bool has)
{
	if (has)
		out_int(out, v);
	else
		out_null(out);
}

static const char *why_left(enum left left)
{
	static const char *const why[] = { "", "nothing to count", "too short in the post", "no score" };

	return why[left];
}

/* What is to be said of a row beside its figures. */
static void put_note(struct out *out, const struct score_row *r)
{
	struct str note = STR_INIT;
	size_t i;

	if (r->correction)
		str_addf(&note, "correction %d", (int)r->correction);
	for (i = 0; i < r->parts; i++)
		if (r->part[i].is_vetoed)
			str_addf(&note, "%sveto: %s", note.len ? "; " : "", r->part[i].rule->name);
	for (i = 0; i < r->parts && !r->has_score; i++)
		if (r->part[i].left && r->part[i].rule->shape != SHAPE_MONEY) {
			str_addf(&note, "%s%s", note.len ? "; " : "", why_left(r->part[i].left));
			break;
		}
	out_text(out, note.s);
	str_release(&note);
}

void scoretable_ranks(struct out *out, const struct score *s)
{
	static const struct field *column[COLUMNS_MAX]; /* stays until out_finish */
	size_t i;

	out_begin(out, NULL, column, columns_of("score", s->of, column));
	for (i = 0; i < s->rows; i++) {
		const struct score_row *r = &s->row[i];

		if (!r->parts && !r->correction)
			continue;       /* no rule speaks of this post */
		out_text(out, r->code);
		out_text(out, r->name);
		out_text(out, r->post);
		put_hundredths(out, r->score, r->has_score);
		put_grade(out, r);
		put_count(out, r->rank, r->has_score);
		put_count(out, r->peers, r->has_score);
		out_text(out, r->peer);
		out_text(out, r->area);
		put_hundredths(out, r->pay, r->has_pay);
		put_note(out, r);
		out_row(out);
	}
}

/* Explained ------------------------------------------------------------------ */

static void put_part(struct out *out, const struct score_row *r, const struct score_part *p)
{
	const struct score_rule *rule = p->rule;
	struct str how = STR_INIT;

	points_working(p, &how);
	out_text(out, r->code);
	out_text(out, rule->name);
	out_text(out, rule->indicator->field.name);
	out_text(out, rule->indicator->field.label);
	out_text(out, shape_name(rule->shape));
	if (rule->has_weight)
		out_real(out, rule->weight, 2);
	else
		out_null(out);
	put_count(out, p->part, rule->indicator->part != COUNT_SCORE);
	put_count(out, p->whole, rule->indicator->whole != COUNT_MAX);
	if (p->left) {
		out_null(out);
		out_null(out);
		out_text(out, why_left(p->left));
	} else {
		put_hundredths(out, points_value(p), true);
		put_hundredths(out, p->hundredths, true);
		out_text(out, how.s);
	}
	out_text(out, p->counted.s);
	out_text(out, p->others.s);
	out_text(out, rule->note);
	out_row(out);
	str_release(&how);
}

/* What makes the score another number than the sum of the points. */
static const char *why_more(const struct score_row *r, int64_t more)
{
	if (r->is_vetoed)
		return out_chinese() ? "一票否决" : "veto";
	if (!r->score && more > 0)
		return out_chinese() ? "不低于零" : "not below 0";
	return out_chinese() ? "舍入" : "rounding";
}

static void note_sum(struct out *out, const struct score_row *r)
{
	int64_t more = points_difference(r);
	struct str line = STR_INIT;

	if (r->has_score && more)
		str_addf(&line, "%s %+.2f; ", why_more(r, more), (double)more / 100);
	if (r->has_score)
		str_addf(&line, out_chinese() ? "得分 %.2f，%c 级，第 %d 名（共 %d）" : "score %.2f, grade %c, place %d of %d",
		         (double)r->score / 100, r->grade, (int)r->rank, (int)r->peers);
	if (r->has_pay)
		str_addf(&line, out_chinese() ? "%s金额 %.2f 元" : "%spay %.2f yuan", r->has_score ? "; " : "", (double)r->pay / 100);
	if (line.len)
		out_note(out, line.s);
	str_release(&line);
}

/* The cases do not fit a screen's table; there they stand below it. */
static void note_items(struct out *out, const struct score_row *r)
{
	size_t i;

	note_sum(out, r);
	for (i = 0; i < r->parts; i++) {
		const struct score_part *p = &r->part[i];
		struct str line = STR_INIT;

		str_addf(&line, "%s: %s", p->rule->name, p->counted.len ? p->counted.s : "-");
		if (p->others.len)
			str_addf(&line, " | %s", p->others.s);
		out_note(out, line.s);
		str_release(&line);
	}
}

void scoretable_explain(struct out *out, const struct score *s, const struct score_row *only)
{
	static const struct field *column[COLUMNS_MAX]; /* stays until out_finish */
	size_t i, k, n = columns_of("score-explain", s->of, column);

	for (i = 0; i < s->rows; i++) {
		const struct score_row *r = &s->row[i];

		if (!r->parts || (only && only != r))
			continue;
		out_begin(out, r->code, column, n);
		for (k = 0; k < r->parts; k++)
			put_part(out, r, &r->part[k]);
		note_items(out, r);
	}
}

/* Pay ------------------------------------------------------------------------ */

/* Rules of shape money by name, of all posts together. */
static size_t money_names(const struct score *s, const char **name, size_t max)
{
	size_t i, k, n = 0;

	for (i = 0; i < s->rules.count; i++) {
		if (s->rules.rule[i].shape != SHAPE_MONEY)
			continue;
		for (k = 0; k < n && strcmp(name[k], s->rules.rule[i].name) != 0; k++)
			;
		if (k == n && n < max)
			name[n] = s->rules.rule[i].name;
		n += k == n;
	}
	return n;
}

static void put_money(struct out *out, const struct score_row *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->parts; i++)
		if (r->part[i].rule->shape == SHAPE_MONEY && strcmp(r->part[i].rule->name, name) == 0) {
			put_hundredths(out, r->part[i].hundredths, !r->part[i].left);
			return;
		}
	out_null(out);
}

static void put_paid(struct out *out, const struct score_row *r, const char *const *name, size_t names)
{
	size_t i;

	out_text(out, r->code);
	out_text(out, r->name);
	out_text(out, r->post);
	out_text(out, r->area);
	put_hundredths(out, r->score, r->has_score);
	put_grade(out, r);
	for (i = 0; i < names; i++)
		put_money(out, r, name[i]);
	put_hundredths(out, r->pay, true);
	out_row(out);
}

enum status scoretable_pay(struct out *out, const struct score *s, struct fault *f)
{
	static const struct field *column[COLUMNS_MAX + MONEY_MAX];     /* these stay until out_finish */
	static struct field money[MONEY_MAX];
	static char heading[MONEY_MAX][72];
	const char *name[MONEY_MAX];
	const struct field *pay;
	size_t i, n = columns_of("pay", s->of, column), names = money_names(s, name, MONEY_MAX);

	if (names > MONEY_MAX)
		return fault_set(f, ST_INPUT, "edition '%s' has more than %d rules of shape money", s->rules.edition, MONEY_MAX);
	pay = column[--n];
	for (i = 0; i < names; i++) {
		/* A rule may be called as another column is. */
		snprintf(heading[i], sizeof heading[i], "pay.%s", name[i]);
		money[i] = *pay;
		money[i].name = heading[i];
		money[i].label = heading[i] + strlen("pay.");
		column[n++] = &money[i];
	}
	column[n++] = pay;
	out_begin(out, NULL, column, n);
	for (i = 0; i < s->rows; i++)
		if (s->row[i].has_pay)
			put_paid(out, &s->row[i], name, names);
	return ST_OK;
}

/* Corrections ---------------------------------------------------------------- */

static enum status put_recorded(struct out *out, struct desk *d, const struct freeze *z, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_FREEZE_CHANGES);
	bool row;
	int i;
	enum status st;

	db_bind_int(q, 1, z->id);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		out_text(out, db_text(q, 0));
		out_text(out, db_text(q, 6));
		out_text(out, db_text(q, 1));
		out_time(out, db_int(q, 2));
		out_text(out, db_text(q, 3));
		for (i = 7; i <= 12; i++)
			if (i == 9 || i == 10)
				out_text(out, db_text(q, i));
			else
				put_hundredths(out, db_int(q, i), !db_is_null(q, i));
		out_text(out, db_text(q, 4));
		out_row(out);
	}
	return st;
}

static void put_figure(struct str *to, const struct score_part *p)
{
	if (p->left)
		str_adds(to, "-");
	else if (p->rule->indicator->part == COUNT_SCORE)
		str_addf(to, "%.2f", p->figure);
	else if (p->rule->indicator->whole != COUNT_MAX)
		str_addf(to, "%lld/%lld", (long long)p->part, (long long)p->whole);
	else
		str_addf(to, "%lld", (long long)p->part);
}

static bool is_same(const struct score_part *a, const struct score_part *b)
{
	return a->part == b->part && a->whole == b->whole && a->left == b->left && a->hundredths == b->hundredths;
}

/* Which rules' figures are others now; a rule of one side only has none on the other. */
static void put_what(struct out *out, const struct score_row *then, const struct score_row *now)
{
	struct str what = STR_INIT;
	size_t i = 0, k = 0;

	while (k < then->parts || i < now->parts) {
		const struct score_part *was = k < then->parts ? &then->part[k] : NULL, *is = i < now->parts ? &now->part[i] : NULL;
		int c = !was ? 1 : !is ? -1 : strcmp(was->rule->name, is->rule->name);

		k += c <= 0;
		i += c >= 0;
		if (c == 0 && is_same(was, is))
			continue;
		str_addf(&what, "%s%s ", what.len ? "; " : "", c <= 0 ? was->rule->name : is->rule->name);
		if (c <= 0)
			put_figure(&what, was);
		str_adds(&what, c == 0 ? " → " : c < 0 ? " →" : "→ ");
		if (c >= 0)
			put_figure(&what, is);
	}
	out_text(out, what.s);
	str_release(&what);
}

static void put_late(struct out *out, const struct score_row *then, const struct score_row *now)
{
	const struct score_row *who = then->code ? then : now;

	out_text(out, who->code);
	out_text(out, who->name);
	out_text(out, "late");
	out_null(out);
	out_null(out);
	put_hundredths(out, then->score, then->has_score);
	put_hundredths(out, now->score, now->has_score);
	put_grade(out, then);
	put_grade(out, now);
	put_hundredths(out, then->pay, then->has_pay);
	put_hundredths(out, now->pay, now->has_pay);
	put_what(out, then, now);
	out_row(out);
}

/* Both are by code. */
static void put_all_late(struct out *out, const struct score *then, const struct score *now)
{
	static const struct score_row none;
	size_t i = 0, k = 0;

	while (i < then->rows || k < now->rows) {
		const struct score_row *was = i < then->rows ? &then->row[i] : &none, *is = k < now->rows ? &now->row[k] : &none;
		int c = i == then->rows ? 1 : k == now->rows ? -1 : strcmp(was->code, is->code);

		i += c <= 0;
		k += c >= 0;
		was = c <= 0 ? was : &none;
		is = c >= 0 && is->parts ? is : &none;
		if ((was->parts || is->parts) && !(was->parts && is->parts && freeze_is_same(was, is)))
			put_late(out, was, is);
	}
}

enum status scoretable_changes(struct out *out, struct desk *d, const struct freeze *z, const struct score *then,
                               const struct score *now, struct fault *f)
{
	static const struct field *column[COLUMNS_MAX]; /* stays until out_finish */
	enum status st;

	out_begin(out, NULL, column, columns_of("score-change", then->of, column));
	st = put_recorded(out, d, z, f);
	if (st == ST_OK)
		put_all_late(out, then, now);
	return st;
}

/* Two editions --------------------------------------------------------------- */

static void note_moved(struct out *out, const struct score *is, const struct score *would)
{
	int64_t sum = 0;
	size_t i, n = 0, up = 0, down = 0;
	struct str line = STR_INIT;

	for (i = 0; i < is->rows; i++) {
		int64_t more = would->row[i].score - is->row[i].score;

		if (!is->row[i].has_score || !would->row[i].has_score)
			continue;
		n++;
		sum += more;
		up += more > 0;
		down += more < 0;
	}
	if (n)
		str_addf(&line, out_chinese() ? "%s：%zu 人升，%zu 人降，共 %zu，平均 %+.2f" : "%s: %zu up, %zu down, of %zu, on average %+.2f",
		         is->period.name, up, down, n, (double)sum / 100 / (double)n);
	if (n)
		out_note(out, line.s);
	str_release(&line);
}

void scoretable_what_if(struct out *out, const struct score *is, const struct score *would)
{
	static const struct field *column[COLUMNS_MAX]; /* stays until out_finish */
	size_t i;

	out_begin(out, NULL, column, columns_of("what-if", is->of, column));
	for (i = 0; i < is->rows; i++) {
		const struct score_row *a = &is->row[i], *b = &would->row[i];

		if (!a->has_score && !b->has_score && !a->has_pay && !b->has_pay)
			continue;
		out_text(out, is->period.name);
		out_text(out, a->code);
		out_text(out, a->name);
		out_text(out, a->post);
		put_hundredths(out, a->score, a->has_score);
		put_hundredths(out, b->score, b->has_score);
		put_hundredths(out, b->score - a->score, a->has_score && b->has_score);
		put_grade(out, a);
		put_grade(out, b);
		put_count(out, a->rank, a->has_score);
		put_count(out, b->rank, b->has_score);
		put_hundredths(out, a->pay, a->has_pay);
		put_hundredths(out, b->pay, b->has_pay);
		out_row(out);
	}
	note_moved(out, is, would);
}
