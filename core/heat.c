/* SPDX-License-Identifier: Apache-2.0 */
#include "core/heat.h"

#include "base/assert.h"
#include "core/core.h"
#include "core/effects.h"

#define FIRST_AFTER_MS 600000u
#define EVERY_MS 60000u
#define FAILED_AFTER_MS 300000u
#define DEAD_BAND_DC 5  /* on the side where it switches on */
#define REARM_DC 10     /* an alert is armed again this far inside its limit */

void heat_start(struct core *c, uint64_t now_ms)
{
	c->heat = (struct heat){ .read_at_ms = now_ms + FIRST_AFTER_MS, .good_at_ms = now_ms + FIRST_AFTER_MS };
}

void heat_sense(struct core *c, bool known, int raw_dc)
{
	ASSERT(raw_dc >= -1000 && raw_dc <= 1500);
	c->heat.sensed = known;
	c->heat.sensed_dc = raw_dc;
}

static int calibrated_dc(const struct core *c)
{
	return c->heat.raw_dc - core_setting(c, SETTING_TEMPCAL) * 10;
}

/* n / d to a whole number, a half upwards; `d` is even. */
static int rounded(int n, int d)
{
	n += d / 2;
	return n >= 0 ? n / d : -((d - 1 - n) / d);
}

void heat_print(const struct core *c, struct text *t)
{
	if (!c->heat.known) {
		text_str(t, "N/A");
		return;
	}
	int dc = calibrated_dc(c);
	text_number(t, c->config.fahrenheit ? rounded(dc * 9 + 1600, 50) : rounded(dc, 10));
	text_char(t, c->config.fahrenheit ? 'F' : 'C');
}

void heat_rearm(struct core *c)
{
	c->heat.rise_told = false;
	c->heat.fall_told = false;
}

void heat_enable(struct core *c, bool on)
{
	/* A heater that nobody regulates any more does not stay on: the outlet is again as it was set by hand. */
	if (!on && core_setting(c, SETTING_THERMOSTAT_ON) && c->outlet.flip_at_ms == RELAY_NEVER)
		relay_set(&c->outlet, c->outlet.resting);
	settings_set(&c->settings, SETTING_THERMOSTAT_ON, on);
}

static void alert_temperature(struct core *c, const char *what, const char *after, uint64_t now_ms, struct core_effects *out)
{
	struct text t = effects_text(out);

	text_str(&t, what);
	heat_print(c, &t);
	text_str(&t, after);
	effects_alert(c, out, &t, now_ms);
}

/* Off at or beyond TEMPOFF, on when the dead band is left on the other side. */
static void regulate(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	int limit_dc = core_setting(c, SETTING_TEMPOFF) * 10;
	int over_dc = calibrated_dc(c) - limit_dc;

	if (core_setting(c, SETTING_THERMOSTAT) == HEAT_COOLING)
		over_dc = -over_dc;
	if (over_dc <= -DEAD_BAND_DC && !relay_on(&c->outlet))
		relay_drive(&c->outlet, true);
	if (over_dc < 0 || !relay_on(&c->outlet))
		return;
	relay_drive(&c->outlet, false);
	if (core_setting(c, SETTING_THERMALERT))
		alert_temperature(c, "THERMOSTAT ALERT! TEMP: ", "\nPower socket OFF", now_ms, out);
}

static void watch_limits(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	int rise = core_setting(c, SETTING_TRISEALERT);
	int fall = core_setting(c, SETTING_TFALLALERT);
	int dc = calibrated_dc(c);

	if (rise != SETTINGS_OFF && dc > rise * 10 && !c->heat.rise_told) {
		c->heat.rise_told = true;
		alert_temperature(c, "TEMP ALERT! Rise: ", "", now_ms, out);
	}
	if (rise != SETTINGS_OFF && dc <= rise * 10 - REARM_DC)
		c->heat.rise_told = false;
	if (fall != SETTINGS_OFF && dc < fall * 10 && !c->heat.fall_told) {
		c->heat.fall_told = true;
		alert_temperature(c, "TEMP ALERT! Fall: ", "", now_ms, out);
	}
	if (fall != SETTINGS_OFF && dc >= fall * 10 + REARM_DC)
		c->heat.fall_told = false;
}

/* Without a thermometer nobody may heat or cool. */
static void fail(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	bool regulating = core_setting(c, SETTING_THERMOSTAT_ON);
	bool watching = core_setting(c, SETTING_TRISEALERT) != SETTINGS_OFF ||
			core_setting(c, SETTING_TFALLALERT) != SETTINGS_OFF;

	c->heat.known = false;
	if (regulating && relay_on(&c->outlet))
		relay_drive(&c->outlet, false);
	if (c->heat.failed_told || (!regulating && !watching))
		return;
	c->heat.failed_told = true;
	struct text t = effects_text(out);
	text_str(&t, "TEMP ALERT! Sensor failed");
	effects_alert(c, out, &t, now_ms);
}

void heat_step(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	struct heat *h = &c->heat;

	if (!core_has(c, FEATURE_ROOM) || now_ms < h->read_at_ms)
		return;
	/* One reading stands for all that were missed. */
	h->read_at_ms = (now_ms - h->read_at_ms < EVERY_MS ? h->read_at_ms : now_ms) + EVERY_MS;
	if (!h->sensed) {
		if (now_ms - h->good_at_ms >= FAILED_AFTER_MS)
			fail(c, now_ms, out);
		return;
	}
	h->known = true;
	h->failed_told = false;
	h->raw_dc = h->sensed_dc;
	h->good_at_ms = now_ms;
	if (core_setting(c, SETTING_THERMOSTAT_ON))
		regulate(c, now_ms, out);
	watch_limits(c, now_ms, out);
}

uint64_t heat_deadline_ms(const struct core *c)
{
	return core_has(c, FEATURE_ROOM) ? c->heat.read_at_ms : CORE_NEVER;
}
