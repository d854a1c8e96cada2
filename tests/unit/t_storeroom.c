/* The store at its limits: that all the device keeps has room, what is refused, a flash that has aged.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "device/keys.h"
#include "sim/chance.h"
#include "sim/nor.h"
#include "store/store.h"
#include "tests/unit/filled.h"
#include "tests/unit/sickflash.h"

/* --- Room for everything. --- */

/* Each key of the device, with the most that it can hold. */
static struct {
	uint16_t key;
	size_t len;
} most[KEYS_COUNT];

static void list_most(void)
{
	size_t n = 0;

	for (enum setting id = 0; id < SETTING_COUNT; id++, n++)
		most[n].key = (uint16_t)(KEYS_CORE + settings_key(id)), most[n].len = SETTINGS_VALUE_MAX;
	for (unsigned i = 0; i < CORE_LISTS; i++, n++)
		most[n].key = (uint16_t)(KEYS_CORE + CORE_KEY_LISTS + i), most[n].len = CORE_VALUE_MAX;
	for (unsigned i = 0; i < JOURNAL_MAX; i++, n++)
		most[n].key = (uint16_t)(KEYS_JOURNAL + i), most[n].len = JOURNAL_VALUE_LEN;
	for (unsigned i = 0; i < OUTBOX_MAX; i++, n++)
		most[n].key = (uint16_t)(KEYS_OUTBOX + i), most[n].len = OUTBOX_VALUE_CAP;
	most[n].key = KEYS_PIN, most[n].len = SIMPIN_VALUE_LEN, n++;
	assert_int_equal(n, KEYS_COUNT);
}

/* For each size and unit the fewest sectors that are enough, and what all ports have. */
static const struct {
	uint32_t size, unit, count;
} geometries[] = {
	{ 2304, 1, 20 }, { 2304, 256, 33 }, { 4096, 1, 9 }, { 4096, 8, 9 }, { 4096, 256, 11 }, { 4096, 8, 16 }, { 8192, 4, 5 },
	{ 16384, 8, 3 }, { 65536, 32, 3 },
};

/* All keys full, then every one of them rewritten again and again, some in one commit: none is refused. */
static void all_that_the_device_keeps_has_room(void **state)
{
	static uint8_t fill[KEYS_COUNT];
	struct chance chance = { 1 };

	(void)state;
	list_most();
	for (size_t g = 0; g < sizeof geometries / sizeof *geometries; g++) {
		uint32_t size = geometries[g].size, unit = geometries[g].unit, count = geometries[g].count;
		struct nor *n = nor_new(size, count, unit);
		struct flash flash = nor_flash(n);
		struct store s;

		assert_true(STORE_CAPACITY(size, count, unit) >= KEYS_BYTES);
		assert_true(count == 3 || count == 16 || STORE_CAPACITY(size, count - 1, unit) < KEYS_BYTES);
		assert_int_equal(store_open(&s, &flash), 0);
		for (size_t i = 0; i < KEYS_COUNT; i++)
			assert_int_equal(filled_put_alone(&s, most[i].key, fill[i] = 1, most[i].len), 0);
		for (int round = 0; round < 1000; round++) {
			size_t i = chance_between(&chance, 0, KEYS_COUNT - 1);
			size_t wanted = chance_between(&chance, 1, 4);

			store_begin(&s);
			for (; wanted > 0 && i < KEYS_COUNT && store_room(&s) >= most[i].len + STORE_ITEM_HEADER; wanted--, i++)
				filled_put(&s, most[i].key, ++fill[i], most[i].len);
			assert_int_equal(store_commit(&s), 0);
		}
		assert_int_equal(store_open(&s, &flash), 0);
		for (size_t i = 0; i < KEYS_COUNT; i++)
			assert_true(filled_holds(&s, most[i].key, fill[i], most[i].len));
		nor_free(n);
	}
}

/* Nothing in the sector in use can be given up, and two are free: one to go on in, one to keep. */
static void two_free_sectors_are_enough(void **state)
{
	struct nor *n = nor_new(4096, 3, 1);
	struct flash flash = nor_flash(n);
	struct store s;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	for (uint16_t key = 1; key <= 3; key++)
		assert_int_equal(filled_put_alone(&s, key, (uint8_t)key, 1000), 0);
	assert_int_equal(filled_put_alone(&s, 4, 4, 900), 0);
	assert_int_equal(filled_put_alone(&s, 5, 5, 1000), 0);
	for (uint16_t key = 1; key <= 5; key++)
		assert_true(filled_holds(&s, key, (uint8_t)key, key == 4 ? 900 : 1000));
	nor_free(n);
}

