/* SPDX-License-Identifier: MIT */
#include "cli.h"

#include "text.h"
#include "when.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	OPT_BY = 2000, OPT_AT, OPT_KEY, OPT_WAIT, OPT_ALL,
	MAX_OPTIONS = 64, WAIT_DEFAULT = 60,
};

static const struct { struct cli_option opt; int shared; } shared_options[] = {
	{ { "db", 'd', CLI_PATH }, 0 },
	{ { "format", 'f', CLI_TEXT }, CLI_FORMAT },
	{ { "output", 'o', CLI_PATH }, CLI_FORMAT },
	{ { "dry-run", 'n', CLI_FLAG }, CLI_WRITE },
	{ { "quiet", 'q', CLI_FLAG }, 0 },
	{ { "verbose", 'v', CLI_FLAG }, 0 },
	{ { "help", 'h', CLI_FLAG }, 0 },
	{ { "version", 'V', CLI_FLAG }, 0 },
	{ { "by", OPT_BY, CLI_TEXT }, CLI_ACT },
	{ { "at", OPT_AT, CLI_TEXT }, CLI_ACT },
	{ { "key", OPT_KEY, CLI_TEXT }, CLI_ACT },
	{ { "all-or-nothing", OPT_ALL, CLI_FLAG }, CLI_ACT },
	{ { "wait", OPT_WAIT, CLI_TEXT }, CLI_WRITE },
};

_Static_assert(sizeof shared_options / sizeof shared_options[0] < MAX_OPTIONS / 2, "room for a command's own");

/* A database opened on a missing standard stream would be written to by the
 * first message.  They are opened the wrong way round, so that reading or
 * writing them fails, not passes for an empty input or a printed answer. */
