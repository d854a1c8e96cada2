/* wire: one direction of a serial line: what goes in comes out in order, a little later, and cut as chance has it.
 * Hosted code with a heap; time is an argument. Nothing is lost and nothing is called back.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_WIRE_H
#define SIM_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "sim/chance.h"

#define WIRE_CHUNK_MAX 32 /* bytes that come out at once */
#define WIRE_BAUD 115200u /* ten bits a byte */

struct wire_chunk;

struct wire {
	struct wire_chunk *ring;         /* in flight, in order: `count` of `cap` from `first` on */
	size_t first, count, cap;
	uint64_t free_at_us;             /* the line has sent all it was given */
	struct chance chance;            /* where it is cut */
};

void wire_init(struct wire *w, uint64_t seed);
/* Forgets what is in flight, and gives back its memory. */
void wire_clear(struct wire *w);

/* Sends all bytes from now_ms on; none arrives before now_ms + 1. */
void wire_put(struct wire *w, uint64_t now_ms, const uint8_t *bytes, size_t len);

/* The next chunk that has arrived by now_ms: its length, or 0. `bytes` has room for WIRE_CHUNK_MAX. */
size_t wire_get(struct wire *w, uint64_t now_ms, uint8_t *bytes);

/* When the next chunk arrives; UINT64_MAX: nothing is in flight. */
uint64_t wire_deadline_ms(const struct wire *w);

#endif
