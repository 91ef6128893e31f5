/* SPDX-License-Identifier: MIT
 *
 * A ring of batches: the thread fills those from `filled` on, the caller uses
 * the one at `used`.  Where no thread can be had, the caller fills them.
 */
#include "reader.h"

#include "mem.h"
#include "thread.h"

#include <stdlib.h>

enum { RING = 4 };

struct slot {
	struct sheet_batch batch;
	enum status st;
	struct fault fault;
};

struct reader {
	struct sheet *sheet;
	struct slot ring[RING];
	pthread_t thread;
	bool has_thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t filled, used;    /* how many, ever */
	bool is_out;            /* the one at `used` is the caller's now */
	bool is_over;           /* it was the last, and what comes is its fault */
	bool is_stopped;
};

static bool fill(struct reader *r, struct slot *s)
{
	s->st = sheet_batch(r->sheet, &s->batch, &s->fault);
	return s->st == ST_OK && s->batch.count;
}

static void *run(void *arg)
{
	struct reader *r = arg;
	bool more = true;

	while (more) {
		pthread_mutex_lock(&r->lock);
		while (r->filled - r->used == RING && !r->is_stopped)
			pthread_cond_wait(&r->changed, &r->lock);
		more = !r->is_stopped;
		pthread_mutex_unlock(&r->lock);
		if (!more)
			break;
		more = fill(r, &r->ring[r->filled % RING]);
		pthread_mutex_lock(&r->lock);
		r->filled++;
		pthread_cond_signal(&r->changed);
		pthread_mutex_unlock(&r->lock);
	}
	return NULL;
}

struct reader *reader_new(struct sheet *s)
{
	struct reader *r = mem_alloc(sizeof *r);
	size_t i;

	r->sheet = s;
	for (i = 0; i < RING; i++)
		sheet_batch_init(&r->ring[i].batch, s);
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->changed, NULL);
	sheet_rewind(s);
	r->has_thread = thread_start(&r->thread, run, r);
	return r;
}

enum status reader_next(struct reader *r, struct sheet_batch **batch, struct fault *f)
{
	struct slot *s = &r->ring[r->used % RING];

	/* A fault comes behind the rows before it, and for ever. */
	if (r->is_out && s->st != ST_OK)
		r->is_over = true;
	pthread_mutex_lock(&r->lock);
	if (r->is_out && !r->is_over) {
		r->used++;
		pthread_cond_signal(&r->changed);
	}
	while (r->has_thread && r->filled == r->used)
		pthread_cond_wait(&r->changed, &r->lock);
	pthread_mutex_unlock(&r->lock);
	s = &r->ring[r->used % RING];
	if (!r->has_thread && !r->is_over)
		fill(r, s);
	r->is_out = s->batch.count > 0;
	*batch = r->is_out && !r->is_over ? &s->batch : NULL;
	if (*batch)
		return ST_OK;
	if (s->st != ST_OK)
		*f = s->fault;
	return s->st;
}

void reader_free(struct reader *r)
{
	size_t i;

	if (!r)
		return;
	pthread_mutex_lock(&r->lock);
	r->is_stopped = true;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->lock);
	if (r->has_thread)
		pthread_join(r->thread, NULL);
	for (i = 0; i < RING; i++)
		sheet_batch_release(&r->ring[i].batch);
	pthread_cond_destroy(&r->changed);
	pthread_mutex_destroy(&r->lock);
	free(r);
}
