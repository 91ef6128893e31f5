/* SPDX-License-Identifier: MIT
 *
 * grid-report: the figures of a period by one cut or two (综合评价), as tables,
 * or all that leaders read of it as a page or a workbook.  Every figure is a
 * count of facts (lib/facts.h) as they stood at --as-of, so that a past report
 * never changes.
 */
#include "ask.h"
#include "book.h"
#include "cli.h"
#include "mem.h"
#include "page.h"
#include "tabulate.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"grid-report [-qv] [-d file] [-f format] [-o file] [--week w | --month m | --quarter q | --half h | --year y |"
	" --since date --until date] [--area code] [--by cut[,cut]] [--cohort due|opened] [--as-of time]"
	" [--indicator name,...] [--compare | --trend n | --top n] [--total]\n"
	"grid-report [-f format] [-o file] --explain name,...|all\n";

enum {
	OPT_WEEK = CLI_LONG(0), OPT_MONTH, OPT_QUARTER, OPT_HALF, OPT_YEAR, OPT_SINCE, OPT_UNTIL, OPT_AREA, OPT_BY, OPT_COHORT,
	OPT_AS_OF, OPT_INDICATOR, OPT_COMPARE, OPT_TREND, OPT_TOP, OPT_TOTAL, OPT_EXPLAIN,
};

static const struct cli_option options[] = {
	{ "week", OPT_WEEK, CLI_TEXT }, { "month", OPT_MONTH, CLI_TEXT }, { "quarter", OPT_QUARTER, CLI_TEXT },
	{ "half", OPT_HALF, CLI_TEXT }, { "year", OPT_YEAR, CLI_TEXT }, { "since", OPT_SINCE, CLI_TEXT },
	{ "until", OPT_UNTIL, CLI_TEXT }, { "area", OPT_AREA, CLI_TEXT }, { "by", OPT_BY, CLI_TEXT },
	{ "cohort", OPT_COHORT, CLI_TEXT }, { "as-of", OPT_AS_OF, CLI_TEXT }, { "indicator", OPT_INDICATOR, CLI_TEXT },
	{ "compare", OPT_COMPARE, CLI_FLAG }, { "trend", OPT_TREND, CLI_TEXT }, { "top", OPT_TOP, CLI_TEXT },
	{ "total", OPT_TOTAL, CLI_FLAG }, { "explain", OPT_EXPLAIN, CLI_TEXT }, { NULL, 0, CLI_FLAG },
};

enum { CUTS_MAX = 12, TREND_MAX = 520, TOP_MAX = 100000 };

struct opts {
	struct ask ask;
	const char *area, *by[CUTS_MAX], *indicator, *explain, *trend, *top;
	size_t bys;
	bool is_compared, has_total;
};

/* The options, looked up and checked. */
struct job {
	struct facts_query facts;
	char area[32];
	struct cuts cuts[CUTS_MAX];
	size_t sections;
	const struct indicator *const *indicator;
	size_t indicators;
	long trend, top;        /* -1: not asked for */
};

static bool take_option(struct opts *o, int code, const char *value)
{
	switch (code) {
	case OPT_WEEK: o->ask.week = value; break;
	case OPT_MONTH: o->ask.month = value; break;
	case OPT_QUARTER: o->ask.quarter = value; break;
	case OPT_HALF: o->ask.half = value; break;
	case OPT_YEAR: o->ask.year = value; break;
	case OPT_SINCE: o->ask.since = value; break;
	case OPT_UNTIL: o->ask.until = value; break;
	case OPT_COHORT: o->ask.cohort = value; break;
	case OPT_AS_OF: o->ask.as_of = value; break;
	case OPT_AREA: o->area = value; break;
	case OPT_INDICATOR: o->indicator = value; break;
	case OPT_COMPARE: o->is_compared = true; break;
	case OPT_TREND: o->trend = value; break;
	case OPT_TOP: o->top = value; break;
	case OPT_TOTAL: o->has_total = true; break;
	case OPT_EXPLAIN: o->explain = value; break;
	default:
		if (o->bys == CUTS_MAX)
			return false;
		o->by[o->bys++] = value;
	}
	return true;
}

/* The columns of every report, or those asked for; `all`: all there are. */
static enum status take_indicators(struct job *j, const char *names, bool all, struct fault *f)
{
	const struct indicator **list, *first;
	size_t i, n;

	if (names)
		return indicator_list(names, &j->indicator, &j->indicators, f);
	first = indicators(&n);
	if (!all)
		n = INDICATOR_COLUMNS;
	list = mem_array(n, sizeof *list);
	for (i = 0; i < n; i++)
		list[i] = &first[i];
	j->indicator = list;
	j->indicators = n;
	return ST_OK;
}

static enum status take_cuts(struct job *j, const struct opts *o, struct fault *f)
{
	size_t i;
	enum status st = ST_OK;

	j->sections = o->bys ? o->bys : 1;
	for (i = 0; i < j->sections && st == ST_OK; i++)
		st = report_cuts(o->bys ? o->by[i] : "street", &j->cuts[i], f);
	return st;
}

