/* The families of modems: messages, calls and codes, as the makers' manuals and logs of real modems have them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/bench.h"

#define ERROR "\r\nERROR\r\n"
#define SUBMIT "AT+CMGS=18\r" /* to PHONE, "hello" */
#define SUBMIT_PDU "0001000B913306000000F1000005E8329BFD06\x1A"

static void talk(struct bench *b, const char *line, const char *answer)
{
	bench_run_for(b, 100);
	bench_talk_for(b, line, answer, 600);
}

static void heard(const struct bench *b, const char *what)
{
	if (strstr(b->heard, what) == NULL)
		fail_msg("expected \"%s\" in \"%s\"", what, b->heard);
}

static void heard_not(const struct bench *b, const char *what)
{
	if (strstr(b->heard, what) != NULL)
		fail_msg("expected no \"%s\" in \"%s\"", what, b->heard);
}

/* --- How messages are announced --- */

static void test_indications(void **state)
{
	static const struct bench_question questions[] = {
		{ "generic", "AT+CNMI=2,1,0,2,1\r", OK },
		{ "sim900", "AT+CNMI=?\r", "\r\n+CNMI: (0-3),(0-3),(0,2),(0,1),(0,1)\r\n" OK },
		{ "sim900", "AT+CNMI=2,1,0,1,0\r", OK },
		{ "sim900", "AT+CNMI=1,1,0,0,0\r", OK },
		{ "sim900", "AT+CNMI=2,1,0,2,0\r", ERROR },
		{ "sim900", "AT+CNMI=2,1,0,1,1\r", ERROR },
		{ "sim900", "AT+CNMI=3,1,0,0,0\r", ERROR },
		{ "sim800", "AT+CNMI=2,1,0,2,0\r", ERROR },
		{ "sim7600", "AT+CNMI=?\r", "\r\n+CNMI: (0-2),(0-3),(0,2),(0-2),(0,1)\r\n" OK },
		{ "sim7600", "AT+CNMI=2,1,0,1,0\r", ERROR },
		{ "sim7600", "AT+CNMI=2,1,0,2,0\r", OK },
		{ "huawei", "AT+CNMI=?\r", "\r\n+CNMI: (0-2),(0-3),(0,2),(0-2),(0,1)\r\n" OK },
		{ "huawei", "AT+CNMI=2,1,0,0,0\r", ERROR },
		{ "huawei", "AT+CNMI=1,1,0,0,0\r", OK },
		{ "nrf91", "AT+CNMI=2,1,0,1,0\r", ERROR },
		{ "nrf91", "AT+CNMI=3,2,0,1,0\r", ERROR },
		{ "nrf91", "AT+CNMI=3,1,0,1\r", ERROR },
		{ "nrf91", "AT+CNMI=3,2,0,1\r", OK },
		{ "nrf91", "AT+CNMI?\r", "\r\n+CNMI: 3,2,0,1\r\n" OK },
	};

	(void)state;
	bench_ask_all(questions, COUNT(questions));
}

static void test_service(void **state)
{
	static const struct bench_question questions[] = {
		{ "generic", "AT+CSMS=1\r", "\r\n+CSMS: 1,1,1\r\n" OK },
		{ "m95", "AT+CSMS=?\r", "\r\n+CSMS: (0,128)\r\n" OK },
		{ "m95", "AT+CSMS=1\r", "\r\n+CMS ERROR: 302\r\n" },
		{ "m95", "AT+CSMS=128\r", "\r\n+CSMS: 1,1,1\r\n" OK },
		/* One that is not due, in a form that it knows; and in one that it does not. */
		{ "m95", "AT+CNMA\r", "\r\n+CMS ERROR: 340\r\n" },
		{ "m95", "AT+CNMA=1\r", "\r\n+CMS ERROR: 302\r\n" },
		{ "nrf91", "AT+CNMA\r", "\r\n+CMS ERROR: 302\r\n" },
		{ "nrf91", "AT+CNMA=1\r", "\r\n+CMS ERROR: 340\r\n" },
		{ "nrf91", "AT+CSMS?\r", ERROR },
	};

	(void)state;
	bench_ask_all(questions, COUNT(questions));
}

