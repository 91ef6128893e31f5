/* SPDX-License-Identifier: MIT
 *
 * Whether grids and workers fit each other: how big a grid is, who has it, how
 * many grids a worker has, and how much work.
 *
 * A grid's households and persons are those planned (table area), or where none
 * are planned those of the archive: households of its buildings, persons who live
 * in it.  What it should have are settings; one without a value is not asked.
 * A grid has the workers in service who hold a post in it on the day, or else,
 * of those who hold none at all, who stand there in kind worker.
 *
 * A worker's load is what waits: open cases that the worker handles, and whom to
 * visit.  The figures are those of lib/report.h by worker, and of collecting by
 * reporter, so that grid-report shows the same.
 */
#ifndef PLAN_H
#define PLAN_H

#include "desk.h"
#include "out.h"

/* A row a finding, kind plan-check, as of now: of grids by code, then of workers
 * by code; *found receives how many.  `area` is a code, of it and what is below
 * it, NULL: all.  Inside a read transaction. */
enum status plan_check(struct desk *d, const char *area, struct out *out, int64_t *found, struct fault *f);

/* A row a worker in service, kind plan-load: tasks of the month, as they stood at
 * its end, and what waits at that moment.  Inside a read transaction. */
enum status plan_load(struct desk *d, const char *area, const struct period *month, int64_t waits_at, struct out *out,
                      struct fault *f);

#endif
