/* The driver's calls against scripted modems.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/script.h"

#define CALLER "+33600000001"
#define RING "\r\nRING\r\n"
#define CLIP "\r\n+CLIP: \"" CALLER "\",145,\"\",0,\"\",0\r\n"
/* Answers to AT+CLCC: direction, state. */
#define LIST(incoming, stat) "\r\n+CLCC: 1," #incoming "," #stat ",0,0,\"" CALLER "\",145,\"\"\r\n" OK

static const struct answer rings[] = { { "AT+CLCC", LIST(1, 4) }, { NULL, NULL } };
static const struct answer active[] = { { "AT+CLCC", LIST(1, 0) }, { NULL, NULL } };
static const struct answer dials[] = { { "AT+CLCC", LIST(0, 2) }, { NULL, NULL } };
static const struct answer reached[] = { { "AT+CLCC", LIST(0, 0) }, { NULL, NULL } };

static const struct number somebody = { NUMBER_INTERNATIONAL, "+33600000002" };

static struct script *ringing(void)
{
	struct script *s = script_up(NULL);

	s->rows = rings;
	script_feed(s, RING CLIP);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	return s;
}

static struct script *answered(void)
{
	struct script *s = ringing();

	modem_answer(&s->m, s->now_ms);
	s->rows = active;
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
	return s;
}

static struct script *dialled(void)
{
	struct script *s = script_up(NULL);

	s->rows = dials;
	modem_dial(&s->m, s->now_ms, &somebody);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
	script_run(s, 1000);
	assert_true(script_said(s, "ATD+33600000002;/"));
	assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
	return s;
}

/* No call any more, and how the last one ended. */
static void expect_end(struct script *s, enum modem_call_end end)
{
	assert_int_equal(modem_call(&s->m), MODEM_NO_CALL);
	assert_int_equal(modem_call_end(&s->m), end);
	assert_int_equal(modem_call_end(&s->m), MODEM_END_NONE);
}

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
		expect_end(s, MODEM_END_NONE);
	}
}

static void repeated_rings_are_one_call(void **state)
{
	struct script *s = ringing();

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
		const char *list;  /* while it rings */
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
		{ "\r\nERROR\r\n", "\r\n^CEND: 1,0,104\r\n", "\r\nERROR\r\n", 100 },
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
		expect_end(s, MODEM_END_OVER);
		/* Each call is followed by a look for messages. */
		script_run(s, 100);
		assert_true(script_said(s, "AT+CMGL=4/"));
	}
}

static void one_stray_ok_is_not_the_end(void **state)
{
	struct script *s = ringing();

	(void)state;
	s->rows = NULL;
	script_run(s, 600);
	s->rows = rings;
	script_run(s, 3000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	assert_int_equal(modem_call_end(&s->m), MODEM_END_NONE);
	/* Nor after the end of a call that is another one. */
	script_feed(s, "\r\nNO CARRIER\r\n");
	script_run(s, 600);
	s->rows = NULL;
	script_run(s, 600);
	s->rows = rings;
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
	expect_end(s, MODEM_END_OVER);
}

static void answers(void **state)
{
	struct script *s = ringing();

	(void)state;
	modem_mic_level(&s->m, 9);
	script_run(s, 100);
	script_forget(s);
	modem_answer(&s->m, s->now_ms);
	s->rows = active;
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
	expect_end(s, MODEM_END_OVER);
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
		struct script *s = ringing();

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
	struct script *s = ringing();

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
	expect_end(s, MODEM_END_OVER);
}

static void a_modem_that_answers_by_itself_is_hung_up(void **state)
{
	struct script *s = script_up(NULL);

	(void)state;
	s->rows = active;
	script_feed(s, RING);
	script_run(s, 2000);
	assert_true(script_said(s, "AT+CHUP/"));
	assert_int_equal(modem_call(&s->m), MODEM_NO_CALL);
	s->rows = NULL;
	script_run(s, 5000);
	expect_end(s, MODEM_END_NONE);

	s = ringing();
	s->rows = active;
	script_run(s, 2000);
	assert_true(script_said(s, "AT+CHUP/"));
	s->rows = NULL;
	script_run(s, 5000);
	expect_end(s, MODEM_END_OVER);
}

static void a_call_of_before_the_start_is_hung_up(void **state)
{
	struct script *s = script_begin(active, 0);

	(void)state;
	script_run(s, 10000);
	assert_true(script_said(s, "AT+CLCC/AT+CHUP/"));
	expect_end(s, MODEM_END_NONE);
	/* One that rings is not. */
	s = script_begin(rings, 0);
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
		struct script *s = answered();

		s->rows = refuses;
		script_forget(s);
		modem_hang_up(&s->m, s->now_ms);
		modem_hang_up(&s->m, s->now_ms);
		script_run(s, 100);
		assert_true(script_said(s, rows[i].order));
		assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
		s->rows = NULL;
		script_run(s, 1100);
		expect_end(s, MODEM_END_OVER);
	}
}

