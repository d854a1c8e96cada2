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
	bool formed;            /* the modem was told the form of the part that waits */
	bool service_due;       /* another way through the network is to be tried next time (27.007 10.1.21) */
	uint8_t service;        /* the one tried last, from 1, of the profile's */
	uint64_t hold_until_ms; /* nothing can be sent before */
	uint8_t length; /* octets of the TPDU */
	char pdu[SUBMIT_HEX_CAP + 1]; /* its hexadecimal, and Ctrl-Z */
};

void send_begin(struct modem *m);
/* Takes a part; send_idle must hold. */
void send_queue(struct modem *m, const struct submit *part);
bool send_next(struct modem *m);
/* When send_next has something to ask, or send_idle holds again; UINT64_MAX: nothing waits. */
uint64_t send_deadline_ms(const struct modem *m);
/* No part waits or is under way, no result is to be taken, and one may be sent now. */
bool send_idle(const struct modem *m);
/* The prompt has come. */
void send_prompted(struct modem *m);

#endif
