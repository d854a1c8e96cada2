/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/setup.h"

#include <string.h>

#include "base/text.h"
#include "modem/field.h"
#include "modem/modem.h"

#define PROBES_MAX 30        /* half a second each: then the modem counts as dead */
#define PROBE_SLOW_MS 5000   /* between probes of a dead one */
#define RUNG_GAP_MS 20       /* between commands of the ladder */
#define FALL_FOR_MS 10000    /* before the ladder is tried anew */
#define SIM_SOON_MS 1000
#define SIM_LATE_MS 10000
#define SIM_PATIENCE_MS 60000 /* a SIM that is "busy" for longer is a fault */
#define LATE_BANNER_FOR_MS 60000 /* after the modem was up: banners that belong to this start */

enum verdict { CLIMB, AGAIN, FALL };

struct rung {
	const char *command;
	const struct ask *ask;
	uint8_t tries;    /* refusals before it counts as refused */
	uint16_t gap_ms;  /* between tries */
	bool needed;      /* without it the modem is of no use */
	uint8_t group;    /* alternatives: the first that is accepted ends the group; 0: none */
	enum verdict (*judge)(struct modem *m, enum chat_result result, int code); /* NULL: by the columns */
};

static void rung_done(struct modem *m, enum chat_result result, int code);
static void sim_data(struct modem *m, const char *line);
static enum verdict sim_judge(struct modem *m, enum chat_result result, int code);
static enum verdict memory_judge(struct modem *m, enum chat_result result, int code);
static enum verdict charset_judge(struct modem *m, enum chat_result result, int code);
static void imei_data(struct modem *m, const char *line);
static void own_data(struct modem *m, const char *line);

static const struct ask quick = { .for_ms = 15000, .done = rung_done };
static const struct ask slow = { .for_ms = 30000, .done = rung_done };
static const struct ask sim = { .prefix = "+CPIN:", .for_ms = 15000, .data = sim_data, .done = rung_done };
static const struct ask imei = { .prefix = "", .for_ms = 15000, .data = imei_data, .done = rung_done };
static const struct ask own = { .prefix = "+CNUM:", .for_ms = 15000, .data = own_data, .done = rung_done };

enum { GROUP_MEMORY = 1, GROUP_INDICATION };

static const struct rung ladder[] = {
	{ "ATE0", &quick, 5, 500, true, 0, NULL },
	{ "ATV1", &quick, 1, 0, false, 0, NULL },
	{ "ATQ0", &quick, 1, 0, false, 0, NULL },
	{ "ATS0=0", &quick, 1, 0, false, 0, NULL },
	{ "AT&D0", &quick, 1, 0, false, 0, NULL },
	{ "AT+CMEE=1", &quick, 1, 0, false, 0, NULL },
	{ "AT+CFUN=1", &slow, 3, 1000, false, 0, NULL },
	{ "AT+CPIN?", &sim, 1, 0, true, 0, sim_judge },
	{ "AT+CGSN", &imei, 1, 0, false, 0, NULL },
	{ "AT+CVHU=0", &quick, 1, 0, false, 0, NULL },
	{ "AT+CPMS?", &slow, 60, 1000, false, 0, NULL },
	{ "AT+CREG=1", &quick, 1, 0, false, 0, NULL },
	{ "AT+CGREG=1", &quick, 1, 0, false, 0, NULL },
	{ "AT+CEREG=1", &quick, 1, 0, false, 0, NULL },
	{ "AT+CSMS=0", &quick, 1, 0, false, 0, NULL },
	{ "AT+CPMS=\"ME\",\"ME\",\"ME\"", &slow, 1, 0, true, GROUP_MEMORY, memory_judge },
	{ "AT+CPMS=\"SM\",\"SM\",\"SM\"", &slow, 1, 0, true, GROUP_MEMORY, memory_judge },
	{ "AT+CPMS=\"ME\"", &slow, 1, 0, true, GROUP_MEMORY, memory_judge },
	{ "AT+CPMS=\"SM\"", &slow, 1, 0, true, GROUP_MEMORY, memory_judge },
	{ "AT+CMGF=0", &quick, 10, 1000, true, 0, NULL },
	{ "AT+CNMI=2,1,0,1,0", &quick, 1, 0, false, GROUP_INDICATION, NULL },
	{ "AT+CNMI=2,1,0,2,0", &quick, 1, 0, false, GROUP_INDICATION, NULL },
	{ "AT+CNMI=2,1,0,0,0", &quick, 1, 0, false, GROUP_INDICATION, NULL },
	{ "AT+CNMI=2,1,0,0,1", &quick, 1, 0, false, GROUP_INDICATION, NULL },
	{ "AT+CNMI=1,1,0,1,0", &quick, 1, 0, false, GROUP_INDICATION, NULL },
	{ "AT+CNMI=1,1,0,0,0", &quick, 1, 0, false, GROUP_INDICATION, NULL },
	{ "AT+CTZU=1", &quick, 1, 0, false, 0, NULL },
	{ "AT+CNUM", &own, 1, 0, false, 0, NULL },
	{ "AT+CLIP=1", &slow, 3, 2000, false, 0, NULL },
	{ "AT+CRC=0", &quick, 1, 0, false, 0, NULL },
	{ "AT+COLP=0", &quick, 1, 0, false, 0, NULL },
	{ "AT+CUSD=1", &quick, 1, 0, false, 0, NULL },
	{ "AT+CSCS=\"GSM\"", &quick, 1, 0, false, 0, charset_judge },
};
#define RUNGS (sizeof ladder / sizeof *ladder)

