/* The store on a flash that fails: what was refused is held, and all or nothing of it is ever on the flash.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "sim/chance.h"
#include "tests/unit/filled.h"
#include "tests/unit/sickflash.h"

/* A store on it, opened. */
struct bench {
	struct nor *n;
	struct sick sick;
	struct flash flash;
	struct store s;
};

static struct bench *begin(void)
{
	static struct bench b;

	b.n = nor_new(4096, 3, 8);
	b.flash = sick_flash(&b.sick, b.n);
	assert_int_equal(store_open(&b.s, &b.flash), 0);
	return &b;
}

/* --- What it left is found out. --- */

/* The old value, put again after a commit that failed but was written, must not be taken for what is there. */
static void what_a_failed_commit_left_is_found_out(void **state)
{
	struct bench *b = begin();

	(void)state;
	assert_int_equal(filled_put_alone(&b->s, 1, 'o', 4), 0);
	b->sick.sync_fails = true;
	assert_int_equal(filled_put_alone(&b->s, 1, 'n', 4), ERR_IO);
	b->sick.sync_fails = false;
	assert_int_equal(filled_put_alone(&b->s, 1, 'o', 4), 0);
	assert_int_equal(store_open(&b->s, &b->flash), 0);
	assert_true(filled_holds(&b->s, 1, 'o', 4));
	nor_free(b->n);
}

/* All or nothing of it also when the ring goes on turning for long. */
static void a_failed_commit_is_whole_ever_after(void **state)
{
	struct bench *b = begin();

	(void)state;
	for (uint8_t fill = 1; fill <= 200; fill++) {
		store_begin(&b->s);
		filled_put(&b->s, 1, fill, 100);
		filled_put(&b->s, 2, fill, 700);
		b->sick.sync_fails = fill % 3 == 0;
		assert_int_equal(store_commit(&b->s), b->sick.sync_fails ? ERR_IO : 0);
		assert_int_equal(filled_put_alone(&b->s, 3, fill, 300 + fill), b->sick.sync_fails ? ERR_IO : 0);
		if (fill % 5 == 0)
			assert_int_equal(store_open(&b->s, &b->flash), 0);
		store_begin(&b->s);
		assert_true(filled_holds(&b->s, 1, fill, 100) == filled_holds(&b->s, 2, fill, 700));
	}
	nor_free(b->n);
}

static void a_flash_that_cannot_be_read_is_not_written(void **state)
{
	struct bench *b = begin();
	uint8_t value[4];

	(void)state;
	assert_int_equal(filled_put_alone(&b->s, 1, 'o', 4), 0);
	b->sick.read_fails = true;
	assert_int_equal(store_get(&b->s, 1, value, sizeof value), ERR_IO);
	assert_int_equal(filled_put_alone(&b->s, 1, 'n', 4), ERR_IO);
	uint64_t writes = nor_writes(b->n);
	assert_int_equal(filled_put_alone(&b->s, 1, 'm', 4), ERR_IO);
	assert_int_equal(nor_writes(b->n), writes);
	struct store other;
	assert_int_equal(store_open(&other, &b->flash), ERR_IO);
	b->sick.read_fails = false;
	assert_int_equal(filled_put_alone(&b->s, 2, 'x', 4), 0);
	assert_true(filled_holds(&b->s, 1, 'm', 4) && filled_holds(&b->s, 2, 'x', 4));
	nor_free(b->n);
}

/* A sector more that went unread could be an old value that comes back. */
static void one_that_cannot_be_read_at_one_place_is_not_opened(void **state)
{
	struct bench *b = begin();

	(void)state;
	/* More than once around. */
	for (unsigned i = 0; i < 300; i++)
		assert_int_equal(filled_put_alone(&b->s, (uint16_t)(1 + i % 3), (uint8_t)i, 100), 0);
	b->sick.reads = 0;
	assert_int_equal(store_open(&b->s, &b->flash), 0);
	for (size_t reads = b->sick.reads; reads > 0; reads--) {
		b->sick.reads = 0;
		b->sick.fails_at = reads;
		assert_int_equal(store_open(&b->s, &b->flash), ERR_IO);
	}
	nor_free(b->n);
}

/* --- What the flash refused is held. --- */

