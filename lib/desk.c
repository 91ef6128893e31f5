/* SPDX-License-Identifier: MIT */
#include "desk.h"

#include "mem.h"
#include "when.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum status load_settings(struct desk *d, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_SETTING_ALL);
	size_t cap = 0;
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		MEM_ROOM(d->setting, d->settings, cap);
		d->setting[d->settings].name = mem_strdup(db_text(q, 0));
		d->setting[d->settings++].value = mem_strdup(db_text(q, 1));
	}
	return st;
}

const char *desk_setting(const struct desk *d, const char *name)
{
	size_t i;

	for (i = 0; i < d->settings; i++)
		if (strcmp(d->setting[i].name, name) == 0)
			return d->setting[i].value;
	return NULL;
}

int64_t desk_setting_int(const struct desk *d, const char *name, int64_t otherwise)
{
	const char *text = desk_setting(d, name);
	char *end;
	long long v;

	if (!text)
		return otherwise;
	v = strtoll(text, &end, 10);
	return *end == '\0' ? v : otherwise;
}

/* What a bare 天 or 小时 means, as a setting says: a unit's word. */
static int unit_word(const struct desk *d, const char *name, const char *number)
{
	static const struct limit_words none = { -1, -1 };
	const char *word = desk_setting(d, name);
	struct str b = STR_INIT;
	struct limit l;
	struct fault ignored;
	int unit = -1;

	if (word) {
		str_addf(&b, "%s%s", number, word);
		if (limit_parse(b.s, &none, &l, &ignored) == ST_OK)
			unit = (int)l.unit;
		str_release(&b);
	}
	return unit;
}

enum status desk_place(struct desk *d, const char *area, char **name, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_AREA_CALLED);
	bool row;
	enum status st;

	db_bind_text(q, 1, area ? area : desk_setting(d, "district"));
	st = db_step(q, &row, f);
	*name = mem_strdup(st == ST_OK && row ? db_text(q, 0) : "");
	db_done(q);
	return st;
}

static const char *user_name(void)
{
	const struct passwd *p = getpwuid(geteuid());

	return p ? p->pw_name : "unknown";
}

enum status desk_open(struct desk *d, struct db *db, struct fault *f)
{
	const char *zone;
	int32_t day, second;
	enum status st;

	memset(d, 0, sizeof *d);
	d->db = db;
	d->unix_user = user_name();
	audit_start(&d->audit);
	st = load_settings(d, f);
	if (st != ST_OK)
		return st;
	zone = desk_setting(d, "timezone");
	st = when_zone(zone ? zone : "Asia/Shanghai", f);
	if (st == ST_OK)
		st = when_now(&d->now, f);
	if (st == ST_OK) {
		when_local(d->now, &day, &second);
		when_format_day(day, d->today);
	}
	d->at = d->now;
	d->words.day = unit_word(d, "limit_day", "1");
	d->words.hour = unit_word(d, "limit_hour", "1");
	registry_init(&d->registry, db, desk_setting(d, "matter_edition"));
	d->actor.role = 'c';
	snprintf(d->actor.code, sizeof d->actor.code, "centre");
	return st;
}

void desk_close(struct desk *d)
{
	size_t i;

	for (i = 0; i < d->settings; i++) {
		free(d->setting[i].name);
		free(d->setting[i].value);
	}
	free(d->setting);
	registry_release(&d->registry);
	clock_free(d->clock);
	str_release(&d->form);
	memset(d, 0, sizeof *d);
}

const char *desk_role(char role)
{
	switch (role) {
	case 'd': return "department";
	case 'w': return "worker";
	case 'v': return "verifier";
	case 'i': return "import";
	default: return "centre";
	}
}

static char role_of_post(const char *post)
{
	if (post && strcmp(post, "verifier") == 0)
		return 'v';
	if (post && (strcmp(post, "acceptor") == 0 || strcmp(post, "chief") == 0 || strcmp(post, "dispatcher") == 0))
		return 'c';
	return 'w';
}

enum status desk_worker(struct desk *d, int64_t id, struct query **q, struct fault *f)
{
	const char *hired, *left;
	char day[WHEN_DATE_SIZE];
	bool row;
	enum status st;

	*q = db_query(d->db, SQL_WORKER_GET);
	db_bind_int(*q, 1, id);
	st = db_step(*q, &row, f);
	if (st == ST_OK && !row)
		st = fault_set(f, ST_INTERNAL, "no worker has the number %lld", (long long)id);
	if (st != ST_OK)
		return st;
	when_format_day_of(d->at, day);
	hired = db_text(*q, 4);
	left = db_text(*q, 5);
	if (hired && strcmp(day, hired) < 0)
		st = fault_set(f, ST_REFUSED, "not here before %s", hired);
	else if (left && strcmp(day, left) > 0)
		st = fault_set(f, ST_REFUSED, "left on %s", left);
	if (st != ST_OK)
		db_done(*q);
	return st;
}

enum status desk_act_as(struct desk *d, int64_t id, struct fault *f)
{
	struct query *q;
	char day[WHEN_DATE_SIZE];
	bool row;
	enum status st = desk_worker(d, id, &q, f);

