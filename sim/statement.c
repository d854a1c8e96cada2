/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/statement.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/assert.h"
#include "base/err.h"
#include "sim/caller.h"
#include "sim/cause.h"
#include "sim/expect.h"
#include "sim/lexis.h"
#include "sim/phone.h"
#include "sim/touch.h"

static const struct statement_row rows[] = {
	{ "model MODEL", "which socket it is; 706 unless said", cause_model, WHEN_BEFORE },
	{ "profile PROFILE", "the virtual modem's family; generic unless said", cause_profile, WHEN_BEFORE },
	{ "seed NUMBER", "the world's chance", cause_seed, WHEN_BEFORE },
	{ "pin NUMBER", "the SIM's PIN as the socket is told it, 4 to 8 digits; none unless said", cause_pin, WHEN_BEFORE },
	{ "sim ready|missing|pin|full", "the SIM card; counts at power-on; full: of old messages", cause_sim, WHEN_EVER },
	{ "mains on|off", "plugs the socket in, pulls it out; a 707 has a battery", touch_mains, WHEN_EVER },
	{ "battery empty", "a 707 without mains dies; the mains charges it at once", touch_battery_empty, WHEN_EVER },
	{ "battery NUMBER", "its charge in percent", touch_battery, WHEN_EVER },
	{ "cut", "everything loses power at once; `mains on` brings it back", touch_cut, WHEN_EVER },
	{ "cut after NUMBER write|writes", "in the middle of the n-th flash write from now", touch_cut_after, WHEN_EVER },
	{ "wait DURATION", "lets time go by", cause_wait, WHEN_EVER },
	{ "temperature CELSIUS", "what the thermometer reads from now on; 25.0 unless said", touch_temperature, WHEN_EVER },
	{ "temperature none|room", "no reading; that of a room which the outlet heats",
	  touch_thermometer, WHEN_EVER },
	{ "sensor on|off", "the sensor's contact closes, opens", touch_sensor, WHEN_EVER },
	{ "jack in|out", "the sensor's plug", touch_jack, WHEN_EVER },
	{ "button press", "briefly", touch_press, WHEN_EVER },
	{ "button hold DURATION", "so long, and lets it go", touch_hold, WHEN_EVER },
	{ "network time TIME", "what the network tells at registration", cause_time, WHEN_EVER },
	{ "network time none", "the network tells no time", cause_no_time, WHEN_EVER },
	{ "network lost|back|denied", "the radio", cause_network, WHEN_EVER },
	{ "signal NUMBER", "its strength as CSQ: 0 to 31, 99 unknown", cause_signal, WHEN_EVER },
	{ "ussd TEXT answers TEXT", "what the operator says to a code like \"*100#\"", cause_ussd_answers, WHEN_CODES },
	{ "ussd TEXT silent|fails", "it never answers; it refuses, as it does unless told", cause_ussd, WHEN_CODES },
	{ "modem reboots|hangs|garbles", "restarts; is silent for a minute; spoils bytes", cause_modem, WHEN_EVER },
	{ "modem slow DURATION", "each answer comes so much later; 0s ends it", cause_modem_slow, WHEN_EVER },
	{ "modem fault FAULT", "any of its faults by name", cause_modem_fault, WHEN_EVER },
	{ "modem mended", "ends all its faults, and its troubles", cause_modem_mended, WHEN_EVER },
	{ "modem troubled NUMBER every DURATION", "faults at random, with that seed", cause_modem_troubled, WHEN_EVER },
	{ "N sms TEXT [sent TIME]", "phone N texts the socket", phone_sms, WHEN_EVER },
	{ "N gets TEXT [within DURATION]", "the next message of phone N is this, in 60 s", phone_gets, WHEN_EVER },
	{ "N gets like TEXT [within DURATION]", "the same, with * and ? as wildcards", phone_gets_like, WHEN_EVER },
	{ "N gets nothing [for DURATION]", "no message, and none in the next 60 s", phone_gets_nothing, WHEN_EVER },
	{ "N calls", "phone N calls the socket", caller_calls, WHEN_VOICE },
	{ "N calls hidden", "the same, and withholds its number", caller_calls_hidden, WHEN_VOICE },
	{ "N hangs up", "ends its call, if there is one", caller_hangs_up, WHEN_EVER },
	{ "N picks up", "takes the call that rings there, or will within a minute", caller_picks_up, WHEN_VOICE },
	{ "N rejects", "refuses the call that rings there, or will within a minute", caller_rejects, WHEN_VOICE },
	{ "N reachable|unreachable", "to calls; texts reach it all the same", caller_reachable, WHEN_EVER },
	{ "N rings [within DURATION]", "the socket calls phone N, or does in 10 s", caller_rings, WHEN_VOICE },
	{ "N silent for DURATION", "the socket does not call it", caller_silent, WHEN_EVER },
	{ "N hears ringing [within DURATION]", "its call rings at the socket, or does in 10 s", caller_hears, WHEN_VOICE },
	{ "N connected [within DURATION]", "it is in a call with the socket, or is in 10 s", caller_connected, WHEN_VOICE },
	{ "N disconnected [within DURATION]", "it is in none, or is in 10 s", caller_disconnected, WHEN_EVER },
	{ "expect outlet on|off [within DURATION]", "so it is, or becomes in time", expect_outlet, WHEN_EVER },
	{ "expect microrelay on|off [within DURATION]", "so it is, or becomes in time", expect_microrelay, WHEN_EVER },
	{ "expect mic live|off [within DURATION]", "somebody hears the microphone, or nobody", expect_mic, WHEN_EVER },
	{ "expect led LED PATTERN [within DURATION]", "so it is, or becomes in time", expect_led, WHEN_EVER },
	{ "expect within DURATION outlet never on|off", "at no moment so", expect_outlet_never, WHEN_EVER },
	{ "expect within DURATION microrelay never on|off", "at no moment so", expect_microrelay_never, WHEN_EVER },
	{ "expect within DURATION mic never live|off", "at no moment so", expect_mic_never, WHEN_EVER },
	{ "expect within DURATION led LED never PATTERN", "at no moment so", expect_led_never, WHEN_EVER },
};
#define ROW_COUNT (sizeof rows / sizeof *rows)

