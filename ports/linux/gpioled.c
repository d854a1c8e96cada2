/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/gpioled.h"

#include <event2/event.h>
#include <time.h>

#include "base/assert.h"

#define FOR_EVER UINT64_MAX

/* It blinks, then rests, then begins anew. */
static const struct row {
	unsigned on_ms, off_ms;
	uint64_t blinks_ms; /* 0: it only rests */
	bool rest;          /* lit then? */
	uint64_t rests_ms;
} rows[PATTERN_COUNT] = {
	[PATTERN_OFF] = { .rest = false, .rests_ms = FOR_EVER },
	[PATTERN_ON] = { .rest = true, .rests_ms = FOR_EVER },
	[PATTERN_1HZ] = { .on_ms = 500, .off_ms = 500, .blinks_ms = FOR_EVER },
	[PATTERN_4HZ] = { .on_ms = 125, .off_ms = 125, .blinks_ms = FOR_EVER },
	[PATTERN_FLASH3S] = { .on_ms = 100, .off_ms = 2900, .blinks_ms = FOR_EVER },
	[PATTERN_SIMFAULT] = { .on_ms = 125, .off_ms = 125, .blinks_ms = 1000, .rest = true, .rests_ms = 2000 },
	[PATTERN_BLINK3] = { .on_ms = 250, .off_ms = 250, .blinks_ms = PATTERN_BLINK3_FOR_MS, .rest = false, .rests_ms = FOR_EVER },
};

bool gpioled_even(enum led_pattern pattern, unsigned *on_ms, unsigned *off_ms)
{
	*on_ms = rows[pattern].on_ms;
	*off_ms = rows[pattern].off_ms;
	return rows[pattern].blinks_ms == FOR_EVER;
}

bool gpioled_lit(enum led_pattern pattern, uint64_t for_ms, uint64_t *stays_ms)
{
	const struct row *row = &rows[pattern];
	uint64_t at;

	if (row->blinks_ms != FOR_EVER && row->rests_ms != FOR_EVER)
		for_ms %= row->blinks_ms + row->rests_ms;
	if (for_ms >= row->blinks_ms) {
		*stays_ms = row->rests_ms == FOR_EVER ? GPIOLED_STAYS : row->blinks_ms + row->rests_ms - for_ms;
		return row->rest;
	}
	at = for_ms % (row->on_ms + row->off_ms);
	*stays_ms = (at < row->on_ms ? 0 : row->off_ms) + row->on_ms - at;
	return at < row->on_ms;
}

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

	l->deeds->set(l->ctx, gpioled_lit(l->pattern, now_ms() - l->began_ms, &stays_ms));
	if (stays_ms == GPIOLED_STAYS)
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
	if (gpioled_even(l->pattern, &on_ms, &off_ms) && l->deeds->blink && l->deeds->blink(l->ctx, on_ms, off_ms))
		return;
	l->began_ms = now_ms();
	carry_on(l);
}
