/* SPDX-License-Identifier: MIT
 *
 * when: times in the database's zone, forms of input, periods.  The C
 * library's own localtime_r and strftime are the second opinion.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "when.h"

static struct fault fault;

static void use_zone(const char *name)
{
	if (when_zone(name, &fault) != ST_OK)
		fail_msg("%s", fault.text);
}

static int64_t at_of(const char *text)
{
	int64_t at = 0;

	if (when_parse(text, &at, &fault) != ST_OK)
		fail_msg("%s", fault.text);
	return at;
}

static void assert_time(const char *text, const char *want)
{
	char buf[WHEN_SIZE];

	when_format(at_of(text), buf);
	assert_string_equal(buf, want);
}

static void refuse_time(const char *text, const char *want)
{
	int64_t at;

	assert_int_equal(when_parse(text, &at, &fault), ST_INPUT);
	assert_int_equal(fault.status, ST_INPUT);
	assert_string_equal(fault.text, want);
}

static void refuse_day(const char *text, const char *want)
{
	int32_t day;

	assert_int_equal(when_parse_day(text, &day, &fault), ST_INPUT);
	assert_string_equal(fault.text, want);
}

/* Reproducible numbers, good enough to scatter samples. */
static uint64_t scatter(void)
{
	static uint64_t x = 20180908;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

/* ---- calendar ------------------------------------------------------ */

static void every_day_of_the_range(void **state)
{
	int32_t day = -25567;
	int y, m, d, weekday = 1;       /* 1900-01-01 was a Monday */

	(void)state;
	for (y = 1900; y <= 9999; y++)
		for (m = 1; m <= 12; m++)
			for (d = 1; d <= 31; d++) {
				int y2, m2, d2;

				if (!when_is_date(y, m, d))
					continue;
				when_civil(day, &y2, &m2, &d2);
				if (when_day(y, m, d) != day || y2 != y ||
				    m2 != m || d2 != d ||
				    when_weekday(day) != weekday)
					fail_msg("%d-%d-%d", y, m, d);
				weekday = weekday % 7 + 1;
				day++;
			}
	assert_int_equal(day, 2932897); /* none left out, none too many */
}

static void days_before_day_0(void **state)
{
	(void)state;
	assert_int_equal(when_day(1970, 1, 1), 0);
	assert_int_equal(when_weekday(0), 4);
	assert_int_equal(when_weekday(-1), 3);
	assert_int_equal(when_weekday(-4), 7);
	assert_int_equal(when_day(1969, 12, 31), -1);
}

static void dates_that_are_none(void **state)
{
	(void)state;
	assert_true(when_is_date(2000, 2, 29));
	assert_false(when_is_date(1900, 2, 29));
	assert_false(when_is_date(2018, 2, 29));
	assert_false(when_is_date(2018, 0, 1));
	assert_false(when_is_date(2018, 13, 1));
	assert_false(when_is_date(2018, 4, 31));
	assert_false(when_is_date(2018, 4, 0));
	assert_false(when_is_date(1899, 12, 31));
	assert_false(when_is_date(10000, 1, 1));
}

/* ---- zone ---------------------------------------------------------- */

/* The first of all: nobody has named a zone yet. */
static void utc_before_a_zone_is_named(void **state)
{
	char buf[WHEN_SIZE];

	(void)state;
	when_format(0, buf);
	assert_string_equal(buf, "1970-01-01 00:00:00");
}

static void the_named_zone_whatever_tz_says(void **state)
{
	char buf[WHEN_SIZE];

	(void)state;
	setenv("TZ", "America/New_York", 1);
	use_zone("Asia/Shanghai");
	when_format(1536366600, buf);
	assert_string_equal(buf, "2018-09-08 08:30:00");
	use_zone("UTC");
	when_format(1536366600, buf);
	assert_string_equal(buf, "2018-09-08 00:30:00");
	use_zone("Etc/GMT+5");
	when_format(1536366600, buf);
	assert_string_equal(buf, "2018-09-07 19:30:00");
}

static void unknown_zones_change_nothing(void **state)
{
	static const char *const names[] = {
		"Mars/Olympus", "", "Asia", "Asia/", "../zoneinfo/Asia/Tokyo",
		"/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo\n", "zone.tab",
		"Asia/上海", ":Asia/Tokyo", "CST-8",
		"Asia/Tokyooooooooooooooooooooooooooooooooooooooooooooooooooooooo",
	};
	char buf[WHEN_SIZE];
	size_t i;

	(void)state;
	use_zone("Asia/Shanghai");
	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		assert_int_equal(when_zone(names[i], &fault), ST_INPUT);
		assert_int_equal(fault.status, ST_INPUT);
	}
	when_format(0, buf);
	assert_string_equal(buf, "1970-01-01 08:00:00");

	when_zone("Mars/Olympus", &fault);
	assert_string_equal(fault.text, "time zone 'Mars/Olympus' is not known "
	                    "to this system");
	when_zone("上海", &fault);
	assert_string_equal(fault.text, "'上海' is not a time zone's name like "
	                    "Asia/Shanghai");
}

