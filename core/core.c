/* One step: the event changes the state, then the outputs are made to agree with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/core.h"

#include "base/assert.h"
#include "base/err.h"
#include "core/effects.h"
#include "core/lamps.h"
#include "core/listen.h"

void core_init(struct core *c, enum model model)
{
	*c = (struct core){ .features = model_features(model), .signal_dbm = RADIO_NO_SIGNAL };
	outlet_init(&c->outlet);
}

/* The resting state is saved when it changes, not when the outlet does: a timer that ends writes nothing. */
static void save_changes(struct core *c, struct core_effects *out)
{
	if (c->outlet.resting == c->resting_saved)
		return;
	c->resting_saved = c->outlet.resting;
	effects_want(out, EFFECT_SAVE)->key = KEY_RESTING;
}

static void show_outlet(struct core *c, struct core_effects *out, bool always)
{
	if (!always && c->shown.outlet == c->outlet.on)
		return;
	c->shown.outlet = c->outlet.on;
	effects_want(out, EFFECT_OUTLET)->on = c->outlet.on;
}

static void show_lamps(struct core *c, uint64_t now_ms, struct core_effects *out, bool always)
{
	const struct lamps_state state = {
		.outlet = c->outlet.on,
		.waking = now_ms < c->waking_until_ms,
		.has_mic = (c->features & FEATURE_ROOM) != 0,
		.radio = c->radio,
	};

	for (enum led led = 0; led < LED_COUNT; led++) {
		enum led_pattern pattern = lamps_pattern(&state, led);

		if (!always && c->shown.led[led] == pattern)
			continue;
		c->shown.led[led] = pattern;
		struct core_effect *effect = effects_want(out, EFFECT_LED);
		effect->led.led = led;
		effect->led.pattern = pattern;
	}
}

static void start(struct core *c, uint64_t now_ms)
{
	ASSERT(!c->started);
	c->started = true;
	c->waking_until_ms = now_ms + PATTERN_BLINK3_FOR_MS;
}

void core_step(struct core *c, const struct core_event *ev, struct core_now now, struct core_effects *out)
{
	bool first = ev->kind == EVENT_START;

	ASSERT(first != c->started);
	out->count = 0;
	/* What was due before the event happens before it. */
	outlet_step(&c->outlet, now.mono_ms);
	switch (ev->kind) {
	case EVENT_START:
		start(c, now.mono_ms);
		break;
	case EVENT_TIME:
		break;
	case EVENT_MESSAGE:
		listen_message(c, ev->message.from, ev->message.text, now, out);
		break;
	case EVENT_RADIO:
		c->radio = ev->radio;
		break;
	case EVENT_SIGNAL:
		ASSERT(ev->signal_dbm <= 0 && ev->signal_dbm >= -113);
		c->signal_dbm = ev->signal_dbm;
		break;
	}
	save_changes(c, out);
	show_outlet(c, out, first);
	show_lamps(c, now.mono_ms, out, first);
}

static bool waking(const struct core *c)
{
	return c->shown.led[LED_POWER] == PATTERN_BLINK3;
}

uint64_t core_deadline_ms(const struct core *c)
{
	uint64_t at_ms = c->outlet.flip_at_ms;

	return waking(c) && c->waking_until_ms < at_ms ? c->waking_until_ms : at_ms;
}

bool core_sane(const struct core *c)
{
	return outlet_sane(&c->outlet) && c->signal_dbm <= 0 && c->signal_dbm >= -113 &&
	       (!c->started || (c->shown.outlet == c->outlet.on && c->resting_saved == c->outlet.resting));
}

size_t core_save(const struct core *c, uint16_t key, uint8_t *out)
{
	ASSERT(key == KEY_RESTING);
	out[0] = c->outlet.resting ? 1 : 0;
	return 1;
}

int core_load(struct core *c, uint16_t key, const uint8_t *value, size_t len)
{
	ASSERT(!c->started);
	if (key != KEY_RESTING)
		return ERR_MISSING;
	if (len != 1 || value[0] > 1)
		return ERR_RANGE;
	outlet_set(&c->outlet, value[0] == 1);
	c->resting_saved = c->outlet.resting;
	return 0;
}
