/* SPDX-License-Identifier: Apache-2.0 */
#include "core/button.h"

#include "core/core.h"
#include "core/effects.h"
#include "core/switching.h"

#define LONG_MS 5000u
#define ARMED_FOR_MS 10000u

bool button_armed(const struct core *c, uint64_t now_ms)
{
	return now_ms < c->button.armed_until_ms;
}

static void short_press(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	struct text nobody = effects_text(out);

	if (core_setting(c, SETTING_ALARM_ON))
		alarm_enable(c, false, now_ms, out);
	else
		switching_toggle(c, &nobody);
}

void button_changed(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	struct button *b = &c->button;

	if (c->inputs.level[INPUT_BUTTON]) {
		b->pressed_at_ms = now_ms;
		if (!button_armed(c, now_ms))
			return;
		c->erased = true;
		effects_note(out, NOTE_WARNING, "factory reset by the button", NULL, NULL);
		effects_want(out, EFFECT_ERASE);
		return;
	}
	if (b->held_at_start) {
		b->held_at_start = false;
		return;
	}
	if (now_ms - b->pressed_at_ms >= LONG_MS)
		b->armed_until_ms = now_ms + ARMED_FOR_MS;
	else
		short_press(c, now_ms, out);
}

void button_step(struct core *c, uint64_t now_ms)
{
	if (!button_armed(c, now_ms))
		c->button.armed_until_ms = 0;
}

uint64_t button_deadline_ms(const struct core *c)
{
	return c->button.armed_until_ms != 0 ? c->button.armed_until_ms : CORE_NEVER;
}
