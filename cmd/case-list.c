/* SPDX-License-Identifier: MIT
 *
 * case-list: cases that all given filters let through, by number, or those
 * behind a figure of a report.  Its csv is what the acting commands read, so a
 * filter piped into an action is the whole of bulk work.
 */
#include "ask.h"
#include "behind.h"
#include "cli.h"
#include "deadline.h"
#include "rule.h"
#include "standing.h"
#include "text.h"
#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"case-list [-qv] [-d file] [-f format] [-o file] [--status s,...] [--area code] [--dept d] [--worker w]"
	" [--matter m] [--source s] [--since time] [--until time] [--on collected|opened|due|closed] [--overdue]"
	" [--due-within limit] [--match pattern]\n"
	"case-list [-qv] [-d file] [-f format] [-o file] --indicator name [--week w | --month m | --quarter q | --half h |"
	" --year y | --since date --until date] [--cohort due|opened] [--as-of time] [--by cut[,cut] --code code ...]"
	" [--status s,...] [--area code] [--dept d] [--worker w] [--matter m] [--source s] [--overdue] [--due-within limit]"
	" [--match pattern]\n";

enum {
	OPT_STATUS = CLI_LONG(0), OPT_AREA, OPT_DEPT, OPT_WORKER, OPT_MATTER, OPT_SOURCE, OPT_SINCE, OPT_UNTIL,
	OPT_ON, OPT_OVERDUE, OPT_WITHIN, OPT_MATCH,
	OPT_INDICATOR, OPT_WEEK, OPT_MONTH, OPT_QUARTER, OPT_HALF, OPT_YEAR, OPT_COHORT, OPT_AS_OF, OPT_BY, OPT_CODE,
};

static const struct cli_option options[] = {
	{ "status", OPT_STATUS, CLI_TEXT }, { "area", OPT_AREA, CLI_TEXT }, { "dept", OPT_DEPT, CLI_TEXT },
	{ "worker", OPT_WORKER, CLI_TEXT }, { "matter", OPT_MATTER, CLI_TEXT }, { "source", OPT_SOURCE, CLI_TEXT },
	{ "since", OPT_SINCE, CLI_TEXT }, { "until", OPT_UNTIL, CLI_TEXT }, { "on", OPT_ON, CLI_TEXT },
	{ "overdue", OPT_OVERDUE, CLI_FLAG }, { "due-within", OPT_WITHIN, CLI_TEXT }, { "match", OPT_MATCH, CLI_TEXT },
	{ "indicator", OPT_INDICATOR, CLI_TEXT }, { "week", OPT_WEEK, CLI_TEXT }, { "month", OPT_MONTH, CLI_TEXT },
	{ "quarter", OPT_QUARTER, CLI_TEXT }, { "half", OPT_HALF, CLI_TEXT }, { "year", OPT_YEAR, CLI_TEXT },
	{ "cohort", OPT_COHORT, CLI_TEXT }, { "as-of", OPT_AS_OF, CLI_TEXT }, { "by", OPT_BY, CLI_TEXT },
	{ "code", OPT_CODE, CLI_TEXT }, { NULL, 0, CLI_FLAG },
};

struct opts {
	const char *status, *area, *dept, *worker, *matter, *source, *since, *until, *on, *within, *match;
	bool is_overdue;
	const char *indicator, *week, *month, *quarter, *half, *year, *cohort, *as_of, *by, *code[2];
	size_t codes;
};

/* The same, looked up and checked. */
struct filter {
	struct str status;      /* "opened closed ", "" for any */
	bool is_open_only;      /* no ended case has one of them */
	char area[32];
	int64_t department_id, handler_id, matter_id;
	int64_t since, until;   /* 0: open end */
	int64_t due_until;      /* --due-within; 0: none */
	bool is_overdue;
	struct rule *match;
	const char *via;
};

/* Columns of casefile_view, in its order. */
enum {
	V_ID, V_NO, V_STATUS, V_AREA, V_AREA_NAME, V_MATTER, V_MATTER_NAME, V_CONDITION, V_SOURCE, V_SOURCE_NO,
	V_DEPARTMENT, V_HANDLER, V_REPORTED_BY, V_COLLECTED, V_OPENED, V_DISPATCHED, V_HANDLE_DUE, V_HANDLED,
	V_CLOSE_DUE, V_CLOSED, V_ENDED, V_RETURNS, V_REWORKS, V_EXTENSIONS, V_SATISFACTION, V_TEXT,
	V_HANDLE_LIMIT, V_HANDLE_FROM, V_HANDLE_REST, V_UNTIL, V_CLOSE_FROM, V_AREA_ID, V_MATTER_ID, V_DEPARTMENT_ID,
	V_HANDLER_ID,
};

