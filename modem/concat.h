/* concat: which parts of which concatenated messages lie where in the modem's memory (23.040 9.2.3.24.1).
 * Only places are kept, not texts. Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_CONCAT_H
#define MODEM_CONCAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"

#define CONCAT_SETS_MAX 3   /* messages that wait for parts */
#define CONCAT_PARTS_MAX 10 /* of one; a longer one is not joined */
#define CONCAT_WAIT_MS (24 * 3600000ull) /* for the missing ones */

/* A place in the modem's memory: one of storage.h, 0: none; and an index. */
struct concat_place {
	uint8_t memory;
	uint16_t index;
};

/* What a part tells of itself. */
struct concat_part {
	uint32_t from; /* stands for its sender: concat_sender */
	uint16_t reference;
	uint8_t total; /* parts of the message; 1: it is none */
	uint8_t part;  /* 1..total */
};

/* Parts of one message, by their place. */
struct concat_set {
	struct concat_part first; /* the one that opened it */
	uint8_t count;            /* parts that are there; 0: the set is free */
	uint64_t since_ms;
	struct concat_place part[CONCAT_PARTS_MAX];
	uint16_t check[CONCAT_PARTS_MAX]; /* of each part: tells a repeated one from another message's */
};

struct concat {
	struct concat_set set[CONCAT_SETS_MAX];
};

enum concat_verdict {
	CONCAT_NOTED,
	CONCAT_REPEATED, /* it is there already: this copy can go */
	CONCAT_CLASH,    /* another message's part is in its place: let that message go, then note it again */
	CONCAT_FULL,     /* no set is free: let the oldest go, then note it again */
};

uint32_t concat_sender(const struct number *from);
/* Both are parts of one message, as far as they tell. */
bool concat_akin(const struct concat_part *a, const struct concat_part *b);
/* Notes a part (total 2..CONCAT_PARTS_MAX) that lies at `place` and has this check; its set, or the one that is in the
 * way, to *set. */
enum concat_verdict concat_note(struct concat *c, const struct concat_part *part, uint16_t check,
				const struct concat_place *place, uint64_t now_ms, struct concat_set **set);
/* Which set has all its parts, or ERR_MISSING. */
int concat_complete(const struct concat *c);
/* The set that was opened first, or NULL when none is. */
struct concat_set *concat_oldest(struct concat *c);
/* One of its parts lies in this memory. */
bool concat_in(const struct concat_set *s, uint8_t memory);
/* Forgets all parts but those in this memory. */
void concat_keep(struct concat *c, uint8_t memory);
/* The set that has a part at `place`, and that part's check; or NULL. */
struct concat_set *concat_at(struct concat *c, const struct concat_place *place, uint16_t *check);
bool concat_same_place(const struct concat_place *a, const struct concat_place *b);

#endif
