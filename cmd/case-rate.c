/* SPDX-License-Identifier: MIT
 *
 * case-rate: record a call-back on closed cases: was the caller contacted,
 * is it solved, how satisfied.  One rating a rater; a second replaces the
 * first, and both stand in the events.
 */
#include "batch.h"
#include "cli.h"
#include "rating.h"
#include "text.h"
#include "when.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
	"case-rate [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] [--score n]"
	" [--contacted time] [--rater name] [--rater-kind kind] [--solved yes|no] [--note text] [--csv file] [case ...]\n";

enum { OPT_SCORE = CLI_LONG(0), OPT_RATER, OPT_KIND, OPT_CONTACTED, OPT_SOLVED, OPT_NOTE, OPT_CSV };

static const struct cli_option options[] = {
	{ "score", OPT_SCORE, CLI_TEXT }, { "rater", OPT_RATER, CLI_TEXT }, { "rater-kind", OPT_KIND, CLI_TEXT },
	{ "contacted", OPT_CONTACTED, CLI_TEXT }, { "solved", OPT_SOLVED, CLI_TEXT }, { "note", OPT_NOTE, CLI_TEXT },
	{ "csv", OPT_CSV, CLI_PATH },
	{ NULL, 0, CLI_FLAG },
};

struct opts {
	const char *contacted, *csv;
	struct rating rating;
};

static enum status take_option(struct cli *c, int code, struct opts *o, struct fault *f)
{
	long score;
	enum status st = ST_OK;

	switch (code) {
	case OPT_SCORE:
		st = cli_int("--score", c->value, 1, 5, &score, f);
		o->rating.score = st == ST_OK ? score : 0;
		break;
	case OPT_RATER: o->rating.rater = c->value; break;
	case OPT_KIND: o->rating.rater_kind = c->value; break;
	case OPT_CONTACTED: o->contacted = c->value; break;
	case OPT_NOTE: o->rating.note = c->value; break;
	case OPT_CSV: o->csv = c->value; break;
	default:
		o->rating.is_solved = strcmp(c->value, "yes") == 0 || strcmp(c->value, "是") == 0;
		if (!o->rating.is_solved && strcmp(c->value, "no") != 0 && strcmp(c->value, "否") != 0)
			return fault_set(f, ST_USAGE, "--solved '%s' is neither yes nor no (是, 否)", c->value);
	}
	return st;
}

static enum status rate_one(struct desk *d, struct casefile *file, const void *arg, struct fault *f)
{
	enum rating_done done;

	return rating_put(d, file, arg, &done, f);
}

/* What the database's zone and clock are needed for. */
static enum status settle(struct desk *d, struct opts *o, struct fault *f)
{
	struct fault why;

	o->rating.rated_at = d->at;
	if (!o->contacted)
		return ST_OK;
	if (when_parse(o->contacted, &o->rating.contacted_at, &why) != ST_OK)
		return fault_set(f, ST_USAGE, "--contacted: %s", why.text);
	if (o->rating.contacted_at > d->now)
		return fault_set(f, ST_USAGE, "--contacted '%s' is in the future", o->contacted);
	return ST_OK;
}

/* One row of --csv over what the options gave, at its own time if it has one. */
static enum status rate_row(struct batch *b, const struct record_kind *k, const struct sheet_row *row, const void *arg,
                            struct fault *f)
{
	struct rating r = *(const struct rating *)arg;
	const int64_t at = b->desk->at;
	const struct value *v;
	struct casefile file;
	enum rating_done done;
	enum status st;

	r.rater = batch_row_text(k, row, "rater", r.rater);
	r.rater_kind = batch_row_text(k, row, "rater_kind", r.rater_kind);
	r.note = batch_row_text(k, row, "note", r.note);
	if ((v = batch_value(k, row, "score"))->kind == VALUE_INT)
		r.score = v->i;
	if ((v = batch_value(k, row, "contacted_at"))->kind == VALUE_INT)
		r.contacted_at = v->i;
	if ((v = batch_value(k, row, "is_solved"))->kind == VALUE_INT)
		r.is_solved = v->i != 0;
	if ((v = batch_value(k, row, "rated_at"))->kind == VALUE_INT)
		r.rated_at = v->i;
	if (!r.score && !r.contacted_at)
		return fault_set(f, ST_REFUSED, "neither a score nor a time of contact");
	if (r.contacted_at > b->desk->now || r.rated_at > b->desk->now)
		return fault_set(f, ST_REFUSED, "its time is in the future");
	st = casefile_load(b->desk, batch_row_text(k, row, "case_no", ""), &file, f);
	b->desk->at = r.rated_at;
	if (st == ST_OK)
		st = rating_put(b->desk, &file, &r, &done, f);
	b->desk->at = at;
	if (st == ST_OK)
		batch_done(b, &file);
	return st;
}

static enum status rate_rows(struct cli *c, struct desk *d, const struct opts *o, struct fault *f)
{
	const struct record_kind *k = fields_kind("rating");
	struct csvin *csv;
	struct sheet *s = NULL;
	enum status st = batch_csv(c, o->csv, &csv, f);

	if (st == ST_OK)
		st = sheet_open(&s, csv, k, &(struct sheet_opts){ .words = d->words, .is_partial = true }, f);
	if (st != ST_OK)
		return st;
	if (*sheet_unknown(s) && !c->is_quiet)
		cli_warn(c, "%s: columns not used: %s", o->csv, sheet_unknown(s));
	if (sheet_feeds(s, fields_named(k, "case_no")))
		st = batch_rows(c, d, "rate", "rate", s, k, rate_row, &o->rating, f);
	else
		st = fault_set(f, ST_INPUT, "%s: no column for case_no (案件编号)", o->csv);
	sheet_free(s);
	return st;
}

static enum status rate(struct cli *c, struct desk *d, void *arg, struct fault *f)
{
	struct opts *o = arg;
	struct numbers n;
	enum status st = settle(d, o, f);

	if (st != ST_OK)
		return st;
	if (o->csv)
		return rate_rows(c, d, o, f);
	st = numbers_read(&n, c, f);
	if (st != ST_OK)
		return st;
	st = batch_each(c, d, "rate", "rate", &n, rate_one, &o->rating, f);
	numbers_release(&n);
	return st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o = { NULL, NULL, { .rater = "anonymous", .rater_kind = "resident", .is_solved = -1 } };
	struct fault f;
	const char *chosen;
	char kind[24];
	size_t len;
	int code;

	cli_start(&cli, "case-rate", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0)
		if (take_option(&cli, code, &o, &f) != ST_OK)
			return cli_usage(&cli, "%s", f.text);
	if (o.csv && cli.argc)
		return cli_usage(&cli, "either --csv or case numbers, not both");
	if (!o.rating.score && !o.contacted && !o.csv)
		return cli_usage(&cli, "--score or --contacted must be given");
	if (text_is_blank(o.rating.rater) || strchr(o.rating.rater, '*'))
		return cli_usage(&cli, "--rater '%s' is no name", o.rating.rater);
	chosen = field_choice(fields_named(fields_kind("rating"), "rater_kind"), o.rating.rater_kind, &len);
	if (!chosen)
		return cli_usage(&cli, "--rater-kind '%s' is none of resident, representative, unit", o.rating.rater_kind);
	snprintf(kind, sizeof kind, "%.*s", (int)len, chosen);
	o.rating.rater_kind = kind;
	return cli_write(&cli, rate, &o);
}
