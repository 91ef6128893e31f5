/* SPDX-License-Identifier: MIT */
#include "repeat.h"

#include "keysort.h"
#include "mem.h"
#include "str.h"

#include <stdlib.h>

struct repeat {
	struct keysort *names;  /* by name: of every row */
	struct keysort *rows;   /* by line: rows that share a name with the one in e.line */
	bool is_found;
	uint64_t before;        /* line that repeat_next gave last */
};

struct repeat *repeat_new(const char *dir)
{
	struct repeat *r = mem_alloc(sizeof *r);

	r->names = keysort_new(dir);
	r->rows = keysort_new(dir);
	return r;
}

void repeat_free(struct repeat *r)
{
	if (!r)
		return;
	keysort_free(r->names);
	keysort_free(r->rows);
	free(r);
}

void repeat_reset(struct repeat *r)
{
	keysort_reset(r->names);
	keysort_reset(r->rows);
	r->is_found = false;
	r->before = 0;
}

/* Two hashes that have nothing to do with each other: what is the same in both
 * is the same.  The second shares its word with the row's flag. */
enum status repeat_add(struct repeat *r, const struct repeat_row *row, const void *name, size_t len, struct fault *f)
{
	struct keysort_entry e = { .line = row->line, .offset = row->offset, .len = row->len };
	uint64_t other = str_hash(~STR_HASH, name, len);

	e.key = str_hash(STR_HASH, name, len);
	e.flags = (uint32_t)(other >> 32 ^ other) << 1 | row->is_staged;
	return keysort_add(r->names, &e, f);
}

static enum status find(struct repeat *r, struct fault *f)
{
	struct keysort_entry first = { .line = 0 }, e;
	bool any;
	enum status st;

	while ((st = keysort_next(r->names, &e, &any, f)) == ST_OK && any) {
		if (first.line == 0 || e.key != first.key || e.flags >> 1 != first.flags >> 1) {
			first = e;
		} else if (e.line != first.line) {
			e.key = (uint64_t)e.line;
			e.line = first.line;
			st = keysort_add(r->rows, &e, f);
			if (st != ST_OK)
				break;
		}
	}
	r->is_found = st == ST_OK;
	return st;
}

enum status repeat_next(struct repeat *r, struct repeat_row *row, bool *any, struct fault *f)
{
	struct keysort_entry e = { .key = 0 };
	enum status st = r->is_found ? ST_OK : find(r, f);

	/* A row may share several names with others. */
	*any = false;
	while (st == ST_OK && (st = keysort_next(r->rows, &e, any, f)) == ST_OK && *any && e.key == r->before)
		;
	r->before = e.key;
	*row = (struct repeat_row){ (int64_t)e.key, e.offset, e.len, e.flags & 1, e.line };
	return st;
}

void repeat_rewind(struct repeat *r)
{
	keysort_rewind(r->rows);
	r->before = 0;
}
