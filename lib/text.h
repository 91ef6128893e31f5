/* SPDX-License-Identifier: MIT
 *
 * Small questions about UTF-8 text.  All input is valid UTF-8 unless said.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The code point at s (must not be at the end) and its length in *len. */
uint32_t text_next(const char *s, size_t *len);

/* Whether the bytes are strict UTF-8 (no surrogates, nothing overlong, not
 * past U+10FFFF); if not, *bad receives the offset of the first bad byte. */
bool text_is_utf8(const char *s, size_t len, size_t *bad);

/* Columns on a terminal: East Asian wide and full-width characters are 2,
 * combining ones 0.  Independent of the locale. */
size_t text_width(const char *s);

/* In place: blanks, tabs, line ends, U+00A0 and U+3000 taken off both ends, a leading
 * apostrophe of a spreadsheet and ="…" undone. Returns s or a place in it. */
char *text_trim(char *s);

/* In place: full-width ASCII forms (U+FF01–U+FF5E) become ASCII, U+3000
 * a blank. */
void text_fold(char *s);

/* An empty cell is one of only '-', '--', '无', 'N/A' or blanks (design 10). */
bool text_is_empty(const char *s);

/* Nothing but blanks: a reason of them says nothing. */
bool text_is_blank(const char *s);

/* Whether `word` stands in a list of words with a blank between. */
bool text_has_word(const char *words, const char *word);

/* Whether it is a long number as a spreadsheet writes it once it took it for
 * a quantity: 1.10101E+17.  All digits but the first few are lost. */
bool text_is_shortened(const char *s);

/* Equal but for the case of ASCII letters. */
bool text_equal(const char *a, const char *b);

#endif
