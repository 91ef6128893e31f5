/* SPDX-License-Identifier: MIT */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "rule.h"

#include "mem.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

enum {
	MATCH_LIMIT = 100000,
	HEAP_KIB = 64 * 1024,           /* of the interpreter; the library's own limit is 20 GB */
	STACK_FIRST = 32 * 1024,        /* of compiled code, taken as it is used */
	STACK_MOST = 16 * 1024 * 1024,
};

struct rule {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;         /* NULL until a text wants more than the 32 KiB that there are anyway */
};

/* \C would take a character apart, which compiled code cannot. */
static const uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;

enum status rule_new(struct rule **out, const char *pattern, struct fault *f)
{
	struct rule *r;
	PCRE2_UCHAR say[160];
	PCRE2_SIZE at;
	int code;
	pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options, &code, &at, NULL);

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
	pcre2_set_heap_limit(r->context, HEAP_KIB);
	pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE);  /* without it: slower, the same */
	*out = r;
	return ST_OK;
}

void rule_free(struct rule *r)
{
	if (!r)
		return;
	pcre2_jit_stack_free(r->stack);
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

static int match(struct rule *r, const char *text, size_t len, uint32_t how)
{
	return pcre2_match(r->code, (PCRE2_SPTR)text, len, 0, how, r->data, r->context);
}

/* With a stack of its own compiled code runs on; if even that is too small,
 * the interpreter decides, which has none. */
static int match_deeply(struct rule *r, const char *text, size_t len)
{
	int n = PCRE2_ERROR_JIT_STACKLIMIT;

	if (!r->stack) {
		r->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_MOST, NULL);
		if (r->stack)
			pcre2_jit_stack_assign(r->context, NULL, r->stack);
	}
	if (r->stack)
		n = match(r, text, len, 0);
	return n == PCRE2_ERROR_JIT_STACKLIMIT ? match(r, text, len, PCRE2_NO_JIT) : n;
}

enum status rule_match(struct rule *r, const char *text, bool *is_match, struct fault *f)
{
	PCRE2_UCHAR say[160];
	size_t len = strlen(text);
	int n = match(r, text, len, 0);

	if (n == PCRE2_ERROR_JIT_STACKLIMIT)
		n = match_deeply(r, text, len);
	*is_match = n >= 0;
	if (n >= 0 || n == PCRE2_ERROR_NOMATCH)
		return ST_OK;
	pcre2_get_error_message(n, say, sizeof say);
	return fault_set(f, ST_INPUT, "pattern ran away: %s", (const char *)say);
}
