/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "device/blink.h"

/* The moments in ms at which each pattern changes, as led.h and the manual describe it; it begins lit if `lit`. */
static const struct {
	enum led_pattern pattern;
	bool lit;
	uint64_t changes[12]; /* 0 ends them, and the pattern stays so */
} shows[] = {
	{ PATTERN_OFF, false, { 0 } },
	{ PATTERN_ON, true, { 0 } },
	{ PATTERN_1HZ, true, { 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, 5500 } },
	{ PATTERN_4HZ, true, { 125, 250, 375, 500, 625, 750, 875, 1000, 1125, 1250, 1375 } },
	{ PATTERN_FLASH3S, true, { 100, 3000, 3100, 6000, 6100, 9000, 9100, 12000, 12100, 15000, 15100 } },
	/* The last blink ends in the dark; then two seconds of light, and the first blink of the next. */
	{ PATTERN_SIMFAULT, true, { 125, 250, 375, 500, 625, 750, 875, 1000, 3125, 3250, 3375 } },
	{ PATTERN_BLINK3, true, { 250, 500, 750, 1000, 1250, 0 } },
};

static void patterns_are_lit_as_they_should(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shows / sizeof *shows; i++) {
		bool lit = shows[i].lit;
		uint64_t stays_ms, at = 0;

		for (uint64_t t = 0; t < 1300; t++) {
			if (shows[i].changes[at] != 0 && t >= shows[i].changes[at]) {
				lit = !lit;
				at++;
			}
			assert_int_equal(blink_lit(shows[i].pattern, t, &stays_ms), lit);
		}
	}
}

/* To sleep for what is said leads from change to change, to the end of the table. */
static void patterns_say_when_they_change(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shows / sizeof *shows; i++) {
		bool lit = shows[i].lit;
		uint64_t stays_ms, t = 0;

		for (size_t at = 0; at < 11 && shows[i].changes[at] != 0; at++) {
			bool now = blink_lit(shows[i].pattern, t, &stays_ms);

			/* Light may go on over the end of a round. */
			while (now == lit && t < shows[i].changes[at]) {
				assert_true(stays_ms > 0 && stays_ms <= shows[i].changes[at] - t);
				t += stays_ms;
				now = blink_lit(shows[i].pattern, t, &stays_ms);
			}
			assert_int_equal(t, shows[i].changes[at]);
			lit = !lit;
			assert_int_equal(now, lit);
		}
		if (shows[i].changes[10] == 0) {
			assert_int_equal(blink_lit(shows[i].pattern, 1000000, &stays_ms), shows[i].pattern == PATTERN_ON);
			assert_true(stays_ms == BLINK_STAYS);
		}
	}
}

/* Whenever it is asked. */
static void what_is_said_to_stay_stays(void **state)
{
	uint64_t stays_ms, ignored;

	(void)state;
	for (size_t i = 0; i < sizeof shows / sizeof *shows; i++)
		for (uint64_t t = 0; t < 6500; t += 25) {
			bool lit = blink_lit(shows[i].pattern, t, &stays_ms);

			assert_true(stays_ms > 0);
			for (uint64_t later = t; later < t + (stays_ms < 10000 ? stays_ms : 10000); later++)
				assert_int_equal(blink_lit(shows[i].pattern, later, &ignored), lit);
		}
}

static void what_is_even_is_said_to_be(void **state)
{
	unsigned on_ms, off_ms;

	(void)state;
	assert_true(blink_even(PATTERN_1HZ, &on_ms, &off_ms));
	assert_int_equal(on_ms, 500);
	assert_int_equal(off_ms, 500);
	assert_true(blink_even(PATTERN_4HZ, &on_ms, &off_ms));
	assert_int_equal(on_ms, 125);
	assert_true(blink_even(PATTERN_FLASH3S, &on_ms, &off_ms));
	assert_int_equal(on_ms, 100);
	assert_int_equal(off_ms, 2900);
	assert_false(blink_even(PATTERN_OFF, &on_ms, &off_ms));
	assert_false(blink_even(PATTERN_ON, &on_ms, &off_ms));
	assert_false(blink_even(PATTERN_SIMFAULT, &on_ms, &off_ms));
	assert_false(blink_even(PATTERN_BLINK3, &on_ms, &off_ms));
}

/* A light that has blinked for years is still in step: 4 Hz has whole periods in a day. */
static void years_later_it_is_in_step(void **state)
{
	const uint64_t year_ms = 365ull * 24 * 3600 * 1000;
	uint64_t stays_ms;

	(void)state;
	assert_true(blink_lit(PATTERN_4HZ, 10 * year_ms, &stays_ms));
	assert_int_equal(stays_ms, 125);
	assert_false(blink_lit(PATTERN_4HZ, 10 * year_ms + 125, &stays_ms));
	assert_true(blink_lit(PATTERN_SIMFAULT, 10 * year_ms + 1000, &stays_ms));
	assert_int_equal(stays_ms, 2000);
	assert_false(blink_lit(PATTERN_BLINK3, 10 * year_ms, &stays_ms));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_are_lit_as_they_should),
		cmocka_unit_test(patterns_say_when_they_change),
		cmocka_unit_test(what_is_said_to_stay_stays),
		cmocka_unit_test(what_is_even_is_said_to_be),
		cmocka_unit_test(years_later_it_is_in_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
