/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/handset.h"

#include "base/text.h"
#include "modem/modem.h"

#define LISTED_IN_MS 500 /* after dialling */
#define ABORT_FOR_MS 2000 /* a command that any character aborts (V.250 5.6.1) has ended by then */
#define HANG_UP_TRIES 9 /* three ways, three rounds; then slowly, for ever */
#define HANG_UP_GAP_MS 1500 /* what was hung up may be listed for a while */
#define HANG_UP_SLOWLY_MS 10000

static void dial_done(struct modem *m, enum chat_result result, int code);
static void answer_done(struct modem *m, enum chat_result result, int code);
static void hang_up_done(struct modem *m, enum chat_result result, int code);

static const struct ask ask_dial = { .call = true, .for_ms = HANDSET_DIAL_FOR_MS, .done = dial_done };
static const struct ask ask_answer = { .call = true, .for_ms = 20000, .done = answer_done };
static const struct ask ask_hang_up = { .for_ms = 10000, .done = hang_up_done };

void handset_dial(struct modem *m)
{
	char command[CHAT_COMMAND_CAP];
	struct text t;

	text_init(&t, command, sizeof command);
	text_str(&t, "ATD");
	text_str(&t, m->calls.peer.text);
	text_char(&t, ';');
	modem_ask(m, &ask_dial, command);
}

void handset_hang_up(struct modem *m)
{
	/* 27.007 6.5; V.250 6.3.6; 27.007 7.13, with the call's number: without one it would take a call that waits. */
	static const char *const ways[] = { "AT+CHUP", "ATH", "AT+CHLD=1" };
	struct calls *c = &m->calls;
	size_t way = c->tries % (sizeof ways / sizeof *ways);
	char command[CHAT_COMMAND_CAP];
	struct text t;

	if (way == 2 && c->id == 0) {
		c->tries++;
		way = 0;
	}
	text_init(&t, command, sizeof command);
	text_str(&t, ways[way]);
	if (way == 2)
		text_number(&t, c->id);
	/* What rings meanwhile is no reason to say it again. */
	c->due_at_ms = m->now_ms + HANG_UP_GAP_MS;
	modem_ask(m, &ask_hang_up, command);
}

static void hang_up_done(struct modem *m, enum chat_result result, int code)
{
	struct calls *c = &m->calls;

	(void)code;
	c->due_at_ms = m->now_ms + HANG_UP_GAP_MS;
	if (++c->tries >= HANG_UP_TRIES) {
		c->tries = HANG_UP_TRIES;
		c->due_at_ms = m->now_ms + HANG_UP_SLOWLY_MS;
	} else if (result == RESULT_ERROR) {
		/* The next way, at once. */
		c->due = true;
		c->due_at_ms = m->now_ms;
	}
}

static void dial_done(struct modem *m, enum chat_result result, int code)
{
	struct calls *c = &m->calls;

	switch (result) {
	case RESULT_OK:
		c->alive_at_ms = m->now_ms;
		c->poll_at_ms = m->now_ms + LISTED_IN_MS;
		if (code == CHAT_CONNECTED && !c->ending)
			calls_up(m);
		return;
	case RESULT_ERROR:
		if (c->ending && code != CHAT_BUSY && code != CHAT_NO_CARRIER)
			return;
		c->busy = code == CHAT_BUSY;
		calls_gone(m);
		return;
	case RESULT_TIMEOUT:
		modem_write(m, "\r");
		if (!c->ending)
			calls_end(m);
		return;
	}
}

static void answer_done(struct modem *m, enum chat_result result, int code)
{
	struct calls *c = &m->calls;

	c->poll_at_ms = m->now_ms;
	if (!c->ending)
		c->tries++;
	switch (result) {
	case RESULT_OK:
		if (!c->ending)
			calls_up(m);
		return;
	case RESULT_ERROR:
		if (code == CHAT_BUSY || code == CHAT_NO_CARRIER)
			calls_gone(m);
		return;
	case RESULT_TIMEOUT:
		modem_write(m, "\r");
		return;
	}
}

void handset_answer(struct modem *m)
{
	modem_ask(m, &ask_answer, "ATA");
}

void handset_abort(struct modem *m)
{
	if (m->chat.ask != &ask_dial && m->chat.ask != &ask_answer)
		return;
	modem_write(m, "\r");
	m->chat.deadline_ms = m->now_ms + ABORT_FOR_MS;
}
