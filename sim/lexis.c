/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/lexis.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/err.h"
#include "core/led.h"
#include "core/model.h"
#include "sim/vmodem.h"

#define DAY_MS 86400000u
#define DURATION_MAX_MS (36500ull * DAY_MS) /* a century */

/* --- A line into words. --- */

static int unclosed(struct text *why)
{
	text_str(why, "a text is not closed; expected \" at its end");
	return ERR_SYNTAX;
}

/* Reads a text from behind its opening quote; writes it over itself. Where the line goes on, or NULL. */
static char *take_text(char *in, struct text *why)
{
	char *out = in;

	for (; *in != '"'; in++) {
		if (*in == '\0') {
			unclosed(why);
			return NULL;
		}
		if (*in != '\\') {
			*out++ = *in;
			continue;
		}
		in++;
		if (*in == '\0') {
			unclosed(why);
			return NULL;
		}
		if (strchr("n\"\\", *in) == NULL) {
			text_str(why, "\"\\");
			text_char(why, *in);
			text_str(why, "\" is no escape; expected \\n, \\\" or \\\\");
			return NULL;
		}
		*out++ = *in == 'n' ? '\n' : *in;
	}
	*out = '\0';
	return in + 1;
}

static bool ends_word(char c)
{
	return c == '\0' || c == '#' || c == '"' || isspace((unsigned char)c);
}

int lexis_split(char *line, struct lexis_word words[LEXIS_WORDS_MAX], struct text *why)
{
	int count = 0;

	for (;;) {
		while (isspace((unsigned char)*line))
			line++;
		if (*line == '\0' || *line == '#')
			return count;
		if (count == LEXIS_WORDS_MAX) {
			text_str(why, "the line has too many words");
			return ERR_SYNTAX;
		}
		struct lexis_word *word = &words[count++];
		word->quoted = *line == '"';
		if (word->quoted) {
			word->at = line + 1;
			line = take_text(word->at, why);
			if (line == NULL)
				return ERR_SYNTAX;
			continue;
		}
		word->at = line;
		while (!ends_word(*line))
			line++;
		if (*line == '"') {
			text_str(why, "expected a space before a text");
			return ERR_SYNTAX;
		}
		if (*line == '#') {
			*line = '\0';
			return count;
		}
		if (*line != '\0')
			*line++ = '\0';
	}
}

/* --- A word into a value. --- */

static bool read_phone(const struct lexis_word *word, struct statement_value *value)
{
	(void)value;
	return word->quoted ? word->at[0] != '\0' : statement_phone(word->at);
}

static bool read_text(const struct lexis_word *word, struct statement_value *value)
{
	(void)value;
	return word->quoted;
}

/* Digits up to `limit`, moving past them. */
static bool digits(const char **s, uint64_t limit, uint64_t *number)
{
	if (!isdigit((unsigned char)**s))
		return false;
	for (*number = 0; isdigit((unsigned char)**s); (*s)++) {
		*number = *number * 10 + (uint64_t)(**s - '0');
		if (*number > limit)
			return false;
	}
	return true;
}

static bool read_number(const struct lexis_word *word, struct statement_value *value)
{
	const char *s = word->at;

	return !word->quoted && digits(&s, INT64_MAX / 10, &value->number) && *s == '\0';
}

static const struct {
	const char *name;
	uint64_t ms;
} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 }, { "d", DAY_MS } };
#define UNIT_COUNT (sizeof units / sizeof *units)

static bool read_duration(const struct lexis_word *word, struct statement_value *value)
{
	const char *s = word->at;
	uint64_t count;

	if (word->quoted || !digits(&s, DURATION_MAX_MS, &count))
		return false;
	for (size_t i = 0; i < UNIT_COUNT; i++) {
		if (strcmp(s, units[i].name) != 0)
			continue;
		value->number = count * units[i].ms;
		return count <= DURATION_MAX_MS / units[i].ms;
	}
	return false;
}

/* Tenths of a degree, of a thermometer that reads -100.0 to 150.0. */
static bool read_celsius(const struct lexis_word *word, struct statement_value *value)
{
	const char *s = word->at;
	bool below = *s == '-';
	uint64_t whole, tenths = 0;

	s += below;
	if (word->quoted || !digits(&s, 150, &whole))
		return false;
	if (*s == '.') {
		s++;
		if (!digits(&s, 9, &tenths))
			return false;
	}
	value->raw_dc = (int)(whole * 10 + tenths) * (below ? -1 : 1);
	return *s == '\0' && value->raw_dc >= -1000 && value->raw_dc <= 1500;
}

static bool two_digits(const char **s, char after, int *number)
{
	if (!isdigit((unsigned char)(*s)[0]) || !isdigit((unsigned char)(*s)[1]))
		return false;
	*number = ((*s)[0] - '0') * 10 + ((*s)[1] - '0');
	*s += 2;
	if (after == '\0')
		return true;
	return *(*s)++ == after;
}

