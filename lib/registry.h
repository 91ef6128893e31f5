/* SPDX-License-Identifier: MIT
 *
 * What a text names: areas by code, name or alias (with or without 居委会,
 * 村委会, 社区居委会), departments and workers by code or unique name, matters
 * by code (of the setting matter_edition) or edition:code.  Names are read
 * into memory on the first one that is no code; after a change to a table
 * registry_forget makes them be read again.
 */
#ifndef REGISTRY_H
#define REGISTRY_H

#include "db.h"
#include "strmap.h"

struct registry {
	struct db *db;
	const char *matter_edition;     /* borrowed; NULL or "": not set */
	struct strmap area, department, worker;
	bool has_area, has_department, has_worker;
	struct strmap matter;           /* "edition:code:condition", as met */
};

void registry_init(struct registry *r, struct db *db, const char *matter_edition);
void registry_release(struct registry *r);
void registry_forget(struct registry *r);

/* ST_REFUSED: unknown or not unique; the sentence is only the reason
 * ("unknown area", "name of more than one area"). */
enum status registry_area(struct registry *r, const char *text, int64_t *id, struct fault *f);
enum status registry_department(struct registry *r, const char *text, int64_t *id, struct fault *f);
enum status registry_worker(struct registry *r, const char *text, int64_t *id, struct fault *f);

/* Whether a text that one of these just refused names several. */
bool registry_is_many(const struct strmap *map, const char *text);

/* `condition` NULL: the matter's only one; where there are several it is
 * refused, naming them, unless `any_condition` (history that does not say). */
enum status registry_matter(struct registry *r, const char *text, const char *condition,
                            bool any_condition, int64_t *id, struct fault *f);

#endif
