/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/recover.h"

#include "modem/modem.h"

#define MINUTE_MS 60000u
#define POWER_OFF_FOR_MS 5000u
#define RADIO_AGAIN_MS 10000u
#define OFF_FOR_MS 20000u /* a modem that has switched itself off is given so long to come back */

struct rung {
	uint8_t step;     /* enum recover_step */
	uint8_t wait_min; /* since the step before, or since the service ended */
};

enum want { WANT_NOTHING, WANT_NETWORK, WANT_ANSWER, WANT_CARD };

#define RUNGS 6 /* the last is repeated */

static const struct rung ladders[][RUNGS] = {
	/* A modem that answers, but is not on the network. */
	[WANT_NETWORK] = {
		{ STEP_REGISTER, 10 }, { STEP_RADIO, 20 },     { STEP_RESTART, 30 },
		{ STEP_POWER, 60 },    { STEP_REGISTER, 120 }, { STEP_POWER, 240 },
	},
	/* One that does not answer. It may still hear. */
	[WANT_ANSWER] = {
		{ STEP_RESTART, 0 }, { STEP_POWER, 1 },  { STEP_POWER, 10 },
		{ STEP_POWER, 30 },  { STEP_POWER, 60 }, { STEP_POWER, 240 },
	},
	/* One that cannot tell whether it has a SIM. */
	[WANT_CARD] = {
		{ STEP_RADIO, 0 },  { STEP_RESTART, 5 }, { STEP_POWER, 30 },
		{ STEP_RADIO, 60 }, { STEP_POWER, 120 }, { STEP_POWER, 240 },
	},
};

static void done(struct modem *m, enum chat_result result, int code);
static void radio_off(struct modem *m, enum chat_result result, int code);
static void radio_on(struct modem *m, enum chat_result result, int code);
static void reset(struct modem *m, enum chat_result result, int code);

static const struct ask ask_register = { .for_ms = 180000, .done = done };
static const struct ask ask_radio_on = { .for_ms = 30000, .done = radio_on };
static const struct ask ask_radio_off = { .for_ms = 30000, .done = radio_off };
static const struct ask ask_reset = { .for_ms = 30000, .done = reset };

void recover_begin(struct modem *m)
{
	m->recover = (struct recover){ .next_at_ms = MODEM_NEVER, .power_at_ms = MODEM_NEVER, .radio_at_ms = MODEM_NEVER };
}

void recover_restarted(struct modem *m)
{
	m->recover.radio_at_ms = MODEM_NEVER;
}

static const struct rung *rung(const struct recover *r)
{
	return &ladders[r->want][r->next < RUNGS ? r->next : RUNGS - 1];
}

static void done(struct modem *m, enum chat_result result, int code)
{
	(void)m;
	(void)result;
	(void)code;
}

static void radio_off(struct modem *m, enum chat_result result, int code)
{
	(void)result;
	(void)code;
	/* Off or not: an answer that was lost is no reason to leave it so. */
	m->recover.radio_at_ms = m->now_ms;
}

static void radio_on(struct modem *m, enum chat_result result, int code)
{
	(void)code;
	m->recover.radio_at_ms = result == RESULT_OK ? MODEM_NEVER : m->now_ms + RADIO_AGAIN_MS;
}

static void reset(struct modem *m, enum chat_result result, int code)
{
	(void)code;
	if (result == RESULT_OK)
		modem_restart(m, "told to, for want of a network");
}

static void cut_power(struct modem *m)
{
	m->port.power(m->port.ctx, false);
	m->recover.power_at_ms = m->now_ms + POWER_OFF_FOR_MS;
	m->radio = MODEM_STARTING;
	modem_restart(m, "its power is cut");
}

