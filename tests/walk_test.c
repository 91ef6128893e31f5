/* SPDX-License-Identifier: MIT
 *
 * walk: every place once, never further than the nearest neighbour goes, and of few
 * places the shortest way there is, or hardly longer.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "walk.h"

/* Not the library's, so that a failure can be had again anywhere. */
static uint64_t seed;

static double any(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (double)(seed >> 11) / 9007199254740992.0;
}

static struct walk_point *scatter(size_t count, uint64_t from)
{
	struct walk_point *p = mem_array(count, sizeof *p);
	size_t i;

	seed = from;
	for (i = 0; i < count; i++) {
		p[i].lon = 114 + any() * 0.4;
		p[i].lat = 22.5 + any() * 0.3;
	}
	return p;
}

static void check_once(const size_t *order, size_t count)
{
	bool *seen = mem_array(count, sizeof *seen);
	size_t i;

	for (i = 0; i < count; i++) {
		assert_true(order[i] < count);
		assert_false(seen[order[i]]);
		seen[order[i]] = true;
	}
	free(seen);
}

/* Looked for among all each time, by the length of a way of two. */
static double nearest_neighbour(const struct walk_point *p, size_t count, size_t start)
{
	bool *gone = mem_array(count, sizeof *gone);
	size_t *order = mem_array(count, sizeof *order), i, k, best = 0;
	const double degree = acos(-1) / 180;
	double least, sum, lat = 0;

	for (i = 0; i < count; i++)
		lat += p[i].lat / (double)count;
	order[0] = start;
	gone[start] = true;
	for (k = 1; k < count; k++) {
		least = INFINITY;
		for (i = 0; i < count; i++) {
			double x = (p[i].lon - p[order[k - 1]].lon) * cos(lat * degree), y = p[i].lat - p[order[k - 1]].lat;

			if (!gone[i] && x * x + y * y < least) {
				least = x * x + y * y;
				best = i;
			}
		}
		order[k] = best;
		gone[best] = true;
	}
	sum = walk_length(p, count, order);
	free(order);
	free(gone);
	return sum;
}

static double walked(const struct walk_point *p, size_t count)
{
	size_t *order = mem_array(count, sizeof *order);
	double sum;

	walk_order(p, count, order);
	check_once(order, count);
	sum = walk_length(p, count, order);
	assert_true(isfinite(sum));
	free(order);
	return sum;
}

static void none_one_and_two(void **state)
{
	const struct walk_point p[] = { { 114, 22 }, { 114, 23 } };
	size_t order[2] = { 9, 9 };

	(void)state;
	walk_order(p, 0, order);
	assert_int_equal(order[0], 9);
	assert_true(walk_length(p, 0, NULL) == 0);
	walk_order(p, 1, order);
	assert_int_equal(order[0], 0);
	assert_true(walk_length(p, 1, order) == 0);
	walk_order(p, 2, order);
	check_once(order, 2);
	/* A degree of the meridian of a sphere of that radius. */
	assert_true(fabs(walk_length(p, 2, order) - 111195.08) < 0.01);
	assert_true(walk_length(p, 2, NULL) == walk_length(p, 2, order));
}

static void a_degree_of_longitude_is_shorter(void **state)
{
	const struct walk_point p[] = { { 114, 60 }, { 115, 60 } };

	(void)state;
	assert_true(fabs(walk_length(p, 2, NULL) - 111195.08 / 2) < 0.01);
}

static void all_in_one_place(void **state)
{
	struct walk_point p[300];
	size_t i;

	(void)state;
	for (i = 0; i < 300; i++)
		p[i] = (struct walk_point){ 114.1, 22.6 };
	assert_true(walked(p, 300) == 0);
	p[150].lat = 22.7;
	assert_true(fabs(walked(p, 300) - 11119.508) < 0.01);
}

