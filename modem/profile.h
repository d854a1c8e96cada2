/* profile: what a family of modems does otherwise than the standards say: a row a family, a column a difference.
 * Chosen by what the modem says that it is (27.007 5.1, 5.2). Constant data; nothing else in the driver knows of a maker.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_PROFILE_H
#define MODEM_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

/* How codes go to the operator, and come back, in AT+CUSD (27.007 7.15). */
enum profile_codes {
	CODES_PLAIN,  /* as text */
	CODES_PACKED, /* as digits of packed septets (23.038 6.1.2.3), both ways */
	CODES_NONE,   /* not at all */
};

struct profile {
	const char *name;   /* for the log: "SIM800" */
	const char *maker;  /* what the answer to +CGMI holds, in any case; "": whatever */
	const char *models; /* what the answer to +CGMM holds, any of these, `|` between; "": whatever */

	const char *setup;  /* commands of its own after the others, without AT, `|` between, refused without harm; "": none */
	const char *tries;  /* asks how often the PIN may be tried */
	uint8_t tries_at;   /* which field of the answer tells it, from 0 */
	const char *clock;  /* asks for the time; refused: AT+CCLK? */
	const char *mic;    /* sets the microphone's gain, `*` being the level; "": it has none */
	uint16_t mic_max;   /* the highest level, the lowest being 0 */
	uint8_t codes;      /* enum profile_codes */
	bool clock_utc;     /* AT+CCLK? tells universal time, not local time, before the zone */

	const char *ack;    /* how a message that came directly is acknowledged: "AT+CNMA", "AT+CNMA=1" */
	bool direct;        /* it keeps no messages: each comes directly and is acknowledged */
	bool late_data;     /* OK may come before the data that it closes */
	const char *services; /* values of AT+CGSMS= to be tried in turn when sending fails (27.007 10.1.21): "310"; "": none */
	uint16_t gap_ms;    /* between a result and the next command */
};

/* The row of a modem that says so; a modem of no known family gets the first row, which goes by the standards alone. */
const struct profile *profile_find(const char *maker, const char *model);

#endif
