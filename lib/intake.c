/* SPDX-License-Identifier: MIT */
#include "intake.h"

#include "mem.h"

#include <stdlib.h>
#include <string.h>

bool intake_option(struct intake *in, struct cli *c, int code)
{
	const char **text[] = {
		&in->area, &in->matter, &in->text, &in->condition, NULL, &in->source, &in->source_no,
		&in->reporter, &in->phone, &in->address, &in->lon, &in->lat, &in->csv,
	};
	int i = code - CLI_LONG(0);

	if (i < 0 || i >= (int)(sizeof text / sizeof text[0]))
		return false;
	if (text[i])
		*text[i] = c->value;
	else
		in->is_missed = true;
	return true;
}

bool intake_has_details(const struct intake *in)
{
	return in->area || in->text || in->source || in->source_no || in->reporter || in->phone
		|| in->address || in->lon || in->lat || in->is_missed;
}

/* One new case as the record kind case sees it: values of its columns. */
struct new_case {
	const struct record_kind *kind;
	const struct value *value;
	const struct field *column;     /* at fault; NULL: the row as a whole */
	const char *subject;            /* the name in it that means nothing, or NULL */
	struct triage *triage;          /* as in struct intake */
};

static const struct value *value_of(const struct new_case *n, const char *name)
{
	return &n->value[fields_named(n->kind, name) - n->kind->field];
}

static const char *text_of(const struct new_case *n, const char *name)
{
	const struct value *v = value_of(n, name);

	return v->kind == VALUE_TEXT ? v->s : NULL;
}

/* What the following sentence is about; its text, which is what it names. */
static const char *about(struct new_case *n, const char *name)
{
	n->column = fields_named(n->kind, name);
	n->subject = text_of(n, name);
	return n->subject;
}

static enum status resolve(struct desk *d, struct new_case *n, struct case_details *details,
                           struct fault *f)
{
	enum status st = ST_OK;

	memset(details, 0, sizeof *details);
	if (!about(n, "area"))
		return fault_set(f, ST_REFUSED, "an area must be given");
	if ((value_of(n, "lon")->kind == VALUE_REAL) != (value_of(n, "lat")->kind == VALUE_REAL)) {
		about(n, value_of(n, "lon")->kind == VALUE_REAL ? "lat" : "lon");
		return fault_set(f, ST_REFUSED, "lon and lat go together");
	}
	st = registry_area(&d->registry, text_of(n, "area"), &details->area_id, f);
	if (st == ST_OK && about(n, "matter"))
		st = registry_matter(&d->registry, n->subject, text_of(n, "condition"), false, &details->matter_id, f);
	else if (st == ST_OK && about(n, "condition"))
		st = fault_set(f, ST_REFUSED, "a condition of which matter");
	details->reported_by_id = d->actor.worker_id;
	if (st == ST_OK && about(n, "reported_by"))
		st = registry_worker(&d->registry, n->subject, &details->reported_by_id, f);
	if (st != ST_OK)
		return st;
	n->column = NULL;
	n->subject = NULL;
	details->source = text_of(n, "source");
	details->source_no = text_of(n, "source_no");
	details->property = text_of(n, "property");
	details->text = text_of(n, "text");
	details->reporter = text_of(n, "reporter");
	details->reporter_phone = text_of(n, "reporter_phone");
	details->address = text_of(n, "address");
	details->is_missed = value_of(n, "is_missed")->kind == VALUE_INT && value_of(n, "is_missed")->i;
	details->has_place = value_of(n, "lon")->kind == VALUE_REAL && value_of(n, "lat")->kind == VALUE_REAL;
	details->lon = value_of(n, "lon")->r;
	details->lat = value_of(n, "lat")->r;
	details->collected_at = d->at;
	return ST_OK;
}

/* The matter of a case that is to be filed and has none. */
static enum status find_matter(struct desk *d, const struct new_case *n, struct case_details *details, const char **why,
                               struct fault *f)
{
	enum status st;

