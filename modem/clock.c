/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/clock.h"

#include "base/civil.h"
#include "base/text.h"
#include "modem/field.h"
#include "modem/modem.h"

#define EVERY_MS 3600000
#define RETRY_MS 60000  /* after a reading that was none */
#define DOUBT_MS 5000   /* a second reading follows so soon */
#define SAME_S 120      /* readings so near to each other agree */
#define STAMP_S 900     /* so does a message with the clock: it was under way for a while */
#define ZONE_MIN -48    /* quarter hours: from -12:00 to +14:00 */
#define ZONE_MAX 56

static void data(struct modem *m, const char *line);
static void done(struct modem *m, enum chat_result result, int code);

static const char plain_question[] = "AT+CCLK?";
static const struct ask ask_plain = { .prefix = "+CCLK:", .for_ms = 15000, .data = data, .done = done };
static const struct ask ask_quectel = { .prefix = "+QLTS:", .for_ms = 15000, .data = data, .done = done };
static const struct ask ask_huawei = { .prefix = "^NWTIME:", .for_ms = 15000, .data = data, .done = done };

static bool near(uint32_t a, uint32_t b, uint32_t within_s)
{
	return a != 0 && b != 0 && a - b + within_s <= 2 * within_s;
}

static uint32_t now_s(const struct modem *m)
{
	return (uint32_t)(m->now_ms / 1000);
}

static void read_in(struct modem *m, uint64_t for_ms)
{
	if (m->clock.read_at_ms > m->now_ms + for_ms)
		m->clock.read_at_ms = m->now_ms + for_ms;
}

void clock_begin(struct modem *m)
{
	clock_again(m);
	m->clock.plain = false;
}

void clock_again(struct modem *m)
{
	m->clock.asked = false;
	m->clock.read_at_ms = m->now_ms;
}

bool clock_next(struct modem *m)
{
	struct clock_modem *c = &m->clock;
	const char *question = c->plain ? plain_question : m->profile->clock;

	if (m->now_ms < c->read_at_ms)
		return false;
	c->good = false;
	c->plain = text_same(question, plain_question);
	modem_ask(m, c->plain ? &ask_plain : question[2] == '^' ? &ask_huawei : &ask_quectel, question);
	return true;
}

uint64_t clock_deadline_ms(const struct modem *m)
{
	return m->clock.read_at_ms;
}

bool clock_heard(struct modem *m, const char *line)
{
	/* 27.007 8.41; SIMCom, Huawei, Cinterion. */
	static const char *const prefixes[] = { "+CTZV:", "+CTZE", "*PSUTTZ", "^NWTIME:", "+CTZU:" };

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		if (!text_begins(line, prefixes[i]))
			continue;
		read_in(m, DOUBT_MS);
		return true;
	}
	return false;
}

/* --- What a reading means. --- */

static uint32_t utc_of(const struct clock_modem *c, enum clock_sense sense)
{
	static const int16_t unit_s[] = { [SENSE_LOCAL] = 900, [SENSE_UTC] = 0, [SENSE_HOURS] = 3600 };

	return c->face - (uint32_t)(c->face_zone * unit_s[sense]);
}

static enum clock_sense sense_of(const struct modem *m)
{
	if (m->clock.sense != SENSE_UNKNOWN)
		return (enum clock_sense)m->clock.sense;
	return m->profile->clock_utc ? SENSE_UTC : SENSE_LOCAL;
}

static void believe(struct modem *m)
{
	struct clock_modem *c = &m->clock;
	enum clock_sense sense = sense_of(m);

	c->told = utc_of(c, sense);
	c->doubt = 0;
	c->read = true;
	c->time_s = (int64_t)c->told + now_s(m);
	c->zone_qh = c->face_zone * (sense == SENSE_HOURS ? 4 : 1);
}

