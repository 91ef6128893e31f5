/* SPDX-License-Identifier: MIT
 *
 * fields: the catalogue as a whole is sound, and headings and choices are
 * found the way offices write them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "fields.h"

/* Calls back for each kind and column, with the kind's name where it fails. */
static void each_field(void (*check)(const struct record_kind *, const struct field *))
{
	size_t n, i, j;
	const struct record_kind *k = fields_kinds(&n);

	assert_true(n > 0);
	for (i = 0; i < n; i++)
		for (j = 0; j < k[i].count; j++)
			check(&k[i], &k[i].field[j]);
}

static void check_heading(const struct record_kind *k, const struct field *f, const char *heading)
{
	if (fields_heading(k, heading) != f)
		fail_msg("%s: heading '%s' is not that of %s alone", k->name, heading, f->name);
}

static void check_headings(const struct record_kind *k, const struct field *f)
{
	char word[64];
	const char *p;
	size_t n;

	check_heading(k, f, f->name);
	check_heading(k, f, f->label);
	for (p = f->synonyms; *p; p += n + (p[n] != '\0')) {
		n = strcspn(p, ";");
		assert_true(n > 0 && n < sizeof word);
		snprintf(word, sizeof word, "%.*s", (int)n, p);
		check_heading(k, f, word);
	}
}

static void every_heading_means_one_column(void **state)
{
	(void)state;
	each_field(check_headings);
}

static void every_kind_that_is_imported_has_a_key(void **state)
{
	size_t n, i, j;
	const struct record_kind *k = fields_kinds(&n);

	(void)state;
	for (i = 0; i < n; i++) {
		unsigned flags = 0;

		assert_ptr_equal(fields_kind(k[i].name), &k[i]);
		for (j = 0; j < k[i].count; j++)
			flags |= k[i].field[j].flags;
		if (*k[i].table && !(flags & (FIELD_KEY | FIELD_ALTERNATIVE)))
			fail_msg("%s has no key", k[i].name);
	}
	assert_null(fields_kind("planet"));
}

static void check_choices(const struct record_kind *k, const struct field *f)
{
	const char *p = f->check, *ident, *label;
	char a[64], b[64], *word;
	size_t n, len;
	int count = 0;

	if (f->type != FIELD_ENUM)
		return;
	for (; *p; p += n + (p[n] != '\0'), count++) {
		n = strcspn(p, ";");
		if (sscanf(p, "%63[^=;]=%63[^;]", a, b) != 2)
			fail_msg("%s.%s: '%s' is no choice", k->name, f->name, p);
		ident = field_choice(f, a, &len);
		assert_true(ident && len == strlen(a) && memcmp(ident, a, len) == 0);
		word = strtok(b, "|");
		label = field_choice_label(f, a, &len);
		assert_true(len == strlen(word) && memcmp(label, word, len) == 0);
		for (; word; word = strtok(NULL, "|")) {
			ident = field_choice(f, word, &len);
			assert_true(ident && len == strlen(a) && memcmp(ident, a, len) == 0);
		}
	}
	assert_true(count > 1);
	assert_null(field_choice(f, "", &len));
	assert_null(field_choice(f, "猫", &len));
	assert_null(field_choice(f, "=", &len));
}

static void every_choice_is_found_by_all_its_words(void **state)
{
	(void)state;
	each_field(check_choices);
}

static void a_choice_is_the_whole_word(void **state)
{
	const struct field *f = fields_named(fields_kind("case"), "status");
	size_t len;

	(void)state;
	assert_null(field_choice(f, "open", &len));
	assert_null(field_choice(f, "opened=已立案", &len));
	assert_null(field_choice(f, "opened;", &len));
	assert_non_null(field_choice(f, "opened", &len));
	field_choice_label(f, "unheard-of", &len);
	assert_int_equal(len, strlen("unheard-of"));
}

static void choices_are_named_by_their_identifiers(void **state)
{
	struct str b = STR_INIT;

	(void)state;
	field_choices(fields_named(fields_kind("rating"), "rater_kind"), &b);
	assert_string_equal(b.s, "resident, representative, unit");
	str_release(&b);
}

static void headings_are_taken_as_offices_write_them(void **state)
{
	const struct record_kind *k = fields_kind("worker");

	(void)state;
	assert_ptr_equal(fields_heading(k, "身份证号"), fields_named(k, "id_no"));
	assert_ptr_equal(fields_heading(k, "身份证号码"), fields_named(k, "id_no"));
	assert_ptr_equal(fields_heading(k, "公民身份号码"), fields_named(k, "id_no"));
	assert_ptr_equal(fields_heading(k, "ID_NO"), fields_named(k, "id_no"));
	assert_null(fields_heading(k, "身份"));
	assert_null(fields_heading(k, ""));
	assert_null(fields_named(k, "ID_NO"));
	assert_null(fields_named(k, ""));
}

/* What is personal anywhere is masked everywhere: in the kind and in views. */
static void check_mask(const struct record_kind *k, const struct field *f)
{
	static const struct { const char *name; enum field_mask mask; } personal[] = {
		{ "id_no", MASK_ID }, { "reporter", MASK_NAME }, { "reporter_phone", MASK_PHONE },
	};
	size_t i;

	for (i = 0; i < sizeof personal / sizeof personal[0]; i++)
		if (strcmp(f->name, personal[i].name) == 0 && f->mask != personal[i].mask)
			fail_msg("%s.%s is not masked", k->name, f->name);
}

static void personal_columns_are_masked(void **state)
{
	(void)state;
	each_field(check_mask);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_heading_means_one_column),
		cmocka_unit_test(every_kind_that_is_imported_has_a_key),
		cmocka_unit_test(every_choice_is_found_by_all_its_words),
		cmocka_unit_test(a_choice_is_the_whole_word),
		cmocka_unit_test(choices_are_named_by_their_identifiers),
		cmocka_unit_test(headings_are_taken_as_offices_write_them),
		cmocka_unit_test(personal_columns_are_masked),
	};

	return cmocka_run_group_tests_name("fields", tests, NULL, NULL);
}
