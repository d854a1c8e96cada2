/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ports/linux/webring.h"

static struct webring ring;

static int setup(void **state)
{
	(void)state;
	webring_init(&ring, 1000);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	webring_clear(&ring);
	return 0;
}

static void writes_an_event(void **state)
{
	(void)state;
	assert_string_equal(webring_add(&ring, "{\"a\":1}"), "event: news\nid: 1000\ndata: {\"id\":1000,\"a\":1}\n\n");
	assert_string_equal(webring_add(&ring, "{\"b\":2}"), "event: news\nid: 1001\ndata: {\"id\":1001,\"b\":2}\n\n");
	assert_string_equal(webring_event(&ring, 1000), "event: news\nid: 1000\ndata: {\"id\":1000,\"a\":1}\n\n");
}

static void goes_on_after_an_id(void **state)
{
	(void)state;
	assert_int_equal(webring_after(&ring, 5), 1000);
	assert_int_equal(webring_after(&ring, 5), ring.next_id); /* nothing is there yet */
	for (int i = 0; i < 3; i++)
		webring_add(&ring, "{\"a\":1}");
	assert_int_equal(webring_after(&ring, 1000), 1001);
	assert_int_equal(webring_after(&ring, 1002), 1003);
	assert_int_equal(webring_after(&ring, 1003), 1000); /* never given here */
	assert_int_equal(webring_after(&ring, 999), 1000);
	assert_int_equal(webring_after(&ring, 0), 1000);
	assert_int_equal(webring_after(&ring, UINT64_MAX), 1000);
}

static void keeps_five_hundred(void **state)
{
	(void)state;
	for (int i = 0; i < 1234; i++)
		webring_add(&ring, "{\"a\":1}");
	assert_int_equal(ring.next_id, 2234);
	assert_int_equal(ring.first_id, 1734);
	assert_int_equal(webring_after(&ring, 1100), 1734);
	assert_non_null(strstr(webring_event(&ring, 1734), "\"id\":1734,"));
}

static void keeps_so_many_bytes(void **state)
{
	static char object[2001];

	(void)state;
	memset(object, 'x', sizeof object - 1);
	object[0] = '{';
	for (int i = 0; i < 300; i++)
		webring_add(&ring, object);
	assert_in_range(ring.bytes, WEBRING_BYTES_MAX - 2100, WEBRING_BYTES_MAX);
	assert_in_range(ring.next_id - ring.first_id, 60, 66);
	webring_clear(&ring);
	assert_int_equal(ring.bytes, 0);
	assert_int_equal(ring.first_id, ring.next_id);
}

static void keeps_one_that_is_too_long_alone(void **state)
{
	static char object[2 * WEBRING_BYTES_MAX + 1];

	(void)state;
	memset(object, 'x', sizeof object - 1);
	webring_add(&ring, "{\"a\":1}");
	webring_add(&ring, object);
	assert_int_equal(ring.first_id, 1001);
	webring_add(&ring, "{\"a\":1}");
	assert_int_equal(ring.first_id, 1002);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(writes_an_event, setup, teardown),
		cmocka_unit_test_setup_teardown(goes_on_after_an_id, setup, teardown),
		cmocka_unit_test_setup_teardown(keeps_five_hundred, setup, teardown),
		cmocka_unit_test_setup_teardown(keeps_so_many_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(keeps_one_that_is_too_long_alone, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
