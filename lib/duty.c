/* SPDX-License-Identifier: MIT */
#include "duty.h"

#include "course.h"
#include "homes.h"
#include "staff.h"
#include "visit.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

struct duty {
	struct desk *desk;
	const struct facts_query *query;
	facts_take *take;
	void *arg;
	struct staff staff;
	int32_t first, last;            /* days of the period, none of them behind as-of: none at all if first > last */
	int32_t day;                    /* that of as-of */
	char first_on[WHEN_DATE_SIZE], last_on[WHEN_DATE_SIZE];
	int64_t patrol_minutes;         /* that a day must have */
	struct fact fact;
	struct str text;
};

static void count(struct duty *t, enum count what, bool does)
{
	if (does)
		t->fact.counts |= COUNT_BIT(what);
}

static bool wants(const struct duty *t, enum count what)
{
	return (t->query->wanted.of[OF_DUTY] & COUNT_BIT(what)) != 0;
}

static void begin(struct duty *t)
{
	memset(&t->fact, 0, sizeof t->fact);
	t->fact.family = OF_DUTY;
	t->fact.source = "";
	str_reset(&t->text);
}

static void set_worker(struct duty *t, const struct staff_worker *w)
{
	t->fact.handler_id = t->fact.reported_by_id = w ? w->id : 0;
	t->fact.department_id = w ? w->department_id : 0;
}

static void set_area(struct duty *t, int64_t area_id)
{
	t->fact.area_id = area_id;
	set_worker(t, staff_first(&t->staff, area_id));
}

/* A word for a list of words: without a blank, also of the width of a character. */
static void add_word(struct duty *t, const char *s)
{
	for (; *s; s++)
		if (strncmp(s, "\xe3\x80\x80", 3) == 0) {
			str_addc(&t->text, '_');
			s += 2;
		} else {
			str_addc(&t->text, strchr(" \t\r\n", *s) ? '_' : *s);
		}
}

static void add_moment(struct duty *t, int64_t at)
{
	char buf[WHEN_SIZE];

	when_format(at, buf);
	str_addf(&t->text, "%.10sT%.5s", buf, buf + 11);
}

static enum status give(struct duty *t, struct fault *f)
{
	t->fact.case_no = t->text.s;
	return t->take(t->arg, &t->fact, f);
}

static bool is(const char *word, const char *other)
{
	return word && strcmp(word, other) == 0;
}

/* Visits ------------------------------------------------------------------- */

static enum status take_visit(struct duty *t, const struct homes *homes, struct query *q, struct fault *f)
{
	const char *outcome = db_text(q, 2);
	enum status st = ST_OK;

	begin(t);
	set_worker(t, staff_find(&t->staff, db_int(q, 0)));
	if (db_is_null(q, 3))
		t->fact.area_id = db_int(q, 4);
	else
		st = homes_area(homes, db_int(q, 3), &t->fact.area_id, f);
	count(t, COUNT_VISITS, true);
	count(t, COUNT_VISIT_MET, is(outcome, "met"));
	count(t, COUNT_VISIT_CLOSED, !is(outcome, "met"));
	count(t, COUNT_VISIT_REFUSED, is(outcome, "refused"));
	if (!t->query->is_unnamed)
		add_moment(t, db_int(q, 1));
	return st == ST_OK ? give(t, f) : st;
}

static enum status each_visit(struct duty *t, struct fault *f)
{
	struct query *q = db_query(t->desk->db, SQL_DUTY_VISITS);
	struct homes homes;
	bool row = true;
	enum status st = homes_load(&homes, t->desk, f);

	db_bind_int(q, db_param(q, ":since"), t->query->period.since);
	db_bind_int(q, db_param(q, ":until"), t->query->period.until);
	db_bind_int(q, db_param(q, ":as_of"), t->query->as_of);
	while (st == ST_OK && (st = db_step(q, &row, f)) == ST_OK && row)
		st = take_visit(t, &homes, q, f);
	db_done(q);
	homes_release(&homes);
	return st;
}

/* Whom the rules of visits speak of ---------------------------------------- */

/* Nothing of a person but the record's number. */
static enum status add_subject(struct duty *t, const struct visit_subject *s, struct fault *f)
{
	struct query *q;
	bool row;
	enum status st;

