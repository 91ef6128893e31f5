/* SPDX-License-Identifier: MIT */
#include "map.h"

#include "mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *const columns[] = { "from", "to", "value", "becomes" };

static enum status read_heading(struct csvin *in, size_t at[4], struct fault *f)
{
	const struct csv_record *r;
	size_t i, k;
	enum status st = csvin_next(in, &r, f);

	if (st != ST_OK)
		return st;
	for (k = 0; k < 4; k++) {
		at[k] = SIZE_MAX;
		for (i = 0; r && i < r->count; i++)
			if (strcmp(r->cell[i].s, columns[k]) == 0)
				at[k] = i;
		if (at[k] == SIZE_MAX)
			return fault_set(f, ST_INPUT, "%s:1: a map file has the heading from,to,value,becomes", csvin_name(in));
	}
	return ST_OK;
}

/* NULL, or why the line is of none of the four forms. */
static const char *form_of(const struct map_rule *r)
{
	if (!*r->from && !*r->to)
		return "neither from nor to";
	if (!*r->from && *r->value)
		return "a value without from";
	if (*r->from && !*r->to && (*r->value || *r->becomes))
		return "a value of a column that is dropped";
	if (*r->from && !*r->value && *r->becomes)
		return "becomes without value";
	if ((strcmp(r->value, "<serial>") == 0 || strcmp(r->becomes, "<date>") == 0) && !map_is_serial(r))
		return "<serial> becomes <date> and nothing else";
	return NULL;
}

static enum status read_rules(struct map *m, struct csvin *in, struct fault *f)
{
	const struct csv_record *r;
	size_t at[4] = { 0 }, cap = 0, k;
	char *cell[4];
	const char *why;
	enum status st = read_heading(in, at, f);

	while (st == ST_OK && (st = csvin_next(in, &r, f)) == ST_OK && r) {
		if (r->bad)
			return fault_set(f, ST_INPUT, "%s:%ld: %s", csvin_name(in), r->line, r->bad);
		for (k = 0; k < 4; k++)
			cell[k] = mem_strdup(at[k] < r->count ? r->cell[at[k]].s : "");
		MEM_ROOM(m->rule, m->count, cap);
		m->rule[m->count++] = (struct map_rule){ r->line, cell[0], cell[1], cell[2], cell[3] };
		why = form_of(&m->rule[m->count - 1]);
		if (why)
			return fault_set(f, ST_INPUT, "%s:%ld: %s", csvin_name(in), r->line, why);
	}
	return st;
}

enum status map_read(struct map **out, struct csvin *in, struct fault *f)
{
	struct map *m = mem_alloc(sizeof *m);
	enum status st;

	m->name = mem_strdup(csvin_name(in));
	st = read_rules(m, in, f);
	csvin_free(in);
	if (st != ST_OK) {
		map_free(m);
		m = NULL;
	}
	*out = m;
	return st;
}

enum status map_open(struct map **out, const char *path, struct fault *f)
{
	struct csvin_opts opts = { 0 };
	struct csvin *in;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum status st;

	*out = NULL;
	if (fd < 0)
		return fault_set(f, errno == EACCES ? ST_NOPERM : ST_NOINPUT, "cannot open '%s': %s", path, strerror(errno));
	st = csvin_new(&in, fd, path, &opts, f);
	return st == ST_OK ? map_read(out, in, f) : st;
}

bool map_is_serial(const struct map_rule *r)
{
	return strcmp(r->value, "<serial>") == 0 && strcmp(r->becomes, "<date>") == 0;
}

void map_free(struct map *m)
{
	size_t i;

	if (!m)
		return;
	for (i = 0; i < m->count; i++) {
		free(m->rule[i].from);
		free(m->rule[i].to);
		free(m->rule[i].value);
		free(m->rule[i].becomes);
	}
	free(m->rule);
	free(m->name);
	free(m);
}