/* A zone file of version 1 with one fixed offset, and a leap second if
 * wanted (RFC 8536, section 3). */
static void write_zone(const char *path, int hours, int leaps)
{
	unsigned char file[70] = "TZif";
	int32_t offset = hours * 3600;
	size_t size = 44 + 6 + 4;
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	file[31] = (unsigned char)leaps;        /* leapcnt */
	file[39] = 1;                           /* typecnt */
	file[43] = 4;                           /* charcnt */
	file[44] = (unsigned char)((uint32_t)offset >> 24);
	file[45] = (unsigned char)((uint32_t)offset >> 16);
	file[46] = (unsigned char)((uint32_t)offset >> 8);
	file[47] = (unsigned char)offset;
	memcpy(file + 50, "XST", 4);
	if (leaps > 0) {
		/* 1972-07-01: one second so far. */
		memcpy(file + size, "\x04\xb2\x58\x00\x00\x00\x00\x01", 8);
		size += 8;
	}
	assert_int_equal(fwrite(file, 1, size, out), size);
	assert_int_equal(fclose(out), 0);
}

static void zones_of_tzdir(void **state)
{
	char dir[] = "/tmp/when_test.XXXXXX", path[64], buf[WHEN_SIZE];
	static const char *const names[] = { "Here", "Right", "Junk" };
	FILE *junk;
	size_t i;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/Here", dir);
	write_zone(path, 3, 0);
	snprintf(path, sizeof path, "%s/Right", dir);
	write_zone(path, 5, 1);
	snprintf(path, sizeof path, "%s/Junk", dir);
	junk = fopen(path, "w");
	assert_non_null(junk);
	fputs("no zone at all", junk);
	fclose(junk);

	setenv("TZDIR", dir, 1);
	use_zone("Here");
	when_format(0, buf);
	assert_string_equal(buf, "1970-01-01 03:00:00");
	assert_int_equal(when_zone("Junk", &fault), ST_INPUT);
	assert_int_equal(when_zone("Right", &fault), ST_INPUT);
	assert_string_equal(fault.text, "time zone 'Right' counts leap seconds");
	when_format(0, buf);
	assert_string_equal(buf, "1970-01-01 03:00:00");
	/* What $TZDIR lacks is looked for in the usual place. */
	use_zone("Asia/Shanghai");
	when_format(0, buf);
	assert_string_equal(buf, "1970-01-01 08:00:00");
	unsetenv("TZDIR");

	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		unlink(path);
	}
	rmdir(dir);
}

/* ---- conversions --------------------------------------------------- */

static void check_instant(int64_t at)
{
	char buf[WHEN_SIZE], want[64];
	int32_t day, second;
	int64_t back;
	time_t t = (time_t)at;
	struct tm tm;

	assert_non_null(localtime_r(&t, &tm));
	strftime(want, sizeof want, "%Y-%m-%d %H:%M:%S", &tm);
	when_format(at, buf);
	assert_string_equal(buf, want);
	when_local(at, &day, &second);
	assert_in_range(second, 0, DAY_SECONDS - 1);
	back = when_instant(day, second);
	if (back != at) {
		/* Only a repeated hour may come back, as its first time. */
		assert_true(back < at && at - back <= 86400);
		t = (time_t)back;
		assert_non_null(localtime_r(&t, &tm));
		strftime(want, sizeof want, "%Y-%m-%d %H:%M:%S", &tm);
		assert_string_equal(buf, want);
	}
}

/* Zones with changes at midnight, at half an hour, of a whole day. */
static const char *const zones[] = {
	"Asia/Shanghai", "UTC", "America/New_York", "America/Sao_Paulo",
	"Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns",
	"Africa/Casablanca", "Asia/Kathmandu", "Europe/Dublin",
};

static void the_same_as_localtime(void **state)
{
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < sizeof zones / sizeof zones[0]; i++) {
		use_zone(zones[i]);
		for (n = 0; n < 20000; n++) {
			/* Clusters of near instants, to meet a warm cache. */
			int64_t at = -2208900000 +
				(int64_t)(scatter() % 6311000000);

			check_instant(at);
			check_instant(at + (int64_t)(scatter() % 90000));
		}
		for (n = 0; n < 2000; n++)
			check_instant(253402300799 - 86400 -
			              (int64_t)(scatter() % 9000000000));
	}
}

/* The wall clock read forward never goes back in instants. */
static void instants_never_run_backward(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof zones / sizeof zones[0]; i++) {
		int64_t last = INT64_MIN;
		int32_t day, second;

		use_zone(zones[i]);
		for (day = when_day(1986, 1, 1); day < when_day(2020, 1, 1);
		     day++)
			for (second = 0; second < DAY_SECONDS; second += 1740) {
				int64_t at = when_instant(day, second);

				if (at < last)
					fail_msg("%s day %d second %d", zones[i],
					         (int)day, (int)second);
				last = at;
			}
	}
}

