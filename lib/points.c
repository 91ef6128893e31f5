/* SPDX-License-Identifier: MIT */
#include "points.h"

#include <math.h>
#include <string.h>

bool points_is_of_area(enum score_of of, const struct score_rule *r)
{
	return of == SCORE_WORKER && r->indicator->is_of_area;
}

/* Points --------------------------------------------------------------------- */

static double rounded(double points)
{
	/* Beyond that nobody is scored or paid, and a whole number would not hold it. */
	const double most = 1e15;

	points = points > most ? most : points < -most ? -most : points;
	/* What is a half but for the last bits of a double goes up as a half does. */
	return floor(points * 100 + 0.5 + 1e-6);
}

/* What of a figure is better than its target, or worse. */
static double beyond(const struct score_rule *r, double figure, bool better)
{
	double more = figure - r->target;

	if ((r->indicator->better < 0) == better)
		more = -more;
	return more > 0 ? more : 0;
}

static double ratio_points(const struct score_rule *r, double rate)
{
	if (r->indicator->better < 0)
		rate = 100 - rate;
	rate /= r->has_target ? r->target : 100;
	return r->weight * (rate > 1 ? 1 : rate < 0 ? 0 : rate);
}

static double money_points(const struct score_rule *r, double figure)
{
	if (*r->steps)
		return score_step(r->steps, figure);
	if (r->has_target)
		return r->points * beyond(r, figure, r->points > 0);
	return r->points * (indicator_is_rate(r->indicator) ? figure / 100 : figure);
}

static bool vetoes(const struct score_rule *r, double figure)
{
	if (r->indicator->better > 0)
		return figure < r->target - 1e-9;
	return figure > r->target + 1e-9;
}

static double rule_points(const struct score_rule *r, double figure)
{
	double points = 0;

	switch (r->shape) {
	case SHAPE_RATIO: points = ratio_points(r, figure); break;
	case SHAPE_STEPS: points = r->weight * score_step(r->steps, figure) / 100; break;
	case SHAPE_PER_ITEM: points = -fabs(r->points) * (r->has_target ? beyond(r, figure, false) : figure); break;
	case SHAPE_BONUS:
		points = *r->steps ? score_step(r->steps, figure) : r->points * (r->has_target ? beyond(r, figure, true) : figure);
		break;
	case SHAPE_MONEY: points = money_points(r, figure); break;
	case SHAPE_VETO: case SHAPES: break;
	}
	return points;
}

static void set_figure(struct score_part *p)
{
	const struct indicator *i = p->rule->indicator;

	if (i->part == COUNT_SCORE)
		p->figure = (double)p->part / 100;
	else if (i->whole != COUNT_MAX && p->whole == 0)
		p->left = p->left == LEFT_NOT ? LEFT_NOTHING : p->left;
	else if (i->part == COUNT_SPENT)        /* seconds: hours each, as in the report */
		p->figure = (double)p->part / (double)p->whole / 3600;
	else if (i->whole == COUNT_MAX)
		p->figure = (double)p->part;
	else
		p->figure = (indicator_is_rate(i) ? 100.0 : 1.0) * (double)p->part / (double)p->whole;
}

static double clipped(double total, double cap)
{
	return total > cap ? cap : total < -cap ? -cap : total;
}

static void floor_points(struct score_row *r, bool is_money)
{
	size_t i;

	for (i = 0; i < r->parts; i++) {
		struct score_part *p = &r->part[i];

		if (!p->left && (p->rule->shape == SHAPE_MONEY) == is_money && p->rule->has_floor && p->exact < p->rule->floor)
			p->exact = p->rule->floor;
	}
}

/* Of rules that share a cap each takes what those before it have left.  Money comes
 * apart, when the score is known, of which it may be made. */
static void cap_points(struct score_row *r, bool is_money)
{
	size_t i, k;

	for (i = 0; i < r->parts; i++) {
		struct score_part *p = &r->part[i];
		double before = 0;

		if (!p->rule->has_cap || p->left || (p->rule->shape == SHAPE_MONEY) != is_money)
			continue;
		for (k = 0; k < i; k++)
			if (!r->part[k].left && score_rule_shares_cap(r->part[k].rule, p->rule))
				before += r->part[k].exact;
		p->exact = clipped(before + p->exact, p->rule->cap) - before;
	}
}

/* Up to what they make together: also where a rule is for other kinds of communities
 * and no part of the row at all. */
