/* SPDX-License-Identifier: MIT
 *
 * Charts as inline SVG for a page of html: pictures (role img) with a title and
 * a description, 360 units wide so that their letters can be read on a phone.
 * They say everything in words and numbers beside the marks: colour alone says
 * nothing.  Colours are classes of lib/page.css.  Names may be any text.
 */
#ifndef CHART_H
#define CHART_H

#include "outline.h"
#include "str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chart {
	const char *id;         /* of the page; begins the ids within */
	const char *title, *about;      /* for those who cannot see it */
	const char *unit;       /* behind a number: "%" or "" */
	int decimals;
	bool is_share;          /* of 100 */
};

struct chart_value {
	const char *name;
	char note[48];          /* beside the number: "29/30"; "" */
	bool is_known;
	size_t rank;            /* of bars; 0: none, in an order of their own */
	int64_t hundredths;
};

/* A line over periods; a gap where nothing is known. */
void chart_trend(struct str *to, const struct chart *c, const struct chart_value *v, size_t count);

/* Bars in the order given, with a tick for `mean` (NULL: none); of many the
 * first and the last. */
void chart_bars(struct str *to, const struct chart *c, const struct chart_value *v, size_t count,
                const struct chart_value *mean);

/* One bar of the parts of a whole, each in its own colour and shape: what is
 * overdue, due soon, in time, without a clock. */
enum { CHART_LIGHTS = 4 };
void chart_lights(struct str *to, const struct chart *c, const struct chart_value v[CHART_LIGHTS]);

/* Areas coloured by class: a map of those with an outline (changed: fitted),
 * tiles for those that have none or are too small to be written in. */
void chart_areas(struct str *to, const struct chart *c, const struct chart_value *v, struct outline *outline, size_t count);

#endif
