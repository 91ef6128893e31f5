/* SPDX-License-Identifier: MIT */
#include "staff.h"

#include "mem.h"

#include <stdlib.h>
#include <string.h>

int32_t staff_day(const char *date, int32_t otherwise)
{
	struct fault f;
	int32_t day;

	return date && when_parse_day(date, &day, &f) == ST_OK ? day : otherwise;
}

/* Reading ------------------------------------------------------------------ */

static enum status load_workers(struct staff *s, struct desk *d, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_STAFF_WORKERS);
	size_t cap = 0;
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		struct staff_worker *w;

		MEM_ROOM(s->worker, s->count, cap);
		w = &s->worker[s->count++];
		memset(w, 0, sizeof *w);
		w->id = db_int(q, 0);
		w->code = mem_strdup(db_text(q, 1));
		w->area_id = db_int(q, 2);
		w->department_id = db_int(q, 3);
		w->post = mem_strdup(db_text(q, 4) ? db_text(q, 4) : "");
		w->hired = staff_day(db_text(q, 5), STAFF_UNKNOWN);
		w->left = staff_day(db_text(q, 6), STAFF_OPEN);
		w->name = mem_strdup(db_text(q, 7));
	}
	return st;
}

/* Both come by worker. */
static enum status load_posts(struct staff *s, struct desk *d, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_STAFF_POSTS);
	size_t cap = 0, at = 0;
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		struct staff_post *p;

		while (at < s->count && s->worker[at].id < db_int(q, 0))
			at++;
		if (at == s->count)
			break;
		if (!s->worker[at].posts++)
			s->worker[at].post_at = s->posts;
		MEM_ROOM(s->post, s->posts, cap);
		p = &s->post[s->posts++];
		p->area_id = db_int(q, 1);
		p->post = mem_strdup(db_text(q, 2));
		p->from = staff_day(db_text(q, 3), STAFF_UNKNOWN);
		p->to = staff_day(db_text(q, 4), STAFF_OPEN);
	}
	db_done(q);
	return st;
}

/* Stations ----------------------------------------------------------------- */

static int by_area(const void *a, const void *b)
{
	const struct staff_station *x = a, *y = b;

	if (x->area_id != y->area_id)
		return x->area_id < y->area_id ? -1 : 1;
	return strcmp(x->worker->code, y->worker->code);
}

static void add_station(struct staff *s, size_t *cap, int64_t area_id, const struct staff_worker *w)
{
	MEM_ROOM(s->station, s->stations, *cap);
	s->station[s->stations].area_id = area_id;
	s->station[s->stations++].worker = w;
}

/* Who holds several posts on the day stands in each of these areas. */
static void make_stations(struct staff *s, int32_t day)
{
	size_t i, k, n, cap = 0;

	for (i = 0; i < s->count; i++) {
		const struct staff_worker *w = &s->worker[i];
		bool has_post = false;

		if (!staff_serves(w, day, day))
			continue;
		for (k = w->post_at; k < w->post_at + w->posts; k++)
			if (s->post[k].from <= day && s->post[k].to >= day) {
				has_post = true;
				if (strcmp(s->post[k].post, "grid-worker") == 0)
					add_station(s, &cap, s->post[k].area_id, w);
			}
		if (!has_post && strcmp(w->post, "grid-worker") == 0)
			add_station(s, &cap, w->area_id, w);
	}
	if (s->stations)
		qsort(s->station, s->stations, sizeof *s->station, by_area);
	for (i = n = 0; i < s->stations; i++)
		if (!n || s->station[n - 1].area_id != s->station[i].area_id)
			s->station[n++] = s->station[i];
	s->stations = n;
}

static int area_of(const void *key, const void *station)
{
	int64_t id = *(const int64_t *)key, of = ((const struct staff_station *)station)->area_id;

	return id < of ? -1 : id > of;
}

const struct staff_worker *staff_first(const struct staff *s, int64_t area_id)
{
	const struct staff_station *found = NULL;

	if (s->stations)
		found = bsearch(&area_id, s->station, s->stations, sizeof *s->station, area_of);
	return found ? found->worker : NULL;
}

/* The whole ---------------------------------------------------------------- */

enum status staff_load(struct staff *s, struct desk *d, int32_t day, struct fault *f)
{
	enum status st;

	memset(s, 0, sizeof *s);
	st = load_workers(s, d, f);
	if (st == ST_OK)
		st = load_posts(s, d, f);
	if (st == ST_OK)
		make_stations(s, day);
	return st;
}

void staff_release(struct staff *s)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		free(s->worker[i].code);
		free(s->worker[i].name);
		free(s->worker[i].post);
	}
	for (i = 0; i < s->posts; i++)
		free(s->post[i].post);
	free(s->worker);
	free(s->post);
	free(s->station);
	memset(s, 0, sizeof *s);
}

static int worker_of(const void *key, const void *worker)
{
	int64_t id = *(const int64_t *)key, of = ((const struct staff_worker *)worker)->id;

	return id < of ? -1 : id > of;
}

const struct staff_worker *staff_find(const struct staff *s, int64_t worker_id)
{
	return s->count ? bsearch(&worker_id, s->worker, s->count, sizeof *s->worker, worker_of) : NULL;
}

/* Places and days ------------------------------------------------------------ */

struct staff_place staff_on(const struct staff *s, const struct staff_worker *w, int32_t day)
{
	size_t k;

	for (k = w->post_at + w->posts; k-- > w->post_at; )
		if (s->post[k].from <= day && s->post[k].to >= day)
			return (struct staff_place){ s->post[k].area_id, s->post[k].post };
	return (struct staff_place){ w->area_id, w->post };
}

static int32_t least(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

static int32_t most(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

struct staff_place staff_last(const struct staff *s, const struct staff_worker *w, int32_t first, int32_t last)
{
	struct staff_place place = { w->area_id, w->post };
	int32_t to, latest = STAFF_UNKNOWN;
	size_t k;

	for (k = w->post_at; k < w->post_at + w->posts; k++) {
		to = least(s->post[k].to, last);
		if (s->post[k].from > last || s->post[k].to < first || to < latest)
			continue;
		latest = to;
		place = (struct staff_place){ s->post[k].area_id, s->post[k].post };
	}
	return place;
}

bool staff_serves(const struct staff_worker *w, int32_t first, int32_t last)
{
	return w->hired <= last && w->left >= first;
}

int32_t staff_post_days(const struct staff *s, const struct staff_worker *w, int32_t first, int32_t last)
{
	int32_t days = 0, from, to;
	size_t k;

	first = most(first, w->hired);
	last = least(last, w->left);
	if (!w->posts)
		return most(last - first + 1, 0);
	/* By first day: behind those that were counted begins what is still to be. */
	for (k = w->post_at; k < w->post_at + w->posts; k++) {
		from = most(s->post[k].from, first);
		to = least(s->post[k].to, last);
		if (from > to)
			continue;
		days += to - from + 1;
		first = to + 1;
	}
	return days;
}

int32_t staff_since(const struct staff *s, const struct staff_worker *w, const char *post, int32_t last)
{
	int32_t since = STAFF_UNKNOWN, until = STAFF_UNKNOWN;
	bool any = false;
	size_t k;

	for (k = w->post_at; k < w->post_at + w->posts; k++) {
		const struct staff_post *p = &s->post[k];

		if (p->from > last || strcmp(p->post, post) != 0)
			continue;
		if (!any || (until != STAFF_OPEN && p->from > until + 1))
			since = p->from;
		any = true;
		until = most(until, p->to);
	}
	return any ? since : w->hired;
}
