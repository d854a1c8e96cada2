/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/chat.h"

#include "base/assert.h"
#include "base/text.h"
#include "modem/field.h"
#include "modem/octets.h"

#define CAREFUL_GAP_MS 100
#define CAREFUL_FOR 250 /* commands */
#define CLOSE_FIRST_MS 500  /* after an OK that came first, to its data */
#define CLOSE_NEXT_MS 300   /* after data, to more of it */
#define CLOSE_SLOW_MS 10000 /* after data that an OK should follow, as far as is known */
#define DATA_WILL_DO_MS 3000
#define LATE_WITHIN_MS 1000 /* data behind its OK */
#define TWICE_WITHIN_MS 300 /* an OK behind an OK */
#define TWICE_GAP_MS 100

void chat_init(struct chat *c)
{
	*c = (struct chat){ .late = c->late, .twice = c->twice, .careful = c->careful };
}

bool chat_busy(const struct chat *c)
{
	return c->ask != NULL;
}

void chat_begin(struct chat *c, const struct ask *ask, const char *command, uint64_t now_ms)
{
	struct text t;

	ASSERT(c->ask == NULL);
	text_init(&t, c->command, sizeof c->command);
	text_str(&t, command);
	ASSERT(!t.cut);
	c->ask = ask;
	c->deadline_ms = now_ms + ask->for_ms;
	c->raw_next = false;
	c->has_data = false;
	c->filled = false;
	c->closing = false;
	c->strays = 0;
}

static bool has_prefix(const struct ask *ask)
{
	return ask->prefix != NULL && ask->prefix[0] != '\0';
}

const struct ask *chat_end(struct chat *c, uint64_t now_ms, uint16_t gap_ms)
{
	const struct ask *ask = c->ask;
	uint32_t for_ms = gap_ms;

	ASSERT(ask != NULL);
	c->empty = has_prefix(ask) && !c->filled ? ask : NULL;
	/* What is late, or says it twice, should not run into the next answer. */
	if (c->empty != NULL && c->late && for_ms < CLOSE_NEXT_MS)
		for_ms = CLOSE_NEXT_MS;
	if (c->twice && for_ms < TWICE_GAP_MS)
		for_ms = TWICE_GAP_MS;
	if (c->careful > 0 && for_ms < CAREFUL_GAP_MS)
		for_ms = CAREFUL_GAP_MS;
	c->careful = (uint8_t)(c->careful > 0 ? c->careful - 1 : 0);
	c->ask = NULL;
	c->ended_at_ms = now_ms;
	if (c->quiet_until_ms < now_ms + for_ms)
		c->quiet_until_ms = now_ms + for_ms;
	return ask;
}

enum chat_result chat_expire(struct chat *c, uint64_t now_ms)
{
	if (c->closing) {
		/* Where data was wanted, no OK has followed it, so that the one before was its own. */
		c->late = c->late || c->ask->needs_data;
		return RESULT_OK;
	}
	bool will_do = c->ask->data_will_do && c->filled;

	c->careful = CAREFUL_FOR;
	c->timeouts = (uint8_t)(will_do ? c->timeouts : c->timeouts + 1);
	c->lost = true;
	c->quiet_until_ms = now_ms + CHAT_SETTLE_MS;
	return will_do ? RESULT_OK : RESULT_TIMEOUT;
}

/* Final results that refuse, with a number behind some (27.007 9.1, 27.005 3.2.5; the rest seen in the field). */
static bool refusal(const char *line, int *code)
{
	static const char *const words[] = { "ERROR",    "+CME ERROR:",  "+CMS ERROR:",         "COMMAND NOT SUPPORT",
					     "+EXT ERROR", "MODEM ERROR:", "TOO MANY PARAMETERS", "NA" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct field f = { line };
		int32_t number;

		if (!field_prefix(&f, words[i]))
			continue;
		bool numbered = field_number(&f, 0, INT32_MAX, &number);
		/* "NA" and "ERROR" are words of their own, not the beginnings of others. */
		if (!numbered && line[0] != '+' && !field_end(&f))
			continue;
		*code = numbered ? number : CHAT_NO_CODE;
		return true;
	}
	return false;
}

