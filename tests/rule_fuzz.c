/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a pattern and a text, a NUL between: compiled just in time and
 * interpreted they agree wherever both find an answer and the text is UTF-8
 * (at its bad bytes the library's two ways differ), and no answer takes long.
 */
#include "mem.h"
#include "rule.h"
#include "str.h"
#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* -1: no pattern or no answer. */
static int ask(const char *pattern, const char *text)
{
	struct rule *r;
	struct fault f;
	bool is_match;
	int answer = -1;

	if (rule_new(&r, pattern, &f) != ST_OK)
		return -1;
	if (rule_match(r, text, &is_match, &f) == ST_OK)
		answer = is_match;
	else if (f.status != ST_INPUT || !*f.text)
		abort();
	rule_free(r);
	return answer;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *both = mem_strndup((const char *)data, size);
	size_t at = strlen(both), bad;
	const char *text = at < size ? both + at + 1 : "";
	struct str slow = STR_INIT;
	int one, other;

	/* A pattern comes from a cell, which is UTF-8; words at its head are its
	 * own affair. */
	if (text_is_utf8(both, at, &bad) && strncmp(both, "(*", 2) != 0) {
		str_addf(&slow, "(*NO_JIT)%s", both);
		one = ask(both, text);
		other = ask(slow.s, text);
		if (one >= 0 && other >= 0 && one != other && text_is_utf8(text, strlen(text), &bad))
			abort();
		str_release(&slow);
	}
	free(both);
	return 0;
}
