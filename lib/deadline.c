/* SPDX-License-Identifier: MIT */
#include "deadline.h"

#include "workflow.h"

#include <stdio.h>
#include <string.h>

enum status deadline_limit(struct desk *d, int64_t matter_id, const char *which,
                           char *buf, size_t size, struct fault *f)
{
	static const char *const name[] = { "handle_limit", "open_limit", "dispatch_limit", "verify_limit", "close_limit" };
	struct query *q;
	bool row;
	int i;
	enum status st;

	buf[0] = '\0';
	if (matter_id) {
		q = db_query(d->db, SQL_MATTER_GET);
		db_bind_int(q, 1, matter_id);
		st = db_step(q, &row, f);
		if (st != ST_OK)
			return st;
		for (i = 0; row && i < 5; i++)
			if (strcmp(name[i], which) == 0)
				str_copy(buf, size, db_text(q, i + 3));
		db_done(q);
	}
	if (!buf[0])
		str_copy(buf, size, desk_setting(d, which));
	return ST_OK;
}

/* From `from` by the limit of that name; 0 where none is set. */
static enum status due_of(struct desk *d, int64_t matter_id, const char *which, int64_t from,
                          int64_t *due, struct fault *f)
{
	char limit[48];
	enum status st = deadline_limit(d, matter_id, which, limit, sizeof limit, f);

	return st == ST_OK ? desk_due(d, from, limit, due, f) : st;
}

enum status deadline_next_phase(struct desk *d, int64_t matter_id, int64_t *next, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_MATTER_NEXT_PHASE);

	db_bind_int(q, 1, matter_id);
	return db_first_int(q, 0, next, f);
}

enum status deadline_last_phase(struct desk *d, int64_t *matter_id, struct fault *f)
{
	int64_t next = *matter_id;
	enum status st = ST_OK;

	while (st == ST_OK && next) {
		*matter_id = next;
		st = deadline_next_phase(d, next, &next, f);
	}
	return st;
}

/* The limits of the phases that follow are added to *due; *last becomes the
 * matter of the last one. */
static enum status add_phases(struct desk *d, int64_t *last, int64_t *due, struct fault *f)
{
	char limit[48];
	int64_t next = 0;
	enum status st = *last ? deadline_next_phase(d, *last, &next, f) : ST_OK;

	while (st == ST_OK && next) {
		*last = next;
		st = deadline_limit(d, next, "handle_limit", limit, sizeof limit, f);
		if (st == ST_OK && *due && limit[0])
			st = desk_due(d, *due, limit, due, f);
		if (st == ST_OK)
			st = deadline_next_phase(d, next, &next, f);
	}
	return st;
}

/* Verify and close limit of a matter, added to what close_due_at follows. */
static enum status add_checks(struct desk *d, int64_t matter_id, struct case_state *s, struct fault *f)
{
	static const char *const step[] = { "verify_limit", "close_limit" };
	char limit[48];
	int i;
	enum status st = ST_OK;

	s->close_due_at = s->close_from_at;
	for (i = 0; i < 2 && st == ST_OK && s->close_due_at; i++) {
		st = deadline_limit(d, matter_id, step[i], limit, sizeof limit, f);
		if (st == ST_OK && limit[0])
			st = desk_due(d, s->close_due_at, limit, &s->close_due_at, f);
	}
	return st;
}

enum status deadline_close(struct desk *d, struct case_state *s, int64_t handle_due, struct fault *f)
{
	int64_t last = s->matter_id;
	enum status st;

	s->close_from_at = handle_due;
	st = add_phases(d, &last, &s->close_from_at, f);
	return st == ST_OK ? add_checks(d, last, s, f) : st;
}

enum status deadline_close_again(struct desk *d, struct case_state *s, struct fault *f)
{
	int64_t last = s->matter_id;
	enum status st = deadline_last_phase(d, &last, f);

	return st == ST_OK ? add_checks(d, last, s, f) : st;
}

enum status deadline_stage(struct desk *d, struct case_state *s, int64_t from, struct fault *f)
{
	const char *which;
	int64_t *due;

	if (strcmp(s->status, "collected") == 0) {
		which = "open_limit";
		due = &s->open_due_at;
	} else if (strcmp(s->status, "opened") == 0 || strcmp(s->status, "returned") == 0) {
		which = "dispatch_limit";
		due = &s->dispatch_due_at;
	} else if (strcmp(s->status, "replied") == 0) {
		which = "verify_limit";
		due = &s->verify_due_at;
	} else {
		return ST_OK;
	}
	return *due ? ST_OK : due_of(d, s->matter_id, which, from, due, f);
}

