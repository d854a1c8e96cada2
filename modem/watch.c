/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/watch.h"

#include "base/civil.h"
#include "modem/field.h"
#include "modem/modem.h"

#define ROUND_SEARCHING_MS 10000
#define ROUND_REGISTERED_MS 60000
#define TIME_EVERY_MS 3600000
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
	m->watch.time_at_ms = m->now_ms;
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

/* "yy/MM/dd,hh:mm:ss+zz", local time and its zone in quarter hours (27.007 8.15). */
static bool read_clock(const char *s, int64_t *utc_s, int *zone_qh)
{
	int32_t part[6] = { 0 };
	int32_t zone = 0;

	for (int i = 0; i < 6; i++) {
		for (int k = 0; k < 2; k++, s++) {
			if (*s < '0' || *s > '9')
				return false;
			part[i] = part[i] * 10 + (*s - '0');
		}
		if (i < 5 && *s++ != "//,::"[i])
			return false;
	}
	struct field f = { s };
	struct civil c = { 2000 + part[0], part[1], part[2], part[3], part[4], part[5] };

	if (!field_end(&f) && !field_number(&f, -96, 96, &zone))
		return false;
	/* A clock that was never set begins in 1970, 1980 or 2004. */
	if (part[0] < 20 || part[0] >= 70 || !civil_valid(&c))
		return false;
	*utc_s = civil_seconds(&c) - zone * 900;
	*zone_qh = (int)zone;
	return true;
}

static void take_clock(struct modem *m, const char *line)
{
	struct field f = { line };
	char s[24];

	if (!field_prefix(&f, "+CCLK:") || !field_string(&f, s, sizeof s) || !read_clock(s, &m->watch.time_s, &m->watch.zone_qh))
		return;
	m->watch.time_read = true;
	m->watch.time_at_ms = m->now_ms + TIME_EVERY_MS;
}

static void answered(struct modem *m, enum chat_result result, int code);

static const struct ask ask_cs = { .prefix = "+CREG:", .for_ms = 15000, .data = take_registration, .done = answered };
static const struct ask ask_ps = { .prefix = "+CGREG:", .for_ms = 15000, .data = take_registration, .done = answered };
static const struct ask ask_eps = { .prefix = "+CEREG:", .for_ms = 15000, .data = take_registration, .done = answered };
static const struct ask ask_signal = { .prefix = "+CSQ:", .for_ms = 15000, .data = take_signal, .done = answered };
static const struct ask ask_clock = { .prefix = "+CCLK:", .for_ms = 15000, .data = take_clock, .done = answered };

static const struct {
	const char *command;
	const struct ask *ask;
} questions[] = {
	{ "AT+CREG?", &ask_cs },  { "AT+CGREG?", &ask_ps }, { "AT+CEREG?", &ask_eps },
	{ "AT+CSQ", &ask_signal }, { "AT+CCLK?", &ask_clock },
};
#define QUESTIONS (sizeof questions / sizeof *questions)
#define QUESTION_CLOCK (QUESTIONS - 1)

static void answered(struct modem *m, enum chat_result result, int code)
{
	struct watch *w = &m->watch;

	(void)result;
	(void)code;
	w->question = (uint8_t)(w->anew ? 0 : w->question + 1);
	if (w->anew || w->question < QUESTION_CLOCK || (w->question == QUESTION_CLOCK && m->now_ms >= w->time_at_ms)) {
		w->anew = false;
		return;
	}
	w->question = 0;
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
	return m->watch.settled;
}
