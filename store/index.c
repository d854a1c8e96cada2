/* SPDX-License-Identifier: Apache-2.0 */
#include "store/index.h"

#include "base/err.h"

uint16_t index_get16(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

void index_put16(uint8_t *at, size_t n)
{
	at[0] = (uint8_t)n;
	at[1] = (uint8_t)(n >> 8);
}

const struct store_entry *index_look(const struct store *s, uint16_t key)
{
	for (size_t i = 0; i < STORE_KEYS_MAX; i++)
		if (s->entry[i].key == key)
			return &s->entry[i];
	return NULL;
}

static struct store_entry *find(struct store *s, uint16_t key)
{
	const struct store_entry *entry = index_look(s, key);

	return entry == NULL ? NULL : &s->entry[entry - s->entry];
}

int index_enter(struct store *s, uint16_t key, uint16_t len, uint32_t address)
{
	struct store_entry *entry = find(s, key);

	if (len == INDEX_DROPPED) {
		if (entry != NULL)
			*entry = (struct store_entry){ .key = INDEX_NONE };
		return 0;
	}
	if (entry == NULL)
		entry = find(s, INDEX_NONE);
	if (entry == NULL)
		return ERR_FULL;
	*entry = (struct store_entry){ key, len, address };
	return 0;
}
