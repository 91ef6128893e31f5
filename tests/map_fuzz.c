/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a map file, up to a NUL, and as the sheet that it is for,
 * behind it: each rule is of one of the documented forms; a sheet that opens
 * gives the same rows twice, filled down or not, and each again by its place.
 */
#include "map.h"
#include "sheet.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool truth)
{
	if (!truth)
		abort();
}

static struct csvin *reader_of(const void *bytes, size_t size)
{
	struct csvin *in = NULL;
	struct fault f;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	must(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	lseek(fd, 0, SEEK_SET);
	return csvin_new(&in, fd, "fuzz", NULL, &f) == ST_OK ? in : NULL;
}

static void check_rules(const struct map *m)
{
	size_t i;

	for (i = 0; i < m->count; i++) {
		const struct map_rule *r = &m->rule[i];

		must(*r->from || *r->to);
		must(*r->from || !*r->value);
		must(*r->to || (!*r->value && !*r->becomes));
		must(map_is_serial(r) || (strcmp(r->value, "<serial>") != 0 && strcmp(r->becomes, "<date>") != 0));
	}
}

/* All rows of a sheet as one number, and how many. */
static uint64_t read_rows(struct sheet *s, size_t *rows)
{
	const struct csv_record *rec;
	struct str line = STR_INIT;
	struct sheet_batch b;
	struct fault f;
	uint64_t sum = 14695981039346656037u;
	size_t i, k;

	*rows = 0;
	sheet_batch_init(&b, s);
	while (sheet_batch(s, &b, &f) == ST_OK && b.count)
		for (i = 0; i < b.count; i++, ++*rows) {
			const struct sheet_row *row = &b.row[i];

			must(!row->reason || (row->bad_column && row->bad_value));
			must(sheet_reread(s, row->line, row->offset, row->len, &rec, &f) == ST_OK);
			must(rec->line == row->line);
			str_reset(&line);
			str_addf(&line, "%ld %s", row->line, row->reason ? row->reason : "");
			sheet_original(s, rec, &line);
			for (k = 0; k < line.len; k++)
				sum = (sum ^ (unsigned char)line.s[k]) * 1099511628211u;
		}
	sheet_batch_release(&b);
	str_release(&line);
	return sum;
}

static void check_sheet(const struct map *m, const uint8_t *data, size_t size, unsigned choice)
{
	struct sheet_opts o = { .map = m, .is_partial = choice & 1, .fill_down = choice & 2 ? "" : NULL };
	size_t count, rows, again;
	const struct record_kind *k = fields_kinds(&count);
	struct csvin *in = reader_of(data, size);
	struct sheet *s;
	struct str head = STR_INIT;
	struct fault f;
	uint64_t sum;

	if (!in || sheet_open(&s, in, &k[(choice >> 2) % count], &o, &f) != ST_OK)
		return;
	sheet_reject_heading(s, &head);
	sum = read_rows(s, &rows);
	sheet_rewind(s);
	must(read_rows(s, &again) == sum && rows == again);
	str_release(&head);
	sheet_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data + 1, 0, size - 1) : NULL;
	size_t len = end ? (size_t)(end - data) - 1 : size ? size - 1 : 0;
	struct map *m = NULL;
	struct csvin *in;
	struct fault f;

	if (!size)
		return 0;
	in = reader_of(data + 1, len);
	if (in && map_read(&m, in, &f) == ST_OK)
		check_rules(m);
	if (end && (m || !len))
		check_sheet(m, end + 1, size - len - 2, data[0]);
	map_free(m);
	return 0;
}
