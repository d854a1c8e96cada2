/* The log against a model of it, on several geometries, with cuts.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "sim/nor.h"
#include "store/store.h"

#define KEYS 20
#define VALUE_MAX 200

static uint32_t chance = 1;

static uint32_t draw(uint32_t below)
{
	chance = chance * 1664525u + 1013904223u;
	return (chance >> 8) % below;
}

/* What the store should hold. */
struct model {
	int len[KEYS]; /* -1: nothing */
	uint8_t value[KEYS][VALUE_MAX];
};

static void model_init(struct model *m)
{
	for (int i = 0; i < KEYS; i++)
		m->len[i] = -1;
}

static bool agrees(const struct store *s, const struct model *m)
{
	uint8_t value[VALUE_MAX];

	for (int i = 0; i < KEYS; i++) {
		int len = store_get(s, (uint16_t)(i + 1), value, sizeof value);

		if (m->len[i] < 0 ? len != ERR_MISSING : len != m->len[i])
			return false;
		if (len > 0 && memcmp(value, m->value[i], (size_t)len) != 0)
			return false;
	}
	return true;
}

/* A random batch of up to four keys, in the store's batch and in the model. */
static void random_batch(struct store *s, struct model *m)
{
	uint32_t first = draw(KEYS);
	uint32_t count = 1 + draw(4);

	store_begin(s);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t k = (first + i) % KEYS;

		if (draw(8) == 0) {
			store_drop(s, (uint16_t)(k + 1));
			m->len[k] = -1;
			continue;
		}
		m->len[k] = (int)draw(VALUE_MAX);
		for (int b = 0; b < m->len[k]; b++)
			m->value[k][b] = (uint8_t)draw(256);
		store_put(s, (uint16_t)(k + 1), m->value[k], (size_t)m->len[k]);
	}
}

static const struct {
	uint32_t size, count, unit;
} geometries[] = { { 4096, 16, 8 }, { 4096, 3, 1 }, { 4096, 4, 256 }, { 16384, 3, 4 }, { 65536, 3, 32 } };

#define GEOMETRIES (sizeof geometries / sizeof *geometries)

static void holds_what_was_committed(void **state)
{
	(void)state;
	for (size_t g = 0; g < GEOMETRIES; g++) {
		struct nor *n = nor_new(geometries[g].size, geometries[g].count, geometries[g].unit);
		struct flash flash = nor_flash(n);
		struct store s;
		struct model m;

		model_init(&m);
		assert_int_equal(store_open(&s, &flash), 0);
		for (int i = 0; i < 3000; i++) {
			random_batch(&s, &m);
			assert_int_equal(store_commit(&s), 0);
			if (i % 50 == 0) {
				assert_true(agrees(&s, &m));
				assert_int_equal(store_open(&s, &flash), 0);
				assert_true(agrees(&s, &m));
			}
		}
		nor_free(n);
	}
}

static void a_cut_leaves_old_or_new(void **state)
{
	(void)state;
	for (size_t g = 0; g < GEOMETRIES; g++) {
		struct nor *n = nor_new(geometries[g].size, geometries[g].count, geometries[g].unit);
		struct flash flash = nor_flash(n);
		struct store s;
		struct model old, new;
		int kept = 0, lost = 0;

		model_init(&new);
		assert_int_equal(store_open(&s, &flash), 0);
		for (int i = 0; i < 3000; i++) {
			old = new;
			nor_cut(n, 1 + draw(3), draw(NOR_TORN_COUNT));
			random_batch(&s, &new);
			int err = store_commit(&s);
			if (!nor_powerless(n)) {
				assert_int_equal(err, 0);
				continue;
			}
			nor_power(n);
			/* The recovery is cut as well, now and then. */
			nor_cut(n, 1 + draw(4), draw(NOR_TORN_COUNT));
			if (store_open(&s, &flash) != 0) {
				nor_power(n);
				assert_int_equal(store_open(&s, &flash), 0);
			}
			nor_power(n);
			bool is_new = agrees(&s, &new);
			assert_true(is_new || agrees(&s, &old));
			assert_true(is_new || err != 0);
			kept += is_new ? 1 : 0;
			lost += is_new ? 0 : 1;
			if (!is_new)
				new = old;
		}
		assert_true(kept + lost > 500);
		nor_free(n);
	}
}

