/* SPDX-License-Identifier: MIT */
#include "score.h"

#include "mem.h"
#include "points.h"
#include "staff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *score_of_name(enum score_of of)
{
	static const char *const names[] = { "worker", "department", "street", "community" };

	return names[of];
}

static char *copy(const char *s)
{
	return mem_strdup(s ? s : "");
}

/* Whose a number is ---------------------------------------------------------- */

struct owner {
	int64_t id;
	size_t row;
};

struct owners {                 /* by id; one may have several rows */
	struct owner *owner;
	size_t count, cap;
};

static void add_owner(struct owners *o, int64_t id, size_t row)
{
	MEM_ROOM(o->owner, o->count, o->cap);
	o->owner[o->count].id = id;
	o->owner[o->count++].row = row;
}

static int by_id(const void *a, const void *b)
{
	const struct owner *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static void sort_owners(struct owners *o)
{
	if (o->count)
		qsort(o->owner, o->count, sizeof *o->owner, by_id);
}

/* The first of that id; those after it may be of it too. */
static size_t first_of(const struct owners *o, int64_t id)
{
	size_t from = 0, to = o->count, at;

	while (from < to) {
		at = from + (to - from) / 2;
		if (o->owner[at].id < id)
			from = at + 1;
		else
			to = at;
	}
	return from;
}

/* Rows and the rules that are theirs ----------------------------------------- */

static struct score_row *new_row(struct score *s, size_t *cap, int64_t id, const char *code, const char *name, const char *post,
                                 int64_t area_id)
{
	struct score_row *r;

	MEM_ROOM(s->row, s->rows, *cap);
	r = &s->row[s->rows++];
	memset(r, 0, sizeof *r);
	r->id = id;
	r->code = copy(code);
	r->name = copy(name);
	r->post = copy(post);
	r->area_id = area_id;
	return r;
}

static int by_code(const void *a, const void *b)
{
	return strcmp(((const struct score_row *)a)->code, ((const struct score_row *)b)->code);
}

/* The post last held in the period, and its area. */
static enum status load_workers(struct score *s, struct desk *d, struct fault *f)
{
	struct staff staff;
	char day[WHEN_DATE_SIZE];
	int32_t first, last, since, second;
	size_t i, cap = 0;
	enum status st;

	when_local(s->period.since, &first, &second);
	when_local(s->period.until - 1, &last, &second);
	st = staff_load(&staff, d, last, f);
	for (i = 0; i < staff.count && st == ST_OK; i++) {
		const struct staff_worker *w = &staff.worker[i];
		struct staff_place place = staff_last(&staff, w, first, last);
		struct score_row *r;

		if (!staff_serves(w, first, last))
			continue;
		r = new_row(s, &cap, w->id, w->code, w->name, place.post, place.area_id);
		since = staff_since(&staff, w, place.post, last);
		if (since != STAFF_UNKNOWN)
			when_format_day(since, day);
		r->since_on = copy(since == STAFF_UNKNOWN ? "" : day);
	}
	staff_release(&staff);
	if (s->rows)
		qsort(s->row, s->rows, sizeof *s->row, by_code);
	return st;
}

static enum status load_others(struct score *s, struct desk *d, struct fault *f)
{
	struct query *q = db_query(d->db, s->of == SCORE_DEPARTMENT ? SQL_SCORE_DEPARTMENTS : SQL_SCORE_AREAS);
	size_t cap = 0;
	bool row;
	enum status st;

	if (s->of != SCORE_DEPARTMENT) {
		db_bind_text(q, db_param(q, ":kind"), score_of_name(s->of));
		db_bind_int(q, db_param(q, ":at"), s->period.until - 1);
	}
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		new_row(s, &cap, db_int(q, 0), db_text(q, 1), db_text(q, 2), db_text(q, 3), db_int(q, 4))->since_on = copy("");
	return st;
}

/* Codes and kinds of their areas. */
static enum status load_places(struct score *s, const struct owners *by_area, struct desk *d, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_SCORE_PLACES);
	size_t k;
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row)
		for (k = first_of(by_area, db_int(q, 0)); k < by_area->count && by_area->owner[k].id == db_int(q, 0); k++) {
			s->row[by_area->owner[k].row].area = copy(db_text(q, 1));
			s->row[by_area->owner[k].row].kind = copy(db_text(q, 2));
		}
	for (k = 0; k < s->rows; k++)
		if (!s->row[k].area) {
			s->row[k].area = copy("");
			s->row[k].kind = copy("");
		}
	return st;
}

static enum status load_rows(struct score *s, struct desk *d, struct fault *f)
{
	struct owners by_area = { NULL, 0, 0 };
	enum status st = s->of == SCORE_WORKER ? load_workers(s, d, f) : load_others(s, d, f);
	size_t i;

