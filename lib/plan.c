/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include "mem.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Loads --------------------------------------------------------------------------- */

struct load {
	char *code, *name, *post, *area, *area_name;
	int64_t collected, handle_due, checked, visits, attended;       /* of the month */
	int64_t backlog, visit_due;                                     /* what waits */
};

struct loads {
	struct load *load;      /* by code */
	size_t count, cap;
};

static int64_t waiting(const struct load *l)
{
	return l->backlog + l->visit_due;
}

static enum status load_workers(struct loads *all, struct desk *d, const char *area, int64_t at, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_WORKERS_ON);
	char day[WHEN_DATE_SIZE];
	bool row;
	enum status st;

	when_format_day_of(at, day);
	db_bind_text(q, db_param(q, ":day_on"), day);
	db_bind_text(q, db_param(q, ":area"), area);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		struct load *l;

		MEM_ROOM(all->load, all->count, all->cap);
		l = &all->load[all->count++];
		memset(l, 0, sizeof *l);
		l->code = mem_strdup(db_text(q, 1));
		l->name = mem_strdup(db_text(q, 2));
		l->post = mem_strdup(db_text(q, 3));
		l->area = mem_strdup(db_text(q, 5));
		l->area_name = mem_strdup(db_text(q, 7));
	}
	return st;
}

static void release(struct loads *all)
{
	while (all->count > 0) {
		struct load *l = &all->load[--all->count];

		free(l->code);
		free(l->name);
		free(l->post);
		free(l->area);
		free(l->area_name);
	}
	free(all->load);
}

static void want(struct counts *wanted, enum count count)
{
	wanted->of[count < COUNT_DUTY ? OF_CASES : OF_DUTY] |= COUNT_BIT(count);
}

static int64_t figure(const struct report *r, const char *code, enum count count)
{
	const char *key[2] = { code, NULL };
	const struct report_row *row = report_find(r, key);

	return row ? row->tally.n[count] : 0;
}

static enum status add_tasks(struct loads *all, struct desk *d, const struct period *month, struct fault *f)
{
	static const struct cuts cuts[] = { { { CUT_WORKER, CUT_WORKER }, 1 }, { { CUT_REPORTER, CUT_REPORTER }, 1 } };
	struct facts_query q = { .period = *month, .as_of = facts_as_of(month, COHORT_DUE, d->now) };
	struct report worker, reporter, *both[] = { &worker, &reporter };
	size_t i;
	enum status st;

	want(&q.wanted, COUNT_COLLECTED);
	want(&q.wanted, COUNT_HANDLE_DUE);
	want(&q.wanted, COUNT_CHECKED);
	want(&q.wanted, COUNT_VISITS);
	want(&q.wanted, COUNT_ATTENDED);
	st = report_make(both, cuts, 2, d, &q, false, f);
	for (i = 0; i < all->count && st == ST_OK; i++) {
		struct load *l = &all->load[i];

		l->collected = figure(&reporter, l->code, COUNT_COLLECTED);
		l->handle_due = figure(&worker, l->code, COUNT_HANDLE_DUE);
		l->checked = figure(&worker, l->code, COUNT_CHECKED);
		l->visits = figure(&worker, l->code, COUNT_VISITS);
		l->attended = figure(&worker, l->code, COUNT_ATTENDED);
	}
	report_release(&worker);
	report_release(&reporter);
	return st;
}

static enum status add_waiting(struct loads *all, struct desk *d, int64_t at, struct fault *f)
{
	static const struct cuts cut = { { CUT_WORKER, CUT_WORKER }, 1 };
	struct facts_query q = { .as_of = at };
	struct report worker, *one[] = { &worker };
	int32_t day, second;
	size_t i;
	enum status st;

	/* What waits is of no period; that of its day looks at the least. */
	when_local(at, &day, &second);
	when_dates(day, day, &q.period);
	want(&q.wanted, COUNT_BACKLOG);
	want(&q.wanted, COUNT_VISIT_DUE);
	st = report_make(one, &cut, 1, d, &q, false, f);
	for (i = 0; i < all->count && st == ST_OK; i++) {
		all->load[i].backlog = figure(&worker, all->load[i].code, COUNT_BACKLOG);
		all->load[i].visit_due = figure(&worker, all->load[i].code, COUNT_VISIT_DUE);
	}
	report_release(&worker);
	return st;
}

