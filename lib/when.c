/* SPDX-License-Identifier: MIT
 *
 * All conversions rest on one question to the C library, how far the zone's
 * wall clock is from UTC at an instant (localtime_r), and on arithmetic.
 * mktime is not used: in the hour that summer time repeats its answer
 * depends on the calls before it.  Here a repeated time is its first
 * occurrence, and a skipped one (where it cannot be refused) is the instant
 * of the change, so that when_instant never runs backward within a zone.
 *
 * Bulk imports convert millions of times, mostly of few different days:
 * a day without a change of the offset is remembered with its start, and
 * whatever falls into such a day is addition.
 */
#include "when.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define YEAR_FIRST 1900
#define YEAR_LAST 9999
#define DAY_FIRST (-25567)              /* 1900-01-01 */
#define DAY_LAST 2932896                /* 9999-12-31 */
/* Weeks and months at the ends of the range reach a little out of it. */
#define DAY_SLACK 40

#define ZONE_NAME_MAX 64
#define ZONE_UTC "UTC0"                 /* needs no file */
/* Longer is none of the forms, and makes no readable message either. */
#define TEXT_MAX 48

/* ---- civil calendar ------------------------------------------------ */

/* days_from_civil and civil_from_days of Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms": years begin in March, so that the leap day is
 * the last of its year; an era is 400 years, 146097 days. */
int32_t when_day(int year, int month, int mday)
{
	int32_t y = month <= 2 ? year - 1 : year;
	int32_t era = (y >= 0 ? y : y - 399) / 400;
	int32_t yoe = y - era * 400;
	int32_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
		+ mday - 1;
	int32_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

void when_civil(int32_t day, int *year, int *month, int *mday)
{
	int64_t z = (int64_t)day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int32_t doe = (int32_t)(z - era * 146097);
	int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int32_t mp = (5 * doy + 2) / 153;

	*mday = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = (int)(yoe + era * 400) + (*month <= 2);
}

int when_weekday(int32_t day)
{
	/* Day 0 was a Thursday. */
	int w = (int)(((int64_t)day + 3) % 7);

	return (w < 0 ? w + 7 : w) + 1;
}

bool when_is_date(int year, int month, int mday)
{
	static const unsigned char length[13] = {
		0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12)
		return false;
	return mday >= 1 && mday <= length[month] + (month == 2 && is_leap);
}

/* ---- zone ---------------------------------------------------------- */

/* The days whose offset is the same all day long, direct-mapped by their
 * number: eleven years, 64 KiB, so that the cases of a district's whole
 * history and their deadlines find room beside each other. */
#define CACHE_DAYS 4096

struct plain_day {
	int64_t start;          /* if plain */
	int32_t day;
	bool is_used;
	bool is_plain;          /* 86400 s long, no change of the offset */
};

static struct {
	char tz[1200];          /* what TZ was set to; "" at first */
} zone;

/* What a thread has found out: the parser of an import reads times while the
 * main thread reckons with them.  The zone is set before there are two. */
static _Thread_local struct {
	int64_t offset;         /* that of the last plain day: a first guess */
	struct plain_day cache[CACHE_DAYS];
} known;

/* Switch the C library's zone and forget what was computed in the old one.
 * -1 only for want of memory. */
static int zone_use(const char *tz)
{
	if (setenv("TZ", tz, 1) != 0)
		return -1;
	tzset();
	snprintf(zone.tz, sizeof zone.tz, "%s", tz);
	memset(known.cache, 0, sizeof known.cache);
	known.offset = 0;
	return 0;
}

/* Wall clock minus UTC at this instant, in seconds. */
static int64_t offset_at(int64_t at)
{
	time_t t = (time_t)at;
	struct tm tm;

	/* Never $TZ: before the database names its zone, this is UTC. */
	if (zone.tz[0] == '\0')
		zone_use(ZONE_UTC);
	if (localtime_r(&t, &tm) == NULL)
		return 0;       /* years past int only: callers clamp */
	return (int64_t)when_day(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday)
		* DAY_SECONDS + tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec
		- at;
}

static bool is_zone_name(const char *name)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789_+/-";
	size_t len = strlen(name);

	/* No '.' at all, hence no "..". */
	return len > 0 && name[0] != '/' && strspn(name, allowed) == len;
}

