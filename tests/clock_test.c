/* SPDX-License-Identifier: MIT
 *
 * clock: limits and working hours as text, and the reckoning of deadlines.
 * The vectors of domain facts 1.6 with the calendar of 2026; clock_model.t
 * compares far more cases with an independent model.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "when.h"

static struct fault fault;
static const struct limit_words no_words = { -1, -1 };

/* ---- a clock to ask ------------------------------------------------ */

static int64_t at_of(const char *text)
{
	int64_t at = 0;

	if (when_parse(text, &at, &fault) != ST_OK)
		fail_msg("%s", fault.text);
	return at;
}

static int32_t day_of(const char *text)
{
	int32_t day = 0;

	if (when_parse_day(text, &day, &fault) != ST_OK)
		fail_msg("%s", fault.text);
	return day;
}

static struct hours hours_of(const char *text)
{
	struct hours h;

	if (hours_parse(text, &h, &fault) != ST_OK)
		fail_msg("%s", fault.text);
	return h;
}

static struct limit limit_of(const char *text)
{
	struct limit l = { LIMIT_RUN_DAY, 0 };

	if (limit_parse(text, &no_words, &l, &fault) != ST_OK)
		fail_msg("%s", fault.text);
	return l;
}

/* Days from first to last, "02-15" of that year. */
static void add_days(struct clock *c, const char *first, const char *last,
                     bool is_workday)
{
	int32_t day;

	for (day = day_of(first); day <= day_of(last); day++)
		clock_add_day(c, day, is_workday);
}

/* The State Council's calendar of 2026 (NateScarlet/holiday-cn, MIT). */
static void add_2026(struct clock *c)
{
	static const char *const holidays[][2] = {
		{ "2026-01-01", "2026-01-03" }, { "2026-02-15", "2026-02-23" },
		{ "2026-04-04", "2026-04-06" }, { "2026-05-01", "2026-05-05" },
		{ "2026-06-19", "2026-06-21" }, { "2026-09-25", "2026-09-27" },
		{ "2026-10-01", "2026-10-07" },
	};
	static const char *const workdays[] = {
		"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09",
		"2026-09-20", "2026-10-10",
	};
	size_t i;

	/* Not in order, which must not matter. */
	for (i = 0; i < sizeof workdays / sizeof workdays[0]; i++)
		add_days(c, workdays[i], workdays[i], true);
	for (i = 0; i < sizeof holidays / sizeof holidays[0]; i++)
		add_days(c, holidays[i][0], holidays[i][1], false);
}

/* Monday to Friday and make-up workdays alike, from a day on. */
static void add_week(struct clock *c, const char *from, const char *text)
{
	struct hours week[8] = { 0 };
	int i;

	for (i = 0; i <= 5; i++)
		week[i] = hours_of(text);
	clock_add_hours(c, day_of(from), week);
}

static int set_up(void **state)
{
	struct clock *c = clock_new();

	if (when_zone("Asia/Shanghai", &fault) != ST_OK)
		return -1;
	add_2026(c);
	add_week(c, "2018-01-01", "08:00-12:00,14:00-18:00");
	*state = c;
	return 0;
}

static int tear_down(void **state)
{
	clock_free(*state);
	return 0;
}

static void assert_due(struct clock *c, const char *from, const char *limit,
                       const char *want)
{
	struct limit l = limit_of(limit);
	char buf[WHEN_SIZE];
	int64_t due = 0;
	int year = 0;

	if (clock_add(c, at_of(from), &l, &due, &year) != CLOCK_OK)
		fail_msg("%s + %s: year %d is not known", from, limit, year);
	when_format(due, buf);
	assert_string_equal(buf, want);
}

static void assert_unknown(struct clock *c, const char *from,
                           const char *limit, int want)
{
	struct limit l = limit_of(limit);
	char buf[WHEN_SIZE];
	int64_t due = 0;
	int year = 0;

	if (clock_add(c, at_of(from), &l, &due, &year) != CLOCK_UNKNOWN_YEAR) {
		when_format(due, buf);
		fail_msg("%s + %s: guessed %s", from, limit, buf);
	}
	assert_int_equal(year, want);
}

static void assert_between(struct clock *c, const char *a, const char *b,
                           int64_t want)
{
	int64_t seconds = -1;
	int year = 0;

	if (clock_between(c, at_of(a), at_of(b), false, &seconds, &year) !=
	    CLOCK_OK)
		fail_msg("%s to %s: year %d is not known", a, b, year);
	assert_int_equal(seconds, want);
	assert_int_equal(clock_between(c, at_of(b), at_of(a), false, &seconds,
	                               &year), CLOCK_OK);
	assert_int_equal(seconds, -want);
}