static enum status take_area(struct job *j, struct desk *d, const char *text, struct fault *f)
{
	enum status st = registry_area_code(&d->registry, text, j->area, sizeof j->area, f);

	j->facts.only.area = j->area;
	return st == ST_REFUSED ? fault_set(f, ST_NOINPUT, "--area '%s': %s", text, f->text) : st;
}

static bool is_for_people(enum out_format format)
{
	return format == OUT_HTML || format == OUT_XLSX;
}

/* What --top goes by. */
static const struct indicator *ranking(const struct job *j, const struct opts *o)
{
	return o->indicator ? j->indicator[0] : indicator_named("close_in_time_rate");
}

/* What does not go together. */
static enum status check(const struct job *j, const struct opts *o, enum out_format format, struct fault *f)
{
	bool is_crossed = false;
	size_t i;

	for (i = 0; i < j->sections; i++)
		is_crossed |= j->cuts[i].count == 2;
	if (o->is_compared + (o->trend != NULL) + (o->top != NULL) > 1 && !is_for_people(format))
		return fault_set(f, ST_USAGE, "only one of --compare, --trend and --top");
	if (is_crossed && !is_for_people(format) && (o->is_compared || o->trend || o->top))
		return fault_set(f, ST_USAGE, "--compare, --trend and --top are of one cut, not of two");
	if (j->sections > 1 && format != OUT_TABLE && !is_for_people(format))
		return fault_set(f, ST_USAGE, "more than one --by is for the formats table, html and xlsx");
	if (o->top && is_for_people(format))
		return fault_set(f, ST_USAGE, "--top is a table: a page has the ranks as bars");
	if (o->top && ranking(j, o)->better == 0)
		return fault_set(f, ST_USAGE, "--top: more '%s' is neither better nor worse", ranking(j, o)->field.name);
	return ST_OK;
}

static enum status make_job(struct job *j, struct desk *d, const struct opts *o, enum out_format format, struct fault *f)
{
	const struct indicator *first;
	size_t i, n;
	enum status st = ask_facts(&o->ask, d->now, &j->facts, f);

	j->trend = j->top = -1;
	if (st == ST_OK)
		st = take_indicators(j, o->indicator, false, f);
	if (st == ST_OK)
		st = take_cuts(j, o, f);
	if (st == ST_OK && o->trend)
		st = cli_int("--trend", o->trend, 1, TREND_MAX, &j->trend, f);
	if (st == ST_OK && o->top)
		st = cli_int("--top", o->top, 1, TOP_MAX, &j->top, f);
	if (st == ST_OK && o->area)
		st = take_area(j, d, o->area, f);
	if (st != ST_OK)
		return st;
	for (i = 0; i < j->indicators; i++)
		indicator_want(&j->facts.wanted, j->indicator[i]);
	/* A page of workers' days alone has no row for who has but open cases. */
	if (is_for_people(format) && j->facts.wanted.of[OF_CASES])
		j->facts.wanted.of[OF_CASES] |= COUNT_BIT(COUNT_BACKLOG) | COUNT_BIT(COUNT_GREEN) | COUNT_BIT(COUNT_YELLOW)
			| COUNT_BIT(COUNT_OVERDUE) | COUNT_BIT(COUNT_UNLIT);
	/* Ranked are the rows of the report: who has nothing of what is bad is the best. */
	first = indicators(&n);
	for (i = 0; o->top && i < INDICATOR_COLUMNS; i++)
		indicator_want(&j->facts.wanted, &first[i]);
	if (o->top)
		indicator_want(&j->facts.wanted, ranking(j, o));
	return check(j, o, format, f);
}

/* Pages and workbooks ------------------------------------------------------------ */

/* How many periods a trend shows unless told. */
static size_t usual_trend(enum period_kind kind)
{
	switch (kind) {
	case PERIOD_WEEK:
	case PERIOD_MONTH: return 12;
	case PERIOD_QUARTER: return 8;
	case PERIOD_HALF: return 6;
	case PERIOD_YEAR: return 5;
	case PERIOD_DATES: break;
	}
	return 0;
}

static enum status put_bulletin(struct out *out, struct desk *d, const struct job *j, bool is_chosen, struct fault *f)
{
	struct bulletin_query q = {
		.facts = j->facts, .cuts = j->cuts, .sections = j->sections, .keep = out_format(out) == OUT_HTML,
		.points = j->trend > 0 ? (size_t)j->trend : usual_trend(j->facts.period.kind),
		.indicator = j->indicator, .indicators = j->indicators, .is_chosen = is_chosen,
	};
	struct bulletin b;
	enum status st = bulletin_make(&b, d, &q, f);

	if (st == ST_OK)
		st = out_format(out) == OUT_HTML ? page_make(out, d, &b, f) : book_make(out, &b, f);
	bulletin_release(&b);
	return st;
}

/* Tables ------------------------------------------------------------------------- */

static enum status make(struct report *r, struct desk *d, const struct job *j, const struct period *p, size_t section, struct fault *f)
{
	struct facts_query q = j->facts;

