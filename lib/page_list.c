/* SPDX-License-Identifier: MIT */
#include "page_list.h"

#include "mem.h"
#include "page_cut.h"
#include "standing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MOST = 200 };               /* cases of a list that are shown */

/* Lists are tables on a screen; on a phone each case is a block of lines that
 * begin with what they are. */
void page_list_style(struct page *p)
{
	static const enum word label[] = { W_AREA, W_MATTER, W_DEPARTMENT, W_STATUS, W_COLLECTED, W_HANDLE_DUE, W_HANDLED,
		W_CLOSE_DUE, W_CLOSED };
	static const enum word counted[] = { W_HOW, W_UNIT, W_SOURCE };
	size_t i;

	for (i = 0; i < p->b->indicators && i < PAGE_LINKED; i++)
		str_addf(&p->s, ".i%zu:target ~ .rows tbody tr:not(.v%zu) { display: none; }\n"
		         ".i%zu:target ~ .rows .x%zu th::before { content: \"✗ \"; }\n", i, i, i, i);
	page_put(p, "@media screen and (max-width: 60rem) {\n");
	for (i = 0; i < sizeof label / sizeof label[0]; i++)
		str_addf(&p->s, ".rows td:nth-child(%zu)::before { content: \"%s\"; }\n", i + 2, page_say(label[i]));
	for (i = 0; i < sizeof counted / sizeof counted[0]; i++)
		str_addf(&p->s, ".counted td:nth-child(%zu)::before { content: \"%s\"; }\n", i + 2, page_say(counted[i]));
	page_put(p, "}\n");
}

/* Lists ------------------------------------------------------------------------------ */

/* One list of cases and what of it each figure shows. */
struct list {
	const char *id, *title;
	const struct tally *tally;
	const struct report_case **behind;
	size_t count;
	uint64_t figures;       /* that lead to it */
	const struct cuts *cuts;
	const char *code[2];            /* NULL: any */
};

struct listed {
	const struct report_case *of;
	uint64_t seen, marked;  /* by figure */
	size_t at;
};

/* What a leader looks for in the list behind a rate: the cases that make it
 * worse. */
static bool is_marked(const struct indicator *i, uint64_t counts)
{
	return indicator_is_rate(i) && !(counts & COUNT_BIT(i->part)) == (i->better >= 0);
}

/* The first of those that are marked, then of the others. */
static void choose(struct listed *l, size_t count, const struct indicator *i, size_t figure)
{
	uint64_t bit = UINT64_C(1) << figure;
	size_t k, left = LIST_MOST;
	int marked;

	for (marked = 1; marked >= 0; marked--)
		for (k = 0; k < count && left; k++) {
			uint64_t counts = l[k].of->counts;

			if (!(counts & COUNT_BIT(page_counts(i))) || is_marked(i, counts) != marked)
				continue;
			l[k].seen |= bit;
			l[k].marked |= marked ? bit : 0;
			left--;
		}
}

static int by_marks(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	int more = __builtin_popcountll(y->marked) - __builtin_popcountll(x->marked);

	return more ? more : (x->at > y->at) - (x->at < y->at);
}

static void add_word(struct str *to, const char *s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:=,@%+-";

	str_addc(to, ' ');
	if (*s && !s[strspn(s, plain)]) {
		str_adds(to, s);
		return;
	}
	str_addc(to, '\'');
	for (; *s; s++)
		if (*s == '\'')
			str_adds(to, "'\\''");
		else
			str_addc(to, *s);
	str_addc(to, '\'');
}

/* The command that lists all the cases behind one figure. */
static void add_command(struct str *to, const struct bulletin *b, const struct list *l, const struct indicator *i)
{
	const char *before = " --by ";
	size_t k;

	str_addf(to, "case-list --indicator %s%s", i->field.name, b->period_options.s);
	for (k = 0; k < l->cuts->count; k++)
		if (l->code[k]) {
			str_addf(to, "%s%s", before, report_cut_name(l->cuts->cut[k]));
			before = ",";
		}
	for (k = 0; k < l->cuts->count; k++)
		if (l->code[k]) {
			str_adds(to, " --code");
			add_word(to, *l->code[k] ? l->code[k] : "-");
		}
}

