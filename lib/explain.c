/* SPDX-License-Identifier: MIT
 *
 * A run is what the handle clock does without a stop: it begins with a
 * dispatch, a resumption or a rework and ends with a pause or a reply.  Its
 * stretches can be told only when it is known how it ended, and what the
 * calendar filled in later belongs to it; so a run is told when the next
 * begins, or at the end of the events.
 */
#include "explain.h"

#include "deadline.h"
#include "mem.h"
#include "str.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Runs of more working days than this are told by their first and last day. */
#define DAYS_IN_FULL 5

struct fact {                   /* an event, as far as the clock goes */
	int64_t at, from, rest, due, close_due, close_from, dispatched_at, handled_at;
	int64_t matter_id, department_id, handler_id;
	bool has_rest, is_imported;     /* by an import of cases */
	char action[24], status[16], limit[48], until_on[WHEN_DATE_SIZE], who[65];
};

struct named_day {
	int32_t day;
	bool is_workday;
	char *name;
};

struct explainer {
	struct desk *d;
	struct named_day *named;        /* the calendar, by day */
	size_t count, cap;
};

/* What is told at present. */
struct teller {
	const struct explainer *x;
	struct desk *d;
	struct explanation *e;
	const char *clock;

	bool is_begun;          /* a run waits to be told */
	bool has_limit, runs_on;
	bool is_given;          /* its deadline came with an import */
	bool is_foretold;       /* no event says yet that it runs */
	int64_t from, due;      /* due: as recorded, 0: not */
	int64_t wanted, total;  /* seconds of the limit, and of them used; wanted
	                           EXPLAIN_NONE: not known for want of year */
	int year;
	int64_t stopped_at;     /* 0: not */
	const char *stopped_by; /* the word for it */
	bool is_paused;
	char stop_note[WHEN_DATE_SIZE];
	int64_t rest;           /* that a pause left, as recorded */
	bool has_rest;
};

/* ---- steps --------------------------------------------------------- */

static void forget_steps(struct explanation *e)
{
	size_t i;

	for (i = 0; i < e->count; i++)
		free(e->step[i].note);
	e->count = 0;
}

void explain_release(struct explanation *e)
{
	forget_steps(e);
	free(e->step);
	memset(e, 0, sizeof *e);
}

void explain_amount(int64_t seconds, char *buf, size_t size)
{
	int n = snprintf(buf, size, "%" PRId64 ":%02d", seconds / 3600, (int)(seconds / 60 % 60));

	if (seconds % 60 && n > 0 && (size_t)n < size)
		snprintf(buf + n, size - (size_t)n, ":%02d", (int)(seconds % 60));
}

/* The step is good until the next one. */
static struct explain_step *put(struct teller *t, const char *what, int64_t at, int64_t until, const char *note)
{
	struct explanation *e = t->e;
	struct explain_step *s;

	MEM_ROOM(e->step, e->count, e->cap);
	s = &e->step[e->count++];
	*s = (struct explain_step){ .clock = t->clock, .what = what, .at = at, .until = until,
	                            .seconds = EXPLAIN_NONE, .total = EXPLAIN_NONE };
	if (note && *note)
		s->note = mem_strdup(note);
	return s;
}

/* One that counts so many seconds. */
static struct explain_step *put_counted(struct teller *t, const char *what, int64_t at, int64_t until, int64_t seconds,
                                        const char *note)
{
	struct explain_step *s = put(t, what, at, until, note);

	t->total += seconds;
	s->seconds = seconds;
	s->total = t->total;
	return s;
}

static void put_unknown(struct teller *t, int year)
{
	char text[12];

	snprintf(text, sizeof text, "%d", year);
	put(t, "unknown", 0, 0, text);
}

/* ---- days ---------------------------------------------------------- */

static enum status load_days(struct explainer *x, struct fault *f)
{
	struct query *q = db_query(x->d->db, SQL_CALENDAR_ALL);
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		struct named_day *n;

