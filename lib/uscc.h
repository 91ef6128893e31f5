/* SPDX-License-Identifier: MIT
 *
 * Unified social credit codes (GB 32100): 18 of the characters
 * 0123456789ABCDEFGHJKLMNPQRTUWXY, namely 1 registering department, 1 kind,
 * 6 region, 9 organisation code (GB 11714), 1 check character.
 *
 * Both checks are demanded: they hold in all 15,053 codes of two public lists
 * of enterprises (Shenzhen 10,905, Yuncheng 4,148; among them 202 individual
 * businesses, 92…, and 509 cooperatives, 93…).  Six of them are written with
 * a small x, so letters are folded to upper case.
 *
 * Pure: nothing is allocated.  Text comes trimmed and folded to half width.
 */
#ifndef USCC_H
#define USCC_H

#include "status.h"

#define USCC_SIZE 19

/* The canonical form, upper case, into `code`.  ST_REFUSED and `code`
 * unchanged: not 18 characters, one that does not belong, a wrong check
 * character (GB 32100, weights 3^(i-1) mod 31) or a wrong one of the
 * organisation code (GB 11714, weights 3 7 9 10 5 8 4 2 mod 11), or a code
 * of digits alone that a spreadsheet cut to 15. */
enum status uscc_parse(const char *text, char code[USCC_SIZE], struct fault *f);

#endif
