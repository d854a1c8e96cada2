/* profile: what a family of modems does otherwise than the standards say: a row a family, a column a difference.
 * Chosen by what the modem says that it is (27.007 5.1, 5.2). Constant data; nothing else in the driver knows of a maker.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_PROFILE_H
#define MODEM_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

struct profile {
	const char *name;   /* for the log: "SIM800" */
	const char *maker;  /* what the answer to +CGMI holds, in any case; "": whatever */
	const char *models; /* what the answer to +CGMM holds, any of these, `|` between; "": whatever */

	const char *const *setup; /* commands of its own after the others, refused without harm; ends with NULL; NULL: none */
	const char *ack;    /* how a message that came directly is acknowledged: "AT+CNMA", "AT+CNMA=1" */
	bool direct;        /* it keeps no messages: each comes directly and is acknowledged */
	bool late_data;     /* OK may come before the data that it closes */
	const char *services; /* values of AT+CGSMS= to be tried in turn when sending fails (27.007 10.1.21): "310"; "": none */
	uint16_t gap_ms;    /* between a result and the next command */
};

/* The row of a modem that says so; a modem of no known family gets the first row, which goes by the standards alone. */
const struct profile *profile_find(const char *maker, const char *model);

#endif
