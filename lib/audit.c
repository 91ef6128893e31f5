/* SPDX-License-Identifier: MIT */
#include "audit.h"

#include "desk.h"
#include "form.h"
#include "when.h"

#include <stdio.h>
#include <string.h>

void audit_digest_end(struct sm3_ctx *sm3, char hex[65])
{
	static const char digit[] = "0123456789abcdef";
	uint8_t digest[SM3_DIGEST_SIZE];
	int i;

	sm3_digest(sm3, sizeof digest, digest);
	for (i = 0; i < SM3_DIGEST_SIZE; i++) {
		hex[2 * i] = digit[digest[i] >> 4];
		hex[2 * i + 1] = digit[digest[i] & 15];
	}
	hex[64] = '\0';
}

void audit_digest_salted(const void *salt, size_t salt_len, const void *p, size_t len, char hex[65])
{
	struct sm3_ctx sm3;

	sm3_init(&sm3);
	sm3_update(&sm3, salt_len, salt);
	sm3_update(&sm3, len, p);
	audit_digest_end(&sm3, hex);
}

void audit_digest(const void *p, size_t len, char hex[65])
{
	audit_digest_salted("", 0, p, len, hex);
}

void audit_start(struct audit *a)
{
	sm3_init(&a->rows);
	sm3_init(&a->events);
	a->row_count = a->event_count = 0;
	a->audit_id = 0;
}

enum status audit_last(struct db *db, int64_t *audit_id, char digest[65], struct fault *f)
{
	struct query *q = db_query(db, SQL_AUDIT_LAST);
	bool row;
	enum status st = db_step(q, &row, f);

	*audit_id = st == ST_OK && row ? db_int(q, 1) : 0;
	str_copy(digest, 65, *audit_id ? db_text(q, 0) : NULL);
	db_done(q);
	return st;
}

enum status audit_number(struct desk *d, int64_t *audit_id, struct fault *f)
{
	char digest[65];
	int64_t last;
	enum status st = ST_OK;

	if (!d->audit.audit_id) {
		st = audit_last(d->db, &last, digest, f);
		if (st == ST_OK)
			d->audit.audit_id = last + 1;
	}
	*audit_id = d->audit.audit_id;
	return st;
}

void audit_event(struct audit *a, const struct str *form)
{
	sm3_update(&a->events, form->len, (const uint8_t *)form->s);
	a->event_count++;
}

enum status audit_salted(struct desk *d, int64_t casefile_id, const char *text, char hex[65], struct fault *f)
{
	struct query *q = db_query(d->db, SQL_CASEFILE_SALT);
	const void *salt;
	size_t len;
	bool row;
	enum status st;

	db_bind_int(q, 1, casefile_id);
	st = db_step(q, &row, f);
	if (st == ST_OK && !row)
		st = fault_set(f, ST_INTERNAL, "no case has the number %lld", (long long)casefile_id);
	if (st == ST_OK) {
		salt = db_blob(q, 0, &len);
		if (len)
			audit_digest_salted(salt, len, text, strlen(text), hex);
		else
			st = fault_set(f, ST_REFUSED, "it was forgotten");
	}
	db_done(q);
	return st;
}

void audit_row(struct audit *a, const char *what, int64_t line, const char *how)
{
	char room[128];
	/* Once a row of an import: it must not ask for memory. */
	struct str form = { room, 0, sizeof room };

	form_word(&form, what);
	form_int(&form, line);
	form_word(&form, how);
	sm3_update(&a->rows, form.len, (const uint8_t *)form.s);
	a->row_count++;
}

/* What a digest says; of nothing there is none. */
static const char *digest_of(struct sm3_ctx *sm3, int64_t count, char hex[65])
{
	audit_digest_end(sm3, hex);
	return count ? hex : NULL;
}

static enum status append(struct desk *d, const char *command, const char *kind, const char *note,
                          int64_t audit_id, const char *previous, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_AUDIT_INSERT);
	struct audit *a = &d->audit;
	struct str form = STR_INIT;
	char hex[65];
	int i = 1;

	db_form(q, &form);
	db_bind_int(q, i++, audit_id);
	db_bind_int(q, i++, d->now);
	db_bind_text(q, i++, command);
	db_bind_text(q, i++, kind);
	db_bind_text(q, i++, d->actor.code);
	db_bind_text(q, i++, d->unix_user);
	db_bind_int(q, i++, when_is_fixed());
	db_bind_int(q, i++, a->row_count);
	db_bind_text(q, i++, digest_of(&a->rows, a->row_count, hex));
	db_bind_int(q, i++, a->event_count);
	db_bind_text(q, i++, digest_of(&a->events, a->event_count, hex));
	db_bind_text(q, i++, note);
	db_bind_text(q, i++, previous);
	audit_digest(form.s, form.len, hex);
	db_bind_text(q, i, hex);
	db_formed(q);
	str_release(&form);
	audit_start(a);
	return db_run(q, f);
}

enum status audit_append(struct desk *d, const char *command, const char *kind, const char *note, struct fault *f)
{
	char previous[65];
	int64_t last;
	enum status st = audit_last(d->db, &last, previous, f);

	return st == ST_OK ? append(d, command, kind, note, last + 1, previous, f) : st;
}

void audit_head(int64_t audit_id, const char *digest, char head[HEAD_SIZE])
{
	snprintf(head, HEAD_SIZE, "%lld-%.8s-%.8s-%.8s-%.8s", (long long)audit_id, digest, digest + 8, digest + 16, digest + 24);
}

enum status audit_head_parse(const char *text, int64_t *audit_id, char digits[HEAD_DIGITS + 1], struct fault *f)
{
	const char *p;
	int n = 0;

	*audit_id = 0;
	for (p = text; *p >= '0' && *p <= '9' && *audit_id < INT64_MAX / 100; p++)
		*audit_id = *audit_id * 10 + (*p - '0');
	if (*audit_id && *p == '-')
		for (p++; *p && n < HEAD_DIGITS; p++)
			if (*p != '-' && *p != ' ')
				digits[n++] = (char)(*p >= 'A' && *p <= 'F' ? *p - 'A' + 'a' : *p);
	digits[n] = '\0';
	if (*p || n < HEAD_DIGITS || digits[strspn(digits, "0123456789abcdef")])
		return fault_set(f, ST_USAGE, "'%s' is no head as grid-log --head prints it", text);
	return ST_OK;
}
