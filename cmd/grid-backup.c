/* SPDX-License-Identifier: MIT
 *
 * grid-backup: a copy of the database that is whole, of one moment, checked
 * and durable, taken while others write; and the way back.
 */
#include "backup.h"
#include "cli.h"

static const char usage[] =
	"grid-backup [-qv] [-d file] [--force] copy\n"
	"grid-backup [-qv] [-d file] [--wait seconds] --restore copy\n";

enum { OPT_FORCE = CLI_LONG(0), OPT_RESTORE };

static const struct cli_option options[] = {
	{ "force", OPT_FORCE, CLI_FLAG }, { "restore", OPT_RESTORE, CLI_PATH }, { NULL, 0, CLI_FLAG },
};

struct opts {
	bool is_forced;
	const char *restore;
};

static void say(const struct cli *c, const char *path, const struct backup *b)
{
	if (c->is_verbose)
		cli_warn(c, "'%s': %lld bytes, audit head %s", path, (long long)b->size, b->head);
}

static enum status back_up(struct cli *c, const char *to, bool replace, struct fault *f)
{
	struct backup b;
	struct desk d;
	struct db *db;
	enum status st = cli_open(c, DB_READ, &db, &d, f);

	if (st != ST_OK)
		return st;
	st = backup_write(db, cli_db_path(c), to, replace, &b, f);
	desk_close(&d);
	db_close(db);
	if (st == ST_OK)
		say(c, to, &b);
	return st;
}

static enum status restore(struct cli *c, const char *from, struct fault *f)
{
	struct str kept = STR_INIT;
	struct backup b;
	enum status st = backup_restore(cli_db_path(c), from, c->wait, &b, &kept, f);

	if (st == ST_OK)
		say(c, from, &b);
	/* Also where nobody knows whether it is the database still. */
	if (kept.len && !c->is_quiet)
		cli_warn(c, "the database as it was is kept: '%s'", kept.s);
	str_release(&kept);
	return st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o = { false, NULL };
	struct fault f;
	const char *path;
	int code;
	enum status st;

	cli_start(&cli, "grid-backup", usage, CLI_WRITE, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (code == OPT_FORCE)
			o.is_forced = true;
		else
			o.restore = cli.value;
	}
	if (cli.is_dry_run)
		return cli_usage(&cli, "grid-backup takes no -n");
	if (o.restore && (o.is_forced || cli.argc))
		return cli_usage(&cli, "--restore copy takes no --force and no operand");
	if (!o.restore && (cli.argc != 1 || !*cli.argv[0]))
		return cli_usage(&cli, "the name of one copy must be given");
	path = o.restore ? o.restore : cli.argv[0];
	if (cli_is_database(&cli, path))
		return cli_usage(&cli, "'%s' is the database, no copy of it", path);
	st = o.restore ? restore(&cli, path, &f) : back_up(&cli, path, o.is_forced, &f);
	return cli_end(&cli, st, &f);
}
