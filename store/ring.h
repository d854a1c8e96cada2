/* ring: the sectors of the log, in turn.
 * Part of store.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_RING_H
#define STORE_RING_H

#include "store/store.h"

/* Finds head and tail and fills the index anew. 0 or ERR_IO. */
int ring_open(struct store *s);
/* Room at the head for a record of `len` bytes. ERR_FULL: not even a turn of the whole ring would make any; nothing was
 * written. ERR_IO. */
int ring_make_room(struct store *s, size_t len);
/* Enters the items of a record into the index. 0, ERR_FULL or ERR_IO. */
int ring_enter(struct store *s, uint32_t payload, size_t len);

#endif
