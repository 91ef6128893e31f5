/* SPDX-License-Identifier: MIT */
#include "evaluate.h"

#include "cli.h"
#include "mem.h"

#include <stdlib.h>
#include <string.h>

enum { OPT_MONTH = CLI_LONG(0), OPT_QUARTER, OPT_EDITION, OPT_EXPLAIN };

static const struct cli_option options[] = {
	{ "month", OPT_MONTH, CLI_TEXT }, { "quarter", OPT_QUARTER, CLI_TEXT }, { "edition", OPT_EDITION, CLI_TEXT },
	{ "explain", OPT_EXPLAIN, CLI_TEXT }, { NULL, 0, CLI_FLAG },
};

struct opts {
	enum score_of of;
	const char *month, *quarter, *edition, *explain;
};

static void put_scores(struct out *out, const struct score *s, enum score_of of)
{
	static const struct field *column[8];   /* stays until out_finish */
	size_t i, count = fields_columns("score", column);

	/* Names of people are masked, those of departments are not. */
	if (of == SCORE_WORKER)
		column[1] = fields_named(fields_kind("person-row"), "name");
	out_begin(out, NULL, column, count);
	for (i = 0; i < s->rows; i++) {
		const struct score_row *r = &s->row[i];
		char grade[2] = { r->grade, '\0' };

		if (!r->parts)
			continue;       /* no rule speaks of this post */
		out_text(out, r->code);
		out_text(out, r->name);
		out_text(out, r->post);
		if (r->has_score) {
			out_real(out, r->score, 2);
			out_text(out, grade);
			out_int(out, r->rank);
		}
		out_row(out);
	}
}

/* The cases behind one rule, in the order they were counted. */
struct behind {
	const struct opts *opts;
	const struct score_row *row;
	struct str *part, *whole;       /* one for each part of the row */
};

static void add_case(struct str *list, const char *no)
{
	str_addf(list, "%s%s", list->len ? " " : "", no);
}

static bool is_of(const struct behind *b, const struct fact *fact, const struct indicator *i, enum count count)
{
	if (count == COUNT_MAX || !(fact->counts & COUNT_BIT(count)))
		return false;
	if (i->is_of_area && b->row->area_id)
		return fact->area_id == b->row->area_id;
	return score_owner(b->opts->of, fact, count) == b->row->id;
}

static enum status note_fact(void *arg, const struct fact *fact, struct fault *f)
{
	struct behind *b = arg;
	size_t i;

	(void)f;
	for (i = 0; i < b->row->parts; i++) {
		const struct indicator *of = b->row->part[i].rule->indicator;

		if (is_of(b, fact, of, of->part))
			add_case(&b->part[i], fact->case_no);
		else if (is_of(b, fact, of, of->whole))
			add_case(&b->whole[i], fact->case_no);
	}
	return ST_OK;
}

static void put_explained(struct out *out, const struct score_row *r, const struct behind *b)
{
	static const char *const shape[] = { "ratio", "steps", "per-item", "bonus", "" };
	static const struct field *column[16];  /* stays until out_finish */
	size_t i, count = fields_columns("score-explain", column);

	out_begin(out, r->code, column, count);
	for (i = 0; i < r->parts; i++) {
		const struct score_part *p = &r->part[i];

		out_text(out, p->rule->name);
		out_text(out, p->rule->indicator->field.name);
		out_text(out, p->rule->indicator->field.label);
		out_text(out, shape[p->rule->shape]);
		if (p->rule->weight > 0)
			out_real(out, p->rule->weight, 2);
		else
			out_null(out);
		out_int(out, p->part);
		if (p->has_whole)
			out_int(out, p->whole);
		else
			out_null(out);
		if (p->is_left_out) {
			out_null(out);
			out_null(out);
		} else {
			out_real(out, p->value, 2);
			out_real(out, score_rounded(p->points), 2);
		}
		out_text(out, b->part[i].s);
		out_text(out, b->whole[i].s);
		out_text(out, p->rule->note);
		out_row(out);
	}
	/* The cases do not fit a screen's table; there they stand below it. */
	for (i = 0; i < r->parts; i++) {
		struct str line = STR_INIT;

		str_addf(&line, "%s: %s", r->part[i].rule->name, b->part[i].len ? b->part[i].s : "-");
		if (b->whole[i].len)
			str_addf(&line, " | %s", b->whole[i].s);
		out_note(out, line.s);
		str_release(&line);
	}
}

