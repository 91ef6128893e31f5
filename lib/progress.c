/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static double since(const struct timespec *t, const struct timespec *now)
{
	return (double)(now->tv_sec - t->tv_sec) + (double)(now->tv_nsec - t->tv_nsec) / 1e9;
}

void progress_start(struct progress *p, const char *what, bool is_wanted)
{
	memset(p, 0, sizeof *p);
	p->what = what;
	p->is_on = is_wanted && isatty(STDERR_FILENO);
	if (p->is_on)
		clock_gettime(CLOCK_MONOTONIC, &p->start);
}

void progress_show(struct progress *p, const char *step, int64_t done, int64_t of, int64_t rows)
{
	struct timespec now;
	double spent;
	int percent;

	if (!p->is_on)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!p->step || strcmp(p->step, step) != 0) {
		p->step = step;
		p->step_start = now;
	}
	if (since(&p->start, &now) < 1 || since(&p->shown, &now) < 0.1)
		return;
	p->shown = now;
	p->is_drawn = true;
	spent = since(&p->step_start, &now);
	percent = of > 0 ? (int)(done * 100 / of) : 0;
	fprintf(stderr, "\r%s: %s %d%%", p->what, step, percent);
	if (spent > 0.5 && done > 0)
		fprintf(stderr, ", %lld rows/s, %lld s left", (long long)((double)rows / spent),
		        (long long)(spent * (double)(of - done) / (double)done + 0.5));
	fputs("\033[K", stderr);
	fflush(stderr);
}

void progress_end(struct progress *p)
{
	if (p->is_drawn)
		fputs("\r\033[K", stderr);
	p->is_drawn = false;
}
