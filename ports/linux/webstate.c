/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/webstate.h"

#include <string.h>

#include "core/command.h"
#include "core/status.h"
#include "ports/linux/controlevents.h"
#include "ports/linux/controlstatus.h"

#define TEXT_CAP 400

static bool has_room(const struct webstate *s)
{
	return (model_features(s->model) & FEATURE_ROOM) != 0;
}

/* --- What it is, and its board. --- */

static void print_model(const struct webstate *s, struct json *j)
{
	static const struct {
		uint32_t feature;
		const char *name;
	} features[] = { { FEATURE_ROOM, "room" }, { FEATURE_USSD, "ussd" }, { FEATURE_BATTERY, "battery" } };

	json_member_bool(j, "alive", s->device != NULL);
	json_member_str(j, "model", model_name(s->model));
	json_member_open(j, "features", '[');
	for (size_t i = 0; i < sizeof features / sizeof *features; i++)
		if ((model_features(s->model) & features[i].feature) != 0)
			json_str(j, features[i].name);
	json_close(j, ']');
	json_member_str(j, "firmware", "smsocket " SMSOCKET_VERSION);
}

static void print_board(const struct webstate *s, struct json *j)
{
	json_member_bool(j, "outlet", s->outlet);
	json_member_bool(j, "microrelay", s->microrelay);
	json_member_bool(j, "mains", s->mains);
	json_member_maybe(j, "battery", (model_features(s->model) & FEATURE_BATTERY) != 0, s->battery_pct);
	json_member_bool(j, "sensor", s->sensor);
	json_member_bool(j, "jack", s->jack);
	json_member_bool(j, "button", s->button);
	json_member_bool(j, "mic", s->mic);
	json_member_open(j, "leds", '{');
	for (enum led led = 0; led < LED_COUNT; led++)
		json_member_str(j, controlevents_led(led), led_pattern_name(s->led[led]));
	json_close(j, '}');
}

/* --- The device, which runs. --- */

static void print_radio(const struct core *c, struct json *j)
{
	static const char *const sims[] = {
		[RADIO_STARTING] = NULL,       [RADIO_DEAD] = NULL,      [RADIO_SIM_FAULT] = "missing",
		[RADIO_SIM_LOCKED] = "locked", [RADIO_SEARCHING] = "ok", [RADIO_REGISTERED] = "ok",
	};

	json_member_str(j, "radio", controlevents_radio(c->radio));
	json_member_maybe(j, "signal_dbm", c->signal_dbm != RADIO_NO_SIGNAL, c->signal_dbm);
	json_member_str(j, "sim", sims[c->radio]);
	json_member_str(j, "operator_number", c->own.text);
}

bool webstate_temperature(const struct device *d, int *dc)
{
	const struct core *c = &d->core;

	*dc = c->heat.raw_dc - 10 * core_setting(c, SETTING_TEMPCAL);
	return core_has(c, FEATURE_ROOM) && c->heat.known;
}

static void print_temperature(const struct webstate *s, struct json *j)
{
	const struct heat *heat = &s->device->core.heat;
	int dc;
	bool known = webstate_temperature(s->device, &dc);

	json_member_maybe(j, "temperature_dc", known, dc);
	json_member_maybe(j, "raw_dc", has_room(s) && heat->sensed, heat->sensed_dc);
}

static void print_seconds(struct json *j, const char *name, uint64_t at_ms, uint64_t now_ms)
{
	json_member_maybe(j, name, at_ms != RELAY_NEVER, controlstatus_seconds(at_ms, now_ms));
}

