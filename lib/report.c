/* SPDX-License-Identifier: MIT */
#include "report.h"

#include "mem.h"
#include "strmap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct { const char *name; size_t digits; } cuts[] = {
	[CUT_DISTRICT] = { "district", 6 },
	[CUT_STREET] = { "street", 9 },
	[CUT_COMMUNITY] = { "community", 12 },
	[CUT_GRID] = { "grid", 0 },
	[CUT_DEPARTMENT] = { "department", 0 },
	[CUT_MATTER] = { "matter", 0 },
	[CUT_SOURCE] = { "source", 0 },
	[CUT_WORKER] = { "worker", 0 },
	[CUT_REPORTER] = { "reporter", 0 },
};

enum status report_cut_named(const char *name, enum cut *cut, struct fault *f)
{
	size_t i;

	for (i = 0; i < sizeof cuts / sizeof cuts[0]; i++)
		if (strcmp(cuts[i].name, name) == 0) {
			*cut = (enum cut)i;
			return ST_OK;
		}
	return fault_set(f, ST_USAGE, "--by '%s' is none of district, street, community, grid, department, matter, source, worker, reporter", name);
}

/* An area's code has at most 25 digits, a number fewer. */
enum { CODE_SIZE = 32 };

/* Adding up ---------------------------------------------------------------- */

struct adding {
	struct report *report;
	enum cut cut;
	struct strmap index;    /* key of a row to its number */
	size_t cap;
};

/* What a fact is filed under: a code for areas and sources, else a record's
 * number, which gets its code when all is added up.  `key` is room for it. */
static const char *key_of(enum cut cut, const struct fact *fact, char key[CODE_SIZE])
{
	size_t digits = cuts[cut].digits;
	int64_t id = 0;

	switch (cut) {
	case CUT_DISTRICT:
	case CUT_STREET:
	case CUT_COMMUNITY:
		snprintf(key, CODE_SIZE, "%.*s", strlen(fact->area) >= digits ? (int)digits : 0, fact->area);
		return key;
	case CUT_GRID:
		return strlen(fact->area) > 12 ? fact->area : "";
	case CUT_SOURCE:
		return fact->source;
	case CUT_DEPARTMENT: id = fact->department_id; break;
	case CUT_MATTER: id = fact->matter_id; break;
	case CUT_WORKER: id = fact->handler_id; break;
	case CUT_REPORTER: id = fact->reported_by_id; break;
	}
	key[0] = '\0';
	if (id)
		snprintf(key, CODE_SIZE, "%lld", (long long)id);
	return key;
}

static struct report_row *row_of(struct adding *a, const char *key)
{
	struct report *r = a->report;
	int64_t at = strmap_get(&a->index, key);

	if (at == STRMAP_NONE) {
		MEM_ROOM(r->row, r->count, a->cap);
		at = (int64_t)r->count++;
		memset(&r->row[at], 0, sizeof r->row[at]);
		r->row[at].code = mem_strdup(key);
		strmap_set(&a->index, key, at);
	}
	return &r->row[at];
}

static void add_fact(void *arg, const struct fact *fact)
{
	struct adding *a = arg;
	char key[CODE_SIZE];

	/* No column is of checks: they would only make rows of zeros. */
	if (fact->counts[COUNT_VERIFY_DUE])
		return;
	tally_add(&row_of(a, key_of(a->cut, fact, key))->tally, fact);
	tally_add(&a->report->total, fact);
}

/* Names -------------------------------------------------------------------- */

static bool is_level(enum cut cut, const char *code)
{
	return cut == CUT_GRID ? strlen(code) > 12 : strlen(code) == cuts[cut].digits;
}

/* Every area of the level that was active at as-of has a row, and whatever has
 * a row has its name. */
static enum status name_areas(struct adding *a, struct desk *d, int64_t as_of, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_AREA_ALL);
	struct report_row *row;
	bool has;
	enum status st;

	db_bind_int(q, 1, as_of);
	while ((st = db_step(q, &has, f)) == ST_OK && has)
		if (is_level(a->cut, db_text(q, 1))
		    && (db_int(q, 3) || strmap_get(&a->index, db_text(q, 1)) != STRMAP_NONE)) {
			row = row_of(a, db_text(q, 1));
			free(row->name);
			row->name = mem_strdup(db_text(q, 2));
		}
	return st;
}

/* A record's number becomes its code and name. */
static enum status name_records(struct adding *a, struct desk *d, enum sql all, struct fault *f)
{
	struct query *q = db_query(d->db, all);
	char key[24];
	int64_t at;
	bool has;
	enum status st;

	while ((st = db_step(q, &has, f)) == ST_OK && has) {
		struct report_row *row;

		snprintf(key, sizeof key, "%lld", (long long)db_int(q, 0));
		at = strmap_get(&a->index, key);
		if (at == STRMAP_NONE)
			continue;
		row = &a->report->row[at];
		free(row->code);
		row->code = mem_strdup(db_text(q, 1));
		row->name = mem_strdup(db_text(q, 2));
	}
	return st;
}

static enum status name_rows(struct adding *a, struct desk *d, int64_t as_of, struct fault *f)
{
	size_t i;

	switch (a->cut) {
	case CUT_DEPARTMENT: return name_records(a, d, SQL_DEPARTMENT_ALL, f);
	case CUT_MATTER: return name_records(a, d, SQL_MATTER_ALL, f);
	case CUT_WORKER:
	case CUT_REPORTER: return name_records(a, d, SQL_WORKER_ALL, f);
	case CUT_SOURCE:
		for (i = 0; i < a->report->count; i++)
			a->report->row[i].name = mem_strdup(a->report->row[i].code);
		return ST_OK;
	default: return name_areas(a, d, as_of, f);
	}
}

static int by_code(const void *a, const void *b)
{
	const struct report_row *x = a, *y = b;

	return strcmp(x->code, y->code);
}

/* Conditions of one matter are records of their own, but one row here. */
static void join_equal_codes(struct report *r)
{
	size_t i, k, n = 0;

	for (i = 0; i < r->count; i++) {
		if (n && strcmp(r->row[n - 1].code, r->row[i].code) == 0) {
			for (k = 0; k < COUNT_MAX; k++)
				r->row[n - 1].tally.n[k] += r->row[i].tally.n[k];
			free(r->row[i].code);
			free(r->row[i].name);
		} else {
			r->row[n++] = r->row[i];
		}
	}
	r->count = n;
}

enum status report_make(struct report *r, struct desk *d, const struct facts_query *q, enum cut cut, struct fault *f)
{
	struct adding a = { .report = r, .cut = cut };
	enum status st;

	memset(r, 0, sizeof *r);
	st = facts_each(d, q, add_fact, &a, f);
	if (st == ST_OK)
		st = name_rows(&a, d, q->as_of, f);
	strmap_release(&a.index);
	if (r->count)
		qsort(r->row, r->count, sizeof *r->row, by_code);
	join_equal_codes(r);
	return st;
}

void report_release(struct report *r)
{
	size_t i;

	for (i = 0; i < r->count; i++) {
		free(r->row[i].code);
		free(r->row[i].name);
	}
	free(r->row);
	memset(r, 0, sizeof *r);
}
