/* The log of a store is a ring of sectors. A full head goes on in the next free sector; when that was the last free one,
 * what is still valid in the oldest sector is copied to the new head, and one record (TAIL) then says that the oldest
 * counts no more. Free sectors are erased when they are taken, never before, so that a cut can only spoil a sector that
 * holds nothing.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include <string.h>

#include "base/assert.h"
#include "base/err.h"

#define KEY_NONE 0u
#define KEY_TAIL 0xFFFFu
#define LEN_DROPPED 0xFFFFu
#define ITEM_HEADER 4u
#define TAIL_LEN 4u

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

static void put16(uint8_t *at, size_t n)
{
	at[0] = (uint8_t)n;
	at[1] = (uint8_t)(n >> 8);
}

static struct store_entry *find(const struct store *s, uint16_t key)
{
	for (size_t i = 0; i < STORE_KEYS_MAX; i++)
		if (s->entry[i].key == key)
			return (struct store_entry *)&s->entry[i];
	return NULL;
}

/* Notes in the index where a key's value now is. ERR_FULL: too many keys. */
static int enter(struct store *s, uint16_t key, uint16_t len, uint32_t address)
{
	struct store_entry *entry = find(s, key);

	if (len == LEN_DROPPED) {
		if (entry != NULL)
			*entry = (struct store_entry){ .key = KEY_NONE };
		return 0;
	}
	if (entry == NULL)
		entry = find(s, KEY_NONE);
	if (entry == NULL)
		return ERR_FULL;
	*entry = (struct store_entry){ key, len, address };
	return 0;
}

/* Calls `visit` with each item of a record's payload. */
typedef int visit_item(struct store *s, uint16_t key, uint16_t len, uint32_t address);

static int visit_payload(struct store *s, uint32_t address, size_t len, visit_item *visit)
{
	uint8_t item[ITEM_HEADER];
	size_t at = 0;

	while (at + ITEM_HEADER <= len) {
		if (s->flash.read(s->flash.ctx, address + (uint32_t)at, item, sizeof item) != 0)
			return ERR_IO;
		uint16_t value_len = get16(item + 2);
		int err = visit(s, get16(item), value_len, address + (uint32_t)at + ITEM_HEADER);
		if (err != 0)
			return err;
		at += ITEM_HEADER + (value_len == LEN_DROPPED ? 0u : value_len);
	}
	return 0;
}

static int enter_item(struct store *s, uint16_t key, uint16_t len, uint32_t address)
{
	return key == KEY_TAIL ? 0 : enter(s, key, len, address);
}

static int read_tail(struct store *s, uint16_t key, uint16_t len, uint32_t address)
{
	uint8_t tail[TAIL_LEN];

	if (key != KEY_TAIL || len != TAIL_LEN)
		return 0;
	if (s->flash.read(s->flash.ctx, address, tail, sizeof tail) != 0)
		return ERR_IO;
	s->tail = (uint32_t)get16(tail) | (uint32_t)get16(tail + 2) << 16;
	return 0;
}

static bool in_use(const struct store *s, uint32_t sector)
{
	return s->sequence[sector] != 0 && s->sequence[sector] >= s->tail;
}

static bool any_free(const struct store *s)
{
	for (uint32_t i = 0; i < s->flash.sector_count; i++)
		if (!in_use(s, i))
			return true;
	return false;
}

/* The sector in use with the lowest sequence number of at least `least`, or sector_count. */
static uint32_t oldest(const struct store *s, uint32_t least)
{
	uint32_t found = s->flash.sector_count;

	for (uint32_t i = 0; i < s->flash.sector_count; i++)
		if (in_use(s, i) && s->sequence[i] >= least &&
		    (found == s->flash.sector_count || s->sequence[i] < s->sequence[found]))
			found = i;
	return found;
}

/* The sector with the highest sequence number, or sector_count. */
static uint32_t newest(const struct store *s)
{
	uint32_t found = s->flash.sector_count;

	for (uint32_t i = 0; i < s->flash.sector_count; i++)
		if (s->sequence[i] != 0 && (found == s->flash.sector_count || s->sequence[i] > s->sequence[found]))
			found = i;
	return found;
}

static int read_headers(struct store *s)
{
	for (uint32_t i = 0; i < s->flash.sector_count; i++) {
		struct sector_header header = { 0 };

		if (sector_read_header(&s->flash, i, &header) == ERR_IO)
			return ERR_IO;
		s->sequence[i] = header.sequence;
		s->erases[i] = header.erases;
	}
	return 0;
}

