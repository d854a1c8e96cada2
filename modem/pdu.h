/* pdu: a received short message, an SMS-DELIVER, as octets in hexadecimal (3GPP 23.040, 23.038).
 * A pure function; nothing is kept.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_PDU_H
#define MODEM_PDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number.h"

#define PDU_TEXT_CAP 324    /* 160 characters of 2 bytes, and NUL: no SMS decodes to more UTF-8 */
#define PDU_OCTETS_MAX 176  /* of a line: 12 of a service-centre address and 164 of a TPDU */
#define PDU_STAMP_LEN 7     /* octets of a service-centre time stamp, 23.040 9.2.3.11 */

enum pdu_kind {
	PDU_TEXT,  /* a person's text, or may be */
	PDU_OTHER, /* pushes, voicemail signs, data, a text whose length was spoilt: nothing to read here */
};

struct pdu_deliver {
	enum pdu_kind kind;
	struct number from;
	uint8_t stamp[PDU_STAMP_LEN]; /* as received: tells messages apart even when it is no date */
	bool sent_known;
	int64_t sent_s;     /* UTC, seconds since 1970; when sent_known */
	int zone_qh;        /* of the service centre, quarter hours ahead of GMT; when sent_known */
	uint16_t reference; /* of a concatenated message, 9.2.3.24.1 and .8 */
	uint8_t total;      /* parts; 1: not concatenated */
	uint8_t part;       /* 1..total */
	char text[PDU_TEXT_CAP]; /* UTF-8 without U+0000; "" for PDU_OTHER */
};

/* The octets of the hexadecimal line below a +CMGR: or +CMT: header whose <length> was `tpdu_len` octets: to `tpdu`,
 * without the service-centre address; zeros may follow. 0, or ERR_SYNTAX: it is not that. */
int pdu_unhex(const char *hex, size_t tpdu_len, uint8_t *tpdu);
/* Reads them. ERR_SYNTAX: they are no SMS-DELIVER; `*d` is then without meaning. */
int pdu_read_deliver(const uint8_t *tpdu, size_t len, struct pdu_deliver *d);
/* Both at once. */
int pdu_parse_deliver(const char *hex, size_t tpdu_len, struct pdu_deliver *d);

#endif
