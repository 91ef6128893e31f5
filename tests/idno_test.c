/* SPDX-License-Identifier: MIT
 *
 * idno: citizen identity numbers.  None of these was ever issued to anybody
 * known to the project: they are the examples of domain facts 1.11 and
 * numbers made from them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "idno.h"
#include "when.h"

static struct fault fault;

static struct idno parsed(const char *text)
{
	struct idno id;

	if (idno_parse(text, &id, &fault) != ST_OK)
		fail_msg("'%s': %s", text, fault.text);
	return id;
}

static void refuse(const char *text, const char *why)
{
	struct idno id, before;

	memset(&id, 0x5A, sizeof id);
	before = id;
	assert_int_equal(idno_parse(text, &id, &fault), ST_REFUSED);
	assert_int_equal(fault.status, ST_REFUSED);
	assert_string_equal(fault.text, why);
	assert_memory_equal(&id, &before, sizeof id);
}

static void valid_numbers_are_taken(void **state)
{
	static const char *const texts[] = {
		"360426199101010071", "44011320141005001X", "412723199010050012",
		"110102199101010078", "120110198012010073", "120110199212010072",
		"990426199112010074", "110111198012010078", "110201199312010077",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_string_equal(parsed(texts[i]).text, texts[i]);
}

static void a_number_tells_birth_sex_region(void **state)
{
	struct idno id = parsed("44011320141005001x");
	char birth_on[11];
	bool is_male;

	(void)state;
	assert_string_equal(id.text, "44011320141005001X");
	assert_int_equal(id.region, 440113);
	assert_true(idno_tell(id.text, 18, birth_on, &is_male));
	assert_string_equal(birth_on, "2014-10-05");
	assert_true(is_male);
	assert_true(idno_tell("110101199003070222", 18, birth_on, &is_male));
	assert_false(is_male);
	assert_false(idno_tell("11010119900307022", 17, birth_on, &is_male));
}

static void fifteen_digits_become_eighteen(void **state)
{
	struct idno id = parsed("360426910101007");

	(void)state;
	assert_string_equal(id.text, "360426199101010071");
	/* Nothing checks them but the date. */
	refuse("360426911301007", "no such date 19911301");
	refuse("36042691010100X", "character 15 is not a digit");
}

static void each_reason_is_said(void **state)
{
	(void)state;
	refuse("36042619910102009X", "check digit is X, expected 3");
	refuse("360426199101010072", "check digit is 2, expected 1");
	refuse("440113201410050011", "check digit is 1, expected X");
	refuse("360426199113010079", "no such date 19911301");
	refuse("360426199002290071", "no such date 19900229");
	refuse("360426189912310071", "no such date 18991231");
	refuse("", "0 characters, not 18 (or 15)");
	refuse("36042619910101007", "17 characters, not 18 (or 15)");
	refuse("3604261991010100711", "19 characters, not 18 (or 15)");
	refuse("张三", "2 characters, not 18 (or 15)");
	refuse("3604261991010100X1", "character 17 is not a digit");
	refuse("X60426199101010071", "character 1 is not a digit");
	refuse("36042619910101007Y", "character 18 is not a digit");
	/* Eighteen bytes that are six characters. */
	refuse("张三李四王五", "character 1 is not a digit");
}

static void what_a_spreadsheet_damaged_is_named(void **state)
{
	(void)state;
	refuse("1.10101E+17", "damaged by a spreadsheet: only the first digits are left");
	refuse("5.10322e+17", "damaged by a spreadsheet: only the first digits are left");
	refuse("1E+17", "damaged by a spreadsheet: only the first digits are left");
	/* Fifteen and eighteen characters long by chance. */
	refuse("1.1010119900E17", "damaged by a spreadsheet: only the first digits are left");
	refuse("1.101011990030E+17", "damaged by a spreadsheet: only the first digits are left");
	refuse("360426199101010000", "damaged by a spreadsheet: the last three digits are lost");
	refuse("360426199113010000", "damaged by a spreadsheet: the last three digits are lost");
	refuse("360426199101010080.0", "damaged by a spreadsheet: the last digits are lost");
	refuse("E+17", "4 characters, not 18 (or 15)");
}

/* 000 at the end with a right check digit: taken, but told. */
static void a_cut_number_may_pass_the_check(void **state)
{
	char text[32];
	int day, passed = 0;

	(void)state;
	for (day = 0; day < 280; day++) {
		struct idno id;

		snprintf(text, sizeof text, "36042619%02d%02d%02d0000", 70 + day % 10, 1 + day / 28, 1 + day % 28);
		assert_int_equal(strlen(text), 18);
		if (idno_parse(text, &id, &fault) == ST_OK)
			passed++;
		else
			assert_string_equal(fault.text, "damaged by a spreadsheet: the last three digits are lost");
		assert_true(idno_looks_cut(text));
	}
	assert_in_range(passed, 280 / 11 - 12, 280 / 11 + 12);
	assert_false(idno_looks_cut("360426199101010071"));
	assert_false(idno_looks_cut("36042619910101000X"));
	assert_false(idno_looks_cut("360426910101000"));
	assert_false(idno_looks_cut(""));
}

/* One digit wrong, or two neighbours exchanged, never passes. */
static void the_check_finds_slips(void **state)
{
	const char *good = "360426199101010071";
	char text[IDNO_SIZE];
	struct idno id;
	int i, d;

	(void)state;
	for (i = 0; i < 18; i++) {
		memcpy(text, good, IDNO_SIZE);
		for (d = 0; d < 10; d++) {
			text[i] = (char)('0' + d);
			if (text[i] != good[i])
				assert_int_equal(idno_parse(text, &id, &fault), ST_REFUSED);
		}
		memcpy(text, good, IDNO_SIZE);
		if (i < 17 && good[i] != good[i + 1]) {
			text[i] = good[i + 1];
			text[i + 1] = good[i];
			assert_int_equal(idno_parse(text, &id, &fault), ST_REFUSED);
		}
	}
}

static void regions_of_2023_are_known(void **state)
{
	static const int known[] = { 110101, 360426, 440113, 440310, 441900, 140802, 659012 };
	static const int unknown[] = { 0, -1, 110100, 110103, 990426, 659013, 110110, 1000000 };
	size_t i;
	int code, count = 0;

	(void)state;
	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		assert_true(idno_region_is_known(known[i]));
	for (i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
		assert_false(idno_region_is_known(unknown[i]));
	for (code = 100000; code <= 999999; code++)
		count += idno_region_is_known(code);
	assert_int_equal(count, 2978);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_numbers_are_taken),
		cmocka_unit_test(a_number_tells_birth_sex_region),
		cmocka_unit_test(fifteen_digits_become_eighteen),
		cmocka_unit_test(each_reason_is_said),
		cmocka_unit_test(what_a_spreadsheet_damaged_is_named),
		cmocka_unit_test(a_cut_number_may_pass_the_check),
		cmocka_unit_test(the_check_finds_slips),
		cmocka_unit_test(regions_of_2023_are_known),
	};

	return cmocka_run_group_tests_name("idno", tests, NULL, NULL);
}
