/* fakelines: chips whose lines a test drives and looks at, in the place of libgpiod (gpiolines.h).
 * Levels are the wire's: high or low, whatever the program takes for active.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_FAKELINES_H
#define TESTS_UNIT_FAKELINES_H

#include <stdbool.h>

#include "ports/linux/gpiolines.h"

#define FAKELINES_CHIPS 4
#define FAKELINES_LINES 8

struct fakelines_line {
	const char *name; /* NULL: none */
	bool taken, output, high;
	struct gpiolines_want want; /* of who took it */
	unsigned changes;           /* of the level, by the program */
	int fd;
	bool gone;                  /* its chip was unplugged while it was taken */
};

struct fakelines_chip {
	bool plugged;
	int refuses; /* errno of its opening; 0: it opens */
	const char *label;
	struct fakelines_line line[FAKELINES_LINES];
};

extern struct fakelines_chip fakelines_chips[FAKELINES_CHIPS];

/* No chips. */
void fakelines_reset(void);
/* From outside, with an edge if somebody waits for one. */
void fakelines_drive(unsigned chip, unsigned line, bool high);
void fakelines_unplug(unsigned chip);
/* How many chips and lines are open. */
int fakelines_open(void);

#endif
