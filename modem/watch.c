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

static bool registered(const struct watch *w)
{
	/* 1 home, 5 roaming; 6, 7 for SMS only; 9, 10 CSFB not preferred (27.007 7.2). Any domain will do. */
	for (int i = 0; i < WATCH_DOMAINS; i++) {
		uint8_t stat = w->stat[i];

		if (stat == 1 || stat == 5 || stat == 6 || stat == 7 || stat == 9 || stat == 10)
			return true;
	}
	return false;
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

static void answered(struct modem *m, enum chat_result result, int code);

static const struct ask ask_cs = { .prefix = "+CREG:", .for_ms = 15000, .data = take_registration, .done = answered };
static const struct ask ask_ps = { .prefix = "+CGREG:", .for_ms = 15000, .data = take_registration, .done = answered };
static const struct ask ask_eps = { .prefix = "+CEREG:", .for_ms = 15000, .data = take_registration, .done = answered };
static const struct ask ask_signal = { .prefix = "+CSQ:", .for_ms = 15000, .data = take_signal, .done = answered };

static const struct {
	const char *command;
	const struct ask *ask;
} questions[] = {
	{ "AT+CREG?", &ask_cs },
	{ "AT+CGREG?", &ask_ps },
	{ "AT+CEREG?", &ask_eps },
	{ "AT+CSQ", &ask_signal },
};
#define QUESTIONS (sizeof questions / sizeof *questions)

static void answered(struct modem *m, enum chat_result result, int code)
{
	struct watch *w = &m->watch;

	(void)result;
	(void)code;
	w->question = (uint8_t)(w->anew ? 0 : w->question + 1);
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
	modem_ask(m, questions[w->question].ask, questions[w->question].command);
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
