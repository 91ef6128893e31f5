/* SPDX-License-Identifier: MIT */
#include "ask.h"

#include <string.h>

/* --since and --until are both days of the period. */
static enum status dates(const struct ask *a, struct period *p, struct fault *f)
{
	struct fault why;
	int32_t since, until;

	if (!a->since || !a->until)
		return fault_set(f, ST_USAGE, "--since and --until go together");
	if (when_parse_day(a->since, &since, &why) != ST_OK || when_parse_day(a->until, &until, &why) != ST_OK)
		return fault_set(f, ST_USAGE, "%s", why.text);
	if (until < since)
		return fault_set(f, ST_USAGE, "--until is before --since");
	when_dates(since, until, p);
	return ST_OK;
}

static enum status period(const struct ask *a, int64_t now, struct period *p, struct fault *f)
{
	static enum status (*const named[])(const char *, struct period *, struct fault *) = {
		when_week, when_month, when_quarter, when_half, when_year,
	};
	const char *text[] = { a->week, a->month, a->quarter, a->half, a->year };
	size_t i, n = sizeof text / sizeof text[0], which = n, given = a->since || a->until;

	for (i = 0; i < n; i++)
		if (text[i]) {
			given++;
			which = i;
		}
	if (given > 1)
		return fault_set(f, ST_USAGE, "only one period");
	if (which < n)
		return named[which](text[which], p, f);
	if (given)
		return dates(a, p, f);
	when_last_week(now, p);
	return ST_OK;
}

enum status ask_facts(const struct ask *a, int64_t now, struct facts_query *q, struct fault *f)
{
	struct fault why;
	enum status st;

	memset(q, 0, sizeof *q);
	st = period(a, now, &q->period, f);
	if (st != ST_OK)
		return st;
	if (a->cohort && strcmp(a->cohort, "opened") == 0)
		q->cohort = COHORT_OPENED;
	else if (a->cohort && strcmp(a->cohort, "due") != 0)
		return fault_set(f, ST_USAGE, "--cohort '%s' is neither due nor opened", a->cohort);
	q->as_of = facts_as_of(&q->period, q->cohort, now);
	if (a->as_of && when_parse(a->as_of, &q->as_of, &why) != ST_OK)
		return fault_set(f, ST_USAGE, "--as-of: %s", why.text);
	if (q->as_of > now)
		return fault_set(f, ST_USAGE, "--as-of '%s' is in the future", a->as_of);
	return ST_OK;
}

void ask_options(const struct facts_query *q, struct str *out)
{
	static const char *const option[] = {
		[PERIOD_WEEK] = "week", [PERIOD_MONTH] = "month", [PERIOD_QUARTER] = "quarter", [PERIOD_HALF] = "half",
		[PERIOD_YEAR] = "year",
	};
	const struct period *p = &q->period;
	char as_of[WHEN_SIZE];

	if (p->kind == PERIOD_DATES)
		str_addf(out, " --since %.10s --until %s", p->name, p->name + 11);
	else
		str_addf(out, " --%s %s", option[p->kind], p->name);
	if (q->cohort == COHORT_OPENED)
		str_adds(out, " --cohort opened");
	if (q->only.area)
		str_addf(out, " --area %s", q->only.area);
	when_format(q->as_of, as_of);
	if (q->cohort == COHORT_OPENED || q->as_of != p->until - 1)
		str_addf(out, " --as-of '%s'", as_of);
}
