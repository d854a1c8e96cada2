/* gpiokey: the power key of a modem (device/powerkey.h) on a line, with a timer on the loop.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_GPIOKEY_H
#define PORTS_LINUX_GPIOKEY_H

#include <stdbool.h>
#include <stdint.h>

#include "device/powerkey.h"

struct event;
struct event_base;
struct gpiopin;

struct gpiokey {
	struct gpiopin *pin; /* NULL: there is no such key */
	struct powerkey key;
	struct event *timer;
};

/* `pin` is kept, an output. */
void gpiokey_open(struct gpiokey *k, struct event_base *base, struct gpiopin *pin, unsigned held_ms, uint64_t now_ms);
/* Nobody holds the key after this. */
void gpiokey_close(struct gpiokey *k);

/* The modem's power is to be off, or on. */
void gpiokey_power(struct gpiokey *k, bool on, uint64_t now_ms);

#endif
