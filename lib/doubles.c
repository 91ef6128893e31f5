/* SPDX-License-Identifier: MIT */
#include "doubles.h"

#include "batch.h"
#include "casefile.h"
#include "mem.h"
#include "text.h"
#include "triage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define RADIUS_M 6371008.8

enum { FILED, COLLECTED, KINDS, NEAR = 9 };
enum { BY_PLACE, BY_ADDRESS, WAYS };

static const size_t none = SIZE_MAX;

struct entry {
	char *case_no;
	int64_t at;
	int64_t matter, address;        /* numbers of equal texts; 0: none */
	double lon, lat;
	bool has_place;
	int kind;                       /* whether it is kept in any case */
	size_t next[WAYS];              /* in its cell */
};

/* Entries at one place or address, each kind by time. */
struct cell {
	uint64_t key;                   /* 0: free */
	size_t head[KINDS], tail[KINDS];
};

struct doubles {
	struct desk *desk;
	struct cli *cli;
	struct entry *entry;
	size_t count;
	struct cell *cell;
	size_t cells, size;             /* used; a power of two, or 0 */
	struct strmap names;            /* of matters and addresses */
	int64_t last_name;
	double metres;
	int64_t seconds;
	bool is_part;                   /* something could not be answered */
};

static double radians(double degrees)
{
	return degrees * PI / 180;
}

/* Metres between two places in degrees. */
static double distance(double lon1, double lat1, double lon2, double lat2)
{
	double y = sin(radians(lat2 - lat1) / 2), x = sin(radians(lon2 - lon1) / 2);
	double h = y * y + cos(radians(lat1)) * cos(radians(lat2)) * x * x;

	return 2 * RADIUS_M * asin(h < 1 ? sqrt(h) : 1);
}

/* Cells --------------------------------------------------------------------- */

static void grow(struct doubles *d)
{
	struct cell *old = d->cell;
	size_t i, at, n = d->size;

	d->size = n ? n * 2 : 1024;
	d->cell = mem_array(d->size, sizeof *d->cell);
	for (i = 0; i < n; i++)
		if (old[i].key) {
			for (at = old[i].key & (d->size - 1); d->cell[at].key; at = (at + 1) & (d->size - 1))
				continue;
			d->cell[at] = old[i];
		}
	free(old);
}

/* Two keys of one hash would only share a cell: what stands in one is compared
 * all the same. */
static struct cell *find_cell(struct doubles *d, int64_t matter, int64_t way, int64_t a, int64_t b, bool make)
{
	const int64_t key[] = { matter, way, a, b };
	uint64_t hash = str_hash(STR_HASH, key, sizeof key);
	size_t at;

	if (!hash)
		hash = 1;
	if (make && d->cells * 2 >= d->size)
		grow(d);
	if (!d->size)
		return NULL;
	for (at = hash & (d->size - 1); d->cell[at].key; at = (at + 1) & (d->size - 1))
		if (d->cell[at].key == hash)
			return &d->cell[at];
	if (!make)
		return NULL;
	d->cells++;
	d->cell[at] = (struct cell){ hash, { none, none }, { none, none } };
	return &d->cell[at];
}

static void put(struct doubles *d, struct cell *c, size_t i, int way)
{
	int kind = d->entry[i].kind;

	d->entry[i].next[way] = none;
	if (c->tail[kind] == none)
		c->head[kind] = i;
	else
		d->entry[c->tail[kind]].next[way] = i;
	c->tail[kind] = i;
}

/* Rows of cells are as high as the distance, and a bit, for what the numbers
 * cannot hold. */
static double row_height(const struct doubles *d)
{
	return d->metres * 1.0001 / RADIUS_M * 180 / PI;
}

static int64_t row_of(const struct doubles *d, double lat)
{
	return (int64_t)floor(lat / row_height(d));
}

/* How many cells a row has: each as wide as the distance at the row's end that
 * is nearer to a pole, and at that of the next row, for neighbours. */
static int64_t columns_of(const struct doubles *d, int64_t row)
{
	double edge = (double)((row < 0 ? -row : row + 1) + 1) * row_height(d), part;

	if (edge >= 90)
		return 1;
	part = sin(d->metres * 1.0001 / RADIUS_M / 2) / cos(radians(edge));
	return part >= 0.5 ? 1 : (int64_t)floor(PI / asin(part));
}

static int64_t column_of(int64_t columns, double lon)
{
	int64_t column = (int64_t)floor((lon + 180) / 360 * (double)columns);

	return (column % columns + columns) % columns;
}

static void keep(struct doubles *d, size_t i)
{
	const struct entry *e = &d->entry[i];
	int64_t row;

	if (e->has_place) {
		row = row_of(d, e->lat);
		put(d, find_cell(d, e->matter, BY_PLACE, row, column_of(columns_of(d, row), e->lon), true), i, BY_PLACE);
	}
	if (e->address)
		put(d, find_cell(d, e->matter, BY_ADDRESS, e->address, 0, true), i, BY_ADDRESS);
}

