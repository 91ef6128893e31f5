/* SPDX-License-Identifier: MIT
 *
 * Temporary files that nobody else can see and that go away with their
 * descriptor.
 */
#ifndef TMP_H
#define TMP_H

#include "status.h"

#include <stddef.h>
#include <sys/types.h>

/* An open, unlinked file in `dir`; NULL or "": $TMPDIR, else /tmp. -1 with
 * errno set where there can be none. */
int tmp_open(const char *dir);

/* All bytes to its end, and from a place in it; *fd is opened in `dir` first
 * if it is -1.  ST_CANTCREATE: no such file can be made, or there is no room
 * in it.  ST_OUTPUT: it cannot be read so far. */
enum status tmp_write(int *fd, const char *dir, const void *p, size_t len, struct fault *f);
enum status tmp_read(int fd, void *p, size_t len, off_t at, struct fault *f);

/* Where that would be: `dir` itself, or what stands for it. */
const char *tmp_dir(const char *dir);

#endif
