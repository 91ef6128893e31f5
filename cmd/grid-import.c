/* SPDX-License-Identifier: MIT
 *
 * grid-import: CSV as offices have it into the database.  A bad row costs
 * one row and comes back in a reject file that can be mended and imported
 * as it is; each file is one transaction.
 */
#include "cli.h"
#include "import.h"
#include "out.h"
#include "progress.h"
#include "undo.h"
#include "when.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"grid-import [-nqv] [-d file] [--wait seconds] [--map file] [--delimiter c] [--encoding name] [--fill-down[=heading,...]]"
	" [--rejects file] [--all-or-nothing] [--max-errors n] [--stop-after n] [--effective date] [--summary file] kind [file ...]\n"
	"grid-import [-nqv] [-d file] [--wait seconds] --undo run\n";

enum {
	OPT_MAP = CLI_LONG(0), OPT_DELIMITER, OPT_ENCODING, OPT_REJECTS, OPT_ALL, OPT_MAX, OPT_SUMMARY, OPT_FILL, OPT_STOP,
	OPT_EFFECTIVE, OPT_UNDO,
};

static const struct cli_option options[] = {
	{ "map", OPT_MAP, CLI_PATH }, { "delimiter", OPT_DELIMITER, CLI_TEXT }, { "encoding", OPT_ENCODING, CLI_TEXT },
	{ "rejects", OPT_REJECTS, CLI_PATH }, { "all-or-nothing", OPT_ALL, CLI_FLAG }, { "max-errors", OPT_MAX, CLI_TEXT },
	{ "summary", OPT_SUMMARY, CLI_PATH }, { "fill-down", OPT_FILL, CLI_MAYBE }, { "stop-after", OPT_STOP, CLI_TEXT },
	{ "effective", OPT_EFFECTIVE, CLI_TEXT }, { "undo", OPT_UNDO, CLI_TEXT }, { NULL, 0, CLI_FLAG },
};

struct opts {
	const char *map, *rejects, *summary;
	struct import_opts import;
	long undo;              /* a run; 0: none */
	bool has_import;        /* an option that goes with a file is given */
};

/* What the callbacks need to know. */
struct says {
	struct cli *cli;
	const char *file;
	struct progress progress;
};

static void say_row(const struct says *s, long line, const char *column, const char *text, long count)
{
	if (count == 1)
		cli_warn(s->cli, "%s:%ld: %s%s%s", s->file, line, column, *column ? ": " : "", text);
	else
		cli_warn(s->cli, "%s:%ld: %s%s%s (and %ld more like it)", s->file, line, column, *column ? ": " : "",
		         text, count - 1);
}

static void say(void *arg, long line, const char *column, const char *reason, long count)
{
	struct says *s = arg;

	progress_end(&s->progress);
	say_row(s, line, column, reason, count);
}

static void warn(void *arg, const char *text)
{
	struct says *s = arg;

	progress_end(&s->progress);
	if (!s->cli->is_quiet)
		cli_warn(s->cli, "%s: %s", s->file, text);
}

/* Rows that went in all the same. */
static void note(void *arg, const struct note *n)
{
	const struct says *s = arg;
	struct str say = STR_INIT;

	if (!s->cli->is_quiet) {
		str_addf(&say, "warning: %s", n->text);
		say_row(s, (long)n->line, n->column, say.s, (long)n->count);
	}
	str_release(&say);
}

static void show(void *arg, enum import_step step, int64_t done, int64_t of, int64_t rows)
{
	struct says *s = arg;

	progress_show(&s->progress, step == IMPORT_READING ? "reading" : "writing", done, of, rows);
}

static enum status take_option(struct cli *c, int code, struct opts *o, struct fault *f)
{
	long n = 0;
	enum status st = ST_OK;

