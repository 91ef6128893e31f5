/* SPDX-License-Identifier: MIT */
#include "edition.h"

#include "csvin.h"
#include "mem.h"
#include "strmap.h"
#include "when.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Soundness ------------------------------------------------------------------ */

/* The rules that hold together: of a post, a kind of community, a day. */
struct set {
	const char *post, *kind, *day;
};

static bool is_in(const struct score_rule *r, const struct set *s)
{
	return score_rule_is_for(r, s->post, s->kind) && score_rule_holds(r, s->day);
}

static enum status check_pair(const struct score_rules *all, const struct score_rule *a, const struct score_rule *b, struct fault *f)
{
	if (shape_is_weighed(a->shape) && shape_is_weighed(b->shape) && a->weight > 0 && b->weight > 0
	    && a->indicator->part == b->indicator->part && a->indicator->whole == b->indicator->whole) {
		if (a->indicator == b->indicator)
			return fault_set(f, ST_REFUSED, "edition '%s': '%s' counts twice for post %s, in rules %s and %s", all->edition,
			                 a->indicator->field.name, a->post, a->name, b->name);
		return fault_set(f, ST_REFUSED, "edition '%s': '%s' and '%s' are the same figure, which counts twice for post %s, in rules %s and %s",
		                 all->edition, a->indicator->field.name, b->indicator->field.name, a->post, a->name, b->name);
	}
	if (*a->peer_group && *b->peer_group && strcmp(a->peer_group, b->peer_group) != 0)
		return fault_set(f, ST_REFUSED, "edition '%s': rules %s and %s of post %s have two peer groups", all->edition, a->name, b->name, a->post);
	if (score_rule_shares_cap(a, b) && (a->has_cap != b->has_cap || (a->has_cap && a->cap != b->cap)))
		return fault_set(f, ST_REFUSED, "edition '%s': rules %s and %s of post %s share one cap and name two", all->edition, a->name, b->name, a->post);
	return ST_OK;
}

static enum status check_set(const struct score_rules *r, const struct set *s, struct fault *f)
{
	double weight = 0;
	bool is_weighed = false;
	size_t i, k;
	enum status st = ST_OK;

	for (i = 0; i < r->count && st == ST_OK; i++) {
		const struct score_rule *a = &r->rule[i];

		if (!is_in(a, s))
			continue;
		is_weighed |= shape_is_weighed(a->shape);
		weight += shape_is_weighed(a->shape) ? a->weight : 0;
		for (k = 0; k < i && st == ST_OK; k++)
			if (is_in(&r->rule[k], s))
				st = check_pair(r, &r->rule[k], a, f);
	}
	if (st == ST_OK && is_weighed && fabs(weight - SCORE_WEIGHTS) > SCORE_WEIGHTS_SLACK)
		st = fault_set(f, ST_REFUSED, "edition '%s': the weights of post %s%s%s%s%s add up to %g, not 100", r->edition, s->post,
		               *s->kind ? " in communities of kind " : "", s->kind, *s->day ? " on " : "", s->day, weight);
	return st;
}

static bool has_kinds(const struct score_rules *r, const char *post)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		if (strcmp(r->rule[i].post, post) == 0 && *r->rule[i].community_kind)
			return true;
	return false;
}

/* Each set and each day is looked at for the first rule that has it: an edition has
 * many rules and few of these. */
static bool has_set_before(const struct score_rules *r, size_t i)
{
	const struct score_rule *rule = r->rule;
	size_t k;

	for (k = 0; k < i; k++)
		if (strcmp(rule[k].post, rule[i].post) == 0 && strcmp(rule[k].community_kind, rule[i].community_kind) == 0)
			return true;
	return false;
}

static const char *bound(const struct score_rule *r, bool is_end)
{
	return is_end ? r->valid_to : r->valid_from;
}

static bool has_day_before(const struct score_rules *r, size_t i, bool is_end)
{
	size_t k;

	for (k = 0; k < i && strcmp(bound(&r->rule[k], is_end), bound(&r->rule[i], is_end)) != 0; k++)
		;
	return k < i;
}

/* Each kind of community that its post tells apart, on one day. */
static enum status check_kinds(const struct score_rules *r, const char *day, struct fault *f)
{
	size_t i;
	enum status st = ST_OK;

	for (i = 0; i < r->count && st == ST_OK; i++) {
		struct set s = { r->rule[i].post, r->rule[i].community_kind, day };

		if (!has_set_before(r, i) && (*s.kind || !has_kinds(r, s.post)))
			st = check_set(r, &s, f);
	}
	return st;
}

enum status edition_check(const struct score_rules *r, struct fault *f)
{
	char after[WHEN_DATE_SIZE];
	struct fault why;
	int32_t day;
	size_t i;
	/* On the days on which something begins, or has ended. */
	enum status st = check_kinds(r, "", f);

