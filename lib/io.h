/* SPDX-License-Identifier: MIT
 *
 * Reading and writing that does not stop half-way.
 */
#ifndef IO_H
#define IO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* All bytes, also to a pipe that somebody made non-blocking; false with errno
 * set. */
bool io_write(int fd, const void *p, size_t len);

/* Fills the room from a place in a file unless the file ends first, without
 * moving its offset; how many bytes, or -1 with errno set. */
ssize_t io_read_at(int fd, void *p, size_t room, off_t at);

/* Makes names that came or went in the folder of `path` durable; false with
 * errno set. */
bool io_sync_folder(const char *path);

#endif