static bool is_zone_file(const char *path)
{
	char magic[4];
	struct stat st;
	bool is_zone;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return false;
	is_zone = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		read(fd, magic, sizeof magic) == (ssize_t)sizeof magic &&
		memcmp(magic, "TZif", sizeof magic) == 0;
	close(fd);
	return is_zone;
}

/* The value for TZ that names this zone's file, found as the C library
 * would.  The whole path, because the library looks into one folder only
 * and silently takes UTC for what it does not find there. */
static bool find_zone(const char *name, char *tz, size_t size)
{
	const char *dirs[2] = { getenv("TZDIR"), "/usr/share/zoneinfo" };
	int i, n;

	for (i = 0; i < 2; i++) {
		if (dirs[i] == NULL || dirs[i][0] != '/')
			continue;
		n = snprintf(tz, size, ":%s/%s", dirs[i], name);
		if (n > 0 && (size_t)n < size && is_zone_file(tz + 1))
			return true;
	}
	return false;
}

enum status when_zone(const char *name, struct fault *f)
{
	char tz[sizeof zone.tz], old[sizeof zone.tz];

	if (strlen(name) > ZONE_NAME_MAX)
		return fault_set(f, ST_INPUT, "too long for a time zone's name");
	if (!is_zone_name(name))
		return fault_set(f, ST_INPUT, "'%s' is not a time zone's name "
		                 "like Asia/Shanghai", name);
	if (strcmp(name, "UTC") == 0)
		snprintf(tz, sizeof tz, "%s", ZONE_UTC);
	else if (!find_zone(name, tz, sizeof tz))
		return fault_set(f, ST_INPUT, "time zone '%s' is not known to "
		                 "this system", name);

	snprintf(old, sizeof old, "%s", zone.tz[0] ? zone.tz : ZONE_UTC);
	if (zone_use(tz) != 0)
		return fault_set(f, ST_INTERNAL, "out of memory");
	/* Zones of the "right" kind count leap seconds: there days are not
	 * 86400 s, and a database's times would shift with the zone.  On
	 * 2023-11-14 every other zone was whole minutes from UTC. */
	if (offset_at(1700000040) % 60 != 0) {
		zone_use(old);
		return fault_set(f, ST_INPUT, "time zone '%s' counts leap "
		                 "seconds", name);
	}
	return ST_OK;
}

/* ---- instants and local days --------------------------------------- */

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : value > high ? high : value;
}

static int32_t day_of_wall(int64_t wall)
{
	return (int32_t)((wall >= 0 ? wall : wall - (DAY_SECONDS - 1))
	                 / DAY_SECONDS);
}

/* The instant at which the wall clock shows `wall` (seconds since
 * 1970-01-01 00:00 on that clock), computed without the cache.  The offsets
 * of a day before and a day after bracket any change that matters: no
 * offset is as large as a day. */
static int64_t instant_slow(int64_t wall, bool *is_skipped)
{
	int64_t before = offset_at(wall - DAY_SECONDS);
	int64_t after = offset_at(wall + DAY_SECONDS);
	int64_t low = wall - after, high = wall - before;

	*is_skipped = false;
	/* A time shown twice is shown first with the offset before. */
	if (offset_at(high) == before)
		return high;
	if (offset_at(low) == after)
		return low;

	/* Skipped: the clock jumps over `wall` between low and high. */
	*is_skipped = true;
	while (high - low > 1) {
		int64_t mid = low + (high - low) / 2;

		if (mid + offset_at(mid) > wall)
			high = mid;
		else
			low = mid;
	}
	return high;
}

static const struct plain_day *day_entry(int32_t day)
{
	struct plain_day *e = &known.cache[(uint32_t)day % CACHE_DAYS];

	if (!e->is_used || e->day != day) {
		int64_t wall = (int64_t)day * DAY_SECONDS;
		int64_t offset = offset_at(wall - DAY_SECONDS);

		e->is_plain = offset == offset_at(wall + 2 * DAY_SECONDS);
		e->start = wall - offset;
		e->day = day;
		e->is_used = true;
	}
	return e;
}

