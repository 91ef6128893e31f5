/* SPDX-License-Identifier: MIT */
#include "visit.h"

#include "mem.h"
#include "strmap.h"
#include "when.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_NONE = INT32_MAX };

struct rule {
	char *tag;
	int32_t period, retry;  /* retry 0: none */
};

/* A subject that was read, before it is known which rule holds. */
struct found {
	struct visit_subject s;
	const struct rule *rule;        /* the shortest but for that of events; NULL: none */
	int64_t event_at;       /* 0: nothing happened */
	int32_t since;          /* day of coming, or VISIT_AT_ONCE */
	bool is_tried;          /* the last visit was in vain */
};

struct found_list {
	struct found *found;
	size_t count, cap;
};

struct visits {
	struct desk *desk;
	const struct visit_query *query;
	int32_t day;            /* that of as-of */
	char day_on[WHEN_DATE_SIZE];
	struct rule *rule;
	size_t rules;
	struct strmap class;    /* the word to its place in `rule` */
	const struct rule *household, *unit, *event;    /* NULL: none */
	bool has_merged;
	struct found_list happened, here;       /* all with an event; of one area */
};

/* Rules -------------------------------------------------------------------- */

static const struct rule **reserved(struct visits *v, const char *tag)
{
	if (strcmp(tag, "household") == 0)
		return &v->household;
	if (strcmp(tag, "unit") == 0)
		return &v->unit;
	return strcmp(tag, "event") == 0 ? &v->event : NULL;
}

static enum status load_rules(struct visits *v, struct fault *f)
{
	struct query *q = db_query(v->desk->db, SQL_VISIT_RULES);
	size_t i, cap = 0;
	const struct rule **place;
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		MEM_ROOM(v->rule, v->rules, cap);
		v->rule[v->rules++] = (struct rule){ mem_strdup(db_text(q, 0)), (int32_t)db_int(q, 1), (int32_t)db_int(q, 2) };
	}
	for (i = 0; i < v->rules; i++) {
		place = reserved(v, v->rule[i].tag);
		if (place)
			*place = &v->rule[i];
		else
			strmap_set(&v->class, v->rule[i].tag, (int64_t)i);
	}
	return st;
}

/* Of two the one that holds; either may be NULL. */
static const struct rule *shorter(const struct rule *a, const struct rule *b)
{
	if (!a || !b)
		return a ? a : b;
	if (a->period != b->period)
		return a->period < b->period ? a : b;
	return strcmp(a->tag, b->tag) <= 0 ? a : b;
}

