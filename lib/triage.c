/* SPDX-License-Identifier: MIT */
#include "triage.h"

#include "mem.h"
#include "rule.h"
#include "workflow.h"

#include <stdlib.h>
#include <string.h>

struct ruling {
	char *name;
	struct rule *pattern;
	bool has_priority;
	int64_t priority;
	char area[32];          /* code; "": everywhere */
	int64_t matter_id, department_id;
	char *matter;           /* code, or NULL */
	char *matter_said;      /* with its condition */
	char *department;       /* code, or NULL */
};

struct office {                 /* a department that is of an area */
	char area[32];
	int64_t department_id;
	char *code;
};

struct hand {                   /* a worker in an area; one who works in two is there twice */
	int64_t area_id, worker_id, department_id, open;
	char *code;
};

struct triage {
	const struct cli *explain;
	bool has_rules, has_offices;
	char day[WHEN_DATE_SIZE];       /* that the hands are of; "": not read */
	struct ruling *ruling;
	size_t rulings;
	struct office *office;
	size_t offices;
	struct hand *hand;
	size_t hands;
	struct str why;         /* the decision's reason, as the event's note has it */
	struct str said, other; /* for triage_explain: the decision, and what was passed over */
};

/* One case on its way through the steps. */
struct question {
	int64_t area_id, matter_id;
	char area[32];          /* code */
	const char *text;
	char matter[96];        /* code, "" for none */
	int64_t matter_department_id;
	char matter_department[96];
	bool is_decided;
	int64_t found_matter_id, department_id, handler_id;
};

struct triage *triage_new(const struct cli *explain)
{
	struct triage *t = mem_alloc(sizeof *t);

	t->explain = explain;
	return t;
}

/* What there is ------------------------------------------------------------ */

static enum status take_ruling(struct triage *t, struct query *q, size_t *cap, struct fault *f)
{
	struct ruling *r;
	struct str said = STR_INIT;
	struct fault why;

	MEM_ROOM(t->ruling, t->rulings, *cap);
	r = &t->ruling[t->rulings++];
	memset(r, 0, sizeof *r);
	r->name = mem_strdup(db_text(q, 0));
	r->has_priority = !db_is_null(q, 2);
	r->priority = db_int(q, 2);
	str_copy(r->area, sizeof r->area, db_text(q, 3));
	r->matter_id = db_int(q, 4);
	r->matter = mem_strdup(db_text(q, 5));
	if (r->matter && *db_text(q, 6)) {
		str_addf(&said, "%s %s", r->matter, db_text(q, 6));
		r->matter_said = said.s;
	} else {
		r->matter_said = mem_strdup(r->matter);
	}
	r->department_id = db_int(q, 7);
	r->department = mem_strdup(db_text(q, 8));
	if (rule_new(&r->pattern, db_text(q, 1), &why) == ST_OK)
		return ST_OK;
	return fault_set(f, why.status, "rule '%s': %s", r->name, why.text);
}

static enum status load_rules(struct triage *t, struct desk *d, struct fault *f)
{
	struct query *q;
	size_t cap = 0;
	bool row;
	enum status st = ST_OK;

	if (t->has_rules)
		return ST_OK;
	q = db_query(d->db, SQL_TRIAGE_RULES);
	while (st == ST_OK && (st = db_step(q, &row, f)) == ST_OK && row)
		st = take_ruling(t, q, &cap, f);
	db_done(q);
	t->has_rules = st == ST_OK;
	return st;
}

static enum status load_offices(struct triage *t, struct desk *d, struct fault *f)
{
	struct query *q;
	size_t cap = 0;
	bool row;
	enum status st;

	if (t->has_offices)
		return ST_OK;
	q = db_query(d->db, SQL_TRIAGE_DEPARTMENTS);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		struct office *o;

		MEM_ROOM(t->office, t->offices, cap);
		o = &t->office[t->offices++];
		str_copy(o->area, sizeof o->area, db_text(q, 0));
		o->department_id = db_int(q, 1);
		o->code = mem_strdup(db_text(q, 2));
	}
	t->has_offices = st == ST_OK;
	return st;
}

static void release_hands(struct triage *t)
{
	size_t i;

	for (i = 0; i < t->hands; i++)
		free(t->hand[i].code);
	free(t->hand);
	t->hand = NULL;
	t->hands = 0;
	t->day[0] = '\0';
}

/* Of the day of desk.at, which a row of --csv may set. */
static enum status load_hands(struct triage *t, struct desk *d, struct fault *f)
{
	struct query *q;
	char day[WHEN_DATE_SIZE];
	size_t cap = 0;
	bool row;
	enum status st;

