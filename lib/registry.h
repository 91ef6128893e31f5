/* SPDX-License-Identifier: MIT
 *
 * What a text names: areas by code, name or alias (with or without 居委会,
 * 村委会, 社区居委会), departments and workers by code or unique name, matters
 * by code (of the setting matter_edition) or edition:code; buildings by code
 * or unique name, households by code, persons by ID number (one that was
 * corrected too) or local key, units by social credit code, local key or unique
 * name.  Names are read into memory on the first one that is no code; after a change to a table registry_forget makes
 * them be read again.  Of buildings and households only those met last are
 * kept, so that memory does not grow with an import.
 */
#ifndef REGISTRY_H
#define REGISTRY_H

#include "db.h"
#include "strmap.h"

enum { REGISTRY_RECENT = 1 << 13, REGISTRY_CODE_SIZE = 40 };

/* A code met and its number; id 0: none. */
struct registry_recent {
	int64_t id;
	char code[REGISTRY_CODE_SIZE];
};

struct registry {
	struct db *db;
	const char *matter_edition;     /* borrowed; NULL or "": not set */
	struct strmap area, department, worker;
	bool has_area, has_department, has_worker;
	int asked;                      /* how often near names were looked for */
	struct strmap matter;           /* "edition:code:condition", as met */
	struct strmap building_name, unit_name;
	bool has_building, has_unit;
	struct registry_recent *building, *household;   /* NULL, or REGISTRY_RECENT of them */
};

void registry_init(struct registry *r, struct db *db, const char *matter_edition);
void registry_release(struct registry *r);
void registry_forget(struct registry *r);

/* Whether an area is another one or lies in it, by their codes; `area` NULL: in all there
 * is.  Nothing is below a grid, though its code may be how that of another one begins. */
bool registry_is_within(const char *code, const char *area);

/* ST_REFUSED: unknown or not unique; the sentence is only the reason
 * ("unknown area, perhaps '甲社区'", "name of more than one area"). */
enum status registry_area(struct registry *r, const char *text, int64_t *id, struct fault *f);
enum status registry_area_code(struct registry *r, const char *text, char *code, size_t size, struct fault *f);
enum status registry_department(struct registry *r, const char *text, int64_t *id, struct fault *f);
enum status registry_worker(struct registry *r, const char *text, int64_t *id, struct fault *f);

enum status registry_building(struct registry *r, const char *text, int64_t *id, struct fault *f);
enum status registry_household(struct registry *r, const char *text, int64_t *id, struct fault *f);
enum status registry_person(struct registry *r, const char *text, int64_t *id, struct fault *f);
enum status registry_unit(struct registry *r, const char *text, int64_t *id, struct fault *f);

/* Whether a text that one of these just refused names several. */
bool registry_is_many(const struct strmap *map, const char *text);

/* `condition` NULL: the matter's only one; where there are several it is
 * refused, naming them, unless `any_condition` (history that does not say). */
enum status registry_matter(struct registry *r, const char *text, const char *condition,
                            bool any_condition, int64_t *id, struct fault *f);

#endif
