/* SPDX-License-Identifier: MIT */
#include "visitlog.h"

#include "csvin.h"
#include "import.h"
#include "record.h"
#include "settle.h"
#include "text.h"
#include "when.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { VISIT_COLUMNS = AT_VISIT_NOTE + 1 };

struct visitlog {
	struct cli *cli;
	struct desk *desk;
	const struct visitlog_given *given;
	const struct record_kind *kind;
	struct batch batch;
	bool is_telling;        /* of each what was put down */
	struct str said;        /* that, a line each, for after the commit */
	int64_t run, first_id, last_id;
	int64_t read, unchanged;
};

/* Subjects ----------------------------------------------------------------- */

static enum status by_key(struct desk *d, enum sql sql, const char *text, bool *is, int64_t *id, struct fault *f)
{
	struct query *q = db_query(d->db, sql);
	int64_t found;
	enum status st;

	db_bind_text(q, 1, text);
	st = db_first_int(q, 0, &found, f);
	*is = st == ST_OK && found;
	if (*is)
		*id = found;
	return st;
}

static enum status maybe(enum status st, bool *is)
{
	*is = st == ST_OK;
	return st == ST_REFUSED ? ST_OK : st;
}

/* Whom a code names: is[of]. */
static enum status by_codes(struct desk *d, const char *text, bool is[3], int64_t id[3], struct fault *f)
{
	enum status st = maybe(registry_person(&d->registry, text, &id[VISIT_PERSON], f), &is[VISIT_PERSON]);

	if (st == ST_OK)
		st = maybe(registry_household(&d->registry, text, &id[VISIT_HOUSEHOLD], f), &is[VISIT_HOUSEHOLD]);
	if (st == ST_OK)
		st = by_key(d, SQL_UNIT_BY_USCC, text, &is[VISIT_UNIT], &id[VISIT_UNIT], f);
	if (st == ST_OK && !is[VISIT_UNIT])
		st = by_key(d, SQL_UNIT_BY_LOCAL_KEY, text, &is[VISIT_UNIT], &id[VISIT_UNIT], f);
	return st;
}

enum status visitlog_subject(struct desk *d, const char *text, enum visit_of *of, int64_t *id, struct fault *f)
{
	static const char *const what[] = { "a person", "a household", "a unit" };
	struct str many = STR_INIT;
	int64_t each[3];
	bool is[3] = { false, false, false };
	int i, count = 0;
	enum status st = by_codes(d, text, is, each, f);

	if (st != ST_OK)
		return st;
	for (i = 0; i < 3; i++)
		if (is[i]) {
			str_addf(&many, "%s%s", count++ ? " and " : "", what[i]);
			*of = (enum visit_of)i;
			*id = each[i];
		}
	if (count > 1)
		st = fault_set(f, ST_REFUSED, "it names %s", many.s);
	str_release(&many);
	if (count)
		return st;
	*of = VISIT_UNIT;
	st = registry_unit(&d->registry, text, id, f);
	return st == ST_REFUSED && strcmp(f->text, "unknown unit") == 0
		? fault_set(f, ST_REFUSED, "unknown person, household or unit") : st;
}

/* What is said of a subject: nobody's number.  A unit may be what nobody knows, and
 * so a mistyped number, but that has no hyphen in it as codes of households have. */
static void shown(const char *text, enum visit_of of, char *buf, size_t size)
{
	bool is_number = of == VISIT_UNIT && strlen(text) >= 15 && strspn(text, "0123456789") >= 14 && !strchr(text, '-');

	if (of == VISIT_PERSON || is_number)
		out_mask(MASK_ID, text, buf, size);
	else
		str_copy(buf, size, text);
}

/* What is told of each --------------------------------------------------------- */

static enum status say_next(void *arg, const struct visit_subject *s, struct fault *f)
{
	struct str *said = arg;
	char day[WHEN_DATE_SIZE];

