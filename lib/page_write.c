/* SPDX-License-Identifier: MIT */
#include "page_write.h"

#include "html.h"
#include "mem.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *english, *chinese;
} words[] = {
	[W_TITLE] = { "Grid bulletin", "网格工作简报" },
	[W_AS_OF] = { "As of", "截至" },
	[W_DUE] = { "Cases count in the period that their deadline falls in.", "统计口径：案件按时限所在的周期计入。" },
	[W_OPENED] = { "Cases count in the period that they were filed in.", "统计口径：案件按立案所在的周期计入。" },
	[W_LISTS_HINT] = { "Each figure that is underlined leads to the list of its cases.", "带下划线的数字都可点开，查看其背后的案件清单。" },
	[W_CONTENTS] = { "Contents", "目录" },
	[W_KEY] = { "Key figures", "关键指标" },
	[W_PREVIOUS] = { "vs period before", "环比" },
	[W_LAST_YEAR] = { "vs last year", "同比" },
	[W_UP] = { "up", "升" },
	[W_DOWN] = { "down", "降" },
	[W_SAME] = { "unchanged", "持平" },
	[W_BETTER] = { "better", "好转" },
	[W_WORSE] = { "worse", "变差" },
	[W_POINTS] = { " points", " 个百分点" },
	[W_NO_DATA] = { "no data", "无可比数据" },
	[W_TREND] = { "Trend", "走势" },
	[W_LIGHTS] = { "Deadlines of the open cases", "在办案件时限灯" },
	[W_OVERDUE] = { "Overdue", "超期（红）" },
	[W_YELLOW] = { "Due soon", "临期（黄）" },
	[W_GREEN] = { "In time", "正常（绿）" },
	[W_UNLIT] = { "No clock", "无计时" },
	[W_SHARE] = { "Share", "占比" },
	[W_DATA] = { "Its numbers", "图中数据" },
	[W_PERIOD] = { "Period", "周期" },
	[W_PART] = { "Part", "分子" },
	[W_WHOLE] = { "Whole", "分母" },
	[W_BY] = { "By", "分" },
	[W_ALL] = { "Total", "合计" },
	[W_RANK] = { "Rank", "名次" },
	[W_RANKED] = { "ranked", "排名" },
	[W_AREAS] = { "by area", "分布" },
	[W_LIGHT] = { "Light", "灯" },
	[W_CASES] = { "cases", "件" },
	[W_QUIET] = { "In all rows", "各行均为" },
	[W_COUNTED] = { "How each figure is counted", "指标怎么算" },
	[W_INDICATOR] = { "Figure", "指标" },
	[W_HOW] = { "Counted as", "算法" },
	[W_UNIT] = { "Unit", "单位" },
	[W_SOURCE] = { "Practice of", "出处" },
	[W_BACK] = { "Back to the figure", "返回该数字" },
	[W_CASE_NO] = { "Case", "案件编号" },
	[W_AREA] = { "Area", "区域" },
	[W_MATTER] = { "Matter", "事项" },
	[W_DEPARTMENT] = { "Department", "处置部门" },
	[W_STATUS] = { "Status", "状态" },
	[W_COLLECTED] = { "Collected", "采集" },
	[W_HANDLE_DUE] = { "To be handled by", "处置时限" },
	[W_HANDLED] = { "Handled", "处置完成" },
	[W_CLOSE_DUE] = { "To be closed by", "结案时限" },
	[W_CLOSED] = { "Closed", "结案" },
	[W_MADE_BY] = { "Made by", "本页由下列命令生成：" },
	[W_FIRST] = { "%d are shown, those marked first; all of them: ", "此处列出 %d 件（带 ✗ 的在前）；全部清单：" },
	[W_THESE_NOT] = { "Marked ✗: %" PRId64 " that are not in the part.", "其中 %" PRId64 " 件未计入分子，以 ✗ 标出。" },
	[W_THESE] = { "Marked ✗: %" PRId64 " that are in the part.", "其中 %" PRId64 " 件计入分子，以 ✗ 标出。" },
	[W_LATE] = { "late", "逾期" },
};

const char *page_say(enum word w)
{
	return out_chinese() ? words[w].chinese : words[w].english;
}

/* Text and numbers ------------------------------------------------------------ */

void page_put(struct page *p, const char *markup)
{
	str_adds(&p->s, markup);
}

void page_text(struct page *p, const char *s)
{
	html_text(&p->s, s);
}

void page_word(struct page *p, enum word w)
{
	page_text(p, page_say(w));
}

void page_element(struct page *p, const char *name, const char *text)
{
	html_element(&p->s, name, text);
}

void page_hand_over(struct page *p)
{
	out_page(p->out, p->s.s, p->s.len);
	str_reset(&p->s);
}

int page_decimals(const struct indicator *i)
{
	return i->field.type == FIELD_INT ? 0 : 2;
}

void page_figure(struct page *p, const struct indicator *i, const struct tally *t)
{
	int64_t hundredths;

	if (indicator_figure(i, t, &hundredths))
		html_number(&p->s, hundredths, page_decimals(i));
	else
		page_put(p, "-");
}

