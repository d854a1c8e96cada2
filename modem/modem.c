/* Lines go to whom they concern; when nothing is in flight, the first part that has something to ask asks it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "modem/modem.h"

#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "modem/rings.h"

#define STRAYS_MAX 100
#define PDU_DIGITS_MIN 16 /* of a line that begins with a PDU */
#define SETUP_GAP_MS 20
#define TIMEOUTS_MAX 3 /* in a row: the modem has lost us, or we it */

void modem_write(struct modem *m, const char *bytes)
{
	m->port.send(m->port.ctx, (const uint8_t *)bytes, strlen(bytes));
}

void modem_note(struct modem *m, enum note_level level, const char *what, const char *why)
{
	const struct note note = { .level = level, .what = what, .why = why };

	m->port.note(m->port.ctx, &note);
}

void modem_note_line(struct modem *m, enum note_level level, const char *what, const char *line)
{
	const struct note note = { .level = level, .what = what, .text = card_secret(m, line) ? NULL : line };

	m->port.note(m->port.ctx, &note);
}

void modem_ask(struct modem *m, const struct ask *ask, const char *command)
{
	char line[CHAT_COMMAND_CAP + 1];
	struct text t;

	m->chat.late = m->chat.late || m->profile->late_data;
	chat_begin(&m->chat, ask, command, m->now_ms);
	/* In one piece: one packet on USB, one call of the system. */
	text_init(&t, line, sizeof line);
	text_str(&t, command);
	text_char(&t, '\r');
	modem_write(m, line);
}

static void begin(struct modem *m)
{
	frame_init(&m->frame);
	chat_init(&m->chat);
	watch_begin(m);
	storage_begin(m);
	receive_begin(m);
	direct_begin(m);
	send_begin(m);
	calls_begin(m);
	ussd_begin(m);
	mic_again(m);
	card_begin(m);
	check_begin(m);
	clock_begin(m);
	setup_begin(m);
}

void modem_start(struct modem *m, const struct modem_port *port, uint64_t now_ms)
{
	*m = (struct modem){ .port = *port, .now_ms = now_ms, .radio = MODEM_STARTING, .quote_close_ms = MODEM_NEVER };
	m->profile = profile_find("", "");
	recover_begin(m);
	begin(m);
}

void modem_pin(struct modem *m, const char *pin)
{
	card_pin(m, pin);
}

void modem_pin_doubted(struct modem *m)
{
	card_pin_doubted(m);
}

bool modem_pin_refused(const struct modem *m)
{
	return m->card.refused;
}

void modem_restart(struct modem *m, const char *why)
{
	modem_note(m, NOTE_WARNING, "modem starts anew", why);
	m->restarts++;
	recover_restarted(m);
	begin(m);
}

static void finish(struct modem *m, enum chat_result result, int code)
{
	/* Until it is up it may be any modem, a slow one too. */
	bool slow = m->setup.phase != PHASE_UP && m->profile->gap_ms < SETUP_GAP_MS;
	const struct ask *ask = chat_end(&m->chat, m->now_ms, slow ? SETUP_GAP_MS : m->profile->gap_ms);

	if (result != RESULT_TIMEOUT)
		m->chat.timeouts = 0;
	ask->done(m, result, code);
}

bool modem_heard(struct modem *m, const char *line)
{
	return setup_banner(m, line) || watch_heard(m, line) || receive_heard(m, line) || rings_heard(m, line) ||
	       ussd_heard(m, line) || card_heard(m, line) || clock_heard(m, line);
}

static void take_line(struct modem *m, const char *line)
{
	int code = CHAT_NO_CODE;

	switch (chat_sort(&m->chat, line, m->now_ms, &code)) {
	case LINE_ECHO:
		/* It was told not to: it has restarted without a word. */
		if (m->setup.phase != PHASE_PROBE && m->setup.rung > 0)
			modem_restart(m, "it echoes again");
		return;
	case LINE_OK:
		finish(m, RESULT_OK, code);
		return;
	case LINE_EARLY:
		return;
	case LINE_ERROR:
		if (!ussd_refused(m, line, code))
			finish(m, RESULT_ERROR, code);
		return;
	case LINE_DATA:
		if (m->chat.ask->data != NULL)
			m->chat.ask->data(m, line);
		return;
	case LINE_STRAY:
		/* Each tells that the answer is on its way. */
		if (m->chat.strays++ < STRAYS_MAX)
			m->chat.deadline_ms = m->now_ms + m->chat.ask->for_ms;
		return;
	case LINE_OTHER:
		if (!modem_heard(m, line))
			modem_note_line(m, NOTE_DEBUG, "modem says", line);
		return;
	}
}

