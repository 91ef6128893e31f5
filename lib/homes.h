/* SPDX-License-Identifier: MIT
 *
 * In which area a person lives, asked for some ten thousand times over: those with
 * a class of key persons, who are visited most, are read at once from an index,
 * for each row of the archive's largest table is a page of its own to read.  Who
 * was found to be the same person as another record lives where that one does.
 * Areas are those of now.
 */
#ifndef HOMES_H
#define HOMES_H

#include "desk.h"

struct home {
	int64_t person_id;
	int64_t of;             /* his area, or the record that he was merged into */
};

struct home_list {
	struct home *home;      /* by person */
	size_t count, cap;
};

struct homes {
	struct desk *desk;
	struct home_list key, merged;
};

/* Inside a read transaction; to be released also after a fault. */
enum status homes_load(struct homes *h, struct desk *d, struct fault *f);
void homes_release(struct homes *h);

/* *area_id 0: no such person. */
enum status homes_area(const struct homes *h, int64_t person_id, int64_t *area_id, struct fault *f);

#endif
