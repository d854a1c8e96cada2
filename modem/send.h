/* send: one part of a text message to the service centre (27.005 3.5.1, 4.3).
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_SEND_H
#define MODEM_SEND_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/submit.h"

struct modem;

enum send_result {
	SEND_NONE,
	SEND_SENT,
	SEND_AGAIN,   /* not sent; it may go later */
	SEND_UNKNOWN, /* no answer after it was handed over: it may have been sent */
	SEND_HOLD,    /* not sent: not registered, or the modem restarted; no try was used up */
	SEND_NEVER,   /* refused for good */
};

struct send {
	bool queued;    /* `pdu` waits for the modem */
	bool prompting; /* the command is out, the prompt is not in */
	bool handed;    /* the PDU is out */
	enum send_result result;
	uint8_t length; /* octets of the TPDU */
	char pdu[SUBMIT_HEX_CAP + 1]; /* its hexadecimal, and Ctrl-Z */
};

void send_begin(struct modem *m);
/* Takes a part; send_idle must hold. */
void send_queue(struct modem *m, const struct submit *part);
bool send_next(struct modem *m);
/* When send_next has something to ask; UINT64_MAX: nothing waits. */
uint64_t send_deadline_ms(const struct modem *m);
/* No part waits or is under way, and no result is to be taken. */
bool send_idle(const struct modem *m);
/* The prompt has come. */
void send_prompted(struct modem *m);

#endif
