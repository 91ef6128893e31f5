/* SPDX-License-Identifier: MIT */
#include "chart.h"

#include "html.h"
#include "mem.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	WIDTH = 360,
	LETTER = 12,            /* height of letters; a column of text_width takes half of it and a bit */
	CLASSES = 5,
};

static void begin(struct str *to, const struct chart *c, int height)
{
	str_addf(to, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-t %s-d\">\n<title id=\"%s-t\">", WIDTH, height,
	         c->id, c->id, c->id);
	html_text(to, c->title);
	str_addf(to, "</title>\n<desc id=\"%s-d\">", c->id);
	html_text(to, c->about);
	str_adds(to, "</desc>\n");
}

static int width_of(const char *s)
{
	return (int)text_width(s) * 13 / 2;
}

/* As much of the text as that width takes, and a sign that there is more. */
static void add_cut(struct str *to, const char *s, int width)
{
	struct str part = STR_INIT;
	size_t len = 0, n;

	str_reset(&part);
	if (width_of(s) > width) {
		for (; s[len]; len += n) {
			text_next(s + len, &n);
			str_add(&part, s + len, n);
			if (width_of(part.s) > width - LETTER)
				break;
		}
		str_reset(&part);
		str_add(&part, s, len);
		str_adds(&part, "…");
		s = part.s;
	}
	html_text(to, s);
	str_release(&part);
}

static void add_number(struct str *to, const struct chart *c, const struct chart_value *v)
{
	if (!v->is_known) {
		str_addc(to, '-');
		return;
	}
	html_number(to, v->hundredths, c->decimals);
	str_adds(to, c->unit);
}

static void begin_text(struct str *to, const char *class, int x, int y)
{
	str_addf(to, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x, y);
}

static void put_number(struct str *to, const struct chart *c, const char *class, int x, int y, const struct chart_value *v)
{
	begin_text(to, class, x, y);
	add_number(to, c, v);
	str_adds(to, "</text>");
}

/* 1, 2 or 5 times a power of ten of the unit, at least `least`. */
static int64_t nice_step(const struct chart *c, int64_t least)
{
	static const int times[] = { 1, 2, 5 };
	int64_t power = c->decimals == 0 ? 100 : 10;
	size_t i;

	for (;; power *= 10)
		for (i = 0; i < 3; i++)
			if (power * times[i] >= least)
				return power * times[i];
}

static int64_t down_to(int64_t v, int64_t step)
{
	return v - (v % step + step) % step;
}

static bool range(const struct chart_value *v, size_t count, int64_t *low, int64_t *high)
{
	bool any = false;
	size_t i;

	for (i = 0; i < count; i++) {
		if (!v[i].is_known)
			continue;
		*low = any && *low < v[i].hundredths ? *low : v[i].hundredths;
		*high = any && *high > v[i].hundredths ? *high : v[i].hundredths;
		any = true;
	}
	return any;
}

/* Trend --------------------------------------------------------------------- */

enum { TREND_LEFT = 46, TREND_RIGHT = 290, TREND_TOP = 22, TREND_BOTTOM = 92, TREND_HEIGHT = 116, TREND_LEAST = 500 };

struct plot {
	int64_t low, high;
	size_t count;
};

static int plot_x(const struct plot *p, size_t i)
{
	return p->count < 2 ? TREND_RIGHT : TREND_LEFT + (int)((TREND_RIGHT - TREND_LEFT) * i / (p->count - 1));
}

static int plot_y(const struct plot *p, int64_t v)
{
	return TREND_BOTTOM - (int)((v - p->low) * (TREND_BOTTOM - TREND_TOP) / (p->high - p->low));
}

static void put_grid(struct str *to, const struct chart *c, const struct plot *p)
{
	const struct chart_value end[] = { { .is_known = true, .hundredths = p->low }, { .is_known = true, .hundredths = p->high } };
	size_t i;
	int y;

	for (i = 0; i < 2; i++) {
		y = plot_y(p, end[i].hundredths);
		str_addf(to, "<path class=\"grid\" d=\"M%d %dH%d\"/>", TREND_LEFT, y, TREND_RIGHT);
		begin_text(to, "dim small end", TREND_LEFT - 8, y + 4);
		html_number(to, end[i].hundredths, end[i].hundredths % 100 ? 1 : 0);
		str_addf(to, "%s</text>\n", c->unit);
	}
}

