/* parcel: short messages on their way through the operator's network, each one due at its own moment.
 * Hosted code with a heap; time is an argument.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_PARCEL_H
#define SIM_PARCEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/number.h"
#include "sim/tpdu.h"

/* One SMS: to the socket as a DELIVER, to a phone as the SUBMIT it came in. */
struct parcel {
	struct parcel *next;
	uint64_t due_ms;
	struct number peer; /* the other side */
	size_t len;
	uint8_t tpdu[TPDU_CAP];
};

/* Puts one into a queue, which is in order of due_ms; at due_ms, but not before anything of the same peer in it. */
void parcel_post(struct parcel **queue, uint64_t due_ms, const struct number *peer, const uint8_t *tpdu, size_t len);
/* Takes the first off a queue that has one; it is the caller's, to free. */
struct parcel *parcel_take(struct parcel **queue);
/* Frees a whole queue. */
void parcel_clear(struct parcel **queue);

#endif
