/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a CSV file, in an encoding found by test or named: reading
 * ends, records lie inside the file, cells are UTF-8 without a NUL, lines
 * never run backwards, and each record comes again by its place.
 */
#include "csvin.h"
#include "str.h"
#include "text.h"

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

static void read_all(struct csvin *in, size_t size)
{
	const struct csv_record *r, *again;
	struct str back = STR_INIT;
	struct csvin *twin;
	struct fault f;
	long line = 0;
	size_t i;

	must(csvin_twin(&twin, in, &f) == ST_OK);
	while (csvin_next(in, &r, &f) == ST_OK && r) {
		must(r->line > line);
		line = r->line;
		/* Two bytes of GB18030 are at most four of UTF-8, one of Latin three. */
		must(r->raw_len <= 4 * size);
		for (i = 0; i < r->count; i++) {
			must(strlen(r->cell[i].s) == r->cell[i].len);
			must(text_is_utf8(r->cell[i].s, r->cell[i].len, NULL));
			csvin_encode(in, r->cell[i].s, r->cell[i].len, &back);
		}
		csvin_restore(in, r->raw, r->raw_len, &back);
		csvin_seek(twin, r->line, r->offset, r->raw_len);
		must(csvin_next(twin, &again, &f) == ST_OK && again);
		must(again->line == line && again->count == r->count && !again->bad == !r->bad);
		must(again->raw_len == r->raw_len && memcmp(again->raw, r->raw, r->raw_len) == 0);
		must(r->bad || memcmp(again->cell[0].s, r->cell[0].s, r->text_len) == 0);
	}
	csvin_free(twin);
	str_release(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delimiters[] = ",;\t|";
	static const char *const encodings[] = {
		NULL, NULL, "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE", "UTF-16", "BIG5",
		"UTF-32", "ISO-2022-JP", "LATIN1", "UTF-7", "HZ", "EUC-CN", "CP1258", "BIG5-HKSCS",
	};
	struct csvin_opts opts = { 0 };
	struct csvin *in;
	struct fault f;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || size == 0)
		return 0;
	opts.delimiter = delimiters[data[0] & 3];
	opts.encoding = encodings[data[0] >> 2 & 15];
	must(write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
	lseek(fd, 0, SEEK_SET);
	if (csvin_new(&in, fd, "fuzz", &opts, &f) == ST_OK) {
		read_all(in, size);
		csvin_free(in);
	}
	return 0;
}