/* What the encoders really write: not more than the limits say, and all settings in one commit beside a message. */
static void the_limits_are_those_of_the_values(void **state)
{
	static struct core core;
	const struct core_config config = { .model = MODEL_706, .product = "smsocket", .version = "1" };
	uint8_t value[CORE_VALUE_MAX];
	size_t all = 0;

	(void)state;
	core_init(&core, &config);
	for (int i = 0; i < NUMBERS_MAX; i++) {
		char digits[] = "336000000000000";

		digits[14] = (char)('0' + i);
		assert_int_equal(numbers_add(&core.secnumbers, digits), 0);
		assert_int_equal(numbers_add(&core.alertnumbers, digits), 0);
	}
	for (int i = 0; i < SCHEDULE_RULES_MAX; i++) {
		char rule[] = "08:00,*,ON";

		rule[4] = (char)('0' + i);
		assert_int_equal(schedule_add(&core.schedule, rule), 0);
	}
	core.alarm.log_count = ALARM_LOG_MAX;
	assert_int_equal(settings_parse(&core.settings, SETTING_PASSWORD, "12abc", true), 0);
	assert_int_equal(settings_parse(&core.settings, SETTING_RENEWINTERVALPW, "123456abc", true), 0);
	assert_int_equal(settings_parse(&core.settings, SETTING_SALDOUMS, "*123456789012345678#", true), 0);
	for (enum setting id = 0; id < SETTING_COUNT; id++) {
		size_t len = core_save(&core, settings_key(id), value);

		assert_in_range(len, 1, SETTINGS_VALUE_MAX);
		all += STORE_ITEM_HEADER + len;
	}
	for (uint16_t key = CORE_KEY_LISTS; key <= CORE_KEY_LAST; key++) {
		size_t len = core_save(&core, key, value);

		assert_in_range(len, 1, CORE_VALUE_MAX);
		all += STORE_ITEM_HEADER + len;
	}
	all += STORE_ITEM_HEADER + JOURNAL_VALUE_LEN;
	assert_true(all + outbox_size("of 160 characters") + 160 <= STORE_BATCH_CAP);
}

/* --- What is refused. --- */

/* A store without room says so at once: it does not turn the ring, and wear it, to find out. */
static void a_commit_without_room_costs_nothing(void **state)
{
	struct nor *n = nor_new(4096, 4, 8);
	struct flash flash = nor_flash(n);
	struct store s;
	uint16_t key = 1;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	while (filled_put_alone(&s, key, 1, 500) == 0)
		key++;
	assert_in_range(key - 1, STORE_CAPACITY(4096, 4, 8) / 504, 3 * 4096 / 504);
	uint64_t writes = nor_writes(n);
	for (int i = 0; i < 100; i++)
		assert_int_equal(filled_put_alone(&s, key, (uint8_t)i, 500), ERR_FULL);
	assert_int_equal(nor_writes(n), writes);
	/* A smaller one goes, and what is dropped makes room. */
	assert_int_equal(filled_put_alone(&s, 1000, 2, 8), 0);
	store_begin(&s);
	store_drop(&s, 1);
	store_drop(&s, 2);
	assert_int_equal(store_commit(&s), 0);
	assert_int_equal(filled_put_alone(&s, key, 3, 500), 0);
	assert_int_equal(store_open(&s, &flash), 0);
	assert_true(filled_holds(&s, key, 3, 500) && filled_holds(&s, key - 1, 1, 500) && filled_holds(&s, 1000, 2, 8));
	nor_free(n);
}

static void a_batch_that_failed_is_gone(void **state)
{
	struct nor *n = nor_new(4096, 4, 8);
	struct flash flash = nor_flash(n);
	struct store s;
	uint8_t value[4];

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	store_begin(&s);
	filled_put(&s, 1, 1, 4);
	filled_put(&s, 2, 1, STORE_BATCH_CAP - 7);
	assert_int_equal(store_commit(&s), ERR_FULL);
	assert_int_equal(store_room(&s), STORE_BATCH_CAP);
	assert_int_equal(store_commit(&s), 0);
	assert_int_equal(store_get(&s, 1, value, sizeof value), ERR_MISSING);
	assert_int_equal(filled_put_alone(&s, 2, 1, STORE_BATCH_CAP - 4), 0);
	assert_int_equal(nor_writes(n), 2 + 5); /* an erase, a header, 1032 bytes by 256 */
	nor_free(n);
}

