/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ports/linux/webhistory.h"

#define MINUTE 60000u
#define DAY (1440 * (uint64_t)MINUTE)
#define CAP 200000u

static struct webhistory history;
static char buffer[CAP];

static int setup(void **state)
{
	(void)state;
	history = (struct webhistory){ 0 };
	return 0;
}

static void expect(uint64_t since_ms, const char *expected)
{
	struct text out;
	struct json j;

	text_init(&out, buffer, sizeof buffer);
	json_init(&j, &out);
	webhistory_print(&history, since_ms, &j);
	assert_false(out.cut);
	assert_string_equal(buffer, expected);
}

static void begins_empty(void **state)
{
	(void)state;
	expect(0, "{\"step_s\":60,\"from_ms\":0,\"temperature_dc\":[],\"outlet\":[]}");
}

static void holds_what_was_told_last(void **state)
{
	(void)state;
	webhistory_take(&history, 0, false, 0, false);
	webhistory_take(&history, 90000, true, 200, true);   /* from 1:30 on */
	webhistory_take(&history, 230000, true, 205, false); /* from 3:50 on */
	webhistory_take(&history, 250000, true, -10, false); /* at 4:10 */
	expect(0, "{\"step_s\":60,\"from_ms\":0,\"temperature_dc\":[null,null,200,200,205],\"outlet\":[0,0,1,1,0]}");
	expect(1, "{\"step_s\":60,\"from_ms\":60000,\"temperature_dc\":[null,200,200,205],\"outlet\":[0,1,1,0]}");
	expect(240000, "{\"step_s\":60,\"from_ms\":240000,\"temperature_dc\":[205],\"outlet\":[0]}");
	expect(240001, "{\"step_s\":60,\"from_ms\":300000,\"temperature_dc\":[],\"outlet\":[]}");
	expect(UINT64_MAX - MINUTE, "{\"step_s\":60,\"from_ms\":300000,\"temperature_dc\":[],\"outlet\":[]}");
}

static void takes_what_is_told_at_the_moment_of_a_sample(void **state)
{
	(void)state;
	webhistory_take(&history, MINUTE, true, 1, false);
	webhistory_take(&history, 2 * MINUTE, true, 2, true);
	webhistory_take(&history, 2 * MINUTE, true, 3, true);
	webhistory_take(&history, 2 * MINUTE + 1, true, 4, false);
	webhistory_take(&history, 3 * MINUTE, true, 5, false);
	expect(0, "{\"step_s\":60,\"from_ms\":60000,\"temperature_dc\":[1,3,5],\"outlet\":[0,1,0]}");
}

static void begins_in_the_minute_that_it_is(void **state)
{
	(void)state;
	webhistory_take(&history, 5 * MINUTE + 30000, true, 7, true);
	expect(0, "{\"step_s\":60,\"from_ms\":300000,\"temperature_dc\":[7],\"outlet\":[1]}");
}

static void keeps_a_week(void **state)
{
	(void)state;
	webhistory_take(&history, 0, true, 1, false);
	webhistory_take(&history, 7 * DAY, true, 2, true);
	assert_int_equal(history.count, WEBHISTORY_MAX);
	expect(7 * DAY - MINUTE, "{\"step_s\":60,\"from_ms\":604740000,\"temperature_dc\":[1,2],\"outlet\":[0,1]}");
	/* Far more than a week at once. */
	webhistory_take(&history, 1000 * DAY + 1, true, 3, false);
	assert_int_equal(history.count, WEBHISTORY_MAX);
	expect(1000 * DAY - MINUTE, "{\"step_s\":60,\"from_ms\":86399940000,\"temperature_dc\":[2,2],\"outlet\":[1,1]}");
}

static void all_of_it_fits_an_answer(void **state)
{
	struct text out;
	struct json j;

	(void)state;
	for (uint64_t i = 0; i < WEBHISTORY_MAX + 5; i++)
		webhistory_take(&history, i * MINUTE, true, -1000, true);
	text_init(&out, buffer, sizeof buffer);
	json_init(&j, &out);
	webhistory_print(&history, 0, &j);
	assert_false(out.cut);
	assert_non_null(strstr(buffer, "\"from_ms\":300000,"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(begins_empty, setup),
		cmocka_unit_test_setup(holds_what_was_told_last, setup),
		cmocka_unit_test_setup(takes_what_is_told_at_the_moment_of_a_sample, setup),
		cmocka_unit_test_setup(begins_in_the_minute_that_it_is, setup),
		cmocka_unit_test_setup(keeps_a_week, setup),
		cmocka_unit_test_setup(all_of_it_fits_an_answer, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
