/* SPDX-License-Identifier: MIT
 *
 * What people of one household say of each other: one head, children younger
 * than the head, relations that fit the sex.  A contradiction is a warning,
 * never a refusal, for the register may be right about a family that is
 * unusual.  Relations are those of GB/T 4761-2008.
 */
#ifndef FAMILY_H
#define FAMILY_H

#include "db.h"
#include "value.h"

#include <stdbool.h>
#include <stdint.h>

struct family;

/* `dir` is where a temporary file may be made; borrowed. */
struct family *family_new(const char *dir);
void family_free(struct family *h);
void family_reset(struct family *h);

/* A warning about a line: its code and what it means, both static. */
typedef void family_say_fn(void *arg, int64_t line, const char *text);

/* One person's values (kind person, settled) as a line of a file gives them;
 * the dead and gone are passed over.  ST_CANTCREATE as keysort_add. */
enum status family_add(struct family *h, int64_t line, const struct value *value, struct fault *f);

/* Say what is wrong with the lines that were added, and with their households,
 * once all of it is written: by what the database has of these, or, `is_all`,
 * by the lines, where they are all there is. */
enum status family_judge(struct family *h, struct db *db, bool is_all, family_say_fn *say, void *arg, struct fault *f);

#endif
