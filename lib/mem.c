/* SPDX-License-Identifier: MIT */
#include "mem.h"

#include "status.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void out_of_memory(void)
{
	static const char say[] = "wangge: out of memory\n";
	ssize_t n = write(STDERR_FILENO, say, sizeof say - 1);

	(void)n;
	_exit(status_exit(ST_INTERNAL));
}

void *mem_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *mem_array(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *mem_resize(void *p, size_t count, size_t size)
{
	void *q;

	if (size && count > SIZE_MAX / size)
		out_of_memory();
	q = realloc(p, count && size ? count * size : 1);
	if (!q)
		out_of_memory();
	return q;
}

char *mem_strndup(const char *s, size_t len)
{
	char *p = mem_alloc(len + 1);

	if (len)
		memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *mem_strdup(const char *s)
{
	return s ? mem_strndup(s, strlen(s)) : NULL;
}
