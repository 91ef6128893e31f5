/* SPDX-License-Identifier: MIT
 *
 * near: a slip of the pen finds what was meant, and nothing else does.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "near.h"

static void check(const char *text, const char *want)
{
	static const char *const names[] = { "碧岭社区", "碧岭", "沙湖社区", "六联社区", "六和社区", "和平", "440310001" };
	struct strmap m;
	struct str out = STR_INIT;
	size_t i;

	strmap_init(&m);
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		strmap_put(&m, names[i], (int64_t)i);
	str_reset(&out);
	near_names(&m, text, &out);
	assert_string_equal(out.s, want);
	str_release(&out);
	strmap_release(&m);
}

static void a_character_more_less_or_other(void **state)
{
	(void)state;
	check("沙胡社区", "'沙湖社区'");
	check("沙湖社", "'沙湖社区'");
	check("大沙湖社区", "'沙湖社区'");
	check("六河社区", "'六和社区', '六联社区'");
}

static void a_part_of_a_name(void **state)
{
	(void)state;
	check("坪山区沙湖社区", "'沙湖社区'");
	check("和平村", "'和平'");
}

static void nothing_is_near(void **state)
{
	(void)state;
	check("马峦山", "");
	check("440310002", "");
	check("碧", "");
	check("", "");
	check("一个很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的名字", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_character_more_less_or_other),
		cmocka_unit_test(a_part_of_a_name),
		cmocka_unit_test(nothing_is_near),
	};

	return cmocka_run_group_tests_name("near", tests, NULL, NULL);
}
