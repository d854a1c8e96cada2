/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/gpiokey.h"

#include <event2/event.h>

#include "base/assert.h"
#include "ports/linux/gpiopin.h"

static void wait_for(struct gpiokey *k, unsigned ms)
{
	const struct timeval wait = { .tv_sec = (time_t)(ms / 1000), .tv_usec = (suseconds_t)(ms % 1000 * 1000) };

	event_add(k->timer, &wait);
}

static void press(struct gpiokey *k)
{
	k->wanted = k->held || k->resting;
	if (k->wanted)
		return;
	k->held = true;
	gpiopin_set(k->pin, true);
	wait_for(k, k->held_ms);
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
	struct gpiokey *k = ctx;

	(void)fd;
	(void)what;
	k->resting = k->held;
	if (k->held) {
		k->held = false;
		gpiopin_set(k->pin, false);
		wait_for(k, k->rest_ms);
	} else if (k->wanted) {
		press(k);
	}
}

void gpiokey_open(struct gpiokey *k, struct event_base *base, struct gpiopin *pin, unsigned held_ms, uint64_t now_ms)
{
	*k = (struct gpiokey){ .pin = pin, .held_ms = held_ms, .rest_ms = GPIOKEY_REST_MS, .cut_at_ms = now_ms };
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
	bool alone = now_ms - k->cut_at_ms >= GPIOKEY_APART_MS;

	if (!on)
		k->cut_at_ms = now_ms;
	if (on || alone)
		press(k);
}
