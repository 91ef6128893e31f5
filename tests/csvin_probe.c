/* SPDX-License-Identifier: MIT
 *
 * The CSV reader at the end of a pipe, for csv-conformance.t: the records of
 * a file as lines of JSON.
 *
 *      csvin_probe FILE [DELIMITER|tab [ENCODING]]
 *
 * First {"encoding": …, "bom": true|false}, then each record as an array of
 * its cells, or {"bad": reason, "line": N}.  A file that is refused ends with
 * {"refused": sentence}, and the program with that fault's exit status.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "csvin.h"

static void put_text(const char *s)
{
	putchar('"');
	for (; *s; s++)
		if (*s == '"' || *s == '\\' || (unsigned char)*s < ' ')
			printf("\\u%04x", (unsigned)*s);
		else
			putchar(*s);
	putchar('"');
}

static void put_record(const struct csv_record *r)
{
	size_t i;

	if (r->bad) {
		printf("{\"bad\": ");
		put_text(r->bad);
		printf(", \"line\": %ld}\n", r->line);
		return;
	}
	for (i = 0; i < r->count; i++) {
		printf(i ? ", " : "[");
		put_text(r->cell[i].s);
	}
	puts("]");
}

int main(int argc, char **argv)
{
	struct csvin_opts opts = { 0 };
	const struct csv_record *r;
	struct fault f = { ST_OK, "" };
	struct csvin *in;
	enum status st;
	int fd;

	if (argc < 2 || (fd = open(argv[1], O_RDONLY | O_CLOEXEC)) < 0) {
		fprintf(stderr, "csvin_probe: no file that can be read\n");
		return 1;
	}
	if (argc > 2)
		opts.delimiter = strcmp(argv[2], "tab") == 0 ? '\t' : *argv[2];
	if (argc > 3)
		opts.encoding = argv[3];
	st = csvin_new(&in, fd, argv[1], &opts, &f);
	if (st == ST_OK)
		printf("{\"encoding\": \"%s\", \"bom\": %s}\n", csvin_encoding(in), csvin_has_bom(in) ? "true" : "false");
	while (st == ST_OK && (st = csvin_next(in, &r, &f)) == ST_OK && r)
		put_record(r);
	if (st != ST_OK) {
		printf("{\"refused\": ");
		put_text(f.text);
		puts("}");
	}
	csvin_free(in);
	return fflush(stdout) == 0 ? status_exit(st) : 1;
}
