/* What the driver does about a modem that has lost its settings without a word.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/script.h"

#define HOUR_MS 3600000u
#define CALLER "+33600000001"

/* Hours in which what is said is of no interest. */
static void hours(struct script *s, unsigned count)
{
	for (unsigned i = 0; i < count * 6; i++) {
		script_forget(s);
		script_run(s, HOUR_MS / 6);
	}
	script_forget(s);
}

static const struct answer kept[] = {
	{ "AT+CMGF?", "\r\n+CMGF: 0\r\n" OK },
	{ "AT+CNMI?", "\r\n+CNMI: 2,1,0,1,0\r\n" OK },
	{ "AT+CPMS?", "\r\n+CPMS: \"SM\",1,20,\"ME\",0,100,\"ME\",0,100\r\n" OK },
	{ "AT+CLIP?", "\r\n+CLIP: 1,1\r\n" OK },
	{ NULL, NULL },
};

static void all_is_asked_once_an_hour(void **state)
{
	struct script *s = script_up(kept);

	(void)state;
	script_run(s, HOUR_MS / 2);
	assert_false(script_said(s, "AT+CMGF?"));
	script_run(s, HOUR_MS / 2);
	assert_true(script_said(s, "/AT+CMGF?/AT+CNMI?/AT+CPMS?/AT+CLIP?/"));
	assert_int_equal(s->m.restarts, 0);
	hours(s, 10);
	assert_int_equal(s->m.restarts, 0);
}

static void what_is_lost_is_set_again(void **state)
{
	static const struct answer lost[] = {
		{ "AT+CMGF?", "\r\n+CMGF: 1\r\n" OK },
		{ "AT+CNMI?", "\r\n+CNMI: 0,0,0,0,0\r\n" OK },
		{ "AT+CNMI?", "\r\n+CREG: 1\r\n\r\n+CNMI: 2,0,0,1,0\r\n" OK },
		{ "AT+CPMS?", "\r\n+CPMS: \"ME\",1,100,\"ME\",0,100,\"SM\",0,20\r\n" OK },
		{ "AT+CLIP?", "\r\n+CLIP: 0,1\r\n" OK },
		{ NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; lost[i].command != NULL; i++) {
		const struct answer rows[] = { lost[i], { NULL, NULL } };
		struct script *s = script_up(kept);

		s->rows = rows;
		check_soon(&s->m);
		script_run(s, 1000);
		assert_int_equal(s->m.restarts, 1);
		s->rows = kept;
		script_run(s, 10000);
		assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
		assert_true(script_said(s, "/AT+CMGF=0/AT+CNMI=2,1,0,1,0/"));
		assert_true(script_said(s, "/AT+CLIP=1/"));
		hours(s, 5);
		assert_int_equal(s->m.restarts, 1);
	}
}

static void a_modem_that_tells_otherwise_is_left_in_peace(void **state)
{
	static const struct answer odd[] = {
		{ "AT+CMGF?", "\r\n+CMGF: 1\r\n" OK },
		{ "AT+CNMI?", "\r\n+CNMI: 2,0,0,0,0\r\n" OK },
		{ "AT+CPMS?", "\r\n+CPMS: \"SM\",1,20,\"SM\",0,20,\"SM\",0,20\r\n" OK },
		{ "AT+CLIP?", "\r\n+CLIP: 0,0\r\n" OK },
		{ NULL, NULL },
	};
	struct script *s = script_up(NULL);

	(void)state;
	s->rows = odd;
	hours(s, 4);
	assert_in_range(s->m.restarts, 1, 4);
	uint32_t before = s->m.restarts;
	hours(s, 20);
	assert_int_equal(s->m.restarts, before);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
}

static void answers_that_say_nothing_change_nothing(void **state)
{
	static const char *const answers[] = { OK, "\r\nERROR\r\n", "\r\n+CMS ERROR: 302\r\n", "\r\n+CMGF:\r\n" OK,
					       "\r\n+CNMI: 2\r\n" OK, "\r\n+CPMS: \"SM\",1,20\r\n" OK };

	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		const struct answer rows[] = { { "AT+CMGF?", answers[i] }, { "AT+CNMI?", answers[i] },
					       { "AT+CPMS?", answers[i] }, { "AT+CLIP?", answers[i] }, { NULL, NULL } };
		struct script *s = script_up(NULL);

		s->rows = rows;
		check_soon(&s->m);
		script_run(s, 2000);
		assert_true(script_said(s, "AT+CLIP?"));
		assert_int_equal(s->m.restarts, 0);
	}
}

