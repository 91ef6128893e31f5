/* SPDX-License-Identifier: MIT */
#include "walk.h"

#include "mem.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define EARTH_M 6371008.8       /* mean radius, IUGG */
#define GAIN_M 1e-6             /* less is only rounding, and could go round for ever */

enum {
	NEAR_MAX = 10,          /* neighbours that are looked at */
	SEGMENT_MAX = 3,        /* places that Or-opt moves at once */
	STARTS_FEW = 12,        /* up to so many points each is a beginning */
};

struct place { double x, y; };

struct way {
	size_t count, nears;
	const struct place *place;
	size_t *near;           /* `nears` for each point */
	size_t *at;             /* the point that is so far along */
	size_t *where;          /* how far along a point is */
	bool *is_settled;       /* there was no better place for a point */
};

static double apart(const struct place *p, size_t a, size_t b)
{
	double x = p[a].x - p[b].x, y = p[a].y - p[b].y;

	return sqrt(x * x + y * y);
}

/* Metres east and north of the middle. */
static struct place *flatten(const struct walk_point *p, size_t count)
{
	const double degree = acos(-1) / 180;
	struct place *flat = mem_array(count, sizeof *flat);
	double lon = 0, lat = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		lon += p[i].lon / (double)count;
		lat += p[i].lat / (double)count;
	}
	for (i = 0; i < count; i++) {
		flat[i].x = (p[i].lon - lon) * degree * EARTH_M * cos(lat * degree);
		flat[i].y = (p[i].lat - lat) * degree * EARTH_M;
	}
	return flat;
}

static double length_of(const struct place *p, size_t count, const size_t *order)
{
	double sum = 0;
	size_t i;

	for (i = 1; i < count; i++)
		sum += order ? apart(p, order[i - 1], order[i]) : apart(p, i - 1, i);
	return sum;
}

double walk_length(const struct walk_point *p, size_t count, const size_t *order)
{
	struct place *flat = flatten(p, count);
	double sum = length_of(flat, count, order);

	free(flat);
	return sum;
}

/* Neighbours ---------------------------------------------------------------- */

struct ranked { double x; size_t point; };

static int by_x(const void *a, const void *b)
{
	const struct ranked *p = a, *q = b;

	if (p->x != q->x)
		return p->x < q->x ? -1 : 1;
	return (p->point > q->point) - (p->point < q->point);
}

/* The nearest of one point, in the order of their distance and then of their
 * numbers: `from` has all from west to east, so that one further east or west
 * than the worst of those kept ends the search on its side. */
static void find_near(const struct place *p, const struct ranked *from, size_t count, size_t i, size_t nears, size_t *near)
{
	double far[NEAR_MAX];
	size_t kept = 0, west = i, east = i + 1, self = from[i].point, other, k;
	double d;

	for (;;) {
		double dw = west > 0 ? from[i].x - from[west - 1].x : INFINITY;
		double de = east < count ? from[east].x - from[i].x : INFINITY;

		if (isinf(dw) && isinf(de))
			break;
		if (kept == nears && (dw < de ? dw : de) > far[kept - 1])
			break;
		other = dw < de ? from[--west].point : from[east++].point;
		d = apart(p, self, other);
		if (kept == nears && (d > far[kept - 1] || (d == far[kept - 1] && other > near[kept - 1])))
			continue;
		k = kept < nears ? kept++ : kept - 1;
		for (; k > 0 && (d < far[k - 1] || (d == far[k - 1] && other < near[k - 1])); k--) {
			far[k] = far[k - 1];
			near[k] = near[k - 1];
		}
		far[k] = d;
		near[k] = other;
	}
}

static size_t *all_near(const struct place *p, size_t count, size_t nears)
{
	struct ranked *from = mem_array(count, sizeof *from);
	size_t *near = mem_array(count * (nears ? nears : 1), sizeof *near), i;

	for (i = 0; i < count; i++)
		from[i] = (struct ranked){ p[i].x, i };
	qsort(from, count, sizeof *from, by_x);
	for (i = 0; i < count; i++)
		find_near(p, from, count, i, nears, near + from[i].point * nears);
	free(from);
	return near;
}

/* The nearest that is left, from one to the next; of equally near ones that with
 * the smallest number. */
static void nearest_way(const struct place *p, size_t count, size_t start, size_t *at)
{
	size_t *left = mem_array(count, sizeof *left), lefts = 0, best, i, k;
	double d, least;

	for (i = 0; i < count; i++)
		if (i != start)
			left[lefts++] = i;
	at[0] = start;
	for (k = 1; k < count; k++) {
		least = INFINITY;
		best = 0;
		for (i = 0; i < lefts; i++) {
			double dx = p[left[i]].x - p[at[k - 1]].x, dy = p[left[i]].y - p[at[k - 1]].y;

			d = dx * dx + dy * dy;
			if (d < least || (d == least && left[i] < left[best])) {
				least = d;
				best = i;
			}
		}
		at[k] = left[best];
		left[best] = left[--lefts];
	}
	free(left);
}

/* Improving ------------------------------------------------------------------ */

/* Between two points that stand so far along; before the first, which is SIZE_MAX,
 * and behind the last there is no way to go. */
static double step(const struct way *w, size_t i, size_t j)
{
	return i >= w->count || j >= w->count ? 0 : apart(w->place, w->at[i], w->at[j]);
}

/* Its neighbours have changed: there may be a better place for it now. */
static void wake(struct way *w, size_t i)
{
	if (i < w->count)
		w->is_settled[w->at[i]] = false;
}

static void reverse(struct way *w, size_t i, size_t j)
{
	size_t point;

	for (; i < j; i++, j--) {
		point = w->at[i];
		w->at[i] = w->at[j];
		w->at[j] = point;
		w->where[w->at[i]] = i;
		w->where[w->at[j]] = j;
	}
}

