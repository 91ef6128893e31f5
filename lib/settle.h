/* SPDX-License-Identifier: MIT
 *
 * What the catalogue's columns cannot say of a record: the rules of single
 * kinds, and the keys of those that have no official number.
 */
#ifndef SETTLE_H
#define SETTLE_H

#include "desk.h"
#include "value.h"

enum { SETTLE_KEY_SIZE = 1 + 16 + 1 };

/* Values with their references resolved (lib/record.h) made ready to be
 * stored: a kind follows from a code's length, a local key is made (in `key`,
 * from SM3 of the parts that wangge(5) names), what an ID number says is not
 * stored beside it.  Inside a transaction, for some rules ask the database.
 * ST_REFUSED: a rule says no; *column is the field at fault. */
enum status settle(struct desk *d, const struct record_kind *k, struct value *value, char key[SETTLE_KEY_SIZE],
                   const struct field **column, struct fault *f);

/* A person's sex and birth_on against the ID number (18 characters), which
 * then stands for them.  ST_REFUSED as settle. */
enum status settle_by_id(const struct record_kind *k, struct value *value, const char *id_no,
                         const struct field **column, struct fault *f);

#endif
