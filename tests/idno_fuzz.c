/* SPDX-License-Identifier: MIT
 *
 * Any bytes as an identity number, a credit code, a cell of phones and a
 * name: taken or refused, and what is taken is taken again as the same.
 */
#include "idno.h"
#include "mem.h"
#include "phone.h"
#include "text.h"
#include "uscc.h"
#include "when.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool truth)
{
	if (!truth)
		abort();
}

static void try_idno(const char *text)
{
	struct idno id, again;
	struct fault f;
	char birth_on[11];
	int32_t day;
	bool is_male;

	idno_looks_cut(text);
	if (idno_parse(text, &id, &f) != ST_OK) {
		must(f.status == ST_REFUSED && *f.text);
		return;
	}
	must(strlen(id.text) == 18 && idno_parse(id.text, &again, &f) == ST_OK);
	must(strcmp(again.text, id.text) == 0 && again.region == id.region);
	must(idno_tell(id.text, 18, birth_on, &is_male) && when_parse_day(birth_on, &day, &f) == ST_OK);
	idno_region_is_known(id.region);
}

static void try_uscc(const char *text)
{
	char code[USCC_SIZE], again[USCC_SIZE];
	struct fault f;

	if (uscc_parse(text, code, &f) != ST_OK) {
		must(f.status == ST_REFUSED && *f.text);
		return;
	}
	must(strlen(code) == 18 && uscc_parse(code, again, &f) == ST_OK && strcmp(code, again) == 0);
}

static void try_phone(const char *text)
{
	struct str out = STR_INIT, again = STR_INIT;
	struct fault f;

	if (phone_parse(text, &out, &f) == ST_OK) {
		must(out.len > 0 && strspn(out.s, "0123456789-;") == out.len);
		must(phone_parse(out.s, &again, &f) == ST_OK && strcmp(out.s, again.s) == 0);
	} else {
		must(f.status == ST_REFUSED && *f.text);
	}
	str_release(&out);
	str_release(&again);
}

static void try_name(const char *text)
{
	struct str keep = STR_INIT, again = STR_INIT;
	const char *name = text_name(text, &keep);

	must(text_is_utf8(name, strlen(name), NULL));
	must(strcmp(text_name(name, &again), name) == 0);
	str_release(&keep);
	str_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);

	text_flaws(text, strlen(text));
	try_idno(text);
	try_uscc(text);
	try_phone(text);
	if (text_is_utf8(text, strlen(text), NULL))
		try_name(text);
	free(text);
	return 0;
}
