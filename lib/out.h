/* SPDX-License-Identifier: MIT
 *
 * Everything a command prints as data goes through here: one function knows
 * the formats, and it is the only one that turns a personal value into what
 * may be shown, by the catalogue's mask class, so no command can forget.
 *
 * Rows are kept in a spool (memory, then an unlinked temporary file) until
 * out_finish, so that a reader can close the database before the first byte
 * goes to a pager.  With a file (-o) they are written beside it and renamed
 * into place.  csv, tsv, json and ndjson are the same bytes in every locale;
 * headings for people are in the locale's language (Chinese for zh*, else
 * the identifiers).
 */
#ifndef OUT_H
#define OUT_H

#include "fields.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum out_format {
	OUT_AUTO,               /* table on a terminal, csv otherwise */
	OUT_TABLE,
	OUT_CSV,                /* RFC 4180 quoting where needed, LF */
	OUT_TSV,                /* tab, newline, backslash as \t \n \\ */
	OUT_JSON,               /* an array of objects, one a line */
	OUT_NDJSON,
	OUT_EXCEL,              /* CSV for Chinese Excel: BOM, CRLF, guarded */
	OUT_XLSX,               /* lib/xlsx.h; never to a terminal */
	OUT_HTML,               /* a page, of commands that make one (out_page) */
};

struct out;

/* ST_USAGE for a name that is none of the formats. */
enum status out_format_named(const char *name, enum out_format *format,
                             struct fault *f);

/* `path` NULL is standard output.  OUT_AUTO is settled here.  ST_CANTCREATE;
 * ST_USAGE: a workbook to a terminal, or in a build without. */
enum status out_new(struct out **o, enum out_format format, const char *path,
                    struct fault *f);
void out_free(struct out *o);           /* leaves no half-written file */

enum out_format out_format(const struct out *o);
bool out_chinese(void);                 /* labels in Chinese? */

/* Personal values as they are, from here on.  The caller logs the look and
 * its reason to the audit before out_finish, which prints the first byte. */
void out_unmask(struct out *o);

/* Start a table with these columns (borrowed until the next begin or
 * finish).  In table format only FIELD_BRIEF columns are shown when any
 * column has that flag.  More than one table may follow another in table
 * format (elsewhere only one with the same columns, which goes on); `title`
 * (NULL: none) stands above it there and nowhere else.  A table without rows
 * prints nothing. */
void out_begin(struct out *o, const char *title,
               const struct field *const *column, size_t count);

/* The same for one record that is to be read downwards: in table format a
 * line "label  value" for each cell that is not empty; all else as above. */
void out_begin_record(struct out *o, const char *title,
                      const struct field *const *column, size_t count);

/* One cell, left to right; out_row ends the row and fills up missing cells.
 * NULL text and out_null are an empty cell (json: null).  out_text masks by
 * the column's class and, in a table, puts FIELD_ENUM identifiers into the
 * locale's language.  out_time prints UTC seconds in the database's zone.
 * out_exact prints the shortest number that reads as exactly this one.
 * out_rate prints 100*part/whole with two decimals, rounded half up from
 * the exact fraction, and an empty cell where whole is 0. */
void out_text(struct out *o, const char *s);
void out_span(struct out *o, const char *s, size_t len);        /* out_text of so many bytes, no NUL among them but behind */
void out_public(struct out *o, const char *s);  /* out_text of what is not personal, though others in its column are: the code of a firm among ID numbers */
void out_int(struct out *o, int64_t v);
void out_real(struct out *o, double v, int decimals);
void out_exact(struct out *o, double v);
void out_rate(struct out *o, int64_t part, int64_t whole);
void out_time(struct out *o, int64_t at);
void out_instant(struct out *o, int64_t at);    /* the same; 0: an empty cell */
void out_null(struct out *o);
void out_row(struct out *o);

/* A line of free text: in table format only (elsewhere it is dropped), and
 * folded where it is wider than the terminal. */
void out_note(struct out *o, const char *line);

/* Text of a page, as it is: format html has no tables of its own. */
void out_page(struct out *o, const char *s, size_t len);

/* A workbook made elsewhere, in a file without a name that is out's from here
 * on, is all of the output. */
void out_workbook(struct out *o, int fd);

/* Write it all out, flush and close, checking each: ST_OUTPUT, and
 * ST_CANTCREATE for a file that cannot be made. A reader's closed pipe is
 * ST_OUTPUT too; whether that is silent is cli's affair (SIGPIPE). */
enum status out_finish(struct out *o, struct fault *f);

/* The masked form of a value, into buf (cut at a whole character). */
void out_mask(enum field_mask mask, const char *value, char *buf, size_t size);

#endif
