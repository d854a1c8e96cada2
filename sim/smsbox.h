/* smsbox: one message storage of a modem, with numbered places (3GPP 27.005 3.1, <mem> and <index>).
 * Plain values of a fixed size; no allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_SMSBOX_H
#define SIM_SMSBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/tpdu.h"

#define SMSBOX_SLOTS_MAX 100
#define SMSBOX_PDU_CAP (TPDU_ADDRESS_CAP + TPDU_CAP)

/* <stat> of 27.005, by its number. */
enum smsbox_stat { STAT_REC_UNREAD, STAT_REC_READ, STAT_STO_UNSENT, STAT_STO_SENT };
#define SMSBOX_STAT_COUNT 4

const char *smsbox_stat_name(enum smsbox_stat stat); /* in text mode */
/* The state of that name, or ERR_MISSING. */
int smsbox_stat_find(const char *name);

struct smsbox_slot {
	bool used;
	enum smsbox_stat stat;
	size_t centre_len; /* octets of the service centre's address at the start of the PDU */
	size_t len;        /* of the whole PDU */
	uint8_t pdu[SMSBOX_PDU_CAP];
};

struct smsbox {
	const char *name;
	size_t cap;   /* slots in use, at most SMSBOX_SLOTS_MAX */
	size_t first; /* index of the first */
	struct smsbox_slot slots[SMSBOX_SLOTS_MAX];
};

/* Copies the message into the first free place: its index, or ERR_FULL. */
int smsbox_put(struct smsbox *b, const struct smsbox_slot *message);
size_t smsbox_used(const struct smsbox *b);
/* The place of that index, used or not; NULL: there is none. */
struct smsbox_slot *smsbox_slot(struct smsbox *b, int index);
/* A message of that state from that centre (which may be NUMBER_NONE). */
void smsbox_fill(struct smsbox_slot *s, enum smsbox_stat stat, const struct number *centre, const uint8_t *tpdu, size_t len);

#endif
