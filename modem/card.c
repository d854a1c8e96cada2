/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/card.h"

#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "modem/field.h"
#include "modem/modem.h"

#define SOON_MS 1000
#define LATE_MS 10000
#define ENTERED_EVERY_MS 2000
#define ENTERED_COUNT_MS 20000 /* a card that still asks then may not have been asked */
#define ENTERED_FOR_MS 40000   /* one that still asks then has refused */
#define BUSY_FOR_MS 60000      /* a card that is no further by then is faulty */
#define FAILED_FOR_MS 30000    /* one that says so all the time */
#define TRIES_KEPT 1           /* never used: the last one is its owner's */
#define TRIES_FULL 3           /* a card that counts them anew: another one, or one that was unlocked elsewhere */
#define UNKNOWN -1

enum state { CARD_USABLE, CARD_WANTS_PIN, CARD_BLOCKED, CARD_ABSENT, CARD_FAILED, CARD_NOT_YET };

static void state_data(struct modem *m, const char *line);
static void state_done(struct modem *m, enum chat_result result, int code);
static void look_done(struct modem *m, enum chat_result result, int code);
static void tries_data(struct modem *m, const char *line);
static void tries_done(struct modem *m, enum chat_result result, int code);
static void enter_done(struct modem *m, enum chat_result result, int code);

static const struct ask ask_state = { .prefix = "+CPIN:", .for_ms = 15000, .data = state_data, .done = state_done };
static const struct ask ask_look = { .prefix = "+CPIN:", .for_ms = 15000, .data = state_data, .done = look_done };
static const struct ask ask_tries = { .prefix = "", .for_ms = 15000, .data = tries_data, .done = tries_done };
static const struct ask ask_enter = { .for_ms = 30000, .done = enter_done };

void card_begin(struct modem *m)
{
	struct card *c = &m->card;

	/* What was entered before a restart of the modem counts as entered. */
	c->step = STEP_STATE;
	c->look = false;
	c->word[0] = '\0';
}

static void forget_entry(struct card *c)
{
	c->entered = false;
	c->repeated = false;
	c->held = false;
	c->left = UNKNOWN;
}

void card_pin(struct modem *m, const char *pin)
{
	struct card *c = &m->card;
	size_t len = strlen(pin);

	ASSERT(len <= CARD_PIN_MAX);
	memcpy(c->pin, pin, len + 1);
	c->refused = false;
	c->doubted = false;
	forget_entry(c);
}

void card_pin_doubted(struct modem *m)
{
	m->card.doubted = true;
}

bool card_secret(const struct modem *m, const char *line)
{
	size_t len = strlen(m->card.pin);

	for (; len > 0 && *line != '\0'; line++)
		if (text_begins(line, m->card.pin))
			return true;
	return false;
}

/* --- What the card is, by the modem's word (27.007 8.3) or its error's number (9.2). --- */

static void state_data(struct modem *m, const char *line)
{
	struct field f = { line };

	if (field_prefix(&f, "+CPIN:"))
		field_string(&f, m->card.word, sizeof m->card.word);
}

static enum state by_word(const char *word)
{
	static const struct {
		const char *word;
		uint8_t state;
	} words[] = {
		{ "", CARD_USABLE },          { "READY", CARD_USABLE },       { "SIM PIN2", CARD_USABLE },
		{ "SIM PUK2", CARD_USABLE },  { "SIM PIN", CARD_WANTS_PIN },  { "NOT READY", CARD_NOT_YET },
		{ "SIM BUSY", CARD_NOT_YET }, { "NOT INSERTED", CARD_ABSENT },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (text_same(word, words[i].word))
			return (enum state)words[i].state;
	return CARD_BLOCKED;
}

static enum state by_code(int code)
{
	switch (code) {
	case 17: /* PIN2 and PUK2 do not matter here */
	case 18:
		return CARD_USABLE;
	case 11:
		return CARD_WANTS_PIN;
	case 5:
	case 12:
	case 16:
		return CARD_BLOCKED;
	case 10:
		return CARD_ABSENT;
	case 13:
	case 15:
		return CARD_FAILED;
	default:
		return CARD_NOT_YET;
	}
}

static enum state state_of(struct modem *m, enum chat_result result, int code)
{
	enum state state = CARD_NOT_YET;