	if (!n->triage)
		return ST_OK;
	if (details->matter_id) {
		triage_given(n->triage, true);
		return ST_OK;
	}
	st = triage_matter(n->triage, d, details->area_id, details->text, &details->matter_id, why, f);
	if (st != ST_OK || details->matter_id)
		return st;
	triage_explain(n->triage, "new case");
	return triage_no_matter(n->triage, f);
}

/* One case in a savepoint of its own, so that a refused one leaves nothing. */
static enum status put_case(struct batch *b, struct new_case *n, bool open, struct fault *f)
{
	struct desk *d = b->desk;
	struct case_details details;
	struct audit told;
	struct action a = { .name = "open" };
	struct casefile c;
	enum status st = resolve(d, n, &details, f), undo;
	struct fault why;

	if (st == ST_OK)
		st = find_matter(d, n, &details, &a.note, f);
	if (st != ST_OK)
		return st;
	st = desk_savepoint(d, &told, f);
	if (st != ST_OK)
		return st;
	st = casefile_collect(d, &details, &c, f);
	if (st == ST_OK && open)
		st = casefile_act(d, &c, &a, f);
	undo = st == ST_OK ? db_savepoint_keep(d->db, &why) : desk_savepoint_undo(d, &told, &why);
	if (undo != ST_OK) {
		*f = why;
		return undo;
	}
	if (st != ST_OK)
		return st;
	if (n->triage)
		triage_explain(n->triage, c.case_no);
	batch_done(b, &c);
	return ST_OK;
}

/* "COLUMN 'TEXT': sentence", as much of it as there is. */
static void fault_at(const struct new_case *n, const struct fault *f, struct fault *out)
{
	const char *s = n->subject;

	fault_set(out, f->status, "%s%s%s%s%s%s", n->column ? n->column->name : "", s ? " '" : "", s ? s : "", s ? "'" : "",
	          n->column ? ": " : "", f->text);
}

/* Values of the options, checked like cells. */
static enum status put_options(const struct intake *in, struct batch *b, bool open, struct fault *f)
{
	const struct { const char *column, *text; } given[] = {
		{ "area", in->area }, { "matter", in->matter }, { "condition", in->condition }, { "text", in->text },
		{ "source", in->source }, { "source_no", in->source_no }, { "reporter", in->reporter },
		{ "reporter_phone", in->phone }, { "address", in->address }, { "lon", in->lon }, { "lat", in->lat },
		{ "is_missed", in->is_missed ? "1" : NULL },
	};
	const size_t count = sizeof given / sizeof given[0];
	struct new_case n = { .kind = fields_kind("case"), .triage = in->triage };
	struct value *value = mem_array(n.kind->count, sizeof *value);
	struct str keep[sizeof given / sizeof given[0]];
	char *copy[sizeof given / sizeof given[0]];
	struct fault why;
	size_t i;
	enum status st = ST_OK;

	memset(keep, 0, sizeof keep);
	for (i = 0; i < count; i++) {
		const struct field *field = fields_named(n.kind, given[i].column);

		copy[i] = mem_strdup(given[i].text ? given[i].text : "");
		if (st == ST_OK && value_parse(field, copy[i], &b->desk->words, 0, &value[field - n.kind->field], &keep[i], &why) != ST_OK)
			st = fault_set(f, ST_USAGE, "%s '%s': %s", given[i].column, given[i].text, why.text);
	}
	n.value = value;
	if (st == ST_OK)
		st = put_case(b, &n, open, f);
	if (st == ST_REFUSED) {
		fault_at(&n, f, &why);
		cli_warn(b->cli, "cannot %s a case: %s", b->verb, why.text);
		b->refused++;
		st = ST_OK;
	}
	for (i = 0; i < count; i++) {
		free(copy[i]);
		str_release(&keep[i]);
	}
	free(value);
	return st;
}

/* What only a case with a past has: grid-import case takes that. */
static enum status check_is_new(struct new_case *n, struct fault *f)
{
	static const char *const past[] = {
		"case_no", "department", "handler", "collected_at", "opened_at", "dispatched_at", "handle_due_at",
		"handled_at", "close_due_at", "closed_at", "status", "outcome", "reworks", "satisfaction",
	};
	size_t i;

