/* SPDX-License-Identifier: MIT
 *
 * Names that somebody may have meant by one that is not known.
 */
#ifndef NEAR_H
#define NEAR_H

#include "str.h"
#include "strmap.h"

/* Appends to `out` up to three keys of the map that are nearest to `text`, as
 * "'甲', '乙'": a character or two different (added, left out, changed), or
 * one beginning or ending with the other.  Nothing for what has no letters:
 * codes that look alike are of different things. */
void near_names(const struct strmap *m, const char *text, struct str *out);

#endif
