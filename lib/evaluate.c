/* SPDX-License-Identifier: MIT */
#include "evaluate.h"

#include "batch.h"
#include "cli.h"
#include "edition.h"
#include "freeze.h"
#include "scorecard.h"
#include "scoretable.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	OPT_MONTH = CLI_LONG(0), OPT_QUARTER, OPT_YEAR, OPT_EDITION, OPT_EXPLAIN, OPT_PAY, OPT_CORRECTIONS, OPT_FIRST, OPT_LIVE,
	OPT_WHAT_IF, OPT_MONTHS, OPT_FREEZE, OPT_APPEAL, OPT_CORRECT, OPT_REFUSE, OPT_REASON, OPT_OF, OPT_UNMASK,
};

#define OPTIONS \
	{ "month", OPT_MONTH, CLI_TEXT }, { "quarter", OPT_QUARTER, CLI_TEXT }, { "year", OPT_YEAR, CLI_TEXT }, \
	{ "edition", OPT_EDITION, CLI_TEXT }, { "explain", OPT_EXPLAIN, CLI_TEXT }, { "pay", OPT_PAY, CLI_FLAG }, \
	{ "corrections", OPT_CORRECTIONS, CLI_FLAG }, { "first", OPT_FIRST, CLI_FLAG }, { "live", OPT_LIVE, CLI_FLAG }, \
	{ "what-if", OPT_WHAT_IF, CLI_PATH }, { "months", OPT_MONTHS, CLI_TEXT }, { "freeze", OPT_FREEZE, CLI_FLAG }, \
	{ "appeal", OPT_APPEAL, CLI_TEXT }, { "correct", OPT_CORRECT, CLI_TEXT }, { "refuse", OPT_REFUSE, CLI_TEXT }, \
	{ "reason", OPT_REASON, CLI_TEXT }

static const struct cli_option of_workers[] = { OPTIONS, { "unmask", OPT_UNMASK, CLI_FLAG }, { NULL, 0, CLI_FLAG } };
static const struct cli_option of_others[] = { OPTIONS, { "of", OPT_OF, CLI_TEXT }, { NULL, 0, CLI_FLAG } };

enum { MONTHS_MAX = 120 };

struct opts {
	enum score_of of;
	const char *month, *quarter, *year, *edition, *explain, *what_if, *reason;
	const char *who;        /* of --appeal, --correct and --refuse */
	int change;             /* which of those, or OPT_FREEZE; 0: it only reads */
	int changes;            /* how often one of them was given */
	long months;
	bool is_pay, is_unmasked, is_corrections, is_first, is_live;
};

static enum status take_period(const struct opts *o, int64_t now, struct period *p, struct fault *f)
{
	if (o->month)
		return when_month(o->month, p, f);
	if (o->quarter)
		return when_quarter(o->quarter, p, f);
	if (o->year)
		return when_year(o->year, p, f);
	when_last_month(now, p);
	return ST_OK;
}

/* As the records stand. */
static enum status make(struct score *s, struct desk *d, const struct opts *o, const struct period *p, enum score_keep keep,
                        struct fault *f)
{
	struct score_rules rules;
	char day[WHEN_DATE_SIZE];
	enum status st;

	memset(s, 0, sizeof *s);
	when_format_day_of(p->since, day);
	st = edition_load(&rules, d, o->edition, day, f);
	if (st == ST_OK)
		return score_make(s, d, o->of, p, &rules, keep, NULL, f);
	score_rules_release(&rules);
	return st;
}

/* Reading -------------------------------------------------------------------- */

static enum status no_row(const struct opts *o, const struct score_row *r, const char *option, const char *who, bool is_many, struct fault *f)
{
	if (is_many)
		return fault_set(f, ST_NOINPUT, "%s '%s': more than one has this name, give the code", option, who);
	if (r)
		return fault_set(f, ST_NOINPUT, "%s '%s': no rule speaks of this post", option, who);
	return fault_set(f, ST_NOINPUT, "%s '%s': no %s of that code or name", option, who, score_of_name(o->of));
}

static enum status find(const struct opts *o, const struct score *s, const char *option, const char *who, struct score_row **r,
                        struct fault *f)
{
	bool is_many;

	*r = score_find(s, who, &is_many);
	return *r && (*r)->parts ? ST_OK : no_row(o, *r, option, who, is_many, f);
}

static enum status explain(struct out *out, struct desk *d, const struct score *s, const struct opts *o, struct fault *f)
{
	struct score_row *only = NULL;
	enum status st = ST_OK;

