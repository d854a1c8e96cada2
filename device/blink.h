/* blink: how each pattern of a light goes on and off, for the boards, which do the blinking. Pure.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef DEVICE_BLINK_H
#define DEVICE_BLINK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/led.h"

#define BLINK_STAYS UINT64_MAX

/* Whether a pattern that began `for_ms` ago is lit, and for how many ms more that stays so; BLINK_STAYS: for good. */
bool blink_lit(enum led_pattern pattern, uint64_t for_ms, uint64_t *stays_ms);
/* Whether a pattern goes on and off evenly for good, and how long each lasts. */
bool blink_even(enum led_pattern pattern, unsigned *on_ms, unsigned *off_ms);

#endif
