/* SPDX-License-Identifier: MIT
 *
 * out: each format's whole bytes, masks, rates, and what is left behind when
 * writing fails.  Output goes to a file of a folder of its own and is read
 * back.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "out.h"
#include "str.h"
#include "text.h"
#include "when.h"

/* ---- columns ------------------------------------------------------- */

#define FIELD(var, label, type, mask, flags, check) \
	static const struct field var = \
		{ #var, label, "", check, type, mask, flags }

FIELD(code, "代码", FIELD_CODE, MASK_NONE, FIELD_KEY, "");
FIELD(name, "名称", FIELD_TEXT, MASK_NONE, 0, "");
FIELD(text, "内容", FIELD_TEXT, MASK_NONE, 0, "");
FIELD(address, "地址", FIELD_TEXT, MASK_NONE, 0, "");
FIELD(households, "户数", FIELD_INT, MASK_NONE, 0, "");
FIELD(rate, "比率", FIELD_RATE, MASK_NONE, 0, "");
FIELD(hours, "时长", FIELD_REAL, MASK_NONE, 0, "");
FIELD(is_late, "超期", FIELD_BOOL, MASK_NONE, 0, "");
FIELD(status, "状态", FIELD_ENUM, MASK_NONE, 0, "opened=已立案;closed=已结案");
FIELD(opened_at, "立案时间", FIELD_TIME, MASK_NONE, 0, "");
FIELD(reporter, "举报人", FIELD_TEXT, MASK_NAME, 0, "");
FIELD(phone, "电话", FIELD_TEXT, MASK_PHONE, 0, "");
FIELD(pin, "密码", FIELD_INT, MASK_ID, 0, "");
FIELD(brief_no, "编号", FIELD_CODE, MASK_NONE, FIELD_BRIEF, "");
FIELD(brief_name, "姓名", FIELD_TEXT, MASK_NONE, FIELD_BRIEF, "");

#define BEGIN(o, title, ...) \
	do { \
		static const struct field *const list[] = { __VA_ARGS__ }; \
		out_begin((o), (title), list, sizeof list / sizeof list[0]); \
	} while (0)

/* ---- a file to write to -------------------------------------------- */

static char folder[] = "/tmp/out_test.XXXXXX";
static char path[64];
static struct fault fault;

static void language(const char *locale)
{
	setenv("LC_ALL", locale, 1);
	setlocale(LC_ALL, "C");
	setlocale(LC_ALL, "");
}

static struct out *open_out(enum out_format format)
{
	struct out *o;

	if (out_new(&o, format, path, &fault) != ST_OK)
		fail_msg("%s", fault.text);
	return o;
}

static char *read_back(void)
{
	struct str b = STR_INIT;
	char part[4096];
	FILE *in = fopen(path, "r");
	size_t n;

	assert_non_null(in);
	str_reset(&b);
	while ((n = fread(part, 1, sizeof part, in)) > 0)
		str_add(&b, part, n);
	fclose(in);
	unlink(path);
	return b.s;
}

static void prints(struct out *o, const char *want)
{
	char *got;

	if (out_finish(o, &fault) != ST_OK)
		fail_msg("%s", fault.text);
	out_free(o);
	got = read_back();
	assert_string_equal(got, want);
	free(got);
}

/* Files in the folder. */
static int left(void)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	int count = 0;

	assert_non_null(d);
	while ((e = readdir(d)))
		count += e->d_name[0] != '.';
	closedir(d);
	return count;
}

static int before_all(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/list", folder);
	unsetenv("COLUMNS");
	setenv("TMPDIR", folder, 1);
	signal(SIGXFSZ, SIG_IGN);
	language("C");
	return when_zone("Asia/Shanghai", &fault) == ST_OK ? 0 : -1;
}

static int after_all(void **state)
{
	(void)state;
	return rmdir(folder);
}

static int before_each(void **state)
{
	(void)state;
	unsetenv("COLUMNS");
	language("C");
	return 0;
}

/* ---- formats ------------------------------------------------------- */

static void formats_have_names(void **state)
{
	enum out_format format;
	struct out *o;

	(void)state;
	assert_int_equal(out_format_named("ndjson", &format, &fault), ST_OK);
	assert_int_equal(format, OUT_NDJSON);
	assert_int_equal(out_format_named("auto", &format, &fault), ST_USAGE);
	assert_string_equal(fault.text, "unknown format 'auto'");
	o = open_out(OUT_AUTO);
	assert_int_equal(out_format(o), OUT_CSV);
	out_free(o);
	assert_int_equal(left(), 0);
}

