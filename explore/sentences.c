/* The sentences: what must be true of a socket, whatever happens to it. Each is a row of one of the two tables below.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/crc.h"
#include "core/core.h"
#include "explore/parts.h"

#define MINUTE_MS 60000u
#define NEVER UINT64_MAX
#define ALERT_WORDS_COUNT 6

bool sentences_broken(struct explore *e, const char *sentence, const char *format, ...)
{
	va_list args;

	if (e->result->broken != NULL)
		return false;
	e->result->broken = sentence;
	e->result->at_ms = world_now_ms(e->world);
	va_start(args, format);
	vsnprintf(e->result->why, sizeof e->result->why, format, args);
	va_end(args);
	return false;
}

static const struct core *core_of(const struct explore *e)
{
	return &world_device(e->world)->core;
}

/* --- What is booked of the news. --- */

/* All that is kept, but for the zone, which anybody's message may tell. */
static uint32_t fingerprint(const struct core *c)
{
	uint8_t value[SETTINGS_VALUE_MAX];
	char rules[200];
	uint32_t sum = 0;
	struct text t;

	for (int id = 0; id < SETTING_COUNT; id++)
		if (id != SETTING_ZONE_QH)
			sum = crc_32(sum, value, settings_save(&c->settings, (enum setting)id, value));
	sum = crc_32(sum, &c->secnumbers, sizeof c->secnumbers);
	sum = crc_32(sum, &c->alertnumbers, sizeof c->alertnumbers);
	text_init(&t, rules, sizeof rules);
	schedule_print(&c->schedule, &t);
	return crc_32(sum, rules, t.len);
}

static void listened(struct explore *e, const struct note *note)
{
	enum who who = ledger_who(note->who->text);

	if (who == WHO_COUNT)
		return;
	struct ledger_text *row = ledger_row(&e->ledger, who, note->text);
	const struct core *c = core_of(e);

	e->result->texts++;
	row->taken++;
	if (ledger_listed(who))
		e->ledger.answers_due[who]++;
	e->heard = e->heard_count++ == 0 ? who : WHO_COUNT;
	e->before = fingerprint(c);
	e->outlet_before = relay_on(&c->outlet);
	e->microrelay_before = relay_on(&c->microrelay);
}

static void noted(struct explore *e, const struct note *note)
{
	static const char *const drops[] = {
		"reply dropped: its budget is used up", "outbox full: message dropped", "message given up: a day old",
		"message refused by the network", "message lost: the flash fails",
	};

	if (strcmp(note->what, "outbox full: an older reply dropped") == 0)
		e->ledger.displaced++;
	if (note->who == NULL)
		return;
	enum who who = ledger_who(note->who->text);
	if (strcmp(note->what, "message") == 0)
		listened(e, note);
	if (who == WHO_COUNT)
		return;
	if (strcmp(note->what, "message older than a day: not executed") == 0)
		ledger_row(&e->ledger, who, note->text)->old++;
	for (size_t i = 0; i < sizeof drops / sizeof *drops; i++)
		if (strcmp(note->what, drops[i]) == 0)
			e->ledger.dropped[who]++;
}

