/* SPDX-License-Identifier: MIT
 *
 * The outline of an area for a picture, from the GeoJSON of its boundary
 * (RFC 7946): a Polygon or MultiPolygon, a Feature of one, a FeatureCollection
 * or plain array of such Features.  Whatever else it is, it is no outline;
 * time and memory are bounded whatever stands there.
 *
 * Outlines that are fitted into one picture together are simplified by nothing
 * but rounding to its units, so that neighbours still share their borders.
 */
#ifndef OUTLINE_H
#define OUTLINE_H

#include "str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes of GeoJSON, and points, that one outline may have. */
enum { OUTLINE_BYTES = 4 << 20, OUTLINE_POINTS = 1 << 17 };

/* 1e-7 of a degree east and north; fitted, units of the picture right and
 * down. */
struct outline_point {
	int32_t x, y;
};

struct outline {
	struct outline_point *point;
	size_t points, cap;
	size_t *end;            /* of each ring: the number of the point behind its last */
	size_t rings, ring_cap;
};

/* False: it is none; then there is nothing to release. */
bool outline_read(struct outline *o, const char *geojson);
void outline_release(struct outline *o);

/* All of them into a picture that is `width` wide and at most `height` high, in
 * equal scale at their middle (equirectangular); *width and *height receive what
 * they take up.  Rings too small to be seen go; an outline may have none left.
 * False: they have no extent, and nothing is changed. */
bool outline_fit(struct outline *o, size_t count, int *width, int *height);

/* Of a fitted one: the d of a path, to be filled by the rule evenodd. */
void outline_path(const struct outline *o, struct str *to);

/* Of a fitted one: the middle of a place inside for a label of that size. */
bool outline_spot(const struct outline *o, int width, int height, struct outline_point *spot);

#endif