/* What parts words of a risk, which is free text; tags have only the first. */
static size_t separator(const char *s, enum visit_of of)
{
	static const char *const marks[] = { ";", ",", " ", "；", "，", "、", "　" };
	size_t i, n = of == VISIT_UNIT ? sizeof marks / sizeof marks[0] : 1;

	for (i = 0; i < n; i++)
		if (strncmp(s, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

/* The rule of the words' classes that holds. */
static const struct rule *rule_of_words(const struct visits *v, const char *words, enum visit_of of)
{
	const struct rule *best = NULL;
	struct str word = STR_INIT;
	int64_t at;
	size_t n;

	while (words && *words) {
		str_reset(&word);
		while (*words && (n = separator(words, of)) == 0)
			str_addc(&word, *words++);
		words += *words ? n : 0;
		at = strmap_get(&v->class, word.s);
		if (at != STRMAP_NONE)
			best = shorter(best, &v->rule[at]);
	}
	str_release(&word);
	return best;
}

/* Subjects ----------------------------------------------------------------- */

static int32_t day_of(int64_t at)
{
	int32_t day, second;

	when_local(at, &day, &second);
	return day;
}

/* A date in the database is one, unless somebody wrote it with sqlite3. */
static int32_t day_since(const char *text)
{
	struct fault ignored;
	int32_t day;

	return text && when_parse_day(text, &day, &ignored) == ST_OK ? day : VISIT_AT_ONCE;
}

static void take_row(const struct visits *v, struct query *q, enum visit_of of, int64_t area_id, struct found *found)
{
	int64_t last = db_int(q, 4), other = db_int(q, 5);

	memset(found, 0, sizeof *found);
	found->s = (struct visit_subject){ .of = of, .id = db_int(q, 0), .area_id = area_id, .building_id = db_int(q, 1) };
	found->rule = rule_of_words(v, db_text(q, 2), of);
	if (of != VISIT_PERSON)
		found->rule = shorter(found->rule, of == VISIT_UNIT ? v->unit : v->household);
	found->since = day_since(db_text(q, 3));
	if (other > last)
		last = other;
	found->is_tried = last && last % 2 == 0;
	found->s.met_at = found->is_tried ? 0 : last / 2;
}

static struct found *one_more(struct found_list *l)
{
	MEM_ROOM(l->found, l->count, l->cap);
	return &l->found[l->count++];
}

/* Households neither come nor go. */
static void bind_day(const struct visits *v, struct query *q, bool is_household)
{
	db_bind_int(q, db_param(q, ":as_of"), v->query->as_of);
	if (!is_household)
		db_bind_text(q, db_param(q, ":day_on"), v->day_on);
}

/* Whom the rules of classes, households and units speak of in one area. */
static enum status read_area(struct visits *v, enum visit_of of, int64_t area_id, struct fault *f)
{
	static const enum sql sql[] = { SQL_VISIT_PERSONS, SQL_VISIT_HOUSEHOLDS, SQL_VISIT_UNITS };
	struct query *q = db_query(v->desk->db, sql[of]);
	struct found found;
	bool row;
	enum status st;

	bind_day(v, q, of == VISIT_HOUSEHOLD);
	db_bind_int(q, db_param(q, ":area_id"), area_id);
	if (of == VISIT_PERSON)
		db_bind_int(q, db_param(q, ":has_merged"), v->has_merged);
	if (of == VISIT_UNIT)
		db_bind_int(q, db_param(q, ":is_all"), v->unit != NULL);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		take_row(v, q, of, area_id, &found);
		if (found.rule)
			*one_more(&v->here) = found;
	}
	return st;
}

static int by_area(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return (x->s.area_id > y->s.area_id) - (x->s.area_id < y->s.area_id);
}

/* A row of visit_events, or of one subject. */
static void take_event(const struct visits *v, struct query *q, struct found *found)
{
	take_row(v, q, (enum visit_of)db_int(q, 6), db_int(q, 7), found);
	found->event_at = db_int(q, 8);
}

static enum status read_events(struct visits *v, struct fault *f)
{
	struct query *q = db_query(v->desk->db, SQL_VISIT_EVENTS);
	bool row;
	enum status st;

	bind_day(v, q, false);
	db_bind_text(q, db_param(q, ":area"), v->query->area);
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		take_event(v, q, one_more(&v->happened));
	if (v->happened.count)
		qsort(v->happened.found, v->happened.count, sizeof *v->happened.found, by_area);
	return st;
}

static void add_happened(struct visits *v, int64_t area_id)
{
	struct found key = { .s = { .area_id = area_id } }, *at;
	const struct found *end;

	if (!v->happened.count)
		return;
	end = v->happened.found + v->happened.count;
	at = bsearch(&key, v->happened.found, v->happened.count, sizeof key, by_area);
	while (at && at > v->happened.found && at[-1].s.area_id == area_id)
		at--;
	for (; at && at < end && at->s.area_id == area_id; at++)
		*one_more(&v->here) = *at;
}

/* When ----------------------------------------------------------------------- */

/* The last visit was in vain: when they were met last, and what came after. */
static enum status read_tries(struct visits *v, struct found *found, int64_t *since_event, int64_t *last_at, struct fault *f)
{
	static const enum sql sql[] = { SQL_VISIT_TRIES_PERSON, SQL_VISIT_TRIES_HOUSEHOLD, SQL_VISIT_TRIES_UNIT };
	struct query *q = db_query(v->desk->db, sql[found->s.of]);
	int64_t at = 0, same = 0;       /* same: how many at that time */
	bool row;
	enum status st;

	*since_event = *last_at = 0;
	db_bind_int(q, db_param(q, ":id"), found->s.id);
	db_bind_int(q, db_param(q, ":as_of"), v->query->as_of);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		same = db_int(q, 0) == at ? same : 0;
		at = db_int(q, 0);
		if (db_int(q, 1)) {
			found->s.met_at = at;
			found->s.attempts -= (int32_t)same;
			*since_event -= at > found->event_at ? same : 0;
			break;
		}
		*last_at = *last_at ? *last_at : at;
		*since_event += at > found->event_at;
		found->s.attempts++;
		same++;
	}
	db_done(q);
	return st;
}

static int32_t earlier(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

/* When they are due under the rule but that of events; DAY_NONE: it has none. */
static int32_t due_by_rule(const struct found *found)
{
	if (!found->rule)
		return DAY_NONE;
	return found->s.met_at ? day_of(found->s.met_at) + found->rule->period : found->since;
}

/* All that follows from the visits; *holds: the rule, NULL where there is none. */
static enum status settle(struct visits *v, struct found *found, const struct rule **holds, struct fault *f)
{
	struct visit_subject *s = &found->s;
	int64_t since_event = 0, last_at = 0;
	int32_t due;
	bool is_event;
	enum status st = found->is_tried ? read_tries(v, found, &since_event, &last_at, f) : ST_OK;

	is_event = v->event && found->event_at && s->met_at <= found->event_at;
	*holds = shorter(found->rule, is_event ? v->event : NULL);
	if (st != ST_OK || !*holds)
		return st;
	due = due_by_rule(found);
	s->due_day = s->next_day = due;
	if (*holds == v->event) {
		s->due_day = earlier(due, day_of(found->event_at) + v->event->period);
		s->next_day = earlier(due, day_of(found->event_at));
		s->attempts = (int32_t)since_event;
	}
	s->tried_at = s->attempts ? last_at : 0;
	if (s->attempts && (*holds)->retry && day_of(last_at) + (*holds)->retry > s->next_day)
		s->next_day = day_of(last_at) + (*holds)->retry;
	s->tag = (*holds)->tag;
	s->is_key = *holds != v->household && *holds != v->unit;
	s->period_days = (*holds)->period;
	s->is_seen = s->due_day >= v->day;
	s->is_shut = !s->is_seen && s->attempts && day_of(last_at) + s->period_days >= v->day;
	return ST_OK;
}

static enum status hand_on(struct visits *v, struct found *found, visit_take *take, void *arg, struct fault *f)
{
	const struct rule *holds;
	enum status st = settle(v, found, &holds, f);

	if (st != ST_OK || !holds || !(found->s.is_key ? v->query->keys : v->query->homes))
		return st;
	return take(arg, &found->s, f);
}

/* All together -------------------------------------------------------------- */

/* Of one subject the one with the event first. */
static int by_building(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->s.building_id != y->s.building_id)
		return x->s.building_id < y->s.building_id ? -1 : 1;
	if (x->s.of != y->s.of)
		return x->s.of < y->s.of ? -1 : 1;
	if (x->s.id != y->s.id)
		return x->s.id < y->s.id ? -1 : 1;
	return (x->event_at < y->event_at) - (x->event_at > y->event_at);
}

static enum status area_each(struct visits *v, int64_t area_id, visit_take *take, void *arg, struct fault *f)
{
	const struct visit_query *q = v->query;
	size_t i;
	enum status st = ST_OK;

	v->here.count = 0;
	if (q->keys)
		st = read_area(v, VISIT_PERSON, area_id, f);
	if (st == ST_OK && q->homes && v->household)
		st = read_area(v, VISIT_HOUSEHOLD, area_id, f);
	if (st == ST_OK && (q->keys || v->unit))
		st = read_area(v, VISIT_UNIT, area_id, f);
	if (st != ST_OK)
		return st;
	add_happened(v, area_id);
	if (v->here.count)
		qsort(v->here.found, v->here.count, sizeof *v->here.found, by_building);
	for (i = 0; i < v->here.count && st == ST_OK; i++) {
		const struct visit_subject *s = &v->here.found[i].s, *before = i ? &v->here.found[i - 1].s : NULL;

		if (!before || before->of != s->of || before->id != s->id)
			st = hand_on(v, &v->here.found[i], take, arg, f);
	}
	return st;
}

static enum status visits_init(struct visits *v, struct desk *d, const struct visit_query *q, struct fault *f)
{
	int64_t merged = 0;
	enum status st;

	memset(v, 0, sizeof *v);
	v->desk = d;
	v->query = q;
	v->day = day_of(q->as_of);
	when_format_day(v->day, v->day_on);
	strmap_init(&v->class);
	st = load_rules(v, f);
	if (st == ST_OK)
		st = db_first_int(db_query(d->db, SQL_VISIT_ANY_MERGED), 0, &merged, f);
	v->has_merged = merged;
	return st;
}

static void visits_release(struct visits *v)
{
	size_t i;

	for (i = 0; i < v->rules; i++)
		free(v->rule[i].tag);
	free(v->rule);
	free(v->happened.found);
	free(v->here.found);
	strmap_release(&v->class);
}

/* Numbers of areas in the order of their codes. */
static enum status read_areas(struct visits *v, int64_t **id, size_t *count, struct fault *f)
{
	struct query *q = db_query(v->desk->db, SQL_VISIT_AREAS);
	size_t cap = 0;
	bool row;
	enum status st;

	*id = NULL;
	*count = 0;
	db_bind_text(q, db_param(q, ":area"), v->query->area);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		MEM_ROOM(*id, *count, cap);
		(*id)[(*count)++] = db_int(q, 0);
	}
	return st;
}