static void assert_between_unknown(struct clock *c, const char *a,
                                   const char *b, int want)
{
	int64_t seconds;
	int year = 0;

	assert_int_equal(clock_between(c, at_of(a), at_of(b), false, &seconds,
	                               &year), CLOCK_UNKNOWN_YEAR);
	assert_int_equal(year, want);
	year = 0;
	assert_int_equal(clock_between(c, at_of(b), at_of(a), false, &seconds,
	                               &year), CLOCK_UNKNOWN_YEAR);
	assert_int_equal(year, want);
}

/* ---- domain facts 1.6 ---------------------------------------------- */

static void vector_over_the_weekend(void **state)
{
	assert_due(*state, "2026-03-06 17:00", "4工作时", "2026-03-09 11:00:00");
}

static void vector_over_lunch(void **state)
{
	assert_due(*state, "2026-03-06 11:00", "2工作时", "2026-03-06 15:00:00");
}

static void vector_into_a_make_up_saturday(void **state)
{
	assert_due(*state, "2026-02-13 17:00", "2工作时", "2026-02-14 09:00:00");
}

static void vector_over_spring_festival(void **state)
{
	assert_due(*state, "2026-02-14 16:00", "1工作日", "2026-02-24 16:00:00");
}

static void vector_one_workday(void **state)
{
	assert_due(*state, "2026-03-04 09:00", "1工作日", "2026-03-05 09:00:00");
}

static void vector_past_the_calendar(void **state)
{
	assert_unknown(*state, "2026-12-31 16:00", "4工作时", 2027);
}

/* ---- adding -------------------------------------------------------- */

static void running_limits_run_on(void **state)
{
	assert_due(*state, "2026-03-06 17:00", "4紧急工作时",
	           "2026-03-06 21:00:00");
	assert_due(*state, "2026-02-14 16:00", "2紧急工作日",
	           "2026-02-16 16:00:00");
	assert_due(*state, "2026-02-14 16:00", "3自然日", "2026-02-17 16:00:00");
	assert_due(*state, "2026-02-14 16:00", "0.5自然日",
	           "2026-02-15 04:00:00");
}

static void used_up_at_closing_is_due_at_closing(void **state)
{
	assert_due(*state, "2026-03-06 08:00", "4工作时", "2026-03-06 12:00:00");
	assert_due(*state, "2026-03-06 08:00", "8工作时", "2026-03-06 18:00:00");
	assert_due(*state, "2026-03-06 08:00", "1工作日", "2026-03-06 18:00:00");
	assert_due(*state, "2026-03-06 14:00", "4工作时", "2026-03-06 18:00:00");
}

static void starts_outside_hours(void **state)
{
	/* Lunch, both its ends; before opening; at and after closing. */
	assert_due(*state, "2026-03-06 13:00", "1工作时", "2026-03-06 15:00:00");
	assert_due(*state, "2026-03-06 12:00", "1工作时", "2026-03-06 15:00:00");
	assert_due(*state, "2026-03-06 14:00", "1工作时", "2026-03-06 15:00:00");
	assert_due(*state, "2026-03-06 07:00", "1工作时", "2026-03-06 09:00:00");
	assert_due(*state, "2026-03-05 18:00", "1工作时", "2026-03-06 09:00:00");
	assert_due(*state, "2026-03-05 23:59:59", "1工作时",
	           "2026-03-06 09:00:00");
	assert_due(*state, "2026-03-06 00:00", "1工作时", "2026-03-06 09:00:00");
	assert_due(*state, "2026-03-05 17:59:59", "1工作时",
	           "2026-03-06 08:59:59");
	/* Weekend and holiday. */
	assert_due(*state, "2026-03-07 10:00", "1工作时", "2026-03-09 09:00:00");
	assert_due(*state, "2026-10-03 10:00", "1工作时", "2026-10-08 09:00:00");
	assert_due(*state, "2026-10-03 10:00", "1工作日", "2026-10-08 18:00:00");
}

static void fractions(void **state)
{
	assert_due(*state, "2026-03-06 10:00", "1.5工作时", "2026-03-06 11:30:00");
	assert_due(*state, "2026-03-06 11:00", "1.5工作时", "2026-03-06 14:30:00");
	assert_due(*state, "2026-03-06 08:00", "0.5工作日", "2026-03-06 12:00:00");
	assert_due(*state, "2026-03-06 08:00", "0.125紧急工作时",
	           "2026-03-06 08:07:30");
	/* 3.6 s, 10.8 s, 28.8 s (of eight hours), 86.4 s (of a day). */
	assert_due(*state, "2026-03-06 08:00", "0.001工作时",
	           "2026-03-06 08:00:04");
	assert_due(*state, "2026-03-06 08:00", "0.003工作时",
	           "2026-03-06 08:00:11");
	assert_due(*state, "2026-03-06 08:00", "0.001工作日",
	           "2026-03-06 08:00:29");
	assert_due(*state, "2026-03-06 08:00", "0.001自然日",
	           "2026-03-06 08:01:26");
}