static void put_list_head(struct page *p, const struct list *l, size_t figure)
{
	const struct indicator *i = p->b->indicator[figure];
	int64_t count = l->tally->n[page_counts(i)], part = l->tally->n[i->part], marked = i->better >= 0 ? count - part : part;
	struct str command = STR_INIT;

	str_addf(&p->s, "<div class=\"of i%zu\" id=\"l%s-%zu\"><h3>", figure, l->id, figure);
	page_text(p, l->title);
	page_put(p, " · ");
	page_text(p, indicator_label(i));
	page_put(p, " ");
	page_figure(p, i, l->tally);
	page_put(p, indicator_is_rate(i) ? "%" : "");
	page_put(p, "</h3>\n<p>");
	str_addf(&p->s, "%" PRId64 " %s", count, page_say(W_CASES));
	page_put(p, out_chinese() ? "。" : ". ");
	if (indicator_is_rate(i) && marked)
		str_addf(&p->s, page_say(i->better >= 0 ? W_THESE_NOT : W_THESE), marked);
	page_put(p, "</p>\n");
	if (count > LIST_MOST) {
		add_command(&command, p->b, l, i);
		page_put(p, "<p>");
		str_addf(&p->s, page_say(W_FIRST), LIST_MOST);
		page_element(p, "code", command.s);
		page_put(p, "</p>\n");
		str_release(&command);
	}
	str_addf(&p->s, "<p><a href=\"#f%s-%zu\">", l->id, figure);
	page_word(p, W_BACK);
	page_put(p, "</a></p></div>\n");
}

/* When it was done, if it was; `until`: else it is late if it was due before. */
static void put_instant(struct page *p, int64_t at, int64_t due, int64_t until)
{
	char buf[WHEN_SIZE];
	bool is_late = due && due < (at ? at : until);

	page_put(p, "<td>");
	if (at) {
		when_format(at, buf);
		str_addf(&p->s, "<time>%.10s</time> %.5s", buf, buf + 11);
	}
	if (is_late)
		str_addf(&p->s, "%s<b class=\"late\">%s</b>", at ? " " : "", page_say(W_LATE));
	page_put(p, "</td>");
}

static enum status put_case(struct page *p, const struct listed *l)
{
	static const struct field *status;
	const struct facts_query *q = &p->b->query[BULLETIN_NOW];
	struct case_brief c;
	const char *word;
	size_t len, k;
	int64_t until;
	enum status st = bulletin_case(p->desk, l->of->casefile_id, q->as_of, &c, p->fault);

	if (st != ST_OK)
		return st;
	if (!status)
		status = fields_named(fields_kind("case-list"), "status");
	page_put(p, "<tr class=\"");
	for (k = 0; k < PAGE_LINKED; k++) {
		if (l->seen >> k & 1)
			str_addf(&p->s, "v%zu ", k);
		if (l->marked >> k & 1)
			str_addf(&p->s, "x%zu ", k);
	}
	p->s.s[--p->s.len] = '\0';
	page_put(p, "\">");
	page_element(p, "th scope=\"row\"", c.at.fact.case_no);
	page_element(p, "td", c.area_name);
	page_element(p, "td", c.matter_name);
	page_element(p, "td", c.department_name);
	until = standing_is_overdue(&c.at.state, q->as_of) ? q->as_of : 0;
	word = field_choice_label(status, c.at.state.status, &len);
	page_put(p, "<td>");
	if (out_chinese())
		str_add(&p->s, word, len);
	else
		page_text(p, c.at.state.status);
	page_put(p, "</td>");
	put_instant(p, c.at.collected_at, 0, 0);
	put_instant(p, c.at.state.handle_due_at, 0, 0);
	put_instant(p, c.at.state.handled_at, c.at.state.handle_due_at, until);
	put_instant(p, c.at.state.close_due_at, 0, 0);
	put_instant(p, c.at.state.closed_at, c.at.state.close_due_at, until);
	page_put(p, "</tr>\n");
	return ST_OK;
}

static enum status put_list(struct page *p, const struct list *l)
{
	static const enum word heading[] = { W_CASE_NO, W_AREA, W_MATTER, W_DEPARTMENT, W_STATUS, W_COLLECTED, W_HANDLE_DUE, W_HANDLED,
		W_CLOSE_DUE, W_CLOSED };
	struct listed *c = mem_array(l->count, sizeof *c);
	enum status st = ST_OK;
	size_t k;

