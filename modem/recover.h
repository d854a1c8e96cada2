/* recover: what is done about a modem that does not serve: it registers anew, its radio is restarted, then the modem, then
 * its power is cut, each after a longer wait, for ever.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_RECOVER_H
#define MODEM_RECOVER_H

#include <stdbool.h>
#include <stdint.h>

struct modem;

enum recover_step {
	STEP_REGISTER, /* AT+COPS=0 (27.007 7.3) */
	STEP_RADIO,    /* AT+CFUN=0, then 1 (27.007 8.2) */
	STEP_RESTART,  /* AT+CFUN=1,1 */
	STEP_POWER,    /* where the board can */
};
#define RECOVER_STEPS 4

struct recover {
	uint8_t want;           /* what is missing; the driver's own */
	uint8_t next;           /* row of the ladder */
	uint64_t next_at_ms;    /* when it is due; UINT64_MAX while served */
	uint64_t power_at_ms;   /* power is switched on again then; UINT64_MAX: it is on */
	uint64_t radio_at_ms;   /* the same of the radio, tried until the modem agrees */
	uint32_t count[RECOVER_STEPS]; /* what was done since the start */
};

void recover_begin(struct modem *m);
/* The modem starts anew, and with it the radio. */
void recover_restarted(struct modem *m);
/* Looks at the radio, and does what is due; true when that is a command, or there is no power to talk to. */
bool recover_next(struct modem *m);
/* The modem has switched itself off: its power is cut soon. */
void recover_soon(struct modem *m);
uint64_t recover_deadline_ms(const struct modem *m);

#endif
