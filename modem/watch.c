/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/watch.h"

#include "modem/field.h"
#include "modem/modem.h"

#define ROUND_SEARCHING_MS 10000
#define ROUND_REGISTERED_MS 60000
#define STAT_UNKNOWN 4

static const char *const prefixes[WATCH_DOMAINS] = { "+CREG:", "+CGREG:", "+CEREG:" };

void watch_begin(struct modem *m)
{
	m->watch = (struct watch){ .stat = { STAT_UNKNOWN, STAT_UNKNOWN, STAT_UNKNOWN } };
}

/* The first domain that is registered, any will do; WATCH_DOMAINS: none is. */
static uint8_t serving(const struct watch *w)
{
	/* 1 home, 5 roaming; 6, 7 for SMS only; 9, 10 CSFB not preferred (27.007 7.2). */
	const unsigned good = 1u << 1 | 1u << 5 | 1u << 6 | 1u << 7 | 1u << 9 | 1u << 10;
	uint8_t i = 0;

	while (i < WATCH_DOMAINS && (good >> w->stat[i] & 1) == 0)
		i++;
	return i;
}

static bool registered(const struct watch *w)
{
	return serving(w) < WATCH_DOMAINS;
}

static void settle_radio(struct modem *m)
{
	bool now = registered(&m->watch);
	bool before = m->radio == MODEM_REGISTERED;

	if (m->setup.phase != PHASE_UP || now == before)
		return;
	m->radio = now ? MODEM_REGISTERED : MODEM_SEARCHING;
	modem_note(m, NOTE_INFO, now ? "registered" : "registration lost", NULL);
	/* Signal and time are worth a look now, and before messages are. */
	m->watch.settled = false;
	m->watch.anew = true;
	m->watch.round_at_ms = m->now_ms;
	clock_again(m);
	/* It may have restarted without a word. */
	if (!now)
		check_soon(m);
}

/* `+CREG: <n>,<stat>[,...]` answers, `+CREG: <stat>[,"<lac>",...]` is unsolicited: a number behind the first comma tells. */
static void take_registration(struct modem *m, const char *line)
{
	for (int i = 0; i < WATCH_DOMAINS; i++) {
		struct field f = { line };
		int32_t first, second;

		if (!field_prefix(&f, prefixes[i]) || !field_number(&f, 0, 11, &first))
			continue;
		bool answer = field_comma(&f) && field_number(&f, 0, 11, &second);
		m->watch.stat[i] = (uint8_t)(answer ? second : first);
		settle_radio(m);
	}
}

bool watch_heard(struct modem *m, const char *line)
{
	for (int i = 0; i < WATCH_DOMAINS; i++) {
		struct field f = { line };

		if (!field_prefix(&f, prefixes[i]))
			continue;
		take_registration(m, line);
		return true;
	}
	return false;
}

static void take_signal(struct modem *m, const char *line)
{
	struct field f = { line };
	int32_t csq;

	if (field_prefix(&f, "+CSQ:") && field_number(&f, 0, 199, &csq))
		m->watch.signal_dbm = csq <= 31 ? -113 + 2 * csq : 0;
}

/* <rxlev>,<ber>,<rscp>,<ecno>,<rsrq>,<rsrp>: 27.007 8.69; the last alone, which LTE has. Its scale goes further than that of
 * +CSQ, whose ends stand for what lies beyond. */
static void take_power(struct modem *m, const char *line)
{
	struct field f = { line };
	int32_t rsrp;

	if (!field_prefix(&f, "+CESQ:") || !field_last(&f, 0, 255, &rsrp))
		return;
	if (rsrp > 97)
		m->watch.signal_dbm = 0;
	else
		m->watch.signal_dbm = rsrp < 28 ? -113 : rsrp > 90 ? -51 : -141 + rsrp;
}

static void answered(struct modem *m, enum chat_result result, int code);

/* By enum watch_domain, then what is asked of each. */
enum { QUESTION_SIGNAL = WATCH_DOMAINS, QUESTION_POWER, QUESTIONS };

static const struct {
	const char *command;
	struct ask ask;
} questions[QUESTIONS] = {
	{ "AT+CREG?", { .prefix = "+CREG:", .for_ms = 15000, .data = take_registration, .done = answered } },
	{ "AT+CGREG?", { .prefix = "+CGREG:", .for_ms = 15000, .data = take_registration, .done = answered } },
	{ "AT+CEREG?", { .prefix = "+CEREG:", .for_ms = 15000, .data = take_registration, .done = answered } },
	{ "AT+CSQ", { .prefix = "+CSQ:", .for_ms = 15000, .data = take_signal, .done = answered } },
	{ "AT+CESQ", { .prefix = "+CESQ:", .for_ms = 15000, .data = take_power, .done = answered } },
};

/* Since the registration all were asked once: the one that serves tells enough as long as it does. */
static bool steady(const struct watch *w)
{
	return w->settled && registered(w);
}

/* What follows in the round: the domains, then the signal, told in one way or the other. */
static uint8_t after(const struct watch *w, enum chat_result result)
{
	if (w->question >= QUESTION_SIGNAL)
		return w->question == QUESTION_SIGNAL && result == RESULT_ERROR ? QUESTION_POWER : QUESTIONS;
	if (!steady(w))
		return (uint8_t)(w->question + 1);
	return serving(w) > w->question ? serving(w) : QUESTION_SIGNAL;
}

static void answered(struct modem *m, enum chat_result result, int code)
{
	struct watch *w = &m->watch;

	(void)code;
	w->question = (uint8_t)(w->anew ? 0 : after(w, result));
	if (w->anew || w->question < QUESTIONS) {
		w->anew = false;
		return;
	}
	w->question = 0;
	/* The card may have been pulled without a word. */
	if (!registered(w))
		card_look(m);
	w->settled = registered(w);
	w->round_at_ms = m->now_ms + (registered(w) ? ROUND_REGISTERED_MS : ROUND_SEARCHING_MS);
}

bool watch_next(struct modem *m)
{
	struct watch *w = &m->watch;

	if (w->question == 0 && m->now_ms < w->round_at_ms)
		return false;
	if (w->question == 0 && steady(w))
		w->question = serving(w);
	modem_ask(m, &questions[w->question].ask, questions[w->question].command);
	return true;
}

uint64_t watch_deadline_ms(const struct modem *m)
{
	return m->watch.question != 0 ? m->now_ms : m->watch.round_at_ms;
}

bool watch_settled(const struct modem *m)
{
	return m->watch.settled && m->clock.asked;
}
