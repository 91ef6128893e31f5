/* SPDX-License-Identifier: MIT
 *
 * Names of formats, of lib/out.h.  Every command reads the option; those that
 * print no rows shall not load the libraries that lib/out.c needs, which
 * takes longer than their work.
 */
#include "out.h"

#include <string.h>

static const char *const format_name[] = {
	[OUT_TABLE] = "table",
	[OUT_CSV] = "csv",
	[OUT_TSV] = "tsv",
	[OUT_JSON] = "json",
	[OUT_NDJSON] = "ndjson",
	[OUT_EXCEL] = "excel",
	[OUT_XLSX] = "xlsx",
	[OUT_HTML] = "html",
};

enum status out_format_named(const char *name, enum out_format *format,
                             struct fault *f)
{
	size_t i;

	for (i = OUT_TABLE; i <= OUT_HTML; i++)
		if (strcmp(name, format_name[i]) == 0) {
			*format = (enum out_format)i;
			return ST_OK;
		}
	return fault_set(f, ST_USAGE, "unknown format '%s'", name);
}
