/* SPDX-License-Identifier: MIT */
#include "rounds.h"

#include "mem.h"
#include "walk.h"
#include "when.h"

#include <stdlib.h>
#include <string.h>

struct house {
	int64_t id;             /* 0: no building */
	char *code, *name, *address;
	struct walk_point place;
	bool has_place;
	size_t rank;            /* when it is come to */
};

struct stop {
	struct visit_subject s;
	char *subject, *name, *household, *room, *tag;
	size_t rank;            /* of its house */
	size_t house;
};

struct rounds {
	struct desk *desk;
	const struct rounds_query *query;
	struct out *out;
	int64_t place;          /* of the last row */
	int64_t area_id;        /* whose stops these are */
	struct stop *stop;
	size_t stops, stop_cap;
	struct house *house;
	size_t houses, house_cap;
};

/* Reading -------------------------------------------------------------------- */

static enum status read_house(struct rounds *r, struct house *h, struct fault *f)
{
	struct query *q = db_query(r->desk->db, SQL_VISIT_BUILDING);
	bool row;
	enum status st;

	db_bind_int(q, 1, h->id);
	st = db_step(q, &row, f);
	if (st == ST_OK && row) {
		h->code = mem_strdup(db_text(q, 0));
		h->name = mem_strdup(db_text(q, 1));
		h->address = mem_strdup(db_text(q, 2));
		h->has_place = !db_is_null(q, 3) && !db_is_null(q, 4);
		h->place = (struct walk_point){ db_real(q, 3), db_real(q, 4) };
	}
	db_done(q);
	return st;
}

static enum status read_stop(struct rounds *r, struct stop *p, struct fault *f)
{
	static const enum sql sql[] = { SQL_VISIT_SHOW_PERSON, SQL_VISIT_SHOW_HOUSEHOLD, SQL_VISIT_SHOW_UNIT };
	struct query *q = db_query(r->desk->db, sql[p->s.of]);
	bool row;
	enum status st;

	db_bind_int(q, 1, p->s.id);
	st = db_step(q, &row, f);
	if (st == ST_OK && row) {
		p->subject = mem_strdup(db_text(q, 0));
		p->name = mem_strdup(db_text(q, 1));
		p->household = mem_strdup(db_text(q, 2));
		p->room = mem_strdup(db_text(q, 3));
	}
	db_done(q);
	return st;
}

/* Ordering ------------------------------------------------------------------- */

/* What is not there comes last. */
static int by_text(const char *a, const char *b)
{
	if (!a || !b)
		return !a - !b;
	return strcmp(a, b);
}

