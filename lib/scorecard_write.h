/* SPDX-License-Identifier: MIT
 *
 * What the pages of lib/scorecard.h have in common: their words in the language of
 * the locale, their head, whom and which rule they speak of.  All text is escaped
 * on its way in here, and names of workers are masked.
 */
#ifndef SCORECARD_WRITE_H
#define SCORECARD_WRITE_H

#include "scorecard.h"

enum card_word {
	CW_SCORES, CW_CARD, CW_CONTENTS, CW_WORKER, CW_DEPARTMENT, CW_STREET, CW_COMMUNITY, CW_OF, CW_EDITION, CW_FROZEN,
	CW_NOT_FROZEN, CW_SCORED, CW_GRADES, CW_GRADE, CW_COUNT, CW_SHARE, CW_ALL, CW_NO_SCORE, CW_NO_SCORE_WHY, CW_RANKS,
	CW_RANK, CW_CODE, CW_NAME, CW_OWN_CODE, CW_OWN_NAME, CW_AREA, CW_SCORE, CW_PAY, CW_POST, CW_SINCE, CW_PEER, CW_PERIOD, CW_VETOED, CW_CORRECTED,
	CW_RULES, CW_RULE, CW_INDICATOR, CW_SHAPE, CW_WEIGHT, CW_POINTS, CW_TARGET, CW_CAP, CW_HOW, CW_SOURCE, CW_PART, CW_WHOLE,
	CW_FIGURE, CW_WORKING, CW_GAINED, CW_MONEY_RULES, CW_SUM, CW_ROUNDING, CW_VETO_TOOK, CW_NOT_BELOW, CW_NOTHING, CW_NEW, CW_SCORELESS,
	CW_BEHIND, CW_COUNTED, CW_NOT_IN_PART, CW_SIGN, CW_SIGNED, CW_DATE,
};

struct scorecard {
	const struct score *s;
	struct desk *desk;
	struct str to;          /* made and not yet given to out */
	struct str heading;     /* of the page, plain text, for sheets that repeat it */
	enum status st;         /* of the first fault */
	struct fault *fault;
};

const char *scorecard_say(enum card_word w);

/* From the doctype into the body, with the title and the heading of the page:
 * district, what it is, period, edition, who is scored, whether it is frozen.  The
 * header, which is not printed above sheets of CW_CARD, is left open for a table of
 * contents. */
void scorecard_begin(struct scorecard *c, enum card_word title);

/* Its end, and all of it to `out`; releases the page.  Answers the first fault. */
enum status scorecard_end(struct scorecard *c, struct out *out);

/* Edition, and whether it is frozen. */
void scorecard_state(struct str *to, const struct score *s);

/* As people call them; a place has a code, and is text itself if that is of none. */
void scorecard_name(struct scorecard *c, const struct score_row *r);
void scorecard_post(struct scorecard *c, const char *post);
void scorecard_place(struct scorecard *c, const char *code);

/* A cell that says on a phone what it is; an empty one; a heading of a column. */
void scorecard_cell(struct str *to, enum card_word label);
void scorecard_cell_end(struct str *to);
void scorecard_no_cell(struct str *to);
void scorecard_heading(struct str *to, enum card_word w);

#endif