/* 0.5 s: rounded up, not to even. */
static void halves_are_rounded_up(void **state)
{
	struct hours week[8] = { 0 };
	struct limit l = { LIMIT_WORK_DAY, 1 };
	struct clock *c = clock_new();
	int64_t seconds = 0;
	int i, year;

	(void)state;
	add_2026(c);
	for (i = 1; i <= 7; i++) {
		week[i].count = 1;
		week[i].span[0].from = 0;
		week[i].span[0].to = 500;       /* 0.5 s a thousandth */
	}
	clock_add_hours(c, 0, week);
	assert_int_equal(clock_seconds(c, at_of("2026-03-06"), &l, &seconds,
	                               &year), CLOCK_OK);
	assert_int_equal(seconds, 1);
	l.milli = 5;                            /* 2.5 s */
	assert_int_equal(clock_seconds(c, at_of("2026-03-06"), &l, &seconds,
	                               &year), CLOCK_OK);
	assert_int_equal(seconds, 3);
	clock_free(c);
}

static void long_limits(void **state)
{
	struct clock *c = *state;
	int year;

	/* Every year from 2027 on with its New Year's Day only. */
	for (year = 2027; year < 2070; year++)
		clock_add_day(c, when_day(year, 1, 1), false);
	assert_due(c, "2026-03-09 08:00", "1000工作时", "2026-09-03 18:00:00");
	assert_due(c, "2026-03-09 08:00", "125工作日", "2026-09-03 18:00:00");
	assert_between(c, "2026-03-09 08:00", "2026-09-03 18:00", 3600000);
	assert_due(c, "2027-01-01 08:00", "87600工作时", "2069-01-31 18:00:00");
}

static void hours_and_days_of_a_limit_in_seconds(void **state)
{
	struct limit l;
	int64_t seconds;
	int year;

	l = limit_of("1.5工作时");
	assert_int_equal(clock_seconds(*state, at_of("2026-03-06"), &l, &seconds,
	                               &year), CLOCK_OK);
	assert_int_equal(seconds, 5400);
	l = limit_of("2自然日");
	assert_int_equal(clock_seconds(*state, at_of("2026-03-06"), &l, &seconds,
	                               &year), CLOCK_OK);
	assert_int_equal(seconds, 2 * 86400);
	l = limit_of("2工作日");
	assert_int_equal(clock_seconds(*state, at_of("2026-03-06"), &l, &seconds,
	                               &year), CLOCK_OK);
	assert_int_equal(seconds, 2 * 8 * 3600);
	/* Working hours need no calendar to be measured, working days do. */
	l = limit_of("4工作时");
	assert_int_equal(clock_seconds(*state, at_of("2030-03-06"), &l, &seconds,
	                               &year), CLOCK_OK);
	l = limit_of("1工作日");
	year = 0;
	assert_int_equal(clock_seconds(*state, at_of("2030-03-06"), &l, &seconds,
	                               &year), CLOCK_UNKNOWN_YEAR);
	assert_int_equal(year, 2030);
}

static void seconds_left_of_a_limit(void **state)
{
	int64_t due, at = at_of("2026-03-06 11:59:59");
	int year;

	assert_int_equal(clock_add_seconds(*state, at, 2, false, &due, &year),
	                 CLOCK_OK);
	assert_int_equal(due, at_of("2026-03-06 14:00:01"));
	assert_int_equal(clock_add_seconds(*state, at, 2, true, &due, &year),
	                 CLOCK_OK);
	assert_int_equal(due, at_of("2026-03-06 12:00:01"));
	/* Nothing left is due where it stands, even in the night. */
	at = at_of("2026-03-06 23:00");
	assert_int_equal(clock_add_seconds(*state, at, 0, false, &due, &year),
	                 CLOCK_OK);
	assert_int_equal(due, at);
}

/* ---- hours that differ --------------------------------------------- */

