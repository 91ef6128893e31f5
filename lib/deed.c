/* SPDX-License-Identifier: MIT */
#include "deed.h"

#include "sheet.h"
#include "text.h"
#include "when.h"
#include "workflow.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* What of struct given is text, and the word of the workflow table's needs that
 * makes an action take it.  needed: the word cannot be met otherwise. */
static const struct part {
	const char *name, *word;
	size_t at;
	bool is_needed;
} part[] = {
	{ "to", "target", offsetof(struct given, to), true },
	{ "matter", "matter", offsetof(struct given, matter), false },
	{ "condition", "matter", offsetof(struct given, condition), false },
	{ "reason", "reason", offsetof(struct given, reason), true },
	{ "result", "result", offsetof(struct given, result), true },
	{ "note", "text", offsetof(struct given, note), true },
	{ "note", "kind", offsetof(struct given, note), false },
	{ "until", "until", offsetof(struct given, until), true },
	{ "kind", "kind", offsetof(struct given, kind), true },
};
enum { PARTS = sizeof part / sizeof part[0] };

static const char **text_at(struct given *g, size_t at)
{
	return (const char **)((char *)g + at);
}

static bool takes(const char *action, const char *name)
{
	size_t i;

	for (i = 0; i < PARTS; i++)
		if (strcmp(part[i].name, name) == 0 && text_has_word(workflow_needs(action), part[i].word))
			return true;
	return strcmp(name, "level") == 0 && takes(action, "kind");
}

static enum status check_texts(const struct deed *deed, struct given *g, struct fault *f)
{
	size_t i;

	for (i = 0; i < PARTS; i++) {
		const char *text = *text_at(g, part[i].at);

		if (text && !takes(deed->action, part[i].name))
			return fault_set(f, ST_USAGE, "no --%s goes with %s", part[i].name, deed->action);
		if (text && text_is_blank(text))
			return fault_set(f, ST_USAGE, "--%s: an empty text says nothing", part[i].name);
		if (!text && part[i].is_needed && !deed->csv && text_has_word(workflow_needs(deed->action), part[i].word)
		    && !(deed->triage && strcmp(part[i].name, "to") == 0))
			return fault_set(f, ST_USAGE, "--%s must be given", part[i].name);
	}
	return ST_OK;
}

enum status deed_check(const struct cli *c, struct deed *deed, struct fault *f)
{
	struct given *g = &deed->given;
	enum status st = check_texts(deed, g, f);

	if (st != ST_OK)
		return st;
	if (g->level && !takes(deed->action, "level"))
		return fault_set(f, ST_USAGE, "no --level goes with %s", deed->action);
	if (g->condition && !g->matter && !deed->csv)
		return fault_set(f, ST_USAGE, "--condition goes with --matter");
	if (deed->csv && c->argc)
		return fault_set(f, ST_USAGE, "either --csv or case numbers, not both");
	return ST_OK;
}

/* What the texts name ------------------------------------------------------ */

/* A worker brings the department along. */
static enum status find_target(struct desk *d, const char *to, struct action *a, struct fault *f)
{
	struct query *q;
	enum status st = desk_who(d, "--to", to, &a->department_id, &a->handler_id, f);

	if (st != ST_OK || !a->handler_id)
		return st;
	st = desk_worker(d, a->handler_id, &q, f);
	if (st == ST_REFUSED)
		return fault_set(f, ST_NOINPUT, "--to '%s': %s", to, f->text);
	if (st != ST_OK)
		return st;
	a->department_id = db_int(q, 2);
	db_done(q);
	return ST_OK;
}

static enum status find_matter(struct desk *d, const struct given *g, struct action *a, struct fault *f)
{
	enum status st = registry_matter(&d->registry, g->matter, g->condition, false, &a->matter_id, f);

	return st == ST_REFUSED ? fault_set(f, ST_NOINPUT, "--matter '%s': %s", g->matter, f->text) : st;
}

/* The words of a choice and of a day in their one form, kept in the caller's
 * room. */
struct forms {
	char until[WHEN_DATE_SIZE];
	char kind[16];
};

static enum status take_forms(const struct given *g, struct forms *form, struct action *a, struct fault *f)
{
	const char *chosen;
	struct fault why;
	int32_t day;
	size_t len;