	if (strcmp(o->explain, "all") != 0)
		st = find(o, s, "--explain", o->explain, &only, f);
	if (st == ST_OK && out_format(out) == OUT_HTML)
		return scorecard_cards(out, d, s, only, f);
	if (st == ST_OK)
		scoretable_explain(out, s, only);
	return st;
}

static enum status put(struct out *out, struct desk *d, const struct score *s, const struct opts *o, struct fault *f)
{
	if (o->explain)
		return explain(out, d, s, o, f);
	if (o->is_pay)
		return scoretable_pay(out, s, f);
	if (out_format(out) == OUT_HTML)
		return scorecard_table(out, d, s, f);
	scoretable_ranks(out, s);
	return ST_OK;
}

/* Why there is nothing, which is no fault: an edition need not be about all. */
static void hint(const struct cli *c, const struct opts *o, const struct score *s)
{
	bool has_row = false, has_pay = false;
	size_t i;

	for (i = 0; i < s->rows; i++) {
		has_row = has_row || s->row[i].parts || s->row[i].correction;
		has_pay = has_pay || s->row[i].has_pay;
	}
	if (!has_row && !c->is_quiet)
		cli_warn(c, "no rule of edition '%s' is about any %s: see --edition", s->rules.edition, score_of_name(o->of));
	else if (o->is_pay && !has_pay && !c->is_quiet)
		cli_warn(c, "edition '%s' has no rule of shape money for them: see --edition", s->rules.edition);
}

/* Whose names were looked at stands in the digest of the rows, by code. */
static enum status record_look(struct cli *c, struct desk *d, const struct score *s, const char *reason, struct fault *f)
{
	struct str note = STR_INIT;
	size_t i;
	enum status st = db_begin_write(d->db, c->wait, c->program, f);

	if (st != ST_OK)
		return st;
	for (i = 0; i < s->rows; i++)
		if (s->row[i].has_pay)
			audit_row(&d->audit, "pay", 0, s->row[i].code);
	str_addf(&note, "pay of %s by %s: %s", s->period.name, s->rules.edition, reason);
	st = audit_append(d, c->program, "pay", note.s, f);
	str_release(&note);
	if (st == ST_OK)
		return db_commit(d->db, f);
	db_rollback(d->db);
	return st;
}

static enum status put_scores(struct cli *c, struct out *out, struct desk *d, const struct opts *o, const struct period *p, struct fault *f)
{
	struct freeze z = { .id = 0 };
	struct score s;
	enum status st = ST_OK;

	memset(&s, 0, sizeof s);
	if (!o->is_live)
		st = freeze_find(&z, d, o->of, p, o->edition, f);
	if (st == ST_OK && o->is_first && !z.id)
		st = fault_set(f, ST_NOINPUT, "--first: %s was not frozen", p->name);
	if (st == ST_OK && z.id)
		st = freeze_load(&s, d, o->of, p, &z, o->is_first, f);
	else if (st == ST_OK)
		st = make(&s, d, o, p, o->explain ? SCORE_ALL : SCORE_NONE, f);
	if (st == ST_OK)
		st = put(out, d, &s, o, f);
	if (st == ST_OK)
		hint(c, o, &s);
	if (st == ST_OK && o->is_unmasked) {
		db_rollback(d->db);     /* the reading is over */
		st = record_look(c, d, &s, o->reason, f);
	}
	score_release(&s);
	return st;
}

/* What was fixed, as it holds. */
static enum status load_then(struct score *then, struct freeze *z, struct desk *d, const struct opts *o, const struct period *p,
                             struct fault *f)
{
	enum status st = freeze_find(z, d, o->of, p, o->edition, f);

	memset(then, 0, sizeof *then);
	if (st == ST_OK && !z->id)
		st = fault_set(f, ST_NOINPUT, "%s was not frozen%s%s%s", p->name, o->edition ? " by edition '" : "", o->edition ? o->edition : "",
		               o->edition ? "'" : "");
	return st == ST_OK ? freeze_load(then, d, o->of, p, z, false, f) : st;
}

/* And what the same rules make of the records of today; `code` NULL: without what stands
 * behind the figures. */
static enum status load_now(struct score *now, const struct freeze *z, struct desk *d, const struct opts *o, const struct period *p,
                            const char *code, struct fault *f)
{
	struct score_rules rules;
	enum status st = freeze_rules(&rules, d, z, f);

	memset(now, 0, sizeof *now);
	if (st == ST_OK)
		return score_make(now, d, o->of, p, &rules, code ? SCORE_ONE : SCORE_NONE, code, f);
	score_rules_release(&rules);
	return st;
}

