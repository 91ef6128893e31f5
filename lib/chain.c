/* SPDX-License-Identifier: MIT
 *
 * The audit from its first row to its last, with the events beside it in the
 * order in which their commands wrote them: each row's digest and those of its
 * events are made again from what stands in the file.  The digest that stands
 * in a row, not the one made again, is what the next one has to follow, so
 * that one changed row is one finding.
 */
#include "check.h"

#include "form.h"
#include "freeze.h"

#include <stdio.h>
#include <string.h>

/* Columns of audit_rows; the digest is the last. */
enum {
	R_ID, R_AT, R_COMMAND, R_KIND, R_ACTOR, R_USER, R_FIXED, R_ROWS, R_ROWS_DIGEST, R_EVENTS, R_EVENTS_DIGEST,
	R_NOTE, R_PREVIOUS, R_DIGEST,
};

/* Columns of audit_events before those of the event itself. */
enum { E_AUDIT, E_NO, E_AT, E_RECORDED, E_NOTE, E_CASE_NO, E_SEQ, E_SALT, E_FIRST };

struct chain {
	struct check *check;
	struct query *row, *event;
	bool is_row, is_event;          /* one is at hand */
	struct str form, previous;
	int64_t next_id;                /* the number that the next row should have */
	int note;                       /* where the event's own note stands */
};

static const char *audit_name(int64_t id, char name[40])
{
	snprintf(name, 40, "audit %lld", (long long)id);
	return name;
}

static bool is_text(struct query *q, int column, const char *text, size_t text_len)
{
	size_t len;
	const char *s = db_span(q, column, &len);

	return s && len == text_len && memcmp(s, text, len) == 0;
}

/* Events -------------------------------------------------------------------- */

static enum status next_event(struct chain *h, struct fault *f)
{
	return db_step(h->event, &h->is_event, f);
}

static const char *event_name(struct query *q, char name[128])
{
	snprintf(name, 128, "%s event %lld", db_text(q, E_CASE_NO), (long long)db_int(q, E_SEQ));
	return name;
}

/* A note stands in the form as its salted digest.  Of a case that was
 * forgotten, whose salt is empty, that is all there is left of it. */
static void form_note(struct query *q, struct str *form)
{
	size_t len, salt_len;
	const char *note = db_span(q, E_NOTE, &len);
	const void *salt = db_blob(q, E_SALT, &salt_len);
	char hex[65];

	if (!note || !salt_len) {
		db_form_column(q, E_NOTE, form);
		return;
	}
	audit_digest_salted(salt, salt_len, note, len, hex);
	form_word(form, hex);
}

static void form_event(struct chain *h)
{
	int i, n = db_columns(h->event);

	h->form.len = 0;
	for (i = E_FIRST; i < n; i++)
		if (i == h->note)
			form_note(h->event, &h->form);
		else
			db_form_column(h->event, i, &h->form);
}

/* Events that name no row which is there, up to the row `id`. */
static enum status pass_strays(struct chain *h, int64_t id, struct fault *f)
{
	char name[128];
	int64_t of = 0, n = 0;
	enum status st = ST_OK;

	while (st == ST_OK && h->is_event && (db_is_null(h->event, E_AUDIT) || db_int(h->event, E_AUDIT) < id)) {
		if (db_is_null(h->event, E_AUDIT)) {
			check_found(h->check, event_name(h->event, name), "no command wrote it");
		} else {
			if (n && db_int(h->event, E_AUDIT) != of) {
				check_found(h->check, audit_name(of, name), "%lld events name a row that there is not", (long long)n);
				n = 0;
			}
			of = db_int(h->event, E_AUDIT);
			n++;
		}
		st = next_event(h, f);
	}
	if (st == ST_OK && n)
		check_found(h->check, audit_name(of, name), "%lld events name a row that there is not", (long long)n);
	return st;
}

static void check_times(struct chain *h, int64_t at)
{
	char name[128];
	int64_t happened = db_int(h->event, E_AT), recorded = db_int(h->event, E_RECORDED);

	if (happened > h->check->desk->now || recorded > h->check->desk->now)
		check_found(h->check, event_name(h->event, name), "it lies in the future");
	if (happened > recorded)
		check_found(h->check, event_name(h->event, name), "it happened after it was entered");
	if (recorded > at)
		check_found(h->check, event_name(h->event, name), "it was entered after its command (audit %lld)",
		            (long long)db_int(h->row, R_ID));
}

/* The events of the row at hand. */
static enum status check_events(struct chain *h, struct fault *f)
{
	int64_t id = db_int(h->row, R_ID), want = db_int(h->row, R_EVENTS), n = 0;
	struct sm3_ctx sm3;
	char name[40], hex[65];
	bool is_ordered = true;
	enum status st = pass_strays(h, id, f);

