/* SPDX-License-Identifier: MIT */
#include "edition.h"

#include "mem.h"
#include "score_rule.h"
#include "strmap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct edition {
	struct score_rules rules;
	char *why;              /* NULL: nothing is wrong */
};

struct editions {
	struct edition *edition;
	size_t count, cap;
	struct strmap by_name;
	struct strmap line;     /* of each rule of the file */
	struct str key;
};

static void refuse(struct edition *e, const char *why)
{
	if (!e->why)
		e->why = mem_strdup(why);
}

static enum status refuse_row(struct edition *e, const struct sheet_row *row, const char *column, const char *reason)
{
	struct fault what;

	fault_set(&what, ST_REFUSED, "edition '%s': line %ld: %s%s%s", e->rules.edition, row->line, column ? column : "", column ? ": " : "",
	          reason);
	refuse(e, what.text);
	return ST_OK;
}

/* With the rules that are in the database. */
static enum status load(struct edition *e, struct desk *d, const char *name, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_SCORE_RULES);
	bool row;
	enum status st;

	str_copy(e->rules.edition, sizeof e->rules.edition, name);
	db_bind_text(q, 1, name);
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		score_rule_row(&e->rules, q);
	return st;
}

static enum status named(struct editions *all, struct desk *d, const char *name, struct edition **e, struct fault *f)
{
	int64_t at = strmap_get(&all->by_name, name);

	if (at != STRMAP_NONE) {
		*e = &all->edition[at];
		return ST_OK;
	}
	strmap_set(&all->by_name, name, (int64_t)all->count);
	MEM_ROOM(all->edition, all->count, all->cap);
	*e = &all->edition[all->count++];
	memset(*e, 0, sizeof **e);
	return load(*e, d, name, f);
}

/* The line of the same rule further up; 0: none. */
static int64_t said_before(struct editions *all, const struct sheet_row *row)
{
	int64_t line;

	str_reset(&all->key);
	str_addf(&all->key, "%s\x1f%s\x1f%s", row->value[AT_SCORE_RULE_EDITION].s, row->value[AT_SCORE_RULE_RULE].s,
	         row->value[AT_SCORE_RULE_POST].s);
	line = strmap_get(&all->line, all->key.s);
	if (line != STRMAP_NONE)
		return line;
	strmap_set(&all->line, all->key.s, row->line);
	return 0;
}

static enum status take_row(struct editions *all, struct desk *d, struct sheet *s, const struct sheet_row *row, struct fault *f)
{
	const struct record_kind *k = fields_kind("score-rule");
	const struct field *column = NULL;
	struct edition *e;
	struct fault why;
	int64_t first;
	const char *edition = row->reason ? sheet_said(s, &k->field[AT_SCORE_RULE_EDITION]) : row->value[AT_SCORE_RULE_EDITION].s;
	enum status st;

	if (!edition || !*edition || strlen(edition) >= SCORE_EDITION_SIZE)
		return ST_OK;
	st = named(all, d, edition, &e, f);
	if (st != ST_OK)
		return st;
	if (row->reason)
		return refuse_row(e, row, row->bad_column, row->reason);
	if (score_rule_values(row->value, &column, &why) != ST_OK)
		return refuse_row(e, row, column->name, why.text);
	if ((first = said_before(all, row))) {
		snprintf(why.text, sizeof why.text, "the same rule as in line %lld", (long long)first);
		return refuse_row(e, row, NULL, why.text);
	}
	/* Also with what the row leaves as it was. */
	if (score_rule_check(score_rules_take(&e->rules, row->value), &column, &why) != ST_OK)
		return refuse_row(e, row, column->name, why.text);
	return ST_OK;
}

enum status editions_read(struct editions **e, struct desk *d, struct sheet *s, struct fault *f)
{
	struct editions *all = mem_alloc(sizeof *all);
	const struct sheet_row *row;
	struct fault why;
	size_t i;
	enum status st;

	*e = all;
	while ((st = sheet_next(s, &row, f)) == ST_OK && row) {
		st = take_row(all, d, s, row, f);
		if (st != ST_OK)
			return st;
	}
	for (i = 0; i < all->count; i++)
		if (!all->edition[i].why && score_rules_check(&all->edition[i].rules, &why) != ST_OK)
			refuse(&all->edition[i], why.text);
	sheet_rewind(s);
	return st;
}

void editions_free(struct editions *e)
{
	if (!e)
		return;
	while (e->count > 0) {
		score_rules_release(&e->edition[--e->count].rules);
		free(e->edition[e->count].why);
	}
	free(e->edition);
	strmap_release(&e->by_name);
	strmap_release(&e->line);
	str_release(&e->key);
	free(e);
}

const char *editions_why(const struct editions *e, const char *edition)
{
	int64_t at = strmap_get(&e->by_name, edition);

	return at == STRMAP_NONE ? NULL : e->edition[at].why;
}
