/* What refusals of a message mean, and what is tried then.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/script.h"

static const struct number somebody = { NUMBER_INTERNATIONAL, "+33600000001" };
static const struct submit hello = { .to = &somebody, .text = "hellohello", .reference = 1, .part = 1 };
#define PDU "0011000B913306000000F10000A70AE8329BFD4697D9EC37\x1a"
#define PDU_AGAIN "0015000B913306000000F10000A70AE8329BFD4697D9EC37\x1a"
#define PDU_BARE "0001000B913306000000F100000AE8329BFD4697D9EC37\x1a"
#define SENT "\r\n+CMGS: 1\r\n\r\nOK\r\n"

/* One that has been up for so long. */
static struct script *up(const struct answer *rows, uint64_t for_ms)
{
	struct script *s = script_up(rows);

	script_run(s, for_ms);
	script_forget(s);
	return s;
}

static enum send_result send(struct script *s)
{
	modem_send(&s->m, s->now_ms, &hello);
	modem_step(&s->m, s->now_ms);
	script_run(s, 5000);
	return modem_send_result(&s->m);
}

static void every_number_has_its_class(void **state)
{
	static const struct {
		int first, last;
		enum send_result result;
	} rows[] = {
		/* 24.011 annex E-2 */
		{ 1, 1, SEND_NEVER },     { 8, 8, SEND_NEVER },     { 10, 10, SEND_NEVER },   { 21, 21, SEND_NEVER },
		{ 27, 27, SEND_AGAIN },   { 28, 30, SEND_NEVER },   { 38, 38, SEND_AGAIN },   { 41, 42, SEND_AGAIN },
		{ 47, 47, SEND_AGAIN },   { 50, 50, SEND_NEVER },   { 69, 69, SEND_NEVER },   { 81, 81, SEND_AGAIN },
		{ 95, 97, SEND_NEVER },   { 98, 99, SEND_AGAIN },   { 111, 111, SEND_AGAIN }, { 127, 127, SEND_AGAIN },
		/* 23.040 9.2.3.22 */
		{ 128, 130, SEND_NEVER }, { 143, 145, SEND_NEVER }, { 159, 161, SEND_NEVER }, { 175, 176, SEND_NEVER },
		{ 192, 192, SEND_AGAIN }, { 193, 193, SEND_NEVER }, { 194, 194, SEND_AGAIN }, { 195, 196, SEND_NEVER },
		{ 197, 197, SEND_SENT },  { 198, 199, SEND_NEVER },
		/* 27.005 3.2.5 */
		{ 300, 301, SEND_AGAIN }, { 302, 305, SEND_NEVER }, { 310, 318, SEND_HOLD },  { 320, 320, SEND_AGAIN },
		{ 322, 322, SEND_AGAIN }, { 330, 330, SEND_AGAIN }, { 331, 331, SEND_HOLD },  { 332, 332, SEND_AGAIN },
		{ 500, 500, SEND_AGAIN }, { 512, 515, SEND_AGAIN }, { 524, 524, SEND_HOLD },  { 1000, 1000, SEND_AGAIN },
	};
	char refusal[40];
	const struct answer script[] = { { "00", refusal }, { NULL, NULL } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (int code = rows[i].first; code <= rows[i].last; code++) {
			snprintf(refusal, sizeof refusal, "\r\n+CMS ERROR: %d\r\n", code);
			assert_int_equal(send(up(script, 70000)), rows[i].result);
		}
	}
	strcpy(refusal, "\r\nERROR\r\n");
	assert_int_equal(send(up(script, 70000)), SEND_AGAIN);
	strcpy(refusal, "\r\n+CMS ERROR: network failure\r\n");
	assert_int_equal(send(up(script, 70000)), SEND_AGAIN);
}

static void what_is_not_allowed_while_the_modem_starts_may_be_later(void **state)
{
	static const struct answer rows[] = { { "00", "\r\n+CMS ERROR: 302\r\n" }, { NULL, NULL } };

	(void)state;
	assert_int_equal(send(up(rows, 0)), SEND_AGAIN);
	assert_int_equal(send(up(rows, 70000)), SEND_NEVER);
}