	if (p) {
		q.period = *p;
		q.as_of = facts_as_of(p, q.cohort, q.as_of);
	}
	return report_make(&r, &j->cuts[section], 1, d, &q, false, f);
}

/* So many periods, the oldest first; `r` has room for them. */
static enum status put_trend(const struct tabulate *t, struct desk *d, const struct job *j, size_t section, struct fault *f)
{
	size_t i, n = (size_t)j->trend;
	struct report *r = mem_array(n, sizeof *r);
	struct period p = j->facts.period;
	enum status st = make(&r[n - 1], d, j, NULL, section, f);

	for (i = n - 1; i-- > 0 && st == ST_OK; ) {
		struct period before;

		when_before(&p, &before);
		p = before;
		st = make(&r[i], d, j, &p, section, f);
	}
	if (st == ST_OK)
		tabulate_trend(t, r, n);
	for (i = 0; i < n; i++)
		report_release(&r[i]);
	free(r);
	return st;
}

static enum status put_compared(const struct tabulate *t, struct desk *d, const struct job *j, size_t section, struct fault *f)
{
	struct period before, last_year;
	struct report r[3];
	enum status st;
	int i;

	memset(r, 0, sizeof r);
	when_before(&j->facts.period, &before);
	when_last_year(&j->facts.period, &last_year);
	st = make(&r[0], d, j, NULL, section, f);
	if (st == ST_OK)
		st = make(&r[1], d, j, &before, section, f);
	if (st == ST_OK)
		st = make(&r[2], d, j, &last_year, section, f);
	if (st == ST_OK)
		tabulate_compare(t, &r[0], &r[1], &r[2]);
	for (i = 0; i < 3; i++)
		report_release(&r[i]);
	return st;
}

static enum status put_table(const struct tabulate *t, struct desk *d, const struct job *j, const struct opts *o, size_t section,
                             struct fault *f)
{
	struct report r;
	enum status st = make(&r, d, j, NULL, section, f);

	if (st == ST_OK && j->top > 0)
		tabulate_top(t, &r, ranking(j, o), (size_t)j->top);
	else if (st == ST_OK)
		tabulate_report(t, &r);
	report_release(&r);
	return st;
}

static enum status put_tables(struct out *out, struct desk *d, const struct job *j, const struct opts *o, struct fault *f)
{
	const struct tabulate t = {
		.out = out, .indicator = j->indicator, .indicators = j->indicators, .is_chosen = o->indicator != NULL,
		.has_total = o->has_total,
	};
	enum status st = ST_OK;
	size_t i;

	for (i = 0; i < j->sections && st == ST_OK; i++)
		if (j->trend > 0)
			st = put_trend(&t, d, j, i, f);
		else if (o->is_compared)
			st = put_compared(&t, d, j, i, f);
		else
			st = put_table(&t, d, j, o, i, f);
	return st;
}

static enum status explain(struct out *out, const char *names, struct fault *f)
{
	struct job j = { .indicator = NULL };
	enum status st = take_indicators(&j, strcmp(names, "all") == 0 ? NULL : names, true, f);

	if (st == ST_OK)
		tabulate_definitions(out, j.indicator, j.indicators);
	free((void *)j.indicator);
	return st;
}

static enum status run(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	const struct opts *o = arg;
	struct job j = { .indicator = NULL };
	struct desk d;
	struct db *db;
	enum status st;

	if (o->explain)
		return explain(out, o->explain, f);
	st = cli_open(c, DB_READ, &db, &d, f);
	if (st != ST_OK)
		return st;
	st = make_job(&j, &d, o, out_format(out), f);
	if (st == ST_OK)
		st = db_begin_read(db, f);
	if (st == ST_OK)
		st = is_for_people(out_format(out)) ? put_bulletin(out, &d, &j, o->indicator != NULL, f) : put_tables(out, &d, &j, o, f);
	free((void *)j.indicator);
	desk_close(&d);
	db_close(db);
	return st;
}

/* --explain needs no figures. */
static bool is_alone(const struct opts *o)
{
	const char *const *text = (const char *const *)&o->ask;
	size_t i;

	for (i = 0; i < sizeof o->ask / sizeof *text; i++)
		if (text[i])
			return false;
	return !o->area && !o->bys && !o->indicator && !o->trend && !o->top && !o->is_compared && !o->has_total;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o;
	int code;

	memset(&o, 0, sizeof o);
	cli_start(&cli, "grid-report", usage, CLI_FORMAT | CLI_PAGE, options);
	while ((code = cli_next(&cli, argc, argv)) != 0)
		if (!take_option(&o, code, cli.value))
			return cli_usage(&cli, "more than %d --by", CUTS_MAX);
	if (cli.argc)
		return cli_usage(&cli, "'%s': grid-report takes no operand", cli.argv[0]);
	if (o.explain && !is_alone(&o))
		return cli_usage(&cli, "--explain goes alone");
	if (o.explain && cli.format == OUT_HTML)
		return cli_usage(&cli, "--explain is a table: format html is of reports");
	return cli_print(&cli, run, &o);
}
