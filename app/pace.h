/* pace: how the time of a simulated world follows real time: as fast, faster, or not at all.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_PACE_H
#define APP_PACE_H

#include <stdint.h>

#include "sim/world.h"

struct pace {
	struct world *world;
	uint64_t speed;             /* ms of the world in a real one; 0: it stands still */
	uint64_t real_ms, world_ms; /* a moment in both times: the latest at which the world jumped */
};

void pace_begin(struct pace *p, struct world *world, uint64_t speed);
/* From now on. Catch up first. */
void pace_set(struct pace *p, uint64_t speed);
/* The world has been moved by somebody else: its time goes on from there. */
void pace_anchor(struct pace *p);
/* Lets the world catch up with real time. */
void pace_catch_up(struct pace *p);
/* Real milliseconds until the world is at due_ms, rounded up; UINT64_MAX: it never will be. */
uint64_t pace_wait_ms(const struct pace *p, uint64_t due_ms);

#endif
