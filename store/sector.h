/* sector: how the log lies on the flash: a header a sector, then records, each whole or ignored.
 * Part of store; only store.c calls it. Layout (little-endian, every part padded with 0xFF to flash.unit):
 *   header: magic 4, sequence number 4, tail 4, erase count 4, CRC-32 of these 4
 *   record: length of the payload 2, its complement 2, CRC-32 of the payload 4, payload
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_SECTOR_H
#define STORE_SECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/flash.h"

#define SECTOR_COUNT_MAX 64
#define SECTOR_UNIT_MAX 256
#define SECTOR_HEADER 20
#define SECTOR_RECORD_HEADER 8

struct sector_head {
	uint32_t sector;
	uint32_t offset; /* of the next record, from the sector's start */
};

#define SECTOR_SEQUENCE_MAX 0x7FFFFFFFu /* more than any flash lives to see */

struct sector_header {
	uint32_t sequence; /* 1..SECTOR_SEQUENCE_MAX; a sector that is begun later has a higher one */
	uint32_t tail;     /* sectors of a lower sequence number counted no more when this one was begun */
	uint32_t erases;   /* of this sector */
};

/* Reads a header. 0: a valid one; ERR_MISSING: none; ERR_IO. */
int sector_read_header(const struct flash *f, uint32_t sector, struct sector_header *header);
/* Erases a sector and writes its header. 0 or ERR_IO. */
int sector_begin(const struct flash *f, uint32_t sector, const struct sector_header *header);
/* The place of a sector's first record. */
struct sector_head sector_first(const struct flash *f, uint32_t sector);

/* The next record from *at: the length of its payload (> 0), its payload's address to *payload, *at moved past it. One
 * whose payload is spoilt, by a cut or by age, is passed over. 0: no further record; at->offset is then the place of the
 * next one, or the sector's size when that place was spoilt by a cut. ERR_IO. */
int sector_next(const struct flash *f, struct sector_head *at, uint32_t *payload);

/* There is room at the head for a record with so long a payload. */
bool sector_fits(const struct flash *f, const struct sector_head *head, size_t payload_len);
/* There is room in an empty sector for both. */
bool sector_fits_both(const struct flash *f, size_t payload_len, size_t other_len);

/* A piece of a payload: `prefix`, then `len` bytes, from `bytes` or, when that is NULL, from the flash at `from`. */
struct sector_part {
	uint8_t prefix[4];
	size_t prefix_len;
	const uint8_t *bytes;
	uint32_t from;
	size_t len;
};

/* Gives the parts of a payload one by one; `first`: from the start again. false: no further one. */
typedef bool sector_parts(void *ctx, bool first, struct sector_part *part);

/* Writes a record of `len` bytes in all at the head, which it must fit, and moves the head past it; `parts` is gone
 * through twice. The payload's address to *payload. ERR_IO: the head then stands at the sector's end, for what follows a
 * spoilt record would never be read. */
int sector_append(const struct flash *f, struct sector_head *head, size_t len, sector_parts *parts, void *ctx,
		  uint32_t *payload);

#endif
