/* SPDX-License-Identifier: MIT
 *
 * The bytes behind a csvin: a descriptor that can be read anywhere (a pipe
 * is copied into an unlinked temporary file), its digest, and its encoding
 * found by test.  What is neither UTF-8 nor GB18030 is turned into UTF-8 in
 * a temporary file.  Only csvin uses it.
 */
#ifndef CSVFILE_H
#define CSVFILE_H

#include "status.h"

#include <iconv.h>
#include <nettle/base16.h>
#include <nettle/sm3.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

struct csvfile {
	char *name;
	char *encoding;         /* as iconv names it */
	bool bom;
	char digest[BASE16_ENCODE_LENGTH(SM3_DIGEST_SIZE) + 1];

	int fd;
	bool is_copy;           /* fd is our own temporary file */
	struct stat seen;       /* what fd was before the first pass */
	off_t base;             /* offset 0 of the input in fd */
	off_t start;            /* where the text begins, after a mark */
	off_t size;             /* the input's end, as the first pass met it */
	iconv_t cd;             /* to UTF-8, for GB18030; else (iconv_t)-1 */
	char *buf;              /* only during csvfile_open */
};

/* Take over the descriptor and do the first pass; statuses as csvin_new.
 * csvfile_close is due also after a fault. */
enum status csvfile_open(struct csvfile *in, int fd, const char *name, const char *encoding,
                         const char *tmp_dir, struct fault *f);
void csvfile_close(struct csvfile *in);

/* Exactly `len` bytes from the offset `at`.  ST_OUTPUT: they cannot be read,
 * or the file became shorter. */
enum status csvfile_read(const struct csvfile *in, char *to, size_t len, off_t at, struct fault *f);

/* ST_OUTPUT: the file is no longer the one of the first pass. */
enum status csvfile_check(const struct csvfile *in, struct fault *f);

#endif
