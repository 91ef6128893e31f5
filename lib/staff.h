/* SPDX-License-Identifier: MIT
 *
 * All workers and where each of them stood on which day, in memory: a district has
 * some thousands, and what counts their days asks for each day of each of them.
 *
 * The posts of kind post (table worker_post) go before those of kind worker.  Days
 * are counted as in lib/when.h.  Everything lives until staff_release.
 */
#ifndef STAFF_H
#define STAFF_H

#include "desk.h"

enum { STAFF_UNKNOWN = INT32_MIN, STAFF_OPEN = INT32_MAX };

struct staff_worker {
	int64_t id, area_id, department_id;     /* as kind worker says; department 0: none */
	char *code, *name, *post;       /* post "": not known */
	int32_t hired;                  /* first day in service, or STAFF_UNKNOWN */
	int32_t left;                   /* last day in service, or STAFF_OPEN */
	size_t post_at, posts;          /* his rows of staff.post */
};

struct staff_post {
	int64_t area_id;
	char *post;
	int32_t from, to;               /* to: STAFF_OPEN */
};

struct staff_station {
	int64_t area_id;
	const struct staff_worker *worker;
};

struct staff {
	struct staff_worker *worker;    /* by id */
	size_t count;
	struct staff_post *post;        /* by worker and first day */
	size_t posts;
	struct staff_station *station;
	size_t stations;
};

/* As they stand; `day` is that of staff_first.  Inside a read transaction; to be
 * released also after a fault. */
enum status staff_load(struct staff *s, struct desk *d, int32_t day, struct fault *f);
void staff_release(struct staff *s);

const struct staff_worker *staff_find(const struct staff *s, int64_t worker_id);     /* NULL: none */

struct staff_place {
	int64_t area_id;
	const char *post;
};

/* Where he stood on a day: the post that began last, else as he stands. */
struct staff_place staff_on(const struct staff *s, const struct staff_worker *w, int32_t day);

/* And in a period: the post last held, of several the one that began last. */
struct staff_place staff_last(const struct staff *s, const struct staff_worker *w, int32_t first, int32_t last);

/* In service at some time from one day to another, both in; and on how many of
 * these days he was and held a post (without any post in any time: on how many he
 * was in service). */
bool staff_serves(const struct staff_worker *w, int32_t first, int32_t last);
int32_t staff_post_days(const struct staff *s, const struct staff_worker *w, int32_t first, int32_t last);

/* The first day from which he has held that post without a break until a period's last
 * day, where another area is none; without any row of it his first day in service. */
int32_t staff_since(const struct staff *s, const struct staff_worker *w, const char *post, int32_t last);

/* The first by code of the grid workers of this very area; NULL: none. */
const struct staff_worker *staff_first(const struct staff *s, int64_t area_id);

/* A date of the database as a day; `otherwise` where there is none. */
int32_t staff_day(const char *date, int32_t otherwise);

#endif
