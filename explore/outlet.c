/* The outlet as the manual tells it: a timed state ends in its opposite, a restart lies over all else, a loss of power
 * returns to what rests. Written from the manual alone; where somebody acts whom it does not know (the thermostat, the
 * scheduler, a call, the button, a battery) it follows the device, and begins anew from there.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "explore/parts.h"

#define MINUTE_MS 60000ull
#define SECOND_MS 1000u
#define LATE_MS 2000u          /* so late the outlet may be */
#define AFTER_CALL_MS 120000u  /* a modem that is stuck tells of it late */
#define AFTER_MAINS_MS 12000u  /* a battery's board believes its mains after 10 s */
#define TIMED_MAX 720u

static void switch_to(struct outlet_model *m, bool on)
{
	m->set = m->resting = on;
	m->flip_at_ms = m->restart_end_ms = EXPLORE_NEVER;
}

static void switch_for(struct outlet_model *m, bool on, uint64_t for_ms, uint64_t now_ms)
{
	switch_to(m, on);
	m->resting = !on;
	m->flip_at_ms = now_ms + for_ms;
}

void outlet_heard(struct explore *e, const char *text)
{
	struct outlet_model *m = &e->outlet;
	uint64_t now_ms = world_now_ms(e->world);
	bool all = (model_features(e->model) & FEATURE_ROOM) != 0; /* else there is no microrelay */
	unsigned minutes;
	char more;

	m->resting_before = m->resting;
	if (strcmp(text, "ON") == 0 || (all && strcmp(text, "ONALL") == 0))
		switch_to(m, true);
	else if (strcmp(text, "OFF") == 0 || (all && strcmp(text, "OFFALL") == 0))
		switch_to(m, false);
	else if (sscanf(text, "ON%u%c", &minutes, &more) == 1 && minutes >= 1 && minutes <= TIMED_MAX)
		switch_for(m, true, minutes * MINUTE_MS, now_ms);
	else if (sscanf(text, "OFF%u%c", &minutes, &more) == 1 && minutes >= 1 && minutes <= TIMED_MAX)
		switch_for(m, false, minutes * MINUTE_MS, now_ms);
	else if (strcmp(text, "RESTART") == 0)
		m->restart_end_ms = now_ms + (uint64_t)core_setting(&world_device(e->world)->core, SETTING_RESTARTTIME) *
						     SECOND_MS;
}

void outlet_power_failed(struct explore *e)
{
	/* A start that nobody has seen leaves the doubts that there were. */
	e->outlet.in_doubt = e->heard_count > 0 || (e->outlet.born && e->outlet.in_doubt);
	e->outlet.unknown = world_now_ms(e->world) <= e->outlet.aside_until_ms || (e->outlet.born && e->outlet.unknown);
	e->outlet.flip_at_ms = e->outlet.restart_end_ms = e->outlet.wrong_since_ms = EXPLORE_NEVER;
}

void outlet_power_came(struct explore *e)
{
	e->outlet.born = true;
}

void outlet_aside(struct explore *e, uint64_t for_ms)
{
	uint64_t until_ms = world_now_ms(e->world) + for_ms;

	if (until_ms > e->outlet.aside_until_ms)
		e->outlet.aside_until_ms = until_ms;
}

/* Somebody on the list calls: the call may switch. */
static bool listed_call(const struct explore *e)
{
	const struct voice *v = network_voice(world_network(e->world));

	if (voice_call(v) == CALL_NONE || !voice_incoming(v) || voice_hidden(v))
		return false;
	enum who who = ledger_who(voice_peer(v)->text);
	return who != WHO_COUNT && ledger_listed(who);
}

static bool others_act(struct explore *e, const struct core *c)
{
	if (listed_call(e))
		outlet_aside(e, AFTER_CALL_MS);
	if (core_has(c, FEATURE_BATTERY) && !world_has_mains(e->world))
		outlet_aside(e, AFTER_MAINS_MS);
	if (core_setting(c, SETTING_THERMOSTAT_ON))
		outlet_aside(e, LATE_MS);
	return world_now_ms(e->world) <= e->outlet.aside_until_ms || c->schedule.count > 0;
}

static void follow(struct explore *e, const struct core *c)
{
	struct outlet_model *m = &e->outlet;
	uint64_t now_ms = world_now_ms(e->world);
	uint64_t mono_ms = now_ms - e->alive_since_ms + 1000; /* its clock begins so */

	m->set = c->outlet.set;
	m->resting = c->outlet.resting;
	m->flip_at_ms = c->outlet.flip_at_ms == RELAY_NEVER ? EXPLORE_NEVER : c->outlet.flip_at_ms - mono_ms + now_ms;
	m->restart_end_ms = c->outlet.restart_end_ms == RELAY_NEVER ? EXPLORE_NEVER
								    : c->outlet.restart_end_ms - mono_ms + now_ms;
	m->wrong_since_ms = EXPLORE_NEVER;
	m->in_doubt = m->unknown = m->born = false;
}

/* After a start POWERSTATE decides. */
static void begin(struct explore *e, const struct core *c)
{
	struct outlet_model *m = &e->outlet;
	int state = core_setting(c, SETTING_POWERSTATE);

	if (m->in_doubt && c->outlet.resting == m->resting_before)
		m->resting = m->resting_before;
	switch_to(m, state == POWERSTATE_REMEMBER ? m->resting : state == POWERSTATE_ON);
	m->in_doubt = m->born = false;
}

bool outlet_agrees(struct explore *e, const char *sentence)
{
	const struct core *c = &world_device(e->world)->core;
	struct outlet_model *m = &e->outlet;
	uint64_t now_ms = world_now_ms(e->world);

	if (!world_alive(e->world))
		return true;
	if (others_act(e, c) || m->unknown) {
		follow(e, c);
		return true;
	}
	/* A message that came at once has been booked already. */
	if (m->born && e->heard_count == 0)
		begin(e, c);
	if (now_ms >= m->flip_at_ms) {
		m->set = m->resting;
		m->flip_at_ms = EXPLORE_NEVER;
	}
	if (now_ms >= m->restart_end_ms)
		m->restart_end_ms = EXPLORE_NEVER;
	bool on = m->set != (m->restart_end_ms != EXPLORE_NEVER);
	if (world_outlet(e->world) == on)
		m->wrong_since_ms = EXPLORE_NEVER;
	else if (m->wrong_since_ms == EXPLORE_NEVER)
		m->wrong_since_ms = now_ms;
	if (m->wrong_since_ms == EXPLORE_NEVER || now_ms - m->wrong_since_ms <= LATE_MS)
		return true;
	return sentences_broken(e, sentence, "it is %s since %llu s, and the manual says %s", on ? "off" : "on",
				(unsigned long long)(now_ms - m->wrong_since_ms) / 1000, on ? "on" : "off");
}
