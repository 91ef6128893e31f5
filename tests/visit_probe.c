/* SPDX-License-Identifier: MIT
 *
 * visit_probe DATABASE TIME AREA KINDS [OF ID]: all that visit_each tells, a line
 * each, for tests that reckon it up themselves; AREA may be -, KINDS is of k and h.
 * With OF and ID what visit_find tells of one.
 */
#include "desk.h"
#include "visit.h"
#include "when.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum status print(void *arg, const struct visit_subject *s, struct fault *f)
{
	(void)arg;
	(void)f;
	printf("%d|%" PRId64 "|%" PRId64 "|%" PRId64 "|%s|%d|%d|%" PRId64 "|%" PRId64 "|%d|%d|%d|%d|%d\n", (int)s->of, s->id, s->area_id,
	       s->building_id, s->tag, s->is_key, s->period_days, s->met_at, s->tried_at, s->attempts, s->due_day, s->next_day,
	       s->is_seen, s->is_shut);
	return ST_OK;
}

int main(int argc, char **argv)
{
	struct visit_query q = { NULL, 0, false, false };
	struct fault f;
	struct desk d;
	struct db *db;
	enum status st;

	if (argc != 5 && argc != 7)
		return 64;
	st = db_open(&db, argv[1], DB_READ, &f);
	if (st == ST_OK) {
		st = desk_open(&d, db, &f);
		q.area = strcmp(argv[3], "-") == 0 ? NULL : argv[3];
		q.keys = strchr(argv[4], 'k');
		q.homes = strchr(argv[4], 'h');
		if (st == ST_OK)
			st = when_parse(argv[2], &q.as_of, &f);
		if (st == ST_OK)
			st = db_begin_read(db, &f);
		if (st == ST_OK && argc == 7)
			st = visit_find(&d, (enum visit_of)strtol(argv[5], NULL, 10), strtoll(argv[6], NULL, 10), q.as_of, print, NULL, &f);
		else if (st == ST_OK)
			st = visit_each(&d, &q, print, NULL, &f);
		desk_close(&d);
		db_close(db);
	}
	if (st != ST_OK)
		fprintf(stderr, "%s\n", f.text);
	return status_exit(st);
}
