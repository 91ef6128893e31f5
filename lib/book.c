/* SPDX-License-Identifier: MIT */
#include "book.h"

enum status book_make(struct out *out, const struct bulletin *b, struct fault *f)
{
	(void)out;
	(void)b;
	return fault_set(f, ST_INTERNAL, "no workbook yet");
}
