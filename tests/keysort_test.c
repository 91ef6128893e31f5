/* SPDX-License-Identifier: MIT
 *
 * keysort: entries come back in the order of their keys, those of one key in
 * the order they came in, whether or not they went through a file.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "keysort.h"
#include "str.h"

/* Keys of a linear congruence, of which some repeat. */
static void check(struct keysort *k, size_t count)
{
	struct keysort_entry e, before = { .key = 0 };
	struct fault f;
	uint64_t x = 1, sum = 0, back = 0;
	size_t i, n = 0;
	bool any;

	for (i = 0; i < count; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		memset(&e, 0, sizeof e);
		e.key = i % 7 == 0 ? x >> 54 : x;
		e.line = (int64_t)i + 1;
		sum += e.key ^ (uint64_t)e.line;
		assert_int_equal(keysort_add(k, &e, &f), ST_OK);
	}
	/* Wherever one was, one may begin again. */
	for (i = 0; i < count / 2; i++)
		assert_int_equal(keysort_next(k, &e, &any, &f), ST_OK);
	keysort_rewind(k);
	for (;;) {
		assert_int_equal(keysort_next(k, &e, &any, &f), ST_OK);
		if (!any)
			break;
		assert_true(e.key > before.key || (e.key == before.key && e.line > before.line));
		back += e.key ^ (uint64_t)e.line;
		before = e;
		n++;
	}
	assert_int_equal(n, count);
	assert_true(sum == back);
}

static void nothing_and_one_and_a_few(void **state)
{
	struct keysort *k = keysort_new(NULL);

	(void)state;
	check(k, 0);
	keysort_reset(k);
	check(k, 1);
	keysort_reset(k);
	check(k, 1000);
	keysort_free(k);
}

static void more_than_memory_holds(void **state)
{
	struct keysort *k = keysort_new(NULL);

	(void)state;
	check(k, (1 << 19) * 2 + 12345);
	keysort_reset(k);
	check(k, 1 << 19);
	keysort_free(k);
}

static void a_folder_that_is_none(void **state)
{
	struct keysort *k = keysort_new("/nonexistent");
	struct keysort_entry e = { .key = 1 };
	struct fault f;
	enum status st = ST_OK;
	size_t i;

	(void)state;
	for (i = 0; i <= 1 << 19 && st == ST_OK; i++)
		st = keysort_add(k, &e, &f);
	assert_int_equal(st, ST_CANTCREATE);
	keysort_free(k);
}

static void hashes_differ(void **state)
{
	(void)state;
	assert_true(str_hash(STR_HASH, "a", 1) != str_hash(STR_HASH, "b", 1));
	assert_true(str_hash(STR_HASH, "ab", 2) != str_hash(STR_HASH, "ba", 2));
	assert_true(str_hash(STR_HASH, "a", 1) != str_hash(~STR_HASH, "a", 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_and_one_and_a_few),
		cmocka_unit_test(more_than_memory_holds),
		cmocka_unit_test(a_folder_that_is_none),
		cmocka_unit_test(hashes_differ),
	};

	return cmocka_run_group_tests_name("keysort", tests, NULL, NULL);
}