static void put_line(struct str *to, const struct plot *p, const struct chart_value *v)
{
	bool pen = false;
	size_t i;

	str_adds(to, "<path class=\"line\" d=\"");
	for (i = 0; i < p->count; i++) {
		if (v[i].is_known)
			str_addf(to, "%c%d %d", pen ? 'L' : 'M', plot_x(p, i), plot_y(p, v[i].hundredths));
		pen = v[i].is_known;
	}
	str_adds(to, "\"/>\n");
}

void chart_trend(struct str *to, const struct chart *c, const struct chart_value *v, size_t count)
{
	struct plot p = { 0, 0, count };
	int64_t step, high = 0;
	size_t i;

	begin(to, c, TREND_HEIGHT);
	if (range(v, count, &p.low, &high)) {
		/* A share that moves by little must not look as if it leapt. */
		step = nice_step(c, (high - p.low + 1) / 2);
		if (c->is_share && step < TREND_LEAST)
			step = TREND_LEAST;
		p.low = down_to(p.low, step);
		p.high = down_to(high + step - 1, step);
		if (p.high == p.low && c->is_share && p.high >= 10000)
			p.low -= step;
		else if (p.high == p.low)
			p.high += step;
		put_grid(to, c, &p);
		put_line(to, &p, v);
		for (i = 0; i < count; i++)
			if (v[i].is_known)
				str_addf(to, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%s\"/>", i + 1 == count ? "dot" : "spot",
				         plot_x(&p, i), plot_y(&p, v[i].hundredths), i + 1 == count ? "4" : "2");
		if (count && v[count - 1].is_known)
			put_number(to, c, "strong", TREND_RIGHT + 9, plot_y(&p, v[count - 1].hundredths) + 4, &v[count - 1]);
	}
	if (count) {
		begin_text(to, "dim small", TREND_LEFT, TREND_HEIGHT - 6);
		html_text(to, v[0].name);
		str_adds(to, "</text>");
		begin_text(to, "dim small end", TREND_RIGHT, TREND_HEIGHT - 6);
		html_text(to, v[count - 1].name);
		str_adds(to, "</text>");
	}
	str_adds(to, "</svg>\n");
}

/* Bars ---------------------------------------------------------------------- */

enum { BAR_ROW = 34, BAR_MOST = 24, BAR_ENDS = 10 };

static void put_tick(struct str *to, int x, int y)
{
	str_addf(to, "<path class=\"tick\" d=\"M%d %dv12\"/>", x, y);
}

static int bar_length(const struct chart_value *v, int64_t full)
{
	int64_t length = full > 0 ? v->hundredths * WIDTH / full : 0;

	return length < 0 ? 0 : length > WIDTH ? WIDTH : (int)length;
}

static void put_bar(struct str *to, const struct chart *c, const struct chart_value *v, int y, int64_t full)
{
	struct str number = STR_INIT;
	int room = WIDTH - 24;

	add_number(&number, c, v);
	room -= width_of(number.s) + width_of(v->note) + 2 * LETTER;
	str_release(&number);
	if (v->rank) {
		begin_text(to, "dim", 0, y + 13);
		str_addf(to, "%zu</text>", v->rank);
	}
	begin_text(to, "name", !v->rank ? 0 : v->rank < 100 ? 20 : 28, y + 13);
	add_cut(to, v->name, room);
	str_adds(to, "</text>");
	begin_text(to, "end", WIDTH, y + 13);
	if (*v->note)
		str_addf(to, "<tspan class=\"dim small\">%s</tspan>", v->note);
	str_addf(to, "<tspan class=\"strong\"%s>", *v->note ? " dx=\"8\"" : "");
	add_number(to, c, v);
	str_addf(to, "</tspan></text><rect class=\"trough\" y=\"%d\" width=\"%d\" height=\"8\"/>", y + 19, WIDTH);
	str_addf(to, "<rect class=\"bar\" y=\"%d\" width=\"%d\" height=\"8\"/>", y + 19, bar_length(v, full));
}