	(void)f;
	str_reset(said);
	if (s->next_day == VISIT_AT_ONCE) {
		str_addf(said, "next at once (%s)", s->tag);
	} else {
		when_format_day(s->next_day, day);
		str_addf(said, "next on %s (%s)", day, s->tag);
	}
	return ST_OK;
}

static enum status tell(struct visitlog *l, const char *name, enum visit_of of, int64_t id, const char *what, struct fault *f)
{
	struct str next = STR_INIT;
	char subject[128];
	enum status st;

	if (!l->is_telling)
		return ST_OK;
	str_adds(&next, "no rule says when next");
	st = visit_find(l->desk, of, id, l->desk->now, say_next, &next, f);
	shown(name, of, subject, sizeof subject);
	str_addf(&l->said, "%s: %s, %s\n", subject, what, next.s);
	str_release(&next);
	return st;
}

static void say_all(struct visitlog *l)
{
	char *line = l->said.s, *end;

	for (; line && *line; line = end + 1) {
		end = strchr(line, '\n');
		*end = '\0';
		cli_warn(l->cli, "%s", line);
	}
	if (l->given->csv && !l->cli->is_quiet && (l->is_telling || isatty(STDERR_FILENO)))
		cli_warn(l->cli, "%s: %lld rows read: %zu recorded, %lld unchanged, %zu refused", l->given->csv,
		         (long long)l->read, l->batch.done, (long long)l->unchanged, l->batch.refused);
}

/* Putting ------------------------------------------------------------------- */

static enum status find_same(struct visitlog *l, const struct value *value, bool *same, struct fault *f)
{
	struct query *q = db_query(l->desk->db, SQL_VISIT_SAME);
	const struct value *subject[] = { &value[AT_VISIT_HOUSEHOLD], &value[AT_VISIT_UNIT], &value[AT_VISIT_PERSON] };
	static const char *const name[] = { ":household_id", ":unit_id", ":person_id" };
	size_t i;
	enum status st;

	db_bind_int(q, db_param(q, ":worker_id"), value[AT_VISIT_WORKER].i);
	db_bind_int(q, db_param(q, ":visited_at"), value[AT_VISIT_VISITED_AT].i);
	for (i = 0; i < 3; i++)
		if (subject[i]->kind == VALUE_INT)
			db_bind_int(q, db_param(q, name[i]), subject[i]->i);
	st = db_step(q, same, f);
	if (st == ST_OK && *same && strcmp(db_text(q, 1), value[AT_VISIT_OUTCOME].s) != 0)
		st = fault_set(f, ST_REFUSED, "that visit is recorded as %s: grid-import visit corrects it", db_text(q, 1));
	else if (st == ST_OK && *same && !record_is_same(q, 2, &value[AT_VISIT_NOTE]))
		st = fault_set(f, ST_REFUSED, "that visit is recorded with another note: grid-import visit corrects it");
	db_done(q);
	return st;
}

/* Whoever goes must be in office on that day. */
static enum status check_worker(struct desk *d, const struct value *value, struct fault *f)
{
	const int64_t at = d->at;
	struct query *q;
	enum status st;

	d->at = value[AT_VISIT_VISITED_AT].i;
	st = desk_worker(d, value[AT_VISIT_WORKER].i, &q, f);
	d->at = at;
	if (st == ST_OK)
		db_done(q);
	return st;
}

static enum status insert(struct visitlog *l, const struct value *value, struct fault *f)
{
	char digest[65];
	int64_t id;
	enum status st = ST_OK;

	if (!l->run) {
		audit_digest(l->cli->request.s, l->cli->request.len, digest);
		st = import_run_begin(l->desk, l->kind, l->cli->program, digest, &l->run, f);
	}
	l->desk->import_run_id = l->run;
	if (st == ST_OK)
		st = record_insert(l->desk, l->kind, value, &id, f);
	l->desk->import_run_id = 0;
	if (st != ST_OK)
		return st;
	l->first_id = l->first_id ? l->first_id : id;
	l->last_id = id;
	l->batch.done++;
	audit_row(&l->desk->audit, "visit", id, "inserted");
	return ST_OK;
}

