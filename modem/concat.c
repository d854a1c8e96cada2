/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/concat.h"

#include <string.h>

#include "base/assert.h"
#include "base/crc.h"
#include "base/text.h"

static bool in_use(const struct concat_set *s)
{
	return s->total != 0;
}

static bool belongs(const struct concat_set *s, const struct pdu_deliver *part)
{
	return in_use(s) && s->reference == part->reference && s->total == part->total &&
	       s->from.kind == part->from.kind && text_same(s->from.text, part->from.text);
}

/* The part's own set, else a free one; NULL: there is none. */
static struct concat_set *find(struct concat *c, const struct pdu_deliver *part)
{
	struct concat_set *free_set = NULL;

	for (int i = 0; i < CONCAT_SETS_MAX; i++) {
		if (belongs(&c->set[i], part))
			return &c->set[i];
		if (!in_use(&c->set[i]))
			free_set = &c->set[i];
	}
	return free_set;
}

static struct concat_set *oldest(struct concat *c)
{
	struct concat_set *found = &c->set[0];

	for (int i = 1; i < CONCAT_SETS_MAX; i++)
		if (c->set[i].since_ms < found->since_ms)
			found = &c->set[i];
	return found;
}

enum concat_verdict concat_note(struct concat *c, const struct pdu_deliver *part, const struct concat_place *place,
				uint64_t now_ms, struct concat_set **set)
{
	uint32_t check = crc_32(0, part->text, strlen(part->text));
	struct concat_set *s = find(c, part);
	uint8_t i = (uint8_t)(part->part - 1);

	ASSERT(part->total >= 2 && part->total <= CONCAT_PARTS_MAX && i < part->total);
	*set = s == NULL ? oldest(c) : s;
	if (s == NULL)
		return CONCAT_FULL;
	if (!in_use(s))
		*s = (struct concat_set){ part->from, part->reference, part->total, 0, now_ms, { { "", 0 } }, { 0 } };
	if (s->part[i].memory[0] != '\0')
		return s->check[i] == check ? CONCAT_REPEATED : CONCAT_CLASH;
	s->part[i] = *place;
	s->check[i] = check;
	s->count++;
	return s->count == s->total ? CONCAT_COMPLETE : CONCAT_WAITS;
}

struct concat_set *concat_stale(struct concat *c, uint64_t now_ms)
{
	for (int i = 0; i < CONCAT_SETS_MAX; i++)
		if (in_use(&c->set[i]) && now_ms - c->set[i].since_ms > CONCAT_WAIT_MS)
			return &c->set[i];
	return NULL;
}

bool concat_same_place(const struct concat_place *a, const struct concat_place *b)
{
	return a->index == b->index && text_same(a->memory, b->memory);
}

bool concat_holds(const struct concat *c, const struct concat_place *place)
{
	for (int i = 0; i < CONCAT_SETS_MAX; i++)
		for (uint8_t k = 0; k < c->set[i].total; k++)
			if (c->set[i].part[k].memory[0] != '\0' && concat_same_place(&c->set[i].part[k], place))
				return true;
	return false;
}
