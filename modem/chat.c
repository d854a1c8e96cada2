/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/chat.h"

#include "base/assert.h"
#include "base/text.h"
#include "modem/field.h"

void chat_init(struct chat *c)
{
	*c = (struct chat){ .ask = NULL };
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
	c->strays = 0;
}

const struct ask *chat_end(struct chat *c)
{
	const struct ask *ask = c->ask;

	ASSERT(ask != NULL);
	c->ask = NULL;
	return ask;
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

bool chat_hexadecimal(const char *line)
{
	for (; *line != '\0'; line++) {
		char c = text_upper(*line);

		if ((c < '0' || c > '9') && (c < 'A' || c > 'F'))
			return false;
	}
	return true;
}

enum chat_line chat_sort(struct chat *c, const char *line, int *code)
{
	struct field f = { line };
	enum chat_line what;

	*code = CHAT_NO_CODE;
	if (c->ask == NULL)
		return LINE_OTHER;
	if (text_same(line, c->command))
		return LINE_ECHO;
	if (c->raw_next && chat_hexadecimal(line)) {
		c->raw_next = false;
		return LINE_DATA;
	}
	if (text_same(line, "OK"))
		return c->ask->needs_data && !c->has_data ? LINE_STRAY : LINE_OK;
	if (refusal(line, code))
		return LINE_ERROR;
	if (c->ask->call && call_result(line, &what, code))
		return what;
	if (c->ask->prefix == NULL || !field_prefix(&f, c->ask->prefix))
		return LINE_OTHER;
	c->raw_next = c->ask->raw;
	return LINE_DATA;
}
