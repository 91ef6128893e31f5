/* SPDX-License-Identifier: MIT
 *
 * What is counted besides cases (family OF_DUTY of lib/indicator.csv): visits and
 * whom the rules of visits speak of, days at work, trainings and courses, conduct,
 * who held which post, and what a grid has.  lib/facts.h hands these on behind the
 * cases; reports, scores and their lists read them there.
 *
 * Whose a fact is: a visit, a day, a training, a course, a merit and a worker in
 * service are the worker's (handler_id and reported_by_id) and his department's, as
 * he stands; of the area where he stood on that day (a worker in service: last in
 * the period; a course: on the day of as-of), but a visit of the area of whom was
 * visited.  Whom a rule of visits speaks of, and what a grid has, are the area's,
 * and count for the first by code of the grid workers who stand in that very area
 * on the day of as-of, and for his department.  Nothing of it has a matter or a
 * source.
 *
 * As of when: visits and days count up to as-of, in a period that still runs up to
 * its day; so do days in service and the days of the period.  Whom a rule speaks
 * of, courses and posts are those of the day of as-of.  What a grid has is known
 * only as it stands now; which grids there were is known of as-of.
 *
 * A day is wanted unless it is off or leave; one without a state is if minutes are
 * known, and with a minute of patrol the worker was there.  A training has a result
 * if is_passed says it, or its score where the course has a pass_score, in the row
 * of the post held on that day before the one of every post.  In service are the
 * days from hired_on to left_on, both in; a post counts on those days only, of
 * several at once one, and who never had any (table worker_post) holds it on all.
 */
#ifndef DUTY_H
#define DUTY_H

#include "facts.h"

/* Each fact that is wanted, as it stood at as-of, the filter apart.  Inside a read
 * transaction. */
enum status duty_each(struct desk *d, const struct facts_query *q, facts_take *take, void *arg, struct fault *f);

#endif
