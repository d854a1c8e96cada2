/* The driver's calls against scripted modems: those that go out.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/callrig.h"

static void dials_and_is_answered(void **state)
{
	struct script *s = callrig_dialled();

	(void)state;
	script_run(s, 5000);
	s->rows = callrig_reached;
	script_run(s, 600);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
	assert_int_equal(modem_call_end(&s->m), MODEM_END_NONE);
	modem_hang_up(&s->m, s->now_ms);
	s->rows = NULL;
	script_run(s, 1100);
	callrig_expect_end(s, MODEM_END_OVER);
}

static void tells_why_nobody_was_reached(void **state)
{
	static const struct {
		const char *to_dial, *later;
		enum modem_call_end end;
	} rows[] = {
		{ "\r\nBUSY\r\n", "", MODEM_END_REJECTED },
		{ "\r\nNO CARRIER\r\n", "", MODEM_END_UNREACHED },
		{ "\r\nNO ANSWER\r\n", "", MODEM_END_UNREACHED },
		{ "\r\nNO DIALTONE\r\n", "", MODEM_END_UNREACHED },
		{ "\r\nERROR\r\n", "", MODEM_END_UNREACHED },
		{ "\r\n+CME ERROR: 30\r\n", "", MODEM_END_UNREACHED },
		{ OK, "\r\nBUSY\r\n", MODEM_END_REJECTED },
		{ OK, "\r\nNO CARRIER\r\n", MODEM_END_UNREACHED },
		{ OK, "\r\n^CEND: 1,0,104\r\n", MODEM_END_UNREACHED },
		{ OK, "\r\n^CEND:1,0,104,17\r\n", MODEM_END_REJECTED },
		{ OK, "\r\n^CEND:1,0,104,21\r\n", MODEM_END_REJECTED },
		{ OK, "\r\n^CEND:1,0,104,19\r\n", MODEM_END_UNREACHED },
		{ OK, "", MODEM_END_UNREACHED },
		/* The final result comes when the call does, or does not, come about. */
		{ "", "\r\nBUSY\r\n", MODEM_END_REJECTED },
		{ "", "\r\nNO ANSWER\r\n", MODEM_END_UNREACHED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = { { "ATD", rows[i].to_dial }, { NULL, NULL } };
		struct script *s = script_up(script);

		modem_dial(&s->m, s->now_ms, &callrig_somebody);
		script_run(s, 1500);
		script_feed(s, rows[i].later);
		script_run(s, 4000);
		callrig_expect_end(s, rows[i].end);
		/* There and then the next. */
		s->rows = callrig_dials;
		modem_dial(&s->m, s->now_ms, &callrig_somebody);
		script_run(s, 1000);
		assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
	}
}

static void waits_for_a_dial_that_answers_late(void **state)
{
	static const struct answer script[] = { { "ATD", "" }, { "AT+CLCC", LIST(0, 0) }, { NULL, NULL } };
	struct script *s = script_up(NULL);

	(void)state;
	s->rows = script;
	modem_dial(&s->m, s->now_ms, &callrig_somebody);
	script_run(s, 20000);
	/* A character would end the call. */
	assert_string_equal(s->sent, "ATD+33600000002;/");
	assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
	script_feed(s, OK);
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
}

