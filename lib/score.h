/* SPDX-License-Identifier: MIT
 *
 * Scores (综合评价): what a period was worth, by the rules of one edition, for all
 * workers, departments, streets or communities.  How a rule counts says
 * lib/score_rule.h, what an indicator counts lib/facts.h and lib/duty.h.
 *
 * Whose doing: cases collected are of the worker who reported them, all other
 * figures of cases of the worker who handled or checked; for an acceptor or chief
 * they are those of the cases that he filed, for a dispatcher of those that he sent
 * last; where nobody said who, nobody's.  Indicators of the area are those of the worker's own
 * area and what is below it.  A department
 * has its cases, a street or community all that lies in it.
 *
 * A rate over nothing is left out and the weights of ratio and steps that are left are
 * scaled up to 100: nothing due is neither 0 nor 100.  Who has no rate of
 * his own that counts anything has no score.  The score is the exact sum, never
 * below 0, rounded to hundredths half up (of double precision: a hundred-millionth of a
 * point below a half goes up too); each rule's points are rounded for
 * themselves, and what they then differ by is shown.  Grades (domain facts 1.9): A
 * from 90, B 75, C 60, D 40, else E.  Ranks are among those of one post and peer
 * group; equal scores share one.  Pay is the sum of the rules of shape money, each rounded.
 */
#ifndef SCORE_H
#define SCORE_H

#include "facts.h"
#include "score_rule.h"

enum score_of { SCORE_WORKER, SCORE_DEPARTMENT, SCORE_STREET, SCORE_COMMUNITY };

/* Why a rule has nothing to say of somebody. */
enum left { LEFT_NOT, LEFT_NOTHING, LEFT_NEW, LEFT_NO_SCORE };

/* What one rule made of one of them. */
struct score_part {
	const struct score_rule *rule;
	int64_t part, whole;    /* whole 0 also where the indicator has none */
	enum left left;
	double figure;          /* number, rate in percent, mean, or score */
	double applied;         /* of ratio and steps: the weights of those of the row that count anything,
	                           which are scaled up to SCORE_WEIGHTS */
	double exact;           /* points or yuan before they are rounded */
	int64_t hundredths;     /* of points or yuan; of a veto 0 */
	bool is_vetoed;         /* by a rule of shape veto */
	struct str counted, others;     /* what part counts, and what only whole counts: case numbers, visits, days
	                                   in their order, with blanks between; only if they were asked for */
};

struct score_row {
	int64_t id;             /* of the worker, department or area */
	int64_t area_id;        /* 0: none */
	char *code, *name, *post, *area;
	char *kind;             /* of his community; "" if none */
	char *peer;             /* group that he is ranked in */
	char *since_on;         /* from when he has held the post without a break; without any rows of kind
	                           post the day of hiring; "": not known */
	struct score_part *part;        /* one for each rule that is his, by name */
	size_t parts;
	bool has_score, is_vetoed, has_pay;
	int64_t score, pay;     /* hundredths of points, of yuan */
	char grade;
	int32_t rank, peers;    /* of how many */
	int32_t correction;     /* number of the correction that it stands by; 0: none */
};

struct score {
	enum score_of of;
	struct period period;
	struct score_rules rules;
	struct score_row *row;  /* by code */
	size_t rows;
	int64_t frozen_at;      /* 0: made now */
};

/* What is kept of the cases, visits and days behind the figures. */
enum score_keep { SCORE_NONE, SCORE_ONE, SCORE_ALL };

/* Everybody who was there in the period, by these rules, which are taken over also
 * after a fault.  SCORE_ONE: of whoever has this code.  Inside a read transaction;
 * to be released also after a fault. */
enum status score_make(struct score *s, struct desk *d, enum score_of of, const struct period *p, struct score_rules *rules,
                       enum score_keep keep, const char *code, struct fault *f);
void score_release(struct score *s);
void score_release_row(struct score_row *r);

struct score_row *score_of_code(const struct score *s, const char *code);      /* NULL: none */

/* By code, else by a name that only one has; NULL: none, or *is_many. */
struct score_row *score_find(const struct score *s, const char *text, bool *is_many);

const char *score_of_name(enum score_of of);    /* worker, department, … */

/* Rows ranked anew: after a row's score has changed. */
void score_rank(struct score *s);

#endif
