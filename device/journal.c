/* SPDX-License-Identifier: Apache-2.0 */
#include "device/journal.h"

#include <string.h>

#include "base/err.h"
#include "device/keys.h"

static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	/* FNV-1a. */
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ at[i]) * 0x100000001B3u;
	return hash;
}

uint64_t journal_mark(const struct modem_message *msg)
{
	uint64_t hash = 0xCBF29CE484222325u;

	/* With their NULs, so that no two fields run into each other. */
	hash = mix(hash, msg->from.text, strlen(msg->from.text) + 1);
	hash = mix(hash, msg->stamp, sizeof msg->stamp);
	hash = mix(hash, msg->text, strlen(msg->text) + 1);
	return hash == 0 ? 1 : hash;
}

static void put_number(uint8_t *at, uint64_t n, int len)
{
	for (int i = 0; i < len; i++)
		at[i] = (uint8_t)(n >> 8 * i);
}

static uint64_t get_number(const uint8_t *at, int len)
{
	uint64_t n = 0;

	for (int i = 0; i < len; i++)
		n |= (uint64_t)at[i] << 8 * i;
	return n;
}

void journal_load(struct journal *j, const struct store *s)
{
	uint8_t value[JOURNAL_VALUE_LEN];

	*j = (struct journal){ .count = 0 };
	for (uint16_t i = 0; i < JOURNAL_MAX; i++) {
		if (store_get(s, (uint16_t)(KEYS_JOURNAL + i), value, sizeof value) != JOURNAL_VALUE_LEN)
			continue;
		j->number[i] = (uint32_t)get_number(value, 4);
		j->mark[i] = get_number(value + 4, 8);
		if (j->number[i] >= j->count)
			j->count = j->number[i] + 1;
	}
}

static int find(const struct journal *j, uint64_t mark)
{
	for (int i = 0; i < JOURNAL_MAX; i++)
		if (j->mark[i] == mark)
			return i;
	return ERR_MISSING;
}

bool journal_has(const struct journal *j, uint64_t mark)
{
	return find(j, mark) >= 0;
}

static void put(struct journal *j, struct store *s, int place, uint64_t mark)
{
	uint8_t value[JOURNAL_VALUE_LEN];

	j->mark[place] = mark;
	j->number[place] = j->count++;
	put_number(value, j->number[place], 4);
	put_number(value + 4, mark, 8);
	store_put(s, (uint16_t)(KEYS_JOURNAL + (unsigned)place), value, sizeof value);
}

void journal_again(struct journal *j, struct store *s, uint64_t mark)
{
	int place = find(j, mark);

	/* Not each time: that would wear the flash. */
	if (place >= 0 && j->count - j->number[place] > JOURNAL_MAX / 2)
		put(j, s, place, mark);
}

void journal_put(struct journal *j, struct store *s, uint64_t mark)
{
	int place = 0;

	for (int i = 1; i < JOURNAL_MAX && j->mark[place] != 0; i++)
		if (j->mark[i] == 0 || j->number[i] < j->number[place])
			place = i;
	put(j, s, place, mark);
}
