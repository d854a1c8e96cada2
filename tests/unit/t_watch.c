/* Registration and signal, in all the ways that modems tell of them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/unit/script.h"

static void any_domain_counts_as_registered(void **state)
{
	static const struct {
		const char *cs, *eps;
		bool registered;
	} rows[] = {
		{ "\r\n+CREG: 1,3\r\n\r\nOK\r\n", "\r\n+CEREG: 1,5\r\n\r\nOK\r\n", true },
		{ "\r\n+CREG: 2,1,\"1A2B\",\"0001C3D4\",7\r\n\r\nOK\r\n", "\r\nERROR\r\n", true },
		{ "\r\n+CREG: 000,001\r\n\r\nOK\r\n", "\r\nERROR\r\n", true },
		{ "\r\n+CREG: 1,2\r\n\r\nOK\r\n", "\r\n+CEREG: 1,2\r\n\r\nOK\r\n", false },
		{ "\r\n+CREG: 1,3\r\n\r\nOK\r\n", "\r\n+CEREG: 1,11\r\n\r\nOK\r\n", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = { { "AT+CREG?", rows[i].cs }, { "AT+CEREG?", rows[i].eps },
						 { "AT+CGREG?", "\r\n+CGREG: 1,0\r\n\r\nOK\r\n" }, { NULL, NULL } };
		struct script *b = script_begin(script, 0);

		script_run(b, 10000);
		assert_int_equal(modem_radio(&b->m), rows[i].registered ? MODEM_REGISTERED : MODEM_SEARCHING);
	}
}

/* 27.007 7.2: at home, roaming, both for messages alone, both with a poor way to calls. */
static void each_state_of_the_registration_counts_for_what_it_is(void **state)
{
	(void)state;
	for (int stat = 0; stat <= 11; stat++) {
		bool registered = stat == 1 || stat == 5 || stat == 6 || stat == 7 || stat == 9 || stat == 10;
		char line[32];
		struct script *b = script_up(NULL);

		snprintf(line, sizeof line, "\r\n+CGREG: 2\r\n\r\n+CREG: %d\r\n", stat);
		script_feed(b, line);
		assert_int_equal(modem_radio(&b->m), registered ? MODEM_REGISTERED : MODEM_SEARCHING);
	}
}

/* Two of three questions each minute would tell nothing more. */
static void the_domain_that_serves_is_asked_alone_as_long_as_it_does(void **state)
{
	static const struct answer lost[] = { { "AT+CGREG?", "\r\n+CGREG: 1,3\r\n\r\nOK\r\n" },
					      { "AT+CREG?", "\r\n+CREG: 1,3\r\n\r\nOK\r\n" },
					      { "AT+CEREG?", "\r\n+CEREG: 1,5\r\n\r\nOK\r\n" }, { NULL, NULL } };
	struct script *b = script_up(NULL);

	(void)state;
	script_run(b, 240000);
	assert_in_range(script_said_count(b, "AT+CREG?/AT+CSQ/"), 3, 5);
	assert_false(script_said(b, "AT+CGREG?"));
	assert_false(script_said(b, "AT+CEREG?"));
	/* Another one serves now; in the end it is the one that is asked. */
	b->rows = lost;
	script_run(b, 70000);
	assert_true(script_said(b, "AT+CREG?/AT+CGREG?/"));
	assert_true(script_said(b, "AT+CEREG?/AT+CSQ/"));
	assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
	script_forget(b);
	script_run(b, 120000);
	assert_true(script_said(b, "AT+CEREG?/AT+CSQ/"));
	assert_false(script_said(b, "AT+CREG?"));
}

/* 27.007 8.69: -140 dBm and less is 0, each further one a decibel; 255 is not known. */
static void the_signal_may_be_told_in_another_way(void **state)
{
	static const struct {
		const char *signal, *power;
		int dbm;
	} rows[] = {
		{ "\r\n+CSQ: 31,99\r\n\r\nOK\r\n", "\r\nERROR\r\n", -51 },
		{ "\r\nERROR\r\n", "\r\n+CESQ: 99,99,255,255,20,74\r\n\r\nOK\r\n", -67 },
		{ "\r\nERROR\r\n", "\r\n+CESQ: 99,99,255,255,255,255\r\n\r\nOK\r\n", 0 },
		{ "\r\nERROR\r\n", "\r\nERROR\r\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = { { "AT+CSQ", rows[i].signal }, { "AT+CESQ", rows[i].power }, { NULL, NULL } };
		struct script *b = script_up(script);

		assert_int_equal(modem_signal_dbm(&b->m), rows[i].dbm);
	}
}

/* 27.007 8.69: <rsrp> is -140 dBm and 1 dB a step; beyond the ends of +CSQ's scale it is told as that end. */
static void tells_the_signal_on_one_scale(void **state)
{
	static const struct {
		const char *bytes;
		int dbm;
	} rows[] = {
		{ "\r\n+CESQ: 99,99,255,255,20,0\r\n" OK, -113 },  { "\r\n+CESQ: 99,99,255,255,20,7\r\n" OK, -113 },
		{ "\r\n+CESQ: 99,99,255,255,20,28\r\n" OK, -113 }, { "\r\n+CESQ: 99,99,255,255,20,74\r\n" OK, -67 },
		{ "\r\n+CESQ: 99,99,255,255,20,90\r\n" OK, -51 },  { "\r\n+CESQ: 99,99,255,255,20,97\r\n" OK, -51 },
		{ "\r\n+CESQ: 99,99,255,255,20,255\r\n" OK, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer answers[] = {
			{ "AT+CSQ", "\r\nERROR\r\n" }, { "AT+CESQ", rows[i].bytes }, { NULL, NULL },
		};
		struct script *b = script_begin(answers, 0);

		script_run(b, 60000);
		assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
		assert_int_equal(modem_signal_dbm(&b->m), rows[i].dbm);
	}
}

static void hears_registration_come_and_go(void **state)
{
	struct script *b = script_up(NULL);

	(void)state;
	script_feed(b, "\r\n+CREG: 2\r\n\r\n+CGREG: 2\r\n");
	assert_int_equal(modem_radio(&b->m), MODEM_SEARCHING);
	assert_false(modem_send_ready(&b->m));
	script_feed(b, "\r\n+CREG: 5,\"1A2B\",\"0001C3D4\",7\r\n");
	assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
	/* An area without its quotes is no state. */
	script_feed(b, "\r\n+CREG: 1,12\r\n");
	assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_domain_counts_as_registered),
		cmocka_unit_test(each_state_of_the_registration_counts_for_what_it_is),
		cmocka_unit_test(the_domain_that_serves_is_asked_alone_as_long_as_it_does),
		cmocka_unit_test(the_signal_may_be_told_in_another_way),
		cmocka_unit_test(tells_the_signal_on_one_scale),
		cmocka_unit_test(hears_registration_come_and_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