static void what_is_out_of_range_stays_printable(void **state)
{
	char buf[WHEN_SIZE];

	(void)state;
	use_zone("UTC");
	when_format(INT64_MAX, buf);
	assert_memory_equal(buf, "9999-12-31", 10);
	when_format(INT64_MIN, buf);
	assert_memory_equal(buf, "1900-01-01", 10);
	when_format_day(INT32_MAX, buf);
	assert_string_equal(buf, "9999-12-31");
	when_format_day(INT32_MIN, buf);
	assert_string_equal(buf, "1900-01-01");
}

/* The cache is looked into by the last offset, which another season's day
 * may have left behind. */
static void midnight_after_a_day_of_another_season(void **state)
{
	int64_t midnight;
	int32_t day, second;

	(void)state;
	use_zone("America/New_York");
	midnight = at_of("2018-07-02");
	check_instant(midnight - 43200);        /* 1 July into the cache */
	check_instant(1543683600);              /* noon of 1 December */
	when_local(midnight, &day, &second);
	assert_int_equal(day, when_day(2018, 7, 2));
	assert_int_equal(second, 0);
	check_instant(midnight - 1);
}

static void a_skipped_hour_is_refused(void **state)
{
	int32_t day = when_day(2018, 3, 11), d, s;

	(void)state;
	use_zone("America/New_York");
	refuse_time("2018-03-11 02:30:00", "'2018-03-11 02:30:00' is not a time: "
	            "the time zone skips it");
	assert_int_equal(at_of("2018-03-11 03:00:00") -
	                 at_of("2018-03-11 01:59:59"), 1);
	/* Where it cannot be refused it is the moment of the change. */
	assert_int_equal(when_instant(day, 2 * 3600 + 1800),
	                 when_instant(day, 3 * 3600));
	when_local(when_instant(day, 9000), &d, &s);
	assert_int_equal(s, 3 * 3600);
	/* With its offset said, the instant exists. */
	assert_time("2018-03-11T02:30:00-05:00", "2018-03-11 03:30:00");
}

static void a_repeated_hour_is_its_first(void **state)
{
	int i;

	(void)state;
	use_zone("America/New_York");
	for (i = 0; i < 4; i++) {
		/* Whatever was asked before (mktime would be swayed). */
		at_of(i % 2 ? "2018-12-01 12:00" : "2018-07-01 12:00");
		assert_int_equal(at_of("2018-11-04 01:30:00"),
		                 at_of("2018-11-04T01:30:00-04:00"));
	}
}

static void a_date_is_its_first_second(void **state)
{
	(void)state;
	use_zone("Asia/Shanghai");
	assert_time("2018-09-08", "2018-09-08 00:00:00");
	/* Summer time began there at midnight. */
	use_zone("America/Sao_Paulo");
	assert_time("2018-11-04", "2018-11-04 01:00:00");
	refuse_time("2018-11-04 00:00:00", "'2018-11-04 00:00:00' is not a time: "
	            "the time zone skips it");
}

static void a_skipped_day(void **state)
{
	int32_t day = 0;

	(void)state;
	use_zone("Pacific/Apia");
	refuse_time("2011-12-30", "'2011-12-30' is not a time: the time zone "
	            "skips it");
	refuse_time("2011-12-30 12:00", "'2011-12-30 12:00' is not a time: the "
	            "time zone skips it");
	assert_int_equal(at_of("2011-12-31") - at_of("2011-12-29 23:59:59"), 1);
	assert_int_equal(when_instant(when_day(2011, 12, 30), 40000),
	                 at_of("2011-12-31"));
	/* As a date of the calendar it is one. */
	assert_int_equal(when_parse_day("2011-12-30", &day, &fault), ST_OK);
}

static void china_had_summer_time(void **state)
{
	(void)state;
	use_zone("Asia/Shanghai");
	assert_time("1988-07-01T00:00:00Z", "1988-07-01 09:00:00");
	assert_time("1992-07-01T00:00:00Z", "1992-07-01 08:00:00");
}

/* ---- input --------------------------------------------------------- */