/* A visit whose references are looked up; *column: at fault where it is refused. */
static enum status put_visit(struct visitlog *l, struct value *value, const char *name, const struct field **column, struct fault *f)
{
	static const size_t at[] = { AT_VISIT_PERSON, AT_VISIT_HOUSEHOLD, AT_VISIT_UNIT };
	char key[SETTLE_KEY_SIZE];
	bool same = false;
	size_t of;
	enum status st = settle(l->desk, l->kind, value, key, column, f);

	if (st != ST_OK)
		return st;
	*column = &l->kind->field[AT_VISIT_WORKER];
	st = check_worker(l->desk, value, f);
	if (st != ST_OK)
		return st;
	*column = NULL;
	st = find_same(l, value, &same, f);
	if (st == ST_OK && !same)
		st = insert(l, value, f);
	l->unchanged += st == ST_OK && same;
	for (of = 0; st == ST_OK && of < 3; of++)
		if (value[at[of]].kind == VALUE_INT)
			return tell(l, name ? name : value[at[of]].s, (enum visit_of)of, value[at[of]].i,
			            same ? "known already" : value[AT_VISIT_OUTCOME].s, f);
	return st;
}

static void bind_subject(struct query *q, enum visit_of of, int64_t id)
{
	static const char *const name[] = { ":person_id", ":household_id", ":unit_id" };

	db_bind_int(q, db_param(q, name[of]), id);
}

static enum status put_event(struct visitlog *l, const char *name, enum visit_of of, int64_t id, struct fault *f)
{
	struct desk *d = l->desk;
	struct query *q = db_query(d->db, SQL_VISIT_EVENT_SAME);
	int64_t same;
	enum status st;

	db_bind_int(q, db_param(q, ":happened_at"), d->at);
	db_bind_text(q, db_param(q, ":reason"), l->given->event);
	bind_subject(q, of, id);
	st = db_first_int(q, 0, &same, f);
	if (st == ST_OK && !same) {
		q = db_query(d->db, SQL_VISIT_EVENT_INSERT);
		db_bind_int(q, db_param(q, ":happened_at"), d->at);
		db_bind_int(q, db_param(q, ":recorded_at"), d->now);
		db_bind_text(q, db_param(q, ":reason"), l->given->event);
		bind_subject(q, of, id);
		st = db_run(q, f);
		l->batch.done += st == ST_OK;
		audit_row(&d->audit, "visit_event", db_last_id(d->db), "inserted");
	}
	l->unchanged += st == ST_OK && same;
	return st == ST_OK ? tell(l, name, of, id, same ? "known already" : "event", f) : st;
}

/* Operands -------------------------------------------------------------------- */

static enum status put_as(struct visitlog *l, const char *name, enum visit_of of, int64_t id, struct fault *f)
{
	static const size_t at[] = { AT_VISIT_PERSON, AT_VISIT_HOUSEHOLD, AT_VISIT_UNIT };
	struct value value[VISIT_COLUMNS] = { { .kind = VALUE_NONE } };
	const struct field *column;

	if (l->given->event)
		return put_event(l, name, of, id, f);
	value[AT_VISIT_WORKER] = (struct value){ .kind = VALUE_INT, .i = l->desk->actor.worker_id };
	value[AT_VISIT_VISITED_AT] = (struct value){ .kind = VALUE_INT, .i = l->desk->at };
	value[at[of]] = (struct value){ .kind = VALUE_INT, .i = id };
	value[AT_VISIT_OUTCOME] = (struct value){ .kind = VALUE_TEXT, .s = l->given->outcome };
	if (l->given->note)
		value[AT_VISIT_NOTE] = (struct value){ .kind = VALUE_TEXT, .s = l->given->note };
	return put_visit(l, value, name, &column, f);
}

static enum status put_names(struct visitlog *l, const struct numbers *n, struct fault *f)
{
	char subject[128];
	enum visit_of of;
	int64_t id;
	size_t i, at = 0;
	enum status st = ST_OK;

