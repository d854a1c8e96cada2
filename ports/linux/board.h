/* board: what a kind of board can do, as a table of deeds, so that the daemon knows none of them by name. dirboard (files)
 * and gpioboard (lines of a gpiochip, sensors of the kernel) fill one in.
 * Promise of each: no call blocks for longer than a write to a file in memory takes; a pin that cannot be set, a sensor that
 * has gone away, is noted once, and taken back when it returns, without a restart.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_BOARD_H
#define PORTS_LINUX_BOARD_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/led.h"

enum board_sense { SENSE_BUTTON, SENSE_SENSOR, SENSE_JACK, SENSE_MAINS, SENSE_BATTERY, SENSE_TEMPERATURE };
#define SENSE_COUNT 6

#define BOARD_NO_READING INT_MIN

/* A value that differs from the one before: 0 or 1 (pressed, contact closed, plug in, mains present), percent, tenths of a
 * degree or BOARD_NO_READING. */
typedef void (*board_sensed)(void *ctx, enum board_sense sense, int value);

/* One thing that a board has, for whoever looks at it: a line, a sensor, a light. */
struct board_part {
	const char *name;  /* as the configuration names it: "outlet", "temperature" */
	bool answers;      /* it does what it should, as far as can be seen */
	char is[96];       /* what and where: "line 17 of gpiochip0, active low: 1", "28-0316a2797955: 21.5" */
};

/* `self` is the board's own. */
struct board_deeds {
	void (*close)(void *self);
	/* Tells all that is not as if there were no such input. For a device that has just started. */
	void (*begin)(void *self);
	void (*outlet)(void *self, bool on);
	void (*microrelay)(void *self, bool on);
	/* Takes effect with the next `light`; of several patterns for one light, the last. */
	void (*led)(void *self, enum led led, enum led_pattern pattern);
	bool (*light_due)(const void *self);
	void (*light)(void *self);
	/* The modem's supply or its power key, held as long as that takes; NULL: the board has none. */
	void (*modem_power)(void *self, bool on);
	/* The parts, by index; false beyond the last. */
	bool (*part)(const void *self, size_t index, struct board_part *part);
};

struct board {
	const struct board_deeds *deeds;
	void *self;
	char name[128]; /* "dir:DIR", cut to its room; "gpio" */
};

#endif
