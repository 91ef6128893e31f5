/* SPDX-License-Identifier: MIT */
#include "score_rule.h"

#include "mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const shape_names[SHAPES] = { "ratio", "steps", "per-item", "bonus", "veto", "money" };

const char *shape_name(enum shape shape)
{
	return shape_names[shape];
}

bool shape_is_weighed(enum shape shape)
{
	return shape == SHAPE_RATIO || shape == SHAPE_STEPS;
}

/* The catalogue of columns has no other words. */
static enum shape shape_named(const char *name)
{
	int i;

	for (i = 0; i < SHAPES - 1 && strcmp(shape_names[i], name) != 0; i++)
		;
	return (enum shape)i;
}

size_t score_rule_group(const struct score_rule *r)
{
	const char *dot = strchr(r->name, '.');

	return dot ? (size_t)(dot - r->name) : 0;
}

bool score_rule_shares_cap(const struct score_rule *a, const struct score_rule *b)
{
	size_t len = score_rule_group(a);

	return a->shape == b->shape && len && len == score_rule_group(b) && memcmp(a->name, b->name, len) == 0;
}

bool score_rule_is_for(const struct score_rule *r, const char *post, const char *kind)
{
	return strcmp(r->post, post) == 0 && (!*r->community_kind || strcmp(r->community_kind, kind) == 0);
}

bool score_rule_holds(const struct score_rule *r, const char *day)
{
	return (!*r->valid_from || strcmp(r->valid_from, day) <= 0) && (!*r->valid_to || strcmp(r->valid_to, day) >= 0);
}

/* Steps ---------------------------------------------------------------------- */

/* "limit:value" and what ends it; false: it is none. */
bool score_next_step(const char **p, double *limit, double *value)
{
	char *end;

	if (strncmp(*p, "inf:", 4) == 0) {
		*limit = INFINITY;
		end = (char *)*p + 3;
	} else {
		*limit = strtod(*p, &end);
	}
	if (end == *p || *end != ':')
		return false;
	*p = end + 1;
	*value = strtod(*p, &end);
	if (end == *p || (*end && *end != ';') || !isfinite(*value))
		return false;
	*p = end;
	return true;
}

double score_step(const char *steps, double figure)
{
	double limit, value;

	while (score_next_step(&steps, &limit, &value)) {
		if (figure <= limit + 1e-9)
			return value;
		if (!*steps++)
			break;
	}
	return 0;
}

/* Whether each step is one, limits rise, and values lie in a range and go the way
 * that is better; where more is, they reach as far as the figure can. */
static enum status check_steps(const char *steps, const struct indicator *i, double min, double max, struct fault *f)
{
	double limit, value, last = -1, before = 0;
	bool is_first = true;

	if (strspn(steps, "0123456789.;:-inf") != strlen(steps))
		return fault_set(f, ST_REFUSED, "not limit:value;… with rising limits");
	for (;; steps++) {
		if (!score_next_step(&steps, &limit, &value) || limit <= last)
			return fault_set(f, ST_REFUSED, "not limit:value;… with rising limits");
		if (value < min || value > max)
			return fault_set(f, ST_REFUSED, "a step's value is not from %g to %g", min, max);
		if (!is_first && i->better > 0 && value < before)
			return fault_set(f, ST_REFUSED, "more of '%s' is better, and these steps give less for it", i->field.name);
		if (!is_first && i->better < 0 && value > before)
			return fault_set(f, ST_REFUSED, "less of '%s' is better, and these steps give more for more", i->field.name);
		is_first = false;
		last = limit;
		before = value;
		if (!*steps)
			break;
	}
	if (i->better > 0 && last < (indicator_is_rate(i) ? 100 : INFINITY))
		return fault_set(f, ST_REFUSED, "figures above the last limit would give nothing, though more is better: end with %s",
		                 indicator_is_rate(i) ? "100" : "inf");
	if (i->better < 0 && before < 0 && last < (indicator_is_rate(i) ? 100 : INFINITY))
		return fault_set(f, ST_REFUSED, "figures above the last limit would give nothing, which is more: end with %s",
		                 indicator_is_rate(i) ? "100" : "inf");
	return ST_OK;
}