static void forms_that_are_taken(void **state)
{
	(void)state;
	use_zone("Asia/Shanghai");
	assert_time("2018-09-08 08:30:05", "2018-09-08 08:30:05");
	assert_time("2018-09-08 08:30", "2018-09-08 08:30:00");
	assert_time("2018-09-08T08:30:05", "2018-09-08 08:30:05");
	assert_time("2018-09-08T08:30", "2018-09-08 08:30:00");
	assert_time("2018-09-08T08:30:05Z", "2018-09-08 16:30:05");
	assert_time("2018-09-08T08:30Z", "2018-09-08 16:30:00");
	assert_time("2018-09-08T08:30:05+08:00", "2018-09-08 08:30:05");
	assert_time("2018-09-08T20:30:00-03:30", "2018-09-09 08:00:00");
	assert_time("20180908", "2018-09-08 00:00:00");
	assert_time("2018/9/8", "2018-09-08 00:00:00");
	assert_time("2018/09/08", "2018-09-08 00:00:00");
	assert_time("2018/9/8 8:30", "2018-09-08 08:30:00");
	assert_time("2018/9/8  18:30:05", "2018-09-08 18:30:05");
	assert_time("2018.9.8", "2018-09-08 00:00:00");
	assert_time("2018.09.08", "2018-09-08 00:00:00");
	assert_time("2018.9.8 8:30", "2018-09-08 08:30:00");
	assert_time("2018年9月8日", "2018-09-08 00:00:00");
	assert_time("2018年12月18日 8:30", "2018-12-18 08:30:00");
	assert_time("2018年12月18日08:30:05", "2018-12-18 08:30:05");
	assert_time("1900-01-01", "1900-01-01 00:00:00");
	assert_time("9999-12-31 23:59:59", "9999-12-31 23:59:59");
}

static void forms_that_are_refused(void **state)
{
	static const char *const texts[] = {
		"", " ", "x", "2018", "2018-09", "2018-9-8", "18-09-08",
		"2018-09-08 ", " 2018-09-08", "2018-09-08 8:30",
		"2018-09-08 08", "2018-09-08 08:3", "2018-09-08  08:30",
		"2018-09-08t08:30", "2018-09-08T", "2018-09-081",
		"2018-09-08 08:30:00Z", "2018-09-08 08:30:00+08:00",
		"2018-09-08T08:30:00+08", "2018-09-08T08:30:00+0800",
		"2018-09-08T08:30:00z", "2018-09-08T08:30:00Zx",
		"2018-09-08T08:30:00+15:00", "2018-09-08T08:30:00+08:60",
		"2018/9/8T08:30", "2018/9/8 8", "2018/9", "2018/9/8/",
		"2018.9", "2018.9.8.", "2018.9.8T08:30", "2018.9-8", "2018-09/08", "2018年9月", "2018年9月8",
		"2018年9月8日8", "2018年9月8号", "2018-09-08 24:00",
		"2018-09-08 23:60", "2018-09-08 23:59:60", "2018-13-01",
		"2018-00-01", "2018-02-29", "2018-09-00", "+018-09-08",
		"2018-09-08 -1:00", "0000-01-01", "1899-12-31", "201809081",
		"2018090", "20180908 08:30", "20180908083000", "43351",
		"2018-09-08 08:30:00.000", "2018-09-08,08:30",
		"9999-12-31T23:59:59-01:00", "1900-01-01T00:00:00+14:00",
	};
	size_t i;

	(void)state;
	use_zone("Asia/Shanghai");
	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		int64_t at;

		if (when_parse(texts[i], &at, &fault) != ST_INPUT)
			fail_msg("'%s' was taken", texts[i]);
	}
}

static void the_reason_is_said(void **state)
{
	(void)state;
	use_zone("Asia/Shanghai");
	refuse_time("8.9.2018", "'8.9.2018' is not a time: not of the form "
	            "2018-09-08 08:30:00");
	refuse_time("2018-02-29 08:30", "'2018-02-29 08:30' is not a time: the "
	            "calendar has no such day");
	refuse_time("1850-01-01", "'1850-01-01' is not a time: the year is "
	            "before 1900");
	refuse_time("2018-09-08 24:00", "'2018-09-08 24:00' is not a time: a day "
	            "runs from 00:00:00 to 23:59:59");
	refuse_time("2018-09-08 08:30:00.5", "'2018-09-08 08:30:00.5' is not a "
	            "time: fractions of a second are not taken");
	refuse_time("2018-09-08T08:30:00+0800", "'2018-09-08T08:30:00+0800' is "
	            "not a time: the offset must be Z or like +08:00");
	refuse_time("20180908 08:30", "'20180908 08:30' is not a time: no time "
	            "may stand behind a date of eight digits");
	refuse_time("this text is much longer than any time that anybody writes",
	            "too long for a time");
}

static void dates(void **state)
{
	static const char *const texts[] = {
		"2018-09-08", "20180908", "2018/9/8", "2018年9月8日",
		"2018.9.8", "2018.09.08",
	};
	char buf[WHEN_DATE_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		int32_t day = 0;

		assert_int_equal(when_parse_day(texts[i], &day, &fault), ST_OK);
		when_format_day(day, buf);
		assert_string_equal(buf, "2018-09-08");
	}
	refuse_day("2018-09-08 08:30", "'2018-09-08 08:30' is not a date: a time "
	           "stands behind it");
	refuse_day("2018-9-8", "'2018-9-8' is not a date: not of the form "
	           "2018-09-08");
	refuse_day("2018-02-30", "'2018-02-30' is not a date: the calendar has "
	           "no such day");
}

