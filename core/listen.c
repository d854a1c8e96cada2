/* SPDX-License-Identifier: Apache-2.0 */
#include "core/listen.h"

#include <string.h>

#include "base/err.h"
#include "core/command.h"
#include "core/effects.h"
#include "core/execute.h"

#define TEXT_CAP (LISTEN_TEXT_MAX * 4 + 1)

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
static size_t tidy(const char *text, struct text *tidied)
{
	size_t count = 0;
	size_t kept = 0; /* bytes up to the last character that is not white */
	size_t last = 0; /* its number */
	uint32_t code;

	while ((code = text_next(&text)) != 0) {
		if (white(code) && count == 0)
			continue;
		count++;
		text_code(tidied, plain(code));
		if (white(code))
			continue;
		kept = tidied->len;
		last = count;
	}
	tidied->at[kept] = '\0';
	tidied->len = kept;
	return last > LISTEN_TEXT_MAX ? LISTEN_TEXT_MAX + 1 : last;
}

static bool by_console(const struct core_event *ev)
{
	return ev->message.from->kind == NUMBER_CONSOLE;
}

/* Senders that nobody may answer, lest two robots talk for ever. */
static bool robot(const struct core *c, const struct number *from)
{
	if (from->kind == NUMBER_NONE || from->kind == NUMBER_NAME || number_same(from, &c->own))
		return true;
	return number_short(from) && !numbers_have(&c->secnumbers, from);
}

/* Settings and budgets say which messages are sent; the console's cost nothing. */
static bool may_reply(struct core *c, const struct number *to, enum listen_reply why, uint64_t now_ms,
		      struct core_effects *out)
{
	bool error = why == REPLY_ERROR;

	if (to->kind == NUMBER_CONSOLE)
		return true;
	if ((error && !core_setting(c, SETTING_ERROR)) || (why == REPLY_SUCCESS && !core_setting(c, SETTING_SMSCONFIRM)))
		return false;
	if (budget_reply(&c->budget, &c->limits, to, error, now_ms))
		return true;
	effects_note(out, NOTE_WARNING, "reply dropped: its budget is used up", to, NULL);
	return false;
}

void listen_reply(struct core *c, const struct number *to, const struct text *t, enum listen_reply why, uint64_t now_ms,
		  struct core_effects *out)
{
	if (!may_reply(c, to, why, now_ms, out))
		return;
	struct core_effect *effect = effects_want(out, EFFECT_MESSAGE);
	effect->message.to = to;
	effect->message.refusal = why == REPLY_ERROR;
	effect->message.text = effects_keep(out, t);
}

static void refuse(struct core *c, const struct number *to, const char *why, uint64_t now_ms, struct core_effects *out)
{
	struct text t = effects_text(out);

	text_str(&t, why);
	listen_reply(c, to, &t, REPLY_ERROR, now_ms, out);
}

/* The command behind the password, or NULL: refused. */
static const char *without_password(struct core *c, const char *text, const struct number *from, uint64_t now_ms,
				    struct core_effects *out)
{
	const char *password = c->settings.password;

	if (*password == '\0')
		return text;
	struct guard_count *count = guard_count(&c->guard, from);
	if (guard_ignores(count, now_ms))
		return NULL;
	if (text_begins(text, password)) {
		guard_right(count);
		/* People put a space where the password ends. */
		for (text += strlen(password); *text == ' '; text++)
			continue;
		return text;
	}
	guard_wrong(count, now_ms);
	refuse(c, from, "Invalid access password!", now_ms, out);
	return NULL;
}

/* A command that was not accepted, as it was received but for its secrets, and what is wrong with it. */
static void refuse_command(struct core *c, const char *command, const struct command_call *call, const char *why,
			   const struct number *to, uint64_t now_ms, struct core_effects *out)
{
	struct text t = effects_text(out);

	execute_print_echo(&t, command, call, false);
	text_str(&t, why);
	listen_reply(c, to, &t, REPLY_ERROR, now_ms, out);
}

/* Why a command of the configuration is not accepted now, or NULL. */
static const char *closed(const struct core *c, const struct core_event *ev, uint64_t now_ms)
{
	if (by_console(ev))
		return ev->message.may_configure ? NULL : " - The console may not configure!";
	return now_ms < c->window_until_ms ? NULL : " - Time for configuration is expired (30min)!";
}

static void run(struct core *c, const char *command, const struct core_event *ev, uint64_t now_ms, struct core_effects *out)
{
	const struct number *from = ev->message.from;
	struct command_call call;
	int err = command_parse(command, c->features, &call);

	if (err == ERR_MISSING) {
		refuse_command(c, command, NULL, " - Error!", from, now_ms, out);
		return;
	}
	const struct command *row = &command_table[call.id];
	const char *why = row->type == TYPE_CFG ? closed(c, ev, now_ms) : NULL;
	if (why != NULL) {
		refuse_command(c, command, &call, why, from, now_ms, out);
		return;
	}
	if (err == ERR_RANGE) {
		refuse(c, from, "Incorrect value!", now_ms, out);
		return;
	}
	execute_command(c, command, &call, ev, now_ms, out);
}

/* Who is heard at all. */
static bool heard(struct core *c, const struct core_event *ev, uint64_t now_ms, struct core_effects *out)
{
	const struct number *from = ev->message.from;

	if (robot(c, from)) {
		effects_note(out, NOTE_INFO, "message from a service", from, ev->message.text);
		return false;
	}
	if (!core_setting(c, SETTING_SECLIST) || numbers_have(&c->secnumbers, from))
		return true;
	effects_note(out, NOTE_INFO, "message from a stranger", from, ev->message.text);
	if (core_setting(c, SETTING_SMSCONFIRMUNAUTH))
		refuse(c, from, "Access deny!", now_ms, out);
	return false;
}

void listen_message(struct core *c, const struct core_event *ev, uint64_t now_ms, struct core_effects *out)
{
	const struct number *from = ev->message.from;
	char tidied[TEXT_CAP];
	struct text text;

	if (!by_console(ev) && !heard(c, ev, now_ms, out))
		return;
	text_init(&text, tidied, sizeof tidied);
	size_t count = tidy(ev->message.text, &text);
	const char *command = by_console(ev) ? tidied : without_password(c, tidied, from, now_ms, out);
	if (command == NULL)
		return;
	size_t length = text_count(command);
	if (count > LISTEN_TEXT_MAX || length > LISTEN_COMMAND_MAX || length == 0) {
		effects_note(out, NOTE_INFO, "message dropped: no command has this length", from, ev->message.text);
		return;
	}
	run(c, command, ev, now_ms, out);
}