static void a_form_that_is_refused_is_tried_without_its_period(void **state)
{
	static const struct answer rows[] = { { PDU_BARE, SENT }, { "00", "\r\n+CMS ERROR: 199\r\n" }, { NULL, NULL } };
	struct script *s = up(rows, 0);

	(void)state;
	assert_int_equal(send(s), SEND_SENT);
	assert_true(script_said(s, "AT+CMGS=23/" PDU "/AT+CMGS=22/" PDU_BARE "/"));
}

static void a_full_modem_is_swept(void **state)
{
	static const struct answer rows[] = { { "00", "\r\n+CMS ERROR: 322\r\n" }, { NULL, NULL } };
	struct script *s = up(rows, 0);

	(void)state;
	assert_int_equal(send(s), SEND_AGAIN);
	assert_true(script_said(s, "AT+CMGL=4"));
}

static void what_waits_for_the_network_or_the_card_waits_a_while(void **state)
{
	static const char *const refusals[] = { "\r\n+CMS ERROR: 331\r\n", "\r\n+CMS ERROR: 313\r\n" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct answer rows[] = { { "00", refusals[i] }, { NULL, NULL } };
		struct script *s = up(rows, 0);

		assert_int_equal(send(s), SEND_HOLD);
		assert_false(modem_send_ready(&s->m));
		/* Nobody need ask: there is a deadline at which it holds again. */
		uint64_t at_ms = s->now_ms;
		while (!modem_send_ready(&s->m) && s->now_ms < at_ms + 60000)
			script_run(s, modem_deadline_ms(&s->m) - s->now_ms);
		assert_in_range(s->now_ms - at_ms, 4000, 10000);
		assert_int_equal(script_said(s, "AT+CPIN?"), i == 1);
	}
}