static void a_month_is_no_date(void **state)
{
	static const char *const texts[] = {
		"2018.09", "2018.9", "2018-09", "2018/9", "2018年9月", "201809",
	};
	char why[80];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		snprintf(why, sizeof why, "'%s' is not a date: a month without a day", texts[i]);
		refuse_day(texts[i], why);
	}
	refuse_day("2018.13", "'2018.13' is not a date: not of the form 2018-09-08");
	refuse_day("201813", "'201813' is not a date: not of the form 2018-09-08");
	refuse_day("2018年9", "'2018年9' is not a date: not of the form 2018-09-08");
	refuse_day("043351", "'043351' is not a date: not of the form 2018-09-08");
}

/* As the two spreadsheets in use print them. */
static void day_numbers_of_spreadsheets(void **state)
{
	static const struct {
		const char *serial, *date;
	} c[] = {
		{ "1", "1900-01-01" }, { "59", "1900-02-28" }, { "61", "1900-03-01" },
		{ "25569", "1970-01-01" }, { "36526", "2000-01-01" }, { "43351", "2018-09-08" },
		{ "43351.0", "2018-09-08" }, { "043351", "2018-09-08" }, { "2958465", "9999-12-31" },
	};
	static const char *const bad[][2] = {
		{ "60", "day number 60 is 29 February 1900, which never was" },
		{ "0", "day number 0 is not from 1 to 2958465" },
		{ "2958466", "day number 2958466 is not from 1 to 2958465" },
		{ "43351.5", "day number 43351 has a time behind it" },
		{ "20180908", "not a spreadsheet's day number" },
		{ "", "not a spreadsheet's day number" },
		{ "-1", "not a spreadsheet's day number" },
		{ "43351 ", "not a spreadsheet's day number" },
		{ "43351.5x", "not a spreadsheet's day number" },
		{ "4.3E4", "not a spreadsheet's day number" },
		{ "2018-09-08", "not a spreadsheet's day number" },
	};
	char buf[WHEN_DATE_SIZE];
	int32_t day;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof c / sizeof c[0]; i++) {
		assert_int_equal(when_serial_day(c[i].serial, &day, &fault), ST_OK);
		when_format_day(day, buf);
		assert_string_equal(buf, c[i].date);
	}
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(when_serial_day(bad[i][0], &day, &fault), ST_INPUT);
		assert_string_equal(fault.text, bad[i][1]);
	}
}

/* ---- the present --------------------------------------------------- */

static void the_true_present(void **state)
{
	int64_t now, before = (int64_t)time(NULL);

	(void)state;
	unsetenv("GRID_NOW");
	assert_false(when_is_fixed());
	assert_int_equal(when_now(&now, &fault), ST_OK);
	assert_true(now >= before && now <= before + 10);
}

static void a_fixed_present(void **state)
{
	int64_t now = 0;
	char buf[WHEN_SIZE];

	(void)state;
	use_zone("Asia/Shanghai");
	setenv("GRID_NOW", "2018-09-08 08:30:00", 1);
	assert_true(when_is_fixed());
	assert_int_equal(when_now(&now, &fault), ST_OK);
	when_format(now, buf);
	assert_string_equal(buf, "2018-09-08 08:30:00");
	assert_int_equal(now, 1536366600);
	unsetenv("GRID_NOW");
}

static void a_malformed_present(void **state)
{
	static const char *const texts[] = {
		"", "now", "2018-09-08", "2018-09-08 08:30", "2018-09-08T08:30:00",
		"2018-09-08 08:30:00 ", "2018-09-31 08:30:00",
		"2018/09/08 08:30:00", "1899-12-31 08:30:00",
	};
	size_t i;

	(void)state;
	use_zone("Asia/Shanghai");
	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		int64_t now;

		setenv("GRID_NOW", texts[i], 1);
		if (when_now(&now, &fault) != ST_USAGE)
			fail_msg("'%s' was taken", texts[i]);
	}
	assert_string_equal(fault.text, "GRID_NOW is '1899-12-31 08:30:00': the "
	                    "year is before 1900");
	unsetenv("GRID_NOW");
}

/* ---- periods ------------------------------------------------------- */

typedef enum status period_fn(const char *, struct period *, struct fault *);

static void assert_period(period_fn *parse, const char *text,
                          const char *since, const char *until)
{
	struct period p;
	char buf[WHEN_SIZE];

	if (parse(text, &p, &fault) != ST_OK)
		fail_msg("%s", fault.text);
	assert_string_equal(p.name, text);
	when_format(p.since, buf);
	assert_string_equal(buf, since);
	when_format(p.until, buf);
	assert_string_equal(buf, until);
}

static void refuse_period(period_fn *parse, const char *text)
{
	struct period p;

	if (parse(text, &p, &fault) != ST_USAGE)
		fail_msg("'%s' was taken", text);
}

