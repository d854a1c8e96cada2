/* deliver: messages on their way to the socket, as a modem shows them; made by the simulator's own codec.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_DELIVER_H
#define TESTS_UNIT_DELIVER_H

#include <stddef.h>

#define DELIVER_CAP 512

struct deliver {
	const char *from;
	const char *text; /* of this part */
	unsigned second;  /* of its time stamp: tells apart what is equal otherwise */
	unsigned reference, total, part; /* total 0: it is whole */
};

/* A part of a concatenated message. */
struct deliver deliver_part(const char *from, const char *text, unsigned reference, unsigned total, unsigned part);
/* The PDU of 26/02/12,12:05:`second`+08 as hexadecimal, and a length of its TPDU. */
const char *deliver_pdu(const struct deliver *d, size_t *tpdu_len);
/* `head`, the length, line end, the PDU, `tail`; in one of 64 rooms that are used in turn. */
const char *deliver_line(const char *head, const struct deliver *d, const char *tail);
/* As the answer to AT+CMGR. */
const char *deliver_read(const struct deliver *d);

#endif