/* Every type and a short row. */
static void fill(struct out *o)
{
	BEGIN(o, "title", &code, &name, &households, &rate, &hours, &is_late,
	      &status, &opened_at);
	out_text(o, "007");
	out_text(o, "say \"网格\", twice");
	out_int(o, -12);
	out_rate(o, 157, 175);
	out_real(o, 1.5, 1);
	out_int(o, 1);
	out_text(o, "closed");
	out_time(o, 1538323200);
	out_row(o);
	out_text(o, "310101001001001");
	out_null(o);
	out_text(o, NULL);
	out_rate(o, 0, 0);
	out_row(o);
	out_note(o, "a note");
}

static void csv_quotes_what_needs_it(void **state)
{
	struct out *o = open_out(OUT_CSV);

	(void)state;
	fill(o);
	prints(o, "code,name,households,rate,hours,is_late,status,opened_at\n"
	       "007,\"say \"\"网格\"\", twice\",-12,89.71,1.5,1,closed,"
	       "2018-10-01 00:00:00\n"
	       "310101001001001,,,,,,,\n");
}

static void csv_is_the_same_in_chinese(void **state)
{
	struct out *o;

	(void)state;
	language("zh_CN.UTF-8");
	o = open_out(OUT_CSV);
	BEGIN(o, NULL, &status, &hours);
	out_text(o, "closed");
	out_real(o, 0.25, 2);
	out_row(o);
	prints(o, "status,hours\nclosed,0.25\n");
}

static void csv_keeps_line_ends_blanks_and_lone_empty_cells(void **state)
{
	static const char *const cell[] = { "a\nb", "a\rb", " a", "a\t", "", "a b" };
	struct out *o = open_out(OUT_CSV);
	size_t i;

	(void)state;
	BEGIN(o, NULL, &name);
	for (i = 0; i < sizeof cell / sizeof cell[0]; i++) {
		out_text(o, cell[i]);
		out_row(o);
	}
	prints(o, "name\n\"a\nb\"\n\"a\rb\"\n\" a\"\n\"a\t\"\n\"\"\na b\n");
}

static void tsv_escapes(void **state)
{
	struct out *o = open_out(OUT_TSV);

	(void)state;
	BEGIN(o, NULL, &code, &text);
	out_text(o, "1");
	out_text(o, "a\tb\nc\\d\r\"e\"");
	out_row(o);
	out_row(o);
	prints(o, "code\ttext\n1\ta\\tb\\nc\\\\d\\r\"e\"\n\t\n");
}

static void json_is_one_array(void **state)
{
	struct out *o = open_out(OUT_JSON);

	(void)state;
	fill(o);
	prints(o, "[\n"
	       "{\"code\":\"007\",\"name\":\"say \\\"网格\\\", twice\","
	       "\"households\":-12,\"rate\":89.71,\"hours\":1.5,\"is_late\":1,"
	       "\"status\":\"closed\",\"opened_at\":\"2018-10-01 00:00:00\"},\n"
	       "{\"code\":\"310101001001001\",\"name\":null,"
	       "\"households\":null,\"rate\":null,\"hours\":null,"
	       "\"is_late\":null,\"status\":null,\"opened_at\":null}\n"
	       "]\n");
}

static void json_escapes_and_mends(void **state)
{
	struct out *o = open_out(OUT_NDJSON);

	(void)state;
	BEGIN(o, NULL, &text, &code);
	out_text(o, "a\\b\t\r\n\x01\x7F\xFFz");
	out_int(o, 12);         /* a code stays a string */
	out_row(o);
	prints(o, "{\"text\":\"a\\\\b\\t\\r\\n\\u0001\x7F\xEF\xBF\xBDz\","
	       "\"code\":\"12\"}\n");
}

