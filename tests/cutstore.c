/* Cuts of a store alone: commits of one to five keys out of 24, drops and clearings among them, for long enough that the
 * ring turns many times. Each commit is cut at each of its operations; the commit after it is the recovery.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "sim/chance.h"
#include "store/store.h"
#include "tests/cuts.h"

#define KEYS 24
#define BATCH_MAX 5
#define VALUE_MAX 190
#define SHORT_PART 20 /* a test has time for one commit in so many */

static const struct room {
	const char *name;
	uint32_t size, count, unit;
	unsigned commits;
} rooms[] = {
	{ "store, 3 sectors of 2304, unit 1", 2304, 3, 1, 800 },
	{ "store, 3 sectors of 4096, unit 4", 4096, 3, 4, 400 },
	{ "store, 4 sectors of 4096, unit 8", 4096, 4, 8, 300 },
	{ "store, 5 sectors of 4096, unit 256", 4096, 5, 256, 200 },
	{ "store, 16 sectors of 4096, unit 8", 4096, 16, 8, 110 },
	{ "store, 3 sectors of 16384, unit 8", 16384, 3, 8, 60 },
};

/* What the store should hold: of each key a length, -1 for nothing, and what the bytes are made of. */
struct model {
	int16_t len[KEYS];
	uint16_t fill[KEYS];
};

struct change {
	bool clear; /* all of it, and nothing else */
	unsigned count;
	uint8_t key[BATCH_MAX]; /* from 0 */
	int16_t len[BATCH_MAX]; /* -1: dropped */
	uint16_t fill[BATCH_MAX];
};

struct bench {
	const struct room *room;
	size_t number;
	struct nor *nor;
	struct flash flash;
	struct store store;
	size_t size;
	unsigned commit;
	const struct replay *replay;
	struct tally *tally;
};

static void fill_value(uint8_t *value, uint16_t fill, int len)
{
	for (int i = 0; i < len; i++)
		value[i] = (uint8_t)(fill + i * (fill >> 8 | 1));
}

static bool agrees(const struct store *s, const struct model *m)
{
	uint8_t value[VALUE_MAX], expected[VALUE_MAX];

	for (int k = 0; k < KEYS; k++) {
		int len = store_get(s, (uint16_t)(k + 1), value, sizeof value);

		if (len != (m->len[k] < 0 ? ERR_MISSING : m->len[k]))
			return false;
		fill_value(expected, m->fill[k], len);
		if (len > 0 && memcmp(value, expected, (size_t)len) != 0)
			return false;
	}
	return true;
}

static struct change draw_change(struct chance *chance)
{
	struct change c = { .clear = chance_between(chance, 0, 99) == 0, .count = chance_between(chance, 1, BATCH_MAX) };
	uint32_t first = chance_between(chance, 0, KEYS - 1);

	for (unsigned i = 0; i < c.count; i++) {
		c.key[i] = (uint8_t)((first + i * 5) % KEYS);
		c.len[i] = (int16_t)(chance_between(chance, 0, 7) == 0 ? -1 : (int)chance_between(chance, 0, 60));
		/* Now and then a long one. */
		if (c.len[i] > 0 && chance_between(chance, 0, 9) == 0)
			c.len[i] = VALUE_MAX;
		c.fill[i] = (uint16_t)chance_draw(chance);
	}
	return c;
}

static struct model changed(struct model m, const struct change *c)
{
	for (int k = 0; c->clear && k < KEYS; k++) {
		m.len[k] = -1;
		m.fill[k] = 0;
	}
	for (unsigned i = 0; !c->clear && i < c->count; i++) {
		m.len[c->key[i]] = c->len[i];
		m.fill[c->key[i]] = c->len[i] > 0 ? c->fill[i] : 0;
	}
	return m;
}

static int commit(struct store *s, const struct change *c)
{
	uint8_t value[VALUE_MAX];

	store_begin(s);
	if (c->clear)
		store_clear(s);
	for (unsigned i = 0; !c->clear && i < c->count; i++) {
		fill_value(value, c->fill[i], c->len[i]);
		if (c->len[i] < 0)
			store_drop(s, (uint16_t)(c->key[i] + 1));
		else
			store_put(s, (uint16_t)(c->key[i] + 1), value, (size_t)c->len[i]);
	}
	return store_commit(s);
}

static void broken(struct bench *b, struct cut first, struct cut second, const char *what)
{
	b->tally->broken++;
	cuts_broken("store", b->number, b->commit, first, second, what);
}

/* --- Going back to a moment. --- */

struct moment {
	struct store store;
	uint8_t *bytes;
};

static void keep(const struct bench *b, struct moment *m)
{
	m->store = b->store;
	memcpy(m->bytes, nor_bytes(b->nor), b->size);
}

static void go_back(struct bench *b, const struct moment *m)
{
	b->store = m->store;
	memcpy(nor_bytes(b->nor), m->bytes, b->size);
}

/* --- Cutting. --- */

