/* SPDX-License-Identifier: MIT
 *
 * grid-plan: do grids and workers fit each other?  The first operand says what is
 * to be planned; of the three forms only check is there.
 */
#include "cli.h"
#include "plan.h"

#include <string.h>

static const char usage[] =
	"grid-plan [-qv] [-d file] [-f format] [-o file] check [--area a]\n"
	"grid-plan [-qv] [-d file] [-f format] [-o file] check --load [--area a] [--month m]\n";

enum { OPT_AREA = CLI_LONG(0), OPT_LOAD, OPT_MONTH };

static const struct cli_option options[] = {
	{ "area", OPT_AREA, CLI_TEXT }, { "load", OPT_LOAD, CLI_FLAG }, { "month", OPT_MONTH, CLI_TEXT }, { NULL, 0, CLI_FLAG },
};

struct opts {
	const char *area, *month;
	bool is_load;
};

/* Without --month: the last month that is over, and what waits now; with it all
 * as of its end. */
static enum status show_load(struct desk *d, const struct opts *o, const char *area, struct out *out, struct fault *f)
{
	struct period month;
	int64_t waits_at = d->now;
	enum status st = ST_OK;

	when_last_month(d->now, &month);
	if (o->month)
		st = when_month(o->month, &month, f);
	if (st == ST_OK && month.since > d->now)
		st = fault_set(f, ST_USAGE, "--month '%s' is in the future", o->month);
	if (o->month && month.until <= d->now)
		waits_at = month.until - 1;
	return st == ST_OK ? plan_load(d, area, &month, waits_at, out, f) : st;
}

static enum status run(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	const struct opts *o = arg;
	char code[32];
	int64_t found = 0;
	struct desk d;
	struct db *db;
	enum status st = cli_open(c, DB_READ, &db, &d, f);

	if (st != ST_OK)
		return st;
	if (o->area)
		st = registry_area_code(&d.registry, o->area, code, sizeof code, f);
	if (st == ST_REFUSED)
		st = fault_set(f, ST_NOINPUT, "--area '%s': %s", o->area, f->text);
	if (st == ST_OK)
		st = db_begin_read(db, f);
	if (st == ST_OK && o->is_load)
		st = show_load(&d, o, o->area ? code : NULL, out, f);
	else if (st == ST_OK)
		st = plan_check(&d, o->area ? code : NULL, out, &found, f);
	desk_close(&d);
	db_close(db);
	return st == ST_OK && found ? ST_PART : st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o = { NULL, NULL, false };
	int code;

	cli_start(&cli, "grid-plan", usage, CLI_FORMAT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (cli.value && !*cli.value)
			return cli_usage(&cli, "--%s is empty: leave it out, or say what it is", options[code - OPT_AREA].name);
		if (code == OPT_LOAD)
			o.is_load = true;
		else
			*(code == OPT_AREA ? &o.area : &o.month) = cli.value;
	}
	if (cli.argc == 0)
		return cli_usage(&cli, "say what: check");
	if (strcmp(cli.argv[0], "staff") == 0 || strcmp(cli.argv[0], "divide") == 0)
		return cli_usage(&cli, "'%s' is not there yet, only check", cli.argv[0]);
	if (strcmp(cli.argv[0], "check") != 0)
		return cli_usage(&cli, "'%s' is none of check, staff, divide", cli.argv[0]);
	if (cli.argc > 1)
		return cli_usage(&cli, "'%s': grid-plan check takes no operand", cli.argv[1]);
	if (o.month && !o.is_load)
		return cli_usage(&cli, "--month goes with --load");
	return cli_print(&cli, run, &o);
}
