/* SPDX-License-Identifier: MIT
 *
 * worker-visit: put down visits, and what happened to people, and say whom to see
 * next.  A door that stayed shut is a visit too: it has its own next day, and a
 * figure of its own in the reports.
 */
#include "rounds.h"
#include "text.h"
#include "visitlog.h"
#include "when.h"

#include <stdio.h>

static const char usage[] =
	"worker-visit [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --outcome met|absent|refused [--note text] subject ...\n"
	"worker-visit [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" [--outcome met|absent|refused] [--note text] --csv file\n"
	"worker-visit [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --event text subject ...\n"
	"worker-visit [-qv] [-d file] [-f format] [-o file] --due [--on date] [--within days] [--worker who]"
	" [--area code] [--tag tag] [--all]\n";

enum {
	OPT_OUTCOME = CLI_LONG(0), OPT_NOTE, OPT_CSV, OPT_EVENT, OPT_DUE, OPT_ON, OPT_WITHIN, OPT_WORKER, OPT_AREA, OPT_TAG, OPT_ALL,
};

static const struct cli_option options[] = {
	{ "outcome", OPT_OUTCOME, CLI_TEXT }, { "note", OPT_NOTE, CLI_TEXT }, { "csv", OPT_CSV, CLI_PATH },
	{ "event", OPT_EVENT, CLI_TEXT }, { "due", OPT_DUE, CLI_FLAG }, { "on", OPT_ON, CLI_TEXT },
	{ "within", OPT_WITHIN, CLI_TEXT }, { "worker", OPT_WORKER, CLI_TEXT }, { "area", OPT_AREA, CLI_TEXT },
	{ "tag", OPT_TAG, CLI_TEXT }, { "all", OPT_ALL, CLI_FLAG },
	{ NULL, 0, CLI_FLAG },
};

struct opts {
	struct visitlog_given given;
	bool is_due, is_all;
	const char *on, *within, *worker, *area, *tag;
	char outcome[16];
};

static void take_option(struct cli *c, int code, struct opts *o)
{
	switch (code) {
	case OPT_OUTCOME: o->given.outcome = c->value; break;
	case OPT_NOTE: o->given.note = c->value; break;
	case OPT_CSV: o->given.csv = c->value; break;
	case OPT_EVENT: o->given.event = c->value; break;
	case OPT_DUE: o->is_due = true; break;
	case OPT_ON: o->on = c->value; break;
	case OPT_WITHIN: o->within = c->value; break;
	case OPT_WORKER: o->worker = c->value; break;
	case OPT_AREA: o->area = c->value; break;
	case OPT_TAG: o->tag = c->value; break;
	default: o->is_all = true;
	}
}

/* Whom to see ---------------------------------------------------------------- */

static enum status named(enum status st, const char *option, const char *text, struct fault *f)
{
	return st == ST_REFUSED ? fault_set(f, ST_NOINPUT, "%s '%s': %s", option, text, f->text) : st;
}

/* As the day will have been at its end, or today as it is. */
static enum status take_day(const struct desk *d, const struct opts *o, struct rounds_query *q, struct fault *f)
{
	struct fault why;
	int32_t today, second;
	long within = 0;
	enum status st = o->within ? cli_int("--within", o->within, 0, 3660, &within, f) : ST_OK;

	when_local(d->now, &today, &second);
	q->day = today;
	q->within = (int32_t)within;
	if (st == ST_OK && o->on && when_parse_day(o->on, &q->day, &why) != ST_OK)
		st = fault_set(f, ST_USAGE, "--on: %s", why.text);
	q->as_of = q->day == today ? d->now : when_instant(q->day + 1, 0) - 1;
	return st;
}

static enum status take_names(struct desk *d, const struct opts *o, struct rounds_query *q, char area[32], struct fault *f)
{
	struct query *rule;
	int64_t is_there = 1;
	enum status st = ST_OK;