static void empty_tables(void **state)
{
	static const struct {
		enum out_format format;
		const char *want;
	} c[] = {
		{ OUT_TABLE, "" }, { OUT_CSV, "code\n" }, { OUT_TSV, "code\n" },
		{ OUT_JSON, "[]\n" }, { OUT_NDJSON, "" },
		{ OUT_EXCEL, "\xEF\xBB\xBF" "code\r\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof c / sizeof c[0]; i++) {
		struct out *o = open_out(c[i].format);

		BEGIN(o, "title", &code);
		prints(o, c[i].want);
	}
}

static void same_columns_go_on(void **state)
{
	struct out *o = open_out(OUT_JSON);
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		BEGIN(o, NULL, &households);
		out_int(o, i);
		out_row(o);
	}
	prints(o, "[\n{\"households\":0},\n{\"households\":1}\n]\n");
}

static void excel_is_chinese_and_guarded(void **state)
{
	struct out *o;

	(void)state;
	language("zh_CN.UTF-8");
	o = open_out(OUT_EXCEL);
	BEGIN(o, NULL, &code, &text, &status);
	out_text(o, "007");
	out_text(o, "=1+1");
	out_text(o, "closed");
	out_row(o);
	out_text(o, "310101001001001");
	out_text(o, "甲,乙");
	out_text(o, "unheard-of");
	out_row(o);
	prints(o, "\xEF\xBB\xBF" "代码,内容,状态\r\n"
	       "\"=\"\"007\"\"\",'=1+1,已结案\r\n"
	       "\"=\"\"310101001001001\"\"\",\"甲,乙\",unheard-of\r\n");
}

