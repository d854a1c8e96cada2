/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/gpiokey.h"

#include <event2/event.h>

#include "base/assert.h"
#include "ports/linux/gpiopin.h"

/* The line as the key is now, until it changes. */
static void carry_on(struct gpiokey *k, uint64_t now_ms)
{
	struct timeval wait;
	uint64_t ms;

	gpiopin_set(k->pin, k->key.held);
	if (k->key.until_ms == POWERKEY_NEVER)
		return;
	ms = k->key.until_ms - now_ms;
	wait = (struct timeval){ .tv_sec = (time_t)(ms / 1000), .tv_usec = (suseconds_t)(ms % 1000 * 1000) };
	event_add(k->timer, &wait);
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
	struct gpiokey *k = ctx;
	uint64_t now_ms = k->key.until_ms;

	(void)fd;
	(void)what;
	powerkey_step(&k->key, now_ms);
	carry_on(k, now_ms);
}

void gpiokey_open(struct gpiokey *k, struct event_base *base, struct gpiopin *pin, unsigned held_ms, uint64_t now_ms)
{
	*k = (struct gpiokey){ .pin = pin };
	powerkey_init(&k->key, held_ms, now_ms);
	k->timer = evtimer_new(base, on_timer, k);
	ASSERT(k->timer);
}

void gpiokey_close(struct gpiokey *k)
{
	if (!k->pin)
		return;
	event_free(k->timer);
	gpiopin_set(k->pin, false);
}

void gpiokey_power(struct gpiokey *k, bool on, uint64_t now_ms)
{
	bool pending = k->key.until_ms != POWERKEY_NEVER;

	powerkey_power(&k->key, on, now_ms);
	/* A press that is under way goes on; the timer leads to what was wanted now. */
	if (!pending)
		carry_on(k, now_ms);
}
