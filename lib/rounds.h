/* SPDX-License-Identifier: MIT
 *
 * Rounds: whom to see next, in an order that can be walked, as rows of kind visit-due.
 * Grid after grid by code; in a grid first the buildings that have a place on the
 * map, on a short way (lib/walk.h), then the others by address and code, last who is
 * in no building; in a building by room, numbers in it by their value, then household,
 * and there the household before the persons, units at the end.
 */
#ifndef ROUNDS_H
#define ROUNDS_H

#include "out.h"
#include "visit.h"

struct rounds_query {
	int64_t as_of;
	int32_t day;            /* the day of the round */
	int32_t within;         /* those too whose day to go is so many days later */
	bool is_all;            /* whatever their day is */
	int64_t worker_id;      /* only where he is at work on that day; 0: everywhere */
	const char *area;       /* only this code and what is below it; NULL: all */
	const char *tag;        /* only under the rule of that tag; NULL: all */
};

/* The rows, after out_begin; inside a read transaction. */
enum status rounds_print(struct desk *d, const struct rounds_query *q, struct out *out, struct fault *f);

#endif
