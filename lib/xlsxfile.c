/* SPDX-License-Identifier: MIT */
#include "xlsxfile.h"

#ifdef HAVE_XLSX

#include "mem.h"
#include "text.h"
#include "tmp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	TEXT_MAX = 32767,               /* UTF-16 units of a cell */
	CREATED = 315532800,            /* 1980-01-01, as every entry of the zip */
};

/* The library opens its file by name: the one under which a file without any
 * can be had leaves nothing behind, whatever happens. */
enum status xlsxfile_open(struct xlsxfile *w, const char *dir, bool rows_wait, struct fault *f)
{
	lxw_workbook_options options = { .constant_memory = rows_wait };
	lxw_doc_properties properties = { .created = CREATED };
	char name[40];

	w->book = NULL;
	w->dir = mem_strdup(tmp_dir(dir));
	w->fd = tmp_open(w->dir);
	snprintf(name, sizeof name, "/proc/self/fd/%d", w->fd);
	options.tmpdir = w->dir;
	if (w->fd < 0 || !(w->book = workbook_new_opt(name, &options)))
		return fault_set(f, ST_CANTCREATE, "cannot create a temporary file in '%s': %s", w->dir, strerror(errno));
	workbook_set_properties(w->book, &properties);
	return ST_OK;
}

/* Each sheet is written, or copied from its rows, without a look at what the
 * disk says, so the room is asked for before: for the largest sheet, and for the
 * workbook. */
static bool has_room(const char *dir, int64_t largest, int64_t bytes)
{
	off_t size = (off_t)(largest + bytes / 2 + (1 << 20));
	int fd = tmp_open(dir), e;
	bool ok;

	if (fd < 0)
		return false;
	ok = fallocate(fd, 0, 0, size) == 0 || errno == EOPNOTSUPP || errno == ENOSYS;
	e = errno;
	close(fd);
	errno = e;
	return ok;
}

enum status xlsxfile_close(struct xlsxfile *w, int64_t largest, int64_t bytes, int *fd, struct fault *f)
{
	lxw_workbook *book = w->book;
	lxw_error e;

	if (!has_room(w->dir, largest, bytes))
		return fault_set(f, ST_OUTPUT, "cannot make a workbook: %s", strerror(errno));
	w->book = NULL;                 /* closing frees it */
	e = workbook_close(book);
	if (e != LXW_NO_ERROR)
		return fault_set(f, ST_OUTPUT, "cannot make a workbook: %s", lxw_strerror(e));
	*fd = w->fd;
	w->fd = -1;
	return ST_OK;
}

void xlsxfile_release(struct xlsxfile *w)
{
	if (w->book)
		lxw_workbook_free(w->book);
	if (w->fd >= 0)
		close(w->fd);
	free(w->dir);
}

const char *xlsxfile_text(struct str *keep, const char *s)
{
	size_t n, units = 0;
	uint32_t c;

	str_reset(keep);
	for (; *s; s += n) {
		c = text_next(s, &n);
		units += c > 0xFFFF ? 2 : 1;
		if (units >= TEXT_MAX && s[n]) {
			str_adds(keep, "\xE2\x80\xA6");
			break;
		}
		if (c == 0xFFFD || c == 0xFFFE || c == 0xFFFF)
			str_adds(keep, "\xEF\xBF\xBD");
		else
			str_add(keep, s, n);
	}
	return keep->s;
}

#endif
