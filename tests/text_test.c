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

/* The first byte that is none, found a character at a time. */
static size_t first_bad(const char *s, size_t len)
{
	size_t i = 0, n;

	while (i < len) {
		if (text_next(s + i, &n) == 0xFFFD && n == 1)
			break;
		i += n;
	}
	return i < len ? i : len;
}

/* Every byte in every place of runs long and short, at every alignment. */
static void long_runs_are_checked_as_strictly(void **state)
{
	static const char text[] = "440310003001,张三丰,坪山区马峦街道沙湖社区,é𠮷\xEF\xBF\xBF,"
		"13812345678901234567890,倀倀倀倀ࠀ퟿王一二";
	char s[sizeof text + 8];
	size_t shift, i, bad, len = sizeof text - 1;
	int c;

	(void)state;
	for (shift = 0; shift < 8; shift++)
		for (i = 0; i < len; i++)
			for (c = 1; c < 256; c++) {
				memset(s, 0, sizeof s);
				memcpy(s + shift, text, len);
				s[shift + i] = (char)c;
				bad = len;
				if (text_is_utf8(s + shift, len, &bad) != (first_bad(s + shift, len) == len) ||
				    bad != first_bad(s + shift, len))
					fail_msg("byte %d at %zu", c, i);
			}
	for (i = 0; i <= len; i++) {
		bad = i;
		memset(s, 0, sizeof s);
		memcpy(s, text, i);
		text_is_utf8(s, i, &bad);
		assert_int_equal(bad, first_bad(s, i));
	}
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
		{ "\xEF\xBB\xBF张三\xE2\x80\x8B", "张三" },        /* BOM, U+200B */
		{ "\xE2\x80\x8D \xE2\x81\xA0" "12\xE2\x80\x8C", "12" },
		{ "a\xE2\x80\x8Bz", "a\xE2\x80\x8Bz" },
		{ "‎a‏", "‎a‏" },           /* U+200E, U+200F: told, not hidden */
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

static void flaws_are_told(void **state)
{
	static const struct {
		const char *s;
		unsigned flaws;
	} c[] = {
		{ "", 0 }, { "张三", 0 }, { "a\tb\r\nc", 0 }, { "0123456789abcdef", 0 },
		{ "a\x01", TEXT_CONTROL }, { "\x1F" "0123456789", TEXT_CONTROL }, { "012345678\x7F", TEXT_CONTROL },
		{ "张\xC2\x80", TEXT_CONTROL }, { "张\xC2\x9F", TEXT_CONTROL }, { "张\xC2\xA0", 0 },
		{ "\xE2\x80\x8D", 0 }, { "\xE2\x80\x8E", TEXT_BIDI }, { "\xE2\x80\x8F", TEXT_BIDI },
		{ "\xE2\x80\x90", 0 }, { "\xE2\x80\xA9", 0 }, { "\xE2\x80\xAA", TEXT_BIDI },
		{ "\xE2\x80\xAE", TEXT_BIDI }, { "\xE2\x80\xAF", 0 }, { "\xE2\x81\xA5", 0 },
		{ "\xE2\x81\xA6", TEXT_BIDI }, { "\xE2\x81\xA9", TEXT_BIDI }, { "\xE2\x81\xAA", 0 },
		{ "\xED\x9F\xBF", 0 }, { "\xEE\x80\x80", TEXT_PRIVATE }, { "\xEF\xA3\xBF", TEXT_PRIVATE },
		{ "\xEF\xA4\x80", 0 }, { "\xEF\xBF\xBC", 0 }, { "\xEF\xBF\xBD", TEXT_REPLACED },
		{ "\xF3\xAF\xBF\xBF", 0 }, { "\xF3\xB0\x80\x80", TEXT_PRIVATE },
		{ "\xF4\x8F\xBF\xBF", TEXT_PRIVATE }, { "𠮷", 0 },
		{ "张\xEE\x80\x80三\x02", TEXT_PRIVATE | TEXT_CONTROL },
	};
	char s[64];
	size_t i, len, shift;
	int b;

	(void)state;
	for (i = 0; i < sizeof c / sizeof c[0]; i++)
		assert_int_equal(text_flaws(c[i].s, strlen(c[i].s)), c[i].flaws);
	assert_int_equal(text_flaws("a\0b", 3), TEXT_CONTROL);
	/* Each byte of ASCII in each place of a run. */
	for (b = 0; b < 0x80; b++)
		for (shift = 0; shift < 24; shift++) {
			memset(s, 'a', sizeof s);
			s[shift] = (char)b;
			len = 24;
			assert_int_equal(text_flaws(s, len),
			                 (b < 0x20 && b != '\t' && b != '\n' && b != '\r') || b == 0x7F ? TEXT_CONTROL : 0);
		}
}

static void names_have_one_form(void **state)
{
	static const char *const c[][2] = {
		{ "张三", "张三" }, { "张 三", "张三" }, { "张　三", "张三" }, { "张\n三", "张三" },
		{ " 张  三 ", "张三" }, { "𠮷 田", "𠮷田" }, { "张\xE2\x80\x8B三", "张三" },
		{ "阿依古丽·买买提", "阿依古丽·买买提" },
		{ "阿依古丽•买买提", "阿依古丽·买买提" }, { "阿依古丽‧买买提", "阿依古丽·买买提" },
		{ "阿依古丽⋅买买提", "阿依古丽·买买提" }, { "阿依古丽・买买提", "阿依古丽·买买提" },
		{ "阿依古丽･买买提", "阿依古丽·买买提" }, { "阿依古丽\xCE\x87买买提", "阿依古丽·买买提" },
		{ "阿依古丽∙买买提", "阿依古丽·买买提" }, { "阿依古丽 · 买买提", "阿依古丽·买买提" },
		{ "阿依古丽.买买提", "阿依古丽·买买提" }, { "阿依古丽．买买提", "阿依古丽·买买提" },
		{ "阿依古丽 . 买买提.艾力", "阿依古丽·买买提·艾力" },
		{ "J.Smith", "J.Smith" }, { "J. Smith", "J. Smith" }, { "John   Smith", "John Smith" },
		{ "张三.", "张三." }, { "张三A.李", "张三A.李" }, { ".张三", ".张三" },
		{ "张三 Zhang\tSan", "张三 Zhang San" }, { "Zhang San 张 三", "Zhang San 张三" },
		{ "", "" }, { " ", "" }, { "·", "·" },
		{ "张\xEE\x80\x80 三", "张\xEE\x80\x80三" },
	};
	struct str keep = STR_INIT, again = STR_INIT;
	const char *got;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof c / sizeof c[0]; i++) {
		got = text_name(c[i][0], &keep);
		assert_string_equal(got, c[i][1]);
		assert_string_equal(text_name(got, &again), c[i][1]);
	}
	/* A name that is right already is not copied. */
	got = "欧阳三";
	assert_ptr_equal(text_name(got, &keep), got);
	str_release(&keep);
	str_release(&again);
}

