/* SPDX-License-Identifier: MIT
 *
 * A CSV file as rows of a kind, for sheet.t: read by a thread of its own in
 * three batches that go round, each row printed with what it was made from,
 * read again by its place; then all of it once more, compared.
 *
 *      sheet_probe [-d[HEADING,…]] [-m MAP] KIND FILE
 *      # SENTENCE                              about the sheet as a whole
 *      LINE: FIELD=TEXT FIELD=NUMBER …         a row; <empty> as it says
 *      LINE! COLUMN (VALUE): REASON            a row that is none
 *      > N bytes|CELL|CELL …                   the record, read again
 *      # N blank
 *
 *      sheet_probe -t KIND FILE
 *      seconds of the processor that opening and reading took
 */
#include "mem.h"
#include "sheet.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BATCHES = 3 };

/* A batch is the reader's until `full` counts it, then the printer's until
 * `used` does; both take them in turn. */
struct ring {
	struct sheet *sheet;
	struct sheet_batch batch[BATCHES];
	pthread_mutex_t lock;
	pthread_cond_t moved;
	long full, used;
	bool is_last;           /* the last full one is */
	struct fault fault;
};

static _Noreturn void die(const char *why)
{
	fprintf(stderr, "sheet_probe: %s\n", why);
	exit(1);
}

static void *read_all(void *arg)
{
	struct ring *r = arg;
	bool is_last = false;

	while (!is_last) {
		struct sheet_batch *b = &r->batch[r->full % BATCHES];

		pthread_mutex_lock(&r->lock);
		while (r->full - r->used == BATCHES)
			pthread_cond_wait(&r->moved, &r->lock);
		pthread_mutex_unlock(&r->lock);
		is_last = sheet_batch(r->sheet, b, &r->fault) != ST_OK || !b->count;
		pthread_mutex_lock(&r->lock);
		r->is_last = is_last;
		r->full++;
		pthread_cond_signal(&r->moved);
		pthread_mutex_unlock(&r->lock);
	}
	return NULL;
}

/* A line end inside is shown as \n. */
static void add_text(struct str *out, const char *s)
{
	for (; *s; s++)
		str_add(out, *s == '\n' ? "\\n" : s, *s == '\n' ? 2 : 1);
}

static void add_value(struct str *out, const struct field *field, const struct value *v)
{
	switch (v->kind) {
	case VALUE_ERASE: str_addf(out, " %s=<empty>", field->name); break;
	case VALUE_INT: str_addf(out, " %s=%" PRId64, field->name, v->i); break;
	case VALUE_REAL: str_addf(out, " %s=%g", field->name, v->r); break;
	case VALUE_TEXT:
		str_addf(out, " %s=", field->name);
		add_text(out, v->s);
		break;
	default: break;
	}
}

static void add_row(struct str *out, struct sheet *s, const struct record_kind *k, const struct sheet_row *row)
{
	const struct csv_record *rec;
	struct fault f;
	size_t i;

	if (row->reason) {
		str_addf(out, "%ld! %s (%s): %s", row->line, row->bad_column, row->bad_value, row->reason);
	} else {
		str_addf(out, "%ld:", row->line);
		for (i = 0; i < k->count; i++)
			add_value(out, &k->field[i], &row->value[i]);
		for (i = 0; i < k->count; i++)
			if (row->value[i].doubts)
				str_addf(out, " ? %s: %u", sheet_heading(s, &k->field[i]), row->value[i].doubts);
	}
	str_adds(out, "\n> ");
	if (sheet_reread(s, row->line, row->offset, row->len, &rec, &f) != ST_OK)
		die(f.text);
	str_addf(out, "%zu bytes", rec->raw_len);
	for (i = 0; i < rec->count; i++) {
		str_addc(out, '|');
		add_text(out, rec->cell[i].s);
	}
	str_addc(out, '\n');
}

static void add_remark(void *out, const char *text)
{
	str_addf(out, "# %s\n", text);
}

