/* SPDX-License-Identifier: Apache-2.0 */
#include "core/led.h"

#include "base/assert.h"

const char *led_name(enum led led)
{
	static const char *const names[LED_COUNT] = {
		[LED_POWER] = "POWER",
		[LED_GSM] = "GSM",
		[LED_MICROPHONE] = "MICROPHONE",
		[LED_OUT] = "OUT",
	};

	ASSERT(led < LED_COUNT);
	return names[led];
}

const char *led_pattern_name(enum led_pattern pattern)
{
	static const char *const names[PATTERN_COUNT] = {
		[PATTERN_OFF] = "off",         [PATTERN_ON] = "on",
		[PATTERN_1HZ] = "1hz",         [PATTERN_4HZ] = "4hz",
		[PATTERN_FLASH3S] = "flash3s", [PATTERN_SIMFAULT] = "simfault",
		[PATTERN_BLINK3] = "blink3",
	};

	ASSERT(pattern < PATTERN_COUNT);
	return names[pattern];
}
