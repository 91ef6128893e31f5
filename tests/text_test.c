/* SPDX-License-Identifier: MIT
 *
 * text: UTF-8, widths and the tidying of cells.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static void encode(uint32_t c, char *s)
{
	if (c < 0x80) {
		*s++ = (char)c;
	} else if (c < 0x800) {
		*s++ = (char)(0xC0 | c >> 6);
		*s++ = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		*s++ = (char)(0xE0 | c >> 12);
		*s++ = (char)(0x80 | (c >> 6 & 0x3F));
		*s++ = (char)(0x80 | (c & 0x3F));
	} else {
		*s++ = (char)(0xF0 | c >> 18);
		*s++ = (char)(0x80 | (c >> 12 & 0x3F));
		*s++ = (char)(0x80 | (c >> 6 & 0x3F));
		*s++ = (char)(0x80 | (c & 0x3F));
	}
	*s = '\0';
}

static void every_character_is_read(void **state)
{
	char s[5];
	uint32_t c;
	size_t len;

	(void)state;
	for (c = 1; c <= 0x10FFFF; c++) {
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		encode(c, s);
		assert_true(text_is_utf8(s, strlen(s), NULL));
		assert_int_equal(text_next(s, &len), c);
		assert_int_equal(len, strlen(s));
	}
}

static void stray_bytes_are_taken_one_by_one(void **state)
{
	size_t len;

	(void)state;
	assert_int_equal(text_next("\xE5\xBC", &len), 0xFFFD);
	assert_int_equal(len, 1);
	assert_int_equal(text_next("\xFF", &len), 0xFFFD);
	assert_int_equal(len, 1);
}

static void bad_utf8_is_found_where_it_begins(void **state)
{
	static const struct {
		const char *s;
		size_t bad;
	} c[] = {
		{ "\x80", 0 },                  /* continuation alone */
		{ "ab\xC0\xAF", 2 },            /* overlong */
		{ "张\xE0\x9F\xBF", 3 },
		{ "\xF0\x8F\xBF\xBF", 0 },
		{ "\xED\xA0\x80", 0 },          /* surrogate */
		{ "\xF4\x90\x80\x80", 0 },      /* past U+10FFFF */
		{ "\xF5\x80\x80\x80", 0 },
		{ "张\xE5\xBC", 3 },            /* cut off */
		{ "\xE5\xBC" "a", 0 },
		{ "a\xC5\xCB", 1 },             /* GBK */
	};
	size_t i, bad;

	(void)state;
	for (i = 0; i < sizeof c / sizeof c[0]; i++) {
		bad = 99;
		assert_false(text_is_utf8(c[i].s, strlen(c[i].s), &bad));
		assert_int_equal(bad, c[i].bad);
	}
	assert_false(text_is_utf8("a张", 3, &bad));     /* never past len */
	assert_int_equal(bad, 1);
	assert_true(text_is_utf8("", 0, &bad));
	assert_true(text_is_utf8("a\0b", 3, &bad));
}

static void widths_do_not_ask_the_locale(void **state)
{
	static const struct {
		const char *s;
		size_t width;
	} c[] = {
		{ "", 0 }, { "abc", 3 }, { "网格", 4 }, { "Ａ１", 4 },
		{ "，。", 4 }, { "一a二", 5 }, { "é", 1 }, { "e\xCC\x81", 1 },
		{ "가", 2 }, { "かな", 4 }, { "ﾊ", 1 }, { "𠮷", 2 },
		{ "\xF0\x9F\x98\x80", 2 },              /* U+1F600 */
		{ "\xE2\x80\x8B", 0 },                  /* U+200B */
		{ "—", 1 }, { "〇", 2 }, { "㎡", 2 }, { "·", 1 },
		{ "\xEE\x80\x80", 1 },                  /* private use */
	};
	size_t i;

	(void)state;
	setlocale(LC_ALL, "C");
	for (i = 0; i < sizeof c / sizeof c[0]; i++)
		assert_int_equal(text_width(c[i].s), c[i].width);
}

static void cells_are_trimmed(void **state)
{
	static const char *const c[][2] = {
		{ "", "" }, { "   ", "" }, { "a", "a" },
		{ " \t a b \t ", "a b" },
		{ "\xC2\xA0" "\xE3\x80\x80" "张三\xE3\x80\x80 \xC2\xA0", "张三" },
		{ "张三\n", "张三" },
		{ "=\"0123\"", "0123" }, { " =\"0123\" ", "0123" },
		{ "=\"a\"\"b\"", "a\"b" }, { "=\" x \"", "x" },
		{ "=\"\"", "" }, { "=\"", "=\"" }, { "=1+1", "=1+1" },
		{ "'0123", "0123" }, { "''a", "'a" }, { "'", "" },
		{ "a'", "a'" }, { "'=1+1", "=1+1" },
	};
	char s[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof c / sizeof c[0]; i++) {
		snprintf(s, sizeof s, "%s", c[i][0]);
		assert_string_equal(text_trim(s), c[i][1]);
	}
}

static void full_width_forms_are_folded(void **state)
{
	char s[] = "！ＡＢｃ１２３－（甲）　～。";

	(void)state;
	text_fold(s);
	assert_string_equal(s, "!ABc123-(甲) ~。");
}

static void empty_cells_are_known(void **state)
{
	static const char *const empty[] = {
		"", " ", "\t", "-", " - ", "--", "无", "　无 ", "N/A", "n/a",
	};
	static const char *const full[] = {
		"0", "-1", "无锡", "N", "N/A1", "—", "无无",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof empty / sizeof empty[0]; i++)
		assert_true(text_is_empty(empty[i]));
	for (i = 0; i < sizeof full / sizeof full[0]; i++)
		assert_false(text_is_empty(full[i]));
}

static void ascii_letters_compare_without_case(void **state)
{
	(void)state;
	assert_true(text_equal("", ""));
	assert_true(text_equal("Case_No", "cASE_nO"));
	assert_true(text_equal("身份证号A", "身份证号a"));
	assert_false(text_equal("code", "codes"));
	assert_false(text_equal("codes", "code"));
	assert_false(text_equal("[", "{"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_character_is_read),
		cmocka_unit_test(stray_bytes_are_taken_one_by_one),
		cmocka_unit_test(bad_utf8_is_found_where_it_begins),
		cmocka_unit_test(widths_do_not_ask_the_locale),
		cmocka_unit_test(cells_are_trimmed),
		cmocka_unit_test(full_width_forms_are_folded),
		cmocka_unit_test(empty_cells_are_known),
		cmocka_unit_test(ascii_letters_compare_without_case),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
