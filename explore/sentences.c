/* The sentences: what must be true of a socket, whatever happens to it. Each is a row of one of the two tables below.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/core.h"
#include "explore/parts.h"

#define MINUTE_MS 60000u
#define MAINS_BELIEVED_MS 12000u

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

/* --- At every moment. --- */

static bool sane(struct explore *e, const char *sentence)
{
	if (!world_alive(e->world) || core_sane(core_of(e)))
		return true;
	return sentences_broken(e, sentence, "core_sane");
}

/* When only strangers were heard in this step. */
static bool no_stranger(struct explore *e, const char *sentence)
{
	const struct core *c = core_of(e);
	bool only = e->heard_count > 0 && world_alive(e->world);

	for (unsigned i = 0; i < e->heard_count; i++)
		only = only && !ledger_listed(e->ledger.list[e->heard[i]].who);
	if (!only)
		return true;
	const char *phone = ledger_phone(e->ledger.list[e->heard[0]].who);
	if (kept_fingerprint(c) != e->before)
		return sentences_broken(e, sentence, "%s changed a setting", phone);
	if (relay_on(&c->outlet) != e->outlet_before || relay_on(&c->microrelay) != e->microrelay_before)
		return sentences_broken(e, sentence, "%s switched", phone);
	return true;
}

static bool nothing_twice(struct explore *e, const char *sentence)
{
	for (unsigned i = 0; i < e->heard_count; i++) {
		const struct ledger_text *t = &e->ledger.list[e->heard[i]];

		if (t->taken > t->sent + t->perhaps)
			return sentences_broken(e, sentence, "\"%s\" of %s: sent %u times, executed %u times", t->text,
						ledger_phone(t->who), t->sent, t->taken);
	}
	return true;
}

static bool no_answer_to_services(struct explore *e, const char *sentence)
{
	for (int who = WHO_SHORT; who < WHO_COUNT; who++)
		if (e->ledger.arrived[who] + e->ledger.alerts[who] > 0)
			return sentences_broken(e, sentence, "it answered %s", ledger_phone((enum who)who));
	return true;
}

static bool no_answer_to_strangers(struct explore *e, const char *sentence)
{
	if (e->strangers_told || e->ledger.arrived[WHO_STRANGER] + e->ledger.alerts[WHO_STRANGER] == 0)
		return true;
	return sentences_broken(e, sentence, "it answered %s", ledger_phone(WHO_STRANGER));
}

/* It answers each message with a new error: 6 in 15 minutes, which begin anew with a start, and what a modem repeats. */
static bool robots_end(struct explore *e, const char *sentence)
{
	if (world_now_ms(e->world) - e->quarter_at_ms >= 15 * MINUTE_MS) {
		e->quarter_at_ms = world_now_ms(e->world);
		e->quarter_count = e->quarter_cuts = 0;
	}
	if (e->quarter_count <= 2 * 8 + 8 * e->quarter_cuts)
		return true;
	return sentences_broken(e, sentence, "%u messages to an automaton in a quarter of an hour", e->quarter_count);
}

