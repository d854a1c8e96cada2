/* command: the one table of commands, and the reading of a text by it.
 * Data only: what a command does is written where its behaviour lives.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_COMMAND_H
#define CORE_COMMAND_H

#include <stdint.h>

enum command_id {
#define COMMAND(id, ...) COMMAND_##id,
#include "core/command.def"
#undef COMMAND
};

enum command_type { TYPE_CTL, TYPE_INF, TYPE_CFG };
enum command_value { VALUE_NONE, VALUE_NUMBER };

struct command {
	const char *name;
	enum command_type type;
	enum command_value value;
	int32_t low, high; /* inclusive; of a VALUE_NUMBER */
	uint32_t features; /* FEATURE_* that the model must have */
	const char *help;  /* one sentence */
	const char *example;
};

/* A command as read. */
struct command_call {
	enum command_id id;
	int32_t number; /* of a VALUE_NUMBER */
};

extern const struct command command_table[];
extern const int command_count;

/* Reads `text` (no white space around it) as a command of a model with `features`, without regard to case.
 * 0; ERR_MISSING: no such command; ERR_RANGE: the command in call->id, but its value is malformed or out of range. */
int command_parse(const char *text, uint32_t features, struct command_call *call);

#endif