/* Room 302 before 1101: runs of digits by their value. */
static int by_number(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	while (a && b && *a && *b) {
		size_t na = strspn(a, digits), nb = strspn(b, digits);

		if (na && nb) {
			for (; na > 1 && *a == '0'; na--)
				a++;
			for (; nb > 1 && *b == '0'; nb--)
				b++;
			if (na != nb)
				return na < nb ? -1 : 1;
			if (strncmp(a, b, na) != 0)
				return strncmp(a, b, na);
			a += na;
			b += nb;
		} else if (*a != *b) {
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	return by_text(a, b);
}

static int by_walk(const void *a, const void *b)
{
	static const int turn[] = { [VISIT_HOUSEHOLD] = 0, [VISIT_PERSON] = 1, [VISIT_UNIT] = 2 };
	const struct stop *x = a, *y = b;
	int order = (x->rank > y->rank) - (x->rank < y->rank);

	order = order ? order : by_number(x->room, y->room);
	order = order ? order : by_text(x->household, y->household);
	order = order ? order : turn[x->s.of] - turn[y->s.of];
	order = order ? order : by_text(x->subject, y->subject);
	return order ? order : (x->s.id > y->s.id) - (x->s.id < y->s.id);
}

/* Without a place on the map; no building at all last. */
static int by_address(const void *a, const void *b)
{
	const struct house *x = *(const struct house *const *)a, *y = *(const struct house *const *)b;
	int order = !x->id - !y->id;

	order = order ? order : by_text(x->address, y->address);
	return order ? order : by_text(x->code, y->code);
}

static void rank_houses(struct rounds *r)
{
	struct house **placed = mem_array(r->houses, sizeof(struct house *)), **rest = mem_array(r->houses, sizeof(struct house *));
	struct walk_point *point = mem_array(r->houses, sizeof *point);
	size_t *order = mem_array(r->houses, sizeof *order), i, placeds = 0, rests = 0;

	for (i = 0; i < r->houses; i++) {
		struct house *h = &r->house[i];

		if (h->has_place) {
			point[placeds] = h->place;
			placed[placeds++] = h;
		} else {
			rest[rests++] = h;
		}
	}
	walk_order(point, placeds, order);
	for (i = 0; i < placeds; i++)
		placed[order[i]]->rank = i;
	qsort(rest, rests, sizeof *rest, by_address);
	for (i = 0; i < rests; i++)
		rest[i]->rank = placeds + i;
	free(placed);
	free(rest);
	free(point);
	free(order);
}

/* Printing ------------------------------------------------------------------- */

static void put_day(struct out *out, int32_t day)
{
	char text[WHEN_DATE_SIZE];

	if (day == VISIT_AT_ONCE) {
		out_null(out);
		return;
	}
	when_format_day(day, text);
	out_text(out, text);
}

static void put_stop(struct rounds *r, const struct stop *p, const char *area, const char *area_name)
{
	static const char *const of[] = { "person", "household", "unit" };
	void (*personal)(struct out *, const char *) = p->s.of == VISIT_PERSON ? out_text : out_public;
	const struct house *h = &r->house[p->house];
	const struct visit_subject *s = &p->s;

	out_int(r->out, ++r->place);
	out_text(r->out, area);
	out_text(r->out, area_name);
	out_text(r->out, h->code);
	out_text(r->out, h->name);
	out_text(r->out, h->address);
	out_text(r->out, p->household);
	out_text(r->out, p->room);
	out_text(r->out, of[s->of]);
	personal(r->out, p->subject);
	personal(r->out, p->name);
	out_text(r->out, p->tag);
	out_int(r->out, s->period_days);
	out_instant(r->out, s->met_at);
	out_instant(r->out, s->tried_at);
	out_int(r->out, s->attempts);
	put_day(r->out, s->due_day);
	put_day(r->out, s->next_day);
	if (s->due_day == VISIT_AT_ONCE)
		out_null(r->out);
	else
		out_int(r->out, r->query->day > s->due_day ? r->query->day - s->due_day : 0);
	if (h->has_place) {
		out_exact(r->out, h->place.lon);
		out_exact(r->out, h->place.lat);
	}
	out_row(r->out);
}

static void release_stops(struct rounds *r)
{
	size_t i;

	for (i = 0; i < r->stops; i++) {
		free(r->stop[i].subject);
		free(r->stop[i].name);
		free(r->stop[i].household);
		free(r->stop[i].room);
		free(r->stop[i].tag);
	}
	for (i = 0; i < r->houses; i++) {
		free(r->house[i].code);
		free(r->house[i].name);
		free(r->house[i].address);
	}
	r->stops = r->houses = 0;
}

/* The stops of one area are all there. */
static enum status print_area(struct rounds *r, struct fault *f)
{
	struct query *q = db_query(r->desk->db, SQL_AREA_GET);
	size_t i;
	bool row;
	enum status st;

	if (!r->stops)
		return ST_OK;
	rank_houses(r);
	for (i = 0; i < r->stops; i++)
		r->stop[i].rank = r->house[r->stop[i].house].rank;
	qsort(r->stop, r->stops, sizeof *r->stop, by_walk);
	db_bind_int(q, 1, r->area_id);
	st = db_step(q, &row, f);
	for (i = 0; st == ST_OK && row && i < r->stops; i++)
		put_stop(r, &r->stop[i], db_text(q, 0), db_text(q, 1));
	db_done(q);
	release_stops(r);
	return st;
}

static enum status add_house(struct rounds *r, int64_t id, struct fault *f)
{
	struct house *h;

	/* They come building by building. */
	if (r->houses && r->house[r->houses - 1].id == id)
		return ST_OK;
	MEM_ROOM(r->house, r->houses, r->house_cap);
	h = &r->house[r->houses++];
	memset(h, 0, sizeof *h);
	h->id = id;
	return id ? read_house(r, h, f) : ST_OK;
}

static enum status take(void *arg, const struct visit_subject *s, struct fault *f)
{
	struct rounds *r = arg;
	const struct rounds_query *q = r->query;
	struct stop *p;
	enum status st = ST_OK;

	if ((q->tag && strcmp(q->tag, s->tag) != 0) || (!q->is_all && s->next_day > q->day + q->within))
		return ST_OK;
	if (s->area_id != r->area_id)
		st = print_area(r, f);
	r->area_id = s->area_id;
	if (st == ST_OK)
		st = add_house(r, s->building_id, f);
	if (st != ST_OK)
		return st;
	MEM_ROOM(r->stop, r->stops, r->stop_cap);
	p = &r->stop[r->stops++];
	memset(p, 0, sizeof *p);
	p->s = *s;
	p->tag = mem_strdup(s->tag);
	p->house = r->houses - 1;
	return read_stop(r, p, f);
}

/* All of one area and below --------------------------------------------------- */

static enum status print_below(struct rounds *r, const char *area, struct fault *f)
{
	const char *tag = r->query->tag;
	bool is_home = tag && (strcmp(tag, "household") == 0 || strcmp(tag, "unit") == 0);
	struct visit_query q = { area, r->query->as_of, !is_home, !tag || is_home };
	enum status st = visit_each(r->desk, &q, take, r, f);

	return st == ST_OK ? print_area(r, f) : st;
}

/* Codes in their order, each with its end; "" ends them. */
static enum status worker_areas(struct rounds *r, struct str *codes, struct fault *f)
{
	struct query *q = db_query(r->desk->db, SQL_VISIT_WORKER_AREAS);
	char day[WHEN_DATE_SIZE];
	bool row;
	enum status st;

	when_format_day(r->query->day, day);
	db_bind_int(q, db_param(q, ":worker_id"), r->query->worker_id);
	db_bind_text(q, db_param(q, ":day_on"), day);
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		str_add(codes, db_text(q, 0), strlen(db_text(q, 0)) + 1);
	str_addc(codes, '\0');
	return st;
}

/* Of a worker's areas those, and that part of them, that lie in the one asked for;
 * one below another of them is in it already. */
static enum status print_worker(struct rounds *r, struct fault *f)
{
	const char *code, *within = r->query->area, *last = NULL;
	struct str codes = STR_INIT;
	enum status st = worker_areas(r, &codes, f);

	for (code = codes.s; st == ST_OK && *code; code += strlen(code) + 1) {
		if (last && registry_is_within(code, last))
			continue;
		last = code;
		if (registry_is_within(code, within))
			st = print_below(r, code, f);
		else if (registry_is_within(within, code))
			st = print_below(r, within, f);
	}
	str_release(&codes);
	return st;
}

enum status rounds_print(struct desk *d, const struct rounds_query *q, struct out *out, struct fault *f)
{
	struct rounds r = { .desk = d, .query = q, .out = out };
	enum status st = q->worker_id ? print_worker(&r, f) : print_below(&r, q->area, f);

	release_stops(&r);
	free(r.stop);
	free(r.house);
	return st;
}
