/* receive: messages out of the modem's memory: announced or swept up, read, handed over, deleted (27.005 3.4, 3.5, 4.1).
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

#define RECEIVE_QUEUE_MAX 32 /* announced places not yet read; more are found by the next sweep */
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
	char memory[3];      /* the one that commands now go to (mem1); "": not known */
	char main_memory[3]; /* the one that new messages go to (mem3) */
	char turning_to[3];  /* of the CPMS under way */

	struct concat_place queue[RECEIVE_QUEUE_MAX];
	uint8_t queued;
	bool more; /* the queue could not take all: sweep again */
	uint64_t sweep_at_ms;
	bool swept_main; /* by the sweep under way */
	bool sim_unswept; /* the SIM's memory, where messages of before may lie, has not been looked at since the start */

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

	struct concat_place deleting[CONCAT_PARTS_MAX]; /* what is to be deleted: at once, or when the message is taken */
	uint8_t delete_count;
};

void receive_begin(struct modem *m);
/* The memory that new messages go to, two letters, as the set-up settled it. */
void receive_use(struct modem *m, const char *memory);
bool receive_next(struct modem *m);
uint64_t receive_deadline_ms(const struct modem *m);
/* +CMTI:, +CMT: and the PDU after it; true when the line was one. */
bool receive_heard(struct modem *m, const char *line);
/* The message was taken. */
void receive_done(struct modem *m);

#endif
