/* SPDX-License-Identifier: MIT
 *
 * Plain records (all kinds but cases and ratings): one row put where its
 * natural key says, by statements that the build makes from the column
 * catalogue.  Only what changed is written; what is not given stays.
 */
#ifndef RECORD_H
#define RECORD_H

#include "desk.h"
#include "sheet.h"

enum put { PUT_INSERTED, PUT_UPDATED, PUT_UNCHANGED };

/* References of `value` (text) looked up, in place: they become VALUE_INT,
 * but for a matter whose condition has a column of its own.
 * ST_REFUSED with *column the field that is at fault. */
enum status record_resolve(struct desk *d, const struct record_kind *k, struct value *value,
                           const struct field **column, struct fault *f);

/* Put a row whose references are resolved; inside a write transaction.
 * ST_REFUSED: a constraint or a kind's own rule says no; *column may be set
 * to the field at fault. */
enum status record_put(struct desk *d, const struct record_kind *k, struct value *value,
                       enum put *done, const struct field **column, struct fault *f);

/* Whether a row's column is what the value says already: one not given is. */
bool record_is_same(struct query *q, int column, const struct value *v);

/* Bind the value, or what the old row has in that column where it is not
 * given. */
void record_bind(struct query *update, int at, const struct value *v, struct query *old, int column,
                 const struct field *field);

#endif