/* A reading has come: whether it is believed, and when the next is due. */
static void weigh(struct modem *m)
{
	struct clock_modem *c = &m->clock;
	uint32_t utc = utc_of(c, sense_of(m));
	bool stamped = near(utc, c->stamp, STAMP_S) && !near(c->told, c->stamp, STAMP_S);
	bool first = c->told == 0 && c->stamp == 0;

	if (first || near(utc, c->told, SAME_S) || near(utc, c->doubt, SAME_S) || stamped) {
		believe(m);
		c->read_at_ms = m->now_ms + EVERY_MS;
	} else {
		c->doubt = utc;
		c->read_at_ms = m->now_ms + DOUBT_MS;
	}
}

/* A message shows that the clock is not believed rightly. */
static void learn(struct modem *m)
{
	struct clock_modem *c = &m->clock;

	for (enum clock_sense sense = SENSE_LOCAL; sense <= SENSE_HOURS; sense++) {
		uint32_t utc = utc_of(c, sense);
		/* One that was on its way for hours is no proof against what another has proved. */
		bool late = utc < c->told && c->sense != SENSE_UNKNOWN;

		if (!near(utc, c->stamp, STAMP_S) || late)
			continue;
		c->sense = (uint8_t)sense;
		believe(m);
		return;
	}
	/* Perhaps that reading was a bad one. */
	read_in(m, DOUBT_MS);
}

void clock_stamp(struct modem *m, int64_t sent_s, int zone_qh)
{
	struct clock_modem *c = &m->clock;

	c->stamp = (uint32_t)sent_s - now_s(m);
	if (c->bare && zone_qh >= ZONE_MIN && zone_qh <= ZONE_MAX)
		c->face_zone = (int8_t)zone_qh;
	if (near(c->told, c->stamp, STAMP_S))
		c->sense = (uint8_t)sense_of(m);
	else if (c->face != 0)
		learn(m);
}

/* --- The reading. --- */

/* Two digits; -1: something else. */
static int two(const char *s)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return -1;
	return (s[0] - '0') * 10 + (s[1] - '0');
}

/* [+-]d... */
static int zone_after(const char *s)
{
	int zone = 0;

	for (const char *at = s + 1; *at >= '0' && *at <= '9' && zone < 100; at++)
		zone = zone * 10 + (*at - '0');
	return *s == '-' ? -zone : zone;
}

/* "[yy]yy/MM/dd,hh:mm:ss[+zz][,<dst>]": 27.007 8.15, and what makers add to it. */
static void data(struct modem *m, const char *line)
{
	struct clock_modem *c = &m->clock;
	struct field f = { line };
	int part[6];

	field_prefix(&f, m->chat.ask->prefix);
	if (*f.at == '"')
		f.at++;
	if (two(f.at) == 20 && f.at[2] != '/')
		f.at += 2;
	for (int i = 0; i < 6; i++) {
		part[i] = two(f.at);
		if (part[i] < 0 || (i < 5 && f.at[2] != "//,::"[i]))
			return;
		f.at += i < 5 ? 3 : 2;
	}
	struct civil civil = { 2000 + part[0], part[1], part[2], part[3], part[4], part[5] };
	bool bare = *f.at != '+' && *f.at != '-';
	int zone = bare ? c->face_zone : zone_after(f.at);

	/* A clock that was never set begins in 1970, 1980 or 2004. */
	if (part[0] < 20 || part[0] >= 70 || !civil_valid(&civil) || zone < ZONE_MIN || zone > ZONE_MAX)
		return;
	c->face = (uint32_t)civil_seconds(&civil) - now_s(m);
	c->face_zone = (int8_t)zone;
	c->bare = bare;
	c->good = true;
}

static void done(struct modem *m, enum chat_result result, int code)
{
	struct clock_modem *c = &m->clock;

	(void)code;
	if (c->good) {
		c->asked = true;
		weigh(m);
	} else if (result == RESULT_ERROR && !c->plain) {
		c->plain = true;
	} else {
		c->asked = true;
		c->plain = false;
		c->read_at_ms = m->now_ms + RETRY_MS;
	}
}