	q->is_all = o->is_all;
	q->tag = o->tag;
	if (o->area) {
		st = named(registry_area_code(&d->registry, o->area, area, 32, f), "--area", o->area, f);
		q->area = area;
	}
	if (st == ST_OK && o->worker)
		st = named(registry_worker(&d->registry, o->worker, &q->worker_id, f), "--worker", o->worker, f);
	if (st == ST_OK && o->tag) {
		rule = db_query(d->db, SQL_VISIT_RULE_HAS);
		db_bind_text(rule, 1, o->tag);
		st = db_first_int(rule, 0, &is_there, f);
	}
	return st == ST_OK && !is_there ? fault_set(f, ST_NOINPUT, "--tag '%s': no rule of visits has it", o->tag) : st;
}

static enum status due(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	static const struct field *column[40];  /* stays until out_finish */
	struct rounds_query q = { .day = 0 };
	struct desk d;
	struct db *db;
	char area[32];
	enum status st = cli_open(c, DB_READ, &db, &d, f);

	if (st != ST_OK)
		return st;
	out_begin(out, NULL, column, fields_columns("visit-due", column));
	st = take_day(&d, arg, &q, f);
	if (st == ST_OK)
		st = db_begin_read(db, f);
	if (st == ST_OK)
		st = take_names(&d, arg, &q, area, f);
	if (st == ST_OK)
		st = rounds_print(&d, &q, out, f);
	desk_close(&d);
	db_close(db);
	return st;
}

/* What goes with what ----------------------------------------------------------- */

static const char *misplaced_in_due(const struct cli *c, const struct visitlog_given *g)
{
	if (g->outcome || g->note || g->csv || g->event)
		return "--due goes without --outcome, --note, --csv and --event";
	if (c->by || c->at || c->key || c->is_dry_run || c->is_all_or_nothing)
		return "--due goes without --by, --at, --key, --all-or-nothing and -n: see --worker and --on";
	return c->argc ? "--due takes no operand" : NULL;
}

static const char *misplaced(const struct cli *c, const struct opts *o)
{
	const struct visitlog_given *g = &o->given;

	if (o->on || o->within || o->worker || o->area || o->tag || o->is_all || c->format != OUT_AUTO || c->output)
		return "--on, --within, --worker, --area, --tag, --all, -f and -o go with --due";
	if (g->event && (g->outcome || g->note || g->csv))
		return "--event goes without --outcome, --note and --csv";
	if (g->csv)
		return c->argc ? "either --csv or operands, not both" : NULL;
	if (!g->event && !g->outcome)
		return "one of --outcome, --csv, --event and --due must be given";
	if (!c->argc)
		return "nobody given: operands, or - for standard input";
	return !g->event && !c->by ? "--by must be given: whose visit it is" : NULL;
}

static bool take_outcome(struct opts *o)
{
	size_t len;
	const char *chosen = field_choice(fields_named(fields_kind("visit"), "outcome"), o->given.outcome, &len);

	if (chosen)
		snprintf(o->outcome, sizeof o->outcome, "%.*s", (int)len, chosen);
	o->given.outcome = o->outcome;
	return chosen;
}

static enum status record(struct cli *c, struct desk *d, void *arg, struct fault *f)
{
	return visitlog_do(c, d, arg, f);
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o = { .is_due = false };
	const char *wrong, *said;
	int code;

	cli_start(&cli, "worker-visit", usage, CLI_FORMAT | CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		/* An unset variable must not list everybody. */
		if (cli.value && !*cli.value)
			return cli_usage(&cli, "--%s is empty: leave it out, or say what it is", options[code - OPT_OUTCOME].name);
		take_option(&cli, code, &o);
	}
	wrong = o.is_due ? misplaced_in_due(&cli, &o.given) : misplaced(&cli, &o);
	if (wrong)
		return cli_usage(&cli, "%s", wrong);
	if (o.is_due)
		return cli_print(&cli, due, &o);
	if ((o.given.note && !text_is_sound(o.given.note)) || (o.given.event && !text_is_sound(o.given.event)))
		return cli_usage(&cli, "--%s: no text that says something", o.given.event ? "event" : "note");
	said = o.given.outcome;
	if (said && !take_outcome(&o))
		return cli_usage(&cli, "--outcome '%s' is none of met, absent, refused (见面, 无人, 拒访)", said);
	return cli_write(&cli, record, &o.given);
}
