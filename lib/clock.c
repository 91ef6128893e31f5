/* SPDX-License-Identifier: MIT
 *
 * Working time is a row of stretches, [from, to) in instants, that a walk
 * finds day by day; adding, measuring and "which day does it start on" are
 * three readers of that walk.  Stretches are cut from the wall clock of each
 * day and measured in real seconds, so that a sum and the difference that
 * undoes it agree in zones with summer time as well.
 *
 * The walk is also what keeps the promise never to guess: it stops at the
 * first day whose year the calendar does not know, and is stopped as soon
 * as a reader has what it wants.
 */
#include "clock.h"

#include "mem.h"
#include "when.h"

#include <stdlib.h>
#include <string.h>

struct season {
	int32_t valid_from;
	struct hours week[8];
};

struct special_day {
	int32_t day;
	bool is_workday;
};

struct clock {
	struct season *seasons;         /* by valid_from */
	size_t season_count, season_cap;
	struct special_day *days;       /* by day */
	size_t day_count, day_cap;
};

struct clock *clock_new(void)
{
	return mem_alloc(sizeof(struct clock));
}

void clock_free(struct clock *c)
{
	if (c == NULL)
		return;
	free(c->seasons);
	free(c->days);
	free(c);
}

/* Calendars come from the database in order, so that looking from the end
 * makes an addition cheap. */
void clock_add_hours(struct clock *c, int32_t valid_from,
                     const struct hours week[8])
{
	size_t i = c->season_count;

	while (i > 0 && c->seasons[i - 1].valid_from > valid_from)
		i--;
	/* The same date again replaces what it said. */
	if (i > 0 && c->seasons[i - 1].valid_from == valid_from) {
		i--;
	} else {
		MEM_ROOM(c->seasons, c->season_count, c->season_cap);
		memmove(c->seasons + i + 1, c->seasons + i,
		        (c->season_count - i) * sizeof *c->seasons);
		c->season_count++;
	}
	c->seasons[i].valid_from = valid_from;
	memcpy(c->seasons[i].week, week, sizeof c->seasons[i].week);
}

void clock_add_day(struct clock *c, int32_t day, bool is_workday)
{
	size_t i = c->day_count;

	while (i > 0 && c->days[i - 1].day > day)
		i--;
	if (i > 0 && c->days[i - 1].day == day) {
		i--;
	} else {
		MEM_ROOM(c->days, c->day_count, c->day_cap);
		memmove(c->days + i + 1, c->days + i,
		        (c->day_count - i) * sizeof *c->days);
		c->day_count++;
	}
	c->days[i] = (struct special_day){ day, is_workday };
}

/* ---- one day ------------------------------------------------------- */

static int by_day(const void *a, const void *b)
{
	const struct special_day *x = a, *y = b;

	return (x->day > y->day) - (x->day < y->day);
}

static const struct special_day *find_day(const struct clock *c, int32_t day)
{
	struct special_day key = { day, false };

	if (c->day_count == 0)
		return NULL;
	return bsearch(&key, c->days, c->day_count, sizeof key, by_day);
}

static bool is_known_year(const struct clock *c, int year)
{
	const struct special_day *d = find_day(c, when_day(year, 1, 1));

	return d != NULL && !d->is_workday;
}

/* The hours of a day of a known year. */
static const struct hours *hours_on(const struct clock *c, int32_t day)
{
	static const struct hours none;
	const struct special_day *d = find_day(c, day);
	const struct hours *week, *own;
	size_t i = c->season_count;

	if (i == 0 || (d != NULL && !d->is_workday))
		return &none;
	/* A handful of seasons in all, and most questions are of late days. */
	while (i > 1 && c->seasons[i - 1].valid_from > day)
		i--;
	week = c->seasons[i - 1].week;
	own = &week[when_weekday(day)];
	return d != NULL && own->count == 0 ? &week[0] : own;
}

/* ---- the walk ------------------------------------------------------ */

void clock_walk_init(struct clock_walk *w, const struct clock *c, int64_t since,
                     int64_t until)
{
	int32_t second;

	memset(w, 0, sizeof *w);
	w->clock = c;
	w->since = since;
	w->until = until;
	w->known_until = INT32_MIN;
	when_local(since, &w->day, &second);
}

/* 24:00 is the next day's first second. */
static int64_t instant(int32_t day, int32_t second)
{
	return second < DAY_SECONDS ? when_instant(day, second)
	                            : when_instant(day + 1, 0);
}

