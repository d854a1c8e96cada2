/* relay: a switched contact with its timer and its restart: what it is, and what it returns to.
 * The resting state is what a power cut falls back to, so that no cut turns a timed state into a permanent one.
 * A restart lies over all else: the contact is inverted for a while, then as if nothing had been.
 * Times are the monotonic clock's, in ms. Pure; no effects of its own.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_RELAY_H
#define CORE_RELAY_H

#include <stdbool.h>
#include <stdint.h>

#define RELAY_NEVER UINT64_MAX

struct relay {
	bool set;               /* what it is, but for a restart */
	bool resting;           /* the last state that was meant to stay */
	uint64_t flip_at_ms;    /* when a timed state ends; RELAY_NEVER: it is no timed state */
	uint64_t restart_end_ms; /* the contact is inverted until then; RELAY_NEVER: it is not */
};

/* Off, at rest. */
void relay_init(struct relay *r);
/* Whether the contact is closed. */
bool relay_on(const struct relay *r);
/* On or off until further notice; ends a timed state and a restart. */
void relay_set(struct relay *r, bool on);
/* The same, but the resting state stays: for those who switch often, as a thermostat. */
void relay_drive(struct relay *r, bool on);
/* On or off for `for_ms` from now, then the opposite, which is the resting state from now on. */
void relay_set_for(struct relay *r, bool on, uint64_t for_ms, uint64_t now_ms);
/* Inverts it for `for_ms` from now; within a restart: that one lasts so long from now. */
void relay_restart(struct relay *r, uint64_t for_ms, uint64_t now_ms);
/* Ends what is due. */
void relay_step(struct relay *r, uint64_t now_ms);
uint64_t relay_deadline_ms(const struct relay *r);

#endif