/* One rule ------------------------------------------------------------------- */

/* What is missing and what has no meaning in a shape; *at is the column. */
static enum status check_columns(const struct score_rule *r, int *at, struct fault *f)
{
	const struct record_kind *k = fields_kind("score-rule");
	const struct { int at; bool is_given, wants[SHAPES], may[SHAPES]; } of[] = {
		/* ratio steps per-item bonus veto money */
		{ AT_SCORE_RULE_WEIGHT, r->has_weight, { true, true, false, false, false, false }, { true, true, false, false, false, false } },
		{ AT_SCORE_RULE_POINTS, r->has_points, { false, false, true, false, false, false }, { false, false, true, true, true, true } },
		{ AT_SCORE_RULE_STEPS, *r->steps, { false, true, false, false, false, false }, { false, true, false, true, false, true } },
		{ AT_SCORE_RULE_TARGET, r->has_target, { 0 }, { true, false, true, true, true, true } },
		{ AT_SCORE_RULE_CAP, r->has_cap, { 0 }, { false, false, true, true, false, true } },
		{ AT_SCORE_RULE_FLOOR, r->has_floor, { 0 }, { true, true, true, true, false, true } },
	};
	size_t i;

	for (i = 0; i < sizeof of / sizeof of[0]; i++) {
		*at = of[i].at;
		if (of[i].wants[r->shape] && !of[i].is_given)
			return fault_set(f, ST_REFUSED, "shape %s wants %s", shape_names[r->shape], k->field[*at].name);
		if (!of[i].may[r->shape] && of[i].is_given)
			return fault_set(f, ST_REFUSED, "shape %s has no %s", shape_names[r->shape], k->field[*at].name);
	}
	*at = AT_SCORE_RULE_POINTS;
	if ((r->shape == SHAPE_BONUS || r->shape == SHAPE_MONEY) && r->has_points == (*r->steps != '\0'))
		return fault_set(f, ST_REFUSED, "shape %s wants either points or steps", shape_names[r->shape]);
	*at = AT_SCORE_RULE_TARGET;
	if (r->has_target && *r->steps)
		return fault_set(f, ST_REFUSED, "steps have no target");
	return ST_OK;
}

/* Numbers that would make a rule do what its shape is not for. */
static enum status check_bounds(const struct score_rule *r, int *at, struct fault *f)
{
	*at = AT_SCORE_RULE_TARGET;
	if (r->shape == SHAPE_RATIO && r->has_target && r->target <= 0)
		return fault_set(f, ST_REFUSED, "a rate has no target of 0");
	if (r->shape == SHAPE_RATIO && r->has_target && (r->target <= 1 || r->target > 100))
		return fault_set(f, ST_REFUSED, "the target of a rate is in percent: above 1, up to 100");
	*at = AT_SCORE_RULE_POINTS;
	if (r->shape == SHAPE_VETO && r->points < 0)
		return fault_set(f, ST_REFUSED, "a score is never below 0");
	*at = AT_SCORE_RULE_FLOOR;
	if (r->has_floor && shape_is_weighed(r->shape) && r->floor > r->weight)
		return fault_set(f, ST_REFUSED, "above the weight");
	if (r->has_floor && r->shape == SHAPE_PER_ITEM && r->floor > 0)
		return fault_set(f, ST_REFUSED, "per-item takes points, and this would give them");
	if (r->has_floor && r->has_cap && r->floor > r->cap)
		return fault_set(f, ST_REFUSED, "above the cap");
	*at = AT_SCORE_RULE_MIN_MONTHS;
	if (r->min_months && (strcmp(r->post, "department") == 0 || strcmp(r->post, "street") == 0 || strcmp(r->post, "community") == 0))
		return fault_set(f, ST_REFUSED, "only workers hold a post");
	*at = AT_SCORE_RULE_COMMUNITY_KIND;
	if (*r->community_kind && strcmp(r->post, "department") == 0)
		return fault_set(f, ST_REFUSED, "a department is in no community");
	return ST_OK;
}

/* Whether a rule pays for what is worse, or takes for what is better. */
static enum status check_direction(const struct score_rule *r, int *at, struct fault *f)
{
	const struct indicator *i = r->indicator;
	int gives = r->shape == SHAPE_PER_ITEM ? -1 : r->shape == SHAPE_BONUS ? 1
	            : r->shape == SHAPE_MONEY ? (r->points > 0) - (r->points < 0) : 0;

