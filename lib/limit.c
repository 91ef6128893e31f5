/* SPDX-License-Identifier: MIT
 *
 * Working hours and limits as people write them: the text side of clock.h,
 * apart from the reckoning in clock.c.  Local tables spell the same limit in
 * many ways and put remarks behind it ("1紧急工作时制止"); what is not wholly
 * understood is refused with the reason, because a limit guessed wrong is
 * found out by the department that it counts against.
 */
#include "clock.h"

#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Longer is certainly neither, and would make an unreadable message. */
#define TEXT_MAX 120

/* A copy with full-width forms folded, blanks taken off both ends; NULL if
 * the text is too long to be meant. */
static const char *folded(const char *text, char buf[TEXT_MAX + 1])
{
	size_t len = strlen(text);

	if (len > TEXT_MAX)
		return NULL;
	memcpy(buf, text, len + 1);
	text_fold(buf);
	len = strlen(buf);
	while (len > 0 && (buf[len - 1] == ' ' || buf[len - 1] == '\t'))
		buf[--len] = '\0';
	return buf + strspn(buf, " \t");
}

static bool take(const char **s, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*s, word, len) != 0)
		return false;
	*s += len;
	return true;
}

static void take_blanks(const char **s)
{
	*s += strspn(*s, " \t");
}

/* One or two digits, ':', two digits. */
static bool take_clock_time(const char **s, int32_t *second)
{
	static const char digits[] = "0123456789";
	size_t n = strspn(*s, digits);
	int hour, minute;

	if (n < 1 || n > 2 || (*s)[n] != ':' ||
	    strspn(*s + n + 1, digits) != 2)
		return false;
	hour = n == 1 ? (*s)[0] - '0'
	              : ((*s)[0] - '0') * 10 + ((*s)[1] - '0');
	minute = ((*s)[n + 1] - '0') * 10 + ((*s)[n + 2] - '0');
	if (hour > 24 || minute > 59 || (hour == 24 && minute > 0))
		return false;
	*second = hour * 3600 + minute * 60;
	*s += n + 3;
	return true;
}

enum status hours_parse(const char *text, struct hours *h, struct fault *f)
{
	char buf[TEXT_MAX + 1];
	const char *s = folded(text, buf);
	int32_t from, to;

	if (s == NULL)
		return fault_set(f, ST_INPUT, "too long for working hours");
	h->count = 0;
	if (strcmp(s, "-") == 0 || strcmp(s, "休") == 0)
		return ST_OK;
	for (;;) {
		if (!take_clock_time(&s, &from))
			break;
		take_blanks(&s);
		if (!take(&s, "-"))
			break;
		take_blanks(&s);
		if (!take_clock_time(&s, &to))
			break;
		if (to <= from)
			return fault_set(f, ST_INPUT, "working hours '%s': a span "
			                 "must end after it begins, 24:00 at the "
			                 "latest", text);
		if (h->count > 0 && from < h->span[h->count - 1].to)
			return fault_set(f, ST_INPUT, "working hours '%s': spans "
			                 "overlap or are not in order", text);
		if (h->count == HOURS_MAX_SPANS)
			return fault_set(f, ST_INPUT, "working hours '%s': more "
			                 "than %d spans", text, HOURS_MAX_SPANS);
		h->span[h->count].from = from;
		h->span[h->count++].to = to;
		take_blanks(&s);
		if (*s == '\0')
			return ST_OK;
		if (!take(&s, ","))
			break;
		take_blanks(&s);
	}
	return fault_set(f, ST_INPUT, "working hours '%s' are not of the form "
	                 "08:00-12:00,14:00-18:00, nor 休 for none", text);
}

int32_t hours_total(const struct hours *h)
{
	int32_t sum = 0;
	int i;

	for (i = 0; i < h->count; i++)
		sum += h->span[i].to - h->span[i].from;
	return sum;
}

/* At most 3650 days, and as many hours as that. */
#define MILLI_MAX_DAYS (3650 * 1000)
#define MILLI_MAX_HOURS (24 * MILLI_MAX_DAYS)

/* A number with up to three decimals in thousandths; NULL or the reason why
 * not. */
static const char *take_milli(const char **s, int64_t *milli)
{
	int64_t value = 0;
	int scale = 1000;

	if (**s < '0' || **s > '9')
		return "it must begin with a number";
	for (; **s >= '0' && **s <= '9'; (*s)++)
		if (value <= MILLI_MAX_HOURS)   /* past any limit, but counts */
			value = value * 10 + (**s - '0');
	value *= 1000;
	if (take(s, ".")) {
		if (**s < '0' || **s > '9')
			return "a digit must follow the point";
		for (; **s >= '0' && **s <= '9'; (*s)++) {
			scale /= 10;
			if (scale == 0)
				return "it is finer than a thousandth";
			value += (**s - '0') * scale;
		}
	}
	*milli = value;
	return NULL;
}

