/* outbox: the messages that wait to be sent. Their texts lie in the store and survive a restart; here is what is known of
 * each. Alerts go first, else they go in order for each recipient. A recipient that fails is tried less and less often and
 * holds up nobody else, not even when all slots are used: the one with most messages then loses its last reply.
 * Part of device.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef DEVICE_OUTBOX_H
#define DEVICE_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"
#include "modem/send.h"
#include "store/store.h"

#define OUTBOX_MAX 32
#define OUTBOX_TEXT_CAP 640
#define OUTBOX_VALUE_CAP (4 + NUMBER_CAP + OUTBOX_TEXT_CAP) /* bytes of a slot in the store */
#define OUTBOX_READ_CAP OUTBOX_VALUE_CAP /* bytes that reading a text takes */
#define OUTBOX_EXPIRES_MS (24 * 3600000ull) /* after it was queued, or after the last start */
#define OUTBOX_NEVER UINT64_MAX

struct outbox_slot {
	bool used;
	bool alert;           /* goes before all that is not */
	uint32_t order;       /* the lowest goes first */
	uint64_t since_ms;
	uint64_t next_at_ms;  /* not before */
	uint8_t part;         /* to be sent next, from 1 */
	uint8_t tries;        /* of this part that failed */
	bool unknown;         /* one try of this part had no result: one more, no further */
	bool busy;            /* the modem has it */
	struct number to;
};

struct outbox {
	struct outbox_slot slot[OUTBOX_MAX];
	uint8_t used_count; /* mostly none: nothing is to be looked through then */
	uint32_t next_order;
	uint32_t dropped; /* messages given up or not taken, since the start */
};

/* Takes back what the store holds. */
void outbox_load(struct outbox *o, const struct store *s, uint64_t now_ms);
/* Bytes that a message with this text takes of a batch, at most. */
size_t outbox_size(const char *text);
/* Queues a message and adds it to the store's open batch; what waits for the same recipient is due at once. When all slots
 * are used, a reply gives way and is counted as dropped. ERR_FULL: this one was. */
int outbox_add(struct outbox *o, struct store *s, const struct number *to, const char *text, bool alert,
	       uint64_t now_ms);
/* Something has changed for the better: all that waits is due at once. */
void outbox_hurry(struct outbox *o, uint64_t now_ms);
/* A slot whose time is over: the caller tells, and calls outbox_drop; or ERR_MISSING. */
int outbox_expired(const struct outbox *o, uint64_t now_ms);
/* The slot to send now, or ERR_MISSING. */
int outbox_next(const struct outbox *o, uint64_t now_ms);
/* When outbox_next may next find one; OUTBOX_NEVER when nothing waits. */
uint64_t outbox_deadline_ms(const struct outbox *o);
/* When outbox_expired may next find one. */
uint64_t outbox_expiry_ms(const struct outbox *o);
/* The text of a slot to `text`, which has room for OUTBOX_READ_CAP, more than it comes to; 0, or an error of store_get;
 * ERR_RANGE: the store has another message there, for the flash took this one not. */
int outbox_text(const struct outbox *o, const struct store *s, int slot, char *text);
/* The modem has the slot's part, until outbox_settle: meanwhile the slot neither gives way nor expires. */
void outbox_take(struct outbox *o, int slot);
/* What became of the part that was sent from the slot, of `parts` in all. true: the slot is done with; the caller calls
 * outbox_drop. */
bool outbox_settle(struct outbox *o, int slot, enum send_result result, int parts, uint64_t now_ms);
/* Frees a slot; adds that to the store's open batch. */
void outbox_drop(struct outbox *o, struct store *s, int slot);

#endif
