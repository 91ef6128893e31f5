/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a limit and as working hours: taken or refused, and a limit
 * that is taken prints as what is read back as the same, whatever bare 天
 * and 小时 mean.
 */
#include "clock.h"
#include "mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool truth)
{
	if (!truth)
		abort();
}

static void try_limit(const char *text, const struct limit_words *words)
{
	static const struct limit_words none = { -1, -1 };
	struct limit l, again;
	struct fault f;
	char buf[64];

	if (limit_parse(text, words, &l, &f) != ST_OK) {
		must(f.status == ST_INPUT && *f.text);
		return;
	}
	must(l.milli > 0);
	limit_format(&l, buf, sizeof buf);
	must(strlen(buf) < sizeof buf - 1);
	must(limit_parse(buf, &none, &again, &f) == ST_OK && again.unit == l.unit && again.milli == l.milli);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct limit_words set = { LIMIT_WORK_DAY, LIMIT_RUN_HOUR }, unset = { -1, -1 };
	char *text = mem_strndup((const char *)data, size);
	struct hours h;
	struct fault f;

	try_limit(text, &set);
	try_limit(text, &unset);
	if (hours_parse(text, &h, &f) == ST_OK)
		must(hours_total(&h) >= 0 && hours_total(&h) <= 86400);
	free(text);
	return 0;
}