	if (result == RESULT_OK)
		state = by_word(m->card.word);
	else if (result == RESULT_ERROR)
		state = by_code(code);
	m->card.word[0] = '\0';
	return state;
}

/* --- The set-up. --- */

static void rest(struct modem *m, enum modem_radio radio, uint64_t for_ms)
{
	m->radio = radio;
	setup_wait(m, for_ms);
}

static void refuse(struct modem *m)
{
	m->card.refused = true;
	modem_note(m, NOTE_ERROR, "the SIM refuses its PIN", NULL);
	rest(m, MODEM_SIM_LOCKED, LATE_MS);
}

static void wants_pin(struct modem *m)
{
	struct card *c = &m->card;
	uint64_t for_ms = m->now_ms - c->entered_at_ms;

	if (c->pin[0] == '\0' || c->refused || c->held) {
		rest(m, MODEM_SIM_LOCKED, LATE_MS);
	} else if (!c->entered) {
		c->step = STEP_TRIES;
	} else if (for_ms >= ENTERED_FOR_MS) {
		refuse(m);
	} else {
		if (for_ms >= ENTERED_COUNT_MS && c->left != UNKNOWN && !c->repeated)
			c->step = STEP_TRIES;
		setup_wait(m, ENTERED_EVERY_MS);
	}
}

/* Not there, and not known to be away. */
static void not_yet(struct modem *m, uint64_t patience_ms)
{
	if (m->now_ms - m->setup.answered_at_ms <= patience_ms) {
		setup_wait(m, SOON_MS);
		return;
	}
	m->card.faulty = true;
	rest(m, MODEM_SIM_FAULT, LATE_MS);
}

static void state_done(struct modem *m, enum chat_result result, int code)
{
	enum state state = state_of(m, result, code);

	if (state != CARD_FAILED && state != CARD_NOT_YET)
		m->card.faulty = false;
	switch (state) {
	case CARD_USABLE:
		forget_entry(&m->card);
		m->radio = MODEM_SEARCHING;
		setup_climb(m);
		return;
	case CARD_WANTS_PIN:
		wants_pin(m);
		return;
	case CARD_ABSENT:
		m->identity.own.kind = NUMBER_NONE;
		m->card.held = false;
		rest(m, MODEM_SIM_FAULT, LATE_MS);
		return;
	case CARD_BLOCKED:
		rest(m, MODEM_SIM_FAULT, LATE_MS);
		return;
	case CARD_FAILED:
		not_yet(m, FAILED_FOR_MS);
		return;
	case CARD_NOT_YET:
		not_yet(m, BUSY_FOR_MS);
		return;
	}
}

/* The first line is about the PIN, in all families. It has the question's name: news does not. */
static void tries_data(struct modem *m, const char *line)
{
	const char *name = m->profile->tries + sizeof "AT" - 1;
	struct field f = { line };
	int32_t left = UNKNOWN;

	while (*f.at == *name && *name != '\0') {
		f.at++;
		name++;
	}
	/* Behind it come nothing, `?` or `=`. */
	if (*f.at != ':' || *name >= 'A') {
		modem_heard(m, line);
		return;
	}
	if (m->card.told != UNKNOWN)
		return;
	f.at++;
	for (int i = 0; i < m->profile->tries_at; i++)
		field_skip(&f);
	if (field_number(&f, 0, 99, &left))
		m->card.told = (int8_t)left;
}

static void tries_done(struct modem *m, enum chat_result result, int code)
{
	struct card *c = &m->card;
	int8_t left = result == RESULT_OK ? c->told : UNKNOWN;

	(void)code;
	c->step = STEP_STATE;
	if (c->entered && left != UNKNOWN && left < c->left) {
		refuse(m);
	} else if (c->entered && left != c->left) {
		c->left = UNKNOWN;
	} else if (left != UNKNOWN && left <= TRIES_KEPT) {
		c->held = true;
		modem_note(m, NOTE_ERROR, "PIN not entered: too few tries are left", NULL);
	} else if (c->doubted && left < TRIES_FULL && result != RESULT_TIMEOUT) {
		c->held = true;
		modem_note(m, NOTE_ERROR, "PIN not entered: a SIM has refused it before", NULL);
	} else if (result != RESULT_TIMEOUT) {
		c->left = left;
		c->step = STEP_ENTER;
	}
}

static void enter_done(struct modem *m, enum chat_result result, int code)
{
	struct card *c = &m->card;

	memset(m->chat.command, 0, sizeof m->chat.command);
	c->step = STEP_STATE;
	if (result == RESULT_ERROR && (code == 12 || code == 16))
		refuse(m);
	else
		setup_wait(m, SOON_MS);
}

void card_ask(struct modem *m)
{
	struct card *c = &m->card;
	char command[CHAT_COMMAND_CAP];
	struct text t;

	switch ((enum card_step)c->step) {
	case STEP_STATE:
		modem_ask(m, &ask_state, "AT+CPIN?");
		return;
	case STEP_TRIES:
		c->told = UNKNOWN;
		modem_ask(m, &ask_tries, m->profile->tries);
		return;
	case STEP_ENTER:
		c->repeated = c->entered;
		c->entered = true;
		c->entered_at_ms = m->now_ms;
		text_init(&t, command, sizeof command);
		text_str(&t, "AT+CPIN=\"");
		text_str(&t, c->pin);
		text_str(&t, "\"");
		modem_ask(m, &ask_enter, command);
		return;
	}
}

/* --- While the modem is up. --- */

void card_look(struct modem *m)
{
	m->card.look = true;
}

bool card_next(struct modem *m)
{
	if (!m->card.look)
		return false;
	m->card.look = false;
	modem_ask(m, &ask_look, "AT+CPIN?");
	return true;
}

uint64_t card_deadline_ms(const struct modem *m)
{
	return m->card.look ? m->now_ms : MODEM_NEVER;
}

static void look_done(struct modem *m, enum chat_result result, int code)
{
	switch (state_of(m, result, code)) {
	case CARD_USABLE:
	case CARD_FAILED:
	case CARD_NOT_YET:
		return;
	case CARD_WANTS_PIN:
	case CARD_BLOCKED:
	case CARD_ABSENT:
		modem_restart(m, "its SIM is not what it was");
		return;
	}
}

bool card_heard(struct modem *m, const char *line)
{
	/* 27.007 8.3; SIMCom, Quectel, u-blox, Telit, Huawei. */
	static const char *const prefixes[] = { "+CPIN:", "+CSMINS:", "+QSIMSTAT:", "+UUSIMSTAT:", "#QSS:", "^SIMST:" };

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		if (!text_begins(line, prefixes[i]))
			continue;
		/* The card is asked; at once, when it was waited for. */
		card_look(m);
		setup_card_stirs(m);
		return true;
	}
	return false;
}
