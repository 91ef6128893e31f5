/* SPDX-License-Identifier: MIT
 *
 * Patterns: PCRE2 in UTF mode, compiled just in time where that is to be
 * had.  A match has three answers and never takes one for another: it is
 * there, it is not, or the pattern ran away, which is the pattern's fault.
 * It ran away after 100,000 steps, or where no 64 MiB of memory are enough;
 * a stack that is too small for compiled code is no reason, for then the
 * interpreter is asked.  Letters match in their own case unless the pattern
 * says (?i); bytes that are no UTF-8 match nothing.  Names PCRE2; nobody else
 * does.
 */
#ifndef RULE_H
#define RULE_H

#include "status.h"

#include <stdbool.h>

struct rule;

/* ST_INPUT: the pattern does not compile; the sentence says where and why. */
enum status rule_new(struct rule **r, const char *pattern, struct fault *f);
void rule_free(struct rule *r);
enum status rule_check(const char *pattern, struct fault *f);

/* ST_INPUT: the pattern ran away on this text.  Not to be called by two
 * threads for one rule. */
enum status rule_match(struct rule *r, const char *text, bool *is_match, struct fault *f);

#endif