static void what_was_refused_is_read_and_written_later(void **state)
{
	struct bench *b = begin();
	uint8_t value[4];

	(void)state;
	assert_int_equal(filled_put_alone(&b->s, 1, 'o', 4), 0);
	assert_int_equal(filled_put_alone(&b->s, 2, 'o', 4), 0);
	b->sick.refuses = true;
	store_begin(&b->s);
	filled_put(&b->s, 1, 'n', 4);
	filled_put(&b->s, 3, 'n', 8);
	store_drop(&b->s, 2);
	assert_true(filled_holds(&b->s, 1, 'o', 4)); /* an open batch is not seen */
	assert_int_equal(store_commit(&b->s), ERR_IO);
	for (int twice = 0; twice < 2; twice++) {
		assert_true(filled_holds(&b->s, 1, 'n', 4) && filled_holds(&b->s, 3, 'n', 8));
		assert_int_equal(store_get(&b->s, 2, value, sizeof value), ERR_MISSING);
		assert_int_equal(store_get(&b->s, 3, value, sizeof value), ERR_RANGE);
		store_begin(&b->s);
		assert_int_equal(store_commit(&b->s), ERR_IO);
	}
	b->sick.refuses = false;
	assert_int_equal(filled_put_alone(&b->s, 4, 'x', 4), 0);
	assert_int_equal(store_open(&b->s, &b->flash), 0);
	assert_true(filled_holds(&b->s, 1, 'n', 4) && filled_holds(&b->s, 3, 'n', 8) && filled_holds(&b->s, 4, 'x', 4));
	assert_int_equal(store_get(&b->s, 2, value, sizeof value), ERR_MISSING);
	uint64_t writes = nor_writes(b->n);
	store_begin(&b->s);
	assert_int_equal(store_commit(&b->s), 0);
	assert_int_equal(nor_writes(b->n), writes);
	nor_free(b->n);
}

/* Nothing is left to be written when all is as the flash has it. */
static void a_newer_value_replaces_a_held_one(void **state)
{
	struct bench *b = begin();
	uint8_t value[4];

	(void)state;
	assert_int_equal(filled_put_alone(&b->s, 1, 'o', 4), 0);
	b->sick.refuses = true;
	assert_int_equal(filled_put_alone(&b->s, 1, 'a', 300), ERR_IO);
	store_begin(&b->s);
	filled_put(&b->s, 1, 'b', 400);
	assert_int_equal(store_room(&b->s), STORE_BATCH_CAP - 404);
	assert_int_equal(store_commit(&b->s), ERR_IO);
	assert_true(filled_holds(&b->s, 1, 'b', 400));
	assert_int_equal(filled_put_alone(&b->s, 2, 'c', 500), ERR_IO); /* for all of them there would be no room */
	assert_true(filled_holds(&b->s, 1, 'b', 400) && filled_holds(&b->s, 2, 'c', 500));
	store_begin(&b->s);
	store_drop(&b->s, 2);
	assert_int_equal(store_commit(&b->s), ERR_IO);
	assert_int_equal(store_get(&b->s, 2, value, sizeof value), ERR_MISSING);
	assert_int_equal(filled_put_alone(&b->s, 1, 'o', 4), 0);
	assert_true(filled_holds(&b->s, 1, 'o', 4));
	nor_free(b->n);
}

static void what_just_has_room_lets_nothing_go(void **state)
{
	struct bench *b = begin();

	(void)state;
	b->sick.refuses = true;
	assert_int_equal(filled_put_alone(&b->s, 1, 'a', 500), ERR_IO);
	assert_int_equal(filled_put_alone(&b->s, 2, 'b', STORE_BATCH_CAP - 504 - 4), ERR_IO);
	assert_true(filled_holds(&b->s, 1, 'a', 500) && filled_holds(&b->s, 2, 'b', STORE_BATCH_CAP - 508));
	store_begin(&b->s);
	assert_int_equal(store_room(&b->s), STORE_BATCH_CAP);
	nor_free(b->n);
}

