/* SPDX-License-Identifier: MIT
 *
 * Warnings about rows that go in all the same, each kind of them once with
 * the number of rows.
 */
#ifndef NOTE_H
#define NOTE_H

#include <stddef.h>
#include <stdint.h>

struct note {
	const char *column;     /* the heading of the cell; borrowed */
	const char *text;       /* static: "code: what it means" */
	int64_t line;           /* of the first row */
	int64_t count;
};

struct notes {
	struct note *note;      /* in the order in which they came up */
	size_t count, cap;
};

void notes_release(struct notes *n);
void notes_add(struct notes *n, int64_t line, const char *column, const char *text);

#endif
