/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a CSV file: reading ends, records lie inside the file, cells
 * are UTF-8 without a NUL, lines never run backwards.
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
	const struct csv_record *r;
	struct str back = STR_INIT;
	struct fault f;
	long line = 0;
	size_t i;

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
	}
	str_release(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delimiters[] = ",;\t|";
	struct csvin_opts opts = { 0 };
	struct csvin *in;
	struct fault f;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || size == 0)
		return 0;
	opts.delimiter = delimiters[data[0] & 3];
	must(write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
	lseek(fd, 0, SEEK_SET);
	if (csvin_new(&in, fd, "fuzz", &opts, &f) == ST_OK) {
		read_all(in, size);
		csvin_free(in);
	}
	return 0;
}
