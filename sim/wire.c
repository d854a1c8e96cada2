/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define BYTE_FOR_US (10u * 1000000u / WIRE_BAUD + 1u)

struct wire_chunk {
	struct wire_chunk *next;
	uint64_t at_ms;
	size_t len;
	uint8_t bytes[WIRE_CHUNK_MAX];
};

void wire_init(struct wire *w, uint64_t seed)
{
	*w = (struct wire){ .chance = { seed } };
}

static struct wire_chunk *pop(struct wire *w)
{
	struct wire_chunk *chunk = w->first;

	w->first = chunk->next;
	if (w->first == NULL)
		w->last = NULL;
	return chunk;
}

void wire_clear(struct wire *w)
{
	while (w->first != NULL)
		free(pop(w));
	w->free_at_us = 0;
}

static void put_chunk(struct wire *w, uint64_t now_ms, const uint8_t *bytes, size_t len)
{
	struct wire_chunk *chunk = calloc(1, sizeof *chunk);

	ASSERT(chunk != NULL);
	if (w->free_at_us < now_ms * 1000)
		w->free_at_us = now_ms * 1000;
	w->free_at_us += BYTE_FOR_US * len;
	chunk->at_ms = (w->free_at_us + 999) / 1000;
	chunk->len = len;
	memcpy(chunk->bytes, bytes, len);
	if (w->last == NULL)
		w->first = chunk;
	else
		w->last->next = chunk;
	w->last = chunk;
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
	struct wire_chunk *chunk;
	size_t len;

	if (w->first == NULL || w->first->at_ms > now_ms)
		return 0;
	chunk = pop(w);
	len = chunk->len;
	memcpy(bytes, chunk->bytes, len);
	free(chunk);
	return len;
}

uint64_t wire_deadline_ms(const struct wire *w)
{
	return w->first == NULL ? UINT64_MAX : w->first->at_ms;
}
