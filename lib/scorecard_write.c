/* SPDX-License-Identifier: MIT */
#include "scorecard_write.h"

#include "html.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

extern const char scorecard_css[];      /* lib/scorecard.css, by the build */

static const struct {
	const char *english, *chinese;
} words[] = {
	[CW_SCORES] = { "Scores", "评分" },
	[CW_CARD] = { "Score card", "评分卡" },
	[CW_CONTENTS] = { "Contents", "目录" },
	[CW_WORKER] = { "Workers", "人员" },
	[CW_DEPARTMENT] = { "Departments", "部门" },
	[CW_STREET] = { "Streets", "街道" },
	[CW_COMMUNITY] = { "Communities", "社区" },
	[CW_OF] = { "Scored", "考核对象" },
	[CW_EDITION] = { "Edition", "规则版本" },
	[CW_FROZEN] = { "Frozen at", "冻结于" },
	[CW_NOT_FROZEN] = { "Not frozen yet: figures may still change", "尚未冻结，数字仍可能变动" },
	[CW_SCORED] = { "with a score", "有评分" },
	[CW_GRADES] = { "Grades", "等级分布" },
	[CW_GRADE] = { "Grade", "等级" },
	[CW_COUNT] = { "How many", "数量" },
	[CW_SHARE] = { "Share", "占比" },
	[CW_ALL] = { "All", "合计" },
	[CW_NO_SCORE] = { "No score", "无评分" },
	[CW_NO_SCORE_WHY] = { "Nothing was due that would make a score.", "本期没有可据以评分的比率。" },
	[CW_RANKS] = { "Ranks", "排名" },
	[CW_RANK] = { "Rank", "名次" },
	[CW_CODE] = { "Code", "代码" },
	[CW_NAME] = { "Name", "名称" },
	[CW_OWN_CODE] = { "Code", "工号" },
	[CW_OWN_NAME] = { "Name", "姓名" },
	[CW_AREA] = { "Area", "区域" },
	[CW_SCORE] = { "Score", "得分" },
	[CW_PAY] = { "Yuan", "金额（元）" },
	[CW_POST] = { "Post", "岗位" },
	[CW_SINCE] = { "In it since", "任职始于" },
	[CW_PEER] = { "Peer group", "同组" },
	[CW_PERIOD] = { "Period", "周期" },
	[CW_VETOED] = { "veto", "否决" },
	[CW_CORRECTED] = { "correction", "更正" },
	[CW_RULES] = { "Rules", "评分规则" },
	[CW_RULE] = { "Rule", "规则" },
	[CW_INDICATOR] = { "Figure", "指标" },
	[CW_SHAPE] = { "Shape", "形式" },
	[CW_WEIGHT] = { "Weight", "权重" },
	[CW_POINTS] = { "Points", "分值" },
	[CW_TARGET] = { "Target", "目标" },
	[CW_CAP] = { "Cap", "上限" },
	[CW_HOW] = { "Counted as", "算法" },
	[CW_SOURCE] = { "Source", "依据" },
	[CW_PART] = { "Part", "分子" },
	[CW_WHOLE] = { "Whole", "分母" },
	[CW_FIGURE] = { "Result", "数值" },
	[CW_WORKING] = { "Working", "算式" },
	[CW_GAINED] = { "Points", "得分" },
	[CW_MONEY_RULES] = { "Rules of money", "金额规则" },
	[CW_SUM] = { "Sum", "各项之和" },
	[CW_ROUNDING] = { "Rounding", "取整差" },
	[CW_VETO_TOOK] = { "Veto", "一票否决" },
	[CW_NOT_BELOW] = { "Not below 0", "不低于 0 分" },
	[CW_NOTHING] = { "Left out: nothing was due", "不计：本期无应计对象" },
	[CW_NEW] = { "Left out: less than %lld months in the post", "不计：任职未满 %lld 个月" },
	[CW_SCORELESS] = { "Left out: there is no score", "不计：没有评分" },
	[CW_BEHIND] = { "Behind the figures", "数字的由来" },
	[CW_COUNTED] = { "Counted", "计入" },
	[CW_NOT_IN_PART] = { "not in the part", "未计入分子" },
	[CW_SIGN] = { "I have checked these figures.", "以上数字本人已核对。" },
	[CW_SIGNED] = { "Signature", "本人签字" },
	[CW_DATE] = { "Date", "日期" },
};

