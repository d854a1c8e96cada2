/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "store/index.h"
#include "store/ring.h"

int store_open(struct store *s, const struct flash *flash)
{
	uint32_t unit = flash->unit;

	ASSERT(flash->sector_count >= 3 && flash->sector_count <= SECTOR_COUNT_MAX);
	ASSERT(flash->sector_size >= 2 * STORE_BATCH_CAP + SECTOR_UNIT_MAX && flash->sector_size <= 0x10000);
	ASSERT(unit >= 1 && unit <= SECTOR_UNIT_MAX && (unit & (unit - 1)) == 0 && flash->sector_size % unit == 0);
	*s = (struct store){ .flash = *flash };
	return ring_open(s);
}

/* --- What is held. --- */

/* Where the item behind that at `at` begins. */
static size_t behind(const struct store *s, size_t at)
{
	uint16_t len = index_get16(s->batch + at + 2);

	return at + INDEX_ITEM_HEADER + (len == INDEX_DROPPED ? 0 : len);
}

/* Where the item of a key stands in the batch; held_len: it is not held. */
static size_t find_held(const struct store *s, uint16_t key)
{
	size_t at = 0;

	while (at < s->held_len && index_get16(s->batch + at) != key)
		at = behind(s, at);
	return at;
}

/* Takes out of the batch what is held from `at` to `end`. */
static void let_go(struct store *s, size_t at, size_t end)
{
	memmove(s->batch + at, s->batch + end, s->batch_len - end);
	s->batch_len -= end - at;
	s->held_len -= end - at;
}

/* The key has another value now. */
static void replace(struct store *s, uint16_t key)
{
	size_t at = find_held(s, key);

	if (at < s->held_len)
		let_go(s, at, behind(s, at));
}

/* --- Values. --- */

int store_get(const struct store *s, uint16_t key, void *value, size_t cap)
{
	const struct store_entry *entry = index_look(s, key);
	size_t at = find_held(s, key);
	bool held = at < s->held_len;

	ASSERT(key != INDEX_NONE && key != INDEX_TAIL);
	if (!held && entry == NULL)
		return ERR_MISSING;
	uint16_t len = held ? index_get16(s->batch + at + 2) : entry->len;
	if (held && len == INDEX_DROPPED)
		return ERR_MISSING;
	if (len > cap)
		return ERR_RANGE;
	if (held)
		memcpy(value, s->batch + at + INDEX_ITEM_HEADER, len);
	else if (s->flash.read(s->flash.ctx, entry->address, value, len) != 0)
		return ERR_IO;
	return len;
}

bool store_empty(const struct store *s)
{
	for (size_t i = 0; i < STORE_KEYS_MAX; i++)
		if (s->entry[i].key != INDEX_NONE)
			return false;
	return true;
}

void store_begin(struct store *s)
{
	s->batch_len = s->held_len;
	s->batch_full = false;
	if (s->failed)
		s->failed = ring_open(s) != 0;
}

static bool unchanged(const struct store *s, uint16_t key, const uint8_t *value, size_t len)
{
	const struct store_entry *entry = index_look(s, key);
	uint8_t chunk[64];

	if (entry == NULL || entry->len != len)
		return false;
	for (size_t at = 0; at < len; at += sizeof chunk) {
		size_t part = len - at < sizeof chunk ? len - at : sizeof chunk;

		if (s->flash.read(s->flash.ctx, entry->address + (uint32_t)at, chunk, part) != 0 ||
		    memcmp(chunk, value + at, part) != 0)
			return false;
	}
	return true;
}

static void add_item(struct store *s, uint16_t key, uint16_t len, const void *value)
{
	size_t bytes = len == INDEX_DROPPED ? 0 : len;

	if (bytes + INDEX_ITEM_HEADER > sizeof s->batch - s->batch_len)
		let_go(s, 0, s->held_len);
	if (s->batch_full || bytes + INDEX_ITEM_HEADER > sizeof s->batch - s->batch_len) {
		s->batch_full = true;
		return;
	}
	index_put16(s->batch + s->batch_len, key);
	index_put16(s->batch + s->batch_len + 2, len);
	if (bytes > 0)
		memcpy(s->batch + s->batch_len + INDEX_ITEM_HEADER, value, bytes);
	s->batch_len += INDEX_ITEM_HEADER + bytes;
}

void store_put(struct store *s, uint16_t key, const void *value, size_t len)
{
	ASSERT(key != INDEX_NONE && key != INDEX_TAIL);
	replace(s, key);
	if (len > STORE_BATCH_CAP)
		s->batch_full = true;
	else if (!unchanged(s, key, value, len))
		add_item(s, key, (uint16_t)len, value);
}

void store_drop(struct store *s, uint16_t key)
{
	replace(s, key);
	if (index_look(s, key) != NULL)
		add_item(s, key, INDEX_DROPPED, NULL);
}

void store_clear(struct store *s)
{
	s->held_len = 0;
	store_begin(s);
	for (size_t i = 0; i < STORE_KEYS_MAX; i++)
		if (s->entry[i].key != INDEX_NONE)
			add_item(s, s->entry[i].key, INDEX_DROPPED, NULL);
}

size_t store_room(const struct store *s)
{
	return sizeof s->batch - (s->batch_len - s->held_len);
}

static bool batch_part(void *ctx, bool first, struct sector_part *part)
{
	const struct store *s = ctx;

	*part = (struct sector_part){ .bytes = s->batch, .len = s->batch_len };
	return first;
}

/* The index has room for the keys that are new in the batch. */
static bool keys_fit(const struct store *s)
{
	size_t room = 0;
	size_t fresh = 0;

	for (size_t i = 0; i < STORE_KEYS_MAX; i++)
		room += s->entry[i].key == INDEX_NONE ? 1u : 0u;
	for (size_t at = 0; at < s->batch_len; at = behind(s, at))
		fresh += index_look(s, index_get16(s->batch + at)) == NULL ? 1u : 0u;
	return fresh <= room;
}

static int write_batch(struct store *s)
{
	uint32_t payload;
	size_t len = s->batch_len;

	if (s->batch_full)
		return ERR_FULL;
	if (s->failed)
		return ERR_IO;
	if (!keys_fit(s))
		return ERR_FULL;
	if (len == 0)
		return 0;
	int err = ring_make_room(s, len);
	if (err != 0)
		return err;
	if (sector_append(&s->flash, &s->head, len, batch_part, s, &payload) != 0 || s->flash.sync(s->flash.ctx) != 0)
		return ERR_IO;
	return ring_enter(s, payload, len);
}

int store_commit(struct store *s)
{
	int err = write_batch(s);

	/* Half of what was written may be there: what the flash holds now is what counts. */
	if (err == ERR_IO)
		s->failed = true;
	else
		s->batch_len = 0;
	s->held_len = s->batch_len;
	s->batch_full = false;
	return err;
}

uint32_t store_worst_erases(const struct store *s)
{
	uint32_t worst = 0;

	for (uint32_t i = 0; i < s->flash.sector_count; i++)
		if (s->erases[i] > worst)
			worst = s->erases[i];
	return worst;
}
