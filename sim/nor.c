/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/nor.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "sim/chance.h"

#define SECTORS_MAX 64

struct nor {
	uint32_t sector_size;
	uint32_t sector_count;
	uint32_t unit;
	uint64_t writes;
	uint64_t cut_at; /* the value of `writes` at which power fails; 0: none is planned */
	enum nor_torn torn;
	void (*hear)(void *ctx);
	void *hear_ctx;
	uint32_t erases[SECTORS_MAX];
	bool powerless;
	bool fails;
	uint8_t bytes[];
};

struct nor *nor_new(uint32_t sector_size, uint32_t sector_count, uint32_t unit)
{
	size_t size = (size_t)sector_size * sector_count;
	struct nor *n = malloc(sizeof *n + size);

	ASSERT(n != NULL && sector_count <= SECTORS_MAX);
	*n = (struct nor){ .sector_size = sector_size, .sector_count = sector_count, .unit = unit };
	memset(n->bytes, 0xFF, size);
	return n;
}

void nor_free(struct nor *n)
{
	free(n);
}

static bool inside(const struct nor *n, uint32_t address, size_t len)
{
	size_t size = (size_t)n->sector_size * n->sector_count;

	return address <= size && len <= size - address;
}

static int nor_read(void *ctx, uint32_t address, void *bytes, size_t len)
{
	const struct nor *n = ctx;

	ASSERT(inside(n, address, len));
	if (n->powerless)
		return ERR_IO;
	memcpy(bytes, n->bytes + address, len);
	return 0;
}

/* An operation begins: how much it gets done. */
static enum nor_torn begin(struct nor *n)
{
	if (n->hear != NULL)
		n->hear(n->hear_ctx);
	n->writes++;
	n->powerless = n->writes == n->cut_at;
	if (n->powerless)
		return n->torn;
	struct chance chance = { n->writes };
	return n->fails ? (enum nor_torn)chance_between(&chance, 0, NOR_TORN_COUNT - 1) : TORN_ALL;
}

/* What it says of that. */
static int end(const struct nor *n)
{
	return n->powerless || n->fails ? ERR_IO : 0;
}

/* What a byte becomes that would be `to`, the i-th of `len`. */
static uint8_t torn_byte(enum nor_torn torn, uint8_t from, uint8_t to, size_t i, size_t len, struct chance *chance)
{
	switch (torn) {
	case TORN_NOTHING:
		return from;
	case TORN_HALF:
		return i < len / 2 ? to : from;
	case TORN_GARBAGE:
		return from ^ to ^ (uint8_t)chance_draw(chance);
	case TORN_ALL:
		return to;
	}
	return to;
}

static int nor_program(void *ctx, uint32_t address, const void *bytes, size_t len)
{
	struct nor *n = ctx;
	const uint8_t *from = bytes;

	ASSERT(inside(n, address, len) && address % n->unit == 0 && len % n->unit == 0);
	if (n->powerless)
		return ERR_IO;
	for (size_t i = 0; i < len; i++)
		ASSERT((from[i] & ~n->bytes[address + i]) == 0);
	enum nor_torn torn = begin(n);
	/* The same garbage from the same state, whatever was tried before. */
	struct chance chance = { address };
	for (size_t i = 0; i < len; i++) {
		uint8_t *at = &n->bytes[address + i];
		uint8_t to = *at & from[i];

		/* Bits only ever go from 1 to 0, and those alone that were to. */
		*at = to | (*at & torn_byte(torn, *at, to, i, len, &chance));
	}
	return end(n);
}

static int nor_erase(void *ctx, uint32_t sector)
{
	struct nor *n = ctx;

	ASSERT(sector < n->sector_count);
	if (n->powerless)
		return ERR_IO;
	enum nor_torn torn = begin(n);
	uint8_t *at = n->bytes + (size_t)sector * n->sector_size;
	struct chance chance = { sector };

	n->erases[sector]++;
	if (torn == TORN_ALL) {
		memset(at, 0xFF, n->sector_size);
		return end(n);
	}
	for (size_t i = 0; i < n->sector_size; i++)
		at[i] = torn_byte(torn, at[i], 0xFF, i, n->sector_size, &chance);
	return end(n);
}

static int nor_sync(void *ctx)
{
	const struct nor *n = ctx;

	return n->powerless ? ERR_IO : 0;
}

struct flash nor_flash(struct nor *n)
{
	return (struct flash){
		.ctx = n,
		.sector_size = n->sector_size,
		.sector_count = n->sector_count,
		.unit = n->unit,
		.read = nor_read,
		.program = nor_program,
		.erase = nor_erase,
		.sync = nor_sync,
	};
}

uint8_t *nor_bytes(struct nor *n)
{
	return n->bytes;
}

uint64_t nor_writes(const struct nor *n)
{
	return n->writes;
}

uint32_t nor_erases(const struct nor *n, uint32_t sector)
{
	ASSERT(sector < n->sector_count);
	return n->erases[sector];
}

void nor_cut(struct nor *n, uint64_t after, enum nor_torn torn)
{
	ASSERT(after >= 1);
	n->cut_at = n->writes + after;
	n->torn = torn;
}

bool nor_powerless(const struct nor *n)
{
	return n->powerless;
}

void nor_power(struct nor *n)
{
	n->powerless = false;
	n->cut_at = 0;
}

void nor_fail(struct nor *n, bool fails)
{
	n->fails = fails;
}

void nor_listen(struct nor *n, void (*hear)(void *ctx), void *ctx)
{
	n->hear = hear;
	n->hear_ctx = ctx;
}
