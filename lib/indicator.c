/* SPDX-License-Identifier: MIT */
#include "indicator.h"

#include "mem.h"
#include "out.h"

#include <stdlib.h>
#include <string.h>

#include "indicator_table.h"

_Static_assert(sizeof themes / sizeof themes[0] <= THEMES_MAX, "room for every theme");

const struct theme *indicator_themes(size_t *count)
{
	*count = sizeof themes / sizeof themes[0];
	return themes;
}

const struct indicator *indicators(size_t *count)
{
	*count = sizeof catalogue / sizeof catalogue[0];
	return catalogue;
}

const struct indicator *indicator_named(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof catalogue / sizeof catalogue[0]; i++)
		if (strcmp(catalogue[i].field.name, name) == 0)
			return &catalogue[i];
	return NULL;
}

const struct counted *indicator_counted(enum count count)
{
	return &counted[count];
}

bool indicator_is_rate(const struct indicator *i)
{
	return i->field.type == FIELD_RATE;
}

enum count_family indicator_family(const struct indicator *i)
{
	return i->part < COUNT_DUTY ? OF_CASES : OF_DUTY;
}

uint64_t indicator_counts(const struct indicator *i)
{
	return COUNT_BIT(i->part) | (i->whole == COUNT_MAX ? 0 : COUNT_BIT(i->whole));
}

void indicator_want(struct counts *wanted, const struct indicator *i)
{
	wanted->of[indicator_family(i)] |= indicator_counts(i);
}

enum status indicator_list(const char *names, const struct indicator *const **list, size_t *count, struct fault *f)
{
	const struct indicator **found = NULL;
	char *copy = mem_strdup(names), *word, *rest = copy;
	size_t i, n = 0, cap = 0;
	bool is_bad;

	while ((word = strsep(&rest, ","))) {
		if (n == INDICATORS_MAX) {
			fault_set(f, ST_USAGE, "more than %d indicators", INDICATORS_MAX);
			break;
		}
		MEM_ROOM(found, n, cap);
		found[n] = indicator_named(word);
		for (i = 0; found[n] && i < n && found[i] != found[n]; i++)
			;
		if (found[n] && found[n]->part == COUNT_SCORE) {
			fault_set(f, ST_USAGE, "indicator '%s' is for rules of a score only", word);
			break;
		}
		if (!found[n] || i < n) {
			fault_set(f, ST_USAGE, found[n] ? "indicator '%s' is named twice"
			                                : "no indicator '%s': grid-report --explain all lists them", word);
			break;
		}
		n++;
	}
	is_bad = word != NULL;
	free(copy);
	if (is_bad) {
		free(found);
		return ST_USAGE;
	}
	*list = found;
	*count = n;
	return ST_OK;
}

/* Half up: 200·part + whole is twice the figure and a half, over twice whole. */
bool indicator_figure(const struct indicator *i, const struct tally *t, int64_t *hundredths)
{
	int64_t part = t->n[i->part], whole;

	if (i->whole == COUNT_MAX) {
		*hundredths = 100 * part;
		return true;
	}
	whole = t->n[i->whole];
	if (whole == 0)
		return false;
	if (i->part == COUNT_SPENT)
		*hundredths = (200 * part + 3600 * whole) / (7200 * whole);
	else if (!indicator_is_rate(i))
		*hundredths = (200 * part + whole) / (2 * whole);
	else
		*hundredths = (20000 * part + whole) / (2 * whole);
	return true;
}

bool indicator_change(const struct indicator *i, const struct tally *now, const struct tally *before, int64_t *hundredths)
{
	int64_t is, was;

	if (!indicator_figure(i, now, &is) || !indicator_figure(i, before, &was))
		return false;
	if (indicator_is_rate(i)) {
		*hundredths = is - was;
		return true;
	}
	if (!was)
		return false;
	/* Half up towards plus infinity, as rates are rounded. */
	is = 20000 * (is - was) + was;
	was *= 2;
	*hundredths = is / was - (is % was < 0);
	return true;
}

void indicator_put(struct out *out, const struct indicator *i, const struct tally *t)
{
	int64_t hundredths;

	if (i->whole == COUNT_MAX)
		out_int(out, t->n[i->part]);
	else if (indicator_is_rate(i))
		out_rate(out, t->n[i->part], t->n[i->whole]);
	else if (indicator_figure(i, t, &hundredths))
		out_real(out, (double)hundredths / 100, 2);
	else
		out_null(out);
}

const char *indicator_label(const struct indicator *i)
{
	return out_chinese() ? i->field.label : i->english;
}

const char *indicator_unit(const struct indicator *i)
{
	return out_chinese() ? i->unit.chinese : i->unit.english;
}

bool indicator_is_sum(enum count count)
{
	static const struct counts sums = { COUNT_SUMS };

	return (sums.of[count < COUNT_DUTY ? OF_CASES : OF_DUTY] & COUNT_BIT(count)) != 0;
}

void tally_add(struct tally *t, enum count_family family, uint64_t counts, int64_t amount)
{
	int i;

	for (; counts; counts &= counts - 1) {
		i = __builtin_ctzll(counts) + (family == OF_DUTY ? COUNT_DUTY : 0);
		t->n[i] += indicator_is_sum((enum count)i) ? amount : 1;
	}
}

void tally_join(struct tally *t, const struct tally *other)
{
	int i;

	for (i = 0; i < COUNT_MAX; i++)
		t->n[i] += other->n[i];
}
