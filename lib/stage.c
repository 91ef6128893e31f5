/* SPDX-License-Identifier: MIT
 *
 * A row is: its length in bytes, its head, and for each value that is given
 * the number of its field, its kind, and eight bytes of a number or the
 * length and the bytes of a text with a NUL behind them.
 */
#include "stage.h"

#include "mem.h"
#include "str.h"
#include "tmp.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK ((size_t)512 << 10)

struct head {
	uint64_t size;          /* of the whole row */
	int64_t line, offset, id;
	uint64_t len;
};

struct stage {
	const struct record_kind *kind;
	const char *dir;
	int fd;                 /* -1: nothing was written */
	struct str out;         /* rows behind those in the file */
	int64_t written;        /* bytes in the file */
	int64_t count;
	char *in;               /* what was read: in[at..held) is not handed out */
	size_t cap, at, held;
	int64_t next;           /* where in[held] would stand */
	struct value *value;
	struct stage_row row;
};

struct stage *stage_new(const struct record_kind *k, const char *dir)
{
	struct stage *s = mem_alloc(sizeof *s);

	s->kind = k;
	s->dir = dir;
	s->fd = -1;
	s->value = mem_array(k->count, sizeof *s->value);
	return s;
}

void stage_reset(struct stage *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->out.len = 0;
	s->written = s->count = s->next = 0;
	s->at = s->held = 0;
}

void stage_free(struct stage *s)
{
	if (!s)
		return;
	stage_reset(s);
	str_release(&s->out);
	free(s->in);
	free(s->value);
	free(s);
}

static enum status flush(struct stage *s, struct fault *f)
{
	enum status st = tmp_write(&s->fd, s->dir, s->out.s, s->out.len, f);

	if (st != ST_OK)
		return st;
	s->written += (int64_t)s->out.len;
	s->out.len = 0;
	return ST_OK;
}

enum status stage_add(struct stage *s, const struct stage_row *row, struct fault *f)
{
	struct head head = { 0, row->line, row->offset, row->id, row->len };
	size_t start = s->out.len, i;
	uint32_t len;
	char tag[2];

	str_add(&s->out, (const char *)&head, sizeof head);
	for (i = 0; i < s->kind->count; i++) {
		const struct value *v = &row->value[i];

		if (v->kind == VALUE_NONE)
			continue;
		tag[0] = (char)i;
		tag[1] = (char)v->kind;
		str_add(&s->out, tag, 2);
		if (v->kind == VALUE_INT) {
			str_add(&s->out, (const char *)&v->i, sizeof v->i);
		} else if (v->kind == VALUE_REAL) {
			str_add(&s->out, (const char *)&v->r, sizeof v->r);
		} else if (v->kind == VALUE_TEXT) {
			len = (uint32_t)strlen(v->s) + 1;
			str_add(&s->out, (const char *)&len, sizeof len);
			str_add(&s->out, v->s, len);
		}
	}
	head.size = s->out.len - start;
	memcpy(s->out.s + start, &head, sizeof head);
	s->count++;
	return s->out.len < BLOCK ? ST_OK : flush(s, f);
}

int64_t stage_count(const struct stage *s)
{
	return s->count;
}

enum status stage_seek(struct stage *s, int64_t place, struct fault *f)
{
	s->next = place;
	s->at = s->held = 0;
	return s->out.len ? flush(s, f) : ST_OK;
}

/* At least `want` bytes at in[at], if the file has them. */
static enum status fill(struct stage *s, size_t want, struct fault *f)
{
	size_t room = want > BLOCK ? want : BLOCK, more;
	enum status st;

	if (s->held > s->at)
		memmove(s->in, s->in + s->at, s->held - s->at);
	s->held -= s->at;
	s->at = 0;
	if (s->cap < room) {
		s->in = mem_resize(s->in, room, 1);
		s->cap = room;
	}
	more = s->cap - s->held;
	if ((int64_t)more > s->written - s->next)
		more = (size_t)(s->written - s->next);
	st = tmp_read(s->fd, s->in + s->held, more, s->next, f);
	if (st != ST_OK)
		return st;
	s->held += more;
	s->next += (int64_t)more;
	return ST_OK;
}

static void read_values(struct stage *s, const char *p, const char *end)
{
	uint32_t len;

	memset(s->value, 0, s->kind->count * sizeof *s->value);
	while (p < end) {
		struct value *v = &s->value[(unsigned char)p[0]];

		v->kind = (enum value_kind)p[1];
		p += 2;
		if (v->kind == VALUE_INT) {
			memcpy(&v->i, p, sizeof v->i);
			p += sizeof v->i;
		} else if (v->kind == VALUE_REAL) {
			memcpy(&v->r, p, sizeof v->r);
			p += sizeof v->r;
		} else if (v->kind == VALUE_TEXT) {
			memcpy(&len, p, sizeof len);
			v->s = p + sizeof len;
			p += sizeof len + len;
		}
	}
}

enum status stage_next(struct stage *s, struct stage_row **row, int64_t *place, struct fault *f)
{
	struct head head;
	enum status st = ST_OK;

	*row = NULL;
	if (s->held - s->at < sizeof head)
		st = fill(s, sizeof head, f);
	if (st != ST_OK || s->held == s->at)
		return st;
	memcpy(&head, s->in + s->at, sizeof head);
	if (s->held - s->at < head.size)
		st = fill(s, head.size, f);
	if (st != ST_OK)
		return st;
	*place = s->next - (int64_t)(s->held - s->at);
	read_values(s, s->in + s->at + sizeof head, s->in + s->at + head.size);
	s->at += head.size;
	s->row = (struct stage_row){ head.line, head.offset, head.len, head.id, s->value };
	*row = &s->row;
	return ST_OK;
}
