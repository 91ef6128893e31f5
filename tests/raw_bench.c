/* SPDX-License-Identifier: MIT
 *
 * For scripts/bench: how fast SQLite takes the rows that a command wrote, as
 * one transaction of prepared statements.
 *
 *	raw_bench FROM TO [moves]
 *
 * The events that FROM has beyond those in TO, read before the clock starts,
 * go into TO; with "moves", for want of the trigger that does it, their state
 * goes into casefile, a statement an event.  Prints milliseconds from BEGIN
 * to the end of COMMIT.
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct rows {
	sqlite3_value **cell;
	size_t count, cap;
	int columns;
};

static void check(sqlite3 *db, int code)
{
	if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) {
		fprintf(stderr, "raw_bench: %s\n", sqlite3_errmsg(db));
		exit(1);
	}
}

static void run(sqlite3 *db, const char *text)
{
	check(db, sqlite3_exec(db, text, NULL, NULL, NULL));
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *text)
{
	sqlite3_stmt *s;

	check(db, sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL));
	return s;
}

static void load(sqlite3 *db, struct rows *r)
{
	sqlite3_stmt *s = prepare(db, "SELECT e.* FROM f.casefile_event e WHERE NOT EXISTS (SELECT 1 FROM casefile_event o"
	                              " WHERE o.casefile_id = e.casefile_id AND o.seq = e.seq) ORDER BY casefile_id, seq");
	int i;

	r->columns = sqlite3_column_count(s);
	while (sqlite3_step(s) == SQLITE_ROW) {
		if (r->count + (size_t)r->columns > r->cap) {
			r->cap = 2 * r->cap + 4096;
			r->cell = realloc(r->cell, r->cap * sizeof *r->cell);
			if (!r->cell)
				exit(1);
		}
		for (i = 0; i < r->columns; i++)
			r->cell[r->count++] = sqlite3_value_dup(sqlite3_column_value(s, i));
	}
	check(db, sqlite3_finalize(s));
}

/* Columns of the event that are the state of its case, from `status` on, and
 * the statement that brings them there. */
static char *moving(sqlite3 *db, int *first)
{
	sqlite3_stmt *s = prepare(db, "SELECT cid, name FROM pragma_table_info('casefile_event') ORDER BY cid");
	char *text = sqlite3_mprintf("UPDATE casefile SET seq = ?, changed_at = ?");

	*first = 0;
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(s, 1);

		if (strcmp(name, "status") == 0)
			*first = sqlite3_column_int(s, 0);
		if (*first)
			text = sqlite3_mprintf("%z, %w = ?", text, name);
	}
	check(db, sqlite3_finalize(s));
	return sqlite3_mprintf("%z WHERE casefile_id = ?", text);
}

static char *inserting(int columns)
{
	char *text = sqlite3_mprintf("INSERT INTO casefile_event VALUES (?");
	int i;

	for (i = 1; i < columns; i++)
		text = sqlite3_mprintf("%z, ?", text);
	return sqlite3_mprintf("%z)", text);
}

static void step(sqlite3 *db, sqlite3_stmt *s)
{
	check(db, sqlite3_step(s));
	check(db, sqlite3_reset(s));
}

static void write_rows(sqlite3 *db, const struct rows *r, sqlite3_stmt *insert, sqlite3_stmt *move, int first)
{
	sqlite3_value *const *cell;
	size_t at;
	int i, k;

	for (at = 0; at < r->count; at += (size_t)r->columns) {
		cell = r->cell + at;
		for (i = 0; i < r->columns; i++)
			check(db, sqlite3_bind_value(insert, i + 1, cell[i]));
		step(db, insert);
		if (!move)
			continue;
		check(db, sqlite3_bind_value(move, 1, cell[1]));
		check(db, sqlite3_bind_value(move, 2, cell[2]));
		for (i = first, k = 3; i < r->columns; i++)
			check(db, sqlite3_bind_value(move, k++, cell[i]));
		check(db, sqlite3_bind_value(move, k, cell[0]));
		step(db, move);
	}
}

int main(int argc, char **argv)
{
	struct rows rows = { 0 };
	struct timespec start, end;
	sqlite3_stmt *insert, *move = NULL, *attach;
	sqlite3 *db;
	char *text;
	int first = 0;

	if (argc < 3) {
		fprintf(stderr, "usage: raw_bench from to [moves]\n");
		return 64;
	}
	check(NULL, sqlite3_open_v2(argv[2], &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
	run(db, "PRAGMA synchronous=FULL; PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=0");
	attach = prepare(db, "ATTACH ? AS f");
	check(db, sqlite3_bind_text(attach, 1, argv[1], -1, SQLITE_STATIC));
	step(db, attach);
	load(db, &rows);
	check(db, sqlite3_finalize(attach));
	run(db, "DETACH f");
	text = inserting(rows.columns);
	insert = prepare(db, text);
	sqlite3_free(text);
	if (argc > 3) {
		text = moving(db, &first);
		move = prepare(db, text);
		sqlite3_free(text);
	}
	clock_gettime(CLOCK_MONOTONIC, &start);
	run(db, "BEGIN IMMEDIATE");
	write_rows(db, &rows, insert, move, first);
	run(db, "COMMIT");
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%.2f\n", (double)(end.tv_sec - start.tv_sec) * 1e3 + (double)(end.tv_nsec - start.tv_nsec) / 1e6);
	return 0;
}
