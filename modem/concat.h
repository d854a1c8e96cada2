/* concat: which parts of which concatenated messages lie where in the modem's memory (23.040 9.2.3.24.1).
 * Only places are kept, not texts. Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_CONCAT_H
#define MODEM_CONCAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"
#include "modem/pdu.h"

#define CONCAT_SETS_MAX 3   /* messages that wait for parts */
#define CONCAT_PARTS_MAX 10 /* of one; a longer one is not joined */
#define CONCAT_WAIT_MS (24 * 3600000ull) /* for the missing ones */

/* A place in the modem's memory: "SM" or "ME" or another of 27.005 3.1, and an index. Memory "": none. */
struct concat_place {
	char memory[3];
	int32_t index;
};

/* Parts of one message, by their place. */
struct concat_set {
	struct number from;
	uint16_t reference;
	uint8_t total; /* 0: the set is free */
	uint8_t count; /* parts that are there */
	uint64_t since_ms;
	struct concat_place part[CONCAT_PARTS_MAX];
	uint32_t check[CONCAT_PARTS_MAX]; /* of each part's text: tells a repeated part from another message's */
};

struct concat {
	struct concat_set set[CONCAT_SETS_MAX];
};

enum concat_verdict {
	CONCAT_WAITS,    /* noted; others are missing */
	CONCAT_COMPLETE, /* noted; it was the last */
	CONCAT_REPEATED, /* it is there already: this copy can go */
	CONCAT_CLASH,    /* another message's part is in its place: let that message go, then note it again */
	CONCAT_FULL,     /* no set is free: let the oldest go, then note it again */
};

/* Notes a part (total 2..CONCAT_PARTS_MAX) that lies at `place`; its set, or the one that is in the way, to *set. */
enum concat_verdict concat_note(struct concat *c, const struct pdu_deliver *part, const struct concat_place *place,
				uint64_t now_ms, struct concat_set **set);
/* A set that has waited too long, or NULL. */
struct concat_set *concat_stale(struct concat *c, uint64_t now_ms);
bool concat_holds(const struct concat *c, const struct concat_place *place);
bool concat_same_place(const struct concat_place *a, const struct concat_place *b);

#endif