	if (st != ST_OK)
		return st;
	d->actor.worker_id = id;
	d->actor.department_id = db_int(q, 2);
	d->actor.role = role_of_post(db_text(q, 3));
	snprintf(d->actor.code, sizeof d->actor.code, "%s", db_text(q, 0));
	db_done(q);
	when_format_day_of(d->at, day);
	q = db_query(d->db, SQL_WORKER_POST_ON);
	db_bind_int(q, db_param(q, ":worker_id"), id);
	db_bind_text(q, db_param(q, ":day_on"), day);
	st = db_step(q, &row, f);
	if (st == ST_OK && row)
		d->actor.role = role_of_post(db_text(q, 0));
	db_done(q);
	return st;
}

enum status desk_who(struct desk *d, const char *option, const char *text, int64_t *department_id,
                     int64_t *worker_id, struct fault *f)
{
	struct fault why;
	enum status department = registry_department(&d->registry, text, department_id, &why), worker;

	if (department != ST_OK && department != ST_REFUSED) {
		*f = why;
		return department;
	}
	worker = registry_worker(&d->registry, text, worker_id, f);
	if (worker != ST_OK && worker != ST_REFUSED)
		return worker;
	if (department == ST_OK && worker == ST_OK)
		return fault_set(f, ST_NOINPUT, "%s '%s': it names a department and a worker", option, text);
	if (registry_is_many(&d->registry.department, text))
		return fault_set(f, ST_NOINPUT, "%s '%s': %s", option, text, why.text);
	if (registry_is_many(&d->registry.worker, text) || (department != ST_OK && worker != ST_OK))
		return fault_set(f, ST_NOINPUT, "%s '%s': %s, %s", option, text, why.text, f->text);
	if (department == ST_OK)
		*worker_id = 0;
	else
		*department_id = 0;
	return ST_OK;
}

enum status desk_actor(struct desk *d, const char *by, struct fault *f)
{
	struct query *q;
	int64_t department_id, worker_id;
	bool row;
	enum status st;

	if (!by)
		return ST_OK;
	st = desk_who(d, "--by", by, &department_id, &worker_id, f);
	if (st == ST_OK && worker_id) {
		st = desk_act_as(d, worker_id, f);
		return st == ST_REFUSED ? fault_set(f, ST_NOPERM, "--by '%s': %s", by, f->text) : st;
	}
	if (st != ST_OK)
		return st;
	q = db_query(d->db, SQL_DEPARTMENT_GET);
	db_bind_int(q, 1, department_id);
	st = db_step(q, &row, f);
	if (st != ST_OK || !row)
		return st;
	d->actor.role = 'd';
	d->actor.department_id = department_id;
	snprintf(d->actor.code, sizeof d->actor.code, "%s", db_text(q, 0));
	db_done(q);
	return ST_OK;
}

static enum status load_hours(struct desk *d, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_HOURS_ALL);
	struct hours every, week[8];
	int32_t day;
	bool row;
	int i;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		memset(week, 0, sizeof week);
		st = when_parse_day(db_text(q, 0), &day, f);
		if (st == ST_OK)
			st = hours_parse(db_text(q, 1), &every, f);
		for (i = 1; i <= 7 && st == ST_OK; i++)
			if (!db_is_null(q, i + 1))
				st = hours_parse(db_text(q, i + 1), &week[i], f);
			else if (i <= 5)
				week[i] = every;
		if (st != ST_OK)
			break;
		week[0] = every;
		clock_add_hours(d->clock, day, week);
	}
	db_done(q);
	return st;
}

static enum status load_days(struct desk *d, struct fault *f)
{
	struct query *q = db_query(d->db, SQL_CALENDAR_ALL);
	int32_t day;
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		st = when_parse_day(db_text(q, 0), &day, f);
		if (st != ST_OK)
			break;
		clock_add_day(d->clock, day, db_int(q, 1) != 0);
	}
	db_done(q);
	return st;
}

void desk_forget_clock(struct desk *d)
{
	clock_free(d->clock);
	d->clock = NULL;
	d->has_clock = false;
}

enum status desk_clock(struct desk *d, struct fault *f)
{
	enum status st;

	if (d->has_clock)
		return ST_OK;
	d->clock = clock_new();
	st = load_hours(d, f);
	if (st == ST_OK)
		st = load_days(d, f);
	if (st != ST_OK)
		desk_forget_clock(d);
	d->has_clock = st == ST_OK;
	return st;
}

enum status desk_savepoint(struct desk *d, struct audit *kept, struct fault *f)
{
	*kept = d->audit;
	return db_savepoint(d->db, f);
}

enum status desk_savepoint_undo(struct desk *d, const struct audit *kept, struct fault *f)
{
	d->audit = *kept;
	return db_savepoint_undo(d->db, f);
}

enum status desk_due(struct desk *d, int64_t from, const char *limit, int64_t *due, struct fault *f)
{
	struct limit l;
	int year;
	enum status st;

	*due = 0;
	if (!limit || !*limit)
		return ST_OK;
	st = limit_parse(limit, &d->words, &l, f);
	/* What runs on asks no calendar. */
	if (st == ST_OK && !limit_runs_on(&l))
		st = desk_clock(d, f);
	if (st != ST_OK)
		return st;
	if (clock_add(d->clock, from, &l, due, &year) == CLOCK_UNKNOWN_YEAR) {
		*due = 0;
		d->year_missing = year;
	}
	return ST_OK;
}