void when_local(int64_t at, int32_t *day, int32_t *second)
{
	const struct plain_day *e;
	int64_t wall;

	at = clamp(at, (DAY_FIRST - DAY_SLACK) * (int64_t)DAY_SECONDS,
	           (DAY_LAST + DAY_SLACK) * (int64_t)DAY_SECONDS);
	*day = day_of_wall(at + known.offset);
	e = &known.cache[(uint32_t)*day % CACHE_DAYS];
	if (e->is_used && e->day == *day && e->is_plain &&
	    at >= e->start && at < e->start + DAY_SECONDS) {
		*second = (int32_t)(at - e->start);
		return;
	}
	wall = at + offset_at(at);
	*day = day_of_wall(wall);
	*second = (int32_t)(wall - (int64_t)*day * DAY_SECONDS);
	if (day_entry(*day)->is_plain)
		known.offset = wall - at;
}

void when_format_day_of(int64_t at, char buf[WHEN_DATE_SIZE])
{
	int32_t day, second;

	when_local(at, &day, &second);
	when_format_day(day, buf);
}

int64_t when_instant(int32_t day, int32_t second)
{
	const struct plain_day *e;
	bool is_skipped;

	day = (int32_t)clamp(day, DAY_FIRST - DAY_SLACK, DAY_LAST + DAY_SLACK);
	e = day_entry(day);
	if (e->is_plain)
		return e->start + second;
	return instant_slow((int64_t)day * DAY_SECONDS + second, &is_skipped);
}

/* ---- text ---------------------------------------------------------- */

static void put_digits(char *buf, int value, int width)
{
	while (width-- > 0) {
		buf[width] = (char)('0' + value % 10);
		value /= 10;
	}
}

/* No snprintf: lists print millions of these.  What is out of the range of
 * years becomes its first or last day, the buffer holds no more. */
void when_format_day(int32_t day, char buf[WHEN_DATE_SIZE])
{
	int year, month, mday;

	when_civil((int32_t)clamp(day, DAY_FIRST, DAY_LAST),
	           &year, &month, &mday);
	put_digits(buf, year, 4);
	buf[4] = '-';
	put_digits(buf + 5, month, 2);
	buf[7] = '-';
	put_digits(buf + 8, mday, 2);
	buf[10] = '\0';
}

void when_format(int64_t at, char buf[WHEN_SIZE])
{
	int32_t day, second;

	when_local(at, &day, &second);
	when_format_day(day, buf);
	buf[10] = ' ';
	put_digits(buf + 11, second / 3600, 2);
	buf[13] = ':';
	put_digits(buf + 14, second / 60 % 60, 2);
	buf[16] = ':';
	put_digits(buf + 17, second % 60, 2);
	buf[19] = '\0';
}

/* Between low and high digits at *s, no sign; *s moves behind them. */
static bool take_digits(const char **s, int low, int high, int *value)
{
	int n = 0;

	*value = 0;
	while (n < high && (*s)[n] >= '0' && (*s)[n] <= '9')
		*value = *value * 10 + ((*s)[n++] - '0');
	*s += n;
	return n >= low;
}

static bool take_word(const char **s, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*s, word, len) != 0)
		return false;
	*s += len;
	return true;
}

struct stamp {
	int32_t day;
	int32_t second;
	bool has_time;
	bool has_zone;
	int32_t offset;         /* with has_zone: wall clock minus UTC */
};

enum style { STYLE_DASH, STYLE_PLAIN, STYLE_SLASH, STYLE_DOT, STYLE_HAN };

static const char no_form[] = "not of the form 2018-09-08 08:30:00";
static const char no_day[] = "a month without a day";

/* YYYY-MM, YYYY/M, YYYY.M, YYYY年M月, YYYYMM: common where people remember no
 * more, and never filled up with a day that nobody said. */
