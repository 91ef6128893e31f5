/* SPDX-License-Identifier: MIT
 *
 * What a library function answers, and the one map from that answer to a
 * command's exit status.  Library functions return an enum status, never
 * print and never exit; the sentence for humans is left in a struct fault
 * that the caller owns.  A fault needs no release.
 */
#ifndef STATUS_H
#define STATUS_H

#include <stddef.h>

enum status {
	ST_OK,          /* done */
	ST_PART,        /* done in part, or the answer is no */
	ST_REFUSED,     /* this one case or row is refused, others may go on */
	ST_USAGE,       /* called wrongly */
	ST_INPUT,       /* input unusable */
	ST_NOINPUT,     /* no such input or database */
	ST_INTERNAL,    /* inner fault */
	ST_UNKNOWN,     /* the commit's outcome is unknown */
	ST_CANTCREATE,  /* cannot create output */
	ST_OUTPUT,      /* output failed, or input could not be read */
	ST_BUSY,        /* database stayed locked, nothing changed */
	ST_NOPERM,      /* not permitted: role or file mode */
	ST_NOTOURS,     /* not a wangge database, or of another version */
	ST_COUNT
};

/* The exit status of design section 2 for an answer: 0, 1, 64-78. */
int status_exit(enum status s);

struct fault {
	enum status status;
	char text[640];         /* one line, lower case, no full stop */
};

/* Keep the sentence and the status; returns the status, so that
 * `return fault_set(f, ST_INPUT, "...")` reads well.  A text too long is
 * cut at a whole UTF-8 character.  Control characters become '?', so that
 * what a file says cannot drive the terminal.  The fault's own text may be
 * among the arguments. */
enum status fault_set(struct fault *f, enum status s, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
