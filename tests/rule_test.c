/* SPDX-License-Identifier: MIT
 *
 * rule: a match is there, is not there, or the pattern ran away, and none of
 * these is taken for another, compiled just in time or not.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "mem.h"
#include "rule.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>

enum answer { NO, YES, RAN_AWAY };

static enum answer ask(const char *pattern, const char *text)
{
	struct rule *r;
	struct fault f;
	bool is_match = true;
	enum status st;

	assert_int_equal(rule_new(&r, pattern, &f), ST_OK);
	st = rule_match(r, text, &is_match, &f);
	rule_free(r);
	if (st == ST_OK)
		return is_match ? YES : NO;
	assert_int_equal(st, ST_INPUT);
	assert_false(is_match);
	assert_non_null(strstr(f.text, "pattern ran away: "));
	return RAN_AWAY;
}

/* Both as it is and, by a word at its head, interpreted. */
static void both(const char *pattern, const char *text, enum answer want)
{
	struct str b = STR_INIT;

	assert_int_equal(ask(pattern, text), want);
	str_addf(&b, "(*NO_JIT)%s", pattern);
	assert_int_equal(ask(b.s, text), want);
	str_release(&b);
}

/* `times` times what, then the end. */
static char *many(const char *what, size_t times, const char *end)
{
	struct str b = STR_INIT;

	while (times--)
		str_adds(&b, what);
	str_adds(&b, end);
	return b.s;
}

static void test_finds(void **state)
{
	(void)state;
	both("积水|内涝", "路面积水严重", YES);
	both("积水|内涝", "路面不洁", NO);
	both("^.{3}$", "积水了", YES);
	both("[积水]{2}", "积", NO);
	both("井盖.{0,4}(缺失|不见)", "井盖已经不见", YES);
	both("", "", YES);
	both("KTV", "ktv", NO);
	both("(?i)KTV", "楼下ktv扰民", YES);
	both("(?i)ä", "Ä", YES);
}

/* $ is also before a last line end; \z is the end. */
static void test_end(void **state)
{
	(void)state;
	both("扰民$", "扰民\n", YES);
	both("扰民\\z", "扰民\n", NO);
	both("扰民\\z", "扰民", YES);
	both("\\A扰民", "\n扰民", NO);
	both("噪音.*扰民", "噪音\n扰民", NO);
	both("(?s)噪音.*扰民", "噪音\n扰民", YES);
}

/* What is no UTF-8 matches nothing, and what stands beside it all the same. */
static void test_invalid(void **state)
{
	(void)state;
	both("积水", "\xff\xfe积水\xe7", YES);
	both("积.水", "积\xff水", NO);
	both("[^a]", "\xff", NO);
	both("水.", "水\xe7\xa7", NO);
	both("\\xff", "\xff", NO);
}

static void test_runaway(void **state)
{
	char *text = many("a", 60, "c");

	(void)state;
	both("^(a+)+$", text, RAN_AWAY);
	both("^(?:a|aa)+$", text, RAN_AWAY);
	both("^a+c", text, YES);
	free(text);
	text = many("a", 300, "cb");
	both("a*a*a*a*a*[^cb]b", text, RAN_AWAY);
	free(text);
	/* Some millions of steps, which the library's own limit lets pass. */
	text = many("a", 1000, "cb");
	assert_int_equal(ask("a*a*a*[^cb]b", text), RAN_AWAY);
	free(text);
	text = many("a", 300, "cb");
	assert_int_equal(ask("(*NO_JIT)a*a*a*[^cb]b", text), RAN_AWAY);
	free(text);
	text = many("投诉", 40, "!");
	both("^((投|诉|投诉)+)+$", text, RAN_AWAY);
	free(text);
}

/* Far more than the 32 KiB of stack that compiled code has by itself, and far
 * fewer steps than the limit: an answer, and the right one. */
static void test_stack(void **state)
{
	char *text = many("路面", 4000, "坑");

	(void)state;
	both("^(?:路|面|(水))*坑\\z", text, YES);
	both("^(?:路|面|(水))*水\\z", text, NO);
	free(text);
	text = many("a", 400000, "");
	assert_int_equal(ask("^((a)|(b))*c\\z|^(((a)|(b))*)c?(d)\\z", text), RAN_AWAY);
	free(text);
}

/* The same rule goes on after it ran away. */
static void test_again(void **state)
{
	char *text = many("a", 60, "c");
	struct rule *r;
	struct fault f;
	bool is_match;
	int i;

	(void)state;
	assert_int_equal(rule_new(&r, "^(a+)+$", &f), ST_OK);
	for (i = 0; i < 3; i++) {
		assert_int_equal(rule_match(r, text, &is_match, &f), ST_INPUT);
		assert_int_equal(rule_match(r, "aaa", &is_match, &f), ST_OK);
		assert_true(is_match);
	}
	rule_free(r);
	free(text);
}

static void check_bad(const char *pattern, const char *want)
{
	struct fault f;

	assert_int_equal(rule_check(pattern, &f), ST_INPUT);
	assert_string_equal(f.text, want);
}

static void test_bad(void **state)
{
	struct fault f;

	(void)state;
	check_bad("积(水", "pattern: missing closing parenthesis, at byte 8");
	check_bad("水\\C", "pattern: using \\C is disabled by the application, at byte 6");
	assert_int_equal(rule_check("\xff", &f), ST_INPUT);
	/* A pattern may ask for less than the limit, never for more. */
	assert_int_equal(ask("(*LIMIT_MATCH=4000000000)^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"), RAN_AWAY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds), cmocka_unit_test(test_end), cmocka_unit_test(test_invalid),
		cmocka_unit_test(test_runaway), cmocka_unit_test(test_stack), cmocka_unit_test(test_again),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
