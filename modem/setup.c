/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/setup.h"

#include "base/text.h"
#include "modem/modem.h"

#define PROBES_MAX 30        /* half a second each: then the modem counts as dead */
#define PROBE_SLOW_MS 5000   /* between probes of a dead one */
#define RUNG_GAP_MS 20       /* between commands of the ladder */
#define FALL_FOR_MS 10000    /* before the ladder is tried anew */
#define LATE_BANNER_FOR_MS 60000 /* after the modem was up: banners that belong to this start */

enum flag {
	NEEDED = 1, /* without it the modem is of no use */
	FIRST = 2,  /* alternatives: the first that is accepted will do */
	CARD = 4,   /* the card's own dialogue */
	KEEPS = 8,  /* for a modem that keeps messages, and has a voice */
	DIRECT = 16, /* for one that hands each over, and has none */
};

/* Commands without their AT and with a `|` between; each is asked until it is accepted, or was refused so often. */
struct rung {
	const char *commands; /* NULL: those of the profile */
	const struct ask *ask;
	uint8_t tries;
	uint8_t flags;
	uint16_t gap_ms; /* between tries */
};

static void rung_done(struct modem *m, enum chat_result result, int code);
static void memory_done(struct modem *m, enum chat_result result, int code);
static void news_done(struct modem *m, enum chat_result result, int code);
static void charset_done(struct modem *m, enum chat_result result, int code);

static const struct ask quick = { .for_ms = 15000, .done = rung_done };
static const struct ask slow = { .for_ms = 30000, .done = rung_done };
static const struct ask maker = { .prefix = "", .needs_data = true, .for_ms = 15000, .data = identity_maker, .done = rung_done };
static const struct ask model = { .prefix = "", .needs_data = true, .for_ms = 15000, .data = identity_model, .done = rung_done };
static const struct ask imei = { .prefix = "", .needs_data = true, .for_ms = 5000, .data = identity_imei, .done = rung_done };
static const struct ask own = { .prefix = "+CNUM:", .for_ms = 15000, .data = identity_own, .done = rung_done };
static const struct ask service = { .prefix = "+CPMS:", .data_will_do = true, .for_ms = 30000, .done = rung_done };
static const struct ask memory = { .prefix = "+CPMS:", .data_will_do = true, .for_ms = 30000, .done = memory_done };
static const struct ask news = { .for_ms = 15000, .done = news_done };
static const struct ask charset = { .for_ms = 15000, .done = charset_done };

static const struct rung ladder[] = {
	{ "E0", &quick, 5, NEEDED, 500 },
	{ "V1|Q0|X4|&D0|&C1|S0=0|+IFC=0,0|+CMEE=1", &quick, 1, 0, 0 },
	{ "+CGMI", &maker, 1, 0, 0 },
	{ "+CGMM", &model, 1, 0, 0 },
	{ "+CFUN=1", &slow, 3, 0, 1000 },
	{ "+CPIN?", NULL, 1, CARD, 0 },
	{ "+CGSN", &imei, 1, 0, 0 },
	{ "+CREG=1|+CGREG=1|+CEREG=1", &quick, 1, 0, 0 },
	{ "+CVHU=0", &quick, 1, KEEPS, 0 },
	{ "+CPMS?", &service, 60, KEEPS, 1000 },
	{ "+CSMS=0", &quick, 1, KEEPS, 0 },
	{ "+CPMS=\"ME\",\"ME\",\"ME\"|+CPMS=\"SM\",\"SM\",\"SM\"|+CPMS=\"ME\"|+CPMS=\"SM\"", &memory, 1,
	  NEEDED | FIRST | KEEPS, 0 },
	{ "+CMGF=0", &quick, 10, NEEDED | KEEPS, 1000 },
	{ "+CMGF=0", &quick, 1, DIRECT, 0 },
	{ "+CNMI=2,1,0,1,0|+CNMI=2,1,0,2,0|+CNMI=2,1,0,0,0|+CNMI=2,1,0,0,1|+CNMI=1,1,0,1,0|+CNMI=1,1,0,0,0|"
	  "+CNMI=1,1,0,0,1|+CNMI=3,1,0,1,0|+CNMI=3,1,0,0,0", &news, 1, FIRST | KEEPS, 0 },
	{ SETUP_DIRECT_NEWS, &news, 1, DIRECT, 0 },
	{ "+CTZU=1|+CTZR=1", &quick, 1, 0, 0 },
	{ "+CNUM", &own, 1, KEEPS, 0 },
	{ "+CLIP=1", &slow, 3, KEEPS, 2000 },
	{ "+CRC=0|+COLP=0|+CMUT=0|+CUSD=1", &quick, 1, KEEPS, 0 },
	{ "+CSCS=\"GSM\"", &charset, 1, KEEPS, 0 },
	{ NULL, &quick, 1, 0, 0 },
};
#define RUNGS (sizeof ladder / sizeof *ladder)