static void a_batch_that_is_begun_anew_is_empty(void **state)
{
	struct nor *n = nor_new(4096, 4, 8);
	struct flash flash = nor_flash(n);
	struct store s;
	uint8_t value[STORE_BATCH_CAP + 1] = { 0 };

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	store_begin(&s);
	store_put(&s, 1, value, sizeof value);
	assert_int_equal(store_commit(&s), ERR_FULL);
	store_begin(&s);
	store_put(&s, 1, value, sizeof value);
	assert_int_equal(filled_put_alone(&s, 2, 1, 4), 0);
	assert_int_equal(store_get(&s, 1, value, sizeof value), ERR_MISSING);
	nor_free(n);
}

/* A long value is compared to its end. */
static void a_change_of_the_last_byte_is_a_change(void **state)
{
	struct nor *n = nor_new(4096, 4, 8);
	struct flash flash = nor_flash(n);
	struct store s;
	uint8_t value[200] = { 0 }, there[200];

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	for (uint8_t last = 0; last < 2; last++) {
		value[sizeof value - 1] = last;
		store_begin(&s);
		store_put(&s, 1, value, sizeof value);
		assert_int_equal(store_commit(&s), 0);
		assert_int_equal(store_get(&s, 1, there, sizeof there), sizeof there);
		assert_memory_equal(there, value, sizeof value);
	}
	nor_free(n);
}

/* Keys that have a value need no other entry for a new one, wherever they stand in the batch. */
static void the_entries_are_for_new_keys(void **state)
{
	struct nor *n = nor_new(4096, 8, 8);
	struct flash flash = nor_flash(n);
	struct store s;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	assert_true(store_empty(&s));
	assert_int_equal(store_worst_erases(&s), 0);
	assert_int_equal(filled_put_alone(&s, 1, 0, 4), 0);
	assert_false(store_empty(&s));
	assert_int_equal(store_worst_erases(&s), 1);
	for (uint16_t key = 2; key < STORE_KEYS_MAX; key++)
		assert_int_equal(filled_put_alone(&s, key, 0, 4), 0);
	for (int fresh = 0; fresh < 2; fresh++) {
		store_begin(&s);
		filled_put(&s, 1, (uint8_t)(fresh + 1), 4);
		for (uint16_t key = STORE_KEYS_MAX; key <= STORE_KEYS_MAX + 2 * fresh; key++)
			filled_put(&s, key, (uint8_t)(fresh + 1), 4);
		filled_put(&s, 2, (uint8_t)(fresh + 1), 4);
		assert_int_equal(store_commit(&s), fresh == 0 ? 0 : ERR_FULL);
	}
	/* Nothing of the second one is there. */
	for (int opened = 0; opened < 2; opened++) {
		assert_true(filled_holds(&s, 1, 1, 4) && filled_holds(&s, 2, 1, 4) && filled_holds(&s, STORE_KEYS_MAX, 1, 4));
		assert_int_equal(store_open(&s, &flash), 0);
	}
	nor_free(n);
}

/* --- Age. --- */

static void a_rotten_record_is_lost_alone(void **state)
{
	struct nor *n = nor_new(4096, 3, 8);
	struct flash flash = nor_flash(n);
	struct store s;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	assert_int_equal(filled_put_alone(&s, 2, 'a', 4), 0);
	assert_int_equal(filled_put_alone(&s, 1, 'a', 4), 0);
	assert_int_equal(filled_put_alone(&s, 2, 'b', 4), 0);
	assert_int_equal(filled_put_alone(&s, 3, 'c', 4), 0);
	/* A header of 20 bytes takes 24, a record of 16 bytes 16: the third one's value. */
	assert_int_equal(nor_bytes(n)[24 + 2 * 16 + 12], 'b');
	nor_bytes(n)[24 + 2 * 16 + 12] ^= 0x40;
	assert_int_equal(store_open(&s, &flash), 0);
	assert_true(filled_holds(&s, 1, 'a', 4) && filled_holds(&s, 2, 'a', 4) && filled_holds(&s, 3, 'c', 4));
	/* And the log goes on behind the last. */
	assert_int_equal(filled_put_alone(&s, 4, 'd', 4), 0);
	assert_int_equal(store_open(&s, &flash), 0);
	assert_true(filled_holds(&s, 3, 'c', 4) && filled_holds(&s, 4, 'd', 4));
	nor_free(n);
}

