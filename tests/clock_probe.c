/* SPDX-License-Identifier: MIT
 *
 * The clock's functions at the end of a pipe, for clock_model.py: commands
 * on stdin, one a line; instants are UTC seconds, since local times are
 * ambiguous where summer time ends.
 *
 *      zone NAME
 *      reset                           an empty clock; the old one is kept
 *      season DAY|H0|H1|…|H7           clock_add_hours
 *      day DAY off|work                clock_add_day
 *      add AT LIMIT                    clock_add
 *      seconds AT LIMIT                clock_seconds
 *      left AT SECONDS run|work        clock_add_seconds
 *      between A B run|work            clock_between
 *      life N AT LIMIT STEP…           a limit and what happened to it since:
 *                                      FROM-TO is a pause, + an extension; the
 *                                      first N questions go to the old clock
 *      stretches A B                   clock_walk: one number for all of them
 *
 * Each of the last six is answered by one line, "ok N" or "unknown YEAR".
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

/* The clocks that a case lives by: the old one for the first questions. */
struct lifetime {
	const struct clock *old, *now;
	int old_left;
};

static const struct clock *at_hand(struct lifetime *t)
{
	return t->old_left-- > 0 ? t->old : t->now;
}

/* What lib/deadline.c does: a pause takes what is left when it begins, in the
 * limit's own unit, and has that run from where it ends; what is used up by
 * then stays due when it was.  An extension adds the limit to the deadline. */
static enum clock_answer live(struct lifetime *t, int64_t at, const struct limit *l,
                              const char *steps, int64_t *due, int *year)
{
	bool runs_on = limit_runs_on(l);
	enum clock_answer a = clock_add(at_hand(t), at, l, due, year);
	int64_t from, to, rest;

	while (a == CLOCK_OK && *steps == ' ') {
		if (*++steps == '+') {
			a = clock_add(at_hand(t), *due, l, due, year);
			steps++;
			continue;
		}
		from = strtoll(steps, (char **)&steps, 10);
		to = strtoll(steps + 1, (char **)&steps, 10);
		if (from >= *due)
			return CLOCK_OK;
		a = clock_between(at_hand(t), from, *due, runs_on, &rest, year);
		if (a == CLOCK_OK && rest > 0)
			a = clock_add_seconds(at_hand(t), to, rest, runs_on, due, year);
		else
			at_hand(t);
	}
	return a;
}

static enum clock_answer digest(const struct clock *c, int64_t a, int64_t b,
                                int64_t *result, int *year)
{
	const uint64_t mask = (UINT64_C(1) << 61) - 1;
	struct clock_walk w;
	enum clock_step step;
	uint64_t sum = 0;
	int64_t from, to;

	clock_walk_init(&w, c, a, b);
	while ((step = clock_walk_next(&w, &from, &to)) == CLOCK_STEP_STRETCH) {
		const int64_t part[] = { w.day, from, to };
		size_t i;

		for (i = 0; i < 3; i++)
			sum = (sum * 1000003 + (uint64_t)part[i]) & mask;
	}
	*result = (int64_t)sum;
	*year = w.year;
	return step == CLOCK_STEP_END ? CLOCK_OK : CLOCK_UNKNOWN_YEAR;
}

static void answer(const struct clock *old, const struct clock *c,
                   const char *line)
{
	static const struct limit_words words = {
		LIMIT_WORK_DAY, LIMIT_WORK_HOUR
	};
	int64_t a, b, result = 0;
	char limit[64], how[8];
	struct limit l;
	enum clock_answer got;
	int year = 0, count, used = 0;

	if (sscanf(line, "life %d %" SCNd64 " %63s%n", &count, &a, limit,
	           &used) == 3) {
		struct lifetime t = { old, c, count };

		check(limit_parse(limit, &words, &l, &fault), line);
		got = live(&t, a, &l, line + used, &result, &year);
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
	} else if (sscanf(line, "stretches %" SCNd64 " %" SCNd64, &a, &b) == 2) {
		got = digest(c, a, b, &result, &year);
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
	struct clock *c = clock_new(), *old = clock_new();
	char line[1024], copy[sizeof line];

	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		memcpy(copy, line, sizeof copy);
		if (strncmp(line, "zone ", 5) == 0) {
			check(when_zone(line + 5, &fault), line);
		} else if (strcmp(line, "reset") == 0) {
			clock_free(old);
			old = c;
			c = clock_new();
		} else if (strncmp(line, "season ", 7) == 0) {
			add_season(c, copy + 7, line);
		} else if (strncmp(line, "day ", 4) == 0) {
			add_day(c, copy + 4, line);
		} else {
			answer(old, c, line);
		}
	}
	clock_free(old);
	clock_free(c);
	return fflush(stdout) == 0 && !ferror(stdin) ? 0 : 1;
}
