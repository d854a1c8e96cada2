/* The key at each moment, without a line.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "device/powerkey.h"

#define HELD_MS 1200u
#define REST_MS 25000u
#define HOUR_MS 3600000u
#define APART_MS (65u * 60000)

/* Nothing happens before the moment that is told, and then the key is as expected. */
static void changes_at(struct powerkey *k, uint64_t at_ms, bool held)
{
	bool was = k->held;

	assert_int_equal(k->until_ms, at_ms);
	powerkey_step(k, at_ms - 1);
	assert_int_equal(k->held, was);
	powerkey_step(k, at_ms);
	assert_int_equal(k->held, held);
}

static void a_key_at_rest_stays_so(void **state)
{
	struct powerkey k;

	(void)state;
	powerkey_init(&k, HELD_MS, 1000);
	assert_false(k.held);
	assert_true(k.until_ms == POWERKEY_NEVER);
	powerkey_step(&k, 100 * HOUR_MS);
	assert_false(k.held);
	assert_true(k.until_ms == POWERKEY_NEVER);
}

/* Off and on again, with a rest between, in which the modem leaves its network. */
static void a_cut_is_two_presses(void **state)
{
	const uint64_t cut_ms = 1000 + APART_MS;
	struct powerkey k;

	(void)state;
	powerkey_init(&k, HELD_MS, 1000);
	powerkey_power(&k, false, cut_ms);
	assert_true(k.held);
	changes_at(&k, cut_ms + HELD_MS, false);
	powerkey_power(&k, true, cut_ms + 5000);
	assert_false(k.held);
	changes_at(&k, cut_ms + HELD_MS + REST_MS, true);
	changes_at(&k, cut_ms + HELD_MS + REST_MS + HELD_MS, false);
	changes_at(&k, cut_ms + HELD_MS + REST_MS + HELD_MS + REST_MS, false);
	assert_true(k.until_ms == POWERKEY_NEVER);
}

/* It is wanted on again while the first press still goes on. */
static void a_quick_cut_is_two_presses(void **state)
{
	const uint64_t cut_ms = APART_MS;
	struct powerkey k;

	(void)state;
	powerkey_init(&k, HELD_MS, 0);
	powerkey_power(&k, false, cut_ms);
	powerkey_power(&k, true, cut_ms + 100);
	changes_at(&k, cut_ms + HELD_MS, false);
	changes_at(&k, cut_ms + HELD_MS + REST_MS, true);
}

static void soon_after_the_start_a_cut_is_one_press(void **state)
{
	struct powerkey k;

	(void)state;
	powerkey_init(&k, HELD_MS, 1000);
	powerkey_power(&k, false, 1000 + APART_MS - 1);
	assert_false(k.held);
	powerkey_power(&k, true, 1000 + APART_MS + 5000);
	assert_true(k.held);
	changes_at(&k, 1000 + APART_MS + 5000 + HELD_MS, false);
	changes_at(&k, 1000 + APART_MS + 5000 + HELD_MS + REST_MS, false);
	assert_true(k.until_ms == POWERKEY_NEVER);
}

/* If one press was wrong, the next is one press again, and so it alternates until the modem answers. */
static void soon_after_another_a_cut_is_one_press(void **state)
{
	struct powerkey k;
	uint64_t now_ms = 0;

	(void)state;
	powerkey_init(&k, HELD_MS, 0);
	for (int cut = 0; cut < 3; cut++) {
		now_ms += HOUR_MS;
		powerkey_power(&k, false, now_ms);
		assert_false(k.held);
		powerkey_power(&k, true, now_ms + 5000);
		assert_true(k.held);
		powerkey_step(&k, now_ms + 5000 + HELD_MS);
		powerkey_step(&k, now_ms + 5000 + HELD_MS + REST_MS);
	}
	powerkey_power(&k, false, now_ms + APART_MS);
	assert_true(k.held);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_at_rest_stays_so),
		cmocka_unit_test(a_cut_is_two_presses),
		cmocka_unit_test(a_quick_cut_is_two_presses),
		cmocka_unit_test(soon_after_the_start_a_cut_is_one_press),
		cmocka_unit_test(soon_after_another_a_cut_is_one_press),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