	if (s->of == VISIT_PERSON) {
		str_addf(&t->text, "person-%" PRId64, s->id);
		return ST_OK;
	}
	q = db_query(t->desk->db, s->of == VISIT_UNIT ? SQL_DUTY_UNIT : SQL_DUTY_HOUSEHOLD);
	db_bind_int(q, 1, s->id);
	st = db_step(q, &row, f);
	if (st == ST_OK && row)
		add_word(t, db_text(q, 0));
	db_done(q);
	return st;
}

static enum status take_subject(void *arg, const struct visit_subject *s, struct fault *f)
{
	struct duty *t = arg;
	enum status st = ST_OK;

	begin(t);
	set_area(t, s->area_id);
	count(t, s->is_key ? COUNT_VISIT_KEY : COUNT_VISIT_HOME, true);
	count(t, s->is_key ? COUNT_VISIT_KEY_SEEN : COUNT_VISIT_HOME_SEEN, s->is_seen);
	count(t, s->is_key ? COUNT_VISIT_KEY_SHUT : COUNT_VISIT_HOME_SHUT, s->is_shut);
	count(t, COUNT_VISIT_DUE, s->next_day <= t->day);
	if (!t->query->is_unnamed)
		st = add_subject(t, s, f);
	return st == ST_OK ? give(t, f) : st;
}

static enum status each_subject(struct duty *t, struct fault *f)
{
	const struct visit_query q = {
		.area = t->query->only.area, .as_of = t->query->as_of,
		.keys = wants(t, COUNT_VISIT_DUE) || wants(t, COUNT_VISIT_KEY) || wants(t, COUNT_VISIT_KEY_SEEN)
			|| wants(t, COUNT_VISIT_KEY_SHUT),
		.homes = wants(t, COUNT_VISIT_DUE) || wants(t, COUNT_VISIT_HOME) || wants(t, COUNT_VISIT_HOME_SEEN)
			|| wants(t, COUNT_VISIT_HOME_SHUT),
	};

	return visit_each(t->desk, &q, take_subject, t, f);
}

/* What a worker did on a day ----------------------------------------------- */

/* Rows of a worker and a day, in the first two columns; `count_row` counts one.  The
 * fact is of where he stood on that day. */
typedef enum status count_row(struct duty *t, struct query *q, const struct staff_place *place, struct fault *f);

static enum status each_of_days(struct duty *t, enum sql id, count_row *count_it, struct fault *f)
{
	struct query *q = db_query(t->desk->db, id);
	char day_on[WHEN_DATE_SIZE] = "";
	int32_t day = t->last;
	bool row;
	enum status st;

	db_bind_text(q, db_param(q, ":first_on"), t->first_on);
	db_bind_text(q, db_param(q, ":last_on"), t->last_on);
	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		const struct staff_worker *w = staff_find(&t->staff, db_int(q, 0));
		struct staff_place place;

		/* Rows come by day: it is read once. */
		if (strcmp(day_on, db_text(q, 1)) != 0) {
			str_copy(day_on, sizeof day_on, db_text(q, 1));
			day = staff_day(day_on, t->last);
		}
		if (!w)
			continue;
		place = staff_on(&t->staff, w, day);
		begin(t);
		set_worker(t, w);
		t->fact.area_id = place.area_id;
		str_adds(&t->text, day_on);
		st = count_it(t, q, &place, f);
		if (st == ST_OK && t->fact.counts)
			st = give(t, f);
		if (st != ST_OK)
			break;
	}
	db_done(q);
	return st;
}

static enum status count_day(struct duty *t, struct query *q, const struct staff_place *place, struct fault *f)
{
	const char *state = db_text(q, 2);
	int64_t minutes = db_int(q, 3);
	bool is_late = is(state, "late") || is(state, "early");

	(void)place;
	(void)f;
	if (is(state, "off-day") || is(state, "leave") || (!state && db_is_null(q, 3)))
		return ST_OK;
	count(t, COUNT_DUTY_DAYS, true);
	count(t, COUNT_ATTENDED, is_late || is(state, "normal") || (!state && minutes > 0));
	count(t, COUNT_LATE_DAYS, is_late);
	count(t, COUNT_ABSENT_DAYS, is(state, "absent"));
	count(t, COUNT_PATROL_DAYS, minutes >= t->patrol_minutes);
	count(t, COUNT_PATROL_MINUTES, true);
	t->fact.amount = minutes;
	return ST_OK;
}

static enum status each_day(struct duty *t, struct fault *f)
{
	return each_of_days(t, SQL_DUTY_DAYS, count_day, f);
}