/* Cases of the list behind a figure: those of a rate are what it divides by. */
enum count page_counts(const struct indicator *i)
{
	return i->whole == COUNT_MAX ? i->part : i->whole;
}

static bool is_nothing(const struct tally *t)
{
	for (int i = 0; i < COUNT_MAX; i++)
		if (t->n[i])
			return false;
	return true;
}

/* What people call a row; the name of a person is masked. */
static void name_row(enum cut cut, const char *code, const char *name, struct str *to)
{
	str_reset(to);
	if (name && *name && report_cut_is_person(cut))
		html_mask_name(to, name);
	else if (name && *name)
		str_adds(to, name);
	else
		str_adds(to, *code ? code : "-");
}

/* A figure and the link to its list, which is called `list`. */
void page_linked(struct page *p, const char *list, size_t figure, const struct tally *t)
{
	const struct indicator *i = p->b->indicator[figure];
	bool is_total = strcmp(list, "t") == 0;

	if (!p->has_lists || figure >= PAGE_LINKED || indicator_family(i) != OF_CASES || t->n[page_counts(i)] == 0) {
		page_figure(p, i, t);
		return;
	}
	page_put(p, "<a");
	if (!is_total || !(p->linked & UINT64_C(1) << figure))
		str_addf(&p->s, " id=\"f%s-%zu\"", list, figure);
	if (is_total)
		p->linked |= UINT64_C(1) << figure;
	str_addf(&p->s, " href=\"#l%s-%zu\">", list, figure);
	page_figure(p, i, t);
	page_put(p, "</a>");
}

/* Change ----------------------------------------------------------------------- */

bool page_change(const struct indicator *i, const struct tally *now, const struct tally *then, int64_t *change)
{
	int64_t a, b;

	if (is_nothing(then) || !indicator_figure(i, now, &a) || !indicator_figure(i, then, &b))
		return false;
	*change = a - b;
	return true;
}

void page_details(struct page *p)
{
	page_put(p, "<details><summary>");
	page_word(p, W_DATA);
	page_put(p, "</summary>\n<div class=\"box\"><table>\n<caption>");
}

void page_details_end(struct page *p)
{
	page_put(p, "</tbody>\n</table></div></details>\n");
}

void page_heading(struct page *p, const char *text)
{
	page_element(p, "th scope=\"col\"", text);
}

void page_count(struct page *p, int64_t n)
{
	str_addf(&p->s, "<td>%" PRId64 "</td>", n);
}

void page_value(struct chart_value *v, const char *name, const struct indicator *i, const struct tally *t)
{
	v->name = name;
	v->note[0] = '\0';
	v->is_known = indicator_figure(i, t, &v->hundredths);
	if (indicator_is_rate(i))
		snprintf(v->note, sizeof v->note, "%" PRId64 "/%" PRId64, t->n[i->part], t->n[i->whole]);
}

/* Part and whole of a rate; hours of work are no cases. */
void page_fraction(struct page *p, const struct indicator *i, const struct tally *t)
{
	if (!indicator_is_rate(i))
		return;
	page_count(p, t->n[i->part]);
	page_count(p, t->n[i->whole]);
}

void page_fraction_headings(struct page *p, const struct indicator *i)
{
	if (!indicator_is_rate(i))
		return;
	page_heading(p, page_say(W_PART));
	page_heading(p, page_say(W_WHOLE));
}

/* A sentence on a row of values, for those who cannot see the chart. */
void page_describe(struct str *to, const struct chart *c, const struct chart_value *v)
{
	str_addf(to, "%s ", v->name);
	if (v->is_known)
		html_number(to, v->hundredths, c->decimals);
	str_adds(to, v->is_known ? c->unit : "-");
}

struct chart page_chart(const struct indicator *i, const char *id, const char *title, const char *about)
{
	return (struct chart){ id, title, about, indicator_is_rate(i) ? "%" : "", page_decimals(i), indicator_is_rate(i) };
}

/* Names of rows as people see them, by number of the row. */
char **page_names(const struct report *r, int which)
{
	char **name = mem_array(r->count, sizeof *name);
	struct str s = STR_INIT;
	size_t i;

	for (i = 0; i < r->count; i++) {
		name_row(r->cuts.cut[which], r->row[i].code[which], r->row[i].name[which], &s);
		name[i] = mem_strdup(s.s);
	}
	str_release(&s);
	return name;
}

void page_names_free(char **name, size_t count)
{
	while (count-- > 0)
		free(name[count]);
	free(name);
}

void page_section_title(struct page *p, const struct section *s)
{
	const char *first = report_cut_label(s->cuts.cut[0]);

	if (s->cuts.count == 2) {
		page_text(p, first);
		page_put(p, " × ");
		page_text(p, report_cut_label(s->cuts.cut[1]));
		return;
	}
	page_word(p, W_BY);
	if (out_chinese())
		page_text(p, first);
	else
		str_addf(&p->s, " %c%s", tolower((unsigned char)*first), first + 1);
}