void chart_bars(struct str *to, const struct chart *c, const struct chart_value *v, size_t count, const struct chart_value *mean)
{
	bool is_cut = count > BAR_MOST;
	int64_t low = 0, high = 0;
	int rows = (int)(is_cut ? 2 * BAR_ENDS + 1 : count), y = 0;
	size_t i;

	range(v, count, &low, &high);
	if (c->is_share)
		high = 10000;
	begin(to, c, rows * BAR_ROW + (mean ? 24 : 0));
	for (i = 0; i < count; i++, y += BAR_ROW) {
		if (is_cut && i == BAR_ENDS) {
			begin_text(to, "dim middle", WIDTH / 2, y + 20);
			str_addf(to, "⋯ %zu ⋯</text>\n", count - 2 * BAR_ENDS);
			i = count - BAR_ENDS - 1;
			continue;
		}
		put_bar(to, c, &v[i], y, high);
		if (mean && mean->is_known)
			put_tick(to, bar_length(mean, high), y + 17);
		str_addc(to, '\n');
	}
	if (mean) {
		put_tick(to, 1, y + 6);
		begin_text(to, "dim", LETTER, y + 16);
		html_text(to, mean->name);
		str_addc(to, ' ');
		add_number(to, c, mean);
		str_adds(to, "</text>\n");
	}
	str_adds(to, "</svg>\n");
}

/* Deadline lights ------------------------------------------------------------- */

enum { LIGHT_BAR = 30, LIGHT_HEIGHT = 84, LIGHT_COLUMN = WIDTH / CHART_LIGHTS };

void chart_lights(struct str *to, const struct chart *c, const struct chart_value v[CHART_LIGHTS])
{
	/* A square, a triangle, a circle, a ring. */
	static const char *const shape[CHART_LIGHTS] = { "M0 0h10v10h-10z", "M5 0l5 10h-10z", "M0 5a5 5 0 0 1 10 0a5 5 0 0 1-10 0z",
		"M0 5a5 5 0 0 1 10 0a5 5 0 0 1-10 0zM3 5a2 2 0 0 0 4 0a2 2 0 0 0-4 0z" };
	int64_t whole = 0, before = 0;
	struct str number = STR_INIT;
	int i, x, width;

	for (i = 0; i < CHART_LIGHTS; i++)
		whole += v[i].hundredths;
	begin(to, c, LIGHT_HEIGHT);
	for (i = 0; i < CHART_LIGHTS; i++) {
		x = whole ? (int)(before * WIDTH / whole) : 0;
		before += v[i].hundredths;
		width = whole ? (int)(before * WIDTH / whole) - x : 0;
		str_reset(&number);
		add_number(&number, c, &v[i]);
		str_addf(to, "<g class=\"light%d\">", i);
		if (width > 0)
			str_addf(to, "<rect x=\"%d\" width=\"%d\" height=\"%d\"/>", x, width > 2 ? width - 1 : width, LIGHT_BAR);
		if (width >= width_of(number.s) + 8) {
			begin_text(to, "middle strong", x + width / 2, LIGHT_BAR / 2 + 5);
			str_addf(to, "%s</text>", number.s);
		}
		str_addf(to, "<path transform=\"translate(%d %d)\" d=\"%s\"/></g>", i * LIGHT_COLUMN, LIGHT_BAR + 15, shape[i]);
		begin_text(to, "name", i * LIGHT_COLUMN + 15, LIGHT_BAR + 24);
		add_cut(to, v[i].name, LIGHT_COLUMN - 18);
		str_adds(to, "</text>");
		begin_text(to, "strong", i * LIGHT_COLUMN + 15, LIGHT_BAR + 43);
		str_addf(to, "%s<tspan class=\"dim small\" dx=\"5\">%s</tspan></text>\n", number.s, v[i].note);
	}
	str_release(&number);
	str_adds(to, "</svg>\n");
}

/* Areas ------------------------------------------------------------------------ */

