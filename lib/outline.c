/* SPDX-License-Identifier: MIT */
#include "outline.h"

#include "mem.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double unit = 1e7;                 /* of a degree */
static const double pi = 3.14159265358979323846;

void outline_release(struct outline *o)
{
	free(o->point);
	free(o->end);
	memset(o, 0, sizeof *o);
}

/* Reading ------------------------------------------------------------------ */

static bool read_degrees(const json_t *v, double most, int32_t *to)
{
	double degrees = json_number_value(v);

	/* Also false for what is no number at all. */
	if (!json_is_number(v) || !(fabs(degrees) <= most))
		return false;
	*to = (int32_t)lround(degrees * unit);
	return true;
}

/* A ring ends where it began; that point is not kept. */
static bool read_ring(struct outline *o, const json_t *ring)
{
	size_t start = o->points, count = json_array_size(ring), i;
	struct outline_point p;

	if (count < 4 || count > OUTLINE_POINTS - o->points)
		return false;
	for (i = 0; i < count; i++) {
		const json_t *at = json_array_get(ring, i);

		if (json_array_size(at) < 2 || !read_degrees(json_array_get(at, 0), 180, &p.x)
		    || !read_degrees(json_array_get(at, 1), 90, &p.y))
			return false;
		MEM_ROOM(o->point, o->points, o->cap);
		o->point[o->points++] = p;
	}
	if (p.x != o->point[start].x || p.y != o->point[start].y)
		return false;
	o->points--;
	MEM_ROOM(o->end, o->rings, o->ring_cap);
	o->end[o->rings++] = o->points;
	return true;
}

static bool read_polygon(struct outline *o, const json_t *polygon)
{
	size_t i, count = json_array_size(polygon);

	for (i = 0; i < count; i++)
		if (!read_ring(o, json_array_get(polygon, i)))
			return false;
	return count > 0;
}

static bool is_type(const json_t *v, const char *type)
{
	const char *is = json_string_value(json_object_get(v, "type"));

	return is && strcmp(is, type) == 0;
}

static bool read_geometry(struct outline *o, const json_t *g)
{
	const json_t *coordinates = json_object_get(g, "coordinates");
	size_t i, count = json_array_size(coordinates);

	if (is_type(g, "Polygon"))
		return read_polygon(o, coordinates);
	if (!is_type(g, "MultiPolygon"))
		return false;
	for (i = 0; i < count; i++)
		if (!read_polygon(o, json_array_get(coordinates, i)))
			return false;
	return count > 0;
}

static bool read_features(struct outline *o, const json_t *features)
{
	size_t i, count = json_array_size(features);

	for (i = 0; i < count; i++) {
		const json_t *feature = json_array_get(features, i);

		if (!is_type(feature, "Feature") || !read_geometry(o, json_object_get(feature, "geometry")))
			return false;
	}
	return count > 0;
}

static bool read_root(struct outline *o, const json_t *root)
{
	if (json_is_array(root))
		return read_features(o, root);
	if (is_type(root, "FeatureCollection"))
		return read_features(o, json_object_get(root, "features"));
	if (is_type(root, "Feature"))
		return read_geometry(o, json_object_get(root, "geometry"));
	return read_geometry(o, root);
}

bool outline_read(struct outline *o, const char *geojson)
{
	size_t len = strnlen(geojson, OUTLINE_BYTES + 1);
	json_t *root;
	bool good;

	memset(o, 0, sizeof *o);
	if (len > OUTLINE_BYTES)
		return false;
	root = json_loadb(geojson, len, JSON_DECODE_INT_AS_REAL, NULL);
	good = root && read_root(o, root);
	json_decref(root);
	if (!good)
		outline_release(o);
	return good;
}

/* Fitting ------------------------------------------------------------------ */

/* Whether b lies on the way from a to c, so that nothing is lost without it. */
static bool is_between(struct outline_point a, struct outline_point b, struct outline_point c)
{
	int64_t ux = b.x - a.x, uy = b.y - a.y, vx = c.x - b.x, vy = c.y - b.y;

	return ux * vy == uy * vx && ux * vx + uy * vy >= 0;
}

static void add_point(struct outline *o, size_t start, struct outline_point p)
{
	struct outline_point *to = o->point;

	if (o->points > start && to[o->points - 1].x == p.x && to[o->points - 1].y == p.y)
		return;
	if (o->points > start + 1 && is_between(to[o->points - 2], to[o->points - 1], p))
		o->points--;
	to[o->points++] = p;
}

struct frame {
	double west, north, per_x, per_y;
};

