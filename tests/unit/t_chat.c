/* The dialogue of commands and answers: what comes late, or never, or without end.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/script.h"

static void an_answer_just_too_late_goes_nowhere(void **state)
{
	static const struct answer late[] = { { "AT+CSQ", "" }, { "AT+CGMM", "" }, { NULL, NULL } };
	struct script *b = script_up(NULL);

	(void)state;
	b->rows = late;
	while (!script_said(b, "AT+CSQ/"))
		script_run(b, 10);
	while (chat_busy(&b->m.chat))
		script_run(b, 10);
	script_run(b, 200);
	assert_false(script_said(b, "AT+CGMM"));
	script_feed(b, "\r\n+CSQ: 10,99\r\n\r\nOK\r\n");
	script_run(b, 200);
	script_feed(b, "\r\nSCRIPTED\r\n\r\nOK\r\n");
	b->rows = NULL;
	script_run(b, 100);
	script_forget(b);
	script_run(b, 70000);
	assert_int_equal(modem_signal_dbm(&b->m), -67);
	assert_false(script_said(b, "AT+CGMM"));
	assert_int_equal(b->m.restarts, 0);
}

/* An OK of before tells that it is slow, and there. */
static void what_comes_late_is_waited_for_as_long_as_something_comes(void **state)
{
	static const struct answer silent[] = { { "AT+CSQ", "" }, { "AT+CGMM", "" }, { NULL, NULL } };
	struct script *b = script_up(NULL);

	(void)state;
	b->rows = silent;
	while (!script_said(b, "AT+CGMM/"))
		script_run(b, 100);
	for (int i = 0; i < 3; i++) {
		script_run(b, 10000);
		script_feed(b, "\r\nOK\r\n");
	}
	b->rows = NULL;
	script_feed(b, "\r\nSCRIPTED\r\n\r\nOK\r\n");
	script_run(b, 30000);
	assert_int_equal(script_said_count(b, "AT+CGMM/"), 1);
	assert_int_equal(b->m.restarts, 0);
}

static void an_ok_may_take_its_time(void **state)
{
	static const struct answer scans[] = { { "AT+CREG?", "\r\n+CREG: 1,1\r\n" }, { NULL, NULL } };
	struct script *b = script_up(NULL);

	(void)state;
	b->rows = scans;
	while (!script_said(b, "AT+CREG?/"))
		script_run(b, 100);
	/* It scans. */
	script_run(b, 8000);
	script_feed(b, "\r\nOK\r\n");
	b->rows = NULL;
	script_run(b, 10000);
	assert_true(script_said(b, "AT+CREG?/AT+CSQ/"));
	assert_false(script_said(b, "AT+CGMM"));
}

static void an_endless_talker_cannot_hold_a_command_open(void **state)
{
	static const struct answer script[] = { { "AT+CSQ", "" }, { NULL, NULL } };
	struct script *b = script_up(NULL);

	(void)state;
	b->rows = script;
	for (int i = 0; i < 400; i++) {
		script_feed(b, "\r\n^RSSI: 12\r\n");
		script_run(b, 500);
	}
	assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
	assert_true(script_said(b, "AT+CSQ/AT+CGMM/"));
}

/* Each answer comes three seconds late, and probes have piled up by then. */
static void answers_that_come_late_are_not_mixed_up(void **state)
{
	struct script *b = script_begin(NULL, 0);
	static char late[64][512];
	uint64_t due_ms[64];
	size_t first = 0, last = 0;

	(void)state;
	for (int tick = 0; tick < 30000; tick++) {
		if (b->pending[0] != '\0') {
			strcpy(late[last % 64], b->pending);
			/* One after another, three seconds each. */
			uint64_t after_ms = last > first ? due_ms[(last - 1) % 64] : b->now_ms;
			due_ms[last++ % 64] = after_ms + 3000;
			b->pending[0] = '\0';
		}
		if (first < last && due_ms[first % 64] <= b->now_ms)
			script_feed(b, late[first++ % 64]);
		else
			b->now_ms += 10;
		modem_step(&b->m, b->now_ms);
		assert_true(last - first < 64);
	}
	assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
	assert_int_equal(modem_signal_dbm(&b->m), -67);
	assert_int_equal(b->m.restarts, 0);
}

/* A modem that was asked too soon loses the question: after one that went unanswered the next ones are asked slowly. */
static void after_a_lost_question_it_asks_slowly(void **state)
{
	static const struct ask ask = { .for_ms = 1000 };
	struct chat c = { .ask = NULL };

	(void)state;
	chat_init(&c);
	chat_begin(&c, &ask, "AT", 1000);
	chat_end(&c, 1010, 0);
	assert_int_equal(c.quiet_until_ms, 1010);
	chat_begin(&c, &ask, "AT", 1010);
	assert_int_equal(chat_expire(&c, 2010), RESULT_TIMEOUT);
	chat_end(&c, 2010, 0);
	chat_init(&c);
	for (uint64_t now_ms = 3000; now_ms < 3000 + 100; now_ms++) {
		chat_begin(&c, &ask, "AT", now_ms);
		chat_end(&c, now_ms, 0);
		assert_int_equal(c.quiet_until_ms, now_ms + 100);
	}
	/* Not for ever. */
	for (int i = 0; i < 200; i++) {
		chat_begin(&c, &ask, "AT", 10000);
		chat_end(&c, 10000, 0);
	}
	chat_begin(&c, &ask, "AT", 20000);
	chat_end(&c, 20000, 0);
	assert_int_equal(c.quiet_until_ms, 20000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_just_too_late_goes_nowhere),
		cmocka_unit_test(what_comes_late_is_waited_for_as_long_as_something_comes),
		cmocka_unit_test(an_ok_may_take_its_time),
		cmocka_unit_test(an_endless_talker_cannot_hold_a_command_open),
		cmocka_unit_test(answers_that_come_late_are_not_mixed_up),
		cmocka_unit_test(after_a_lost_question_it_asks_slowly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
