/* check: whether the modem still has its settings: one that has lost them without a word is set up anew.
 * Asked once an hour, and when something hints at it. A setting that is not there right after the set-up either is one that
 * this modem does not tell: it counts no more. A modem that keeps no messages is told anew to hand them over, often.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_CHECK_H
#define MODEM_CHECK_H

#include <stdbool.h>
#include <stdint.h>

struct modem;

struct check {
	uint64_t at_ms;   /* when the next round begins */
	uint8_t question; /* of the round under way; 0 between rounds */
	bool wrong;       /* its answer */
	uint8_t found;    /* the question whose answer was wrong, 1 the first; 0: none was. Kept over a restart */
	uint8_t untold;   /* a bit a question whose answer counts no more. Kept over a restart */
	char news;        /* <mt> of +CNMI, as it was set (27.005 3.4.1); '\0': it was not */
};

/* The modem starts, anew perhaps; it is set up. */
void check_begin(struct modem *m);
void check_up(struct modem *m);
/* Messages are announced, as AT+CNMI with this <mt> has set it. */
void check_news(struct modem *m, char mt);
/* The modem refused what it should not have: it may have lost its settings. */
void check_soon(struct modem *m);
bool check_next(struct modem *m);
uint64_t check_deadline_ms(const struct modem *m);

#endif
