/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/gpioled.h"

#include <event2/event.h>
#include <time.h>

#include "base/assert.h"
#include "device/blink.h"

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Where the pattern is now; a timer that comes late makes the next one come earlier. */
static void carry_on(struct gpioled *l)
{
	uint64_t stays_ms;
	struct timeval wait;

	l->deeds->set(l->ctx, blink_lit(l->pattern, now_ms() - l->began_ms, &stays_ms));
	if (stays_ms == BLINK_STAYS)
		return;
	wait = (struct timeval){ .tv_sec = (time_t)(stays_ms / 1000), .tv_usec = (suseconds_t)(stays_ms % 1000 * 1000) };
	event_add(l->timer, &wait);
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	carry_on(ctx);
}

void gpioled_open(struct gpioled *l, struct event_base *base, const struct gpioled_deeds *deeds, void *ctx)
{
	*l = (struct gpioled){ .deeds = deeds, .ctx = ctx, .pattern = PATTERN_OFF };
	l->timer = evtimer_new(base, on_timer, l);
	ASSERT(l->timer);
	deeds->set(ctx, false);
}

void gpioled_close(struct gpioled *l)
{
	if (!l->deeds)
		return;
	event_free(l->timer);
	l->deeds->set(l->ctx, false);
}

void gpioled_set(struct gpioled *l, enum led_pattern pattern)
{
	l->pattern = pattern;
	l->due = l->deeds != NULL;
}

void gpioled_show(struct gpioled *l)
{
	unsigned on_ms, off_ms;

	if (!l->due)
		return;
	l->due = false;
	event_del(l->timer);
	if (blink_even(l->pattern, &on_ms, &off_ms) && l->deeds->blink && l->deeds->blink(l->ctx, on_ms, off_ms))
		return;
	l->began_ms = now_ms();
	carry_on(l);
}
