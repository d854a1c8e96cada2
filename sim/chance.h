/* chance: the one source of luck in the simulated world (SplitMix64): equal seeds give equal worlds.
 * Plain values; no allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_CHANCE_H
#define SIM_CHANCE_H

#include <stdint.h>

struct chance {
	uint64_t state; /* the seed, at first */
};

uint64_t chance_draw(struct chance *c);
/* One of low..high, both included; low <= high. */
uint32_t chance_between(struct chance *c, uint32_t low, uint32_t high);

#endif