/* All rows as text; the fault that ends them is the last line. */
static void print_all(struct ring *r, const struct record_kind *k, struct str *out)
{
	pthread_t reader;
	bool is_last = false;
	size_t i;

	sheet_remarks(r->sheet, add_remark, out);
	r->full = r->used = 0;
	r->fault.status = ST_OK;
	if (pthread_create(&reader, NULL, read_all, r) != 0)
		die("no thread");
	while (!is_last) {
		struct sheet_batch *b = &r->batch[r->used % BATCHES];

		pthread_mutex_lock(&r->lock);
		while (r->full == r->used)
			pthread_cond_wait(&r->moved, &r->lock);
		is_last = r->is_last && r->full - r->used == 1;
		pthread_mutex_unlock(&r->lock);
		for (i = 0; i < b->count; i++)
			add_row(out, r->sheet, k, &b->row[i]);
		pthread_mutex_lock(&r->lock);
		r->used++;
		pthread_cond_signal(&r->moved);
		pthread_mutex_unlock(&r->lock);
	}
	pthread_join(reader, NULL);
	if (sheet_blanks(r->sheet))
		str_addf(out, "# %ld blank\n", sheet_blanks(r->sheet));
	if (r->fault.status != ST_OK)
		str_addf(out, "=%d %s\n", status_exit(r->fault.status), r->fault.text);
}

static double seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Of this thread: the digest has its own. */
static void time_all(struct sheet *s, double start)
{
	struct sheet_batch b;
	struct fault f;
	double opened = seconds(CLOCK_THREAD_CPUTIME_ID);
	long rows = 0;

	sheet_batch_init(&b, s);
	while (sheet_batch(s, &b, &f) == ST_OK && b.count)
		rows += (long)b.count;
	sheet_batch_release(&b);
	printf("%ld rows: opened in %.3f s, read in %.3f s\n", rows, opened - start,
	       seconds(CLOCK_THREAD_CPUTIME_ID) - opened);
}

int main(int argc, char **argv)
{
	bool is_timed = false;
	struct sheet_opts how = { 0 };
	struct csvin_opts opts = { 0 };
	struct ring r = { .lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER };
	struct str once = STR_INIT, again = STR_INIT;
	const struct record_kind *k;
	double start = seconds(CLOCK_THREAD_CPUTIME_ID);
	struct map *map = NULL;
	struct csvin *in;
	struct fault f;
	int c, i;

	while ((c = getopt(argc, argv, "td::m:")) != -1) {
		if (c == 't')
			is_timed = true;
		else if (c == 'd')
			how.fill_down = optarg ? optarg : "";
		else if (c != 'm')
			die("unknown option");
		else if (map_open(&map, optarg, &f) != ST_OK)
			die(f.text);
	}
	k = argc - optind == 2 ? fields_kind(argv[optind]) : NULL;
	if (!k)
		die("sheet_probe [-t] [-d[HEADING,...]] [-m MAP] KIND FILE");
	how.map = map;
	if (csvin_new(&in, open(argv[optind + 1], O_RDONLY | O_CLOEXEC), argv[optind + 1], &opts, &f) != ST_OK
	    || sheet_open(&r.sheet, in, k, &how, &f) != ST_OK)
		die(f.text);
	if (is_timed) {
		time_all(r.sheet, start);
	} else {
		for (i = 0; i < BATCHES; i++)
			sheet_batch_init(&r.batch[i], r.sheet);
		print_all(&r, k, &once);
		sheet_rewind(r.sheet);
		print_all(&r, k, &again);
		if (once.len != again.len || memcmp(once.s, again.s, once.len) != 0)
			die("the second reading gave other rows");
		fwrite(once.s, 1, once.len, stdout);
		for (i = 0; i < BATCHES; i++)
			sheet_batch_release(&r.batch[i]);
	}
	str_release(&once);
	str_release(&again);
	sheet_free(r.sheet);
	map_free(map);
	return 0;
}