static void writes_nothing_when_nothing_changed(void **state)
{
	struct nor *n = nor_new(4096, 4, 8);
	struct flash flash = nor_flash(n);
	struct store s;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	for (int i = 0; i < 3; i++) {
		store_begin(&s);
		store_put(&s, 7, "seven", 5);
		store_drop(&s, 8);
		assert_int_equal(store_commit(&s), 0);
	}
	assert_int_equal(nor_writes(n), 3); /* an erase, a header, a record */
	nor_free(n);
}

static void too_much_is_refused_and_the_old_stands(void **state)
{
	struct nor *n = nor_new(4096, 3, 8);
	struct flash flash = nor_flash(n);
	uint8_t big[STORE_BATCH_CAP] = { 1 };
	uint8_t value[4];
	struct store s;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	store_begin(&s);
	store_put(&s, 1, "old", 3);
	assert_int_equal(store_commit(&s), 0);
	store_begin(&s);
	store_put(&s, 1, "new", 3);
	store_put(&s, 2, big, sizeof big);
	assert_int_equal(store_commit(&s), ERR_FULL);
	assert_int_equal(store_get(&s, 1, value, sizeof value), 3);
	assert_memory_equal(value, "old", 3);
	assert_int_equal(store_get(&s, 1, value, 2), ERR_RANGE);
	assert_int_equal(store_get(&s, 2, value, 2), ERR_MISSING);

	/* More than three sectors of 4 KiB can hold, one of them being kept free. */
	int err = 0;
	uint16_t key = 10;
	for (; err == 0 && key < 100; key++) {
		store_begin(&s);
		store_put(&s, key, big, 900);
		err = store_commit(&s);
	}
	assert_int_equal(err, ERR_FULL);
	assert_int_equal(store_open(&s, &flash), 0);
	assert_int_equal(store_get(&s, 1, value, sizeof value), 3);
	assert_int_equal(store_get(&s, (uint16_t)(key - 2), big, sizeof big), 900);
	assert_int_equal(store_get(&s, (uint16_t)(key - 1), big, sizeof big), ERR_MISSING);
	nor_free(n);
}

static void too_many_keys_are_refused(void **state)
{
	struct nor *n = nor_new(4096, 16, 8);
	struct flash flash = nor_flash(n);
	struct store s;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	for (uint16_t key = 1; key <= STORE_KEYS_MAX + 1; key++) {
		store_begin(&s);
		store_put(&s, key, &key, sizeof key);
		assert_int_equal(store_commit(&s), key <= STORE_KEYS_MAX ? 0 : ERR_FULL);
	}
	store_begin(&s);
	store_drop(&s, 5);
	assert_int_equal(store_commit(&s), 0);
	store_begin(&s);
	store_put(&s, 1000, "x", 1);
	assert_int_equal(store_commit(&s), 0);
	nor_free(n);
}

static void foreign_bytes_become_an_empty_store(void **state)
{
	struct nor *n = nor_new(4096, 4, 8);
	struct flash flash = nor_flash(n);
	struct store s;
	uint8_t value[4];

	(void)state;
	for (uint32_t i = 0; i < 4 * 4096; i++)
		nor_bytes(n)[i] = (uint8_t)draw(256);
	assert_int_equal(store_open(&s, &flash), 0);
	assert_int_equal(store_get(&s, 1, value, sizeof value), ERR_MISSING);
	store_begin(&s);
	store_put(&s, 1, "yes", 3);
	assert_int_equal(store_commit(&s), 0);
	assert_int_equal(store_open(&s, &flash), 0);
	assert_int_equal(store_get(&s, 1, value, sizeof value), 3);
	nor_free(n);
}

static void wear_is_spread(void **state)
{
	struct nor *n = nor_new(4096, 16, 8);
	struct flash flash = nor_flash(n);
	struct store s;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	for (uint32_t i = 0; i < 20000; i++) {
		store_begin(&s);
		store_put(&s, 1, &i, sizeof i);
		assert_int_equal(store_commit(&s), 0);
	}
	/* 20,000 records of 16 bytes, 254 to a sector, over 16 sectors. */
	uint32_t worst = store_worst_erases(&s);
	assert_in_range(worst, 4, 6);
	assert_int_equal(store_open(&s, &flash), 0);
	assert_int_equal(store_worst_erases(&s), worst);
	nor_free(n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_what_was_committed),
		cmocka_unit_test(a_cut_leaves_old_or_new),
		cmocka_unit_test(writes_nothing_when_nothing_changed),
		cmocka_unit_test(too_much_is_refused_and_the_old_stands),
		cmocka_unit_test(too_many_keys_are_refused),
		cmocka_unit_test(foreign_bytes_become_an_empty_store),
		cmocka_unit_test(wear_is_spread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
