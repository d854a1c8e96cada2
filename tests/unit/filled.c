/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/filled.h"

#include <string.h>

void filled_put(struct store *s, uint16_t key, uint8_t fill, size_t len)
{
	uint8_t value[STORE_BATCH_CAP];

	memset(value, fill, sizeof value);
	store_put(s, key, value, len);
}

int filled_put_alone(struct store *s, uint16_t key, uint8_t fill, size_t len)
{
	store_begin(s);
	filled_put(s, key, fill, len);
	return store_commit(s);
}

bool filled_holds(const struct store *s, uint16_t key, uint8_t fill, size_t len)
{
	uint8_t value[STORE_BATCH_CAP], expected[STORE_BATCH_CAP];

	memset(expected, fill, sizeof expected);
	return store_get(s, key, value, sizeof value) == (int)len && memcmp(value, expected, len) == 0;
}