	sm3_init(&sm3);
	while (st == ST_OK && h->is_event && db_int(h->event, E_AUDIT) == id) {
		is_ordered = is_ordered && db_int(h->event, E_NO) == n + 1;
		n++;
		form_event(h);
		sm3_update(&sm3, h->form.len, (const uint8_t *)h->form.s);
		check_times(h, db_int(h->row, R_AT));
		st = next_event(h, f);
	}
	if (st != ST_OK)
		return st;
	audit_digest_end(&sm3, hex);
	if (n != want)
		check_found(h->check, audit_name(id, name), "it counts %lld events and %lld are there", (long long)want, (long long)n);
	else if (!is_ordered)
		check_found(h->check, audit_name(id, name), "its events are not numbered from 1 to %lld", (long long)n);
	else if (n && !is_text(h->row, R_EVENTS_DIGEST, hex, 64))
		check_found(h->check, audit_name(id, name), "an event of its %lld was changed", (long long)n);
	return ST_OK;
}

/* Rows ---------------------------------------------------------------------- */

static void missing(struct chain *h, int64_t from, int64_t to)
{
	char name[80];

	snprintf(name, sizeof name, from == to ? "audit %lld" : "audit %lld to %lld", (long long)from, (long long)to);
	check_found(h->check, name, "missing");
}

/* What froze or corrected scores stands for the rows that it wrote. */
static enum status check_scores(struct chain *h, struct fault *f)
{
	int64_t id = db_int(h->row, R_ID), n = 0;
	struct sm3_ctx sm3;
	char name[40], hex[65];
	enum status st;

	if (!is_text(h->row, R_KIND, "score-result", strlen("score-result")))
		return ST_OK;
	sm3_init(&sm3);
	st = freeze_digest(h->check->desk, id, &sm3, &n, f);
	if (st != ST_OK)
		return st;
	audit_digest_end(&sm3, hex);
	if (n != db_int(h->row, R_ROWS))
		check_found(h->check, audit_name(id, name), "it counts %lld rows of scores and %lld are there", (long long)db_int(h->row, R_ROWS), (long long)n);
	else if (!is_text(h->row, R_ROWS_DIGEST, hex, 64))
		check_found(h->check, audit_name(id, name), "a score of its %lld rows was changed", (long long)n);
	return ST_OK;
}

/* Number and predecessor. */
static void check_place(struct chain *h)
{
	int64_t id = db_int(h->row, R_ID);
	char name[40];

	if (id > h->next_id)
		missing(h, h->next_id, id - 1);
	else if (id < h->next_id)
		check_found(h->check, audit_name(id, name), "rows are numbered from 1");
	else if (!is_text(h->row, R_PREVIOUS, h->previous.s, h->previous.len))
		check_found(h->check, audit_name(id, name), "it does not follow the row before it");
}

static void check_row(struct chain *h)
{
	struct check *c = h->check;
	char name[40], hex[65];
	size_t len;
	const char *digest = db_span(h->row, R_DIGEST, &len);
	int64_t id = db_int(h->row, R_ID);
	int i;

	check_place(h);
	h->form.len = 0;
	for (i = 0; i < R_DIGEST; i++)
		db_form_column(h->row, i, &h->form);
	audit_digest(h->form.s, h->form.len, hex);
	audit_name(id, name);
	if (!is_text(h->row, R_DIGEST, hex, 64))
		check_found(c, name, "it was changed");
	if (db_int(h->row, R_AT) > c->desk->now)
		check_found(c, name, "it lies in the future");
	if (db_int(h->row, R_FIXED))
		check_remark(c, name, "the clock was fixed");
	if (id == c->head_id && (len < HEAD_DIGITS || memcmp(digest, c->head, HEAD_DIGITS) != 0))
		check_found(c, name, "not the row of the head: it or what stood before it was rewritten");
	str_reset(&h->previous);
	str_add(&h->previous, digest ? digest : "", digest ? len : 0);
	h->next_id = id < h->next_id ? h->next_id : id + 1;
}

/* What is not there any more at the end. */
static enum status check_end(struct chain *h, struct fault *f)
{
	struct check *c = h->check;
	int64_t given, last = h->next_id - 1;
	char name[40];
	enum status st = pass_strays(h, INT64_MAX, f);

	if (st == ST_OK)
		st = db_last_given(c->desk->db, "audit", &given, f);
	if (st != ST_OK)
		return st;
	if (given > last)
		missing(h, last + 1, given);
	else if (given < last)
		check_found(c, audit_name(last, name), "it was added by no command");
	if (c->head_id > last)
		check_found(c, audit_name(c->head_id, name), "the row of the head is missing: the last is %lld", (long long)last);
	return ST_OK;
}

enum status chain_check(struct check *c, struct fault *f)
{
	struct chain h = { .check = c, .next_id = 1 };
	enum status st;

	h.row = db_query(c->desk->db, SQL_AUDIT_ROWS);
	h.event = db_query(c->desk->db, SQL_AUDIT_EVENTS);
	str_reset(&h.previous);
	str_reset(&h.form);
	st = next_event(&h, f);
	h.note = db_column(h.event, "note");
	while (st == ST_OK && (st = db_step(h.row, &h.is_row, f)) == ST_OK && h.is_row) {
		check_row(&h);
		st = check_events(&h, f);
		if (st == ST_OK)
			st = check_scores(&h, f);
	}
	if (st == ST_OK)
		st = check_end(&h, f);
	db_done(h.row);
	db_done(h.event);
	str_release(&h.form);
	str_release(&h.previous);
	return st;
}
