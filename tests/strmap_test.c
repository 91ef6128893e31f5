/* SPDX-License-Identifier: MIT
 *
 * strmap: what is put is found, and a name of two is never guessed.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "strmap.h"

static void an_empty_map_has_nothing(void **state)
{
	struct strmap m;

	(void)state;
	strmap_init(&m);
	assert_int_equal(strmap_get(&m, ""), STRMAP_NONE);
	assert_int_equal(strmap_get(&m, "碧岭"), STRMAP_NONE);
	strmap_release(&m);
	strmap_release(&m);
}

static void what_is_put_is_found(void **state)
{
	struct strmap m;
	char key[32];
	int i;

	(void)state;
	strmap_init(&m);
	for (i = 0; i < 10000; i++) {
		snprintf(key, sizeof key, "网格%d", i);
		strmap_put(&m, key, i);
		strmap_put(&m, key, i);
	}
	assert_int_equal(m.count, 10000);
	for (i = 0; i < 10000; i++) {
		snprintf(key, sizeof key, "网格%d", i);
		assert_int_equal(strmap_get(&m, key), i);
	}
	assert_int_equal(strmap_get(&m, "网格"), STRMAP_NONE);
	assert_int_equal(strmap_get(&m, "网格10000"), STRMAP_NONE);
	strmap_release(&m);
	assert_int_equal(strmap_get(&m, "网格1"), STRMAP_NONE);
}

static void two_numbers_are_many_and_stay_so(void **state)
{
	struct strmap m;

	(void)state;
	strmap_init(&m);
	strmap_put(&m, "同名", 1);
	strmap_put(&m, "同名", 2);
	strmap_put(&m, "同名", 2);
	strmap_put(&m, "同名", 1);
	assert_int_equal(strmap_get(&m, "同名"), STRMAP_MANY);
	strmap_set(&m, "同名", 3);
	assert_int_equal(strmap_get(&m, "同名"), 3);
	strmap_release(&m);
}

static void keys_are_copied_and_may_be_empty(void **state)
{
	struct strmap m;
	char key[] = "a";

	(void)state;
	strmap_init(&m);
	strmap_put(&m, key, -1);
	key[0] = 'b';
	strmap_put(&m, "", 0);
	assert_int_equal(strmap_get(&m, "a"), -1);
	assert_int_equal(strmap_get(&m, "b"), STRMAP_NONE);
	assert_int_equal(strmap_get(&m, ""), 0);
	strmap_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_map_has_nothing),
		cmocka_unit_test(what_is_put_is_found),
		cmocka_unit_test(two_numbers_are_many_and_stay_so),
		cmocka_unit_test(keys_are_copied_and_may_be_empty),
	};

	return cmocka_run_group_tests_name("strmap", tests, NULL, NULL);
}
