/* SPDX-License-Identifier: MIT
 *
 * worker-train: record who was trained in a course, say who lacks which, and how
 * far areas and posts are covered.  Here --by is who records, or of --coverage
 * the cut, as in the commands that only act and those that only report.
 */
#include "cli.h"
#include "coverage.h"
#include "training.h"

#include <signal.h>
#include <string.h>

static const char usage[] =
	"worker-train [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" [--course c] [--on date] [--hours h] [--score s] [--passed yes|no] [--csv file] [worker ...]\n"
	"worker-train [-qv] [-d file] [-f format] [-o file] --due [--on date] [--within days] [--area a] [--post p]"
	" [--worker w] [--all]\n"
	"worker-train [-qv] [-d file] [-f format] [-o file] --coverage [--on date] [--area a]"
	" [--by district|street|community|grid|post] [--results] [--month m]\n";

enum {
	OPT_COURSE = CLI_LONG(0), OPT_ON, OPT_HOURS, OPT_SCORE, OPT_PASSED, OPT_CSV, OPT_WITHIN, OPT_AREA, OPT_POST, OPT_WORKER,
	OPT_MONTH, OPT_DUE, OPT_COVERAGE, OPT_ALL, OPT_RESULTS,
};

static const struct cli_option options[] = {
	{ "course", OPT_COURSE, CLI_TEXT }, { "on", OPT_ON, CLI_TEXT }, { "hours", OPT_HOURS, CLI_TEXT },
	{ "score", OPT_SCORE, CLI_TEXT }, { "passed", OPT_PASSED, CLI_TEXT }, { "csv", OPT_CSV, CLI_PATH },
	{ "within", OPT_WITHIN, CLI_TEXT }, { "area", OPT_AREA, CLI_TEXT }, { "post", OPT_POST, CLI_TEXT },
	{ "worker", OPT_WORKER, CLI_TEXT }, { "month", OPT_MONTH, CLI_TEXT }, { "due", OPT_DUE, CLI_FLAG },
	{ "coverage", OPT_COVERAGE, CLI_FLAG }, { "all", OPT_ALL, CLI_FLAG }, { "results", OPT_RESULTS, CLI_FLAG },
	{ NULL, 0, CLI_FLAG },
};

struct opts {
	const char *course, *on, *hours, *score, *passed, *csv, *within, *area, *post, *worker, *month;
	bool is_due, is_coverage, is_all, has_results;
	const char *by;                 /* the cut of --coverage */
	struct due_query due;
	struct coverage_query coverage;
	char post_name[24], area_code[32];
};

static void take_option(struct opts *o, int code, const char *value)
{
	const char **text[] = {
		&o->course, &o->on, &o->hours, &o->score, &o->passed, &o->csv, &o->within, &o->area, &o->post, &o->worker, &o->month,
	};

	switch (code) {
	case OPT_DUE: o->is_due = true; break;
	case OPT_COVERAGE: o->is_coverage = true; break;
	case OPT_ALL: o->is_all = true; break;
	case OPT_RESULTS: o->has_results = true; break;
	default: *text[code - OPT_COURSE] = value;
	}
}

/* What goes with which form; NULL: all does. */
static const char *misplaced(const struct cli *c, const struct opts *o)
{
	bool reads = o->is_due || o->is_coverage;

	if (o->is_due && o->is_coverage)
		return "either --due or --coverage";
	if (reads && (o->course || o->hours || o->score || o->passed || o->csv || c->argc))
		return "--due and --coverage record nothing: no course, hours, score, --passed, --csv or operand goes with them";
	if (reads && (c->is_dry_run || c->is_all_or_nothing || c->at || c->key))
		return "--due and --coverage change nothing: -n, --at, --key and --all-or-nothing do not go with them";
	if (o->is_due && c->by)
		return "--by goes with --coverage, or says who records";
	if (!reads && (c->output || c->format != OUT_AUTO))
		return "-f and -o go with --due and --coverage";
	if (!o->is_due && (o->within || o->post || o->worker || o->is_all))
		return "--within, --post, --worker and --all go with --due";
	if (!o->is_coverage && (o->month || o->has_results))
		return "--month and --results go with --coverage";
	if (!reads && o->area)
		return "--area goes with --due and --coverage";
	if (!reads && o->csv && c->argc)
		return "either --csv or workers, not both";
	if (!reads && !o->csv && !o->course)
		return "--course must be given";
	return NULL;
}

static enum status check(struct cli *c, struct opts *o, struct fault *f)
{
	const struct field *post = fields_named(fields_kind("worker"), "post");
	const char *wrong = misplaced(c, o), *chosen;
	size_t len;

