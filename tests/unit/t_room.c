/* The room: how it cools, how it warms, and that only the time that has passed counts.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/room.h"

#define HOUR_MS 3600000u

static void test_cools(void **state)
{
	/* 5 + 15 / e^(hours / 6) degrees */
	static const struct {
		unsigned hours;
		int air_dc;
	} rows[] = { { 0, 200 }, { 1, 177 }, { 6, 105 }, { 12, 70 }, { 24, 53 }, { 240, 50 } };
	struct room r;

	(void)state;
	room_init(&r, 77);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		room_drift(&r, 77 + (uint64_t)rows[i].hours * HOUR_MS);
		assert_in_range(room_air_dc(&r), rows[i].air_dc - 1, rows[i].air_dc + 1);
		assert_int_equal(room_case_dc(&r), room_air_dc(&r) + 50);
	}
}

static void test_warms(void **state)
{
	struct room r;

	(void)state;
	room_init(&r, 0);
	room_heat(&r, true);
	room_drift(&r, 6 * HOUR_MS);
	/* 30 - 10 / e */
	assert_in_range(room_air_dc(&r), 262, 264);
	room_drift(&r, 240 * HOUR_MS);
	assert_int_equal(room_air_dc(&r), ROOM_OUTSIDE_DC + ROOM_HEATER_DC);
	room_heat(&r, false);
	room_drift(&r, 241 * HOUR_MS);
	assert_true(room_air_dc(&r) < ROOM_OUTSIDE_DC + ROOM_HEATER_DC);
}

/* Looked at each second it is as warm as looked at once. */
static void test_steps(void **state)
{
	struct room often, once;

	(void)state;
	room_init(&often, 0);
	room_init(&once, 0);
	for (uint64_t ms = 0; ms <= 3 * HOUR_MS; ms += 1000)
		room_drift(&often, ms);
	room_drift(&once, 3 * HOUR_MS);
	assert_int_equal(room_air_dc(&often), room_air_dc(&once));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cools),
		cmocka_unit_test(test_warms),
		cmocka_unit_test(test_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
