/* SPDX-License-Identifier: MIT */
#include "note.h"

#include "mem.h"

#include <stdlib.h>

void notes_release(struct notes *n)
{
	free(n->note);
	*n = (struct notes){ .note = NULL };
}

/* Both texts are the same bytes in the same place whenever they are the same. */
void notes_add(struct notes *n, int64_t line, const char *column, const char *text)
{
	size_t i;

	for (i = 0; i < n->count; i++)
		if (n->note[i].column == column && n->note[i].text == text) {
			n->note[i].count++;
			return;
		}
	MEM_ROOM(n->note, n->count, n->cap);
	n->note[n->count++] = (struct note){ column, text, line, 1 };
}