	if (g->until) {
		if (when_parse_day(g->until, &day, &why) != ST_OK)
			return fault_set(f, ST_USAGE, "--until: %s", why.text);
		when_format_day(day, form->until);
		a->until_on = form->until;
	}
	if (g->kind) {
		chosen = field_choice(fields_named(fields_kind("case-action"), "kind"), g->kind, &len);
		if (!chosen)
			return fault_set(f, ST_USAGE, "--kind '%s' is none of overtime, leader, key", g->kind);
		snprintf(form->kind, sizeof form->kind, "%.*s", (int)len, chosen);
		a->remind_kind = form->kind;
		a->remind_level = g->level ? g->level : 1;
	}
	return ST_OK;
}

/* ST_USAGE and ST_NOINPUT say which option or column is at fault. */
static enum status resolve(struct desk *d, const char *action, const struct given *g, struct forms *form,
                           struct action *a, struct fault *f)
{
	enum status st;

	memset(a, 0, sizeof *a);
	a->name = action;
	a->note = g->reason ? g->reason : g->result ? g->result : g->note;
	st = take_forms(g, form, a, f);
	if (st == ST_OK && g->to)
		st = find_target(d, g->to, a, f);
	if (st == ST_OK && g->matter)
		st = find_matter(d, g, a, f);
	else if (st == ST_OK && g->condition)
		st = fault_set(f, ST_NOINPUT, "--condition '%s': of which matter", g->condition);
	return st;
}

/* Rows of --csv ------------------------------------------------------------- */

/* The row over what the options gave. */
static void take_row(const struct record_kind *k, const struct sheet_row *row, const char *action, struct given *g)
{
	size_t i;

	for (i = 0; i < PARTS; i++)
		if (takes(action, part[i].name))
			*text_at(g, part[i].at) = batch_row_text(k, row, part[i].name, *text_at(g, part[i].at));
	if (takes(action, "level") && batch_value(k, row, "level")->kind == VALUE_INT)
		g->level = batch_value(k, row, "level")->i;
}

/* When a row says that it happened; who acts may have been somebody else then. */
static enum status take_time(struct batch *b, const struct value *v, struct fault *f)
{
	struct desk *d = b->desk;
	enum status st;

	if (v->kind != VALUE_INT)
		return ST_OK;
	if (v->i > d->now)
		return fault_set(f, ST_REFUSED, "its time is in the future");
	d->at = v->i;
	st = desk_actor(d, b->cli->by, f);
	return st == ST_NOPERM ? fault_set(f, ST_REFUSED, "%s", f->text) : st;
}

static enum status act_row(struct batch *b, const struct deed *deed, const struct record_kind *k, const struct sheet_row *row,
                           struct fault *f)
{
	struct given g = deed->given;
	struct forms form;
	struct action a;
	struct casefile file;
	enum status st = take_time(b, batch_value(k, row, "at"), f);

	take_row(k, row, deed->action, &g);
	if (st == ST_OK)
		st = resolve(b->desk, deed->action, &g, &form, &a, f);
	if (st == ST_USAGE || st == ST_NOINPUT)
		st = fault_set(f, ST_REFUSED, "%s", f->text + (strncmp(f->text, "--", 2) == 0 ? 2 : 0));
	if (st == ST_OK)
		st = casefile_load(b->desk, batch_row_text(k, row, "case_no", ""), &file, f);
	if (st == ST_OK)
		st = triage_act(deed->triage, b->desk, &file, &a, f);
	if (st == ST_OK)
		batch_done(b, &file);
	return st;
}

/* The next row's time and actor are again those of the call. */
static enum status do_row(struct batch *b, const struct record_kind *k, const struct sheet_row *row, const void *arg,
                          struct fault *f)
{
	const struct actor actor = b->desk->actor;
	const int64_t at = b->desk->at;
	enum status st = act_row(b, arg, k, row, f);

	b->desk->actor = actor;
	b->desk->at = at;
	return st;
}

