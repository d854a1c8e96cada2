/* gpiolines: the little that is asked of libgpiod. Its versions 1 and 2 have the name in common and nothing else: the build
 * chooses gpiolines1.c or gpiolines2.c, or gpiolines0.c where there is neither; which line is meant is decided above them.
 * Levels are as the line is wired: true is active, be that high or low.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_GPIOLINES_H
#define PORTS_LINUX_GPIOLINES_H

#include <stdbool.h>

#define GPIOLINES_CHIPS_MAX 64 /* gpiochip0 to gpiochip63 are looked at */
#define GPIOLINES_DEBOUNCE_US 5000 /* by the kernel, where it is asked: spares the loop what the device ignores anyway */

enum gpiolines_pull { PULL_AS_IS, PULL_UP, PULL_DOWN };

enum gpiolines_use {
	USE_INPUT, /* with both edges */
	USE_OFF,   /* an output, off from the first moment on */
	USE_ON,
	USE_KEEP,  /* an output that keeps its level if it was one before, else it is off */
};

struct gpiolines_want {
	enum gpiolines_use use;
	enum gpiolines_pull pull;
	bool active_low, open_drain;
};

struct gpiolines_chip; /* an open one */
struct gpiolines_line; /* one in use */

/* /dev/gpiochipN; NULL with errno, ENOSYS: the program was built without libgpiod. */
struct gpiolines_chip *gpiolines_open(unsigned n);
void gpiolines_close(struct gpiolines_chip *c);
/* Of the driver; "" if it has none. It lives as long as the chip is open. */
const char *gpiolines_label(struct gpiolines_chip *c);
unsigned gpiolines_count(struct gpiolines_chip *c);
/* Whether the line has that name. */
bool gpiolines_named(struct gpiolines_chip *c, unsigned number, const char *name);

/* Takes the line for oneself, in one step with its level, so that nothing twitches. The chip goes with it, and also when it
 * fails: NULL with errno. */
struct gpiolines_line *gpiolines_take(struct gpiolines_chip *c, unsigned number, const struct gpiolines_want *want);
/* The level, or -1 with errno. */
int gpiolines_get(struct gpiolines_line *l);
/* 0, or -1 with errno. */
int gpiolines_set(struct gpiolines_line *l, bool on);
/* Readable when an edge has come. */
int gpiolines_fd(struct gpiolines_line *l);
/* Takes in the edges that have come, without a look at them: call it when there are some. 0, or -1 with errno. */
int gpiolines_drain(struct gpiolines_line *l);
/* The level stays as the kernel's driver leaves it; most leave it as it is. */
void gpiolines_release(struct gpiolines_line *l);

#endif
