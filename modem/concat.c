/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/concat.h"

#include <string.h>

#include "base/assert.h"
#include "base/crc.h"
#include "base/err.h"

uint32_t concat_sender(const struct number *from)
{
	return crc_32((uint32_t)from->kind, from->text, strlen(from->text));
}

bool concat_akin(const struct concat_part *a, const struct concat_part *b)
{
	return a->from == b->from && a->reference == b->reference && a->total == b->total;
}

/* The part's own set, else a free one; NULL: there is none. */
static struct concat_set *find(struct concat *c, const struct concat_part *part)
{
	struct concat_set *free_set = NULL;

	for (int i = 0; i < CONCAT_SETS_MAX; i++) {
		if (c->set[i].count == 0)
			free_set = &c->set[i];
		else if (concat_akin(&c->set[i].first, part))
			return &c->set[i];
	}
	return free_set;
}

int concat_complete(const struct concat *c)
{
	for (int i = 0; i < CONCAT_SETS_MAX; i++)
		if (c->set[i].count > 0 && c->set[i].count == c->set[i].first.total)
			return i;
	return ERR_MISSING;
}

bool concat_in(const struct concat_set *s, uint8_t memory)
{
	for (int k = 0; s->count > 0 && k < CONCAT_PARTS_MAX; k++)
		if (s->part[k].memory == memory)
			return true;
	return false;
}

void concat_keep(struct concat *c, uint8_t memory)
{
	for (struct concat_set *s = c->set; s < c->set + CONCAT_SETS_MAX; s++) {
		for (int k = 0; s->count > 0 && k < CONCAT_PARTS_MAX; k++) {
			if (s->part[k].memory == 0 || s->part[k].memory == memory)
				continue;
			s->part[k].memory = 0;
			s->count--;
		}
	}
}

struct concat_set *concat_oldest(struct concat *c)
{
	struct concat_set *found = NULL;

	for (int i = 0; i < CONCAT_SETS_MAX; i++)
		if (c->set[i].count > 0 && (found == NULL || c->set[i].since_ms < found->since_ms))
			found = &c->set[i];
	return found;
}

enum concat_verdict concat_note(struct concat *c, const struct concat_part *part, uint16_t check,
				const struct concat_place *place, uint64_t now_ms, struct concat_set **set)
{
	struct concat_set *s = find(c, part);
	uint8_t i = (uint8_t)(part->part - 1);

	ASSERT(part->total >= 2 && part->total <= CONCAT_PARTS_MAX && i < part->total);
	*set = s == NULL ? concat_oldest(c) : s;
	if (s == NULL)
		return CONCAT_FULL;
	if (s->count == 0)
		*s = (struct concat_set){ .first = *part, .since_ms = now_ms };
	if (s->part[i].memory != 0)
		return s->check[i] == check ? CONCAT_REPEATED : CONCAT_CLASH;
	s->part[i] = *place;
	s->check[i] = check;
	s->count++;
	return CONCAT_NOTED;
}

bool concat_same_place(const struct concat_place *a, const struct concat_place *b)
{
	return a->index == b->index && a->memory == b->memory;
}

struct concat_set *concat_at(struct concat *c, const struct concat_place *place, uint16_t *check)
{
	for (struct concat_set *s = c->set; s < c->set + CONCAT_SETS_MAX; s++) {
		for (uint8_t k = 0; s->count > 0 && k < CONCAT_PARTS_MAX; k++) {
			if (!concat_same_place(&s->part[k], place))
				continue;
			*check = s->check[k];
			return s;
		}
	}
	return NULL;
}
