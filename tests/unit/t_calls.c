/* The driver's calls against scripted modems: beside all else, and in any order.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/callrig.h"

static void a_restart_ends_it(void **state)
{
	struct script *s = callrig_answered();

	(void)state;
	modem_mic_level(&s->m, 3);
	script_run(s, 100);
	script_feed(s, "\r\nRDY\r\n");
	callrig_expect_end(s, MODEM_END_OVER);
	s->rows = NULL;
	script_forget(s);
	script_run(s, 10000);
	assert_true(script_said(s, "AT+CMIC=0,3/"));
	s = callrig_ringing();
	script_feed(s, "\r\nRDY\r\n");
	callrig_expect_end(s, MODEM_END_OVER);
	s = callrig_dialled();
	script_feed(s, "\r\nRDY\r\n");
	callrig_expect_end(s, MODEM_END_UNREACHED);
}

static void messages_wait_while_a_call_comes_about(void **state)
{
	static const struct submit hello = { &callrig_somebody, "hello", 1, 1, false };
	struct script *s = callrig_ringing();

	(void)state;
	modem_send(&s->m, s->now_ms, &hello);
	modem_step(&s->m, s->now_ms);
	modem_ussd(&s->m, s->now_ms, "*100#");
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	script_run(s, 5000);
	/* Reading goes on. */
	assert_true(script_said(s, "AT+CMGR=4/"));
	assert_false(script_said(s, "AT+CMGS"));
	assert_false(script_said(s, "AT+CUSD=1"));
	modem_answer(&s->m, s->now_ms);
	s->rows = callrig_active;
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
		{ "\r\n35000000000000612\r\n" OK, OK, "", NUMBER_NONE, "" },
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
		s->rows = callrig_rings;
		script_feed(s, RING CLIP);
		script_run(s, 3000);
		assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
		modem_answer(&s->m, s->now_ms);
		s->rows = callrig_active;
		script_run(s, 3000);
		assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
		s->rows = NULL;
		script_feed(s, "\r\nNO CARRIER\r\n");
		script_run(s, 3000);
		callrig_expect_end(s, MODEM_END_OVER);
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
	static const struct submit hello = { &callrig_somebody, "hello", 1, 1, false };
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
				modem_dial(&s->m, s->now_ms, &callrig_somebody);
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
				modem_step(&s->m, s->now_ms);
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
		modem_step(&s->m, s->now_ms);
		modem_dial(&s->m, s->now_ms, &callrig_somebody);
		script_run(s, 10000);
		assert_true(script_said(s, "ATD+33600000002;/"));
		callrig_expect_end(s, MODEM_END_UNREACHED);
		assert_true(script_said(s, "AT+CMGS="));
		assert_int_equal(modem_ussd_result(&s->m, &text), MODEM_USSD_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_restart_ends_it),
		cmocka_unit_test(messages_wait_while_a_call_comes_about),
		cmocka_unit_test(learns_who_it_is),
		cmocka_unit_test(what_comes_between_the_modem_and_its_name_is_not_lost),
		cmocka_unit_test(any_split_is_the_same),
		cmocka_unit_test(any_order_comes_to_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