bool deadline_is_paused(const char *status)
{
	return strcmp(status, "returned") == 0 || strcmp(status, "suspended") == 0;
}

bool deadline_is_same_party(int64_t department_id, int64_t handler_id, int64_t other_department_id, int64_t other_handler_id)
{
	return department_id == other_department_id && (department_id || handler_id == other_handler_id);
}

static bool limit_is_running(const struct desk *d, const char *text)
{
	struct limit l;
	struct fault ignored;

	return limit_parse(text, &d->words, &l, &ignored) != ST_OK || limit_runs_on(&l);
}

/* What was worked since the handle clock was started goes to the sum; with a
 * stretch that the calendar does not know, nobody knows the sum. */
static enum status stop_handling(struct desk *d, struct case_state *s, struct fault *f)
{
	int64_t worked;
	int year;
	enum status st = desk_clock(d, f);

	if (st != ST_OK || !s->handle_from_at)
		return st;
	if (clock_between(d->clock, s->handle_from_at, d->at, false, &worked, &year) != CLOCK_OK) {
		s->handle_spent_s = -1;
		d->year_missing = year;
	} else if (s->handle_spent_s >= 0) {
		s->handle_spent_s += worked;
	}
	s->handle_from_at = 0;
	if (s->handle_due_at && d->at > s->handle_due_at)
		s->is_late = 1;
	return ST_OK;
}

/* What is left of a deadline that the calendar does not reach is found out when
 * that comes (lib/calendar.h). */
static enum status pause_handling(struct desk *d, struct case_state *s, struct fault *f)
{
	int64_t rest = 0;
	int year;
	enum status st = stop_handling(d, s, f);

	if (st != ST_OK)
		return st;
	if (s->handle_due_at && d->at < s->handle_due_at)
		s->has_rest = clock_between(d->clock, d->at, s->handle_due_at, limit_is_running(d, s->handle_limit),
		                            &rest, &year) == CLOCK_OK;
	else
		s->has_rest = s->handle_due_at != 0;    /* used up */
	s->handle_rest_s = rest;
	return ST_OK;
}

static enum status start_anew(struct desk *d, struct case_state *s, struct fault *f)
{
	enum status st = deadline_limit(d, s->matter_id, "handle_limit", s->handle_limit, sizeof s->handle_limit, f);

	s->has_rest = false;
	s->handle_from_at = d->at;
	return st == ST_OK ? desk_due(d, d->at, s->handle_limit, &s->handle_due_at, f) : st;
}

enum status deadline_move_close(struct desk *d, struct case_state *s, int64_t old_due, int64_t new_due, struct fault *f)
{
	bool runs_on = limit_is_running(d, s->handle_limit);
	int64_t moved;
	int year;
	enum status st = desk_clock(d, f);

	if (st != ST_OK)
		return st;
	if (s->close_from_at == old_due) {
		s->close_from_at = new_due;
	} else if (!old_due || !new_due) {
		s->close_from_at = 0;
	} else if (s->close_from_at
	           && (clock_between(d->clock, old_due, new_due, runs_on, &moved, &year) != CLOCK_OK
	               || clock_add_seconds(d->clock, s->close_from_at, moved, runs_on, &s->close_from_at, &year) != CLOCK_OK)) {
		s->close_from_at = 0;
		d->year_missing = year;
	}
	return ST_OK;
}

/* The rest of a paused time; what was used up stays due when it was. */
static enum status run_on(struct desk *d, struct case_state *s, struct fault *f)
{
	int64_t old_due = s->handle_due_at;
	int year;
	enum status st = desk_clock(d, f);

	s->handle_from_at = d->at;
	s->has_rest = false;
	if (st != ST_OK || s->handle_rest_s <= 0)
		return st;
	if (clock_add_seconds(d->clock, d->at, s->handle_rest_s, limit_is_running(d, s->handle_limit),
	                      &s->handle_due_at, &year) != CLOCK_OK) {
		s->handle_due_at = 0;
		s->has_rest = true;     /* kept for when the calendar is there */
		d->year_missing = year;
	}
	st = deadline_move_close(d, s, old_due, s->handle_due_at, f);
	return st == ST_OK ? deadline_close_again(d, s, f) : st;
}

static enum status start_handling(struct desk *d, struct case_state *s, struct fault *f)
{
	enum status st = start_anew(d, s, f);