static void take_option(struct opts *o, int code, const char *value)
{
	const char **text[] = {
		&o->status, &o->area, &o->dept, &o->worker, &o->matter, &o->source, &o->since, &o->until, &o->on,
		NULL, &o->within, &o->match, &o->indicator, &o->week, &o->month, &o->quarter, &o->half, &o->year, &o->cohort,
		&o->as_of, &o->by,
	};

	if (code == OPT_OVERDUE)
		o->is_overdue = true;
	else if (code == OPT_CODE)
		o->code[o->codes++ % 2] = value;
	else
		*text[code - OPT_STATUS] = value;
}

static enum status take_statuses(struct filter *w, const char *list, struct fault *f)
{
	const struct field *field = fields_named(fields_kind("case-list"), "status");
	char word[32];
	const char *ident;
	size_t n, len;

	w->is_open_only = true;
	while (*list) {
		n = strcspn(list, ",");
		snprintf(word, sizeof word, "%.*s", (int)n, list);
		ident = field_choice(field, word, &len);
		if (!ident) {
			str_reset(&w->status);
			field_choices(field, &w->status);
			return fault_set(f, ST_USAGE, "--status '%s' is none of %s", word, w->status.s);
		}
		snprintf(word, sizeof word, "%.*s", (int)len, ident);
		w->is_open_only = w->is_open_only && standing_is_open(word);
		str_adds(&w->status, word);
		str_addc(&w->status, ' ');
		list += n + (list[n] == ',');
	}
	return ST_OK;
}

static enum status named(enum status st, const char *option, const char *text, struct fault *f)
{
	if (st != ST_REFUSED)
		return st;
	return fault_set(f, ST_NOINPUT, "%s '%s': %s", option, text, f->text);
}

static enum status take_names(struct filter *w, struct desk *d, const struct opts *o, struct fault *f)
{
	enum status st = ST_OK;

	if (o->area)
		st = named(registry_area_code(&d->registry, o->area, w->area, sizeof w->area, f), "--area", o->area, f);
	if (st == ST_OK && o->dept)
		st = named(registry_department(&d->registry, o->dept, &w->department_id, f), "--dept", o->dept, f);
	if (st == ST_OK && o->worker)
		st = named(registry_worker(&d->registry, o->worker, &w->handler_id, f), "--worker", o->worker, f);
	if (st == ST_OK && o->matter)
		st = named(registry_matter(&d->registry, o->matter, NULL, true, &w->matter_id, f), "--matter", o->matter, f);
	return st;
}

/* Which index leads to the cases. */
static enum status choose_way(struct filter *w, const struct opts *o, struct fault *f)
{
	static const char *const ways[] = { "collected", "opened", "due", "closed" };
	size_t i;

	w->via = w->since || w->until ? "collected" : "all";
	for (i = 0; o->on && i < sizeof ways / sizeof ways[0]; i++)
		if (strcmp(ways[i], o->on) == 0)
			w->via = ways[i];
	if (o->on && strcmp(w->via, o->on) != 0)
		return fault_set(f, ST_USAGE, "--on '%s' is none of collected, opened, due, closed", o->on);
	if (strcmp(w->via, "all") == 0 && (o->is_overdue || o->within || w->is_open_only))
		w->via = "open";
	return ST_OK;
}

static enum status make_filter(struct filter *w, struct desk *d, const struct opts *o, struct fault *f)
{
	struct fault why;
	enum status st = take_names(w, d, o, f);

	if (st == ST_OK && o->status)
		st = take_statuses(w, o->status, f);
	if (st == ST_OK && !o->indicator)
		st = cli_time("--since", o->since, false, &w->since, f);
	if (st == ST_OK && !o->indicator)
		st = cli_time("--until", o->until, true, &w->until, f);
	if (st == ST_OK && w->until && w->since >= w->until)
		st = fault_set(f, ST_USAGE, "--until is not after --since");
	if (st == ST_OK && o->match && rule_new(&w->match, o->match, &why) != ST_OK)
		st = fault_set(f, ST_USAGE, "--match: %s", why.text);
	if (st == ST_OK && o->within) {
		st = desk_due(d, d->now, o->within, &w->due_until, &why);
		if (st != ST_OK)
			st = fault_set(f, ST_USAGE, "--due-within: %s", why.text);
		else if (!w->due_until)
			st = fault_set(f, ST_NOINPUT, "--due-within: the calendar does not know %d: grid-import holiday", d->year_missing);
	}
	w->is_overdue = o->is_overdue;
	return st == ST_OK ? choose_way(w, o, f) : st;
}

static struct query *start(struct desk *d, const struct filter *w, const struct opts *o)
{
	struct query *q = db_query(d->db, SQL_LIST);

