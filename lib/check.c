/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "deadline.h"
#include "when.h"
#include "workflow.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put(struct check *c, const char *kind, const char *record, const char *text)
{
	static const struct field *column[8];   /* stays until out_finish */

	if (!c->has_begun)
		out_begin(c->out, NULL, column, fields_columns("grid-check", column));
	c->has_begun = true;
	out_text(c->out, kind);
	out_text(c->out, record);
	out_text(c->out, text);
	out_row(c->out);
}

void check_found(struct check *c, const char *record, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	put(c, c->kind, record, text);
	c->found++;
}

void check_remark(struct check *c, const char *record, const char *text)
{
	if (c->is_verbose)
		put(c, "remark", record, text);
}

/* Statements ----------------------------------------------------------------- */

static enum status check_rows(struct check *c, enum sql sql, const char *text, struct fault *f)
{
	struct query *q = db_query(c->desk->db, sql);
	bool row;
	enum status st;

	if (sql == SQL_CHECK_GRIDS)
		db_bind_text(q, 1, c->desk->today);
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		check_found(c, db_text(q, 0), "%s", text);
	return st;
}

/* Functions ------------------------------------------------------------------- */

static void tell(void *arg, const char *where, const char *what)
{
	check_found(arg, *where ? where : NULL, "%s", what);
}

static enum status check_whole(struct check *c, struct fault *f)
{
	return db_check_whole(c->desk->db, tell, c, f);
}

static enum status check_schema(struct check *c, struct fault *f)
{
	return db_check_schema(c->desk->db, tell, c, f);
}

static bool is_same_row(struct query *q, const struct workflow *w)
{
	const char *const want[] = { w->action, w->from, w->to, w->roles, w->needs, w->clock };
	int i;

	for (i = 0; i < (int)(sizeof want / sizeof want[0]); i++)
		if (strcmp(db_text(q, i), want[i]) != 0)
			return false;
	return true;
}

static enum status check_workflow(struct check *c, struct fault *f)
{
	struct query *q = db_query(c->desk->db, SQL_CHECK_WORKFLOW);
	char name[80];
	size_t i = 0;
	bool row;
	enum status st;

	for (; (st = db_step(q, &row, f)) == ST_OK && row; i++)
		if (i >= workflow_count || !is_same_row(q, &workflow[i])) {
			snprintf(name, sizeof name, "%s from %s", db_text(q, 0), db_text(q, 1));
			check_found(c, name, "the program's table has another row here");
		}
	for (; st == ST_OK && i < workflow_count; i++) {
		snprintf(name, sizeof name, "%s from %s", workflow[i].action, workflow[i].from);
		check_found(c, name, "is missing");
	}
	return st;
}

/* Who acted was there, in a post that gives the role.  Posts that were imported
 * later for days before count as if they had been known. */
static enum status check_actors(struct check *c, struct fault *f)
{
	struct desk *d = c->desk;
	struct query *q = db_query(d->db, SQL_CHECK_ACTORS);
	const struct actor actor = d->actor;
	bool row;
	enum status st, as;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		d->at = db_int(q, 1);
		as = desk_act_as(d, db_int(q, 3), f);
		if (as != ST_OK && as != ST_REFUSED) {
			st = as;
			break;
		}
		if (as == ST_REFUSED)
			check_found(c, db_text(q, 0), "its worker: %s", f->text);
		else if (strcmp(desk_role(d->actor.role), db_text(q, 2)) != 0)
			check_found(c, db_text(q, 0), "its worker acted as %s where the post of that day makes %s", db_text(q, 2),
			            desk_role(d->actor.role));
	}
	db_done(q);
	d->at = d->now;
	d->actor = actor;
	return st;
}

/* Plain sqlite3 may have put there what is no day, or none as we write it. */
static enum status check_suspensions(struct check *c, struct fault *f)
{
	struct query *q = db_query(c->desk->db, SQL_CHECK_SUSPENSIONS);
	struct fault ignored;
	char day[WHEN_DATE_SIZE] = "";
	int32_t on, until, latest;
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		const char *text = db_text(q, 2);

		deadline_suspension(db_int(q, 1), &on, &latest);
		if (when_parse_day(text, &until, &ignored) == ST_OK)
			when_format_day(until, day);
		if (!*text || strcmp(text, day) != 0)
			check_found(c, db_text(q, 0), "it was suspended until '%s': no day", text);
		else if (until <= on)
			check_found(c, db_text(q, 0), "it was suspended until %s: not after that day", text);
		else if (until > latest)
			check_found(c, db_text(q, 0), "it was suspended until %s: more than a year", text);
	}
	return st;
}

/* All of them ----------------------------------------------------------------- */

static const struct {
	const char *kind;
	bool is_audit;
	enum status (*run)(struct check *c, struct fault *f);   /* NULL: the statement's rows */
	enum sql sql;
	const char *text;
} checks[] = {
	{ "schema", false, check_schema, 0, NULL },
	{ "workflow", false, check_workflow, 0, NULL },
	{ "audit", true, chain_check, 0, NULL },
	{ "state", true, NULL, SQL_CHECK_STATES, "it stands otherwise than after its last event" },
	{ "score", true, NULL, SQL_CHECK_SCORES, "no command wrote it" },
	{ "actor", false, check_actors, 0, NULL },
	{ "actor", false, NULL, SQL_CHECK_OWNERS, "the case was dispatched to somebody else" },
	{ "actor", false, NULL, SQL_CHECK_VERIFIERS, "whoever handled the case verified it" },
	{ "suspension", false, check_suspensions, 0, NULL },
	{ "registry", false, NULL, SQL_CHECK_GRIDS, "no worker has a post in this grid today" },
};

enum status check_run(struct check *c, struct fault *f)
{
	size_t i;
	enum status st = ST_OK;

	if (!c->is_audit_only) {
		c->kind = "file";
		st = check_whole(c, f);
		if (st != ST_OK || c->found)
			return st;
	}
	for (i = 0; i < sizeof checks / sizeof checks[0] && st == ST_OK; i++) {
		if (c->is_audit_only && !checks[i].is_audit)
			continue;
		c->kind = checks[i].kind;
		st = checks[i].run ? checks[i].run(c, f) : check_rows(c, checks[i].sql, checks[i].text, f);
	}
	return st;
}