static void a_row_is_walked_along(void **state)
{
	struct walk_point p[100];
	size_t i;

	(void)state;
	for (i = 0; i < 100; i++)
		p[i] = (struct walk_point){ 114, 22 + (double)(i * 37 % 100) / 1000 };
	assert_true(fabs(walked(p, 100) - 99 * 111.19508) < 0.01);
}

static void never_longer_than_the_nearest_neighbour(void **state)
{
	static const size_t counts[] = { 3, 5, 9, 12, 13, 30, 100, 400, 2000 };
	struct walk_point *p;
	size_t i, k, n;
	double sum;

	(void)state;
	for (i = 0; i < sizeof counts / sizeof counts[0]; i++)
		for (k = 0; k < (counts[i] < 500 ? 40 : 1); k++) {
			n = counts[i];
			p = scatter(n, 1000 * n + k);
			sum = walked(p, n);
			assert_true(sum <= nearest_neighbour(p, n, 0) + 1e-6);
			assert_true(sum <= nearest_neighbour(p, n, n - 1) + 1e-6);
			free(p);
		}
}

/* Where there are few, from whichever of them it begins. */
static void never_longer_from_any_beginning(void **state)
{
	struct walk_point *p;
	size_t n, k, i;
	double sum;

	(void)state;
	for (n = 3; n <= 12; n++)
		for (k = 0; k < 30; k++) {
			p = scatter(n, 77 * n + k);
			sum = walked(p, n);
			for (i = 0; i < n; i++)
				assert_true(sum <= nearest_neighbour(p, n, i) + 1e-6);
			free(p);
		}
}

static double shortest(const struct walk_point *p, size_t count, size_t *order, size_t from)
{
	double best = INFINITY, sum;
	size_t i, kept;

	if (from + 1 >= count)
		return walk_length(p, count, order);
	for (i = from; i < count; i++) {
		kept = order[from]; order[from] = order[i]; order[i] = kept;
		sum = shortest(p, count, order, from + 1);
		best = sum < best ? sum : best;
		kept = order[from]; order[from] = order[i]; order[i] = kept;
	}
	return best;
}

/* Two-opt and Or-opt from every beginning: of up to eight the shortest way of all,
 * in nearly every case, and never 5 % longer. */
static void few_are_walked_the_shortest_way(void **state)
{
	size_t order[8], n, k, i, cases = 0, longer = 0;
	struct walk_point *p;
	double sum, best;

	(void)state;
	for (n = 2; n <= 8; n++)
		for (k = 0; k < (n < 8 ? 40 : 10); k++) {
			p = scatter(n, 31 * n + k);
			for (i = 0; i < n; i++)
				order[i] = i;
			best = shortest(p, n, order, 0);
			sum = walked(p, n);
			assert_true(sum >= best - 1e-6);
			assert_true(sum <= best * 1.05);
			longer += sum > best + 1e-6;
			cases++;
			free(p);
		}
	assert_true(longer * 50 <= cases);
}

/* Taking back crossings and moving places is worth something: on points strewn at
 * random a fifth of the nearest neighbour's way. */
static void it_is_much_shorter(void **state)
{
	struct walk_point *p = scatter(1500, 5);

	(void)state;
	assert_true(walked(p, 1500) < 0.85 * nearest_neighbour(p, 1500, 0));
	free(p);
}

static void the_same_again(void **state)
{
	struct walk_point *p = scatter(500, 9);
	size_t a[500], b[500];

	(void)state;
	walk_order(p, 500, a);
	walk_order(p, 500, b);
	assert_memory_equal(a, b, sizeof a);
	free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_one_and_two),
		cmocka_unit_test(a_degree_of_longitude_is_shorter),
		cmocka_unit_test(all_in_one_place),
		cmocka_unit_test(a_row_is_walked_along),
		cmocka_unit_test(never_longer_than_the_nearest_neighbour),
		cmocka_unit_test(never_longer_from_any_beginning),
		cmocka_unit_test(few_are_walked_the_shortest_way),
		cmocka_unit_test(it_is_much_shorter),
		cmocka_unit_test(the_same_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