/* Turns what stands from i to j round, if that is shorter. */
static bool turn(struct way *w, size_t i, size_t j)
{
	double before, after;

	if (i >= j)
		return false;
	before = step(w, i - 1, i) + step(w, j, j + 1);
	after = step(w, i - 1, j) + step(w, i, j + 1);
	if (after > before - GAIN_M)
		return false;
	wake(w, i - 1);
	wake(w, i);
	wake(w, j);
	wake(w, j + 1);
	reverse(w, i, j);
	return true;
}

/* Puts the places from i to j, either way round, behind the one at k, SIZE_MAX being
 * before all, if that is shorter. */
static bool move(struct way *w, size_t i, size_t j, size_t k)
{
	const size_t n = j - i + 1, next = k + 1, each[] = { i - 1, i, j, j + 1, k, next };
	double before, straight, turned;
	size_t e;

	if (next >= i && next <= j + 1)
		return false;
	before = step(w, i - 1, i) + step(w, j, j + 1) + step(w, k, next) - step(w, i - 1, j + 1);
	straight = step(w, k, i) + step(w, j, next);
	turned = step(w, k, j) + step(w, i, next);
	if ((straight < turned ? straight : turned) > before - GAIN_M)
		return false;
	for (e = 0; e < sizeof each / sizeof each[0]; e++)
		wake(w, each[e]);
	/* Two neighbours change sides when both together are turned round, and then
	 * the one that stays as it was again. */
	if (next < i) {
		reverse(w, next, j);
		reverse(w, next + n, j);
		if (straight <= turned)
			reverse(w, next, next + n - 1);
	} else {
		reverse(w, i, k);
		reverse(w, i, k - n);
		if (straight <= turned)
			reverse(w, k - n + 1, k);
	}
	return true;
}

/* A shorter way by bringing point a and point c together. */
static bool join(struct way *w, size_t a, size_t c)
{
	size_t i = w->where[a], j = w->where[c], n, first;

	if (i < j ? turn(w, i + 1, j) || turn(w, i, j - 1) : turn(w, j + 1, i) || turn(w, j, i - 1))
		return true;
	/* The few that end or begin with a, behind c or before it. */
	for (n = 1; n <= SEGMENT_MAX; n++)
		for (first = i + 1 >= n ? i + 1 - n : i; first <= i; first += n > 1 ? n - 1 : 1) {
			size_t last = first + n - 1;

			if (last < w->count && (first == i || last == i) && (j < first || j > last)
			    && (move(w, first, last, j) || move(w, first, last, j - 1)))
				return true;
		}
	return false;
}

static bool improve_at(struct way *w, size_t a)
{
	size_t k, first = w->at[0], last = w->at[w->count - 1];

	for (k = 0; k < w->nears; k++)
		if (join(w, a, w->near[a * w->nears + k]))
			return true;
	/* The ends are near to nothing on one side. */
	return (a != first && join(w, a, first)) || (a != last && join(w, a, last));
}

/* Until there is no better place for any; each improvement takes GAIN_M at least off,
 * so that it ends. */
static void improve(struct way *w)
{
	bool any = true;
	size_t a;

	memset(w->is_settled, 0, w->count * sizeof *w->is_settled);
	while (any) {
		any = false;
		for (a = 0; a < w->count; a++) {
			if (w->is_settled[a])
				continue;
			w->is_settled[a] = true;
			while (improve_at(w, a))
				any = true;
		}
	}
}

/* Beginnings: all where there are few, else the outermost ones, the first and the
 * last; maybe one of them more than once. */
static size_t starts_of(const struct place *p, size_t count, size_t start[STARTS_FEW])
{
	size_t i, n = count < STARTS_FEW ? count : STARTS_FEW;

	for (i = 0; i < n; i++)
		start[i] = i;
	if (count <= STARTS_FEW)
		return n;
	memset(start, 0, 6 * sizeof *start);
	start[5] = count - 1;
	for (i = 1; i < count; i++) {
		start[1] = p[i].x < p[start[1]].x ? i : start[1];
		start[2] = p[i].x > p[start[2]].x ? i : start[2];
		start[3] = p[i].y < p[start[3]].y ? i : start[3];
		start[4] = p[i].y > p[start[4]].y ? i : start[4];
	}
	return 6;
}

static void way_begin(struct way *w, const struct place *place, size_t count)
{
	w->count = count;
	w->nears = count - 1 < NEAR_MAX ? count - 1 : NEAR_MAX;
	w->place = place;
	w->near = all_near(place, count, w->nears);
	w->at = mem_array(count, sizeof *w->at);
	w->where = mem_array(count, sizeof *w->where);
	w->is_settled = mem_array(count, sizeof *w->is_settled);
}

static void way_end(struct way *w)
{
	free(w->near);
	free(w->at);
	free(w->where);
	free(w->is_settled);
}

void walk_order(const struct walk_point *p, size_t count, size_t *order)
{
	struct place *place;
	struct way w;
	double length, shortest = INFINITY;
	size_t start[STARTS_FEW], starts, i, k;

	if (!count)
		return;
	place = flatten(p, count);
	starts = starts_of(place, count, start);
	way_begin(&w, place, count);
	for (i = 0; i < starts; i++) {
		nearest_way(place, count, start[i], w.at);
		for (k = 0; k < count; k++)
			w.where[w.at[k]] = k;
		improve(&w);
		length = length_of(place, count, w.at);
		if (length < shortest) {
			shortest = length;
			memcpy(order, w.at, count * sizeof *order);
		}
	}
	way_end(&w);
	free(place);
}