/* --- Commands left out. --- */

static uint16_t place(const struct setup *s)
{
	return (uint16_t)(s->rung << 8 | s->at);
}

static bool skips(const struct setup *s)
{
	for (int i = 0; i < SETUP_SKIPS_MAX; i++)
		if (s->skipped[i] != 0 && s->skipped[i] == place(s))
			return true;
	return false;
}

/* The modem was lost on the ladder. */
static void blame(struct modem *m)
{
	struct setup *s = &m->setup;

	if (s->suspect != s->blamed) {
		s->blamed = s->suspect;
		return;
	}
	for (int i = 0; i < SETUP_SKIPS_MAX && s->suspect != 0; i++) {
		if (s->skipped[i] != 0)
			continue;
		s->skipped[i] = s->suspect;
		s->suspect = 0;
		modem_note(m, NOTE_WARNING, "command left out: the modem was lost at it twice", NULL);
	}
}

void setup_begin(struct modem *m)
{
	struct setup *s = &m->setup;

	if (s->phase == PHASE_LADDER)
		blame(m);
	s->phase = PHASE_PROBE;
	s->tries = 0;
	s->next_at_ms = m->now_ms;
}

void setup_wait(struct modem *m, uint64_t for_ms)
{
	m->setup.next_at_ms = m->now_ms + for_ms;
}

/* --- Finding it. --- */

static void probe_done(struct modem *m, enum chat_result result, int code)
{
	struct setup *s = &m->setup;

	(void)code;
	m->chat.timeouts = 0;
	if (result != RESULT_TIMEOUT) {
		/* Answers to probes of before may still come. */
		m->chat.lost = true;
		s->phase = PHASE_LADDER;
		s->rung = 0;
		s->at = 0;
		s->tries = 0;
		s->suspect = 0;
		s->answered_at_ms = m->now_ms;
		setup_wait(m, 0);
		m->radio = MODEM_SEARCHING;
		return;
	}
	m->chat.quiet_until_ms = m->now_ms;
	m->chat.lost = false;
	if (s->tries < PROBES_MAX && ++s->tries < PROBES_MAX)
		return;
	if (m->radio != MODEM_DEAD)
		modem_note(m, NOTE_ERROR, "modem does not answer", NULL);
	m->radio = MODEM_DEAD;
	setup_wait(m, PROBE_SLOW_MS);
}

static void probe(struct modem *m)
{
	static const struct ask ask = { .for_ms = 500, .done = probe_done };

	/* Leaves a prompt for a message that somebody left open. */
	if (m->setup.tries % 5 == 0)
		modem_write(m, "\x1b\r");
	modem_ask(m, &ask, "AT");
}

/* --- The ladder. --- */

static const char *command_at(const struct modem *m)
{
	const char *commands = ladder[m->setup.rung].commands;

	return (commands != NULL ? commands : m->profile->setup) + m->setup.at;
}

static size_t command_len(const char *at)
{
	size_t len = 0;

	while (at[len] != '\0' && at[len] != '|')
		len++;
	return len;
}

bool setup_next(struct modem *m)
{
	struct setup *s = &m->setup;
	char command[CHAT_COMMAND_CAP];
	struct text t;

	if (m->now_ms < s->next_at_ms)
		return false;
	if (s->phase == PHASE_PROBE) {
		probe(m);
		return true;
	}
	/* After a silence the command before is to blame. */
	if (m->chat.timeouts == 0)
		s->suspect = (ladder[s->rung].flags & (NEEDED | CARD)) != 0 ? 0 : place(s);
	if ((ladder[s->rung].flags & CARD) != 0) {
		card_ask(m);
		return true;
	}
	text_init(&t, command, sizeof command);
	text_str(&t, "AT");
	text_bytes(&t, command_at(m), command_len(command_at(m)));
	modem_ask(m, ladder[s->rung].ask, command);
	return true;
}

uint64_t setup_deadline_ms(const struct modem *m)
{
	return m->setup.phase == PHASE_UP ? MODEM_NEVER : m->setup.next_at_ms;
}

void setup_card_stirs(struct modem *m)
{
	if (m->setup.phase == PHASE_LADDER && (ladder[m->setup.rung].flags & CARD) != 0)
		setup_wait(m, 0);
}

