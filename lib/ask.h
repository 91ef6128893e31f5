/* SPDX-License-Identifier: MIT
 *
 * The options that ask for figures, as all commands that print figures or the
 * cases behind them have them: a period, a cohort rule, a moment.
 */
#ifndef ASK_H
#define ASK_H

#include "facts.h"

struct ask {
	const char *week, *month, *quarter, *half, *year, *since, *until;
	const char *cohort, *as_of;
};

/* The query, of everything there is: `wanted` 0 and no filter.  Without a period
 * the last ISO week that is over.  ST_USAGE. */
enum status ask_facts(const struct ask *a, int64_t now, struct facts_query *q, struct fault *f);

/* The options that ask for the same at any time, each with a blank before it,
 * as a shell reads them. */
void ask_options(const struct facts_query *q, struct str *out);

#endif