		MEM_ROOM(x->named, x->count, x->cap);
		n = &x->named[x->count];
		st = when_parse_day(db_text(q, 0), &n->day, f);
		if (st != ST_OK)
			break;
		n->is_workday = db_int(q, 1) != 0;
		n->name = mem_strdup(db_is_null(q, 2) ? "" : db_text(q, 2));
		x->count++;
	}
	return st;
}

enum status explain_new(struct explainer **x, struct desk *d, struct fault *f)
{
	enum status st;

	*x = mem_alloc(sizeof **x);
	(*x)->d = d;
	st = desk_clock(d, f);
	return st == ST_OK ? load_days(*x, f) : st;
}

void explain_free(struct explainer *x)
{
	size_t i;

	if (!x)
		return;
	for (i = 0; i < x->count; i++)
		free(x->named[i].name);
	free(x->named);
	free(x);
}

static int by_day(const void *a, const void *b)
{
	const struct named_day *x = a, *y = b;

	return (x->day > y->day) - (x->day < y->day);
}

static const struct named_day *named_day(const struct teller *t, int32_t day)
{
	struct named_day key = { .day = day };

	return t->x->count ? bsearch(&key, t->x->named, t->x->count, sizeof key, by_day) : NULL;
}

static bool is_worked(const struct teller *t, int32_t day)
{
	struct clock_walk w;
	int64_t from, to;

	clock_walk_init(&w, t->d->clock, when_instant(day, 0), when_instant(day + 1, 0));
	return clock_walk_next(&w, &from, &to) == CLOCK_STEP_STRETCH;
}

/* The days of [first, end) without work: a step for those of one kind that
 * follow one another.  Of a long run all plain days off are one step. */
static void put_days_off(struct teller *t, int32_t first, int32_t end, bool is_long)
{
	const struct named_day *n, *last = NULL;
	size_t at = 0, plain = 0;       /* the steps to go on with, one more; 0: none */
	int32_t day;

	for (day = first; day < end; day++) {
		struct explain_step *s;

		if (is_worked(t, day)) {
			at = 0;
			continue;
		}
		n = named_day(t, day);
		if (n && n->is_workday)
			n = NULL;       /* a weekday that has no hours */
		if (!n && is_long)
			at = plain;
		else if (at && (!n != !last || (n && strcmp(n->name, last->name) != 0)))
			at = 0;
		if (!at) {
			put(t, n ? "holiday" : "day-off", when_instant(day, 0), 0, n ? n->name : NULL);
			at = t->e->count;
		}
		if (!n)
			plain = at;
		s = &t->e->step[at - 1];
		s->until = when_instant(day + 1, 0);
		s->days++;
		last = n;
	}
}

static void put_make_ups(struct teller *t, int32_t first, int32_t end)
{
	int32_t day;

	for (day = first; day < end; day++) {
		const struct named_day *n = named_day(t, day);

		if (n && n->is_workday && is_worked(t, day))
			put(t, "make-up", when_instant(day, 0), when_instant(day + 1, 0), n->name)->days = 1;
	}
}

/* ---- stretches ----------------------------------------------------- */

static void put_stretch(struct teller *t, int32_t day, int64_t from, int64_t to)
{
	const struct named_day *n = named_day(t, day);
	bool is_make_up = n && n->is_workday;

	put_counted(t, is_make_up ? "make-up" : "work", from, to, to - from, is_make_up ? n->name : NULL);
}

static int32_t day_of(int64_t at)
{
	int32_t day, second;

	when_local(at, &day, &second);
	return day;
}

/* The days of work in [from, until), and the last of them. */
static int64_t count_days(const struct teller *t, int64_t from, int64_t until, int32_t *last)
{
	struct clock_walk w;
	int64_t a, b, days = 0;

	clock_walk_init(&w, t->d->clock, from, until);
	while (clock_walk_next(&w, &a, &b) == CLOCK_STEP_STRETCH) {
		days += days == 0 || w.day != *last;
		*last = w.day;
	}
	return days;
}

