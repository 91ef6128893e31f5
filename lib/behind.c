/* SPDX-License-Identifier: MIT */
#include "behind.h"

#include "mem.h"

#include <string.h>

static enum status find_row(const struct report *r, const char *const *given, size_t *row, struct fault *f)
{
	const char *code[] = { given[0], given[1] };
	const struct report_row *found;
	size_t i;

	*row = 0;
	if (!r->cuts.count)
		return ST_OK;
	for (i = 0; i < r->cuts.count; i++)
		if (strcmp(code[i], "-") == 0)
			code[i] = "";
	found = report_find(r, code);
	if (!found)
		return fault_set(f, ST_NOINPUT, "the report has no row '%s%s%s'", given[0], r->cuts.count > 1 ? " " : "",
		                 r->cuts.count > 1 ? given[1] : "");
	*row = (size_t)(found - r->row);
	return ST_OK;
}

/* The cases of a row stand together, and one that counts more than once does. */
static struct share *shares(const struct report *r, size_t row, const struct indicator *i, size_t *count)
{
	struct share *s = NULL;
	size_t k, cap = 0;

	*count = 0;
	for (k = 0; k < r->behind_count; k++) {
		const struct report_case *c = &r->behind[k];
		bool is_part = (c->counts & COUNT_BIT(i->part)) != 0;
		bool is_whole = i->whole != COUNT_MAX && (c->counts & COUNT_BIT(i->whole)) != 0;

		if (c->row != row || (!is_part && !is_whole))
			continue;
		if (!*count || s[*count - 1].casefile_id != c->casefile_id) {
			MEM_ROOM(s, *count, cap);
			memset(&s[*count], 0, sizeof *s);
			s[(*count)++].casefile_id = c->casefile_id;
		}
		s[*count - 1].part += !is_part ? 0 : indicator_is_sum(i->part) ? c->amount : 1;
		s[*count - 1].whole += is_whole;
	}
	return s;
}

enum status behind_find(struct share **share, size_t *count, struct desk *d, const struct facts_query *q,
                        const struct indicator *i, const struct cuts *cuts, const char *const *code, struct fault *f)
{
	struct facts_query all = *q;
	struct report r, *report = &r;
	size_t row;
	enum status st;

	*share = NULL;
	*count = 0;
	/* Whatever makes a row in some report makes one here. */
	if (indicator_family(i) != OF_CASES)
		return fault_set(f, ST_USAGE, "indicator '%s' counts no cases", i->field.name);
	all.wanted.of[OF_CASES] = COUNT_ALL;
	st = report_make(&report, cuts, 1, d, &all, true, f);
	if (st == ST_OK)
		st = find_row(&r, code, &row, f);
	if (st == ST_OK)
		*share = shares(&r, row, i, count);
	report_release(&r);
	return st;
}
