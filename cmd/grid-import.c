/* SPDX-License-Identifier: MIT
 *
 * grid-import: CSV as offices have it into the database.  A bad row costs
 * one row and comes back in a reject file that can be mended and imported
 * as it is; each file is one transaction.
 */
#include "cli.h"
#include "import.h"
#include "mem.h"
#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"grid-import [-nqv] [-d file] [--wait seconds] [--map file] [--delimiter c] [--encoding name] [--rejects file]"
	" [--all-or-nothing] [--max-errors n] [--summary file] kind [file ...]\n";

enum { OPT_MAP = CLI_LONG(0), OPT_DELIMITER, OPT_ENCODING, OPT_REJECTS, OPT_ALL, OPT_MAX, OPT_SUMMARY };

static const struct cli_option options[] = {
	{ "map", OPT_MAP, CLI_PATH }, { "delimiter", OPT_DELIMITER, CLI_TEXT }, { "encoding", OPT_ENCODING, CLI_TEXT },
	{ "rejects", OPT_REJECTS, CLI_PATH }, { "all-or-nothing", OPT_ALL, CLI_FLAG }, { "max-errors", OPT_MAX, CLI_TEXT },
	{ "summary", OPT_SUMMARY, CLI_PATH }, { NULL, 0, CLI_FLAG },
};

struct opts {
	const char *map, *rejects, *summary;
	struct import_opts import;
};

/* What the callbacks need to know. */
struct says {
	struct cli *cli;
	const char *file;
};

static void say(void *arg, long line, const char *column, const char *reason, long count)
{
	const struct says *s = arg;

	if (count == 1)
		cli_warn(s->cli, "%s:%ld: %s%s%s", s->file, line, column, *column ? ": " : "", reason);
	else
		cli_warn(s->cli, "%s:%ld: %s%s%s (and %ld more like it)", s->file, line, column, *column ? ": " : "",
		         reason, count - 1);
}

static void warn(void *arg, const char *text)
{
	const struct says *s = arg;

	if (!s->cli->is_quiet)
		cli_warn(s->cli, "%s: %s", s->file, text);
}

static enum status take_option(struct cli *c, int code, struct opts *o, struct fault *f)
{
	long max;
	enum status st = ST_OK;

	switch (code) {
	case OPT_MAP: o->map = c->value; break;
	case OPT_ENCODING: o->import.encoding = c->value; break;
	case OPT_REJECTS: o->rejects = c->value; break;
	case OPT_ALL: o->import.all_or_nothing = true; break;
	case OPT_SUMMARY: o->summary = c->value; break;
	case OPT_MAX:
		st = cli_int("--max-errors", c->value, 0, 1000000000, &max, f);
		o->import.max_errors = max;
		break;
	default:
		if (strcmp(c->value, "tab") == 0 || strcmp(c->value, "\\t") == 0)
			o->import.delimiter = '\t';
		else if (strlen(c->value) == 1 && strchr(",;|\t", c->value[0]))
			o->import.delimiter = c->value[0];
		else
			return fault_set(f, ST_USAGE, "--delimiter '%s' is none of , ; | tab", c->value);
	}
	return st;
}

static enum status write_summary(const struct opts *o, const char *kind, const char *const *file,
                                 const struct import_counts *n, size_t count, struct fault *f)
{
	const struct record_kind *view = fields_kind("import-summary");
	const struct field *column[8];
	struct out *out;
	size_t i;
	enum status st;

	if (!o->summary)
		return ST_OK;
	st = out_new(&out, OUT_CSV, strcmp(o->summary, "-") == 0 ? NULL : o->summary, f);
	if (st != ST_OK)
		return st;
	for (i = 0; i < view->count; i++)
		column[i] = &view->field[i];
	out_begin(out, NULL, column, view->count);
	for (i = 0; i < count; i++) {
		if (n[i].run)
			out_int(out, n[i].run);
		else
			out_null(out);
		out_text(out, kind);
		out_text(out, file[i]);
		out_int(out, n[i].read);
		out_int(out, n[i].inserted);
		out_int(out, n[i].updated);
		out_int(out, n[i].unchanged);
		out_int(out, n[i].rejected);
		out_row(out);
	}
	st = out_finish(out, f);
	out_free(out);
	return st;
}

