/* world: the power of the device: coming to life, beginning anew, dying.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sim/worldparts.h"

bool world_has_battery(const struct world *w)
{
	return (model_features(w->model) & FEATURE_BATTERY) != 0;
}

void world_die(struct world *w)
{
	w->alive = w->running = w->wants_restart = w->wants_off = false;
	w->mcu.deeds->stop(w->mcu.self, true);
	vmodem_power(w->modem, w->now_ms, false);
	wire_clear(&w->to_modem);
	wire_clear(&w->to_device);
	world_tell(w, &(struct world_news){ .kind = NEWS_POWER, .at_ms = w->now_ms, .on = false });
	world_release(w);
	world_tell_mic(w);
}

/* A reset: the modem keeps its power, and what it says meanwhile is lost. */
static void restart(struct world *w)
{
	w->wants_restart = w->running = false;
	w->mcu.deeds->stop(w->mcu.self, false);
	wire_clear(&w->to_device);
	world_tell(w, &(struct world_news){ .kind = NEWS_RESTART, .at_ms = w->now_ms });
	world_release(w);
	world_start(w, false);
}

void world_settle(struct world *w)
{
	if (world_dying(w)) {
		world_cut(w);
		return;
	}
	if (w->wants_restart)
		restart(w);
	/* The mains keeps it alive. */
	if (w->wants_off && !world_has_mains(w))
		world_die(w);
	w->wants_off = false;
	if (world_dying(w))
		world_cut(w);
	world_tell_mic(w);
}

static void boot(struct world *w)
{
	/* Alive before it starts: what a device does while starting is already its own. */
	w->alive = true;
	world_tell(w, &(struct world_news){ .kind = NEWS_POWER, .at_ms = w->now_ms, .on = true });
	vmodem_power(w->modem, w->now_ms, true);
	world_start(w, true);
	world_settle(w);
}

void world_mains(struct world *w, bool on)
{
	if (on)
		world_first_plugged_in(w);
	if (!on && w->alive && (!world_has_battery(w) || w->battery_percent == 0)) {
		world_cut(w);
		return;
	}
	world_sense(w, INPUT_MAINS, on);
	if (!on)
		return;
	world_battery(w, 100);
	if (!w->alive)
		boot(w);
}

void world_cut(struct world *w)
{
	w->sensed[INPUT_MAINS] = false;
	if (w->alive)
		world_die(w);
}

void world_cut_after(struct world *w, uint64_t writes)
{
	if (writes > 0 || w->alive)
		w->mcu.deeds->cut_after(w->mcu.self, writes);
}