static void insists_when_the_modem_only_says_ok(void **state)
{
	struct script *s = answered();

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
	expect_end(s, MODEM_END_OVER);
}

static void rejects(void **state)
{
	struct script *s = ringing();

	(void)state;
	modem_hang_up(&s->m, s->now_ms);
	assert_true(script_said(s, "AT+CHUP/"));
	s->rows = NULL;
	script_run(s, 1100);
	expect_end(s, MODEM_END_OVER);
	/* The last ring's late lines make no new call, and are not in the way of one. */
	script_feed(s, RING CLIP);
	script_run(s, 1100);
	expect_end(s, MODEM_END_NONE);
	modem_dial(&s->m, s->now_ms, &somebody);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
}

static void a_new_call_just_after_the_last_one_shows(void **state)
{
	struct script *s = ringing();

	(void)state;
	modem_hang_up(&s->m, s->now_ms);
	s->rows = NULL;
	script_run(s, 1100);
	expect_end(s, MODEM_END_OVER);
	s->rows = rings;
	script_feed(s, RING CLIP);
	script_run(s, 100);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
}

/* A modem whose list is always empty rings on after a rejection: that is no second call. */
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
	expect_end(s, MODEM_END_OVER);
}

static void dials_and_is_answered(void **state)
{
	struct script *s = dialled();

	(void)state;
	script_run(s, 5000);
	s->rows = reached;
	script_run(s, 600);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
	assert_int_equal(modem_call_end(&s->m), MODEM_END_NONE);
	modem_hang_up(&s->m, s->now_ms);
	s->rows = NULL;
	script_run(s, 1100);
	expect_end(s, MODEM_END_OVER);
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
		{ OK, "", MODEM_END_UNREACHED },
		/* The final result comes when the call does, or does not, come about. */
		{ "", "\r\nBUSY\r\n", MODEM_END_REJECTED },
		{ "", "\r\nNO ANSWER\r\n", MODEM_END_UNREACHED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = { { "ATD", rows[i].to_dial }, { NULL, NULL } };
		struct script *s = script_up(script);

		modem_dial(&s->m, s->now_ms, &somebody);
		script_run(s, 1500);
		script_feed(s, rows[i].later);
		script_run(s, 4000);
		expect_end(s, rows[i].end);
		/* There and then the next. */
		s->rows = dials;
		modem_dial(&s->m, s->now_ms, &somebody);
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
	modem_dial(&s->m, s->now_ms, &somebody);
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
		modem_dial(&s->m, s->now_ms, &somebody);
		script_run(s, 5000);
		modem_hang_up(&s->m, s->now_ms);
		assert_string_equal(s->sent, "ATD+33600000002;//");
		script_run(s, 10000);
		expect_end(s, MODEM_END_UNREACHED);
		assert_int_equal(script_said(s, "AT+CHUP/"), rows[i].hung_up);
		assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	}
}

