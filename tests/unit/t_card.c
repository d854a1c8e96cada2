/* The driver and the SIM card: its states, its PIN, its comings and goings.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/script.h"

#define MINUTE_MS 60000u
#define LOCKED "\r\n+CPIN: SIM PIN\r\n" OK
#define ENTER "AT+CPIN=\"1234\"/"

/* A modem that answers so, and is told a PIN. */
static struct script *begin(const struct answer *rows)
{
	struct script *s = script_begin(rows, 0);

	modem_pin(&s->m, "1234");
	s->secret = "1234";
	return s;
}

static void a_pin_is_entered_and_the_modem_comes_up(void **state)
{
	static const struct answer locked[] = {
		{ "AT+CPIN?", LOCKED },
		{ "AT+CPINR", "\r\n+CPINR: SIM PIN,3,3\r\n+CPINR: SIM PUK,10,10\r\n" OK },
		{ "AT+CPIN=", OK "\r\n+CPIN: READY\r\n\r\nSMS DONE\r\n\r\nPB DONE\r\n" },
		{ NULL, NULL },
	};
	struct script *s = begin(locked);

	(void)state;
	for (int i = 0; i < 100 && !script_said(s, ENTER); i++)
		script_run(s, 100);
	assert_true(script_said(s, "/AT+CPIN?/AT+CPINR/" ENTER));
	/* It does not stay in the buffer of the dialogue. */
	assert_null(strstr(s->m.chat.command, "1234"));
	s->rows = NULL;
	script_run(s, 10000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_false(modem_pin_refused(&s->m));
	assert_int_equal(script_said_count(s, ENTER), 1);
	/* After the modem's next start it is needed again. */
	s->rows = locked;
	script_feed(s, "\r\nRDY\r\n");
	for (int i = 0; i < 100 && script_said_count(s, ENTER) == 1; i++)
		script_run(s, 100);
	assert_int_equal(script_said_count(s, ENTER), 2);
	s->rows = NULL;
	script_run(s, 10000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
}

static void one_that_is_refused_is_never_tried_again(void **state)
{
	static const struct {
		const char *tries, *result;
		unsigned within_s;
	} rows[] = {
		{ "\r\n+CPINR: SIM PIN,3,3\r\n" OK, "\r\n+CME ERROR: 16\r\n", 5 },
		{ "\r\n+CPINR: SIM PIN,3,3\r\n" OK, "\r\n+CME ERROR: 12\r\n", 5 },
		{ "\r\nERROR\r\n", "\r\n+CME ERROR: 16\r\n", 5 },
		/* Nobody says so, but it goes on asking. */
		{ "\r\nERROR\r\n", OK, 45 },
		{ "\r\nERROR\r\n", "\r\nERROR\r\n", 45 },
		{ "\r\nERROR\r\n", "\r\n+CME ERROR: incorrect password\r\n", 45 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer locked[] = { { "AT+CPIN?", LOCKED }, { "AT+CPINR", rows[i].tries },
						 { "AT+CPIN=", rows[i].result }, { NULL, NULL } };
		struct script *s = begin(locked);

		script_run(s, rows[i].within_s * 1000u);
		assert_int_equal(s->errors, 1);
		assert_true(modem_pin_refused(&s->m));
		assert_int_equal(modem_radio(&s->m), MODEM_SIM_LOCKED);
		for (int hour = 0; hour < 3; hour++) {
			script_run(s, 30 * MINUTE_MS);
			script_feed(s, "\r\nRDY\r\n");
			script_run(s, 30 * MINUTE_MS);
		}
		assert_int_equal(script_said_count(s, ENTER), 1);
		/* But another one is. */
		modem_pin(&s->m, "5678");
		assert_false(modem_pin_refused(&s->m));
		script_run(s, MINUTE_MS);
		assert_int_equal(script_said_count(s, "AT+CPIN=\"5678\"/"), 1);
	}
}

static void the_card_counts_what_it_was_asked(void **state)
{
	static const struct answer first[] = { { "AT+CPIN?", LOCKED },
					       { "AT+CPINR", "\r\n+CPINR: SIM PIN,3,3\r\n" OK }, { NULL, NULL } };
	static const struct answer counted[] = { { "AT+CPIN?", LOCKED },
						 { "AT+CPINR", "\r\n+CPINR: SIM PIN,2,3\r\n" OK }, { NULL, NULL } };
	struct script *s = begin(first);

	(void)state;
	/* OK without an effect, and no try is lost: once more, not twice more. */
	script_run(s, 15000);
	assert_int_equal(script_said_count(s, ENTER), 1);
	script_run(s, 15000);
	assert_int_equal(script_said_count(s, ENTER), 2);
	assert_false(modem_pin_refused(&s->m));
	script_run(s, 10 * MINUTE_MS);
	assert_int_equal(script_said_count(s, ENTER), 2);
	assert_true(modem_pin_refused(&s->m));
	/* A try is lost: it was heard, and it was wrong. */
	s = begin(first);
	script_run(s, 15000);
	s->rows = counted;
	script_run(s, 15000);
	assert_true(modem_pin_refused(&s->m));
	assert_int_equal(script_said_count(s, ENTER), 1);
}

static void the_last_try_is_left_to_its_owner(void **state)
{
	static const struct {
		const char *maker, *model, *command, *answer;
	} rows[] = {
		{ "\r\nSomebody\r\n" OK, "\r\nSomething\r\n" OK, "AT+CPINR", "\r\n+CPINR: SIM PIN,1,3\r\n" OK },
		{ "\r\nSomebody\r\n" OK, "\r\nSomething\r\n" OK, "AT+CPINR", "\r\n+CREG: 2\r\n\r\n+CPINR: SIM PIN,0,3\r\n" OK },
		{ "\r\nSomebody\r\n" OK, "\r\nSomething\r\n" OK, "AT+CPINR",
		  "\r\n+CPIN: \"SIM PIN\",3\r\n\r\n+CPINR: SIM PIN,1,3\r\n" OK },
		{ "\r\nQuectel\r\n" OK, "\r\nEC25\r\n" OK, "AT+QPINC?",
		  "\r\n+QUSIM: 1,3\r\n\r\n+CFUN: 3\r\n\r\n+QPINC: \"SC\",1,10\r\n" OK },
		{ "\r\nSIMCOM\r\n" OK, "\r\nSIM800\r\n" OK, "AT+SPIC", "\r\n+SPIC: 1,10,3,10\r\n" OK },
		{ "\r\nQuectel\r\n" OK, "\r\nEC25\r\n" OK, "AT+QPINC?",
		  "\r\n+QPINC: \"SC\",1,10\r\n+QPINC: \"P2\",3,10\r\n" OK },
		{ "\r\nQuectel_Ltd\r\n" OK, "\r\nQuectel_M95\r\n" OK, "AT+QTRPIN", "\r\n+QTRPIN: 1,3,10,10\r\n" OK },
		{ "\r\nTelit\r\n" OK, "\r\nHE910\r\n" OK, "AT#PCT", "\r\n#PCT: 1\r\n" OK },
		{ "\r\nu-blox\r\n" OK, "\r\nSARA-U201\r\n" OK, "AT+UPINCNT", "\r\n+UPINCNT: 1,3,10,10\r\n" OK },
		{ "\r\nhuawei\r\n" OK, "\r\nE173\r\n" OK, "AT^CPIN?", "\r\n^CPIN: SIM PIN,,10,1,10,3\r\n" OK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer locked[] = { { "AT+CGMI", rows[i].maker }, { "AT+CGMM", rows[i].model },
						 { rows[i].command, rows[i].answer }, { "AT+CPIN?", LOCKED }, { NULL, NULL } };
		struct script *s = begin(locked);

		script_run(s, 10 * MINUTE_MS);
		assert_true(script_said(s, rows[i].command));
		assert_false(script_said(s, ENTER));
		assert_int_equal(s->errors, 1);
		assert_false(modem_pin_refused(&s->m));
		assert_int_equal(modem_radio(&s->m), MODEM_SIM_LOCKED);
	}
}

/* 2 of 3: somebody has tried one; whoever doubts this PIN should not. */
static void one_that_was_doubted_is_entered_only_with_all_tries_left(void **state)
{
	static const struct {
		const char *tries;
		bool entered;
	} rows[] = {
		{ "\r\n+CPINR: SIM PIN,3,3\r\n" OK, true },
		{ "\r\n+CPINR: SIM PIN,2,3\r\n" OK, false },
		{ "\r\nERROR\r\n", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer locked[] = { { "AT+CPIN?", LOCKED }, { "AT+CPINR", rows[i].tries },
						 { NULL, NULL } };
		struct script *s = begin(locked);

		modem_pin_doubted(&s->m);
		script_run(s, 10000);
		assert_int_equal(script_said(s, ENTER), rows[i].entered);
		assert_int_equal(s->errors, !rows[i].entered);
		assert_false(modem_pin_refused(&s->m));
		assert_int_equal(modem_radio(&s->m), rows[i].entered ? MODEM_SEARCHING : MODEM_SIM_LOCKED);
	}
}

static void an_owner_who_unlocks_it_ends_the_caution(void **state)
{
	static const struct answer last[] = { { "AT+CPIN?", LOCKED },
					      { "AT+CPINR", "\r\n+CPINR: SIM PIN,1,3\r\n" OK }, { NULL, NULL } };
	static const struct answer all[] = { { "AT+CPIN?", LOCKED },
					     { "AT+CPINR", "\r\n+CPINR: SIM PIN,3,3\r\n" OK }, { NULL, NULL } };
	struct script *s = begin(last);

	(void)state;
	script_run(s, MINUTE_MS);
	assert_int_equal(modem_radio(&s->m), MODEM_SIM_LOCKED);
	s->rows = NULL;
	script_run(s, MINUTE_MS);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_false(script_said(s, ENTER));
	s->rows = all;
	script_feed(s, "\r\nRDY\r\n");
	script_run(s, 10000);
	assert_int_equal(script_said_count(s, ENTER), 1);
}

/* An OK without a word is "ready": what was said before the modem restarted is not its word. */
static void what_it_said_before_a_restart_counts_no_more(void **state)
{
	static const struct answer interrupted[] = { { "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nRDY\r\n" },
						     { NULL, NULL } };
	static const struct answer silent[] = { { "AT+CPIN?", OK }, { NULL, NULL } };
	struct script *s = script_begin(interrupted, 0);

	(void)state;
	while (!script_said(s, "AT+CPIN?"))
		script_run(s, 10);
	s->rows = silent;
	script_run(s, 10000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
}

static void one_of_two_tries_is_taken(void **state)
{
	static const struct answer two[] = { { "AT+CPIN?", LOCKED },
					     { "AT+CPINR", "\r\n+CPINR: SIM PIN,2,3\r\n" OK }, { NULL, NULL } };
	struct script *s = begin(two);

	(void)state;
	script_run(s, 10000);
	assert_int_equal(script_said_count(s, ENTER), 1);
}

static void nothing_is_tried_without_a_pin(void **state)
{
	static const struct answer locked[] = { { "AT+CPIN?", LOCKED }, { NULL, NULL } };

	(void)state;
	for (int told = 0; told < 2; told++) {
		struct script *s = script_begin(locked, 0);

		if (told)
			modem_pin(&s->m, "");
		script_run(s, 60 * MINUTE_MS);
		assert_false(script_said(s, "AT+CPIN="));
		assert_int_equal(modem_radio(&s->m), MODEM_SIM_LOCKED);
		assert_false(modem_pin_refused(&s->m));
	}
}

static void an_echo_of_the_pin_is_not_noted(void **state)
{
	static const struct answer locked[] = { { "AT+CPIN?", LOCKED }, { "AT+CPIN=", NULL }, { NULL, NULL } };
	struct script *s = begin(locked);

	(void)state;
	script_run(s, 5000);
	assert_true(script_said(s, ENTER));
	script_feed(s, "\r\nAT+CPIN=\"1234\"\r\n");
	script_run(s, 60000);
	script_feed(s, "\r\nT+CPI=\"1234\"\r\n\r\nAT+CPIN=\"1234\"\r\n");
	/* All else is. */
	unsigned before = s->quotes;
	script_feed(s, "\r\n^HELLO: \"123\",4\r\n");
	assert_int_equal(s->quotes, before + 1);
}

static void a_restart_while_it_is_checked_is_no_second_chance(void **state)
{
	static const struct answer crashes[] = {
		{ "AT+CPIN?", LOCKED },
		{ "AT+CPINR", "\r\nERROR\r\n" },
		{ "AT+CPIN=", "\r\nRDY\r\n" },
		{ NULL, NULL },
	};
	struct script *s = begin(crashes);

	(void)state;
	script_run(s, 10 * MINUTE_MS);
	assert_int_equal(script_said_count(s, ENTER), 1);
	assert_true(modem_pin_refused(&s->m));
}

static const struct answer away[] = {
	{ "AT+CPIN?", "\r\n+CME ERROR: 10\r\n" },
	{ "AT+CREG?", "\r\n+CREG: 1,0\r\n" OK },
	{ "AT+CGREG?", "\r\n+CGREG: 1,0\r\n" OK },
	{ NULL, NULL },
};

static void a_card_that_is_pulled_and_put_back_is_noticed(void **state)
{
	static const struct {
		const char *out, *in; /* what the modem says of it */
	} rows[] = {
		{ "\r\n+CSMINS: 1,0\r\n", "\r\n+CSMINS: 1,1\r\n" },
		{ "\r\n+QSIMSTAT: 1,0\r\n", "\r\n+QSIMSTAT: 1,1\r\n" },
		{ "\r\n+UUSIMSTAT: 0\r\n", "\r\n+UUSIMSTAT: 1\r\n" },
		{ "\r\n#QSS: 0\r\n", "\r\n#QSS: 1\r\n" },
		{ "\r\n+CPIN: NOT INSERTED\r\n", "\r\n+CPIN: READY\r\n" },
		{ "\r\n+CPIN: NOT READY\r\n", "\r\n+CPIN: READY\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct script *s = script_up(NULL);

		s->rows = away;
		script_feed(s, rows[i].out);
		script_run(s, 3000);
		assert_int_equal(modem_radio(&s->m), MODEM_SIM_FAULT);
		/* Between two looks at it, which are 10 s apart. */
		script_run(s, MINUTE_MS);
		s->rows = NULL;
		script_feed(s, rows[i].in);
		script_run(s, 2000);
		assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	}
}

static void nobody_needs_to_tell(void **state)
{
	static const struct answer number[] = { { "AT+CNUM", "\r\n+CNUM: ,\"+33600000001\",145\r\n" OK }, { NULL, NULL } };
	struct script *s = script_up(number);

	(void)state;
	assert_string_equal(modem_own_number(&s->m)->text, "+33600000001");
	s->rows = away;
	script_run(s, 2 * MINUTE_MS);
	assert_int_equal(modem_radio(&s->m), MODEM_SIM_FAULT);
	/* The next card is another. */
	assert_int_equal(modem_own_number(&s->m)->kind, NUMBER_NONE);
	s->rows = NULL;
	script_run(s, 20000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	/* An error of the sending part hints at it as well. */
	s->rows = away;
	card_look(&s->m);
	script_run(s, 5000);
	assert_int_equal(modem_radio(&s->m), MODEM_SIM_FAULT);
}

static void a_look_at_a_card_that_is_there_changes_nothing(void **state)
{
	static const char *const answers[] = { ("\r\n+CPIN: READY\r\n" OK), OK, "\r\n+CME ERROR: 14\r\n", "\r\nERROR\r\n",
					       "\r\n+CME ERROR: 100\r\n" };
	struct script *s = script_up(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		const struct answer rows[] = { { "AT+CPIN?", answers[i] }, { NULL, NULL } };

		s->rows = rows;
		script_feed(s, "\r\n+CSMINS: 1,1\r\n");
		script_run(s, 5000);
		assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
		assert_int_equal(s->m.restarts, 0);
	}
}

/* Busy, then failed, then away, then ready. */
static void a_card_that_takes_its_time_is_waited_for(void **state)
{
	static const char *const answers[] = { "\r\n+CME ERROR: 14\r\n", "\r\n+CME ERROR: 13\r\n", "\r\n+CME ERROR: 15\r\n" };
	struct script *s = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		const struct answer rows[] = { { "AT+CPIN?", answers[i] }, { NULL, NULL } };

		s = script_begin(rows, 0);
		script_run(s, 20000);
		assert_int_equal(modem_radio(&s->m), MODEM_SEARCHING);
		s->rows = NULL;
		script_run(s, 5000);
		assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
		/* At a later start no less. */
		script_run(s, 60 * MINUTE_MS);
		s->rows = rows;
		script_feed(s, "\r\nRDY\r\n");
		script_run(s, 20000);
		assert_int_equal(modem_radio(&s->m), MODEM_SEARCHING);
	}
}

static void one_that_stays_busy_gets_the_radio_restarted(void **state)
{
	static const struct answer busy[] = { { "AT+CPIN?", "\r\n+CME ERROR: 14\r\n" }, { NULL, NULL } };
	struct script *s = script_begin_with_power(busy);

	(void)state;
	script_run(s, 50000);
	assert_false(script_said(s, "AT+CFUN=0"));
	script_run(s, 30000);
	assert_int_equal(modem_radio(&s->m), MODEM_SIM_FAULT);
	assert_int_equal(script_said_count(s, "/AT+CFUN=0/AT+CFUN=1/"), 1);
	script_run(s, 3 * MINUTE_MS);
	assert_int_equal(script_said_count(s, "AT+CFUN=0"), 1);
	/* Then the modem, then its power, ever more seldom. */
	script_run(s, 60 * MINUTE_MS);
	assert_int_equal(s->m.recover.count[STEP_RADIO], 1);
	assert_int_equal(s->m.recover.count[STEP_RESTART], 1);
	assert_int_equal(s->m.recover.count[STEP_POWER], 1);
	assert_int_equal(s->cuts, 1);
	s->rows = NULL;
	script_run(s, 20000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pin_is_entered_and_the_modem_comes_up),
		cmocka_unit_test(one_that_is_refused_is_never_tried_again),
		cmocka_unit_test(the_card_counts_what_it_was_asked),
		cmocka_unit_test(the_last_try_is_left_to_its_owner),
		cmocka_unit_test(one_that_was_doubted_is_entered_only_with_all_tries_left),
		cmocka_unit_test(an_owner_who_unlocks_it_ends_the_caution),
		cmocka_unit_test(what_it_said_before_a_restart_counts_no_more),
		cmocka_unit_test(one_of_two_tries_is_taken),
		cmocka_unit_test(nothing_is_tried_without_a_pin),
		cmocka_unit_test(an_echo_of_the_pin_is_not_noted),
		cmocka_unit_test(a_restart_while_it_is_checked_is_no_second_chance),
		cmocka_unit_test(a_card_that_is_pulled_and_put_back_is_noticed),
		cmocka_unit_test(nobody_needs_to_tell),
		cmocka_unit_test(a_look_at_a_card_that_is_there_changes_nothing),
		cmocka_unit_test(a_card_that_takes_its_time_is_waited_for),
		cmocka_unit_test(one_that_stays_busy_gets_the_radio_restarted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