/* What counts in [from, until); the year that ends it before that, or 0. */
static int put_stretches(struct teller *t, int64_t from, int64_t until)
{
	struct clock_walk w;
	int32_t next = day_of(from), first = 0, last = 0;
	int64_t days, a, b, opens = 0, closes = 0, between = 0;
	enum clock_step step;
	bool is_long;

	if (from >= until)
		return 0;
	if (t->runs_on) {
		put_counted(t, "running", from, until, until - from, NULL);
		return 0;
	}
	days = count_days(t, from, until, &last);
	is_long = days > DAYS_IN_FULL;
	clock_walk_init(&w, t->d->clock, from, until);
	while ((step = clock_walk_next(&w, &a, &b)) == CLOCK_STEP_STRETCH) {
		if (next <= w.day && (!is_long || !opens))
			put_days_off(t, next, w.day, false);
		if (!opens)
			first = w.day;
		opens = opens ? opens : a;
		next = w.day + 1;
		if (!is_long || w.day == first) {
			put_stretch(t, w.day, a, b);
			closes = 0;
			continue;
		}
		if (w.day != last) {
			opens = closes ? opens : a;
			closes = b;
			between += b - a;
			continue;
		}
		if (closes) {
			put_counted(t, "days", opens, closes, between, NULL)->days = days - 2;
			put_make_ups(t, first + 1, last);
			put_days_off(t, first + 1, last, true);
			closes = 0;
		}
		put_stretch(t, w.day, a, b);
	}
	return step == CLOCK_STEP_UNKNOWN ? w.year : 0;
}

/* ---- runs ---------------------------------------------------------- */

/* The end of a run that was paused: since when, what was left. */
static void put_pause(struct teller *t, int64_t resumed_at)
{
	int64_t left = t->wanted == EXPLAIN_NONE ? EXPLAIN_NONE : t->wanted - t->total;

	put(t, t->stopped_by, t->stopped_at, resumed_at, t->stop_note);
	if (left != EXPLAIN_NONE)
		put(t, "rest", 0, 0, NULL)->seconds = left;
	if (!t->has_rest || t->rest == left)
		return;
	put(t, "recorded", 0, 0, NULL)->seconds = t->rest;
	if (left == EXPLAIN_NONE) {
		t->wanted = t->rest;
		t->total = 0;
	} else {
		t->total = t->wanted - t->rest;
	}
}

/* When the run uses up its limit; false: t->year is not known. */
static bool reach(struct teller *t, int64_t *due)
{
	if (t->wanted == EXPLAIN_NONE)
		return false;
	if (t->wanted <= t->total) {
		*due = t->due;          /* nothing was left: it stays due when it was */
		return true;
	}
	return clock_add_seconds(t->d->clock, t->from, t->wanted - t->total, t->runs_on, due, &t->year) == CLOCK_OK;
}

static void put_recorded(struct teller *t, int64_t due)
{
	put(t, t->is_given ? "imported" : "recorded", due, 0, NULL);
}

/* All of a run; the next one begins at `resumed_at`, 0: none does.  When it is
 * due by that, 0: not known. */
static int64_t tell_run(struct teller *t, int64_t resumed_at)
{
	int64_t due = 0, end;
	bool is_known, is_short;

	if (!t->is_begun)
		return 0;
	t->is_begun = false;
	is_known = t->has_limit && reach(t, &due);
	is_short = t->is_paused && (!is_known || t->stopped_at < due);
	end = is_short ? t->stopped_at : is_known ? due : INT64_MAX;
	if (t->has_limit && t->wanted != EXPLAIN_NONE) {
		int year = put_stretches(t, t->from, end);

		if (year) {
			t->wanted = EXPLAIN_NONE;
			t->year = year;
		}
		if (year || (!is_known && !is_short))
			put_unknown(t, t->year);
	} else if (t->has_limit) {
		put_unknown(t, t->year);
	}
	if (is_known && !is_short)
		put(t, "due", due, 0, NULL);
	if ((!is_short || !t->has_limit) && t->due && !t->is_foretold && (!is_known || t->due != due))
		put_recorded(t, t->due);
	if (t->is_paused)
		put_pause(t, resumed_at);
	else if (t->stopped_at && t->due)
		put(t, t->stopped_by ? t->stopped_by : t->stopped_at > t->due ? "late" : "in-time", t->stopped_at, 0, NULL);
	return is_known && !is_short ? due : 0;
}

