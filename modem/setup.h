/* setup: bringing the modem up, a ladder of commands; finding a modem that has gone.
 * A command of the ladder at which the modem restarts, or falls silent, twice in a row is left out from then on, unless
 * nothing goes without it.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_SETUP_H
#define MODEM_SETUP_H

#include <stdbool.h>
#include <stdint.h>

#define SETUP_SKIPS_MAX 4
#define SETUP_DIRECT_NEWS "+CNMI=3,2,0,1" /* a modem that keeps no messages hands them over (27.005 3.4.1) */

struct modem;

enum setup_phase {
	PHASE_PROBE,  /* AT until it answers */
	PHASE_LADDER, /* climbing */
	PHASE_UP,     /* done: the modem is at work */
};

struct setup {
	enum setup_phase phase;
	uint8_t rung;
	uint16_t at;         /* where in the rung's commands the one under way begins */
	uint16_t tries;      /* of this command, or probes */
	uint64_t next_at_ms; /* nothing is asked before */
	uint64_t answered_at_ms; /* end of the probing */
	uint64_t up_at_ms;       /* end of the ladder */

	/* Kept over a restart; commands by rung and place, 0 being none of those that may be skipped. */
	uint16_t suspect; /* the last one asked while the modem answered */
	uint16_t blamed;  /* the modem was lost at it */
	uint16_t skipped[SETUP_SKIPS_MAX];
};

/* Starts to probe. */
void setup_begin(struct modem *m);
/* Asks what is due; false: nothing is. */
bool setup_next(struct modem *m);
/* The clock time at which setup_next has something to ask; UINT64_MAX when up. */
uint64_t setup_deadline_ms(const struct modem *m);
/* An unsolicited line that tells of a start of the modem, or of its end; true when it was one. */
bool setup_banner(struct modem *m, const char *line);

/* For the card's rung: it is asked again after so long; it is done; something happened to it, ask at once. */
void setup_wait(struct modem *m, uint64_t for_ms);
void setup_climb(struct modem *m);
void setup_card_stirs(struct modem *m);

#endif
