/* What people do: a table of ways to live with a socket, each with its weight.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "explore/parts.h"

#define SECOND_MS 1000u
#define MINUTE_MS 60000u
#define SETTLE_FOR_MS (3 * MINUTE_MS)

static void pass(struct explore *e, uint64_t for_ms)
{
	explore_pass(e, for_ms);
}

void life_text(struct explore *e, enum who who, const char *text)
{
	/* Equal ones within a second are one, sent twice. */
	if (world_now_ms(e->world) < e->last_text_ms + 2 * SECOND_MS)
		pass(e, e->last_text_ms + 2 * SECOND_MS - world_now_ms(e->world));
	e->last_text_ms = world_now_ms(e->world);
	ledger_row(&e->ledger, who, text)->sent++;
	world_text(e->world, ledger_phone(who), text, NULL);
}

/* --- Commands. --- */

/* Each is answered once, whatever comes of it. %u: a number of low..high. Those of a habit that a seed does not have are
 * not texted; `config`: accepted only while the configuration is open. */
static const struct {
	const char *format;
	uint32_t low, high;
	unsigned weight;
	enum habit habit;
	bool config;
} commands[] = {
	{ "ON", 0, 0, 8, HABIT_NONE, false },
	{ "OFF", 0, 0, 8, HABIT_NONE, false },
	{ "ON%u", 1, 120, 6, HABIT_NONE, false },
	{ "OFF%u", 1, 120, 4, HABIT_NONE, false },
	{ "ONM", 0, 0, 2, HABIT_NONE, false },
	{ "OFFM", 0, 0, 2, HABIT_NONE, false },
	{ "ONALL", 0, 0, 1, HABIT_NONE, false },
	{ "OFFALL", 0, 0, 1, HABIT_NONE, false },
	{ "RESTART", 0, 0, 4, HABIT_NONE, false },
	{ "RESTARTM", 0, 0, 1, HABIT_NONE, false },
	{ "STATUS", 0, 0, 4, HABIT_NONE, false },
	{ "RUNTIME", 0, 0, 2, HABIT_NONE, false },
	{ "DATE", 0, 0, 1, HABIT_NONE, false },
	{ "HARDWARE", 0, 0, 1, HABIT_NONE, false },
	{ "FIRMWARE", 0, 0, 1, HABIT_NONE, false },
	{ "SERIALNUM", 0, 0, 1, HABIT_NONE, false },
	{ "RESTARTTIME?", 0, 0, 1, HABIT_NONE, false },
	{ "RING?", 0, 0, 1, HABIT_NONE, false },
	{ "SECNUMBER?", 0, 0, 1, HABIT_NONE, false },
	{ "SECLIST?", 0, 0, 1, HABIT_NONE, false },
	{ "POWERSTATE?", 0, 0, 1, HABIT_NONE, false },
	{ "ON%u", 721, 999, 1, HABIT_NONE, false },
	{ "HELLO%u", 0, 99, 1, HABIT_NONE, false },
	{ "TEMPERATURE", 0, 0, 2, HABIT_CLIMATE, false },
	{ "THERMOSTATON", 0, 0, 4, HABIT_CLIMATE, false },
	{ "THERMOSTATOFF", 0, 0, 2, HABIT_CLIMATE, false },
	{ "THERMOSTAT?", 0, 0, 1, HABIT_CLIMATE, false },
	{ "SCHEDULER?", 0, 0, 1, HABIT_SCHEDULE, false },
	{ "SCHEDULER+0%u:30,*,ON", 0, 9, 2, HABIT_SCHEDULE, false },
	{ "SCHEDULER+1%u:15,*,OFF", 0, 9, 2, HABIT_SCHEDULE, false },
	{ "SCHEDULER-ALL", 0, 0, 1, HABIT_SCHEDULE, false },
	{ "ALARMON", 0, 0, 5, HABIT_ALARM, false },
	{ "ALARMOFF", 0, 0, 2, HABIT_ALARM, false },
	{ "ALARM?", 0, 0, 1, HABIT_ALARM, false },
	{ "SHOWALARMLOG", 0, 0, 1, HABIT_ALARM, false },
	{ "RESTARTTIME=%u", 1, 600, 3, HABIT_NONE, true },
	{ "SECNUMBER+33600000002", 0, 0, 1, HABIT_NONE, true },
	{ "RENEWINTERVALPW=" EXPLORE_RENEWAL, 0, 0, 1, HABIT_NONE, true },
	{ "POWERSTATE=REMEMBER", 0, 0, 3, HABIT_NONE, true },
	{ "POWERSTATE=ON", 0, 0, 1, HABIT_NONE, true },
	{ "POWERSTATE=OFF", 0, 0, 1, HABIT_NONE, true },
	{ "SALDOUMS=*100#", 0, 0, 1, HABIT_NONE, true },
	{ "MICLEVEL=%u", 0, 15, 1, HABIT_NONE, true },
	{ "RING=NOACTION", 0, 0, 1, HABIT_CALLS, true },
	{ "RING=SWITCH", 0, 0, 4, HABIT_CALLS, true },
	{ "RING=RESTART", 0, 0, 2, HABIT_CALLS, true },
	{ "RING=MIC", 0, 0, 1, HABIT_CALLS, true },
	{ "RINGCONFIRMTYPE=CALL", 0, 0, 1, HABIT_CALLS, true },
	{ "RINGCONFIRMTYPE=SMS", 0, 0, 1, HABIT_CALLS, true },
	{ "TEMPOFF=%u", 0, 50, 3, HABIT_CLIMATE, true },
	{ "TEMPCAL=%u", 1, 9, 1, HABIT_CLIMATE, true },
	{ "TRISEALERT=%u", 0, 50, 1, HABIT_CLIMATE, true },
	{ "TFALLALERT=%u", 0, 50, 1, HABIT_CLIMATE, true },
	{ "THERMALERT=ON", 0, 0, 1, HABIT_CLIMATE, true },
	{ "MICRORELAYTIME=%u", 0, 900, 2, HABIT_ALARM, true },
	{ "ALERT=SMS", 0, 0, 2, HABIT_ALARM, true },
	{ "ALERT=SMSCHANGE", 0, 0, 1, HABIT_ALARM, true },
	{ "ALERT=CALL", 0, 0, 1, HABIT_ALARM, true },
};
#define COMMANDS_COUNT (sizeof commands / sizeof *commands)