	o->has_import = o->has_import || code != OPT_UNDO;
	switch (code) {
	case OPT_MAP: o->map = c->value; break;
	case OPT_ENCODING: o->import.encoding = c->value; break;
	case OPT_REJECTS: o->rejects = c->value; break;
	case OPT_ALL: o->import.all_or_nothing = true; break;
	case OPT_FILL: o->import.fill_down = c->value ? c->value : ""; break;
	case OPT_SUMMARY: o->summary = c->value; break;
	case OPT_MAX:
		st = cli_int("--max-errors", c->value, 0, 1000000000, &n, f);
		o->import.max_errors = n;
		break;
	case OPT_STOP:
		st = cli_int("--stop-after", c->value, 1, 1000000000, &n, f);
		o->import.stop_after = n;
		break;
	case OPT_EFFECTIVE:
		st = when_parse_day(c->value, &o->import.effective, f);
		if (st != ST_OK)
			st = fault_set(f, ST_USAGE, "--effective '%s': not a date", c->value);
		break;
	case OPT_UNDO: st = cli_int("--undo", c->value, 1, 1000000000, &o->undo, f); break;
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

/* Made before the work, so that a place where it cannot be is found out. */
struct summary {
	struct out *out;        /* NULL: none is wanted */
	const struct field *column[8];
};

static enum status open_summary(const struct opts *o, struct summary *s, struct fault *f)
{
	enum status st;

	if (!o->summary)
		return ST_OK;
	st = out_new(&s->out, OUT_CSV, strcmp(o->summary, "-") == 0 ? NULL : o->summary, f);
	if (st != ST_OK)
		return st;
	out_begin(s->out, NULL, s->column, fields_columns("import-summary", s->column));
	return ST_OK;
}

static void add_summary(struct out *out, const char *kind, const char *file, const struct import_counts *n)
{
	if (!out)
		return;
	if (n->run)
		out_int(out, n->run);
	else
		out_null(out);
	out_text(out, kind);
	out_text(out, file);
	out_int(out, n->read);
	out_int(out, n->inserted);
	out_int(out, n->updated);
	out_int(out, n->unchanged);
	out_int(out, n->rejected);
	out_row(out);
}

static void say_counts(const struct cli *c, const struct opts *o, const char *file, const struct import_counts *n)
{
	const char *rejects = o->import.rejects;
	bool is_refused = o->import.all_or_nothing && n->rejected;

	if (c->is_quiet)
		return;
	cli_warn(c, "%s: %lld rows read: %lld inserted, %lld updated, %lld unchanged, %lld rejected%s%s%s%s", file,
	         (long long)n->read, (long long)n->inserted, (long long)n->updated, (long long)n->unchanged,
	         (long long)n->rejected, n->rejected && rejects ? " (in " : "", n->rejected && rejects ? rejects : "",
	         n->rejected && rejects ? ")" : "",
	         is_refused ? ", nothing kept (--all-or-nothing)" : c->is_dry_run ? ", nothing kept (-n)" : "");
}

/* Whether the work needs the file: an input, the map, the database with what
 * lies beside it. */
static bool is_needed(const struct cli *c, const struct opts *o, const char *const *file, size_t count, const char *path)
{
	bool found = cli_is_database(c, path) || (o->map && cli_is_same_file(path, o->map));
	size_t i;

	for (i = 0; i < count && !found; i++)
		found = cli_is_same_file(path, strcmp(file[i], "-") == 0 ? "/dev/stdin" : file[i]);
	return found;
}

static void name_rejects(const struct opts *o, const char *file, struct str *name)
{
	str_reset(name);
	if (o->rejects)
		str_adds(name, o->rejects);
	else if (strcmp(file, "-") != 0)
		str_addf(name, "%s.rejects.csv", file);
}

/* What is written is none of what the work needs, and no two are one. */
static enum status check_outputs(const struct cli *c, const struct opts *o, const char *const *file, size_t count,
                                 struct fault *f)
{
	const char *summary = o->summary && strcmp(o->summary, "-") != 0 ? o->summary : NULL;
	struct str rejects = STR_INIT;
	size_t i;
	enum status st = ST_OK;

	if (summary && is_needed(c, o, file, count, summary))
		return fault_set(f, ST_USAGE, "--summary '%s' would overwrite what the import needs", summary);
	for (i = 0; i < count && st == ST_OK; i++) {
		name_rejects(o, file[i], &rejects);
		if (is_needed(c, o, file, count, rejects.s))
			st = fault_set(f, ST_USAGE, "the reject file '%s' would overwrite what the import needs", rejects.s);
		else if (summary && cli_is_same_file(rejects.s, summary))
			st = fault_set(f, ST_USAGE, "'%s' cannot be both the reject file and the summary", summary);
	}
	str_release(&rejects);
	return st;
}

static enum status import_one(struct cli *c, struct desk *d, const struct record_kind *k, const char *file,
                              struct opts *o, struct import_counts *n, struct fault *f)
{
	struct says says = { .cli = c, .file = file };
	struct str what = STR_INIT, rejects = STR_INIT;
	const char *slash;
	int fd = strcmp(file, "-") == 0 ? dup(STDIN_FILENO) : open(file, O_RDONLY | O_CLOEXEC);
	enum status st;

	if (fd < 0)
		return fault_set(f, errno == EACCES ? ST_NOPERM : ST_NOINPUT, "cannot open '%s': %s", file, strerror(errno));
	name_rejects(o, file, &rejects);
	o->import.rejects = rejects.len ? rejects.s : NULL;
	o->import.say = say;
	o->import.warn = warn;
	o->import.note = note;
	o->import.progress = show;
	o->import.arg = &says;
	/* The line is drawn over, so it must not be longer than the terminal. */
	slash = strrchr(file, '/');
	str_addf(&what, "%s: %s", c->program, slash ? slash + 1 : file);
	progress_start(&says.progress, what.s, !c->is_quiet);
	st = import_file(d, k, fd, file, &o->import, n, f);
	progress_end(&says.progress);
	if (st == ST_OK || st == ST_PART)
		say_counts(c, o, file, n);
	str_release(&rejects);
	str_release(&what);
	return st;
}

/* One after the other, up to one that is unusable; ST_PART if any had bad
 * rows. */
static enum status import_files(struct cli *c, struct desk *d, const struct record_kind *k, struct opts *o,
                                const char *const *file, size_t count, const struct summary *summary, struct fault *f)
{
	struct import_counts n;
	size_t i;
	bool any = false;
	enum status st = ST_OK;

	for (i = 0; i < count && st == ST_OK; i++) {
		memset(&n, 0, sizeof n);
		st = import_one(c, d, k, file[i], o, &n, f);
		add_summary(summary->out, k->name, file[i], &n);
		any = any || n.rejected;
		if (st == ST_PART)
			st = ST_OK;
	}
	return st == ST_OK && any ? ST_PART : st;
}

/* A record is as it stands, so nothing in it is of tomorrow. */
static enum status check_effective(const struct opts *o, const struct desk *d, struct fault *f)
{
	char day[WHEN_DATE_SIZE];

	if (!o->import.effective)
		return ST_OK;
	when_format_day(o->import.effective, day);
	return strcmp(day, d->today) <= 0 ? ST_OK : fault_set(f, ST_USAGE, "--effective '%s' is in the future", day);
}

static enum status import_all(struct cli *c, struct desk *d, const struct record_kind *k, struct opts *o, struct fault *f)
{
	static const char *const standard_input[] = { "-" };
	const char *const *file = c->argc > 1 ? (const char *const *)c->argv + 1 : standard_input;
	size_t count = c->argc > 1 ? (size_t)c->argc - 1 : 1;
	struct map *map = NULL;
	struct summary summary = { .out = NULL };
	struct fault why;
	enum status st = check_effective(o, d, f);

	if (st == ST_OK)
		st = check_outputs(c, o, file, count, f);
	if (st == ST_OK && o->map)
		st = map_open(&map, o->map, f);
	if (st == ST_OK)
		st = open_summary(o, &summary, f);
	o->import.map = map;
	if (st == ST_OK)
		st = import_files(c, d, k, o, file, count, &summary, f);
	if (summary.out && out_finish(summary.out, &why) != ST_OK) {
		*f = why;
		st = why.status;
	}
	out_free(summary.out);
	map_free(map);
	return st;
}

static enum status undo(struct cli *c, struct desk *d, int64_t run, struct fault *f)
{
	struct undo_counts n;
	enum status st = undo_run(d, run, c->wait, c->is_dry_run, &n, f);

	if (st == ST_OK && !c->is_quiet)
		cli_warn(c, "run %lld undone: %lld records removed, %lld restored%s", (long long)run, (long long)n.removed,
		         (long long)n.restored, c->is_dry_run ? ", nothing kept (-n)" : "");
	return st;
}

/* What is wrong with a call, or NULL. */
static const char *check_call(const struct cli *c, const struct opts *o)
{
	if (o->undo)
		return c->argc || o->has_import ? "--undo goes alone" : NULL;
	if (c->argc == 0)
		return "no kind given";
	if (o->rejects && c->argc > 2)
		return "--rejects goes with one file";
	/* Each file is a transaction: the second would not see the first. */
	if (c->is_dry_run && c->argc > 2)
		return "-n goes with one file";
	return NULL;
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct opts o;
	const struct record_kind *k;
	const char *wrong;
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
	/* First, for after --fill-down without its = a column stands there. */
	k = o.undo || !cli.argc ? NULL : fields_kind(cli.argv[0]);
	if (!o.undo && cli.argc && (!k || !*k->table))
		return cli_usage(&cli, "'%s' is no kind of record, see wangge(5)", cli.argv[0]);
	wrong = check_call(&cli, &o);
	if (wrong)
		return cli_usage(&cli, "%s", wrong);
	o.import.is_dry_run = cli.is_dry_run;
	o.import.wait = cli.wait;
	o.import.like = cli_db_path(&cli);
	st = cli_open(&cli, DB_IMPORT, &db, &desk, &f);
	if (st != ST_OK)
		return cli_fail(&cli, &f);
	st = o.undo ? undo(&cli, &desk, o.undo, &f) : import_all(&cli, &desk, k, &o, &f);
	desk_close(&desk);
	db_close(db);
	return cli_end(&cli, st, &f);
}