/* yy/mm/dd,hh:mm:ss+zz, where zz is whole hours and may go on with :15, :30 or :45. */
static bool read_time(const struct lexis_word *word, struct statement_value *value)
{
	const char *s = word->at;
	struct civil c;
	int hours, minutes = 0;

	if (word->quoted || !two_digits(&s, '/', &c.year) || !two_digits(&s, '/', &c.month) ||
	    !two_digits(&s, ',', &c.day) || !two_digits(&s, ':', &c.hour) || !two_digits(&s, ':', &c.minute) ||
	    !two_digits(&s, '\0', &c.second))
		return false;
	c.year += 2000;
	char sign = *s;
	if (!civil_valid(&c) || (sign != '+' && sign != '-'))
		return false;
	s++;
	if (!two_digits(&s, '\0', &hours))
		return false;
	if (*s == ':') {
		s++;
		if (!two_digits(&s, '\0', &minutes))
			return false;
	}
	int quarters = hours * 4 + minutes / 15;
	if (*s != '\0' || minutes % 15 != 0 || minutes > 45 || quarters > (sign == '-' ? 12 : 14) * 4)
		return false;
	value->stamp = (struct network_stamp){ civil_seconds(&c), sign == '-' ? -quarters : quarters };
	return true;
}

/* --- Names from a list. --- */

static const char *list_model(size_t index)
{
	return index < MODEL_COUNT ? model_name((enum model)index) : NULL;
}

static const char *list_led(size_t index)
{
	return index < LED_COUNT ? led_name((enum led)index) : NULL;
}

static const char *list_pattern(size_t index)
{
	return index < PATTERN_COUNT ? led_pattern_name((enum led_pattern)index) : NULL;
}

static const struct lexis_kind kinds[] = {
	{ "N", "a phone number", read_phone, NULL },
	{ "TEXT", "a \"text\"", read_text, NULL },
	{ "NUMBER", "a number", read_number, NULL },
	{ "DURATION", "a duration like 90s (ms s m h d)", read_duration, NULL },
	{ "TIME", "a time like 26/03/01,08:00:00+01", read_time, NULL },
	{ "CELSIUS", "a temperature like 21.5", read_celsius, NULL },
	{ "MODEL", NULL, NULL, list_model },
	{ "PROFILE", NULL, NULL, vmodem_profile },
	{ "FAULT", NULL, NULL, vmodem_fault_name },
	{ "LED", NULL, NULL, list_led },
	{ "PATTERN", NULL, NULL, list_pattern },
};

const struct lexis_kind *lexis_kind(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strncmp(kinds[i].name, name, len) == 0 && kinds[i].name[len] == '\0')
			return &kinds[i];
	return NULL;
}

bool lexis_read(const struct lexis_kind *kind, const struct lexis_word *word, struct statement_value *value)
{
	*value = (struct statement_value){ .word = word->at };
	if (kind->read != NULL)
		return kind->read(word, value);
	if (word->quoted)
		return false;
	for (const char *name; (name = kind->list(value->number)) != NULL; value->number++)
		if (text_same(name, word->at))
			return true;
	return false;
}

void lexis_expected(const struct lexis_kind *kind, struct text *out)
{
	const char *name;

	if (kind->expected != NULL) {
		text_str(out, kind->expected);
		return;
	}
	for (size_t i = 0; (name = kind->list(i)) != NULL; i++) {
		if (i > 0)
			text_str(out, kind->list(i + 1) != NULL ? ", " : " or ");
		text_str(out, name);
	}
}

/* --- For messages. --- */

void lexis_print_text(const char *s, struct text *out)
{
	uint32_t code;

	text_char(out, '"');
	while ((code = text_next(&s)) != 0) {
		if (code == '"' || code == '\\' || code == '\n')
			text_char(out, '\\');
		text_code(out, code == '\n' ? 'n' : code);
	}
	text_char(out, '"');
}

void lexis_print_duration(uint64_t for_ms, struct text *out)
{
	size_t unit = UNIT_COUNT - 1;

	while (unit > 0 && (for_ms < units[unit].ms || for_ms % units[unit].ms != 0))
		unit--;
	text_number(out, (int64_t)(for_ms / units[unit].ms));
	text_str(out, units[unit].name);
}

#define SHOWN_FIRST 4u
#define SHOWN_LAST 2u

void lexis_print_phone(const char *phone, struct text *out)
{
	size_t count = text_count(phone);

	if (count <= SHOWN_FIRST + SHOWN_LAST) {
		text_str(out, phone);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t code = text_next(&phone);

		if (i < SHOWN_FIRST || i >= count - SHOWN_LAST)
			text_code(out, code);
		else if (i == SHOWN_FIRST)
			text_str(out, "…");
	}
}
