/* SPDX-License-Identifier: MIT
 *
 * The first pass over an input: one reading for the first NUL and the test
 * for UTF-8 together, another one beside it for the digest, another through
 * iconv only where that test fails.
 */
#include "csvfile.h"

#include "io.h"
#include "mem.h"
#include "text.h"
#include "thread.h"
#include "tmp.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define BLOCK ((size_t)256 << 10)       /* read at once */
#define NO_ICONV ((iconv_t)-1)
#define THREAD_FROM ((off_t)1 << 20)    /* a smaller input is not worth one */

static const struct bom {
	char bytes[5];
	size_t len;
	const char *encoding;
} boms[] = {
	{ "\xEF\xBB\xBF", 3, "UTF-8" },
	{ "\xFF\xFE", 2, "UTF-16LE" },
	{ "\xFE\xFF", 2, "UTF-16BE" },
	{ "\x84\x31\x95\x33", 4, "GB18030" },
};

/* Names that people give, and what is meant.  GB18030 holds all of GBK and
 * GB 2312, and files said to be one of these often are not. */
static const char *const aliases[][2] = {
	{ "UTF-8", "UTF-8" }, { "UTF8", "UTF-8" },
	{ "GB18030", "GB18030" }, { "GBK", "GB18030" }, { "CP936", "GB18030" },
	{ "GB2312", "GB18030" }, { "UTF-16LE", "UTF-16LE" },
	{ "UTF-16BE", "UTF-16BE" }, { "UTF-16", "UTF-16" },
};

/* ---- the descriptor and its temporary copy ---- */

static enum status cannot_read(const struct csvfile *in, struct fault *f)
{
	return fault_set(f, ST_OUTPUT, "%s: cannot read: %s", in->name,
	                 strerror(errno));
}

static enum status has_changed(const struct csvfile *in, struct fault *f)
{
	return fault_set(f, ST_OUTPUT, "%s: changed while it was being read",
	                 in->name);
}

static ssize_t read_at(const struct csvfile *in, char *to, size_t room, off_t at)
{
	return io_read_at(in->fd, to, room, in->base + at);
}

static enum status copy_open(const struct csvfile *in, const char *dir, int *fd,
                             struct fault *f)
{
	*fd = tmp_open(dir);
	if (*fd >= 0)
		return ST_OK;
	return fault_set(f, ST_CANTCREATE, "%s: cannot make a temporary file: %s",
	                 in->name, strerror(errno));
}

static enum status copy_write(const struct csvfile *in, int fd, const char *s,
                              size_t len, struct fault *f)
{
	if (io_write(fd, s, len))
		return ST_OK;
	return fault_set(f, ST_CANTCREATE, "%s: cannot write the temporary copy: %s",
	                 in->name, strerror(errno));
}

/* From here on the input is the temporary file. */
static void tmp_use(struct csvfile *in, int fd)
{
	close(in->fd);
	in->fd = fd;
	in->is_copy = true;
	in->base = 0;
}

static enum status copy_pipe(struct csvfile *in, const char *dir, struct fault *f)
{
	enum status s;
	ssize_t n;
	int fd;

	s = copy_open(in, dir, &fd, f);
	if (s != ST_OK)
		return s;
	while (s == ST_OK && (n = read(in->fd, in->buf, BLOCK)) != 0) {
		if (n > 0)
			s = copy_write(in, fd, in->buf, (size_t)n, f);
		else if (errno == EAGAIN)
			/* Whoever shares the pipe made it non-blocking. */
			poll(&(struct pollfd){ .fd = in->fd, .events = POLLIN },
			     1, -1);
		else if (errno != EINTR)
			s = cannot_read(in, f);
	}
	tmp_use(in, fd);
	return s;
}

/* Only a regular file can be read twice; it is read from where it stands. */
static enum status make_seekable(struct csvfile *in, const char *dir,
                                 struct fault *f)
{
	if (fstat(in->fd, &in->seen) < 0)
		return cannot_read(in, f);
	if (!S_ISREG(in->seen.st_mode))
		return copy_pipe(in, dir, f);
	in->base = lseek(in->fd, 0, SEEK_CUR);
	return in->base < 0 ? cannot_read(in, f) : ST_OK;
}

/* The records given out, the digest and the checks of the first pass must be
 * of the same bytes. */
