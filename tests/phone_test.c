/* SPDX-License-Identifier: MIT
 *
 * phone: a cell of phone numbers.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "phone.h"

static struct fault fault;
static struct str out;

static void take(const char *text, const char *want)
{
	char again[128];

	if (phone_parse(text, &out, &fault) != ST_OK)
		fail_msg("'%s': %s", text, fault.text);
	assert_string_equal(out.s, want);
	/* The canonical form is its own. */
	str_copy(again, sizeof again, out.s);
	if (phone_parse(again, &out, &fault) != ST_OK)
		fail_msg("'%s': %s", again, fault.text);
	assert_string_equal(out.s, again);
}

static void refuse(const char *text, const char *why)
{
	if (phone_parse(text, &out, &fault) != ST_REFUSED)
		fail_msg("'%s' was taken as '%s'", text, out.s);
	assert_string_equal(fault.text, why);
}

static void mobiles(void **state)
{
	static const char *const texts[] = {
		"13812345678", "+8613812345678", "+86 13812345678", "+86-138-1234-5678",
		"8613812345678", "86-13812345678", "86 138 1234 5678", "008613812345678",
		"0086 13812345678", "(+86)13812345678", "138 1234 5678", "138-1234-5678",
		"138–1234–5678", "013812345678", " 13812345678 ", "13812 345678",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		take(texts[i], "13812345678");
	take("19912345678", "19912345678");
}

static void landlines_with_an_area_code(void **state)
{
	static const char *const texts[] = {
		"0755-83123456", "075583123456", "0755 83123456", "(0755)83123456",
		"(0755) 8312 3456", "0755-8312-3456", "0755—83123456", "+86-755-83123456",
		"+8675583123456", "86-755-83123456", "0086-0755-83123456",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		take(texts[i], "0755-83123456");
	take("01065529988", "010-65529988");
	take("0755-12345678", "0755-12345678");
	take("0755-12345678转801", "0755-12345678-801");
	take("+86 10 6552 9988", "010-65529988");
	take("021-65529988", "021-65529988");
	take("0359-2123456", "0359-2123456");
	take("03592123456", "0359-2123456");
}

static void landlines_without_one(void **state)
{
	(void)state;
	take("83123456", "83123456");
	take("8312 3456", "83123456");
	take("8312-3456", "83123456");
	take("2123456", "2123456");
	take("86123456", "86123456");
	refuse("12345678", "the number has 8 digits: no mobile, landline or service number");
	refuse("0755-02345678", "the number has 12 digits: no mobile, landline or service number");
}

static void extensions(void **state)
{
	(void)state;
	take("0755-83123456-801", "0755-83123456-801");
	take("075583123456-801", "0755-83123456-801");
	take("0755-83123456转801", "0755-83123456-801");
	take("0755-83123456 转 801", "0755-83123456-801");
	take("(0755)83123456ext.801", "0755-83123456-801");
	take("0755-83123456#801", "0755-83123456-801");
	take("0755-8312345-6", "0755-8312345-6");
	take("83123456-8018", "83123456-8018");
	take("4008208820-1", "4008208820-1");
	take("400-820-8820转1", "4008208820-1");
	refuse("13812345678-801", "the number has 14 digits: no mobile, landline or service number");
	refuse("0755-83123456转", "the number holds more than digits");
	refuse("0755-83123456-1234567", "the number has 19 digits: no mobile, landline or service number");
}

static void service_numbers(void **state)
{
	static const char *const texts[] = {
		"12345", "95588", "10086", "116114", "961890", "4008208820", "8008208820",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		take(texts[i], texts[i]);
	take("400-820-8820", "4008208820");
	take("400 820 8820", "4008208820");
	refuse("13812", "the number has 5 digits: no mobile, landline or service number");
	refuse("1234", "the number has 4 digits: no mobile, landline or service number");
}

static void several_in_a_cell(void **state)
{
	static const char want[] = "13812345678;0755-83123456";
	static const char *const texts[] = {
		"13812345678;0755-83123456", "13812345678,075583123456", "13812345678/0755-83123456",
		"13812345678、0755-83123456", "13812345678，0755-83123456", "13812345678；0755-83123456",
		"13812345678 0755-83123456", "13812345678\n0755 83123456", "138 1234 5678 0755 83123456",
		"13812345678\r\n0755-83123456", "13812345678|0755-83123456", "13812345678 ; 0755 83123456;",
		";;13812345678,,0755-83123456", "+86 138 1234 5678/(0755) 83123456",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		take(texts[i], want);
	take("0755 83123456 0755 83123457 12345 95588", "0755-83123456;0755-83123457;12345;95588");
	take("13812345678;13912345678;13812345678", "13812345678;13912345678");
	take("83123456;83123456-1", "83123456;83123456-1");
	take("13812345671 13812345672 13812345673 13812345674 13812345675 13812345676 13812345677",
	     "13812345671;13812345672;13812345673;13812345674;13812345675;13812345676;13812345677");
}

static void the_reason_says_which(void **state)
{
	(void)state;
	refuse("1381234567", "the number has 10 digits: no mobile, landline or service number");
	refuse("138 1234 567", "the number has 10 digits: no mobile, landline or service number");
	refuse("12812345678", "the number has 11 digits: no mobile, landline or service number");
	refuse("13812345678;1391234567",
	       "the 2nd number has 10 digits: no mobile, landline or service number");
	refuse("13812345678 1391234567",
	       "the 2nd number has 10 digits: no mobile, landline or service number");
	refuse("13812345;13912345678",
	       "the 1st number has 8 digits: no mobile, landline or service number");
	refuse("95588,95588,1", "the 3rd number has 1 digit: no mobile, landline or service number");
	refuse("张三", "the number has no digits");
	refuse("13812345678(张三)", "the number holds more than digits");
	refuse("12345678901234567890123456789012345", "the number holds more than digits");
	refuse("+1 2125550123", "the number holds more than digits");
	refuse("", "no phone number");
	refuse(" ;，", "no phone number");
	refuse("-", "the number has no digits");
	refuse("0", "the number has 1 digit: no mobile, landline or service number");
	refuse("0086", "the number has 4 digits: no mobile, landline or service number");
}

static void what_a_spreadsheet_damaged_is_named(void **state)
{
	(void)state;
	refuse("1.38E+10", "the number is damaged by a spreadsheet: only the first digits are left");
	refuse("13812345678;1.38123E+10", "the 2nd number is damaged by a spreadsheet: only the first digits are left");
	refuse("13800000000", "the number is damaged by a spreadsheet: only the first digits are left");
	refuse("+86 138-0000-0000", "the number is damaged by a spreadsheet: only the first digits are left");
	take("13800000001", "13800000001");
}

static int release(void **state)
{
	(void)state;
	str_release(&out);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mobiles),
		cmocka_unit_test(landlines_with_an_area_code),
		cmocka_unit_test(landlines_without_one),
		cmocka_unit_test(extensions),
		cmocka_unit_test(service_numbers),
		cmocka_unit_test(several_in_a_cell),
		cmocka_unit_test(the_reason_says_which),
		cmocka_unit_test(what_a_spreadsheet_damaged_is_named),
	};

	return cmocka_run_group_tests_name("phone", tests, NULL, release);
}