/* A run that begins with what is left of the one before. */
static void go_on(struct teller *t, const char *who, int64_t from, int64_t due)
{
	tell_run(t, from);
	t->is_begun = true;
	t->from = from;
	t->due = due;
	t->stopped_at = 0;
	t->stopped_by = NULL;
	t->is_paused = t->has_rest = t->is_given = false;
	put(t, "resume", from, 0, who);
}

/* The seconds of a limit that begins to count at `from`, as a step. */
static void put_limit(struct teller *t, const char *what, const char *text, int64_t from)
{
	struct limit l;
	struct fault ignored;

	t->total = 0;
	t->wanted = EXPLAIN_NONE;
	t->has_limit = text[0] && limit_parse(text, &t->d->words, &l, &ignored) == ST_OK;
	if (!t->has_limit)
		return;
	t->runs_on = limit_runs_on(&l);
	if (clock_seconds(t->d->clock, from, &l, &t->wanted, &t->year) != CLOCK_OK)
		t->wanted = EXPLAIN_NONE;
	put(t, what, 0, 0, text)->seconds = t->wanted;
}

static void begin(struct teller *t, const struct fact *x, const char *what, int64_t from)
{
	tell_run(t, from);
	t->from = from;
	t->due = x->due;
	t->stopped_at = 0;
	t->stopped_by = NULL;
	t->is_paused = t->has_rest = false;
	t->is_given = x->is_imported;
	t->is_begun = x->limit[0] || x->due;
	if (!t->is_begun)
		return;
	put(t, what, from, 0, x->who);
	put_limit(t, "limit", x->limit, from);
}

static void extend(struct teller *t, const struct fact *x, const struct fact *before)
{
	struct limit l;
	struct fault ignored;
	int64_t more;

	t->due = x->due;
	if (!before->due || limit_parse(x->limit, &t->d->words, &l, &ignored) != ST_OK)
		return;
	if (clock_seconds(t->d->clock, before->due, &l, &more, &t->year) != CLOCK_OK)
		more = EXPLAIN_NONE;
	put(t, "extension", x->at, 0, x->limit)->seconds = more;
	t->wanted = more == EXPLAIN_NONE || t->wanted == EXPLAIN_NONE ? EXPLAIN_NONE : t->wanted + more;
}

/* Also a rest that was found out later. */
static void take_rest(struct teller *t, const struct fact *x)
{
	if (t->is_paused && x->has_rest) {
		t->has_rest = true;
		t->rest = x->rest > 0 ? x->rest : 0;
	}
}

/* Of an end that is no reply: the word for it, else NULL. */
static const char *word_for_end(const struct fact *x)
{
	return strcmp(x->action, "force") == 0 ? "force" : strcmp(x->action, "cancel") == 0 ? "cancel" : NULL;
}

static void stop(struct teller *t, const struct fact *x, int64_t at)
{
	t->stopped_at = at;
	t->is_paused = deadline_is_paused(x->status);
	t->stop_note[0] = '\0';
	if (strcmp(x->status, "returned") == 0) {
		t->stopped_by = "return";
	} else if (t->is_paused) {
		t->stopped_by = "suspend";
		str_copy(t->stop_note, sizeof t->stop_note, x->until_on);
	} else {
		t->stopped_by = word_for_end(x);
	}
	take_rest(t, x);
}

/* ---- the events ---------------------------------------------------- */

static bool is_same_clock(const struct fact *x, const struct fact *y)
{
	return x->from == y->from && x->due == y->due && x->dispatched_at == y->dispatched_at
		&& x->handled_at == y->handled_at && x->has_rest == y->has_rest && x->rest == y->rest
		&& strcmp(x->limit, y->limit) == 0;
}