static void one_call_after_another(void **state)
{
	static const struct answer script[] = { { "ATD", "\r\nNO CARRIER\r\n" }, { NULL, NULL } };
	struct script *s = script_up(script);

	(void)state;
	modem_dial(&s->m, s->now_ms, &somebody);
	script_run(s, 0);
	expect_end(s, MODEM_END_UNREACHED);
	/* A modem needs a moment, and may say something of the last call still. */
	s->rows = NULL;
	modem_dial(&s->m, s->now_ms, &somebody);
	script_feed(s, "\r\nNO CARRIER\r\n");
	script_run(s, 400);
	assert_int_equal(script_said_count(s, "ATD"), 1);
	script_run(s, 800);
	assert_int_equal(script_said_count(s, "ATD"), 2);
	s->rows = dials;
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
		modem_dial(&s->m, s->now_ms, &somebody);
		script_run(s, 59900);
		assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
		assert_false(script_said(s, "AT+CHUP"));
		script_run(s, 3000);
		assert_true(script_said(s, "AT+CHUP/"));
		s->rows = after;
		script_run(s, 5000);
		expect_end(s, MODEM_END_UNREACHED);
	}
}

static void dials_only_when_it_can(void **state)
{
	static const struct number name = { NUMBER_NAME, "Somebody" };
	struct script *s = script_up(NULL);

	(void)state;
	modem_dial(&s->m, s->now_ms, &name);
	expect_end(s, MODEM_END_UNREACHED);
	script_feed(s, "\r\n+CREG: 2\r\n\r\n+CGREG: 2\r\n");
	modem_dial(&s->m, s->now_ms, &somebody);
	expect_end(s, MODEM_END_UNREACHED);
	s = ringing();
	modem_dial(&s->m, s->now_ms, &somebody);
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	assert_int_equal(modem_call_end(&s->m), MODEM_END_NONE);
	/* One that rings, and does not show yet, is in the way. */
	s = script_up(NULL);
	script_feed(s, RING);
	modem_dial(&s->m, s->now_ms, &somebody);
	expect_end(s, MODEM_END_UNREACHED);
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
	struct script *s = answered();

	(void)state;
	s->rows = waiting;
	script_feed(s, RING "\r\n+CCWA: \"+33600000003\",145,1\r\n\r\n+CLIP: \"+33600000003\",145\r\n");
	script_run(s, 5000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
	assert_string_equal(modem_caller(&s->m)->text, CALLER);
	assert_false(script_said(s, "AT+CHUP"));
	/* When the first is over the second rings like any other. */
	s->rows = left;
	script_run(s, 1100);
	expect_end(s, MODEM_END_OVER);
	script_feed(s, RING);
	script_run(s, 100);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	assert_string_equal(modem_caller(&s->m)->text, "+33600000003");

	s = dialled();
	script_feed(s, RING CLIP);
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
}

static void a_restart_ends_it(void **state)
{
	struct script *s = answered();

	(void)state;
	modem_mic_level(&s->m, 3);
	script_run(s, 100);
	script_feed(s, "\r\nRDY\r\n");
	expect_end(s, MODEM_END_OVER);
	s->rows = NULL;
	script_forget(s);
	script_run(s, 10000);
	assert_true(script_said(s, "AT+CMIC=0,3/"));
	s = ringing();
	script_feed(s, "\r\nRDY\r\n");
	expect_end(s, MODEM_END_OVER);
	s = dialled();
	script_feed(s, "\r\nRDY\r\n");
	expect_end(s, MODEM_END_UNREACHED);
}

static void messages_wait_while_a_call_comes_about(void **state)
{
	static const struct submit hello = { &somebody, "hello", 1, 1 };
	struct script *s = ringing();

	(void)state;
	modem_send(&s->m, s->now_ms, &hello);
	modem_ussd(&s->m, s->now_ms, "*100#");
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	script_run(s, 5000);
	/* Reading goes on. */
	assert_true(script_said(s, "AT+CMGR=4/"));
	assert_false(script_said(s, "AT+CMGS"));
	assert_false(script_said(s, "AT+CUSD=1"));
	modem_answer(&s->m, s->now_ms);
	s->rows = active;
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
	assert_true(script_said(s, "AT+CMGS="));
}

static void learns_who_it_is(void **state)
{
	static const struct {
		const char *imei, *own;
		const char *says_imei;
		enum number_kind kind;
		const char *says_own;
	} rows[] = {
		{ OK, OK, "", NUMBER_NONE, "" },
		{ "\r\nERROR\r\n", "\r\n+CME ERROR: 10\r\n", "", NUMBER_NONE, "" },
		{ "\r\n350000000000006\r\n" OK, "\r\n+CNUM: ,\"+33600000000\",145\r\n" OK, "350000000000006",
		  NUMBER_INTERNATIONAL, "+33600000000" },
		{ "\r\n+CGSN: \"3500000000000061\"\r\n" OK,
		  "\r\n+CNUM: \"Own, voice\",\"33600000000\",145,7,4\r\n\r\n+CNUM: \"Data\",\"0600000009\",129\r\n" OK,
		  "3500000000000061", NUMBER_INTERNATIONAL, "+33600000000" },
		{ "\r\n+CREG: 1\r\n\r\n350000000000006\r\n" OK,
		  "\r\n+CNUM: \"\",\"\",129\r\n\r\n+CNUM: \"\",\"0600000000\",129\r\n" OK, "350000000000006", NUMBER_PLAIN,
		  "0600000000" },
		{ "\r\n3500\r\n" OK, "\r\n+CNUM: \"\",\"none\",129\r\n" OK, "", NUMBER_NONE, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = {
			{ "AT+CGSN", rows[i].imei }, { "AT+CNUM", rows[i].own }, { NULL, NULL },
		};
		struct script *s = script_begin(script, 0);

		assert_string_equal(modem_imei(&s->m), "");
		modem_mic_level(&s->m, 15);
		script_run(s, 30000);
		assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
		assert_string_equal(modem_imei(&s->m), rows[i].says_imei);
		assert_int_equal(modem_own_number(&s->m)->kind, rows[i].kind);
		assert_string_equal(modem_own_number(&s->m)->text, rows[i].says_own);
		assert_int_equal(script_said_count(s, "AT+CMIC=0,15/"), 1);
	}
}

static void what_comes_between_the_modem_and_its_name_is_not_lost(void **state)
{
	static const struct answer script[] = {
		{ "AT+CGSN", "\r\n+CMTI: \"ME\",7\r\n\r\n350000000000006\r\n" OK }, { NULL, NULL },
	};
	struct script *s = script_begin(script, 0);

	(void)state;
	script_run(s, 10000);
	assert_string_equal(modem_imei(&s->m), "350000000000006");
	assert_true(script_said(s, "AT+CMGR=7/"));
}

/* Any split of the bytes leaves the same dialogue. */
static void any_split_is_the_same(void **state)
{
	static char whole[65536];

	(void)state;
	for (size_t split = 0; split < 24; split++) {
		struct script *s = script_begin(NULL, split);

		script_run(s, 20000);
		script_forget(s);
		s->rows = rings;
		script_feed(s, RING CLIP);
		script_run(s, 3000);
		assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
		modem_answer(&s->m, s->now_ms);
		s->rows = active;
		script_run(s, 3000);
		assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
		s->rows = NULL;
		script_feed(s, "\r\nNO CARRIER\r\n");
		script_run(s, 3000);
		expect_end(s, MODEM_END_OVER);
		if (split == 0)
			strcpy(whole, s->sent);
		assert_string_equal(s->sent, whole);
	}
}

static uint32_t chance(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

/* Whatever is said and wanted in whatever order: in the end no call is left, and all that was wanted has a result. */
static void any_order_comes_to_an_end(void **state)
{
	static const char *const lines[] = {
		RING, CLIP, "\r\n+CLIP: \"\",128\r\n", "\r\n+CRING: VOICE\r\n", "\r\nNO CARRIER\r\n", "\r\nBUSY\r\n", OK,
		"\r\nERROR\r\n", "\r\nCONNECT\r\n", "\r\n+CLCC: 1,1,0,0,0\r\n", "\r\n+CCWA: \"\",128\r\n",
		"\r\nVOICE CALL: BEGIN\r\n", "\r\nVOICE CALL: END\r\n", "\r\n+CUSD: 0,\"Text\",15\r\n",
		"\r\n+CUSD: 1,\"Open\r\n", "\r\n+CME ERROR: 30\r\n", "\r\n+CMTI: \"ME\",1\r\n",
	};
	static const char *const answers_given[] = {
		OK, "\r\nERROR\r\n", "", "\r\nNO CARRIER\r\n", LIST(1, 4), LIST(0, 2), LIST(1, 0), LIST(0, 0),
	};
	static const struct answer sane[] = { { "00", "\r\n+CMGS: 1\r\n" OK }, { NULL, NULL } };
	static const struct submit hello = { &somebody, "hello", 1, 1 };
	const char *text;

	(void)state;
	for (uint32_t seed = 1; seed <= 300; seed++) {
		uint32_t luck = seed;
		struct script *s = script_up(NULL);

		for (int i = 0; i < 60; i++) {
			struct answer rows[] = { { "ATD", NULL }, { "ATA", NULL }, { "AT+CLCC", NULL }, { "AT+CHUP", NULL },
						 { "AT+CUSD", NULL }, { "", NULL }, { NULL, NULL } };

			for (size_t k = 0; k + 1 < sizeof rows / sizeof *rows; k++)
				rows[k].bytes = answers_given[chance(&luck, sizeof answers_given / sizeof *answers_given)];
			s->rows = rows;
			script_forget(s);
			switch (chance(&luck, 8)) {
			case 0:
				modem_dial(&s->m, s->now_ms, &somebody);
				break;
			case 1:
				modem_answer(&s->m, s->now_ms);
				break;
			case 2:
				modem_hang_up(&s->m, s->now_ms);
				break;
			case 3:
				modem_ussd(&s->m, s->now_ms, "*100#");
				break;
			case 4:
				if (modem_send_ready(&s->m))
					modem_send(&s->m, s->now_ms, &hello);
				break;
			default:
				script_feed(s, lines[chance(&luck, sizeof lines / sizeof *lines)]);
			}
			script_run(s, chance(&luck, 4000));
		}
		s->rows = sane;
		script_run(s, 300000);
		assert_int_equal(modem_call(&s->m), MODEM_NO_CALL);
		assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
		modem_call_end(&s->m);
		modem_ussd_result(&s->m, &text);
		modem_send_result(&s->m);
		script_forget(s);
		modem_send(&s->m, s->now_ms, &hello);
		modem_dial(&s->m, s->now_ms, &somebody);
		script_run(s, 10000);
		assert_true(script_said(s, "ATD+33600000002;/"));
		expect_end(s, MODEM_END_UNREACHED);
		assert_true(script_said(s, "AT+CMGS="));
		assert_int_equal(modem_ussd_result(&s->m, &text), MODEM_USSD_NONE);
	}
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
		cmocka_unit_test(answering_may_fail),
		cmocka_unit_test(hangs_up_what_is_being_answered),
		cmocka_unit_test(a_modem_that_answers_by_itself_is_hung_up),
		cmocka_unit_test(a_call_of_before_the_start_is_hung_up),
		cmocka_unit_test(hangs_up_until_the_call_is_gone),
		cmocka_unit_test(insists_when_the_modem_only_says_ok),
		cmocka_unit_test(rejects),
		cmocka_unit_test(a_new_call_just_after_the_last_one_shows),
		cmocka_unit_test(a_ring_that_goes_on_is_the_same_call),
		cmocka_unit_test(dials_and_is_answered),
		cmocka_unit_test(tells_why_nobody_was_reached),
		cmocka_unit_test(waits_for_a_dial_that_answers_late),
		cmocka_unit_test(gives_up_a_dial_that_answers_late),
		cmocka_unit_test(one_call_after_another),
		cmocka_unit_test(a_dial_has_a_limit),
		cmocka_unit_test(dials_only_when_it_can),
		cmocka_unit_test(another_call_is_left_waiting),
		cmocka_unit_test(a_restart_ends_it),
		cmocka_unit_test(messages_wait_while_a_call_comes_about),
		cmocka_unit_test(learns_who_it_is),
		cmocka_unit_test(what_comes_between_the_modem_and_its_name_is_not_lost),
		cmocka_unit_test(any_split_is_the_same),
		cmocka_unit_test(any_order_comes_to_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
