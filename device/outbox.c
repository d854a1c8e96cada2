/* SPDX-License-Identifier: Apache-2.0 */
#include "device/outbox.h"

#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "base/text.h"
#include "device/keys.h"

/* A value: the order 4 (little-endian, the highest bit: no alert), the recipient, NUL, the text. */
#define ORDER_LEN 4
#define NO_ALERT 0x80000000u
_Static_assert(ORDER_LEN + NUMBER_CAP + OUTBOX_TEXT_CAP == OUTBOX_VALUE_CAP, "of a value");

static uint16_t key_of(int slot)
{
	return (uint16_t)(KEYS_OUTBOX + (unsigned)slot);
}

static uint32_t order_of(const void *value)
{
	const uint8_t *at = value;

	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void load_slot(struct outbox *o, const struct store *s, int i, uint64_t now_ms)
{
	uint8_t value[OUTBOX_VALUE_CAP + 1];
	struct outbox_slot *slot = &o->slot[i];
	int len = store_get(s, key_of(i), value, OUTBOX_VALUE_CAP);

	if (len <= ORDER_LEN)
		return;
	value[len] = '\0';
	if (number_parse(&slot->to, (const char *)value + ORDER_LEN) != 0)
		return;
	slot->used = true;
	o->used_count++;
	slot->order = order_of(value);
	slot->alert = (slot->order & NO_ALERT) == 0;
	slot->since_ms = now_ms;
	slot->part = 1;
	if ((slot->order & ~NO_ALERT) >= o->next_order)
		o->next_order = (slot->order & ~NO_ALERT) + 1;
}

void outbox_load(struct outbox *o, const struct store *s, uint64_t now_ms)
{
	*o = (struct outbox){ .next_order = 0 };
	for (int i = 0; i < OUTBOX_MAX; i++)
		load_slot(o, s, i, now_ms);
}

size_t outbox_size(const char *text)
{
	return STORE_ITEM_HEADER + ORDER_LEN + NUMBER_CAP + strlen(text);
}

static int free_slot(const struct outbox *o)
{
	for (int i = 0; i < OUTBOX_MAX; i++)
		if (!o->slot[i].used)
			return i;
	return ERR_MISSING;
}

static int waiting_for(const struct outbox *o, const struct number *to)
{
	int count = 0;

	for (int i = 0; i < OUTBOX_MAX; i++)
		if (o->slot[i].used && number_same(&o->slot[i].to, to))
			count++;
	return count;
}

/* Which reply gives way to a new message: the last one for whom most wait. ERR_MISSING: none, or the new one itself. */
static int least(const struct outbox *o, const struct number *to, bool alert)
{
	int most = alert ? 0 : waiting_for(o, to);
	int found = ERR_MISSING;

	for (int i = 0; i < OUTBOX_MAX; i++) {
		const struct outbox_slot *slot = &o->slot[i];

		if (slot->alert || slot->busy)
			continue;
		int count = waiting_for(o, &slot->to);
		if (count > most || (found >= 0 && count == most && slot->order > o->slot[found].order)) {
			most = count;
			found = i;
		}
	}
	return found;
}

static void put_value(struct store *s, int i, const struct outbox_slot *slot, const char *text)
{
	uint8_t value[OUTBOX_VALUE_CAP];
	struct text t;

	for (int b = 0; b < ORDER_LEN; b++)
		value[b] = (uint8_t)(slot->order >> 8 * b);
	text_init(&t, (char *)value + ORDER_LEN, sizeof value - ORDER_LEN);
	text_bytes(&t, slot->to.text, strlen(slot->to.text) + 1);
	text_str(&t, text);
	ASSERT(!t.cut);
	store_put(s, key_of(i), value, ORDER_LEN + t.len);
}

int outbox_add(struct outbox *o, struct store *s, const struct number *to, const char *text, bool alert,
	       uint64_t now_ms)
{
	int i = free_slot(o);

	if (i < 0) {
		o->dropped++;
		i = least(o, to, alert);
	}
	if (i < 0)
		return ERR_FULL;
	for (int k = 0; k < OUTBOX_MAX; k++)
		if (o->slot[k].used && number_same(&o->slot[k].to, to))
			o->slot[k].next_at_ms = now_ms;
	if (!o->slot[i].used)
		o->used_count++;
	uint32_t order = o->next_order++ | (alert ? 0 : NO_ALERT);
	o->slot[i] = (struct outbox_slot){
		.used = true, .alert = alert, .order = order, .since_ms = now_ms, .part = 1, .to = *to,
	};
	put_value(s, i, &o->slot[i], text);
	return 0;
}

void outbox_hurry(struct outbox *o, uint64_t now_ms)
{
	for (int i = 0; i < OUTBOX_MAX; i++)
		if (o->slot[i].next_at_ms > now_ms)
			o->slot[i].next_at_ms = now_ms;
}

int outbox_expired(const struct outbox *o, uint64_t now_ms)
{
	for (int i = 0; o->used_count > 0 && i < OUTBOX_MAX; i++)
		if (o->slot[i].used && !o->slot[i].busy && now_ms - o->slot[i].since_ms >= OUTBOX_EXPIRES_MS)
			return i;
	return ERR_MISSING;
}

uint64_t outbox_expiry_ms(const struct outbox *o)
{
	uint64_t at_ms = OUTBOX_NEVER;

	for (int i = 0; o->used_count > 0 && i < OUTBOX_MAX; i++) {
		const struct outbox_slot *slot = &o->slot[i];

		if (slot->used && !slot->busy && slot->since_ms + OUTBOX_EXPIRES_MS < at_ms)
			at_ms = slot->since_ms + OUTBOX_EXPIRES_MS;
	}
	return at_ms;
}

/* Nobody has an older message for the same recipient. */
static bool first_for_recipient(const struct outbox *o, const struct outbox_slot *slot)
{
	for (int i = 0; i < OUTBOX_MAX; i++)
		if (o->slot[i].used && o->slot[i].order < slot->order && number_same(&o->slot[i].to, &slot->to))
			return false;
	return true;
}

int outbox_next(const struct outbox *o, uint64_t now_ms)
{
	int found = ERR_MISSING;

	for (int i = 0; o->used_count > 0 && i < OUTBOX_MAX; i++) {
		const struct outbox_slot *slot = &o->slot[i];

		if (!slot->used || slot->next_at_ms > now_ms || !first_for_recipient(o, slot))
			continue;
		if (found < 0 || slot->order < o->slot[found].order)
			found = i;
	}
	return found;
}

uint64_t outbox_deadline_ms(const struct outbox *o)
{
	uint64_t at_ms = OUTBOX_NEVER;

	for (int i = 0; o->used_count > 0 && i < OUTBOX_MAX; i++) {
		const struct outbox_slot *slot = &o->slot[i];

		if (slot->used && slot->next_at_ms < at_ms && first_for_recipient(o, slot))
			at_ms = slot->next_at_ms;
	}
	return at_ms;
}

int outbox_text(const struct outbox *o, const struct store *s, int i, char *text)
{
	size_t skip = ORDER_LEN + strlen(o->slot[i].to.text) + 1;
	int len = store_get(s, key_of(i), text, OUTBOX_READ_CAP);

	if (len < 0)
		return len;
	/* A flash that takes no drop and no new text either still has the slot's last one, which was perhaps for another. */
	if ((size_t)len < skip || (size_t)len - skip >= OUTBOX_TEXT_CAP || order_of(text) != o->slot[i].order)
		return ERR_RANGE;
	memmove(text, text + skip, (size_t)len - skip);
	text[(size_t)len - skip] = '\0';
	return 0;
}

void outbox_take(struct outbox *o, int i)
{
	o->slot[i].busy = true;
}

/* Less and less often: what is refused now may be refused for hours. */
static void try_later(struct outbox_slot *slot, uint64_t now_ms)
{
	static const uint32_t after_ms[] = { 5000, 15000, 60000, 240000, 900000, 3600000 };
	uint8_t last = (uint8_t)(sizeof after_ms / sizeof *after_ms - 1);

	slot->next_at_ms = now_ms + after_ms[slot->tries];
	slot->tries = slot->tries < last ? (uint8_t)(slot->tries + 1) : last;
}

bool outbox_settle(struct outbox *o, int i, enum send_result result, int parts, uint64_t now_ms)
{
	struct outbox_slot *slot = &o->slot[i];
	bool second_unknown = slot->unknown;

	slot->busy = false;
	switch (result) {
	case SEND_NONE:
		return false;
	case SEND_SENT:
		slot->tries = 0;
		slot->unknown = false;
		return ++slot->part > parts;
	case SEND_UNKNOWN:
		/* It may have arrived: once more is better than never, twice more is a nuisance. */
		slot->unknown = true;
		if (second_unknown)
			return ++slot->part > parts;
		slot->next_at_ms = now_ms;
		return false;
	case SEND_HOLD:
		return false;
	case SEND_AGAIN:
		try_later(slot, now_ms);
		return false;
	case SEND_NEVER:
		o->dropped++;
		return true;
	}
	return false;
}

void outbox_drop(struct outbox *o, struct store *s, int i)
{
	if (o->slot[i].used)
		o->used_count--;
	o->slot[i] = (struct outbox_slot){ .used = false };
	store_drop(s, key_of(i));
}