/* Columns that are known but that the action has no use for. */
static void say_unused(const struct cli *c, const struct deed *deed, const struct sheet *s, const struct record_kind *k)
{
	struct str list = STR_INIT;
	size_t i;

	str_adds(&list, sheet_unknown(s));
	for (i = 0; i < k->count; i++) {
		const struct field *field = &k->field[i];

		if (sheet_feeds(s, field) && strcmp(field->name, "case_no") != 0 && strcmp(field->name, "at") != 0
		    && !takes(deed->action, field->name))
			str_addf(&list, "%s%s", list.len ? ", " : "", sheet_heading(s, field));
	}
	if (list.len && !c->is_quiet)
		cli_warn(c, "%s: columns not used: %s", deed->csv, list.s);
	str_release(&list);
}

static enum status do_csv(struct cli *c, struct desk *d, const struct deed *deed, struct fault *f)
{
	const struct record_kind *k = fields_kind("case-action");
	struct csvin *csv = deed->input;
	struct sheet *s;
	enum status st = csv ? ST_OK : batch_csv(c, deed->csv, &csv, f);

	if (st == ST_OK)
		st = sheet_open(&s, csv, k, &(struct sheet_opts){ .words = d->words }, f);
	if (st != ST_OK)
		return st;
	say_unused(c, deed, s, k);
	st = batch_rows(c, d, deed->verb, deed->action, s, k, do_row, deed, f);
	sheet_free(s);
	return st;
}

/* All the same ---------------------------------------------------------------- */

struct all {
	struct triage *triage;
	struct action action;
};

static enum status act_one(struct desk *d, struct casefile *file, const void *arg, struct fault *f)
{
	const struct all *all = arg;

	return triage_act(all->triage, d, file, &all->action, f);
}

static enum status do_numbers(struct cli *c, struct desk *d, const struct deed *deed, struct fault *f)
{
	struct all all = { .triage = deed->triage };
	struct numbers n;
	struct forms form;
	enum status st = numbers_read(&n, c, f);

	if (st != ST_OK)
		return st;
	st = resolve(d, deed->action, &deed->given, &form, &all.action, f);
	if (st == ST_OK)
		st = batch_each(c, d, deed->verb, deed->action, &n, act_one, &all, f);
	numbers_release(&n);
	return st;
}

enum status deed_do(struct cli *c, struct desk *d, struct deed *deed, struct fault *f)
{
	struct forms form;
	struct action a;
	enum status st;

	if (!deed->csv)
		return do_numbers(c, d, deed, f);
	/* What the options name is there, whether or not a row wants it. */
	st = resolve(d, deed->action, &deed->given, &form, &a, f);
	if (st != ST_OK)
		csvin_free(deed->input);
	return st == ST_OK ? do_csv(c, d, deed, f) : st;
}

static enum status run(struct cli *c, struct desk *d, void *arg, struct fault *f)
{
	return deed_do(c, d, arg, f);
}

int deed_command(struct cli *c, struct deed *deed)
{
	struct fault f;

	return deed_check(c, deed, &f) == ST_OK ? cli_write(c, run, deed) : cli_fail(c, &f);
}

int deed_choose(struct cli *c, int argc, char **argv, const char *program, const char *usage, const struct deed_choice choice[2],
                const struct deed_choice *otherwise)
{
	enum { OPT_FIRST = CLI_LONG(0), OPT_SECOND, OPT_REASON, OPT_CSV };
	const struct cli_option options[] = {
		{ choice[0].option, OPT_FIRST, CLI_FLAG }, { choice[1].option, OPT_SECOND, CLI_FLAG },
		{ "reason", OPT_REASON, CLI_TEXT }, { "csv", OPT_CSV, CLI_PATH }, { NULL, 0, CLI_FLAG },
	};
	const struct deed_choice *chosen = NULL;
	struct deed deed = { .action = NULL };
	int code;

	cli_start(c, program, usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(c, argc, argv)) != 0) {
		if (code == OPT_REASON)
			deed.given.reason = c->value;
		else if (code == OPT_CSV)
			deed.csv = c->value;
		else if (chosen)
			return cli_usage(c, "either --%s or --%s, once", choice[0].option, choice[1].option);
		else
			chosen = &choice[code - OPT_FIRST];
	}
	if (!chosen)
		chosen = otherwise;
	if (!chosen)
		return cli_usage(c, "--%s or --%s must be given", choice[0].option, choice[1].option);
	deed.action = chosen->action;
	deed.verb = chosen->verb;
	return deed_command(c, &deed);
}
