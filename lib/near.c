/* SPDX-License-Identifier: MIT */
#include "near.h"

#include "text.h"

#include <stdbool.h>
#include <string.h>

/* A name longer than this is no name. */
enum { CHARS_MAX = 40, FAR = 3, BEST_MAX = 3 };

struct best {
	const char *key[BEST_MAX];
	int distance[BEST_MAX];
	int count;
};

/* Code points of a text, -1 if there are too many. */
static int chars_of(const char *s, uint32_t c[CHARS_MAX])
{
	size_t n;
	int count = 0;

	for (; *s; s += n) {
		if (count == CHARS_MAX)
			return -1;
		c[count++] = text_next(s, &n);
	}
	return count;
}

/* Levenshtein's distance. */
static int distance(const uint32_t *a, int na, const uint32_t *b, int nb)
{
	int row[CHARS_MAX + 1], i, j, diagonal, up, least;

	for (j = 0; j <= nb; j++)
		row[j] = j;
	for (i = 1; i <= na; i++) {
		diagonal = row[0];
		row[0] = i;
		for (j = 1; j <= nb; j++) {
			up = row[j];
			least = diagonal + (a[i - 1] != b[j - 1]);
			if (up + 1 < least)
				least = up + 1;
			if (row[j - 1] + 1 < least)
				least = row[j - 1] + 1;
			row[j] = least;
			diagonal = up;
		}
	}
	return row[nb];
}

/* One stands at the beginning or the end of the other, and is a word. */
static bool is_part(const uint32_t *a, int na, const uint32_t *b, int nb)
{
	const uint32_t *shorter = na < nb ? a : b, *longer = na < nb ? b : a;
	int n = na < nb ? na : nb, more = na < nb ? nb - na : na - nb;

	return n >= 2 && (memcmp(shorter, longer, (size_t)n * sizeof *a) == 0
	                  || memcmp(shorter, longer + more, (size_t)n * sizeof *a) == 0);
}

/* Keys in the order of their distance, then of their bytes. */
static void keep(struct best *b, const char *key, int how_far)
{
	int i = b->count;

	while (i > 0 && (how_far < b->distance[i - 1] || (how_far == b->distance[i - 1] && strcmp(key, b->key[i - 1]) < 0))) {
		if (i < BEST_MAX) {
			b->key[i] = b->key[i - 1];
			b->distance[i] = b->distance[i - 1];
		}
		i--;
	}
	if (i == BEST_MAX)
		return;
	b->key[i] = key;
	b->distance[i] = how_far;
	if (b->count < BEST_MAX)
		b->count++;
}

void near_names(const struct strmap *m, const char *text, struct str *out)
{
	uint32_t a[CHARS_MAX], c[CHARS_MAX];
	struct best best = { .count = 0 };
	int na = chars_of(text, a), nb, how_far, i;
	const char *key;
	size_t at = 0;

	if (na < 2 || strspn(text, "0123456789-") == strlen(text))
		return;
	while ((key = strmap_next(m, &at))) {
		nb = chars_of(key, c);
		if (nb < 2)
			continue;
		how_far = nb - na >= FAR || na - nb >= FAR ? FAR : distance(a, na, c, nb);
		/* Most of it must be right: many names share their ending. */
		if (how_far < FAR && how_far * 2 < (na < nb ? na : nb))
			keep(&best, key, how_far);
		else if (is_part(a, na, c, nb))
			keep(&best, key, FAR);
	}
	for (i = 0; i < best.count; i++)
		str_addf(out, "%s'%s'", i ? ", " : "", best.key[i]);
}
