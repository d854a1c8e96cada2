/* lamps: what the four lamps show in a state of the device; a pure function of it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_LAMPS_H
#define CORE_LAMPS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/led.h"
#include "core/radio.h"

struct lamps_state {
	bool outlet;
	bool waking;   /* the sign of power-on is running */
	bool has_mic;  /* the face has the MICROPHONE lamp */
	enum radio radio;
};

enum led_pattern lamps_pattern(const struct lamps_state *s, enum led led);

#endif