/* Whether the score of a training is a result, and a good one. */
static enum status judge_score(struct duty *t, struct query *training, const char *post, bool *has, bool *passed, struct fault *f)
{
	struct query *q = db_query(t->desk->db, SQL_DUTY_PASS_SCORE);
	enum status st;

	db_bind_text(q, db_param(q, ":course"), db_text(training, 2));
	db_bind_text(q, db_param(q, ":post"), post);
	st = db_step(q, has, f);
	*has = st == ST_OK && *has && !db_is_null(q, 0);
	*passed = *has && db_real(training, 3) >= db_real(q, 0);
	db_done(q);
	return st;
}

static enum status count_training(struct duty *t, struct query *q, const struct staff_place *place, struct fault *f)
{
	bool has = !db_is_null(q, 4), passed = db_int(q, 4) == 1;
	enum status st = ST_OK;

	if (!has && !db_is_null(q, 3) && (wants(t, COUNT_EXAMS) || wants(t, COUNT_EXAMS_PASSED)))
		st = judge_score(t, q, place->post, &has, &passed, f);
	count(t, COUNT_TRAININGS, true);
	count(t, COUNT_EXAMS, has);
	count(t, COUNT_EXAMS_PASSED, passed);
	str_addc(&t->text, ':');
	add_word(t, db_text(q, 2));
	return st;
}

static enum status each_training(struct duty *t, struct fault *f)
{
	return each_of_days(t, SQL_DUTY_TRAININGS, count_training, f);
}

static enum status count_merit(struct duty *t, struct query *q, const struct staff_place *place, struct fault *f)
{
	static const struct { const char *item, *level; enum count count; } known[] = {
		{ "innovation", "town", COUNT_ADOPTED_TOWN }, { "innovation", "city", COUNT_ADOPTED_CITY },
		{ "innovation", "prefecture", COUNT_ADOPTED_PREFECTURE }, { "innovation", "province", COUNT_ADOPTED_PROVINCE },
		{ "commendation", NULL, COUNT_COMMENDED }, { "meeting-missed", NULL, COUNT_MEETINGS_MISSED },
		{ "diary-missing", NULL, COUNT_DIARIES_MISSING }, { "fraud", NULL, COUNT_FRAUDS },
		{ "complaint", NULL, COUNT_COMPLAINTS },
	};
	size_t i;

	(void)place;
	(void)f;
	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		count(t, known[i].count, is(db_text(q, 2), known[i].item) && (!known[i].level || is(db_text(q, 3), known[i].level)));
	str_addc(&t->text, ':');
	add_word(t, db_text(q, 2));
	return ST_OK;
}

static enum status each_merit(struct duty *t, struct fault *f)
{
	return each_of_days(t, SQL_DUTY_MERITS, count_merit, f);
}

/* Workers ------------------------------------------------------------------ */

/* A fact has one amount: each sum is one of its own. */
static enum status give_sum(struct duty *t, enum count what, int64_t amount, struct fault *f)
{
	t->fact.counts = COUNT_BIT(what);
	t->fact.amount = amount;
	return wants(t, what) ? give(t, f) : ST_OK;
}

static enum status give_worker(struct duty *t, const struct staff_worker *w, struct fault *f)
{
	int32_t to = w->left < t->last ? w->left : t->last;
	bool is_known = w->hired != STAFF_UNKNOWN;
	enum status st;

	begin(t);
	set_worker(t, w);
	t->fact.area_id = staff_last(&t->staff, w, t->first, t->last).area_id;
	add_word(t, w->code);
	count(t, COUNT_POSTED, true);
	count(t, COUNT_JOINED, w->hired >= t->first);
	count(t, COUNT_DEPARTED, w->left <= t->last);
	count(t, COUNT_TENURED, is_known);
	count(t, COUNT_TENURE, is_known);
	t->fact.amount = is_known ? to - w->hired + 1 : 0;
	st = give(t, f);
	if (st == ST_OK && wants(t, COUNT_POST_DAYS))
		st = give_sum(t, COUNT_POST_DAYS, staff_post_days(&t->staff, w, t->first, t->last), f);
	return st == ST_OK ? give_sum(t, COUNT_PERIOD_DAYS, t->last - t->first + 1, f) : st;
}

static enum status each_worker(struct duty *t, struct fault *f)
{
	enum status st = ST_OK;
	size_t i;

	for (i = 0; i < t->staff.count && st == ST_OK && t->first <= t->last; i++)
		if (staff_serves(&t->staff.worker[i], t->first, t->last))
			st = give_worker(t, &t->staff.worker[i], f);
	return st;
}

