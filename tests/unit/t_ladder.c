/* Bringing a modem up: what it refuses, what it crashes at, how it goes away.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/script.h"

#define MINUTE_MS 60000u

static void each_setting_is_made(void **state)
{
	static const char *const lines[] = {
		"/ATE0/", "/ATV1/", "/ATQ0/", "/ATX4/", "/AT&D0/", "/AT&C1/", "/ATS0=0/", "/AT+CMEE=1/", "/AT+CFUN=1/",
		"/AT+CVHU=0/", "/AT+CREG=1/", "/AT+CGREG=1/", "/AT+CEREG=1/", "/AT+CSMS=0/", "/AT+CMGF=0/", "/AT+CTZU=1/",
		"/AT+CTZR=1/", "/AT+CLIP=1/", "/AT+CRC=0/", "/AT+COLP=0/", "/AT+CMUT=0/", "/AT+CUSD=1/", "/AT+CSCS=\"GSM\"/",
	};
	struct script *s = script_begin(NULL, 0);

	(void)state;
	script_run(s, 10000);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_int_equal(script_said_count(s, lines[i]), 1);
	/* What crashes some modems, and what is for ever. */
	assert_false(script_said(s, "AT+CUAD"));
	assert_false(script_said(s, "AT&W"));
}

/* All but what the socket cannot do without. */
static void refusals_do_no_harm(void **state)
{
	static const struct answer curt[] = {
		{ "ATE0", OK }, { "AT+CPMS=", OK }, { "AT+CMGF=0", OK }, { "AT+CPIN?", "\r\n+CPIN: READY\r\n" OK },
		{ "AT+CREG?", "\r\n+CREG: 0,1\r\n" OK }, { "AT+CMGL", OK }, { "AT+CGMM", "\r\nX\r\n" OK }, { "AT", "\r\nERROR\r\n" },
		{ NULL, NULL },
	};
	struct script *s = script_begin(curt, 0);

	(void)state;
	script_run(s, 2 * MINUTE_MS);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_int_equal(s->m.restarts, 0);
}

/* The service for messages may take most of a minute to begin. */
static void talk_of_the_card_hurries_nothing_else(void **state)
{
	static const struct answer early[] = { { "AT+CPMS?", "\r\n+CMS ERROR: 302\r\n" }, { NULL, NULL } };
	struct script *s = script_begin(early, 0);

	(void)state;
	for (int i = 0; i < 400; i++) {
		script_feed(s, "\r\n+CPIN: READY\r\n");
		script_run(s, 100);
	}
	assert_in_range(script_said_count(s, "AT+CPMS?/"), 30, 45);
	assert_false(script_said(s, "AT+CPMS=\"ME\""));
}