	return st == ST_OK ? deadline_close(d, s, s->handle_due_at, f) : st;
}

/* After a pause: the same department runs on, another starts anew.  What is
 * left past the calendar is found out when that comes (lib/calendar.h). */
static enum status start_again(struct desk *d, struct case_state *s, const struct case_state *old, struct fault *f)
{
	bool same = deadline_is_same_party(old->department_id, old->handler_id, s->department_id, s->handler_id);
	bool paused = deadline_is_paused(old->status);
	enum status st;

	if (same && old->has_rest)
		return run_on(d, s, f);
	if (!same || !paused || !old->handle_limit[0] || old->handle_due_at)
		return start_handling(d, s, f);
	s->handle_from_at = d->at;
	st = desk_due(d, d->at, s->handle_limit, &s->handle_due_at, f);
	s->handle_due_at = 0;   /* only the missing year was wanted, to say so */
	s->close_from_at = s->close_due_at = 0;
	return st;
}

/* extend: the original limit once more, from the current deadline on. */
static enum status extend(struct desk *d, struct case_state *s, struct fault *f)
{
	int64_t old_due = s->handle_due_at;
	enum status st;

	if (!old_due)
		return fault_set(f, ST_REFUSED, "it has no deadline to extend");
	if (!s->handle_limit[0])
		return fault_set(f, ST_REFUSED, "its deadline was given without a limit to extend it by");
	if (d->at > old_due)
		return fault_set(f, ST_REFUSED, "it is overdue already");
	if (s->extensions >= 2)
		return fault_set(f, ST_REFUSED, "it was extended twice already");
	s->extensions++;
	st = desk_due(d, old_due, s->handle_limit, &s->handle_due_at, f);
	if (st != ST_OK)
		return st;
	if (s->close_from_at == old_due || !s->handle_due_at)
		s->close_from_at = s->handle_due_at;
	else if (s->close_from_at)
		st = desk_due(d, s->close_from_at, s->handle_limit, &s->close_from_at, f);
	return st == ST_OK ? deadline_close_again(d, s, f) : st;
}

/* phase: the one that is done is judged, and the next one's limit starts; what
 * close_due_at follows had all phases in it. */
static enum status next_phase(struct desk *d, struct case_state *s, struct fault *f)
{
	int64_t next = 0;
	enum status st = s->matter_id ? deadline_next_phase(d, s->matter_id, &next, f) : ST_OK;

	if (st == ST_OK && !next)
		return fault_set(f, ST_REFUSED, "no phase follows, it wants case-feedback");
	if (st == ST_OK)
		st = stop_handling(d, s, f);
	s->matter_id = next;
	return st == ST_OK ? start_anew(d, s, f) : st;
}

/* A reply is of the last phase. */
static enum status check_last_phase(struct desk *d, const struct case_state *s, struct fault *f)
{
	int64_t next = 0;
	enum status st = s->matter_id ? deadline_next_phase(d, s->matter_id, &next, f) : ST_OK;

	return st == ST_OK && next ? fault_set(f, ST_REFUSED, "another phase follows, it wants case-handle --phase") : st;
}

static void stop_opening(struct case_state *s, int64_t at)
{
	if (strcmp(s->status, "rejected") == 0)
		s->ended_at = at;
	else if (!s->opened_at)
		s->opened_at = at;
}

static void stop_dispatching(struct case_state *s, int64_t at)
{
	if (!s->dispatched_at && strcmp(s->status, "dispatched") == 0)
		s->dispatched_at = at;
}

static enum status reply(struct desk *d, struct case_state *s, struct fault *f)
{
	enum status st = check_last_phase(d, s, f);

	return st == ST_OK ? stop_handling(d, s, f) : st;
}

static void forget_rounds(struct case_state *s)
{
	s->closed_at = s->ended_at = s->handled_at = s->verified_at = 0;
	s->handle_due_at = s->close_due_at = s->close_from_at = s->verify_due_at = 0;
	s->handle_limit[0] = '\0';
	s->has_rest = false;
	s->is_late = s->is_forced = s->is_exempt = s->is_self_handled = 0;
}

/* The words of the workflow table's clock column. */
enum word {
	OPEN_STARTS, OPEN_STOPS, DISPATCH_STARTS, DISPATCH_STOPS, HANDLE_STARTS, HANDLE_GOES_ON, HANDLE_PAUSES, HANDLE_STOPS,
	VERIFY_STARTS, VERIFY_STOPS, EXTEND, PHASE, CLOSE_IS_JUDGED, STOP, ANEW, WORDS
};