	if (wrong)
		return fault_set(f, ST_USAGE, "%s", wrong);
	if (o->post) {
		chosen = field_choice(post, o->post, &len);
		if (!chosen)
			return fault_set(f, ST_USAGE, "--post '%s' is no post", o->post);
		str_copy(o->post_name, sizeof o->post_name < len + 1 ? sizeof o->post_name : len + 1, chosen);
		o->due.post = o->post_name;
	}
	o->due.is_all = o->is_all;
	o->due.within = -1;
	if (o->within && cli_int("--within", o->within, 0, 3660, &o->due.within, f) != ST_OK)
		return ST_USAGE;
	if (!o->is_coverage)
		return ST_OK;
	/* Nobody acts; the opened desk must not look for who does. */
	o->by = c->by ? c->by : "street";
	c->by = NULL;
	o->coverage.by = coverage_named(o->by);
	return o->coverage.by < COVERAGES ? ST_OK
		: fault_set(f, ST_USAGE, "--by '%s' is none of district, street, community, grid, post", o->by);
}

/* Recording ----------------------------------------------------------------------- */

static enum status record(struct cli *c, struct desk *d, void *arg, struct fault *f)
{
	const struct opts *o = arg;
	const struct training_given given = { o->course, o->on, o->hours, o->score, o->passed };

	return o->csv ? training_rows(c, d, &given, o->csv, f) : training_workers(c, d, &given, f);
}

/* Looking ------------------------------------------------------------------------- */

static enum status named(enum status st, const char *option, const char *text, struct fault *f)
{
	return st == ST_REFUSED ? fault_set(f, ST_NOINPUT, "%s '%s': %s", option, text, f->text) : st;
}

/* The day asked about: --on, the last of the month, or today. */
static enum status find_day(const struct opts *o, const struct desk *d, const struct period *month, int32_t *day, struct fault *f)
{
	struct fault why;
	int32_t second;

	when_local(month && month->until <= d->now ? month->until - 1 : d->now, day, &second);
	if (o->on && when_parse_day(o->on, day, &why) != ST_OK)
		return fault_set(f, ST_USAGE, "--on: %s", why.text);
	return ST_OK;
}

static enum status find_month(struct opts *o, const struct desk *d, struct period *month, struct fault *f)
{
	enum status st;

	if (!o->has_results && !o->month)
		return ST_OK;
	o->coverage.month = month;
	if (!o->month) {
		when_last_month(d->now, month);
		return ST_OK;
	}
	st = when_month(o->month, month, f);
	if (st == ST_OK && month->since > d->now)
		st = fault_set(f, ST_USAGE, "--month '%s' is in the future", o->month);
	return st;
}

static enum status find(struct opts *o, struct desk *d, struct period *month, struct fault *f)
{
	enum status st = find_month(o, d, month, f);

	if (st == ST_OK)
		st = find_day(o, d, o->coverage.month, &o->due.day, f);
	o->coverage.day = o->due.day;
	if (st == ST_OK && o->area) {
		st = named(registry_area_code(&d->registry, o->area, o->area_code, sizeof o->area_code, f), "--area", o->area, f);
		o->due.area = o->coverage.area = o->area_code;
	}
	if (st == ST_OK && o->worker)
		st = named(registry_worker(&d->registry, o->worker, &o->due.worker_id, f), "--worker", o->worker, f);
	return st;
}

static enum status look(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	struct opts *o = arg;
	struct period month;
	struct desk d;
	struct db *db;
	enum status st = cli_open(c, DB_READ, &db, &d, f);

	if (st != ST_OK)
		return st;
	st = find(o, &d, &month, f);
	if (st == ST_OK)
		st = db_begin_read(db, f);
	if (st == ST_OK)
		st = o->is_due ? coverage_due(&d, &o->due, out, f) : coverage_put(&d, &o->coverage, out, f);
	desk_close(&d);
	db_close(db);
	return st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o;
	struct fault f;
	int code;

	memset(&o, 0, sizeof o);
	cli_start(&cli, "worker-train", usage, CLI_WRITE | CLI_ACT | CLI_FORMAT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (cli.value && !*cli.value)
			return cli_usage(&cli, "--%s is empty: leave it out, or say what it is", options[code - OPT_COURSE].name);
		take_option(&o, code, cli.value);
	}
	if (check(&cli, &o, &f) != ST_OK)
		return cli_fail(&cli, &f);
	if (!o.is_due && !o.is_coverage)
		return cli_write(&cli, record, &o);
	/* These forms end quietly when their reader does. */
	signal(SIGPIPE, SIG_DFL);
	return cli_print(&cli, look, &o);
}