void setup_begin(struct modem *m)
{
	m->setup = (struct setup){ .phase = PHASE_PROBE, .next_at_ms = m->now_ms };
}

static void wait_for(struct modem *m, uint64_t for_ms)
{
	m->setup.next_at_ms = m->now_ms + for_ms;
}

static void probe_done(struct modem *m, enum chat_result result, int code)
{
	(void)code;
	m->chat.timeouts = 0;
	if (result != RESULT_TIMEOUT) {
		/* Answers to probes of before may still come. */
		m->chat.lost = true;
		m->setup = (struct setup){ .phase = PHASE_LADDER, .answered_at_ms = m->now_ms };
		m->radio = MODEM_SEARCHING;
		return;
	}
	m->chat.quiet_until_ms = m->now_ms;
	m->chat.lost = false;
	if (m->setup.tries < PROBES_MAX && ++m->setup.tries < PROBES_MAX)
		return;
	if (m->radio != MODEM_DEAD)
		modem_note(m, NOTE_ERROR, "modem does not answer", NULL);
	m->radio = MODEM_DEAD;
	wait_for(m, PROBE_SLOW_MS);
}

bool setup_next(struct modem *m)
{
	static const struct ask probe = { .for_ms = 500, .done = probe_done };

	if (m->now_ms < m->setup.next_at_ms)
		return false;
	if (m->setup.phase == PHASE_PROBE) {
		/* Leaves a prompt for a message that somebody left open. */
		if (m->setup.tries % 5 == 0)
			modem_write(m, "\x1b\r");
		modem_ask(m, &probe, "AT");
		return true;
	}
	modem_ask(m, ladder[m->setup.rung].ask, ladder[m->setup.rung].command);
	return true;
}

uint64_t setup_deadline_ms(const struct modem *m)
{
	return m->setup.phase == PHASE_UP ? MODEM_NEVER : m->setup.next_at_ms;
}

static bool same_group(uint8_t rung, uint8_t group)
{
	return rung < RUNGS && group != 0 && ladder[rung].group == group;
}

static enum verdict judge(struct modem *m, const struct rung *rung, enum chat_result result)
{
	if (result == RESULT_OK)
		return CLIMB;
	/* Silence is no refusal: it gets a second chance. */
	uint8_t tries = result == RESULT_TIMEOUT && rung->tries < 2 ? 2 : rung->tries;
	if (++m->setup.tries < tries)
		return AGAIN;
	return rung->needed && !same_group(m->setup.rung + 1, rung->group) ? FALL : CLIMB;
}

static void climb(struct modem *m, uint8_t group_done)
{
	do
		m->setup.rung++;
	while (same_group(m->setup.rung, group_done));
	m->setup.tries = 0;
	wait_for(m, RUNG_GAP_MS);
	if (m->setup.rung < RUNGS)
		return;
	m->setup.phase = PHASE_UP;
	m->setup.up_at_ms = m->now_ms;
	modem_note(m, NOTE_INFO, "modem is up", NULL);
}

static void rung_done(struct modem *m, enum chat_result result, int code)
{
	const struct rung *rung = &ladder[m->setup.rung];
	enum verdict verdict = rung->judge != NULL ? rung->judge(m, result, code) : judge(m, rung, result);

	switch (verdict) {
	case CLIMB:
		climb(m, result == RESULT_OK ? rung->group : 0);
		return;
	case AGAIN:
		if (rung->judge == NULL)
			wait_for(m, rung->gap_ms);
		return;
	case FALL:
		modem_note(m, NOTE_ERROR, "modem refuses what the socket cannot do without", rung->command);
		setup_begin(m);
		wait_for(m, FALL_FOR_MS);
		return;
	}
}

/* Commands of the group name the memory behind AT+CPMS=" */
static enum verdict memory_judge(struct modem *m, enum chat_result result, int code)
{
	const struct rung *rung = &ladder[m->setup.rung];

	(void)code;
	if (result == RESULT_OK)
		storage_use(m, rung->command + sizeof "AT+CPMS=\"" - 1);
	return judge(m, rung, result);
}

static enum verdict charset_judge(struct modem *m, enum chat_result result, int code)
{
	(void)code;
	ussd_charset(m, result == RESULT_OK);
	return judge(m, &ladder[m->setup.rung], result);
}