static const struct {
	const char *text;
	bool is_due_set;
} words[WORDS] = {
	[OPEN_STARTS] = { "open+", false }, [OPEN_STOPS] = { "open-", false },
	[DISPATCH_STARTS] = { "dispatch+", false }, [DISPATCH_STOPS] = { "dispatch-", false },
	[HANDLE_STARTS] = { "handle+", true }, [HANDLE_GOES_ON] = { "handle~", true },
	[HANDLE_PAUSES] = { "handle=", false }, [HANDLE_STOPS] = { "handle-", false },
	[VERIFY_STARTS] = { "verify+", false }, [VERIFY_STOPS] = { "verify-", false },
	[EXTEND] = { "extend", true }, [PHASE] = { "phase", true }, [CLOSE_IS_JUDGED] = { "close?", false },
	[STOP] = { "stop", false }, [ANEW] = { "anew", true },
};

static enum status run_word(struct desk *d, enum word word, struct case_state *s, const struct case_state *old, struct fault *f)
{
	switch (word) {
	case OPEN_STARTS:
		return due_of(d, s->matter_id, "open_limit", d->at, &s->open_due_at, f);
	case OPEN_STOPS:
		stop_opening(s, d->at);
		return ST_OK;
	case DISPATCH_STARTS:
		return due_of(d, s->matter_id, "dispatch_limit", d->at, &s->dispatch_due_at, f);
	case DISPATCH_STOPS:
		stop_dispatching(s, d->at);
		return ST_OK;
	case HANDLE_STARTS:
		return start_anew(d, s, f);
	case HANDLE_GOES_ON:
		return start_again(d, s, old, f);
	case HANDLE_PAUSES:
		return pause_handling(d, s, f);
	case HANDLE_STOPS:
		s->handled_at = d->at;
		return reply(d, s, f);
	case VERIFY_STARTS:
		s->handled_at = d->at;
		return due_of(d, s->matter_id, "verify_limit", d->at, &s->verify_due_at, f);
	case VERIFY_STOPS:
		s->verified_at = d->at;
		return ST_OK;
	case EXTEND:
		return extend(d, s, f);
	case PHASE:
		return next_phase(d, s, f);
	case CLOSE_IS_JUDGED:
		s->closed_at = s->ended_at = d->at;
		return ST_OK;
	case STOP:
		s->ended_at = d->at;
		return stop_handling(d, s, f);
	case ANEW:
	default:
		forget_rounds(s);
		return ST_OK;
	}
}

enum status deadline_run(struct desk *d, const char *text, struct case_state *s,
                         const struct case_state *old, bool *is_due_set, struct fault *f)
{
	size_t word, n;
	enum status st = ST_OK;

	for (; *text && st == ST_OK; text += n + strspn(text + n, " ")) {
		n = strcspn(text, " ");
		for (word = 0; word < WORDS; word++)
			if (strlen(words[word].text) == n && memcmp(words[word].text, text, n) == 0)
				break;
		if (word == WORDS)
			return fault_set(f, ST_INTERNAL, "workflow: unknown clock word '%.*s'", (int)n, text);
		if (words[word].is_due_set)
			*is_due_set = true;
		st = run_word(d, (enum word)word, s, old, f);
	}
	return st;
}

void deadline_suspension(int64_t at, int32_t *on, int32_t *latest)
{
	int32_t second;
	int year, month, mday;

	when_local(at, on, &second);
	when_civil(*on, &year, &month, &mday);
	*latest = when_day(year + 1, month, mday);
}

int64_t deadline_until(const char *until_on)
{
	struct fault ignored;
	int32_t day;

	return when_parse_day(until_on, &day, &ignored) == ST_OK ? when_instant(day, 0) : INT64_MAX;
}

bool deadline_is_back(const struct case_state *s, int64_t at)
{
	return strcmp(s->status, "suspended") == 0 && s->suspended_until_on[0] && deadline_until(s->suspended_until_on) <= at;
}

enum status deadline_wake(struct desk *d, struct case_state *s, int64_t at, struct fault *f)
{
	const struct workflow *w = workflow_row("resume", "suspended");
	struct case_state old = *s;
	int64_t kept = d->at;
	bool ignored;
	enum status st;

	if (!deadline_is_back(s, at))
		return ST_OK;
	str_copy(s->status, sizeof s->status, w->to);
	d->at = deadline_until(s->suspended_until_on);
	st = deadline_run(d, w->clock, s, &old, &ignored, f);
	d->at = kept;
	return st;
}
