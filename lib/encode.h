/* SPDX-License-Identifier: MIT
 *
 * The way back from UTF-8 into an input's own encoding.  Only csvin uses it.
 */
#ifndef ENCODE_H
#define ENCODE_H

#include "str.h"

#include <iconv.h>

/* From UTF-8 to an encoding as iconv names it.  (iconv_t)-1 for UTF-8 itself
 * and for one that cannot be written piece by piece, such as UTF-32, which
 * would put a mark before each piece.  Closed with iconv_close. */
iconv_t encode_open(const char *encoding);

/* What the encoding lacks (a translated value) becomes '?'. */
void encode_text(iconv_t cd, const char *s, size_t len, struct str *out);

#endif
