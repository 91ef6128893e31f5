/* SPDX-License-Identifier: MIT
 *
 * New cases for case-collect and case-open: details from options or, in
 * bulk, from CSV with the columns of kind case.
 */
#ifndef INTAKE_H
#define INTAKE_H

#include "batch.h"
#include "sheet.h"
#include "triage.h"

/* Texts as given; NULL: not given. */
struct intake {
	const char *csv;        /* a file, or - */
	struct csvin *input;    /* that, where it was opened already; taken over */
	const char *area, *matter, *condition, *text, *source, *source_no;
	const char *reporter, *phone, *address, *lon, *lat;
	bool is_missed;
	struct triage *triage;  /* --auto: finds the matter of those that have none; NULL: nothing does */
};

/* Options of both commands, to stand in their own list, and the taking of
 * one: false where `code` is none of them. */
#define INTAKE_OPTIONS \
	{ "area", CLI_LONG(0), CLI_TEXT }, { "matter", CLI_LONG(1), CLI_TEXT }, { "text", CLI_LONG(2), CLI_TEXT }, \
	{ "condition", CLI_LONG(3), CLI_TEXT }, { "missed", CLI_LONG(4), CLI_FLAG }, { "source", CLI_LONG(5), CLI_TEXT }, \
	{ "source-no", CLI_LONG(6), CLI_TEXT }, { "reporter", CLI_LONG(7), CLI_TEXT }, { "phone", CLI_LONG(8), CLI_TEXT }, \
	{ "address", CLI_LONG(9), CLI_TEXT }, { "lon", CLI_LONG(10), CLI_TEXT }, { "lat", CLI_LONG(11), CLI_TEXT }, \
	{ "csv", CLI_LONG(12), CLI_PATH }

bool intake_option(struct intake *in, struct cli *c, int code);

/* Whether an option was given that only a new case has. */
bool intake_has_details(const struct intake *in);

/* Collect them, and file them too where `open`; one transaction.  ST_USAGE:
 * details beside --csv, which would be for nothing. */
enum status intake_run(struct intake *in, struct cli *c, struct desk *d, bool open, struct fault *f);

#endif
