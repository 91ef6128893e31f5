/* SPDX-License-Identifier: MIT
 *
 * The clock of the deadlines: limits, working hours, holidays, make-up
 * workdays.  Pure functions over a struct clock that casefile code fills
 * from calendar_day and work_hours; nothing here reads a database.
 *
 * 紧急工作时, 紧急工作日 and 自然日 run on, night and day.  工作时 runs inside the
 * working hours of working days.  One 工作日 is the working hours of the day
 * that the counting starts on (design section 4, domain facts 1.6).  A start
 * outside hours is the next opening; a limit used up exactly at closing time
 * is due at that closing time.  A year is known when its 1 January stands in
 * the calendar as a holiday (it always is one); a working-time sum that
 * would need a day of any other year is never guessed.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOURS_MAX_SPANS 6

/* Working hours of a day: spans of seconds from midnight, in order. */
struct hours {
	int count;              /* 0: no work that day */
	struct { int32_t from, to; } span[HOURS_MAX_SPANS];
};

/* "08:00-12:00,14:00-18:00"; full-width forms and blanks are taken; "-" or
 * "休" is no work.  ST_INPUT: not of that form, spans that overlap or run
 * past midnight (24:00 as an end is allowed). */
enum status hours_parse(const char *text, struct hours *h, struct fault *f);
int32_t hours_total(const struct hours *h);     /* seconds */

struct clock;

struct clock *clock_new(void);
void clock_free(struct clock *c);

/* Hours in force from this day on: index 1 Monday to 7 Sunday (a weekday
 * with hours is a working day), 0 for a make-up workday whose own weekday
 * has none.  Any order of calls; the latest valid_from not after a day
 * holds; days before the first have the first's. */
void clock_add_hours(struct clock *c, int32_t valid_from,
                     const struct hours week[8]);

/* A public holiday (is_workday false) or make-up workday. */
void clock_add_day(struct clock *c, int32_t day, bool is_workday);

enum limit_unit {
	LIMIT_RUN_HOUR,         /* 紧急工作时 */
	LIMIT_RUN_DAY,          /* 紧急工作日, 自然日 */
	LIMIT_WORK_HOUR,        /* 工作时 */
	LIMIT_WORK_DAY,         /* 工作日 */
};

struct limit {
	enum limit_unit unit;
	int32_t milli;          /* thousandths of the unit: 1.5 is 1500 */
};

/* What bare 天 and 小时 mean: -1 refuses them saying so. */
struct limit_words {
	int day;                /* enum limit_unit or -1 */
	int hour;
};

/* "2紧急工作时", "4工作时", "1.5工作时", "1工作日", "3自然日", "15天", "4小时";
 * full-width digits and blanks are taken.  More than 0, at most 3650 days.
 * ST_INPUT says why not. */
enum status limit_parse(const char *text, const struct limit_words *words,
                        struct limit *l, struct fault *f);
void limit_format(const struct limit *l, char *buf, size_t size); /* canonical */
bool limit_runs_on(const struct limit *l);

enum clock_answer {
	CLOCK_OK,
	CLOCK_UNKNOWN_YEAR,     /* *year says which year to import */
};

/* The instant at which `l`, started at `from`, is used up. */
enum clock_answer clock_add(const struct clock *c, int64_t from,
                            const struct limit *l, int64_t *due, int *year);

/* The seconds a limit measures: a running one as it is, 工作时 in working
 * seconds, 工作日 by the hours of the day that counting starts on. */
enum clock_answer clock_seconds(const struct clock *c, int64_t from,
                                const struct limit *l, int64_t *seconds,
                                int *year);

/* The same as clock_add for seconds already measured (what was left of a
 * limit): run on, or inside working hours. seconds >= 0. */
enum clock_answer clock_add_seconds(const struct clock *c, int64_t from,
                                    int64_t seconds, bool runs_on,
                                    int64_t *due, int *year);

/* Seconds from a to b (negative if b is before a): run on, or working ones. */
enum clock_answer clock_between(const struct clock *c, int64_t a, int64_t b,
                                bool runs_on, int64_t *seconds, int *year);

/* ---- the stretches of working time ------------------------------------ */

/* Those of [since, until), one by one, as all of the above count them.  What
 * is behind `day` is the walk's own. */
struct clock_walk {
	int64_t since, until;           /* stretches are cut to these */
	int32_t day;                    /* of the last stretch */
	int year;                       /* after CLOCK_STEP_UNKNOWN: which */
	const struct clock *clock;
	int32_t known_until;            /* days before this one are known */
	const struct hours *hours;      /* of day; NULL: not looked at yet */
	int next;                       /* span of hours */
};

enum clock_step {
	CLOCK_STEP_STRETCH,
	CLOCK_STEP_END,                 /* until was reached */
	CLOCK_STEP_UNKNOWN,             /* a day of an unknown year is needed */
};

/* The clock must stay as it is while the walk is used. */
void clock_walk_init(struct clock_walk *w, const struct clock *c, int64_t since,
                     int64_t until);

/* The next [from, to), on w->day: never empty, never over a break. */
enum clock_step clock_walk_next(struct clock_walk *w, int64_t *from, int64_t *to);

#endif