static void excel_cells(void **state)
{
	static const char *const c[][2] = {
		{ "0", "0" }, { "-5", "-5" }, { "+5.25", "+5.25" },
		{ "-", "'-" }, { "--", "'--" }, { "@x", "'@x" },
		{ "+86 138", "'+86 138" }, { "\tx", "'\tx" },
		{ "-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0" },
		{ "=\"x\"", "\"'=\"\"x\"\"\"" },
		{ "12345678901", "12345678901" },
		{ "123456789012", "\"=\"\"123456789012\"\"\"" },
		{ "+123456789012", "\"=\"\"+123456789012\"\"\"" },
		{ "31010119900101123X", "31010119900101123X" },
		{ "3-12", "\"=\"\"3-12\"\"\"" }, { "1E5", "\"=\"\"1E5\"\"\"" },
		{ "3-12室", "3-12室" }, { "2栋", "2栋" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof c / sizeof c[0]; i++) {
		struct out *o = open_out(OUT_EXCEL);
		char want[128];

		BEGIN(o, NULL, &text);
		out_text(o, c[i][0]);
		out_row(o);
		snprintf(want, sizeof want, "\xEF\xBB\xBF" "text\r\n%s\r\n",
		         c[i][1]);
		prints(o, want);
	}
}

static void excel_leaves_figures_alone(void **state)
{
	struct out *o = open_out(OUT_EXCEL);

	(void)state;
	BEGIN(o, NULL, &hours, &rate, &opened_at);
	out_real(o, 0.5, 2);
	out_rate(o, 1, 1);
	out_time(o, 0);
	out_row(o);
	prints(o, "\xEF\xBB\xBF" "hours,rate,opened_at\r\n"
	       "0.50,100.00,1970-01-01 08:00:00\r\n");
}

/* ---- table --------------------------------------------------------- */

static void table_rows(struct out *o)
{
	BEGIN(o, "各街道", &code, &name, &households, &status);
	out_text(o, "310101002");
	out_text(o, "南京东路街道");
	out_int(o, 12345);
	out_text(o, "closed");
	out_row(o);
	out_text(o, "310101013");
	out_text(o, "外滩");
	out_int(o, 7);
	out_row(o);
}

static void table_lines_up_in_the_c_locale(void **state)
{
	struct out *o = open_out(OUT_TABLE);

	(void)state;
	table_rows(o);
	prints(o, "各街道\n"
	       "code      name         households status\n"
	       "310101002 南京东路街道      12345 closed\n"
	       "310101013 外滩                  7\n");
}

static void table_lines_up_in_chinese(void **state)
{
	struct out *o;

	(void)state;
	language("zh_CN.UTF-8");
	o = open_out(OUT_TABLE);
	table_rows(o);
	prints(o, "各街道\n"
	       "代码      名称          户数 状态\n"
	       "310101002 南京东路街道 12345 已结案\n"
	       "310101013 外滩             7\n");
}

static void a_locale_that_is_missing_still_means_chinese(void **state)
{
	(void)state;
	language("zh_XX.nowhere");
	assert_true(out_chinese());
	language("C");
	assert_false(out_chinese());
	setenv("LANG", "zh_CN.UTF-8", 1);
	assert_false(out_chinese());    /* LC_ALL goes before LANG */
	unsetenv("LANG");
}

static void table_wraps_text_never_codes(void **state)
{
	struct out *o;

	(void)state;
	setenv("COLUMNS", "44", 1);
	o = open_out(OUT_TABLE);
	BEGIN(o, NULL, &code, &text, &address, &households);
	out_text(o, "3101010020001");
	out_text(o, "路中间有一个很大的坑，下雨以后积水，请派人来");
	out_text(o, "外滩");
	out_int(o, 3);
	out_row(o);
	out_text(o, "3101010020002");
	out_text(o, "see the bigger hole");
	out_row(o);
	prints(o, "code          text        address households\n"
	       "3101010020001 路中间有一  外滩             3\n"
	       "              个很大的坑\n"
	       "              ，下雨以后\n"
	       "              积水，请派\n"
	       "              人来\n"
	       "3101010020002 see the\n"
	       "              bigger hole\n");
}

static void table_heading_breaks_behind_its_line(void **state)
{
	struct out *o = open_out(OUT_TABLE);

	(void)state;
	setenv("COLUMNS", "9", 1);
	BEGIN(o, NULL, &brief_name);
	out_text(o, "一二三四五六");
	out_row(o);
	prints(o, "brief_\nname\n一二三四\n五六\n");
}

static void table_heading_takes_no_more_lines_than_it_must(void **state)
{
	static const struct field many = { .name = "one_two_three_four", .label = "", .type = FIELD_INT };
	struct out *o = open_out(OUT_TABLE);

	(void)state;
	setenv("COLUMNS", "16", 1);
	BEGIN(o, NULL, &code, &many);
	out_text(o, "1234");
	out_int(o, 5);
	out_row(o);
	prints(o, "code   one_two_\n"
	          "     three_four\n"
	          "1234          5\n");
	setenv("COLUMNS", "13", 1);
	o = open_out(OUT_TABLE);
	BEGIN(o, NULL, &code, &many);
	out_text(o, "1234");
	out_int(o, 5);
	out_row(o);
	prints(o, "code one_two_\n"
	          "       three_\n"
	          "         four\n"
	          "1234        5\n");
}

static void table_keeps_case_numbers_whole(void **state)
{
	struct out *o = open_out(OUT_TABLE);

	(void)state;
	setenv("COLUMNS", "40", 1);
	BEGIN(o, NULL, &code, &text);
	out_text(o, "1");
	out_text(o, "440310-20261109-00001 440310-20261109-00002 见440310-20261109-00003");
	out_row(o);
	prints(o, "code text\n"
	          "1    440310-20261109-00001\n"
	          "     440310-20261109-00002\n"
	          "     见440310-20261109-00003\n");
	setenv("COLUMNS", "12", 1);
	o = open_out(OUT_TABLE);
	BEGIN(o, NULL, &code, &text);
	out_text(o, "1");
	out_text(o, "440310-20261109-00001 见");
	out_row(o);
	prints(o, "code text\n"
	          "1    440310-20261109-00001\n"
	          "     见\n");
}

static void notes_are_folded_at_blanks(void **state)
{
	struct out *o = open_out(OUT_TABLE);

	(void)state;
	setenv("COLUMNS", "54", 1);
	out_note(o, "rule: 440310-20261109-00001 440310-20261109-00002 440310-20261109-00003 |");
	prints(o, "rule: 440310-20261109-00001 440310-20261109-00002\n"
	          "  440310-20261109-00003 |\n");
}

static void table_is_80_wide_without_a_terminal(void **state)
{
	struct out *o = open_out(OUT_TABLE);
	char *got, *line, *rest;
	int i;

	(void)state;
	BEGIN(o, NULL, &code, &name, &text, &address);
	for (i = 0; i < 3; i++) {
		out_text(o, "310101002000100001");
		out_text(o, "南京东路街道第一网格");
		out_text(o, "路中间有一个很大的坑，下雨以后积水，请尽快派人处理");
		out_text(o, "南京东路一百号大楼门前人行道东侧");
		out_row(o);
	}
	assert_int_equal(out_finish(o, &fault), ST_OK);
	out_free(o);
	got = read_back();
	for (line = strtok_r(got, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest), i++)
		assert_in_range(text_width(line), 1, 80);
	assert_true(i > 3 + 4);
	free(got);
}

static void table_shows_brief_columns_only(void **state)
{
	struct out *o = open_out(OUT_TABLE);

	(void)state;
	BEGIN(o, NULL, &code, &brief_no, &text, &brief_name);
	out_text(o, "hidden");
	out_text(o, "1");
	out_text(o, "hidden");
	out_text(o, "张三");
	out_row(o);
	prints(o, "brief_no brief_name\n1        张三\n");
}

static void csv_shows_all_columns(void **state)
{
	struct out *o = open_out(OUT_CSV);

	(void)state;
	BEGIN(o, NULL, &code, &brief_no);
	out_text(o, "1");
	out_row(o);
	prints(o, "code,brief_no\n1,\n");
}

static void tables_and_notes_follow_each_other(void **state)
{
	struct out *o = open_out(OUT_TABLE);

	(void)state;
	out_note(o, "case 17");
	BEGIN(o, "one", &code);
	out_text(o, "1");
	out_row(o);
	BEGIN(o, "nothing", &code);
	BEGIN(o, "two", &name);
	out_text(o, "2");
	out_row(o);
	out_note(o, "end");
	prints(o, "case 17\n\none\ncode\n1\n\ntwo\nname\n2\nend\n");
}

static void table_cells_cannot_drive_the_terminal(void **state)
{
	struct out *o = open_out(OUT_TABLE);

	(void)state;
	BEGIN(o, "t\x1B[2J", &text, &code);
	out_text(o, "a\r\nb\tc\x1B[31m\xC2\x9B" "d\xFF");
	out_text(o, "1");
	out_row(o);
	prints(o, "t?[2J\ntext          code\na b c?[31m?d? 1\n");
}

/* ---- masks --------------------------------------------------------- */

static void masks(void **state)
{
	static const struct {
		enum field_mask mask;
		const char *value;
		const char *want;
	} c[] = {
		{ MASK_NONE, "张三", "张三" },
		{ MASK_NAME, "", "" },
		{ MASK_NAME, "张三", "张*" },
		{ MASK_NAME, "张三丰", "张**" },
		{ MASK_NAME, "张", "张*" },
		{ MASK_NAME, "欧阳修", "欧阳*" },
		{ MASK_NAME, "欧阳娜娜", "欧阳**" },
		{ MASK_NAME, "欧阳", "欧*" },
		{ MASK_NAME, "乐正明", "乐**" },
		{ MASK_NAME, "John", "J***" },
		{ MASK_NAME, "阿不都·买买提", "阿******" },
		{ MASK_NAME, "𠮷野", "𠮷*" },
		{ MASK_PHONE, "13812345678", "138****5678" },
		{ MASK_PHONE, "021-62345678", "021*****5678" },
		{ MASK_PHONE, "62345678", "******78" },
		{ MASK_PHONE, "110", "*10" },
		{ MASK_PHONE, "12", "**" },
		{ MASK_PHONE, "13812345678;62345678", "138****5678;******78" },
		{ MASK_PHONE, "13812345678、13912345678", "138****5678、139****5678" },
		{ MASK_PHONE, "13812345678 / 13912345678", "138****5678 / 139****5678" },
		{ MASK_PHONE, "张三13812345678", "**1******5678" },
		{ MASK_ID, "31010119900101123X", "3***************3X" },
		{ MASK_ID, "310101900101123", "3************23" },
		{ MASK_ID, "G1234567", "G*****67" },
		{ MASK_ID, "123", "***" },
		{ MASK_ADDRESS, "南京东路100号3栋502室", "南京东路100号3栋***" },
		{ MASK_ADDRESS, "中山路12弄5号201室", "中山路12弄5号***" },
		{ MASK_ADDRESS, "幸福小区3号楼2单元101", "幸福小区3号楼***" },
		{ MASK_ADDRESS, "人民大楼８座1202", "人民大楼８座***" },
		{ MASK_ADDRESS, "阳光花园B座1202", "阳光花园B座***" },
		{ MASK_ADDRESS, "和平里十二幢3单元", "和平里十二幢***" },
		{ MASK_ADDRESS, "和平里5楼3单元", "和平里5楼***" },
		{ MASK_ADDRESS, "南京东路100号5楼502室", "南京东路100号***" },
		{ MASK_ADDRESS, "南京东路100号3栋", "南京东路100号3栋" },
		{ MASK_ADDRESS, "东阳镇西河村王家组", "东阳镇西河村***" },
		{ MASK_ADDRESS, "西河村", "西河村***" },
	};
	char buf[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof c / sizeof c[0]; i++) {
		out_mask(c[i].mask, c[i].value, buf, sizeof buf);
		assert_string_equal(buf, c[i].want);
	}
}

static void masks_are_cut_at_whole_characters(void **state)
{
	char buf[8] = "xxxxxxx";

	(void)state;
	out_mask(MASK_NONE, "张三丰", buf, 8);
	assert_string_equal(buf, "张三");
	out_mask(MASK_NAME, "张三", buf, 4);
	assert_string_equal(buf, "张");
	out_mask(MASK_NAME, "张三", buf, 3);
	assert_string_equal(buf, "");
}

static void personal(struct out *o)
{
	BEGIN(o, NULL, &reporter, &phone, &pin);
	out_text(o, "欧阳娜娜");
	out_int(o, 13812345678);        /* whatever function brings it */
	out_int(o, 123456);
	out_row(o);
	out_row(o);
}

static void personal_columns_are_masked(void **state)
{
	struct out *o = open_out(OUT_NDJSON);

	(void)state;
	personal(o);
	prints(o, "{\"reporter\":\"欧阳**\",\"phone\":\"138****5678\","
	       "\"pin\":\"1***56\"}\n"
	       "{\"reporter\":null,\"phone\":null,\"pin\":null}\n");
}

static void unmasking_is_asked_for(void **state)
{
	struct out *o = open_out(OUT_CSV);

	(void)state;
	out_unmask(o);
	personal(o);
	prints(o, "reporter,phone,pin\n欧阳娜娜,13812345678,123456\n,,\n");
}

/* ---- figures ------------------------------------------------------- */

static void rates_are_rounded_half_up(void **state)
{
	static const struct {
		int64_t part, whole;
		const char *want;
	} c[] = {
		{ 0, 0, "" }, { 5, 0, "" }, { 0, 3, "0.00" },
		{ 157, 175, "89.71" }, { 1, 8, "12.50" }, { 2, 3, "66.67" },
		{ 1, 3, "33.33" }, { 1, 800, "0.13" }, { 3, 800, "0.38" },
		{ 1249, 1000000, "0.12" }, { 1, 1, "100.00" },
		{ 3, 2, "150.00" }, { 1999999, 2000000, "100.00" },
		{ 99994, 100000, "99.99" }, { 99995, 100000, "100.00" },
		{ -1, 8, "-12.50" }, { -1, 800, "-0.12" },
		{ -1, 1000000, "0.00" },
		{ INT64_MAX, INT64_MAX, "100.00" },
		{ INT64_MAX - 1, INT64_MAX, "100.00" },
		{ INT64_MAX, 1, "922337203685477580700.00" },
	};
	struct out *o = open_out(OUT_CSV);
	struct str want = STR_INIT;
	size_t i;

	(void)state;
	str_adds(&want, "code,rate\n");
	BEGIN(o, NULL, &code, &rate);
	for (i = 0; i < sizeof c / sizeof c[0]; i++) {
		out_null(o);
		out_rate(o, c[i].part, c[i].whole);
		out_row(o);
		str_addf(&want, ",%s\n", c[i].want);
	}
	prints(o, want.s);
	str_release(&want);
}

static void real_numbers(void **state)
{
	struct out *o = open_out(OUT_CSV);

	(void)state;
	BEGIN(o, NULL, &hours, &households);
	out_real(o, -0.001, 2);
	out_int(o, INT64_MIN);
	out_row(o);
	out_real(o, 121.4737, 3);
	out_int(o, 0);
	out_row(o);
	out_real(o, 0.0 / 0.0, 3);
	out_row(o);
	prints(o, "hours,households\n0.00,-9223372036854775808\n"
	       "121.474,0\n,\n");
}

/* ---- where it goes ------------------------------------------------- */

/* out_finish with standard output at `to`. */
static enum status finish_on(struct out *o, const char *to)
{
	enum status s;
	int saved, fd;

	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	fd = open(to, O_WRONLY | O_CREAT, 0600);
	assert_true(saved >= 0 && fd >= 0);
	dup2(fd, STDOUT_FILENO);
	close(fd);
	s = out_finish(o, &fault);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	out_free(o);
	return s;
}

static struct out *one_row(enum out_format format, const char *to)
{
	struct out *o;

	assert_int_equal(out_new(&o, format, to, &fault), ST_OK);
	BEGIN(o, NULL, &code);
	out_text(o, "1");
	out_row(o);
	return o;
}

static void standard_output(void **state)
{
	char *got;

	(void)state;
	assert_int_equal(finish_on(one_row(OUT_CSV, NULL), path), ST_OK);
	got = read_back();
	assert_string_equal(got, "code\n1\n");
	free(got);
}

static void a_full_disk_is_a_failure(void **state)
{
	struct out *o = one_row(OUT_TABLE, NULL);

	(void)state;
	assert_int_equal(finish_on(o, "/dev/full"), ST_OUTPUT);
	assert_string_equal(fault.text,
	        "cannot write standard output: No space left on device");
}

/* A pipe of our own and not a device: were it renamed over, root would lose
 * the machine's. */
static void a_special_file_is_written_not_replaced(void **state)
{
	struct out *o;
	struct stat st;
	char got[16] = "";
	int fd;

	(void)state;
	assert_int_equal(mkfifo(path, 0600), 0);
	fd = open(path, O_RDONLY | O_NONBLOCK);
	o = one_row(OUT_CSV, path);
	assert_int_equal(out_finish(o, &fault), ST_OK);
	out_free(o);
	assert_int_equal(read(fd, got, sizeof got - 1), 7);
	assert_string_equal(got, "code\n1\n");
	close(fd);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	unlink(path);
}

static void a_file_that_cannot_be_made_is_known_at_once(void **state)
{
	struct out *o;
	char no[80];

	(void)state;
	snprintf(no, sizeof no, "%s/no/list", folder);
	assert_int_equal(out_new(&o, OUT_CSV, no, &fault), ST_CANTCREATE);
	assert_null(o);
	assert_int_equal(out_new(&o, OUT_CSV, folder, &fault), ST_CANTCREATE);
	assert_int_equal(out_new(&o, OUT_CSV, "", &fault), ST_CANTCREATE);
	assert_string_equal(fault.text,
	                    "cannot create '': No such file or directory");
	out_free(NULL);
}

static void failure_leaves_the_file_as_it_was(void **state)
{
	struct rlimit was, now;
	struct out *o = one_row(OUT_CSV, path);
	char *got;

	(void)state;
	assert_int_equal(out_finish(o, &fault), ST_OK);
	out_free(o);
	o = open_out(OUT_CSV);
	BEGIN(o, NULL, &code, &name);
	out_row(o);
	getrlimit(RLIMIT_FSIZE, &was);
	now = was;
	now.rlim_cur = 5;
	setrlimit(RLIMIT_FSIZE, &now);
	assert_int_equal(out_finish(o, &fault), ST_OUTPUT);
	setrlimit(RLIMIT_FSIZE, &was);
	out_free(o);
	assert_int_equal(left(), 1);
	got = read_back();
	assert_string_equal(got, "code\n1\n");
	free(got);
}

static void a_row_given_up_leaves_no_file(void **state)
{
	(void)state;
	out_free(one_row(OUT_TABLE, path));
	out_free(one_row(OUT_JSON, path));
	assert_int_equal(left(), 0);
}

static void a_new_file_has_the_umasks_mode_an_old_one_its_own(void **state)
{
	mode_t mask = umask(027);
	struct stat st;

	(void)state;
	finish_on(one_row(OUT_CSV, path), "/dev/null");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	chmod(path, 0600);
	finish_on(one_row(OUT_CSV, path), "/dev/null");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	umask(mask);
	unlink(path);
}

static void a_symbolic_link_stays_one(void **state)
{
	char target[80];
	struct stat st;

	(void)state;
	snprintf(target, sizeof target, "%s/target", folder);
	fclose(fopen(target, "w"));
	assert_int_equal(symlink("target", path), 0);
	finish_on(one_row(OUT_CSV, path), "/dev/null");
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat(target, &st), 0);
	assert_int_equal(st.st_size, 7);
	unlink(path);
	unlink(target);
}

