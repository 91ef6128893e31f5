/* SPDX-License-Identifier: MIT */
#include "standing.h"

#include <string.h>

static bool is(const char *status, const char *word)
{
	return strcmp(status, word) == 0;
}

bool standing_is_open(const char *status)
{
	return !is(status, "closed") && !is(status, "cancelled") && !is(status, "rejected") && !is(status, "none");
}

bool standing_is_replied(const char *status)
{
	return is(status, "replied") || is(status, "verified") || is(status, "closed");
}

bool standing_is_overdue(const struct case_state *s, int64_t at)
{
	int64_t due = standing_is_replied(s->status) ? s->close_due_at : s->handle_due_at;

	return standing_is_open(s->status) && !is(s->status, "suspended") && due && at > due;
}

int64_t standing_due(const struct case_state *s)
{
	if (!standing_is_open(s->status))
		return 0;
	if (standing_is_replied(s->status))
		return s->close_due_at;
	return s->handle_from_at ? s->handle_due_at : 0;
}

enum status standing_light(struct desk *d, const struct case_state *s, int64_t at, enum light *light, struct fault *f)
{
	const struct limit closing = { LIMIT_WORK_HOUR, 0 };
	int64_t due = standing_due(s), total, left, yellow;
	struct limit l = closing;
	struct fault why;
	int year;
	enum status st;

	*light = LIGHT_RED;
	if (standing_is_overdue(s, at))
		return ST_OK;
	*light = LIGHT_NONE;
	if (!due)
		return ST_OK;
	*light = LIGHT_GREEN;
	if (!standing_is_replied(s->status) && limit_parse(s->handle_limit, &d->words, &l, &why) != ST_OK)
		return ST_OK;
	st = desk_clock(d, f);
	if (st != ST_OK)
		return st;
	yellow = 100 - desk_setting_int(d, "light_yellow", 80);
	if ((l.milli ? clock_seconds(d->clock, s->handle_from_at, &l, &total, &year)
	             : clock_between(d->clock, s->handled_at, due, false, &total, &year)) == CLOCK_OK
	    && clock_between(d->clock, at, due, limit_runs_on(&l), &left, &year) == CLOCK_OK)
		*light = left * 100 > total * yellow ? LIGHT_GREEN : LIGHT_YELLOW;
	return ST_OK;
}
