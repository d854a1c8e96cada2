/* main: the firmware from the reset to its loop.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/board.h"
#include "ports/cortexm/console.h"
#include "ports/cortexm/cortexm.h"
#include "ports/cortexm/crash.h"
#include "ports/cortexm/lights.h"
#include "ports/cortexm/loop.h"

#define AGAIN_MS 3000u /* a memory that does not answer is asked again; a device that ends in a fault begins again */

/* The library's start calls it; -ffreestanding knows no main. */
int main(void);

static void start_tick(void)
{
	CORTEXM_TICK_RELOAD = board_tick_hz / 1000u - 1u;
	CORTEXM_TICK_VALUE = 0;
	CORTEXM_TICK_CONTROL = 7; /* the processor's clock, interrupt, on */
}

/* The start as a line of the console: "info: started (power)". */
static void tell_cause(enum reset_cause cause)
{
	static const struct {
		enum note_level level;
		const char *why;
	} causes[] = {
		[CAUSE_POWER] = { NOTE_INFO, "power" },
		[CAUSE_WATCHDOG] = { NOTE_ERROR, "watchdog" },
		[CAUSE_ASKED] = { NOTE_INFO, "asked" },
		[CAUSE_FAULT] = { NOTE_ERROR, "fault at " },
	};
	char buffer[32];
	struct text why;

	text_init(&why, buffer, sizeof buffer);
	text_str(&why, causes[cause].why);
	if (cause == CAUSE_FAULT)
		for (int shift = 24; shift >= 0; shift -= 8)
			text_hex(&why, (uint8_t)(reset_record.pc >> shift));
	console_say(causes[cause].level, "smsocket " SMSOCKET_VERSION " started", buffer);
}

int main(void)
{
	board_start();
	loop_view.cause = (uint8_t)crash_cause();
	board_watchdog_start();
	start_tick();
	tell_cause((enum reset_cause)loop_view.cause);
	loop_begin();
	if (loop_view.cause == CAUSE_FAULT)
		loop_idle(AGAIN_MS);
	/* Without a memory there is no device: the outlet stays at rest, and the lights say so. */
	while (loop_start() != 0) {
		lights_set(LED_POWER, PATTERN_4HZ, 0);
		lights_set(LED_OUT, PATTERN_4HZ, 0);
		loop_idle(AGAIN_MS);
	}
	loop_run();
}
