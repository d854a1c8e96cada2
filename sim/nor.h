/* nor: a NOR flash in memory, for the simulator and the tests: erased bytes are 0xFF, programming only clears bits.
 * It keeps its content while the socket is without power, and can lose power in the middle of an operation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_NOR_H
#define SIM_NOR_H

#include <stdbool.h>
#include <stdint.h>

#include "store/flash.h"

struct nor;

/* An erased flash. The geometry's limits are those of store/flash.h. */
struct nor *nor_new(uint32_t sector_size, uint32_t sector_count, uint32_t unit);
void nor_free(struct nor *n);
/* The flash as a port's struct; its ctx is `n`. Programming outside the rules of a NOR is an assertion. */
struct flash nor_flash(struct nor *n);

uint8_t *nor_bytes(struct nor *n); /* the content, sector_size * sector_count bytes */
uint64_t nor_writes(const struct nor *n); /* program and erase operations so far */
uint32_t nor_erases(const struct nor *n, uint32_t sector);

/* What an operation has done when the power fails in it. */
enum nor_torn {
	TORN_HALF,    /* its first half */
	TORN_NOTHING,
	TORN_GARBAGE, /* of a program: some of its bits, here and there; of an erase: any bytes at all */
	TORN_ALL,     /* all of it, and nobody was told */
};
#define NOR_TORN_COUNT 4

/* Power fails at the `after`-th program or erase operation from now (1: the next one), in the middle of it; all
 * operations then fail with ERR_IO until nor_power. */
void nor_cut(struct nor *n, uint64_t after, enum nor_torn torn);
bool nor_powerless(const struct nor *n);
void nor_power(struct nor *n); /* power is back; no cut is planned */

/* From now on each program and erase operation fails (ERR_IO), having done as much of it as chance has it: nothing, all, or
 * anything between; or no longer. Reading goes well. */
void nor_fail(struct nor *n, bool fails);

/* `hear` is called before each program and erase operation, and may plan a cut; NULL: nobody is. */
void nor_listen(struct nor *n, void (*hear)(void *ctx), void *ctx);

#endif
