/* SPDX-License-Identifier: MIT
 *
 * The bytes behind a csvin: a descriptor that can be read anywhere (a pipe
 * is copied into an unlinked temporary file), its digest, and its encoding
 * found by test.  What is neither UTF-8 nor GB18030 is turned into UTF-8 in
 * a temporary file.  Only csvin uses it.
 *
 * The digest of a large input is taken by a thread of its own: it costs
 * three times what the test of the encoding does, and nobody needs it before
 * the rows are read.
 */
#ifndef CSVFILE_H
#define CSVFILE_H

#include "status.h"

#include <nettle/base16.h>
#include <nettle/sm3.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

struct csvfile {
	char *name;
	char *encoding;         /* as iconv names it */
	bool bom;
	const char *mark;       /* the byte-order mark's bytes; "": none */
	size_t mark_len;
	bool is_decoded;        /* fd holds UTF-8, whatever the encoding */

	/* Of the thread that takes the digest, until it is joined. */
	char digest[BASE16_ENCODE_LENGTH(SM3_DIGEST_SIZE) + 1];
	int digest_error;       /* errno; 0: none */
	pthread_t digester;
	bool has_digester;
	pthread_mutex_t joining;
	atomic_bool is_given_up;

	int fd;
	bool is_copy;           /* fd is our own temporary file */
	struct stat seen;       /* what fd was before the first pass */
	off_t base;             /* offset 0 of the input in fd */
	off_t start;            /* where the text begins, after a mark */
	off_t size;             /* the input's end, as the first pass met it */
	char *buf;              /* only during csvfile_open */
};

/* Take over the descriptor and do the first pass; statuses as csvin_new.
 * csvfile_close is due also after a fault. */
enum status csvfile_open(struct csvfile *in, int fd, const char *name, const char *encoding,
                         const char *tmp_dir, struct fault *f);
void csvfile_close(struct csvfile *in);

/* SM3 of the input's bytes in hexadecimal, "" if they could not be read: then
 * csvfile_check says so.  Waits for the thread. */
const char *csvfile_digest(struct csvfile *in);

/* Exactly `len` bytes from the offset `at`.  ST_OUTPUT: they cannot be read,
 * or the file became shorter. */
enum status csvfile_read(const struct csvfile *in, char *to, size_t len, off_t at, struct fault *f);

/* ST_OUTPUT: the file is no longer the one of the first pass.  Waits for the
 * digest, which must be of the same bytes. */
enum status csvfile_check(struct csvfile *in, struct fault *f);

#endif
