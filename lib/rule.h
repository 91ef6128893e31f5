/* SPDX-License-Identifier: MIT
 *
 * Patterns: PCRE2 in UTF mode, compiled just in time where that is to be
 * had, with a match limit of 100,000, so that a runaway pattern is reported
 * as the pattern's fault and never as "no match".  Names PCRE2; nobody else
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

/* ST_INPUT: the pattern ran away on this text. */
enum status rule_match(struct rule *r, const char *text, bool *is_match, struct fault *f);

#endif
