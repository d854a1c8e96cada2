/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/battery.h"

#include <stddef.h>
#include <stdint.h>

/* A cell under the light load of a modem that waits, straight between these. */
#define LOWEST_MV 3300u
#define STEP_MV 100u
static const uint8_t percents[] = { 0, 4, 8, 18, 35, 55, 72, 84, 94, 100 };
#define STEPS (sizeof percents / sizeof *percents - 1)

unsigned battery_mv(unsigned raw, unsigned raw_max, unsigned full_mv)
{
	return (raw * full_mv + raw_max / 2) / raw_max;
}

int battery_percent(unsigned mv)
{
	unsigned above_mv = mv < LOWEST_MV ? 0 : mv - LOWEST_MV;
	size_t step = above_mv / STEP_MV;

	if (step >= STEPS)
		return 100;
	return (int)(percents[step] + (unsigned)(percents[step + 1] - percents[step]) * (above_mv % STEP_MV) / STEP_MV);
}
