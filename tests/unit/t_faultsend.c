/* The virtual modem's faults that concern messages to be sent.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/unit/bench.h"

#define SUBMIT "0001000B913306000000F100000AE8329BFD4697D9EC37\x1A" /* hellohello, 22 octets */

static void send(struct bench *b, const char *expected)
{
	bench_talk(b, "AT+CMGS=22\r", "\r\n> ");
	bench_talk_for(b, SUBMIT, expected, 3100);
}

static size_t arrived(struct bench *b)
{
	bench_run_for(b, 1500);
	return network_arrived(b->network);
}

static void test_prompt_lost(void **state)
{
	struct bench *b = bench_begin_faulty("prompt-lost");

	(void)state;
	bench_talk_for(b, "AT+CMGS=22\r", "", 60000);
	bench_talk_for(b, "AT\r", "", 60000);
	bench_talk(b, "\x1B", OK);
	send(b, "\r\n+CMGS: 0\r\n" OK);
	bench_fault(b, "prompt-lost");
	bench_mend(b);
	send(b, "\r\n+CMGS: 1\r\n" OK);
	bench_end(b);
}

static void test_prompt_odd(void **state)
{
	struct bench *b = bench_begin_faulty("prompt-odd");

	(void)state;
	bench_talk(b, "AT+CMGS=22\r", "\r\n>\r\n");
	bench_talk_for(b, SUBMIT, "\r\n+CMGS: 0\r\n" OK, 3100);
	bench_talk(b, "AT+CMGS=22\r", "\r\n>");
	bench_talk_for(b, SUBMIT, "\r\n+CMGS: 1\r\n" OK, 3100);
	bench_mend(b);
	send(b, "\r\n+CMGS: 2\r\n" OK);
	bench_end(b);
}

static void test_prompt_refused(void **state)
{
	struct bench *b = bench_begin_faulty("prompt-refused");

	(void)state;
	bench_talk(b, "AT+CMGS=22\r", "\r\n+CMS ERROR: 500\r\n");
	bench_talk(b, "AT\r", OK);
	send(b, "\r\n+CMGS: 0\r\n" OK);
	bench_end(b);
}

static void test_send_unanswered(void **state)
{
	struct bench *b = bench_begin_faulty("send-unanswered");

	(void)state;
	bench_talk(b, "AT+CMGS=22\r", "\r\n> ");
	bench_talk_for(b, SUBMIT, "", 120000);
	assert_int_equal(arrived(b), 0);
	bench_talk(b, "AT\r", OK);
	send(b, "\r\n+CMGS: 0\r\n" OK);
	assert_int_equal(arrived(b), 1);
	bench_end(b);
}

static void test_sent_unanswered(void **state)
{
	struct bench *b = bench_begin_faulty("sent-unanswered");

	(void)state;
	bench_talk(b, "AT+CMGS=22\r", "\r\n> ");
	bench_talk_for(b, SUBMIT, "", 120000);
	assert_int_equal(arrived(b), 1);
	send(b, "\r\n+CMGS: 1\r\n" OK);
	bench_end(b);
}

static void test_send_error(void **state)
{
	struct bench *b = bench_begin_faulty("send-error");

	(void)state;
	send(b, "\r\nERROR\r\n");
	send(b, "\r\n+CMS ERROR: 500\r\n");
	send(b, "\r\nERROR\r\n");
	assert_int_equal(arrived(b), 0);
	bench_mend(b);
	send(b, "\r\n+CMGS: 0\r\n" OK);
	assert_int_equal(arrived(b), 1);
	bench_end(b);
}

static void test_send_refused(void **state)
{
	static const int codes[] = { 38, 41, 42, 69, 302, 330, 331, 512 };

	(void)state;
	for (size_t i = 0; i < COUNT(codes); i++) {
		char name[40], expected[40];
		struct bench *b;

		snprintf(name, sizeof name, "send-refused-%d", codes[i]);
		snprintf(expected, sizeof expected, "\r\n+CMS ERROR: %d\r\n", codes[i]);
		b = bench_begin_faulty(name);
		send(b, expected);
		send(b, expected);
		assert_int_equal(arrived(b), 0);
		bench_mend(b);
		send(b, "\r\n+CMGS: 0\r\n" OK);
		bench_end(b);
	}
}

static void test_send_odd_result(void **state)
{
	struct bench *b = bench_begin_faulty("send-odd-result");

	(void)state;
	send(b, "\r\n+CMGS: 0,\r\n" OK);
	send(b, "\r\n+CMGS: 1,\"010062105021000040\"\r\n" OK);
	assert_int_equal(arrived(b), 2);
	bench_mend(b);
	send(b, "\r\n+CMGS: 2\r\n" OK);
	bench_end(b);
}

static void test_left_at_prompt(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_fault(b, "left-at-prompt");
	bench_talk_for(b, "AT\r", "", 60000);
	bench_mend(b);
	bench_talk_for(b, "AT\r", "", 60000);
	bench_talk(b, "\x1B", OK);
	bench_talk(b, "AT\r", OK);
	bench_fault(b, "left-at-prompt");
	bench_talk(b, "AT\r\x1A", "\r\n+CMS ERROR: 304\r\n");
	bench_end(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prompt_lost),
		cmocka_unit_test(test_prompt_odd),
		cmocka_unit_test(test_prompt_refused),
		cmocka_unit_test(test_send_unanswered),
		cmocka_unit_test(test_sent_unanswered),
		cmocka_unit_test(test_send_error),
		cmocka_unit_test(test_send_refused),
		cmocka_unit_test(test_send_odd_result),
		cmocka_unit_test(test_left_at_prompt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
