/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a time, a date and a spreadsheet's day number: taken or
 * refused, and what is taken prints as what is read back as the same.
 */
#include "mem.h"
#include "when.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool truth)
{
	if (!truth)
		abort();
}

static void try_day(enum status parse(const char *, int32_t *, struct fault *), const char *text)
{
	char buf[WHEN_DATE_SIZE];
	int32_t day, again;
	struct fault f;

	if (parse(text, &day, &f) != ST_OK) {
		must(f.status == ST_INPUT && *f.text);
		return;
	}
	when_format_day(day, buf);
	must(when_parse_day(buf, &again, &f) == ST_OK && again == day);
}

static void try_time(const char *text)
{
	char buf[WHEN_SIZE];
	int64_t at, again;
	struct fault f;

	if (when_parse(text, &at, &f) != ST_OK) {
		must(f.status == ST_INPUT && *f.text);
		return;
	}
	/* In UTC no hour comes twice. */
	when_format(at, buf);
	must(when_parse(buf, &again, &f) == ST_OK && again == at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);

	try_day(when_parse_day, text);
	try_day(when_serial_day, text);
	try_time(text);
	free(text);
	return 0;
}