static bool is_unchanged(const struct csvfile *in)
{
	struct stat now;

	return in->is_copy ||
	       (fstat(in->fd, &now) == 0 && now.st_size == in->seen.st_size &&
	        now.st_mtim.tv_sec == in->seen.st_mtim.tv_sec &&
	        now.st_mtim.tv_nsec == in->seen.st_mtim.tv_nsec);
}

/* ---- first pass: the digest ---- */

static void *take_digest(void *arg)
{
	struct csvfile *in = arg;
	uint8_t sum[SM3_DIGEST_SIZE];
	struct sm3_ctx sm3;
	char *buf = mem_alloc(BLOCK);
	off_t at = 0;
	ssize_t n;

	sm3_init(&sm3);
	while ((n = read_at(in, buf, BLOCK, at)) > 0 && !atomic_load(&in->is_given_up)) {
		sm3_update(&sm3, (size_t)n, (const uint8_t *)buf);
		at += n;
	}
	if (n < 0)
		in->digest_error = errno;
	else {
		sm3_digest(&sm3, sizeof sum, sum);
		base16_encode_update(in->digest, sizeof sum, sum);
	}
	free(buf);
	return NULL;
}

static void start_digest(struct csvfile *in)
{
	struct stat st;

	in->has_digester = fstat(in->fd, &st) == 0 && st.st_size - in->base >= THREAD_FROM
		&& thread_start(&in->digester, take_digest, in);
	if (!in->has_digester)
		take_digest(in);
}

/* Of two threads that want it, the second finds it joined. */
static void join_digest(struct csvfile *in)
{
	pthread_mutex_lock(&in->joining);
	if (in->has_digester)
		pthread_join(in->digester, NULL);
	in->has_digester = false;
	pthread_mutex_unlock(&in->joining);
}

/* ---- first pass: encoding ---- */

/* Offsets of the first byte of its kind, -1 if there is none. */
struct survey {
	off_t nul;
	off_t bad;              /* what is not in the encoding asked about */
};

/* Bytes at the end that begin a UTF-8 character whose rest is not there. */
static size_t utf8_cut(const char *s, size_t len)
{
	size_t i;

	for (i = 1; i <= 3 && i <= len; i++) {
		unsigned char c = (unsigned char)s[len - i];

		if (c >= 0xC0)
			return (c >= 0xF0 ? 4u : c >= 0xE0 ? 3u : 2u) > i ? i : 0;
		if (c < 0x80)
			return 0;
	}
	return 0;
}

/* Size, first NUL, first byte that is not UTF-8, all in one reading.  A
 * character cut by a block's end is kept for the next block. */
static enum status survey(struct csvfile *in, struct survey *sv, struct fault *f)
{
	size_t held = 0;
	ssize_t n;

	sv->nul = sv->bad = -1;
	do {
		size_t len, whole, bad;
		const char *nul;

		n = read_at(in, in->buf + held, BLOCK - held, in->size);
		if (n < 0)
			return cannot_read(in, f);
		len = held + (size_t)n;
		whole = n == 0 ? len : len - utf8_cut(in->buf, len);
		nul = sv->nul < 0 ? memchr(in->buf, '\0', len) : NULL;
		if (nul)
			sv->nul = in->size - (off_t)held + (nul - in->buf);
		if (sv->bad < 0 && !text_is_utf8(in->buf, whole, &bad))
			sv->bad = in->size - (off_t)held + (off_t)bad;
		held = len - whole;
		memmove(in->buf, in->buf + whole, held);
		in->size += n;
	} while (n > 0);
	return ST_OK;
}

static enum status tmp_text(struct csvfile *in, int fd, const char *s,
                            size_t len, struct survey *sv, struct fault *f)
{
	const char *nul = sv->nul < 0 ? memchr(s, '\0', len) : NULL;

	if (nul)
		sv->nul = in->size + (nul - s);
	in->size += (off_t)len;
	return copy_write(in, fd, s, len, f);
}

/* The whole input from `at` on through iconv; a character cut by a block's
 * end is kept for the next block.  With a descriptor, what comes out is
 * written there, and in->size and sv->nul are offsets in it; with -1 it is
 * thrown away.  sv->bad is an offset in the input. */
static enum status convert(struct csvfile *in, iconv_t cd, off_t at, int fd,
                           struct survey *sv, struct fault *f)
{
	char out[16 << 10];
	enum status s = ST_OK;
	size_t left = 0;
	ssize_t n;
	int err;