static bool is_month(const char *s)
{
	int year, month;
	bool is_han = false;

	if (!take_digits(&s, 4, 4, &year))
		return false;
	if (*s == '-' || *s == '/' || *s == '.') {
		s++;
	} else if (take_word(&s, "年")) {
		is_han = true;
	} else if (!take_digits(&s, 2, 2, &month)) {
		return false;
	} else {
		return *s == '\0' && year >= YEAR_FIRST && month >= 1 && month <= 12;
	}
	return take_digits(&s, 1, 2, &month) && month >= 1 && month <= 12 &&
		(!is_han || take_word(&s, "月")) && *s == '\0';
}

/* Each of these answers NULL or the reason why not. */
static const char *scan_date(const char **s, struct stamp *t,
                             enum style *style)
{
	const char *start = *s;
	int year, month, mday;
	bool is_form;

	if (!take_digits(s, 4, 4, &year))
		return no_form;
	if (take_word(s, "-")) {
		*style = STYLE_DASH;
		is_form = take_digits(s, 2, 2, &month) && take_word(s, "-") &&
			take_digits(s, 2, 2, &mday);
	} else if (take_word(s, "/")) {
		*style = STYLE_SLASH;
		is_form = take_digits(s, 1, 2, &month) && take_word(s, "/") &&
			take_digits(s, 1, 2, &mday);
	} else if (take_word(s, ".")) {
		*style = STYLE_DOT;
		is_form = take_digits(s, 1, 2, &month) && take_word(s, ".") &&
			take_digits(s, 1, 2, &mday);
	} else if (take_word(s, "年")) {
		*style = STYLE_HAN;
		is_form = take_digits(s, 1, 2, &month) && take_word(s, "月") &&
			take_digits(s, 1, 2, &mday) && take_word(s, "日");
	} else {
		*style = STYLE_PLAIN;
		is_form = take_digits(s, 2, 2, &month) &&
			take_digits(s, 2, 2, &mday);
	}
	if (!is_form || (**s >= '0' && **s <= '9' && *style != STYLE_HAN))
		return is_month(start) ? no_day : no_form;
	if (year < YEAR_FIRST)
		return "the year is before 1900";
	if (!when_is_date(year, month, mday))
		return "the calendar has no such day";
	t->day = when_day(year, month, mday);
	return NULL;
}

/* The offset behind a form with T: Z or ±HH:MM. */
static const char *scan_offset(const char **s, struct stamp *t)
{
	int sign, hour, minute;

	if (**s == '\0')
		return NULL;
	t->has_zone = true;
	if (take_word(s, "Z"))
		return NULL;
	sign = **s == '-' ? -1 : 1;
	if (**s != '-' && **s != '+')
		return no_form;
	(*s)++;
	if (!take_digits(s, 2, 2, &hour) || !take_word(s, ":") ||
	    !take_digits(s, 2, 2, &minute))
		return "the offset must be Z or like +08:00";
	if (hour > 14 || minute > 59)
		return "no zone is that far from UTC";
	t->offset = sign * (hour * 3600 + minute * 60);
	return NULL;
}

/* Spreadsheets print 2018/9/8 8:30: only the forms with the dash demand two
 * digits of the hour. */
static const char *scan_time(const char **s, struct stamp *t,
                             enum style style)
{
	int hour, minute, second = 0;
	bool with_t = style == STYLE_DASH && **s == 'T';

	if (style == STYLE_PLAIN)
		return "no time may stand behind a date of eight digits";
	if (!with_t && **s != ' ' && style != STYLE_HAN)
		return no_form;
	if (style == STYLE_DASH)
		(*s)++;
	else
		*s += strspn(*s, " ");
	if (!take_digits(s, style == STYLE_DASH ? 2 : 1, 2, &hour) ||
	    !take_word(s, ":") || !take_digits(s, 2, 2, &minute))
		return no_form;
	if (take_word(s, ":") && !take_digits(s, 2, 2, &second))
		return no_form;
	if (hour > 23 || minute > 59 || second > 59)
		return "a day runs from 00:00:00 to 23:59:59";
	if (**s == '.' || **s == ',')
		return "fractions of a second are not taken";
	t->has_time = true;
	t->second = hour * 3600 + minute * 60 + second;
	return with_t ? scan_offset(s, t) : NULL;
}

