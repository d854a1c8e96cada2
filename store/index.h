/* index: where the value of each key lies, and how keys and values stand in a record (items).
 * Part of store; an item: key 2, length 2 (little-endian), the value.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_INDEX_H
#define STORE_INDEX_H

#include "store/store.h"

#define INDEX_NONE 0u          /* no key */
#define INDEX_TAIL 0xFFFFu     /* no key of the user's: the ring's new tail */
#define INDEX_DROPPED 0xFFFFu  /* a length: the key has no value any more */
#define INDEX_ITEM_HEADER ((size_t)STORE_ITEM_HEADER)

/* The entry of a key, or NULL; of INDEX_NONE: a free one. */
const struct store_entry *index_look(const struct store *s, uint16_t key);
/* Notes where a key's value now is, or that it is dropped. ERR_FULL: too many keys. */
int index_enter(struct store *s, uint16_t key, uint16_t len, uint32_t address);

uint16_t index_get16(const uint8_t *at);
void index_put16(uint8_t *at, size_t n);

#endif