static enum status put_corrections(struct out *out, struct desk *d, const struct opts *o, const struct period *p, struct fault *f)
{
	struct score then, now;
	struct freeze z;
	enum status st = load_then(&then, &z, d, o, p, f);

	memset(&now, 0, sizeof now);
	if (st == ST_OK)
		st = load_now(&now, &z, d, o, p, NULL, f);
	if (st == ST_OK)
		st = scoretable_changes(out, d, &z, &then, &now, f);
	score_release(&then);
	score_release(&now);
	return st;
}

static enum status put_what_if(struct out *out, struct desk *d, const struct opts *o, const struct score_rules *other,
                               const struct period *p, struct fault *f)
{
	struct score is, would;
	struct score_rules rules;
	char day[WHEN_DATE_SIZE];
	enum status st;

	memset(&would, 0, sizeof would);
	when_format_day_of(p->since, day);
	st = make(&is, d, o, p, SCORE_NONE, f);
	if (st == ST_OK) {
		st = edition_on(&rules, other, day, f);
		if (st == ST_OK)
			st = score_make(&would, d, o->of, p, &rules, SCORE_NONE, NULL, f);
		else
			score_rules_release(&rules);
	}
	if (st == ST_OK)
		scoretable_what_if(out, &is, &would);
	score_release(&is);
	score_release(&would);
	return st;
}

/* The oldest month first. */
static enum status put_months(struct out *out, struct desk *d, const struct opts *o, const struct period *last, struct fault *f)
{
	struct period p[MONTHS_MAX];
	struct score_rules other;
	long i, n = o->months ? o->months : 1;
	enum status st = edition_read(&other, d, o->what_if, f);

	p[n - 1] = *last;
	for (i = n - 1; i > 0; i--)
		when_before(&p[i], &p[i - 1]);
	for (i = 0; i < n && st == ST_OK; i++)
		st = put_what_if(out, d, o, &other, &p[i], f);
	score_rules_release(&other);
	return st;
}

static enum status run(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	const struct opts *o = arg;
	struct period p;
	struct desk d;
	struct db *db;
	enum status st = cli_open(c, o->is_unmasked ? DB_WRITE : DB_READ, &db, &d, f);

	if (st != ST_OK)
		return st;
	if (o->is_unmasked)
		out_unmask(out);
	st = take_period(o, d.now, &p, f);
	if (st == ST_OK && p.since > d.now)
		st = fault_set(f, ST_USAGE, "%s has not begun", p.name);
	if (st == ST_OK)
		st = db_begin_read(db, f);
	if (st == ST_OK && o->what_if)
		st = put_months(out, &d, o, &p, f);
	else if (st == ST_OK && o->is_corrections)
		st = put_corrections(out, &d, o, &p, f);
	else if (st == ST_OK)
		st = put_scores(c, out, &d, o, &p, f);
	desk_close(&d);
	db_close(db);
	return st;
}

/* Writing -------------------------------------------------------------------- */

static const char *option_of(int change)
{
	return change == OPT_FREEZE ? "--freeze" : change == OPT_APPEAL ? "--appeal" : change == OPT_CORRECT ? "--correct" : "--refuse";
}

static const char *verb_of(int change)
{
	return option_of(change) + 2;
}

/* Scores are the centre's; who is scored may appeal. */
static enum status may(const struct desk *d, const struct opts *o, const char *code, struct fault *f)
{
	if (d->actor.role == 'c' || (o->change == OPT_APPEAL && code && strcmp(d->actor.code, code) == 0))
		return ST_OK;
	if (o->change == OPT_APPEAL)
		return code ? fault_set(f, ST_NOPERM, "'%s' appeals for himself only", d->actor.code) : ST_OK;
	return fault_set(f, ST_NOPERM, "role %s (%s) may not %s a score", desk_role(d->actor.role), d->actor.code, verb_of(o->change));
}

/* What the audit says of it: codes and no names. */
static void note_change(char *note, size_t size, const struct opts *o, const struct period *p, const char *edition, const char *code)
{
	snprintf(note, size, "%s %s %s %s%s%s", verb_of(o->change), score_of_name(o->of), p->name, edition, *code ? " " : "", code);
}

static enum status freeze(struct desk *d, const struct opts *o, const struct period *p, char *note, size_t size, struct fault *f)
{
	struct score s;
	enum status st = make(&s, d, o, p, SCORE_ALL, f);