	when_format_day_of(d->at, day);
	if (strcmp(t->day, day) == 0)
		return ST_OK;
	release_hands(t);
	q = db_query(d->db, SQL_TRIAGE_WORKERS);
	db_bind_text(q, db_param(q, ":day_on"), day);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		MEM_ROOM(t->hand, t->hands, cap);
		t->hand[t->hands++] = (struct hand){
			db_int(q, 0), db_int(q, 1), db_int(q, 3), db_int(q, 4), mem_strdup(db_text(q, 2)),
		};
	}
	if (st == ST_OK)
		str_copy(t->day, sizeof t->day, day);
	return st;
}

void triage_free(struct triage *t)
{
	size_t i;

	if (!t)
		return;
	for (i = 0; i < t->rulings; i++) {
		rule_free(t->ruling[i].pattern);
		free(t->ruling[i].name);
		free(t->ruling[i].matter);
		free(t->ruling[i].matter_said);
		free(t->ruling[i].department);
	}
	for (i = 0; i < t->offices; i++)
		free(t->office[i].code);
	free(t->ruling);
	free(t->office);
	release_hands(t);
	str_release(&t->why);
	str_release(&t->said);
	str_release(&t->other);
	free(t);
}

/* Cases handed over in this command count for the next ones. */
static void count_hand(struct triage *t, int64_t worker_id, int by)
{
	size_t i;

	for (i = 0; worker_id && i < t->hands; i++)
		if (t->hand[i].worker_id == worker_id)
			t->hand[i].open += by;
}

/* Parents are the codes' first 6, 9 and 12 digits: nothing else that one code
 * begins with is above it. */
static bool is_in_area(const char *code, const char *area)
{
	size_t len = strlen(area);

	return strncmp(code, area, len) == 0 && (!code[len] || len <= 12);
}

static enum status ask_area(struct desk *d, struct question *q, struct fault *f)
{
	struct query *get = db_query(d->db, SQL_AREA_GET);
	bool row;
	enum status st;

	db_bind_int(get, 1, q->area_id);
	st = db_step(get, &row, f);
	if (st == ST_OK && row)
		str_copy(q->area, sizeof q->area, db_text(get, 0));
	db_done(get);
	return st;
}

static enum status ask_matter(struct desk *d, struct question *q, struct fault *f)
{
	struct query *get;
	bool row;
	enum status st;

	if (!q->matter_id)
		return ST_OK;
	get = db_query(d->db, SQL_TRIAGE_MATTER);
	db_bind_int(get, 1, q->matter_id);
	st = db_step(get, &row, f);
	if (st == ST_OK && row) {
		str_copy(q->matter, sizeof q->matter, db_text(get, 0));
		q->matter_department_id = db_int(get, 2);
		str_copy(q->matter_department, sizeof q->matter_department, db_text(get, 3));
	}
	db_done(get);
	return st;
}

/* Steps ---------------------------------------------------------------------- */

static void start(struct triage *t)
{
	str_reset(&t->why);
	str_reset(&t->said);
	str_reset(&t->other);
}

/* The first to be offered is taken; to whom, as people read it, and why. */
static bool offer(struct triage *t, struct question *q, const char *to, const char *why)
{
	if (q->is_decided) {
		if (t->explain)
			str_addf(&t->other, "%s%s (%s)", t->other.len ? ", " : "", why, to);
		return false;
	}
	q->is_decided = true;
	str_adds(&t->why, why);
	if (t->explain)
		str_addf(&t->said, "%s by %s", to, why);
	return true;
}

/* Whether there is no use in asking on. */
static bool is_done(const struct triage *t, const struct question *q)
{
	return q->is_decided && !t->explain;
}

/* A rule that matches but does not say what is asked. */
static void pass_over(struct triage *t, const struct ruling *r, const char *why)
{
	str_addf(&t->other, "%srule %s (%s)", t->other.len ? ", " : "", r->name, why);
}

static enum status ran_away(struct triage *t, const struct question *q, const struct ruling *r, const struct fault *why,
                            struct fault *f)
{
	if (!q->is_decided)
		return fault_set(f, ST_REFUSED, "rule '%s': %s", r->name, why->text);
	pass_over(t, r, "ran away");
	return ST_OK;
}

