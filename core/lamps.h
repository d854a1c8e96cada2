/* lamps: what the four lamps show in a state of the device; a pure function of it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_LAMPS_H
#define CORE_LAMPS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/led.h"
#include "core/radio.h"

struct lamps_state {
	bool outlet;        /* under power */
	bool mains;
	bool waking;        /* the sign of power-on is running */
	bool armed;         /* a press of the button would erase everything */
	bool has_mic;       /* the face has the MICROPHONE lamp */
	bool mic_live;
	bool calling;       /* the device calls somebody */
	bool alarm;         /* it is on */
	bool sensor_active;
	enum radio radio;
};

enum led_pattern lamps_pattern(const struct lamps_state *s, enum led led);

#endif