/* Comparing ------------------------------------------------------------------ */

static bool is_near(const struct doubles *d, const struct entry *a, const struct entry *b, double *metres)
{
	if (!a->has_place || !b->has_place)
		return false;
	*metres = distance(a->lon, a->lat, b->lon, b->lat);
	return *metres <= d->metres;
}

/* The first of the cell that it is a double of, from `best` on none.  Entries
 * too old for this one are too old for all that follow. */
static void look(struct doubles *d, struct cell *c, const struct entry *e, int kind, int way, size_t *best)
{
	double metres;
	size_t i;

	if (!c)
		return;
	while (c->head[kind] != none && d->entry[c->head[kind]].at < e->at - d->seconds)
		c->head[kind] = d->entry[c->head[kind]].next[way];
	if (c->head[kind] == none)
		c->tail[kind] = none;
	for (i = c->head[kind]; i != none && i < *best && d->entry[i].at <= e->at + d->seconds; i = d->entry[i].next[way])
		if (d->entry[i].matter == e->matter
		    && (way == BY_PLACE ? is_near(d, e, &d->entry[i], &metres) : d->entry[i].address == e->address)) {
			*best = i;
			return;
		}
}

/* The cells in which what is near may lie: those around its own, in each of
 * three rows, each once. */
static size_t around(struct doubles *d, const struct entry *e, struct cell *cell[NEAR])
{
	int64_t row, columns, column, step;
	size_t n = 0;

	for (row = row_of(d, e->lat) - 1; row <= row_of(d, e->lat) + 1; row++) {
		columns = columns_of(d, row);
		column = column_of(columns, e->lon);
		for (step = columns > 2 ? -1 : 0; step <= (columns > 1 ? 1 : 0); step++)
			cell[n++] = find_cell(d, e->matter, BY_PLACE, row, (column + step + columns) % columns, false);
	}
	return n;
}

static size_t find_double(struct doubles *d, const struct entry *e)
{
	struct cell *cell[NEAR], *same = NULL;
	size_t i, n = 0, best = none;
	int kind;

	if (!e->matter)
		return none;
	if (e->has_place)
		n = around(d, e, cell);
	if (e->address)
		same = find_cell(d, e->matter, BY_ADDRESS, e->address, 0, false);
	for (kind = FILED; kind < KINDS && best == none; kind++) {
		for (i = 0; i < n; i++)
			look(d, cell[i], e, kind, BY_PLACE, &best);
		look(d, same, e, kind, BY_ADDRESS, &best);
	}
	return best;
}

/* Reading ------------------------------------------------------------------- */

static int64_t number(struct doubles *d, const char *text)
{
	int64_t n = strmap_get(&d->names, text);

	if (n == STRMAP_NONE)
		strmap_set(&d->names, text, n = ++d->last_name);
	return n;
}

/* A road and a number are in every community. */
static int64_t address_number(struct doubles *d, const char *area, const char *address)
{
	enum { COMMUNITY_DIGITS = 12 };
	struct str b = STR_INIT;
	size_t start, len;
	const char *p;
	char *copy;
	int64_t n = 0;

	if (!address)
		return 0;
	copy = mem_strdup(address);
	text_fold(copy);
	str_addf(&b, "%.*s ", COMMUNITY_DIGITS, area);
	start = b.len;
	for (p = copy; *p; p += len) {
		uint32_t c = text_next(p, &len);

		if (c > ' ' && c != 0xa0)
			str_add(&b, p, len);
	}
	if (b.len > start)
		n = number(d, b.s);
	str_release(&b);
	free(copy);
	return n;
}

/* The matter by which a rule would file it: 0 where none does. */
static enum status propose(struct doubles *d, struct triage *t, struct query *q, const char *case_no, int64_t *matter, struct fault *f)
{
	struct query *get;
	const char *ignored;
	int64_t id;
	bool row;
	enum status st = triage_matter(t, d->desk, db_int(q, 3), db_text(q, 6), &id, &ignored, f);

	if (st == ST_REFUSED) {
		cli_warn(d->cli, "no matter for case '%s': %s", case_no, f->text);
		d->is_part = true;
		return ST_OK;
	}
	if (st != ST_OK || !id)
		return st;
	get = db_query(d->desk->db, SQL_TRIAGE_MATTER);
	db_bind_int(get, 1, id);
	st = db_step(get, &row, f);
	if (st == ST_OK && row)
		*matter = number(d, db_text(get, 0));
	db_done(get);
	return st;
}

static enum status read_entry(struct doubles *d, struct triage *t, struct query *q, struct fault *f)
{
	struct entry *e = &d->entry[d->count++];
	const char *matter = db_text(q, 5);
	enum status st = ST_OK;

	memset(e, 0, sizeof *e);
	e->case_no = mem_strdup(db_text(q, 0));
	e->kind = strcmp(db_text(q, 1), "collected") == 0 ? COLLECTED : FILED;
	e->at = db_int(q, 2);
	e->address = address_number(d, db_text(q, 4), db_text(q, 7));
	e->has_place = !db_is_null(q, 8) && !db_is_null(q, 9);
	e->lon = db_real(q, 8);
	e->lat = db_real(q, 9);
	if (matter)
		e->matter = number(d, matter);
	else if (e->kind == COLLECTED)
		st = propose(d, t, q, e->case_no, &e->matter, f);
	return st;
}

