/* keys: which keys of the store are whose. A value's meaning never changes; a new meaning takes a new key.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef DEVICE_KEYS_H
#define DEVICE_KEYS_H

#define KEYS_CORE 0x000u    /* + a key of core.h */
#define KEYS_JOURNAL 0x100u /* + 0..JOURNAL_MAX - 1 */
#define KEYS_OUTBOX 0x200u  /* + 0..OUTBOX_MAX - 1 */

#endif