static void gives_up_a_dial_that_answers_late(void **state)
{
	static const struct {
		const char *aborted;
		bool hung_up; /* too: what it says does not tell that the call is gone */
	} rows[] = {
		{ "\r\nNO CARRIER\r\n", false }, { OK, true }, { "\r\nERROR\r\n", true }, { "", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = { { "ATD", "" }, { "", rows[i].aborted }, { NULL, NULL } };
		struct script *s = script_up(NULL);

		s->rows = script;
		modem_dial(&s->m, s->now_ms, &callrig_somebody);
		script_run(s, 5000);
		modem_hang_up(&s->m, s->now_ms);
		assert_string_equal(s->sent, "ATD+33600000002;//");
		script_run(s, 10000);
		callrig_expect_end(s, MODEM_END_UNREACHED);
		assert_int_equal(script_said(s, "AT+CHUP/"), rows[i].hung_up);
		assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	}
}

static void one_call_after_another(void **state)
{
	static const struct answer script[] = { { "ATD", "\r\nNO CARRIER\r\n" }, { NULL, NULL } };
	struct script *s = script_up(script);

	(void)state;
	modem_dial(&s->m, s->now_ms, &callrig_somebody);
	script_run(s, 0);
	callrig_expect_end(s, MODEM_END_UNREACHED);
	/* A modem needs a moment, and may say something of the last call still. */
	s->rows = NULL;
	modem_dial(&s->m, s->now_ms, &callrig_somebody);
	script_feed(s, "\r\nNO CARRIER\r\n");
	script_run(s, 400);
	assert_int_equal(script_said_count(s, "ATD"), 1);
	script_run(s, 800);
	assert_int_equal(script_said_count(s, "ATD"), 2);
	s->rows = callrig_dials;
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
}

static void a_dial_has_a_limit(void **state)
{
	static const char *const to_dial[] = { OK, "" };

	(void)state;
	for (size_t i = 0; i < sizeof to_dial / sizeof *to_dial; i++) {
		const struct answer script[] = { { "ATD", to_dial[i] }, { "AT+CLCC", LIST(0, 3) }, { NULL, NULL } };
		const struct answer after[] = { { "AT+CLCC", OK }, { NULL, NULL } };
		struct script *s = script_up(NULL);

		s->rows = script;
		modem_dial(&s->m, s->now_ms, &callrig_somebody);
		script_run(s, 59900);
		assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
		assert_false(script_said(s, "AT+CHUP"));
		script_run(s, 3000);
		assert_true(script_said(s, "AT+CHUP/"));
		/* Dialling that is still in flight ends at any character (V.250 5.6.1). */
		assert_int_equal(script_said(s, "ATD+33600000002;//"), to_dial[i][0] == '\0');
		s->rows = after;
		script_run(s, 5000);
		callrig_expect_end(s, MODEM_END_UNREACHED);
	}
}

static void dials_only_when_it_can(void **state)
{
	static const struct number name = { NUMBER_NAME, "Somebody" };
	struct script *s = script_up(NULL);

	(void)state;
	modem_dial(&s->m, s->now_ms, &name);
	callrig_expect_end(s, MODEM_END_UNREACHED);
	script_feed(s, "\r\n+CREG: 2\r\n\r\n+CGREG: 2\r\n");
	modem_dial(&s->m, s->now_ms, &callrig_somebody);
	callrig_expect_end(s, MODEM_END_UNREACHED);
	s = callrig_ringing();
	modem_dial(&s->m, s->now_ms, &callrig_somebody);
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	assert_int_equal(modem_call_end(&s->m), MODEM_END_NONE);
	/* One that callrig_rings, and does not show yet, is in the way. */
	s = script_up(NULL);
	script_feed(s, RING);
	modem_dial(&s->m, s->now_ms, &callrig_somebody);
	callrig_expect_end(s, MODEM_END_UNREACHED);
	script_run(s, 3000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	assert_false(script_said(s, "ATD"));
}

static void another_call_is_left_waiting(void **state)
{
	static const struct answer waiting[] = {
		{ "AT+CLCC", "\r\n+CLCC: 1,1,0,0,0,\"" CALLER "\",145\r\n"
			     "\r\n+CLCC: 2,1,5,0,0,\"+33600000003\",145\r\n" OK },
		{ NULL, NULL },
	};
	static const struct answer left[] = {
		{ "AT+CLCC", "\r\n+CLCC: 2,1,4,0,0,\"+33600000003\",145\r\n" OK }, { NULL, NULL },
	};
	struct script *s = callrig_answered();

	(void)state;
	s->rows = waiting;
	script_feed(s, RING "\r\n+CCWA: \"+33600000003\",145,1\r\n\r\n+CLIP: \"+33600000003\",145\r\n");
	script_run(s, 5000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
	assert_string_equal(modem_caller(&s->m)->text, CALLER);
	assert_false(script_said(s, "AT+CHUP"));
	/* When the first is over the second callrig_rings like any other. */
	s->rows = left;
	script_run(s, 1100);
	callrig_expect_end(s, MODEM_END_OVER);
	script_feed(s, RING);
	script_run(s, 500);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	assert_string_equal(modem_caller(&s->m)->text, "+33600000003");

	s = callrig_dialled();
	script_feed(s, RING CLIP);
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dials_and_is_answered),
		cmocka_unit_test(tells_why_nobody_was_reached),
		cmocka_unit_test(waits_for_a_dial_that_answers_late),
		cmocka_unit_test(gives_up_a_dial_that_answers_late),
		cmocka_unit_test(one_call_after_another),
		cmocka_unit_test(a_dial_has_a_limit),
		cmocka_unit_test(dials_only_when_it_can),
		cmocka_unit_test(another_call_is_left_waiting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
