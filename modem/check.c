/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/check.h"

#include "modem/field.h"
#include "modem/modem.h"

#define EVERY_MS 3600000
#define AGAIN_IN_MS 1000 /* after a set-up that was to mend something */
#define DIRECT_EVERY_MS 120000

static void data(struct modem *m, const char *line);
static void done(struct modem *m, enum chat_result result, int code);
static void direct_done(struct modem *m, enum chat_result result, int code);

/* A modem that keeps no messages hands over none, without a word, after one that nobody acknowledged in time. */
static const struct ask ask_direct = { .for_ms = 15000, .done = direct_done };

enum { QUESTION_FORM, QUESTION_NEWS, QUESTION_MEMORY, QUESTION_CALLER, QUESTIONS };

static const struct {
	const char *command;
	struct ask ask;
	uint8_t fields; /* before the one that counts */
} questions[] = {
	[QUESTION_FORM] = { "AT+CMGF?", { .prefix = "+CMGF:", .for_ms = 15000, .data = data, .done = done }, 0 },
	[QUESTION_NEWS] = { "AT+CNMI?", { .prefix = "+CNMI:", .for_ms = 15000, .data = data, .done = done }, 1 },
	/* Three memories, with two numbers each: the last is where new messages go. */
	[QUESTION_MEMORY] = {
		"AT+CPMS?", { .prefix = "+CPMS:", .data_will_do = true, .for_ms = 15000, .data = data, .done = done }, 6
	},
	[QUESTION_CALLER] = { "AT+CLIP?", { .prefix = "+CLIP:", .for_ms = 30000, .data = data, .done = done }, 0 },
};

void check_begin(struct modem *m)
{
	struct check *c = &m->check;

	c->question = 0;
	c->news = '\0';
}

void check_up(struct modem *m)
{
	struct check *c = &m->check;

	c->at_ms = m->now_ms + (c->found != 0 ? AGAIN_IN_MS : m->profile->direct ? DIRECT_EVERY_MS : EVERY_MS);
}

void check_news(struct modem *m, char mt)
{
	m->check.news = mt;
}

void check_soon(struct modem *m)
{
	if (m->check.found == 0)
		m->check.at_ms = m->now_ms;
}

bool check_next(struct modem *m)
{
	struct check *c = &m->check;

	if (c->question == 0 && m->now_ms < c->at_ms)
		return false;
	c->wrong = false;
	if (m->profile->direct && c->question == QUESTION_FORM)
		c->question = QUESTION_NEWS;
	if (m->profile->direct && c->question > QUESTION_NEWS) {
		modem_ask(m, &ask_direct, "AT" SETUP_DIRECT_NEWS);
		return true;
	}
	modem_ask(m, &questions[c->question].ask, questions[c->question].command);
	return true;
}

uint64_t check_deadline_ms(const struct modem *m)
{
	return m->check.question != 0 ? m->now_ms : m->check.at_ms;
}

/* How the field that counts begins; '\0': in any way. */
static char expected(const struct modem *m)
{
	switch (m->check.question) {
	case QUESTION_FORM:
		return '0';
	case QUESTION_NEWS:
		return m->check.news;
	case QUESTION_MEMORY:
		return m->storage.arrivals == MEMORY_ME ? 'M' : m->storage.arrivals == MEMORY_SM ? 'S' : '\0';
	case QUESTION_CALLER:
		return '1';
	}
	return '\0';
}

static void data(struct modem *m, const char *line)
{
	struct check *c = &m->check;
	struct field f = { line };
	char word[4];

	field_prefix(&f, questions[c->question].ask.prefix);
	for (int i = 0; i < questions[c->question].fields; i++)
		if (!field_skip(&f))
			return;
	/* Who calls is told with the prefix of a setting. */
	if (c->question == QUESTION_CALLER && *f.at != '0' && *f.at != '1')
		modem_heard(m, line);
	else if (field_string(&f, word, sizeof word) && expected(m) != '\0')
		c->wrong = word[0] != expected(m);
}

static void done(struct modem *m, enum chat_result result, int code)
{
	struct check *c = &m->check;
	uint8_t asked = (uint8_t)(c->question + 1);
	uint8_t bit = (uint8_t)(1u << c->question);
	bool wrong = result == RESULT_OK && c->wrong && (c->untold & bit) == 0;

	(void)code;
	if (wrong && c->found != asked) {
		c->found = asked;
		modem_restart(m, "it has lost its settings");
		return;
	}
	if (wrong)
		c->untold |= bit;
	if (++c->question < QUESTIONS)
		return;
	c->question = 0;
	c->found = 0;
	check_up(m);
}

static void direct_done(struct modem *m, enum chat_result result, int code)
{
	(void)result;
	(void)code;
	m->check.question = 0;
	m->check.found = 0;
	check_up(m);
}