	db_bind_word(q, db_param(q, ":area"), w->area);
	db_bind_word(q, db_param(q, ":source"), o->source);
	db_bind_id(q, db_param(q, ":department_id"), w->department_id);
	db_bind_id(q, db_param(q, ":handler_id"), w->handler_id);
	db_bind_id(q, db_param(q, ":matter_id"), w->matter_id);
	db_bind_text(q, db_param(q, ":via"), w->via);
	db_bind_int(q, db_param(q, ":since"), w->since);
	db_bind_int(q, db_param(q, ":until"), w->until ? w->until : INT64_MAX);
	return q;
}

/* How the row's case stands now: one whose suspension is over goes on, whether
 * or not an event has told so. */
static enum status stand(struct desk *d, struct query *q, struct case_state *s, struct fault *f)
{
	memset(s, 0, sizeof *s);
	str_copy(s->status, sizeof s->status, db_text(q, V_STATUS));
	s->matter_id = db_int(q, V_MATTER_ID);
	s->department_id = db_int(q, V_DEPARTMENT_ID);
	s->handler_id = db_int(q, V_HANDLER_ID);
	s->handled_at = db_int(q, V_HANDLED);
	s->closed_at = db_int(q, V_CLOSED);
	s->handle_due_at = db_int(q, V_HANDLE_DUE);
	s->close_due_at = db_int(q, V_CLOSE_DUE);
	s->close_from_at = db_int(q, V_CLOSE_FROM);
	str_copy(s->handle_limit, sizeof s->handle_limit, db_text(q, V_HANDLE_LIMIT));
	s->handle_from_at = db_int(q, V_HANDLE_FROM);
	s->has_rest = !db_is_null(q, V_HANDLE_REST);
	s->handle_rest_s = db_int(q, V_HANDLE_REST);
	str_copy(s->suspended_until_on, sizeof s->suspended_until_on, db_text(q, V_UNTIL));
	return deadline_wake(d, s, d->now, f);
}

/* Past its deadline now, or ended too late. */
static bool is_overdue(const struct case_state *s, int64_t now)
{
	if (s->closed_at)
		return s->close_due_at && s->closed_at > s->close_due_at;
	return standing_is_overdue(s, now);
}

static void put_row(struct out *out, struct query *q, const struct case_state *s, bool overdue, enum light light)
{
	static const char *const colour[] = { NULL, "green", "yellow", "red" };
	int i;

	for (i = V_NO; i <= V_REPORTED_BY; i++)
		out_text(out, i == V_STATUS ? s->status : db_text(q, i));
	for (i = V_COLLECTED; i <= V_CLOSED; i++)
		if (i == V_HANDLE_DUE)
			out_instant(out, s->handle_due_at);
		else if (i == V_CLOSE_DUE)
			out_instant(out, s->close_due_at);
		else
			out_instant(out, db_int(q, i));
	out_int(out, overdue);
	out_text(out, colour[light]);
	for (i = V_RETURNS; i <= V_SATISFACTION; i++)
		if (db_is_null(q, i))
			out_null(out);
		else
			out_int(out, db_int(q, i));
	out_text(out, db_text(q, V_TEXT));
}

/* Whether the filters that are done here let the row through. */
static enum status passes(const struct filter *w, struct query *q, const struct case_state *s, int64_t now, bool overdue,
                          bool *pass, struct fault *f)
{
	const char *text = db_text(q, V_TEXT);
	int64_t due = standing_due(s);

	*pass = false;
	if (w->status.len && !text_has_word(w->status.s, s->status))
		return ST_OK;
	if (w->is_overdue && (!overdue || !standing_is_open(s->status)))
		return ST_OK;
	if (w->due_until && (!due || due < now || due > w->due_until))
		return ST_OK;
	if (!w->match) {
		*pass = true;
		return ST_OK;
	}
	return rule_match(w->match, text ? text : "", pass, f);
}

/* The row of a case, where the filters let it through; *put: it is there, but not
 * ended. */
static enum status put_case(struct out *out, struct desk *d, struct query *q, const struct filter *w, bool *put, struct fault *f)
{
	struct case_state s;
	enum light light;
	bool overdue;
	enum status st = stand(d, q, &s, f);

	*put = false;
	if (st != ST_OK)
		return st;
	overdue = is_overdue(&s, d->now);
	st = passes(w, q, &s, d->now, overdue, put, f);
	if (st != ST_OK || !*put)
		return st;
	st = standing_light(d, &s, d->now, &light, f);
	if (st == ST_OK)
		put_row(out, q, &s, overdue, light);
	return st;
}

