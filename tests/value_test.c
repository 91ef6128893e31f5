/* SPDX-License-Identifier: MIT
 *
 * value: one cell as a field of each type wants it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "value.h"

static struct fault fault;
static struct str keep;

static enum status parse(enum field_type type, unsigned flags, const char *text, struct value *v)
{
	static const struct limit_words words = { LIMIT_WORK_DAY, LIMIT_WORK_HOUR };
	static char cell[256];
	struct field field = { "x", "x", "", "", type, MASK_NONE, 0 };

	str_copy(cell, sizeof cell, text);
	memset(v, 0x5A, sizeof *v);
	return value_parse(&field, cell, &words, flags, v, &keep, &fault);
}

static void take(enum field_type type, const char *text, const char *want, unsigned doubts)
{
	struct value v;

	if (parse(type, 0, text, &v) != ST_OK)
		fail_msg("'%s': %s", text, fault.text);
	assert_int_equal(v.kind, want ? VALUE_TEXT : VALUE_NONE);
	if (want)
		assert_string_equal(v.s, want);
	assert_int_equal(v.doubts, doubts);
}

static void refuse(enum field_type type, unsigned flags, const char *text, const char *why)
{
	struct value v;

	assert_int_equal(parse(type, flags, text, &v), ST_REFUSED);
	assert_string_equal(fault.text, why);
}

static void identity_numbers(void **state)
{
	(void)state;
	take(FIELD_ID, " ４４０１１３２０１４１００５００１ｘ ", "44011320141005001X", 0);
	take(FIELD_ID, "=\"360426910101007\"", "360426199101010071", 0);
	take(FIELD_ID, "990426199112010074", "990426199112010074", DOUBT_REGION);
	/* 000 at the end, and the check digit is right. */
	take(FIELD_ID, "360426197001070000", "360426197001070000", DOUBT_CUT);
	take(FIELD_ID, "无", NULL, 0);
	refuse(FIELD_ID, 0, "5.10322E+17", "damaged by a spreadsheet: only the first digits are left");
}

static void credit_codes(void **state)
{
	(void)state;
	take(FIELD_USCC, "\t91110000600037341l", "91110000600037341L", 0);
	refuse(FIELD_USCC, 0, "91110000600037341M", "check character is M, expected L");
}

static void phones(void **state)
{
	(void)state;
	take(FIELD_PHONE, "１３８１２３４５６７８；（０７５５）８３１２３４５６", "13812345678;0755-83123456", 0);
	refuse(FIELD_PHONE, 0, "1381234567", "the number has 10 digits: no mobile, landline or service number");
}

static void names(void **state)
{
	(void)state;
	take(FIELD_NAME, " 张　三\n", "张三", 0);
	take(FIELD_NAME, "阿依古丽．买买提", "阿依古丽·买买提", 0);
	take(FIELD_NAME, "Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith", 0);
	take(FIELD_NAME, "张\xEE\x80\x80", "张\xEE\x80\x80", DOUBT_PRIVATE);
}

static void tags(void **state)
{
	(void)state;
	take(FIELD_TAGS, "独居老人", "独居老人", 0);
	take(FIELD_TAGS, "独居老人； 低保,残疾、低保\n流动 人口;", "独居老人;低保;残疾;流动 人口", 0);
	take(FIELD_TAGS, "低保户;低保", "低保户;低保", 0);
	take(FIELD_TAGS, "；，", NULL, 0);
}

static void dates(void **state)
{
	struct value v;

	(void)state;
	take(FIELD_DATE, "２０１８．９．８", "2018-09-08", 0);
	refuse(FIELD_DATE, 0, "43351", "'43351' is not a date: not of the form 2018-09-08");
	refuse(FIELD_DATE, 0, "2018.09", "'2018.09' is not a date: a month without a day");
	/* A column declared to hold day numbers may hold written dates too. */
	assert_int_equal(parse(FIELD_DATE, VALUE_SERIAL, "43351", &v), ST_OK);
	assert_string_equal(v.s, "2018-09-08");
	assert_int_equal(parse(FIELD_DATE, VALUE_SERIAL, "43351.0", &v), ST_OK);
	assert_string_equal(v.s, "2018-09-08");
	assert_int_equal(parse(FIELD_DATE, VALUE_SERIAL, "20180908", &v), ST_OK);
	assert_string_equal(v.s, "2018-09-08");
	assert_int_equal(parse(FIELD_DATE, VALUE_SERIAL, "2018.9.8", &v), ST_OK);
	assert_string_equal(v.s, "2018-09-08");
	assert_int_equal(parse(FIELD_DATE, VALUE_SERIAL, "2018年9月8日", &v), ST_OK);
	assert_string_equal(v.s, "2018-09-08");
	refuse(FIELD_DATE, VALUE_SERIAL, "60", "day number 60 is 29 February 1900, which never was");
	refuse(FIELD_DATE, VALUE_SERIAL, "43351.25", "day number 43351 has a time behind it");
	refuse(FIELD_DATE, VALUE_SERIAL, "2018年9月", "'2018年9月' is not a date: a month without a day");
	/* Only dates know them. */
	assert_int_equal(parse(FIELD_INT, VALUE_SERIAL, "43351", &v), ST_OK);
	assert_int_equal(v.i, 43351);
}

static void no_field_takes_what_cannot_be_read(void **state)
{
	static const enum field_type types[] = { FIELD_TEXT, FIELD_NAME, FIELD_CODE, FIELD_TAGS, FIELD_AREA };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof types / sizeof types[0]; i++) {
		refuse(types[i], 0, "a\x01z", "a control character");
		refuse(types[i], 0, "a\xE2\x80\xAEz", "a character that turns the direction of reading");
		refuse(types[i], 0, "a\xEF\xBF\xBDz", "a character was lost in an earlier conversion (U+FFFD)");
		take(types[i], "a\xEE\x80\x80z", "a\xEE\x80\x80z", DOUBT_PRIVATE);
	}
	take(FIELD_TEXT, "楼上\n漏水\t3 楼", "楼上\n漏水\t3 楼", 0);
	take(FIELD_TEXT, "\xEF\xBB\xBF楼上\xE2\x80\x8B", "楼上", 0);
}

static int release(void **state)
{
	(void)state;
	str_release(&keep);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identity_numbers),
		cmocka_unit_test(credit_codes),
		cmocka_unit_test(phones),
		cmocka_unit_test(names),
		cmocka_unit_test(tags),
		cmocka_unit_test(dates),
		cmocka_unit_test(no_field_takes_what_cannot_be_read),
	};

	return cmocka_run_group_tests_name("value", tests, NULL, release);
}
