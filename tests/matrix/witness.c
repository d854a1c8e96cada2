/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/matrix/witness.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "sim/network.h"

/* What is said of a text that is no command. */
static const char *const complaints[] = { "Incorrect value!", "- Error!" };

void witness_line(struct witness *s, const char *format, ...)
{
	char *line = s->line[s->line_count++ % WITNESS_LINES_MAX];
	unsigned long long ms = s->w == NULL ? 0 : world_now_ms(s->w);
	int len = snprintf(line, sizeof s->line[0], "%3llu:%02llu.%03llu ", ms / 60000, ms / 1000 % 60, ms % 1000);
	va_list args;

	va_start(args, format);
	vsnprintf(line + len, sizeof s->line[0] - (size_t)len, format, args);
	va_end(args);
	if (s->verbose)
		puts(line);
}

void witness_tell(const struct witness *s, struct text *out)
{
	size_t first = s->line_count > WITNESS_LINES_MAX ? s->line_count - WITNESS_LINES_MAX : 0;

	for (size_t i = first; i < s->line_count; i++) {
		text_str(out, s->line[i % WITNESS_LINES_MAX]);
		text_char(out, '\n');
	}
}

static void odd(struct witness *s, const char *what, const char *detail)
{
	if (s->odd_count++ == 0)
		snprintf(s->odd, sizeof s->odd, "%s%s%s", what, *detail == '\0' ? "" : ": ", detail);
	witness_line(s, "!! %s: %s", what, detail);
}

struct witness_command *witness_expect(struct witness *s, const char *text, const char *answer)
{
	ASSERT(s->command_count < WITNESS_COMMANDS_MAX);
	struct witness_command *command = &s->command[s->command_count++];

	*command = (struct witness_command){ .heard = true, .answerable = true };
	snprintf(command->text, sizeof command->text, "%s", text);
	snprintf(command->answer, sizeof command->answer, "%s", answer);
	return command;
}

/* --- What is told. --- */

/* The command of that text, which a long message fills up with spaces. */
static struct witness_command *of_text(struct witness *s, const char *text)
{
	for (size_t i = 0; i < s->command_count; i++) {
		size_t len = strlen(s->command[i].text);

		if (strncmp(text, s->command[i].text, len) == 0 && text[len + strspn(text + len, " ")] == '\0')
			return &s->command[i];
	}
	return NULL;
}

static struct witness_command *of_answer(struct witness *s, const char *text)
{
	for (size_t i = 0; i < s->command_count; i++)
		if (s->command[i].answer[0] != '\0' && strstr(text, s->command[i].answer) != NULL)
			return &s->command[i];
	return NULL;
}

static struct witness_command *of_any_answer(struct witness *s)
{
	for (size_t i = 0; i < s->command_count; i++)
		if (s->command[i].answer[0] == '\0' && s->command[i].executed > 0)
			return &s->command[i];
	return NULL;
}

static bool complaint(const char *text)
{
	for (size_t i = 0; i < sizeof complaints / sizeof *complaints; i++)
		if (strstr(text, complaints[i]) != NULL)
			return true;
	return false;
}

static void hear_note(struct witness *s, const struct note *note)
{
	const char *text = note->text != NULL ? note->text : "";

	witness_line(s, "note    %s%s%s%s%s", note->what, note->why != NULL ? ": " : "",
		     note->why != NULL ? note->why : "", *text != '\0' ? ": " : "", text);
	if (strcmp(note->what, "message") != 0 || note->who == NULL || strcmp(note->who->text, WITNESS_OWNER) != 0)
		return;
	struct witness_command *command = of_text(s, text);
	if (command != NULL)
		command->executed++;
}

static void hear_answer(struct witness *s, const char *text)
{
	struct witness_command *command = of_answer(s, text);

	if (command == NULL && strncmp(text, "Power socket O", 14) == 0) {
		s->confirmed++;
		return;
	}
	if (command == NULL && complaint(text) && s->garbled)
		return;
	if (command == NULL)
		command = of_any_answer(s);
	if (command != NULL)
		command->answered++;
	else
		odd(s, "the owner was told", text);
}

