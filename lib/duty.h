/* SPDX-License-Identifier: MIT
 *
 * What is counted besides cases (family OF_DUTY of lib/indicator.csv): visits and
 * whom the rules of visits speak of, days at work, trainings and courses, conduct,
 * who held which post, and what a grid has.  lib/facts.h hands these on behind the
 * cases; reports, scores and their lists read them there.
 *
 * Whose a fact is: a visit, a day, a training, a course, a merit, a post are the
 * worker's (handler_id and reported_by_id), of his area and department on that day
 * or else as he stands; whom a rule of visits speaks of, and what a grid has, are
 * the area's, and in a report by worker those of the first of its grid workers by
 * code.
 */
#ifndef DUTY_H
#define DUTY_H

#include "facts.h"

/* Each fact that is wanted, as it stood at as-of, the filter apart.  Inside a read
 * transaction. */
enum status duty_each(struct desk *d, const struct facts_query *q, facts_take *take, void *arg, struct fault *f);

#endif