/* An import says how the case stands: the story begins with it. */
static void take_import(struct teller *t, const struct fact *x)
{
	t->is_begun = false;
	forget_steps(t->e);
	if (!x->dispatched_at)
		return;
	begin(t, x, "dispatch", x->dispatched_at);
	if (!x->from)
		stop(t, x, x->handled_at ? x->handled_at : x->at);
}

static const char *word_for_begin(const struct fact *x, const struct fact *before)
{
	if (strcmp(x->status, "rework") == 0)
		return "rework";
	if (deadline_is_paused(before->status))
		return "anew";
	return strcmp(x->action, "phase") == 0 ? "phase" : "dispatch";
}

static void take_event(struct teller *t, const struct fact *x, const struct fact *before)
{
	bool begins = x->from && (x->from != before->from || t->stopped_at || strcmp(x->action, "phase") == 0);

	if (t->is_begun && !t->stopped_at && (!x->from || begins))
		stop(t, x, x->at);
	if (begins && t->is_paused && t->is_begun && (before->has_rest || !before->due)
	    && deadline_is_same_party(x->department_id, x->handler_id, before->department_id, before->handler_id)) {
		go_on(t, x->who, x->from, x->due);
	} else if (begins) {
		begin(t, x, word_for_begin(x, before), x->from);
	} else if (t->is_begun && !t->stopped_at && x->due != before->due && strcmp(x->action, "extend") == 0) {
		extend(t, x, before);
	} else if (t->is_begun && t->is_paused && word_for_end(x)) {
		tell_run(t, x->at);
		put(t, word_for_end(x), x->at, 0, NULL);
	} else if (t->is_begun && x->due) {
		t->due = x->due;        /* the calendar came */
		take_rest(t, x);
	}
}

static enum status read_facts(struct desk *d, int64_t casefile_id, struct fact **fact, size_t *count, struct fault *f)
{
	enum { AT, ACTION, STATUS, LIMIT, FROM, REST, DUE, CLOSE_DUE, DISPATCHED, HANDLED, MATTER, DEPARTMENT, HANDLER,
	       UNTIL, WHO, CLOSE_FROM, IS_IMPORTED };
	struct query *q = db_query(d->db, SQL_SHOW_CLOCK);
	size_t cap = 0;
	bool row;
	enum status st;

	db_bind_int(q, 1, casefile_id);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		struct fact *x;

		MEM_ROOM(*fact, *count, cap);
		x = &(*fact)[(*count)++];
		*x = (struct fact){
			.at = db_int(q, AT), .from = db_int(q, FROM), .rest = db_int(q, REST), .has_rest = !db_is_null(q, REST),
			.due = db_int(q, DUE), .close_due = db_int(q, CLOSE_DUE), .dispatched_at = db_int(q, DISPATCHED),
			.handled_at = db_int(q, HANDLED), .matter_id = db_int(q, MATTER), .department_id = db_int(q, DEPARTMENT),
			.handler_id = db_int(q, HANDLER), .close_from = db_int(q, CLOSE_FROM),
			.is_imported = db_int(q, IS_IMPORTED) != 0,
		};
		str_copy(x->action, sizeof x->action, db_text(q, ACTION));
		str_copy(x->status, sizeof x->status, db_text(q, STATUS));
		str_copy(x->limit, sizeof x->limit, db_text(q, LIMIT));
		str_copy(x->until_on, sizeof x->until_on, db_text(q, UNTIL));
		str_copy(x->who, sizeof x->who, db_text(q, WHO));
	}
	return st;
}

/* A suspension whose date has come is over, with an event or without.  When
 * the case is due by that, 0: nothing was foretold. */
static int64_t tell_rest(struct teller *t, const struct fact *last)
{
	int64_t due;

	if (!t->is_begun || strcmp(last->status, "suspended") != 0 || deadline_until(last->until_on) > t->d->now) {
		tell_run(t, 0);
		return 0;
	}
	go_on(t, last->who, deadline_until(last->until_on), last->due);
	t->is_foretold = true;
	due = tell_run(t, 0);
	t->is_foretold = false;
	return due;
}