static void keep_streams(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void cli_start(struct cli *c, const char *program, const char *usage, int shared,
               const struct cli_option *own)
{
	memset(c, 0, sizeof *c);
	keep_streams();
	setlocale(LC_CTYPE, "");        /* all else is the same bytes in every locale */
	c->program = program;
	c->usage = usage;
	c->shared = shared;
	c->own = own;
	c->wait = WAIT_DEFAULT;
	/* A writer says what failed; a reader ends quietly when its reader does. */
	if (shared & CLI_WRITE)
		signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

static void take_option(const struct cli_option *o, struct option *longs, size_t n, char *shorts)
{
	size_t len = strlen(shorts);

	longs[n].name = o->name;
	longs[n].has_arg = o->value == CLI_MAYBE ? optional_argument : o->value ? required_argument : no_argument;
	longs[n].flag = NULL;
	longs[n].val = o->code;
	if (o->code < 256) {
		shorts[len++] = (char)o->code;
		if (o->value)
			shorts[len++] = ':';
		shorts[len] = '\0';
	}
}

/* The synopsis in lines of a terminal; what stands in one pair of brackets
 * stays together. */
static void print_wrapped(const char *text)
{
	enum { WIDTH = 79, INDENT = 4 };
	size_t column = 0, n;
	int depth;

	while (*text) {
		if (*text == '\n') {
			putchar('\n');
			column = 0;
			text++;
			continue;
		}
		text += strspn(text, " ");
		for (n = 0, depth = 0; text[n] && text[n] != '\n' && (depth > 0 || text[n] != ' '); n++)
			depth += (text[n] == '[') - (text[n] == ']');
		if (column && column + 1 + n > WIDTH) {
			printf("\n%*s", INDENT, "");
			column = INDENT;
		} else if (column) {
			putchar(' ');
			column++;
		}
		printf("%.*s", (int)n, text);
		column += n;
		text += n;
	}
}

static void help(struct cli *c)
{
	print_wrapped(c->usage);
	exit(cli_finish(c, ST_OK));
}

static void version(struct cli *c)
{
	printf("%s (wangge) %s\n", c->program, VERSION);
	exit(cli_finish(c, ST_OK));
}

static void shared_option(struct cli *c, int code)
{
	struct fault f;
	long wait;

	switch (code) {
	case 'd': c->db_path = optarg; break;
	case 'o': c->output = strcmp(optarg, "-") == 0 ? NULL : optarg; break;
	case 'n': c->is_dry_run = true; break;
	case 'q': c->is_quiet = true; break;
	case 'v': c->is_verbose = true; break;
	case 'h': help(c); break;
	case 'V': version(c); break;
	case OPT_BY: c->by = optarg; break;
	case OPT_AT: c->at = optarg; break;
	case OPT_KEY: c->key = optarg; break;
	case OPT_ALL: c->is_all_or_nothing = true; break;
	case 'f':
		if (out_format_named(optarg, &c->format, &f) != ST_OK)
			exit(cli_usage(c, "%s", f.text));
		if (c->format == OUT_HTML && !(c->shared & CLI_PAGE))
			exit(cli_usage(c, "format html: %s makes no page", c->program));
		break;
	case OPT_WAIT:
		if (cli_int("--wait", optarg, 0, 86400, &wait, &f) != ST_OK)
			exit(cli_usage(c, "%s", f.text));
		c->wait = (int)wait;
		break;
	default: break;
	}
}

/* What stands in the database or is printed must be text; a name that is
 * empty by mistake (an unset variable) must not mean that none was given. */
static void check_value(struct cli *c, const struct cli_option *o)
{
	if (o->value != CLI_PATH && !text_is_utf8(optarg, strlen(optarg), NULL))
		exit(cli_usage(c, "--%s: its bytes are not UTF-8", o->name));
	if (!*optarg && (o->value == CLI_PATH || o->code == OPT_KEY || o->code == OPT_BY))
		exit(cli_usage(c, "--%s is empty", o->name));
}

/* A text that was forgotten takes the next option for itself, and would stand
 * in the case for good; `--note=--csv` is still a way to mean it. */
static void check_forgotten(struct cli *c, const struct cli_option *o, char **argv, const struct option *longs)
{
	size_t i;

	if (optarg != argv[optind - 1] || strncmp(optarg, "--", 2) != 0)
		return;
	for (i = 0; longs[i].name; i++)
		if (strcmp(longs[i].name, optarg + 2) == 0)
			exit(cli_usage(c, "option '--%s' requires an argument before '%s'", o->name, optarg));
}

/* Arguments that change what is done, so that --key can tell a repeat from
 * another request; who acts stands beside the key. */
static void remember(struct cli *c, int code, const char *value)
{
	static const int same[] = { OPT_WAIT, OPT_KEY, OPT_BY, 'q', 'v', 'd', 'n' };
	size_t i;

	for (i = 0; i < sizeof same / sizeof same[0]; i++)
		if (code == same[i])
			return;
	str_addf(&c->request, "%d:%zu:%s;", code, value ? strlen(value) : 0, value ? value : "");
}

/* What getopt did not take: a letter, a long name, or a value where there is
 * to be none. */
static int unknown_option(struct cli *c, char **argv, const struct option *longs)
{
	int i;

	for (i = 0; longs[i].name; i++)
		if (longs[i].val == optopt && strncmp(argv[optind - 1], "--", 2) == 0)
			return cli_usage(c, "option '--%s' takes no value", longs[i].name);
	if (optopt)
		return cli_usage(c, "unknown option '-%c', try '%s --help'", optopt, c->program);
	return cli_usage(c, "unknown option '%s', try '%s --help'", argv[optind - 1], c->program);
}

int cli_next(struct cli *c, int argc, char **argv)
{
	const struct cli_option *taken[MAX_OPTIONS];
	struct option longs[MAX_OPTIONS];
	char shorts[2 * MAX_OPTIONS + 2] = ":";         /* ours are the messages */
	size_t i, n = 0, own;
	int code;

	memset(longs, 0, sizeof longs);
	for (i = 0; c->own && c->own[i].name && n < MAX_OPTIONS / 2; i++)
		taken[n++] = &c->own[i];
	own = n;
	for (i = 0; i < sizeof shared_options / sizeof shared_options[0]; i++)
		if (!shared_options[i].shared || (shared_options[i].shared & c->shared))
			taken[n++] = &shared_options[i].opt;
	for (i = 0; i < n; i++)
		take_option(taken[i], longs, i, shorts);
	opterr = 0;
	for (;;) {
		code = getopt_long(argc, argv, shorts, longs, NULL);
		if (code == -1)
			break;
		if (code == ':')
			exit(cli_usage(c, "option '%s' requires an argument", argv[optind - 1]));
		if (code == '?')
			exit(unknown_option(c, argv, longs));
		for (i = 0; taken[i]->code != code; i++)
			;
		if (optarg) {
			check_forgotten(c, taken[i], argv, longs);
			check_value(c, taken[i]);
		}
		remember(c, code, optarg);
		c->value = optarg;
		if (i < own)
			return code;
		shared_option(c, code);
	}
	c->argc = argc - optind;
	c->argv = argv + optind;
	for (i = 0; i < (size_t)c->argc; i++)
		remember(c, 0, c->argv[i]);
	return 0;
}

int cli_fail(struct cli *c, const struct fault *f)
{
	str_release(&c->request);
	fflush(stdout);
	fprintf(stderr, "%s: %s\n", c->program, f->text);
	return status_exit(f->status);
}

int cli_usage(struct cli *c, const char *fmt, ...)
{
	struct fault f;
	char text[sizeof f.text];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	fault_set(&f, ST_USAGE, "%s", text);
	return cli_fail(c, &f);
}

void cli_warn(const struct cli *c, const char *fmt, ...)
{
	struct fault f;
	char text[sizeof f.text];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	fault_set(&f, ST_OK, "%s", text);
	fprintf(stderr, "%s: %s\n", c->program, f.text);
}

static enum status apply_time(struct cli *c, struct desk *d, struct fault *f)
{
	struct fault why;

	if (!c->at)
		return ST_OK;
	if (when_parse(c->at, &d->at, &why) != ST_OK)
		return fault_set(f, ST_USAGE, "--at: %s", why.text);
	if (d->at > d->now)
		return fault_set(f, ST_USAGE, "--at '%s' is in the future", c->at);
	return ST_OK;
}

/* Nobody said which database. */
static bool is_unnamed(const struct cli *c)
{
	const char *path = c->db_path ? c->db_path : getenv("GRID_DB");

	return !path || !*path;
}

const char *cli_db_path(const struct cli *c)
{
	return is_unnamed(c) ? "grid.db" : c->db_path ? c->db_path : getenv("GRID_DB");
}

bool cli_is_same_file(const char *a, const char *b)
{
	struct stat sa, sb;

	return strcmp(a, b) == 0
		|| (stat(a, &sa) == 0 && stat(b, &sb) == 0 && sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino);
}

bool cli_is_database(const struct cli *c, const char *path)
{
	static const char *const end[] = { "", "-wal", "-shm", "-gate" };
	struct str name = STR_INIT;
	bool found = false;
	size_t i;

	for (i = 0; i < sizeof end / sizeof end[0] && !found; i++) {
		str_reset(&name);
		str_addf(&name, "%s%s", cli_db_path(c), end[i]);
		found = cli_is_same_file(path, name.s);
	}
	str_release(&name);
	return found;
}

enum status cli_open(struct cli *c, enum db_mode mode, struct db **db, struct desk *d, struct fault *f)
{
	enum status st;

	memset(d, 0, sizeof *d);
	st = db_open(db, cli_db_path(c), mode, f);
	if (st == ST_NOINPUT && is_unnamed(c))
		return fault_set(f, st, "no database '%s' in this folder: say with -d or GRID_DB where it is", cli_db_path(c));
	if (st != ST_OK)
		return st;
	st = desk_open(d, *db, f);
	if (st == ST_OK)
		st = apply_time(c, d, f);
	if (st == ST_OK)
		st = desk_actor(d, c->by, f);
	if (st != ST_OK) {
		desk_close(d);
		db_close(*db);
		*db = NULL;
	} else if (c->is_verbose) {
		char at[WHEN_SIZE];

		when_format(d->at, at);
		cli_warn(c, "database '%s', acting as %s (%s), at %s", cli_db_path(c), desk_role(d->actor.role), d->actor.code, at);
	}
	return st;
}

enum status cli_int(const char *option, const char *text, long min, long max,
                    long *v, struct fault *f)
{
	char *end;

	errno = 0;
	*v = strtol(text, &end, 10);
	if (errno || end == text || *end || *v < min || *v > max)
		return fault_set(f, ST_USAGE, "%s '%s' is not a number from %ld to %ld", option, text, min, max);
	return ST_OK;
}

enum status cli_time(const char *option, const char *text, bool is_end, int64_t *at, struct fault *f)
{
	struct fault why;
	int32_t day;

	if (!text)
		return ST_OK;
	if (is_end && when_parse_day(text, &day, &why) == ST_OK) {
		*at = when_instant(day + 1, 0);
		return ST_OK;
	}
	return when_parse(text, at, &why) == ST_OK ? ST_OK : fault_set(f, ST_USAGE, "%s: %s", option, why.text);
}

int cli_finish(struct cli *c, enum status st)
{
	int bad = ferror(stdout);

	str_release(&c->request);
	if (fclose(stdout) != 0 || bad) {
		fprintf(stderr, "%s: cannot write standard output: %s\n", c->program, strerror(errno));
		if (st == ST_OK || st == ST_PART)
			st = ST_OUTPUT;
	}
	return status_exit(st);
}

int cli_end(struct cli *c, enum status st, const struct fault *f)
{
	if (st == ST_OK || st == ST_PART)
		return cli_finish(c, st);
	return cli_fail(c, f);
}

int cli_write(struct cli *c, cli_work *run, void *arg)
{
	struct desk d;
	struct db *db;
	struct fault f;
	enum status st = cli_open(c, DB_WRITE, &db, &d, &f);

	if (st != ST_OK)
		return cli_fail(c, &f);
	st = run(c, &d, arg, &f);
	desk_close(&d);
	db_close(db);
	return cli_end(c, st, &f);
}