/* --- Where they are kept --- */

static void test_storages(void **state)
{
	static const struct bench_question questions[] = {
		{ "generic", "AT+CPMS?\r", "\r\n+CPMS: \"SM\",0,20,\"SM\",0,20,\"SM\",0,20\r\n" OK },
		{ "sim900", "AT+CPMS=?\r", "\r\n+CPMS: (\"SM\"),(\"SM\"),(\"SM\")\r\n" OK },
		{ "sim900", "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", "\r\n+CMS ERROR: 302\r\n" },
		{ "sim900", "AT+CPMS=\"SM\"\r", "\r\n+CPMS: 0,30,0,30,0,30\r\n" OK },
		{ "sim7600", "AT+CPMS?\r", "\r\n+CPMS: \"ME\",0,23,\"ME\",0,23,\"ME\",0,23\r\n" OK },
		{ "m95", "AT+CPMS?\r", "\r\n+CPMS: \"SM\",0,25,\"SM\",0,25,\"SM\",0,25\r\n" OK },
		{ "m95", "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", "\r\n+CPMS: 0,20,0,20,0,20\r\n" OK },
		{ "ec25", "AT+CPMS?\r", "\r\n+CPMS: \"ME\",0,100,\"ME\",0,100,\"ME\",0,100\r\n" OK },
		{ "sim800", "AT+CMGR=3\r", OK },
		{ "ec25", "AT+CMGR=3\r", "\r\n+CMS ERROR: 321\r\n" },
	};

	(void)state;
	bench_ask_all(questions, COUNT(questions));
}