const struct statement_row *statement_row(size_t index)
{
	return index < ROW_COUNT ? &rows[index] : NULL;
}

bool statement_phone(const char *word)
{
	if (*word == '+')
		word++;
	return *word != '\0' && word[strspn(word, "0123456789")] == '\0';
}

/* A part of a grammar: one element, or one word of a choice. */
struct part {
	const char *at;
	size_t len;
};

/* What the rows that understood most of a line would have liked next. */
#define WISHES_MAX 48
struct wishes {
	size_t at; /* the word they did not understand */
	size_t count;
	struct part wish[WISHES_MAX];
};

static bool same_part(struct part a, struct part b)
{
	return a.len == b.len && strncmp(a.at, b.at, a.len) == 0;
}

/* Cuts the first word of a choice off. */
static struct part next_choice(struct part *choices)
{
	const char *bar = memchr(choices->at, '|', choices->len);
	struct part first = { choices->at, bar != NULL ? (size_t)(bar - choices->at) : choices->len };
	size_t used = first.len + (bar != NULL);

	*choices = (struct part){ choices->at + used, choices->len - used };
	return first;
}

static void wish_one(struct wishes *w, struct part wish)
{
	for (size_t i = 0; i < w->count; i++)
		if (same_part(w->wish[i], wish))
			return;
	ASSERT(w->count < WISHES_MAX);
	w->wish[w->count++] = wish;
}

/* Somebody would have liked `element` (of no length: the end of the line) at that word. */
static void wish(struct wishes *w, size_t at, struct part element)
{
	if (at < w->at)
		return;
	if (at > w->at)
		*w = (struct wishes){ .at = at };
	while (element.len > 0)
		wish_one(w, next_choice(&element));
}

/* The next element of a grammar; its brackets are left out, and `*optional` says that one opened. */
static bool next_element(const char **grammar, struct part *element, bool *optional)
{
	while (**grammar == ' ')
		(*grammar)++;
	if (**grammar == '\0')
		return false;
	*optional = **grammar == '[';
	if (*optional)
		(*grammar)++;
	*element = (struct part){ *grammar, strcspn(*grammar, " ]") };
	*grammar += element->len;
	if (**grammar == ']')
		(*grammar)++;
	return true;
}

static struct statement_value *new_value(struct statement *s)
{
	ASSERT(s->count < STATEMENT_VALUES_MAX);
	return &s->value[s->count++];
}