	for (i = 0; i < n->count && st == ST_OK; i++) {
		const char *name = n->text.s + at;

		l->read++;
		st = visitlog_subject(l->desk, name, &of, &id, f);
		if (st == ST_OK)
			st = put_as(l, name, of, id, f);
		else
			of = VISIT_UNIT;
		if (st == ST_REFUSED) {
			shown(name, of, subject, sizeof subject);
			cli_warn(l->cli, "cannot record '%s': %s", subject, f->text);
			l->batch.refused++;
			st = ST_OK;
		}
		at += strlen(name) + 1;
	}
	return st;
}

static enum status read_names(struct cli *c, struct numbers *n, struct fault *f)
{
	static const struct operands subjects = { "subject given: numbers, codes or names", "operands", NULL, NULL, NULL, NULL };

	return operands_read(n, &subjects, c, f);
}

/* Rows ------------------------------------------------------------------------ */

/* What the options say stands in for what the row does not. */
static void fill(struct visitlog *l, struct value *value)
{
	const struct visitlog_given *g = l->given;

	if (value[AT_VISIT_WORKER].kind == VALUE_NONE && l->desk->actor.worker_id)
		value[AT_VISIT_WORKER] = (struct value){ .kind = VALUE_INT, .i = l->desk->actor.worker_id };
	if (value[AT_VISIT_VISITED_AT].kind == VALUE_NONE && l->cli->at)
		value[AT_VISIT_VISITED_AT] = (struct value){ .kind = VALUE_INT, .i = l->desk->at };
	if (value[AT_VISIT_OUTCOME].kind == VALUE_NONE && g->outcome)
		value[AT_VISIT_OUTCOME] = (struct value){ .kind = VALUE_TEXT, .s = g->outcome };
	if (value[AT_VISIT_NOTE].kind == VALUE_NONE && g->note)
		value[AT_VISIT_NOTE] = (struct value){ .kind = VALUE_TEXT, .s = g->note };
}

static enum status put_row(struct visitlog *l, const struct sheet_row *row, const struct field **column, struct fault *f)
{
	static const size_t needed[] = { AT_VISIT_WORKER, AT_VISIT_VISITED_AT, AT_VISIT_OUTCOME };
	size_t i;
	enum status st;

	fill(l, row->value);
	for (i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (row->value[needed[i]].kind <= VALUE_ERASE) {
			*column = &l->kind->field[needed[i]];
			return fault_set(f, ST_REFUSED, "must be given");
		}
	st = record_resolve(l->desk, l->kind, row->value, column, f);
	return st == ST_OK ? put_visit(l, row->value, NULL, column, f) : st;
}

/* Whether a row is that of a person on the list of --due: filled in and handed back
 * it names the household alone, for the number is masked, and the person would be due
 * for ever. */
static bool is_masked_person(struct sheet *s)
{
	static const char *const is_list[][3] = { { "of, ", "subject, ", "person" }, { "对象, ", "对象编号, ", "人" } };
	const struct csv_record *r = sheet_record(s);
	const char *unknown = sheet_unknown(s);
	size_t i, k;

	for (i = 0; i < 2; i++)
		for (k = 0; strstr(unknown, is_list[i][0]) && strstr(unknown, is_list[i][1]) && k < r->count; k++)
			if (r->cell[k].len == strlen(is_list[i][2]) && memcmp(r->cell[k].s, is_list[i][2], r->cell[k].len) == 0)
				return true;
	return false;
}

static enum status put_rows(struct visitlog *l, struct sheet *s, struct fault *f)
{
	static const char masked[] = "a person of --due, whose number is masked: give it in a column person, without the household";
	const char *file = csvin_name(sheet_input(s));
	const struct sheet_row *row;
	const struct field *column;
	enum status st;