static void friday_has_its_own_hours(void **state)
{
	struct hours week[8] = { 0 };
	struct clock *c = *state;
	int i;

	for (i = 0; i <= 4; i++)
		week[i] = hours_of("08:00-12:00,14:00-18:00");
	week[5] = hours_of("08:00-12:00,14:00-16:00");
	clock_add_hours(c, day_of("2026-01-01"), week);
	assert_due(c, "2026-03-06 15:00", "2工作时", "2026-03-09 09:00:00");
	/* One 工作日 that starts on a Friday is six hours, wherever they fall;
	 * one that starts on the weekend is Monday's eight. */
	assert_due(c, "2026-03-06 08:00", "1工作日", "2026-03-06 16:00:00");
	assert_due(c, "2026-03-06 15:00", "1工作日", "2026-03-09 15:00:00");
	assert_due(c, "2026-03-05 15:00", "1工作日", "2026-03-06 15:00:00");
	assert_due(c, "2026-03-06 16:00", "1工作日", "2026-03-09 18:00:00");
	assert_due(c, "2026-03-07 12:00", "1工作日", "2026-03-09 18:00:00");
}

static void make_up_days_have_hours(void **state)
{
	struct hours week[8] = { 0 };
	struct clock *c = *state;
	int i;

	for (i = 1; i <= 5; i++)
		week[i] = hours_of("08:00-12:00,14:00-18:00");
	week[0] = hours_of("09:00-12:00");
	/* Saturday has none of its own: the make-up hours hold. */
	clock_add_hours(c, day_of("2026-01-01"), week);
	assert_due(c, "2026-02-13 17:00", "2工作时", "2026-02-14 10:00:00");
	assert_due(c, "2026-02-14 09:00", "1工作日", "2026-02-14 12:00:00");
	/* It has: they hold on make-up Saturdays and ordinary ones. */
	week[6] = hours_of("10:00-11:00");
	clock_add_hours(c, day_of("2026-01-01"), week);
	assert_due(c, "2026-02-13 17:00", "2工作时", "2026-02-14 11:00:00");
	assert_due(c, "2026-03-06 18:00", "2工作时", "2026-03-09 09:00:00");
	/* None for make-up days at all: no work on 4 January, a Sunday. */
	week[0].count = 0;
	clock_add_hours(c, day_of("2026-01-01"), week);
	assert_due(c, "2026-01-04 08:00", "1工作时", "2026-01-05 09:00:00");
}

static void a_season_begins_in_the_middle_of_a_sum(void **state)
{
	struct clock *c = *state;

	/* Added out of order; summer is 15:00 to 18:30 after lunch. */
	add_week(c, "2026-07-01", "08:00-12:00,15:00-18:30");
	add_week(c, "2026-05-06", "08:30-12:00,14:30-18:00");
	assert_due(c, "2026-06-30 17:00", "6工作时", "2026-07-01 16:00:00");
	assert_due(c, "2026-06-30 17:00", "1工作日", "2026-07-01 17:00:00");
	assert_due(c, "2026-04-30 17:00", "2工作时", "2026-05-06 09:30:00");
	assert_between(c, "2026-06-30 17:00", "2026-07-01 16:00", 6 * 3600);
	/* The same day again replaces. */
	add_week(c, "2026-07-01", "09:00-10:00");
	assert_due(c, "2026-06-30 17:00", "2工作时", "2026-07-01 10:00:00");
}

static void days_before_the_first_hours_have_those(void **state)
{
	struct clock *c = clock_new();

	(void)state;
	add_2026(c);
	add_week(c, "2026-07-01", "09:00-17:00");
	assert_due(c, "2026-03-06 16:00", "2工作时", "2026-03-09 10:00:00");
	clock_free(c);
}

static void hours_around_the_clock(void **state)
{
	struct clock *c = *state;

	add_week(c, "2026-01-01", "00:00-24:00");
	assert_due(c, "2026-03-05 20:00", "5工作时", "2026-03-06 01:00:00");
	assert_due(c, "2026-03-06 20:00", "4工作时", "2026-03-07 00:00:00");
	assert_due(c, "2026-03-06 20:00", "5工作时", "2026-03-09 01:00:00");
	assert_due(c, "2026-03-06 20:00", "1工作日", "2026-03-09 20:00:00");
}

static void no_hours_at_all_end_with_the_calendar(void **state)
{
	struct clock *c = clock_new();

	(void)state;
	add_2026(c);
	assert_unknown(c, "2026-03-06 08:00", "1工作时", 2027);
	assert_between(c, "2026-03-06", "2026-06-06", 0);
	clock_free(c);
}

static void the_latest_word_about_a_day_holds(void **state)
{
	struct clock *c = *state;

	clock_add_day(c, day_of("2026-03-06"), false);
	assert_due(c, "2026-03-06 10:00", "1工作时", "2026-03-09 09:00:00");
	clock_add_day(c, day_of("2026-03-06"), true);
	assert_due(c, "2026-03-06 10:00", "1工作时", "2026-03-06 11:00:00");
}