/* Past the command under way; false: it was the rung's last. */
static bool pass_command(struct modem *m)
{
	size_t len = command_len(command_at(m));

	if (command_at(m)[len] == '\0')
		return false;
	m->setup.at = (uint16_t)(m->setup.at + len + 1);
	return true;
}

static void pass_rung(struct modem *m)
{
	m->setup.rung++;
	m->setup.at = 0;
}

/* Nothing here is for this modem. */
static bool empty(const struct modem *m)
{
	uint8_t other = m->profile->direct ? KEEPS : DIRECT;

	return (ladder[m->setup.rung].flags & other) != 0 || *command_at(m) == '\0';
}

/* On to the next command that is to be asked. */
static void settle(struct modem *m)
{
	struct setup *s = &m->setup;

	s->tries = 0;
	setup_wait(m, RUNG_GAP_MS);
	while (s->rung < RUNGS && (empty(m) || skips(s)))
		if (empty(m) || !pass_command(m))
			pass_rung(m);
	if (s->rung < RUNGS)
		return;
	s->phase = PHASE_UP;
	s->up_at_ms = m->now_ms;
	check_up(m);
	modem_note(m, NOTE_INFO, "modem is up", m->profile->name);
}

void setup_climb(struct modem *m)
{
	pass_rung(m);
	settle(m);
}

static void refused(struct modem *m, const struct rung *rung)
{
	if (pass_command(m)) {
		settle(m);
	} else if ((rung->flags & NEEDED) != 0) {
		modem_note(m, NOTE_ERROR, "modem refuses what the socket cannot do without", command_at(m));
		setup_begin(m);
		setup_wait(m, FALL_FOR_MS);
	} else {
		setup_climb(m);
	}
}

static void rung_done(struct modem *m, enum chat_result result, int code)
{
	struct setup *s = &m->setup;
	const struct rung *rung = &ladder[s->rung];
	/* Silence is no refusal: it gets a second chance. */
	uint8_t tries = result == RESULT_TIMEOUT && rung->tries < 2 ? 2 : rung->tries;

	(void)code;
	if (result != RESULT_TIMEOUT && s->blamed == place(s))
		s->blamed = 0;
	if (result == RESULT_OK && ((rung->flags & FIRST) != 0 || !pass_command(m)))
		setup_climb(m);
	else if (result == RESULT_OK)
		settle(m);
	else if (++s->tries < tries)
		setup_wait(m, rung->gap_ms);
	else
		refused(m, rung);
}

/* --- What the answers mean. --- */

/* AT+CPMS="<memory>" or AT+CPMS="<memory>","<memory>","<memory>" */
static void memory_done(struct modem *m, enum chat_result result, int code)
{
	if (result == RESULT_OK)
		storage_use(m, m->chat.command + sizeof "AT+CPMS=\"" - 1);
	rung_done(m, result, code);
}

/* AT+CNMI=<mode>,<mt>... */
static void news_done(struct modem *m, enum chat_result result, int code)
{
	if (result == RESULT_OK)
		check_news(m, m->chat.command[sizeof "AT+CNMI=2," - 1]);
	rung_done(m, result, code);
}

static void charset_done(struct modem *m, enum chat_result result, int code)
{
	ussd_charset(m, result == RESULT_OK);
	rung_done(m, result, code);
}

/* --- What it says of its start. --- */

bool setup_banner(struct modem *m, const char *line)
{
	/* EARLY ones begin a start; LATE ones come later in it, and tell of one only when the modem had long been up. */
	enum { EARLY, LATE, END };
	static const struct {
		const char *text;
		uint8_t when;
	} banners[] = {
		{ "RDY", EARLY },         { "APP RDY", EARLY },         { "*ATREADY:", EARLY },
		{ "^SYSSTART", EARLY },   { "+SYSSTART", EARLY },       { "NORMAL POWER DOWN", END },
		{ "POWERED DOWN", END },  { "UNDER-VOLTAGE POWER DOWN", END },
		{ "Call Ready", LATE },   { "SMS Ready", LATE },        { "SMS DONE", LATE },
		{ "PB DONE", LATE },      { "+QIND: SMS DONE", LATE },  { "Ready", EARLY },
	};

	for (size_t i = 0; i < sizeof banners / sizeof *banners; i++) {
		if (!text_begins(line, banners[i].text))
			continue;
		bool late = m->now_ms - m->setup.up_at_ms > LATE_BANNER_FOR_MS;
		bool anew = banners[i].when == LATE ? m->setup.phase == PHASE_UP && late : m->setup.phase != PHASE_PROBE;

		if (anew) {
			m->radio = MODEM_STARTING;
			modem_restart(m, line);
		}
		if (banners[i].when == END)
			recover_soon(m);
		return true;
	}
	return false;
}
