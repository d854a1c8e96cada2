/* submit: a text to be sent, as the SMS-SUBMITs that it takes, octets in hexadecimal (3GPP 23.040, 23.038).
 * Pure functions; nothing is kept.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_SUBMIT_H
#define MODEM_SUBMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number.h"

#define SUBMIT_PARTS_MAX 10 /* of a text */
#define SUBMIT_HEX_CAP 320  /* an empty service-centre address, a TPDU of 158 octets at most, NUL */

/* How many messages a UTF-8 text takes: 1 up to 160 septets or 70 UTF-16 units, else parts of 153 or 67.
 * At most SUBMIT_PARTS_MAX; what exceeds that is not sent. An empty text takes 1. */
int submit_count(const char *text);

struct submit {
	const struct number *to; /* dialable */
	const char *text;        /* UTF-8 */
	uint8_t reference;       /* the same for all parts of a text */
	uint8_t part;            /* 1..submit_count(text) */
	bool again;              /* it may have been sent before: the service centre may reject it then (9.2.3.25) */
};

/* Writes one part as hexadecimal, service-centre address first (empty: the SIM's own) to `hex` of SUBMIT_HEX_CAP.
 * The octets of the TPDU, for AT+CMGS=<length>. */
size_t submit_print(const struct submit *s, char *hex);
/* Takes the validity period out of what submit_print wrote, followed by whatever; the octets of the TPDU, or 0: it had
 * none. */
size_t submit_bare(char *hex, size_t octets);

#endif