	for (i = 0; i < r->count && st == ST_OK; i++) {
		if (*r->rule[i].valid_from && !has_day_before(r, i, false))
			st = check_kinds(r, r->rule[i].valid_from, f);
		if (st != ST_OK || !*r->rule[i].valid_to || has_day_before(r, i, true) || when_parse_day(r->rule[i].valid_to, &day, &why) != ST_OK)
			continue;
		when_format_day(day + 1, after);
		st = check_kinds(r, after, f);
	}
	return st;
}

/* From the database ---------------------------------------------------------- */

enum status edition_on(struct score_rules *r, const struct score_rules *all, const char *day, struct fault *f)
{
	size_t i;

	memset(r, 0, sizeof *r);
	str_copy(r->edition, sizeof r->edition, all->edition);
	for (i = 0; i < all->count; i++)
		if (score_rule_holds(&all->rule[i], day))
			score_rules_add(r, &all->rule[i]);
	return r->count ? ST_OK : fault_set(f, ST_NOINPUT, "no score rule of edition '%s' holds on %s", r->edition, day);
}

static enum status find_edition(struct score_rules *r, struct desk *d, const char *given, struct fault *f)
{
	const char *edition = given ? given : desk_setting(d, "score_edition");
	struct query *q;
	bool row;
	enum status st;

	if (edition) {
		if (strlen(edition) >= sizeof r->edition)
			return fault_set(f, ST_NOINPUT, "no edition of score rules has so long a name");
		str_copy(r->edition, sizeof r->edition, edition);
		return ST_OK;
	}
	q = db_query(d->db, SQL_SCORE_EDITION);
	st = db_step(q, &row, f);
	if (st == ST_OK && row)
		str_copy(r->edition, sizeof r->edition, db_text(q, 0));
	db_done(q);
	return st;
}

/* All of an edition, checked. */
static enum status load_all(struct score_rules *r, struct desk *d, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_SCORE_RULES);
	const struct field *column = NULL;
	struct fault why;
	bool row;
	enum status st;

	db_bind_text(q, 1, r->edition);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		bool is_known = score_rule_row(r, q);
		const struct score_rule *last = &r->rule[r->count - 1];

		if (!is_known)
			st = fault_set(f, ST_INPUT, "edition '%s': rule %s has an unknown indicator", r->edition, last->name);
		else if (score_rule_check(last, &column, &why) != ST_OK)
			st = fault_set(f, ST_INPUT, "edition '%s': rule %s: %s: %s", r->edition, last->name, column->name, why.text);
		if (st != ST_OK)
			break;
	}
	db_done(q);
	if (st == ST_OK && edition_check(r, &why) != ST_OK)
		st = fault_set(f, ST_INPUT, "%s", why.text);
	return st;
}

enum status edition_load(struct score_rules *r, struct desk *d, const char *edition, const char *day, struct fault *f)
{
	struct score_rules all;
	enum status st;

	memset(&all, 0, sizeof all);
	memset(r, 0, sizeof *r);
	st = find_edition(&all, d, edition, f);
	if (st == ST_OK)
		st = load_all(&all, d, f);
	if (st == ST_OK)
		st = edition_on(r, &all, day, f);
	score_rules_release(&all);
	return st;
}

/* From a file ---------------------------------------------------------------- */

static int by_post(const void *a, const void *b)
{
	const struct score_rule *x = a, *y = b;
	int c = strcmp(x->post, y->post);

	return c ? c : strcmp(x->name, y->name);
}

static enum status read_rule(struct score_rules *r, const struct sheet_row *row, const char *path, struct fault *f)
{
	const struct field *column = NULL;
	const char *edition;
	struct fault why;

	if (row->reason)
		return fault_set(f, ST_INPUT, "%s:%ld: %s: %s", path, row->line, row->bad_column, row->reason);
	edition = row->value[AT_SCORE_RULE_EDITION].s;
	if (score_rule_values(row->value, &column, &why) != ST_OK)
		return fault_set(f, ST_INPUT, "%s:%ld: %s: %s", path, row->line, column->name, why.text);
	if (*r->edition && strcmp(r->edition, edition) != 0)
		return fault_set(f, ST_INPUT, "%s:%ld: edition: a second one, beside '%s'", path, row->line, r->edition);
	str_copy(r->edition, sizeof r->edition, edition);
	score_rules_take(r, row->value);
	return ST_OK;
}

enum status edition_read(struct score_rules *r, struct desk *d, const char *path, struct fault *f)
{
	const struct record_kind *k = fields_kind("score-rule");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const struct sheet_row *row;
	struct sheet *s = NULL;
	struct csvin *in;
	struct fault why;
	enum status st;

	memset(r, 0, sizeof *r);
	if (fd < 0)
		return fault_set(f, ST_NOINPUT, "cannot open '%s': %s", path, strerror(errno));
	st = csvin_new(&in, fd, path, &(struct csvin_opts){ 0 }, f);
	if (st == ST_OK)
		st = sheet_open(&s, in, k, &(struct sheet_opts){ .words = d->words }, f);
	while (st == ST_OK && (st = sheet_next(s, &row, f)) == ST_OK && row)
		st = read_rule(r, row, path, f);
	sheet_free(s);
	if (st == ST_OK && !r->count)
		st = fault_set(f, ST_INPUT, "%s: no rule", path);
	if (st == ST_OK && edition_check(r, &why) != ST_OK)
		st = fault_set(f, ST_INPUT, "%s: %s", path, why.text);
	if (r->count)
		qsort(r->rule, r->count, sizeof *r->rule, by_post);
	return st;
}

