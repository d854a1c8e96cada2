/* tear: counts the writes of the firmware's store as its chip sees them, and leaves one of them half done.
 * The chip is given pages: a write of the store that reaches into the next page is two programs there, and one here. No write
 * of the store is longer than a page, so that only a program which ends with its page, and did not begin with it, may go on.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EMULATOR_TEAR_H
#define EMULATOR_TEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEAR_PAGE_SIZE 256u
#define TEAR_SECTOR_SIZE 4096u

/* What the chip does at once: programs `len` bytes within a page, or, `erase`, erases the sector. */
struct tear_step {
	bool erase;
	uint32_t address;
	size_t len;
};

struct tear {
	uint64_t after; /* power fails at this write from now on; 0: at none */
	struct tear_step last;
	uint8_t before[TEAR_SECTOR_SIZE]; /* what lies from that step's address on */
};

/* A step is about to begin; `flash` is the file below the chip, in which all steps before are done. true: power fails in the
 * write that begins with it; `after` is then 0. */
bool tear_step(struct tear *t, const struct tear_step *step, int flash);
/* The last step may not be all of its write; if `next` comes next, whether that belongs to it. */
bool tear_unsure(const struct tear *t);
bool tear_goes_on(const struct tear *t, const struct tear_step *next);

/* Leaves the write that began with the last step half done, whatever the file holds of it: it is to program `len` `bytes`, or
 * to erase the sector. */
void tear_half(const struct tear *t, const uint8_t *bytes, size_t len, int flash);

#endif
