/* gpioled: one light that shows a pattern (device/blink.h): timers on the loop, or the kernel where that can blink by itself,
 * which spares the loop two wake-ups a blink.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_GPIOLED_H
#define PORTS_LINUX_GPIOLED_H

#include <stdbool.h>
#include <stdint.h>

#include "core/led.h"

struct event;
struct event_base;

/* What a light can do; `ctx` is its own. */
struct gpioled_deeds {
	void (*set)(void *ctx, bool lit);
	/* Blinks by itself until the next call. NULL, or false when it cannot. */
	bool (*blink)(void *ctx, unsigned on_ms, unsigned off_ms);
};

struct gpioled {
	const struct gpioled_deeds *deeds; /* NULL: there is no such light */
	void *ctx;
	enum led_pattern pattern;
	bool due;          /* the light does not show the pattern yet */
	uint64_t began_ms; /* when it began to */
	struct event *timer;
};

/* A light that is off. `deeds` and `ctx` are kept. */
void gpioled_open(struct gpioled *l, struct event_base *base, const struct gpioled_deeds *deeds, void *ctx);
/* It goes out: nothing would make it tell the truth any more. */
void gpioled_close(struct gpioled *l);

/* Takes effect with gpioled_show. */
void gpioled_set(struct gpioled *l, enum led_pattern pattern);
void gpioled_show(struct gpioled *l);

#endif
