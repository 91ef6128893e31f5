/* SPDX-License-Identifier: MIT */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "rule.h"

#include "mem.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

enum { MATCH_LIMIT = 100000 };

struct rule {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
};

enum status rule_new(struct rule **out, const char *pattern, struct fault *f)
{
	struct rule *r;
	PCRE2_UCHAR say[160];
	PCRE2_SIZE at;
	int code;
	pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	                                         PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &code, &at, NULL);

	*out = NULL;
	if (!compiled) {
		pcre2_get_error_message(code, say, sizeof say);
		return fault_set(f, ST_INPUT, "pattern: %s, at byte %zu", (const char *)say, (size_t)at + 1);
	}
	r = mem_alloc(sizeof *r);
	r->code = compiled;
	r->data = pcre2_match_data_create(1, NULL);
	r->context = pcre2_match_context_create(NULL);
	if (!r->data || !r->context) {
		rule_free(r);
		return fault_set(f, ST_INTERNAL, "out of memory");
	}
	pcre2_set_match_limit(r->context, MATCH_LIMIT);
	pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE);  /* without it: slower, the same */
	*out = r;
	return ST_OK;
}

void rule_free(struct rule *r)
{
	if (!r)
		return;
	pcre2_match_context_free(r->context);
	pcre2_match_data_free(r->data);
	pcre2_code_free(r->code);
	free(r);
}

enum status rule_check(const char *pattern, struct fault *f)
{
	struct rule *r;
	enum status st = rule_new(&r, pattern, f);

	rule_free(r);
	return st;
}

enum status rule_match(struct rule *r, const char *text, bool *is_match, struct fault *f)
{
	PCRE2_UCHAR say[160];
	int n = pcre2_match(r->code, (PCRE2_SPTR)text, strlen(text), 0, 0, r->data, r->context);

	*is_match = n >= 0;
	if (n >= 0 || n == PCRE2_ERROR_NOMATCH)
		return ST_OK;
	pcre2_get_error_message(n, say, sizeof say);
	return fault_set(f, ST_INPUT, "pattern: %s", (const char *)say);
}