static const char *scan(const char *text, struct stamp *t)
{
	const char *why, *s = text;
	enum style style;

	memset(t, 0, sizeof *t);
	why = scan_date(&s, t, &style);
	if (why == NULL && *s != '\0')
		why = scan_time(&s, t, style);
	if (why == NULL && *s != '\0')
		why = no_form;
	return why;
}

static const char *stamp_instant(const struct stamp *t, int64_t *at)
{
	bool is_skipped = false;
	int32_t day, second;

	if (t->has_zone) {
		*at = (int64_t)t->day * DAY_SECONDS + t->second - t->offset;
	} else if (t->has_time && !day_entry(t->day)->is_plain) {
		*at = instant_slow((int64_t)t->day * DAY_SECONDS + t->second,
		                   &is_skipped);
	} else {
		*at = when_instant(t->day, t->second);
		/* Samoa had no 30 December 2011. */
		if (!t->has_time && *at == when_instant(t->day + 1, 0))
			is_skipped = true;
	}
	if (is_skipped)
		return "the time zone skips it";
	when_local(*at, &day, &second);
	if (day < DAY_FIRST || day > DAY_LAST)
		return "the year is not between 1900 and 9999";
	return NULL;
}

enum status when_parse(const char *text, int64_t *at, struct fault *f)
{
	struct stamp t;
	const char *why;

	if (strlen(text) > TEXT_MAX)
		return fault_set(f, ST_INPUT, "too long for a time");
	why = scan(text, &t);
	if (why == NULL)
		why = stamp_instant(&t, at);
	if (why != NULL)
		return fault_set(f, ST_INPUT, "'%s' is not a time: %s", text, why);
	return ST_OK;
}

enum status when_parse_day(const char *text, int32_t *day, struct fault *f)
{
	struct stamp t;
	const char *why;

	if (strlen(text) > TEXT_MAX)
		return fault_set(f, ST_INPUT, "too long for a date");
	why = scan(text, &t);
	if (why == no_form)
		why = "not of the form 2018-09-08";
	if (why == NULL && t.has_time)
		why = "a time stands behind it";
	if (why != NULL)
		return fault_set(f, ST_INPUT, "'%s' is not a date: %s", text, why);
	*day = t.day;
	return ST_OK;
}

/* Days are counted from 1900-01-01 as 1.  The system takes 1900 for a leap
 * year, as Lotus 1-2-3 did: 60 is its 29 February, and what follows is one
 * too high. */
#define SERIAL_LEAP 60
#define SERIAL_LAST 2958465             /* 9999-12-31 */

enum status when_serial_day(const char *text, int32_t *day, struct fault *f)
{
	size_t digits = strspn(text, "0123456789");
	const char *s = text;
	int serial;

	if (digits == 0 || digits > 7)
		return fault_set(f, ST_INPUT, "not a spreadsheet's day number");
	take_digits(&s, 1, 7, &serial);
	if (*s == '.' && s[1 + strspn(s + 1, "0")] == '\0')
		s += strlen(s);
	if (*s == '.' && s[1 + strspn(s + 1, "0123456789")] == '\0')
		return fault_set(f, ST_INPUT, "day number %d has a time behind it", serial);
	if (*s != '\0')
		return fault_set(f, ST_INPUT, "not a spreadsheet's day number");
	if (serial == SERIAL_LEAP)
		return fault_set(f, ST_INPUT, "day number 60 is 29 February 1900, which never was");
	if (serial < 1 || serial > SERIAL_LAST)
		return fault_set(f, ST_INPUT, "day number %d is not from 1 to 2958465", serial);
	*day = DAY_FIRST - 1 + serial - (serial > SERIAL_LEAP);
	return ST_OK;
}

/* ---- the present --------------------------------------------------- */

bool when_is_fixed(void)
{
	return getenv("GRID_NOW") != NULL;
}

enum status when_now(int64_t *now, struct fault *f)
{
	const char *text = getenv("GRID_NOW"), *why;
	struct stamp t;

