/* command: the one table of commands, and the reading of a text by it.
 * Data only: what a command does is written where its behaviour lives.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_COMMAND_H
#define CORE_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "core/settings.h"

enum command_id {
#define COMMAND(id, ...) COMMAND_##id,
#include "core/command.def"
#undef COMMAND
	COMMAND_COUNT
};

enum command_type { TYPE_CTL, TYPE_INF, TYPE_CFG };
enum command_answer { ANSWER_ALWAYS, ANSWER_CONFIRMED, ANSWER_NEVER };
enum command_value { VALUE_NONE, VALUE_NUMBER, VALUE_SETTING, VALUE_TEXT };

/* What the device needs to know of a command; its words for people (shape, help, example) are the reference's. */
struct command {
	const char *name;
	int16_t low, high;  /* inclusive, of a VALUE_NUMBER; low: the setting that is set, or asked for by a "NAME?" */
	uint8_t type;       /* enum command_type */
	uint8_t answer;     /* enum command_answer */
	uint8_t value;      /* enum command_value */
	uint8_t features;   /* FEATURE_* that the model must have */
};

/* A command as read. */
struct command_call {
	enum command_id id;
	int number;       /* of a VALUE_NUMBER */
	const char *text; /* what follows the name, of a VALUE_SETTING or VALUE_TEXT; within the text that was read */
};

extern const struct command command_table[COMMAND_COUNT];

/* Reads `text` as a command of a model with `features`, without regard to case. ERR_MISSING: there is none.
 * ERR_RANGE: there is, in call->id, but its number is malformed or out of range. Other values are for the command to
 * judge. */
int command_parse(const char *text, uint32_t features, struct command_call *call);

#endif
