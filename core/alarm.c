/* SPDX-License-Identifier: Apache-2.0 */
#include "core/alarm.h"

#include <string.h>

#include "base/err.h"
#include "core/core.h"
#include "core/effects.h"

#define HOLD_FOR_MS 60000u
#define LOG_LAST_S 253402300799 /* 9999-12-31 23:59:59 */

static bool enabled(const struct core *c)
{
	return core_setting(c, SETTING_ALARM_ON);
}

static bool sensor_active(const struct core *c)
{
	bool closed = c->inputs.level[INPUT_SENSOR];

	return core_setting(c, SETTING_SENSORTYPE) == SENSOR_NC ? !closed : closed;
}

void alarm_settle(struct core *c)
{
	c->alarm.active = sensor_active(c);
	c->alarm.told_active = c->alarm.active;
}

static void write_log(struct core *c, uint64_t now_ms)
{
	struct alarm *a = &c->alarm;

	memmove(a->log + 1, a->log, (ALARM_LOG_MAX - 1) * sizeof *a->log);
	a->log[0] = c->clock.known ? clock_local_s(&c->clock, now_ms) : ALARM_TIME_UNKNOWN;
	if (a->log_count < ALARM_LOG_MAX)
		a->log_count++;
	core_list_changed(c, LIST_ALARMS);
}

static void hold(struct core *c, uint64_t now_ms)
{
	c->alarm.phase = PHASE_HOLDING;
	c->alarm.hold_until_ms = now_ms + HOLD_FOR_MS;
}

static void call_next(struct core *c, uint64_t now_ms)
{
	struct number who = numbers_at(&c->alertnumbers, c->alarm.callee);

	c->alarm.phase = PHASE_CALLING;
	line_call_alarm(c, &who, now_ms);
}

static void begin_cycle(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	int siren_s = core_setting(c, SETTING_MICRORELAYTIME);

	write_log(c, now_ms);
	if (siren_s > 0)
		relay_set_for(&c->microrelay, true, (uint64_t)siren_s * 1000, now_ms);
	hold(c, now_ms);
	switch ((enum settings_alert)core_setting(c, SETTING_ALERT)) {
	case ALERT_SMS:
		effects_tell(c, out, "ALARM! Sensor activated", now_ms);
		return;
	case ALERT_SMSCHANGE:
		c->alarm.told_active = true;
		effects_tell(c, out, "ALARM! Sensor active", now_ms);
		return;
	case ALERT_CALL:
		c->alarm.callee = 0;
		if (c->alertnumbers.count > 0)
			call_next(c, now_ms);
		return;
	case ALERT_OFF:;
	}
}

void alarm_picked_up(struct core *c)
{
	relay_set(&c->microrelay, false);
}

void alarm_call_ended(struct core *c, bool reached, uint64_t now_ms, struct core_effects *out)
{
	if (c->alarm.phase != PHASE_CALLING)
		return;
	if (!reached && c->alarm.callee + 1 < c->alertnumbers.count) {
		c->alarm.callee++;
		call_next(c, now_ms);
		return;
	}
	if (!reached)
		effects_tell(c, out, "ALARM! Sensor activated", now_ms);
	hold(c, now_ms);
}

void alarm_enable(struct core *c, bool on, uint64_t now_ms, struct core_effects *out)
{
	if (on == enabled(c))
		return;
	settings_set(&c->settings, SETTING_ALARM_ON, on);
	alarm_settle(c);
	if (!on && c->alarm.phase == PHASE_CALLING)
		line_stop_alarm(c, now_ms, out);
	/* A siren that the alarm has switched on is silent with it. */
	if (!on && c->alarm.phase != PHASE_WATCHING && c->microrelay.flip_at_ms != RELAY_NEVER)
		relay_set(&c->microrelay, false);
	c->alarm.phase = PHASE_WATCHING;
}

/* SMSCHANGE tells of both ways, each change once. */
static void tell_change(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	struct alarm *a = &c->alarm;

	if (core_setting(c, SETTING_ALERT) != ALERT_SMSCHANGE || a->active == a->told_active || a->active)
		return;
	a->told_active = false;
	effects_tell(c, out, "ALARM! Sensor inactive", now_ms);
}

void alarm_step(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	struct alarm *a = &c->alarm;
	bool was_active = a->active;
	bool held = false;

	if (!core_has(c, FEATURE_ROOM))
		return;
	a->active = sensor_active(c);
	if (!enabled(c)) {
		a->told_active = a->active;
		return;
	}
	if (a->phase == PHASE_HOLDING && now_ms >= a->hold_until_ms) {
		a->phase = PHASE_WATCHING;
		held = true;
	}
	tell_change(c, now_ms, out);
	if (a->phase != PHASE_WATCHING || !a->active)
		return;
	/* After the minute a sensor that is (still, or again) active is a trigger; one that SMSCHANGE has told of is not. */
	bool told = core_setting(c, SETTING_ALERT) == ALERT_SMSCHANGE && a->told_active;
	if (!was_active || (held && !told))
		begin_cycle(c, now_ms, out);
}

uint64_t alarm_deadline_ms(const struct core *c)
{
	return c->alarm.phase == PHASE_HOLDING ? c->alarm.hold_until_ms : CORE_NEVER;
}

void alarm_print_log(const struct core *c, struct text *t)
{
	const struct alarm *a = &c->alarm;

	if (a->log_count == 0)
		text_str(t, "No alarms!");
	for (uint8_t i = 0; i < a->log_count; i++) {
		if (i > 0)
			text_char(t, '\n');
		if (a->log[i] == ALARM_TIME_UNKNOWN)
			text_str(t, "unknown");
		else
			clock_print_local(t, a->log[i]);
	}
}

size_t alarm_save(const struct alarm *a, uint8_t *out)
{
	for (uint8_t i = 0; i < a->log_count; i++)
		for (int b = 0; b < ALARM_TIME_LEN; b++)
			out[i * ALARM_TIME_LEN + b] = (uint8_t)((uint64_t)a->log[i] >> 8 * b);
	return (size_t)a->log_count * ALARM_TIME_LEN;
}

int alarm_load(struct alarm *a, const uint8_t *value, size_t len)
{
	if (len % ALARM_TIME_LEN != 0 || len > ALARM_LOG_MAX * ALARM_TIME_LEN)
		return ERR_RANGE;
	a->log_count = (uint8_t)(len / ALARM_TIME_LEN);
	for (uint8_t i = 0; i < a->log_count; i++) {
		uint64_t n = 0;

		for (int b = 0; b < ALARM_TIME_LEN; b++)
			n |= (uint64_t)value[i * ALARM_TIME_LEN + b] << 8 * b;
		a->log[i] = (int64_t)n;
		/* A date, or none. */
		if (a->log[i] != ALARM_TIME_UNKNOWN && (a->log[i] < 0 || a->log[i] > LOG_LAST_S)) {
			a->log_count = 0;
			return ERR_RANGE;
		}
	}
	return 0;
}