	for (i = 0; i < s->rows; i++)
		add_owner(&by_area, s->row[i].area_id, i);
	sort_owners(&by_area);
	if (st == ST_OK)
		st = load_places(s, &by_area, d, f);
	free(by_area.owner);
	return st;
}

/* Whole months from one day to another, NULL or "" being long ago. */
static int64_t months(const char *from, int32_t to)
{
	struct fault why;
	int32_t day;
	int y, m, mday, to_y, to_m, to_mday;

	if (!*from || when_parse_day(from, &day, &why) != ST_OK)
		return INT64_MAX;
	when_civil(day, &y, &m, &mday);
	when_civil(to, &to_y, &to_m, &to_mday);
	return 12 * (to_y - y) + to_m - m - (to_mday < mday);
}

static void make_parts(struct score *s, struct score_row *r, int32_t end)
{
	int64_t held = months(r->since_on, end);
	size_t i, n = 0;

	for (i = 0; i < s->rules.count; i++)
		n += score_rule_is_for(&s->rules.rule[i], r->post, r->kind);
	r->part = mem_array(n, sizeof *r->part);
	for (i = 0; i < s->rules.count; i++)
		if (score_rule_is_for(&s->rules.rule[i], r->post, r->kind)) {
			r->part[r->parts].rule = &s->rules.rule[i];
			r->part[r->parts++].left = held < s->rules.rule[i].min_months ? LEFT_NEW : LEFT_NOT;
		}
}

/* Whose a fact is ------------------------------------------------------------ */

enum role { ROLE_FIELD, ROLE_FILES, ROLE_SENDS };

struct adding {
	struct score *s;
	struct owners by_id, by_area;
	struct tally *own, *of_area;    /* by row */
	enum role *role;
	uint64_t collected;     /* COUNT_BITs of cases that are the reporter's */
	struct counts of_areas; /* counts that are the area's */
	enum score_keep keep;
	const struct score_row *only;
};

/* Levels of areas: district, street, community, grid. */
enum { LEVELS = 4 };

static int level_of(const char *code)
{
	size_t len = strlen(code);

	return len <= 6 ? 0 : len <= 9 ? 1 : len <= 12 ? 2 : 3;
}

/* Whose area an area is, or lies in: `by_own` are the rows by their own area.  Areas
 * come by code, so that whatever is below one comes right behind it. */
static enum status load_areas(struct adding *a, struct desk *d, const struct owners *by_own, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_AREA_ALL);
	int64_t above[LEVELS] = { 0, 0, 0, 0 };
	int level, i;
	size_t k;
	bool row;
	enum status st;

	db_bind_int(q, 1, a->s->period.until - 1);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		level = level_of(db_text(q, 1));
		above[level] = db_int(q, 0);
		for (i = 0; i <= level; i++)
			for (k = first_of(by_own, above[i]); k < by_own->count && by_own->owner[k].id == above[i]; k++)
				add_owner(&a->by_area, db_int(q, 0), by_own->owner[k].row);
	}
	return st;
}

static enum role role_of(const char *post)
{
	if (strcmp(post, "acceptor") == 0 || strcmp(post, "chief") == 0)
		return ROLE_FILES;
	return strcmp(post, "dispatcher") == 0 ? ROLE_SENDS : ROLE_FIELD;
}

static enum status prepare(struct adding *a, struct desk *d, struct fault *f)
{
	struct score *s = a->s;
	struct owners by_own = { NULL, 0, 0 };
	enum status st;
	size_t i;

	a->own = mem_array(s->rows, sizeof *a->own);
	a->of_area = mem_array(s->rows, sizeof *a->of_area);
	a->role = mem_array(s->rows, sizeof *a->role);
	for (i = 0; i < s->rows; i++) {
		add_owner(&a->by_id, s->row[i].id, i);
		a->role[i] = s->of == SCORE_WORKER ? role_of(s->row[i].post) : ROLE_FIELD;
		if (s->row[i].area_id)
			add_owner(&by_own, s->row[i].area_id, i);
	}
	a->collected = facts_reported();
	for (i = 0; i < s->rules.count; i++)
		if (s->rules.rule[i].indicator->is_of_area)
			indicator_want(&a->of_areas, s->rules.rule[i].indicator);
	sort_owners(&a->by_id);
	sort_owners(&by_own);
	st = load_areas(a, d, &by_own, f);
	sort_owners(&a->by_area);
	free(by_own.owner);
	return st;
}

static void release_adding(struct adding *a)
{
	free(a->by_id.owner);
	free(a->by_area.owner);
	free(a->own);
	free(a->of_area);
	free(a->role);
}

