/* SPDX-License-Identifier: MIT
 *
 * Rules of scores as data (table score_rule, design section 8), each by itself; what
 * makes an edition of them is the affair of lib/edition.h.  A rule takes one indicator
 * of the catalogue and one shape.  Its figure is the number, or the rate in percent, or
 * the mean.
 *
 * ratio     weight × rate ÷ 100 (100 − rate where less is better); with a target,
 *           weight × rate ÷ target, at most the weight
 * steps     weight × percent ÷ 100 of the first step "limit:percent" whose limit the
 *           figure does not pass; past the last one 0.  "inf" is a limit that
 *           nothing passes
 * per-item  takes points (with or without a minus) × figure
 * bonus     gives points × figure, or by its steps "limit:points"
 * money     yuan: points × figure, of a rate points × rate ÷ 100; or by its steps
 *           "limit:yuan"
 * veto      a figure above the target (none: 0), or where more is better below it, takes
 *           the whole score down to points (none: 0)
 *
 * With a target, bonus counts what is better than it, per-item what is worse, money
 * with points above 0 the one and below 0 the other; there a rate counts its percentage
 * points.  `floor` is the least a rule gives, `cap` the most that it gives or takes:
 * rules whose names are alike up to a dot (bonus.town, bonus.city) and that are of
 * one shape share their cap.
 *
 * A rule holds for a post: one of kind worker, or department, street, community.
 * With a community_kind it is for that kind of community only; with min_months for
 * who has held the post so long, without a break, by the last day of the period.  For all
 * others such rules are left out, and not 0.
 */
#ifndef SCORE_RULE_H
#define SCORE_RULE_H

#include "desk.h"
#include "indicator.h"
#include "value.h"

enum shape { SHAPE_RATIO, SHAPE_STEPS, SHAPE_PER_ITEM, SHAPE_BONUS, SHAPE_VETO, SHAPE_MONEY, SHAPES };

enum { SCORE_EDITION_SIZE = 65 };

/* What the weights of ratio and steps add up to, and by how much decimals may miss it. */
#define SCORE_WEIGHTS 100.0
#define SCORE_WEIGHTS_SLACK 0.0005

struct score_rule {
	char *name, *post, *steps, *peer_group, *community_kind, *valid_from, *valid_to, *note;   /* "" if not given */
	const struct indicator *indicator;
	enum shape shape;
	double weight, points, floor, target, cap;
	bool has_weight, has_points, has_floor, has_target, has_cap;
	int64_t min_months;
};

struct score_rules {
	struct score_rule *rule;        /* by post and name */
	size_t count, cap;
	char edition[SCORE_EDITION_SIZE];
};

const char *shape_name(enum shape shape);
bool shape_is_weighed(enum shape shape);        /* ratio and steps */

void score_rules_release(struct score_rules *r);

/* A copy of one more. */
void score_rules_add(struct score_rules *r, const struct score_rule *rule);

/* Whether one rule is sound by itself: ST_REFUSED with *column the field at fault.
 * score_rule_values: as a row of an import has it. */
enum status score_rule_check(const struct score_rule *r, const struct field **column, struct fault *f);
enum status score_rule_values(const struct value *value, const struct field **column, struct fault *f);

/* A row of the statement score_rules or score_frozen_rules, and a checked one of an import
 * over the rule of that name and post, if there is one, added to the others.  False:
 * its indicator is unknown.  The rule that score_rules_take answers is valid until
 * the next one is added; what the row left empty is still the old one's. */
bool score_rule_row(struct score_rules *r, struct query *q);
const struct score_rule *score_rules_take(struct score_rules *r, const struct value *value);

/* Rules that share a cap: the length of the name up to the dot; 0: none. */
size_t score_rule_group(const struct score_rule *r);
bool score_rule_shares_cap(const struct score_rule *a, const struct score_rule *b);

/* Whether it is for this post in a community of this kind ("": none), and holds on a
 * day (YYYY-MM-DD; "": before all days). */
bool score_rule_is_for(const struct score_rule *r, const char *post, const char *kind);
bool score_rule_holds(const struct score_rule *r, const char *day);

/* One step of a sound rule and what follows it: *p is at its end or the ; behind it.
 * False: there is none. */
bool score_next_step(const char **p, double *limit, double *value);

/* The percent, points or yuan of the step that a figure falls in. */
double score_step(const char *steps, double figure);

#endif
