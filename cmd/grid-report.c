/* SPDX-License-Identifier: MIT
 *
 * grid-report: the figures of a period by one cut (综合评价).  Every figure
 * is a count of facts (lib/facts.h) as they stood at --as-of, so that a past
 * report never changes.
 */
#include "cli.h"
#include "report.h"
#include "when.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
	"grid-report [-qv] [-d file] [-f format] [-o file] [--week w | --month m | --quarter q | --year y |"
	" --since date --until date] [--by cut] [--cohort due|opened] [--as-of time] [--total]\n";

enum {
	OPT_WEEK = CLI_LONG(0), OPT_MONTH, OPT_QUARTER, OPT_YEAR, OPT_SINCE, OPT_UNTIL, OPT_BY, OPT_COHORT, OPT_AS_OF,
	OPT_TOTAL,
};

static const struct cli_option options[] = {
	{ "week", OPT_WEEK, CLI_TEXT }, { "month", OPT_MONTH, CLI_TEXT }, { "quarter", OPT_QUARTER, CLI_TEXT },
	{ "year", OPT_YEAR, CLI_TEXT }, { "since", OPT_SINCE, CLI_TEXT }, { "until", OPT_UNTIL, CLI_TEXT }, { "by", OPT_BY, CLI_TEXT },
	{ "cohort", OPT_COHORT, CLI_TEXT }, { "as-of", OPT_AS_OF, CLI_TEXT }, { "total", OPT_TOTAL, CLI_FLAG },
	{ NULL, 0, CLI_FLAG },
};

struct opts {
	const char *period[4];  /* week, month, quarter, year */
	const char *since, *until, *by, *cohort, *as_of;
	bool has_total;
};

static void take_option(struct opts *o, int code, const char *value)
{
	switch (code) {
	case OPT_SINCE: o->since = value; break;
	case OPT_UNTIL: o->until = value; break;
	case OPT_BY: o->by = value; break;
	case OPT_COHORT: o->cohort = value; break;
	case OPT_AS_OF: o->as_of = value; break;
	case OPT_TOTAL: o->has_total = true; break;
	default: o->period[code - OPT_WEEK] = value;
	}
}

/* --since and --until are both days of the period. */
static enum status dates(const struct opts *o, struct period *p, struct fault *f)
{
	struct fault why;
	int32_t since, until;
	char a[WHEN_DATE_SIZE], b[WHEN_DATE_SIZE];

	if (!o->since || !o->until)
		return fault_set(f, ST_USAGE, "--since and --until go together");
	if (when_parse_day(o->since, &since, &why) != ST_OK || when_parse_day(o->until, &until, &why) != ST_OK)
		return fault_set(f, ST_USAGE, "%s", why.text);
	if (until < since)
		return fault_set(f, ST_USAGE, "--until is before --since");
	p->since = when_instant(since, 0);
	p->until = when_instant(until + 1, 0);
	when_format_day(since, a);
	when_format_day(until, b);
	snprintf(p->name, sizeof p->name, "%s/%s", a, b);
	return ST_OK;
}

static enum status period(const struct opts *o, int64_t now, struct period *p, struct fault *f)
{
	int i, given = o->since || o->until;

	for (i = 0; i < 4; i++)
		given += o->period[i] != NULL;
	if (given > 1)
		return fault_set(f, ST_USAGE, "only one period");
	if (o->period[0])
		return when_week(o->period[0], p, f);
	if (o->period[1])
		return when_month(o->period[1], p, f);
	if (o->period[2])
		return when_quarter(o->period[2], p, f);
	if (o->period[3])
		return when_year(o->period[3], p, f);
	if (given)
		return dates(o, p, f);
	when_last_week(now, p);
	return ST_OK;
}

static enum status make_query(const struct opts *o, int64_t now, struct facts_query *q, struct fault *f)
{
	struct fault why;
	enum status st = period(o, now, &q->period, f);

	if (st != ST_OK)
		return st;
	q->cohort = COHORT_DUE;
	if (o->cohort && strcmp(o->cohort, "opened") == 0)
		q->cohort = COHORT_OPENED;
	else if (o->cohort && strcmp(o->cohort, "due") != 0)
		return fault_set(f, ST_USAGE, "--cohort '%s' is neither due nor opened", o->cohort);
	/* The period's end is its last second; it may still lie ahead. */
	q->as_of = q->cohort == COHORT_OPENED || q->period.until - 1 > now ? now : q->period.until - 1;
	if (o->as_of && when_parse(o->as_of, &q->as_of, &why) != ST_OK)
		return fault_set(f, ST_USAGE, "--as-of: %s", why.text);
	if (q->as_of > now)
		return fault_set(f, ST_USAGE, "--as-of '%s' is in the future", o->as_of);
	return ST_OK;
}

/* In hundredths first, half up as rates are: a double would round by luck. */
static void put_hours(struct out *out, int64_t seconds, int64_t cases)
{
	int64_t hundredths = (200 * seconds + 3600 * cases) / (7200 * cases);

	out_real(out, (double)hundredths / 100, 2);
}

