/* SPDX-License-Identifier: MIT */
#include "audit.h"

#include "when.h"

#include <stdio.h>
#include <string.h>

static void to_hex(const uint8_t digest[SM3_DIGEST_SIZE], char hex[65])
{
	int i;

	for (i = 0; i < SM3_DIGEST_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

void audit_digest(const void *p, size_t len, char hex[65])
{
	struct sm3_ctx sm3;
	uint8_t digest[SM3_DIGEST_SIZE];

	sm3_init(&sm3);
	sm3_update(&sm3, len, p);
	sm3_digest(&sm3, sizeof digest, digest);
	to_hex(digest, hex);
}

void audit_start(struct audit *a)
{
	sm3_init(&a->rows);
	a->count = 0;
}

static void add_word(struct sm3_ctx *sm3, const char *s)
{
	size_t size = strlen(s), left = size;
	char len[24], *p = len + sizeof len;

	*--p = ':';
	do
		*--p = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	sm3_update(sm3, (size_t)(len + sizeof len - p), (const uint8_t *)p);
	sm3_update(sm3, size, (const uint8_t *)s);
}

void audit_row(struct audit *a, const char *what, const char *record, const char *how)
{
	add_word(&a->rows, what);
	add_word(&a->rows, record);
	add_word(&a->rows, how);
	a->count++;
}

void audit_row_line(struct audit *a, const char *what, int64_t line, const char *how)
{
	char text[24], *p = text + sizeof text;

	/* Once a row of an import: snprintf would cost more than the digest. */
	*--p = '\0';
	do
		*--p = (char)('0' + line % 10);
	while ((line /= 10) > 0);
	audit_row(a, what, p, how);
}

static void add_field(struct str *b, const char *s)
{
	str_addf(b, "%zu:%s", strlen(s), s);
}

static void add_number(struct str *b, int64_t v)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)v);
	add_field(b, text);
}

enum status audit_append(struct audit *a, struct desk *d, const char *command, const char *note, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_AUDIT_LAST);
	struct str form = STR_INIT;
	uint8_t digest[SM3_DIGEST_SIZE];
	char previous[65] = "", rows[65], own[65];
	bool row;
	enum status st = db_step(q, &row, f);

	if (st != ST_OK)
		return st;
	if (row)
		snprintf(previous, sizeof previous, "%s", db_text(q, 0));
	db_done(q);
	sm3_digest(&a->rows, sizeof digest, digest);
	to_hex(digest, rows);
	add_field(&form, previous);
	add_number(&form, d->now);
	add_field(&form, command);
	add_field(&form, d->actor.code);
	add_field(&form, d->unix_user);
	add_number(&form, when_is_fixed());
	add_number(&form, a->count);
	add_field(&form, rows);
	add_field(&form, note ? note : "");
	audit_digest(form.s, form.len, own);
	str_release(&form);
	q = db_query(d->db, SQL_AUDIT_INSERT);
	db_bind_int(q, 1, d->now);
	db_bind_text(q, 2, command);
	db_bind_text(q, 3, d->actor.code);
	db_bind_text(q, 4, d->unix_user);
	db_bind_int(q, 5, when_is_fixed());
	db_bind_int(q, 6, a->count);
	db_bind_text(q, 7, rows);
	db_bind_text(q, 8, note);
	db_bind_text(q, 9, previous);
	db_bind_text(q, 10, own);
	return db_run(q, f);
}
