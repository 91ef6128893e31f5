/* SPDX-License-Identifier: MIT
 *
 * The masked forms of out.h.  Where a value is not what its class expects,
 * more is hidden, never less.
 */
#include "out.h"

#include "text.h"

#include <string.h>

/* Two-character surnames.  Those that also read well as a one-character
 * surname and a given name (单于, 梁丘, 乐正 ...) are left out, since taking
 * them for a surname would show a character of the given name. */
static const char compound[] =
	"欧阳 司马 上官 诸葛 司徒 东方 独孤 南宫 夏侯 尉迟 皇甫 公孙 慕容 "
	"令狐 长孙 宇文 轩辕 端木 百里 呼延 闻人 赫连 澹台 公冶 濮阳 淳于 "
	"申屠 仲孙 钟离 鲜于 闾丘 司空 司寇 亓官 颛孙 巫马 公西 公羊 漆雕 "
	"拓跋 东郭 西门 南门 羊舌 第五 万俟 纳兰 太史 ";

enum { COMPOUND = 6 };          /* bytes of two characters */

/* Receives whole characters; once one does not fit, nothing more. */
struct sink {
	char *buf;
	size_t size;
	size_t len;
	bool full;
};

static void put(struct sink *k, const char *s, size_t len)
{
	if (k->full || len >= k->size - k->len) {
		k->full = true;
		return;
	}
	memcpy(k->buf + k->len, s, len);
	k->len += len;
	k->buf[k->len] = '\0';
}

static void put_chars(struct sink *k, const char *s, size_t len)
{
	size_t n;

	for (; len > 0; s += n, len -= n) {
		text_next(s, &n);
		put(k, s, n);
	}
}

static void put_stars(struct sink *k, size_t count)
{
	while (count-- > 0)
		put(k, "*", 1);
}

/* Characters in s[0..len). */
static size_t chars(const char *s, size_t len)
{
	size_t count = 0, n;

	for (; len > 0; s += n, len -= n, count++)
		text_next(s, &n);
	return count;
}

/* One number: 3 and 4 of those long enough for a mobile's 11, else 2.  A
 * kept place shows only what a number is written with: some cells have the
 * owner's name before the number. */
static void mask_number(struct sink *k, const char *s, size_t len)
{
	size_t total = chars(s, len), head = 0, tail = 2, i, n;

	if (total >= 11) {
		head = 3;
		tail = 4;
	} else if (total <= 2) {
		tail = 0;
	}
	for (i = 0; i < total; i++, s += n) {
		text_next(s, &n);
		if ((i < head || i >= total - tail) &&
		    strchr("0123456789+-()", *s))
			put(k, s, n);
		else
			put(k, "*", 1);
	}
}

/* Length of the separator of several numbers that s begins with, or 0. */
static size_t separator(const char *s)
{
	static const char *const wide[] = { "、", "，", "；", "　" };
	size_t i;

	if (strchr(";,/ \t\r\n", *s))
		return 1;
	for (i = 0; i < sizeof wide / sizeof wide[0]; i++)
		if (strncmp(s, wide[i], strlen(wide[i])) == 0)
			return strlen(wide[i]);
	return 0;
}

static void mask_phone(struct sink *k, const char *s)
{
	while (*s) {
		size_t len = 0, n = separator(s);

		if (n > 0) {
			put(k, s, n);
			s += n;
			continue;
		}
		while (s[len] && separator(s + len) == 0) {
			text_next(s + len, &n);
			len += n;
		}
		mask_number(k, s, len);
		s += len;
	}
}

/* Each stands in the list with a blank behind. */
static bool is_compound(const char *s, size_t len)
{
	const char *p;

	if (len != COMPOUND)
		return false;
	for (p = compound; *p; p += COMPOUND + 1)
		if (memcmp(p, s, COMPOUND) == 0)
			return true;
	return false;
}

/* Always at least one star, so that import knows it for masked. */
static void mask_name(struct sink *k, const char *s)
{
	size_t total = chars(s, strlen(s)), keep, second;

	text_next(s, &keep);
	if (total > 2) {
		text_next(s + keep, &second);
		if (is_compound(s, keep + second)) {
			put_chars(k, s, keep + second);
			put_stars(k, total - 2);
			return;
		}
	}
	put(k, s, keep);
	put_stars(k, total > 1 ? total - 1 : 1);
}

static void mask_id(struct sink *k, const char *s)
{
	size_t total = chars(s, strlen(s)), i, n;

	for (i = 0; *s; i++, s += n) {
		text_next(s, &n);
		if (total > 3 && (i == 0 || i >= total - 2))
			put(k, s, n);
		else
			put(k, "*", 1);
	}
}

/* What a building is numbered with: digits, Chinese numerals, a letter. */
static bool is_numeral(uint32_t c)
{
	static const char chinese[] = "〇零一二三四五六七八九十百";
	const char *p = chinese;
	size_t n;

	if ((c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19) ||
	    (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
		return true;
	for (; *p; p += n)
		if (text_next(p, &n) == c)
			return true;
	return false;
}

/* Bytes up to and including the first numbered building word, else the
 * first 号, else 0.  楼 without 号 before it is a building where no house
 * number came first, and a storey (hidden) behind one. */
static size_t to_building(const char *s)
{
	static const char *const word[] = { "号楼", "栋", "幢", "座", "楼" };
	uint32_t c, before = 0;
	size_t house = 0, i, n, at, len;

	for (at = 0; s[at]; at += n, before = c) {
		c = text_next(s + at, &n);
		/* 号 栋 幢 座 楼, which the words begin with */
		if (c != 0x53F7 && c != 0x680B && c != 0x5E62 && c != 0x5EA7 && c != 0x697C)
			continue;
		for (i = 0; i < sizeof word / sizeof word[0]; i++) {
			len = strlen(word[i]);
			if (strncmp(s + at, word[i], len) == 0 &&
			    is_numeral(before) &&
			    (house == 0 || strcmp(word[i], "楼") != 0))
				return at + len;
		}
		if (house == 0 && strncmp(s + at, "号", strlen("号")) == 0)
			house = at + n;
	}
	return house;
}

static void mask_address(struct sink *k, const char *s)
{
	size_t keep = to_building(s), i, n;

	if (keep == 0) {
		for (i = 0; i < 6 && s[keep]; i++, keep += n)
			text_next(s + keep, &n);
		put_chars(k, s, keep);
		put_stars(k, 3);
		return;
	}
	put_chars(k, s, keep);
	if (s[keep])
		put_stars(k, 3);
}

void out_mask(enum field_mask mask, const char *value, char *buf, size_t size)
{
	struct sink k = { buf, size, 0, false };

	if (size == 0)
		return;
	buf[0] = '\0';
	if (!*value)
		return;
	switch (mask) {
	case MASK_NONE:
		put_chars(&k, value, strlen(value));
		break;
	case MASK_PHONE:
		mask_phone(&k, value);
		break;
	case MASK_NAME:
		mask_name(&k, value);
		break;
	case MASK_ID:
		mask_id(&k, value);
		break;
	case MASK_ADDRESS:
		mask_address(&k, value);
		break;
	}
}
