/* SPDX-License-Identifier: MIT
 *
 * A bulletin as one page of html, for a phone, a screen and A4: nothing is
 * fetched and nothing runs.  Charts are inline SVG, each with its table behind
 * it, and every figure leads to the list of its cases.  The same bulletin is the
 * same bytes.
 */
#ifndef PAGE_H
#define PAGE_H

#include "bulletin.h"
#include "out.h"

/* `out` is of format html.  Inside the read transaction the bulletin was made
 * in, for names and outlines of areas and the cases of lists. */
enum status page_make(struct out *out, struct desk *d, const struct bulletin *b, struct fault *f);

#endif
