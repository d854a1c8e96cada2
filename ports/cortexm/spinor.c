/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/spinor.h"

#include "base/err.h"
#include "ports/cortexm/board.h"
#include "ports/cortexm/loop.h"

#define PAGE_SIZE 256u
/* Longer than any chip needs for a step; the slowest erase a sector in 800 ms. */
#define BUSY_FOR_MS 3000u

enum order {
	ORDER_PROGRAM = 0x02,
	ORDER_READ = 0x03,
	ORDER_STATUS = 0x05,
	ORDER_ENABLE = 0x06,
	ORDER_ERASE = 0x20,
	ORDER_IDENTIFY = 0x9F,
};
#define STATUS_BUSY 0x01u
#define STATUS_ENABLED 0x02u

/* The last byte of a chip's identity tells how large it is, as a power of two. */
#define LARGE_MIN 17
#define LARGE_MAX 24

static void give(enum order order)
{
	board_nor_select(true);
	board_nor_send(&(uint8_t){ (uint8_t)order }, 1);
}

static void give_at(enum order order, uint32_t address)
{
	const uint8_t bytes[] = { (uint8_t)order, (uint8_t)(address >> 16), (uint8_t)(address >> 8), (uint8_t)address };

	board_nor_select(true);
	board_nor_send(bytes, sizeof bytes);
}

static void ask(enum order order, uint8_t *bytes, size_t len)
{
	give(order);
	board_nor_receive(bytes, len);
	board_nor_select(false);
}

static unsigned status(void)
{
	uint8_t byte;

	ask(ORDER_STATUS, &byte, 1);
	return byte;
}

static int enable(void)
{
	give(ORDER_ENABLE);
	board_nor_select(false);
	return (status() & (STATUS_BUSY | STATUS_ENABLED)) == STATUS_ENABLED ? 0 : ERR_IO;
}

/* The watchdog is fed while the chip works, but only as time goes by: without a tick this wait would have no end. */
static int finish(void)
{
	uint64_t begin_ms = loop_now_ms(), fed_ms = begin_ms;

	board_nor_select(false);
	while ((status() & STATUS_BUSY) != 0) {
		uint64_t now_ms = loop_now_ms();

		if (now_ms - begin_ms >= BUSY_FOR_MS)
			return ERR_IO;
		if (now_ms != fed_ms)
			board_watchdog_feed();
		fed_ms = now_ms;
	}
	return 0;
}

__attribute__((noinline)) int board_flash_program(uint32_t address, const uint8_t *bytes, size_t len)
{
	if (enable() != 0)
		return ERR_IO;
	give_at(ORDER_PROGRAM, address);
	board_nor_send(bytes, len);
	return finish();
}

__attribute__((noinline)) int board_flash_erase(uint32_t address)
{
	if (enable() != 0)
		return ERR_IO;
	give_at(ORDER_ERASE, address);
	return finish();
}

static int read(void *ctx, uint32_t address, void *bytes, size_t len)
{
	(void)ctx;
	give_at(ORDER_READ, address);
	board_nor_receive(bytes, len);
	board_nor_select(false);
	return 0;
}

static int program(void *ctx, uint32_t address, const void *bytes, size_t len)
{
	const uint8_t *from = bytes;

	(void)ctx;
	while (len > 0) {
		size_t room = PAGE_SIZE - address % PAGE_SIZE, part = len < room ? len : room;

		if (board_flash_program(address, from, part) != 0)
			return ERR_IO;
		address += (uint32_t)part;
		from += part;
		len -= part;
	}
	return 0;
}

static int erase(void *ctx, uint32_t sector)
{
	(void)ctx;
	return board_flash_erase(sector * SPINOR_SECTOR_SIZE);
}

/* Each step has waited for the chip. */
static int sync(void *ctx)
{
	(void)ctx;
	return 0;
}

int spinor_open(struct flash *flash, struct text *why)
{
	uint8_t id[3];

	ask(ORDER_IDENTIFY, id, sizeof id);
	if (id[0] == 0x00 || id[0] == 0xFF || id[2] < LARGE_MIN || id[2] > LARGE_MAX) {
		text_str(why, "the flash chip says ");
		for (size_t i = 0; i < sizeof id; i++)
			text_hex(why, id[i]);
		text_str(why, ", expected such as EF4014");
		return ERR_IO;
	}
	*flash = (struct flash){
		.sector_size = SPINOR_SECTOR_SIZE,
		.sector_count = SPINOR_SECTOR_COUNT,
		.unit = SPINOR_UNIT,
		.read = read,
		.program = program,
		.erase = erase,
		.sync = sync,
	};
	return 0;
}
