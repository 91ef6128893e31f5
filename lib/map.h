/* SPDX-License-Identifier: MIT
 *
 * A map file (design section 10): CSV with the heading from,to,value,becomes.
 * from and to rename a heading, value and becomes beside them translate one
 * cell value, an empty to drops a column, an empty from gives every row the
 * constant becomes, and value <serial> with becomes <date> says that a column
 * holds a spreadsheet's day numbers.  Whether the lines go together, only a sheet of some kind
 * can tell (sheet_open).
 */
#ifndef MAP_H
#define MAP_H

#include "csvin.h"

struct map_rule {
	long line;
	char *from, *to, *value, *becomes;      /* never NULL */
};

struct map {
	char *name;
	struct map_rule *rule;
	size_t count;
};

/* ST_NOINPUT, ST_NOPERM: cannot be opened.  ST_INPUT: not of that form. */
enum status map_open(struct map **m, const char *path, struct fault *f);

/* The same of a reader, which is taken over. */
enum status map_read(struct map **m, struct csvin *in, struct fault *f);
void map_free(struct map *m);

/* Whether the rule says day numbers. */
bool map_is_serial(const struct map_rule *r);

#endif