/* New York, 2026-03-08: no 02:00 to 03:00; 2026-11-01: 01:00 to 02:00
 * twice. Working time is real time, not the difference of wall clocks. */
static void summer_time(void **state)
{
	struct clock *c = clock_new();
	struct hours week[8];
	int i;

	(void)state;
	assert_int_equal(when_zone("America/New_York", &fault), ST_OK);
	add_2026(c);
	for (i = 0; i < 8; i++)
		week[i] = hours_of("00:00-24:00");
	clock_add_hours(c, 0, week);
	assert_due(c, "2026-03-07 12:00", "24工作时", "2026-03-08 13:00:00");
	assert_due(c, "2026-10-31 12:00", "24工作时", "2026-11-01 11:00:00");
	assert_between(c, "2026-03-08", "2026-03-09", 23 * 3600);
	assert_between(c, "2026-11-01", "2026-11-02", 25 * 3600);
	for (i = 0; i < 8; i++)
		week[i] = hours_of("02:15-02:45,05:00-06:00");
	clock_add_hours(c, 0, week);
	assert_between(c, "2026-03-08", "2026-03-09", 3600);
	clock_free(c);
	assert_int_equal(when_zone("Asia/Shanghai", &fault), ST_OK);
}

/* ---- never guessed ------------------------------------------------- */

static void no_day_of_an_unknown_year_is_looked_at(void **state)
{
	struct clock *c = *state;

	/* The last working second of 2026 is still known. */
	assert_due(c, "2026-12-31 16:00", "2工作时", "2026-12-31 18:00:00");
	assert_unknown(c, "2026-12-31 16:00", "2.001工作时", 2027);
	assert_unknown(c, "2026-12-31 18:00", "1工作时", 2027);
	assert_unknown(c, "2026-12-31 18:00", "1工作日", 2027);
	assert_unknown(c, "2027-05-06 09:00", "1工作时", 2027);
	/* Nor before the calendar begins, whatever the hour. */
	assert_unknown(c, "2025-12-31 23:00", "1工作时", 2025);
	assert_unknown(c, "2018-05-06 09:00", "1工作日", 2018);
	/* Running limits need none. */
	assert_due(c, "2026-12-31 16:00", "4紧急工作时", "2026-12-31 20:00:00");
	assert_due(c, "2030-12-31 16:00", "1自然日", "2031-01-01 16:00:00");
}

static void a_year_is_known_by_its_first_day(void **state)
{
	struct clock *c = *state;

	/* A 2027 holiday alone, or a workday on 1 January, does not do. */
	clock_add_day(c, day_of("2027-05-01"), false);
	assert_unknown(c, "2026-12-31 16:00", "4工作时", 2027);
	clock_add_day(c, day_of("2027-01-01"), true);
	assert_unknown(c, "2026-12-31 16:00", "4工作时", 2027);
	clock_add_day(c, day_of("2027-01-01"), false);
	assert_due(c, "2026-12-31 16:00", "4工作时", "2027-01-04 10:00:00");
	/* A gap between known years stays one. */
	clock_add_day(c, day_of("2029-01-01"), false);
	assert_unknown(c, "2027-12-31 16:00", "4工作时", 2028);
}

/* ---- measuring ----------------------------------------------------- */

static void between_two_times(void **state)
{
	struct clock *c = *state;
	int64_t seconds = -1;
	int year;

	assert_between(c, "2026-03-06 17:00", "2026-03-09 11:00", 4 * 3600);
	assert_between(c, "2026-03-06 11:00", "2026-03-06 15:00", 2 * 3600);
	assert_between(c, "2026-03-06 12:00", "2026-03-06 14:00", 0);
	assert_between(c, "2026-03-06 12:30", "2026-03-06 14:30", 1800);
	assert_between(c, "2026-03-06 09:00:01", "2026-03-06 09:00:03", 2);
	assert_between(c, "2026-02-14 16:00", "2026-02-24 16:00", 8 * 3600);
	assert_between(c, "2026-03-07 09:00", "2026-03-08 17:00", 0);
	assert_between(c, "2026-01-01", "2026-12-31 23:59:59", 248 * 8 * 3600);

	assert_int_equal(clock_between(c, at_of("2026-03-06 17:00"),
	                               at_of("2026-03-06 20:00"), true, &seconds,
	                               &year), CLOCK_OK);
	assert_int_equal(seconds, 3 * 3600);
	assert_int_equal(clock_between(c, at_of("2030-03-06 20:00"),
	                               at_of("2030-03-06 17:00"), true, &seconds,
	                               &year), CLOCK_OK);
	assert_int_equal(seconds, -3 * 3600);
}