	if (text == NULL) {
		*now = (int64_t)time(NULL);
		return ST_OK;
	}
	/* An empty one is malformed too: a script whose variable came out
	 * empty must not silently run by the true clock. */
	if (strlen(text) != WHEN_SIZE - 1 || text[4] != '-' || text[10] != ' ')
		return fault_set(f, ST_USAGE, "GRID_NOW is %s", no_form);
	why = scan(text, &t);
	if (why == NULL)
		why = stamp_instant(&t, now);
	if (why != NULL)
		return fault_set(f, ST_USAGE, "GRID_NOW is '%s': %s", text, why);
	return ST_OK;
}

/* ---- periods ------------------------------------------------------- */

static void period_days(struct period *p, enum period_kind kind, int32_t first, int32_t end)
{
	p->kind = kind;
	p->since = when_instant(first, 0);
	p->until = when_instant(end, 0);
}

static void period_week(struct period *p, int32_t monday)
{
	int year, month, mday;
	int32_t thursday = monday + 3;

	/* ISO 8601: a week belongs to the year that its Thursday is in. */
	when_civil(thursday, &year, &month, &mday);
	snprintf(p->name, sizeof p->name, "%04d-W%02d", year,
	         (int)(thursday - when_day(year, 1, 1)) / 7 + 1);
	period_days(p, PERIOD_WEEK, monday, monday + 7);
}

/* 4 January is always in week 1. */
static int32_t first_monday(int year)
{
	int32_t fourth = when_day(year, 1, 4);

	return fourth - (when_weekday(fourth) - 1);
}

/* Week 53 exists where its Thursday is still in the year. */
static bool has_week(int year, int week)
{
	return week >= 1 && week <= 53 && first_monday(year) + (week - 1) * 7 + 3 < when_day(year + 1, 1, 1);
}

/* Months of a kind: the number of the period in its year, from 1; 0 is the last
 * one of the year before. */
static void period_months(struct period *p, enum period_kind kind, int year, int number)
{
	static const int months[] = { [PERIOD_MONTH] = 1, [PERIOD_QUARTER] = 3, [PERIOD_HALF] = 6, [PERIOD_YEAR] = 12 };
	int n = months[kind], month;

	if (number < 1) {
		year--;
		number += 12 / n;
	}
	month = (number - 1) * n + 1;
	if (kind == PERIOD_YEAR)
		snprintf(p->name, sizeof p->name, "%04d", year);
	else if (kind == PERIOD_MONTH)
		snprintf(p->name, sizeof p->name, "%04d-%02d", year, number);
	else
		snprintf(p->name, sizeof p->name, "%04d-%c%d", year, kind == PERIOD_HALF ? 'H' : 'Q', number);
	period_days(p, kind, when_day(year, month, 1),
	            month + n <= 12 ? when_day(year, month + n, 1) : when_day(year + 1, 1, 1));
}

/* "2018", then the mark, then so many digits, then nothing. */
static bool scan_period(const char *text, const char *mark, int digits,
                        int *year, int *number)
{
	*number = 0;
	return take_digits(&text, 4, 4, year) && take_word(&text, mark) &&
		take_digits(&text, digits, digits, number) && *text == '\0';
}

static bool take_period(const char *text, const char *mark, int digits,
                        int *year, int *number)
{
	return scan_period(text, mark, digits, year, number) && *year >= YEAR_FIRST;
}

static enum status no_period(struct fault *f, const char *text,
                             const char *what, const char *form)
{
	if (strlen(text) > TEXT_MAX)
		text = "…";
	return fault_set(f, ST_USAGE, "'%s' is not a %s of the form %s",
	                 text, what, form);
}

enum status when_week(const char *text, struct period *p, struct fault *f)
{
	int year, week;

	if (!take_period(text, "-W", 2, &year, &week))
		return no_period(f, text, "week", "2018-W38");
	if (!has_week(year, week))
		return fault_set(f, ST_USAGE, "%d has no week %d", year, week);
	period_week(p, first_monday(year) + (week - 1) * 7);
	return ST_OK;
}

