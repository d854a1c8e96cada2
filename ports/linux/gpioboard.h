/* gpioboard: a board of a real machine: lines of its gpiochips, lights and sensors that its kernel knows.
 * Outputs: the outlet and the microrelay keep the level they have, if they are outputs already, until the device decides; all
 * lines are left as they are at the end, but for the lights, which go out, and the modem's key, which nobody holds then.
 * Inputs: by their edges; sensors that may let their reader wait in a thread of their own.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_GPIOBOARD_H
#define PORTS_LINUX_GPIOBOARD_H

#include "ports/linux/board.h"
#include "ports/linux/gpioconfig.h"
#include "ports/linux/log.h"
#include "ports/linux/why.h"

struct event_base;

/* Takes every line of a configuration that gpioconfig_check has passed; sensors and lights may be missing, and come later.
 * `config` is copied, but for its sysfs_root; that, `log` and `ctx` are kept until the board's close. `sensed` comes from
 * `begin` and from the loop. ERR_IO: nothing is held; `why` names the line and what is wrong with it. */
int gpioboard_open(struct board *b, struct event_base *base, const struct gpioconfig *config, const struct log *log,
	board_sensed sensed, void *ctx, struct why *why);

#endif
