/* SPDX-License-Identifier: MIT
 *
 * The column catalogue: for each record kind, each column's identifier,
 * Chinese label, the headings accepted at import, its type and check,
 * whether it is personal data and how that is masked.  Import, lists,
 * reports, the output function and wangge(5) all read this one table, which
 * the build makes from lib/fields.csv; a new column is one line there.
 *
 * Everything here is static: nothing is owned, nothing is released.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include "str.h"

#include <stdbool.h>
#include <stddef.h>

/* enum kind_id with KIND_PERSON …, and where a kind has its columns:
 * AT_PERSON_ID_NO …. */
#include "fields_at.h"

enum field_type {
	FIELD_TEXT,             /* any text, one line or more */
	FIELD_NAME,             /* a person's name */
	FIELD_TAGS,             /* words; stored with ';' between, each once */
	FIELD_ID,               /* citizen ID number, 18 characters */
	FIELD_USCC,             /* unified social credit code, 18 characters */
	FIELD_PHONE,            /* numbers; stored with ';' between */
	FIELD_CODE,             /* text without blanks: letters, digits, - _ . */
	FIELD_INT,              /* check: "min..max" */
	FIELD_REAL,             /* check: "min..max" */
	FIELD_BOOL,             /* stored 0/1; 1 是 true yes 有, 0 否 false no 无 */
	FIELD_DATE,             /* text YYYY-MM-DD */
	FIELD_TIME,             /* UTC seconds; prints in the database's zone */
	FIELD_ENUM,             /* check: "identifier=中文|other words;…", stored as
	                           identifier */
	FIELD_LIMIT,            /* text as limit_parse takes it */
	FIELD_HOURS,            /* text as hours_parse takes it */
	FIELD_PATTERN,          /* PCRE2 pattern */
	FIELD_AREA,             /* reference; stored as area_id */
	FIELD_DEPARTMENT,       /* reference; stored as department_id */
	FIELD_WORKER,           /* reference; stored as worker_id */
	FIELD_MATTER,           /* reference; stored as matter_id */
	FIELD_BUILDING,         /* reference; stored as building_id */
	FIELD_HOUSEHOLD,        /* reference; stored as household_id */
	FIELD_PERSON,           /* reference; stored as person_id */
	FIELD_UNIT,             /* reference; stored as unit_id */
	FIELD_CASE,             /* reference by case number; stored as casefile_id */
	FIELD_RATE,             /* percentage, two decimals, only in output */
};

enum field_mask {
	MASK_NONE,
	MASK_PHONE,             /* 138****5678 */
	MASK_NAME,              /* 张*, 欧阳** */
	MASK_ID,                /* first one and last two characters */
	MASK_ADDRESS,           /* to the building */
};

enum {
	FIELD_KEY = 1,          /* part of the natural key */
	FIELD_REQUIRED = 2,     /* must be given */
	FIELD_BRIEF = 4,        /* shown in a table on a terminal */
	FIELD_DERIVED = 8,      /* may be given to others, never imported */
	FIELD_ALTERNATIVE = 16, /* a key by itself: one of several names a record */
	FIELD_TRACKED = 32,     /* an old value keeps the days it held */
	FIELD_BY_ID = 64,       /* told by the ID number; stored only without one */
	FIELD_UNSTORED = 128,   /* read at import, no column of the table */
	FIELD_WITH_MATTER = 256,        /* part of what names the matter, and stored with it */
};

struct field {
	const char *name;       /* identifier: the heading of csv, tsv, json */
	const char *label;      /* Chinese */
	const char *synonyms;   /* further headings, ';' between; "" if none */
	const char *check;      /* meaning by type; "" if none */
	enum field_type type;
	enum field_mask mask;
	unsigned flags;
};

struct record_kind {
	enum kind_id id;
	const char *name;       /* as grid-import takes it, or a view's name */
	const char *label;
	const char *table;      /* "" for a view: it is only printed */
	const struct field *field;
	size_t count;
};

/* The kind of that name, or NULL. */
const struct record_kind *fields_kind(const char *name);

/* All columns of the kind of that name, in their order, into `column`, which
 * has room for them; answers how many. */
size_t fields_columns(const char *name, const struct field **column);

/* All kinds, in the order of lib/fields.csv; *count receives how many. */
const struct record_kind *fields_kinds(size_t *count);

/* The column of that identifier, or NULL. */
const struct field *fields_named(const struct record_kind *k, const char *name);

/* The column whose identifier, label or one of whose synonyms is `heading`
 * (already trimmed; ASCII letters compare without case), or NULL. */
const struct field *fields_heading(const struct record_kind *k,
                                   const char *heading);

/* For FIELD_ENUM: the identifier that `text` (an identifier or its Chinese
 * word) stands for, or NULL; and the Chinese word of an identifier, or the
 * identifier itself where it has none.  *len receives the length, as the
 * words stand inside the check without an end of their own. */
const char *field_choice(const struct field *f, const char *text, size_t *len);
const char *field_choice_label(const struct field *f, const char *ident,
                               size_t *len);

/* For FIELD_ENUM: appends its identifiers to `out`, ", " between, for a
 * message that says what is taken. */
void field_choices(const struct field *f, struct str *out);

#endif