enum {
	FINE = 2,               /* units of a map in one of the picture */
	MAP_HEIGHT = 320,
	SCALE_HEIGHT = 40,
	SHARE_LEAST = 100,      /* hundredths that a class of shares is wide */
	TILE_COLUMNS = 3, TILE_WIDTH = 116, TILE_HEIGHT = 46, TILE_GAP = 6,
	TILE_MOST = 60,         /* more of them are small ones without a name */
	SMALL_COLUMNS = 9, SMALL_WIDTH = 37, SMALL_HEIGHT = 24, SMALL_GAP = 3,
};

struct classes {
	int64_t from, step;
	int count;              /* 0: nothing is known */
};

/* Classes of equal width and round borders that hold all of the values. */
static struct classes classes_of(const struct chart *c, const struct chart_value *v, size_t count)
{
	struct classes k = { 0, 0, 0 };
	int64_t low, high, last, least = c->is_share ? SHARE_LEAST : 0;

	if (!range(v, count, &low, &high))
		return k;
	k.step = nice_step(c, (high - low) / CLASSES > least ? (high - low) / CLASSES : least);
	for (;;) {
		k.from = down_to(low, k.step);
		last = high > k.from ? down_to(high - 1, k.step) : k.from;
		/* A highest value on a border begins a class of its own, but for 100 %. */
		if (high % k.step == 0 && !(c->is_share && high == 10000) && high > k.from)
			last = high;
		if (last < k.from + CLASSES * k.step)
			break;
		k.step = nice_step(c, k.step + 1);
	}
	if (c->is_share && k.from + CLASSES * k.step > 10000)
		k.from = 10000 - CLASSES * k.step < 0 ? 0 : 10000 - CLASSES * k.step;
	k.count = CLASSES;
	return k;
}

static int class_of(const struct classes *k, const struct chart_value *v)
{
	int64_t class = (v->hundredths - k->from) / k->step;

	return class < 0 ? 0 : class >= CLASSES ? CLASSES - 1 : (int)class;
}

static void begin_area(struct str *to, const struct classes *k, const struct chart_value *v)
{
	if (v->is_known)
		str_addf(to, "<g class=\"q%d\">", class_of(k, v));
	else
		str_adds(to, "<g class=\"qn\">");
}

static void put_scale(struct str *to, const struct chart *c, const struct classes *k)
{
	int i, decimals = (k->step % 100 || k->from % 100) ? 1 : 0;

	for (i = 0; i < k->count; i++)
		str_addf(to, "<g class=\"q%d\"><rect x=\"%d\" width=\"50\" height=\"10\"/></g>", i, 20 + i * 50);
	for (i = 0; i <= k->count; i++) {
		begin_text(to, "dim small middle", 20 + i * 50, 23);
		html_number(to, k->from + i * k->step, decimals);
		str_addf(to, "%s</text>", i == k->count ? c->unit : "");
	}
	str_addc(to, '\n');
}

/* A, B … Z, then AA …: the bars have numbers. */
static void add_letters(struct str *to, size_t n)
{
	if (n > 25)
		add_letters(to, n / 26 - 1);
	str_addc(to, (char)('A' + n % 26));
}

/* A region: its name and number where there is room, else the letter of its
 * tile.  True: it needs no tile. */
static bool put_region(struct str *to, const struct chart *c, const struct classes *k, const struct chart_value *v,
                       const struct outline *o, size_t letter)
{
	struct str number = STR_INIT;
	struct outline_point at;
	bool fits;
	int width;

	add_number(&number, c, v);
	width = width_of(v->name) > width_of(number.s) ? width_of(v->name) : width_of(number.s);
	fits = outline_spot(o, FINE * (width + 4), FINE * 30, &at);
	begin_area(to, k, v);
	str_adds(to, "<path class=\"region\" transform=\"scale(.5)\" d=\"");
	outline_path(o, to);
	str_adds(to, "\"/>");
	if (fits) {
		begin_text(to, "middle", at.x / FINE, at.y / FINE - 2);
		html_text(to, v->name);
		str_adds(to, "</text>");
		begin_text(to, "middle strong", at.x / FINE, at.y / FINE + 13);
		str_addf(to, "%s</text>", number.s);
	} else if (outline_spot(o, FINE * 16, FINE * LETTER, &at)) {
		begin_text(to, "middle small", at.x / FINE, at.y / FINE + 4);
		add_letters(to, letter);
		str_adds(to, "</text>");
	}
	str_adds(to, "</g>\n");
	str_release(&number);
	return fits;
}