static void weeks(void **state)
{
	(void)state;
	use_zone("Asia/Shanghai");
	assert_period(when_week, "2018-W38", "2018-09-17 00:00:00",
	              "2018-09-24 00:00:00");
	assert_period(when_week, "2018-W01", "2018-01-01 00:00:00",
	              "2018-01-08 00:00:00");
	assert_period(when_week, "2015-W53", "2015-12-28 00:00:00",
	              "2016-01-04 00:00:00");
	assert_period(when_week, "2021-W01", "2021-01-04 00:00:00",
	              "2021-01-11 00:00:00");
	assert_period(when_week, "2019-W01", "2018-12-31 00:00:00",
	              "2019-01-07 00:00:00");
	refuse_period(when_week, "2018-W53");
	assert_string_equal(fault.text, "2018 has no week 53");
	refuse_period(when_week, "2015-W54");
	refuse_period(when_week, "2018-W00");
	refuse_period(when_week, "2018-W1");
	refuse_period(when_week, "2018W38");
	refuse_period(when_week, "2018-w38");
	refuse_period(when_week, "2018-W381");
	refuse_period(when_week, "");
	assert_string_equal(fault.text,
	                    "'' is not a week of the form 2018-W38");
}

/* Every week of two centuries, as strftime names them. */
static void weeks_as_strftime_names_them(void **state)
{
	int32_t day;

	(void)state;
	use_zone("UTC");
	for (day = when_day(1901, 1, 1); day < when_day(2101, 1, 1); day++) {
		time_t t = ((time_t)day - 7) * DAY_SECONDS;
		struct period p, q;
		struct tm tm;
		char want[64];

		assert_non_null(gmtime_r(&t, &tm));
		strftime(want, sizeof want, "%G-W%V", &tm);
		when_last_week((int64_t)day * DAY_SECONDS + 3600, &p);
		assert_string_equal(p.name, want);
		assert_int_equal(when_week(want, &q, &fault), ST_OK);
		assert_true(q.since == p.since && q.until == p.until);
		assert_true(p.since <= t && t < p.until);
	}
}

static void months_quarters_years(void **state)
{
	(void)state;
	use_zone("Asia/Shanghai");
	assert_period(when_month, "2018-09", "2018-09-01 00:00:00",
	              "2018-10-01 00:00:00");
	assert_period(when_month, "2018-12", "2018-12-01 00:00:00",
	              "2019-01-01 00:00:00");
	assert_period(when_quarter, "2018-Q3", "2018-07-01 00:00:00",
	              "2018-10-01 00:00:00");
	assert_period(when_quarter, "2018-Q4", "2018-10-01 00:00:00",
	              "2019-01-01 00:00:00");
	assert_period(when_year, "2018", "2018-01-01 00:00:00",
	              "2019-01-01 00:00:00");
	refuse_period(when_month, "2018-13");
	refuse_period(when_month, "2018-00");
	refuse_period(when_month, "2018-9");
	refuse_period(when_month, "1899-09");
	refuse_period(when_quarter, "2018-Q0");
	refuse_period(when_quarter, "2018-Q5");
	refuse_period(when_quarter, "2018-3");
	refuse_period(when_year, "18");
	refuse_period(when_year, "2018-");
	refuse_period(when_year, "20180");
}

/* A last period that ends where no year is left to name. */
static void the_last_year(void **state)
{
	struct period p;

	(void)state;
	use_zone("UTC");
	assert_int_equal(when_year("9999", &p, &fault), ST_OK);
	assert_int_equal(p.until - p.since, 365 * (int64_t)DAY_SECONDS);
	assert_int_equal(when_week("9999-W52", &p, &fault), ST_OK);
	assert_int_equal(p.until - p.since, 7 * (int64_t)DAY_SECONDS);
}

static void the_period_before(void **state)
{
	struct period p;

	(void)state;
	use_zone("Asia/Shanghai");
	/* Still Sunday in UTC, Monday in Shanghai. */
	when_last_week(at_of("2018-09-24 00:30:00"), &p);
	assert_string_equal(p.name, "2018-W38");
	when_last_week(at_of("2018-09-23 23:59:59"), &p);
	assert_string_equal(p.name, "2018-W37");
	when_last_week(at_of("2016-01-04"), &p);
	assert_string_equal(p.name, "2015-W53");
	when_last_month(at_of("2018-10-01 00:00:00"), &p);
	assert_string_equal(p.name, "2018-09");
	when_last_month(at_of("2018-01-31"), &p);
	assert_string_equal(p.name, "2017-12");
	assert_int_equal(p.until - p.since, 31 * (int64_t)DAY_SECONDS);
}

