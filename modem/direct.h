/* direct: messages that the modem hands over instead of keeping them (27.005 3.4.1: +CMT, +CDS), and their acknowledgement
 * (3.4.4): class 0, firmware that knows no other way, a modem without a memory.
 * One is acknowledged when it is safely dealt with: until then the network has it. Reports are acknowledged and dropped.
 * Parts of a concatenated message are acknowledged as they come, and kept here until all are there.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_DIRECT_H
#define MODEM_DIRECT_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/pdu.h"

struct modem;

#define DIRECT_ROOM 600 /* octets of parts that wait for others; what finds no place is cut off the text */

enum direct_service { SERVICE_UNKNOWN, SERVICE_PLAIN, SERVICE_ACKNOWLEDGED };

struct direct {
	uint64_t pdu_until_ms; /* a header came: its PDU is due until then; 0: none is */
	uint16_t pdu_len;
	bool report;      /* it is one: nothing in it is read */
	uint8_t owed;     /* acknowledgements */
	uint8_t form;     /* of the acknowledgement that is tried next */
	uint8_t tries;
	uint8_t service;  /* enum direct_service */
	uint64_t next_at_ms; /* nothing is asked before */
	uint16_t used;
	uint8_t room[DIRECT_ROOM]; /* each part: its length, then its octets */
};

/* The modem starts, anew perhaps. Parts that came before are kept: they are nowhere else. */
void direct_begin(struct modem *m);
/* +CMT: and +CDS: and the PDU behind them; true when the line was one. */
bool direct_heard(struct modem *m, const char *line);
bool direct_expects_pdu(const struct modem *m);
/* The message that receive_direct made whole was taken. */
void direct_taken(struct modem *m);
/* The part that receive.h knows by this index; false: there was no room for it. */
bool direct_part(struct modem *m, uint16_t index, struct pdu_deliver *d);
bool direct_next(struct modem *m);
/* When direct_next has something to ask; UINT64_MAX: never. */
uint64_t direct_deadline_ms(const struct modem *m);

#endif