	while ((st = sheet_next(s, &row, f)) == ST_OK && row) {
		l->read++;
		if (row->reason) {
			batch_refuse_row(&l->batch, file, row->line, row->bad_column, row->reason);
			continue;
		}
		if (row->value[AT_VISIT_PERSON].kind <= VALUE_ERASE && is_masked_person(s)) {
			batch_refuse_row(&l->batch, file, row->line, "", masked);
			continue;
		}
		column = NULL;
		st = put_row(l, row, &column, f);
		if (st == ST_REFUSED)
			batch_refuse_row(&l->batch, file, row->line, column ? sheet_heading(s, column) : "", f->text);
		else if (st != ST_OK)
			break;
	}
	return st;
}

static enum status open_sheet(struct visitlog *l, struct sheet **s, struct fault *f)
{
	const struct record_kind *k = l->kind;
	struct csvin *csv;
	enum status st = batch_csv(l->cli, l->given->csv, &csv, f);

	*s = NULL;
	if (st == ST_OK)
		st = sheet_open(s, csv, k, &(struct sheet_opts){ .words = l->desk->words, .is_partial = true }, f);
	if (st != ST_OK)
		return st;
	if (*sheet_unknown(*s) && !l->cli->is_quiet)
		cli_warn(l->cli, "%s: columns not used: %s", l->given->csv, sheet_unknown(*s));
	if (sheet_feeds(*s, &k->field[AT_VISIT_PERSON]) || sheet_feeds(*s, &k->field[AT_VISIT_HOUSEHOLD])
	    || sheet_feeds(*s, &k->field[AT_VISIT_UNIT]))
		return ST_OK;
	return fault_set(f, ST_INPUT, "%s: no column for person, household or unit", l->given->csv);
}

/* All together ------------------------------------------------------------------ */

static enum status end_run(struct visitlog *l, struct fault *f)
{
	struct query *q = db_query(l->desk->db, SQL_IMPORT_RUN_COUNTS);

	if (!l->run)
		return ST_OK;
	db_bind_id(q, db_param(q, ":first_id"), l->first_id);
	db_bind_id(q, db_param(q, ":last_id"), l->last_id);
	db_bind_int(q, db_param(q, ":read_rows"), l->read);
	db_bind_int(q, db_param(q, ":inserted"), (int64_t)l->batch.done);
	db_bind_int(q, db_param(q, ":updated"), 0);
	db_bind_int(q, db_param(q, ":unchanged"), l->unchanged);
	db_bind_int(q, db_param(q, ":rejected"), (int64_t)l->batch.refused);
	db_bind_int(q, db_param(q, ":import_run_id"), l->run);
	return db_run(q, f);
}

static enum status work(struct visitlog *l, struct sheet *s, const struct numbers *n, struct fault *f)
{
	enum status st = batch_begin(&l->batch, l->cli, l->desk, "record", NULL, f);

	if (st == ST_OK && !l->batch.is_repeat)
		st = s ? put_rows(l, s, f) : put_names(l, n, f);
	if (st == ST_OK && !l->batch.is_repeat)
		st = end_run(l, f);
	return batch_end(&l->batch, st, f);
}

enum status visitlog_do(struct cli *c, struct desk *d, const struct visitlog_given *g, struct fault *f)
{
	struct visitlog l = { .cli = c, .desk = d, .given = g, .kind = fields_kind("visit") };
	struct numbers n = { .count = 0 };
	struct sheet *s = NULL;
	enum status st;

	if (c->by && !d->actor.worker_id && !g->event)
		return fault_set(f, ST_NOPERM, "only a worker visits: --by '%s' is a department", c->by);
	l.is_telling = !c->is_quiet && (c->is_verbose || (!g->csv && isatty(STDERR_FILENO)));
	st = g->csv ? open_sheet(&l, &s, f) : read_names(c, &n, f);
	if (st == ST_OK)
		st = work(&l, s, &n, f);
	if ((st == ST_OK || st == ST_PART) && !(l.batch.all_or_nothing && l.batch.refused))
		say_all(&l);
	sheet_free(s);
	numbers_release(&n);
	str_release(&l.said);
	return st;
}
