/* SPDX-License-Identifier: Apache-2.0 */
#include "device/blink.h"

/* It blinks, then rests, and at the cycle's end begins anew. */
static const struct row {
	uint16_t on_ms, off_ms;
	uint16_t blinks_ms; /* 0: it only rests */
	uint16_t cycle_ms;  /* 0: it rests for good */
	bool rest;          /* lit then? */
} rows[PATTERN_COUNT] = {
	[PATTERN_OFF] = { .rest = false },
	[PATTERN_ON] = { .rest = true },
	[PATTERN_1HZ] = { .on_ms = 500, .off_ms = 500, .blinks_ms = 1000, .cycle_ms = 1000 },
	[PATTERN_4HZ] = { .on_ms = 125, .off_ms = 125, .blinks_ms = 250, .cycle_ms = 250 },
	[PATTERN_FLASH3S] = { .on_ms = 100, .off_ms = 2900, .blinks_ms = 3000, .cycle_ms = 3000 },
	[PATTERN_SIMFAULT] = { .on_ms = 125, .off_ms = 125, .blinks_ms = 1000, .cycle_ms = 3000, .rest = true },
	[PATTERN_BLINK3] = { .on_ms = 250, .off_ms = 250, .blinks_ms = PATTERN_BLINK3_FOR_MS, .rest = false },
};

bool blink_even(enum led_pattern pattern, unsigned *on_ms, unsigned *off_ms)
{
	*on_ms = rows[pattern].on_ms;
	*off_ms = rows[pattern].off_ms;
	return rows[pattern].blinks_ms > 0 && rows[pattern].blinks_ms == rows[pattern].cycle_ms;
}

bool blink_lit(enum led_pattern pattern, uint64_t for_ms, uint64_t *stays_ms)
{
	const struct row *row = &rows[pattern];
	unsigned at_ms;

	if (row->cycle_ms > 0)
		for_ms %= row->cycle_ms;
	if (for_ms >= row->blinks_ms) {
		*stays_ms = row->cycle_ms > 0 ? row->cycle_ms - for_ms : BLINK_STAYS;
		return row->rest;
	}
	at_ms = (unsigned)for_ms % ((unsigned)row->on_ms + row->off_ms);
	*stays_ms = (at_ms < row->on_ms ? 0u : row->off_ms) + row->on_ms - at_ms;
	return at_ms < row->on_ms;
}
