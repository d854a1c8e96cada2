/* Codes to the operator: what it was told to do with them, and how a modem asks and tells.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "tests/unit/bench.h"

#define WITHIN_MS 3100

static struct codes *codes(const struct bench *b)
{
	return network_codes(b->network);
}

/* A modem whose news is on, and an operator that answers *100#. */
static struct bench *begin(const char *answer)
{
	struct bench *b = bench_begin_ready();

	assert_int_equal(codes_lay_down(codes(b), "*100#", CONDUCT_ANSWERS, answer), 0);
	return b;
}

static void ask(struct bench *b, const char *code, const char *expected)
{
	char line[100];

	snprintf(line, sizeof line, "AT+CUSD=1,\"%s\",15\r", code);
	bench_talk_for(b, line, expected, WITHIN_MS);
}

static void test_lengths(void **state)
{
	char text[2 * CODES_PLAIN_MAX + 2] = "";
	struct codes u;

	(void)state;
	codes_init(&u, 1);
	memset(text, 'a', CODES_PLAIN_MAX);
	assert_int_equal(codes_lay_down(&u, "*1#", CONDUCT_ANSWERS, text), 0);
	strcat(text, "a");
	assert_int_equal(codes_lay_down(&u, "*1#", CONDUCT_ANSWERS, text), ERR_FULL);
	/* The euro sign takes two places. */
	strcpy(text + CODES_PLAIN_MAX - 2, "€");
	assert_int_equal(codes_lay_down(&u, "*1#", CONDUCT_ANSWERS, text), 0);
	strcpy(text + CODES_PLAIN_MAX - 1, "€");
	assert_int_equal(codes_lay_down(&u, "*1#", CONDUCT_ANSWERS, text), ERR_FULL);
	text[0] = '\0';
	for (int i = 0; i < CODES_WIDE_MAX; i++)
		strcat(text, "ж");
	assert_int_equal(codes_lay_down(&u, "*1#", CONDUCT_ANSWERS, text), 0);
	strcat(text, "a");
	assert_int_equal(codes_lay_down(&u, "*1#", CONDUCT_ANSWERS, text), ERR_FULL);
	assert_int_equal(codes_lay_down(&u, "", CONDUCT_SILENT, NULL), ERR_SYNTAX);
	codes_clear(&u);
}

static void test_answer(void **state)
{
	struct bench *b = begin("Balance: 5 EUR");

	(void)state;
	bench_talk(b, "AT+CUSD=1;+CUSD?\r", "\r\n+CUSD: 1\r\n" OK);
	ask(b, "*100#", OK "\r\n+CUSD: 0,\"Balance: 5 EUR\",15\r\n");
	bench_talk_for(b, "AT+CUSD=1,*100#\r", OK "\r\n+CUSD: 0,\"Balance: 5 EUR\",15\r\n", WITHIN_MS);
	/* The newest word holds. */
	codes_lay_down(codes(b), "*100#", CONDUCT_ANSWERS, "None");
	ask(b, "*100#", OK "\r\n+CUSD: 0,\"None\",15\r\n");
	/* An operator that was told nothing of it. */
	ask(b, "*101#", OK "\r\n+CUSD: 4\r\n");
	codes_lay_down(codes(b), "*100#", CONDUCT_FAILS, NULL);
	ask(b, "*100#", OK "\r\n+CUSD: 4\r\n");
	/* Nobody wants to know. */
	bench_talk_for(b, "AT+CUSD=0,\"*100#\"\r", OK, WITHIN_MS);
	bench_talk(b, "AT+CUSD=1,\"\"\r", "\r\nERROR\r\n");
	/* 22.030 6.5.3.2: those are numbers, to be dialled. */
	bench_talk(b, "AT+CUSD=1,\"2A31303023\"\r", "\r\nERROR\r\n");
	bench_talk(b, "AT+CUSD=1,\"100\"\r", "\r\nERROR\r\n");
	bench_talk(b, "AT+CUSD=3\r", "\r\nERROR\r\n");
	bench_end(b);
}

static void test_alphabets(void **state)
{
	struct bench *b = begin("é€");

	(void)state;
	ask(b, "*100#", OK "\r\n+CUSD: 0,\"\x05\x1B\x65\",15\r\n");
	bench_talk(b, "AT+CSCS=\"UCS2\"\r", OK);
	ask(b, "002A0031003000300023", OK "\r\n+CUSD: 0,\"00E920AC\",15\r\n");
	bench_talk(b, "AT+CUSD=1,\"*100#\"\r", "\r\nERROR\r\n");
	bench_talk(b, "AT+CSCS=\"IRA\"\r", OK);
	/* What the GSM alphabet lacks comes in digits, whatever the character set. */
	codes_lay_down(codes(b), "*100#", CONDUCT_ANSWERS, "ж😀");
	ask(b, "*100#", OK "\r\n+CUSD: 0,\"0436D83DDE00\",72\r\n");
	bench_talk_for(b, "AT+CUSD=1,\"002A0031003000300023\",72\r", OK "\r\n+CUSD: 0,\"0436D83DDE00\",72\r\n",
		       WITHIN_MS);
	bench_end(b);
}

static void test_long(void **state)
{
	char text[CODES_PLAIN_MAX + 1] = "", expected[300];

	(void)state;
	memset(text, 'x', CODES_PLAIN_MAX);
	struct bench *b = begin(text);
	snprintf(expected, sizeof expected, OK "\r\n+CUSD: 0,\"%s\",15\r\n", text);
	ask(b, "*100#", expected);
	bench_end(b);
}

/* One at a time, until it is given up. */
static void test_silent(void **state)
{
	struct bench *b = begin("5");

	(void)state;
	codes_lay_down(codes(b), "*101#", CONDUCT_SILENT, NULL);
	bench_talk_for(b, "AT+CUSD=1,\"*101#\",15\r", OK, 3600000);
	ask(b, "*100#", "\r\nERROR\r\n");
	bench_talk(b, "AT+CUSD=2\r", OK);
	ask(b, "*100#", OK "\r\n+CUSD: 0,\"5\",15\r\n");
	bench_talk(b, "AT+CUSD=2;+CUSD?\r", "\r\n+CUSD: 1\r\n" OK);
	bench_end(b);
}

static void test_no_network(void **state)
{
	struct bench *b = begin("5");

	(void)state;
	bench_talk(b, "AT+CMEE=1;+CUSD=1,\"*100#\"\r", OK);
	network_cover(b->network, false);
	bench_talk_for(b, "", "\r\n+CUSD: 5\r\n", WITHIN_MS);
	ask(b, "*100#", "\r\n+CME ERROR: 30\r\n");
	network_cover(b->network, true);
	bench_run_for(b, 6000);
	/* A modem that starts anew has forgotten what it asked. */
	bench_talk(b, "AT+CUSD=1,\"*100#\"\r", OK);
	vmodem_fault(b->modem, b->now_ms, "reboots-silently");
	bench_talk_for(b, "", "", 15000);
	assert_false(codes_open(codes(b)));
	bench_end(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_alphabets),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_no_network),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