static void fit(struct outline *o, const struct frame *to)
{
	size_t i = 0, ring, start, rings = o->rings;
	struct outline_point p;

	o->points = o->rings = 0;
	for (ring = 0; ring < rings; ring++) {
		size_t end = o->end[ring];

		for (start = o->points; i < end; i++) {
			p.x = (int32_t)lround((o->point[i].x - to->west) * to->per_x);
			p.y = (int32_t)lround((to->north - o->point[i].y) * to->per_y);
			add_point(o, start, p);
		}
		if (o->points - start < 3)
			o->points = start;
		else
			o->end[o->rings++] = o->points;
	}
}

bool outline_fit(struct outline *o, size_t count, int *width, int *height)
{
	double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY, narrow, wide, high, scale;
	size_t i, k;
	struct frame to;

	for (i = 0; i < count; i++)
		for (k = 0; k < o[i].points; k++) {
			west = fmin(west, o[i].point[k].x);
			east = fmax(east, o[i].point[k].x);
			south = fmin(south, o[i].point[k].y);
			north = fmax(north, o[i].point[k].y);
		}
	/* A degree of longitude is so much shorter than one of latitude. */
	narrow = cos((south + north) / 2 / unit * pi / 180);
	wide = (east - west) * narrow;
	high = north - south;
	if (!(wide > 0 && high > 0))
		return false;
	scale = fmin(*width / wide, *height / high);
	to = (struct frame){ west, north, scale * narrow, scale };
	for (i = 0; i < count; i++)
		fit(&o[i], &to);
	*width = (int)ceil(wide * scale);
	*height = (int)ceil(high * scale);
	return true;
}

void outline_path(const struct outline *o, struct str *to)
{
	size_t i = 0, ring;
	const struct outline_point *p = o->point;

	for (ring = 0; ring < o->rings; ring++) {
		str_addf(to, "M%d %dl", p[i].x, p[i].y);
		for (i++; i < o->end[ring]; i++)
			str_addf(to, "%s%d %d", to->s[to->len - 1] == 'l' ? "" : " ", p[i].x - p[i - 1].x, p[i].y - p[i - 1].y);
		str_addc(to, 'z');
	}
}

/* A place for a label --------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Where the borders cross the line y, from left to right; y lies between two
 * units, so that no point of a border is on it. */
static size_t crossings(const struct outline *o, double y, double *x)
{
	size_t count = 0, i = 0, ring;

	for (ring = 0; ring < o->rings; ring++) {
		const struct outline_point *a = &o->point[o->end[ring] - 1];

		for (; i < o->end[ring]; a = &o->point[i++]) {
			const struct outline_point *b = &o->point[i];

			if ((a->y < y) != (b->y < y))
				x[count++] = a->x + (y - a->y) * (b->x - a->x) / (b->y - a->y);
		}
	}
	qsort(x, count, sizeof *x, by_number);
	return count;
}

struct span {
	double from, to;
};

/* The widest piece of line y that is inside, within `in`. */
static struct span widest(const struct outline *o, double y, struct span in, double *x)
{
	size_t count = crossings(o, y, x), i;
	struct span best = { 0, 0 };

	for (i = 0; i + 1 < count; i += 2) {
		double from = fmax(x[i], in.from), to = fmin(x[i + 1], in.to);

		if (to - from > best.to - best.from)
			best = (struct span){ from, to };
	}
	return best;
}

bool outline_spot(const struct outline *o, int width, int height, struct outline_point *spot)
{
	enum { LINES = 24 };
	double *x = mem_array(o->points + 1, sizeof *x);
	int32_t top = INT32_MAX, bottom = INT32_MIN;
	struct span best = { 0, 0 };
	size_t i;
	int line;

	for (i = 0; i < o->points; i++) {
		top = o->point[i].y < top ? o->point[i].y : top;
		bottom = o->point[i].y > bottom ? o->point[i].y : bottom;
	}
	/* From the middle to both ends; what is hardly wider there is not better. */
	for (line = 0; o->points && line < LINES; line++) {
		int at = LINES / 2 + (line % 2 ? -(line + 1) / 2 : line / 2);
		double y = top + floor((double)(bottom - top) * at / LINES) + 0.5;
		struct span s = widest(o, y, (struct span){ -INFINITY, INFINITY }, x);

		s = widest(o, y - height / 2, s, x);
		s = widest(o, y + height / 2, s, x);
		if (s.to - s.from > 1.1 * (best.to - best.from)) {
			best = s;
			spot->x = (int32_t)((s.from + s.to) / 2);
			spot->y = (int32_t)y;
		}
	}
	free(x);
	return best.to - best.from >= width;
}
