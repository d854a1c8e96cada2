/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/send.h"

#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "modem/modem.h"

#define PROMPT_FOR_MS 20000
#define RESULT_FOR_MS 120000
#define HOLD_MS 10000
#define SETTLES_FOR_MS 60000 /* a modem that is up allows everything by then */
#define CTRL_Z '\x1a'

static void send_done(struct modem *m, enum chat_result result, int code);
static void ready(struct modem *m, enum chat_result result, int code);

/* An OK without a prompt is none of its own. */
static const struct ask submit = {
	.prefix = "+CMGS:", .needs_data = true, .for_ms = PROMPT_FOR_MS, .done = send_done,
};
static const struct ask prepare = { .for_ms = 15000, .done = ready };

void send_begin(struct modem *m)
{
	enum send_result result = m->send.result;

	/* What was under way when the modem went: a part that was handed over may be out. */
	if (m->send.handed)
		result = SEND_UNKNOWN;
	else if (m->send.queued || m->send.prompting)
		result = SEND_HOLD;
	m->send = (struct send){ .result = result, .service = m->send.service };
}

bool send_idle(const struct modem *m)
{
	const struct send *s = &m->send;

	return !s->queued && !s->prompting && !s->handed && s->result == SEND_NONE && m->now_ms >= s->hold_until_ms;
}

void send_queue(struct modem *m, const struct submit *part)
{
	size_t length = submit_print(part, m->send.pdu);
	struct text t = { m->send.pdu, sizeof m->send.pdu, strlen(m->send.pdu), false };

	ASSERT(send_idle(m));
	text_char(&t, CTRL_Z);
	m->send.length = (uint8_t)length;
	m->send.queued = true;
	m->send.formed = false;
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
	/* One that has fallen back to text mode would take the length for a number, and send it digits. */
	if (!m->send.formed) {
		m->send.formed = true;
		modem_ask(m, &prepare, "AT+CMGF=0");
		return true;
	}
	text_init(&t, command, sizeof command);
	if (m->send.service_due) {
		m->send.service_due = false;
		text_str(&t, "AT+CGSMS=");
		text_char(&t, m->profile->services[m->send.service - 1]);
		modem_ask(m, &prepare, command);
		return true;
	}
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
	if (m->send.queued)
		return calls_unsettled(m) ? MODEM_NEVER : m->now_ms;
	return m->send.hold_until_ms > m->now_ms ? m->send.hold_until_ms : MODEM_NEVER;
}

void send_prompted(struct modem *m)
{
	ASSERT(m->send.prompting && chat_busy(&m->chat));
	m->send.prompting = false;
	m->send.handed = true;
	m->chat.has_data = true;
	m->chat.deadline_ms = m->now_ms + RESULT_FOR_MS;
	modem_write(m, m->send.pdu);
}

/* What a refusal says (27.005 3.2.5; 0..127: 24.011 annex E-2; 128..255: 23.040 9.2.3.22). */
enum refusal {
	REFUSED_NOW,   /* may go later */
	REFUSED_EVER,  /* no second try will mend it */
	REFUSED_TWICE, /* it is there already */
	REFUSED_FORM,  /* without a validity period it may go */
	REFUSED_EARLY, /* not allowed; while the modem starts: not yet */
	REFUSED_ROOM,  /* the modem's memory is full */
	REFUSED_CARD,  /* something is wrong with the SIM */
	REFUSED_RADIO, /* not registered, whatever it says */
};

static enum refusal refusal_of(int code)
{
	static const struct {
		int16_t first, last;
		uint8_t refusal;
	} rows[] = {
		{ 1, 1, REFUSED_EVER },      { 8, 8, REFUSED_EVER },       { 10, 10, REFUSED_EVER },
		{ 21, 21, REFUSED_EVER },    { 28, 30, REFUSED_EVER },     { 50, 50, REFUSED_EVER },
		{ 69, 69, REFUSED_EVER },    { 95, 97, REFUSED_EVER },     { 128, 130, REFUSED_EVER },
		{ 143, 145, REFUSED_EVER },  { 159, 161, REFUSED_EVER },   { 175, 176, REFUSED_EVER },
		{ 193, 193, REFUSED_EVER },  { 195, 196, REFUSED_EVER },   { 197, 197, REFUSED_TWICE },
		{ 198, 199, REFUSED_FORM },  { 302, 302, REFUSED_EARLY },  { 303, 305, REFUSED_EVER },
		{ 310, 318, REFUSED_CARD },  { 322, 322, REFUSED_ROOM },   { 331, 331, REFUSED_RADIO },
		{ 524, 524, REFUSED_RADIO },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (code >= rows[i].first && code <= rows[i].last)
			return (enum refusal)rows[i].refusal;
	return REFUSED_NOW;
}

static void hold(struct modem *m)
{
	end(m, SEND_HOLD);
	m->send.hold_until_ms = m->now_ms + HOLD_MS;
}

/* By all services in turn, at once; then later. */
static void again(struct modem *m)
{
	struct send *s = &m->send;
	bool another = m->profile->services[s->service] != '\0';

	end(m, another ? SEND_NONE : SEND_AGAIN);
	s->queued = another;
	s->formed = false;
	s->service_due = another;
	s->service = (uint8_t)(another ? s->service + 1 : 0);
}

/* Once more without a validity period; refused for good when that was it. */
static void strip(struct modem *m)
{
	size_t length = submit_bare(m->send.pdu, m->send.length);

	end(m, length == 0 ? SEND_NEVER : SEND_NONE);
	m->send.queued = length != 0;
	m->send.length = (uint8_t)length;
}

static void refused(struct modem *m, int code)
{
	switch (refusal_of(code)) {
	case REFUSED_NOW:
		again(m);
		return;
	case REFUSED_EVER:
		end(m, SEND_NEVER);
		return;
	case REFUSED_TWICE:
		end(m, SEND_SENT);
		return;
	case REFUSED_FORM:
		strip(m);
		return;
	case REFUSED_EARLY:
		end(m, m->now_ms - m->setup.up_at_ms < SETTLES_FOR_MS ? SEND_AGAIN : SEND_NEVER);
		return;
	case REFUSED_ROOM:
		storage_sweep_in(m, 0);
		end(m, SEND_AGAIN);
		return;
	case REFUSED_CARD:
		card_look(m);
		hold(m);
		return;
	case REFUSED_RADIO:
		hold(m);
		return;
	}
}

static void ready(struct modem *m, enum chat_result result, int code)
{
	/* Or not: the message is tried all the same. */
	(void)m;
	(void)result;
	(void)code;
}

static void send_done(struct modem *m, enum chat_result result, int code)
{
	switch (result) {
	case RESULT_OK:
		end(m, SEND_SENT);
		return;
	case RESULT_ERROR:
		refused(m, code);
		return;
	case RESULT_TIMEOUT:
		modem_write(m, "\x1b\r");
		end(m, m->send.handed ? SEND_UNKNOWN : SEND_AGAIN);
		return;
	}
}
