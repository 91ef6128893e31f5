/* SPDX-License-Identifier: MIT
 *
 * The part of lib/cli.h that needs lib/out.c, apart from the rest for the
 * sake of commands that print no rows: libxlsxwriter brings libcrypto along,
 * and to load it takes longer than one action.
 */
#include "cli.h"

int cli_print(struct cli *c, enum status (*run)(struct cli *c, void *arg, struct out *out, struct fault *f), void *arg)
{
	struct out *out;
	struct fault f, why;
	enum status st;

	if (c->output && cli_is_database(c, c->output))
		return cli_usage(c, "-o '%s' would overwrite the database", c->output);
	st = out_new(&out, c->format, c->output, &f);
	if (st != ST_OK)
		return cli_end(c, st, &f);
	st = run(c, arg, out, &f);
	if ((st == ST_OK || st == ST_PART) && out_finish(out, &why) != ST_OK) {
		f = why;
		st = why.status;
	}
	out_free(out);
	return cli_end(c, st, &f);
}
