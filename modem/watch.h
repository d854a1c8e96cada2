/* watch: registration and signal, asked for at intervals and heard unasked. A domain that serves is asked alone.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_WATCH_H
#define MODEM_WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct modem;

enum watch_domain { DOMAIN_CS, DOMAIN_PS, DOMAIN_EPS }; /* +CREG, +CGREG, +CEREG */
#define WATCH_DOMAINS 3

struct watch {
	uint8_t stat[WATCH_DOMAINS]; /* 27.007 7.2 <stat>; 4 (unknown) before the first answer */
	int signal_dbm;              /* 0: not known */
	uint8_t question;            /* the next of the round; 0 between rounds */
	uint64_t round_at_ms;        /* when the next round begins */
	bool anew;                   /* the round under way began before the registration: begin another */
	bool settled;                /* a round is over since the registration */
};

void watch_begin(struct modem *m);
bool watch_next(struct modem *m);
uint64_t watch_deadline_ms(const struct modem *m);
/* +CREG: and its kin, unsolicited; true when the line was one. */
bool watch_heard(struct modem *m, const char *line);
/* Registered, and signal and time are known as far as they can be: now messages may be read. */
bool watch_settled(const struct modem *m);

#endif
