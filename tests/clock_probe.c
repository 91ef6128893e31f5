/* SPDX-License-Identifier: MIT
 *
 * The clock's functions at the end of a pipe, for clock_model.py: commands
 * on stdin, one a line; instants are UTC seconds, since local times are
 * ambiguous where summer time ends.
 *
 *      zone NAME
 *      reset                           an empty clock
 *      season DAY|H0|H1|…|H7           clock_add_hours
 *      day DAY off|work                clock_add_day
 *      add AT LIMIT                    clock_add
 *      seconds AT LIMIT                clock_seconds
 *      left AT SECONDS run|work        clock_add_seconds
 *      between A B run|work            clock_between
 *      pause AT LIMIT FROM TO          a limit that stands still meanwhile
 *
 * Each of the last five is answered by one line, "ok N" or "unknown YEAR".
 * Bare 天 and 小时 are working ones.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "when.h"

static struct fault fault;

static _Noreturn void die(const char *line, const char *why)
{
	fprintf(stderr, "clock_probe: '%s': %s\n", line, why);
	exit(1);
}

static void check(enum status s, const char *line)
{
	if (s != ST_OK)
		die(line, fault.text);
}

static void add_season(struct clock *c, char *args, const char *line)
{
	struct hours week[8];
	int32_t day;
	int i;

	for (i = 0; i < 8; i++) {
		char *bar = strrchr(args, '|');

		if (bar == NULL)
			die(line, "eight hours are wanted");
		check(hours_parse(bar + 1, &week[7 - i], &fault), line);
		*bar = '\0';
	}
	check(when_parse_day(args, &day, &fault), line);
	clock_add_hours(c, day, week);
}

static void add_day(struct clock *c, char *args, const char *line)
{
	char *word = strchr(args, ' ');
	int32_t day;

	if (word == NULL)
		die(line, "off or work is wanted");
	*word++ = '\0';
	check(when_parse_day(args, &day, &fault), line);
	clock_add_day(c, day, strcmp(word, "work") == 0);
}

/* What a case does with a pause: the rest of the limit, measured in its own
 * unit, runs from where the pause ends. */
static enum clock_answer add_paused(const struct clock *c, int64_t at,
                                    const struct limit *l, int64_t from,
                                    int64_t to, int64_t *due, int *year)
{
	int64_t all, used;
	bool runs_on = limit_runs_on(l);
	enum clock_answer a;

	if ((a = clock_seconds(c, at, l, &all, year)) != CLOCK_OK ||
	    (a = clock_between(c, at, from, runs_on, &used, year)) != CLOCK_OK)
		return a;
	if (used >= all)
		return clock_add(c, at, l, due, year);
	return clock_add_seconds(c, to, all - used, runs_on, due, year);
}

static void answer(const struct clock *c, const char *line)
{
	static const struct limit_words words = {
		LIMIT_WORK_DAY, LIMIT_WORK_HOUR
	};
	int64_t a, b, d, result = 0;
	char limit[64], how[8];
	struct limit l;
	enum clock_answer got;
	int year = 0;

	if (sscanf(line, "pause %" SCNd64 " %63s %" SCNd64 " %" SCNd64, &a,
	           limit, &b, &d) == 4) {
		check(limit_parse(limit, &words, &l, &fault), line);
		got = add_paused(c, a, &l, b, d, &result, &year);
	} else if (sscanf(line, "add %" SCNd64 " %63s", &a, limit) == 2) {
		check(limit_parse(limit, &words, &l, &fault), line);
		got = clock_add(c, a, &l, &result, &year);
	} else if (sscanf(line, "seconds %" SCNd64 " %63s", &a, limit) == 2) {
		check(limit_parse(limit, &words, &l, &fault), line);
		got = clock_seconds(c, a, &l, &result, &year);
	} else if (sscanf(line, "left %" SCNd64 " %" SCNd64 " %7s", &a, &b,
	                  how) == 3) {
		got = clock_add_seconds(c, a, b, strcmp(how, "run") == 0,
		                        &result, &year);
	} else if (sscanf(line, "between %" SCNd64 " %" SCNd64 " %7s", &a, &b,
	                  how) == 3) {
		got = clock_between(c, a, b, strcmp(how, "run") == 0, &result,
		                    &year);
	} else {
		die(line, "no such command");
	}
	if (got == CLOCK_OK)
		printf("ok %" PRId64 "\n", result);
	else
		printf("unknown %d\n", year);
}

int main(void)
{
	struct clock *c = clock_new();
	char line[1024], copy[sizeof line];

	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		memcpy(copy, line, sizeof copy);
		if (strncmp(line, "zone ", 5) == 0) {
			check(when_zone(line + 5, &fault), line);
		} else if (strcmp(line, "reset") == 0) {
			clock_free(c);
			c = clock_new();
		} else if (strncmp(line, "season ", 7) == 0) {
			add_season(c, copy + 7, line);
		} else if (strncmp(line, "day ", 4) == 0) {
			add_day(c, copy + 4, line);
		} else {
			answer(c, line);
		}
	}
	clock_free(c);
	return fflush(stdout) == 0 && !ferror(stdin) ? 0 : 1;
}