/* Courses ------------------------------------------------------------------ */

static enum status take_course(void *arg, const struct course_standing *s, struct fault *f)
{
	struct duty *t = arg;

	begin(t);
	set_worker(t, staff_find(&t->staff, s->worker_id));
	t->fact.area_id = s->area_id;
	add_word(t, s->course);
	count(t, COUNT_COURSES_DUE, true);
	count(t, COUNT_COURSES_HELD, s->is_held);
	return give(t, f);
}

static enum status each_course(struct duty *t, struct fault *f)
{
	return course_each(t->desk, t->day, t->query->only.area, 0, take_course, t, f);
}

/* Grids -------------------------------------------------------------------- */

static enum status give_grid(struct duty *t, struct query *q, struct fault *f)
{
	static const struct { int column; enum count count; } sums[] = {
		{ 3, COUNT_GRID_HOUSEHOLDS }, { 4, COUNT_GRID_PERSONS }, { 5, COUNT_GRID_MIGRANTS }, { 6, COUNT_GRID_KEY_PERSONS },
	};
	enum status st = ST_OK;
	size_t i;

	begin(t);
	set_area(t, db_int(q, 0));
	add_word(t, db_text(q, 1));
	for (i = 0; i < sizeof sums / sizeof sums[0] && st == ST_OK; i++)
		st = give_sum(t, sums[i].count, db_int(q, sums[i].column), f);
	return st == ST_OK && !db_is_null(q, 2) ? give_sum(t, COUNT_GRID_AREA, llround(db_real(q, 2)), f) : st;
}

static enum status each_grid(struct duty *t, struct fault *f)
{
	struct query *q = db_query(t->desk->db, SQL_DUTY_GRIDS);
	bool row;
	enum status st;

	db_bind_int(q, db_param(q, ":is_households"), wants(t, COUNT_GRID_HOUSEHOLDS));
	db_bind_int(q, db_param(q, ":is_persons"), wants(t, COUNT_GRID_PERSONS));
	db_bind_int(q, db_param(q, ":is_migrants"), wants(t, COUNT_GRID_MIGRANTS));
	db_bind_int(q, db_param(q, ":is_key_persons"), wants(t, COUNT_GRID_KEY_PERSONS));
	db_bind_int(q, db_param(q, ":as_of"), t->query->as_of);
	db_bind_text(q, db_param(q, ":area"), t->query->only.area);
	while ((st = db_step(q, &row, f)) == ST_OK && row)
		if ((st = give_grid(t, q, f)) != ST_OK)
			break;
	db_done(q);
	return st;
}

/* The whole ---------------------------------------------------------------- */

static bool wants_cohort(const struct duty *t, const char *cohort)
{
	int i;

	for (i = COUNT_DUTY; i < COUNT_MAX; i++)
		if (wants(t, (enum count)i) && strcmp(indicator_counted((enum count)i)->cohort, cohort) == 0)
			return true;
	return false;
}

static void set_days(struct duty *t)
{
	int32_t second;

	when_local(t->query->period.since, &t->first, &second);
	when_local(t->query->period.until - 1, &t->last, &second);
	when_local(t->query->as_of, &t->day, &second);
	if (t->last > t->day)
		t->last = t->day;
	when_format_day(t->first, t->first_on);
	when_format_day(t->last, t->last_on);
}

enum status duty_each(struct desk *d, const struct facts_query *q, facts_take *take, void *arg, struct fault *f)
{
	static const struct { const char *name; enum status (*each)(struct duty *, struct fault *); } cohorts[] = {
		{ "visited", each_visit }, { "subject", each_subject }, { "duty", each_day }, { "trained", each_training },
		{ "course", each_course }, { "merit", each_merit }, { "posted", each_worker }, { "grid", each_grid },
	};
	struct duty t = {
		.desk = d, .query = q, .take = take, .arg = arg,
		.patrol_minutes = desk_setting_int(d, "patrol_minutes", 60),
	};
	enum status st;
	size_t i;

	set_days(&t);
	st = staff_load(&t.staff, d, t.day, f);
	for (i = 0; i < sizeof cohorts / sizeof cohorts[0] && st == ST_OK; i++)
		if (wants_cohort(&t, cohorts[i].name))
			st = cohorts[i].each(&t, f);
	staff_release(&t.staff);
	str_release(&t.text);
	return st;
}
