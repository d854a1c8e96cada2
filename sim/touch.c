/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/touch.h"

#include "sim/lexis.h"
#include "sim/play.h"

#define PRESSED_FOR_MS 100u
/* After a contact has changed it stays so for a while before anything else is done: it is no bouncing one. */
#define CONTACT_MS 100u

static void pass(struct play *p, uint64_t for_ms)
{
	world_run_until(p->world, play_after_ms(p, for_ms));
}

static bool contact(struct play *p, enum core_input input, bool level)
{
	world_sense(p->world, input, level);
	pass(p, CONTACT_MS);
	return true;
}

/* --- Power. --- */

bool touch_mains(struct play *p, const struct statement *s, struct text *why)
{
	bool on = s->value[0].number == 0;
	bool was_alive = world_alive(p->world);

	(void)why;
	p->plugged_in = p->plugged_in || on;
	world_mains(p->world, on);
	if (was_alive && world_alive(p->world))
		pass(p, CONTACT_MS);
	return true;
}

bool touch_cut(struct play *p, const struct statement *s, struct text *why)
{
	(void)s;
	(void)why;
	world_cut(p->world);
	return true;
}

bool touch_cut_after(struct play *p, const struct statement *s, struct text *why)
{
	if (s->value[0].number == 0) {
		text_str(why, "\"0\" writes are none; expected 1 or more");
		return false;
	}
	world_cut_after(p->world, s->value[0].number);
	return true;
}

bool touch_battery_empty(struct play *p, const struct statement *s, struct text *why)
{
	(void)s;
	(void)why;
	world_battery(p->world, 0);
	return true;
}

bool touch_battery(struct play *p, const struct statement *s, struct text *why)
{
	if (s->value[0].number > 100) {
		lexis_print_text(s->value[0].word, why);
		text_str(why, " is no charge; expected 0 to 100 percent");
		return false;
	}
	world_battery(p->world, (int)s->value[0].number);
	return true;
}

/* --- Temperature. --- */

bool touch_temperature(struct play *p, const struct statement *s, struct text *why)
{
	(void)why;
	world_thermometer(p->world, THERMOMETER_STEADY, s->value[0].raw_dc);
	return true;
}

bool touch_thermometer(struct play *p, const struct statement *s, struct text *why)
{
	static const enum world_thermometer thermometers[] = { THERMOMETER_NONE, THERMOMETER_ROOM };

	(void)why;
	world_thermometer(p->world, thermometers[s->value[0].number], 0);
	return true;
}

/* --- Contacts. --- */

bool touch_sensor(struct play *p, const struct statement *s, struct text *why)
{
	(void)why;
	return contact(p, INPUT_SENSOR, s->value[0].number == 0);
}

bool touch_jack(struct play *p, const struct statement *s, struct text *why)
{
	(void)why;
	return contact(p, INPUT_JACK, s->value[0].number == 0);
}

static bool hold(struct play *p, uint64_t for_ms)
{
	world_sense(p->world, INPUT_BUTTON, true);
	pass(p, for_ms);
	return contact(p, INPUT_BUTTON, false);
}

bool touch_press(struct play *p, const struct statement *s, struct text *why)
{
	(void)s;
	(void)why;
	return hold(p, PRESSED_FOR_MS);
}

bool touch_hold(struct play *p, const struct statement *s, struct text *why)
{
	(void)why;
	return hold(p, s->value[0].number);
}
