/* journal: the marks of the messages that were executed last, so that none is executed twice: not after a crash, not when
 * the modem fails to delete it, not when the network delivers it again.
 * Part of device.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef DEVICE_JOURNAL_H
#define DEVICE_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/receive.h"
#include "store/store.h"

#define JOURNAL_MAX 32
#define JOURNAL_VALUE_LEN 12 /* the mark's number 4, the mark 8; little-endian */

struct journal {
	uint64_t mark[JOURNAL_MAX];   /* 0: none */
	uint32_t number[JOURNAL_MAX]; /* of each: the lowest gives way first */
	uint32_t count;               /* the next number */
};

/* What makes a message that message: its sender, its service-centre stamp, its text. Never 0. */
uint64_t journal_mark(const struct modem_message *msg);
/* Takes back what the store holds. */
void journal_load(struct journal *j, const struct store *s);
bool journal_has(const struct journal *j, uint64_t mark);
/* One that is there was met again, as that of a message which cannot be deleted will be: newer ones do not push it out. Now
 * and then that adds to the store's open batch. */
void journal_again(struct journal *j, struct store *s, uint64_t mark);
/* Remembers a mark, in place of the oldest, and adds it to the store's open batch. */
void journal_put(struct journal *j, struct store *s, uint64_t mark);

#endif