const char *scorecard_say(enum card_word w)
{
	return out_chinese() ? words[w].chinese : words[w].english;
}

static const char *colon(void)
{
	return out_chinese() ? "：" : ": ";
}

static const enum card_word of[] = {
	[SCORE_WORKER] = CW_WORKER, [SCORE_DEPARTMENT] = CW_DEPARTMENT, [SCORE_STREET] = CW_STREET, [SCORE_COMMUNITY] = CW_COMMUNITY,
};

/* Head ----------------------------------------------------------------------- */

static size_t scored(const struct score *s, size_t *all)
{
	size_t i, count = 0;

	for (i = *all = 0; i < s->rows; i++) {
		*all += s->row[i].parts > 0;
		count += s->row[i].parts > 0 && s->row[i].has_score;
	}
	return count;
}

static void put_state(struct str *to, const struct score *s)
{
	char at[WHEN_SIZE];

	if (s->frozen_at) {
		when_format(s->frozen_at, at);
		str_addf(to, "%s %s", scorecard_say(CW_FROZEN), at);
	} else {
		str_adds(to, scorecard_say(CW_NOT_FROZEN));
	}
}

void scorecard_state(struct str *to, const struct score *s)
{
	str_addf(to, "%s ", scorecard_say(CW_EDITION));
	html_text(to, s->rules.edition);
	str_adds(to, " · ");
	put_state(to, s);
}

void scorecard_begin(struct scorecard *c, enum card_word title)
{
	char *place = NULL;
	size_t all, count = scored(c->s, &all);
	struct str *to = &c->to;

	c->st = desk_place(c->desk, NULL, &place, c->fault);
	str_addf(&c->heading, "%s%s%s %s", place, *place && !out_chinese() ? " " : "", scorecard_say(title), c->s->period.name);
	free(place);
	html_begin(to, c->heading.s);
	str_adds(to, scorecard_css);
	html_begin_body(to);
	str_adds(to, title == CW_CARD ? "<header class=\"over\">\n" : "<header>\n");
	html_element(to, "h1", c->heading.s);
	str_adds(to, "\n<p class=\"when\">");
	html_days(to, &c->s->period);
	str_addf(to, "</p>\n<p class=\"how\">%s%s%s · %zu · %s %zu</p>\n<p class=\"how\">", scorecard_say(CW_OF), colon(),
	         scorecard_say(of[c->s->of]), all, scorecard_say(CW_SCORED), count);
	scorecard_state(to, c->s);
	str_adds(to, "</p>\n");
}

enum status scorecard_end(struct scorecard *c, struct out *out)
{
	str_adds(&c->to, "</main>\n</body>\n</html>\n");
	out_page(out, c->to.s, c->to.len);
	str_release(&c->to);
	str_release(&c->heading);
	return c->st;
}

/* Who, cells, numbers ---------------------------------------------------------- */

void scorecard_name(struct scorecard *c, const struct score_row *r)
{
	struct str name = STR_INIT;

	str_reset(&name);
	if (c->s->of == SCORE_WORKER)
		html_mask_name(&name, r->name);
	else
		str_adds(&name, r->name);
	html_text(&c->to, name.s);
	str_release(&name);
}

void scorecard_post(struct scorecard *c, const char *post)
{
	struct str label = STR_INIT;
	size_t len;
	const char *word = field_choice_label(fields_named(fields_kind("score-rule"), "post"), post, &len);

	str_reset(&label);
	if (out_chinese())
		str_add(&label, word, len);
	else
		str_adds(&label, post);
	html_text(&c->to, label.s);
	str_release(&label);
}

void scorecard_place(struct scorecard *c, const char *code)
{
	char *name = NULL;

	if (c->st == ST_OK && *code)
		c->st = desk_place(c->desk, code, &name, c->fault);
	html_text(&c->to, name && *name ? name : code);
	free(name);
}

void scorecard_cell(struct str *to, enum card_word label)
{
	str_addf(to, "<td data-label=\"%s\"><span>", scorecard_say(label));
}

void scorecard_cell_end(struct str *to)
{
	str_adds(to, "</span></td>");
}

void scorecard_no_cell(struct str *to)
{
	str_adds(to, "<td></td>");
}

void scorecard_heading(struct str *to, enum card_word w)
{
	html_element(to, "th scope=\"col\"", scorecard_say(w));
}
