/* setup: bringing the modem up, a ladder of commands; the SIM; finding a modem that has gone.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_SETUP_H
#define MODEM_SETUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"

#define SETUP_IMEI_MAX 17 /* digits; 15, or 16 with a version, are usual */

struct modem;

enum setup_phase {
	PHASE_PROBE,  /* AT until it answers */
	PHASE_LADDER, /* climbing */
	PHASE_UP,     /* done: the modem is at work */
};

struct setup {
	enum setup_phase phase;
	uint8_t rung;
	uint16_t tries;     /* of this rung, or probes */
	uint64_t next_at_ms; /* nothing is asked before */
	uint64_t answered_at_ms; /* end of the probing */
	uint64_t up_at_ms;       /* end of the ladder */
	char pin_state[16]; /* the last +CPIN: */
};

/* Who the modem and its SIM say that they are; kept over a restart until they say it again. */
struct identity {
	char imei[SETUP_IMEI_MAX + 1]; /* "": not known */
	struct number own;             /* NUMBER_NONE: the SIM does not know it */
};

/* Starts to probe. */
void setup_begin(struct modem *m);
/* Asks what is due; false: nothing is. */
bool setup_next(struct modem *m);
/* The clock time at which setup_next has something to ask; UINT64_MAX when up. */
uint64_t setup_deadline_ms(const struct modem *m);
/* An unsolicited line that tells of a start of the modem; true when it was one. */
bool setup_banner(struct modem *m, const char *line);

#endif
