/* SPDX-License-Identifier: Apache-2.0 */
#include "app/ctllines.h"

#include <string.h>

#include "base/err.h"
#include "core/clock.h"
#include "core/command.h"
#include "core/execute.h"
#include "core/listen.h"
#include "core/numbers.h"
#include "core/schedule.h"
#include "core/settings.h"

#define BLANK " \t\r\n"

bool ctllines_next(struct ctllines *line, FILE *file)
{
	while (fgets(line->command, sizeof line->command, file) != NULL) {
		size_t blank = strspn(line->command, BLANK);
		size_t len;

		line->number++;
		/* What is cut off is not taken for a line of its own. */
		if (strchr(line->command, '\n') == NULL)
			for (int c = 0; c != EOF && c != '\n';)
				c = getc(file);
		memmove(line->command, line->command + blank, strlen(line->command + blank) + 1);
		for (len = strlen(line->command); len > 0 && strchr(BLANK, line->command[len - 1]) != NULL; len--)
			line->command[len - 1] = '\0';
		if (line->command[0] != '\0' && line->command[0] != '#')
			return true;
	}
	return false;
}

static uint32_t every_feature(void)
{
	uint32_t features = 0;

	for (enum model model = 0; model < MODEL_COUNT; model++)
		features |= model_features(model);
	return features;
}

void ctllines_print(const char *command, struct text *t)
{
	struct command_call call;
	bool known = command_parse(command, every_feature(), &call) != ERR_MISSING;

	execute_print_echo(t, command, known ? &call : NULL, false);
}

/* A rule, or only its time. */
static bool schedulable(const char *rule, bool whole)
{
	struct schedule s = { .count = 0 };
	char buffer[CTLLINES_CAP];

	snprintf(buffer, sizeof buffer, "%s%s", rule, whole ? "" : ",*,ON");
	return schedule_add(&s, buffer) == 0;
}

/* Values that the table of commands leaves to the command itself. */
static bool legal_text(const struct command_call *call)
{
	char digits[NUMBERS_DIGITS_MAX + 1];
	int64_t utc_s;
	int zone_qh;

	switch ((int)call->id) {
	case COMMAND_SECNUMBER_ADD:
	case COMMAND_SECNUMBER_REMOVE:
	case COMMAND_ALERTNUMBER_ADD:
	case COMMAND_ALERTNUMBER_REMOVE:
		return numbers_parse(call->text, digits) == 0;
	case COMMAND_DATE_SET:
		return clock_parse(call->text, &utc_s, &zone_qh) == 0;
	case COMMAND_SCHEDULER_ADD:
	case COMMAND_SCHEDULER_REMOVE:
		return schedulable(call->text, call->id == COMMAND_SCHEDULER_ADD);
	case COMMAND_SIMCARD:
		return settings_is_code(call->text);
	default:
		return true;
	}
}

static bool legal_value(const struct command_call *call, enum model model)
{
	const struct command *row = &command_table[call->id];
	bool room = (model_features(model) & FEATURE_ROOM) != 0;
	struct settings scratch = { .changed = 0 };

	switch ((enum command_value)row->value) {
	case VALUE_NONE:
	case VALUE_NUMBER:
		return true;
	case VALUE_SETTING:
		return settings_parse(&scratch, (enum setting)row->low, call->text, room) == 0;
	case VALUE_TEXT:
		return legal_text(call);
	}
	return false;
}

const char *ctllines_fault(const char *command, enum model model)
{
	struct command_call call;
	int err = command_parse(command, model_features(model), &call);

	if (text_count(command) > LISTEN_COMMAND_MAX)
		return "no command is that long";
	if (err == ERR_MISSING)
		return command_parse(command, every_feature(), &call) == ERR_MISSING ? "there is no such command"
										     : "the model lacks that command";
	if (err == ERR_RANGE || !legal_value(&call, model))
		return "incorrect value";
	return NULL;
}