/* Visits the items of a sector's records; the place after the last one to *end. */
static int visit_sector(struct store *s, uint32_t sector, visit_item *visit, struct sector_head *end)
{
	uint32_t payload = 0;
	int len;

	*end = sector_first(&s->flash, sector);
	while ((len = sector_next(&s->flash, end, &payload)) > 0) {
		int err = visit_payload(s, payload, (size_t)len, visit);

		if (err != 0)
			return err;
	}
	return len;
}

/* The tail is what the newest sector's header says, or the last TAIL in its records. When that leaves no sector free, a cut
 * came between taking the last free sector and copying the oldest one there: the newest holds nothing, and is let go. */
static int find_tail(struct store *s)
{
	for (;;) {
		uint32_t sector = newest(s);
		struct sector_header header;
		struct sector_head end;

		s->tail = 0;
		if (sector == s->flash.sector_count)
			return 0;
		if (sector_read_header(&s->flash, sector, &header) != 0)
			return ERR_IO;
		s->tail = header.tail;
		if (visit_sector(s, sector, read_tail, &end) != 0)
			return ERR_IO;
		if (any_free(s))
			return 0;
		s->sequence[sector] = 0;
	}
}

/* Goes on in the next free sector, in the order of the ring. */
static int advance(struct store *s)
{
	uint32_t count = s->flash.sector_count;
	uint32_t sector = s->head.sector;
	uint32_t last = newest(s);

	do
		sector = (sector + 1) % count;
	while (in_use(s, sector));
	struct sector_header header = {
		.sequence = last == count ? 1 : s->sequence[last] + 1,
		.tail = s->tail,
		.erases = s->erases[sector] + 1,
	};
	if (sector_begin(&s->flash, sector, &header) != 0)
		return ERR_IO;
	s->sequence[sector] = header.sequence;
	s->erases[sector] = header.erases;
	s->head = sector_first(&s->flash, sector);
	return 0;
}

/* What is still valid in a sector, entry by entry, and last the new tail, as the parts of one record. */
struct survivors {
	const struct store *store;
	uint32_t sector;
	size_t next; /* entry to look at; STORE_KEYS_MAX: the tail; beyond: the end */
	uint8_t tail[TAIL_LEN];
};

static bool next_survivor(void *ctx, bool first, struct sector_part *part)
{
	struct survivors *it = ctx;
	const struct store *s = it->store;

	if (first)
		it->next = 0;
	*part = (struct sector_part){ .prefix_len = ITEM_HEADER };
	for (; it->next < STORE_KEYS_MAX; it->next++) {
		const struct store_entry *entry = &s->entry[it->next];

		if (entry->key == KEY_NONE || entry->address / s->flash.sector_size != it->sector)
			continue;
		put16(part->prefix, entry->key);
		put16(part->prefix + 2, entry->len);
		part->from = entry->address;
		part->len = entry->len;
		it->next++;
		return true;
	}
	if (it->next++ > STORE_KEYS_MAX)
		return false;
	put16(part->prefix, KEY_TAIL);
	put16(part->prefix + 2, TAIL_LEN);
	part->bytes = it->tail;
	part->len = TAIL_LEN;
	return true;
}

/* Copies what is valid in the oldest sector to the head and moves the tail past it, in one record: all or nothing. */
static int collect(struct store *s)
{
	struct survivors it = { .store = s, .sector = oldest(s, 1) };
	uint32_t tail = s->sequence[it.sector] + 1;
	struct sector_part part;
	uint32_t payload;
	size_t len = 0;

	put16(it.tail, tail & 0xFFFFu);
	put16(it.tail + 2, tail >> 16);
	for (bool first = true; next_survivor(&it, first, &part); first = false)
		len += part.prefix_len + part.len;
	if (sector_append(&s->flash, &s->head, len, next_survivor, &it, &payload) != 0 ||
	    s->flash.sync(s->flash.ctx) != 0) {
		/* The sector that was taken for this holds nothing: it is free again. */
		s->sequence[s->head.sector] = 0;
		s->head.offset = s->flash.sector_size;
		return ERR_IO;
	}
	s->tail = tail;
	return visit_payload(s, payload, len, enter_item);
}

/* Room at the head for a record of `len` bytes. ERR_FULL: not even after a turn of the whole ring. */
static int make_room(struct store *s, size_t len)
{
	for (uint32_t turn = 0; turn <= s->flash.sector_count; turn++) {
		if (sector_fits(&s->flash, &s->head, len))
			return 0;
		if (advance(s) != 0 || (!any_free(s) && collect(s) != 0))
			return ERR_IO;
	}
	return ERR_FULL;
}

