/* ramstore: the settings in RAM behind the firmware's own, for a board that has no flash chip yet, and for QEMU, whose has none.
 * They outlive a reset, but no loss of power.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "ports/cortexm/board.h"

/* The firmware's own RAM is the first 16 KiB of 128. */
#define STORE ((uint8_t *)0x20004000u)
#define SECTOR_SIZE 4096u
#define SECTOR_COUNT 16u
#define UNIT 8u

static int read(void *ctx, uint32_t address, void *bytes, size_t len)
{
	(void)ctx;
	memcpy(bytes, STORE + address, len);
	return 0;
}

static int program(void *ctx, uint32_t address, const void *bytes, size_t len)
{
	const uint8_t *from = bytes;

	(void)ctx;
	for (size_t i = 0; i < len; i++)
		STORE[address + i] &= from[i];
	return 0;
}

static int erase(void *ctx, uint32_t sector)
{
	(void)ctx;
	memset(STORE + sector * SECTOR_SIZE, 0xFF, SECTOR_SIZE);
	return 0;
}

static int sync(void *ctx)
{
	(void)ctx;
	return 0;
}

int board_flash_open(struct flash *flash, struct text *why)
{
	(void)why;
	*flash = (struct flash){
		.sector_size = SECTOR_SIZE,
		.sector_count = SECTOR_COUNT,
		.unit = UNIT,
		.read = read,
		.program = program,
		.erase = erase,
		.sync = sync,
	};
	return 0;
}
