/* SPDX-License-Identifier: Apache-2.0 */
#include "core/command.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"
#include "core/model.h"

const struct command command_table[] = {
#define COMMAND(id, name, type, value, low, high, features, help, example) \
	[COMMAND_##id] = { name, TYPE_##type, VALUE_##value, low, high, features, help, example },
#include "core/command.def"
#undef COMMAND
};

const int command_count = sizeof command_table / sizeof *command_table;

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
	switch (row->value) {
	case VALUE_NONE:
		return *rest == '\0';
	case VALUE_NUMBER:
		return digit(*rest);
	}
	return false;
}

/* Digits only; a number too long to count stays above any range. */
static int number(const struct command *row, const char *rest, int32_t *n)
{
	int32_t value = 0;

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
	for (int i = 0; i < command_count; i++) {
		const struct command *row = &command_table[i];
		const char *rest = after(text, row->name);

		if (rest == NULL || !fits(row, rest) || (row->features & ~features) != 0)
			continue;
		*call = (struct command_call){ .id = (enum command_id)i };
		return row->value == VALUE_NUMBER ? number(row, rest, &call->number) : 0;
	}
	return ERR_MISSING;
}
