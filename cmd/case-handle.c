/* SPDX-License-Identifier: MIT
 *
 * case-handle: what the department or worker does with a case (案件处置):
 * accept it, note progress, return it, or report it fixed on the spot.
 */
#include "batch.h"
#include "cli.h"
#include "text.h"

#include <string.h>

static const char usage[] =
	"case-handle [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --accept case ...\n"
	"case-handle [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --note text case ...\n"
	"case-handle [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --return --reason text case ...\n"
	"case-handle [-nqv] [-d file] [--by who] [--at time] [--key k] [--wait seconds] [--all-or-nothing] --fixed-on-spot --result text case ...\n";

enum { OPT_ACCEPT = CLI_LONG(0), OPT_NOTE, OPT_RETURN, OPT_FIXED, OPT_REASON, OPT_RESULT };

static const struct cli_option options[] = {
	{ "accept", OPT_ACCEPT, CLI_FLAG }, { "note", OPT_NOTE, CLI_TEXT },
	{ "return", OPT_RETURN, CLI_FLAG }, { "fixed-on-spot", OPT_FIXED, CLI_FLAG },
	{ "reason", OPT_REASON, CLI_TEXT }, { "result", OPT_RESULT, CLI_TEXT },
	{ NULL, 0, CLI_FLAG },
};

static const char *action_of(int code)
{
	switch (code) {
	case OPT_ACCEPT: return "accept";
	case OPT_NOTE: return "note";
	case OPT_RETURN: return "return";
	default: return "fixed-on-spot";
	}
}

int main(int argc, char **argv)
{
	struct cli cli;
	struct action a = { .name = NULL };
	const char *reason = NULL, *result = NULL;
	int code;

	cli_start(&cli, "case-handle", usage, CLI_WRITE | CLI_ACT, options);
	while ((code = cli_next(&cli, argc, argv)) != 0) {
		if (code == OPT_REASON) {
			reason = cli.value;
		} else if (code == OPT_RESULT) {
			result = cli.value;
		} else if (a.name) {
			return cli_usage(&cli, "only one of --accept, --note, --return, --fixed-on-spot");
		} else {
			a.name = action_of(code);
			a.note = cli.value;
		}
	}
	if (!a.name)
		return cli_usage(&cli, "one of --accept, --note, --return, --fixed-on-spot must be given");
	if (a.note && text_is_blank(a.note))
		return cli_usage(&cli, "an empty text says nothing");
	return batch_action(&cli, strcmp(a.name, "fixed-on-spot") == 0 ? "fix" : a.name, &a, reason, result);
}