static void what_does_not_fit_memory_is_the_same(void **state)
{
	struct out *o = open_out(OUT_CSV);
	struct str want = STR_INIT;
	int i;

	(void)state;
	str_adds(&want, "households,text\n");
	BEGIN(o, NULL, &households, &text);
	for (i = 0; i < 400000; i++) {
		out_int(o, i);
		out_text(o, "网格员巡查，未见异常");
		out_row(o);
		str_addf(&want, "%d,网格员巡查，未见异常\n", i);
	}
	assert_true(want.len > 12u << 20);
	assert_int_equal(left(), 0);    /* the temporary file has no name */
	prints(o, want.s);
	str_release(&want);
}

static void no_room_for_the_spool_is_a_failure(void **state)
{
	struct out *o = open_out(OUT_CSV);
	char *big = mem_alloc((9u << 20) + 1);

	(void)state;
	memset(big, 'x', 9u << 20);
	setenv("TMPDIR", "/proc/no", 1);
	BEGIN(o, NULL, &text);
	out_text(o, big);
	out_row(o);
	assert_int_equal(out_finish(o, &fault), ST_OUTPUT);
	assert_non_null(strstr(fault.text, "cannot create a temporary file: "));
	out_free(o);
	setenv("TMPDIR", folder, 1);
	free(big);
	assert_int_equal(left(), 0);
}