/* The heater or cooler goes off when nobody knows how warm it is, a minute after somebody has switched it on at the latest. */
static bool blind_thermostat_is_off(struct explore *e, const char *sentence)
{
	uint64_t now_ms = world_now_ms(e->world);
	uint64_t since_ms = e->alive_since_ms + 10 * MINUTE_MS;

	if (!world_alive(e->world) || !core_setting(core_of(e), SETTING_THERMOSTAT_ON)) {
		e->unheated_ms = now_ms;
		return true;
	}
	if (e->dark_since_ms == EXPLORE_NEVER || now_ms < e->unheated_ms + 2 * MINUTE_MS)
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

/* Without mains nothing reaches what hangs on it; a socket with a battery looks for ten seconds before it believes it. */
static bool outlet_is_as_meant(struct explore *e, const char *sentence)
{
	if (!world_alive(e->world))
		return true;
	const struct core *c = core_of(e);
	bool battery = core_has(c, FEATURE_BATTERY);
	bool meant = relay_on(&c->outlet) && world_has_mains(e->world);

	if (world_outlet(e->world) == meant)
		return true;
	if (battery && world_now_ms(e->world) < e->mains_moved_ms + MAINS_BELIEVED_MS)
		return true;
	return sentences_broken(e, sentence, "meant %d, is %d", meant, world_outlet(e->world));
}

static bool microrelay_begins_open(struct explore *e, const char *sentence)
{
	bool born = e->microrelay_born;

	if (!world_alive(e->world))
		return true;
	e->microrelay_born = false;
	if (!born || !world_microrelay(e->world) || e->heard_count > 0)
		return true;
	return sentences_broken(e, sentence, "it is closed at the start");
}

static bool alerts_first(struct explore *e, const char *sentence)
{
	if (!e->alert_gave_way)
		return true;
	return sentences_broken(e, sentence, "an alert was dropped while a reply waits");
}

static bool newest_kept(struct explore *e, const char *sentence)
{
	return !e->newest_lost || sentences_broken(e, sentence, "it is lost");
}

struct sentence {
	const char *says;
	bool (*holds)(struct explore *e, const char *sentence);
};

static const struct sentence always[] = {
	{ "The core's state makes sense.", sane },
	{ "A stranger never changes anything.", no_stranger },
	{ "Nothing runs twice.", nothing_twice },
	{ "A sender without a whole number is never answered.", no_answer_to_services },
	{ "A stranger is not answered while nobody has asked for that.", no_answer_to_strangers },
	{ "An automaton is not answered for ever.", robots_end },
	{ "A thermostat without a thermometer leaves the outlet off.", blind_thermostat_is_off },
	{ "A timed state is never one that stays.", timers_end },
	{ "The outlet is as the device means it.", outlet_is_as_meant },
	{ "The outlet is as the manual says.", outlet_agrees },
	{ "The microrelay is off after a start.", microrelay_begins_open },
	{ "What was set outlives a loss of power.", kept_survives },
	{ "No alert is dropped while a reply waits.", alerts_first },
	{ "The message that was queued last is not lost to a flash that fails.", newest_kept },
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

	e->result->at_ms = world_now_ms(e->world);
	book_step(e);
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

/* A sending whose result is unknown happens once more: where none is, each answer comes once. */
static bool answered_once(struct explore *e, const char *sentence)
{
	const struct ledger *l = &e->ledger;

	for (int who = 0; who < WHO_COUNT && !trouble_of_modem(e) && !trouble_of_power(e); who++)
		if (ledger_listed((enum who)who) && l->arrived[who] > l->answers_due[who] + l->answers_more[who])
			return sentences_broken(e, sentence, "%s: %u commands, %u answers", ledger_phone((enum who)who),
						l->answers_due[who], l->arrived[who]);
	return true;
}

static bool alerts_told(struct explore *e, const char *sentence)
{
	const struct ledger *l = &e->ledger;
	unsigned dropped = l->dropped[WHO_OWNER] + l->displaced + l->alerts_over_budget;

	if (l->alarms + dropped < l->alarms_due)
		return sentences_broken(e, sentence, "%u alarms, %u told, %u dropped", l->alarms_due, l->alarms, dropped);
	if (l->restored + dropped < l->restored_due)
		return sentences_broken(e, sentence, "the power came back %u times, %u told, %u dropped",
					l->restored_due, l->restored, dropped);
	return true;
}

/* What an alarm or a thermometer has said just now may wait for its turn. */
static bool nothing_waits(struct explore *e, const char *sentence)
{
	unsigned waiting = 0;
	uint64_t mono_ms = world_now_ms(e->world) - e->alive_since_ms;

	for (int i = 0; i < OUTBOX_MAX; i++) {
		const struct outbox_slot *slot = &world_device(e->world)->outbox.slot[i];

		waiting += slot->used && slot->since_ms + 5 * MINUTE_MS < mono_ms;
	}
	if (waiting == 0)
		return true;
	return sentences_broken(e, sentence, "%u messages", waiting);
}

static const struct sentence at_end[] = {
	{ "No message is lost.", nothing_lost },
	{ "Each command is answered, or the log tells why not.", all_answered },
	{ "Nothing waits any more.", nothing_waits },
	{ "Where no sending is in doubt, each command is answered once.", answered_once },
	{ "Each alarm, and each return of the power, is told, or the drop is counted.", alerts_told },
};

bool sentences_hold_at_end(struct explore *e)
{
	return hold(e, at_end, sizeof at_end / sizeof *at_end);
}
