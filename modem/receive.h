/* receive: messages out of the modem's memory: read, joined, handed over (27.005 3.4, 4.2).
 * Parts of a concatenated message stay in the modem's memory until all are there, so that no restart loses one.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_RECEIVE_H
#define MODEM_RECEIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"
#include "modem/concat.h"
#include "modem/pdu.h"

#define RECEIVE_TEXT_CAP 512 /* of a joined text; the rest is cut off */

struct modem;

/* A whole message. */
struct modem_message {
	struct number from;
	uint8_t stamp[PDU_STAMP_LEN]; /* of its first part, as received */
	bool sent_known;
	int64_t sent_s; /* UTC, by the service centre's stamp; when sent_known */
	int zone_qh;    /* its zone, quarter hours ahead of GMT */
	char text[RECEIVE_TEXT_CAP];
	bool cut; /* the text was longer */
};

struct receive {
	struct concat_place reading; /* of the CMGR under way */
	bool header_read;
	int32_t pdu_len;
	bool direct;       /* a +CMT: came: its PDU is the next line */
	bool parsed;       /* `part` is what was read */
	bool text_mode;    /* what was read has the form of text mode */
	bool second_try;   /* of a spoilt message */
	struct pdu_deliver part;

	struct concat concat;
	struct concat_set *joining; /* a complete set whose parts are being read again, in order; or NULL */
	uint8_t joined;             /* parts appended so far */
	bool waiting;               /* `message` is whole and waits to be taken */
	struct modem_message message;
};

void receive_begin(struct modem *m);
bool receive_next(struct modem *m);
uint64_t receive_deadline_ms(const struct modem *m);
/* +CMTI:, +CMT: and the PDU after it; true when the line was one. */
bool receive_heard(struct modem *m, const char *line);
/* The message was taken. */
void receive_done(struct modem *m);

#endif