	for (i = 0; i < sizeof past / sizeof past[0]; i++)
		if (value_of(n, past[i])->kind != VALUE_NONE) {
			n->column = fields_named(n->kind, past[i]);
			return fault_set(f, ST_REFUSED, "a new case has none; grid-import case takes cases with a past");
		}
	return ST_OK;
}

static void refuse_row(struct batch *b, const char *name, long line, const struct new_case *n, const struct fault *f)
{
	struct fault why;

	fault_at(n, f, &why);
	batch_refuse_row(b, name, line, "", why.text);
}

static enum status put_sheet(const struct intake *in, struct sheet *s, struct batch *b, bool open, struct fault *f)
{
	struct new_case n = { .kind = fields_kind("case"), .triage = in->triage };
	const char *name = csvin_name(sheet_input(s));
	const struct sheet_row *row;
	enum status st;

	while ((st = sheet_next(s, &row, f)) == ST_OK && row) {
		if (row->reason) {
			batch_refuse_row(b, name, row->line, row->bad_column, row->reason);
			continue;
		}
		n.value = row->value;
		n.subject = NULL;
		st = check_is_new(&n, f);
		if (st == ST_OK)
			st = put_case(b, &n, open, f);
		if (st == ST_REFUSED)
			refuse_row(b, name, row->line, &n, f);
		else if (st != ST_OK)
			break;
	}
	return st;
}

/* What every row will be asked for has a column. */
static enum status check_columns(const struct sheet *s, const char *name, bool wants_matter, struct fault *f)
{
	static const char *const wanted[] = { "area", "text", "matter" };
	const struct record_kind *k = fields_kind("case");
	size_t i;

	for (i = 0; i < (wants_matter ? 3 : 2); i++) {
		const struct field *field = fields_named(k, wanted[i]);

		if (!sheet_feeds(s, field))
			return fault_set(f, ST_INPUT, "%s: no column for %s (%s)", name, field->name, field->label);
	}
	return ST_OK;
}

static enum status open_sheet(const struct intake *in, struct cli *c, struct desk *d, bool is_open, struct sheet **s, struct fault *f)
{
	struct csvin *csv = in->input;
	enum status st = csv ? ST_OK : batch_csv(c, in->csv, &csv, f);

	if (st != ST_OK)
		return st;
	st = sheet_open(s, csv, fields_kind("case"), &(struct sheet_opts){ .words = d->words, .is_partial = true }, f);
	if (st != ST_OK)
		return st;
	if (*sheet_unknown(*s) && !c->is_quiet)
		cli_warn(c, "%s: columns not used: %s", in->csv, sheet_unknown(*s));
	st = check_columns(*s, in->csv, is_open && !in->triage, f);
	if (st != ST_OK) {
		sheet_free(*s);
		*s = NULL;
	}
	return st;
}

enum status intake_run(struct intake *in, struct cli *c, struct desk *d, bool open, struct fault *f)
{
	struct batch b;
	struct sheet *s = NULL;
	enum status st = ST_OK;

	if (in->csv && (in->matter || in->condition || intake_has_details(in))) {
		csvin_free(in->input);
		return fault_set(f, ST_USAGE, "--csv brings the details, none may be given beside it");
	}
	if (in->csv)
		st = open_sheet(in, c, d, open, &s, f);
	if (st != ST_OK)
		return st;
	/* As batch_begin does, before the gate. */
	db_query(d->db, SQL_CASEFILE_SERIAL);
	db_query(d->db, SQL_CASEFILE_INSERT);
	st = batch_begin(&b, c, d, open ? "open" : "collect", open ? "open" : "collect", f);
	if (st == ST_OK && !b.is_repeat)
		st = in->csv ? put_sheet(in, s, &b, open, f) : put_options(in, &b, open, f);
	st = batch_end(&b, st, f);
	sheet_free(s);
	return st;
}
