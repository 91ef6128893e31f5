/* SPDX-License-Identifier: MIT */
#include "report.h"

#include "mem.h"
#include "out.h"
#include "strmap.h"

#include <stdlib.h>
#include <string.h>

/* digits: of an area's code at that level; of a grid more than a community's. */
static const struct { const char *name, *english, *chinese; size_t digits; } cuts_known[] = {
	[CUT_DISTRICT] = { "district", "District", "区", 6 },
	[CUT_STREET] = { "street", "Street", "街道", 9 },
	[CUT_COMMUNITY] = { "community", "Community", "社区", 12 },
	[CUT_GRID] = { "grid", "Grid", "网格", 13 },
	[CUT_DEPARTMENT] = { "department", "Department", "部门", 0 },
	[CUT_MATTER] = { "matter", "Matter", "小类", 0 },
	[CUT_CLASS] = { "class", "Class of matters", "大类", 0 },
	[CUT_SOURCE] = { "source", "Source", "来源", 0 },
	[CUT_WORKER] = { "worker", "Worker", "人员", 0 },
	[CUT_REPORTER] = { "reporter", "Reporting worker", "上报人", 0 },
};

enum { CUTS_KNOWN = sizeof cuts_known / sizeof cuts_known[0] };

static bool cut_named(const char *name, size_t len, enum cut *cut)
{
	size_t i;

	for (i = 0; i < CUTS_KNOWN; i++)
		if (strlen(cuts_known[i].name) == len && memcmp(cuts_known[i].name, name, len) == 0) {
			*cut = (enum cut)i;
			return true;
		}
	return false;
}

enum status report_cuts(const char *text, struct cuts *cuts, struct fault *f)
{
	size_t len = strcspn(text, ",");
	bool ok = cut_named(text, len, &cuts->cut[0]);

	cuts->count = 1;
	if (ok && text[len]) {
		cuts->count = 2;
		ok = cut_named(text + len + 1, strlen(text + len + 1), &cuts->cut[1]);
		if (ok && cuts->cut[0] == cuts->cut[1])
			return fault_set(f, ST_USAGE, "--by '%s' is twice the same", text);
	}
	return ok ? ST_OK : fault_set(f, ST_USAGE,
		"--by '%s' is none of district, street, community, grid, department, matter, class, source, worker, reporter,"
		" nor two of them with a comma", text);
}

const char *report_cut_name(enum cut cut)
{
	return cuts_known[cut].name;
}

const char *report_cut_label(enum cut cut)
{
	return out_chinese() ? cuts_known[cut].chinese : cuts_known[cut].english;
}

bool report_cut_is_area(enum cut cut)
{
	return cuts_known[cut].digits > 0;
}

bool report_cut_is_person(enum cut cut)
{
	return cut == CUT_WORKER || cut == CUT_REPORTER;
}

/* Axes: what a cut tells apart ------------------------------------------------- */

struct entry {
	char *code, *name;
	bool is_shown;          /* even where nothing is counted */
};

struct owner {                  /* of a record's number: its entry */
	int64_t id;
	size_t entry;
};

struct axis {
	enum cut cut;
	struct entry *entry;    /* the first is for what has none */
	size_t count, cap;
	struct owner *owner;    /* by id */
	size_t owners, owners_cap;
	struct strmap by_code;  /* of whatever is no area */
};

static size_t add_entry(struct axis *a, const char *code, const char *name, bool is_shown)
{
	struct entry *e;

	MEM_ROOM(a->entry, a->count, a->cap);
	e = &a->entry[a->count];
	e->code = mem_strdup(code);
	e->name = mem_strdup(name ? name : "");
	e->is_shown = is_shown;
	return a->count++;
}

/* Matters with several conditions are records of their own, but one entry. */
static size_t entry_of(struct axis *a, const char *code, const char *name)
{
	int64_t at;

	if (!code || !*code)
		return 0;
	at = strmap_get(&a->by_code, code);
	if (at == STRMAP_NONE) {
		at = (int64_t)add_entry(a, code, name, false);
		strmap_set(&a->by_code, code, at);
	}
	return (size_t)at;
}

