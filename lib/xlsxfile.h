/* SPDX-License-Identifier: MIT
 *
 * The file of a workbook, for lib/xlsx.c and lib/book.c: one without a name, whose
 * bytes do not tell when and where it was made.  What libxlsxwriter does not
 * check is checked here: whether there is room to put the parts together, and
 * that a text is what a cell can hold.  Only in a build with that library.
 */
#ifndef XLSXFILE_H
#define XLSXFILE_H

#include "status.h"

#ifdef HAVE_XLSX

#include "str.h"

#include <stdbool.h>
#include <stdint.h>
#include <xlsxwriter.h>

struct xlsxfile {
	lxw_workbook *book;
	int fd;                         /* where the workbook goes */
	char *dir;                      /* of temporary files */
};

/* `dir` is where the parts are made; NULL: $TMPDIR or /tmp.  `rows_wait`: rows
 * are written in order, and wait there instead of in memory.  ST_CANTCREATE.
 * To be released also after a fault. */
enum status xlsxfile_open(struct xlsxfile *w, const char *dir, bool rows_wait, struct fault *f);

/* Put together, with `bytes` of sheets, `largest` of them in one: *fd, which is the
 * caller's to close.  ST_OUTPUT: no room, or another failure. */
enum status xlsxfile_close(struct xlsxfile *w, int64_t largest, int64_t bytes, int *fd, struct fault *f);
void xlsxfile_release(struct xlsxfile *w);

/* What XML can hold and a cell, in `keep`: other bytes become U+FFFD, and what is
 * too long for a cell ends in U+2026. */
const char *xlsxfile_text(struct str *keep, const char *s);

#endif
#endif
