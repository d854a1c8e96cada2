/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/mic.h"

#include "base/text.h"
#include "modem/modem.h"

void mic_level(struct modem *m, uint8_t level)
{
	m->mic = (struct mic){ .known = true, .due = true, .level = level };
}

void mic_again(struct modem *m)
{
	m->mic.due = m->mic.known;
}

static void done(struct modem *m, enum chat_result result, int code)
{
	/* Refused by a modem that has no such command, or no microphone. */
	(void)m;
	(void)result;
	(void)code;
}

bool mic_next(struct modem *m)
{
	static const struct ask ask = { .for_ms = 5000, .done = done };
	const struct profile *p = m->profile;
	char command[CHAT_COMMAND_CAP];
	struct text t;

	if (!m->mic.due)
		return false;
	m->mic.due = false;
	if (p->mic[0] == '\0')
		return false;
	text_init(&t, command, sizeof command);
	for (const char *at = p->mic; *at != '\0'; at++)
		if (*at == '*')
			text_number(&t, m->mic.level * p->mic_max / MIC_LEVEL_MAX);
		else
			text_char(&t, *at);
	modem_ask(m, &ask, command);
	return true;
}

uint64_t mic_deadline_ms(const struct modem *m)
{
	return m->mic.due ? m->now_ms : MODEM_NEVER;
}
