/* SPDX-License-Identifier: MIT
 *
 * A file into the database: read, check, stage, one ordered upsert, counts
 * (design section 6).  Reading and checking come before the write gate; the
 * write is one transaction, so that whatever stops it leaves the database as
 * it was.  A bad row costs one row.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include "desk.h"
#include "note.h"
#include "sheet.h"

enum import_step { IMPORT_READING, IMPORT_WRITING };

struct import_opts {
	const struct map *map;  /* NULL: none */
	char delimiter;         /* 0: comma */
	const char *encoding;   /* NULL: found by test */
	const char *fill_down;  /* as sheet_open takes it; NULL: no */
	const char *rejects;    /* reject file; NULL: none */
	const char *like;       /* whose mode and group a new one gets: the database */
	bool all_or_nothing;
	long max_errors;        /* -1: no limit */
	int32_t effective;      /* the day from which changes hold; 0: today */
	int64_t stop_after;     /* rows that are read; 0: all */
	bool is_dry_run;
	int wait;
	/* Each of the first 20 rejected rows by line, then each group of the
	 * rest, values in the reason blotted out; count is 1 for a row, line that
	 * of the first. */
	void (*say)(void *arg, long line, const char *column, const char *reason, long count);
	/* Each group of warnings about rows that went in. */
	void (*note)(void *arg, const struct note *n);
	/* Now and then: bytes read or rows written, of how many, and rows read. */
	void (*progress)(void *arg, enum import_step step, int64_t done, int64_t of, int64_t rows);
	/* A warning about the file as a whole. */
	void (*warn)(void *arg, const char *text);
	void *arg;
};

struct import_counts {
	int64_t run;            /* 0: nothing was written */
	int64_t read, inserted, updated, unchanged, rejected;
};

/* Import one open file (the descriptor is taken over); the desk's database
 * is open as DB_IMPORT, without a transaction.  ST_OK; ST_PART: rows were
 * rejected (or, with all_or_nothing, that is why nothing was written);
 * ST_INPUT: the file is unusable, or more than max_errors rows are.
 * ST_CANTCREATE: no reject file, and nothing is imported. */
enum status import_file(struct desk *d, const struct record_kind *k, int fd, const char *name,
                        const struct import_opts *o, struct import_counts *n, struct fault *f);

/* A new row of import_run, inside a write transaction; *run is its number. */
enum status import_run_begin(struct desk *d, const struct record_kind *k, const char *file, const char *digest,
                             int64_t *run, struct fault *f);

/* One of the standard tables, inside an open write transaction; the audit is
 * told of its rows, but the row is the caller's. */
enum status import_standard(struct desk *d, const char *kind, const char *bytes, size_t len, struct fault *f);

#endif
