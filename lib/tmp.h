/* SPDX-License-Identifier: MIT
 *
 * Temporary files that nobody else can see and that go away with their
 * descriptor.
 */
#ifndef TMP_H
#define TMP_H

/* An open, unlinked file in `dir`; NULL or "": $TMPDIR, else /tmp. -1 with
 * errno set where there can be none. */
int tmp_open(const char *dir);

/* Where that would be: `dir` itself, or what stands for it. */
const char *tmp_dir(const char *dir);

#endif
