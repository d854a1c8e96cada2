/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/chance.h"

#include "base/assert.h"

uint64_t chance_draw(struct chance *c)
{
	uint64_t z = c->state += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

uint32_t chance_between(struct chance *c, uint32_t low, uint32_t high)
{
	ASSERT(low <= high);
	return low + (uint32_t)(chance_draw(c) % ((uint64_t)high - low + 1));
}
