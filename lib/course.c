/* SPDX-License-Identifier: MIT */
#include "course.h"

#include "mem.h"

#include <stdlib.h>
#include <string.h>

enum { FOR_EVER = INT32_MAX };

/* Sums of hours such as 0.1 are not exact. */
#define HOURS_SLACK 1e-6

/* A row of table course. */
struct want {
	char *course, *post;
	bool wants_hours, wants_score;
	double hours, pass_score;
	int months;             /* 0: valid for ever */
};

struct training {
	int32_t day, end;       /* it counts from day until before end */
	double hours, score;
	bool has_score;
	int is_passed;          /* -1: nobody said */
};

struct courses {
	struct desk *desk;
	char day_on[WHEN_DATE_SIZE];
	int32_t day;
	struct want *want;      /* by course, that of every post before the others */
	size_t wants;
	struct training *had;   /* of the worker and course at hand, by day */
	size_t count, cap;
};

/* What counts on a day. */
struct sum {
	size_t count;
	double hours, score;
	bool has_score, is_enough, is_passed;
};

const char *course_state_name(enum course_state state)
{
	static const char *const name[] = {
		[COURSE_HELD] = "held", [COURSE_MISSING] = "missing", [COURSE_EXPIRED] = "expired",
		[COURSE_HOURS] = "hours", [COURSE_FAILED] = "failed",
	};

	return name[state];
}

static int32_t months_after(int32_t day, int months)
{
	int year, month, mday;

	when_civil(day, &year, &month, &mday);
	months += month - 1;
	year += months / 12;
	month = months % 12 + 1;
	while (!when_is_date(year, month, mday))
		mday--;
	return when_day(year, month, mday);
}

/* Reading ------------------------------------------------------------------- */

static enum status load_wants(struct courses *c, struct fault *f)
{
	struct query *q = db_query(c->desk->db, SQL_COURSE_WANTS);
	size_t cap = 0;
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		struct want *w;

		MEM_ROOM(c->want, c->wants, cap);
		w = &c->want[c->wants++];
		w->course = mem_strdup(db_text(q, 0));
		w->post = mem_strdup(db_text(q, 1));
		w->wants_hours = !db_is_null(q, 2);
		w->hours = db_real(q, 2);
		w->wants_score = !db_is_null(q, 3);
		w->pass_score = db_real(q, 3);
		w->months = (int)db_int(q, 4);
	}
	return st;
}

static enum status load_trainings(struct courses *c, int64_t worker_id, const struct want *w, struct fault *f)
{
	struct query *q = db_query(c->desk->db, SQL_COURSE_TRAININGS);
	struct fault ignored;
	struct training t;
	bool row;
	enum status st;

	c->count = 0;
	db_bind_int(q, db_param(q, ":worker_id"), worker_id);
	db_bind_text(q, db_param(q, ":course"), w->course);
	db_bind_text(q, db_param(q, ":day_on"), c->day_on);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		/* Plain sqlite3 may have put there what is no day. */
		if (when_parse_day(db_text(q, 0), &t.day, &ignored) != ST_OK)
			continue;
		t.end = w->months > 0 ? months_after(t.day, w->months) : FOR_EVER;
		t.hours = db_real(q, 1);
		t.has_score = !db_is_null(q, 2);
		t.score = db_real(q, 2);
		t.is_passed = db_is_null(q, 3) ? -1 : (int)db_int(q, 3);
		MEM_ROOM(c->had, c->count, c->cap);
		c->had[c->count++] = t;
	}
	return st;
}

/* Standing ------------------------------------------------------------------ */

static bool is_passed(const struct want *w, const struct training *t)
{
	if (t->is_passed >= 0)
		return t->is_passed;
	return !w->wants_score || (t->has_score && t->score >= w->pass_score);
}

/* On a day that no training is behind. */
static struct sum add_up(const struct courses *c, const struct want *w, int32_t day)
{
	struct sum s = { 0, 0, 0, false, false, false };
	size_t i;

	for (i = 0; i < c->count; i++) {
		const struct training *t = &c->had[i];

		if (t->end <= day)
			continue;
		s.count++;
		s.hours += t->hours;
		s.is_passed |= is_passed(w, t);
		if (t->has_score && (!s.has_score || t->score > s.score))
			s.score = t->score;
		s.has_score |= t->has_score;
	}
	s.is_enough = w->wants_hours ? s.hours + HOURS_SLACK >= w->hours : s.count > 0;
	return s;
}

static bool is_held(const struct sum *s)
{
	return s->is_enough && s->is_passed;
}

/* The first day on which what is held on that day is no more: one of those on
 * which a training ceases to count. */
