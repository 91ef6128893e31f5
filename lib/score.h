/* SPDX-License-Identifier: MIT
 *
 * Scores by rules that are data (table score_rule, design section 8): each
 * rule takes one indicator of the catalogue and one shape.
 *
 * ratio     weight × rate (1 − rate where less is better); with a target,
 *           weight × min(1, rate ÷ target)
 * steps     weight × the percentage of the first step "limit:percent" whose
 *           limit the figure does not pass; past the last one 0
 * per-item  −points for each (points below 0 are taken as they are), down to
 *           −cap
 * bonus     +points for each, up to cap
 *
 * A ratio over nothing is left out and the other weights of ratio and steps
 * are scaled up to the same sum: nothing due is neither 0 nor 100.
 * `floor` is the least a single rule gives.  The sum is never below 0.
 * Grades (domain facts 1.9): A from 90, B 75, C 60, D 40, else E.
 */
#ifndef SCORE_H
#define SCORE_H

#include "facts.h"

enum score_of { SCORE_WORKER, SCORE_DEPARTMENT };

enum shape { SHAPE_RATIO, SHAPE_STEPS, SHAPE_PER_ITEM, SHAPE_BONUS, SHAPE_OTHER };

struct score_rule {
	char *name, *post, *steps, *note;
	const struct indicator *indicator;
	enum shape shape;
	double weight, points, floor, target, cap;
	bool has_floor, has_cap;
};

/* What one rule made of one worker or department. */
struct score_part {
	const struct score_rule *rule;
	int64_t part, whole;    /* whole 0 with has_whole: left out */
	bool has_whole;         /* a rate; else part alone is the figure */
	bool is_left_out;
	double value;           /* the rate in percent, or the number */
	double points;          /* after scaling */
};

struct score_row {
	int64_t id, area_id;    /* area_id: 0 for a department */
	char *code, *name, *post;
	struct tally own, of_area;
	struct score_part *part;        /* one for each rule of its post */
	size_t parts;
	double score;
	bool has_score;         /* false: no rate of one's own, of those that the post
	                           has, had anything to count */
	char grade;
	int rank;               /* in its post; equal scores share one */
};

struct score {
	struct score_rule *rule;
	size_t rules;
	struct score_row *row;
	size_t rows;
};

/* Everybody who was there in the period (departments: all).  `edition` NULL:
 * the setting score_edition, else the latest.  ST_NOINPUT: no such edition.
 * Inside a read transaction; release also after a fault. */
enum status score_make(struct score *s, struct desk *d, enum score_of of, const struct period *p,
                       const char *edition, struct fault *f);
void score_release(struct score *s);

/* What its rules have counted: */
struct counts score_counts(const struct score *s);

/* To hundredths, half up: as points and scores are shown, graded and ranked. */
double score_rounded(double points);

/* Whether `steps` is "limit:percent;…", limits rising, percent 0 to 100. */
bool score_steps_valid(const char *steps);

/* Whose doing a count is: the row's number a fact of that count belongs to. */
int64_t score_owner(enum score_of of, const struct fact *fact, enum count count);

#endif
