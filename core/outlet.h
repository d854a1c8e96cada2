/* outlet: the switched socket and its timer: what it is, and what it returns to.
 * The resting state is what a power cut falls back to, so that no cut turns a timed state into a permanent one.
 * Times are the monotonic clock's, in ms. Pure; no effects of its own.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_OUTLET_H
#define CORE_OUTLET_H

#include <stdbool.h>
#include <stdint.h>

#define OUTLET_NEVER UINT64_MAX

struct outlet {
	bool on;             /* now */
	bool resting;        /* after the timer, and after a power cut */
	uint64_t flip_at_ms; /* when a timed state ends; OUTLET_NEVER: it is no timed state */
};

/* Off, at rest. */
void outlet_init(struct outlet *o);
/* On or off until further notice; ends a timed state. */
void outlet_set(struct outlet *o, bool on);
/* On or off for `for_ms` from now, then the opposite, which is the resting state from now on. */
void outlet_set_for(struct outlet *o, bool on, uint64_t for_ms, uint64_t now_ms);
/* Ends a timed state that is due; true when the outlet changed. */
bool outlet_step(struct outlet *o, uint64_t now_ms);
bool outlet_sane(const struct outlet *o);

#endif
