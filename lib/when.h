/* SPDX-License-Identifier: MIT
 *
 * Times: UTC seconds inside, YYYY-MM-DD HH:MM:SS in the database's time zone
 * outside, whatever $TZ says.  The zone is the process's own, set once after
 * the database is open; days are counted from 1970-01-01 (day 0, a
 * Thursday) in that zone.  Years 1900 to 9999.
 */
#ifndef WHEN_H
#define WHEN_H

#include "status.h"

#include <stdbool.h>
#include <stdint.h>

#define WHEN_SIZE 20            /* YYYY-MM-DD HH:MM:SS and the end */
#define WHEN_DATE_SIZE 11
#define DAY_SECONDS 86400

/* Use this zone from here on: a name of the system's zone database (or
 * "UTC").  ST_INPUT for an unknown one; nothing is changed then. */
enum status when_zone(const char *name, struct fault *f);

/* The present in UTC seconds: $GRID_NOW (YYYY-MM-DD HH:MM:SS in the zone)
 * if set, ST_USAGE if that is malformed. */
enum status when_now(int64_t *now, struct fault *f);
bool when_is_fixed(void);       /* $GRID_NOW is set */

/* Forms of design section 2: YYYY-MM-DD HH:MM[:SS],
 * YYYY-MM-DDTHH:MM[:SS][Z|±HH:MM], YYYY-MM-DD, YYYY/M/D, YYYY年M月D日,
 * YYYYMMDD, and YYYY.M.D; the slash, dot and 年 forms may have a time behind
 * them too.
 * A date alone is its first second.  ST_INPUT says what is wrong with it;
 * a time that the zone skips (summer time) is refused too. */
enum status when_parse(const char *text, int64_t *at, struct fault *f);

/* The same forms, but a date: with a time behind it ST_INPUT.  A month
 * without a day is refused and said to be one. */
enum status when_parse_day(const char *text, int32_t *day, struct fault *f);

/* A spreadsheet's day number in the 1900 system: 1 (1900-01-01) to 2958465
 * (9999-12-31), with or without ".0".  ST_INPUT: anything else, a fraction
 * (a time of day), and 60, that system's 29 February 1900. */
enum status when_serial_day(const char *text, int32_t *day, struct fault *f);

void when_format(int64_t at, char buf[WHEN_SIZE]);
void when_format_day(int32_t day, char buf[WHEN_DATE_SIZE]);
void when_format_day_of(int64_t at, char buf[WHEN_DATE_SIZE]);  /* the local day of an instant */

/* Between instants and local days.  second: 0 to 86399 of the local day. */
void when_local(int64_t at, int32_t *day, int32_t *second);
int64_t when_instant(int32_t day, int32_t second);

/* Civil calendar. weekday: 1 Monday to 7 Sunday. */
int32_t when_day(int year, int month, int mday);
void when_civil(int32_t day, int *year, int *month, int *mday);
int when_weekday(int32_t day);
bool when_is_date(int year, int month, int mday);

enum period_kind { PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF, PERIOD_YEAR, PERIOD_DATES };

/* A period [since, until) of instants, whole days, and its name. */
struct period {
	int64_t since;
	int64_t until;
	enum period_kind kind;
	char name[24];          /* 2018-W38, 2018-09, 2018-Q3, 2018-H2, 2018, or 2018-09-01/2018-09-09 */
};

/* "2018-W38" (ISO 8601), "2018-09", "2018-Q3", "2018-H2", "2018": ST_USAGE if
 * not. */
enum status when_week(const char *text, struct period *p, struct fault *f);
enum status when_month(const char *text, struct period *p, struct fault *f);
enum status when_quarter(const char *text, struct period *p, struct fault *f);
enum status when_half(const char *text, struct period *p, struct fault *f);
enum status when_year(const char *text, struct period *p, struct fault *f);

/* From one day to another, both in. */
void when_dates(int32_t first, int32_t last, struct period *p);

/* The period before (环比): of dates as many days; and the same of last year
 * (同比): week 53 has the last one there is, 29 February the 28th. */
void when_before(const struct period *p, struct period *before);
void when_last_year(const struct period *p, struct period *before);

/* The ISO week before the one that `at` is in, and the month before. */
void when_last_week(int64_t at, struct period *p);
void when_last_month(int64_t at, struct period *p);

#endif