/* Does the step that is due; true when a command is under way, or the power is off. */
static bool act(struct modem *m)
{
	static const char *const steps[RECOVER_STEPS] = {
		[STEP_REGISTER] = "registering anew",
		[STEP_RADIO] = "restarting the radio",
		[STEP_RESTART] = "restarting the modem",
		[STEP_POWER] = "cutting the modem's power",
	};
	struct recover *r = &m->recover;
	enum recover_step step = (enum recover_step)rung(r)->step;

	/* A board that cannot cut the power restarts the modem instead. */
	if (step == STEP_POWER && m->port.power == NULL)
		step = STEP_RESTART;
	r->next = (uint8_t)(r->next < RUNGS ? r->next + 1 : r->next);
	r->next_at_ms = m->now_ms + rung(r)->wait_min * MINUTE_MS;
	r->count[step]++;
	modem_note(m, NOTE_WARNING, "not served for long", steps[step]);
	switch (step) {
	case STEP_REGISTER:
		modem_ask(m, &ask_register, "AT+COPS=0");
		return true;
	case STEP_RADIO:
		modem_ask(m, &ask_radio_off, "AT+CFUN=0");
		return true;
	case STEP_RESTART:
		if (r->want != WANT_ANSWER) {
			modem_ask(m, &ask_reset, "AT+CFUN=1,1");
			return true;
		}
		/* Nobody answers, but somebody may hear. */
		modem_write(m, "AT+CFUN=1,1\r");
		return false;
	case STEP_POWER:
		cut_power(m);
		return true;
	}
	return false;
}

static void want(struct recover *r, enum want what)
{
	if (r->want == what)
		return;
	/* Another ladder begins at its foot. */
	r->want = (uint8_t)what;
	r->next = 0;
	r->next_at_ms = MODEM_NEVER;
}

/* A start says nothing yet; a SIM that is away or locked is nothing that a restart would mend. */
static void look(struct modem *m)
{
	struct recover *r = &m->recover;
	uint8_t before = r->want;

	switch (m->radio) {
	case MODEM_STARTING:
		return;
	case MODEM_DEAD:
		want(r, WANT_ANSWER);
		break;
	case MODEM_SIM_FAULT:
		want(r, m->card.faulty ? WANT_CARD : WANT_NOTHING);
		break;
	case MODEM_SIM_LOCKED:
	case MODEM_REGISTERED:
		want(r, WANT_NOTHING);
		break;
	case MODEM_SEARCHING:
		if (m->setup.phase != PHASE_UP)
			return;
		want(r, WANT_NETWORK);
		break;
	}
	if (r->want != before && r->want != WANT_NOTHING)
		r->next_at_ms = m->now_ms + rung(r)->wait_min * MINUTE_MS;
}

void recover_soon(struct modem *m)
{
	struct recover *r = &m->recover;

	/* It is known to be dead without asking. */
	m->radio = MODEM_DEAD;
	want(r, WANT_ANSWER);
	/* That is due as it is. */
	if (r->next > 0)
		return;
	r->next = 1;
	r->next_at_ms = m->now_ms + OFF_FOR_MS;
}

bool recover_next(struct modem *m)
{
	struct recover *r = &m->recover;

	if (r->power_at_ms != MODEM_NEVER) {
		if (m->now_ms < r->power_at_ms)
			return true;
		r->power_at_ms = MODEM_NEVER;
		m->port.power(m->port.ctx, true);
	}
	if (m->now_ms >= r->radio_at_ms) {
		modem_ask(m, &ask_radio_on, "AT+CFUN=1");
		return true;
	}
	look(m);
	if (m->now_ms < r->next_at_ms)
		return false;
	/* While it climbs its own ladder it is left alone, unless it is stuck there. */
	if (m->setup.phase == PHASE_LADDER && r->want != WANT_CARD)
		return false;
	return act(m);
}

uint64_t recover_deadline_ms(const struct modem *m)
{
	const struct recover *r = &m->recover;
	bool left_alone = m->setup.phase == PHASE_LADDER && r->want != WANT_CARD;

	if (r->power_at_ms != MODEM_NEVER)
		return r->power_at_ms;
	return left_alone || r->radio_at_ms < r->next_at_ms ? r->radio_at_ms : r->next_at_ms;
}