enum status when_month(const char *text, struct period *p, struct fault *f)
{
	int year, month;

	if (!take_period(text, "-", 2, &year, &month) ||
	    month < 1 || month > 12)
		return no_period(f, text, "month", "2018-09");
	period_months(p, PERIOD_MONTH, year, month);
	return ST_OK;
}

enum status when_quarter(const char *text, struct period *p, struct fault *f)
{
	int year, quarter;

	if (!take_period(text, "-Q", 1, &year, &quarter) ||
	    quarter < 1 || quarter > 4)
		return no_period(f, text, "quarter", "2018-Q3");
	period_months(p, PERIOD_QUARTER, year, quarter);
	return ST_OK;
}

enum status when_half(const char *text, struct period *p, struct fault *f)
{
	int year, half;

	if (!take_period(text, "-H", 1, &year, &half) || half < 1 || half > 2)
		return no_period(f, text, "half-year", "2018-H2");
	period_months(p, PERIOD_HALF, year, half);
	return ST_OK;
}

enum status when_year(const char *text, struct period *p, struct fault *f)
{
	int year, none;

	if (!take_period(text, "", 0, &year, &none))
		return no_period(f, text, "year", "2018");
	period_months(p, PERIOD_YEAR, year, 1);
	return ST_OK;
}

void when_dates(int32_t first, int32_t last, struct period *p)
{
	char a[WHEN_DATE_SIZE], b[WHEN_DATE_SIZE];

	when_format_day(first, a);
	when_format_day(last, b);
	snprintf(p->name, sizeof p->name, "%s/%s", a, b);
	period_days(p, PERIOD_DATES, first, last + 1);
}

static void days_of(const struct period *p, int32_t *first, int32_t *last)
{
	int32_t second;

	when_local(p->since, first, &second);
	when_local(p->until - 1, last, &second);
}

/* The year and number in its name. */
static void number_of(const struct period *p, int *year, int *number)
{
	static const char *const mark[] = {
		[PERIOD_WEEK] = "-W", [PERIOD_MONTH] = "-", [PERIOD_QUARTER] = "-Q", [PERIOD_HALF] = "-H", [PERIOD_YEAR] = "",
	};
	int digits = p->kind == PERIOD_YEAR ? 0 : p->kind <= PERIOD_MONTH ? 2 : 1;

	/* It may be of a year too early to be asked for. */
	if (!scan_period(p->name, mark[p->kind], digits, year, number) || p->kind == PERIOD_YEAR)
		*number = 1;
}

void when_before(const struct period *p, struct period *before)
{
	int32_t first, last;
	int year, number;

	days_of(p, &first, &last);
	if (p->kind == PERIOD_WEEK) {
		period_week(before, first - 7);
	} else if (p->kind == PERIOD_DATES) {
		when_dates(first - (last - first + 1), first - 1, before);
	} else {
		number_of(p, &year, &number);
		period_months(before, p->kind, year, number - 1);
	}
}

static int32_t year_before(int32_t day)
{
	int year, month, mday;

	when_civil(day, &year, &month, &mday);
	return when_day(year - 1, month, month == 2 && mday == 29 ? 28 : mday);
}

void when_last_year(const struct period *p, struct period *before)
{
	int32_t first, last;
	int year, number;

	days_of(p, &first, &last);
	if (p->kind == PERIOD_DATES) {
		when_dates(year_before(first), year_before(last), before);
		return;
	}
	number_of(p, &year, &number);
	if (p->kind != PERIOD_WEEK)
		period_months(before, p->kind, year - 1, number);
	else
		period_week(before, first_monday(year - 1) + (has_week(year - 1, number) ? number - 1 : number - 2) * 7);
}

void when_last_week(int64_t at, struct period *p)
{
	int32_t day, second;

	when_local(at, &day, &second);
	period_week(p, day - (when_weekday(day) - 1) - 7);
}

void when_last_month(int64_t at, struct period *p)
{
	int32_t day, second;
	int year, month, mday;

	when_local(at, &day, &second);
	when_civil(day, &year, &month, &mday);
	period_months(p, PERIOD_MONTH, year, month - 1);
}
