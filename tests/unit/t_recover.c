/* What the driver does about a modem that does not serve.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/script.h"

#define MINUTE_MS 60000u

static const struct answer searching[] = {
	{ "AT+CREG?", "\r\n+CREG: 1,2\r\n\r\nOK\r\n" },
	{ "AT+CGREG?", "\r\n+CGREG: 1,2\r\n\r\nOK\r\n" },
	{ NULL, NULL },
};

/* Hours in which what is said is of no interest. */
static void hours(struct script *s, unsigned count)
{
	for (unsigned i = 0; i < count * 6; i++) {
		script_forget(s);
		script_run(s, 10 * MINUTE_MS);
	}
	script_forget(s);
}

static void without_a_network_each_step_waits_longer(void **state)
{
	struct script *s = script_begin_with_power(searching);

	(void)state;
	script_run(s, 9 * MINUTE_MS);
	assert_false(script_said(s, "AT+COPS=0"));
	script_run(s, 2 * MINUTE_MS);
	assert_int_equal(script_said_count(s, "/AT+COPS=0/"), 1);
	script_run(s, 17 * MINUTE_MS);
	assert_false(script_said(s, "AT+CFUN=0"));
	script_run(s, 3 * MINUTE_MS);
	assert_int_equal(script_said_count(s, "/AT+CFUN=0/AT+CFUN=1/"), 1);
	script_forget(s);
	script_run(s, 27 * MINUTE_MS);
	assert_false(script_said(s, "AT+CFUN=1,1"));
	script_run(s, 3 * MINUTE_MS);
	assert_int_equal(script_said_count(s, "/AT+CFUN=1,1/"), 1);
	assert_int_equal(s->cuts, 0);
	while (s->cuts == 0) {
		script_forget(s);
		script_run(s, MINUTE_MS);
		assert_true(s->now_ms < 122 * MINUTE_MS);
	}
	/* It is set up anew. */
	script_run(s, MINUTE_MS);
	assert_true(script_said(s, "/ATE0/"));
	assert_int_equal(s->m.recover.count[STEP_REGISTER], 1);
	assert_int_equal(s->m.recover.count[STEP_POWER], 1);
	/* For ever. */
	hours(s, 24);
	assert_in_range(s->cuts, 4, 8);
}

static void a_step_that_is_due_waits_for_the_set_up(void **state)
{
	static const struct answer slow[] = { { "AT+CPMS?", "\r\n+CMS ERROR: 302\r\n" }, { NULL, NULL } };
	struct script *s = script_begin_with_power(searching);

	(void)state;
	/* Half a minute before the radio is to be restarted. */
	script_run(s, 29 * MINUTE_MS + 40000);
	s->rows = slow;
	script_feed(s, "\r\nRDY\r\n");
	script_run(s, 50000);
	assert_true(script_said_count(s, "AT+CPMS?/") > 20);
	assert_false(script_said(s, "AT+CFUN=0"));
	s->rows = NULL;
	script_run(s, MINUTE_MS);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
}

/* Whether it says so or not: after its OK it is another's, after its refusal it is what it was. */
static void it_is_set_up_anew_only_when_it_agrees_to_restart(void **state)
{
	static const char *const answers[] = { OK, "\r\nERROR\r\n" };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		const struct answer rows[] = { searching[0], searching[1], { "AT+CFUN=1,1", answers[i] },
					       { NULL, NULL } };
		struct script *s = script_begin_with_power(rows);

		hours(s, 1);
		script_run(s, MINUTE_MS);
		assert_int_equal(s->m.recover.count[STEP_RESTART], 1);
		assert_int_equal(s->m.restarts, 1 - i);
	}
}

static void a_network_that_comes_back_ends_it(void **state)
{
	struct script *s = script_begin_with_power(searching);

	(void)state;
	script_run(s, 11 * MINUTE_MS);
	assert_true(script_said(s, "AT+COPS=0"));
	s->rows = NULL;
	script_run(s, MINUTE_MS);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	hours(s, 24);
	assert_int_equal(s->m.recover.count[STEP_REGISTER], 1);
	assert_int_equal(s->m.recover.count[STEP_RADIO], 0);
	assert_int_equal(s->cuts, 0);
	/* The next loss begins at the first step. */
	s->rows = searching;
	script_run(s, 12 * MINUTE_MS);
	assert_true(script_said(s, "AT+COPS=0"));
	assert_false(script_said(s, "AT+CFUN=0"));
}

