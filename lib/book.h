/* SPDX-License-Identifier: MIT
 *
 * A bulletin as a workbook: a sheet a cut and one of the trend, with number
 * formats, colours by rule, charts of the spreadsheet's own and a print setup.
 * The same bulletin is the same bytes.
 */
#ifndef BOOK_H
#define BOOK_H

#include "bulletin.h"
#include "out.h"

/* `out` is of format xlsx.  ST_OUTPUT: no room. */
enum status book_make(struct out *out, const struct bulletin *b, struct fault *f);

#endif