/* Something unsolicited may be glued to a PDU, by a space or by nothing: two lines, then. */
static void split_line(struct modem *m, char *line)
{
	size_t digits = receive_expects_pdu(m) ? chat_digits(line) : 0;
	char first = line[digits];

	if (digits < PDU_DIGITS_MIN || first == '\0') {
		take_line(m, line);
		return;
	}
	line[digits] = '\0';
	take_line(m, line);
	if (!m->frame.whole)
		return; /* it was the modem's last word before a restart */
	line[digits] = first;
	while (line[digits] == ' ')
		digits++;
	take_line(m, line + digits);
}

static void take_frame(struct modem *m, enum frame_result result)
{
	switch (result) {
	case FRAME_MORE:
		return;
	case FRAME_LINE:
		split_line(m, m->frame.line);
		return;
	case FRAME_PROMPT:
		send_prompted(m);
		return;
	}
}

static void found_data(struct modem *m, const char *line)
{
	/* Anything but an echo of before and what the modem says unasked is the model's name. */
	bool echo = text_begins(line, "AT") || text_begins(line, "\x1b");

	if (!echo && !modem_heard(m, line))
		chat_found(&m->chat, m->now_ms);
}

static void found(struct modem *m, enum chat_result result, int code)
{
	(void)code;
	m->chat.lost = result == RESULT_TIMEOUT;
}

/* After an answer that did not come in time, the next one may be the one before. A question that no `OK` alone answers
 * finds the place in the dialogue again: the model's name (27.007 5.2). */
static const struct ask find_place = {
	.prefix = "", .needs_data = true, .for_ms = 15000, .data = found_data, .done = found,
};

/* Who asks, and when next: what is asked first matters most: calls, which do not wait, then acting on messages, then
 * replying. */
static const struct part {
	bool (*next)(struct modem *m);
	uint64_t (*deadline_ms)(const struct modem *m);
} parts[] = {
	{ direct_next, direct_deadline_ms }, { calls_next, calls_deadline_ms }, { mic_next, mic_deadline_ms },
	{ send_next, send_deadline_ms }, { receive_next, receive_deadline_ms }, { ussd_next, ussd_deadline_ms },
	{ card_next, card_deadline_ms }, { watch_next, watch_deadline_ms }, { clock_next, clock_deadline_ms },
	{ check_next, check_deadline_ms },
};
#define PARTS (sizeof parts / sizeof *parts)

/* Asks the next thing, unless one is in flight. */
static void pump(struct modem *m)
{
	if (m->fed || chat_busy(&m->chat) || m->now_ms < m->chat.quiet_until_ms || recover_next(m))
		return;
	if (m->chat.lost) {
		/* It may be at the prompt of a message that somebody left open. */
		if (m->chat.timeouts > 1)
			modem_write(m, "\x1b\r");
		modem_ask(m, &find_place, "AT+CGMM");
		return;
	}
	if (m->setup.phase != PHASE_UP) {
		setup_next(m);
		return;
	}
	for (size_t i = 0; i < PARTS && !parts[i].next(m); i++)
		continue;
}

static void expire(struct modem *m)
{
	if (m->now_ms >= m->quote_close_ms) {
		m->quote_close_ms = MODEM_NEVER;
		take_frame(m, frame_close(&m->frame));
	}
	if (!chat_busy(&m->chat) || m->now_ms < m->chat.deadline_ms)
		return;
	enum chat_result result = chat_expire(&m->chat, m->now_ms);
	frame_arm(&m->frame, false);
	finish(m, result, CHAT_NO_CODE);
	if (m->setup.phase != PHASE_PROBE && m->chat.timeouts >= TIMEOUTS_MAX)
		modem_restart(m, "it does not answer");
}

/* Nothing is asked before modem_step: an OK that comes twice in one breath is no answer to the next question, and where
 * reads begin and end makes no difference. */
size_t modem_feed(struct modem *m, uint64_t now_ms, const uint8_t *bytes, size_t len)
{
	enum frame_result result = FRAME_MORE;
	size_t taken = 0;

	m->now_ms = now_ms;
	expire(m);
	while (taken < len && result == FRAME_MORE)
		result = frame_byte(&m->frame, bytes[taken++]);
	take_frame(m, result);
	if (!frame_open(&m->frame))
		m->quote_close_ms = MODEM_NEVER;
	else if (m->quote_close_ms == MODEM_NEVER)
		m->quote_close_ms = now_ms + FRAME_QUOTE_FOR_MS;
	m->fed = true;
	return taken;
}

