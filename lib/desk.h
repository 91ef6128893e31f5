/* SPDX-License-Identifier: MIT
 *
 * The dispatch desk: what every action on cases needs at hand: the
 * database, its settings, its clock, its registry, who acts and when.
 */
#ifndef DESK_H
#define DESK_H

#include "audit.h"
#include "clock.h"
#include "db.h"
#include "registry.h"
#include "str.h"
#include "when.h"

struct actor {
	char role;              /* c centre, d department, w worker, v verifier, i import */
	int64_t worker_id;      /* 0: none */
	int64_t department_id;  /* the department that acts, or the worker's own */
	char code[65];          /* as recorded in audit: code, or "centre" */
};

struct setting {
	char *name;
	char *value;
};

struct desk {
	struct db *db;
	struct clock *clock;
	struct registry registry;
	struct setting *setting;
	size_t settings;
	struct limit_words words;
	struct actor actor;
	int64_t now;            /* when it is recorded */
	char today[WHEN_DATE_SIZE];     /* the day of that */
	int64_t at;             /* when it happened */
	int64_t import_run_id;  /* 0: no import */
	bool has_clock;
	int year_missing;       /* a year that a deadline needed, 0: none */
	const char *unix_user;
	struct audit audit;     /* what the command has done so far */
	struct str form;        /* of the event at hand */
};

/* Settings and zone from the open database; the clock's tables are read on
 * the first deadline.  ST_USAGE: $GRID_NOW malformed. */
enum status desk_open(struct desk *d, struct db *db, struct fault *f);
void desk_close(struct desk *d);

/* NULL if not set. */
const char *desk_setting(const struct desk *d, const char *name);
int64_t desk_setting_int(const struct desk *d, const char *name, int64_t otherwise);

/* The name of the area of that code, NULL: of the district; "" if there is none.
 * To be freed also after a fault. */
enum status desk_place(struct desk *d, const char *area, char **name, struct fault *f);

/* Who acts: NULL is the centre; else a worker's or department's code or
 * unique name.  A worker's post on the day decides between worker, verifier
 * and centre.  ST_NOINPUT as desk_who; ST_NOPERM: the worker was not there on
 * the day of desk.at. */
enum status desk_actor(struct desk *d, const char *by, struct fault *f);

/* The one department or worker that an option's text names; the other number
 * becomes 0.  ST_NOINPUT: none, several, or one of each. */
enum status desk_who(struct desk *d, const char *option, const char *text, int64_t *department_id,
                     int64_t *worker_id, struct fault *f);

/* A worker's row on *q: code, name, department_id, post; to be given back by
 * db_done.  ST_REFUSED: not there on the day of desk.at, with the date. */
enum status desk_worker(struct desk *d, int64_t id, struct query **q, struct fault *f);
const char *desk_role(char role);       /* "centre", "department", … */

/* A worker as desk.actor, in the role that his post has on the day of desk.at.
 * ST_REFUSED as desk_worker. */
enum status desk_act_as(struct desk *d, int64_t worker_id, struct fault *f);

/* The limit's end, 0 where the text is NULL or empty, or where the calendar
 * does not reach (then desk.year_missing is set).  ST_INPUT: the text is no
 * limit. */
enum status desk_due(struct desk *d, int64_t from, const char *limit, int64_t *due, struct fault *f);

/* The clock with its tables read. */
enum status desk_clock(struct desk *d, struct fault *f);

/* A savepoint for a case or row that may be refused while others go on, with
 * what the audit was told until then, in `kept`: db_savepoint alone would leave
 * in it what is undone.  It is kept by db_savepoint_keep. */
enum status desk_savepoint(struct desk *d, struct audit *kept, struct fault *f);
enum status desk_savepoint_undo(struct desk *d, const struct audit *kept, struct fault *f);

/* Hours of settings or tables changed: read again at the next deadline. */
void desk_forget_clock(struct desk *d);

#endif