/* However long it was looked for before. */
static void a_refusal_or_two_is_no_trouble(void **state)
{
	static const struct answer refuses[] = { { "ATE0", "\r\nERROR\r\n" }, { NULL, NULL } };
	struct script *s = script_begin(refuses, 0);

	(void)state;
	s->dead = true;
	script_run(s, 8000);
	s->dead = false;
	while (script_said_count(s, "ATE0/") < 3)
		script_run(s, 100);
	s->rows = NULL;
	script_run(s, 8000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_int_equal(s->errors, 0);
}

static void what_it_needs_is_tried_for_ever(void **state)
{
	static const struct answer refuses[] = { { "AT+CMGF=0", "\r\nERROR\r\n" }, { NULL, NULL } };
	struct script *s = script_begin(refuses, 0);

	(void)state;
	script_run(s, 5 * MINUTE_MS);
	assert_int_not_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_true(script_said_count(s, "AT+CMGF=0/") > 20);
	assert_true(s->errors > 0);
	s->rows = NULL;
	script_run(s, 30000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
}

/* From the first of all that might do. */
static void what_it_refused_before_is_tried_again(void **state)
{
	static const struct answer none[] = { { "AT+CPMS=", "\r\n+CMS ERROR: 302\r\n" }, { NULL, NULL } };
	static const struct answer no_sim[] = { { "AT+CPMS=\"SM\"", "\r\n+CMS ERROR: 302\r\n" }, { NULL, NULL } };
	struct script *s = script_begin(none, 0);

	(void)state;
	script_run(s, MINUTE_MS);
	assert_int_not_equal(modem_radio(&s->m), MODEM_REGISTERED);
	s->rows = no_sim;
	script_run(s, 30000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
}

static void a_command_that_crashes_it_twice_is_left_out(void **state)
{
	static const struct answer crashes[] = { { "AT+CTZU=1", "\r\nRDY\r\n\r\n+CFUN: 1\r\n" }, { NULL, NULL } };
	struct script *s = script_begin(crashes, 0);

	(void)state;
	script_run(s, MINUTE_MS);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_int_equal(script_said_count(s, "/AT+CTZU=1/"), 2);
	assert_int_equal(s->m.restarts, 2);
	/* Those beside it are not. */
	assert_true(script_said(s, "/AT+CTZR=1/"));
	/* From now on. */
	script_forget(s);
	script_feed(s, "\r\nRDY\r\n");
	script_run(s, 30000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_false(script_said(s, "AT+CTZU"));
	assert_true(script_said(s, "/AT+CTZR=1/"));
}

static void so_is_one_that_silences_it(void **state)
{
	static const struct answer silences[] = { { "AT+CTZR=1", NULL }, { NULL, NULL } };
	struct script *s = script_begin(silences, 0);

	(void)state;
	for (int i = 0; i < 2; i++) {
		script_forget(s);
		while (!script_said(s, "AT+CTZR=1/"))
			script_run(s, 10);
		s->dead = true;
		script_run(s, 3 * MINUTE_MS);
		assert_int_equal(modem_radio(&s->m), MODEM_DEAD);
		s->dead = false;
	}
	script_forget(s);
	script_run(s, 30000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_false(script_said(s, "AT+CTZR"));
	assert_true(script_said(s, "/AT+CTZU=1/"));
}

/* It says nothing of its restart, and echoes again. */
static void so_is_one_that_restarts_it_without_a_word(void **state)
{
	static const struct answer restarted[] = {
		{ "AT+CTZU=1", NULL }, { "AT+CGMM", "AT+CGMM\r\r\nX\r\n" OK }, { NULL, NULL },
	};
	struct script *s = script_begin(NULL, 0);

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		s->rows = NULL;
		while (!script_said(s, "AT+CEREG=1/"))
			script_run(s, 10);
		s->rows = restarted;
		while (s->m.restarts == i)
			script_run(s, 10);
		script_forget(s);
	}
	assert_int_equal(s->m.restarts, 2);
	s->rows = NULL;
	script_run(s, 30000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_false(script_said(s, "AT+CTZU"));
}

static void a_single_crash_is_forgiven(void **state)
{
	static const struct answer crashes[] = { { "AT+CTZU=1", "\r\nRDY\r\n" }, { NULL, NULL } };
	static const struct answer other[] = { { "AT+CNUM", "\r\nRDY\r\n" }, { NULL, NULL } };
	struct script *s = script_begin(crashes, 0);

	(void)state;
	for (int i = 0; i < 3; i++) {
		s->rows = crashes;
		script_feed(s, "\r\nRDY\r\n");
		script_forget(s);
		while (!script_said(s, "AT+CTZU=1/"))
			script_run(s, 10);
		s->rows = other;
		script_forget(s);
		while (!script_said(s, "AT+CNUM/"))
			script_run(s, 10);
	}
	s->rows = NULL;
	script_forget(s);
	script_run(s, 30000);
	assert_true(script_said(s, "/AT+CTZU=1/"));
	assert_true(script_said(s, "/AT+CNUM/"));
}

static void one_that_is_needed_is_never_left_out(void **state)
{
	static const struct answer crashes[] = { { "AT+CMGF=0", "\r\nRDY\r\n" }, { NULL, NULL } };
	struct script *s = script_begin(crashes, 0);

	(void)state;
	script_run(s, MINUTE_MS);
	assert_true(script_said_count(s, "AT+CMGF=0/") > 4);
	/* Nor is that said. */
	assert_int_equal(s->warnings, s->m.restarts);
	s->rows = NULL;
	script_forget(s);
	script_run(s, 30000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_true(script_said(s, "AT+CMGF=0/"));
}

static void a_modem_that_switches_itself_off_gets_its_power_cut_soon(void **state)
{
	static const char *const words[] = { "\r\nNORMAL POWER DOWN\r\n", "\r\nPOWERED DOWN\r\n",
					     "\r\nUNDER-VOLTAGE POWER DOWN\r\n" };

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct script *s = script_begin_with_power(NULL);

		s->revives = true;
		script_run(s, MINUTE_MS);
		/* As often as it does. */
		for (unsigned times = 1; times <= 3; times++) {
			script_feed(s, words[i]);
			s->dead = true;
			assert_int_equal(modem_radio(&s->m), MODEM_DEAD);
			script_run(s, MINUTE_MS);
			assert_int_equal(s->cuts, times);
			assert_int_equal(s->m.recover.count[STEP_POWER], times);
			assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
		}
	}
}

/* However often it says goodbye. */
static void saying_so_again_is_no_reprieve(void **state)
{
	struct script *s = script_begin_with_power(NULL);

	(void)state;
	s->revives = true;
	script_run(s, MINUTE_MS);
	script_feed(s, "\r\nUNDER-VOLTAGE POWER DOWN\r\n");
	s->dead = true;
	for (int i = 0; i < 6 && s->cuts == 0; i++) {
		script_run(s, 10000);
		script_feed(s, "\r\nNORMAL POWER DOWN\r\n");
	}
	assert_int_equal(s->cuts, 1);
}

static void one_that_never_comes_back_is_cut_ever_less(void **state)
{
	struct script *s = script_begin_with_power(NULL);

	(void)state;
	script_run(s, MINUTE_MS);
	script_feed(s, "\r\nPOWERED DOWN\r\n");
	s->dead = true;
	for (int i = 0; i < 6 * 24; i++) {
		script_forget(s);
		script_run(s, 10 * MINUTE_MS);
		/* A last word, each time that it is on for a moment. */
		script_feed(s, "\r\nUNDER-VOLTAGE POWER DOWN\r\n");
	}
	assert_in_range(s->cuts, 6, 12);
}

static void one_that_restarts_by_itself_keeps_its_power(void **state)
{
	struct script *s = script_begin_with_power(NULL);

	(void)state;
	script_run(s, MINUTE_MS);
	script_feed(s, "\r\nPOWERED DOWN\r\n");
	s->dead = true;
	script_run(s, 8000);
	s->dead = false;
	script_feed(s, "\r\nRDY\r\n");
	script_run(s, MINUTE_MS);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_int_equal(s->cuts, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_setting_is_made),
		cmocka_unit_test(refusals_do_no_harm),
		cmocka_unit_test(talk_of_the_card_hurries_nothing_else),
		cmocka_unit_test(a_refusal_or_two_is_no_trouble),
		cmocka_unit_test(what_it_needs_is_tried_for_ever),
		cmocka_unit_test(what_it_refused_before_is_tried_again),
		cmocka_unit_test(a_command_that_crashes_it_twice_is_left_out),
		cmocka_unit_test(so_is_one_that_silences_it),
		cmocka_unit_test(so_is_one_that_restarts_it_without_a_word),
		cmocka_unit_test(a_single_crash_is_forgiven),
		cmocka_unit_test(one_that_is_needed_is_never_left_out),
		cmocka_unit_test(a_modem_that_switches_itself_off_gets_its_power_cut_soon),
		cmocka_unit_test(saying_so_again_is_no_reprieve),
		cmocka_unit_test(one_that_never_comes_back_is_cut_ever_less),
		cmocka_unit_test(one_that_restarts_by_itself_keeps_its_power),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
