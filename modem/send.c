/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/send.h"

#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "modem/modem.h"

#define PROMPT_FOR_MS 20000
#define RESULT_FOR_MS 120000
#define CMS_NOT_REGISTERED 331
#define CTRL_Z '\x1a'

static void send_done(struct modem *m, enum chat_result result, int code);

static const struct ask submit = { .prefix = "+CMGS:", .for_ms = PROMPT_FOR_MS, .done = send_done };

void send_begin(struct modem *m)
{
	enum send_result result = m->send.result;

	/* What was under way when the modem went: a part that was handed over may be out. */
	if (m->send.handed)
		result = SEND_UNKNOWN;
	else if (m->send.queued || m->send.prompting)
		result = SEND_HOLD;
	m->send = (struct send){ .result = result };
}

bool send_idle(const struct modem *m)
{
	const struct send *s = &m->send;

	return !s->queued && !s->prompting && !s->handed && s->result == SEND_NONE;
}

void send_queue(struct modem *m, const struct submit *part)
{
	size_t length = submit_print(part, m->send.pdu);
	struct text t = { m->send.pdu, sizeof m->send.pdu, strlen(m->send.pdu), false };

	ASSERT(send_idle(m));
	text_char(&t, CTRL_Z);
	m->send.length = (uint8_t)length;
	m->send.queued = true;
}

static void end(struct modem *m, enum send_result result)
{
	m->send.queued = false;
	m->send.prompting = false;
	m->send.handed = false;
	m->send.result = result;
	frame_arm(&m->frame, false);
}

bool send_next(struct modem *m)
{
	char command[CHAT_COMMAND_CAP];
	struct text t;

	/* While a call comes about, messages fail or end it. */
	if (!m->send.queued || calls_unsettled(m))
		return false;
	if (m->radio != MODEM_REGISTERED) {
		end(m, SEND_HOLD);
		return false;
	}
	text_init(&t, command, sizeof command);
	text_str(&t, "AT+CMGS=");
	text_number(&t, m->send.length);
	m->send.queued = false;
	m->send.prompting = true;
	frame_arm(&m->frame, true);
	modem_ask(m, &submit, command);
	return true;
}

uint64_t send_deadline_ms(const struct modem *m)
{
	return m->send.queued && !calls_unsettled(m) ? m->now_ms : MODEM_NEVER;
}

void send_prompted(struct modem *m)
{
	ASSERT(m->send.prompting && chat_busy(&m->chat));
	m->send.prompting = false;
	m->send.handed = true;
	m->chat.deadline_ms = m->now_ms + RESULT_FOR_MS;
	modem_write(m, m->send.pdu);
}

/* What 27.005 3.2.5 and the causes of 24.011 and 23.040 mean for a retry. `code` as of struct ask. */
static enum send_result class_of(int code)
{
	/* Causes that no second try will mend: 24.011 annex E, 23.040 9.2.3.22, 27.005 3.2.5. */
	static const struct {
		int16_t first, last;
	} never[] = {
		{ 1, 1 },     { 8, 8 },     { 10, 10 },   { 21, 21 },   { 28, 30 },   { 50, 50 },   { 69, 69 },
		{ 95, 97 },   { 128, 130 }, { 143, 145 }, { 159, 161 }, { 175, 176 }, { 193, 193 }, { 195, 196 },
		{ 303, 305 },
	};

	if (code == CMS_NOT_REGISTERED)
		return SEND_HOLD;
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (code >= never[i].first && code <= never[i].last)
			return SEND_NEVER;
	return SEND_AGAIN;
}

static void send_done(struct modem *m, enum chat_result result, int code)
{
	switch (result) {
	case RESULT_OK:
		/* Without a prompt nothing was handed over, whatever the modem says. */
		end(m, m->send.handed ? SEND_SENT : SEND_AGAIN);
		return;
	case RESULT_ERROR:
		end(m, class_of(code));
		return;
	case RESULT_TIMEOUT:
		modem_write(m, "\x1b\r");
		end(m, m->send.handed ? SEND_UNKNOWN : SEND_AGAIN);
		return;
	}
}