static void wrong_calls_are_inner_faults(void **state)
{
	struct out *o = open_out(OUT_CSV);

	(void)state;
	BEGIN(o, NULL, &code);
	out_text(o, "1");
	out_text(o, "2");
	assert_int_equal(out_finish(o, &fault), ST_INTERNAL);
	out_free(o);
	o = one_row(OUT_CSV, path);
	BEGIN(o, NULL, &name);
	assert_int_equal(out_finish(o, &fault), ST_INTERNAL);
	out_free(o);
	o = open_out(OUT_JSON);
	out_row(o);
	assert_int_equal(out_finish(o, &fault), ST_INTERNAL);
	out_free(o);
	assert_int_equal(left(), 0);
}

#define TEST(f) cmocka_unit_test_setup(f, before_each)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(formats_have_names),
		TEST(csv_quotes_what_needs_it),
		TEST(csv_is_the_same_in_chinese),
		TEST(csv_keeps_line_ends_blanks_and_lone_empty_cells),
		TEST(tsv_escapes),
		TEST(json_is_one_array),
		TEST(json_escapes_and_mends),
		TEST(empty_tables),
		TEST(same_columns_go_on),
		TEST(excel_is_chinese_and_guarded),
		TEST(excel_cells),
		TEST(excel_leaves_figures_alone),
		TEST(table_lines_up_in_the_c_locale),
		TEST(table_lines_up_in_chinese),
		TEST(a_locale_that_is_missing_still_means_chinese),
		TEST(table_wraps_text_never_codes),
		TEST(table_heading_breaks_behind_its_line),
		TEST(table_heading_takes_no_more_lines_than_it_must),
		TEST(table_keeps_case_numbers_whole),
		TEST(notes_are_folded_at_blanks),
		TEST(table_is_80_wide_without_a_terminal),
		TEST(table_shows_brief_columns_only),
		TEST(csv_shows_all_columns),
		TEST(tables_and_notes_follow_each_other),
		TEST(table_cells_cannot_drive_the_terminal),
		TEST(masks),
		TEST(masks_are_cut_at_whole_characters),
		TEST(personal_columns_are_masked),
		TEST(unmasking_is_asked_for),
		TEST(rates_are_rounded_half_up),
		TEST(real_numbers),
		TEST(standard_output),
		TEST(a_full_disk_is_a_failure),
		TEST(a_special_file_is_written_not_replaced),
		TEST(a_file_that_cannot_be_made_is_known_at_once),
		TEST(failure_leaves_the_file_as_it_was),
		TEST(a_row_given_up_leaves_no_file),
		TEST(a_new_file_has_the_umasks_mode_an_old_one_its_own),
		TEST(a_symbolic_link_stays_one),
		TEST(what_does_not_fit_memory_is_the_same),
		TEST(no_room_for_the_spool_is_a_failure),
		TEST(wrong_calls_are_inner_faults),
	};

	return cmocka_run_group_tests_name("out", tests, before_all, after_all);
}