/* As tell_rest. */
static int64_t tell_handling(struct teller *t, const struct fact *fact, size_t count)
{
	static const struct fact none;
	size_t i;

	t->clock = "handle";
	for (i = 0; i < count; i++) {
		const struct fact *before = i ? &fact[i - 1] : &none;

		if (!fact[i].is_imported)
			take_event(t, &fact[i], before);
		else if (!is_same_clock(&fact[i], before))
			take_import(t, &fact[i]);
	}
	return tell_rest(t, &fact[count - 1]);
}

/* ---- the deadline to close ----------------------------------------- */

/* From `from` on by the limit of that name; *from becomes its end, 0 where the
 * calendar does not reach. */
static enum status tell_limit(struct teller *t, int64_t matter_id, const char *which, const char *what, int64_t *from,
                              struct fault *f)
{
	char limit[48];
	int64_t end;
	bool is_known;
	enum status st = deadline_limit(t->d, matter_id, which, limit, sizeof limit, f);

	if (st != ST_OK || !limit[0])
		return st;
	put_limit(t, what, limit, *from);
	if (!t->has_limit)
		return ST_OK;
	t->from = *from;
	t->due = *from;
	is_known = reach(t, &end);
	if (t->wanted != EXPLAIN_NONE)
		put_stretches(t, *from, is_known ? end : INT64_MAX);
	if (!is_known)
		put_unknown(t, t->year);
	*from = is_known ? end : 0;
	return ST_OK;
}

/* Whether an import brought the deadline to close along. */
static bool is_close_given(const struct fact *fact, size_t count)
{
	size_t i = count - 1;

	while (i > 0 && fact[i - 1].close_due == fact[count - 1].close_due)
		i--;
	return fact[i].is_imported;
}

/* From where its limits count: what the last event says, moved along with what
 * was foretold. */
static enum status close_from(struct teller *t, const struct fact *x, int64_t foretold, int64_t *from, struct fault *f)
{
	struct case_state s = { .close_from_at = x->close_from };
	enum status st = ST_OK;

	str_copy(s.handle_limit, sizeof s.handle_limit, x->limit);
	if (foretold)
		st = deadline_move_close(t->d, &s, x->due, foretold, f);
	*from = s.close_from_at;
	return st;
}

static enum status tell_closing(struct teller *t, const struct fact *fact, size_t count, int64_t foretold, struct fault *f)
{
	static const char *const which[] = { "verify_limit", "close_limit" };
	static const char *const what[] = { "verify-limit", "close-limit" };
	const struct fact *x = &fact[count - 1];
	int64_t from, matter_id = x->matter_id;
	size_t i;
	enum status st = close_from(t, x, foretold, &from, f);

	t->clock = "close";
	t->is_given = is_close_given(fact, count);
	if (st == ST_OK && from)
		put(t, "close-from", from, 0, NULL);
	if (st == ST_OK)
		st = deadline_last_phase(t->d, &matter_id, f);
	for (i = 0; i < 2 && from && st == ST_OK; i++)
		st = tell_limit(t, matter_id, which[i], what[i], &from, f);
	if (st == ST_OK && from)
		put(t, "due", from, 0, NULL);
	if (st == ST_OK && !foretold && x->close_due && from != x->close_due)
		put_recorded(t, x->close_due);
	return st;
}

enum status explain_case(struct explainer *x, int64_t casefile_id, struct explanation *e, struct fault *f)
{
	struct teller t = { .x = x, .d = x->d, .e = e };
	struct fact *fact = NULL;
	size_t count = 0;
	int64_t foretold;
	enum status st;

	memset(e, 0, sizeof *e);
	st = read_facts(x->d, casefile_id, &fact, &count, f);
	if (st == ST_OK && count) {
		foretold = tell_handling(&t, fact, count);
		st = tell_closing(&t, fact, count, foretold, f);
	}
	free(fact);
	return st;
}
