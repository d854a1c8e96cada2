/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/lights.h"

#include "device/blink.h"
#include "ports/cortexm/board.h"
#include "ports/cortexm/loop.h"

/* Which pattern it is, the loop's view tells. */
static struct {
	uint64_t began_ms, until_ms; /* until: so it stays */
} lights[LED_COUNT];

void lights_set(enum led led, enum led_pattern pattern, uint64_t now_ms)
{
	if (loop_view.pattern[led] == pattern)
		return;
	loop_view.pattern[led] = (uint8_t)pattern;
	lights[led].began_ms = lights[led].until_ms = now_ms;
}

void lights_show(uint64_t now_ms)
{
	for (enum led led = 0; led < LED_COUNT; led++) {
		uint64_t stays_ms;

		if (now_ms < lights[led].until_ms)
			continue;
		board_set(OUT_LED + led, blink_lit(loop_view.pattern[led], now_ms - lights[led].began_ms, &stays_ms));
		lights[led].until_ms = stays_ms == BLINK_STAYS ? BLINK_STAYS : now_ms + stays_ms;
	}
}