/* What a rule has against deciding, in words; "": nothing. */
static void objection(const struct question *q, const struct ruling *r, bool wants_matter, struct str *b)
{
	str_reset(b);
	if (wants_matter && !r->matter_id)
		str_adds(b, "names no matter");
	else if (!wants_matter && !r->department_id)
		str_addf(b, "names only matter %s", r->matter ? r->matter : "");
	else if (!wants_matter && r->matter && strcmp(r->matter, q->matter) != 0)
		str_addf(b, "of matter %s", r->matter);
}

static void rule_says(struct triage *t, struct question *q, const struct ruling *r, bool wants_matter)
{
	struct str to = STR_INIT, why = STR_INIT;

	str_addf(&why, "rule %s", r->name);
	if (wants_matter)
		str_addf(&to, "matter %s", r->matter_said);
	else
		str_adds(&to, r->department);
	if (!q->is_decided) {
		q->found_matter_id = r->matter_id;
		q->department_id = r->department_id;
	}
	if (offer(t, q, to.s, why.s) && t->explain && r->has_priority)
		str_addf(&t->said, " (priority %lld)", (long long)r->priority);
	str_release(&to);
	str_release(&why);
}

/* Rules in their order; those that cannot decide are not tried, unless to be
 * explained. */
static enum status try_rules(struct triage *t, struct question *q, bool wants_matter, struct fault *f)
{
	struct str against = STR_INIT;
	struct fault why;
	size_t i;
	enum status st = ST_OK;

	for (i = 0; i < t->rulings && st == ST_OK && !is_done(t, q); i++) {
		const struct ruling *r = &t->ruling[i];
		bool is_match;

		if (*r->area && !is_in_area(q->area, r->area))
			continue;
		objection(q, r, wants_matter, &against);
		if (against.len && !t->explain)
			continue;
		if (rule_match(r->pattern, q->text, &is_match, &why) != ST_OK) {
			if (!against.len)
				st = ran_away(t, q, r, &why, f);
		} else if (is_match && against.len) {
			pass_over(t, r, against.s);
		} else if (is_match) {
			rule_says(t, q, r, wants_matter);
		}
	}
	str_release(&against);
	return st;
}

static void try_matter(struct triage *t, struct question *q)
{
	struct str why = STR_INIT;

	if (!q->matter_department_id)
		return;
	str_addf(&why, "matter %s", q->matter);
	if (offer(t, q, q->matter_department, why.s))
		q->department_id = q->matter_department_id;
	str_release(&why);
}

/* The nearest area that departments are of decides, or nobody where they are
 * several: one farther up would be a guess. */
static enum status try_area(struct triage *t, struct desk *d, struct question *q, struct fault *f)
{
	const struct office *best = NULL;
	bool is_one = true;
	struct str why = STR_INIT;
	size_t i;
	enum status st = load_offices(t, d, f);

	for (i = 0; i < t->offices && st == ST_OK; i++) {
		const struct office *o = &t->office[i];

		if (!is_in_area(q->area, o->area))
			continue;
		/* By code, so what is nearer comes later. */
		is_one = !best || strcmp(best->area, o->area) != 0;
		best = o;
	}
	if (best && is_one) {
		str_addf(&why, "area %s", best->area);
		if (offer(t, q, best->code, why.s))
			q->department_id = best->department_id;
	} else if (best && t->explain) {
		str_addf(&t->other, "%sarea %s (several departments)", t->other.len ? ", " : "", best->area);
	}
	str_release(&why);
	return st;
}

static enum status try_workers(struct triage *t, struct desk *d, struct question *q, struct fault *f)
{
	const struct hand *best = NULL;
	struct str why = STR_INIT, to = STR_INIT;
	size_t i;
	enum status st = load_hands(t, d, f);

	for (i = 0; i < t->hands && st == ST_OK; i++)
		if (t->hand[i].area_id == q->area_id && (!best || t->hand[i].open < best->open))
			best = &t->hand[i];
	if (best) {
		str_addf(&why, "least busy worker of %s", q->area);
		str_addf(&to, "%s, %lld open", best->code, (long long)best->open);
		if (offer(t, q, to.s, why.s)) {
			q->handler_id = best->worker_id;
			q->department_id = best->department_id;
		}
	}
	str_release(&why);
	str_release(&to);
	return st;
}

/* Decisions ------------------------------------------------------------------- */

enum status triage_matter(struct triage *t, struct desk *d, int64_t area_id, const char *text,
                          int64_t *matter_id, const char **why, struct fault *f)
{
	struct question q = { .area_id = area_id, .text = text ? text : "" };
	enum status st = load_rules(t, d, f);

	start(t);
	if (st == ST_OK)
		st = ask_area(d, &q, f);
	if (st == ST_OK)
		st = try_rules(t, &q, true, f);
	*matter_id = st == ST_OK ? q.found_matter_id : 0;
	*why = t->why.s;
	return st;
}