static void say_counts(const struct cli *c, const char *file, const struct import_counts *n, const char *rejects)
{
	if (c->is_quiet)
		return;
	cli_warn(c, "%s: %lld rows read: %lld inserted, %lld updated, %lld unchanged, %lld rejected%s%s%s%s", file,
	         (long long)n->read, (long long)n->inserted, (long long)n->updated, (long long)n->unchanged,
	         (long long)n->rejected, n->rejected && rejects ? " (in " : "", n->rejected && rejects ? rejects : "",
	         n->rejected && rejects ? ")" : "", c->is_dry_run ? ", nothing kept (-n)" : "");
}

static enum status import_one(struct cli *c, struct desk *d, const struct record_kind *k, const char *file,
                              struct opts *o, struct import_counts *n, struct fault *f)
{
	struct says says = { c, file };
	struct str rejects = STR_INIT;
	bool is_stdin = strcmp(file, "-") == 0;
	int fd = is_stdin ? dup(STDIN_FILENO) : open(file, O_RDONLY | O_CLOEXEC);
	enum status st;

	if (fd < 0)
		return fault_set(f, errno == EACCES ? ST_NOPERM : ST_NOINPUT, "cannot open '%s': %s", file, strerror(errno));
	if (!is_stdin)
		str_addf(&rejects, "%s.rejects.csv", file);
	o->import.rejects = o->rejects ? o->rejects : rejects.s;
	o->import.say = say;
	o->import.warn = warn;
	o->import.arg = &says;
	st = import_file(d, k, fd, file, &o->import, n, f);
	if (st == ST_OK || st == ST_PART)
		say_counts(c, file, n, o->import.rejects);
	str_release(&rejects);
	return st;
}

static enum status import_all(struct cli *c, struct desk *d, const struct record_kind *k, struct opts *o, struct fault *f)
{
	static const char *const standard_input[] = { "-" };
	const char *const *file = c->argc > 1 ? (const char *const *)c->argv + 1 : standard_input;
	size_t i, done, count = c->argc > 1 ? (size_t)c->argc - 1 : 1;
	struct import_counts *n = mem_array(count, sizeof *n);
	struct map *map = NULL;
	struct fault why;
	enum status st = ST_OK, one = ST_OK;

	if (o->map)
		st = map_open(&map, o->map, f);
	o->import.map = map;
	for (done = i = 0; i < count && st == ST_OK; i++) {
		one = import_one(c, d, k, file[i], o, &n[i], f);
		done = i + 1;
		if (one != ST_OK && one != ST_PART)
			break;
	}
	map_free(map);
	if (st == ST_OK && write_summary(o, k->name, file, n, done, &why) != ST_OK) {
		*f = why;
		one = why.status;
	}
	for (i = 0; i < done; i++)
		if (st == ST_OK && one == ST_OK && n[i].rejected)
			st = ST_PART;
	free(n);
	return st == ST_OK ? one : st;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o;
	const struct record_kind *k;
	struct desk desk;
	struct db *db;
	struct fault f;
	int code;
	enum status st;

	memset(&o, 0, sizeof o);
	o.import.max_errors = -1;
	cli_start(&cli, "grid-import", usage, CLI_WRITE, options);
	while ((code = cli_next(&cli, argc, argv)) != 0)
		if (take_option(&cli, code, &o, &f) != ST_OK)
			return cli_usage(&cli, "%s", f.text);
	if (cli.argc == 0)
		return cli_usage(&cli, "no kind given");
	if (o.rejects && cli.argc > 2)
		return cli_usage(&cli, "--rejects goes with one file");
	k = fields_kind(cli.argv[0]);
	if (!k || !*k->table)
		return cli_usage(&cli, "'%s' is no kind of record, see wangge(5)", cli.argv[0]);
	o.import.is_dry_run = cli.is_dry_run;
	o.import.wait = cli.wait;
	st = cli_open(&cli, DB_IMPORT, &db, &desk, &f);
	if (st != ST_OK)
		return cli_fail(&cli, &f);
	st = import_all(&cli, &desk, k, &o, &f);
	desk_close(&desk);
	db_close(db);
	return cli_end(&cli, st, &f);
}
