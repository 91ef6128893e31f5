/* SPDX-License-Identifier: MIT
 *
 * Two passes over the descriptor.  The first (lib/csvfile.c) decides the
 * encoding; the second (csvin_next) slides a window over the file, cuts
 * physical lines out of it, and feeds them to libcsv one by one, each
 * followed by one LF.  So libcsv never sees a CR or a byte-order mark, never
 * keeps a last row back for csv_fini, and its own state says after every line
 * whether the record is complete (the row callback came), spoilt (strict
 * parse error) or still inside a quote: no second quote scanner that could
 * disagree with it is needed.
 *
 * UTF-8 lines are parsed where they lie in the window.  GB18030 is decoded a
 * line at a time; its line ends can be found before decoding, as no byte of
 * a multibyte character is below 0x30, but its delimiters cannot ('|' is a
 * trail byte).  Every other encoding is turned into UTF-8 in a temporary
 * file by the first pass, and `raw` is then that UTF-8.
 */
#include "csvin.h"

#include "csvfile.h"
#include "encode.h"
#include "mem.h"
#include "str.h"
#include "text.h"

#include <csv.h>
#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)256 << 10)       /* read at once */
#define NO_ICONV ((iconv_t)-1)
#define UNKNOWN SIZE_MAX

struct csvin {
	struct csvfile *file;
	bool is_twin;           /* the file is another's */
	iconv_t cd;             /* to UTF-8, for GB18030; else NO_ICONV */
	iconv_t back;           /* from UTF-8, but for UTF-8 */
	char delimiter;
	size_t max_record;

	/* The window; offsets into buf.  rec <= next <= end. */
	char *buf;
	size_t cap;
	size_t end;             /* bytes held */
	size_t rec;             /* where the record begins */
	size_t at, len;         /* the line cut last, without its end */
	size_t next;            /* where the next line begins */
	size_t lf;              /* first LF from next on; end if none; UNKNOWN */
	off_t pos;              /* what to read next */
	off_t stop;             /* where the reading ends */
	long line;              /* physical lines cut so far */

	char *decoded;
	size_t decoded_cap;

	struct csv_parser parser;
	bool row_done;          /* the row callback came */
	long quote_line;        /* line of the open quote, 0 if none is open */
	struct csv_record record;
	struct csv_cell cell[CSVIN_MAX_CELLS];
	char *text;             /* the cells' bytes, a NUL after each */
	size_t text_len;
	size_t text_cap;        /* what the record can become so far, at least */
	size_t parsed;          /* bytes of the record that libcsv has had */
	char bad[96];
	struct fault fault;     /* what ended the reading; kept for later calls */
};

/* ---- second pass: physical lines ---- */

/* More bytes at the window's end; what lies before the record is dropped. */
static enum status fill(struct csvin *in, struct fault *f)
{
	size_t want = in->stop - in->pos < (off_t)BLOCK
	              ? (size_t)(in->stop - in->pos) : BLOCK;
	enum status s;

	in->end -= in->rec;
	in->next -= in->rec;
	memmove(in->buf, in->buf + in->rec, in->end);
	in->rec = 0;
	in->lf = UNKNOWN;
	if (in->cap < in->end + want) {
		in->cap = in->end + want;
		in->buf = mem_resize(in->buf, in->cap, 1);
	}
	s = csvfile_read(in->file, in->buf + in->end, want, in->pos, f);
	if (s != ST_OK)
		return s;
	in->end += want;
	in->pos += (off_t)want;
	return ST_OK;
}

/* Find the end of the line at `next`; false if the window must grow first.
 * The place of the next LF is kept, so that in a file of lone CRs it is not
 * searched anew for every line. */