static void put_figure(struct out *out, const char *name, const struct tally *t)
{
	const struct indicator *i = indicator_named(name);

	if (i->whole == COUNT_MAX)
		out_int(out, t->n[i->part]);
	else if (i->part != COUNT_SPENT)
		out_rate(out, t->n[i->part], t->n[i->whole]);
	else if (t->n[COUNT_TIMED])
		put_hours(out, t->n[COUNT_SPENT], t->n[COUNT_TIMED]);
	else
		out_null(out);
}

static void put_row(struct out *out, const struct field *const *column, size_t count, const char *code,
                    const char *name, const struct tally *t)
{
	size_t i;

	out_text(out, code);
	out_text(out, name);
	for (i = 2; i < count; i++)
		put_figure(out, column[i]->name, t);
	out_row(out);
}

static void put_rows(struct out *out, const char *title, const struct field *const *column, size_t count,
                     const struct report *r, bool has_total)
{
	/* On a screen the row of cases that have none must not look like a gap. */
	const char *none = out_format(out) == OUT_TABLE ? "-" : "";
	size_t i;

	out_begin(out, title, column, count);
	for (i = 0; i < r->count; i++)
		put_row(out, column, count, *r->row[i].code ? r->row[i].code : none, r->row[i].name ? r->row[i].name : "",
		        &r->row[i].tally);
	if (has_total)
		put_row(out, column, count, "total", out_chinese() && out_format(out) == OUT_TABLE ? "合计" : "", &r->total);
}

/* A screen is 80 wide: on it the figures stand in tables by theme. */
static void put_tables(struct out *out, const struct record_kind *view, const struct record_kind *head,
                       const struct report *r, const struct facts_query *q)
{
	static const struct { const char *from, *to, *english, *chinese; } theme[] = {
		{ "collected", "dispatch_rate", "filing and dispatch", "立案与派遣" },
		{ "handle_due", "handle_in_time_rate", "handling", "处置" },
		{ "close_due", "close_in_time_rate", "closing", "结案" },
		{ "rework", "exempted", "rework, extension, exemption", "返工、延期与免责" },
		{ "forced", "avg_handle_hours", "forced, self-handled, backlog", "强结、自处置与在办" },
		{ "response_rate", "satisfied_rate", "call-backs", "回访" },
	};
	/* Each table's columns stay until out has printed it. */
	static const struct field *column[sizeof theme / sizeof theme[0]][12];
	struct str title = STR_INIT;
	char as_of[WHEN_SIZE];
	size_t i, n;
	const struct field *field;

	when_format(q->as_of, as_of);
	str_addf(&title, out_chinese() ? "%s（截至 %s）" : "%s, as of %s", q->period.name, as_of);
	out_note(out, title.s);
	str_release(&title);
	for (i = 0; i < sizeof theme / sizeof theme[0]; i++) {
		n = 2;
		column[i][0] = &head->field[0];
		column[i][1] = &head->field[1];
		for (field = fields_named(view, theme[i].from); ; field++) {
			column[i][n++] = field;
			if (strcmp(field->name, theme[i].to) == 0)
				break;
		}
		put_rows(out, out_chinese() ? theme[i].chinese : theme[i].english, column[i], n, r, true);
	}
}

static void put_report(struct out *out, const struct report *r, const struct facts_query *q, enum cut cut, bool has_total)
{
	const struct record_kind *view = fields_kind("report");
	/* Names of people are masked, those of areas and departments are not. */
	const struct record_kind *head = cut == CUT_WORKER || cut == CUT_REPORTER ? fields_kind("person-row") : view;
	static const struct field *column[40];  /* stays until out_finish */
	size_t count;

	if (out_format(out) == OUT_TABLE) {
		put_tables(out, view, head, r, q);
		return;
	}
	count = fields_columns("report", column);
	column[0] = &head->field[0];
	column[1] = &head->field[1];
	put_rows(out, NULL, column, count, r, has_total);
}

static enum status run(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	const struct opts *o = arg;
	struct facts_query q;
	struct report r = { NULL, 0, { { 0 } } };
	enum cut cut = CUT_STREET;
	struct desk d;
	struct db *db;
	enum status st = o->by ? report_cut_named(o->by, &cut, f) : ST_OK;

	if (st == ST_OK)
		st = cli_open(c, DB_READ, &db, &d, f);
	if (st != ST_OK)
		return st;
	st = make_query(o, d.now, &q, f);
	if (st == ST_OK)
		st = db_begin_read(db, f);
	if (st == ST_OK)
		st = report_make(&r, &d, &q, cut, f);
	if (st == ST_OK)
		put_report(out, &r, &q, cut, o->has_total);
	report_release(&r);
	desk_close(&d);
	db_close(db);
	return st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o;
	int code;

	memset(&o, 0, sizeof o);
	cli_start(&cli, "grid-report", usage, CLI_FORMAT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0)
		take_option(&o, code, cli.value);
	if (cli.argc)
		return cli_usage(&cli, "'%s': grid-report takes no operand", cli.argv[0]);
	return cli_print(&cli, run, &o);
}