static void add_owner(struct axis *a, int64_t id, size_t entry)
{
	MEM_ROOM(a->owner, a->owners, a->owners_cap);
	a->owner[a->owners].id = id;
	a->owner[a->owners++].entry = entry;
}

static bool is_level(const char *code, size_t digits)
{
	return digits == 13 ? strlen(code) >= 13 : strlen(code) == digits;
}

/* Areas come by code, so that whatever is below one comes right behind it. */
static enum status load_areas(struct axis *a, struct desk *d, const char *within, int64_t as_of, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_AREA_ALL);
	size_t at = 0;
	bool row;
	enum status st;

	db_bind_int(q, 1, as_of);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		const char *code = db_text(q, 1);

		if (is_level(code, cuts_known[a->cut].digits))
			at = add_entry(a, code, db_text(q, 2), db_int(q, 3) && registry_is_within(code, within));
		else if (at && !registry_is_within(code, a->entry[at].code))
			at = 0;
		add_owner(a, db_int(q, 0), at);
	}
	return st;
}

static enum status load_records(struct axis *a, struct desk *d, enum sql all, struct fault *f)
{
	struct query *q = db_query(d->db, all);
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row)
		add_owner(a, db_int(q, 0), entry_of(a, db_text(q, 1), db_text(q, 2)));
	return st;
}

static int by_id(const void *x, const void *y)
{
	int64_t a = ((const struct owner *)x)->id, b = ((const struct owner *)y)->id;

	return a < b ? -1 : a > b;
}

static enum status load_axis(struct axis *a, struct desk *d, enum cut cut, const char *within, int64_t as_of, struct fault *f)
{
	enum status st = ST_OK;

	a->cut = cut;
	add_entry(a, "", "", false);
	switch (cut) {
	case CUT_SOURCE: break;
	case CUT_DEPARTMENT: st = load_records(a, d, SQL_DEPARTMENT_ALL, f); break;
	case CUT_MATTER: st = load_records(a, d, SQL_MATTER_ALL, f); break;
	case CUT_CLASS: st = load_records(a, d, SQL_CLASS_ALL, f); break;
	case CUT_WORKER:
	case CUT_REPORTER: st = load_records(a, d, SQL_WORKER_ALL, f); break;
	default: st = load_areas(a, d, within, as_of, f);
	}
	if (a->owners)
		qsort(a->owner, a->owners, sizeof *a->owner, by_id);
	return st;
}

static void release_axis(struct axis *a)
{
	while (a->count > 0) {
		free(a->entry[--a->count].code);
		free(a->entry[a->count].name);
	}
	free(a->entry);
	free(a->owner);
	strmap_release(&a->by_code);
}

static size_t find_entry(struct axis *a, const struct fact *fact)
{
	struct owner key = { 0, 0 };
	const struct owner *found;

	switch (a->cut) {
	case CUT_SOURCE: return entry_of(a, fact->source, fact->source);
	case CUT_DEPARTMENT: key.id = fact->department_id; break;
	case CUT_MATTER:
	case CUT_CLASS: key.id = fact->matter_id; break;
	case CUT_WORKER: key.id = fact->handler_id; break;
	case CUT_REPORTER: key.id = fact->reported_by_id; break;
	default: key.id = fact->area_id;
	}
	found = a->owners ? bsearch(&key, a->owner, a->owners, sizeof *a->owner, by_id) : NULL;
	return found ? found->entry : 0;
}

/* Adding up -------------------------------------------------------------------- */

enum { NO_ROW = 0 };            /* rows are counted from 1 here */

struct rows {                   /* of one entry of the first axis: by that of the second */
	size_t *row, count;
};

struct adding {
	struct report *report;
	struct axis axis[2];
	struct rows *rows;              /* by entry of the first axis */
	size_t rows_count;
	size_t cap, behind_cap;
	bool keep;
};

struct pass {
	struct adding *adding;
	size_t count;
};

static size_t *grown(size_t *p, size_t *count, size_t wanted)
{
	p = mem_resize(p, wanted, sizeof *p);
	memset(p + *count, 0, (wanted - *count) * sizeof *p);
	*count = wanted;
	return p;
}