static bool cut_line(struct csvin *in)
{
	bool eof = in->pos == in->stop;
	const char *from = in->buf + in->next, *p;
	size_t stop;

	if (in->lf == UNKNOWN || in->lf < in->next) {
		p = memchr(from, '\n', in->end - in->next);
		in->lf = p ? (size_t)(p - in->buf) : in->end;
	}
	p = memchr(from, '\r', in->lf - in->next);
	stop = p ? (size_t)(p - in->buf) : in->lf;
	/* Even a CR is no end yet while an LF may follow it. */
	if (!eof && stop + (p != NULL) == in->end)
		return false;
	in->at = in->next;
	in->len = stop - in->next;
	in->next = stop;
	if (p)
		in->next++;
	if (in->next == in->lf && in->lf < in->end)
		in->next++;
	return true;
}

static enum status refuse_long(struct csvin *in, struct fault *f)
{
	if (in->quote_line)
		return fault_set(f, ST_INPUT, "%s:%ld: record longer than %zu "
		                 "bytes; the quote opened in line %ld may never "
		                 "be closed", in->file->name, in->record.line,
		                 in->max_record, in->quote_line);
	return fault_set(f, ST_INPUT, "%s:%ld: record longer than %zu bytes",
	                 in->file->name, in->record.line, in->max_record);
}

/* *any is false at the end of the input. */
static enum status next_line(struct csvin *in, bool *any, struct fault *f)
{
	*any = true;
	while (!cut_line(in)) {
		enum status s;

		/* All that is held is of this record, but for a last CR. */
		if (in->end - in->rec > in->max_record + 1)
			return refuse_long(in, f);
		s = fill(in, f);
		if (s != ST_OK)
			return s;
	}
	if (in->at == in->end) {
		*any = false;
		return csvfile_check(in->file, f);
	}
	if (in->at + in->len - in->rec > in->max_record)
		return refuse_long(in, f);
	in->line++;
	return ST_OK;
}

/* ---- second pass: records ---- */

static void *grow(void *p, size_t size)
{
	return mem_resize(p, size, 1);
}

/* Blanks and tabs around a bare or a quoted cell are trimmed.  A tab that is
 * the delimiter is not: 3.0.3 asks first whether a byte is the delimiter. */