/* A batch is refused whole, and so it goes: not what is left of it may be written later. */
static void what_needs_the_room_has_all_of_it(void **state)
{
	struct bench *b = begin();

	(void)state;
	assert_int_equal(filled_put_alone(&b->s, 1, 'o', 100), 0);
	assert_int_equal(filled_put_alone(&b->s, 2, 'o', 100), 0);
	b->sick.refuses = true;
	store_begin(&b->s);
	filled_put(&b->s, 1, 'n', 100);
	filled_put(&b->s, 2, 'n', 100);
	assert_int_equal(store_commit(&b->s), ERR_IO);
	store_begin(&b->s);
	assert_int_equal(store_room(&b->s), STORE_BATCH_CAP);
	filled_put(&b->s, 3, 'x', 16);
	assert_int_equal(store_room(&b->s), STORE_BATCH_CAP - 20);
	filled_put(&b->s, 4, 'x', STORE_BATCH_CAP - 24 - 100);
	assert_int_equal(store_room(&b->s), 100);
	assert_int_equal(store_commit(&b->s), ERR_IO);
	assert_true(filled_holds(&b->s, 1, 'o', 100) && filled_holds(&b->s, 2, 'o', 100));
	assert_true(filled_holds(&b->s, 3, 'x', 16) && filled_holds(&b->s, 4, 'x', STORE_BATCH_CAP - 124));
	/* One that is too large anyway takes what is held with it. */
	assert_int_equal(filled_put_alone(&b->s, 5, 'y', STORE_BATCH_CAP - 3), ERR_FULL);
	assert_false(filled_holds(&b->s, 3, 'x', 16) || filled_holds(&b->s, 4, 'x', STORE_BATCH_CAP - 124));
	nor_free(b->n);
}

static void a_factory_reset_forgets_what_is_held(void **state)
{
	struct bench *b = begin();
	uint8_t value[4];

	(void)state;
	assert_int_equal(filled_put_alone(&b->s, 1, 'o', 4), 0);
	b->sick.refuses = true;
	assert_int_equal(filled_put_alone(&b->s, 2, 'n', 4), ERR_IO);
	b->sick.refuses = false;
	store_begin(&b->s);
	store_clear(&b->s);
	assert_int_equal(store_commit(&b->s), 0);
	assert_true(store_empty(&b->s));
	assert_int_equal(store_get(&b->s, 2, value, sizeof value), ERR_MISSING);
	nor_free(b->n);
}

/* Whatever the flash does of it: what was put last is what is read, and what it then has is that, too. */
static void nothing_is_lost_while_there_is_room(void **state)
{
	enum { KEYS = 7, STEPS = 4000 };
	struct bench *b = begin();
	struct chance chance = { 7 };
	struct {
		uint8_t fill;
		size_t len; /* 0: dropped */
	} last[KEYS + 1] = { { 0, 0 } };
	uint8_t value[STORE_BATCH_CAP];

	(void)state;
	for (int step = 0; step < STEPS; step++) {
		if (step % 16 == 0) {
			b->sick.refuses = chance_between(&chance, 0, 2) == 0;
			b->sick.sync_fails = chance_between(&chance, 0, 2) == 0;
		}
		store_begin(&b->s);
		for (uint16_t key = (uint16_t)chance_between(&chance, 1, KEYS); key <= KEYS; key += 3) {
			last[key].fill = (uint8_t)chance_between(&chance, 1, 255);
			last[key].len = chance_between(&chance, 0, 3) == 0 ? 0 : chance_between(&chance, 1, 100);
			if (last[key].len == 0)
				store_drop(&b->s, key);
			else
				filled_put(&b->s, key, last[key].fill, last[key].len);
		}
		if (store_commit(&b->s) == 0 && step % 5 == 0)
			assert_int_equal(store_open(&b->s, &b->flash), 0);
		for (uint16_t key = 1; key <= KEYS; key++)
			if (last[key].len == 0)
				assert_int_equal(store_get(&b->s, key, value, sizeof value), ERR_MISSING);
			else
				assert_true(filled_holds(&b->s, key, last[key].fill, last[key].len));
	}
	nor_free(b->n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_failed_commit_left_is_found_out),
		cmocka_unit_test(a_failed_commit_is_whole_ever_after),
		cmocka_unit_test(a_flash_that_cannot_be_read_is_not_written),
		cmocka_unit_test(one_that_cannot_be_read_at_one_place_is_not_opened),
		cmocka_unit_test(what_was_refused_is_read_and_written_later),
		cmocka_unit_test(a_newer_value_replaces_a_held_one),
		cmocka_unit_test(what_just_has_room_lets_nothing_go),
		cmocka_unit_test(what_needs_the_room_has_all_of_it),
		cmocka_unit_test(a_factory_reset_forgets_what_is_held),
		cmocka_unit_test(nothing_is_lost_while_there_is_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
