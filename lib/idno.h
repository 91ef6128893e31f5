/* SPDX-License-Identifier: MIT
 *
 * Citizen identity numbers (GB 11643): 6 digits of the region at first
 * registration, 8 of the birth date, 3 of a serial (odd male, even female),
 * one check digit 0-9 or X.  The numbers of 15 digits of old
 * have a year of two digits, always 19.., and no check digit.
 *
 * Pure: nothing is allocated, no database, no clock.  Text comes trimmed and
 * folded to half width (text_trim, text_fold).  A reason never repeats the
 * number, at most the birth date in it.
 */
#ifndef IDNO_H
#define IDNO_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IDNO_SIZE 19

struct idno {
	char text[IDNO_SIZE];   /* canonical: 18 characters, X upper case */
	int region;             /* GB/T 2260 */
};

/* ST_REFUSED and *id unchanged: not 18 or 15 characters, a character that
 * does not belong, no such date, a wrong check digit (its weights are
 * ISO 7064 MOD 11-2), or damage done by a spreadsheet, which keeps 15
 * digits: 1.10101E+17, or eighteen digits that end in 000 with a wrong
 * check digit.  15 digits become 18 by 19 before the year and the check
 * digit behind. */
enum status idno_parse(const char *text, struct idno *id, struct fault *f);

/* What a number of 18 characters tells, unchecked, as the view person_view has
 * it: the day of birth (YYYY-MM-DD) and the sex.  False, and nothing is told,
 * if it has not 18 bytes. */
bool idno_tell(const char *text, size_t len, char birth_on[11], bool *is_male);

/* Whether 18 digits end in 000.  A number cut to 15 digits passes the check
 * with a chance of one in eleven, so what idno_parse took may still be cut;
 * but a serial can end in 00 too: ground for a warning, not a refusal. */
bool idno_looks_cut(const char *text);

/* Whether the code is in the list of 2023 (lib/region.csv).  A number keeps
 * the code of its day, and counties come and go: an unknown one is ground
 * for a warning, never for a refusal. */
bool idno_region_is_known(int region);

#endif