/* By code, else by a name that only one has. */
static const struct score_row *find_row(const struct score *s, const char *text, bool *is_many)
{
	const struct score_row *named = NULL;
	size_t i;

	*is_many = false;
	for (i = 0; i < s->rows; i++)
		if (strcmp(s->row[i].code, text) == 0)
			return &s->row[i];
	for (i = 0; i < s->rows; i++)
		if (strcmp(s->row[i].name, text) == 0) {
			*is_many = named != NULL;
			named = &s->row[i];
		}
	return named;
}

static enum status explain(struct out *out, struct desk *d, const struct score *s, const struct period *p,
                           const struct opts *o, struct fault *f)
{
	struct facts_query q = { .period = *p, .as_of = facts_as_of(p, COHORT_DUE, d->now), .wanted = score_counts(s) };
	struct behind b = { o, NULL, NULL, NULL };
	bool is_many;
	size_t i;
	enum status st;

	b.row = find_row(s, o->explain, &is_many);
	if (is_many)
		return fault_set(f, ST_NOINPUT, "--explain '%s': more than one has this name, give the code", o->explain);
	if (!b.row || !b.row->parts)
		return fault_set(f, ST_NOINPUT, "--explain '%s': %s", o->explain,
		                 b.row ? "no rule speaks of this post" : "nobody of that code or name");
	b.part = mem_array(b.row->parts, sizeof *b.part);
	b.whole = mem_array(b.row->parts, sizeof *b.whole);
	st = facts_each(d, &q, note_fact, &b, f);
	if (st == ST_OK)
		put_explained(out, b.row, &b);
	for (i = 0; i < b.row->parts; i++) {
		str_release(&b.part[i]);
		str_release(&b.whole[i]);
	}
	free(b.part);
	free(b.whole);
	return st;
}

static enum status run(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	const struct opts *o = arg;
	struct score s = { NULL, 0, NULL, 0 };
	struct period p;
	struct desk d;
	struct db *db;
	enum status st = cli_open(c, DB_READ, &db, &d, f);

	if (st != ST_OK)
		return st;
	if (o->month)
		st = when_month(o->month, &p, f);
	else if (o->quarter)
		st = when_quarter(o->quarter, &p, f);
	else
		when_last_month(d.now, &p);
	if (st == ST_OK)
		st = db_begin_read(db, f);
	if (st == ST_OK)
		st = score_make(&s, &d, o->of, &p, o->edition, f);
	if (st == ST_OK && o->explain)
		st = explain(out, &d, &s, &p, o, f);
	else if (st == ST_OK)
		put_scores(out, &s, o->of);
	score_release(&s);
	desk_close(&d);
	db_close(db);
	return st;
}

int evaluate_main(int argc, char **argv, enum score_of of, const char *program, const char *usage)
{
	struct cli cli;
	struct opts o = { .of = of };
	int code;

	cli_start(&cli, program, usage, CLI_FORMAT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0)
		switch (code) {
		case OPT_MONTH: o.month = cli.value; break;
		case OPT_QUARTER: o.quarter = cli.value; break;
		case OPT_EDITION: o.edition = cli.value; break;
		default: o.explain = cli.value;
		}
	if (cli.argc)
		return cli_usage(&cli, "'%s': %s takes no operand", cli.argv[0], program);
	if (o.month && o.quarter)
		return cli_usage(&cli, "only one period");
	return cli_print(&cli, run, &o);
}
