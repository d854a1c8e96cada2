/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/recover.h"

#include "modem/modem.h"

#define MINUTE_MS 60000u
#define POWER_OFF_FOR_MS 5000u

struct rung {
	enum recover_step step;
	uint32_t wait_ms; /* since the step before, or since the service ended */
};

/* A modem that answers, but is not on the network. The last rung is repeated. */
static const struct rung unregistered[] = {
	{ STEP_REGISTER, 10 * MINUTE_MS },  { STEP_RADIO, 20 * MINUTE_MS },     { STEP_RESTART, 30 * MINUTE_MS },
	{ STEP_POWER, 60 * MINUTE_MS },     { STEP_REGISTER, 120 * MINUTE_MS }, { STEP_POWER, 240 * MINUTE_MS },
};

/* One that does not answer. It may still hear. */
static const struct rung mute[] = {
	{ STEP_RESTART, MINUTE_MS },     { STEP_POWER, 2 * MINUTE_MS },  { STEP_POWER, 10 * MINUTE_MS },
	{ STEP_POWER, 30 * MINUTE_MS }, { STEP_POWER, 60 * MINUTE_MS }, { STEP_POWER, 240 * MINUTE_MS },
};
#define RUNGS (sizeof mute / sizeof *mute)
_Static_assert(sizeof unregistered == sizeof mute, "two ladders of a length");

static void done(struct modem *m, enum chat_result result, int code);
static void radio_off(struct modem *m, enum chat_result result, int code);
static void reset(struct modem *m, enum chat_result result, int code);

static const struct ask ask_register = { .for_ms = 180000, .done = done };
static const struct ask ask_radio_on = { .for_ms = 30000, .done = done };
static const struct ask ask_radio_off = { .for_ms = 30000, .done = radio_off };
static const struct ask ask_reset = { .for_ms = 30000, .done = reset };

void recover_begin(struct modem *m)
{
	m->recover = (struct recover){ .next_at_ms = MODEM_NEVER, .power_at_ms = MODEM_NEVER };
}

static const struct rung *rung(const struct recover *r)
{
	const struct rung *ladder = r->silent ? mute : unregistered;

	return &ladder[r->next < RUNGS ? r->next : RUNGS - 1];
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
	modem_ask(m, &ask_radio_on, "AT+CFUN=1");
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
	static const char *const notes[RECOVER_STEPS] = {
		[STEP_REGISTER] = "not served for long: registering anew",
		[STEP_RADIO] = "not served for long: restarting the radio",
		[STEP_RESTART] = "not served for long: restarting the modem",
		[STEP_POWER] = "not served for long: cutting the modem's power",
	};
	struct recover *r = &m->recover;
	enum recover_step step = rung(r)->step;

	/* A board that cannot cut the power restarts the modem instead. */
	if (step == STEP_POWER && m->port.power == NULL)
		step = STEP_RESTART;
	r->next = (uint8_t)(r->next < RUNGS ? r->next + 1 : r->next);
	r->next_at_ms = m->now_ms + rung(r)->wait_ms;
	r->count[step]++;
	modem_note(m, NOTE_WARNING, notes[step], NULL);
	switch (step) {
	case STEP_REGISTER:
		modem_ask(m, &ask_register, "AT+COPS=0");
		return true;
	case STEP_RADIO:
		modem_ask(m, &ask_radio_off, "AT+CFUN=0");
		return true;
	case STEP_RESTART:
		if (!r->silent) {
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

/* A start, or a SIM that is none, is no want of service: nothing above would mend it. */
static void look(struct modem *m)
{
	struct recover *r = &m->recover;
	bool silent = m->radio == MODEM_DEAD;
	bool unserved = silent || (m->radio == MODEM_SEARCHING && m->setup.phase == PHASE_UP);
	bool served = m->radio == MODEM_REGISTERED || m->radio == MODEM_SIM_FAULT || m->radio == MODEM_SIM_LOCKED;

	if (served && r->unserved) {
		r->unserved = false;
		r->next = 0;
		r->next_at_ms = MODEM_NEVER;
	}
	if (!unserved || (r->unserved && r->silent == silent))
		return;
	/* Another ladder begins at its foot. */
	r->unserved = true;
	r->silent = silent;
	r->next = 0;
	r->next_at_ms = m->now_ms + rung(r)->wait_ms;
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
	look(m);
	if (m->now_ms < r->next_at_ms)
		return false;
	/* While it climbs its own ladder it is left alone. */
	if (m->setup.phase == PHASE_LADDER)
		return false;
	return act(m);
}

uint64_t recover_deadline_ms(const struct modem *m)
{
	if (m->recover.power_at_ms != MODEM_NEVER)
		return m->recover.power_at_ms;
	return m->setup.phase == PHASE_LADDER ? MODEM_NEVER : m->recover.next_at_ms;
}