static void test_places(void **state)
{
	static const struct {
		const char *profile, *told, *read, *head;
	} modems[] = {
		{ "generic", "\r\n+CMTI: \"SM\",1\r\n", "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n*" },
		{ "sim800", "\r\n+CMTI: \"SM\",1\r\n", "AT+CMGR=1\r", "\r\n+CMGR: 0,\"\",21\r\n*" },
		{ "ec25", "\r\n+CMTI: \"ME\",0\r\n", "AT+CMGR=0\r", "\r\n+CMGR: 0,,21\r\n*" },
		{ "huawei", "\r\n+CMTI: \"ME\",0\r\n", "AT+CMGR=0\r", "\r\n+CMGR: 0,,21\r\n*" },
		{ "sara-u2", "\r\n+CMTI: \"ME\",1\r\n", "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n*" },
		{ "telit", "\r\n+CMTI: \"SM\",1\r\n", "AT+CMGR=1\r", "\r\n+CMGR: 0,\"\",21\r\n*" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(modems); i++) {
		struct bench *b = bench_begin_family(modems[i].profile);

		talk(b, "AT+CNMI=1,1,0,0,0\r", OK);
		assert_int_equal(network_text(b->network, b->now_ms, PHONE, "ON", NULL), 0);
		bench_talk_for(b, "", modems[i].told, 5000);
		talk(b, modems[i].read, modems[i].head);
		bench_end(b);
	}
}

/* Told with the message that takes the last place. */
static void test_full(void **state)
{
	static const struct {
		const char *profile, *line;
		unsigned places;
	} modems[] = {
		{ "sim7600", "\r\n+SMS FULL\r\n", 23 },
		{ "bg95", "\r\n+QIND: \"smsfull\",\"ME\"\r\n", 60 },
		{ "huawei", "\r\n^SMMEMFULL: \"ME\"\r\n", 40 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(modems); i++) {
		struct bench *b = bench_begin_family(modems[i].profile);

		talk(b, "AT+CNMI=1,1,0,0,0\r", OK);
		for (unsigned n = 1; n <= modems[i].places; n++) {
			if (n == modems[i].places)
				heard_not(b, modems[i].line);
			assert_int_equal(network_text(b->network, b->now_ms, PHONE, "ON", NULL), 0);
			bench_forget(b);
			bench_run_for(b, 5000);
		}
		heard(b, modems[i].line);
		bench_end(b);
	}
}

/* Nordic hands them over, and wants each acknowledged in its own form. */
static void test_direct(void **state)
{
	struct bench *b = bench_begin_family("nrf91");

	(void)state;
	talk(b, "AT+CNMI=3,2,0,1\r", OK);
	assert_int_equal(network_text(b->network, b->now_ms, PHONE, "ON", NULL), 0);
	bench_talk_for(b, "", "\r\n+CMT: \"\",21\r\n*", 5000);
	talk(b, "AT+CNMA=1\r", OK);
	talk(b, "AT+CNMA=1\r", "\r\n+CMS ERROR: 340\r\n");
	/* Whoever switches the radio off has to say again that it wants them. */
	bench_talk_for(b, "AT+CFUN=4\r", OK, 1000);
	talk(b, "AT+CNMI?\r", "\r\n+CNMI: 0,0,0,0\r\n" OK);
	bench_end(b);
}

/* --- Sending --- */

static void test_prompts(void **state)
{
	static const struct {
		const char *profile, *prompt;
	} modems[] = { { "generic", "\r\n> " }, { "sim800", "\r\n> " }, { "a7670", "\r\n>\r\n" } };

	(void)state;
	for (size_t i = 0; i < COUNT(modems); i++) {
		struct bench *b = bench_begin_family(modems[i].profile);

		talk(b, "AT+CMGF=0\r", OK);
		talk(b, SUBMIT, modems[i].prompt);
		talk(b, "\x1B", OK);
		bench_end(b);
	}
}

static void send(struct bench *b, const char *result)
{
	talk(b, SUBMIT, "\r\n>*");
	bench_talk_for(b, SUBMIT_PDU, result, 5000);
}

/* Some modems of LTE send nothing before they are told which way. */
static void test_way_of_sending(void **state)
{
	static const char *const profiles[] = { "sim7600", "a7670" };

	(void)state;
	for (size_t i = 0; i < COUNT(profiles); i++) {
		struct bench *b = bench_begin_family(profiles[i]);

		send(b, "\r\n+CMS ERROR: 500\r\n");
		talk(b, "AT+CGSMS=3\r", OK);
		send(b, "\r\n+CMGS: 0\r\n" OK);
		talk(b, "AT+CGSMS=0\r", OK);
		send(b, "\r\n+CMS ERROR: 500\r\n");
		talk(b, "AT+CGSMS=1\r", OK);
		send(b, "\r\n+CMGS: 1\r\n" OK);
		bench_end(b);
	}
}

/* Data behind the OK, and no others there. */
static void test_ok_first(void **state)
{
	struct bench *b = bench_begin_family("a7670");

	(void)state;
	talk(b, "AT+COPS?\r", OK "\r\n+COPS: 0,0,\"Simulated\",7\r\n");
	talk(b, "AT+CSQ\r", "\r\n+CSQ: 23,99\r\n" OK);
	bench_end(b);
}

/* --- Calls --- */

static void rings(struct bench *b, bool hidden)
{
	talk(b, "AT+CLIP=1\r", OK);
	assert_int_equal(voice_place(network_voice(b->network), b->now_ms, PHONE, hidden), 0);
	bench_forget(b);
	bench_run_for(b, 4000);
}

static void test_caller(void **state)
{
	static const struct {
		const char *profile, *ring, *shown, *hidden;
	} modems[] = {
		{ "generic", "\r\nRING\r\n", "\r\n+CLIP: \"" PHONE "\",145,,,,0\r\n", "\r\n+CLIP: \"\",128,,,,1\r\n" },
		{ "sim800", "\r\nRING\r\n", "\r\n+CLIP: \"" PHONE "\",145,\"\",0,\"\",0\r\n",
		  "\r\n+CLIP: \"\",128,\"\",0,\"\",1\r\n" },
		{ "sim7600", "\r\nRING\r\r\n", "\r\n+CLIP: \"" PHONE "\",145,,,,0\r\n", "\r\n+CLIP: \"\",128,,,,1\r\n" },
		{ "ec25", "\r\nRING\r\n", "\r\n+CLIP: \"" PHONE "\",145,,,,0\r\n", "\r\n+CLIP: \"\",128,,,,2\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(modems); i++) {
		struct bench *b = bench_begin_family(modems[i].profile);

		rings(b, false);
		heard(b, modems[i].ring);
		heard(b, modems[i].shown);
		talk(b, "AT+CHUP\r", OK "*");
		rings(b, true);
		heard(b, modems[i].hidden);
		bench_end(b);
	}
}

/* ATH is nothing to some modems until +CVHU says otherwise. */
static void test_hanging_up(void **state)
{
	static const char *const profiles[] = { "sim7600", "huawei" };

	(void)state;
	for (size_t i = 0; i < COUNT(profiles); i++) {
		struct bench *b = bench_begin_family(profiles[i]);

		rings(b, false);
		talk(b, "ATH\r", OK "*");
		assert_int_equal(voice_call(network_voice(b->network)), CALL_INCOMING);
		talk(b, "AT+CVHU=0\r", OK "*");
		talk(b, "ATH\r", OK "*");
		assert_int_equal(voice_call(network_voice(b->network)), CALL_NONE);
		bench_end(b);
	}
}

/* A call that is dialled, taken and ended by the other side. */
static struct bench *call_out(const char *profile, const char *set)
{
	struct bench *b = bench_begin_family(profile);

	if (set != NULL)
		talk(b, set, OK);
	bench_forget(b);
	bench_type(b, "ATD" PHONE ";\r");
	bench_run_for(b, 10000);
	assert_int_equal(voice_pick_up(network_voice(b->network), PHONE), 0);
	bench_run_for(b, 41500);
	voice_hang_up(network_voice(b->network), PHONE);
	bench_run_for(b, 1000);
	return b;
}

static void test_progress(void **state)
{
	struct bench *b = call_out("sim7600", NULL);

	(void)state;
	assert_string_equal(b->heard, OK "\r\nVOICE CALL: BEGIN\r\n\r\nVOICE CALL: END: 000041\r\n\r\nNO CARRIER\r\n");
	bench_end(b);
	b = call_out("huawei", NULL);
	heard(b, "\r\n^ORIG:1,0\r\n");
	heard(b, "\r\n^CONF:1\r\n");
	heard(b, "\r\n^CONN:1,0\r\n");
	heard(b, "\r\n^CEND:1,41,104,16\r\n");
	heard_not(b, "NO CARRIER");
	bench_end(b);
	b = call_out("ec25", "AT^DSCI=1\r");
	heard(b, "\r\n^DSCI: 1,0,2,0," PHONE ",145\r\n");
	heard(b, "\r\n^DSCI: 1,0,3,0," PHONE ",145\r\n");
	heard(b, "\r\n^DSCI: 1,0,6,0," PHONE ",145\r\n");
	heard(b, "\r\nNO CARRIER\r\n");
	bench_end(b);
	b = call_out("ec25", NULL);
	assert_string_equal(b->heard, OK "\r\nNO CARRIER\r\n");
	bench_end(b);
}

/* Where no result code tells why a call ended, its number does: 17 is busy, 19 unanswered. */
static void test_ends(void **state)
{
	struct bench *b = bench_begin_family("huawei");

	(void)state;
	bench_type(b, "ATD" PHONE ";\r");
	bench_run_for(b, 10000);
	assert_int_equal(voice_reject(network_voice(b->network), PHONE), 0);
	bench_run_for(b, 1000);
	heard(b, "\r\n^CEND:1,0,104,17\r\n");
	bench_type(b, "ATD" PHONE ";\r");
	bench_run_for(b, 100000);
	heard(b, "\r\n^CEND:1,0,104,19\r\n");
	heard_not(b, "BUSY");
	heard_not(b, "NO ANSWER");
	bench_end(b);
}

static void test_missed(void **state)
{
	struct bench *b = bench_begin_family("sim7600");

	(void)state;
	rings(b, false);
	bench_forget(b);
	voice_hang_up(network_voice(b->network), PHONE);
	bench_run_for(b, 1000);
	heard(b, "\r\nMISSED_CALL: 12:0");
	heard(b, "PM " PHONE "\r\n");
	heard_not(b, "VOICE CALL");
	bench_end(b);
}

/* Nothing rings where there is no voice, and nobody is left waiting. */
static void test_no_voice(void **state)
{
	static const char *const profiles[] = { "bg95", "sara-r4", "nrf91" };

	(void)state;
	for (size_t i = 0; i < COUNT(profiles); i++) {
		struct bench *b = bench_begin_family(profiles[i]);

		assert_false(vmodem_serves(profiles[i], SERVICE_VOICE));
		assert_int_equal(voice_place(network_voice(b->network), b->now_ms, PHONE, false), 0);
		bench_talk_for(b, "", "", 10000);
		assert_int_equal(voice_phone(network_voice(b->network), PHONE), PHONE_IDLE);
		bench_end(b);
	}
	struct bench *b = bench_begin_family("sara-r4");
	bench_talk_for(b, "ATD" PHONE ";\r", "\r\nNO CARRIER\r\n", 3000);
	bench_end(b);
}

/* --- Codes --- */

static void test_codes(void **state)
{
	static const struct {
		const char *profile, *ask, *answer;
	} modems[] = {
		{ "generic", "AT+CUSD=1,\"*100#\",15\r", "\r\n+CUSD: 0,\"Hi\",15\r\n" },
		{ "sim800", "AT+CUSD=1,\"*100#\",15\r", "\r\n+CUSD: 0, \"Hi\", 15\r\n" },
		{ "m95", "AT+CUSD=1,\"*100#\",15\r", "\r\n+CUSD: 0, \"00480069\", 15\r\n" },
		/* H is 48, i 69: 1001000, 1101001 packed are C8 34. */
		{ "huawei", "AT+CUSD=1,\"AA180C3602\",15\r", "\r\n+CUSD: 0,\"C834\",15\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(modems); i++) {
		struct bench *b = bench_begin_family(modems[i].profile);

		assert_true(vmodem_serves(modems[i].profile, SERVICE_CODES));
		assert_int_equal(codes_lay_down(network_codes(b->network), "*100#", CONDUCT_ANSWERS, "Hi"), 0);
		talk(b, "AT+CUSD=1\r", OK);
		talk(b, modems[i].ask, OK);
		bench_talk_for(b, "", modems[i].answer, 4000);
		bench_end(b);
	}
	assert_false(vmodem_serves("bg95", SERVICE_CODES));
	assert_false(vmodem_serves("none such", SERVICE_CODES));
}

/* Seven characters leave seven bits, and a CR fills them: none of the code, and of the answer nobody's text. */
static void test_padding(void **state)
{
	struct bench *b = bench_begin_family("huawei");

	(void)state;
	assert_int_equal(codes_lay_down(network_codes(b->network), "*10000#", CONDUCT_ANSWERS, "1234567"), 0);
	talk(b, "AT+CUSD=1\r", OK);
	/* *10000# and a CR. */
	talk(b, "AT+CUSD=1,\"AA180C06838D1A\",15\r", OK);
	bench_talk_for(b, "", "\r\n+CUSD: 0,\"31D98C56B3DD1A\",15\r\n", 4000);
	bench_end(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_indications),
		cmocka_unit_test(test_service),
		cmocka_unit_test(test_storages),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_direct),
		cmocka_unit_test(test_prompts),
		cmocka_unit_test(test_way_of_sending),
		cmocka_unit_test(test_ok_first),
		cmocka_unit_test(test_caller),
		cmocka_unit_test(test_hanging_up),
		cmocka_unit_test(test_progress),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_missed),
		cmocka_unit_test(test_no_voice),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_padding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
