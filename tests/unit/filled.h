/* filled: what the tests of the store share: values of one byte, many times.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_FILLED_H
#define TESTS_UNIT_FILLED_H

#include "store/store.h"

/* To the open batch. `len` is STORE_BATCH_CAP at most. */
void filled_put(struct store *s, uint16_t key, uint8_t fill, size_t len);
/* A batch of its own; what store_commit says. */
int filled_put_alone(struct store *s, uint16_t key, uint8_t fill, size_t len);
/* That is what store_get gives. */
bool filled_holds(const struct store *s, uint16_t key, uint8_t fill, size_t len);

#endif
