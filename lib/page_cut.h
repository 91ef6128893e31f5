/* SPDX-License-Identifier: MIT
 *
 * The section of a page for one cut (bars, map or tiles, tables by theme) or for
 * two (a cross table of one figure).
 */
#ifndef PAGE_CUT_H
#define PAGE_CUT_H

#include "page_write.h"

enum status page_cut(struct page *p, size_t section);

/* One side of a cross table: a row of the report for each of its codes, by code. */
struct page_axis {
	size_t *row;
	size_t count;
	char **name;            /* of all rows of the report */
	size_t rows;
};
struct page_axis page_axis_of(const struct report *r, int which);
void page_axis_release(struct page_axis *a);

/* All rows of the report with that code together. */
struct tally page_margin(const struct report *r, int which, const char *code);

#endif