	sv->nul = sv->bad = -1;
	do {
		char *from = in->buf;

		n = read_at(in, in->buf + left, BLOCK - left, at);
		if (n < 0)
			return cannot_read(in, f);
		at += n;
		left += (size_t)n;
		do {
			char *to = out;
			size_t room = sizeof out;

			/* At the end iconv is asked for what it holds back. */
			err = iconv(cd, n ? &from : NULL, &left, &to, &room) ==
			      (size_t)-1 ? errno : 0;
			if (fd >= 0)
				s = tmp_text(in, fd, out, (size_t)(to - out), sv, f);
		} while (s == ST_OK && err == E2BIG);
		memmove(in->buf, from, left);
	} while (s == ST_OK && n > 0 && err != EILSEQ);
	if (left > 0)
		sv->bad = at - (off_t)left;
	return s;
}

/* The physical line of a byte; only a refusal needs it. */
static long line_of(struct csvfile *in, off_t offset)
{
	long line = 1;
	char before = '\0';
	off_t at = 0;

	while (at < offset) {
		size_t want = offset - at < (off_t)BLOCK ? (size_t)(offset - at)
		                                         : BLOCK;
		ssize_t n = read_at(in, in->buf, want, at), i;

		if (n <= 0)
			break;
		for (i = 0; i < n; i++) {
			char c = in->buf[i];

			line += c == '\r' || (c == '\n' && before != '\r');
			before = c;
		}
		at += n;
	}
	return line;
}

/* What a spreadsheet saves unless it is told otherwise. */
static bool is_workbook(struct csvfile *in)
{
	static const unsigned char zip[] = { 'P', 'K', 3, 4 }, ole[] = { 0xd0, 0xcf, 0x11, 0xe0 };
	char start[sizeof zip];

	return read_at(in, start, sizeof start, 0) == (ssize_t)sizeof start
		&& (memcmp(start, zip, sizeof zip) == 0 || memcmp(start, ole, sizeof ole) == 0);
}

static enum status refuse_nul(struct csvfile *in, off_t offset, struct fault *f)
{
	if (is_workbook(in))
		return fault_set(f, ST_INPUT, "%s: a workbook, not a text file: save it as CSV", in->name);
	return fault_set(f, ST_INPUT, "%s:%ld: a NUL byte: not a text file",
	                 in->name, line_of(in, offset));
}

/* The offset counts from 0 and includes a byte-order mark. */
static enum status refuse_bytes(struct csvfile *in, const char *what,
                                off_t offset, off_t line_at, struct fault *f)
{
	return fault_set(f, ST_INPUT, "%s: %s: byte %lld, line %ld", in->name,
	                 what, (long long)offset, line_of(in, line_at));
}

static enum status open_iconv(struct csvfile *in, iconv_t *cd, struct fault *f)
{
	/* '/' would let "//IGNORE" in; iconv takes "" for the locale's. */
	*cd = *in->encoding && !strchr(in->encoding, '/')
	      ? iconv_open("UTF-8", in->encoding) : NO_ICONV;
	if (*cd != NO_ICONV)
		return ST_OK;
	return fault_set(f, ST_USAGE, "%s: no such encoding: '%s'", in->name,
	                 in->encoding);
}

/* Where neither fits, the one that got further is most likely what the file
 * is meant to be: its first bad byte is the one to look at. */
static enum status settle_gb18030(struct csvfile *in, bool asked,
                                  const struct survey *utf8, struct fault *f)
{
	struct survey sv;
	iconv_t cd;
	enum status s = open_iconv(in, &cd, f);

	if (s != ST_OK)
		return s;
	s = convert(in, cd, in->start, -1, &sv, f);
	iconv_close(cd);
	if (s != ST_OK || sv.bad < 0)
		return s;
	if (asked)
		return refuse_bytes(in, "not GB18030", sv.bad, sv.bad, f);
	if (sv.bad < utf8->bad)
		sv.bad = utf8->bad;
	return refuse_bytes(in, "neither UTF-8 nor GB18030", sv.bad, sv.bad, f);
}

static enum status settle_other(struct csvfile *in, const char *dir,
                                struct fault *f)
{
	struct survey sv;
	char what[64];
	enum status s;
	iconv_t cd;
	int fd;

