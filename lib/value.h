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
};

/* One cell's text as a field wants it, trimmed in place: VALUE_NONE for an
 * empty one.  ST_REFUSED with the reason. `keep` holds a text that had to be
 * made anew. */
enum status value_parse(const struct field *field, char *text, const struct limit_words *words,
                        struct value *v, struct str *keep, struct fault *f);

#endif
