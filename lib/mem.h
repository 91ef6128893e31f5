/* SPDX-License-Identifier: MIT
 *
 * Memory that is there or the process ends: running out is the one fault
 * that the library answers itself (message, exit status 70), because no
 * caller could do better.  Everything got here is given back with free().
 */
#ifndef MEM_H
#define MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);                        /* zeroed; size 0 is 1 */
void *mem_array(size_t count, size_t size);          /* zeroed, checked product */
void *mem_resize(void *p, size_t count, size_t size);/* checked product */
char *mem_strdup(const char *s);                     /* NULL gives NULL */
char *mem_strndup(const char *s, size_t len);        /* always terminated */

/* Room for one more at the end of an array: doubles when full. */
#define MEM_ROOM(p, count, cap) \
	do { \
		if ((count) >= (cap)) { \
			(cap) = (cap) ? (cap) * 2 : 16; \
			(p) = mem_resize((p), (cap), sizeof *(p)); \
		} \
	} while (0)

#endif