static void put_load(struct out *out, const struct load *l, int64_t most)
{
	int64_t tasks = l->collected + l->handle_due + l->checked + l->visits;

	out_text(out, l->code);
	out_text(out, l->name);
	out_text(out, *l->post ? l->post : NULL);
	out_text(out, l->area);
	out_text(out, l->area_name);
	out_int(out, l->collected);
	out_int(out, l->handle_due);
	out_int(out, l->checked);
	out_int(out, l->visits);
	out_int(out, tasks);
	out_int(out, l->attended);
	if (l->attended)
		out_real(out, (double)((200 * tasks + l->attended) / (2 * l->attended)) / 100, 2);
	else
		out_null(out);
	out_int(out, l->backlog);
	out_int(out, l->visit_due);
	out_int(out, waiting(l));
	out_int(out, most >= 0 && waiting(l) > most);
	out_row(out);
}

enum status plan_load(struct desk *d, const char *area, const struct period *month, int64_t waits_at, struct out *out,
                      struct fault *f)
{
	static const struct field *column[20];  /* stays until out_finish */
	struct loads all = { NULL, 0, 0 };
	size_t i;
	enum status st = load_workers(&all, d, area, waits_at, f);

	if (st == ST_OK)
		st = add_tasks(&all, d, month, f);
	if (st == ST_OK)
		st = add_waiting(&all, d, waits_at, f);
	if (st == ST_OK)
		out_begin(out, NULL, column, fields_columns("plan-load", column));
	for (i = 0; i < all.count && st == ST_OK; i++)
		put_load(out, &all.load[i], desk_setting_int(d, "worker_load_max", -1));
	release(&all);
	return st;
}

/* Findings ------------------------------------------------------------------------ */

enum { UNLIMITED = -1 };

struct finding {
	const char *what, *area, *area_name, *worker, *name;
	int64_t value, limit;   /* -1: none */
	const char *note;
};

struct planning {
	struct desk *desk;
	const char *area;
	struct out *out;
	int64_t found;
	struct strmap staffed;  /* grids by code: who has them */
};

enum { STAFF_OTHER, STAFF_FULL };

/* Where all is well nothing is printed, not even a heading. */
static void put(struct planning *p, const struct finding *g)
{
	static const struct field *column[12];  /* stays until out_finish */

	if (!p->found++)
		out_begin(p->out, NULL, column, fields_columns("plan-check", column));
	out_text(p->out, g->what);
	out_text(p->out, g->area);
	out_text(p->out, g->area_name);
	out_text(p->out, g->worker);
	out_text(p->out, g->name);
	if (g->value >= 0)
		out_int(p->out, g->value);
	else
		out_null(p->out);
	if (g->limit >= 0)
		out_int(p->out, g->limit);
	else
		out_null(p->out);
	out_text(p->out, g->note);
	out_row(p->out);
}

/* Staff: read first, for a grid is without it only when all of it is known. */

struct holder {
	char *code, *name, *area, *area_name;   /* area: the first grid */
	struct str grids;
	int64_t count;
	bool is_within;         /* one of them is in the area asked about */
};

struct holders {
	struct holder *holder;
	size_t count, cap;
};

/* Grids come by code: whether this one was the last. */
static bool is_last(const struct str *grids, const char *area)
{
	const char *blank = strrchr(grids->s, ' ');

	return strcmp(blank ? blank + 1 : grids->s, area) == 0;
}

static void add_grid(struct holders *all, struct query *q, const char *within)
{
	const char *code = db_text(q, 0), *area = db_text(q, 2);
	struct holder *h = all->count ? &all->holder[all->count - 1] : NULL;

	if (!h || strcmp(h->code, code) != 0) {
		MEM_ROOM(all->holder, all->count, all->cap);
		h = &all->holder[all->count++];
		memset(h, 0, sizeof *h);
		h->code = mem_strdup(code);
		h->name = mem_strdup(db_text(q, 1));
		h->area = mem_strdup(area);
		h->area_name = mem_strdup(db_text(q, 3));
	} else if (is_last(&h->grids, area)) {
		return;         /* in another post */
	}
	str_addf(&h->grids, "%s%s", h->count++ ? " " : "", area);
	h->is_within |= registry_is_within(area, within);
}

static enum status load_staff(struct planning *p, struct holders *all, struct fault *f)
{
	struct query *q = db_query(p->desk->db, SQL_PLAN_STAFF);
	bool row;
	enum status st;

	db_bind_text(q, db_param(q, ":day_on"), p->desk->today);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		const char *post = db_text(q, 4) ? db_text(q, 4) : "";
		bool is_full = strcmp(post, "grid-worker") == 0;

		if (is_full || strmap_get(&p->staffed, db_text(q, 2)) == STRMAP_NONE)
			strmap_set(&p->staffed, db_text(q, 2), is_full ? STAFF_FULL : STAFF_OTHER);
		/* A leader has several by right. */
		if (is_full || strcmp(post, "part-time") == 0)
			add_grid(all, q, p->area);
	}
	return st;
}