static void parser_start(struct csvin *in)
{
	csv_init(&in->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
	csv_set_delim(&in->parser, (unsigned char)in->delimiter);
	csv_set_realloc_func(&in->parser, grow);
	/* Its 128 bytes at a time would copy a large cell thousands of times. */
	csv_set_blk_size(&in->parser, 16 << 10);
}

/* Room for the cells of all that was parsed and of the next line: each cell
 * is followed by a byte that becomes its NUL. */
static void text_room(struct csvin *in, size_t line_len)
{
	in->parsed += line_len + 1;
	if (in->text_cap >= in->parsed)
		return;
	in->text_cap = in->parsed < BLOCK ? 2 * in->parsed : in->parsed + BLOCK;
	in->text = mem_resize(in->text, in->text_cap, 1);
}

/* APPEND_NULL has put a NUL behind the cell. */
static void take_cell(void *s, size_t len, void *data)
{
	struct csvin *in = data;

	if (in->record.count < CSVIN_MAX_CELLS) {
		in->cell[in->record.count].len = len;
		memcpy(in->text + in->text_len, s, len + 1);
		in->text_len += len + 1;
	}
	in->record.count++;
}

static void take_row(int c, void *data)
{
	struct csvin *in = data;

	(void)c;
	in->row_done = true;
}

/* The line as UTF-8: in the window, or decoded.  NULL if the bytes are no
 * longer what the first pass saw. */
static const char *decode_line(struct csvin *in, size_t *len)
{
	char *from = in->buf + in->at, *to;
	size_t left = in->len, room;

	*len = in->len;
	if (in->cd == NO_ICONV || in->len == 0)
		return from;
	/* At worst two bytes become a character of four. */
	room = in->len * 2;
	if (in->decoded_cap < room) {
		free(in->decoded);
		in->decoded = mem_alloc(room);
		in->decoded_cap = room;
	}
	to = in->decoded;
	if (iconv(in->cd, &from, &left, &to, &room) == (size_t)-1)
		return NULL;
	*len = (size_t)(to - in->decoded);
	return in->decoded;
}

static void record_start(struct csvin *in)
{
	in->rec = in->next;
	in->quote_line = 0;
	in->row_done = false;
	in->text_len = in->parsed = 0;
	in->record.line = in->line + 1;
	in->record.count = 0;
	in->record.bad = NULL;
}

static void record_end(struct csvin *in)
{
	char *s = in->text;
	size_t i;

	for (i = 0; i < in->record.count; i++) {
		in->cell[i].s = s;
		s += in->cell[i].len + 1;
	}
	in->record.cell = in->cell;
	in->record.text_len = in->text_len;
	in->record.raw = in->buf + in->rec;
	in->record.offset = in->pos - (off_t)(in->end - in->rec);
	in->record.raw_len = in->at + in->len - in->rec;
}

/* The parser's state says nothing any more: a new one reads on at the next
 * physical line.  Lines that a quote had swallowed before are lost with the
 * record: what they hold may be the inside of a cell. */
static void record_spoilt(struct csvin *in)
{
	int n = snprintf(in->bad, sizeof in->bad, "stray quote in cell %zu",
	                 in->record.count + 1);

	if (in->line != in->record.line)
		snprintf(in->bad + n, sizeof in->bad - (size_t)n, ", line %ld",
		         in->line);
	in->record.bad = in->bad;
	in->record.count = 0;
	csv_free(&in->parser);
	parser_start(in);
	record_end(in);
}

/* *any is false at the end of the input. */
static enum status next_record(struct csvin *in, bool *any, struct fault *f)
{
	size_t open_cell = 0;
	enum status s;

	record_start(in);
	while ((s = next_line(in, any, f)) == ST_OK && *any) {
		size_t len;
		const char *line = decode_line(in, &len);

		if (!line)
			return fault_set(f, ST_OUTPUT, "%s: changed while it was being read", in->file->name);
		text_room(in, len);
		if (csv_parse(&in->parser, line, len, take_cell, take_row, in) <
		    len) {
			record_spoilt(in);
			return ST_OK;
		}
		csv_parse(&in->parser, "\n", 1, take_cell, take_row, in);
		if (in->record.count > CSVIN_MAX_CELLS)
			return fault_set(f, ST_INPUT, "%s:%ld: more than %d cells",
			                 in->file->name, in->record.line,
			                 CSVIN_MAX_CELLS);
		if (in->row_done) {
			record_end(in);
			return ST_OK;
		}
		/* No row can only mean an open quote, or nothing but blanks. */
		if (!in->quote_line && !memchr(line, '"', len)) {
			record_start(in);
			continue;
		}
		/* Still the same cell: still the quote of that line. */
		if (!in->quote_line || in->record.count != open_cell)
			in->quote_line = in->line;
		open_cell = in->record.count;
	}
	if (s == ST_OK && in->quote_line)
		s = fault_set(f, ST_INPUT, "%s:%ld: quote opened here is never closed",
		              in->file->name, in->quote_line);
	return s;
}

/* ---- what the header promises ---- */

enum status csvin_next(struct csvin *in, const struct csv_record **rec,
                       struct fault *f)
{
	bool any = false;

	*rec = NULL;
	if (in->fault.status == ST_OK)
		next_record(in, &any, &in->fault);
	if (in->fault.status != ST_OK)
		*f = in->fault;
	else if (any)
		*rec = &in->record;
	return in->fault.status;
}

/* What a reader and its twin have each for itself. */
static enum status reader_new(struct csvin **to, struct csvfile *file, struct fault *f)
{
	struct csvin *in = mem_alloc(sizeof *in);

	*to = in;
	in->file = file;
	in->lf = UNKNOWN;
	in->cd = in->back = NO_ICONV;
	in->buf = mem_alloc(in->cap);
	in->pos = in->stop = file->size;
	parser_start(in);
	if (file->is_decoded || strcmp(file->encoding, "GB18030") != 0)
		return ST_OK;
	in->cd = iconv_open("UTF-8", file->encoding);
	if (in->cd != NO_ICONV)
		return ST_OK;
	return fault_set(f, ST_INTERNAL, "%s: %s: %s", file->name, file->encoding, strerror(errno));
}

void csvin_seek(struct csvin *in, long line, off_t offset, size_t len)
{
	csv_free(&in->parser);
	parser_start(in);
	in->end = in->rec = in->at = in->len = in->next = 0;
	in->lf = UNKNOWN;
	in->pos = offset;
	in->stop = len < (size_t)(in->file->size - offset) ? offset + (off_t)len : in->file->size;
	in->line = line - 1;
	in->fault.status = ST_OK;
}

void csvin_progress(const struct csvin *in, off_t *done, off_t *total)
{
	*done = in->pos - (off_t)(in->end - in->next);
	*total = in->file->size;
}

enum status csvin_new(struct csvin **to, int fd, const char *name,
                      const struct csvin_opts *opts, struct fault *f)
{
	static const struct csvin_opts defaults;
	struct csvfile *file = mem_alloc(sizeof *file);
	enum status s = csvfile_open(file, fd, name, opts ? opts->encoding : NULL, opts ? opts->tmp_dir : NULL, f);

	*to = NULL;
	if (!opts)
		opts = &defaults;
	if (s == ST_OK && opts->delimiter && !strchr(",;|\t", opts->delimiter))
		s = fault_set(f, ST_USAGE,
		              "%s: the delimiter must be , ; | or a tab", name);
	if (s != ST_OK) {
		csvfile_close(file);
		free(file);
		return s;
	}
	s = reader_new(to, file, f);
	(*to)->back = encode_open(file->encoding);
	(*to)->delimiter = opts->delimiter ? opts->delimiter : ',';
	(*to)->max_record = opts->max_record ? opts->max_record : CSVIN_MAX_RECORD;
	csvin_seek(*to, 1, file->start, CSVIN_REST);
	if (s != ST_OK) {
		csvin_free(*to);
		*to = NULL;
	}
	return s;
}

enum status csvin_twin(struct csvin **twin, struct csvin *in, struct fault *f)
{
	enum status s = reader_new(twin, in->file, f);

	(*twin)->is_twin = true;
	(*twin)->delimiter = in->delimiter;
	(*twin)->max_record = in->max_record;
	if (s != ST_OK) {
		csvin_free(*twin);
		*twin = NULL;
	}
	return s;
}

void csvin_free(struct csvin *in)
{
	if (!in)
		return;
	csv_free(&in->parser);
	if (in->cd != NO_ICONV)
		iconv_close(in->cd);
	if (in->back != NO_ICONV)
		iconv_close(in->back);
	if (!in->is_twin) {
		csvfile_close(in->file);
		free(in->file);
	}
	free(in->text);
	free(in->decoded);
	free(in->buf);
	free(in);
}

const char *csvin_name(const struct csvin *in)
{
	return in->file->name;
}

const char *csvin_encoding(const struct csvin *in)
{
	return in->file->encoding;
}

const char *csvin_raw_encoding(const struct csvin *in)
{
	return in->file->is_decoded ? "UTF-8" : in->file->encoding;
}

void csvin_encode(const struct csvin *in, const char *s, size_t len, struct str *out)
{
	if (in->file->is_decoded || in->back == NO_ICONV)
		str_add(out, s, len);
	else
		encode_text(in->back, s, len, out);
}

void csvin_restore(const struct csvin *in, const char *s, size_t len, struct str *out)
{
	if (in->file->is_decoded && in->back != NO_ICONV)
		encode_text(in->back, s, len, out);
	else
		str_add(out, s, len);
}

const char *csvin_mark(const struct csvin *in, size_t *len)
{
	*len = in->file->bom ? in->file->mark_len : 0;
	return in->file->mark;
}

bool csvin_has_bom(const struct csvin *in)
{
	return in->file->bom;
}

char csvin_delimiter(const struct csvin *in)
{
	return in->delimiter;
}

const char *csvin_digest(struct csvin *in)
{
	return csvfile_digest(in->file);
}
