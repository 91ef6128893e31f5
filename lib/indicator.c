/* SPDX-License-Identifier: MIT */
#include "indicator.h"

#include <string.h>

/* Rates of §1.9 as published reports confirm them; post indicators as the
 * platforms that follow GB/T 30428.4 compute them, its defects mended. */
#define REPORTS "published weekly reports of digital city management"
#define POSTS "post evaluation after GB/T 30428.4, as practised"
#define HOTLINE "12345 hotline, three rates"

static const struct indicator catalogue[] = {
	{ "collected", "受理", COUNT_COLLECTED, COUNT_MAX, 0, false, REPORTS },
	{ "opened", "立案", COUNT_OPENED, COUNT_MAX, 0, false, REPORTS },
	{ "open_rate", "立案率", COUNT_OPENED, COUNT_COLLECTED, 1, false, REPORTS },
	{ "dispatched", "派遣", COUNT_DISPATCHED, COUNT_MAX, 0, false, REPORTS },
	{ "dispatch_rate", "派遣率", COUNT_DISPATCHED, COUNT_OPENED, 1, false, REPORTS },
	{ "handle_due", "应处置", COUNT_HANDLE_DUE, COUNT_MAX, 0, false, REPORTS },
	{ "handled", "处置", COUNT_HANDLED, COUNT_MAX, 0, false, REPORTS },
	{ "handled_in_time", "按期处置", COUNT_HANDLED_IN_TIME, COUNT_MAX, 0, false, REPORTS },
	{ "handle_in_time_rate", "按期处置率", COUNT_HANDLED_IN_TIME, COUNT_HANDLE_DUE, 1, false, REPORTS },
	{ "close_due", "应结案", COUNT_CLOSE_DUE, COUNT_MAX, 0, false, REPORTS },
	{ "closed", "结案", COUNT_CLOSED, COUNT_MAX, 0, false, REPORTS },
	{ "close_rate", "结案率", COUNT_CLOSED, COUNT_CLOSE_DUE, 1, false, REPORTS },
	{ "closed_in_time", "按期结案", COUNT_CLOSED_IN_TIME, COUNT_MAX, 0, false, REPORTS },
	{ "close_in_time_rate", "按期结案率", COUNT_CLOSED_IN_TIME, COUNT_CLOSE_DUE, 1, false, REPORTS },
	{ "rework", "返工", COUNT_REWORK, COUNT_MAX, -1, false, REPORTS },
	{ "rework_rate", "返工率", COUNT_REWORK, COUNT_CLOSE_DUE, -1, false, REPORTS },
	{ "extended", "延期", COUNT_EXTENDED, COUNT_MAX, -1, false, REPORTS },
	{ "extend_rate", "延期率", COUNT_EXTENDED, COUNT_CLOSE_DUE, -1, false, REPORTS },
	{ "suspended", "挂账", COUNT_SUSPENDED, COUNT_MAX, 0, false, REPORTS },
	{ "exempted", "免责", COUNT_EXEMPTED, COUNT_MAX, 0, false, REPORTS },
	{ "forced", "强结", COUNT_FORCED, COUNT_MAX, -1, false, REPORTS },
	{ "self_handled", "自处置", COUNT_SELF_HANDLED, COUNT_MAX, 1, false, REPORTS },
	{ "backlog", "在办", COUNT_BACKLOG, COUNT_MAX, 0, false, REPORTS },
	{ "overdue", "超期在办", COUNT_OVERDUE, COUNT_MAX, -1, false, REPORTS },
	{ "avg_handle_hours", "平均处置时长", COUNT_SPENT, COUNT_TIMED, -1, false, REPORTS },
	{ "response_rate", "响应率", COUNT_RESPONDED, COUNT_RATED, 1, false, HOTLINE },
	{ "solve_rate", "解决率", COUNT_SOLVED, COUNT_RATED, 1, false, HOTLINE },
	{ "satisfied_rate", "满意率", COUNT_SATISFIED, COUNT_RATED, 1, false, HOTLINE },
	{ "valid_report_rate", "有效上报率", COUNT_OPENED, COUNT_COLLECTED, 1, false, POSTS },
	{ "rejected_reports", "不予立案", COUNT_REJECTED, COUNT_MAX, -1, false, POSTS },
	{ "missed_rate", "漏报率", COUNT_MISSED, COUNT_OPENED, -1, true, POSTS },
	{ "verify_in_time_rate", "按时核实率", COUNT_VERIFIED_IN_TIME, COUNT_VERIFY_DUE, 1, false, POSTS },
};

const struct indicator *indicator_named(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof catalogue / sizeof catalogue[0]; i++)
		if (strcmp(catalogue[i].name, name) == 0)
			return &catalogue[i];
	return NULL;
}

void tally_add(struct tally *t, const struct fact *fact)
{
	int i;

	for (i = 0; i < COUNT_MAX; i++)
		t->n[i] += i == COUNT_SPENT ? fact->spent_s : fact->counts[i];
}
