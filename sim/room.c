/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/room.h"

#define MILLION 1000000
#define STEP_MS 60000u /* so small beside the time constant that the drift is as good as even in it */

void room_init(struct room *r, uint64_t now_ms)
{
	*r = (struct room){ .air_udc = (int64_t)ROOM_START_DC * MILLION, .at_ms = now_ms };
}

void room_drift(struct room *r, uint64_t now_ms)
{
	int64_t goal_udc = (int64_t)(ROOM_OUTSIDE_DC + (r->heated ? ROOM_HEATER_DC : 0)) * MILLION;

	while (r->at_ms < now_ms) {
		uint64_t step_ms = now_ms - r->at_ms < STEP_MS ? now_ms - r->at_ms : STEP_MS;

		r->air_udc += (goal_udc - r->air_udc) * (int64_t)step_ms / (int64_t)ROOM_CONSTANT_MS;
		r->at_ms += step_ms;
	}
}

void room_heat(struct room *r, bool on)
{
	r->heated = on;
}

/* To the nearest. */
int room_air_dc(const struct room *r)
{
	int64_t half = r->air_udc < 0 ? -MILLION / 2 : MILLION / 2;

	return (int)((r->air_udc + half) / MILLION);
}

int room_case_dc(const struct room *r)
{
	return room_air_dc(r) + ROOM_CASE_DC;
}