static enum status list(struct out *out, struct desk *d, const struct filter *w, const struct opts *o, struct fault *f)
{
	struct query *q = start(d, w, o);
	bool row, put;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		st = put_case(out, d, q, w, &put, f);
		if (st == ST_OK && put)
			out_row(out);
		if (st != ST_OK)
			break;
	}
	db_done(q);
	return st;
}

/* The cases behind a figure -------------------------------------------------------- */

static enum status ask(const struct opts *o, const struct filter *w, int64_t now, struct facts_query *q, struct fault *f)
{
	const struct ask a = { o->week, o->month, o->quarter, o->half, o->year, o->since, o->until, o->cohort, o->as_of };
	enum status st = ask_facts(&a, now, q, f);

	q->only.area = *w->area ? w->area : NULL;
	q->only.source = o->source;
	q->only.department_id = w->department_id;
	q->only.handler_id = w->handler_id;
	q->only.matter_id = w->matter_id;
	return st;
}

static enum status take_cuts(const struct opts *o, struct cuts *cuts, struct fault *f)
{
	enum status st = o->by ? report_cuts(o->by, cuts, f) : ST_OK;

	if (st == ST_OK && o->codes != cuts->count)
		st = fault_set(f, ST_USAGE, "--by '%s' wants %zu --code", o->by, cuts->count);
	return st;
}

static enum status put_share(struct out *out, struct desk *d, const struct filter *w, const struct share *s,
                             const struct indicator *i, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_LIST_CASE);
	bool row, put = false;
	enum status st;

	db_bind_int(q, 1, s->casefile_id);
	st = db_step(q, &row, f);
	if (st == ST_OK && row)
		st = put_case(out, d, q, w, &put, f);
	db_done(q);
	if (st != ST_OK || !put)
		return st;
	out_int(out, s->part);
	if (i->whole != COUNT_MAX)
		out_int(out, s->whole);
	out_row(out);
	return ST_OK;
}

static enum status list_behind(struct out *out, struct desk *d, const struct filter *w, const struct opts *o, struct fault *f)
{
	const struct indicator *i = indicator_named(o->indicator);
	struct cuts cuts = { { CUT_DISTRICT, CUT_DISTRICT }, 0 };
	struct facts_query q;
	struct share *share = NULL;
	size_t k, count = 0;
	enum status st;

	if (!i)
		return fault_set(f, ST_USAGE, "no indicator '%s': grid-report --explain all lists them", o->indicator);
	st = take_cuts(o, &cuts, f);
	if (st == ST_OK)
		st = ask(o, w, d->now, &q, f);
	if (st == ST_OK)
		st = behind_find(&share, &count, d, &q, i, &cuts, o->code, f);
	for (k = 0; k < count && st == ST_OK; k++)
		st = put_share(out, d, w, &share[k], i, f);
	free(share);
	return st;
}

static enum status run(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	const struct opts *o = arg;
	static const struct field *column[40];  /* stays until out_finish */
	struct filter w = { .via = "all" };
	struct desk d;
	struct db *db;
	size_t count;
	enum status st = cli_open(c, DB_READ, &db, &d, f);

	if (st != ST_OK)
		return st;
	count = fields_columns("case-list", column);
	if (o->indicator)
		count += fields_columns("case-figure", column + count);
	out_begin(out, NULL, column, count);
	st = make_filter(&w, &d, o, f);
	if (st == ST_OK)
		st = db_begin_read(db, f);
	if (st == ST_OK)
		st = o->indicator ? list_behind(out, &d, &w, o, f) : list(out, &d, &w, o, f);
	rule_free(w.match);
	str_release(&w.status);
	desk_close(&d);
	db_close(db);
	return st;
}

/* What only goes with --indicator, and what does not. */
static const char *misplaced(const struct opts *o)
{
	if (o->indicator)
		return o->on ? "--on goes without --indicator" : o->codes && !o->by ? "--code goes with --by" : NULL;
	if (o->week || o->month || o->quarter || o->half || o->year || o->cohort || o->as_of || o->by || o->codes)
		return "a report's period, --cohort, --as-of, --by and --code go with --indicator";
	return NULL;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o;
	int code;

	memset(&o, 0, sizeof o);
	cli_start(&cli, "case-list", usage, CLI_FORMAT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		/* An unset variable must not list, and have closed, every case. */
		if (code != OPT_OVERDUE && !*cli.value)
			return cli_usage(&cli, "--%s is empty: leave it out, or say what it is", options[code - OPT_STATUS].name);
		take_option(&o, code, cli.value);
	}
	if (cli.argc)
		return cli_usage(&cli, "'%s': case-list takes no operand", cli.argv[0]);
	if (misplaced(&o))
		return cli_usage(&cli, "%s", misplaced(&o));
	return cli_print(&cli, run, &o);
}
