/* SPDX-License-Identifier: MIT
 *
 * Small questions about UTF-8 text.  All input is valid UTF-8 unless said.
 */
#ifndef TEXT_H
#define TEXT_H

#include "str.h"

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

/* In place: blanks, tabs, line ends, U+00A0, U+3000 and characters without
 * width (U+200B to U+200D, U+2060, U+FEFF) taken off both ends, a leading
 * apostrophe of a spreadsheet and ="…" undone. Returns s or a place in it. */
char *text_trim(char *s);

/* In place: full-width ASCII forms (U+FF01–U+FF5E) become ASCII, U+3000
 * a blank. */
bool text_fold(char *s);

/* What no cell should hold, in one pass over s[0..len), which
 * ends with a NUL as all text does but may hold more of them. */
enum {
	TEXT_CONTROL = 1,       /* below U+0020 but tab, LF, CR; U+007F to U+009F */
	TEXT_BIDI = 2,          /* U+200E U+200F, U+202A to U+202E, U+2066 to U+2069:
	                         * what is read is not what is stored */
	TEXT_PRIVATE = 4,       /* private use: in files of old Chinese systems rare
	                         * characters of names, each system's own */
	TEXT_REPLACED = 8,      /* U+FFFD: lost in an earlier conversion */
};
unsigned text_flaws(const char *s, size_t len);

/* A personal name in its one form.  Look-alikes of the dot inside minority
 * and foreign names (U+0387 U+2022 U+2027 U+2219 U+22C5 U+30FB U+FF65) become
 * U+00B7; so does a full stop or U+FF0E, but only between two Chinese
 * characters: in "J.Smith" it is one.  Blanks go between Chinese characters
 * and beside the dot; other blanks, however many, become one.  Returns s if
 * nothing had to be changed, else keep's text. */
const char *text_name(const char *s, struct str *keep);

/* An empty cell is one of only '-', '--', '无', 'N/A' or blanks (design 10). */
bool text_is_empty(const char *s);

/* Nothing but blanks: a reason of them says nothing. */
bool text_is_blank(const char *s);

/* What may stand in the database for good: neither blank nor with controls, marks of
 * direction or what was lost in an earlier conversion. */
bool text_is_sound(const char *s);

/* Whether `word` stands in a list of words with a blank between. */
bool text_has_word(const char *words, const char *word);

/* Whether it is a long number as a spreadsheet writes it once it took it for
 * a quantity: 1.10101E+17.  All digits but the first few are lost. */
bool text_is_shortened(const char *s);

/* Equal but for the case of ASCII letters. */
bool text_equal(const char *a, const char *b);

#endif
