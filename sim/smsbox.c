/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/smsbox.h"

#include <string.h>

#include "base/assert.h"
#include "base/err.h"

static const char *const stat_names[SMSBOX_STAT_COUNT] = {
	[STAT_REC_UNREAD] = "REC UNREAD",
	[STAT_REC_READ] = "REC READ",
	[STAT_STO_UNSENT] = "STO UNSENT",
	[STAT_STO_SENT] = "STO SENT",
};

const char *smsbox_stat_name(enum smsbox_stat stat)
{
	return stat_names[stat];
}

int smsbox_stat_find(const char *name)
{
	for (int i = 0; i < SMSBOX_STAT_COUNT; i++)
		if (text_same(stat_names[i], name))
			return i;
	return ERR_MISSING;
}

int smsbox_put(struct smsbox *b, const struct smsbox_slot *message)
{
	for (size_t i = 0; i < b->cap; i++) {
		if (b->slots[i].used)
			continue;
		b->slots[i] = *message;
		b->slots[i].used = true;
		return (int)(i + b->first);
	}
	return ERR_FULL;
}

size_t smsbox_used(const struct smsbox *b)
{
	size_t count = 0;

	for (size_t i = 0; i < b->cap; i++)
		count += b->slots[i].used;
	return count;
}

struct smsbox_slot *smsbox_slot(struct smsbox *b, int index)
{
	int at = index - (int)b->first;

	return at >= 0 && (size_t)at < b->cap ? &b->slots[at] : NULL;
}

void smsbox_fill(struct smsbox_slot *s, enum smsbox_stat stat, const struct number *centre, const uint8_t *tpdu, size_t len)
{
	ASSERT(len <= TPDU_CAP);
	*s = (struct smsbox_slot){ .stat = stat };
	s->centre_len = tpdu_centre_print(centre, s->pdu);
	memcpy(s->pdu + s->centre_len, tpdu, len);
	s->len = s->centre_len + len;
}