static bool walk_knows(struct clock_walk *w)
{
	int month, mday;

	if (w->day < w->known_until)
		return true;
	when_civil(w->day, &w->year, &month, &mday);
	if (!is_known_year(w->clock, w->year))
		return false;
	w->known_until = when_day(w->year + 1, 1, 1);
	return true;
}

enum clock_step clock_walk_next(struct clock_walk *w, int64_t *from, int64_t *to)
{
	for (;;) {
		if (w->hours == NULL) {
			/* A day that begins at `until` is not looked at. */
			if (when_instant(w->day, 0) >= w->until)
				return CLOCK_STEP_END;
			if (!walk_knows(w))
				return CLOCK_STEP_UNKNOWN;
			w->hours = hours_on(w->clock, w->day);
			w->next = 0;
		}
		while (w->next < w->hours->count) {
			int i = w->next++;

			*from = instant(w->day, w->hours->span[i].from);
			*to = instant(w->day, w->hours->span[i].to);
			if (*from < w->since)
				*from = w->since;
			if (*to > w->until)
				*to = w->until;
			/* Empty: all before since or after until, or the zone
			 * skips these hours. */
			if (*from < *to)
				return CLOCK_STEP_STRETCH;
		}
		w->hours = NULL;
		w->day++;
	}
}

/* ---- the questions ------------------------------------------------- */

/* Thousandths of a unit of so many seconds, rounded half up. */
static int64_t scaled(int32_t milli, int32_t unit)
{
	return ((int64_t)milli * unit + 500) / 1000;
}

enum clock_answer clock_seconds(const struct clock *c, int64_t from,
                                const struct limit *l, int64_t *seconds,
                                int *year)
{
	struct clock_walk w;
	int64_t opens, closes;

	if (l->unit != LIMIT_WORK_DAY) {
		*seconds = scaled(l->milli, l->unit == LIMIT_RUN_DAY
		                            ? DAY_SECONDS : 3600);
		return CLOCK_OK;
	}
	clock_walk_init(&w, c, from, INT64_MAX);
	if (clock_walk_next(&w, &opens, &closes) != CLOCK_STEP_STRETCH) {
		*year = w.year;
		return CLOCK_UNKNOWN_YEAR;
	}
	*seconds = scaled(l->milli, hours_total(w.hours));
	return CLOCK_OK;
}

enum clock_answer clock_add_seconds(const struct clock *c, int64_t from,
                                    int64_t seconds, bool runs_on,
                                    int64_t *due, int *year)
{
	struct clock_walk w;
	int64_t opens, closes;

	/* Nothing left is used up where it stands, opening hours or not. */
	if (runs_on || seconds == 0) {
		*due = from + seconds;
		return CLOCK_OK;
	}
	clock_walk_init(&w, c, from, INT64_MAX);
	while (clock_walk_next(&w, &opens, &closes) == CLOCK_STEP_STRETCH) {
		/* Equal is due at closing time, not at the next opening. */
		if (seconds <= closes - opens) {
			*due = opens + seconds;
			return CLOCK_OK;
		}
		seconds -= closes - opens;
	}
	*year = w.year;
	return CLOCK_UNKNOWN_YEAR;
}

enum clock_answer clock_add(const struct clock *c, int64_t from,
                            const struct limit *l, int64_t *due, int *year)
{
	int64_t seconds;
	enum clock_answer a = clock_seconds(c, from, l, &seconds, year);

	if (a != CLOCK_OK)
		return a;
	return clock_add_seconds(c, from, seconds, limit_runs_on(l), due, year);
}

enum clock_answer clock_between(const struct clock *c, int64_t a, int64_t b,
                                bool runs_on, int64_t *seconds, int *year)
{
	struct clock_walk w;
	int64_t opens, closes, sum = 0;
	enum clock_step step;

	/* Nothing lies between a time and itself, in an unknown year too. */
	if (runs_on || a == b) {
		*seconds = b - a;
		return CLOCK_OK;
	}
	clock_walk_init(&w, c, a < b ? a : b, a < b ? b : a);
	while ((step = clock_walk_next(&w, &opens, &closes)) == CLOCK_STEP_STRETCH)
		sum += closes - opens;
	if (step == CLOCK_STEP_UNKNOWN) {
		*year = w.year;
		return CLOCK_UNKNOWN_YEAR;
	}
	*seconds = a < b ? sum : -sum;
	return CLOCK_OK;
}
