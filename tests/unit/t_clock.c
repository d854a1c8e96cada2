/* The clock: whom it believes, how it reads and how it shows.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "core/clock.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MONDAY_S 1767614400 /* 26/01/05,12:00:00 GMT */
#define LATER_S (MONDAY_S + 1000)

static void sets(struct clock *c, enum clock_source source, int64_t utc_s, bool taken)
{
	assert_int_equal(clock_set(c, source, utc_s, 0, 5000), taken);
	if (taken)
		assert_int_equal(clock_utc_s(c, 5000), utc_s);
}

static void the_better_source_wins(void **state)
{
	struct clock c = { .known = false };

	(void)state;
	sets(&c, SOURCE_STAMP, MONDAY_S, true);
	sets(&c, SOURCE_STAMP, LATER_S, false);
	sets(&c, SOURCE_NETWORK, LATER_S, true);
	sets(&c, SOURCE_NETWORK, MONDAY_S, true);
	sets(&c, SOURCE_OWNER, LATER_S, true);
	sets(&c, SOURCE_NETWORK, MONDAY_S, false);
	sets(&c, SOURCE_STAMP, MONDAY_S, false);
	sets(&c, SOURCE_OWNER, MONDAY_S, true);
}

static void a_time_that_cannot_be_is_none(void **state)
{
	static const struct {
		int64_t utc_s;
		int zone_qh;
	} rows[] = { { 0, 0 },           { 1577786399, 56 },  { -MONDAY_S, 0 },
		     { MONDAY_S, -49 },  { MONDAY_S, 57 } };
	struct clock c = { .known = false };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_false(clock_set(&c, SOURCE_OWNER, rows[i].utc_s, rows[i].zone_qh, 0));
		assert_false(c.known);
	}
	/* 2020 begins at +14 first. */
	assert_true(clock_set(&c, SOURCE_NETWORK, 1577786400, 56, 0));
	assert_true(clock_set(&c, SOURCE_NETWORK, MONDAY_S, -48, 0));
}

static void it_runs_with_the_monotonic_clock(void **state)
{
	struct clock c = { .known = false };
	char buffer[32];
	struct text t;

	(void)state;
	text_init(&t, buffer, sizeof buffer);
	clock_print(&c, &t, 7000);
	assert_string_equal(buffer, "unknown");
	assert_true(clock_set(&c, SOURCE_NETWORK, MONDAY_S, 4, 7000));
	text_init(&t, buffer, sizeof buffer);
	clock_print(&c, &t, 7000 + 61999);
	assert_string_equal(buffer, "26/01/05,13:01:01");
	assert_int_equal(clock_mono_ms(&c, MONDAY_S + 3600), 7000);
	assert_int_equal(clock_mono_ms(&c, MONDAY_S + 3600 + 90), 97000);
	/* What is past is not ahead. */
	assert_int_equal(clock_mono_ms(&c, MONDAY_S), 7000);
}

static void zones_are_shown_with_their_quarters(void **state)
{
	static const struct {
		int zone_qh;
		const char *text;
	} rows[] = { { 0, "+00" },     { 4, "+01" },       { -48, "-12" },  { 56, "+14" },
		     { 23, "+05:45" }, { -14, "-03:30" }, { -1, "-00:15" } };
	char buffer[16];
	struct text t;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		text_init(&t, buffer, sizeof buffer);
		clock_print_zone(&t, rows[i].zone_qh);
		assert_string_equal(buffer, rows[i].text);
	}
}

static void dates_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t utc_s;
		int zone_qh;
	} rows[] = {
		{ "26/01/05,12:00:00+00", MONDAY_S, 0 },
		{ "26/01/05,12:00:00-00", MONDAY_S, 0 },
		{ "26/01/05,13:00:00+01", MONDAY_S, 4 },
		{ "26/01/05,17:45:00+05:45", MONDAY_S, 23 },
		{ "26/01/05,08:30:00-03:30", MONDAY_S, -14 },
		{ "26/01/06,02:00:00+14", MONDAY_S, 56 },
		{ "26/01/05,00:00:00-12:00", MONDAY_S, -48 },
		{ "20/01/01,00:00:00+00", 1577836800, 0 },
		{ "24/02/29,23:59:59+00", 1709251199, 0 },
		{ "99/12/31,23:59:59+00", 4102444799, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t utc_s = 0;
		int zone_qh = 99;

		assert_int_equal(clock_parse(rows[i].text, &utc_s, &zone_qh), 0);
		assert_int_equal(utc_s, rows[i].utc_s);
		assert_int_equal(zone_qh, rows[i].zone_qh);
	}
}

static void what_is_no_date_is_refused(void **state)
{
	static const char *const rows[] = {
		"", "2", "26", "26/", "26/01/05", "26/01/05,12:00:00", "26/01/05,12:00:00+", "26/01/05,12:00:00+1",
		"26/01/05,12:00:00 01", "26/01/05,12:00:00+01:", "26/01/05,12:00:00+01:1", "26/01/05,12:00:00+01:10",
		"26/01/05,12:00:00+01:75", "26/01/05,12:00:00+01x", "26/01/05,12:00:00+01:15x", "26/01/05,12:00:00+15",
		"26/01/05,12:00:00+14:15", "26/01/05,12:00:00-13", "26/01/05,12:00:00-12:15", "26/01/05,12:00:00+0:",
		"26-01/05,12:00:00+00", "26/01-05,12:00:00+00", "26/01/05 12:00:00+00", "26/01/05,12.00:00+00",
		"26/01/05,12:00.00+00", "26/01/05,12:00:0a+00", "26/01/05,12:00:a0+00", "26/01/05,12:00:0 +00",
		"26/01/05,12:00: 0+00", "6/01/05,12:00:00+00", "2026/01/05,12:00:00+00", "26/13/05,12:00:00+00",
		"26/02/29,12:00:00+00", "26/00/05,12:00:00+00", "26/01/00,12:00:00+00", "26/01/05,24:00:00+00",
		"26/01/05,12:60:00+00", "26/01/05,12:00:60+00", "19/12/31,23:59:59+00",
		":6/01/05,12:00:00+00", "2:/01/05,12:00:00+00", "26/01/05,12:00:00+01:.5",
	};
	int64_t utc_s;
	int zone_qh;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (clock_parse(rows[i], &utc_s, &zone_qh) != ERR_RANGE)
			fail_msg("\"%s\" is taken for a date", rows[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_better_source_wins),
		cmocka_unit_test(a_time_that_cannot_be_is_none),
		cmocka_unit_test(it_runs_with_the_monotonic_clock),
		cmocka_unit_test(zones_are_shown_with_their_quarters),
		cmocka_unit_test(dates_are_read),
		cmocka_unit_test(what_is_no_date_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
