/* power: mains and battery: what the outlet does when power returns, and who is told.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_POWER_H
#define CORE_POWER_H

#include <stdbool.h>
#include <stdint.h>

struct core;
struct core_effects;

struct power {
	bool out;                /* the mains counts as out */
	bool wished;             /* the outlet was commanded while there was no mains: so it is when there is */
	uint64_t changed_at_ms;  /* of the mains as it is */
	bool restored;           /* a start after a loss of power is still to be told */
	uint64_t restored_at_ms; /* the earliest; a minute later it is told even without the time of day */
	int battery_pct;
	uint64_t idle_since_ms;  /* no usable SIM since; CORE_NEVER: it is usable */
	bool shutting_down;
};

/* Puts the outlet into the state that POWERSTATE says. */
void power_start(struct core *c, bool power_lost, uint64_t now_ms);
/* The mains has come or gone. */
void power_mains_changed(struct core *c, uint64_t now_ms);
void power_step(struct core *c, uint64_t now_ms, struct core_effects *out);
uint64_t power_deadline_ms(const struct core *c);
/* The outlet has been commanded. */
void power_wish(struct core *c);
/* The mains is there, or the model could not know. */
bool power_mains(const struct core *c);

#endif