	note_change(note, size, o, p, st == ST_OK ? s.rules.edition : "", "");
	if (st == ST_OK)
		st = freeze_write(d, &s, f);
	score_release(&s);
	return st;
}

/* Of whom nothing was fixed it is the code: somebody's who came in late. */
static enum status correct(struct desk *d, const struct opts *o, const struct period *p, const struct freeze *z, const struct score *then,
                           const char *code, struct fault *f)
{
	struct score now;
	enum status st = load_now(&now, z, d, o, p, code, f);

	if (st == ST_OK)
		st = freeze_correct(d, z, then, &now, code, o->reason, f);
	score_release(&now);
	return st;
}

/* Which of several is meant must be said: pay follows. */
static enum status check_only(struct desk *d, const struct opts *o, const struct period *p, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_FREEZE_COUNT);
	int64_t n;
	enum status st;

	db_bind_text(q, db_param(q, ":subject"), score_of_name(o->of));
	db_bind_text(q, db_param(q, ":period"), p->name);
	st = db_first_int(q, 0, &n, f);
	return st == ST_OK && n > 1 ? fault_set(f, ST_USAGE, "%s was frozen by %lld editions: say which with --edition", p->name, (long long)n) : st;
}

static enum status change(struct desk *d, const struct opts *o, const struct period *p, char *note, size_t size, struct fault *f)
{
	struct score then;
	struct score_row *r;
	struct freeze z;
	bool is_many = false;
	const char *code = o->who;
	enum status st = load_then(&then, &z, d, o, p, f);

	if (st == ST_OK && !o->edition)
		st = check_only(d, o, p, f);
	if (st == ST_OK) {
		r = score_find(&then, o->who, &is_many);
		if (r)
			code = r->code;
		else if (is_many || o->change != OPT_CORRECT)
			st = no_row(o, r, option_of(o->change), o->who, is_many, f);
	}
	if (st == ST_OK) {
		note_change(note, size, o, p, z.edition, code);
		st = may(d, o, code, f);
	}
	if (st == ST_OK && o->change == OPT_APPEAL)
		st = freeze_appeal(d, &z, r, o->reason, f);
	else if (st == ST_OK && o->change == OPT_REFUSE)
		st = freeze_refuse(d, &z, r, o->reason, f);
	else if (st == ST_OK)
		st = correct(d, o, p, &z, &then, code, f);
	score_release(&then);
	return st;
}

static enum status work(struct cli *c, struct desk *d, void *arg, struct fault *f)
{
	const struct opts *o = arg;
	struct fault why;
	struct period p;
	struct batch b;
	char note[160] = "";
	enum status st = take_period(o, d->now, &p, f);

	if (st == ST_OK)
		st = may(d, o, NULL, f);
	if (st != ST_OK)
		return st;
	st = batch_begin(&b, c, d, verb_of(o->change), NULL, f);
	b.kind = "score-result";
	b.note = note;
	if (st == ST_OK && !b.is_repeat) {
		st = o->change == OPT_FREEZE ? freeze(d, o, &p, note, sizeof note, f) : change(d, o, &p, note, sizeof note, f);
		b.done = 1;
	}
	if (st == ST_REFUSED) {
		why = *f;
		fault_set(f, ST_REFUSED, "cannot %s %s: %s", verb_of(o->change), o->who ? o->who : p.name, why.text);
	}
	st = batch_end(&b, st, f);
	if (st == ST_OK && *note && !c->is_quiet && (c->is_verbose || isatty(STDERR_FILENO)))
		cli_warn(c, "%s: %s", c->is_dry_run ? "would be recorded" : "recorded", note);
	return st;
}

/* Options -------------------------------------------------------------------- */

static enum status take_of(struct opts *o, const char *value, struct fault *f)
{
	int of;

	for (of = SCORE_DEPARTMENT; of <= SCORE_COMMUNITY; of++)
		if (strcmp(score_of_name((enum score_of)of), value) == 0) {
			o->of = (enum score_of)of;
			return ST_OK;
		}
	return fault_set(f, ST_USAGE, "--of '%s' is none of department, street, community", value);
}