/* Final results of dialling and answering (V.250 5.7.1), and a spelling of the field. */
static bool call_result(const char *line, enum chat_line *what, int *code)
{
	static const struct {
		const char *word;
		enum chat_line what;
		int code;
	} words[] = {
		{ "NO CARRIER", LINE_ERROR, CHAT_NO_CARRIER },  { "NO ANSWER", LINE_ERROR, CHAT_NO_CARRIER },
		{ "NO DIALTONE", LINE_ERROR, CHAT_NO_CARRIER }, { "NO DIAL TONE", LINE_ERROR, CHAT_NO_CARRIER },
		{ "BUSY", LINE_ERROR, CHAT_BUSY },              { "CONNECT", LINE_OK, CHAT_CONNECTED },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!text_begins(line, words[i].word))
			continue;
		*what = words[i].what;
		*code = words[i].code;
		return true;
	}
	return false;
}

size_t chat_digits(const char *line)
{
	size_t len = 0;

	while (octets_nibble(line[len]) >= 0)
		len++;
	return len;
}

bool chat_hexadecimal(const char *line)
{
	return line[chat_digits(line)] == '\0';
}

/* Nothing is in flight: what comes may tell of the modem's habits. */
static void learn(struct chat *c, const char *line, uint64_t now_ms)
{
	struct field f = { line };

	if (text_same(line, "OK") && now_ms - c->ended_at_ms < TWICE_WITHIN_MS)
		c->twice = true;
	if (c->empty != NULL && now_ms - c->ended_at_ms < LATE_WITHIN_MS && field_prefix(&f, c->empty->prefix))
		c->late = true;
}

void chat_found(struct chat *c, uint64_t now_ms)
{
	c->has_data = true;
	if (c->strays == 0 || c->closing)
		return;
	c->closing = true;
	c->deadline_ms = now_ms + (c->late ? CLOSE_NEXT_MS : CLOSE_SLOW_MS);
}

static enum chat_line sort_ok(struct chat *c, uint64_t now_ms)
{
	if (c->ask->needs_data && !c->has_data)
		return LINE_STRAY;
	if (!c->late || c->closing || c->filled || !has_prefix(c->ask))
		return LINE_OK;
	c->closing = true;
	c->deadline_ms = now_ms + CLOSE_FIRST_MS;
	return LINE_EARLY;
}

static enum chat_line sort_data(struct chat *c, uint64_t now_ms)
{
	uint64_t at_ms = now_ms + DATA_WILL_DO_MS;

	c->filled = true;
	if (c->closing)
		c->deadline_ms = now_ms + CLOSE_NEXT_MS;
	else if (c->ask->data_will_do && c->deadline_ms > at_ms)
		c->deadline_ms = at_ms;
	return LINE_DATA;
}

enum chat_line chat_sort(struct chat *c, const char *line, uint64_t now_ms, int *code)
{
	struct field f = { line };
	enum chat_line what;

	*code = CHAT_NO_CODE;
	if (c->ask == NULL) {
		learn(c, line, now_ms);
		return LINE_OTHER;
	}
	if (text_same(line, c->command))
		return LINE_ECHO;
	if (c->raw_next && chat_hexadecimal(line)) {
		c->raw_next = false;
		return sort_data(c, now_ms);
	}
	if (text_same(line, "OK"))
		return sort_ok(c, now_ms);
	if (refusal(line, code))
		return LINE_ERROR;
	if (c->ask->call && call_result(line, &what, code))
		return what;
	if (c->ask->prefix == NULL || !field_prefix(&f, c->ask->prefix))
		return LINE_OTHER;
	c->raw_next = c->ask->raw;
	return sort_data(c, now_ms);
}
