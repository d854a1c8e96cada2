/* tpdu: SMS-DELIVER and SMS-SUBMIT as the air carries them, without the service centre's address (3GPP 23.040 9.2.2).
 * Plain values; no allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_TPDU_H
#define SIM_TPDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number.h"
#include "base/text.h"
#include "sim/payload.h"

#define TPDU_CAP 176         /* octets: the longest SUBMIT has 164 */
#define TPDU_ADDRESS_CAP 12  /* octets of an address with its length and type */

enum tpdu_kind { TPDU_DELIVER = 0, TPDU_SUBMIT = 1 }; /* TP-MTI */

/* The service centre's local time. */
struct tpdu_stamp {
	int64_t local_s; /* seconds since 1970 as if local were UTC */
	int zone_qh;     /* quarter hours ahead of GMT */
};

struct tpdu {
	enum tpdu_kind kind;
	uint8_t first;         /* the first octet; its kind, validity and header bits follow the fields when printed */
	uint8_t reference;     /* SUBMIT: TP-MR */
	struct number number;  /* DELIVER: the sender; SUBMIT: the recipient */
	uint8_t pid;
	struct tpdu_stamp stamp; /* DELIVER */
	uint8_t validity_len;    /* SUBMIT: 0, 1 or 7 octets */
	uint8_t validity[7];
	struct payload payload;  /* its dcs is the message's */
};

/* Returns the octets written to `out` of TPDU_CAP. */
size_t tpdu_print(const struct tpdu *t, uint8_t *out);
/* Reads either kind. ERR_SYNTAX: it is neither, cut off, or longer than it says; `*t` is then undefined. */
int tpdu_parse(struct tpdu *t, const uint8_t *octets, size_t len);

/* Type of number and numbering plan (23.040 9.1.2.5): 145, 129 or 208. */
uint8_t tpdu_address_type(const struct number *n);
/* An address as a service centre's field has it: its length counts octets (24.011 8.2.5.1). At most TPDU_ADDRESS_CAP
 * octets; `out` gets a single 0 for NUMBER_NONE. */
size_t tpdu_centre_print(const struct number *n, uint8_t *out);
/* Octets taken, or ERR_SYNTAX. */
int tpdu_centre_parse(struct number *n, const uint8_t *octets, size_t len);

/* `yy/MM/dd,hh:mm:ss+qq`, as 27.005 and 27.007 write a time. */
void tpdu_stamp_print(const struct tpdu_stamp *s, struct text *out);

#endif
