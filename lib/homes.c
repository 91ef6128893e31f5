/* SPDX-License-Identifier: MIT */
#include "homes.h"

#include "mem.h"

#include <stdlib.h>
#include <string.h>

static int by_person(const void *a, const void *b)
{
	int64_t x = ((const struct home *)a)->person_id, y = ((const struct home *)b)->person_id;

	return x < y ? -1 : x > y;
}

static enum status load(struct home_list *l, struct desk *d, enum sql id, struct fault *f)
{
	struct query *q = db_query(d->db, id);
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		MEM_ROOM(l->home, l->count, l->cap);
		l->home[l->count].person_id = db_int(q, 0);
		l->home[l->count++].of = db_int(q, 1);
	}
	if (l->count)
		qsort(l->home, l->count, sizeof *l->home, by_person);
	return st;
}

static int64_t find(const struct home_list *l, int64_t person_id)
{
	struct home key = { person_id, 0 };
	const struct home *found = l->count ? bsearch(&key, l->home, l->count, sizeof key, by_person) : NULL;

	return found ? found->of : 0;
}

enum status homes_load(struct homes *h, struct desk *d, struct fault *f)
{
	enum status st;

	memset(h, 0, sizeof *h);
	h->desk = d;
	st = load(&h->key, d, SQL_HOMES_KEY, f);
	return st == ST_OK ? load(&h->merged, d, SQL_HOMES_MERGED, f) : st;
}

void homes_release(struct homes *h)
{
	free(h->key.home);
	free(h->merged.home);
}

enum status homes_area(const struct homes *h, int64_t person_id, int64_t *area_id, struct fault *f)
{
	int64_t into = find(&h->merged, person_id);
	struct query *q;

	if (into)
		person_id = into;
	*area_id = find(&h->key, person_id);
	if (*area_id)
		return ST_OK;
	q = db_query(h->desk->db, SQL_HOMES_AREA);
	db_bind_int(q, 1, person_id);
	return db_first_int(q, 0, area_id, f);
}
