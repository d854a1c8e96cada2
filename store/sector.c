/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sector.h"

#include <string.h>

#include "base/assert.h"
#include "base/crc.h"
#include "base/err.h"

#define MAGIC 0x31534D53u /* "SMS1" */
#define CHUNK 64

static void put32(uint8_t *at, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(n >> 8 * i);
}

static uint32_t get32(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint32_t padded(const struct flash *f, size_t len)
{
	return ((uint32_t)len + f->unit - 1) & ~(f->unit - 1);
}

/* Gathers bytes into whole program units. */
struct pen {
	const struct flash *flash;
	uint32_t address;
	size_t len;
	uint8_t page[SECTOR_UNIT_MAX];
};

static int pen_flush(struct pen *pen)
{
	uint32_t size = padded(pen->flash, pen->len);

	if (size == 0)
		return 0;
	memset(pen->page + pen->len, 0xFF, size - pen->len);
	int err = pen->flash->program(pen->flash->ctx, pen->address, pen->page, size);
	pen->address += size;
	pen->len = 0;
	return err;
}

static int pen_write(struct pen *pen, const uint8_t *bytes, size_t len)
{
	while (len > 0) {
		size_t room = sizeof pen->page - pen->len;
		size_t part = len < room ? len : room;

		memcpy(pen->page + pen->len, bytes, part);
		pen->len += part;
		bytes += part;
		len -= part;
		if (pen->len == sizeof pen->page && pen_flush(pen) != 0)
			return ERR_IO;
	}
	return 0;
}

static int flash_read(const struct flash *f, uint32_t address, void *bytes, size_t len)
{
	return f->read(f->ctx, address, bytes, len) == 0 ? 0 : ERR_IO;
}

int sector_read_header(const struct flash *f, uint32_t sector, struct sector_header *header)
{
	uint8_t bytes[SECTOR_HEADER];

	if (flash_read(f, sector * f->sector_size, bytes, sizeof bytes) != 0)
		return ERR_IO;
	*header = (struct sector_header){ get32(bytes + 4), get32(bytes + 8), get32(bytes + 12) };
	bool whole = get32(bytes) == MAGIC && get32(bytes + SECTOR_HEADER - 4) == crc_32(0, bytes, SECTOR_HEADER - 4);
	bool legal = header->sequence >= 1 && header->sequence <= SECTOR_SEQUENCE_MAX && header->tail <= header->sequence;
	return whole && legal ? 0 : ERR_MISSING;
}

int sector_begin(const struct flash *f, uint32_t sector, const struct sector_header *header)
{
	struct pen pen = { .flash = f, .address = sector * f->sector_size };
	uint8_t bytes[SECTOR_HEADER];

	put32(bytes, MAGIC);
	put32(bytes + 4, header->sequence);
	put32(bytes + 8, header->tail);
	put32(bytes + 12, header->erases);
	put32(bytes + SECTOR_HEADER - 4, crc_32(0, bytes, SECTOR_HEADER - 4));
	if (f->erase(f->ctx, sector) != 0 || pen_write(&pen, bytes, sizeof bytes) != 0)
		return ERR_IO;
	return pen_flush(&pen);
}

struct sector_head sector_first(const struct flash *f, uint32_t sector)
{
	return (struct sector_head){ sector, padded(f, SECTOR_HEADER) };
}

/* CRC of `len` bytes of the flash, going on from *crc. */
static int crc_flash(const struct flash *f, uint32_t address, size_t len, uint32_t *crc)
{
	uint8_t chunk[CHUNK];

	while (len > 0) {
		size_t part = len < sizeof chunk ? len : sizeof chunk;

		if (flash_read(f, address, chunk, part) != 0)
			return ERR_IO;
		*crc = crc_32(*crc, chunk, part);
		address += (uint32_t)part;
		len -= part;
	}
	return 0;
}

/* The rest of the sector is erased: 1, it is not: 0, or ERR_IO. */
static int blank(const struct flash *f, const struct sector_head *at)
{
	uint8_t chunk[CHUNK];

	for (uint32_t offset = at->offset; offset < f->sector_size; offset += CHUNK) {
		size_t part = f->sector_size - offset < CHUNK ? f->sector_size - offset : CHUNK;

		if (flash_read(f, at->sector * f->sector_size + offset, chunk, part) != 0)
			return ERR_IO;
		for (size_t i = 0; i < part; i++)
			if (chunk[i] != 0xFF)
				return 0;
	}
	return 1;
}

/* Bytes that a record takes on the flash. */
static uint32_t record_size(const struct flash *f, size_t payload_len)
{
	return padded(f, SECTOR_RECORD_HEADER + payload_len);
}

/* A length beside its complement: a program step that was cut can only have left bits set that should be clear, and
 * none that are set in both, so that it never leaves another length. */
static uint32_t framed_len(const struct flash *f, const struct sector_head *at, const uint8_t *header)
{
	uint32_t len = (uint32_t)header[0] | (uint32_t)header[1] << 8;
	uint32_t check = (uint32_t)header[2] | (uint32_t)header[3] << 8;

	return (len ^ check) == 0xFFFF && at->offset + record_size(f, len) <= f->sector_size ? len : 0;
}

int sector_next(const struct flash *f, struct sector_head *at, uint32_t *payload)
{
	uint8_t header[SECTOR_RECORD_HEADER];

	while (at->offset + sizeof header <= f->sector_size) {
		uint32_t address = at->sector * f->sector_size + at->offset;
		uint32_t crc = 0;

		if (flash_read(f, address, header, sizeof header) != 0)
			return ERR_IO;
		uint32_t len = framed_len(f, at, header);
		if (len == 0) {
			int clean = blank(f, at);
			if (clean == 0)
				at->offset = f->sector_size;
			return clean < 0 ? clean : 0;
		}
		*payload = address + SECTOR_RECORD_HEADER;
		if (crc_flash(f, *payload, len, &crc) != 0)
			return ERR_IO;
		at->offset += record_size(f, len);
		if (crc == get32(header + 4))
			return (int)len;
	}
	return 0;
}

bool sector_fits(const struct flash *f, const struct sector_head *head, size_t payload_len)
{
	return record_size(f, payload_len) <= f->sector_size - head->offset;
}

bool sector_fits_both(const struct flash *f, size_t payload_len, size_t other_len)
{
	struct sector_head head = sector_first(f, 0);

	head.offset += record_size(f, payload_len);
	return head.offset <= f->sector_size && sector_fits(f, &head, other_len);
}

static int copy(struct pen *pen, uint32_t from, size_t len)
{
	uint8_t chunk[CHUNK];

	while (len > 0) {
		size_t part = len < sizeof chunk ? len : sizeof chunk;

		if (flash_read(pen->flash, from, chunk, part) != 0 || pen_write(pen, chunk, part) != 0)
			return ERR_IO;
		from += (uint32_t)part;
		len -= part;
	}
	return 0;
}

static int crc_parts(const struct flash *f, sector_parts *parts, void *ctx, uint32_t *crc)
{
	struct sector_part part;

	for (bool first = true; parts(ctx, first, &part); first = false) {
		*crc = crc_32(*crc, part.prefix, part.prefix_len);
		if (part.bytes != NULL)
			*crc = crc_32(*crc, part.bytes, part.len);
		else if (crc_flash(f, part.from, part.len, crc) != 0)
			return ERR_IO;
	}
	return 0;
}

static int write_parts(struct pen *pen, sector_parts *parts, void *ctx)
{
	struct sector_part part;

	for (bool first = true; parts(ctx, first, &part); first = false) {
		if (pen_write(pen, part.prefix, part.prefix_len) != 0)
			return ERR_IO;
		int err = part.bytes != NULL ? pen_write(pen, part.bytes, part.len) : copy(pen, part.from, part.len);
		if (err != 0)
			return ERR_IO;
	}
	return pen_flush(pen) == 0 ? 0 : ERR_IO;
}

int sector_append(const struct flash *f, struct sector_head *head, size_t len, sector_parts *parts, void *ctx,
		  uint32_t *payload)
{
	struct pen pen = { .flash = f, .address = head->sector * f->sector_size + head->offset };
	uint32_t end = head->offset + record_size(f, len);
	uint8_t header[SECTOR_RECORD_HEADER];
	uint32_t crc = 0;

	ASSERT(len > 0 && len < 0xFFFF && sector_fits(f, head, len));
	*payload = pen.address + SECTOR_RECORD_HEADER;
	head->offset = f->sector_size;
	if (crc_parts(f, parts, ctx, &crc) != 0)
		return ERR_IO;
	header[0] = (uint8_t)len;
	header[1] = (uint8_t)(len >> 8);
	header[2] = (uint8_t)~header[0];
	header[3] = (uint8_t)~header[1];
	put32(header + 4, crc);
	if (pen_write(&pen, header, sizeof header) != 0 || write_parts(&pen, parts, ctx) != 0)
		return ERR_IO;
	ASSERT(pen.address == head->sector * f->sector_size + end);
	head->offset = end;
	return 0;
}
