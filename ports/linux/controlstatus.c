/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/controlstatus.h"

#include <stdio.h>
#include <stdlib.h>

#include "ports/linux/controlevents.h"

#define TIME_CAP 32

/* --- The status. --- */

int64_t controlstatus_seconds(uint64_t at_ms, uint64_t now_ms)
{
	return at_ms > now_ms ? (int64_t)((at_ms - now_ms + 999) / 1000) : 0;
}

static void add_time(struct json *j, const struct clock *clock, uint64_t now_ms)
{
	char buffer[TIME_CAP];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	if (clock->known)
		controlevents_print_zoned(&t, clock_utc_s(clock, now_ms), clock->zone_qh);
	json_member_str(j, "time", clock->known ? buffer : NULL);
}

static void add_relay(struct json *j, const char *name, const struct relay *r, bool on, uint64_t now_ms)
{
	uint64_t at_ms = relay_deadline_ms(r);

	json_member_open(j, name, '{');
	json_member_bool(j, "on", on);
	json_member_bool(j, "wanted", relay_on(r));
	json_member_maybe(j, "changes_in_s", at_ms != RELAY_NEVER, controlstatus_seconds(at_ms, now_ms));
}

static void add_switches(struct json *j, const struct core *c, uint64_t now_ms)
{
	bool on = core_outlet_on(c);

	add_relay(j, "outlet", &c->outlet, on, now_ms);
	json_member_maybe(j, "on_for_s", on, (int64_t)((now_ms - c->on_since_ms) / 1000));
	json_close(j, '}');
	if (!core_has(c, FEATURE_ROOM)) {
		json_member_null(j, "microrelay");
		return;
	}
	add_relay(j, "microrelay", &c->microrelay, relay_on(&c->microrelay), now_ms);
	json_close(j, '}');
}

static void add_tenths(struct json *j, const char *name, int tenths)
{
	char number[16];

	snprintf(number, sizeof number, "%s%d.%d", tenths < 0 ? "-" : "", abs(tenths) / 10, abs(tenths) % 10);
	json_key(j, name);
	json_raw(j, number);
}

static void add_temperature(struct json *j, const struct core *c)
{
	if (core_has(c, FEATURE_ROOM) && c->heat.known)
		add_tenths(j, "temperature_celsius", c->heat.raw_dc - 10 * core_setting(c, SETTING_TEMPCAL));
	else
		json_member_null(j, "temperature_celsius");
	if (!core_has(c, FEATURE_ROOM)) {
		json_member_null(j, "thermostat");
		return;
	}
	json_member_open(j, "thermostat", '{');
	json_member_bool(j, "on", core_setting(c, SETTING_THERMOSTAT_ON) != 0);
	json_member_str(j, "mode", core_setting(c, SETTING_THERMOSTAT) == HEAT_HEATING ? "heating" : "cooling");
	json_member_number(j, "off_at_celsius", core_setting(c, SETTING_TEMPOFF));
	json_close(j, '}');
}

static void add_alarm(struct json *j, const struct core *c)
{
	static const char *const phases[] = {
		[PHASE_WATCHING] = "watching", [PHASE_CALLING] = "calling", [PHASE_HOLDING] = "holding",
	};
	const struct alarm *a = &c->alarm;
	char last[TIME_CAP];
	struct text t;
	bool known = a->log_count > 0 && a->log[0] != ALARM_TIME_UNKNOWN;

	if (!core_has(c, FEATURE_ROOM)) {
		json_member_null(j, "alarm");
		return;
	}
	text_init(&t, last, sizeof last);
	if (known)
		controlevents_print_local(&t, a->log[0]);
	json_member_open(j, "alarm", '{');
	json_member_bool(j, "on", core_setting(c, SETTING_ALARM_ON) != 0);
	json_member_bool(j, "sensor_active", a->active);
	json_member_bool(j, "sensor_connected", c->inputs.level[INPUT_JACK]);
	json_member_str(j, "phase", phases[a->phase]);
	json_member_number(j, "logged", a->log_count);
	json_member_str(j, "last", known ? last : NULL);
	json_close(j, '}');
}

static void add_leds(struct json *j, const struct core *c)
{
	json_member_open(j, "leds", '{');
	for (enum led led = 0; led < LED_COUNT; led++) {
		bool there = led != LED_MICROPHONE || core_has(c, FEATURE_ROOM);

		json_member_str(j, controlevents_led(led), there ? led_pattern_name(c->shown.led[led]) : NULL);
	}
	json_close(j, '}');
}

static void add_call(struct json *j, const struct core *c)
{
	static const char *const uses[] = {
		[USE_NONE] = NULL,          [USE_RINGS] = "rings",        [USE_LISTEN] = "listen",
		[USE_CONFIRM] = "confirm",  [USE_CALLBACK] = "call back", [USE_ALARM] = "alarm",
	};

	json_member_str(j, "call", uses[c->line.use]);
	json_member_bool(j, "mic_live", core_mic_live(c));
}

static void add_modem(struct json *j, const struct device *d)
{
	const struct core *c = &d->core;

	json_member_open(j, "modem", '{');
	json_member_str(j, "radio", controlevents_radio(c->radio));
	json_member_maybe(j, "signal_dbm", c->signal_dbm != RADIO_NO_SIGNAL, c->signal_dbm);
	json_member_str(j, "family", d->modem.profile->name);
	json_close(j, '}');
}

