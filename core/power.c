/* SPDX-License-Identifier: Apache-2.0 */
#include "core/power.h"

#include "core/core.h"
#include "core/effects.h"

#define COUNTS_AFTER_MS 10000u
#define CLOCK_WAIT_MS 60000u   /* for the time of day, before "restored" is told without */
#define BATTERY_LOW_PCT 3
#define IDLE_FOR_MS 360000u    /* without a usable SIM */

bool power_mains(const struct core *c)
{
	return !core_has(c, FEATURE_BATTERY) || c->inputs.level[INPUT_MAINS];
}

static void settle_outlet(struct core *c)
{
	int state = core_setting(c, SETTING_POWERSTATE);

	relay_set(&c->outlet, state == POWERSTATE_REMEMBER ? c->outlet.resting : state == POWERSTATE_ON);
}

void power_start(struct core *c, bool power_lost, uint64_t now_ms)
{
	c->power = (struct power){
		.changed_at_ms = now_ms,
		.restored = power_lost,
		.restored_at_ms = now_ms + COUNTS_AFTER_MS,
		.battery_pct = 100,
		.idle_since_ms = CORE_NEVER,
	};
	settle_outlet(c);
}

void power_wish(struct core *c)
{
	c->power.wished = !power_mains(c);
}

void power_mains_changed(struct core *c, uint64_t now_ms)
{
	c->power.changed_at_ms = now_ms;
	if (c->power.out && power_mains(c) && !c->power.wished)
		settle_outlet(c);
	c->power.wished = false;
}

static uint64_t restored_deadline_ms(const struct core *c)
{
	const struct power *p = &c->power;

	return c->clock.known ? p->restored_at_ms : p->restored_at_ms + CLOCK_WAIT_MS;
}

static bool sim_usable(const struct core *c)
{
	return c->radio != RADIO_SIM_FAULT && c->radio != RADIO_SIM_LOCKED;
}

static uint64_t shut_down_deadline_ms(const struct core *c)
{
	const struct power *p = &c->power;

	if (power_mains(c) || p->shutting_down)
		return CORE_NEVER;
	if (p->battery_pct <= BATTERY_LOW_PCT)
		return 0;
	if (p->idle_since_ms == CORE_NEVER)
		return CORE_NEVER;
	/* Both must have lasted: no SIM, and no mains. */
	return (p->idle_since_ms > p->changed_at_ms ? p->idle_since_ms : p->changed_at_ms) + IDLE_FOR_MS;
}

void power_step(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	struct power *p = &c->power;

	if (sim_usable(c))
		p->idle_since_ms = CORE_NEVER;
	else if (p->idle_since_ms == CORE_NEVER)
		p->idle_since_ms = now_ms;
	if (p->restored && now_ms >= restored_deadline_ms(c)) {
		p->restored = false;
		effects_tell(c, out, "Power restored!", now_ms);
	}
	if (p->out == power_mains(c) && now_ms - p->changed_at_ms >= COUNTS_AFTER_MS) {
		p->out = !p->out;
		/* What was timed when the power went has no meaning without it. */
		if (p->out && !p->wished)
			relay_set(&c->outlet, c->outlet.resting);
		effects_tell(c, out, p->out ? "Power failure!" : "Power restored!", now_ms);
	}
	if (power_mains(c))
		p->shutting_down = false;
	if (now_ms >= shut_down_deadline_ms(c)) {
		p->shutting_down = true;
		effects_want(out, EFFECT_SHUT_DOWN);
	}
}

uint64_t power_deadline_ms(const struct core *c)
{
	const struct power *p = &c->power;
	const uint64_t deadlines[] = {
		shut_down_deadline_ms(c),
		p->restored ? restored_deadline_ms(c) : CORE_NEVER,
		p->out == power_mains(c) ? p->changed_at_ms + COUNTS_AFTER_MS : CORE_NEVER,
	};
	uint64_t at_ms = CORE_NEVER;

	for (size_t i = 0; i < sizeof deadlines / sizeof *deadlines; i++)
		if (deadlines[i] < at_ms)
			at_ms = deadlines[i];
	return at_ms;
}
