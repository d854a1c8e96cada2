/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ports/linux/webline.h"

static void expect_shown(bool private, const char *bytes, const char *expected)
{
	char line[WEBLINE_CAP];
	struct text t;

	text_init(&t, line, sizeof line);
	webline_print((const uint8_t *)bytes, strlen(bytes), private, &t);
	assert_string_equal(line, expected);
}

static void expect(const char *bytes, const char *expected)
{
	expect_shown(true, bytes, expected);
}

static void is_a_line_a_line(void **state)
{
	(void)state;
	expect("AT+CSQ\r", "AT+CSQ");
	expect("\r\n+CSQ: 23,0\r\n\r\nOK\r\n", "+CSQ: 23,0\nOK");
	expect("", "");
	expect("\r\n", "");
	expect("07911326\x1A", "07911326\\x1A");
	expect("\x1B[2J\xC3\xA9", "\\x1B[2J\\xC3\\xA9");
}

static void hides_what_opens_a_card(void **state)
{
	(void)state;
	expect("AT+CPIN=\"1234\"\r", "AT+CPIN=\"****\"");
	expect("AT+CPIN=1234\r", "AT+CPIN=****");
	expect("AT+CPIN=\"12345678\",\"0000\"\r", "AT+CPIN=\"********\",\"****\"");
	expect("AT+CFUN=1;+cpin=\"1234\"\r\nOK\r\n", "AT+CFUN=1;+cpin=\"****\"\nOK");
	expect("AT+CPWD=\"SC\",\"1234\",\"4321\"\r", "AT+CPWD=\"**\",\"****\",\"****\"");
	expect("AT+CLCK=\"SC\",1,\"1234\"\r", "AT+CLCK=\"**\",*,\"****\"");
	expect("AT+CPIN?\r\n+CPIN: SIM PIN\r\n", "AT+CPIN?\n+CPIN: SIM PIN");
}

static void hides_numbers_and_messages(void **state)
{
	(void)state;
	expect_shown(false, "\r\n+CLIP: \"+33612345678\",145\r\n", "+CLIP: \"+336..78\",145");
	expect_shown(false, "ATD+33612345678;\r", "ATD+336..78;");
	expect_shown(false, "\r\n867584030000001\r\n\r\nOK\r\n", "867..01\nOK");
	expect_shown(false, "07913306099093F1000B913316325476F80000AA024F27\x1A", "(23 octets)\\x1A");
	expect_shown(false, "+CUSD: 0,\"00430072006500640069\",72", "+CUSD: 0,\"(10 octets)\",72");
	expect_shown(false, "+CSQ: 23,99\r\nAT+CMGL=4", "+CSQ: 23,99\nAT+CMGL=4");
	expect_shown(false, "AT+CPIN=\"12345678\"", "AT+CPIN=\"********\"");
	expect("\r\n+CLIP: \"+33612345678\",145\r\n", "+CLIP: \"+33612345678\",145");
}

static void is_bounded(void **state)
{
	static uint8_t bytes[3 * WEBLINE_CAP];
	char line[WEBLINE_CAP];
	struct text t;

	(void)state;
	text_init(&t, line, sizeof line);
	webline_print(bytes, sizeof bytes, true, &t);
	assert_true(strlen(line) < sizeof line);
	memset(bytes, 'x', sizeof bytes);
	bytes[WEBLINE_CAP] = '\n';
	text_init(&t, line, sizeof line);
	webline_print(bytes, sizeof bytes, true, &t);
	assert_int_equal(strlen(line), sizeof line - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_a_line_a_line),
		cmocka_unit_test(hides_what_opens_a_card),
		cmocka_unit_test(hides_numbers_and_messages),
		cmocka_unit_test(is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