void triage_given(struct triage *t, bool opens)
{
	start(t);
	str_adds(&t->said, opens ? "the matter is given" : "who gets it is given");
}

enum status triage_no_matter(const struct triage *t, struct fault *f)
{
	return fault_set(f, ST_REFUSED, "none of %zu rules finds its matter: give --matter", t->rulings);
}

static enum status triage_target(struct triage *t, struct desk *d, struct question *q, struct fault *f)
{
	enum status st = ask_area(d, q, f);

	start(t);
	if (st == ST_OK)
		st = ask_matter(d, q, f);
	if (st == ST_OK)
		st = try_rules(t, q, false, f);
	if (st == ST_OK)
		try_matter(t, q);
	if (st == ST_OK && !is_done(t, q))
		st = try_area(t, d, q, f);
	if (st == ST_OK && !is_done(t, q))
		st = try_workers(t, d, q, f);
	if (st != ST_OK || q->is_decided)
		return st;
	return fault_set(f, ST_REFUSED, "nobody gets it by %zu rules, by matter %s, as department of %s or above, or as worker of %s: give --to",
	                 t->rulings, *q->matter ? q->matter : "(none)", q->area, q->area);
}

void triage_explain(struct triage *t, const char *case_no)
{
	if (!t->explain)
		return;
	cli_warn(t->explain, "%s: %s%s%s", case_no, t->said.len ? t->said.s : "undecided", t->other.len ? "; passed over: " : "",
	         t->other.len ? t->other.s : "");
}

/* A case's text, borrowed from *q, if there are rules to read it. */
static enum status read_text(struct triage *t, struct desk *d, const struct casefile *c, struct query **q, const char **text,
                             struct fault *f)
{
	bool row = false;
	enum status st = load_rules(t, d, f);

	*text = NULL;
	*q = NULL;
	if (st != ST_OK || !t->rulings)
		return st;
	*q = db_query(d->db, SQL_TRIAGE_TEXT);
	db_bind_int(*q, 1, c->casefile_id);
	st = db_step(*q, &row, f);
	if (st == ST_OK && row)
		*text = db_text(*q, 0);
	return st;
}

static enum status file_it(struct triage *t, struct desk *d, struct casefile *c, struct action *a, struct fault *f)
{
	const char *text;
	struct query *q;
	enum status st = read_text(t, d, c, &q, &text, f);

	if (st == ST_OK)
		st = triage_matter(t, d, c->area_id, text, &a->matter_id, &a->note, f);
	if (q)
		db_done(q);
	triage_explain(t, c->case_no);
	return st == ST_OK && !a->matter_id ? triage_no_matter(t, f) : st;
}

static enum status dispatch_it(struct triage *t, struct desk *d, struct casefile *c, struct action *a, struct fault *f)
{
	struct question q = { .area_id = c->area_id, .matter_id = c->state.matter_id, .text = "" };
	const char *text;
	struct query *read;
	enum status st = read_text(t, d, c, &read, &text, f);

	if (st == ST_OK) {
		if (text)
			q.text = text;
		st = triage_target(t, d, &q, f);
		triage_explain(t, c->case_no);
	}
	if (read)
		db_done(read);
	a->department_id = q.department_id;
	a->handler_id = q.handler_id;
	a->note = t->why.s;
	return st;
}

enum status triage_act(struct triage *t, struct desk *d, struct casefile *c, const struct action *given, struct fault *f)
{
	struct action a = *given;
	int64_t before = c->state.handler_id;
	bool opens = strcmp(a.name, "open") == 0;
	enum status st = ST_OK;

	/* What cannot be filed or dispatched as it stands is not asked about. */
	if (!t || !workflow_row(a.name, c->state.status))
		return casefile_act(d, c, &a, f);
	if (opens && !a.matter_id && !c->state.matter_id) {
		st = file_it(t, d, c, &a, f);
	} else if (!opens && !a.department_id && !a.handler_id) {
		st = dispatch_it(t, d, c, &a, f);
	} else {
		triage_given(t, opens);
		triage_explain(t, c->case_no);
	}
	if (st == ST_OK)
		st = casefile_act(d, c, &a, f);
	if (st == ST_OK && !opens) {
		count_hand(t, before, -1);
		count_hand(t, c->state.handler_id, 1);
	}
	return st;
}
