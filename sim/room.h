/* room: the room that the socket stands in, with a heater on its outlet: a first-order model.
 * The air drifts towards the outside's temperature, or with the heater on towards that much above it; in each time
 * constant 63 % of the difference go. Pure arithmetic in whole numbers: equal calls give equal rooms.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_ROOM_H
#define SIM_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#define ROOM_OUTSIDE_DC 50              /* tenths of a degree Celsius */
#define ROOM_START_DC 200
#define ROOM_HEATER_DC 250              /* what the heater adds in the end */
#define ROOM_CASE_DC 50                 /* what the socket's own heat adds inside its case, where the thermometer is */
#define ROOM_CONSTANT_MS (6u * 3600000u)

struct room {
	int64_t air_udc; /* millionths of a tenth of a degree */
	uint64_t at_ms;
	bool heated;
};

/* At ROOM_START_DC, unheated. */
void room_init(struct room *r, uint64_t now_ms);
/* Lets it drift until now_ms, which never goes back. */
void room_drift(struct room *r, uint64_t now_ms);
/* The heater, from the moment of the last room_drift on. */
void room_heat(struct room *r, bool on);
/* At the moment of the last room_drift, in tenths of a degree: the air, and what a thermometer in the socket reads. */
int room_air_dc(const struct room *r);
int room_case_dc(const struct room *r);

#endif