/* A commit with a cut in it, a start: whether the store holds the new values; -1: neither these nor the old ones. */
static int cut_commit(struct bench *b, const struct change *c, const struct model *old, const struct model *new,
		      struct cut cut)
{
	nor_cut(b->nor, cut.op, cut.torn);
	int err = commit(&b->store, c);
	bool cut_off = nor_powerless(b->nor);
	nor_power(b->nor);
	b->tally->cuts++;
	if (!cut_off || err != ERR_IO || store_open(&b->store, &b->flash) != 0)
		return -1;
	if (agrees(&b->store, new))
		return 1;
	return agrees(&b->store, old) ? 0 : -1;
}

/* Uncut: how many operations it took; 0 when it failed or is not there after a start. */
static unsigned count_operations(struct bench *b, const struct change *c, const struct model *new)
{
	uint64_t before = nor_writes(b->nor);
	int err = commit(&b->store, c);
	unsigned count = (unsigned)(nor_writes(b->nor) - before);
	struct store again;

	if (err != 0 || store_open(&again, &b->flash) != 0 || !agrees(&again, new))
		return 0;
	return count;
}

static bool wanted(const struct replay *r, const struct cut *of, unsigned op, enum nor_torn torn)
{
	return !r->wanted || (of->op == op && of->torn == torn);
}

/* The commit after a cut is cut itself, at each operation, and then goes through. */
static void cut_recovery(struct bench *b, const struct model *held, const struct change *next, struct cut first,
			 struct moment *start)
{
	const struct model then = changed(*held, next);
	bool same = memcmp(&then, held, sizeof then) == 0;

	keep(b, start);
	unsigned count = count_operations(b, next, &then);
	if (count == 0 && !same)
		broken(b, first, (struct cut){ 0 }, "the next commit fails");
	for (unsigned op = 1; op <= count; op++)
		for (enum nor_torn torn = 0; torn < NOR_TORN_COUNT; torn++) {
			const struct cut second = { op, torn };

			if (!wanted(b->replay, &b->replay->second, op, torn))
				continue;
			go_back(b, start);
			int is_new = cut_commit(b, next, held, &then, second);
			if (is_new < 0)
				broken(b, first, second, "neither the old nor the new values, after two cuts");
			else if (is_new == 0 && count_operations(b, next, &then) == 0 && !same)
				broken(b, first, second, "the next commit fails after two cuts");
		}
}

static void cut_everywhere(struct bench *b, const struct model *old, const struct model *new, const struct change *c,
			   const struct change *next, unsigned count, struct moment moments[2])
{
	for (unsigned op = 1; op <= count; op++)
		for (enum nor_torn torn = 0; torn < NOR_TORN_COUNT; torn++) {
			const struct cut first = { op, torn };

			if (!wanted(b->replay, &b->replay->first, op, torn))
				continue;
			go_back(b, &moments[0]);
			int is_new = cut_commit(b, c, old, new, first);
			if (is_new < 0) {
				broken(b, first, (struct cut){ 0 }, "neither the old nor the new values");
				continue;
			}
			if (!b->replay->wanted || b->replay->second.op > 0)
				cut_recovery(b, is_new ? new : old, next, first, &moments[1]);
		}
}

void cuts_store(size_t number, bool thorough, const struct replay *replay, struct tally *tally)
{
	const struct room *room = &rooms[number];
	struct bench *b = calloc(1, sizeof *b);
	struct moment moments[3] = { 0 };
	struct chance chance = { number + 1 };
	struct model held;

	ASSERT(b != NULL);
	*b = (struct bench){ .room = room, .number = number, .size = (size_t)room->size * room->count, .replay = replay,
			     .tally = tally };
	b->nor = nor_new(room->size, room->count, room->unit);
	b->flash = nor_flash(b->nor);
	for (int i = 0; i < 3; i++) {
		moments[i].bytes = malloc(b->size);
		ASSERT(moments[i].bytes != NULL);
	}
	memset(&held, 0, sizeof held);
	memset(held.len, 0xFF, sizeof held.len);
	ASSERT(store_open(&b->store, &b->flash) == 0);
	struct change next = draw_change(&chance);
	for (b->commit = 0; b->commit < room->commits; b->commit++) {
		const struct change now = next;
		const struct model new = changed(held, &now);

		next = draw_change(&chance);
		keep(b, &moments[0]);
		unsigned count = count_operations(b, &now, &new);
		keep(b, &moments[2]);
		bool chosen = replay->wanted ? b->commit == replay->stretch : thorough || b->commit % SHORT_PART == 0;
		if (chosen)
			cut_everywhere(b, &held, &new, &now, &next, count, moments);
		go_back(b, &moments[2]);
		held = new;
	}
	for (int i = 0; i < 3; i++)
		free(moments[i].bytes);
	nor_free(b->nor);
	free(b);
}

size_t cuts_store_rooms(void)
{
	return sizeof rooms / sizeof *rooms;
}

const char *cuts_store_name(size_t room)
{
	return rooms[room].name;
}
