/* SPDX-License-Identifier: MIT */
#include "keysort.h"

#include "mem.h"
#include "tmp.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Entries of a run: 16 MiB, and as much again while it is sorted. */
enum { RUN = 1 << 19, READ_AHEAD = 1 << 12 };

/* A run that is being merged: what is held of it, and what is still in the
 * file. */
struct run {
	struct keysort_entry *held;
	size_t at, count;
	off_t next;
	size_t left;
};

struct keysort {
	const char *dir;
	int fd;                 /* -1: nothing went to a file */
	struct keysort_entry *entry, *spare;
	size_t count;           /* in memory */
	size_t *size;           /* of each run in the file */
	size_t runs, runs_cap;
	struct run *merge;      /* NULL while entries are added */
	size_t merges;
};

struct keysort *keysort_new(const char *dir)
{
	struct keysort *k = mem_alloc(sizeof *k);

	k->dir = dir;
	k->fd = -1;
	return k;
}

void keysort_rewind(struct keysort *k)
{
	size_t i;

	/* The last run is the one in memory. */
	for (i = 0; i < k->merges; i++)
		if (k->merge[i].held != k->entry)
			free(k->merge[i].held);
	free(k->merge);
	k->merge = NULL;
	k->merges = 0;
}

void keysort_reset(struct keysort *k)
{
	keysort_rewind(k);
	if (k->fd >= 0)
		close(k->fd);
	k->fd = -1;
	k->count = k->runs = 0;
}

void keysort_free(struct keysort *k)
{
	if (!k)
		return;
	keysort_reset(k);
	free(k->entry);
	free(k->spare);
	free(k->size);
	free(k);
}

/* By the key's bytes from the lowest on; eight rounds end where they began. */
static void sort(struct keysort *k)
{
	struct keysort_entry *from = k->entry, *to, *swap;
	size_t at[256], i, sum, n;
	int shift;

	if (!k->spare)
		k->spare = mem_array(RUN, sizeof *k->spare);
	to = k->spare;
	for (shift = 0; shift < 64; shift += 8) {
		memset(at, 0, sizeof at);
		for (i = 0; i < k->count; i++)
			at[from[i].key >> shift & 0xFF]++;
		for (i = 0, sum = 0; i < 256; i++) {
			n = at[i];
			at[i] = sum;
			sum += n;
		}
		for (i = 0; i < k->count; i++)
			to[at[from[i].key >> shift & 0xFF]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
}

static enum status spill(struct keysort *k, struct fault *f)
{
	size_t bytes = k->count * sizeof *k->entry;
	enum status st;

	sort(k);
	st = tmp_write(&k->fd, k->dir, k->entry, bytes, f);
	if (st != ST_OK)
		return st;
	MEM_ROOM(k->size, k->runs, k->runs_cap);
	k->size[k->runs++] = k->count;
	k->count = 0;
	return ST_OK;
}

enum status keysort_add(struct keysort *k, const struct keysort_entry *e, struct fault *f)
{
	enum status st;

	if (!k->entry)
		k->entry = mem_array(RUN, sizeof *k->entry);
	if (k->count == RUN) {
		st = spill(k, f);
		if (st != ST_OK)
			return st;
	}
	k->entry[k->count++] = *e;
	return ST_OK;
}

static enum status fill(struct keysort *k, struct run *r, struct fault *f)
{
	size_t want = r->left < READ_AHEAD ? r->left : READ_AHEAD, bytes = want * sizeof *r->held;
	enum status st = tmp_read(k->fd, r->held, bytes, r->next, f);

	if (st != ST_OK)
		return st;
	r->next += (off_t)bytes;
	r->left -= want;
	r->at = 0;
	r->count = want;
	return ST_OK;
}

static void begin_merge(struct keysort *k)
{
	off_t at = 0;
	size_t i;

	sort(k);
	k->merges = k->runs + 1;
	k->merge = mem_array(k->merges, sizeof *k->merge);
	for (i = 0; i < k->runs; i++) {
		k->merge[i] = (struct run){ .held = mem_array(READ_AHEAD, sizeof *k->entry), .next = at, .left = k->size[i] };
		at += (off_t)(k->size[i] * sizeof *k->entry);
	}
	k->merge[i] = (struct run){ .held = k->entry, .count = k->count };
}

enum status keysort_next(struct keysort *k, struct keysort_entry *e, bool *is_there, struct fault *f)
{
	struct run *first = NULL, *r;
	enum status st;

	if (!k->merge)
		begin_merge(k);
	for (r = k->merge; r < k->merge + k->merges; r++) {
		if (r->at == r->count && r->left) {
			st = fill(k, r, f);
			if (st != ST_OK)
				return st;
		}
		/* Of equal keys the earlier run's goes first. */
		if (r->at < r->count && (!first || r->held[r->at].key < first->held[first->at].key))
			first = r;
	}
	*is_there = first != NULL;
	if (first)
		*e = first->held[first->at++];
	return ST_OK;
}
