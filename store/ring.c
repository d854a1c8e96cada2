/* The log of a store is a ring of sectors. A full head goes on in the next free sector; when that was the last free one,
 * what is still valid in the oldest sector is copied to the new head, in one record that also says that the oldest counts
 * no more. Free sectors are erased when they are taken, never before, so that a cut can only spoil a sector that holds
 * nothing.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/ring.h"

#include <string.h>

#include "base/err.h"
#include "store/index.h"

#define TAIL_LEN 4u
_Static_assert(INDEX_ITEM_HEADER + TAIL_LEN == STORE_TAIL_ITEM, "of a survivors' record");

/* Calls `visit` with each item of a record's payload. */
typedef int visit_item(struct store *s, uint16_t key, uint16_t len, uint32_t address);

static int visit_payload(struct store *s, uint32_t address, size_t len, visit_item *visit)
{
	uint8_t item[INDEX_ITEM_HEADER];
	size_t at = 0;

	while (at + INDEX_ITEM_HEADER <= len) {
		if (s->flash.read(s->flash.ctx, address + (uint32_t)at, item, sizeof item) != 0)
			return ERR_IO;
		uint16_t value_len = index_get16(item + 2);
		uint32_t value = address + (uint32_t)at + INDEX_ITEM_HEADER;
		at += INDEX_ITEM_HEADER + (value_len == INDEX_DROPPED ? 0u : value_len);
		/* Not one of ours, whatever its CRC says. */
		if (at > len)
			return 0;
		int err = visit(s, index_get16(item), value_len, value);
		if (err != 0)
			return err;
	}
	return 0;
}

static int enter_item(struct store *s, uint16_t key, uint16_t len, uint32_t address)
{
	return key == INDEX_TAIL ? 0 : index_enter(s, key, len, address);
}

static int read_tail(struct store *s, uint16_t key, uint16_t len, uint32_t address)
{
	uint8_t tail[TAIL_LEN];

	if (key != INDEX_TAIL || len != TAIL_LEN)
		return 0;
	if (s->flash.read(s->flash.ctx, address, tail, sizeof tail) != 0)
		return ERR_IO;
	uint32_t sequence = (uint32_t)index_get16(tail) | (uint32_t)index_get16(tail + 2) << 16;
	if (sequence <= s->sequence[address / s->flash.sector_size])
		s->tail = sequence;
	return 0;
}

static bool in_use(const struct store *s, uint32_t sector)
{
	return s->sequence[sector] != 0 && s->sequence[sector] >= s->tail;
}

static uint32_t free_count(const struct store *s)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < s->flash.sector_count; i++)
		count += in_use(s, i) ? 0u : 1u;
	return count;
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
		struct sector_header header;
		int err = sector_read_header(&s->flash, i, &header);

		if (err == ERR_IO)
			return ERR_IO;
		/* Nor are two of one number ours. */
		for (uint32_t other = 0; err == 0 && other < i; other++)
			if (s->sequence[other] == header.sequence)
				err = ERR_MISSING;
		if (err != 0)
			header = (struct sector_header){ 0 };
		s->sequence[i] = header.sequence;
		s->erases[i] = header.erases;
	}
	/* What a sector without a header has seen: the turns of the ring. */
	uint32_t last = newest(s);
	for (uint32_t i = 0; last < s->flash.sector_count && i < s->flash.sector_count; i++)
		if (s->sequence[i] == 0)
			s->erases[i] = s->sequence[last] / s->flash.sector_count;
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
		if (free_count(s) > 0)
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

	/* Not one of ours: no flash lives so long. A header beyond it would not count when it is read. */
	if (last != count && s->sequence[last] >= SECTOR_SEQUENCE_MAX)
		return ERR_IO;
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
	*part = (struct sector_part){ .prefix_len = INDEX_ITEM_HEADER };
	for (; it->next < STORE_KEYS_MAX; it->next++) {
		const struct store_entry *entry = &s->entry[it->next];

		if (entry->key == INDEX_NONE || entry->address / s->flash.sector_size != it->sector)
			continue;
		index_put16(part->prefix, entry->key);
		index_put16(part->prefix + 2, entry->len);
		part->from = entry->address;
		part->len = entry->len;
		it->next++;
		return true;
	}
	if (it->next++ > STORE_KEYS_MAX)
		return false;
	index_put16(part->prefix, INDEX_TAIL);
	index_put16(part->prefix + 2, TAIL_LEN);
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

	index_put16(it.tail, tail & 0xFFFFu);
	index_put16(it.tail + 2, tail >> 16);
	for (bool first = true; next_survivor(&it, first, &part); first = false)
		len += part.prefix_len + part.len;
	/* Only a flash that somebody else has written can hold more in a sector than we would. */
	if (!sector_fits(&s->flash, &s->head, len))
		return ERR_IO;
	if (sector_append(&s->flash, &s->head, len, next_survivor, &it, &payload) != 0 ||
	    s->flash.sync(s->flash.ctx) != 0)
		return ERR_IO;
	s->tail = tail;
	return visit_payload(s, payload, len, enter_item);
}

/* Bytes of the items in a sector that are still valid. */
static size_t valid_len(const struct store *s, uint32_t sector)
{
	size_t len = 0;

	for (size_t i = 0; i < STORE_KEYS_MAX; i++)
		if (s->entry[i].key != INDEX_NONE && s->entry[i].address / s->flash.sector_size == sector)
			len += INDEX_ITEM_HEADER + s->entry[i].len;
	return len;
}

/* A turn of the ring comes upon a sector with room for a record of `len` bytes besides what is valid in it. */
static bool turn_makes_room(const struct store *s, size_t len)
{
	for (uint32_t i = 0; i < s->flash.sector_count; i++)
		if (in_use(s, i) && sector_fits_both(&s->flash, valid_len(s, i) + STORE_TAIL_ITEM, len))
			return true;
	return free_count(s) > 1;
}

int ring_make_room(struct store *s, size_t len)
{
	if (!sector_fits(&s->flash, &s->head, len) && !turn_makes_room(s, len))
		return ERR_FULL;
	while (!sector_fits(&s->flash, &s->head, len))
		if (advance(s) != 0 || (free_count(s) == 0 && collect(s) != 0))
			return ERR_IO;
	return 0;
}

int ring_open(struct store *s)
{
	const struct flash *flash = &s->flash;

	memset(s->entry, 0, sizeof s->entry);
	if (read_headers(s) != 0 || find_tail(s) != 0)
		return ERR_IO;
	/* The first sector to be taken is the one after this, or after the last one in use. */
	s->head = (struct sector_head){ flash->sector_count - 1, flash->sector_size };
	for (uint32_t i = oldest(s, 1); i < flash->sector_count; i = oldest(s, s->sequence[i] + 1))
		if (visit_sector(s, i, enter_item, &s->head) != 0)
			return ERR_IO;
	return 0;
}

int ring_enter(struct store *s, uint32_t payload, size_t len)
{
	return visit_payload(s, payload, len, enter_item);
}