static void scale_weights(struct score_row *r)
{
	double applied = 0;
	size_t i;

	for (i = 0; i < r->parts; i++)
		if (shape_is_weighed(r->part[i].rule->shape))
			applied += r->part[i].left ? 0 : r->part[i].rule->weight;
	/* Sums of fractions are not 100 to the last bit. */
	if (fabs(applied - SCORE_WEIGHTS) < SCORE_WEIGHTS_SLACK)
		applied = SCORE_WEIGHTS;
	for (i = 0; i < r->parts; i++)
		if (shape_is_weighed(r->part[i].rule->shape)) {
			r->part[i].applied = applied;
			if (applied > 0)
				r->part[i].exact *= SCORE_WEIGHTS / applied;
		}
}

static char grade_of(int64_t hundredths)
{
	return hundredths >= 9000 ? 'A' : hundredths >= 7500 ? 'B' : hundredths >= 6000 ? 'C' : hundredths >= 4000 ? 'D' : 'E';
}

/* Counts, and rates of the area, say nothing of one's own doing; only where a post
 * has no rate of that do they make a score, and points beside the weights only where
 * it has no weights.  Money alone makes none. */
static bool has_score(enum score_of of, const struct score_row *r)
{
	bool any = false, weighed = false, own = false;
	size_t i, weights = 0, rates = 0;

	for (i = 0; i < r->parts; i++) {
		const struct score_part *p = &r->part[i];

		if (p->rule->shape == SHAPE_MONEY || p->rule->shape == SHAPE_VETO)
			continue;
		any |= !p->left;
		if (!shape_is_weighed(p->rule->shape))
			continue;
		weights++;
		weighed |= !p->left;
		if (p->rule->indicator->whole != COUNT_MAX && !points_is_of_area(of, p->rule)) {
			rates++;
			own |= !p->left;
		}
	}
	return rates ? own : weights ? weighed : any;
}

static void add_points(struct score_row *r)
{
	double sum = 0, most = INFINITY;
	size_t i;

	for (i = 0; i < r->parts; i++) {
		struct score_part *p = &r->part[i];

		if (p->left || p->rule->shape == SHAPE_MONEY)
			continue;
		if (p->rule->shape == SHAPE_VETO) {
			p->is_vetoed = vetoes(p->rule, p->figure);
			if (p->is_vetoed && p->rule->points < most)
				most = p->rule->points;
			continue;
		}
		p->hundredths = (int64_t)rounded(p->exact);
		sum += p->exact;
	}
	sum = sum < 0 ? 0 : sum;
	r->is_vetoed = sum > most;
	r->score = (int64_t)rounded(r->is_vetoed ? most : sum);
	r->grade = grade_of(r->score);
}

static void add_money(struct score_row *r)
{
	size_t i;

	for (i = 0; i < r->parts; i++) {
		struct score_part *p = &r->part[i];

		if (p->rule->shape != SHAPE_MONEY)
			continue;
		if (p->rule->indicator->part == COUNT_SCORE && !p->left) {
			p->left = r->has_score ? LEFT_NOT : LEFT_NO_SCORE;
			p->part = r->score;
			set_figure(p);
			p->exact = p->left ? 0 : rule_points(p->rule, p->figure);
		}
		r->has_pay |= !p->left;
	}
	floor_points(r, true);
	cap_points(r, true);
	for (i = 0; i < r->parts; i++)
		if (r->part[i].rule->shape == SHAPE_MONEY && !r->part[i].left) {
			r->part[i].hundredths = (int64_t)rounded(r->part[i].exact);
			r->pay += r->part[i].hundredths;
		}
}

void points_make(struct score_row *r, enum score_of of, const struct tally *own, const struct tally *of_area)
{
	size_t k;

	for (k = 0; k < r->parts; k++) {
		struct score_part *p = &r->part[k];
		const struct tally *t = points_is_of_area(of, p->rule) ? of_area : own;
		const struct indicator *i = p->rule->indicator;

		p->part = t->n[i->part];
		p->whole = i->whole == COUNT_MAX ? 0 : t->n[i->whole];
		set_figure(p);
		if (!p->left && i->part != COUNT_SCORE)
			p->exact = rule_points(p->rule, p->figure);
	}
	scale_weights(r);
	floor_points(r, false);
	cap_points(r, false);
	r->has_score = has_score(of, r);
	add_points(r);
	add_money(r);
}

void points_restore(struct score_row *r)
{
	size_t i;

	for (i = 0; i < r->parts; i++)
		set_figure(&r->part[i]);
	scale_weights(r);
}

/* To be read ----------------------------------------------------------------- */

