/* led: the four lamps on the face, their patterns and the names of both.
 * A pattern is data; the board blinks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_LED_H
#define CORE_LED_H

enum led { LED_POWER, LED_GSM, LED_MICROPHONE, LED_OUT };
#define LED_COUNT 4

enum led_pattern {
	PATTERN_OFF,
	PATTERN_ON,
	PATTERN_1HZ,      /* 500 ms on, 500 ms off */
	PATTERN_4HZ,      /* 125 ms on, 125 ms off */
	PATTERN_FLASH3S,  /* a flash of 100 ms each 3 s */
	PATTERN_SIMFAULT, /* 4 Hz for 1 s, then on for 2 s */
	PATTERN_BLINK3,   /* three times 250 ms on, 250 ms off, then off */
};
#define PATTERN_COUNT 7
#define PATTERN_BLINK3_FOR_MS 1500

const char *led_name(enum led led);                    /* "POWER", "GSM", "MICROPHONE", "OUT" */
const char *led_pattern_name(enum led_pattern pattern); /* "off", "on", "1hz", "4hz", "flash3s", "simfault", "blink3" */

#endif