static void half_years(void **state)
{
	(void)state;
	use_zone("Asia/Shanghai");
	assert_period(when_half, "2018-H1", "2018-01-01 00:00:00", "2018-07-01 00:00:00");
	assert_period(when_half, "2018-H2", "2018-07-01 00:00:00", "2019-01-01 00:00:00");
	refuse_period(when_half, "2018-H0");
	refuse_period(when_half, "2018-H3");
	refuse_period(when_half, "2018-H12");
	refuse_period(when_half, "2018-Q1");
	refuse_period(when_half, "1899-H1");
	refuse_period(when_half, "");
	assert_string_equal(fault.text, "'' is not a half-year of the form 2018-H2");
}

static void assert_name(const struct period *p, const char *want)
{
	struct period q = { .since = 0 };
	static period_fn *const parse[] = { when_week, when_month, when_quarter, when_half, when_year };

	assert_string_equal(p->name, want);
	/* Whoever names it gets the same days. */
	assert_int_equal(parse[p->kind](want, &q, &fault), ST_OK);
	assert_int_equal(q.kind, p->kind);
	assert_true(q.since == p->since && q.until == p->until);
}

/* The name that strftime has for the week that begins on this day. */
static void name_week(int32_t monday, char name[64])
{
	time_t t = (time_t)monday * DAY_SECONDS;
	struct tm tm;

	assert_non_null(gmtime_r(&t, &tm));
	strftime(name, 64, "%G-W%V", &tm);
}

/* Of every week from 1990 to 2050: the week seven days before, and that of the
 * year before with its number; the last of that year where it has no week 53. */
static void the_week_before_and_of_last_year(void **state)
{
	int32_t monday, d;
	char name[64], want[64], last[64];
	struct period p, q;
	int year, fallen = 0;

	(void)state;
	use_zone("UTC");
	for (monday = when_day(1990, 1, 1); monday < when_day(2051, 1, 1); monday += 7) {
		name_week(monday, name);
		assert_int_equal(when_week(name, &p, &fault), ST_OK);
		assert_true(p.since == (int64_t)monday * DAY_SECONDS);
		name_week(monday - 7, want);
		when_before(&p, &q);
		assert_name(&q, want);
		year = atoi(name) - 1;
		last[0] = '\0';
		for (d = monday - 380; d < monday; d++)
			if ((d - monday) % 7 == 0) {
				name_week(d, want);
				if (atoi(want) == year && strcmp(want + 4, name + 4) <= 0)
					snprintf(last, sizeof last, "%s", want);
			}
		fallen += strcmp(last + 4, name + 4) != 0;
		when_last_year(&p, &q);
		assert_name(&q, last);
	}
	/* 1992, 1998, 2004, 2009, 2015, 2020, 2026, 2032, 2037, 2043 and 2048. */
	assert_int_equal(fallen, 11);
}

static void assert_before(period_fn *parse, const char *text, const char *before, const char *last_year)
{
	struct period p, q;

	assert_int_equal(parse(text, &p, &fault), ST_OK);
	when_before(&p, &q);
	assert_name(&q, before);
	when_last_year(&p, &q);
	assert_name(&q, last_year);
}

static void weeks_at_the_edge_of_a_year(void **state)
{
	(void)state;
	use_zone("Asia/Shanghai");
	assert_before(when_week, "2020-W53", "2020-W52", "2019-W52");
	assert_before(when_week, "2026-W53", "2026-W52", "2025-W52");
	assert_before(when_week, "2021-W01", "2020-W53", "2020-W01");
	assert_before(when_week, "2021-W52", "2021-W51", "2020-W52");
	assert_before(when_week, "2027-W01", "2026-W53", "2026-W01");
	assert_before(when_week, "2026-W01", "2025-W52", "2025-W01");
}

/* Months count on from one year to the next, and quarters and halves alike. */
static void months_quarters_halves_before(void **state)
{
	static const struct { period_fn *parse; const char *form; int a_year; } kinds[] = {
		{ when_month, "%04d-%02d", 12 }, { when_quarter, "%04d-Q%d", 4 }, { when_half, "%04d-H%d", 2 },
		{ when_year, "%04d", 1 },
	};
	char text[3][64];
	size_t k;
	int i;

	(void)state;
	use_zone("America/New_York");
	for (k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		int n = kinds[k].a_year;

		for (i = 1990 * n; i < 2051 * n; i++) {
			snprintf(text[0], sizeof text[0], kinds[k].form, i / n, i % n + 1);
			snprintf(text[1], sizeof text[1], kinds[k].form, (i - 1) / n, (i - 1) % n + 1);
			snprintf(text[2], sizeof text[2], kinds[k].form, (i - n) / n, (i - n) % n + 1);
			assert_before(kinds[k].parse, text[0], text[1], text[2]);
		}
	}
}