int64_t points_value(const struct score_part *p)
{
	const struct indicator *i = p->rule->indicator;
	struct tally t;
	int64_t value = 0;

	if (i->part == COUNT_SCORE)
		return p->part;
	memset(&t, 0, sizeof t);
	t.n[i->part] = p->part;
	if (i->whole != COUNT_MAX)
		t.n[i->whole] = p->whole;
	indicator_figure(i, &t, &value);
	return value;
}

int64_t points_difference(const struct score_row *r)
{
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < r->parts; i++)
		sum += r->part[i].rule->shape == SHAPE_MONEY ? 0 : r->part[i].hundredths;
	return r->has_score ? r->score - sum : 0;
}

/* The figure as it is before anything is rounded. */
static void put_exact(const struct score_part *p, struct str *to)
{
	const struct indicator *i = p->rule->indicator;

	if (i->part == COUNT_SCORE)
		str_addf(to, "%.2f", p->figure);
	else if (i->whole == COUNT_MAX)
		str_addf(to, "%lld", (long long)p->part);
	else
		str_addf(to, "%s%lld ÷ %s%lld", indicator_is_rate(i) ? "100 × " : "", (long long)p->part,
		         i->part == COUNT_SPENT ? "3600 ÷ " : "", (long long)p->whole);
}

static void put_rate(const struct score_part *p, struct str *to)
{
	str_addf(to, "%lld ÷ %lld", (long long)p->part, (long long)p->whole);
}

static void put_times(const struct score_part *p, double points, struct str *to)
{
	const struct score_rule *r = p->rule;
	bool better = points > 0;

	if (*r->steps) {
		put_exact(p, to);
		str_addf(to, " → %.10g", score_step(r->steps, p->figure));
	} else if (r->has_target) {
		str_addf(to, "%.10g × (", points);
		if ((r->indicator->better < 0) == better) {
			str_addf(to, "%.10g − ", r->target);
			put_exact(p, to);
		} else {
			put_exact(p, to);
			str_addf(to, " − %.10g", r->target);
		}
		str_adds(to, beyond(r, p->figure, better) > 0 ? ")" : ") → 0");
	} else {
		str_addf(to, "%.10g × ", points);
		if (r->shape == SHAPE_MONEY && indicator_is_rate(r->indicator))
			put_rate(p, to);
		else
			put_exact(p, to);
	}
}

static void put_bounds(const struct score_rule *r, struct str *to)
{
	size_t group = score_rule_group(r);

	if (shape_is_weighed(r->shape) && r->has_target)
		str_addf(to, " (≤ %.10g)", r->weight);
	if (r->has_floor && !shape_is_weighed(r->shape))
		str_addf(to, " (≥ %.10g)", r->floor);
	if (r->has_cap && group)
		str_addf(to, " (%.*s.* ≤ %.10g)", (int)group, r->name, r->cap);
	else if (r->has_cap)
		str_addf(to, " (≤ %.10g)", r->cap);
}

static void put_weighed(const struct score_part *p, struct str *to)
{
	const struct score_rule *r = p->rule;
	bool is_inverted = r->indicator->better < 0;

	str_addf(to, "%.10g × ", r->weight);
	if (r->shape == SHAPE_STEPS) {
		str_addc(to, '(');
		put_exact(p, to);
		str_addf(to, " → %.10g) ÷ 100", score_step(r->steps, p->figure));
	} else {
		str_adds(to, is_inverted ? "(1 − " : "");
		put_rate(p, to);
		str_adds(to, is_inverted ? ")" : "");
		if (r->has_target)
			str_addf(to, " ÷ %.10g %%", r->target);
	}
	put_bounds(r, to);
	if (p->applied > 0 && p->applied < SCORE_WEIGHTS)
		str_addf(to, " × %.10g ÷ %.10g", SCORE_WEIGHTS, p->applied);
	if (r->has_floor)
		str_addf(to, " (≥ %.10g)", r->floor);
}

void points_working(const struct score_part *p, struct str *to)
{
	const struct score_rule *r = p->rule;

	if (p->left)
		return;
	switch (r->shape) {
	case SHAPE_RATIO:
	case SHAPE_STEPS:
		put_weighed(p, to);
		break;
	case SHAPE_VETO:
		put_exact(p, to);
		str_addf(to, r->indicator->better > 0 ? p->is_vetoed ? " < %.10g" : " ≥ %.10g" : p->is_vetoed ? " > %.10g" : " ≤ %.10g", r->target);
		break;
	default:
		put_times(p, r->shape == SHAPE_PER_ITEM ? -fabs(r->points) : r->points, to);
		put_bounds(r, to);
	}
}
