/* The driver's calls against scripted modems: those that come in.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/callrig.h"

static void tells_who_calls(void **state)
{
	static const struct {
		const char *bytes, *list;
		const char *caller; /* "": unknown */
		uint64_t at_ms;     /* when it shows at the latest */
	} rows[] = {
		{ RING CLIP, OK, CALLER, 0 },
		{ CLIP RING, OK, CALLER, 0 },
		{ CLIP, OK, CALLER, 0 },
		{ "\r\n+CRING: VOICE\r\n\r\n+CLIP: \"" CALLER "\",145\r\n", OK, CALLER, 0 },
		{ RING "\r\n+CLIP: \"33600000001\",145,,,,0\r\n", OK, CALLER, 0 },
		{ RING "\r\n+CLIP: \"0600000001\",161,\"\",,\"Somebody, somewhere\",0\r\n", OK, "0600000001", 0 },
		{ RING "\r\n+CLIP: 33600000001,129\r\n", OK, "33600000001", 0 },
		{ RING "\r\n+CLIP: \"0033600000001\",128,,128\r\n", OK, CALLER, 0 },
		/* Withheld, and not to be had. */
		{ RING "\r\n+CLIP: \"\",128,\"\",0,\"\",1\r\n", OK, "", 0 },
		{ RING "\r\n+CLIP: ,128,,,,2\r\n", OK, "", 0 },
		{ RING "\r\n+CLIP: \"\",128\r\n", OK, "", 3000 },
		{ RING "\r\n+CLIP: \"anonymous\",128\r\n", OK, "", 3000 },
		{ RING, OK, "", 3000 },
		{ RING, LIST(1, 4), CALLER, 20 },
		{ RING, "\r\n+CLCC: 1,1,4,0,0\r\n" OK, "", 3000 },
		{ RING, "\r\n+CME ERROR: 100\r\n", "", 3000 },
		{ RING, "", "", 3000 },
		{ "\r\n+CLCC: 1,1,4,0,0,\"\",128\r\n", LIST(1, 4), CALLER, 20 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = { { "AT+CLCC", rows[i].list }, { NULL, NULL } };
		struct script *s = script_up(NULL);

		s->rows = script;
		script_feed(s, rows[i].bytes);
		if (rows[i].at_ms > 20) {
			script_run(s, rows[i].at_ms - 20);
			assert_int_equal(modem_call(&s->m), MODEM_NO_CALL);
			script_run(s, 20);
		} else {
			script_run(s, rows[i].at_ms);
		}
		assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
		assert_string_equal(modem_caller(&s->m)->text, rows[i].caller);
		assert_int_equal(modem_call_end(&s->m), MODEM_END_NONE);
	}
}

static void a_second_ring_without_a_number_is_an_unknown_caller(void **state)
{
	static const struct answer refuses[] = { { "AT+CLCC", "\r\nERROR\r\n" }, { NULL, NULL } };
	struct script *s = script_up(refuses);

	(void)state;
	script_feed(s, RING RING);
	script_run(s, 2000);
	assert_int_equal(modem_call(&s->m), MODEM_NO_CALL);
	script_feed(s, RING);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	assert_int_equal(modem_caller(&s->m)->kind, NUMBER_NONE);
}

static void a_number_may_come_late(void **state)
{
	struct script *s = script_up(NULL);

	(void)state;
	script_feed(s, RING);
	script_run(s, 1500);
	assert_int_equal(modem_call(&s->m), MODEM_NO_CALL);
	script_feed(s, CLIP);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	assert_string_equal(modem_caller(&s->m)->text, CALLER);
}

static void what_is_no_voice_call_is_ignored(void **state)
{
	static const char *const lines[] = { "\r\n+CRING: REL ASYNC\r\n", "\r\n+CCWA: \"" CALLER "\",145,1\r\n",
					     "\r\nNO CARRIER\r\n", "\r\nMISSED_CALL: 02:34PM 0600000001\r\n",
					     "\r\n+CLCC: 1,1,4,1,0,\"" CALLER "\",145\r\n" };

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct script *s = script_up(NULL);

		script_feed(s, lines[i]);
		script_run(s, 10000);
		callrig_expect_end(s, MODEM_END_NONE);
	}
}

