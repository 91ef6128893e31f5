/* SPDX-License-Identifier: MIT
 *
 * An order of places that can be walked: a short way from one to the next, from
 * any of them to any other, each once and without going back to the first.
 *
 * Distances are metres on the flat map that a district is (equirectangular, about
 * the mean latitude of the points), whatever datum the degrees are of.  The way is
 * the nearest neighbour's from several beginnings, each improved by taking back
 * crossings (2-opt) and by moving up to three places elsewhere (Or-opt) among
 * the nearest neighbours of each, and the shortest of them: so it is never longer
 * than the nearest neighbour's from one of those beginnings, which are all points
 * where there are few, and always the first, the last and the outermost ones.
 * The same points in the same order give the same way.  A few thousand take some
 * tenths of a second; memory grows with the points.
 */
#ifndef WALK_H
#define WALK_H

#include <stddef.h>

struct walk_point { double lon, lat; };        /* degrees, finite */

/* order[0..count): the numbers of the points in the order of the way. */
void walk_order(const struct walk_point *p, size_t count, size_t *order);

/* How long the way through the points in that order is, in metres; `order` NULL: in
 * the order in which they stand. */
double walk_length(const struct walk_point *p, size_t count, const size_t *order);

#endif