static bool foreign_part(void *ctx, bool first, struct sector_part *part)
{
	/* Key 1, four bytes; key 2, two hundred, which are not there. */
	static const uint8_t items[] = { 1, 0, 4, 0, 'x', 'x', 'x', 'x', 2, 0, 200, 0, 'y', 'y', 'y', 'y' };

	(void)ctx;
	*part = (struct sector_part){ .bytes = items, .len = sizeof items };
	return first;
}

/* Somebody else's, or a later version's, whose sum is right: what is understood counts, and the log goes on. */
static void a_record_with_a_foreign_item_is_no_end(void **state)
{
	struct nor *n = nor_new(4096, 3, 8);
	struct flash flash = nor_flash(n);
	struct store s;
	uint8_t value[4];
	uint32_t payload;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	assert_int_equal(filled_put_alone(&s, 3, 'a', 4), 0);
	assert_int_equal(sector_append(&flash, &s.head, 16, foreign_part, NULL, &payload), 0);
	assert_int_equal(filled_put_alone(&s, 4, 'b', 4), 0);
	assert_int_equal(store_open(&s, &flash), 0);
	assert_true(filled_holds(&s, 1, 'x', 4) && filled_holds(&s, 3, 'a', 4) && filled_holds(&s, 4, 'b', 4));
	assert_int_equal(store_get(&s, 2, value, sizeof value), ERR_MISSING);
	nor_free(n);
}

/* Cuts in headers do not make a worn flash look young. */
static void erases_are_counted_across_cuts(void **state)
{
	struct nor *n = nor_new(4096, 4, 8);
	struct flash flash = nor_flash(n);
	struct chance chance = { 1 };
	struct store s;
	uint32_t worst = 0;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	for (int i = 0; i < 4000; i++) {
		if (i % 2 == 0)
			nor_cut(n, 1, (enum nor_torn)chance_between(&chance, 0, NOR_TORN_COUNT - 1));
		filled_put_alone(&s, 1, (uint8_t)i, 500);
		nor_power(n);
		assert_int_equal(store_open(&s, &flash), 0);
	}
	for (uint32_t i = 0; i < 4; i++)
		if (nor_erases(n, i) > worst)
			worst = nor_erases(n, i);
	assert_true(worst > 100);
	assert_in_range(store_worst_erases(&s), worst / 2, worst + 1);
	nor_free(n);
}

/* Starting reads each byte once, the newest sector's twice, and a few more for each record. */
static void starting_takes_bounded_time(void **state)
{
	struct nor *n = nor_new(4096, 16, 8);
	struct sick sick;
	struct flash flash = sick_flash(&sick, n);
	struct store s;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	for (int i = 0; i < 20000; i++)
		assert_int_equal(filled_put_alone(&s, (uint16_t)(1 + i % 100), (uint8_t)(i / 100 + i), 4), 0);
	uint64_t writes = nor_writes(n);
	sick.reads = sick.bytes = 0;
	assert_int_equal(store_open(&s, &flash), 0);
	assert_int_equal(nor_writes(n), writes);
	/* Of the smallest records: a header, an item's header, and the payload for its CRC. */
	assert_in_range(sick.reads, 15 * 254 * 3, 17 * 255 * 3 + 16 + 17 * 64);
	assert_in_range(sick.bytes, 15 * 4096, 17 * 255 * (8 + 8 + 4) + 17 * 4096);
	nor_free(n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_the_device_keeps_has_room),
		cmocka_unit_test(two_free_sectors_are_enough),
		cmocka_unit_test(the_limits_are_those_of_the_values),
		cmocka_unit_test(a_commit_without_room_costs_nothing),
		cmocka_unit_test(a_batch_that_failed_is_gone),
		cmocka_unit_test(a_batch_that_is_begun_anew_is_empty),
		cmocka_unit_test(a_change_of_the_last_byte_is_a_change),
		cmocka_unit_test(the_entries_are_for_new_keys),
		cmocka_unit_test(a_rotten_record_is_lost_alone),
		cmocka_unit_test(a_record_with_a_foreign_item_is_no_end),
		cmocka_unit_test(erases_are_counted_across_cuts),
		cmocka_unit_test(starting_takes_bounded_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
