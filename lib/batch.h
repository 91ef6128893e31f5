/* SPDX-License-Identifier: MIT
 *
 * One command acting on many cases: their numbers read from operands or
 * standard input before the gate, one transaction, a refused case named
 * while the others go on, one audit row, --key answered, numbers printed
 * after the commit.
 */
#ifndef BATCH_H
#define BATCH_H

#include "casefile.h"
#include "cli.h"
#include "sheet.h"
#include "strmap.h"

/* Case numbers in their order, each once. */
struct numbers {
	struct str text;        /* each with its end */
	size_t count;
	struct strmap seen;
};

/* The operands, or standard input where the only one is "-": one number a
 * line, or CSV with a heading that has case_no (then only that column is
 * taken).  A number given again is passed over.  ST_USAGE: no operand.
 * ST_INPUT: neither of those forms. */
enum status numbers_read(struct numbers *n, struct cli *c, struct fault *f);
void numbers_add(struct numbers *n, const char *text);
void numbers_release(struct numbers *n);

/* Operands that are no case numbers. */
struct operands {
	const char *what, *these;       /* "worker given: codes or names", "workers": of the sentences */
	const char *columns;            /* which a heading must have: "worker or code"; NULL: one a line, and no sheet */
	bool (*is_column)(const char *heading);
	bool (*may_be)(const char *text);       /* NULL: it may be anything */
	const char *neither;            /* what it is then, "neither …" */
};

/* As numbers_read does it. */
enum status operands_read(struct numbers *n, const struct operands *o, struct cli *c, struct fault *f);

struct batch {
	struct cli *cli;
	struct desk *desk;
	const char *verb;       /* "dispatch": as in "cannot dispatch case …" */
	const char *action;     /* of the workflow table, for the role; NULL: none */
	const char *kind, *note;        /* for the audit; NULL: none */
	bool all_or_nothing;
	struct str answer;      /* what is printed: a number a line */
	size_t done, refused;
	char digest[65];        /* of the request */
	bool is_repeat;         /* --key was answered already */
};

/* Role, gate, transaction, --key.  With is_repeat set nothing is to be done
 * and batch_end prints the old answer.  ST_NOPERM: the role may not.
 * ST_USAGE: the key was used with other arguments. */
enum status batch_begin(struct batch *b, struct cli *c, struct desk *d, const char *verb,
                        const char *action, struct fault *f);

/* Say that a row was refused: "FILE:LINE: COLUMN: why". */
void batch_refuse_row(struct batch *b, const char *file, long line, const char *column, const char *why);

/* One case is done: its number is printed after the commit. */
void batch_done(struct batch *b, const struct casefile *c);

/* Audit, --key's answer, commit (or rollback for -n), then the numbers.
 * `st` is how the work went; the answer is the command's status. */
enum status batch_end(struct batch *b, enum status st, struct fault *f);

/* What is done to one case, inside the transaction.  ST_REFUSED names it and
 * lets the others go on. */
typedef enum status batch_one(struct desk *d, struct casefile *file, const void *arg, struct fault *f);

/* Begin, `one` on each number, end; `action` as in struct batch. */
enum status batch_each(struct cli *c, struct desk *d, const char *verb, const char *action, const struct numbers *n,
                       batch_one *one, const void *arg, struct fault *f);

/* A whole command that finds its cases itself, inside the transaction, once its
 * options are read.  is_no: that there were some is an answer of no. */
typedef enum status batch_find(struct desk *d, struct numbers *n, struct fault *f);
int batch_found(struct cli *c, const char *verb, const char *action, batch_find *find, batch_one *one, bool is_no);

/* What is done for one good row of --csv, which names its case in the column
 * case_no, inside the transaction.  ST_REFUSED names the line and the case and
 * lets the others go on. */
typedef enum status batch_row(struct batch *b, const struct record_kind *k, const struct sheet_row *row,
                              const void *arg, struct fault *f);

/* Begin, `one` on each row of a sheet of the kind, end. */
enum status batch_rows(struct cli *c, struct desk *d, const char *verb, const char *action, struct sheet *s,
                       const struct record_kind *k, batch_row *one, const void *arg, struct fault *f);

/* The value of a row's column; and its text, or `otherwise` where it has none. */
const struct value *batch_value(const struct record_kind *k, const struct sheet_row *row, const char *column);
const char *batch_row_text(const struct record_kind *k, const struct sheet_row *row, const char *column, const char *otherwise);

/* The input of --csv, a file or -: read whole, its digest part of the request,
 * before the gate.  ST_NOINPUT, or as csvin_new. */
enum status batch_csv(struct cli *c, const char *path, struct csvin **csv, struct fault *f);

/* Whether a heading among its first records has case numbers; the reading
 * begins again. */
enum status batch_tells_cases(struct csvin *csv, bool *tells, struct fault *f);

#endif
