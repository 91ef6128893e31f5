/* SPDX-License-Identifier: MIT
 *
 * case-open: file collected cases (建档立卷) or reject them; with new details
 * it collects and files in one step and one transaction.
 */
#include "cli.h"
#include "intake.h"

#include <string.h>

static const char usage[] =
	"case-open [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" [--matter matter] [--condition c] case ...\n"
	"case-open [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing]"
	" --reject --reason text case ...\n"
	"case-open [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] --area area --matter matter"
	" --text text [--condition c] [--missed] [--source s] [--source-no no] [--reporter name] [--phone p]"
	" [--address a] [--lon x] [--lat y]\n"
	"case-open [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --csv file\n";

enum { OPT_REJECT = CLI_LONG(50), OPT_REASON };

static const struct cli_option options[] = {
	INTAKE_OPTIONS, { "reject", OPT_REJECT, CLI_FLAG }, { "reason", OPT_REASON, CLI_TEXT }, { NULL, 0, CLI_FLAG },
};

/* Filing of cases that were collected before. */
static enum status open_known(struct cli *c, struct desk *d, const struct intake *in, struct action *a, struct fault *f)
{
	struct numbers n;
	enum status st = numbers_read(&n, c, f);

	if (st != ST_OK)
		return st;
	if (in->matter) {
		st = registry_matter(&d->registry, in->matter, in->condition, false, &a->matter_id, f);
		if (st == ST_REFUSED)
			st = fault_set(f, ST_NOINPUT, "--matter '%s': %s", in->matter, f->text);
	}
	if (st == ST_OK)
		st = batch_act(c, d, a->name, &n, a, f);
	numbers_release(&n);
	return st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct intake in;
	struct action a = { .name = "open" };
	const char *reason = NULL;
	struct desk desk;
	struct db *db;
	struct fault f;
	int code;
	bool is_new;
	enum status st;

	memset(&in, 0, sizeof in);
	cli_start(&cli, "case-open", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (code == OPT_REJECT)
			a.name = "reject";
		else if (code == OPT_REASON)
			reason = cli.value;
		else
			intake_option(&in, &cli, code);
	}
	is_new = in.csv || intake_has_details(&in);
	if (is_new && cli.argc)
		return cli_usage(&cli, "either new details or case numbers, not both");
	if (is_new && !in.csv && (!in.area || !in.text || !in.matter))
		return cli_usage(&cli, "--area, --matter and --text, or --csv, must be given");
	if (!is_new && in.condition && !in.matter)
		return cli_usage(&cli, "--condition goes with --matter");
	if (strcmp(a.name, "reject") == 0 && is_new)
		return cli_usage(&cli, "--reject wants case numbers");
	if (batch_text(&a, reason, NULL, &f) != ST_OK)
		return cli_usage(&cli, "%s", f.text);
	st = cli_open(&cli, DB_WRITE, &db, &desk, &f);
	if (st != ST_OK)
		return cli_fail(&cli, &f);
	st = is_new ? intake_run(&in, &cli, &desk, true, &f) : open_known(&cli, &desk, &in, &a, &f);
	desk_close(&desk);
	db_close(db);
	return cli_end(&cli, st, &f);
}