static bool has_count(enum count count, uint64_t counts)
{
	return count != COUNT_MAX && (counts & COUNT_BIT(count));
}

static void keep_item(struct str *list, const struct fact *fact)
{
	str_addf(list, "%s%s", list->len ? " " : "", fact->case_no);
}

static int by_word(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* In an order in which people find them again. */
static void sort_items(struct str *list)
{
	struct str sorted = STR_INIT;
	char **word = NULL, *rest = list->s;
	size_t i, n = 0, cap = 0;

	while (rest) {
		MEM_ROOM(word, n, cap);
		word[n++] = strsep(&rest, " ");
	}
	if (n > 1)
		qsort(word, n, sizeof *word, by_word);
	for (i = 0; i < n; i++)
		str_addf(&sorted, "%s%s", i ? " " : "", word[i]);
	free(word);
	str_release(list);
	*list = sorted;
}

static void sort_lists(struct score_row *r)
{
	size_t i;

	for (i = 0; i < r->parts; i++) {
		sort_items(&r->part[i].counted);
		sort_items(&r->part[i].others);
	}
}

static void keep_fact(const struct score *s, struct score_row *r, bool of_area, const struct fact *fact, uint64_t counts)
{
	size_t i;

	for (i = 0; i < r->parts; i++) {
		const struct indicator *in = r->part[i].rule->indicator;

		if (indicator_family(in) != fact->family || points_is_of_area(s->of, r->part[i].rule) != of_area)
			continue;
		if (has_count(in->part, counts))
			keep_item(&r->part[i].counted, fact);
		else if (has_count(in->whole, counts))
			keep_item(&r->part[i].others, fact);
	}
}

static void give(struct adding *a, size_t row, bool of_area, const struct fact *fact, uint64_t counts)
{
	struct score_row *r = &a->s->row[row];

	counts &= fact->counts;
	if (!counts)
		return;
	tally_add(of_area ? &a->of_area[row] : &a->own[row], fact->family, counts, fact->amount);
	if (a->keep == SCORE_ALL || a->only == r)
		keep_fact(a->s, r, of_area, fact, counts);
}

/* Those rows of that number that have this role. */
static void give_to(struct adding *a, int64_t id, enum role role, const struct fact *fact, uint64_t counts)
{
	size_t i = id ? first_of(&a->by_id, id) : a->by_id.count;

	for (; i < a->by_id.count && a->by_id.owner[i].id == id; i++)
		if (a->role[a->by_id.owner[i].row] == role || fact->family == OF_DUTY)
			give(a, a->by_id.owner[i].row, false, fact, counts);
}

static void give_to_area(struct adding *a, bool of_area, const struct fact *fact, uint64_t counts)
{
	size_t i = first_of(&a->by_area, fact->area_id);

	for (; i < a->by_area.count && a->by_area.owner[i].id == fact->area_id; i++)
		give(a, a->by_area.owner[i].row, of_area, fact, counts);
}

static enum status add_fact(void *arg, const struct fact *fact, struct fault *f)
{
	struct adding *a = arg;

	(void)f;
	if (a->s->of == SCORE_DEPARTMENT) {
		give_to(a, fact->department_id, ROLE_FIELD, fact, UINT64_MAX);
	} else if (a->s->of != SCORE_WORKER) {
		give_to_area(a, false, fact, UINT64_MAX);
	} else {
		if (fact->family == OF_CASES) {
			give_to(a, fact->reported_by_id, ROLE_FIELD, fact, a->collected);
			give_to(a, fact->handler_id, ROLE_FIELD, fact, ~a->collected);
			give_to(a, fact->opened_by_id, ROLE_FILES, fact, UINT64_MAX);
			give_to(a, fact->dispatched_by_id, ROLE_SENDS, fact, UINT64_MAX);
		} else {
			give_to(a, fact->handler_id, ROLE_FIELD, fact, UINT64_MAX);
		}
		give_to_area(a, true, fact, a->of_areas.of[fact->family]);
	}
	return ST_OK;
}

/* Ranks ---------------------------------------------------------------------- */

/* Reserved words part by place; any other text is the group's name. */
static char *peer_of(const struct score_row *r)
{
	const char *group = "";
	struct str b = STR_INIT;
	size_t i;

	for (i = 0; i < r->parts && !*group; i++)
		group = r->part[i].rule->peer_group;
	if (strcmp(group, "street") == 0)
		str_add(&b, r->area, strnlen(r->area, 9));
	else if (strcmp(group, "community") == 0)
		str_add(&b, r->area, strnlen(r->area, 12));
	else
		str_adds(&b, strcmp(group, "community-kind") == 0 ? r->kind : group);
	return b.s ? b.s : copy("");
}

static int by_score(const void *a, const void *b)
{
	const struct score_row *x = *(struct score_row *const *)a, *y = *(struct score_row *const *)b;
	int c = strcmp(x->post, y->post);

	if (!c)
		c = strcmp(x->peer, y->peer);
	return c ? c : (x->score < y->score) - (x->score > y->score);
}

static bool is_peer(const struct score_row *x, const struct score_row *y)
{
	return strcmp(x->post, y->post) == 0 && strcmp(x->peer, y->peer) == 0;
}

void score_rank(struct score *s)
{
	struct score_row **order = mem_array(s->rows, sizeof *order);
	size_t i, k, first, n = 0;

	for (i = 0; i < s->rows; i++)
		if (s->row[i].has_score)
			order[n++] = &s->row[i];
	if (n)
		qsort(order, n, sizeof *order, by_score);
	for (first = 0; first < n; first = i) {
		for (i = first; i < n && is_peer(order[i], order[first]); i++)
			order[i]->rank = i > first && order[i]->score == order[i - 1]->score ? order[i - 1]->rank : (int32_t)(i - first + 1);
		for (k = first; k < i; k++)
			order[k]->peers = (int32_t)(i - first);
	}
	free(order);
}

/* The whole ------------------------------------------------------------------ */

/* What the rules count that speak of somebody: an edition has posts that nobody holds. */
static void want_counts(const struct score *s, struct counts *wanted)
{
	size_t i, k;

	for (i = 0; i < s->rows; i++)
		for (k = 0; k < s->row[i].parts; k++)
			if (s->row[i].part[k].rule->indicator->part != COUNT_SCORE)
				indicator_want(wanted, s->row[i].part[k].rule->indicator);
}

static enum status add_all(struct score *s, struct desk *d, enum score_keep keep, const char *code, struct fault *f)
{
	struct facts_query q = { .period = s->period, .as_of = facts_as_of(&s->period, COHORT_DUE, d->now) };
	struct adding a = { .s = s, .keep = keep };
	enum status st = prepare(&a, d, f);
	size_t i;

	want_counts(s, &q.wanted);
	for (i = 0; i < s->rows; i++) {
		q.actors |= a.role[i] != ROLE_FIELD && s->row[i].parts;
		if (keep == SCORE_ONE && strcmp(s->row[i].code, code) == 0)
			a.only = &s->row[i];
	}
	if (st == ST_OK)
		st = facts_each(d, &q, add_fact, &a, f);
	for (i = 0; i < s->rows && st == ST_OK; i++) {
		points_make(&s->row[i], s->of, &a.own[i], &a.of_area[i]);
		sort_lists(&s->row[i]);
	}
	release_adding(&a);
	return st;
}

enum status score_make(struct score *s, struct desk *d, enum score_of of, const struct period *p, struct score_rules *rules,
                       enum score_keep keep, const char *code, struct fault *f)
{
	int32_t end, second;
	size_t i;
	enum status st;

	memset(s, 0, sizeof *s);
	s->of = of;
	s->period = *p;
	s->rules = *rules;
	memset(rules, 0, sizeof *rules);
	st = load_rows(s, d, f);
	when_local(p->until, &end, &second);
	for (i = 0; i < s->rows && st == ST_OK; i++) {
		make_parts(s, &s->row[i], end);
		s->row[i].peer = peer_of(&s->row[i]);
	}
	if (st == ST_OK)
		st = add_all(s, d, keep, code, f);
	score_rank(s);
	return st;
}

void score_release_row(struct score_row *r)
{
	while (r->parts > 0) {
		str_release(&r->part[--r->parts].counted);
		str_release(&r->part[r->parts].others);
	}
	free(r->part);
	free(r->code);
	free(r->name);
	free(r->post);
	free(r->area);
	free(r->kind);
	free(r->peer);
	free(r->since_on);
}

void score_release(struct score *s)
{
	while (s->rows > 0)
		score_release_row(&s->row[--s->rows]);
	free(s->row);
	score_rules_release(&s->rules);
	memset(s, 0, sizeof *s);
}

struct score_row *score_of_code(const struct score *s, const char *code)
{
	size_t i;

	for (i = 0; i < s->rows; i++)
		if (strcmp(s->row[i].code, code) == 0)
			return &s->row[i];
	return NULL;
}

struct score_row *score_find(const struct score *s, const char *text, bool *is_many)
{
	struct score_row *of_code = score_of_code(s, text), *named = NULL;
	size_t i;

	*is_many = false;
	if (of_code)
		return of_code;
	for (i = 0; i < s->rows; i++)
		if (strcmp(s->row[i].name, text) == 0) {
			*is_many = named != NULL;
			named = &s->row[i];
		}
	return *is_many ? NULL : named;
}