/* A radio that was switched off is not left so when the answer to switching it on is lost, or is an error. */
static void the_radio_is_switched_on_until_the_modem_agrees(void **state)
{
	static const struct answer refusing[] = {
		{ "AT+CREG?", "\r\n+CREG: 1,2\r\n\r\nOK\r\n" },
		{ "AT+CGREG?", "\r\n+CGREG: 1,2\r\n\r\nOK\r\n" },
		{ "AT+CFUN=1", "\r\n+CME ERROR: 100\r\n" },
		{ NULL, NULL },
	};
	struct script *s = script_begin_with_power(searching);

	(void)state;
	script_run(s, 29 * MINUTE_MS);
	script_forget(s);
	s->rows = refusing;
	script_run(s, 2 * MINUTE_MS);
	assert_true(script_said(s, "AT+CFUN=0"));
	assert_in_range(script_said_count(s, "/AT+CFUN=1/"), 5, 12);
	s->rows = searching;
	script_run(s, 20000);
	script_forget(s);
	script_run(s, 5 * MINUTE_MS);
	assert_false(script_said(s, "AT+CFUN=1"));
}

static void a_silent_modem_is_woken_by_its_power(void **state)
{
	struct script *s = script_begin_with_power(NULL);

	(void)state;
	script_run(s, MINUTE_MS);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	s->dead = true;
	s->revives = true;
	/* At most a minute until it is asked, less than one until it counts as dead, and one more. */
	script_run(s, 4 * MINUTE_MS);
	assert_int_equal(s->cuts, 1);
	assert_int_equal(s->m.recover.count[STEP_RESTART], 1);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
}

static void one_that_stays_silent_is_tried_for_ever_but_ever_less(void **state)
{
	struct script *s = script_begin_with_power(NULL);

	(void)state;
	s->dead = true;
	hours(s, 2);
	assert_in_range(s->cuts, 3, 5);
	hours(s, 20);
	assert_in_range(s->cuts, 7, 11);
	s->dead = false;
	script_run(s, MINUTE_MS);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
}

static void nothing_is_said_while_the_power_is_off(void **state)
{
	struct script *s = script_begin_with_power(NULL);

	(void)state;
	s->dead = true;
	while (s->cuts == 0)
		script_run(s, 1000);
	script_forget(s);
	for (int i = 0; i < 30; i++) {
		script_feed(s, "\xFF\r\n");
		script_run(s, 100);
	}
	assert_int_equal(s->sent[0], '\0');
	script_run(s, 3000);
	assert_true(script_said(s, "AT/"));
}

static void a_board_that_cannot_cut_restarts_instead(void **state)
{
	struct script *s = script_begin(searching, 0);

	(void)state;
	hours(s, 10);
	assert_true(s->m.recover.count[STEP_RESTART] >= 2);
	assert_int_equal(s->m.recover.count[STEP_POWER], 0);
}

static void a_missing_sim_is_left_in_peace(void **state)
{
	static const struct answer no_sim[] = { { "AT+CPIN?", "\r\n+CME ERROR: 10\r\n" }, { NULL, NULL } };
	struct script *s = script_begin_with_power(no_sim);

	(void)state;
	hours(s, 4);
	for (int step = 0; step < RECOVER_STEPS; step++)
		assert_int_equal(s->m.recover.count[step], 0);
	assert_int_equal(s->cuts, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_network_each_step_waits_longer),
		cmocka_unit_test(a_step_that_is_due_waits_for_the_set_up),
		cmocka_unit_test(it_is_set_up_anew_only_when_it_agrees_to_restart),
		cmocka_unit_test(a_network_that_comes_back_ends_it),
		cmocka_unit_test(the_radio_is_switched_on_until_the_modem_agrees),
		cmocka_unit_test(a_silent_modem_is_woken_by_its_power),
		cmocka_unit_test(one_that_stays_silent_is_tried_for_ever_but_ever_less),
		cmocka_unit_test(nothing_is_said_while_the_power_is_off),
		cmocka_unit_test(a_board_that_cannot_cut_restarts_instead),
		cmocka_unit_test(a_missing_sim_is_left_in_peace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