static void between_needs_the_years_it_touches(void **state)
{
	struct clock *c = *state;

	/* Up to midnight no second of 2027 is asked for. */
	assert_between(c, "2026-12-31 17:00", "2027-01-01 00:00:00", 3600);
	assert_between_unknown(c, "2026-12-31 17:00", "2027-01-01 00:00:01",
	                       2027);
	assert_between_unknown(c, "2025-12-31 23:59:59", "2026-03-06", 2025);
	assert_between_unknown(c, "2024-06-01", "2028-06-01", 2024);
	/* Nothing between asks for nothing. */
	assert_between(c, "2030-05-06 09:00", "2030-05-06 09:00", 0);
}

/* ---- working hours as text ----------------------------------------- */

static void assert_hours(const char *text, int count, int32_t from,
                         int32_t to, int32_t total)
{
	struct hours h = hours_of(text);

	assert_int_equal(h.count, count);
	if (count > 0) {
		assert_int_equal(h.span[0].from, from);
		assert_int_equal(h.span[count - 1].to, to);
	}
	assert_int_equal(hours_total(&h), total);
}

static void hours_that_are_taken(void **state)
{
	(void)state;
	assert_hours("08:00-12:00,14:00-18:00", 2, 28800, 64800, 28800);
	assert_hours(" 8:00 - 12:00 , 14:00 - 18:00 ", 2, 28800, 64800, 28800);
	assert_hours("０８：００－１２：００，１４：００－１８：００",
	             2, 28800, 64800, 28800);
	assert_hours("　08:00-12:00　", 1, 28800, 43200, 14400);
	assert_hours("00:00-24:00", 1, 0, 86400, 86400);
	assert_hours("08:00-12:00,12:00-12:30", 2, 28800, 45000, 16200);
	assert_hours("00:00-01:00,02:00-03:00,04:00-05:00,06:00-07:00,"
	             "08:00-09:00,10:00-11:00", 6, 0, 39600, 21600);
	assert_hours("-", 0, 0, 0, 0);
	assert_hours("－", 0, 0, 0, 0);
	assert_hours("休", 0, 0, 0, 0);
	assert_hours(" 休 ", 0, 0, 0, 0);
}

static void refuse_hours(const char *text, const char *want)
{
	struct hours h;

	if (hours_parse(text, &h, &fault) != ST_INPUT)
		fail_msg("'%s' was taken", text);
	if (strstr(fault.text, want) == NULL)
		fail_msg("'%s' is not in: %s", want, fault.text);
}