static enum status take_option(struct opts *o, int code, const char *value, struct fault *f)
{
	switch (code) {
	case OPT_MONTH: o->month = value; break;
	case OPT_QUARTER: o->quarter = value; break;
	case OPT_YEAR: o->year = value; break;
	case OPT_EDITION: o->edition = value; break;
	case OPT_EXPLAIN: o->explain = value; break;
	case OPT_PAY: o->is_pay = true; break;
	case OPT_CORRECTIONS: o->is_corrections = true; break;
	case OPT_FIRST: o->is_first = true; break;
	case OPT_LIVE: o->is_live = true; break;
	case OPT_WHAT_IF: o->what_if = value; break;
	case OPT_MONTHS: return cli_int("--months", value, 1, MONTHS_MAX, &o->months, f);
	case OPT_REASON: o->reason = value; break;
	case OPT_UNMASK: o->is_unmasked = true; break;
	case OPT_OF: return take_of(o, value, f);
	default:
		o->change = code;
		o->changes++;
		o->who = code == OPT_FREEZE ? NULL : value;
	}
	return ST_OK;
}

static enum status check_writing(const struct cli *c, const struct opts *o, struct fault *f)
{
	if (o->changes > 1)
		return fault_set(f, ST_USAGE, "only one of --freeze, --appeal, --correct and --refuse");
	if (o->explain || o->is_pay || o->is_corrections || o->is_first || o->is_live || o->what_if)
		return fault_set(f, ST_USAGE, "--%s shows nothing: --explain, --pay, --corrections, --first, --live and --what-if do not go with it",
		                 verb_of(o->change));
	if (c->output || c->format != OUT_AUTO)
		return fault_set(f, ST_USAGE, "--%s prints nothing: -f and -o do not go with it", verb_of(o->change));
	if (o->change == OPT_FREEZE && o->reason)
		return fault_set(f, ST_USAGE, "--freeze has no --reason");
	if (o->change != OPT_FREEZE && (!o->reason || text_is_blank(o->reason)))
		return fault_set(f, ST_USAGE, "--%s wants a --reason", verb_of(o->change));
	if (o->reason && !text_is_sound(o->reason))
		return fault_set(f, ST_USAGE, "--reason: it is kept for good, and has characters that cannot be read");
	if (c->at || c->is_all_or_nothing)
		return fault_set(f, ST_USAGE, "--at and --all-or-nothing are for cases");
	return ST_OK;
}

static enum status check_reading(const struct cli *c, const struct opts *o, struct fault *f)
{
	if ((o->explain != NULL) + o->is_pay + o->is_corrections + (o->what_if != NULL) > 1)
		return fault_set(f, ST_USAGE, "only one of --explain, --pay, --corrections and --what-if");
	if (o->is_first + o->is_live + o->is_corrections + (o->what_if != NULL) > 1)
		return fault_set(f, ST_USAGE, "only one of --first, --live, --corrections and --what-if");
	if (o->is_unmasked && (!o->is_pay || !o->reason || text_is_blank(o->reason)))
		return fault_set(f, ST_USAGE, "--unmask goes with --pay and wants a --reason");
	if (c->is_dry_run || c->is_all_or_nothing || c->at || c->key || (!o->is_unmasked && (c->by || o->reason)))
		return fault_set(f, ST_USAGE, "nothing is written: -n, --by, --at, --key, --reason and --all-or-nothing do not go with it");
	if (o->months && (!o->what_if || o->quarter || o->year))
		return fault_set(f, ST_USAGE, "--months goes with --what-if, and with --month or no period");
	if (c->format == OUT_HTML && (o->is_pay || o->is_corrections || o->what_if))
		return fault_set(f, ST_USAGE, "format html is for scores and --explain");
	return ST_OK;
}

int evaluate_main(int argc, char **argv, enum score_of of, const char *program, const char *usage)
{
	struct cli cli;
	struct opts o = { .of = of };
	struct fault f;
	int code;
	enum status st = ST_OK;

	cli_start(&cli, program, usage, CLI_FORMAT | CLI_PAGE | CLI_WRITE | CLI_ACT, of == SCORE_WORKER ? of_workers : of_others);
	while ((code = cli_next(&cli, argc, argv)) != 0 && st == ST_OK)
		st = take_option(&o, code, cli.value, &f);
	if (st == ST_OK && cli.argc)
		st = fault_set(&f, ST_USAGE, "'%s': %s takes no operand", cli.argv[0], program);
	if (st == ST_OK && (o.month != NULL) + (o.quarter != NULL) + (o.year != NULL) > 1)
		st = fault_set(&f, ST_USAGE, "only one period");
	if (st == ST_OK)
		st = o.change ? check_writing(&cli, &o, &f) : check_reading(&cli, &o, &f);
	if (st != ST_OK)
		return cli_fail(&cli, &f);
	return o.change ? cli_write(&cli, work, &o) : cli_print(&cli, run, &o);
}
