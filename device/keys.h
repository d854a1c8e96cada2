/* keys: which keys of the store are whose, and what they hold together at most. A value's meaning never changes; a new
 * meaning takes a new key.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef DEVICE_KEYS_H
#define DEVICE_KEYS_H

#include "core/core.h"
#include "device/journal.h"
#include "device/outbox.h"
#include "device/simpin.h"
#include "store/store.h"

#define KEYS_CORE 0x000u    /* + a key of core.h */
#define KEYS_JOURNAL 0x100u /* + 0..JOURNAL_MAX - 1 */
#define KEYS_OUTBOX 0x200u  /* + 0..OUTBOX_MAX - 1 */
#define KEYS_PIN 0x300u     /* of simpin.h */

/* With everything set, every list full and the longest messages waiting in every slot. */
#define KEYS_COUNT (SETTING_COUNT + CORE_LISTS + JOURNAL_MAX + OUTBOX_MAX + 1)
#define KEYS_BYTES                                                                                                     \
	(SETTING_COUNT * (STORE_ITEM_HEADER + SETTINGS_VALUE_MAX) + CORE_LISTS * (STORE_ITEM_HEADER + CORE_VALUE_MAX) + \
	 JOURNAL_MAX * (STORE_ITEM_HEADER + JOURNAL_VALUE_LEN) + OUTBOX_MAX * (STORE_ITEM_HEADER + OUTBOX_VALUE_CAP) + STORE_ITEM_HEADER + SIMPIN_VALUE_LEN)

_Static_assert(KEYS_COUNT <= STORE_KEYS_MAX, "all of them at one time");
_Static_assert(KEYS_CORE + CORE_KEY_LAST < KEYS_JOURNAL && KEYS_JOURNAL + JOURNAL_MAX <= KEYS_OUTBOX &&
	       KEYS_OUTBOX + OUTBOX_MAX <= KEYS_PIN, "each its own");
_Static_assert(STORE_KEYS_MAX * STORE_ITEM_HEADER <= STORE_BATCH_CAP, "a factory reset is one write");

#endif
