/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define BYTE_FOR_US (10u * 1000000u / WIRE_BAUD + 1u)

struct wire_chunk {
	uint64_t at_ms;
	size_t len;
	uint8_t bytes[WIRE_CHUNK_MAX];
};

void wire_init(struct wire *w, uint64_t seed)
{
	*w = (struct wire){ .chance = { seed } };
}

void wire_clear(struct wire *w)
{
	free(w->ring);
	*w = (struct wire){ .chance = w->chance };
}

static struct wire_chunk *at(const struct wire *w, size_t index)
{
	return &w->ring[(w->first + index) % w->cap];
}

/* Twice as many places, the oldest chunk in the first. */
static void grow(struct wire *w)
{
	size_t cap = w->cap > 0 ? 2 * w->cap : 8;
	struct wire_chunk *ring = calloc(cap, sizeof *ring);

	ASSERT(ring != NULL);
	for (size_t i = 0; i < w->count; i++)
		ring[i] = *at(w, i);
	free(w->ring);
	w->ring = ring;
	w->first = 0;
	w->cap = cap;
}

static void put_chunk(struct wire *w, uint64_t now_ms, const uint8_t *bytes, size_t len)
{
	if (w->count == w->cap)
		grow(w);
	struct wire_chunk *chunk = at(w, w->count++);
	if (w->free_at_us < now_ms * 1000)
		w->free_at_us = now_ms * 1000;
	w->free_at_us += BYTE_FOR_US * len;
	chunk->at_ms = (w->free_at_us + 999) / 1000;
	chunk->len = len;
	memcpy(chunk->bytes, bytes, len);
}

void wire_put(struct wire *w, uint64_t now_ms, const uint8_t *bytes, size_t len)
{
	while (len > 0) {
		size_t cut = chance_between(&w->chance, 1, WIRE_CHUNK_MAX);

		if (cut > len)
			cut = len;
		put_chunk(w, now_ms, bytes, cut);
		bytes += cut;
		len -= cut;
	}
}

size_t wire_get(struct wire *w, uint64_t now_ms, uint8_t *bytes)
{
	const struct wire_chunk *chunk;

	if (wire_deadline_ms(w) > now_ms)
		return 0;
	chunk = at(w, 0);
	memcpy(bytes, chunk->bytes, chunk->len);
	w->first = (w->first + 1) % w->cap;
	w->count--;
	return chunk->len;
}

uint64_t wire_deadline_ms(const struct wire *w)
{
	return w->count == 0 ? UINT64_MAX : w->ring[w->first].at_ms;
}