static void add_security(struct json *j, const struct core *c, uint64_t now_ms)
{
	json_member_open(j, "security", '{');
	json_member_bool(j, "list", core_setting(c, SETTING_SECLIST) != 0);
	json_member_number(j, "numbers", c->secnumbers.count);
	json_member_bool(j, "password", c->settings.password[0] != '\0');
	json_member_number(j, "window_s", controlstatus_seconds(c->window_until_ms, now_ms));
	json_close(j, '}');
	json_member_number(j, "alert_numbers", c->alertnumbers.count);
}

static void add_schedule(struct json *j, const struct core *c)
{
	int64_t next_s = schedule_next_s(&c->schedule);
	char next[TIME_CAP];
	struct text t;

	if (!core_has(c, FEATURE_ROOM)) {
		json_member_null(j, "schedule");
		return;
	}
	text_init(&t, next, sizeof next);
	if (next_s != SCHEDULE_NEVER)
		controlevents_print_local(&t, next_s);
	json_member_open(j, "schedule", '{');
	json_member_number(j, "rules", c->schedule.count);
	json_member_str(j, "next", next_s != SCHEDULE_NEVER ? next : NULL);
	json_close(j, '}');
}

void controlstatus_counts(const struct device *d, struct json *j)
{
	json_member_open(j, "counts", '[');
	for (size_t i = 0; i < DEVICE_COUNTS; i++) {
		const struct device_count count = device_count(d, i);

		json_open(j, '{');
		json_member_str(j, "what", count.what);
		json_member_number(j, "count", count.count);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void controlstatus_print(const struct device *d, const char *board, uint64_t up_ms, struct core_now now, struct text *t)
{
	const struct core *c = &d->core;
	bool battery = core_has(c, FEATURE_BATTERY);
	struct json j;

	json_init(&j, t);
	json_open(&j, '{');
	json_member_str(&j, "kind", "status");
	json_member_str(&j, "product", c->config.product);
	json_member_str(&j, "version", c->config.version);
	json_member_str(&j, "model", model_name(c->config.model));
	json_member_str(&j, "board", board);
	json_member_number(&j, "up_s", (int64_t)(up_ms / 1000));
	add_time(&j, &c->clock, now.mono_ms);
	add_switches(&j, c, now.mono_ms);
	json_member_bool(&j, "mains", power_mains(c));
	json_member_maybe(&j, "battery_pct", battery, c->power.battery_pct);
	add_temperature(&j, c);
	add_alarm(&j, c);
	add_schedule(&j, c);
	add_leds(&j, c);
	add_call(&j, c);
	add_modem(&j, d);
	add_security(&j, c, now.mono_ms);
	json_member_number(&j, "messages_waiting", d->outbox.used_count);
	controlstatus_counts(d, &j);
	json_close(&j, '}');
	text_char(t, '\n');
}

/* --- The parts. --- */

static void look_at_store(const struct device *d, struct board_part *part)
{
	part->name = "memory";
	for (size_t key = 1; key <= CORE_KEY_LAST; key++)
		part->answers = part->answers && !d->unsaved[key];
	snprintf(part->is, sizeof part->is, "%s; %u writes refused since the start",
		part->answers ? "everything is saved" : "something could not be saved", (unsigned)d->write_failures);
}

static void look_at_modem(const struct device *d, struct board_part *part)
{
	part->name = "modem";
	part->answers = d->core.radio != RADIO_STARTING && d->core.radio != RADIO_DEAD;
	snprintf(part->is, sizeof part->is, "%s", part->answers ? d->modem.profile->name : "it does not answer");
}

static void look_at_sim(const struct device *d, struct board_part *part)
{
	static const char *const words[] = {
		[RADIO_STARTING] = "nobody knows yet",  [RADIO_DEAD] = "nobody can ask",
		[RADIO_SIM_FAULT] = "missing, bad or blocked", [RADIO_SIM_LOCKED] = "it wants a PIN",
		[RADIO_SEARCHING] = "ready", [RADIO_REGISTERED] = "ready",
	};

	part->name = "sim";
	part->answers = d->core.radio == RADIO_SEARCHING || d->core.radio == RADIO_REGISTERED;
	snprintf(part->is, sizeof part->is, "%s", words[d->core.radio]);
}

static void look_at_network(const struct device *d, struct board_part *part)
{
	part->name = "network";
	part->answers = d->core.radio == RADIO_REGISTERED;
	snprintf(part->is, sizeof part->is, "%s", part->answers ? "registered" : "not registered");
}

static void look_at_signal(const struct device *d, struct board_part *part)
{
	part->name = "signal";
	part->answers = d->core.signal_dbm != RADIO_NO_SIGNAL;
	if (part->answers)
		snprintf(part->is, sizeof part->is, "%d dBm", d->core.signal_dbm);
	else
		snprintf(part->is, sizeof part->is, "unknown");
}

bool controlstatus_part(const struct device *d, size_t index, struct board_part *part)
{
	static void (*const looks[])(const struct device *, struct board_part *) = {
		look_at_store, look_at_modem, look_at_sim, look_at_network, look_at_signal,
	};

	if (index >= sizeof looks / sizeof *looks)
		return false;
	*part = (struct board_part){ .answers = true };
	looks[index](d, part);
	return true;
}

void controlstatus_print_part(const char *of, const struct board_part *part, struct text *t)
{
	struct json j;

	json_init(&j, t);
	json_open(&j, '{');
	json_member_str(&j, "kind", "part");
	json_member_str(&j, "of", of);
	json_member_str(&j, "part", part->name);
	json_member_bool(&j, "answers", part->answers);
	json_member_str(&j, "is", part->is);
	json_close(&j, '}');
	text_char(t, '\n');
}