static void who_calls_meanwhile_is_heard(void **state)
{
	static const char *const lists[] = { "\r\n+CLCC: 1,1,4,0,0,\"" CALLER "\",145\r\n" OK,
					     "\r\n+CLCC: 1,1,4,0,0\r\n" OK };

	(void)state;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		const struct answer ringing[] = {
			{ "AT+CLIP?",
			  "\r\nRING\r\n\r\n+CLIP: \"" CALLER "\",145,\"\",0,\"\",0\r\n\r\n+CLIP: 1,1\r\n" OK },
			{ "AT+CLCC", lists[i] },
			{ NULL, NULL },
		};
		struct script *s = script_up(NULL);

		s->rows = ringing;
		check_soon(&s->m);
		script_run(s, 1000);
		assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
		assert_string_equal(modem_caller(&s->m)->text, CALLER);
		assert_int_equal(s->m.restarts, 0);
	}
}

/* One that restarted without a word, and does not echo, is not registered either. */
static void a_registration_that_is_lost_hints_at_it(void **state)
{
	static const struct answer restarted[] = {
		{ "AT+CREG?", "\r\n+CREG: 0,2\r\n" OK },
		{ "AT+CGREG?", "\r\n+CGREG: 0,2\r\n" OK },
		{ "AT+CNMI?", "\r\n+CNMI: 0,0,0,0,0\r\n" OK },
		{ NULL, NULL },
	};
	struct script *s = script_up(NULL);

	(void)state;
	s->rows = restarted;
	script_run(s, 65000);
	assert_int_equal(s->m.restarts, 1);
}

static void a_modem_that_keeps_no_messages_is_told_anew_to_hand_them_over(void **state)
{
	static const struct answer direct[] = {
		{ "AT+CGMI", "\r\nNordic Semiconductor ASA\r\n" OK },
		{ "AT+CNMI?", "\r\n+CNMI: 3,2,0,1\r\n" OK },
		{ NULL, NULL },
	};
	static const struct answer stopped[] = {
		{ "AT+CGMI", "\r\nNordic Semiconductor ASA\r\n" OK },
		{ "AT+CNMI?", "\r\n+CNMI: 3,0,0,0\r\n" OK },
		{ NULL, NULL },
	};
	struct script *s = script_up(direct);

	(void)state;
	script_run(s, 10 * 60000);
	assert_in_range(script_said_count(s, "AT+CNMI=3,2,0,1/"), 4, 6);
	assert_false(script_said(s, "AT+CPMS"));
	assert_int_equal(s->m.restarts, 0);
	s->rows = stopped;
	script_run(s, 2 * 60000);
	assert_int_equal(s->m.restarts, 1);
}

/* It lists nothing in text mode. */
static void a_sweep_that_fails_hints_at_it(void **state)
{
	static const struct answer text_mode[] = {
		{ "AT+CMGL=4", "\r\n+CMS ERROR: 302\r\n" },
		{ "AT+CMGF?", "\r\n+CMGF: 1\r\n" OK },
		{ NULL, NULL },
	};
	struct script *s = script_up(NULL);

	(void)state;
	s->rows = text_mode;
	for (int i = 0; i < 120 && s->m.restarts == 0; i++)
		script_run(s, 1000);
	assert_int_equal(s->m.restarts, 1);
	s->rows = NULL;
	script_run(s, 10000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_true(script_said(s, "/AT+CMGF=0/"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_is_asked_once_an_hour),
		cmocka_unit_test(what_is_lost_is_set_again),
		cmocka_unit_test(a_modem_that_tells_otherwise_is_left_in_peace),
		cmocka_unit_test(answers_that_say_nothing_change_nothing),
		cmocka_unit_test(who_calls_meanwhile_is_heard),
		cmocka_unit_test(a_registration_that_is_lost_hints_at_it),
		cmocka_unit_test(a_modem_that_keeps_no_messages_is_told_anew_to_hand_them_over),
		cmocka_unit_test(a_sweep_that_fails_hints_at_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
