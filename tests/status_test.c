/* SPDX-License-Identifier: MIT
 *
 * status: the one map to exit statuses, and sentences of one clean line.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "status.h"
#include "text.h"

static void each_status_has_its_exit(void **state)
{
	static const int exits[] = { 0, 1, 1, 64, 65, 66, 70, 71, 73, 74, 75, 77, 78 };
	size_t i;

	(void)state;
	assert_int_equal(sizeof exits / sizeof exits[0], ST_COUNT);
	for (i = 0; i < ST_COUNT; i++)
		assert_int_equal(status_exit((enum status)i), exits[i]);
	assert_int_equal(status_exit(ST_COUNT), 70);
}

static void a_fault_keeps_status_and_sentence(void **state)
{
	struct fault f;

	(void)state;
	assert_int_equal(fault_set(&f, ST_INPUT, "%s:%d", "people.csv", 41), ST_INPUT);
	assert_int_equal(f.status, ST_INPUT);
	assert_string_equal(f.text, "people.csv:41");
}

static void its_own_text_may_be_wrapped(void **state)
{
	struct fault f;

	(void)state;
	fault_set(&f, ST_REFUSED, "unknown area");
	fault_set(&f, ST_NOINPUT, "--area '%s': %s", "nowhere", f.text);
	assert_string_equal(f.text, "--area 'nowhere': unknown area");
}

static void a_long_sentence_is_cut_at_a_character(void **state)
{
	struct fault f;
	char text[2000] = "";
	size_t i, bad;

	(void)state;
	for (i = 0; i < 3; i++) {
		memset(text, 'x', i);
		text[i] = '\0';
		while (strlen(text) < 1900)
			strcat(text, "网格");
		fault_set(&f, ST_INPUT, "%s", text);
		assert_true(strlen(f.text) < sizeof f.text);
		assert_true(strlen(f.text) > sizeof f.text - 5);
		assert_true(text_is_utf8(f.text, strlen(f.text), &bad));
	}
}

static void nothing_in_it_drives_a_terminal(void **state)
{
	struct fault f;

	(void)state;
	fault_set(&f, ST_INPUT, "a\nb\033[2J\tc\177");
	assert_string_equal(f.text, "a?b?[2J?c?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_status_has_its_exit),
		cmocka_unit_test(a_fault_keeps_status_and_sentence),
		cmocka_unit_test(its_own_text_may_be_wrapped),
		cmocka_unit_test(a_long_sentence_is_cut_at_a_character),
		cmocka_unit_test(nothing_in_it_drives_a_terminal),
	};

	return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
