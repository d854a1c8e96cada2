/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/nor.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/err.h"

struct nor {
	uint32_t sector_size;
	uint32_t sector_count;
	uint32_t unit;
	uint64_t writes;
	uint64_t cut_at; /* the value of `writes` at which power fails; 0: none is planned */
	bool powerless;
	uint8_t bytes[];
};

struct nor *nor_new(uint32_t sector_size, uint32_t sector_count, uint32_t unit)
{
	size_t size = (size_t)sector_size * sector_count;
	struct nor *n = malloc(sizeof *n + size);

	ASSERT(n != NULL);
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

/* How many of `len` bytes an operation gets done: all, or half when the power fails in it. */
static size_t done(struct nor *n, size_t len)
{
	n->writes++;
	if (n->writes != n->cut_at)
		return len;
	n->powerless = true;
	return len / 2;
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
	size_t part = done(n, len);
	for (size_t i = 0; i < part; i++)
		n->bytes[address + i] &= from[i];
	return n->powerless ? ERR_IO : 0;
}

static int nor_erase(void *ctx, uint32_t sector)
{
	struct nor *n = ctx;

	ASSERT(sector < n->sector_count);
	if (n->powerless)
		return ERR_IO;
	memset(n->bytes + (size_t)sector * n->sector_size, 0xFF, done(n, n->sector_size));
	return n->powerless ? ERR_IO : 0;
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

void nor_cut(struct nor *n, uint64_t after)
{
	ASSERT(after >= 1);
	n->cut_at = n->writes + after;
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
