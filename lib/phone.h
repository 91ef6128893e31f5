/* SPDX-License-Identifier: MIT
 *
 * A cell of phone numbers, one or several, brought to one form: mobiles
 * 13812345678, landlines 0755-12345678 or without their area code 83123456,
 * extensions behind a dash, service numbers 12345, 95588, 116114, 4001234567;
 * ';' between.  Their order is kept, a number that comes twice stays once.
 *
 *   mobile     1[3-9] and 9 digits
 *   landline   7 or 8 digits that begin with 2-8; or 1-9 behind an area code,
 *              which is 010, 02x (these two with 8 digits) or 0 and three
 *              digits
 *   service    5 or 6 digits that begin with 10, 11, 12 or 9; 400 or 800 and
 *              7 digits
 *   extension  1 to 6 digits behind a landline, a 400 or an 800 number
 *
 * +86, 0086, 86 and the 0 once dialled before a mobile are taken off; dashes,
 * blanks and round brackets may group the digits; 转, ext, x or # may stand
 * before an extension.  Numbers are parted by ; , / | 、 ， ； line ends, and by
 * blanks where the digits on both sides make no number together.
 *
 * Pure, but for `out` growing.  Text comes trimmed and folded to half width.
 * A reason says which number is wrong and never repeats it.
 */
#ifndef PHONE_H
#define PHONE_H

#include "status.h"
#include "str.h"

/* The canonical form into `out`, which is reset first.  ST_REFUSED, `out`
 * undefined: no number at all, or one that is none of these; a number that
 * a spreadsheet shortened (1.38E+10) or filled up with noughts
 * (13800000000) has a reason of its own. */
enum status phone_parse(const char *text, struct str *out, struct fault *f);

#endif