static enum status read_all(struct doubles *d, struct fault *f)
{
	struct triage *t = triage_new(NULL);
	struct query *q = db_query(d->desk->db, SQL_DOUBLES_OPEN);
	size_t cap = 0;
	bool row;
	enum status st;

	while ((st = db_step(q, &row, f)) == ST_OK && row) {
		MEM_ROOM(d->entry, d->count, cap);
		st = read_entry(d, t, q, f);
		if (st != ST_OK)
			break;
	}
	db_done(q);
	triage_free(t);
	return st;
}

/* Printing ------------------------------------------------------------------ */

static void put_row(struct doubles *d, struct out *out, const struct entry *e, const struct entry *kept)
{
	struct str reason = STR_INIT;
	double metres;

	out_text(out, e->case_no);
	out_text(out, kept->case_no);
	if (is_near(d, e, kept, &metres))
		out_real(out, metres, 1);
	else
		out_null(out);
	out_real(out, fabs((double)(e->at - kept->at)) / 3600, 2);
	str_addf(&reason, "与 %s 重复", kept->case_no);
	out_text(out, reason.s);
	out_row(out);
	str_release(&reason);
}

/* `wanted` NULL: all.  Of a number that is met its mark is taken away. */
static void print(struct doubles *d, struct out *out, struct numbers *wanted)
{
	size_t i, kept;

	for (i = 0; i < d->count; i++)
		if (d->entry[i].kind == FILED && d->entry[i].matter)
			keep(d, i);
	for (i = 0; i < d->count; i++) {
		struct entry *e = &d->entry[i];

		if (e->kind != COLLECTED)
			continue;
		kept = find_double(d, e);
		if (kept == none && e->matter)
			keep(d, i);
		if (wanted && strmap_get(&wanted->seen, e->case_no) == STRMAP_NONE)
			continue;
		if (wanted)
			strmap_set(&wanted->seen, e->case_no, 0);
		if (kept != none)
			put_row(d, out, e, &d->entry[kept]);
	}
}

static enum status check_wanted(struct doubles *d, struct numbers *wanted, struct fault *f)
{
	struct casefile c;
	size_t i, at = 0;
	enum status st = ST_OK;

	for (i = 0; i < wanted->count && st == ST_OK; i++) {
		const char *no = wanted->text.s + at;

		at += strlen(no) + 1;
		if (strmap_get(&wanted->seen, no) == 0)
			continue;
		st = casefile_load(d->desk, no, &c, f);
		if (st == ST_OK)
			st = fault_set(f, ST_REFUSED, "its status is %s, only collected ones have doubles", c.state.status);
		if (st == ST_REFUSED) {
			cli_warn(d->cli, "no double of case '%s': %s", no, f->text);
			d->is_part = true;
			st = ST_OK;
		}
	}
	return st;
}

static void release(struct doubles *d)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		free(d->entry[i].case_no);
	free(d->entry);
	free(d->cell);
	strmap_release(&d->names);
}

static enum status suggest(struct cli *c, void *arg, struct out *out, struct fault *f)
{
	static const struct field *column[8];   /* stays until out_finish */
	struct numbers *wanted = arg;
	struct doubles d = { .cli = c };
	struct desk desk;
	struct db *db;
	enum status st = cli_open(c, DB_READ, &db, &desk, f);

	if (st != ST_OK)
		return st;
	d.desk = &desk;
	d.metres = (double)desk_setting_int(&desk, "double_metres", DOUBLE_METRES);
	d.seconds = desk_setting_int(&desk, "double_hours", DOUBLE_HOURS) * 3600;
	strmap_init(&d.names);
	out_begin(out, NULL, column, fields_columns("case-double", column));
	/* An import takes neither; plain sqlite3 does. */
	if (d.metres < 1 || d.seconds < 3600)
		st = fault_set(f, ST_INPUT, "the setting double_metres or double_hours is below 1");
	if (st == ST_OK)
		st = db_begin_read(db, f);
	if (st == ST_OK)
		st = read_all(&d, f);
	if (st == ST_OK)
		print(&d, out, wanted);
	if (st == ST_OK && wanted)
		st = check_wanted(&d, wanted, f);
	release(&d);
	desk_close(&desk);
	db_close(db);
	return st == ST_OK && d.is_part ? ST_PART : st;
}

int doubles_command(struct cli *c)
{
	struct numbers numbers;
	struct fault f;
	enum status st;
	int end;

	if (!c->argc)
		return cli_print(c, suggest, NULL);
	st = numbers_read(&numbers, c, &f);
	if (st != ST_OK)
		return cli_end(c, st, &f);
	end = cli_print(c, suggest, &numbers);
	numbers_release(&numbers);
	return end;
}
