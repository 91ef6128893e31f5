/* SPDX-License-Identifier: MIT
 *
 * A bulletin (简报): all that a page or a workbook for people shows of one
 * period: the report by each cut, the same of the period before (环比) and of
 * last year (同比), and the totals of the last periods.  What is shown how is
 * the matter of lib/page.h and lib/book.h.
 */
#ifndef BULLETIN_H
#define BULLETIN_H

#include "report.h"
#include "str.h"

enum { BULLETIN_NOW, BULLETIN_PREVIOUS, BULLETIN_LAST_YEAR, BULLETIN_PERIODS };

/* One cut, or two as a cross table. */
struct section {
	struct cuts cuts;
	struct report report[BULLETIN_PERIODS];
};

struct trend_point {
	struct period period;
	struct tally total;
};

struct bulletin {
	char *district;                 /* its name, or that of the area asked for; "" if none */
	struct facts_query query[BULLETIN_PERIODS];
	struct tally total[BULLETIN_PERIODS];
	struct section *section;
	size_t sections;
	struct trend_point *trend;      /* the oldest first, the last is this period; may be none */
	size_t points;
	const struct indicator *const *indicator;       /* the figures that are shown; borrowed */
	size_t indicators;
	struct str period_options;      /* those that ask for the same figures, each with a blank before it */
	struct str options;             /* all that ask for the same bulletin */
};

struct bulletin_query {
	struct facts_query facts;       /* of the period itself */
	const struct cuts *cuts;        /* one a section */
	size_t sections;
	size_t points;                  /* of the trend; 0: none */
	bool is_chosen;                 /* the indicators were asked for by name */
	bool keep;                      /* the cases behind the period's figures */
	const struct indicator *const *indicator;
	size_t indicators;
};

/* Inside a read transaction; to be released also after a fault. */
enum status bulletin_make(struct bulletin *b, struct desk *d, const struct bulletin_query *q, struct fault *f);
void bulletin_release(struct bulletin *b);

/* A case as a list shows it, as it stood at that moment; names are "" where
 * there is none, and texts live until the next call. */
struct case_brief {
	struct fact_state at;
	const char *area_name, *matter_name, *department_name;
};
enum status bulletin_case(struct desk *d, int64_t casefile_id, int64_t as_of, struct case_brief *c, struct fault *f);

/* The cases that a row's figure counts: the first in r->behind, and how far the
 * row's cases go; those of them with that COUNT_BIT are the ones. */
const struct report_case *bulletin_behind(const struct report *r, size_t row, size_t *count);

#endif