static void put_tile(struct str *to, const struct chart *c, const struct classes *k, const struct chart_value *v, size_t letter,
                     size_t i, int y)
{
	int x = (int)(i % TILE_COLUMNS) * (TILE_WIDTH + TILE_GAP);

	y += (int)(i / TILE_COLUMNS) * (TILE_HEIGHT + TILE_GAP);
	begin_area(to, k, v);
	str_addf(to, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>", x, y, TILE_WIDTH, TILE_HEIGHT);
	begin_text(to, "", x + 8, y + 18);
	if (letter) {
		add_letters(to, letter - 1);
		str_addc(to, ' ');
	}
	add_cut(to, v->name, TILE_WIDTH - (letter ? 30 : 14));
	str_adds(to, "</text>");
	put_number(to, c, "strong", x + 8, y + 36, v);
	str_adds(to, "</g>\n");
}

static void put_small_tile(struct str *to, const struct classes *k, const struct chart_value *v, size_t i, int y)
{
	int x = (int)(i % SMALL_COLUMNS) * (SMALL_WIDTH + SMALL_GAP);

	y += (int)(i / SMALL_COLUMNS) * (SMALL_HEIGHT + SMALL_GAP);
	begin_area(to, k, v);
	str_adds(to, "<title>");
	html_text(to, v->name);
	str_addf(to, "</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>", x, y, SMALL_WIDTH, SMALL_HEIGHT);
	begin_text(to, "middle small", x + SMALL_WIDTH / 2, y + 16);
	if (v->is_known)
		html_number(to, v->hundredths, v->hundredths % 100 && v->hundredths < 10000 ? 1 : 0);
	else
		str_addc(to, '-');
	str_adds(to, "</text></g>\n");
}

static int tiles_height(size_t count)
{
	size_t columns = count > TILE_MOST ? SMALL_COLUMNS : TILE_COLUMNS;
	int row = count > TILE_MOST ? SMALL_HEIGHT + SMALL_GAP : TILE_HEIGHT + TILE_GAP;

	return (int)((count + columns - 1) / columns) * row;
}

void chart_areas(struct str *to, const struct chart *c, const struct chart_value *v, struct outline *outline, size_t count)
{
	struct classes k = classes_of(c, v, count);
	struct str map = STR_INIT;
	int width = FINE * (WIDTH - 2), height = FINE * MAP_HEIGHT, y = SCALE_HEIGHT;
	size_t *tile = mem_array(count, sizeof *tile), *letter = mem_array(count, sizeof *letter);
	size_t tiles = 0, i, regions = 0;       /* that have a tile too */
	bool has_map = outline_fit(outline, count, &width, &height);

	for (i = 0; i < count; i++) {
		bool is_region = has_map && outline[i].rings > 0;

		if (is_region && put_region(&map, c, &k, &v[i], &outline[i], regions))
			continue;
		if (is_region)
			letter[i] = ++regions;
		tile[tiles++] = i;
	}
	if (has_map)
		y += height / FINE + 2 * TILE_GAP;
	begin(to, c, y + tiles_height(tiles));
	put_scale(to, c, &k);
	if (has_map)
		str_addf(to, "<g transform=\"translate(%d %d)\">\n%s</g>\n", (WIDTH - width / FINE) / 2, SCALE_HEIGHT, map.s ? map.s : "");
	for (i = 0; i < tiles; i++)
		if (tiles > TILE_MOST)
			put_small_tile(to, &k, &v[tile[i]], i, y);
		else
			put_tile(to, c, &k, &v[tile[i]], letter[tile[i]], i, y);
	str_adds(to, "</svg>\n");
	str_release(&map);
	free(tile);
	free(letter);
}
