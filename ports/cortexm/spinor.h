/* spinor: a serial NOR flash on the board's SPI as the memory below the store, and the plate behind it: 25-series commands,
 * three address bytes, sectors of 4 KiB, pages of 256 bytes, 128 KiB to 16 MiB.
 * Each write is enabled anew and waited for, for a bounded time in which the watchdog is fed; the chip has to agree that it
 * may be written, so that one which is not there is an error rather than a success.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_SPINOR_H
#define PORTS_CORTEXM_SPINOR_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "store/flash.h"

#define SPINOR_SECTOR_SIZE 4096u
#define SPINOR_SECTOR_COUNT 16u /* the store's; the plate has one more */
#define SPINOR_UNIT 8u

/* As board_flash_open. */
int spinor_open(struct flash *flash, struct text *why);

/* One step each, called right before its command goes to the chip: a page's bytes, a sector. What halts the processor here
 * (an emulator's driver does) has cut the power before that step. 0 or ERR_IO. */
int board_flash_program(uint32_t address, const uint8_t *bytes, size_t len);
int board_flash_erase(uint32_t address);

#endif