static size_t row_at(struct adding *a, size_t x, size_t y)
{
	struct report *r = a->report;
	struct rows *of;

	if (x >= a->rows_count) {
		a->rows = mem_resize(a->rows, a->axis[0].cap, sizeof *a->rows);
		memset(a->rows + a->rows_count, 0, (a->axis[0].cap - a->rows_count) * sizeof *a->rows);
		a->rows_count = a->axis[0].cap;
	}
	of = &a->rows[x];
	if (y >= of->count)
		of->row = grown(of->row, &of->count, y ? a->axis[1].cap : 1);
	if (of->row[y] == NO_ROW) {
		struct report_row *row;

		MEM_ROOM(r->row, r->count, a->cap);
		row = &r->row[r->count++];
		memset(row, 0, sizeof *row);
		row->code[0] = mem_strdup(a->axis[0].entry[x].code);
		row->name[0] = mem_strdup(a->axis[0].entry[x].name);
		if (r->cuts.count == 2) {
			row->code[1] = mem_strdup(a->axis[1].entry[y].code);
			row->name[1] = mem_strdup(a->axis[1].entry[y].name);
		}
		of->row[y] = r->count;
	}
	return of->row[y] - 1;
}

static void add_to(struct adding *a, const struct fact *fact)
{
	struct report *r = a->report;
	size_t row = 0;

	tally_add(&r->total, fact->family, fact->counts, fact->amount);
	if (r->cuts.count) {
		row = row_at(a, find_entry(&a->axis[0], fact), r->cuts.count == 2 ? find_entry(&a->axis[1], fact) : 0);
		tally_add(&r->row[row].tally, fact->family, fact->counts, fact->amount);
	}
	if (a->keep && fact->family == OF_CASES) {
		MEM_ROOM(r->behind, r->behind_count, a->behind_cap);
		r->behind[r->behind_count].casefile_id = fact->casefile_id;
		r->behind[r->behind_count].case_no = mem_strdup(fact->case_no);
		r->behind[r->behind_count].counts = fact->counts;
		r->behind[r->behind_count].amount = fact->amount;
		r->behind[r->behind_count++].row = row;
	}
}

static enum status add_fact(void *arg, const struct fact *fact, struct fault *f)
{
	struct pass *p = arg;
	size_t i;

	(void)f;
	for (i = 0; i < p->count; i++)
		add_to(&p->adding[i], fact);
	return ST_OK;
}

/* Order ------------------------------------------------------------------------ */

static const struct report *sorted;     /* qsort has no argument for it */

static int by_code(const void *a, const void *b)
{
	const struct report_row *x = &sorted->row[*(const size_t *)a], *y = &sorted->row[*(const size_t *)b];
	int c = strcmp(x->code[0], y->code[0]);

	return c || !x->code[1] ? c : strcmp(x->code[1], y->code[1]);
}

static int by_row(const void *a, const void *b)
{
	const struct report_case *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->casefile_id != y->casefile_id)
		return strcmp(x->case_no, y->case_no);
	/* Its own entry, those of its ratings and checks. */
	return x->counts != y->counts ? x->counts < y->counts ? -1 : 1 : 0;
}

static void sort_rows(struct report *r)
{
	size_t *order = mem_array(r->count, sizeof *order), *place = mem_array(r->count, sizeof *place), i;
	struct report_row *row = mem_array(r->count, sizeof *row);

	for (i = 0; i < r->count; i++)
		order[i] = i;
	sorted = r;
	if (r->count)
		qsort(order, r->count, sizeof *order, by_code);
	for (i = 0; i < r->count; i++) {
		row[i] = r->row[order[i]];
		place[order[i]] = i;
	}
	free(r->row);
	r->row = row;
	for (i = 0; i < r->behind_count && r->count; i++)
		r->behind[i].row = place[r->behind[i].row];
	if (r->behind_count)
		qsort(r->behind, r->behind_count, sizeof *r->behind, by_row);
	free(order);
	free(place);
}

/* The whole -------------------------------------------------------------------- */

static enum status begin(struct adding *a, struct desk *d, struct fault *f)
{
	const struct facts_query *q = &a->report->query;
	const struct cuts *cuts = &a->report->cuts;
	enum status st = ST_OK;
	size_t i;