enum status visit_each(struct desk *d, const struct visit_query *q, visit_take *take, void *arg, struct fault *f)
{
	struct visits v;
	int64_t *area = NULL;
	size_t i, areas = 0;
	enum status st = visits_init(&v, d, q, f);

	if (st == ST_OK && v.rules)
		st = read_areas(&v, &area, &areas, f);
	if (st == ST_OK && v.event)
		st = read_events(&v, f);
	for (i = 0; i < areas && st == ST_OK; i++)
		st = area_each(&v, area[i], take, arg, f);
	free(area);
	visits_release(&v);
	return st;
}

enum status visit_find(struct desk *d, enum visit_of of, int64_t id, int64_t as_of, visit_take *take, void *arg, struct fault *f)
{
	static const enum sql sql[] = { SQL_VISIT_PERSON, SQL_VISIT_HOUSEHOLD, SQL_VISIT_UNIT };
	struct visit_query all = { NULL, as_of, true, true };
	struct query *q;
	struct visits v;
	struct found found;
	bool row = false;
	enum status st = visits_init(&v, d, &all, f);

	if (st == ST_OK) {
		q = db_query(d->db, sql[of]);
		bind_day(&v, q, of == VISIT_HOUSEHOLD);
		db_bind_int(q, db_param(q, ":id"), id);
		st = db_step(q, &row, f);
		if (st == ST_OK && row)
			take_event(&v, q, &found);
		db_done(q);
	}
	if (st == ST_OK && row) {
		found.is_tried = true;  /* it is not known yet */
		st = hand_on(&v, &found, take, arg, f);
	}
	visits_release(&v);
	return st;
}