static void hours_that_are_refused(void **state)
{
	static const char *const texts[] = {
		"", "x", "8-12", "08:00", "08:00-", "08:00-12:00,", "-12:00",
		",08:00-12:00", "08:00-12:00 14:00-18:00", "08:00-12:00;",
		"08:00-12:0", "08:00-12:000", "008:00-12:00", "08:60-12:00",
		"08:00-24:01", "08:00-25:00", "08:00:00-12:00:00", "休息", "--",
		"08:00-12:00,休",
	};
	char longer[300];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		refuse_hours(texts[i], "not of the form");
	refuse_hours("08:00-12:00,11:59-18:00", "overlap");
	refuse_hours("14:00-18:00,08:00-12:00", "overlap or are not in order");
	refuse_hours("22:00-06:00", "must end after it begins");
	refuse_hours("08:00-08:00", "must end after it begins");
	refuse_hours("00:00-01:00,02:00-03:00,04:00-05:00,06:00-07:00,"
	             "08:00-09:00,10:00-11:00,12:00-13:00", "more than 6 spans");
	memset(longer, ' ', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	refuse_hours(longer, "too long for working hours");
}

/* ---- limits as text ------------------------------------------------ */

static void assert_limit(const char *text, const struct limit_words *words,
                         enum limit_unit unit, int32_t milli,
                         const char *canonical)
{
	struct limit l = { LIMIT_RUN_HOUR, -1 };
	char buf[64];

	if (limit_parse(text, words, &l, &fault) != ST_OK)
		fail_msg("%s", fault.text);
	assert_int_equal(l.unit, unit);
	assert_int_equal(l.milli, milli);
	limit_format(&l, buf, sizeof buf);
	assert_string_equal(buf, canonical);
	assert_int_equal(limit_runs_on(&l),
	                 unit == LIMIT_RUN_HOUR || unit == LIMIT_RUN_DAY);
}

static void limits_that_are_taken(void **state)
{
	static const struct limit_words words = {
		LIMIT_WORK_DAY, LIMIT_WORK_HOUR
	}, running = { LIMIT_RUN_DAY, LIMIT_RUN_HOUR };

	(void)state;
	assert_limit("2紧急工作时", &no_words, LIMIT_RUN_HOUR, 2000,
	             "2紧急工作时");
	assert_limit("2紧急工作日", &no_words, LIMIT_RUN_DAY, 2000,
	             "2紧急工作日");
	assert_limit("4工作时", &no_words, LIMIT_WORK_HOUR, 4000, "4工作时");
	assert_limit("1.5工作时", &no_words, LIMIT_WORK_HOUR, 1500, "1.5工作时");
	assert_limit("1工作日", &no_words, LIMIT_WORK_DAY, 1000, "1工作日");
	/* The two spellings of a running day have one name on the way out. */
	assert_limit("3自然日", &no_words, LIMIT_RUN_DAY, 3000, "3紧急工作日");
	assert_limit("15天", &words, LIMIT_WORK_DAY, 15000, "15工作日");
	assert_limit("15日", &words, LIMIT_WORK_DAY, 15000, "15工作日");
	assert_limit("4小时", &words, LIMIT_WORK_HOUR, 4000, "4工作时");
	assert_limit("4时", &words, LIMIT_WORK_HOUR, 4000, "4工作时");
	assert_limit("15天", &running, LIMIT_RUN_DAY, 15000, "15紧急工作日");
	assert_limit("4小时", &running, LIMIT_RUN_HOUR, 4000, "4紧急工作时");
	assert_limit("１．５工作时", &no_words, LIMIT_WORK_HOUR, 1500,
	             "1.5工作时");
	assert_limit("　1.50 工作时 ", &no_words, LIMIT_WORK_HOUR, 1500,
	             "1.5工作时");
	assert_limit("0.001工作时", &no_words, LIMIT_WORK_HOUR, 1, "0.001工作时");
	assert_limit("01.250工作日", &no_words, LIMIT_WORK_DAY, 1250,
	             "1.25工作日");
	assert_limit("3650自然日", &no_words, LIMIT_RUN_DAY, 3650000,
	             "3650紧急工作日");
	assert_limit("87600工作时", &no_words, LIMIT_WORK_HOUR, 87600000,
	             "87600工作时");
}

static void refuse_limit(const char *text, const char *want)
{
	struct limit l;

	if (limit_parse(text, &no_words, &l, &fault) != ST_INPUT)
		fail_msg("'%s' was taken", text);
	assert_int_equal(fault.status, ST_INPUT);
	assert_string_equal(fault.text, want);
}

#define UNITS "the unit must be 工作时, 工作日, 紧急工作时, 紧急工作日 or 自然日"

static void limits_that_are_refused(void **state)
{
	char longer[300];

	(void)state;
	refuse_limit("1紧急工作时制止", "limit '1紧急工作时制止': '制止' stands "
	             "behind the unit");
	refuse_limit("4工作时 左右", "limit '4工作时 左右': ' 左右' stands behind "
	             "the unit");
	refuse_limit("15天", "limit '15天': bare 天 is not set: say 工作日 or "
	             "自然日, or set limit_day");
	refuse_limit("15日", "limit '15日': bare 日 is not set: say 工作日 or "
	             "自然日, or set limit_day");
	refuse_limit("4小时", "limit '4小时': bare 小时 is not set: say 工作时 or "
	             "紧急工作时, or set limit_hour");
	refuse_limit("4时", "limit '4时': bare 时 is not set: say 工作时 or "
	             "紧急工作时, or set limit_hour");
	refuse_limit("30分钟", "limit '30分钟': " UNITS);
	refuse_limit("15", "limit '15': " UNITS);
	refuse_limit("2紧急", "limit '2紧急': " UNITS);
	refuse_limit("1,5工作时", "limit '1,5工作时': " UNITS);
	refuse_limit("", "limit '': it must begin with a number");
	refuse_limit("工作日", "limit '工作日': it must begin with a number");
	refuse_limit("一工作日", "limit '一工作日': it must begin with a number");
	refuse_limit("-1工作日", "limit '-1工作日': it must begin with a number");
	refuse_limit(".5工作日", "limit '.5工作日': it must begin with a number");
	refuse_limit("1.工作日", "limit '1.工作日': a digit must follow the point");
	refuse_limit("1.2345工作日", "limit '1.2345工作日': it is finer than a "
	             "thousandth");
	refuse_limit("0工作日", "limit '0工作日': it must be more than 0");
	refuse_limit("0.000工作时", "limit '0.000工作时': it must be more than 0");
	refuse_limit("3650.001工作日", "limit '3650.001工作日': it must be at most "
	             "3650 days or 87600 hours");
	refuse_limit("87600.5工作时", "limit '87600.5工作时': it must be at most "
	             "3650 days or 87600 hours");
	refuse_limit("3651自然日", "limit '3651自然日': it must be at most 3650 "
	             "days or 87600 hours");
	/* 2^64 + 1, which must not wrap round to 1. */
	refuse_limit("18446744073709551617工作日", "limit "
	             "'18446744073709551617工作日': it must be at most 3650 days "
	             "or 87600 hours");
	memset(longer, '1', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	refuse_limit(longer, "too long for a limit");
}

/* ---- the stretches ------------------------------------------------- */

/* All stretches of [since, until) as "day from-to;", then how the walk ended. */
static void assert_stretches(struct clock *c, const char *since, const char *until,
                             const char *want)
{
	char got[1024] = "", day[WHEN_DATE_SIZE], from[WHEN_SIZE], to[WHEN_SIZE];
	struct clock_walk w;
	enum clock_step step;
	int64_t a, b;

	clock_walk_init(&w, c, at_of(since), at_of(until));
	while ((step = clock_walk_next(&w, &a, &b)) == CLOCK_STEP_STRETCH) {
		size_t len = strlen(got);

		when_format_day(w.day, day);
		when_format(a, from);
		when_format(b, to);
		assert_memory_equal(day, from, 10);
		snprintf(got + len, sizeof got - len, "%s %.5s-%.5s;", day + 5, from + 11, to + 11);
	}
	if (step == CLOCK_STEP_UNKNOWN)
		snprintf(got + strlen(got), sizeof got - strlen(got), "%d?", w.year);
	assert_string_equal(got, want);
}

static void stretches_between_two_times(void **state)
{
	assert_stretches(*state, "2026-03-06 17:00:00", "2026-03-09 09:30:00",
	                 "03-06 17:00-18:00;03-09 08:00-09:30;");
	assert_stretches(*state, "2026-02-13 11:00:00", "2026-02-24 08:00:00",
	                 "02-13 11:00-12:00;02-13 14:00-18:00;"
	                 "02-14 08:00-12:00;02-14 14:00-18:00;");
	assert_stretches(*state, "2026-03-06 12:00:00", "2026-03-06 14:00:00", "");
	assert_stretches(*state, "2026-03-06 10:00:00", "2026-03-06 10:00:00", "");
	assert_stretches(*state, "2026-12-31 15:00:00", "2027-01-01 00:00:00",
	                 "12-31 15:00-18:00;");
	assert_stretches(*state, "2026-12-31 15:00:00", "2027-01-01 00:00:01",
	                 "12-31 15:00-18:00;2027?");
}

#define clock_unit_test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		clock_unit_test(vector_over_the_weekend),
		clock_unit_test(vector_over_lunch),
		clock_unit_test(vector_into_a_make_up_saturday),
		clock_unit_test(vector_over_spring_festival),
		clock_unit_test(vector_one_workday),
		clock_unit_test(vector_past_the_calendar),
		clock_unit_test(running_limits_run_on),
		clock_unit_test(used_up_at_closing_is_due_at_closing),
		clock_unit_test(starts_outside_hours),
		clock_unit_test(fractions),
		clock_unit_test(halves_are_rounded_up),
		clock_unit_test(long_limits),
		clock_unit_test(hours_and_days_of_a_limit_in_seconds),
		clock_unit_test(seconds_left_of_a_limit),
		clock_unit_test(friday_has_its_own_hours),
		clock_unit_test(make_up_days_have_hours),
		clock_unit_test(a_season_begins_in_the_middle_of_a_sum),
		clock_unit_test(days_before_the_first_hours_have_those),
		clock_unit_test(hours_around_the_clock),
		clock_unit_test(no_hours_at_all_end_with_the_calendar),
		clock_unit_test(the_latest_word_about_a_day_holds),
		clock_unit_test(summer_time),
		clock_unit_test(no_day_of_an_unknown_year_is_looked_at),
		clock_unit_test(a_year_is_known_by_its_first_day),
		clock_unit_test(between_two_times),
		clock_unit_test(between_needs_the_years_it_touches),
		clock_unit_test(stretches_between_two_times),
		cmocka_unit_test(hours_that_are_taken),
		cmocka_unit_test(hours_that_are_refused),
		cmocka_unit_test(limits_that_are_taken),
		cmocka_unit_test(limits_that_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
