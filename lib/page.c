/* SPDX-License-Identifier: MIT */
#include "page.h"

enum status page_make(struct out *out, struct desk *d, const struct bulletin *b, struct fault *f)
{
	(void)out;
	(void)d;
	(void)b;
	return fault_set(f, ST_INTERNAL, "no page yet");
}
