/* SPDX-License-Identifier: MIT */
#include "scorecard.h"

enum status scorecard_table(struct out *out, struct desk *d, const struct score *s, struct fault *f)
{
	(void)out; (void)d; (void)s;
	return fault_set(f, ST_INTERNAL, "not yet");
}

enum status scorecard_cards(struct out *out, struct desk *d, const struct score *s, const struct score_row *only, struct fault *f)
{
	(void)out; (void)d; (void)s; (void)only;
	return fault_set(f, ST_INTERNAL, "not yet");
}