/* Nobody may ask for 1899, but a trend may get there. */
static void months_before_the_first_year(void **state)
{
	struct period p;
	char want[64];
	int i;

	(void)state;
	use_zone("Asia/Shanghai");
	assert_int_equal(when_month("1900-02", &p, &fault), ST_OK);
	for (i = 1900 * 12; i > 1897 * 12; i--) {
		struct period before;

		when_before(&p, &before);
		snprintf(want, sizeof want, "%04d-%02d", i / 12, i % 12 + 1);
		assert_string_equal(before.name, want);
		assert_true(before.until == p.since);
		p = before;
	}
}

static void assert_dates(const char *since, const char *until, const char *before, const char *last_year)
{
	struct period p, q;
	int32_t first, last;
	char name[32];

	assert_int_equal(when_parse_day(since, &first, &fault), ST_OK);
	assert_int_equal(when_parse_day(until, &last, &fault), ST_OK);
	when_dates(first, last, &p);
	assert_int_equal(p.kind, PERIOD_DATES);
	snprintf(name, sizeof name, "%s/%s", since, until);
	assert_string_equal(p.name, name);
	assert_true(p.since == when_instant(first, 0) && p.until == when_instant(last + 1, 0));
	when_before(&p, &q);
	assert_string_equal(q.name, before);
	assert_true(q.until == p.since);
	when_last_year(&p, &q);
	assert_string_equal(q.name, last_year);
}

static void dates_before_and_of_last_year(void **state)
{
	(void)state;
	use_zone("Asia/Shanghai");
	assert_dates("2026-11-09", "2026-11-15", "2026-11-02/2026-11-08", "2025-11-09/2025-11-15");
	assert_dates("2026-11-09", "2026-11-09", "2026-11-08/2026-11-08", "2025-11-09/2025-11-09");
	assert_dates("2026-01-01", "2026-01-31", "2025-12-01/2025-12-31", "2025-01-01/2025-01-31");
	assert_dates("2024-03-01", "2024-03-01", "2024-02-29/2024-02-29", "2023-03-01/2023-03-01");
	assert_dates("2024-02-29", "2024-02-29", "2024-02-28/2024-02-28", "2023-02-28/2023-02-28");
	assert_dates("2024-02-01", "2024-02-29", "2024-01-03/2024-01-31", "2023-02-01/2023-02-28");
	assert_dates("2025-02-01", "2025-02-28", "2025-01-04/2025-01-31", "2024-02-01/2024-02-28");
	/* Days are days where one of them has 25 hours, or 23. */
	use_zone("America/New_York");
	assert_dates("2011-11-06", "2011-11-06", "2011-11-05/2011-11-05", "2010-11-06/2010-11-06");
	assert_dates("2011-11-07", "2011-11-07", "2011-11-06/2011-11-06", "2010-11-07/2010-11-07");
	assert_dates("2011-03-13", "2011-03-14", "2011-03-11/2011-03-12", "2010-03-13/2010-03-14");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(utc_before_a_zone_is_named),
		cmocka_unit_test(every_day_of_the_range),
		cmocka_unit_test(days_before_day_0),
		cmocka_unit_test(dates_that_are_none),
		cmocka_unit_test(the_named_zone_whatever_tz_says),
		cmocka_unit_test(unknown_zones_change_nothing),
		cmocka_unit_test(zones_of_tzdir),
		cmocka_unit_test(the_same_as_localtime),
		cmocka_unit_test(instants_never_run_backward),
		cmocka_unit_test(what_is_out_of_range_stays_printable),
		cmocka_unit_test(midnight_after_a_day_of_another_season),
		cmocka_unit_test(a_skipped_hour_is_refused),
		cmocka_unit_test(a_repeated_hour_is_its_first),
		cmocka_unit_test(a_date_is_its_first_second),
		cmocka_unit_test(a_skipped_day),
		cmocka_unit_test(china_had_summer_time),
		cmocka_unit_test(forms_that_are_taken),
		cmocka_unit_test(forms_that_are_refused),
		cmocka_unit_test(the_reason_is_said),
		cmocka_unit_test(dates),
		cmocka_unit_test(a_month_is_no_date),
		cmocka_unit_test(day_numbers_of_spreadsheets),
		cmocka_unit_test(the_true_present),
		cmocka_unit_test(a_fixed_present),
		cmocka_unit_test(a_malformed_present),
		cmocka_unit_test(weeks),
		cmocka_unit_test(weeks_as_strftime_names_them),
		cmocka_unit_test(months_quarters_years),
		cmocka_unit_test(the_last_year),
		cmocka_unit_test(the_period_before),
		cmocka_unit_test(half_years),
		cmocka_unit_test(the_week_before_and_of_last_year),
		cmocka_unit_test(weeks_at_the_edge_of_a_year),
		cmocka_unit_test(months_quarters_halves_before),
		cmocka_unit_test(months_before_the_first_year),
		cmocka_unit_test(dates_before_and_of_last_year),
	};

	/* A zone that nobody asked for, to be ignored throughout. */
	setenv("TZ", "Asia/Tokyo", 1);
	unsetenv("TZDIR");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
