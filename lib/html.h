/* SPDX-License-Identifier: MIT
 *
 * What every page of html is made of, and the pictures in it: its head, text,
 * numbers.  A page is in the language of the locale (out_chinese), has lib/page.css
 * in it, fetches nothing and runs nothing.
 */
#ifndef HTML_H
#define HTML_H

#include "str.h"
#include "when.h"

/* Any bytes as text of an element or of a quoted attribute: markup is escaped,
 * blanks of all kinds are one blank each, and U+FFFD stands for what is no
 * UTF-8, for control characters and for those that turn the direction of
 * writing, which would show another text than the one that is stored. */
void html_text(struct str *to, const char *s);

/* An element with that text, escaped; the name may have attributes behind it. */
void html_element(struct str *to, const char *name, const char *text);

/* From the doctype into the style element, behind lib/page.css; the title is
 * escaped.  More style may follow, and then html_begin_body. */
void html_begin(struct str *to, const char *title);
void html_begin_body(struct str *to);

/* The first and the last day of a period. */
void html_days(struct str *to, const struct period *p);

/* The masked name of a person; plain text that is still to be escaped. */
void html_mask_name(struct str *to, const char *name);

/* Hundredths as a number with `decimals` (0 to 2), rounded half away from 0. */
void html_number(struct str *to, int64_t hundredths, int decimals);

#endif
