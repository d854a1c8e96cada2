/* SPDX-License-Identifier: Apache-2.0 */
#include "core/relay.h"

void relay_init(struct relay *r)
{
	relay_set(r, false);
}

bool relay_on(const struct relay *r)
{
	return r->set != (r->restart_end_ms != RELAY_NEVER);
}

void relay_drive(struct relay *r, bool on)
{
	r->set = on;
	r->flip_at_ms = RELAY_NEVER;
	r->restart_end_ms = RELAY_NEVER;
}

void relay_set(struct relay *r, bool on)
{
	relay_drive(r, on);
	r->resting = on;
}

void relay_set_for(struct relay *r, bool on, uint64_t for_ms, uint64_t now_ms)
{
	relay_drive(r, on);
	r->resting = !on;
	r->flip_at_ms = now_ms + for_ms;
}

void relay_restart(struct relay *r, uint64_t for_ms, uint64_t now_ms)
{
	r->restart_end_ms = now_ms + for_ms;
}

void relay_step(struct relay *r, uint64_t now_ms)
{
	if (now_ms >= r->flip_at_ms) {
		r->set = r->resting;
		r->flip_at_ms = RELAY_NEVER;
	}
	if (now_ms >= r->restart_end_ms)
		r->restart_end_ms = RELAY_NEVER;
}

uint64_t relay_deadline_ms(const struct relay *r)
{
	return r->flip_at_ms < r->restart_end_ms ? r->flip_at_ms : r->restart_end_ms;
}