enum bare { BARE_NOT, BARE_DAY, BARE_HOUR };

static const struct unit_word {
	const char *word;
	enum limit_unit unit;
	enum bare bare;
} unit_words[] = {
	/* None is the beginning of another, so their order is free. */
	{ "紧急工作时", LIMIT_RUN_HOUR, BARE_NOT },
	{ "紧急工作日", LIMIT_RUN_DAY, BARE_NOT },
	{ "自然日", LIMIT_RUN_DAY, BARE_NOT },
	{ "工作时", LIMIT_WORK_HOUR, BARE_NOT },
	{ "工作日", LIMIT_WORK_DAY, BARE_NOT },
	{ "天", LIMIT_WORK_DAY, BARE_DAY },
	{ "日", LIMIT_WORK_DAY, BARE_DAY },
	{ "小时", LIMIT_WORK_HOUR, BARE_HOUR },
	{ "时", LIMIT_WORK_HOUR, BARE_HOUR },
};

static const struct unit_word *take_unit(const char **s)
{
	size_t i;

	for (i = 0; i < sizeof unit_words / sizeof unit_words[0]; i++)
		if (take(s, unit_words[i].word))
			return &unit_words[i];
	return NULL;
}

enum status limit_parse(const char *text, const struct limit_words *words,
                        struct limit *l, struct fault *f)
{
	char buf[TEXT_MAX + 1];
	const char *why, *s = folded(text, buf);
	const struct unit_word *u;
	int64_t milli;
	int unit;

	if (s == NULL)
		return fault_set(f, ST_INPUT, "too long for a limit");
	why = take_milli(&s, &milli);
	if (why != NULL)
		return fault_set(f, ST_INPUT, "limit '%s': %s", text, why);
	take_blanks(&s);
	u = take_unit(&s);
	if (u == NULL)
		return fault_set(f, ST_INPUT, "limit '%s': the unit must be "
		                 "工作时, 工作日, 紧急工作时, 紧急工作日 or 自然日",
		                 text);
	if (*s != '\0')
		return fault_set(f, ST_INPUT, "limit '%s': '%s' stands behind the "
		                 "unit", text, s);

	unit = u->bare == BARE_DAY ? words->day
		: u->bare == BARE_HOUR ? words->hour : (int)u->unit;
	if (unit < 0 && u->bare == BARE_DAY)
		return fault_set(f, ST_INPUT, "limit '%s': bare %s is not set: "
		                 "say 工作日 or 自然日, or set limit_day", text,
		                 u->word);
	if (unit < 0)
		return fault_set(f, ST_INPUT, "limit '%s': bare %s is not set: "
		                 "say 工作时 or 紧急工作时, or set limit_hour", text,
		                 u->word);
	if (milli == 0)
		return fault_set(f, ST_INPUT, "limit '%s': it must be more than 0",
		                 text);
	if (milli > (unit == LIMIT_RUN_DAY || unit == LIMIT_WORK_DAY
	             ? MILLI_MAX_DAYS : MILLI_MAX_HOURS))
		return fault_set(f, ST_INPUT, "limit '%s': it must be at most 3650 "
		                 "days or 87600 hours", text);
	l->unit = (enum limit_unit)unit;
	l->milli = (int32_t)milli;
	return ST_OK;
}

void limit_format(const struct limit *l, char *buf, size_t size)
{
	static const char *const word[] = {
		[LIMIT_RUN_HOUR] = "紧急工作时",
		[LIMIT_RUN_DAY] = "紧急工作日",
		[LIMIT_WORK_HOUR] = "工作时",
		[LIMIT_WORK_DAY] = "工作日",
	};
	char fraction[8];
	size_t len;

	len = (size_t)snprintf(fraction, sizeof fraction, ".%03" PRId32,
	                       l->milli % 1000);
	while (fraction[len - 1] == '0')
		len--;
	if (len == 1)
		len = 0;
	fraction[len] = '\0';
	snprintf(buf, size, "%" PRId32 "%s%s", l->milli / 1000, fraction,
	         word[l->unit]);
}

bool limit_runs_on(const struct limit *l)
{
	return l->unit == LIMIT_RUN_HOUR || l->unit == LIMIT_RUN_DAY;
}