static void shortened_numbers_are_known(void **state)
{
	static const char *const yes[] = { "1.10101E+17", "1.38e+10", "1E17", "9.E+2", "110101E+3" };
	static const char *const no[] = { "", "E+17", "1.10101", "1.1E", "1.1E+", "1.1E-5", "1.1E+1000", "1.1E+17 ", "x1E+17" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof yes / sizeof yes[0]; i++)
		assert_true(text_is_shortened(yes[i]));
	for (i = 0; i < sizeof no / sizeof no[0]; i++)
		assert_false(text_is_shortened(no[i]));
}

static void empty_cells_are_known(void **state)
{
	static const char *const empty[] = {
		"", " ", "\t", "\xEF\xBB\xBF", "-", " - ", "--", "无", "　无 ", "N/A", "n/a",
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
		cmocka_unit_test(long_runs_are_checked_as_strictly),
		cmocka_unit_test(widths_do_not_ask_the_locale),
		cmocka_unit_test(cells_are_trimmed),
		cmocka_unit_test(full_width_forms_are_folded),
		cmocka_unit_test(flaws_are_told),
		cmocka_unit_test(names_have_one_form),
		cmocka_unit_test(shortened_numbers_are_known),
		cmocka_unit_test(empty_cells_are_known),
		cmocka_unit_test(ascii_letters_compare_without_case),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
