/* SPDX-License-Identifier: MIT
 *
 * Records of one kind as grid-import reads them back: the catalogue's columns
 * in its order, references by the codes that import takes, numbers with as
 * many digits as say them exactly.  One row at a time: nothing here grows with
 * the table.  Masking and formats are the output's affair (lib/out.h); asking
 * the audit before unmasked rows are printed is the caller's.
 */
#ifndef EXPORT_H
#define EXPORT_H

#include "audit.h"
#include "desk.h"
#include "fields.h"
#include "out.h"

/* Whether records of the kind are in an area. */
bool export_has_area(const struct record_kind *k);

/* All rows into `out`, which has begun with all columns of the kind, in the order in
 * which they were first entered; those below the area of that code only, if it
 * is not NULL (the kind has one then).  Each is added to `seen`, if it is not
 * NULL, by kind and number.  Inside a read transaction.  Any fault is the
 * database's. */
enum status export_rows(struct desk *d, const struct record_kind *k, const char *area,
                        struct out *out, struct audit *seen, struct fault *f);

#endif
