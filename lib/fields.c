/* SPDX-License-Identifier: MIT */
#include "fields.h"

#include "text.h"

#include <string.h>

#include "fields_table.h"

const struct record_kind *fields_kinds(size_t *count)
{
	*count = sizeof kinds / sizeof kinds[0];
	return kinds;
}

const struct record_kind *fields_kind(const char *name)
{
	size_t i, n;
	const struct record_kind *k = fields_kinds(&n);

	for (i = 0; i < n; i++)
		if (strcmp(k[i].name, name) == 0)
			return &k[i];
	return NULL;
}

size_t fields_columns(const char *name, const struct field **column)
{
	const struct record_kind *k = fields_kind(name);
	size_t i;

	for (i = 0; i < k->count; i++)
		column[i] = &k->field[i];
	return k->count;
}

const struct field *fields_named(const struct record_kind *k, const char *name)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		if (strcmp(k->field[i].name, name) == 0)
			return &k->field[i];
	return NULL;
}

/* Whether `word` is one of the words of a list with ';' between. */
static bool is_listed(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (*list) {
		size_t n = strcspn(list, ";");

		if (n == len && strncmp(list, word, n) == 0)
			return true;
		list += n + (list[n] != '\0');
	}
	return false;
}

const struct field *fields_heading(const struct record_kind *k, const char *heading)
{
	size_t i;

	/* Identifiers and labels of all columns go before anybody's synonyms. */
	for (i = 0; i < k->count; i++)
		if (text_equal(k->field[i].name, heading) || strcmp(k->field[i].label, heading) == 0)
			return &k->field[i];
	for (i = 0; i < k->count; i++)
		if (is_listed(k->field[i].synonyms, heading))
			return &k->field[i];
	return NULL;
}

/* The check of an enum is "ident=word|word;ident=word". */
const char *field_choice(const struct field *f, const char *text, size_t *len)
{
	size_t size = strlen(text);
	const char *at = f->check, *ident;

	/* Where it stands as a whole word, what it is says what is beside it. */
	for (; size && (at = strstr(at, text)); at++) {
		char before = at == f->check ? ';' : at[-1], after = at[size];

		if (before == ';' ? after != '=' : (before != '=' && before != '|') || (after != '|' && after != ';' && after))
			continue;
		for (ident = at; ident > f->check && ident[-1] != ';'; ident--)
			;
		*len = strcspn(ident, "=");
		return ident;
	}
	return NULL;
}

const char *field_choice_label(const struct field *f, const char *ident, size_t *len)
{
	const char *check = f->check;
	size_t size = strlen(ident);

	while (*check) {
		size_t n = strcspn(check, ";"), eq = strcspn(check, "=");

		if (eq == size && memcmp(check, ident, size) == 0) {
			*len = strcspn(check + eq + 1, "|;");
			return check + eq + 1;
		}
		check += n + (check[n] != '\0');
	}
	*len = size;
	return ident;
}

void field_choices(const struct field *f, struct str *out)
{
	const char *check = f->check;

	while (*check) {
		if (check != f->check)
			str_adds(out, ", ");
		str_add(out, check, strcspn(check, "="));
		check += strcspn(check, ";");
		check += *check != '\0';
	}
}
