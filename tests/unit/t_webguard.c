/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ports/linux/webguard.h"

static const struct webguard guard = { .listen = "192.168.1.5", .hosts = "panel.example, socket.lan\tx" };

static int host(const char *name)
{
	const struct webguard_headers h = { .host = name };
	const char *error = NULL;
	int status = webguard_host(&guard, &h, &error);

	assert_true(status == 0 || error != NULL);
	return status;
}

static void knows_its_hosts(void **state)
{
	static const char *const fine[] = { "localhost", "LocalHost:8706", "127.0.0.1", "127.0.0.1:80", "[::1]",
					    "[::1]:8706",
					    "192.168.1.5:8706", "panel.example", "PANEL.example:443", "socket.lan", "x" };
	static const char *const wrong[] = { "", ":8706", "evil.example", "panel.example.evil.example", "panel",
					     "panel.example,",
					     "127.0.0.2", "127.0.0.1.evil.example", "[::2]", "192.168.1.50",
					     " localhost", "socket.lan x" };

	(void)state;
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
		assert_int_equal(host(fine[i]), 0);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(host(wrong[i]), 403);
	assert_int_equal(host(NULL), 403);
}

static int origin(const char *from)
{
	const struct webguard_headers h = { .host = "127.0.0.1:8706", .origin = from };
	const char *error;

	return webguard_origin(&h, &error);
}

static void takes_its_own_pages_only(void **state)
{
	(void)state;
	assert_int_equal(origin(NULL), 0);
	assert_int_equal(origin("http://127.0.0.1:8706"), 0);
	assert_int_equal(origin("https://127.0.0.1:8706"), 0);
	assert_int_equal(origin("http://127.0.0.1"), 403);
	assert_int_equal(origin("http://127.0.0.1:87060"), 403);
	assert_int_equal(origin("http://127.0.0.1:8706.evil.example"), 403);
	assert_int_equal(origin("ftp://127.0.0.1:8706"), 403);
	assert_int_equal(origin("127.0.0.1:8706"), 403);
	assert_int_equal(origin("null"), 403);
	assert_int_equal(origin(""), 403);
}

static int form(const char *type, const char *mark, size_t len)
{
	const struct webguard_headers h = { .content_type = type, .mark = mark };
	const char *error;

	return webguard_form(&h, len, &error);
}

static void wants_what_no_other_page_can_send(void **state)
{
	(void)state;
	assert_int_equal(form("application/json", "1", 8192), 0);
	assert_int_equal(form("Application/JSON; charset=utf-8", "1", 0), 0);
	assert_int_equal(form("application/json", "1", 8193), 413);
	assert_int_equal(form("application/json", NULL, 0), 403);
	assert_int_equal(form("application/json", "2", 0), 403);
	assert_int_equal(form(NULL, "1", 0), 403);
	assert_int_equal(form("application/jsonp", "1", 0), 403);
	assert_int_equal(form("text/plain", "1", 0), 403);
}

static void splits_an_address(void **state)
{
	static const char *const wrong[] = { "", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:80x",
					     "127.0.0.1:65536",
					     "[::1]", "[::1", "[]:80", "::1:80", "a:-1", "a: 1" };
	char name[40];
	unsigned port;

	(void)state;
	assert_true(webguard_split("127.0.0.1:8706", name, sizeof name, &port));
	assert_string_equal(name, "127.0.0.1");
	assert_int_equal(port, 8706);
	assert_true(webguard_split("[fe80::1]:0", name, sizeof name, &port));
	assert_string_equal(name, "fe80::1");
	assert_int_equal(port, 0);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(webguard_split(wrong[i], name, sizeof name, &port));
	assert_true(webguard_split("123456789:65535", name, 10, &port));
	assert_false(webguard_split("1234567890:65535", name, 10, &port));
}

static void knows_what_only_this_machine_reaches(void **state)
{
	(void)state;
	assert_true(webguard_loopback("127.0.0.1") && webguard_loopback("127.9.9.9") && webguard_loopback("::1"));
	assert_true(webguard_loopback("localhost"));
	assert_false(webguard_loopback("0.0.0.0") || webguard_loopback("::") || webguard_loopback("128.0.0.1"));
	assert_false(webguard_loopback("192.168.1.5") || webguard_loopback("x") || webguard_loopback("::ffff:1.2.3.4"));
	assert_true(webguard_numeric("0.0.0.0") && webguard_numeric("::") && webguard_numeric("localhost"));
	assert_false(webguard_numeric("x") || webguard_numeric("1.2.3.4.5") || webguard_numeric(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_its_hosts),
		cmocka_unit_test(takes_its_own_pages_only),
		cmocka_unit_test(wants_what_no_other_page_can_send),
		cmocka_unit_test(splits_an_address),
		cmocka_unit_test(knows_what_only_this_machine_reaches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
