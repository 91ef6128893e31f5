/* SPDX-License-Identifier: MIT
 *
 * The workflow table (lib/workflow.csv, design section 4) as the build made
 * it: status × action → status, who may, what must be given, what the clock
 * does.  The database holds the same rows and its triggers enforce them.
 * Everything is static.
 */
#ifndef WORKFLOW_H
#define WORKFLOW_H

#include <stdbool.h>
#include <stddef.h>

struct workflow {
	const char *action;
	const char *from;       /* "none": no case yet; "any" */
	const char *to;
	const char *roles;      /* c centre, d department, w worker, v verifier, i import */
	const char *needs;      /* words, a blank between */
	const char *clock;      /* words, a blank between */
};

extern const struct workflow workflow[];
extern const size_t workflow_count;

/* The row of an action from a status, or NULL where the table has none. */
const struct workflow *workflow_row(const char *action, const char *from);

/* Whether a role (its first letter) may do the action at all. */
bool workflow_role_may(const char *action, char role);

/* What an action needs, whatever status it starts from; "" if unknown. */
const char *workflow_needs(const char *action);

/* "opened, dispatched or returned": the statuses an action may start from. */
void workflow_from(const char *action, char *buf, size_t size);

#endif
