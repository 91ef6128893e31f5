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
#include <sys/types.h>

struct csvin;

struct csv_cell {
	const char *s;          /* UTF-8, terminated, no NUL inside */
	size_t len;
};

/* The cells' texts lie behind each other, each with its NUL: all of them are
 * cell[0].s and `text_len` bytes. */

struct csv_record {
	long line;              /* physical line of its start, from 1 */
	size_t count;
	const struct csv_cell *cell;
	size_t text_len;
	const char *raw;        /* the record's bytes as they stood in the file,
	                           without the line end: in its own encoding for
	                           UTF-8 and GB18030, in UTF-8 for any other */
	size_t raw_len;
	off_t offset;           /* where raw begins in what csvin reads, the input
	                           or its temporary copy: for csvin_seek */
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

/* Read on at a record that was given out, by its line and offset, and up to
 * `len` bytes on (its raw_len: this one record and then the end), or up to
 * the input's end for CSVIN_REST.  A fault met before is forgotten. */
#define CSVIN_REST ((size_t)-1)
void csvin_seek(struct csvin *in, long line, off_t offset, size_t len);

/* A second reader of the same bytes, at the end of them until csvin_seek; it
 * may be used beside the first by another thread, and is freed before it. */
enum status csvin_twin(struct csvin **twin, struct csvin *in, struct fault *f);

/* How far the reading is, in bytes of what is read, and how many there are. */
void csvin_progress(const struct csvin *in, off_t *done, off_t *total);

const char *csvin_name(const struct csvin *in);
const char *csvin_encoding(const struct csvin *in); /* "UTF-8", "GB18030", … */
bool csvin_has_bom(const struct csvin *in);
char csvin_delimiter(const struct csvin *in);

/* The encoding of `raw`: "UTF-8" or "GB18030". */
const char *csvin_raw_encoding(const struct csvin *in);

/* Append UTF-8 text to `out` as `raw` has it. */
void csvin_encode(const struct csvin *in, const char *s, size_t len, struct str *out);

/* Append bytes like those of `raw` to `out` in the input's own encoding, for
 * records that go back to whoever sent them; in UTF-8 where the encoding
 * cannot be written piece by piece.  The mark is what stands before the first
 * of them, "" if nothing did.  One thread's at a time, with csvin_encode. */
void csvin_restore(const struct csvin *in, const char *s, size_t len, struct str *out);
const char *csvin_mark(const struct csvin *in, size_t *len);

/* SM3 of the input's bytes as 64 hexadecimal digits, for import_run.  It is
 * taken beside the reading and waited for here, by whatever thread asks.  ""
 * if the bytes could not be read again for it: then csvin_next ends with a
 * fault. */
const char *csvin_digest(struct csvin *in);

#endif
