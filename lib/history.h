/* SPDX-License-Identifier: MIT
 *
 * Cases and ratings from elsewhere: rows of the kinds case and rating become
 * a casefile, its events (one for each time that is given, carrying the
 * import run) and its ratings.  A second import of the same row changes
 * nothing; what is told in one import or in several makes the same events.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include "record.h"

/* Values as record_resolve left them; inside a write transaction, with
 * desk.import_run_id set. */
enum status history_put_case(struct desk *d, const struct record_kind *k, struct value *value,
                             enum put *done, int64_t *casefile_id, const struct field **column, struct fault *f);
enum status history_put_rating(struct desk *d, const struct record_kind *k, struct value *value,
                               enum put *done, const struct field **column, struct fault *f);

#endif
