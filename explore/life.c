/* What people do: a table of ways to live with a socket, each with its weight.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "explore/parts.h"

#define SECOND_MS 1000u
#define MINUTE_MS 60000u
#define SETTLE_FOR_MS (3 * MINUTE_MS)

static uint32_t between(struct explore *e, uint32_t low, uint32_t high)
{
	return chance_between(&e->chance, low, high);
}

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

/* Each is answered once, whatever comes of it. %u: a number of low..high. */
static const struct {
	const char *format;
	uint32_t low, high;
	unsigned weight;
} commands[] = {
	{ "ON", 0, 0, 8 },           { "OFF", 0, 0, 8 },           { "ON%u", 1, 120, 6 },
	{ "OFF%u", 1, 120, 4 },      { "ONM", 0, 0, 2 },           { "OFFM", 0, 0, 2 },
	{ "ONALL", 0, 0, 1 },        { "OFFALL", 0, 0, 1 },        { "RESTART", 0, 0, 4 },
	{ "RESTARTM", 0, 0, 1 },     { "RESTARTTIME=%u", 1, 600, 2 }, { "RESTARTTIME?", 0, 0, 1 },
	{ "STATUS", 0, 0, 4 },       { "RUNTIME", 0, 0, 2 },       { "RING=SWITCH", 0, 0, 1 },
	{ "RING=RESTART", 0, 0, 1 }, { "RING=MIC", 0, 0, 1 },      { "RING?", 0, 0, 1 },
	{ "SECNUMBER?", 0, 0, 1 },   { "SECNUMBER+33600000002", 0, 0, 1 }, { "RENEWINTERVALABCDE1234", 0, 0, 2 },
	{ "RENEWINTERVALPW=ABCDE1234", 0, 0, 1 }, { "TEMPERATURE", 0, 0, 2 }, { "THERMOSTATON", 0, 0, 2 },
	{ "THERMOSTATOFF", 0, 0, 2 }, { "TEMPOFF=%u", 0, 50, 3 },  { "TEMPCAL=%u", 1, 9, 1 },
	{ "THERMOSTAT?", 0, 0, 1 },  { "TRISEALERT=%u", 0, 50, 1 }, { "TFALLALERT=%u", 0, 50, 1 },
	{ "THERMALERT=ON", 0, 0, 1 }, { "DATE", 0, 0, 1 },         { "ALARMON", 0, 0, 3 },
	{ "ALARMOFF", 0, 0, 2 },     { "ALARM?", 0, 0, 1 },        { "MICRORELAYTIME=%u", 0, 900, 1 },
	{ "ALERT=SMS", 0, 0, 1 },    { "ALERT=SMSCHANGE", 0, 0, 1 }, { "ALERT=CALL", 0, 0, 1 },
	{ "SHOWALARMLOG", 0, 0, 1 }, { "MICLEVEL=%u", 0, 15, 1 },  { "SCHEDULER+0%u:30,*,ON", 0, 9, 2 },
	{ "SCHEDULER+1%u:15,*,OFF", 0, 9, 2 }, { "SCHEDULER-ALL", 0, 0, 1 }, { "SCHEDULER?", 0, 0, 1 },
	{ "POWERSTATE=REMEMBER", 0, 0, 1 }, { "POWERSTATE?", 0, 0, 1 }, { "SALDOUMS=*100#", 0, 0, 1 },
	{ "HARDWARE", 0, 0, 1 },     { "FIRMWARE", 0, 0, 1 },      { "SERIALNUM", 0, 0, 1 },
	{ "ON%u", 721, 999, 1 },     { "HELLO%u", 0, 99, 1 },      { "SECLIST?", 0, 0, 1 },
};

