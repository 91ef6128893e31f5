/* SPDX-License-Identifier: MIT
 *
 * Any text as a cell of every column of every kind: it is taken or refused,
 * what is taken in a type of one form is taken again as it was made canonical,
 * and no mask shows a whole name, number or identity.
 */
#include "clock.h"
#include "fields.h"
#include "mem.h"
#include "out.h"
#include "sheet.h"
#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool truth)
{
	if (!truth)
		abort();
}

/* Types whose values have one form only.  The others lose an apostrophe or
 * two at each reading, for that is how spreadsheets mark text. */
static bool is_canonical(enum field_type type)
{
	return type == FIELD_LIMIT || type == FIELD_DATE || type == FIELD_ENUM || type == FIELD_ID ||
	       type == FIELD_USCC || type == FIELD_PHONE;
}

static void try_field(const struct field *field, const char *text)
{
	static const struct limit_words words = { LIMIT_WORK_DAY, LIMIT_WORK_HOUR };
	struct str keep = STR_INIT, again = STR_INIT;
	char *copy = mem_strdup(text), *canonical;
	struct value v = { .kind = VALUE_NONE }, w = { .kind = VALUE_NONE };
	struct fault f;

	if (value_parse(field, copy, &words, 0, &v, &keep, &f) == ST_OK && v.kind == VALUE_TEXT) {
		must(text_is_utf8(v.s, strlen(v.s), NULL));
		canonical = mem_strdup(v.s);
		if (is_canonical(field->type)) {
			must(value_parse(field, canonical, &words, 0, &w, &again, &f) == ST_OK);
			must(w.kind == VALUE_TEXT && strcmp(w.s, v.s) == 0);
		}
		free(canonical);
	}
	free(copy);
	str_release(&keep);
	str_release(&again);
}

static void try_masks(const char *text)
{
	static const enum field_mask masks[] = { MASK_PHONE, MASK_NAME, MASK_ID, MASK_ADDRESS };
	size_t i, len = strlen(text);
	char *buf = mem_alloc(len + 8);

	for (i = 0; i < sizeof masks / sizeof masks[0]; i++) {
		out_mask(masks[i], text, buf, len + 8);
		must(strlen(buf) <= len + 3);
		must(text_is_utf8(buf, strlen(buf), NULL));
		/* A phone of separators alone and an address that ends with its
		 * building hide nothing. */
		if (*text && (masks[i] == MASK_NAME || masks[i] == MASK_ID))
			must(strchr(buf, '*') != NULL);
	}
	free(buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct record_kind *k;
	size_t kinds, i, n;
	char *text = mem_strndup((const char *)data, size);

	if (text_is_utf8(text, strlen(text), NULL)) {
		for (k = fields_kinds(&kinds), i = 0; i < kinds; i++)
			for (n = 0; n < k[i].count; n++)
				try_field(&k[i].field[n], text);
		try_masks(text);
	}
	free(text);
	return 0;
}
