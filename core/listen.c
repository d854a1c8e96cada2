/* SPDX-License-Identifier: Apache-2.0 */
#include "core/listen.h"

#include "base/err.h"
#include "core/command.h"
#include "core/effects.h"
#include "core/status.h"

#define MINUTE_MS 60000u
#define COMMAND_CAP (LISTEN_TEXT_MAX * 4 + 1)

static bool white(uint32_t code)
{
	return code == ' ' || (code >= '\t' && code <= '\r') || code == 0xA0;
}

/* Phones turn a hyphen into a dash; commands know only the hyphen. */
static uint32_t plain(uint32_t code)
{
	return code == 0x2013 || code == 0x2212 ? '-' : code;
}

/* The text without white space around it, its dashes plain. Characters, or LISTEN_TEXT_MAX + 1 for "too many". */
static size_t tidy(const char *text, struct text *command)
{
	size_t count = 0;
	size_t kept = 0; /* bytes up to the last character that is not white */
	size_t last = 0; /* its number */
	uint32_t code;

	while ((code = text_next(&text)) != 0) {
		if (white(code) && count == 0)
			continue;
		count++;
		text_code(command, plain(code));
		if (white(code))
			continue;
		if (count > LISTEN_TEXT_MAX)
			return LISTEN_TEXT_MAX + 1;
		kept = command->len;
		last = count;
	}
	command->at[kept] = '\0';
	command->len = kept;
	return last;
}

/* Senders that no one may be answered at, lest two robots talk for ever. */
static bool robot(const struct number *from)
{
	return from->kind == NUMBER_NONE || from->kind == NUMBER_NAME || number_short(from);
}

static void reply(struct core_effects *out, const char *what)
{
	struct text t = effects_reply(out);

	text_str(&t, what);
}

static void reply_timed(struct core_effects *out, const char *what, int32_t minutes)
{
	struct text t = effects_reply(out);

	text_str(&t, what);
	text_str(&t, " for ");
	text_number(&t, minutes);
	text_str(&t, " min");
}

/* Does what the call says and writes the reply of its success. */
static void execute(struct core *c, const struct command_call *call, uint64_t now_ms, struct core_effects *out)
{
	switch (call->id) {
	case COMMAND_ON:
		outlet_set(&c->outlet, true);
		reply(out, "Power socket ON");
		return;
	case COMMAND_OFF:
		outlet_set(&c->outlet, false);
		reply(out, "Power socket OFF");
		return;
	case COMMAND_ON_FOR:
		outlet_set_for(&c->outlet, true, (uint64_t)call->number * MINUTE_MS, now_ms);
		reply_timed(out, "Power ON", call->number);
		return;
	case COMMAND_OFF_FOR:
		outlet_set_for(&c->outlet, false, (uint64_t)call->number * MINUTE_MS, now_ms);
		reply_timed(out, "Power OFF", call->number);
		return;
	case COMMAND_STATUS:
		status_print(c, out);
		return;
	}
}

static void reply_unknown(const char *command, struct core_effects *out)
{
	struct text t = effects_reply(out);

	text_str(&t, command);
	text_str(&t, " - Error!");
}

void listen_message(struct core *c, const struct number *from, const char *text, struct core_now now,
		    struct core_effects *out)
{
	char command[COMMAND_CAP];
	struct text tidied;
	struct command_call call;

	if (robot(from)) {
		effects_note(out, NOTE_INFO, "message from a service", from, text);
		return;
	}
	text_init(&tidied, command, sizeof command);
	size_t count = tidy(text, &tidied);
	if (count == 0 || count > LISTEN_COMMAND_MAX) {
		effects_note(out, NOTE_INFO, "message dropped: no command has this length", from, text);
		return;
	}
	switch (command_parse(command, c->features, &call)) {
	case 0:
		execute(c, &call, now.mono_ms, out);
		break;
	case ERR_RANGE:
		reply(out, "Incorrect value!");
		break;
	default:
		reply_unknown(command, out);
		break;
	}
	effects_answer(out, from);
}