void modem_step(struct modem *m, uint64_t now_ms)
{
	m->now_ms = now_ms;
	m->fed = false;
	expire(m);
	pump(m);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* When a command is next to be asked. */
static uint64_t ask_deadline_ms(const struct modem *m)
{
	uint64_t at_ms = MODEM_NEVER;

	if (m->chat.lost)
		return m->now_ms;
	if (m->setup.phase != PHASE_UP)
		return setup_deadline_ms(m);
	for (size_t i = 0; i < PARTS; i++)
		at_ms = earlier(at_ms, parts[i].deadline_ms(m));
	return at_ms;
}

uint64_t modem_deadline_ms(const struct modem *m)
{
	uint64_t at_ms = earlier(m->quote_close_ms, calls_show_ms(m));
	uint64_t ask_at_ms;

	if (m->fed)
		return m->now_ms;
	if (chat_busy(&m->chat))
		return earlier(at_ms, m->chat.deadline_ms);
	ask_at_ms = earlier(ask_deadline_ms(m), recover_deadline_ms(m));
	if (m->recover.power_at_ms != MODEM_NEVER)
		ask_at_ms = m->recover.power_at_ms;
	return earlier(at_ms, ask_at_ms < m->chat.quiet_until_ms ? m->chat.quiet_until_ms : ask_at_ms);
}

enum modem_radio modem_radio(const struct modem *m)
{
	return m->radio;
}

int modem_signal_dbm(const struct modem *m)
{
	return m->watch.signal_dbm;
}

bool modem_take_time(struct modem *m, int64_t *utc_s, int *zone_qh)
{
	bool read = m->clock.read;

	*utc_s = m->clock.time_s;
	*zone_qh = m->clock.zone_qh;
	m->clock.read = false;
	return read;
}

const struct modem_message *modem_message(const struct modem *m)
{
	return m->receive.waiting ? &m->receive.message : NULL;
}

bool modem_messages_wait(const struct modem *m)
{
	return m->storage.queued > 0 || m->storage.more;
}

void modem_message_done(struct modem *m, uint64_t now_ms)
{
	m->now_ms = now_ms;
	receive_done(m);
	pump(m);
}

bool modem_send_ready(const struct modem *m)
{
	return m->setup.phase == PHASE_UP && m->radio == MODEM_REGISTERED && send_idle(m);
}

void modem_send(struct modem *m, uint64_t now_ms, const struct submit *part)
{
	ASSERT(modem_send_ready(m));
	m->now_ms = now_ms;
	send_queue(m, part);
}

enum send_result modem_send_result(struct modem *m)
{
	enum send_result result = m->send.result;

	m->send.result = SEND_NONE;
	return result;
}

enum modem_call modem_call(const struct modem *m)
{
	return calls_shown(m);
}

const struct number *modem_caller(const struct modem *m)
{
	return &m->calls.peer;
}

enum modem_call_end modem_call_end(struct modem *m)
{
	enum modem_call_end end = m->calls.end;

	m->calls.end = MODEM_END_NONE;
	return end;
}

void modem_dial(struct modem *m, uint64_t now_ms, const struct number *to)
{
	m->now_ms = now_ms;
	calls_dial(m, to);
	pump(m);
}

void modem_answer(struct modem *m, uint64_t now_ms)
{
	m->now_ms = now_ms;
	calls_answer(m);
	pump(m);
}

void modem_hang_up(struct modem *m, uint64_t now_ms)
{
	m->now_ms = now_ms;
	calls_hang_up(m);
	pump(m);
}

void modem_mic_level(struct modem *m, int level)
{
	ASSERT(level >= 0 && level <= MIC_LEVEL_MAX);
	mic_level(m, (uint8_t)level);
}

void modem_ussd(struct modem *m, uint64_t now_ms, const char *code)
{
	m->now_ms = now_ms;
	ussd_request(m, code);
	pump(m);
}

enum modem_ussd modem_ussd_result(struct modem *m, const char **text)
{
	enum modem_ussd result = m->ussd.result;

	*text = m->ussd.text;
	m->ussd.result = MODEM_USSD_NONE;
	return result;
}

const char *modem_imei(const struct modem *m)
{
	return m->identity.imei;
}

const struct number *modem_own_number(const struct modem *m)
{
	return &m->identity.own;
}
