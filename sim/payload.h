/* payload: the user data of a short message: header, alphabet and text (3GPP 23.040 9.2.3.24, 23.038).
 * Plain values; no allocation. This is the simulator's own codec: it shares the alphabet's table with the driver's and
 * nothing else, so that a mistake in one cannot hide in the other.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_PAYLOAD_H
#define SIM_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define PAYLOAD_OCTETS_MAX 140
#define PAYLOAD_TEXT_CAP 641 /* UTF-8 of 160 characters, and a NUL */

enum payload_alphabet { ALPHABET_GSM7, ALPHABET_OCTETS, ALPHABET_UCS2 };

struct payload {
	bool header;   /* begins with a user data header (TP-UDHI) */
	uint8_t dcs;   /* data coding scheme: gives the alphabet */
	uint8_t count; /* TP-UDL: septets for GSM-7, else octets */
	uint8_t octets[PAYLOAD_OCTETS_MAX];
};

/* The place of one part in a long message; total 0: it is whole. */
struct payload_part {
	uint16_t reference;
	uint8_t total;
	uint8_t sequence; /* 1..total */
	bool wide;        /* the reference takes 16 bits */
};

enum payload_alphabet payload_alphabet(uint8_t dcs);
/* 0..3, or -1 when the scheme names none. */
int payload_class(uint8_t dcs);
/* Octets that `count` stands for. */
size_t payload_len(const struct payload *p);

/* Every character of the text is in the GSM alphabet. */
bool payload_plain(const char *text);
/* Fills `p` (whose `dcs` is set: GSM-7 or UCS-2) with as much of the text as fits and returns the bytes taken. `part` is
 * written into a header unless NULL or its total is 0. What the alphabet lacks becomes `?`. Neither an escaped
 * character nor a surrogate pair is torn. */
size_t payload_put(struct payload *p, const char *text, const struct payload_part *part);
/* How many parts the text takes; 1 also for "". */
unsigned payload_parts(uint8_t dcs, const char *text);

/* Reads the header, if any, and appends the text. Octets of ALPHABET_OCTETS read as hexadecimal digits, a torn surrogate
 * as U+FFFD. ERR_SYNTAX: the header does not fit; nothing was appended. */
int payload_get(const struct payload *p, struct text *text, struct payload_part *part);

#endif