/* 27.007 5.4: the digits alone, or with the command's name, or in quotes. */
static void imei_data(struct modem *m, const char *line)
{
	struct field f = { line };
	char digits[SETUP_IMEI_MAX + 2];
	size_t len = 0;

	if (modem_heard(m, line))
		return;
	field_prefix(&f, "+CGSN:");
	if (!field_string(&f, digits, sizeof digits) || !field_end(&f))
		return;
	while (digits[len] >= '0' && digits[len] <= '9')
		len++;
	if (digits[len] == '\0' && len >= 15 && len <= SETUP_IMEI_MAX)
		memcpy(m->identity.imei, digits, len + 1);
}

/* [<alpha>],"<number>",<type>...: 27.007 7.1; the first number that there is. */
static void own_data(struct modem *m, const char *line)
{
	struct field f = { line };
	struct number n;
	bool first = !m->chat.has_data;

	if (!field_prefix(&f, "+CNUM:") || !field_skip(&f) || !field_phone(&f, &n))
		return;
	m->chat.has_data = true;
	if (first || m->identity.own.kind == NUMBER_NONE)
		m->identity.own = n;
}

static void sim_data(struct modem *m, const char *line)
{
	struct field f = { line };

	if (field_prefix(&f, "+CPIN:"))
		field_string(&f, m->setup.pin_state, sizeof m->setup.pin_state);
}

/* What is known of the SIM, by its word (27.007 8.3) or the error's number (9.2). */
enum sim_state { SIM_USABLE, SIM_WANTS_PIN, SIM_BLOCKED, SIM_NOT_YET };

static enum sim_state sim_by_word(const char *word)
{
	static const struct {
		const char *word;
		enum sim_state state;
	} words[] = {
		{ "", SIM_USABLE },        { "READY", SIM_USABLE },  { "SIM PIN2", SIM_USABLE },
		{ "SIM PUK2", SIM_USABLE }, { "SIM PIN", SIM_WANTS_PIN }, { "NOT READY", SIM_NOT_YET },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (text_same(word, words[i].word))
			return words[i].state;
	return SIM_BLOCKED;
}

static enum sim_state sim_by_code(int code)
{
	switch (code) {
	case 17: /* PIN2 and PUK2 do not matter here */
	case 18:
		return SIM_USABLE;
	case 11:
		return SIM_WANTS_PIN;
	case 5:
	case 10:
	case 12:
	case 16:
		return SIM_BLOCKED;
	default:
		return SIM_NOT_YET;
	}
}

static enum verdict sim_judge(struct modem *m, enum chat_result result, int code)
{
	enum sim_state state = SIM_NOT_YET;

	if (result == RESULT_OK)
		state = sim_by_word(m->setup.pin_state);
	else if (result == RESULT_ERROR)
		state = sim_by_code(code);
	m->setup.pin_state[0] = '\0';
	if (state == SIM_NOT_YET && m->now_ms - m->setup.answered_at_ms > SIM_PATIENCE_MS)
		state = SIM_BLOCKED;
	switch (state) {
	case SIM_USABLE:
		m->radio = MODEM_SEARCHING;
		return CLIMB;
	case SIM_WANTS_PIN:
		m->radio = MODEM_SIM_LOCKED;
		wait_for(m, SIM_LATE_MS);
		return AGAIN;
	case SIM_BLOCKED:
		m->radio = MODEM_SIM_FAULT;
		wait_for(m, SIM_LATE_MS);
		return AGAIN;
	case SIM_NOT_YET:
		wait_for(m, SIM_SOON_MS);
		return AGAIN;
	}
	return FALL;
}

bool setup_banner(struct modem *m, const char *line)
{
	/* `early` ones begin a start; the others come later in it, and tell of one only when the modem had long been up. */
	static const struct {
		const char *text;
		bool early;
	} banners[] = {
		{ "RDY", true },         { "APP RDY", true },           { "*ATREADY:", true },
		{ "^SYSSTART", true },   { "+SYSSTART", true },         { "NORMAL POWER DOWN", true },
		{ "POWERED DOWN", true }, { "UNDER-VOLTAGE POWER DOWN", true }, { "Call Ready", false },
		{ "SMS Ready", false },  { "SMS DONE", false },         { "PB DONE", false },
		{ "+QIND: SMS DONE", false },
	};

	for (size_t i = 0; i < sizeof banners / sizeof *banners; i++) {
		if (!text_begins(line, banners[i].text))
			continue;
		bool late = m->now_ms - m->setup.up_at_ms > LATE_BANNER_FOR_MS;
		bool anew = banners[i].early ? m->setup.phase != PHASE_PROBE : m->setup.phase == PHASE_UP && late;

		if (anew) {
			m->radio = MODEM_STARTING;
			modem_restart(m, line);
		}
		return true;
	}
	return false;
}
