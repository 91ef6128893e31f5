/* SPDX-License-Identifier: MIT
 *
 * The standard tables lib/tables/KIND.csv, turned into C by the build:
 * grid-init imports them by the same code as grid-import KIND.
 */
#ifndef STANDARD_H
#define STANDARD_H

#include <stddef.h>

struct standard_table {
	const char *kind;
	const char *bytes;      /* CSV, UTF-8 */
	size_t len;
};

extern const struct standard_table standard_table[];
extern const size_t standard_table_count;

#endif