static void repeated_rings_are_one_call(void **state)
{
	struct script *s = callrig_ringing();

	(void)state;
	for (int i = 0; i < 6; i++) {
		script_run(s, 5000);
		script_feed(s, RING CLIP);
		assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
		assert_int_equal(modem_call_end(&s->m), MODEM_END_NONE);
	}
	/* Two polls a second. */
	assert_in_range(script_said_count(s, "AT+CLCC/"), 30, 65);
	assert_false(script_said(s, "ATA/"));
}

static void a_caller_who_gives_up_is_noticed(void **state)
{
	static const struct {
		const char *list;  /* while it callrig_rings */
		const char *bytes; /* at its end */
		const char *after; /* the list from then on */
		uint64_t in_ms;
	} rows[] = {
		{ LIST(1, 4), "", OK, 1100 },
		{ LIST(1, 4), "\r\nNO CARRIER\r\n", OK, 100 },
		{ LIST(1, 4), "\r\nMISSED_CALL: 02:34PM 0600000001\r\n", OK, 100 },
		{ LIST(1, 4), "\r\nVOICE CALL: END\r\n", "\r\n+CLCC: 1,1,6,0,0,\"" CALLER "\",145\r\n" OK, 100 },
		{ LIST(1, 4), "\r\n+CIEV: \"CALL\",0\r\n", OK, 100 },
		/* Modems whose list is empty, or that give none. */
		{ OK, "", OK, 7600 },
		{ "\r\nERROR\r\n", "", "\r\nERROR\r\n", 7600 },
		{ "\r\nERROR\r\n", "\r\n^CEND: 1,0,104\r\n", "\r\nERROR\r\n", 400 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer before[] = { { "AT+CLCC", rows[i].list }, { NULL, NULL } };
		const struct answer after[] = { { "AT+CLCC", rows[i].after }, { NULL, NULL } };
		struct script *s = script_up(NULL);

		s->rows = before;
		script_feed(s, RING CLIP);
		script_run(s, 5000);
		script_feed(s, RING CLIP);
		assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
		s->rows = after;
		script_feed(s, rows[i].bytes);
		script_run(s, rows[i].in_ms);
		callrig_expect_end(s, MODEM_END_OVER);
		/* Each call is followed by a look for messages. */
		script_run(s, 1000);
		assert_true(script_said(s, "AT+CMGL=4/"));
	}
}

static void one_stray_ok_is_not_the_end(void **state)
{
	struct script *s = callrig_ringing();

	(void)state;
	s->rows = NULL;
	script_run(s, 600);
	s->rows = callrig_rings;
	script_run(s, 3000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	assert_int_equal(modem_call_end(&s->m), MODEM_END_NONE);
	/* Nor after the end of a call that is another one. */
	script_feed(s, "\r\nNO CARRIER\r\n");
	script_run(s, 600);
	s->rows = NULL;
	script_run(s, 600);
	s->rows = callrig_rings;
	script_run(s, 3000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
}

/* While something else is asked, it ends nothing but the call. */
static void a_lost_carrier_is_no_answer_to_another_question(void **state)
{
	static const struct answer silent[] = { { "AT+CLCC", "" }, { NULL, NULL } };
	struct script *s = script_up(NULL);

	(void)state;
	s->rows = silent;
	script_feed(s, RING CLIP);
	script_run(s, 100);
	s->rows = NULL;
	script_feed(s, "\r\nNO CARRIER\r\n");
	script_run(s, 100);
	assert_string_equal(s->sent, "AT+CLCC/");
	script_feed(s, OK);
	script_run(s, 100);
	callrig_expect_end(s, MODEM_END_OVER);
}

static void answers(void **state)
{
	struct script *s = callrig_ringing();

	(void)state;
	modem_mic_level(&s->m, 9);
	script_run(s, 100);
	script_forget(s);
	modem_answer(&s->m, s->now_ms);
	s->rows = callrig_active;
	script_run(s, 10000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
	assert_string_equal(modem_caller(&s->m)->text, CALLER);
	/* Some modems take the level only now. */
	assert_true(script_said(s, "ATA/AT+CMIC=0,9/"));
	assert_int_equal(script_said_count(s, "ATA/"), 1);
	assert_false(script_said(s, "AT+CHUP"));
	s->rows = NULL;
	script_feed(s, "\r\nNO CARRIER\r\n");
	script_run(s, 100);
	callrig_expect_end(s, MODEM_END_OVER);
}

/* 27.007 7.18: state 1. */
static void one_that_is_held_is_still_there(void **state)
{
	static const struct answer held[] = { { "AT+CLCC", LIST(1, 1) }, { NULL, NULL } };
	struct script *s = callrig_answered();

	(void)state;
	s->rows = held;
	script_run(s, 10000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
	s->rows = NULL;
	script_run(s, 10000);
	callrig_expect_end(s, MODEM_END_OVER);
}

static void answering_may_fail(void **state)
{
	static const struct {
		const char *to_answer, *list;
		enum modem_call call;
		enum modem_call_end end;
		unsigned tries;
	} rows[] = {
		{ "\r\nCONNECT\r\n", LIST(1, 0), MODEM_CALL_UP, MODEM_END_NONE, 1 },
		{ "\r\nNO CARRIER\r\n", OK, MODEM_NO_CALL, MODEM_END_OVER, 1 },
		{ "\r\nERROR\r\n", LIST(1, 0), MODEM_CALL_UP, MODEM_END_NONE, 1 },
		{ "\r\nERROR\r\n", OK, MODEM_NO_CALL, MODEM_END_OVER, 1 },
		{ "\r\n+CME ERROR: 3\r\n", LIST(1, 4), MODEM_CALL_IN, MODEM_END_NONE, 3 },
		{ "", LIST(1, 0), MODEM_CALL_UP, MODEM_END_NONE, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = {
			{ "ATA", rows[i].to_answer }, { "AT+CLCC", rows[i].list }, { NULL, NULL },
		};
		struct script *s = callrig_ringing();

		s->rows = script;
		modem_answer(&s->m, s->now_ms);
		script_run(s, 25000);
		assert_int_equal(modem_call(&s->m), rows[i].call);
		assert_int_equal(modem_call_end(&s->m), rows[i].end);
		assert_int_equal(script_said_count(s, "ATA/"), rows[i].tries);
	}
}

static void hangs_up_what_is_being_answered(void **state)
{
	static const struct answer late[] = { { "ATA", "" }, { "AT+CLCC", LIST(1, 0) }, { NULL, NULL } };
	struct script *s = callrig_ringing();

	(void)state;
	s->rows = late;
	modem_answer(&s->m, s->now_ms);
	script_run(s, 100);
	modem_hang_up(&s->m, s->now_ms);
	script_feed(s, OK);
	script_run(s, 300);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	assert_true(script_said(s, "ATA//AT+CHUP/"));
	s->rows = NULL;
	script_run(s, 1100);
	callrig_expect_end(s, MODEM_END_OVER);
}

static void a_modem_that_answers_by_itself_is_hung_up(void **state)
{
	static const struct answer nameless[] = { { "AT+CLCC", "\r\n+CLCC: 1,1,0,0,0\r\n" OK }, { NULL, NULL } };
	struct script *s = script_up(NULL);

	(void)state;
	s->rows = nameless;
	script_feed(s, RING);
	script_run(s, 2000);
	assert_true(script_said(s, "AT+CHUP/"));
	assert_int_equal(modem_call(&s->m), MODEM_NO_CALL);
	s->rows = NULL;
	script_run(s, 5000);
	callrig_expect_end(s, MODEM_END_NONE);
	/* Who called has called all the same. */
	s = script_up(NULL);
	s->rows = callrig_active;
	script_feed(s, RING);
	script_run(s, 500);
	assert_true(script_said(s, "AT+CHUP/"));
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	assert_string_equal(modem_caller(&s->m)->text, CALLER);
	s->rows = NULL;
	script_run(s, 5000);
	callrig_expect_end(s, MODEM_END_OVER);

	s = callrig_ringing();
	s->rows = callrig_active;
	script_run(s, 2000);
	assert_true(script_said(s, "AT+CHUP/"));
	s->rows = NULL;
	script_run(s, 5000);
	callrig_expect_end(s, MODEM_END_OVER);
}

/* A call that has shown does not show again when the modem has to be set up anew meanwhile. */
static void a_call_of_before_the_set_up_is_hung_up_and_not_shown(void **state)
{
	struct script *s = callrig_ringing();

	(void)state;
	script_feed(s, "\r\nAT+CSQ\r\n\r\nRDY\r\n");
	callrig_expect_end(s, MODEM_END_OVER);
	script_forget(s);
	for (int i = 0; i < 200; i++) {
		script_feed(s, i % 20 == 0 ? RING CLIP : "");
		script_run(s, 50);
		callrig_expect_end(s, MODEM_END_NONE);
	}
	assert_true(script_said(s, "AT+CHUP/"));
	/* The next one does. */
	s->rows = NULL;
	script_run(s, 5000);
	callrig_expect_end(s, MODEM_END_NONE);
	s->rows = callrig_rings;
	script_feed(s, RING CLIP);
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
}

static void a_call_that_the_modem_tells_nothing_of_has_an_end(void **state)
{
	static const struct answer refuses[] = { { "AT+CLCC", "\r\nERROR\r\n" }, { NULL, NULL } };
	struct script *s = script_up(refuses);

	(void)state;
	for (int told = 0; told < 2; told++) {
		script_feed(s, RING CLIP);
		modem_answer(&s->m, s->now_ms);
		script_run(s, 1000);
		assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
		for (int minute = 0; minute < 55; minute++) {
			script_forget(s);
			script_run(s, 60000);
		}
		assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
		if (told)
			script_feed(s, "\r\nNO CARRIER\r\n");
		for (int minute = 0; minute < (told ? 0 : 10); minute++) {
			script_forget(s);
			script_run(s, 60000);
		}
		script_run(s, 1000);
		callrig_expect_end(s, MODEM_END_OVER);
	}
}

static void a_call_of_before_the_start_is_hung_up(void **state)
{
	struct script *s = script_begin(callrig_active, 0);

	(void)state;
	script_run(s, 10000);
	assert_true(script_said(s, "AT+CLCC/AT+CHUP/"));
	callrig_expect_end(s, MODEM_END_NONE);
	/* One that callrig_rings is not. */
	s = script_begin(callrig_rings, 0);
	script_run(s, 10000);
	assert_false(script_said(s, "AT+CHUP"));
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	assert_string_equal(modem_caller(&s->m)->text, CALLER);
}

static void hangs_up_until_the_call_is_gone(void **state)
{
	static const struct {
		const char *hang_up;       /* what all but the last way come to */
		const char *last, *order;
	} rows[] = {
		{ OK, "AT+CHUP", "AT+CHUP/" },
		{ "\r\nERROR\r\n", "ATH", "AT+CHUP/ATH/" },
		{ "\r\n+CME ERROR: 4\r\n", "AT+CHLD=11", "AT+CHUP/ATH/AT+CHLD=11/" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer refuses[] = {
			{ rows[i].last, OK }, { "AT+CHUP", rows[i].hang_up }, { "ATH", rows[i].hang_up },
			{ "AT+CLCC", LIST(1, 0) }, { NULL, NULL },
		};
		struct script *s = callrig_answered();

		s->rows = refuses;
		script_forget(s);
		modem_hang_up(&s->m, s->now_ms);
		modem_hang_up(&s->m, s->now_ms);
		script_run(s, 100);
		assert_true(script_said(s, rows[i].order));
		assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
		s->rows = NULL;
		script_run(s, 1100);
		callrig_expect_end(s, MODEM_END_OVER);
	}
}

/* 27.007 7.13: without a call's number that would answer another one. */
static void one_without_a_number_in_the_list_is_not_ended_by_it(void **state)
{
	static const struct answer refuses[] = { { "AT+CLCC", "\r\nERROR\r\n" }, { "AT+CHUP", "\r\nERROR\r\n" },
						 { "ATH", "\r\nERROR\r\n" }, { NULL, NULL } };
	struct script *s = script_up(refuses);

	(void)state;
	script_feed(s, RING CLIP);
	modem_answer(&s->m, s->now_ms);
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
	script_forget(s);
	modem_hang_up(&s->m, s->now_ms);
	script_run(s, 2000);
	assert_true(script_said(s, "AT+CHUP/ATH/AT+CHUP/"));
	assert_false(script_said(s, "AT+CHLD"));
}

static void insists_when_the_modem_only_says_ok(void **state)
{
	struct script *s = callrig_answered();

	(void)state;
	modem_hang_up(&s->m, s->now_ms);
	script_run(s, 30000);
	assert_int_equal(script_said_count(s, "AT+CHUP/") + script_said_count(s, "ATH/") +
			 script_said_count(s, "AT+CHLD=11/"), 10);
	assert_int_equal(script_said_count(s, "ATH/"), 3);
	script_run(s, 60000);
	assert_in_range(script_said_count(s, "AT+CHUP/"), 4, 10);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
	s->rows = NULL;
	script_run(s, 2000);
	callrig_expect_end(s, MODEM_END_OVER);
}

static void rejects(void **state)
{
	struct script *s = callrig_ringing();

	(void)state;
	modem_hang_up(&s->m, s->now_ms);
	script_run(s, 20);
	assert_true(script_said(s, "AT+CHUP/"));
	s->rows = NULL;
	script_run(s, 1100);
	callrig_expect_end(s, MODEM_END_OVER);
	/* The last ring's late lines make no new call, and are not in the way of one. */
	script_feed(s, RING CLIP);
	script_run(s, 1100);
	callrig_expect_end(s, MODEM_END_NONE);
	modem_dial(&s->m, s->now_ms, &callrig_somebody);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
}

static void a_new_call_just_after_the_last_one_shows(void **state)
{
	struct script *s = callrig_ringing();

	(void)state;
	modem_hang_up(&s->m, s->now_ms);
	s->rows = NULL;
	script_run(s, 1100);
	callrig_expect_end(s, MODEM_END_OVER);
	s->rows = callrig_rings;
	script_feed(s, RING CLIP);
	script_run(s, 500);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
}

/* A modem whose list is always empty callrig_rings on after a rejection: that is no second call. */
static void a_ring_that_goes_on_is_the_same_call(void **state)
{
	struct script *s = script_up(NULL);

	(void)state;
	script_feed(s, RING CLIP);
	modem_hang_up(&s->m, s->now_ms);
	for (int i = 0; i < 4; i++) {
		script_run(s, 5000);
		script_feed(s, RING CLIP);
		assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	}
	assert_in_range(script_said_count(s, "AT+CHUP/") + script_said_count(s, "ATH/"), 3, 6);
	script_run(s, 8000);
	callrig_expect_end(s, MODEM_END_OVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_who_calls),
		cmocka_unit_test(a_second_ring_without_a_number_is_an_unknown_caller),
		cmocka_unit_test(a_number_may_come_late),
		cmocka_unit_test(what_is_no_voice_call_is_ignored),
		cmocka_unit_test(repeated_rings_are_one_call),
		cmocka_unit_test(a_caller_who_gives_up_is_noticed),
		cmocka_unit_test(one_stray_ok_is_not_the_end),
		cmocka_unit_test(a_lost_carrier_is_no_answer_to_another_question),
		cmocka_unit_test(answers),
		cmocka_unit_test(one_that_is_held_is_still_there),
		cmocka_unit_test(answering_may_fail),
		cmocka_unit_test(hangs_up_what_is_being_answered),
		cmocka_unit_test(a_modem_that_answers_by_itself_is_hung_up),
		cmocka_unit_test(a_call_of_before_the_set_up_is_hung_up_and_not_shown),
		cmocka_unit_test(a_call_that_the_modem_tells_nothing_of_has_an_end),
		cmocka_unit_test(a_call_of_before_the_start_is_hung_up),
		cmocka_unit_test(hangs_up_until_the_call_is_gone),
		cmocka_unit_test(one_without_a_number_in_the_list_is_not_ended_by_it),
		cmocka_unit_test(insists_when_the_modem_only_says_ok),
		cmocka_unit_test(rejects),
		cmocka_unit_test(a_new_call_just_after_the_last_one_shows),
		cmocka_unit_test(a_ring_that_goes_on_is_the_same_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
