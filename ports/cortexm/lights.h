/* lights: the four lamps on the face show their patterns, which stand in the loop's view.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_LIGHTS_H
#define PORTS_CORTEXM_LIGHTS_H

#include <stdint.h>

#include "core/led.h"

/* One that begins anew begins with its first blink; the one that is shown already goes on. */
void lights_set(enum led led, enum led_pattern pattern, uint64_t now_ms);
/* Sets the pins as they are to be now. */
void lights_show(uint64_t now_ms);

#endif