/* Imports -------------------------------------------------------------------- */

struct edition {
	struct score_rules rules;
	char *why;              /* NULL: nothing is wrong */
};

struct editions {
	struct edition *edition;
	size_t count, cap;
	struct strmap by_name;
	struct strmap line;     /* of each rule of the file */
	struct str key;
};

static void refuse(struct edition *e, const char *why)
{
	if (!e->why)
		e->why = mem_strdup(why);
}

static enum status refuse_row(struct edition *e, const struct sheet_row *row, const char *column, const char *reason)
{
	struct fault what;

	fault_set(&what, ST_REFUSED, "edition '%s': line %ld: %s%s%s", e->rules.edition, row->line, column ? column : "", column ? ": " : "",
	          reason);
	refuse(e, what.text);
	return ST_OK;
}

/* With the rules that are in the database. */
static enum status load_known(struct edition *e, struct desk *d, const char *name, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_SCORE_RULES);
	bool row;
	enum status st;

	str_copy(e->rules.edition, sizeof e->rules.edition, name);
	db_bind_text(q, 1, name);
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		score_rule_row(&e->rules, q);
	return st;
}

static enum status named(struct editions *all, struct desk *d, const char *name, struct edition **e, struct fault *f)
{
	int64_t at = strmap_get(&all->by_name, name);

	if (at != STRMAP_NONE) {
		*e = &all->edition[at];
		return ST_OK;
	}
	strmap_set(&all->by_name, name, (int64_t)all->count);
	MEM_ROOM(all->edition, all->count, all->cap);
	*e = &all->edition[all->count++];
	memset(*e, 0, sizeof **e);
	return load_known(*e, d, name, f);
}

/* The line of the same rule further up; 0: none. */
static int64_t said_before(struct editions *all, const struct sheet_row *row)
{
	int64_t line;

	str_reset(&all->key);
	str_addf(&all->key, "%s\x1f%s\x1f%s", row->value[AT_SCORE_RULE_EDITION].s, row->value[AT_SCORE_RULE_RULE].s,
	         row->value[AT_SCORE_RULE_POST].s);
	line = strmap_get(&all->line, all->key.s);
	if (line != STRMAP_NONE)
		return line;
	strmap_set(&all->line, all->key.s, row->line);
	return 0;
}

static enum status take_row(struct editions *all, struct desk *d, struct sheet *s, const struct sheet_row *row, struct fault *f)
{
	const struct record_kind *k = fields_kind("score-rule");
	const struct field *column = NULL;
	struct edition *e;
	struct fault why;
	int64_t first;
	const char *edition = row->reason ? sheet_said(s, &k->field[AT_SCORE_RULE_EDITION]) : row->value[AT_SCORE_RULE_EDITION].s;
	enum status st;

	if (!edition || !*edition || strlen(edition) >= SCORE_EDITION_SIZE)
		return ST_OK;
	st = named(all, d, edition, &e, f);
	if (st != ST_OK)
		return st;
	if (row->reason)
		return refuse_row(e, row, row->bad_column, row->reason);
	if (score_rule_values(row->value, &column, &why) != ST_OK)
		return refuse_row(e, row, column->name, why.text);
	if ((first = said_before(all, row))) {
		snprintf(why.text, sizeof why.text, "the same rule as in line %lld", (long long)first);
		return refuse_row(e, row, NULL, why.text);
	}
	/* Also with what the row leaves as it was. */
	if (score_rule_check(score_rules_take(&e->rules, row->value), &column, &why) != ST_OK)
		return refuse_row(e, row, column->name, why.text);
	return ST_OK;
}

enum status editions_read(struct editions **e, struct desk *d, struct sheet *s, struct fault *f)
{
	struct editions *all = mem_alloc(sizeof *all);
	const struct sheet_row *row;
	struct fault why;
	size_t i;
	enum status st;

	*e = all;
	while ((st = sheet_next(s, &row, f)) == ST_OK && row) {
		st = take_row(all, d, s, row, f);
		if (st != ST_OK)
			return st;
	}
	for (i = 0; i < all->count; i++)
		if (!all->edition[i].why && edition_check(&all->edition[i].rules, &why) != ST_OK)
			refuse(&all->edition[i], why.text);
	sheet_rewind(s);
	return st;
}

void editions_free(struct editions *e)
{
	if (!e)
		return;
	while (e->count > 0) {
		score_rules_release(&e->edition[--e->count].rules);
		free(e->edition[e->count].why);
	}
	free(e->edition);
	strmap_release(&e->by_name);
	strmap_release(&e->line);
	str_release(&e->key);
	free(e);
}

const char *editions_why(const struct editions *e, const char *edition)
{
	int64_t at = strmap_get(&e->by_name, edition);

	return at == STRMAP_NONE ? NULL : e->edition[at].why;
}
