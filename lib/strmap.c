/* SPDX-License-Identifier: MIT
 *
 * Open addressing with linear probing; never more than half full.
 */
#include "strmap.h"

#include "mem.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>

struct strmap_slot {
	char *key;
	int64_t value;
};

void strmap_init(struct strmap *m)
{
	memset(m, 0, sizeof *m);
}

void strmap_release(struct strmap *m)
{
	size_t i;

	for (i = 0; i < m->size; i++)
		free(m->slot[i].key);
	free(m->slot);
	strmap_init(m);
}

/* The slot of the key, or the free one where it would go. */
static struct strmap_slot *find(const struct strmap *m, const char *key)
{
	size_t i = str_hash(STR_HASH, key, strlen(key)) & (m->size - 1);

	while (m->slot[i].key && strcmp(m->slot[i].key, key) != 0)
		i = (i + 1) & (m->size - 1);
	return &m->slot[i];
}

static void grow(struct strmap *m)
{
	struct strmap bigger = { NULL, m->count, m->size ? m->size * 2 : 64 };
	size_t i;

	bigger.slot = mem_array(bigger.size, sizeof *bigger.slot);
	for (i = 0; i < m->size; i++)
		if (m->slot[i].key)
			*find(&bigger, m->slot[i].key) = m->slot[i];
	free(m->slot);
	*m = bigger;
}

static struct strmap_slot *place(struct strmap *m, const char *key)
{
	if ((m->count + 1) * 2 > m->size)
		grow(m);
	return find(m, key);
}

static void fill(struct strmap *m, struct strmap_slot *s, const char *key, int64_t value)
{
	if (!s->key) {
		s->key = mem_strdup(key);
		m->count++;
	}
	s->value = value;
}

void strmap_put(struct strmap *m, const char *key, int64_t value)
{
	struct strmap_slot *s = place(m, key);

	fill(m, s, key, s->key && s->value != value ? STRMAP_MANY : value);
}

void strmap_set(struct strmap *m, const char *key, int64_t value)
{
	fill(m, place(m, key), key, value);
}

int64_t strmap_get(const struct strmap *m, const char *key)
{
	const struct strmap_slot *s;

	if (!m->size)
		return STRMAP_NONE;
	s = find(m, key);
	return s->key ? s->value : STRMAP_NONE;
}

const char *strmap_next(const struct strmap *m, size_t *at)
{
	while (*at < m->size)
		if (m->slot[(*at)++].key)
			return m->slot[*at - 1].key;
	return NULL;
}