	*at = AT_SCORE_RULE_POINTS;
	if (r->shape == SHAPE_BONUS && r->points < 0)
		return fault_set(f, ST_REFUSED, "a bonus gives points, per-item takes them");
	if (gives && !*r->steps && !r->has_target && i->better * gives < 0)
		return fault_set(f, ST_REFUSED, i->better < 0 ? "less of '%s' is better, and this gives for more of it"
		                 : "more of '%s' is better, and this takes for each", i->field.name);
	*at = AT_SCORE_RULE_TARGET;
	if (r->shape == SHAPE_VETO && i->better > 0 && !r->has_target)
		return fault_set(f, ST_REFUSED, "more of '%s' is better: a veto wants the target below which it falls", i->field.name);
	*at = AT_SCORE_RULE_STEPS;
	if (!*r->steps)
		return ST_OK;
	return r->shape == SHAPE_STEPS ? check_steps(r->steps, i, 0, 100, f)
	       : check_steps(r->steps, i, r->shape == SHAPE_BONUS ? 0 : -1e6, 1e6, f);
}

static enum status check_rule(const struct score_rule *r, int *at, struct fault *f)
{
	enum status st;

	*at = AT_SCORE_RULE_INDICATOR;
	if (!r->indicator)
		return fault_set(f, ST_REFUSED, "unknown indicator");
	if (r->shape == SHAPE_RATIO && !indicator_is_rate(r->indicator))
		return fault_set(f, ST_REFUSED, "not a rate, so no ratio");
	if (r->indicator->part == COUNT_SCORE && r->shape != SHAPE_MONEY)
		return fault_set(f, ST_REFUSED, "the score itself is only for shape money");
	st = check_columns(r, at, f);
	if (st == ST_OK)
		st = check_bounds(r, at, f);
	if (st == ST_OK)
		st = check_direction(r, at, f);
	*at = st == ST_OK ? AT_SCORE_RULE_VALID_TO : *at;
	if (st == ST_OK && *r->valid_from && *r->valid_to && strcmp(r->valid_to, r->valid_from) < 0)
		st = fault_set(f, ST_REFUSED, "before valid_from");
	return st;
}

enum status score_rule_check(const struct score_rule *r, const struct field **column, struct fault *f)
{
	int at;
	enum status st = check_rule(r, &at, f);

	*column = &fields_kind("score-rule")->field[at];
	return st;
}

/* Rows ----------------------------------------------------------------------- */

static char *copy(const char *s)
{
	return mem_strdup(s ? s : "");
}

static struct score_rule *new_rule(struct score_rules *r)
{
	MEM_ROOM(r->rule, r->count, r->cap);
	memset(&r->rule[r->count], 0, sizeof *r->rule);
	return &r->rule[r->count++];
}

static void release_rule(struct score_rule *r)
{
	free(r->name);
	free(r->post);
	free(r->steps);
	free(r->peer_group);
	free(r->community_kind);
	free(r->valid_from);
	free(r->valid_to);
	free(r->note);
}

void score_rules_release(struct score_rules *r)
{
	while (r->count > 0)
		release_rule(&r->rule[--r->count]);
	free(r->rule);
	memset(r, 0, sizeof *r);
}

void score_rules_add(struct score_rules *r, const struct score_rule *rule)
{
	struct score_rule *to = new_rule(r);

	*to = *rule;
	to->name = copy(rule->name);
	to->post = copy(rule->post);
	to->steps = copy(rule->steps);
	to->peer_group = copy(rule->peer_group);
	to->community_kind = copy(rule->community_kind);
	to->valid_from = copy(rule->valid_from);
	to->valid_to = copy(rule->valid_to);
	to->note = copy(rule->note);
}

static void read_real(struct query *q, int at, double *v, bool *has)
{
	*has = !db_is_null(q, at);
	*v = db_real(q, at);
}

