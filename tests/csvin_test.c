/* SPDX-License-Identifier: MIT
 *
 * Every input is read twice, as a file and through a pipe, and everything
 * that comes out is written down as text and compared whole:
 *   LINE:[cell][cell]   LINE!reason{raw}   =STATUS sentence
 */
#include "csvin.h"
#include "str.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BYTES(s) (s), sizeof (s) - 1

static const struct csvin_opts none;
static const struct csvin_opts tabs = { .delimiter = '\t' };

/* ---- putting bytes behind a descriptor ---- */

static void write_all(int fd, const char *s, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, s, len);

		assert_true(n > 0);
		s += n;
		len -= (size_t)n;
	}
}

static int file_of(const char *s, size_t len)
{
	char path[] = "/tmp/csvin-test-XXXXXX";
	int fd = mkostemp(path, O_CLOEXEC);

	assert_true(fd >= 0);
	unlink(path);
	write_all(fd, s, len);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

/* A child fills the pipe: `times` times the same bytes. */
static int pipe_of(const char *s, size_t len, long times, pid_t *child)
{
	int end[2];

	assert_int_equal(pipe(end), 0);
	*child = fork();
	assert_true(*child >= 0);
	if (*child == 0) {
		close(end[0]);
		while (times-- > 0)
			if (len > 0 && write(end[1], s, len) != (ssize_t)len)
				_exit(1);
		_exit(0);
	}
	close(end[1]);
	return end[0];
}

/* A reader that refuses its options has not read the pipe at all. */
static void join(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(status == 0 ||
	            (WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE));
}

/* ---- writing down what comes out ---- */

static void put_record(struct str *out, const struct csv_record *r)
{
	size_t i;

	if (r->bad) {
		assert_int_equal(r->count, 0);
		str_addf(out, "%ld!%s{", r->line, r->bad);
		str_add(out, r->raw, r->raw_len);
		str_adds(out, "}\n");
		return;
	}
	str_addf(out, "%ld:", r->line);
	for (i = 0; i < r->count; i++) {
		assert_int_equal(strlen(r->cell[i].s), r->cell[i].len);
		str_addf(out, "[%s]", r->cell[i].s);
	}
	str_addc(out, '\n');
}

static void put_all(struct str *out, int fd, const struct csvin_opts *opts)
{
	const struct csv_record *r;
	struct fault f = { ST_OK, "" };
	struct csvin *in;
	enum status s = csvin_new(&in, fd, "t.csv", opts, &f);

	str_reset(out);
	while (s == ST_OK && (s = csvin_next(in, &r, &f)) == ST_OK && r)
		put_record(out, r);
	if (s != ST_OK) {
		assert_int_equal(s, f.status);
		str_addf(out, "=%d %s\n", status_exit(s), f.text);
	}
	csvin_free(in);
}

static void expect(const char *s, size_t len, const struct csvin_opts *opts,
                   const char *want)
{
	struct str out = STR_INIT;
	pid_t child;

	put_all(&out, file_of(s, len), opts);
	assert_string_equal(out.s, want);
	put_all(&out, pipe_of(s, len, 1, &child), opts);
	join(child);
	assert_string_equal(out.s, want);
	str_release(&out);
}

static struct csvin *open_bytes(const char *s, size_t len)
{
	struct fault f;
	struct csvin *in;

	assert_int_equal(csvin_new(&in, file_of(s, len), "t.csv", &none, &f),
	                 ST_OK);
	return in;
}

/* ---- cells and records ---- */

static void quoted_cells(void **state)
{
	(void)state;
	expect(BYTES("a,\"b,\"\"c\"\"\",\"\"\n\"\",,\n"), &none,
	       "1:[a][b,\"c\"][]\n2:[][][]\n");
}

static void blanks_around_quotes_and_bare_cells_are_trimmed(void **state)
{
	(void)state;
	expect(BYTES(" a b , \" c \" ,\t\n"), &none, "1:[a b][ c ][]\n");
}

static void line_end_in_a_quote_is_kept_and_counted(void **state)
{
	(void)state;
	expect(BYTES("a,\"b\nc\n\nd\"\ne\n"), &none, "1:[a][b\nc\n\nd]\n5:[e]\n");
}

static void crlf_ends_a_record_and_is_lf_in_a_quote(void **state)
{
	(void)state;
	expect(BYTES("a,b\r\n\"c\r\nd\",e\r\nf\r\n"), &none,
	       "1:[a][b]\n2:[c\nd][e]\n4:[f]\n");
}

static void lone_cr_ends_a_record(void **state)
{
	(void)state;
	expect(BYTES("a,b\rc,\"d\re\"\r\rf"), &none,
	       "1:[a][b]\n2:[c][d\ne]\n5:[f]\n");
}

static void blank_lines_are_passed_over_but_counted(void **state)
{
	(void)state;
	expect(BYTES("\n\r\na\n \t\n\nb\n\n"), &none, "3:[a]\n6:[b]\n");
}

static void last_record_needs_no_line_end(void **state)
{
	(void)state;
	expect(BYTES("a,b\nc,d"), &none, "1:[a][b]\n2:[c][d]\n");
	expect(BYTES("a,\"b\""), &none, "1:[a][b]\n");
	expect(BYTES("a,"), &none, "1:[a][]\n");
}

static void tabs_keep_empty_cells(void **state)
{
	(void)state;
	expect(BYTES("\ta\t\t\"b\tc\" \t\n\t\t\n \n"), &tabs,
	       "1:[][a][][b\tc][]\n2:[][][]\n");
}

static void other_delimiters(void **state)
{
	(void)state;
	expect(BYTES("a,b;c"), &(struct csvin_opts){ .delimiter = ';' },
	       "1:[a,b][c]\n");
	expect(BYTES("a,b|c"), &(struct csvin_opts){ .delimiter = '|' },
	       "1:[a,b][c]\n");
	expect(BYTES("a"), &(struct csvin_opts){ .delimiter = '"' },
	       "=64 t.csv: the delimiter must be , ; | or a tab\n");
}

static void empty_inputs_have_no_records(void **state)
{
	(void)state;
	expect(BYTES(""), &none, "");
	expect(BYTES("\xEF\xBB\xBF"), &none, "");
	expect(BYTES("\n"), &none, "");
}

static void raw_is_the_record_as_it_stood(void **state)
{
	static const char text[] = "\xEF\xBB\xBF" "a,\"b\r\nc\" \r\n\r\nd";
	struct csvin *in = open_bytes(BYTES(text));
	const struct csv_record *r;
	struct fault f;

	(void)state;
	assert_int_equal(csvin_next(in, &r, &f), ST_OK);
	assert_int_equal(r->raw_len, 9);
	assert_memory_equal(r->raw, "a,\"b\r\nc\" ", 9);
	assert_int_equal(csvin_next(in, &r, &f), ST_OK);
	assert_int_equal(r->raw_len, 1);
	assert_memory_equal(r->raw, "d", 1);
	assert_int_equal(csvin_next(in, &r, &f), ST_OK);
	assert_null(r);
	csvin_free(in);
}

/* ---- faults of one record, and of the file ---- */

static void stray_quote_costs_its_record_only(void **state)
{
	(void)state;
	expect(BYTES("a,b\nc,d\"e,f\n\"g\"h,i\nj,\"k\"\n"), &none,
	       "1:[a][b]\n2!stray quote in cell 2{c,d\"e,f}\n"
	       "3!stray quote in cell 1{\"g\"h,i}\n4:[j][k]\n");
}

static void quote_inside_a_bare_cell_opens_nothing(void **state)
{
	(void)state;
	expect(BYTES("5\" pipe,x\nb\n"), &none,
	       "1!stray quote in cell 1{5\" pipe,x}\n2:[b]\n");
}

static void stray_quote_after_a_line_end_names_its_line(void **state)
{
	(void)state;
	expect(BYTES("a,\"b\r\nc\"d\r\ne,f\r\n"), &none,
	       "1!stray quote in cell 2, line 2{a,\"b\r\nc\"d}\n3:[e][f]\n");
}

static void unterminated_quote_refuses_naming_its_line(void **state)
{
	(void)state;
	expect(BYTES("a\n\"b\nc\",\"d\ne\nf"), &none,
	       "1:[a]\n=65 t.csv:3: quote opened here is never closed\n");
	expect(BYTES("a\n\"b"), &none,
	       "1:[a]\n=65 t.csv:2: quote opened here is never closed\n");
	expect(BYTES("\""), &none,
	       "=65 t.csv:1: quote opened here is never closed\n");
}

static void nothing_comes_after_a_refusal(void **state)
{
	static const struct csvin_opts three = { .max_record = 3 };
	struct csvin *in;
	const struct csv_record *r;
	struct fault f;
	int i;

	(void)state;
	assert_int_equal(csvin_new(&in, file_of(BYTES("abcd\nefgh\n")), "t.csv",
	                           &three, &f), ST_OK);
	for (i = 0; i < 3; i++) {
		f.text[0] = '\0';
		assert_int_equal(csvin_next(in, &r, &f), ST_INPUT);
		assert_null(r);
		assert_string_equal(f.text,
		                    "t.csv:1: record longer than 3 bytes");
	}
	csvin_free(in);
}

static void cells_are_limited(void **state)
{
	char commas[CSVIN_MAX_CELLS + 2] = "a\n";
	struct csvin *in;
	const struct csv_record *r;
	struct fault f;

	(void)state;
	memset(commas + 2, ',', CSVIN_MAX_CELLS);
	expect(commas, 2 + CSVIN_MAX_CELLS, &none,
	       "1:[a]\n=65 t.csv:2: more than 1000 cells\n");
	commas[CSVIN_MAX_CELLS + 1] = 'x';
	in = open_bytes(commas + 2, CSVIN_MAX_CELLS);
	assert_int_equal(csvin_next(in, &r, &f), ST_OK);
	assert_int_equal(r->count, CSVIN_MAX_CELLS);
	assert_string_equal(r->cell[CSVIN_MAX_CELLS - 1].s, "x");
	csvin_free(in);
}

static void record_length_is_limited(void **state)
{
	static const struct csvin_opts ten = { .max_record = 10 };

	(void)state;
	expect(BYTES("123456789a\r\n123456789a\n1,\"45\n789\"\n123456789ab\n"),
	       &ten, "1:[123456789a]\n2:[123456789a]\n3:[1][45\n789]\n"
	       "=65 t.csv:5: record longer than 10 bytes\n");
	expect(BYTES("a\n\"b\nc\nd\ne\nf\ng\"\n"), &ten,
	       "1:[a]\n=65 t.csv:2: record longer than 10 bytes; the quote "
	       "opened in line 2 may never be closed\n");
}

static void line_of_100_mb_is_refused_in_little_memory(void **state)
{
	static char block[1 << 20];
	struct rusage before, after;
	struct str out = STR_INIT;
	pid_t child;

	(void)state;
	memset(block, 'x', sizeof block);
	getrusage(RUSAGE_SELF, &before);
	put_all(&out, pipe_of(block, sizeof block, 100, &child), &none);
	getrusage(RUSAGE_SELF, &after);
	join(child);
	assert_string_equal(out.s,
		"=65 t.csv:1: record longer than 4194304 bytes\n");
	assert_true(after.ru_maxrss - before.ru_maxrss < 64 << 10);
	str_release(&out);
}

/* ---- encodings ---- */

static void mark_before_a_quoted_heading_is_taken_off(void **state)
{
	struct csvin *in = open_bytes(BYTES("\xEF\xBB\xBF\"a,b\",c\n"));

	(void)state;
	assert_true(csvin_has_bom(in));
	assert_string_equal(csvin_encoding(in), "UTF-8");
	csvin_free(in);
	expect(BYTES("\xEF\xBB\xBF\"a,b\",c\n"), &none, "1:[a,b][c]\n");
}

/* 姓名,街道 / 𠮷,"张三" : the third is four bytes in GB18030. */
#define GB_TWIN "\xD0\xD5\xC3\xFB,\xBD\xD6\xB5\xC0\n" \
	"\x95\x34\xB2\x35,\"\xD5\xC5\xC8\xFD\"\n"
#define TWIN "1:[姓名][街道]\n2:[𠮷][张三]\n"

static void gb18030_reads_like_its_utf8_twin(void **state)
{
	struct csvin *in = open_bytes(BYTES(GB_TWIN));

	(void)state;
	assert_string_equal(csvin_encoding(in), "GB18030");
	assert_false(csvin_has_bom(in));
	csvin_free(in);
	in = open_bytes(BYTES("\x84\x31\x95\x33" "a\n"));
	assert_string_equal(csvin_encoding(in), "GB18030");
	assert_false(csvin_has_bom(in));
	csvin_free(in);
	expect(BYTES("姓名,街道\n𠮷,\"张三\"\n"), &none, TWIN);
	expect(BYTES(GB_TWIN), &none, TWIN);
	expect(BYTES(GB_TWIN), &(struct csvin_opts){ .encoding = "gbk" }, TWIN);
	expect(BYTES("\x84\x31\x95\x33" GB_TWIN), &none, TWIN);
}

static void gb18030_trail_byte_is_no_delimiter(void **state)
{
	(void)state;
	expect(BYTES("\x81\x7C|b"), &(struct csvin_opts){ .delimiter = '|' },
	       "1:[亅][b]\n");
}

static void gb18030_raw_is_not_decoded(void **state)
{
	(void)state;
	expect(BYTES("\xD5\xC5\"\n\xC8\xFD\n"), &none,
	       "1!stray quote in cell 1{\xD5\xC5\"}\n2:[三]\n");
}

static void utf16_with_its_mark(void **state)
{
	static const char le[] = "\xFF\xFE\x20\x5F,\0\"\0a\0\r\0\n\0b\0\"\0";
	static const char be[] = "\xFE\xFF\x5F\x20\0,\0\"\0a\0\r\0\n\0b\0\"";
	struct csvin *in = open_bytes(BYTES(le));

	(void)state;
	assert_string_equal(csvin_encoding(in), "UTF-16LE");
	assert_true(csvin_has_bom(in));
	csvin_free(in);
	expect(BYTES(le), &none, "1:[张][a\nb]\n");
	expect(BYTES(be), &none, "1:[张][a\nb]\n");
	expect(le + 2, sizeof le - 3,
	       &(struct csvin_opts){ .encoding = "utf-16le" }, "1:[张][a\nb]\n");
	expect(BYTES("\xFF\xFE" "a\0\n\0\0\xDC"), &none,
	       "=65 t.csv: not UTF-16LE: byte 6, line 2\n");
	expect(BYTES("\xFF\xFE" "a\0\n\0b"), &none,
	       "=65 t.csv: not UTF-16LE: byte 6, line 2\n");
	expect(BYTES("\xFF\xFE" "a\0\n\0\0\0"), &none,
	       "=65 t.csv:2: a NUL byte: not a text file\n");
}

static void encoding_named_by_the_caller(void **state)
{
	(void)state;
	expect(BYTES("\xA4\xA4,\"b\"\n"),
	       &(struct csvin_opts){ .encoding = "BIG5" }, "1:[中][b]\n");
	/* iconv keeps the last letter back: an accent might have followed. */
	expect(BYTES("a,b\na,A"), &(struct csvin_opts){ .encoding = "CP1258" },
	       "1:[a][b]\n2:[a][A]\n");
	expect(BYTES("a\n\xD0\xD5"), &(struct csvin_opts){ .encoding = "utf8" },
	       "=65 t.csv: not UTF-8: byte 2, line 2\n");
	expect(BYTES("a\r\n\xFF"), &(struct csvin_opts){ .encoding = "GBK" },
	       "=65 t.csv: not GB18030: byte 3, line 2\n");
	expect(BYTES("a"), &(struct csvin_opts){ .encoding = "klingon" },
	       "=64 t.csv: no such encoding: 'klingon'\n");
	expect(BYTES("a"), &(struct csvin_opts){ .encoding = "ASCII//IGNORE" },
	       "=64 t.csv: no such encoding: 'ASCII//IGNORE'\n");
}

/* What is read from it as it was: cells put together anew, and the mark. */
static void expect_restored(const char *s, size_t len, const char *encoding)
{
	struct csvin *in;
	const struct csv_record *r;
	struct fault f;
	struct str raw = STR_INIT, back = STR_INIT;
	const char *mark;
	size_t mark_len;

	assert_int_equal(csvin_new(&in, file_of(s, len), "t.csv",
	                           &(struct csvin_opts){ .encoding = encoding }, &f), ST_OK);
	assert_int_equal(csvin_next(in, &r, &f), ST_OK);
	csvin_encode(in, r->cell[0].s, r->cell[0].len, &raw);
	str_add(&raw, r->raw + raw.len, r->raw_len - raw.len);
	assert_int_equal(raw.len, r->raw_len);
	assert_memory_equal(raw.s, r->raw, raw.len);
	mark = csvin_mark(in, &mark_len);
	str_add(&back, mark, mark_len);
	csvin_restore(in, raw.s, raw.len, &back);
	assert_int_equal(back.len, len);
	assert_memory_equal(back.s, s, len);
	csvin_free(in);
	str_release(&raw);
	str_release(&back);
}

static void records_go_back_in_their_encoding(void **state)
{
	(void)state;
	expect_restored(BYTES("张𠮷,b"), NULL);
	expect_restored(BYTES("\xEF\xBB\xBF" "张,b"), NULL);
	expect_restored(BYTES("\xD5\xC5\x95\x34\xB2\x35,b"), NULL);
	expect_restored(BYTES("\xFF\xFE\x20\x5F\x42\xD8\xB7\xDF,\0b\0"), NULL);
	expect_restored(BYTES("\xFE\xFF\x5F\x20\xD8\x42\xDF\xB7\0,\0b"), NULL);
	expect_restored(BYTES("\x20\x5F,\0b\0"), "utf-16");
	expect_restored(BYTES("\xA4\xA4,b"), "BIG5");
	/* One that switches between sets of characters. */
	expect_restored(BYTES("\x1B$B0!\x1B(B,b"), "ISO-2022-JP");
}

static void neither_encoding_is_refused_before_the_first_record(void **state)
{
	(void)state;
	expect(BYTES("name\r\ncaf\xE9\r\n"), &none,
	       "=65 t.csv: neither UTF-8 nor GB18030: byte 9, line 2\n");
	/* The better of the two is named: UTF-8 with one bad byte … */
	expect(BYTES("姓,\nb\n\xFF\n"), &none,
	       "=65 t.csv: neither UTF-8 nor GB18030: byte 7, line 3\n");
	/* … and GB18030 that is cut in the middle of a character. */
	expect(BYTES("\xD0\xD5\n\xD0"), &none,
	       "=65 t.csv: neither UTF-8 nor GB18030: byte 3, line 2\n");
	expect(BYTES("\xEF\xBB\xBF\xD0\xD5"), &none,
	       "=65 t.csv: not UTF-8: byte 3, line 1\n");
}

static void strict_utf8_only(void **state)
{
	(void)state;
	/* Overlong, surrogate, past U+10FFFF, cut: none may be UTF-8. */
	expect(BYTES("\xC0\xAF"), &(struct csvin_opts){ .encoding = "utf-8" },
	       "=65 t.csv: not UTF-8: byte 0, line 1\n");
	expect(BYTES("\xED\xA0\x80"), &(struct csvin_opts){ .encoding = "utf-8" },
	       "=65 t.csv: not UTF-8: byte 0, line 1\n");
	expect(BYTES("\xF4\x90\x80\x80"),
	       &(struct csvin_opts){ .encoding = "utf-8" },
	       "=65 t.csv: not UTF-8: byte 0, line 1\n");
	expect(BYTES("a\xE5\xBC"), &(struct csvin_opts){ .encoding = "utf-8" },
	       "=65 t.csv: not UTF-8: byte 1, line 1\n");
}

static void nul_byte_is_refused(void **state)
{
	(void)state;
	expect(BYTES("a\rb\r\n\0"), &none,
	       "=65 t.csv:3: a NUL byte: not a text file\n");
	expect(BYTES("\xFF\xD0\0"), &none,
	       "=65 t.csv:1: a NUL byte: not a text file\n");
}

/* ---- blocks, digest, descriptor ---- */

/* More than two blocks of lines of every length from 1 to 1000, so that
 * characters, CRLFs and records are cut by the blocks in many places; each
 * line is its length in characters, checked against the record. */
static void check_blocks(const char *ch, const char *end, const char *encoding)
{
	struct str text = STR_INIT;
	struct csvin *in;
	const struct csv_record *r;
	struct fault f;
	long i, k;

	for (i = 1; i <= 1000; i++) {
		str_addf(&text, "%ld,\"", i);
		for (k = 0; k < i; k++)
			str_adds(&text, ch);
		str_adds(&text, end);
		str_addf(&text, "\"%s", end);
	}
	in = open_bytes(text.s, text.len);
	assert_string_equal(csvin_encoding(in), encoding);
	for (i = 1; i <= 1000; i++) {
		assert_int_equal(csvin_next(in, &r, &f), ST_OK);
		assert_non_null(r);
		assert_int_equal(r->line, 2 * i - 1);
		assert_int_equal(r->count, 2);
		assert_int_equal(strtol(r->cell[0].s, NULL, 10), i);
		assert_int_equal(r->cell[1].len, 3 * i + 1);
		assert_string_equal(r->cell[1].s + 3 * i, "\n");
	}
	assert_int_equal(csvin_next(in, &r, &f), ST_OK);
	assert_null(r);
	csvin_free(in);
	str_release(&text);
}

static void blocks_cut_nothing(void **state)
{
	(void)state;
	check_blocks("张", "\n", "UTF-8");
	check_blocks("张", "\r\n", "UTF-8");
	check_blocks("张", "\r", "UTF-8");
	check_blocks("\xD5\xC5", "\r\n", "GB18030");
}

/* Three bytes a line: of any two blocks in a row, one ends between CR and LF
 * or the next one does. */
static void crlf_cut_by_a_block_is_one_line_end(void **state)
{
	struct str text = STR_INIT;
	struct csvin *in;
	const struct csv_record *r;
	struct fault f;
	long i;

	(void)state;
	for (i = 0; i < 500000; i++)
		str_adds(&text, "a\r\n");
	in = open_bytes(text.s, text.len);
	for (i = 1; i <= 500000; i++) {
		assert_int_equal(csvin_next(in, &r, &f), ST_OK);
		assert_int_equal(r->line, i);
	}
	csvin_free(in);
	str_release(&text);
}

static void fault_in_a_later_block_has_its_offset(void **state)
{
	struct str text = STR_INIT;
	long i;

	(void)state;
	for (i = 0; i < 100000; i++)
		str_adds(&text, "张三\r\n");
	str_adds(&text, "\xFF\n");
	expect(text.s, text.len, &none,
	       "=65 t.csv: neither UTF-8 nor GB18030: byte 800000, line 100001\n");
	text.s[700000] = '\0';
	expect(text.s, text.len, &none,
	       "=65 t.csv:87501: a NUL byte: not a text file\n");
	str_release(&text);
}

/* The first example of GB/T 32905-2016, annex A. */
static void digest_is_sm3_of_the_bytes(void **state)
{
	struct csvin *in = open_bytes(BYTES("abc"));
	struct str text = STR_INIT;
	long i;

	(void)state;
	assert_string_equal(csvin_digest(in), "66c7f0f462eeedd9d1f2d46bdc10e4e2"
	                    "4167c4875cf2f7a2297da02b8f4ba8e0");
	assert_string_equal(csvin_name(in), "t.csv");
	assert_int_equal(csvin_delimiter(in), ',');
	csvin_free(in);
	/* Characters cut by blocks are not counted twice (openssl's answer). */
	for (i = 0; i < 100000; i++)
		str_adds(&text, "张");
	in = open_bytes(text.s, text.len);
	assert_string_equal(csvin_digest(in), "80a2d595069a283647c747a74fa414ae"
	                    "eec000f5e6fb6479e9358f6d162b9868");
	csvin_free(in);
	str_release(&text);
}

static void descriptor_is_closed_even_after_a_refusal(void **state)
{
	int fd = file_of(BYTES("a\0b"));
	struct csvin *in;
	struct fault f;

	(void)state;
	assert_int_equal(csvin_new(&in, fd, "t.csv", NULL, &f), ST_INPUT);
	assert_null(in);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
}

static void pipe_may_be_non_blocking(void **state)
{
	struct str out = STR_INIT;
	pid_t child;
	int fd = pipe_of(BYTES("a,b\n"), 3, &child);

	(void)state;
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	put_all(&out, fd, &none);
	join(child);
	assert_string_equal(out.s, "1:[a][b]\n2:[a][b]\n3:[a][b]\n");
	str_release(&out);
}

static void what_cannot_be_read_is_told(void **state)
{
	struct str out = STR_INIT;

	(void)state;
	put_all(&out, open("/", O_RDONLY), &none);
	assert_string_equal(out.s, "=74 t.csv: cannot read: Is a directory\n");
	put_all(&out, -1, &none);
	assert_string_equal(out.s, "=74 t.csv: cannot read: Bad file descriptor\n");
	put_all(&out, open("/dev/null", O_RDONLY),
	        &(struct csvin_opts){ .tmp_dir = "/nowhere" });
	assert_string_equal(out.s, "=73 t.csv: cannot make a temporary "
	                    "file: No such file or directory\n");
	str_release(&out);
}

/* Records by their place, in any order, while another reader goes on. */
static void records_can_be_read_again(void **state)
{
	static const char text[] = "\xEF\xBB\xBF" "a\r\n\"b\r\nc\"\r\n\r\nd,e\"f\r\ng";
	struct csvin *in = open_bytes(BYTES(text)), *twin;
	const struct csv_record *r;
	struct fault f;
	struct { long line; off_t offset; size_t len; } at[4];
	struct str once = STR_INIT, again = STR_INIT;
	off_t done, total;
	int i;

	(void)state;
	assert_int_equal(csvin_twin(&twin, in, &f), ST_OK);
	assert_int_equal(csvin_next(twin, &r, &f), ST_OK);
	assert_null(r);
	for (i = 0; i < 4; i++) {
		assert_int_equal(csvin_next(in, &r, &f), ST_OK);
		at[i].line = r->line;
		at[i].offset = r->offset;
		at[i].len = r->raw_len;
		put_record(&once, r);
		csvin_seek(twin, at[i].line, at[i].offset, at[i].len);
		assert_int_equal(csvin_next(twin, &r, &f), ST_OK);
		put_record(&again, r);
		assert_int_equal(csvin_next(twin, &r, &f), ST_OK);
		assert_null(r);
	}
	assert_string_equal(once.s, "1:[a]\n2:[b\nc]\n5!stray quote in cell 2{d,e\"f}\n6:[g]\n");
	assert_string_equal(again.s, once.s);
	csvin_progress(in, &done, &total);
	assert_int_equal(done, sizeof text - 1);
	assert_int_equal(total, sizeof text - 1);
	/* All of them again, from the second on. */
	str_reset(&again);
	csvin_seek(in, at[1].line, at[1].offset, CSVIN_REST);
	for (i = 1; i < 4; i++) {
		assert_int_equal(csvin_next(in, &r, &f), ST_OK);
		put_record(&again, r);
	}
	assert_string_equal(again.s, once.s + strlen("1:[a]\n"));
	csvin_free(twin);
	csvin_free(in);
	str_release(&once);
	str_release(&again);
}

/* A thread of its own takes the digest of a large file; who gives up or asks
 * at once has to wait for it. */
static void digest_of_a_large_file(void **state)
{
	static char block[1 << 20];
	struct csvin *in;
	struct str text = STR_INIT;
	int i;

	(void)state;
	memset(block, '\n', sizeof block);
	for (i = 0; i < 8; i++)
		str_add(&text, block, sizeof block);
	in = open_bytes(text.s, text.len);
	assert_string_equal(csvin_digest(in), "8621f2a487325316be5c5ddab0781b3d"
	                    "0d32688ac351962a6d47cb586d7ae19d");
	csvin_free(in);
	csvin_free(open_bytes(text.s, text.len));
	str_release(&text);
}

static void file_that_shrinks_meanwhile_is_told(void **state)
{
	int fd = file_of(BYTES("a\nb\n")), twin = dup(fd);
	struct csvin *in;
	const struct csv_record *r;
	struct fault f;

	(void)state;
	assert_int_equal(csvin_new(&in, fd, "t.csv", &none, &f), ST_OK);
	assert_int_equal(ftruncate(twin, 1), 0);
	assert_int_equal(csvin_next(in, &r, &f), ST_OUTPUT);
	assert_string_equal(f.text, "t.csv: changed while it was being read");
	csvin_free(in);
	close(twin);
}

static void file_that_was_rewritten_meanwhile_is_told(void **state)
{
	static const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
	int fd = file_of(BYTES("a\n")), twin = dup(fd);
	struct csvin *in;
	const struct csv_record *r;
	struct fault f;

	(void)state;
	assert_int_equal(csvin_new(&in, fd, "t.csv", &none, &f), ST_OK);
	assert_int_equal(pwrite(twin, "\0", 1, 0), 1);
	assert_int_equal(futimens(twin, times), 0);
	assert_int_equal(csvin_next(in, &r, &f), ST_OK);
	assert_int_equal(csvin_next(in, &r, &f), ST_OUTPUT);
	assert_string_equal(f.text, "t.csv: changed while it was being read");
	csvin_free(in);
	close(twin);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quoted_cells),
		cmocka_unit_test(blanks_around_quotes_and_bare_cells_are_trimmed),
		cmocka_unit_test(line_end_in_a_quote_is_kept_and_counted),
		cmocka_unit_test(crlf_ends_a_record_and_is_lf_in_a_quote),
		cmocka_unit_test(lone_cr_ends_a_record),
		cmocka_unit_test(blank_lines_are_passed_over_but_counted),
		cmocka_unit_test(last_record_needs_no_line_end),
		cmocka_unit_test(tabs_keep_empty_cells),
		cmocka_unit_test(other_delimiters),
		cmocka_unit_test(empty_inputs_have_no_records),
		cmocka_unit_test(raw_is_the_record_as_it_stood),
		cmocka_unit_test(stray_quote_costs_its_record_only),
		cmocka_unit_test(quote_inside_a_bare_cell_opens_nothing),
		cmocka_unit_test(stray_quote_after_a_line_end_names_its_line),
		cmocka_unit_test(unterminated_quote_refuses_naming_its_line),
		cmocka_unit_test(nothing_comes_after_a_refusal),
		cmocka_unit_test(cells_are_limited),
		cmocka_unit_test(record_length_is_limited),
		cmocka_unit_test(line_of_100_mb_is_refused_in_little_memory),
		cmocka_unit_test(mark_before_a_quoted_heading_is_taken_off),
		cmocka_unit_test(gb18030_reads_like_its_utf8_twin),
		cmocka_unit_test(gb18030_trail_byte_is_no_delimiter),
		cmocka_unit_test(gb18030_raw_is_not_decoded),
		cmocka_unit_test(utf16_with_its_mark),
		cmocka_unit_test(encoding_named_by_the_caller),
		cmocka_unit_test(records_go_back_in_their_encoding),
		cmocka_unit_test(neither_encoding_is_refused_before_the_first_record),
		cmocka_unit_test(strict_utf8_only),
		cmocka_unit_test(nul_byte_is_refused),
		cmocka_unit_test(blocks_cut_nothing),
		cmocka_unit_test(crlf_cut_by_a_block_is_one_line_end),
		cmocka_unit_test(fault_in_a_later_block_has_its_offset),
		cmocka_unit_test(digest_is_sm3_of_the_bytes),
		cmocka_unit_test(descriptor_is_closed_even_after_a_refusal),
		cmocka_unit_test(pipe_may_be_non_blocking),
		cmocka_unit_test(what_cannot_be_read_is_told),
		cmocka_unit_test(records_can_be_read_again),
		cmocka_unit_test(digest_of_a_large_file),
		cmocka_unit_test(file_that_shrinks_meanwhile_is_told),
		cmocka_unit_test(file_that_was_rewritten_meanwhile_is_told),
	};

	return cmocka_run_group_tests_name("csvin", tests, NULL, NULL);
}