static void print_times(const struct webstate *s, struct json *j)
{
	const struct core *c = &s->device->core;
	uint64_t now_ms = s->now.mono_ms;
	char clock[32];
	struct text t;

	text_init(&t, clock, sizeof clock);
	clock_print(&c->clock, &t, now_ms);
	json_member_str(j, "clock", c->clock.known ? clock : NULL);
	json_member_number(j, "window_s", controlstatus_seconds(c->window_until_ms, now_ms));
	json_member_open(j, "timers", '{');
	print_seconds(j, "outlet_s", c->outlet.flip_at_ms, now_ms);
	print_seconds(j, "restart_s", c->outlet.restart_end_ms, now_ms);
	print_seconds(j, "microrelay_s", c->microrelay.flip_at_ms, now_ms);
	print_seconds(j, "restartm_s", c->microrelay.restart_end_ms, now_ms);
	json_close(j, '}');
}

static void print_behaviour(const struct core *c, struct json *j)
{
	json_member_open(j, "thermostat", '{');
	json_member_bool(j, "on", core_setting(c, SETTING_THERMOSTAT_ON) != 0);
	json_member_str(j, "mode", core_setting(c, SETTING_THERMOSTAT) == HEAT_HEATING ? "HEATING" : "COOLING");
	json_member_number(j, "tempoff", core_setting(c, SETTING_TEMPOFF));
	json_close(j, '}');
	json_member_open(j, "alarm", '{');
	json_member_bool(j, "on", core_setting(c, SETTING_ALARM_ON) != 0);
	json_member_bool(j, "active", c->alarm.active);
	json_close(j, '}');
}

/* A text's lines as an array's strings. */
static void print_lines(struct json *j, const char *name, const char *lines)
{
	json_member_open(j, name, '[');
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");

		json_bytes(j, lines, len);
		lines += len + (lines[len] == '\n');
	}
	json_close(j, ']');
}

static void print_lists(const struct core *c, struct json *j)
{
	char buffer[TEXT_CAP];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	schedule_print(&c->schedule, &t);
	print_lines(j, "schedule", buffer);
	text_init(&t, buffer, sizeof buffer);
	if (c->alarm.log_count > 0)
		alarm_print_log(c, &t);
	print_lines(j, "alarmlog", buffer);
}

static void print_numbers(const struct numbers *numbers, const char *name, struct json *j)
{
	json_member_open(j, name, '[');
	for (uint8_t i = 0; i < numbers->count; i++)
		json_str(j, numbers->digits[i]);
	json_close(j, ']');
}

/* --- Settings. --- */

/* What settings_print says behind the name: "=(A),B" is A, "=10 seconds" is 10, ": *100#" is *100#. */
static void print_value(const struct settings *settings, enum setting id, bool room, struct json *j)
{
	char buffer[TEXT_CAP];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	settings_print(settings, id, room, &t);
	const char *value = buffer + strlen(settings_name(id));
	bool secret = settings_secret(id) && *value == ':';
	bool choice = strchr(value, '(') != NULL;
	value = choice ? strchr(value, '(') + 1 : value + strspn(value, "=: ");
	size_t len = strcspn(value, choice ? ")" : " ");

	json_key(j, settings_name(id));
	if (secret)
		json_bytes(j, "***************", len);
	else
		json_bytes(j, value, len);
}

static void print_settings(const struct core *c, struct json *j)
{
	json_member_open(j, "settings", '{');
	for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
		const struct command *row = &command_table[id];

		if (row->value == VALUE_SETTING && (row->features & ~c->features) == 0)
			print_value(&c->settings, (enum setting)row->low, core_has(c, FEATURE_ROOM), j);
	}
	json_close(j, '}');
}

void webstate_print(const struct webstate *s, struct json *j)
{
	print_model(s, j);
	print_board(s, j);
	if (s->device == NULL)
		return;
	const struct core *c = &s->device->core;
	print_radio(c, j);
	print_times(s, j);
	if (has_room(s)) {
		print_temperature(s, j);
		print_behaviour(c, j);
		print_lists(c, j);
	}
	print_settings(c, j);
	print_numbers(&c->secnumbers, "secnumbers", j);
	print_numbers(&c->alertnumbers, "alertnumbers", j);
	controlstatus_counts(s->device, j);
}