static void another_way_through_the_network_is_tried_after_a_failure(void **state)
{
	static const struct answer rows[] = { { "AT+CGMI", "\r\nSIMCOM INCORPORATED\r\n\r\nOK\r\n" },
					      { "AT+CGMM", "\r\nSIMCOM_SIM7600E\r\n\r\nOK\r\n" },
					      { "00", "\r\n+CMS ERROR: 500\r\n" },
					      { NULL, NULL } };
	static const struct answer other[] = { { "AT+CGMI", "\r\nQuectel_Ltd\r\n\r\nOK\r\n" },
					       { "AT+CGMM", "\r\nQuectel_M95\r\n\r\nOK\r\n" },
					       { "00", "\r\n+CMS ERROR: 500\r\n" },
					       { NULL, NULL } };
	static const char *const ways[] = { "AT+CGSMS=3/", "AT+CGSMS=1/", "AT+CGSMS=0/" };
	struct script *s = up(rows, 0);

	(void)state;
	/* All of them in one try, and in the next one again: nobody waits because the wrong one was the turn's. */
	for (unsigned i = 1; i <= 2; i++) {
		script_forget(s);
		assert_int_equal(send(s), SEND_AGAIN);
		assert_int_equal(script_said_count(s, "AT+CGSMS"), 3);
		assert_int_equal(script_said_count(s, "AT+CMGS="), 4);
		for (size_t k = 0; k < sizeof ways / sizeof *ways; k++)
			assert_true(script_said(s, ways[k]));
	}
	/* A modem that has no such ways is not asked for them. */
	s = up(other, 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(send(s), SEND_AGAIN);
	assert_false(script_said(s, "AT+CGSMS"));
}

static void a_repeated_message_says_so(void **state)
{
	static const struct answer rows[] = { { PDU_AGAIN, SENT }, { "00", "" }, { NULL, NULL } };
	struct submit again = hello;
	struct script *s = up(rows, 0);

	(void)state;
	again.again = true;
	modem_send(&s->m, s->now_ms, &again);
	modem_step(&s->m, s->now_ms);
	script_run(s, 5000);
	assert_int_equal(modem_send_result(&s->m), SEND_SENT);
}

static void results_of_odd_forms_count(void **state)
{
	static const char *const results[] = {
		"\r\n+CMGS: 1,\r\n\r\nOK\r\n",
		"\r\n+CMGS: 1,\"0006D60791336000\"\r\n\r\nOK\r\n",
		"\r\n+CMGS: 12\r\n0006D60791336000\r\n\r\nOK\r\n",
		"\r\n^RSSI:12\r\n\r\n+CMGS: 1\r\n\r\n+CMTI: \"ME\",1\r\n\r\nOK\r\n",
		"> \r\n+CMGS: 1\r\n\r\nOK\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
		const struct answer rows[] = { { "00", results[i] }, { "AT+CMGR", OK }, { NULL, NULL } };

		assert_int_equal(send(up(rows, 0)), SEND_SENT);
	}
}

static void an_ok_of_before_is_no_answer_to_a_message(void **state)
{
	static const struct answer rows[] = { { "AT+CMGS", "\r\nOK\r\n\r\n> " }, { "00", SENT }, { NULL, NULL } };

	(void)state;
	assert_int_equal(send(up(rows, 0)), SEND_SENT);
}

/* Not that of the last thing that happened. */
static void a_slow_answer_has_its_time_from_the_question_on(void **state)
{
	static const struct answer slow[] = { { "AT+CMGF=0", "" }, { "00", SENT }, { NULL, NULL } };
	struct script *s = up(NULL, 0);

	(void)state;
	s->rows = slow;
	modem_send(&s->m, s->now_ms, &hello);
	modem_step(&s->m, s->now_ms);
	script_run(s, 14000);
	script_feed(s, OK);
	script_run(s, 1000);
	assert_int_equal(modem_send_result(&s->m), SEND_SENT);
	assert_false(script_said(s, "AT+CGMM"));
}

/* 27.005 3.5.1: ESC leaves the prompt, which may be there unseen. */
static void a_prompt_that_may_be_open_is_left(void **state)
{
	static const struct answer rows[][2] = { { { "AT+CMGS", "" }, { NULL, NULL } },
						 { { "00", "" }, { NULL, NULL } } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct script *s = up(rows[i], 0);

		modem_send(&s->m, s->now_ms, &hello);
		modem_step(&s->m, s->now_ms);
		script_run(s, 125000);
		assert_int_equal(modem_send_result(&s->m), i == 0 ? SEND_AGAIN : SEND_UNKNOWN);
		assert_true(script_said(s, i == 0 ? "AT+CMGS=23/\x1b/AT" : PDU "/\x1b/AT"));
	}
}

static void a_prompt_that_nobody_waits_for_is_ignored(void **state)
{
	static const struct answer rows[] = { { "AT+CMGS", "\r\n+CMS ERROR: 500\r\n" }, { NULL, NULL } };
	struct script *s = up(rows, 0);

	(void)state;
	assert_int_equal(send(s), SEND_AGAIN);
	script_feed(s, "\r\n> \r\n");
	script_run(s, 1000);
	assert_false(script_said(s, PDU));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_number_has_its_class),
		cmocka_unit_test(what_is_not_allowed_while_the_modem_starts_may_be_later),
		cmocka_unit_test(a_form_that_is_refused_is_tried_without_its_period),
		cmocka_unit_test(a_full_modem_is_swept),
		cmocka_unit_test(what_waits_for_the_network_or_the_card_waits_a_while),
		cmocka_unit_test(another_way_through_the_network_is_tried_after_a_failure),
		cmocka_unit_test(a_repeated_message_says_so),
		cmocka_unit_test(results_of_odd_forms_count),
		cmocka_unit_test(an_ok_of_before_is_no_answer_to_a_message),
		cmocka_unit_test(a_slow_answer_has_its_time_from_the_question_on),
		cmocka_unit_test(a_prompt_that_may_be_open_is_left),
		cmocka_unit_test(a_prompt_that_nobody_waits_for_is_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
