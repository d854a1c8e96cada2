/* SPDX-License-Identifier: Apache-2.0 */
#include "app/pace.h"

#include <time.h>

static uint64_t real_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void pace_begin(struct pace *p, struct world *world, uint64_t speed)
{
	*p = (struct pace){ .world = world, .speed = speed };
	pace_anchor(p);
}

void pace_set(struct pace *p, uint64_t speed)
{
	p->speed = speed;
	pace_anchor(p);
}

void pace_anchor(struct pace *p)
{
	p->real_ms = real_ms();
	p->world_ms = world_now_ms(p->world);
}

void pace_catch_up(struct pace *p)
{
	world_run_until(p->world, p->world_ms + (real_ms() - p->real_ms) * p->speed);
}

uint64_t pace_wait_ms(const struct pace *p, uint64_t due_ms)
{
	if (due_ms == UINT64_MAX || p->speed == 0)
		return UINT64_MAX;
	/* Rounded up: woken too early it would only sleep again. */
	uint64_t at_ms = p->real_ms + (due_ms - p->world_ms + p->speed - 1) / p->speed;
	uint64_t now_ms = real_ms();
	return at_ms > now_ms ? at_ms - now_ms : 0;
}
