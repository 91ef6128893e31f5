/* SPDX-License-Identifier: MIT
 *
 * One value of a record as the catalogue's types want it: cleaned, checked
 * and in its one canonical form.  References stay text here, for only the
 * database can say what they name.
 */
#ifndef VALUE_H
#define VALUE_H

#include "clock.h"
#include "fields.h"
#include "str.h"

#include <stdint.h>

enum value_kind { VALUE_NONE, VALUE_ERASE, VALUE_INT, VALUE_REAL, VALUE_TEXT };

struct value {
	enum value_kind kind;   /* NONE: not given, ERASE: <empty> */
	int64_t i;
	double r;
	const char *s;          /* canonical text; for TEXT and references */
	unsigned doubts;        /* taken, but worth a warning */
};

enum value_doubt {
	DOUBT_CUT = 1,          /* an identity number that ends in 000 (lib/idno.h) */
	DOUBT_REGION = 2,       /* an identity number of a region not in the list */
	DOUBT_PRIVATE = 4,      /* characters of private use (lib/text.h) */
};

enum {
	VALUE_SERIAL = 1,       /* the column was declared to hold a spreadsheet's
	                         * day numbers: in a FIELD_DATE, digits that are no
	                         * YYYYMMDD are one; such columns often hold
	                         * written dates too */
};

/* One cell's text as a field wants it, trimmed in place: VALUE_NONE for an
 * empty one.  ST_REFUSED with the reason; control characters, those that
 * turn the direction of reading, and U+FFFD are refused in any field.
 * `flags`: VALUE_SERIAL.  `keep` holds a text that had to be made anew. */
enum status value_parse(const struct field *field, char *text, const struct limit_words *words,
                        unsigned flags, struct value *v, struct str *keep, struct fault *f);

#endif