static bool is_alert(const char *text)
{
	static const char *const words[ALERT_WORDS_COUNT] = {
		"ALARM!", "TEMP ALERT!", "THERMOSTAT ALERT!", "Power failure!", "Power restored!", "Alarm",
	};

	for (size_t i = 0; i < ALERT_WORDS_COUNT; i++)
		if (strncmp(text, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* What was taken in the step in which the power fails may have been executed, or not. */
static void power_failed(struct explore *e)
{
	e->result->cuts++;
	e->alive_since_ms = NEVER;
	if (e->heard_count == 0)
		return;
	for (size_t i = 0; i < e->ledger.count; i++)
		if (e->ledger.list[i].taken > 0)
			e->ledger.list[i].perhaps++;
	for (int who = 0; who < WHO_COUNT; who++)
		e->ledger.dropped[who]++;
	e->heard = WHO_COUNT;
}

static void responded(struct explore *e)
{
	/* It answers whatever it gets. The world is in the middle of telling: it does so a little later. */
	e->respond_at_ms = world_now_ms(e->world) + 5000;
}

void sentences_news(struct explore *e, const struct world_news *news)
{
	switch (news->kind) {
	case NEWS_POWER:
		if (news->on)
			e->alive_since_ms = news->at_ms;
		else
			power_failed(e);
		return;
	case NEWS_NOTE:
		noted(e, news->note);
		return;
	case NEWS_ARRIVED: {
		enum who who = ledger_who(news->arrived->to);

		if (who == WHO_COUNT)
			return;
		if (is_alert(news->arrived->text))
			e->ledger.alerts[who]++;
		else
			e->ledger.arrived[who]++;
		if (who == WHO_RESPONDER)
			responded(e);
		return;
	}
	case NEWS_OUTLET:
		e->result->switched++;
		e->outlet_at_ms = news->at_ms;
		return;
	case NEWS_RESTART:
	case NEWS_MICRORELAY:
	case NEWS_MIC:
	case NEWS_LED:
	case NEWS_SENT:
	case NEWS_PHONE:
	case NEWS_LINE:
		return;
	}
}

/* --- At every moment. --- */

static bool sane(struct explore *e, const char *sentence)
{
	if (!world_alive(e->world) || core_sane(core_of(e)))
		return true;
	return sentences_broken(e, sentence, "core_sane");
}

static bool no_stranger(struct explore *e, const char *sentence)
{
	const struct core *c = core_of(e);

	if (e->heard_count != 1 || e->heard == WHO_COUNT || ledger_listed(e->heard) || !world_alive(e->world))
		return true;
	if (fingerprint(c) != e->before)
		return sentences_broken(e, sentence, "%s changed a setting", ledger_phone(e->heard));
	if (relay_on(&c->outlet) != e->outlet_before || relay_on(&c->microrelay) != e->microrelay_before)
		return sentences_broken(e, sentence, "%s switched", ledger_phone(e->heard));
	return true;
}

static bool nothing_twice(struct explore *e, const char *sentence)
{
	for (size_t i = 0; e->heard_count > 0 && i < e->ledger.count; i++) {
		const struct ledger_text *t = &e->ledger.list[i];

		if (t->taken > t->sent + t->perhaps)
			return sentences_broken(e, sentence, "\"%s\" of %s: sent %u times, executed %u times", t->text,
						ledger_phone(t->who), t->sent, t->taken);
	}
	return true;
}

static bool no_answer_to_names(struct explore *e, const char *sentence)
{
	if (e->ledger.arrived[WHO_SERVICE] + e->ledger.alerts[WHO_SERVICE] == 0)
		return true;
	return sentences_broken(e, sentence, "it answered %s", ledger_phone(WHO_SERVICE));
}

static bool no_silent_strangers(struct explore *e, const char *sentence)
{
	if (e->ledger.arrived[WHO_STRANGER] + e->ledger.arrived[WHO_GUESSER] == 0)
		return true;
	return sentences_broken(e, sentence, "it answered a stranger");
}

/* 6 errors in 15 minutes, and what the network repeats. */
static bool robots_end(struct explore *e, const char *sentence)
{
	uint64_t quarters = world_now_ms(e->world) / (15 * MINUTE_MS) + 1;

	if (e->ledger.arrived[WHO_RESPONDER] <= 8 * quarters)
		return true;
	return sentences_broken(e, sentence, "%u messages to an automaton in %llu quarters of an hour",
				e->ledger.arrived[WHO_RESPONDER], (unsigned long long)quarters);
}

/* The heater or cooler goes off when nobody knows how warm it is, at the latest a minute after somebody has switched it on. */
static bool blind_thermostat_is_off(struct explore *e, const char *sentence)
{
	uint64_t now_ms = world_now_ms(e->world);
	uint64_t since_ms = e->alive_since_ms + 10 * MINUTE_MS;

	if (!world_alive(e->world) || !core_setting(core_of(e), SETTING_THERMOSTAT_ON)) {
		e->unheated_ms = now_ms;
		return true;
	}
	if (e->dark_since_ms == NEVER || now_ms < e->unheated_ms + 2 * MINUTE_MS)
		return true;
	since_ms = e->dark_since_ms > since_ms ? e->dark_since_ms : since_ms;
	if (now_ms < since_ms + 7 * MINUTE_MS || !world_outlet(e->world) || now_ms < e->outlet_at_ms + 2 * MINUTE_MS)
		return true;
	return sentences_broken(e, sentence, "no reading for %llu minutes, and the outlet is on",
				(unsigned long long)((now_ms - e->dark_since_ms) / MINUTE_MS));
}

/* A timed state ends, whatever happens: after its time plus one the outlet is where it rests. */
static bool timers_end(struct explore *e, const char *sentence)
{
	const struct relay *r = &core_of(e)->outlet;

	if (!world_alive(e->world) || r->flip_at_ms == RELAY_NEVER)
		return true;
	if (r->set != r->resting && r->flip_at_ms != 0)
		return true;
	return sentences_broken(e, sentence, "a timer runs, and the outlet would stay as it is");
}

static bool outlet_is_as_meant(struct explore *e, const char *sentence)
{
	const struct core *c = core_of(e);

	/* Without mains nothing reaches what hangs on it. */
	if (!world_alive(e->world) || !world_has_mains(e->world) || world_outlet(e->world) == relay_on(&c->outlet))
		return true;
	/* A 707 looks at its mains for ten seconds before it believes them. */
	if (e->model == MODEL_707 || e->model == MODEL_707_LIGHT)
		return true;
	return sentences_broken(e, sentence, "meant %d, is %d", relay_on(&c->outlet), world_outlet(e->world));
}

struct sentence {
	const char *says;
	bool (*holds)(struct explore *e, const char *sentence);
};

static const struct sentence always[] = {
	{ "The core's state makes sense.", sane },
	{ "A stranger never changes anything.", no_stranger },
	{ "Nothing runs twice.", nothing_twice },
	{ "A sender without a number is never answered.", no_answer_to_names },
	{ "A stranger is not answered while nobody has asked for that.", no_silent_strangers },
	{ "An automaton is not answered for ever.", robots_end },
	{ "A thermostat without a thermometer leaves the outlet off.", blind_thermostat_is_off },
	{ "A timed state is never one that stays.", timers_end },
	{ "The outlet is as the device means it.", outlet_is_as_meant },
};

static bool hold(struct explore *e, const struct sentence *sentences, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!sentences[i].holds(e, sentences[i].says))
			return false;
	return true;
}

bool sentences_hold(struct explore *e)
{
	bool all = hold(e, always, sizeof always / sizeof *always);

	e->heard_count = 0;
	e->heard = WHO_COUNT;
	return all;
}

/* --- When all is over. --- */

static bool nothing_lost(struct explore *e, const char *sentence)
{
	for (size_t i = 0; !trouble_loses_messages(e) && i < e->ledger.count; i++) {
		const struct ledger_text *t = &e->ledger.list[i];

		if (t->taken + t->old < t->sent)
			return sentences_broken(e, sentence, "\"%s\" of %s: sent %u times, executed %u times", t->text,
						ledger_phone(t->who), t->sent, t->taken);
	}
	return true;
}

static bool all_answered(struct explore *e, const char *sentence)
{
	const struct ledger *l = &e->ledger;

	for (int who = 0; who < WHO_COUNT; who++)
		if (l->arrived[who] + l->dropped[who] + l->displaced < l->answers_due[who])
			return sentences_broken(e, sentence, "%s: %u commands, %u answers, %u dropped",
						ledger_phone((enum who)who), l->answers_due[who], l->arrived[who],
						l->dropped[who]);
	return true;
}

static bool nothing_waits(struct explore *e, const char *sentence)
{
	unsigned waiting = 0;

	for (int i = 0; i < OUTBOX_MAX; i++)
		waiting += world_device(e->world)->outbox.slot[i].used;
	if (waiting == 0)
		return true;
	return sentences_broken(e, sentence, "%u messages", waiting);
}

static const struct sentence at_end[] = {
	{ "No message is lost.", nothing_lost },
	{ "Each command is answered, or the log tells why not.", all_answered },
	{ "Nothing waits any more.", nothing_waits },
};

bool sentences_hold_at_end(struct explore *e)
{
	return hold(e, at_end, sizeof at_end / sizeof *at_end);
}
