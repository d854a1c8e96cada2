/* loop: the firmware's one loop. At each tick of a millisecond it makes a pass over what has become due: pins that have
 * changed, bytes of the modem, a line of the console, readings, the device's own deadlines, lights; then it sleeps. A pass
 * works with one time, and with all that has come before it.
 * Statics: there is one of it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_LOOP_H
#define PORTS_CORTEXM_LOOP_H

#include "ports/cortexm/view.h"

extern volatile struct loop_view loop_view;

/* Monotonic, from the reset on. */
uint64_t loop_now_ms(void);

/* The tick's interrupt. */
void loop_tick(void);

/* Once after each reset, when everything but the device stands: where an emulator's driver stops the time. Does nothing. */
void loop_begin(void);

/* Starts the device that the plate tells of. ERR_IO: its memory does not answer, or fails; the console was told, nothing
 * runs, and it may be tried again. */
int loop_start(void);
/* Does not return: the device begins anew with a reset, and ends when its power does. */
_Noreturn void loop_run(void);

/* Passes without a device, for so long: lights blink, the watchdog is fed. */
void loop_idle(unsigned for_ms);

#endif