int store_open(struct store *s, const struct flash *flash)
{
	uint32_t unit = flash->unit;

	ASSERT(flash->sector_count >= 3 && flash->sector_count <= SECTOR_COUNT_MAX);
	ASSERT(flash->sector_size >= 2 * STORE_BATCH_CAP + SECTOR_UNIT_MAX && flash->sector_size <= 0x10000);
	ASSERT(unit >= 1 && unit <= SECTOR_UNIT_MAX && (unit & (unit - 1)) == 0);
	*s = (struct store){ .flash = *flash };
	if (read_headers(s) != 0 || find_tail(s) != 0)
		return ERR_IO;
	/* The first sector to be taken is the one after this, or after the last one in use. */
	s->head = (struct sector_head){ flash->sector_count - 1, flash->sector_size };
	for (uint32_t i = oldest(s, 1); i < flash->sector_count; i = oldest(s, s->sequence[i] + 1))
		if (visit_sector(s, i, enter_item, &s->head) != 0)
			return ERR_IO;
	return 0;
}

int store_get(const struct store *s, uint16_t key, void *value, size_t cap)
{
	const struct store_entry *entry = find(s, key);

	ASSERT(key != KEY_NONE && key != KEY_TAIL);
	if (entry == NULL)
		return ERR_MISSING;
	if (entry->len > cap)
		return ERR_RANGE;
	if (s->flash.read(s->flash.ctx, entry->address, value, entry->len) != 0)
		return ERR_IO;
	return entry->len;
}

bool store_empty(const struct store *s)
{
	for (size_t i = 0; i < STORE_KEYS_MAX; i++)
		if (s->entry[i].key != KEY_NONE)
			return false;
	return true;
}

void store_begin(struct store *s)
{
	s->batch_len = 0;
	s->batch_full = false;
}

static bool unchanged(const struct store *s, uint16_t key, const uint8_t *value, size_t len)
{
	const struct store_entry *entry = find(s, key);
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

static void add_item(struct store *s, uint16_t key, uint16_t len, const void *value, size_t value_len)
{
	if (s->batch_full || value_len + ITEM_HEADER > sizeof s->batch - s->batch_len) {
		s->batch_full = true;
		return;
	}
	put16(s->batch + s->batch_len, key);
	put16(s->batch + s->batch_len + 2, len);
	if (value_len > 0)
		memcpy(s->batch + s->batch_len + ITEM_HEADER, value, value_len);
	s->batch_len += ITEM_HEADER + value_len;
}

void store_put(struct store *s, uint16_t key, const void *value, size_t len)
{
	ASSERT(key != KEY_NONE && key != KEY_TAIL);
	if (len > STORE_BATCH_CAP)
		s->batch_full = true;
	else if (!unchanged(s, key, value, len))
		add_item(s, key, (uint16_t)len, value, len);
}

void store_drop(struct store *s, uint16_t key)
{
	if (find(s, key) != NULL)
		add_item(s, key, LEN_DROPPED, NULL, 0);
}

void store_clear(struct store *s)
{
	store_begin(s);
	for (size_t i = 0; i < STORE_KEYS_MAX; i++)
		if (s->entry[i].key != KEY_NONE)
			add_item(s, s->entry[i].key, LEN_DROPPED, NULL, 0);
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
		room += s->entry[i].key == KEY_NONE ? 1u : 0u;
	for (size_t at = 0; at < s->batch_len;) {
		uint16_t len = get16(s->batch + at + 2);

		fresh += find(s, get16(s->batch + at)) == NULL ? 1u : 0u;
		at += ITEM_HEADER + (len == LEN_DROPPED ? 0u : len);
	}
	return fresh <= room;
}

int store_commit(struct store *s)
{
	uint32_t payload;
	size_t len = s->batch_len;

	if (s->batch_full || !keys_fit(s))
		return ERR_FULL;
	if (len == 0)
		return 0;
	int err = make_room(s, len);
	if (err != 0)
		return err;
	if (sector_append(&s->flash, &s->head, len, batch_part, s, &payload) != 0 || s->flash.sync(s->flash.ctx) != 0)
		return ERR_IO;
	s->batch_len = 0;
	return visit_payload(s, payload, len, enter_item);
}

uint32_t store_worst_erases(const struct store *s)
{
	uint32_t worst = 0;

	for (uint32_t i = 0; i < s->flash.sector_count; i++)
		if (s->erases[i] > worst)
			worst = s->erases[i];
	return worst;
}