static int32_t ends_on(const struct courses *c, const struct want *w, int32_t day)
{
	struct sum s;
	int32_t next;
	size_t i;

	do {
		for (next = FOR_EVER, i = 0; i < c->count; i++)
			if (c->had[i].end > day && c->had[i].end < next)
				next = c->had[i].end;
		day = next;
		s = add_up(c, w, day);
	} while (day != FOR_EVER && is_held(&s));
	return day;
}

/* Nobody was trained after the last training, so what was held on its day and is
 * no more has run out since. */
static enum course_state state_of(const struct sum *now, const struct sum *last)
{
	if (is_held(now))
		return COURSE_HELD;
	if (is_held(last))
		return COURSE_EXPIRED;
	if (!now->count)
		now = last;
	return now->is_enough ? COURSE_FAILED : COURSE_HOURS;
}

static void judge(const struct courses *c, const struct want *w, struct course_standing *s)
{
	struct sum now = add_up(c, w, c->day), last;
	int32_t last_day, end = FOR_EVER;

	s->course = w->course;
	s->wants_hours = w->wants_hours;
	s->hours_wanted = w->hours;
	s->wants_score = w->wants_score;
	s->pass_score = w->pass_score;
	s->hours_had = now.hours;
	s->last_on[0] = s->valid_until[0] = '\0';
	s->state = COURSE_MISSING;
	s->has_score = false;
	if (c->count) {
		last_day = c->had[c->count - 1].day;
		last = add_up(c, w, last_day);
		s->state = state_of(&now, &last);
		s->has_score = now.count ? now.has_score : last.has_score;
		s->score = now.count ? now.score : last.score;
		when_format_day(last_day, s->last_on);
		if (s->state == COURSE_HELD || s->state == COURSE_EXPIRED)
			end = ends_on(c, w, last_day);
	}
	s->is_held = s->state == COURSE_HELD;
	if (end != FOR_EVER)
		when_format_day(end - 1, s->valid_until);
}

/* The whole ------------------------------------------------------------------- */

/* The row for the post among those of one course from `at` on: its own, else that
 * of every post, which stands first; *next is behind them. */
static const struct want *wanted(const struct courses *c, size_t at, const char *post, size_t *next)
{
	const struct want *w = *c->want[at].post ? NULL : &c->want[at];
	size_t i;

	for (i = at; i < c->wants && strcmp(c->want[i].course, c->want[at].course) == 0; i++)
		if (*post && strcmp(c->want[i].post, post) == 0)
			w = &c->want[i];
	*next = i;
	return w;
}

static enum status take_worker(struct courses *c, struct course_standing *s, course_take *take, void *arg, struct fault *f)
{
	const struct want *w;
	size_t i, next;
	enum status st = ST_OK;

	for (i = 0; i < c->wants && st == ST_OK; i = next) {
		w = wanted(c, i, s->post, &next);
		if (!w)
			continue;
		st = load_trainings(c, s->worker_id, w, f);
		if (st != ST_OK)
			return st;
		judge(c, w, s);
		st = take(arg, s, f);
	}
	return st;
}

static enum status take_workers(struct courses *c, const char *area, int64_t worker_id, course_take *take, void *arg,
                                struct fault *f)
{
	struct query *q = db_query(c->desk->db, SQL_WORKERS_ON);
	struct course_standing s;
	bool row;
	enum status st;

	memset(&s, 0, sizeof s);
	db_bind_text(q, db_param(q, ":day_on"), c->day_on);
	db_bind_id(q, db_param(q, ":worker_id"), worker_id);
	db_bind_text(q, db_param(q, ":area"), area);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		s.worker_id = db_int(q, 0);
		s.code = db_text(q, 1);
		s.name = db_text(q, 2);
		s.post = db_text(q, 3);
		s.area_id = db_int(q, 4);
		s.area = db_text(q, 5);
		s.department_id = db_int(q, 6);
		st = take_worker(c, &s, take, arg, f);
		if (st != ST_OK)
			break;
	}
	db_done(q);
	return st;
}

enum status course_each(struct desk *d, int32_t day, const char *area, int64_t worker_id,
                        course_take *take, void *arg, struct fault *f)
{
	struct courses c = { .desk = d, .day = day };
	enum status st;
	size_t i;

	when_format_day(day, c.day_on);
	st = load_wants(&c, f);
	if (st == ST_OK && c.wants)
		st = take_workers(&c, area, worker_id, take, arg, f);
	for (i = 0; i < c.wants; i++) {
		free(c.want[i].course);
		free(c.want[i].post);
	}
	free(c.want);
	free(c.had);
	return st;
}