	s = open_iconv(in, &cd, f);
	if (s != ST_OK)
		return s;
	s = copy_open(in, dir, &fd, f);
	if (s == ST_OK) {
		in->size = 0;
		s = convert(in, cd, in->start, fd, &sv, f);
		/* It reads the descriptor that is closed now. */
		join_digest(in);
		if (s == ST_OK && !is_unchanged(in))
			s = has_changed(in, f);
		tmp_use(in, fd);
		in->is_decoded = true;
	}
	iconv_close(cd);
	in->start = 0;
	if (s != ST_OK)
		return s;
	if (sv.bad >= 0) {
		snprintf(what, sizeof what, "not %s", in->encoding);
		return refuse_bytes(in, what, sv.bad, in->size, f);
	}
	return sv.nul < 0 ? ST_OK : refuse_nul(in, sv.nul, f);
}

/* "UTF-16" leaves it to the mark which of the two it is. */
static const struct bom *find_bom(struct csvfile *in, const char *asked)
{
	ssize_t n = read_at(in, in->buf, sizeof boms->bytes - 1, 0);
	size_t i;

	for (i = 0; i < sizeof boms / sizeof *boms; i++) {
		const struct bom *b = &boms[i];

		if (n >= (ssize_t)b->len && memcmp(in->buf, b->bytes, b->len) == 0 &&
		    (!asked || strcmp(asked, b->encoding) == 0 ||
		     (strcmp(asked, "UTF-16") == 0 &&
		      strncmp(b->encoding, asked, strlen(asked)) == 0)))
			return b;
	}
	return NULL;
}

static enum status settle(struct csvfile *in, const char *asked, const char *dir,
                          struct fault *f)
{
	const struct bom *bom;
	struct survey sv;
	enum status s;
	size_t i;

	for (i = 0; asked && i < sizeof aliases / sizeof *aliases; i++)
		if (strcasecmp(asked, aliases[i][0]) == 0)
			asked = aliases[i][1];
	s = survey(in, &sv, f);
	if (s != ST_OK)
		return s;
	bom = find_bom(in, asked);
	/* Who copies records out puts UTF-8's mark before them if this is set,
	 * which would spoil GB18030. */
	in->bom = bom && strcmp(bom->encoding, "GB18030") != 0;
	in->mark = bom ? bom->bytes : "";
	in->mark_len = bom ? bom->len : 0;
	in->start = (off_t)in->mark_len;
	/* Without a mark it is as Windows means it, not as the machine does. */
	if (asked && strcmp(asked, "UTF-16") == 0)
		asked = "UTF-16LE";
	in->encoding = mem_strdup(bom ? bom->encoding : asked ? asked :
	                          sv.bad < 0 ? "UTF-8" : "GB18030");
	if (strcmp(in->encoding, "UTF-8") != 0 &&
	    strcmp(in->encoding, "GB18030") != 0)
		return settle_other(in, dir, f);
	if (sv.nul >= 0)
		return refuse_nul(in, sv.nul, f);
	if (strcmp(in->encoding, "GB18030") == 0)
		return settle_gb18030(in, asked || bom, &sv, f);
	if (sv.bad >= 0)
		return refuse_bytes(in, "not UTF-8", sv.bad, sv.bad, f);
	return ST_OK;
}

/* ---- what the header promises ---- */

enum status csvfile_open(struct csvfile *in, int fd, const char *name, const char *encoding,
                         const char *tmp_dir, struct fault *f)
{
	enum status s;

	memset(in, 0, sizeof *in);
	in->fd = fd;
	in->name = mem_strdup(name);
	pthread_mutex_init(&in->joining, NULL);
	in->buf = mem_alloc(BLOCK);
	s = make_seekable(in, tmp_dir, f);
	if (s == ST_OK) {
		start_digest(in);
		s = settle(in, encoding, tmp_dir, f);
	}
	free(in->buf);
	in->buf = NULL;
	return s;
}

void csvfile_close(struct csvfile *in)
{
	atomic_store(&in->is_given_up, true);
	join_digest(in);
	pthread_mutex_destroy(&in->joining);
	if (in->fd >= 0)
		close(in->fd);
	free(in->encoding);
	free(in->name);
}

enum status csvfile_read(const struct csvfile *in, char *to, size_t len, off_t at, struct fault *f)
{
	ssize_t n = read_at(in, to, len, at);

	if (n < 0)
		return cannot_read(in, f);
	return (size_t)n < len ? has_changed(in, f) : ST_OK;
}

const char *csvfile_digest(struct csvfile *in)
{
	join_digest(in);
	return in->digest;
}

enum status csvfile_check(struct csvfile *in, struct fault *f)
{
	join_digest(in);
	if (in->digest_error) {
		errno = in->digest_error;
		return cannot_read(in, f);
	}
	return is_unchanged(in) ? ST_OK : has_changed(in, f);
}