	if (l->count == 0) {
		free(c);
		return ST_OK;
	}
	for (k = 0; k < l->count; k++) {
		c[k].of = l->behind[k];
		c[k].at = k;
	}
	page_put(p, "<section class=\"list\">\n");
	for (k = 0; k < p->b->indicators && k < PAGE_LINKED; k++)
		if (l->figures >> k & 1 && l->tally->n[page_counts(p->b->indicator[k])] > 0) {
			put_list_head(p, l, k);
			choose(c, l->count, p->b->indicator[k], k);
		}
	qsort(c, l->count, sizeof *c, by_marks);
	page_put(p, "<div class=\"box rows stack\"><table>\n<caption class=\"aloud\">");
	page_text(p, l->title);
	page_put(p, "</caption>\n<thead><tr>");
	for (k = 0; k < sizeof heading / sizeof heading[0]; k++)
		page_heading(p, page_say(heading[k]));
	page_put(p, "</tr></thead>\n<tbody>\n");
	for (k = 0; st == ST_OK && k < l->count; k++)
		if (c[k].seen)
			st = put_case(p, &c[k]);
	page_put(p, "</tbody>\n</table></div>\n</section>\n");
	page_hand_over(p);
	free(c);
	return st;
}

/* The cases of all rows with these codes (NULL: any). */
static enum status put_list_of(struct page *p, const struct report *r, const char *id, const char *title, const struct tally *t,
                               uint64_t figures, const char *first, const char *second)
{
	const struct report_case **behind = mem_array(r->behind_count, sizeof *behind), *from;
	struct list l = { id, title, t, behind, 0, figures, &r->cuts, { first, second } };
	size_t i, k, count;
	enum status st;

	for (i = 0; i < r->count; i++) {
		if ((first && strcmp(r->row[i].code[0], first) != 0) || (second && strcmp(r->row[i].code[1], second) != 0))
			continue;
		from = bulletin_behind(r, i, &count);
		for (k = 0; k < count; k++)
			behind[l.count++] = &from[k];
	}
	st = put_list(p, &l);
	free(behind);
	return st;
}

static enum status put_margin_lists(struct page *p, size_t section, const struct report *r, int which)
{
	struct page_axis a = page_axis_of(r, which);
	enum status st = ST_OK;
	char id[64];
	size_t k;

	for (k = 0; st == ST_OK && k < a.count; k++) {
		const char *code = r->row[a.row[k]].code[which];
		struct tally t = page_margin(r, which, code);

		snprintf(id, sizeof id, "%zu-%c%zu", section, which ? 'c' : 'r', k);
		st = put_list_of(p, r, id, a.name[a.row[k]], &t, 1, which ? NULL : code, which ? code : NULL);
	}
	page_axis_release(&a);
	return st;
}

static enum status put_section_lists(struct page *p, size_t section)
{
	const struct report *r = &p->b->section[section].report[BULLETIN_NOW];
	bool is_cross = r->cuts.count == 2;
	char **name = page_names(r, 0), **second = is_cross ? page_names(r, 1) : NULL, id[64];
	struct str title = STR_INIT;
	enum status st = ST_OK;
	size_t k;

	for (k = 0; st == ST_OK && k < r->count; k++) {
		str_reset(&title);
		str_adds(&title, name[k]);
		if (is_cross)
			str_addf(&title, " × %s", second[k]);
		snprintf(id, sizeof id, "%zu-%zu", section, k);
		st = put_list_of(p, r, id, title.s, &r->row[k].tally, p->tabled[section], r->row[k].code[0],
		                 is_cross ? r->row[k].code[1] : NULL);
	}
	str_release(&title);
	page_names_free(name, r->count);
	if (!is_cross)
		return st;
	page_names_free(second, r->count);
	if (st == ST_OK)
		st = put_margin_lists(p, section, r, 0);
	return st == ST_OK ? put_margin_lists(p, section, r, 1) : st;
}

enum status page_lists(struct page *p)
{
	const struct report *r = &p->b->section[0].report[BULLETIN_NOW];
	enum status st;
	size_t k;

	page_put(p, "<div class=\"lists\">\n");
	st = put_list_of(p, r, "t", page_say(W_ALL), &p->b->total[BULLETIN_NOW], p->linked, NULL, NULL);
	for (k = 0; st == ST_OK && k < p->b->sections; k++)
		st = put_section_lists(p, k);
	page_put(p, "</div>\n");
	return st;
}