	for (i = 0; i < cuts->count && st == ST_OK; i++)
		st = load_axis(&a->axis[i], d, cuts->cut[i], q->only.area, q->as_of, f);
	return st;
}

static void end(struct adding *a)
{
	size_t i;

	for (i = 0; a->report->cuts.count == 1 && i < a->axis[0].count; i++)
		if (a->axis[0].entry[i].is_shown)
			row_at(a, i, 0);
	sort_rows(a->report);
	for (i = 0; i < a->rows_count; i++)
		free(a->rows[i].row);
	free(a->rows);
	release_axis(&a->axis[0]);
	release_axis(&a->axis[1]);
}

enum status report_make(struct report *const *reports, const struct cuts *cuts, size_t count, struct desk *d,
                        const struct facts_query *q, bool keep, struct fault *f)
{
	struct pass p = { .adding = mem_array(count, sizeof *p.adding), .count = count };
	struct facts_query unnamed = *q;
	enum status st = ST_OK;
	size_t i;

	unnamed.is_unnamed = true;
	for (i = 0; i < count; i++) {
		memset(reports[i], 0, sizeof *reports[i]);
		reports[i]->query = *q;
		reports[i]->cuts = cuts[i];
		p.adding[i].report = reports[i];
		p.adding[i].keep = keep;
		if (st == ST_OK)
			st = begin(&p.adding[i], d, f);
	}
	if (st == ST_OK)
		st = facts_each(d, &unnamed, add_fact, &p, f);
	for (i = 0; i < count; i++)
		end(&p.adding[i]);
	free(p.adding);
	return st;
}

void report_release(struct report *r)
{
	size_t i, k;

	for (i = 0; i < r->count; i++)
		for (k = 0; k < 2; k++) {
			free(r->row[i].code[k]);
			free(r->row[i].name[k]);
		}
	for (i = 0; i < r->behind_count; i++)
		free(r->behind[i].case_no);
	free(r->row);
	free(r->behind);
	memset(r, 0, sizeof *r);
}

const struct report_row *report_find(const struct report *r, const char *const *code)
{
	size_t from = 0, to = r->count, at;
	int c;

	while (from < to) {
		at = from + (to - from) / 2;
		c = strcmp(code[0], r->row[at].code[0]);
		if (!c && r->cuts.count == 2)
			c = strcmp(code[1], r->row[at].code[1]);
		if (!c)
			return &r->row[at];
		if (c < 0)
			to = at;
		else
			from = at + 1;
	}
	return NULL;
}

/* Ranks ------------------------------------------------------------------------ */

static const struct indicator *ranked;
static int64_t middle;          /* the figure of all rows together */

static int by_figure(const void *a, const void *b)
{
	const struct report_row *x = &sorted->row[*(const size_t *)a], *y = &sorted->row[*(const size_t *)b];
	int64_t p = 0, q = 0;

	indicator_figure(ranked, &x->tally, &p);
	indicator_figure(ranked, &y->tally, &q);
	if (p != q)
		return (p > q) == (ranked->better >= 0) ? -1 : 1;
	/* What many cases say weighs more, for better and for worse. */
	if (ranked->whole != COUNT_MAX && x->tally.n[ranked->whole] != y->tally.n[ranked->whole])
		return (x->tally.n[ranked->whole] > y->tally.n[ranked->whole])
			== (p == middle || (p > middle) == (ranked->better >= 0)) ? -1 : 1;
	return by_code(a, b);
}

size_t *report_rank(const struct report *r, const struct indicator *by, size_t *count)
{
	size_t *order = mem_array(r->count, sizeof *order), i;
	int64_t figure;

	*count = 0;
	for (i = 0; i < r->count; i++)
		if (*r->row[i].code[0] && indicator_figure(by, &r->row[i].tally, &figure))
			order[(*count)++] = i;
	sorted = r;
	ranked = by;
	middle = 0;
	indicator_figure(by, &r->total, &middle);
	if (*count)
		qsort(order, *count, sizeof *order, by_figure);
	return order;
}
