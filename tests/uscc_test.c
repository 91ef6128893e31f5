/* SPDX-License-Identifier: MIT
 *
 * uscc: unified social credit codes.  Made up, but for the one that
 * GB 32100's readers quote everywhere.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "uscc.h"

static struct fault fault;

static void take(const char *text, const char *want)
{
	char code[USCC_SIZE];

	if (uscc_parse(text, code, &fault) != ST_OK)
		fail_msg("'%s': %s", text, fault.text);
	assert_string_equal(code, want);
}

static void refuse(const char *text, const char *why)
{
	char code[USCC_SIZE] = "before";

	assert_int_equal(uscc_parse(text, code, &fault), ST_REFUSED);
	assert_int_equal(fault.status, ST_REFUSED);
	assert_string_equal(fault.text, why);
	assert_string_equal(code, "before");
}

static void valid_codes_are_taken(void **state)
{
	static const char *const codes[] = {
		"91110000600037341L", "914403101234567885", "92440310MA5XTEQT5Q",
		"93140822MA0H6L4WX5",
		"9144031010000042XU",           /* organisation check 10: X */
		"91440310100000630E",           /* 11: 0 */
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof codes / sizeof codes[0]; i++)
		take(codes[i], codes[i]);
}

static void lower_case_is_folded(void **state)
{
	(void)state;
	take("93140822ma0h6l4wx5", "93140822MA0H6L4WX5");
	take("93140822MA0H6L4Wx5", "93140822MA0H6L4WX5");
}

static void each_reason_is_said(void **state)
{
	(void)state;
	refuse("A1110000600037341L", "check character is L, expected K");
	refuse("93140822MA0H6L4WXB", "check character is B, expected 5");
	refuse("91440310123456787" "2", "check character of the organisation code is 7, expected 8");
	refuse("", "0 characters, not 18");
	refuse("91110000600037341", "17 characters, not 18");
	refuse("91110000600037341L1", "19 characters, not 18");
	refuse("140822000012345", "15 characters, not 18");
	refuse("深圳市坪山区", "6 characters, not 18");
	refuse("9111000060003734IL", "character 17 is none of 0-9 and A-Y without I O S V");
	refuse("9111000060003734iL", "character 17 is none of 0-9 and A-Y without I O S V");
	refuse("Z1110000600037341L", "character 1 is none of 0-9 and A-Y without I O S V");
	refuse("911100006000-7341L", "character 13 is none of 0-9 and A-Y without I O S V");
	refuse("9111000060003734\n1", "character 17 is none of 0-9 and A-Y without I O S V");
}

static void what_a_spreadsheet_damaged_is_named(void **state)
{
	(void)state;
	refuse("9.14403E+17", "damaged by a spreadsheet: only the first digits are left");
	refuse("914403101234567000", "damaged by a spreadsheet: the last three digits are lost");
	/* A letter shows that no spreadsheet took it for a number. */
	refuse("91440310A234567000", "check character is 0, expected A");
}

/* One character wrong, or two neighbours exchanged, never passes. */
static void the_check_finds_slips(void **state)
{
	static const char good[] = "92440310MA5XTEQT5Q", all[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	char text[USCC_SIZE], code[USCC_SIZE];
	size_t i, c;

	(void)state;
	for (i = 0; i < sizeof good - 1; i++) {
		memcpy(text, good, sizeof text);
		for (c = 0; all[c]; c++) {
			text[i] = all[c];
			if (text[i] != good[i])
				assert_int_equal(uscc_parse(text, code, &fault), ST_REFUSED);
		}
		memcpy(text, good, sizeof text);
		if (i < sizeof good - 2 && good[i] != good[i + 1]) {
			text[i] = good[i + 1];
			text[i + 1] = good[i];
			assert_int_equal(uscc_parse(text, code, &fault), ST_REFUSED);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_codes_are_taken),
		cmocka_unit_test(lower_case_is_folded),
		cmocka_unit_test(each_reason_is_said),
		cmocka_unit_test(what_a_spreadsheet_damaged_is_named),
		cmocka_unit_test(the_check_finds_slips),
	};

	return cmocka_run_group_tests_name("uscc", tests, NULL, NULL);
}
