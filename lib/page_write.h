/* SPDX-License-Identifier: MIT
 *
 * What the parts of a page (lib/page.h) write with: its words in the language of
 * the locale, text, figures and the links to their lists.  Text is escaped, and
 * names of people are masked, on their way in here.
 */
#ifndef PAGE_WRITE_H
#define PAGE_WRITE_H

#include "bulletin.h"
#include "chart.h"
#include "out.h"

enum word {
	W_TITLE, W_AS_OF, W_DUE, W_OPENED, W_LISTS_HINT, W_CONTENTS, W_KEY, W_PREVIOUS, W_LAST_YEAR, W_UP,
	W_DOWN, W_SAME, W_BETTER, W_WORSE, W_POINTS, W_NO_DATA, W_TREND, W_LIGHTS, W_OVERDUE, W_YELLOW, W_GREEN, W_UNLIT,
	W_SHARE, W_DATA, W_PERIOD, W_PART, W_WHOLE, W_BY, W_ALL, W_RANK, W_RANKED, W_AREAS, W_LIGHT, W_CASES,
	W_QUIET, W_COUNTED, W_INDICATOR, W_HOW, W_UNIT, W_SOURCE, W_BACK, W_CASE_NO, W_AREA, W_MATTER, W_DEPARTMENT, W_STATUS,
	W_COLLECTED, W_HANDLE_DUE, W_HANDLED, W_CLOSE_DUE, W_CLOSED, W_MADE_BY, W_FIRST, W_THESE_NOT, W_THESE, W_LATE,
};

enum {
	PAGE_COLUMNS = 5,       /* of a table, which then goes on in another: as many as a phone has room for */
	PAGE_LINKED = 64,       /* figures that have lists: bits of a number */
};

struct page {
	struct out *out;
	struct desk *desk;
	const struct bulletin *b;
	struct str s;           /* made and not yet given to out */
	int main;               /* the figure that is ranked and mapped */
	bool has_lists;
	uint64_t linked;        /* figures of the total that have a link */
	uint64_t *tabled;       /* of each section: figures that its tables have */
	struct fault *fault;
};

const char *page_say(enum word w);

void page_put(struct page *p, const char *markup);
void page_text(struct page *p, const char *s);
void page_word(struct page *p, enum word w);
void page_element(struct page *p, const char *name, const char *text);  /* the name may have attributes behind it */
void page_heading(struct page *p, const char *text);                    /* of a column */
void page_count(struct page *p, int64_t n);                             /* a cell */
void page_hand_over(struct page *p);                                    /* to out */

/* "By street", "Street × Department" */
void page_section_title(struct page *p, const struct section *s);

/* A table behind a chart, up to its caption, and its end. */
void page_details(struct page *p);
void page_details_end(struct page *p);

/* Figures: "-" where there is nothing to divide by. */
int page_decimals(const struct indicator *i);
void page_figure(struct page *p, const struct indicator *i, const struct tally *t);

/* The cases of the list behind a figure: of a rate, those that it divides by. */
enum count page_counts(const struct indicator *i);

/* A figure and the link to its list, if that has cases: list "t" is of the
 * total, others are of a section and a row.  The link is #l…, its own id f…. */
void page_linked(struct page *p, const char *list, size_t figure, const struct tally *t);

/* Part and whole of a rate as two cells, and their headings. */
void page_fraction(struct page *p, const struct indicator *i, const struct tally *t);
void page_fraction_headings(struct page *p, const struct indicator *i);

/* What it has grown by, of the rounded figures; false: one of them is none. */
bool page_change(const struct indicator *i, const struct tally *now, const struct tally *then, int64_t *change);

/* The same for a chart; texts are borrowed. */
void page_value(struct chart_value *v, const char *name, const struct indicator *i, const struct tally *t);
void page_describe(struct str *to, const struct chart *c, const struct chart_value *v);
struct chart page_chart(const struct indicator *i, const char *id, const char *title, const char *about);

/* What people call the rows by one of the cuts, by number of the row. */
char **page_names(const struct report *r, int which);
void page_names_free(char **name, size_t count);

#endif
