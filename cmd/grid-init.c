/* SPDX-License-Identifier: MIT
 *
 * grid-init: make a database with its district and the standard tables, or
 * bring an older one up to date.  The only command that creates one.
 */
#include "casefile.h"
#include "cli.h"
#include "import.h"
#include "standard.h"
#include "text.h"

#include <string.h>

static const char usage[] =
	"grid-init [-qv] [-d file] [--wait seconds] --district code --name name\n"
	"grid-init [-qv] [-d file] [--wait seconds] --upgrade\n";

enum { OPT_DISTRICT = CLI_LONG(0), OPT_NAME, OPT_UPGRADE };

static const struct cli_option options[] = {
	{ "district", OPT_DISTRICT, CLI_TEXT }, { "name", OPT_NAME, CLI_TEXT }, { "upgrade", OPT_UPGRADE, CLI_FLAG },
	{ NULL, 0, CLI_FLAG },
};

struct opts {
	const char *district, *name;
	bool is_upgrade;
};

static enum status standard_tables(struct desk *d, struct fault *f)
{
	/* Matters name departments, and settings name editions of matters. */
	static const char *const order[] = { "holiday", "work-hours", "department", "matter", "score-rule", "visit-rule", "setting" };
	size_t i, k;
	enum status st = ST_OK;

	for (i = 0; i < sizeof order / sizeof order[0] && st == ST_OK; i++)
		for (k = 0; k < standard_table_count && st == ST_OK; k++)
			if (strcmp(standard_table[k].kind, order[i]) == 0)
				st = import_standard(d, order[i], standard_table[k].bytes, standard_table[k].len, f);
	return st;
}

static enum status put_district(struct db *db, const struct opts *o, struct fault *f)
{
	struct query *q = db_query(db, SQL_RECORD_AREA_INSERT);
	enum status st;

	db_bind_text(q, db_param(q, ":code"), o->district);
	db_bind_text(q, db_param(q, ":name"), o->name);
	db_bind_text(q, db_param(q, ":kind"), "district");
	st = db_run(q, f);
	if (st != ST_OK)
		return st;
	q = db_query(db, SQL_RECORD_SETTING_INSERT);
	db_bind_text(q, db_param(q, ":name"), "district");
	db_bind_text(q, db_param(q, ":value"), o->district);
	return db_run(q, f);
}

/* Schema, workflow, tables: one transaction. */
static enum status fill(struct cli *c, struct db *db, const struct opts *o, struct fault *f)
{
	struct desk desk = { 0 };
	enum status st = db_begin_write(db, c->wait, "grid-init", f);

	if (st == ST_OK)
		st = db_schema_upgrade(db, f);
	if (st == ST_OK)
		st = casefile_load_workflow(db, f);
	if (st == ST_OK && o->district)
		st = put_district(db, o, f);
	if (st == ST_OK)
		st = desk_open(&desk, db, f);
	if (st == ST_OK && o->district)
		st = standard_tables(&desk, f);
	if (st == ST_OK)
		st = audit_append(&desk, "grid-init", NULL, o->district ? o->district : "upgrade", f);
	if (st == ST_OK)
		st = db_commit(db, f);
	else
		db_rollback(db);
	desk_close(&desk);
	return st;
}

static bool is_district(const char *code)
{
	return strlen(code) == 6 && strspn(code, "0123456789") == 6;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o = { NULL, NULL, false };
	struct db *db;
	struct fault f;
	const char *path;
	int code;
	enum status st;

	cli_start(&cli, "grid-init", usage, CLI_WRITE, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (code == OPT_DISTRICT)
			o.district = cli.value;
		else if (code == OPT_NAME)
			o.name = cli.value;
		else
			o.is_upgrade = true;
	}
	if (cli.argc || cli.is_dry_run)
		return cli_usage(&cli, "grid-init takes no operand and no -n");
	if (o.is_upgrade ? o.district || o.name : !o.district || !o.name)
		return cli_usage(&cli, "either --district and --name, or --upgrade");
	if (o.district && !is_district(o.district))
		return cli_usage(&cli, "--district '%s' is not a code of six digits", o.district);
	if (o.name && text_is_empty(o.name))
		return cli_usage(&cli, "--name '%s' is no name", o.name);
	path = cli_db_path(&cli);
	st = o.is_upgrade ? db_open_any(&db, path, &f) : db_create(&db, path, &f);
	if (st != ST_OK)
		return cli_fail(&cli, &f);
	st = fill(&cli, db, &o, &f);
	if (!o.is_upgrade) {
		if (st == ST_OK)
			st = db_settle(db, cli.wait, "grid-init", &f);
		/* Whatever became of the commit, nothing of it is kept. */
		if (st == ST_UNKNOWN)
			st = fault_set(&f, ST_CANTCREATE, "cannot make '%s': the disk is full or cannot be written", path);
	}
	db_close(db);
	if (st != ST_OK)
		return cli_fail(&cli, &f);
	return cli_finish(&cli, st);
}
