/* SPDX-License-Identifier: MIT
 *
 * Text for a page of html and the pictures in it.
 */
#ifndef HTML_H
#define HTML_H

#include "str.h"

/* Any bytes as text of an element or of a quoted attribute: markup is escaped,
 * blanks of all kinds are one blank each, and U+FFFD stands for what is no
 * UTF-8, for control characters and for those that turn the direction of
 * writing, which would show another text than the one that is stored. */
void html_text(struct str *to, const char *s);

/* Hundredths as a number with `decimals` (0 to 2), rounded half away from 0. */
void html_number(struct str *to, int64_t hundredths, int decimals);

#endif
