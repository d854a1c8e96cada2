/* ussd: a code sent to the network, and its answer (27.007 7.15).
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_USSD_H
#define MODEM_USSD_H

#include <stdbool.h>
#include <stdint.h>

#define USSD_CODE_CAP 21
#define USSD_TEXT_CAP 548 /* 182 characters (23.038 6.1.2.3) of 3 bytes at most, and NUL; the rest is cut off */

struct modem;

enum modem_ussd { MODEM_USSD_NONE, MODEM_USSD_ANSWERED, MODEM_USSD_FAILED };

enum ussd_state {
	USSD_IDLE,
	USSD_DUE,     /* `code` waits for the modem */
	USSD_WAITING, /* sent: for the network's answer, and the modem's OK, in any order */
};

struct ussd {
	enum ussd_state state;
	enum modem_ussd result; /* not yet taken */
	bool gsm;               /* the modem accepted +CSCS="GSM" */
	uint8_t tries;          /* forms of the code that it refused */
	bool accepted;          /* the modem's OK has come */
	bool close;             /* the network's dialogue is to be ended */
	uint64_t limit_at_ms;   /* of the answer */
	char code[USSD_CODE_CAP];
	char text[USSD_TEXT_CAP];
};

/* The modem starts, anew perhaps: what was under way has failed. */
void ussd_begin(struct modem *m);
/* The modem takes and gives texts in the GSM alphabet (27.007 5.5). */
void ussd_charset(struct modem *m, bool gsm);
/* One of before that is under way fails. */
void ussd_request(struct modem *m, const char *code);
bool ussd_next(struct modem *m);
/* When ussd_next has something to ask or to give up; UINT64_MAX: never. */
uint64_t ussd_deadline_ms(const struct modem *m);
/* +CUSD:, and an error that comes instead; true when the line was one. */
bool ussd_heard(struct modem *m, const char *line);
/* The line is an error, by its number one of the network's to the code: not the result of the command in flight. */
bool ussd_refused(struct modem *m, const char *line, int code);

#endif