static void pick_command(struct explore *e, char *text, size_t cap)
{
	unsigned total = 0;
	size_t i = 0;

	for (size_t k = 0; k < sizeof commands / sizeof *commands; k++)
		total += commands[k].weight;
	for (unsigned at = between(e, 0, total - 1); at >= commands[i].weight; i++)
		at -= commands[i].weight;
	/* A format without %u ignores the number. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
	snprintf(text, cap, commands[i].format, between(e, commands[i].low, commands[i].high));
#pragma GCC diagnostic pop
}

/* --- Ways of life. --- */

static void command(struct explore *e, enum who who)
{
	char text[40];

	pick_command(e, text, sizeof text);
	life_text(e, who, text);
}

static void owner_texts(struct explore *e)
{
	command(e, between(e, 0, 3) == 0 ? WHO_SECOND : WHO_OWNER);
}

/* In a hurry, or after a long silence of the network. */
static void owner_texts_many(struct explore *e)
{
	for (uint32_t left = between(e, 2, 8); left > 0; left--)
		command(e, WHO_OWNER);
}

/* Minutes later at most, not days: there is no telling a copy from what is not remembered any more. */
static void network_repeats(struct explore *e)
{
	if (network_registration(world_network(e->world)) != STATE_HOME)
		return;
	command(e, WHO_OWNER);
	pass(e, between(e, 1, 300) * SECOND_MS);
	network_repeat(world_network(e->world), world_now_ms(e->world), ledger_phone(WHO_OWNER));
}

static void stranger_texts(struct explore *e)
{
	command(e, WHO_STRANGER);
}

static void guesser_guesses(struct explore *e)
{
	char text[40];

	for (uint32_t left = between(e, 1, 7); left > 0; left--) {
		snprintf(text, sizeof text, "RENEWINTERVAL%09u", between(e, 0, 99999));
		life_text(e, WHO_GUESSER, text);
	}
}

static void service_texts(struct explore *e)
{
	static const char *const texts[] = { "ON", "Your credit is 5.00 EUR", "OFF", "Top up now and get 1 GB!" };

	life_text(e, WHO_SERVICE, texts[between(e, 0, 3)]);
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
	pass(e, between(e, 1, 40) * SECOND_MS);
	voice_hang_up(v, phone);
}

static void owner_calls(struct explore *e)
{
	calls(e, WHO_OWNER, between(e, 0, 5) == 0);
}

static void stranger_calls(struct explore *e)
{
	calls(e, WHO_STRANGER, between(e, 0, 1) == 0);
}

/* Whoever rings now is picked up, rejected or left alone. */
static void somebody_picks_up(struct explore *e)
{
	struct voice *v = network_voice(world_network(e->world));

	for (int who = 0; who < WHO_SERVICE; who++) {
		const char *phone = ledger_phone((enum who)who);

		if (voice_phone(v, phone) != PHONE_RINGING)
			continue;
		if (between(e, 0, 2) == 0) {
			voice_reject(v, phone);
		} else {
			voice_pick_up(v, phone);
			pass(e, between(e, 1, 60) * SECOND_MS);
			voice_hang_up(v, phone);
		}
	}
}

static void button_pressed(struct explore *e)
{
	world_sense(e->world, INPUT_BUTTON, true);
	pass(e, between(e, 50, 2000));
	world_sense(e->world, INPUT_BUTTON, false);
}

static void sensor_changes(struct explore *e)
{
	world_sense(e->world, INPUT_SENSOR, !world_sensed(e->world, INPUT_SENSOR));
}

static void weather_changes(struct explore *e)
{
	if (e->dark_since_ms == UINT64_MAX)
		world_thermometer(e->world, THERMOMETER_STEADY, (int)between(e, 0, 600) - 100);
}

static const struct {
	void (*act)(struct explore *e);
	unsigned weight;
} ways[] = {
	{ owner_texts, 30 },    { owner_texts_many, 3 }, { network_repeats, 4 }, { stranger_texts, 5 },
	{ guesser_guesses, 2 }, { service_texts, 3 },    { responder_texts, 1 }, { owner_calls, 5 },
	{ stranger_calls, 2 },  { somebody_picks_up, 6 }, { button_pressed, 4 }, { sensor_changes, 10 },
	{ weather_changes, 12 },
};

void life_act(struct explore *e)
{
	unsigned total = 0;
	size_t i = 0;

	for (size_t k = 0; k < sizeof ways / sizeof *ways; k++)
		total += ways[k].weight;
	for (unsigned at = between(e, 0, total - 1); at >= ways[i].weight; i++)
		at -= ways[i].weight;
	ways[i].act(e);
}

/* --- Moving in. --- */

bool life_begin(struct explore *e)
{
	static const char *const first[] = {
		"SECNUMBER+33600000001", "SECNUMBER+33600000002", "SECNUMBER+33600000003", "SECNUMBER+33600000004",
		"SECLIST=ON", "RENEWINTERVALPW=ABCDE1234", "ALERTNUMBER+33600000001",
	};

	world_mains(e->world, true);
	pass(e, SETTLE_FOR_MS);
	for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
		life_text(e, WHO_OWNER, first[i]);
		pass(e, MINUTE_MS);
	}
	if (e->ledger.arrived[WHO_OWNER] == sizeof first / sizeof *first)
		return true;
	return sentences_broken(e, "A new socket is set up by seven messages.", "%u answers came",
				e->ledger.arrived[WHO_OWNER]);
}
