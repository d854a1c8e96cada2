/* receive: messages out of the modem's memory: read, joined, handed over (27.005 3.4, 4.2).
 * Parts of a concatenated message stay in the modem's memory until all are there, so that no restart loses one; those that
 * came directly stay in direct.h's room.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_RECEIVE_H
#define MODEM_RECEIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"
#include "modem/concat.h"
#include "modem/pdu.h"

#define RECEIVE_TEXT_CAP 480 /* of a joined text; the rest is cut off */

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

enum receive_found {
	FOUND_NOTHING,
	FOUND_HEADER,  /* a message's PDU should follow */
	FOUND_SPOILT,  /* it is none */
	FOUND_MESSAGE, /* `part` tells what it is */
	FOUND_OVER,    /* one that came directly took its room: it is to be read again */
};

struct receive {
	struct concat_place reading; /* of the CMGR under way */
	uint8_t found;               /* enum receive_found; by it */
	bool text_mode;              /* what was read has the form of text mode */
	uint8_t spoilt_count;        /* readings of the same place that made no sense */
	uint8_t same_count;          /* of those in a row that were like the one before */
	uint16_t pdu_len;
	uint16_t check;        /* of the PDU that was read */
	uint16_t line_check;   /* of the whole line, and the length that was told of it */
	uint16_t spoilt_check; /* the same, of the last one that made no sense */
	uint8_t kind;          /* enum pdu_kind */
	struct concat_part part;

	struct concat concat;
	struct concat_set *joining; /* a complete set whose parts are being read again, in order; or NULL */
	uint8_t joined;             /* parts appended so far */
	bool waiting;               /* `message` is whole and waits to be taken */
	bool direct;                /* it came directly: taking it is to be acknowledged */
	struct modem_message message;
};

void receive_begin(struct modem *m);
bool receive_next(struct modem *m);
uint64_t receive_deadline_ms(const struct modem *m);
/* What announces a message, or hands it over; true when the line was that. */
bool receive_heard(struct modem *m, const char *line);
/* A line of a PDU is due, and perhaps something behind it in the same line. */
bool receive_expects_pdu(const struct modem *m);
/* The message was taken. */
void receive_done(struct modem *m);

/* --- For storage and direct. --- */

/* `message` is that of this PDU, but for its text; then its text, part by part. */
void receive_fill(struct modem *m, const struct pdu_deliver *part);
void receive_append(struct modem *m, const char *text);
/* A message that came directly is whole. */
void receive_direct(struct modem *m);
/* A part of a concatenated message, of this check, lies at `place`. */
void receive_part(struct modem *m, const struct concat_part *part, uint16_t check, const struct concat_place *place);
/* Deletes the parts of a message, as far as they still lie there. */
void receive_give_up(struct modem *m, struct concat_set *set);

#endif
