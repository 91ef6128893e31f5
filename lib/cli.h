/* SPDX-License-Identifier: MIT
 *
 * What all commands share: options (design section 2), opening the database
 * in the right mode and zone, saying what went wrong, ending.  Only here is
 * the environment asked for the database, and only here is a status turned
 * into an exit.
 */
#ifndef CLI_H
#define CLI_H

#include "db.h"
#include "desk.h"
#include "out.h"
#include "status.h"

#include <stdbool.h>

/* Which of the shared options a command takes. */
enum {
	CLI_FORMAT = 1,         /* -f -o */
	CLI_WRITE = 2,          /* -n --wait */
	CLI_ACT = 4,            /* --by --at --key --all-or-nothing */
	CLI_PAGE = 8,           /* format html among those of -f */
};

/* What an option takes: nothing, a text, which must be UTF-8, the name of a
 * file, which may be any bytes, or with = a text or nothing. */
enum cli_value { CLI_FLAG, CLI_TEXT, CLI_PATH, CLI_MAYBE };

struct cli_option {
	const char *name;       /* long; NULL ends the list */
	int code;               /* what cli_next answers; a letter is its short form */
	enum cli_value value;
};

#define CLI_LONG(n) (1000 + (n))        /* codes of options without a letter */

struct cli {
	const char *program;
	const char *usage;      /* the manual's SYNOPSIS, one form a line */
	int shared;
	const struct cli_option *own;

	const char *db_path;
	enum out_format format;
	const char *output;
	bool is_dry_run, is_quiet, is_verbose, is_all_or_nothing;
	const char *by, *at, *key;
	int wait;

	const char *value;      /* of the option that cli_next answered; NULL: none */
	int argc;               /* operands, after cli_next answered 0 */
	char **argv;
	struct str request;     /* canonical arguments, for --key */
};

/* First thing in main: locale, file descriptors 0 to 2, signals. */
void cli_start(struct cli *c, const char *program, const char *usage, int shared,
               const struct cli_option *own);

/* The code of the next option of the command's own; 0 when all are read
 * (then argc and argv are the operands).  Ends the process on --help and
 * --version (0) and on a wrong option (64), also one that is empty or not
 * UTF-8 where it must be. */
int cli_next(struct cli *c, int argc, char **argv);

/* "PROGRAM: sentence" on stderr and the exit status for it; what c holds is
 * released. */
int cli_fail(struct cli *c, const struct fault *f);

/* The same for a wrong call: 64. */
int cli_usage(struct cli *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* "PROGRAM: sentence" that is no failure. */
void cli_warn(const struct cli *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* -d, else $GRID_DB, else grid.db here. */
const char *cli_db_path(const struct cli *c);

/* The same name, or two of one file that is there. */
bool cli_is_same_file(const char *a, const char *b);

/* Whether `path` is the database or one of the files that lie beside it, which
 * no output may replace. */
bool cli_is_database(const struct cli *c, const char *path);

/* Open the database and the desk. --by and --at are applied for CLI_ACT. */
enum status cli_open(struct cli *c, enum db_mode mode, struct db **db, struct desk *d, struct fault *f);

/* A whole number of an option's value; ST_USAGE names the option. */
enum status cli_int(const char *option, const char *text, long min, long max,
                    long *v, struct fault *f);

/* A time of an option's value, left alone where that is NULL.  A bare date means
 * the whole day: its first second to begin with, and to end with (is_end) the
 * first of the next.  ST_USAGE names the option. */
enum status cli_time(const char *option, const char *text, bool is_end, int64_t *at, struct fault *f);

/* The end of a command: its fault said, or cli_finish. */
int cli_end(struct cli *c, enum status st, const struct fault *f);

/* A whole printing command once its options are read: output made, `run`
 * (which opens and closes the database), all written out. ST_PART of run is
 * kept.  ST_USAGE where -o names the database. */
int cli_print(struct cli *c, enum status (*run)(struct cli *c, void *arg, struct out *out, struct fault *f), void *arg);

/* A whole writing command once its options are read: the database opened, `run`,
 * closed, and the answer as its exit status. */
typedef enum status cli_work(struct cli *c, struct desk *d, void *arg, struct fault *f);
int cli_write(struct cli *c, cli_work *run, void *arg);

/* Flush and close standard output and end with the status of `st`; ST_OUTPUT
 * if that fails.  `return cli_finish(...)` is the last line of a main. */
int cli_finish(struct cli *c, enum status st);

#endif