static bool read_choice(struct part choices, const struct lexis_word *word, struct statement *s)
{
	bool single = memchr(choices.at, '|', choices.len) == NULL;
	uint64_t index = 0;

	if (word->quoted)
		return false;
	for (; choices.len > 0; index++) {
		struct part choice = next_choice(&choices);

		if (strlen(word->at) != choice.len || strncasecmp(word->at, choice.at, choice.len) != 0)
			continue;
		if (!single)
			*new_value(s) = (struct statement_value){ .word = word->at, .number = index };
		return true;
	}
	return false;
}

static bool read_element(struct part element, const struct lexis_word *word, struct statement *s)
{
	if (!isupper((unsigned char)element.at[0]))
		return read_choice(element, word, s);
	const struct lexis_kind *kind = lexis_kind(element.at, element.len);
	ASSERT(kind != NULL);
	return lexis_read(kind, word, new_value(s));
}

static bool match(const struct statement_row *row, const struct lexis_word *words, size_t count, struct statement *s,
		  struct wishes *wishes)
{
	const char *grammar = row->grammar;
	struct part element;
	bool optional;
	size_t at = 0;

	*s = (struct statement){ .row = row };
	while (next_element(&grammar, &element, &optional)) {
		if (optional && at == count)
			return true;
		if (at == count || !read_element(element, &words[at], s)) {
			wish(wishes, at, element);
			return false;
		}
		at++;
	}
	if (at == count)
		return true;
	wish(wishes, at, (struct part){ NULL, 0 });
	return false;
}

static void print_wishes(const struct wishes *w, struct text *why)
{
	text_str(why, "; expected ");
	if (w->count == 0)
		text_str(why, "the end of the line");
	for (size_t i = 0; i < w->count; i++) {
		struct part wish = w->wish[i];

		if (i > 0)
			text_str(why, i + 1 < w->count ? ", " : " or ");
		if (isupper((unsigned char)wish.at[0]))
			lexis_expected(lexis_kind(wish.at, wish.len), why);
		else
			text_bytes(why, wish.at, wish.len);
	}
}

static void explain(const struct wishes *w, const struct lexis_word *words, size_t count, struct text *why)
{
	if (w->at == count) {
		text_str(why, "the line ends after ");
		lexis_print_text(words[count - 1].at, why);
	} else {
		lexis_print_text(words[w->at].at, why);
		text_str(why, w->at == 0 ? " is no statement" : " is not understood after ");
		if (w->at > 0)
			lexis_print_text(words[w->at - 1].at, why);
	}
	print_wishes(w, why);
}

int statement_parse(struct statement *s, const char *line, struct text *why)
{
	struct lexis_word words[LEXIS_WORDS_MAX];
	struct wishes wishes = { 0 };
	char *copy = strdup(line);

	ASSERT(copy != NULL);
	int count = lexis_split(copy, words, why);
	*s = (struct statement){ .words = copy };
	if (count == 0)
		return 0;
	for (size_t i = 0; count > 0 && i < ROW_COUNT; i++) {
		if (!match(&rows[i], words, (size_t)count, s, &wishes))
			continue;
		s->words = copy;
		return 0;
	}
	if (count > 0)
		explain(&wishes, words, (size_t)count, why);
	free(copy);
	*s = (struct statement){ 0 };
	return ERR_SYNTAX;
}

void statement_free(struct statement *s)
{
	free(s->words);
	*s = (struct statement){ 0 };
}

bool statement_waits(const struct statement_row *row)
{
	static const char *const signs[] = { "wait ", "expect ", "within DURATION", "for DURATION", "picks up", "rejects" };

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strstr(row->grammar, signs[i]) != NULL)
			return true;
	return false;
}

bool statement_verb(const char *word)
{
	struct part element;
	bool optional;

	for (size_t i = 0; i < ROW_COUNT; i++) {
		const char *grammar = rows[i].grammar;

		if (!next_element(&grammar, &element, &optional) || !same_part(element, (struct part){ "N", 1 }))
			continue;
		if (!next_element(&grammar, &element, &optional))
			continue;
		while (element.len > 0)
			if (same_part(next_choice(&element), (struct part){ word, strlen(word) }))
				return true;
	}
	return false;
}
