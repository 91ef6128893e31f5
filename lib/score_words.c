/* SPDX-License-Identifier: MIT */
#include "score_words.h"

#include "out.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *say(const char *english, const char *chinese)
{
	return out_chinese() ? chinese : english;
}

void score_shape_words(struct str *to, enum shape shape)
{
	const struct field *f = fields_named(fields_kind("score-rule"), "shape");
	size_t len;
	const char *word;

	if (!out_chinese()) {
		str_adds(to, shape_name(shape));
		return;
	}
	word = field_choice_label(f, shape_name(shape), &len);
	str_add(to, word, len);
}

/* The rate as it is counted: where less is better, what it lacks to 100. */
static void add_rate(struct str *to, const struct indicator *i)
{
	if (i->better < 0)
		str_addf(to, "(100 − %s)", indicator_label(i));
	else
		str_adds(to, indicator_label(i));
}

static void add_ratio(struct str *to, const struct score_rule *r)
{
	str_addf(to, "%.10g × ", r->weight);
	add_rate(to, r->indicator);
	str_addf(to, " ÷ %.10g", r->has_target ? r->target : 100);
	if (r->has_target)
		str_addf(to, say(", at most %.10g", "，最多 %.10g"), r->weight);
}

/* "50:100;100:90": each limit with what it gives, and what is given past the last. */
static void add_steps(struct str *to, const struct score_rule *r, const char *unit)
{
	const char *s = r->steps, *between = say("; ", "；");
	double limit = 0, gives;
	bool is_first = true;

	str_adds(to, indicator_label(r->indicator));
	str_adds(to, say(": ", "："));
	while (*s && score_next_step(&s, &limit, &gives)) {
		if (!is_first)
			str_adds(to, between);
		if (isinf(limit))
			str_addf(to, is_first ? say("any: %.10g%s", "均为 %.10g%s") : say("above: %.10g%s", "更高为 %.10g%s"), gives, unit);
		else
			str_addf(to, say("up to %.10g: %.10g%s", "不超过 %.10g 为 %.10g%s"), limit, gives, unit);
		is_first = false;
		s += *s == ';';
	}
	if (!isinf(limit))
		str_addf(to, say("; above: 0%s", "；更高为 0%s"), unit);
}

/* Of which side of the target each unit counts. */
static void add_side(struct str *to, const struct score_rule *r, bool is_better)
{
	bool is_above = is_better == (r->indicator->better >= 0);

	if (r->has_target)
		str_addf(to, is_above ? say(" above %.10g", "高于 %.10g 的部分") : say(" below %.10g", "低于 %.10g 的部分"), r->target);
}

/* What each unit of the figure gives or takes. */
static void add_each(struct str *to, const struct score_rule *r, const char *unit, bool is_better)
{
	const struct indicator *i = r->indicator;
	double points = fabs(r->points);
	bool takes = r->shape == SHAPE_PER_ITEM || r->points < 0;
	const char *each = indicator_is_rate(i) ? say("percentage point", "百分点") : indicator_unit(i);

	str_adds(to, indicator_label(i));
	add_side(to, r, is_better);
	str_addf(to, say(": %s%.10g%s for each of its %s", "：%s %.10g%s（每%s）"), takes ? say("−", "扣") : say("+", "加"), points, unit, each);
}

static void add_money(struct str *to, const struct score_rule *r)
{
	const char *yuan = say(" yuan", " 元");

	if (*r->steps) {
		add_steps(to, r, yuan);
	} else if (indicator_is_rate(r->indicator) && !r->has_target) {
		str_addf(to, "%.10g%s × %s ÷ 100", r->points, yuan, indicator_label(r->indicator));
	} else {
		add_each(to, r, yuan, r->points > 0);
	}
}

static void add_veto(struct str *to, const struct score_rule *r)
{
	bool is_below = r->indicator->better > 0;

	str_adds(to, indicator_label(r->indicator));
	str_addf(to, is_below ? say(" below %.10g", "低于 %.10g") : say(" above %.10g", "高于 %.10g"), r->has_target ? r->target : 0);
	str_addf(to, say(": the whole score is at most %.10g", "：总分最多 %.10g 分"), r->has_points ? r->points : 0);
}

static void add_bounds(struct str *to, const struct score_rule *r)
{
	size_t group = score_rule_group(r);

	if (r->has_floor)
		str_addf(to, say("; at least %.10g", "；最少 %.10g"), r->floor);
	if (r->has_cap)
		str_addf(to, say("; at most %.10g", "；最多 %.10g"), r->cap);
	if (r->has_cap && group)
		str_addf(to, say(" with all of %.*s.*", "（%.*s.* 各条合计）"), (int)group, r->name);
}

static void add_whom(struct str *to, const struct score_rule *r)
{
	if (r->min_months > 0)
		str_addf(to, say("; after %lld months in the post", "；任职满 %lld 个月起"), (long long)r->min_months);
	if (*r->community_kind)
		str_addf(to, say("; for communities of kind %s", "；限社区类型：%s"), r->community_kind);
	if (*r->valid_from)
		str_addf(to, say("; from %s", "；自 %s 起"), r->valid_from);
	if (*r->valid_to)
		str_addf(to, say("; until %s", "；至 %s 止"), r->valid_to);
}

void score_rule_words(struct str *to, const struct score_rule *r)
{
	const char *points = say("", " 分");

	switch (r->shape) {
	case SHAPE_RATIO:
		add_ratio(to, r);
		break;
	case SHAPE_STEPS:
		str_addf(to, "%.10g × ", r->weight);
		add_steps(to, r, " %");
		break;
	case SHAPE_PER_ITEM:
		add_each(to, r, points, false);
		break;
	case SHAPE_BONUS:
		if (*r->steps)
			add_steps(to, r, points);
		else
			add_each(to, r, points, true);
		break;
	case SHAPE_VETO:
		add_veto(to, r);
		break;
	case SHAPE_MONEY:
		add_money(to, r);
		break;
	case SHAPES:
		break;
	}
	add_bounds(to, r);
	add_whom(to, r);
}
