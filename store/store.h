/* store: settings that outlive a power cut: a log of keys and values on a `struct flash`.
 * Promise: after a cut at any moment either all values of a commit are there or none of them, and every other key holds
 * its last committed value. Opening writes nothing, so that a cut while starting costs nothing. Sectors are used in turn,
 * so that they wear alike. No write when nothing changed, and none for a commit that has no room.
 * What a flash that fails does not take is held in memory, as far as it has room there, and read from there; the next
 * commit writes it as well.
 * No allocation; all calls return in bounded time; one user at a time.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/flash.h"
#include "store/sector.h"

#define STORE_KEYS_MAX 128   /* keys that hold a value at one time */
#define STORE_BATCH_CAP 1024 /* bytes of one commit: STORE_ITEM_HEADER for each key, and the values' own */
#define STORE_ITEM_HEADER 4

/* Bytes that a store holds for certain, whatever came before: STORE_ITEM_HEADER for each key, and the values' own. One
 * sector is kept free, and each of the others must have room for a commit besides what it holds. */
#define STORE_PADDED(len, unit) (((len) + (unit) - 1) / (unit) * (unit))
#define STORE_CAPACITY(sector_size, sector_count, unit) \
	(((sector_count) - 1) * ((sector_size) - STORE_PADDED(SECTOR_HEADER, unit) - \
				 STORE_PADDED(SECTOR_RECORD_HEADER + STORE_BATCH_CAP, unit) - SECTOR_RECORD_HEADER - \
				 STORE_TAIL_ITEM))
#define STORE_TAIL_ITEM (STORE_ITEM_HEADER + 4)

struct store_entry {
	uint16_t key; /* 1..65534; 0: the entry is free */
	uint16_t len;
	uint32_t address; /* of the value */
};

/* Fields are the store's own. */
struct store {
	struct flash flash;
	struct sector_head head;     /* where the next record goes */
	uint32_t tail;               /* sectors of a sequence number below this hold nothing that counts */
	uint32_t sequence[SECTOR_COUNT_MAX]; /* of each sector; 0: free */
	uint32_t erases[SECTOR_COUNT_MAX];   /* of each sector, as its header tells */
	struct store_entry entry[STORE_KEYS_MAX];
	uint8_t batch[STORE_BATCH_CAP];
	size_t batch_len;
	size_t held_len; /* of which so much, in front, is what the flash refused */
	bool batch_full; /* a put did not fit: the commit will refuse */
	bool failed;     /* the flash did: what it holds is read anew before the next batch */
};

/* Reads the log and forgets an unfinished write. A blank or foreign flash becomes an empty store. `flash` is copied, its
 * ctx kept. 0, or ERR_IO. Wrong geometry is an assertion. */
int store_open(struct store *s, const struct flash *flash);

/* The value of a key to `value`: its length; ERR_MISSING; ERR_RANGE: longer than `cap`; ERR_IO. An open batch is not seen,
 * what is held is. */
int store_get(const struct store *s, uint16_t key, void *value, size_t cap);

/* Nothing is on the flash. */
bool store_empty(const struct store *s);

/* A batch: begin, any number of puts and drops of different keys, commit. Values are copied. A batch that needs the room of
 * what is held has it, all of it: the same as if the power had been cut before those commits. */
void store_begin(struct store *s);
void store_put(struct store *s, uint16_t key, const void *value, size_t len);
void store_drop(struct store *s, uint16_t key);
/* Bytes that the open batch still takes. */
size_t store_room(const struct store *s);
/* Drops every key, in place of what the batch held: a factory reset in one write. */
void store_clear(struct store *s);
/* 0: all of it is on the medium, and what was held. ERR_FULL: nothing was changed, and the batch is gone, with what was
 * held; also when it grew over STORE_BATCH_CAP. ERR_IO: it is held; on the flash it is as after a power cut: all or nothing
 * of it, which the next store_begin or store_open will tell. */
int store_commit(struct store *s);

/* Calls of flash.erase that the most used sector has seen; one that a cut has spoilt may be missing. */
uint32_t store_worst_erases(const struct store *s);

#endif