static unsigned weight(const struct explore *e, size_t i, bool config)
{
	return e->habit[commands[i].habit] && commands[i].config == config ? commands[i].weight : 0;
}

static void command(struct explore *e, enum who who, bool config)
{
	char text[40];
	unsigned total = 0;
	size_t i = 0;

	for (size_t k = 0; k < COMMANDS_COUNT; k++)
		total += weight(e, k, config);
	for (unsigned at = explore_between(e, 0, total - 1); at >= weight(e, i, config); i++)
		at -= weight(e, i, config);
	/* A format without %u ignores the number. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
	snprintf(text, sizeof text, commands[i].format, explore_between(e, commands[i].low, commands[i].high));
#pragma GCC diagnostic pop
	life_text(e, who, text);
}

/* --- Ways of life. --- */

static void owner_texts(struct explore *e)
{
	/* One that is refused for its time is a command, too. */
	command(e, explore_between(e, 0, 3) == 0 ? WHO_SECOND : WHO_OWNER, explore_between(e, 0, 9) == 0);
}

static void owner_configures(struct explore *e)
{
	life_text(e, WHO_OWNER, "RENEWINTERVAL" EXPLORE_RENEWAL);
	for (uint32_t left = explore_between(e, 1, 5); left > 0; left--)
		command(e, WHO_OWNER, true);
}

/* In a hurry, or after a long silence of the network. */
static void owner_texts_many(struct explore *e)
{
	for (uint32_t left = explore_between(e, 2, 8); left > 0; left--)
		command(e, WHO_OWNER, false);
}

/* Minutes later at most, not days: there is no telling a copy from what is not remembered any more. */
static void network_repeats(struct explore *e)
{
	if (network_registration(world_network(e->world)) != STATE_HOME)
		return;
	command(e, WHO_OWNER, false);
	pass(e, explore_between(e, 1, 300) * SECOND_MS);
	network_repeat(world_network(e->world), world_now_ms(e->world), ledger_phone(WHO_OWNER));
}

static void stranger_texts(struct explore *e)
{
	command(e, WHO_STRANGER, explore_between(e, 0, 1) == 0);
}

static void guesser_guesses(struct explore *e)
{
	char text[40];

	for (uint32_t left = explore_between(e, 1, 7); left > 0; left--) {
		snprintf(text, sizeof text, "RENEWINTERVAL%09u", explore_between(e, 0, 99999));
		life_text(e, WHO_GUESSER, text);
	}
}

static void service_texts(struct explore *e)
{
	static const char *const texts[] = { "ON", "Your credit is 5.00 EUR", "OFF", "Top up now and get 1 GB!" };

	life_text(e, explore_between(e, 0, 1) == 0 ? WHO_SERVICE : WHO_SHORT, texts[explore_between(e, 0, 3)]);
}

static void responder_texts(struct explore *e)
{
	life_text(e, WHO_RESPONDER, "I am driving");
}

static void calls(struct explore *e, enum who who, bool hidden)
{
	struct voice *v = network_voice(world_network(e->world));
	const char *phone = ledger_phone(who);

	if (voice_place(v, world_now_ms(e->world), phone, hidden) != 0)
		return;
	e->ledger.answers_more[who]++;
	pass(e, explore_between(e, 1, 40) * SECOND_MS);
	voice_hang_up(v, phone);
}

static void owner_calls(struct explore *e)
{
	calls(e, WHO_OWNER, explore_between(e, 0, 5) == 0);
}

static void stranger_calls(struct explore *e)
{
	calls(e, WHO_STRANGER, explore_between(e, 0, 1) == 0);
}

/* Whoever rings now is picked up, rejected or left alone. */
static void somebody_picks_up(struct explore *e)
{
	struct voice *v = network_voice(world_network(e->world));

	for (int who = 0; who < WHO_SHORT; who++) {
		const char *phone = ledger_phone((enum who)who);

		if (voice_phone(v, phone) != PHONE_RINGING)
			continue;
		if (explore_between(e, 0, 2) == 0) {
			voice_reject(v, phone);
		} else {
			voice_pick_up(v, phone);
			pass(e, explore_between(e, 1, 60) * SECOND_MS);
			voice_hang_up(v, phone);
		}
	}
}

static void button_pressed(struct explore *e)
{
	outlet_aside(e, MINUTE_MS);
	world_sense(e->world, INPUT_BUTTON, true);
	pass(e, explore_between(e, 50, 2000));
	world_sense(e->world, INPUT_BUTTON, false);
}

/* Mostly it trips for a while; now and then it stays as it is. */
static void sensor_changes(struct explore *e)
{
	bool was = world_sensed(e->world, INPUT_SENSOR);

	world_sense(e->world, INPUT_SENSOR, !was);
	if (!was && explore_between(e, 0, 9) == 0)
		return;
	pass(e, explore_between(e, 1, 200) * SECOND_MS);
	world_sense(e->world, INPUT_SENSOR, false);
}

static void weather_changes(struct explore *e)
{
	if (e->dark_since_ms == UINT64_MAX)
		world_thermometer(e->world, THERMOMETER_STEADY, (int)explore_between(e, 0, 600) - 100);
}

static const struct {
	void (*act)(struct explore *e);
	unsigned weight;
	enum habit habit;
} ways[] = {
	{ owner_texts, 30, HABIT_NONE },      { owner_texts_many, 4, HABIT_NONE }, { owner_configures, 5, HABIT_NONE },
	{ network_repeats, 4, HABIT_NONE },   { stranger_texts, 5, HABIT_NONE },   { guesser_guesses, 2, HABIT_NONE },
	{ service_texts, 3, HABIT_NONE },     { responder_texts, 2, HABIT_NONE },  { owner_calls, 8, HABIT_CALLS },
	{ stranger_calls, 5, HABIT_CALLS },   { somebody_picks_up, 6, HABIT_NONE }, { button_pressed, 4, HABIT_BUTTON },
	{ sensor_changes, 12, HABIT_ALARM },  { weather_changes, 12, HABIT_CLIMATE },
};
#define WAYS_COUNT (sizeof ways / sizeof *ways)

void life_act(struct explore *e)
{
	unsigned total = 0;
	size_t i = 0;

	for (size_t k = 0; k < WAYS_COUNT; k++)
		total += e->habit[ways[k].habit] ? ways[k].weight : 0;
	for (unsigned at = explore_between(e, 0, total - 1); !e->habit[ways[i].habit] || at >= ways[i].weight; i++)
		at -= e->habit[ways[i].habit] ? ways[i].weight : 0;
	ways[i].act(e);
}

void life_choose(struct explore *e)
{
	for (int i = 0; i < HABIT_COUNT; i++)
		e->habit[i] = i == HABIT_NONE || explore_between(e, 0, 1) == 0;
	e->strangers_told = explore_between(e, 0, 3) == 0;
}

/* --- Moving in. --- */

bool life_begin(struct explore *e)
{
	static const char *const first[] = {
		"SECNUMBER+33600000001", "SECNUMBER+33600000002", "SECNUMBER+33600000003", "SECNUMBER+33600000004",
		"SECNUMBER+33600000005", "SECLIST=ON", ("RENEWINTERVALPW=" EXPLORE_RENEWAL), "ALERTNUMBER+33600000001",
		"SMSCONFIRMUNAUTH=ON",
	};
	size_t count = sizeof first / sizeof *first - (e->strangers_told ? 0 : 1);

	world_mains(e->world, true);
	e->settled = true;
	pass(e, SETTLE_FOR_MS);
	for (size_t i = 0; i < count; i++) {
		life_text(e, WHO_OWNER, first[i]);
		pass(e, MINUTE_MS);
	}
	if (e->ledger.arrived[WHO_OWNER] == count)
		return true;
	return sentences_broken(e, "A new socket is set up by a message a setting.", "%u answers came to %zu",
				e->ledger.arrived[WHO_OWNER], count);
}