/* Grids. */

static void check_size(struct planning *p, struct finding *g, int64_t households, int64_t persons)
{
	static const struct { const char *what, *setting; bool is_least, is_persons; } bounds[] = {
		{ "small", "grid_households_min", true, false }, { "large", "grid_households_max", false, false },
		{ "crowded", "grid_persons_max", false, true },
	};
	size_t i;

	for (i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
		g->what = bounds[i].what;
		g->value = bounds[i].is_persons ? persons : households;
		g->limit = desk_setting_int(p->desk, bounds[i].setting, UNLIMITED);
		if (g->limit != UNLIMITED && g->value >= 0 && (bounds[i].is_least ? g->value < g->limit : g->value > g->limit))
			put(p, g);
	}
}

/* Planned, or counted; of a grid without any in the archive nothing is known. */
static int64_t size_of(struct query *q, int planned, int counted, bool *is_counted)
{
	*is_counted = db_is_null(q, planned);
	if (!*is_counted)
		return db_int(q, planned);
	return db_int(q, counted) ? db_int(q, counted) : UNLIMITED;
}

static void check_grid(struct planning *p, struct query *q)
{
	static const char *const note[] = { "planned", "counted" };
	struct finding g = { .area = db_text(q, 0), .area_name = db_text(q, 1), .value = -1, .limit = -1 };
	bool households_counted, persons_counted;
	int64_t households = size_of(q, 2, 4, &households_counted), persons = size_of(q, 3, 5, &persons_counted);
	int64_t staff = strmap_get(&p->staffed, g.area);

	if (households < 0) {
		g.what = "unknown";
		g.note = "no households are planned or in the archive";
		put(p, &g);
	}
	g.note = note[households_counted];
	check_size(p, &g, households, UNLIMITED);
	g.note = note[persons_counted];
	check_size(p, &g, UNLIMITED, persons);
	if (staff == STAFF_FULL)
		return;
	g = (struct finding){ .what = "unstaffed", .area = g.area, .area_name = g.area_name, .value = 0, .limit = 1,
	                      .note = staff == STRMAP_NONE ? NULL : "it has others than full grid workers" };
	put(p, &g);
}

static enum status check_grids(struct planning *p, struct fault *f)
{
	struct query *q = db_query(p->desk->db, SQL_PLAN_GRIDS);
	bool row;
	enum status st;

	db_bind_text(q, db_param(q, ":day_on"), p->desk->today);
	db_bind_text(q, db_param(q, ":area"), p->area);
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		check_grid(p, q);
	return st;
}

/* Workers. */

static void check_holders(struct planning *p, struct holders *all)
{
	int64_t most = desk_setting_int(p->desk, "worker_grids_max", UNLIMITED);
	size_t i;

	for (i = 0; i < all->count; i++) {
		struct holder *h = &all->holder[i];

		if (most != UNLIMITED && h->is_within && h->count > most)
			put(p, &(struct finding){ "grids", h->area, h->area_name, h->code, h->name, h->count, most, h->grids.s });
		free(h->code);
		free(h->name);
		free(h->area);
		free(h->area_name);
		str_release(&h->grids);
	}
	free(all->holder);
}

static enum status check_loads(struct planning *p, struct fault *f)
{
	int64_t most = desk_setting_int(p->desk, "worker_load_max", UNLIMITED);
	struct loads all = { NULL, 0, 0 };
	char note[80];
	size_t i;
	enum status st;

	if (most == UNLIMITED)
		return ST_OK;
	st = load_workers(&all, p->desk, p->area, p->desk->now, f);
	if (st == ST_OK)
		st = add_waiting(&all, p->desk, p->desk->now, f);
	for (i = 0; i < all.count && st == ST_OK; i++) {
		const struct load *l = &all.load[i];

		if (waiting(l) <= most)
			continue;
		snprintf(note, sizeof note, "%lld cases open, %lld visits due", (long long)l->backlog, (long long)l->visit_due);
		put(p, &(struct finding){ "overload", l->area, l->area_name, l->code, l->name, waiting(l), most, note });
	}
	release(&all);
	return st;
}

enum status plan_check(struct desk *d, const char *area, struct out *out, int64_t *found, struct fault *f)
{
	struct planning p = { .desk = d, .area = area, .out = out };
	struct holders holders = { NULL, 0, 0 };
	enum status st;

	st = load_staff(&p, &holders, f);
	if (st == ST_OK)
		st = check_grids(&p, f);
	check_holders(&p, &holders);
	if (st == ST_OK)
		st = check_loads(&p, f);
	strmap_release(&p.staffed);
	*found = p.found;
	return st;
}
