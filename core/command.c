/* SPDX-License-Identifier: Apache-2.0 */
#include "core/command.h"

#include <stddef.h>

#include "base/err.h"
#include "core/model.h"

const struct command command_table[COMMAND_COUNT] = {
#define COMMAND(id, name, type, answer, value, low, high, shape, features, help, example) \
	[COMMAND_##id] = { name, low, high, TYPE_##type, ANSWER_##answer, VALUE_##value, features },
#include "core/command.def"
#undef COMMAND
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What follows `name` at the start of `text`, or NULL. */
static const char *after(const char *text, const char *name)
{
	for (; *name != '\0'; name++, text++)
		if (text_upper(*text) != *name)
			return NULL;
	return text;
}

static bool fits(const struct command *row, const char *rest)
{
	switch ((enum command_value)row->value) {
	case VALUE_NONE:
		return *rest == '\0';
	case VALUE_NUMBER:
		return digit(*rest);
	case VALUE_SETTING:
	case VALUE_TEXT:;
	}
	return true;
}

/* Digits only; a number too long to count stays above any range. */
static int number(const struct command *row, const char *rest, int *n)
{
	int value = 0;

	for (; digit(*rest); rest++)
		if (value <= row->high)
			value = value * 10 + (*rest - '0');
	if (*rest != '\0' || value < row->low || value > row->high)
		return ERR_RANGE;
	*n = value;
	return 0;
}

int command_parse(const char *text, uint32_t features, struct command_call *call)
{
	for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
		const struct command *row = &command_table[id];
		const char *rest = after(text, row->name);

		if (rest == NULL || !fits(row, rest) || (row->features & ~features) != 0)
			continue;
		*call = (struct command_call){ .id = id, .text = rest };
		return row->value == VALUE_NUMBER ? number(row, rest, &call->number) : 0;
	}
	return ERR_MISSING;
}