static void hear_arrival(struct witness *s, const struct network_sms *sms)
{
	witness_line(s, "%s < %s", sms->to, sms->text);
	if (network_same_phone(sms->to, WITNESS_OWNER))
		hear_answer(s, sms->text);
	else
		odd(s, "somebody else was told", sms->text);
}

static void hear_bytes(struct witness *s, const uint8_t *bytes, size_t len, bool to_modem)
{
	char text[140] = "";
	size_t used = 0;

	for (size_t i = 0; i < len && used + 5 < sizeof text; i++) {
		if (bytes[i] == '\r' || bytes[i] == '\n')
			used += (size_t)sprintf(text + used, "\\%c", bytes[i] == '\r' ? 'r' : 'n');
		else if (bytes[i] < ' ' || bytes[i] > '~')
			used += (size_t)sprintf(text + used, "\\x%02X", bytes[i]);
		else
			text[used++] = (char)bytes[i];
	}
	text[used] = '\0';
	witness_line(s, "modem %c %s", to_modem ? '<' : '>', text);
}

static void told(void *ctx, const struct world_news *news)
{
	struct witness *s = ctx;

	switch (news->kind) {
	case NEWS_POWER:
		witness_line(s, "power   %s", news->on ? "on" : "off");
		return;
	case NEWS_RESTART:
		witness_line(s, "restart");
		return;
	case NEWS_OUTLET:
		witness_line(s, "outlet  %s", news->on ? "on" : "off");
		s->switched++;
		return;
	case NEWS_MICRORELAY:
		if (news->on)
			odd(s, "the microrelay is on", "");
		return;
	case NEWS_MIC:
		if (news->on)
			odd(s, "the microphone is live", "");
		return;
	case NEWS_LED:
		witness_line(s, "led     %s %s", led_name(news->led.led), led_pattern_name(news->led.pattern));
		return;
	case NEWS_NOTE:
		hear_note(s, news->note);
		return;
	case NEWS_SENT:
		witness_line(s, "%s > %.40s", news->sent.from, news->sent.text);
		return;
	case NEWS_ARRIVED:
		hear_arrival(s, news->arrived);
		return;
	case NEWS_PHONE:
		witness_line(s, "%s %s", news->phone.who, voice_phone_name(news->phone.is));
		return;
	case NEWS_LINE:
		hear_bytes(s, news->line.bytes, news->line.len, news->line.to_modem);
		return;
	case NEWS_ANSWER:
		return;
	}
}

struct world_watch witness_watch(struct witness *s)
{
	return (struct world_watch){ .ctx = s, .tell = told };
}

/* --- What is to be said of it. --- */

bool witness_content(const struct witness *s)
{
	for (size_t i = 0; i < s->command_count; i++) {
		const struct witness_command *command = &s->command[i];

		if (command->heard && (command->executed == 0 || (command->answerable && command->answered == 0)))
			return false;
	}
	return true;
}

bool witness_verdict(const struct witness *s, bool twice, struct text *why)
{
	size_t before = why->len;
	char line[200];

	if (s->odd_count > 0) {
		snprintf(line, sizeof line, "%s\n", s->odd);
		text_str(why, line);
	}
	for (size_t i = 0; i < s->command_count; i++) {
		const struct witness_command *command = &s->command[i];
		unsigned answers_max = command->executed * (twice ? 2 : 1);

		if (command->executed <= 1 && command->answered <= answers_max &&
		    (!command->heard || command->executed == 1) &&
		    (!command->heard || !command->answerable || command->answered > 0))
			continue;
		snprintf(line, sizeof line, "%s was executed %u times and answered %u times\n", command->text,
			 command->executed, command->answered);
		text_str(why, line);
	}
	return why->len == before;
}
