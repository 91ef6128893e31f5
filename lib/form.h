/* SPDX-License-Identifier: MIT
 *
 * The canonical form of values, of which the audit makes its digests: of
 * each value its text's length in bytes in decimal, ':' and the text; an
 * integer's text is its decimal digits, a real's is as printf's %.17g makes it,
 * which no two reals share; null is a single '-'.  So no two lists of as many
 * values have one form.  No end is kept behind it.
 */
#ifndef FORM_H
#define FORM_H

#include "str.h"

void form_null(struct str *b);
void form_int(struct str *b, int64_t v);
void form_real(struct str *b, double v);
void form_text(struct str *b, const char *s, size_t len);
void form_word(struct str *b, const char *s);   /* NULL: null */

#endif
