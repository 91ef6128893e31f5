/* SPDX-License-Identifier: MIT
 *
 * Output that waits: kept in memory, from 8 MiB on in an unlinked temporary
 * file ($TMPDIR or /tmp), and written to standard output or into a file in
 * one go at the end.  Knows nothing of formats.
 *
 * The first failure stays in `fault`; from then on what is added is dropped,
 * and spool_write answers that failure.
 */
#ifndef SPOOL_H
#define SPOOL_H

#include "status.h"
#include "str.h"

#include <stdbool.h>
#include <stddef.h>

struct spool {
	struct str memory;      /* what comes behind the file's part */
	int fd;                 /* -1: all is in memory */
	bool has_any;
	struct fault fault;     /* ST_OK while nothing has failed */
};

void spool_init(struct spool *s);
void spool_release(struct spool *s);
void spool_add(struct spool *s, const char *text, size_t len);

/* The same in two steps, for what is made in place: room for `len` bytes, then
 * how many of them were written. */
char *spool_room(struct spool *s, size_t len);
void spool_took(struct spool *s, size_t len);

/* All of it is the file `fd`, which the spool owns from here on: instead of
 * adding. */
void spool_adopt(struct spool *s, int fd);

/* Whether a file can be made at `path`, asked before the work is done, and
 * where: *target, to be freed, is the file a symbolic link leads to.
 * ST_CANTCREATE if not. */
enum status spool_target(const char *path, char **target, struct fault *f);

/* All of it to `path` (NULL: standard output), each write, flush and close
 * checked.  A new file gets the mode and group of the file `like`, so that it
 * is kept from whom that is; NULL: the usual mode.  A file is made beside as
 * PATH.XXXXXX, synced and renamed; a failure leaves `path` as it was and
 * nothing beside it.  A device or a pipe is written straight.  ST_CANTCREATE,
 * ST_OUTPUT. */
enum status spool_write(struct spool *s, const char *path, const char *like, struct fault *f);

#endif
