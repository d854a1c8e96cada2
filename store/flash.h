/* flash: the memory below the store, as a port gives it.
 * Erased bytes read 0xFF and a program step can only clear bits, as on NOR flash; a file can play it. Geometry is data.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_FLASH_H
#define STORE_FLASH_H

#include <stddef.h>
#include <stdint.h>

struct flash {
	void *ctx;             /* handed to each call */
	uint32_t sector_size;  /* bytes that are erased together, 2304..65536, a multiple of `unit` */
	uint32_t sector_count; /* 3..64 */
	uint32_t unit;         /* a program step begins and ends at a multiple of this; a power of two, 1..256 */

	/* Each returns 0 or ERR_IO. Addresses are bytes from the first sector's start. What a cut has left half done is no
	 * error to read: any bytes will do. */
	int (*read)(void *ctx, uint32_t address, void *bytes, size_t len);
	int (*program)(void *ctx, uint32_t address, const void *bytes, size_t len);
	int (*erase)(void *ctx, uint32_t sector);
	/* All that was programmed or erased is on the medium when this returns. */
	int (*sync)(void *ctx);
};

#endif
