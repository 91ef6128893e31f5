/* SPDX-License-Identifier: MIT
 *
 * CSV as it comes from offices: encoding found by strict test, records with
 * the physical line where they start, every fault told apart from data.
 * Names libcsv and iconv; nobody else does.
 *
 * Encoding: a UTF-8 byte-order mark is taken off; else the whole input must
 * be valid UTF-8, else valid GB18030, else it is refused naming byte offset
 * and line.  The whole input is looked at before the first record is given
 * out; what cannot be rewound (a pipe) is first copied into an unlinked
 * temporary file.  Memory does not grow with the input.
 */
#ifndef CSVIN_H
#define CSVIN_H

#include "status.h"
#include "str.h"

#include <stdbool.h>
#include <stddef.h>

struct csvin;

struct csv_cell {
	const char *s;          /* UTF-8, terminated, no NUL inside */
	size_t len;
};

struct csv_record {
	long line;              /* physical line of its start, from 1 */
	size_t count;
	const struct csv_cell *cell;
	const char *raw;        /* the record's bytes as they stood in the file,
	                           without the line end: in its own encoding for
	                           UTF-8 and GB18030, in UTF-8 for any other */
	size_t raw_len;
	const char *bad;        /* NULL, or why this record is no record (stray
	                           quote …): count is then 0, raw is there */
};

struct csvin_opts {
	char delimiter;         /* 0: comma */
	const char *encoding;   /* NULL: found by test; else as iconv names it */
	size_t max_record;      /* bytes; 0: CSVIN_MAX_RECORD */
	const char *tmp_dir;    /* for the copy of a pipe; NULL: $TMPDIR or /tmp */
};

#define CSVIN_MAX_RECORD ((size_t)4 << 20)
#define CSVIN_MAX_CELLS 1000

/* Take over the open descriptor (closed by csvin_free, also when this call
 * fails).  `name` is for messages and is copied.
 * ST_INPUT: in no known encoding, or NUL bytes in it (a binary file).
 * ST_USAGE: an unknown encoding's name, or no delimiter.  ST_OUTPUT: cannot
 * be read.  ST_CANTCREATE: no temporary file, or no room for it. */
enum status csvin_new(struct csvin **in, int fd, const char *name,
                      const struct csvin_opts *opts, struct fault *f);
void csvin_free(struct csvin *in);

/* The next record, or *rec = NULL at the end; what it points to lives until
 * the next call.  Blank lines are passed over but counted.  CRLF, LF and a
 * lone CR end a record.  A bad record is given out with `bad` set, and
 * reading goes on at the next line.
 * ST_INPUT: an unterminated quote (the sentence names the line where it
 * opened), a record over max_record or CSVIN_MAX_CELLS (names the line):
 * nothing after it can be trusted.  ST_OUTPUT: it cannot be read, or was
 * changed meanwhile.  Sentences are "NAME:LINE: …". */
enum status csvin_next(struct csvin *in, const struct csv_record **rec,
                       struct fault *f);

const char *csvin_name(const struct csvin *in);
const char *csvin_encoding(const struct csvin *in); /* "UTF-8", "GB18030", … */
bool csvin_has_bom(const struct csvin *in);
char csvin_delimiter(const struct csvin *in);

/* Append UTF-8 text to `out` in the input's own encoding, for records that
 * go back to whoever sent them. */
void csvin_encode(const struct csvin *in, const char *s, size_t len, struct str *out);

/* SM3 of the input's bytes as 64 hexadecimal digits, for import_run. */
const char *csvin_digest(const struct csvin *in);

#endif
