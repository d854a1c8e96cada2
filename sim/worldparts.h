/* worldparts: what the files of the world share: world.c (time, and what is told), worldboard.c (the board of the
 * socket: what it does and senses), worldpower.c (coming to life and dying). Nobody else looks inside.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_WORLDPARTS_H
#define SIM_WORLDPARTS_H

#include "sim/mcu.h"
#include "sim/room.h"
#include "sim/wire.h"
#include "sim/world.h"

struct world {
	struct world_watch watch;
	enum model model;
	char pin[9]; /* that the socket is told; "": none */
	uint64_t now_ms;
	unsigned still; /* things done since the time last moved */

	struct network *network;
	size_t arrived; /* messages at phones that were told */
	bool clock_set;  /* the operator's clock runs from a moment that was chosen */
	bool tells_time; /* the network tells modems the time */
	struct vmodem *modem;
	struct wire to_modem, to_device;
	struct mcu mcu;

	bool sensed[MCU_INPUT_COUNT];
	enum world_thermometer thermometer;
	int steady_dc;
	uint64_t reading_due_ms;
	struct room room;
	int battery_percent;

	bool alive;
	bool running; /* the device has begun, too */
	bool wants_restart, wants_off;
	bool outlet, microrelay;
	enum led_pattern leds[LED_COUNT];
	bool mic;                   /* as it was told */
	struct number caller;       /* the phone whose call was told last, */
	enum voice_phone caller_is; /* and how it was */

	size_t note_count; /* ever */
	struct world_note notes[WORLD_NOTES_MAX];
};

/* --- world.c --- */

void world_tell(struct world *w, const struct world_news *news);
/* The operator's clock begins, unless it was set or has begun. */
void world_first_plugged_in(struct world *w);

/* --- worldboard.c --- */

/* A planned cut fell into the step that is under way: what the device still does in it never happened. */
bool world_dying(const struct world *w);
/* Starts the device on its board, which has power. `power_lost`: it had none. */
void world_start(struct world *w, bool power_lost);
/* All outputs as they are without a device that drives them. */
void world_release(struct world *w);
/* A reading of thermometer and battery; the next is due a minute later. */
void world_read(struct world *w);
void world_tell_mic(struct world *w);

/* --- worldpower.c --- */

/* After anything that the device did: what it has brought upon itself, or the flash upon it. */
void world_settle(struct world *w);
/* The device loses its power. */
void world_die(struct world *w);
bool world_has_battery(const struct world *w);

#endif
