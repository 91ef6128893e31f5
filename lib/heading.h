/* SPDX-License-Identifier: MIT
 *
 * The heading of a sheet: which of the file's first records it is, and which
 * column feeds which field of a kind, by identifier, label or synonym or as
 * a map file says.  Only sheet, reject and filldown use it.
 */
#ifndef HEADING_H
#define HEADING_H

#include "csvin.h"
#include "fields.h"
#include "map.h"

#define HEADING_WITHIN 20       /* records, blank ones not counted */
#define NO_COLUMN (-1)

/* Where a field's value comes from. */
struct feed {
	const struct field *field;
	int column;             /* of the file, or NO_COLUMN */
	const char *constant;   /* from a map; NULL: none */
	bool is_required;
	bool is_shared;         /* a feed before it uses the same cell */
	bool is_translated;     /* the map has rules for its values */
	bool is_serial;         /* the map says that it holds day numbers */
};

struct heading {
	const struct record_kind *kind;
	const struct map *map;
	bool is_partial;
	char **name;            /* of the file, trimmed */
	int columns;
	long line;
	off_t offset;
	struct str raw;
	long titles;            /* records above it */
	long title_first, title_last;   /* lines of the first and the last */
	const struct field **to;        /* of each rule of the map; NULL: dropped */
	struct feed *of;        /* one for each field */
	struct feed *feed;      /* those that are fed, in the same order */
	size_t feeds;
	struct str unknown;     /* names that nothing uses, ", " between */
};

/* Find the heading among the first records of a reader: of those that know
 * two columns of the kind, or nothing but such, or all required ones, the
 * one that has all required ones, then that knows most, then the first.
 * The reader stands somewhere behind it then.  ST_INPUT as sheet_open. */
enum status heading_find(struct heading *h, struct csvin *in, const struct record_kind *k, const struct map *map,
                         bool is_partial, struct fault *f);
void heading_release(struct heading *h);

/* Let the reader go on with the record behind the heading. */
void heading_seek(const struct heading *h, struct csvin *in);

/* Whether a record has nothing but blanks. */
bool heading_is_blank(const struct csv_record *r);

/* What a name in the file or an identifier, label or synonym stands for:
 * the column of the file, or NO_COLUMN. */
int heading_column(const struct heading *h, const char *name);

/* The four columns of an earlier rejection. */
extern const char *const heading_reject[4];
bool heading_is_reject(const char *name);

#endif
