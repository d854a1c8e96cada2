/* heat: thermometer, thermostat and temperature alerts.
 * The thermometer is read once a minute, first ten minutes after power-on. Temperatures are in tenths of a degree Celsius.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_HEAT_H
#define CORE_HEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct core;
struct core_effects;

struct heat {
	bool sensed;         /* the thermometer gives something: sensed_dc */
	int sensed_dc;
	bool known;          /* a reading was taken, and is not too old: raw_dc */
	int raw_dc;          /* not calibrated */
	uint64_t read_at_ms; /* the next reading */
	uint64_t good_at_ms; /* the last reading that gave something, or when the first one was due */
	bool failed_told;
	bool rise_told, fall_told; /* until it is a degree back inside */
};

void heat_start(struct core *c, uint64_t now_ms);
/* The thermometer's word. */
void heat_sense(struct core *c, bool known, int raw_dc);
/* Takes the reading that is due, and acts on it. */
void heat_step(struct core *c, uint64_t now_ms, struct core_effects *out);
uint64_t heat_deadline_ms(const struct core *c);

/* "25C", "77F" or "N/A" */
void heat_print(const struct core *c, struct text *t);
/* An alert's limit was set: it may be told anew. */
void heat_rearm(struct core *c);
void heat_enable(struct core *c, bool on);

#endif
