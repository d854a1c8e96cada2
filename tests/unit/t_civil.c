/* Dates against the C library.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <time.h>

#include "base/civil.h"

static void agrees_with_the_library(void **state)
{
	(void)state;
	/* About every eight days from year 1 to 9999, at changing times of day. */
	for (int64_t s = -62135596800; s < 253402300800; s += 700001) {
		time_t t = (time_t)s;
		struct tm tm;
		struct civil c = civil_of(s);

		assert_non_null(gmtime_r(&t, &tm));
		assert_int_equal(c.year, tm.tm_year + 1900);
		assert_int_equal(c.month, tm.tm_mon + 1);
		assert_int_equal(c.day, tm.tm_mday);
		assert_int_equal(c.hour, tm.tm_hour);
		assert_int_equal(c.minute, tm.tm_min);
		assert_int_equal(c.second, tm.tm_sec);
		assert_int_equal(civil_weekday(s), tm.tm_wday == 0 ? 7 : tm.tm_wday);
		assert_true(civil_valid(&c));
		assert_int_equal(civil_seconds(&c), s);
	}
}

static void knows_which_dates_exist(void **state)
{
	static const struct {
		struct civil c;
		bool valid;
	} rows[] = {
		{ { 2024, 2, 29, 0, 0, 0 }, true },  { { 2026, 2, 29, 0, 0, 0 }, false },
		{ { 2000, 2, 29, 0, 0, 0 }, true },  { { 1900, 2, 29, 0, 0, 0 }, false },
		{ { 2026, 4, 31, 0, 0, 0 }, false }, { { 2026, 12, 31, 23, 59, 59 }, true },
		{ { 2026, 13, 1, 0, 0, 0 }, false }, { { 2026, 0, 1, 0, 0, 0 }, false },
		{ { 2026, 1, 0, 0, 0, 0 }, false },  { { 2026, 1, 1, 24, 0, 0 }, false },
		{ { 2026, 1, 1, 0, 60, 0 }, false }, { { 2026, 1, 1, 0, 0, 60 }, false },
		{ { 0, 1, 1, 0, 0, 0 }, false },     { { 2026, 1, 1, -1, 0, 0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(civil_valid(&rows[i].c), rows[i].valid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_library),
		cmocka_unit_test(knows_which_dates_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