/* Columns of score_rules from `at` on; false: its indicator is none of the catalogue. */
bool score_rule_row(struct score_rules *rules, struct query *q)
{
	struct score_rule *r = new_rule(rules);
	int at = 0;

	r->name = copy(db_text(q, at++));
	r->post = copy(db_text(q, at++));
	r->indicator = indicator_named(db_text(q, at++));
	r->shape = shape_named(db_text(q, at++));
	read_real(q, at++, &r->weight, &r->has_weight);
	read_real(q, at++, &r->points, &r->has_points);
	read_real(q, at++, &r->floor, &r->has_floor);
	read_real(q, at++, &r->target, &r->has_target);
	read_real(q, at++, &r->cap, &r->has_cap);
	r->steps = copy(db_text(q, at++));
	r->valid_from = copy(db_text(q, at++));
	r->valid_to = copy(db_text(q, at++));
	r->peer_group = copy(db_text(q, at++));
	r->min_months = db_int(q, at++);
	r->community_kind = copy(db_text(q, at++));
	r->note = copy(db_text(q, at));
	return r->indicator != NULL;
}

static bool is_given(const struct value *value, int at)
{
	return value[at].kind != VALUE_NONE && value[at].kind != VALUE_ERASE;
}

static const char *text(const struct value *value, int at)
{
	return is_given(value, at) && value[at].s ? value[at].s : "";
}

static void take_real(const struct value *v, double *to, bool *has)
{
	if (v->kind == VALUE_NONE)
		return;
	*has = v->kind != VALUE_ERASE;
	*to = *has ? v->r : 0;
}

static void take_text(const struct value *v, char **to)
{
	if (v->kind == VALUE_NONE && *to)
		return;
	free(*to);
	*to = copy(v->kind > VALUE_ERASE ? v->s : "");
}

static void take_values(struct score_rule *r, const struct value *value)
{
	take_text(&value[AT_SCORE_RULE_RULE], &r->name);
	take_text(&value[AT_SCORE_RULE_POST], &r->post);
	r->indicator = indicator_named(text(value, AT_SCORE_RULE_INDICATOR));
	r->shape = shape_named(text(value, AT_SCORE_RULE_SHAPE));
	take_real(&value[AT_SCORE_RULE_WEIGHT], &r->weight, &r->has_weight);
	take_real(&value[AT_SCORE_RULE_POINTS], &r->points, &r->has_points);
	take_real(&value[AT_SCORE_RULE_FLOOR], &r->floor, &r->has_floor);
	take_real(&value[AT_SCORE_RULE_TARGET], &r->target, &r->has_target);
	take_real(&value[AT_SCORE_RULE_CAP], &r->cap, &r->has_cap);
	take_text(&value[AT_SCORE_RULE_STEPS], &r->steps);
	take_text(&value[AT_SCORE_RULE_VALID_FROM], &r->valid_from);
	take_text(&value[AT_SCORE_RULE_VALID_TO], &r->valid_to);
	take_text(&value[AT_SCORE_RULE_PEER_GROUP], &r->peer_group);
	if (value[AT_SCORE_RULE_MIN_MONTHS].kind != VALUE_NONE)
		r->min_months = is_given(value, AT_SCORE_RULE_MIN_MONTHS) ? value[AT_SCORE_RULE_MIN_MONTHS].i : 0;
	take_text(&value[AT_SCORE_RULE_COMMUNITY_KIND], &r->community_kind);
	take_text(&value[AT_SCORE_RULE_NOTE], &r->note);
}

enum status score_rule_values(const struct value *value, const struct field **column, struct fault *f)
{
	struct score_rule r;
	enum status st;

	memset(&r, 0, sizeof r);
	take_values(&r, value);
	st = score_rule_check(&r, column, f);
	release_rule(&r);
	return st;
}

const struct score_rule *score_rules_take(struct score_rules *r, const struct value *value)
{
	struct score_rule *rule;
	const char *name = text(value, AT_SCORE_RULE_RULE), *post = text(value, AT_SCORE_RULE_POST);
	size_t i;

	for (i = 0; i < r->count; i++)
		if (strcmp(r->rule[i].name, name) == 0 && strcmp(r->rule[i].post, post) == 0)
			break;
	rule = i < r->count ? &r->rule[i] : new_rule(r);
	take_values(rule, value);
	return rule;
}
