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
	char command[CHAT_COMMAND_CAP];
	struct text t;

	if (!m->mic.due)
		return false;
	m->mic.due = false;
	text_init(&t, command, sizeof command);
	text_str(&t, "AT+CMIC=0,");
	text_number(&t, m->mic.level);
	modem_ask(m, &ask, command);
	return true;
}

uint64_t mic_deadline_ms(const struct modem *m)
{
	return m->mic.due ? m->now_ms : MODEM_NEVER;
}
