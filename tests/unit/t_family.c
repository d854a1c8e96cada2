/* The families of modems: how each starts, who it says it is, what it knows and what not, its card, network and clock.
 * The expected answers are those of the makers' manuals and of logs of real modems.
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
#define IMEI "001010123456780"
#define START_FOR_MS 40000

static void answers(struct bench *b, const char *line, const char *answer)
{
	char typed[80];
	char whole[300];

	snprintf(typed, sizeof typed, "%s\r", line);
	snprintf(whole, sizeof whole, "\r\n%s\r\n" OK, answer);
	bench_run_for(b, 100);
	bench_talk(b, typed, whole);
}

/* --- The start --- */

static void test_banners(void **state)
{
	static const struct {
		const char *profile, *banners;
	} starts[] = {
		{ "generic", "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\nSMS Ready\r\n" },
		{ "sim900", "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\nCall Ready\r\n" },
		{ "sim800", "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\nCall Ready\r\n\r\nSMS Ready\r\n" },
		{ "sim7600", "\r\nRDY\r\n\r\n+CPIN: READY\r\n\r\nSMS DONE\r\n\r\nPB DONE\r\n" },
		{ "a7670", "\r\n*ATREADY: 1\r\n\r\n+CPIN: READY\r\n\r\nSMS DONE\r\n\r\nPB DONE\r\n" },
		{ "m95", "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\nCall Ready\r\n" },
		{ "ec25", "\r\nRDY\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+CFUN: 1\r\n\r\n+QIND: SMS DONE\r\n"
			  "\r\n+QIND: PB DONE\r\n" },
		{ "bg95", "\r\nRDY\r\n\r\nAPP RDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n"
			  "\r\n+QIND: SMS DONE\r\n" },
		{ "sara-r4", "" },
		{ "sara-u2", "" },
		{ "telit", "" },
		{ "nrf91", "\r\nReady\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(starts); i++) {
		struct bench *b = bench_begin_as(starts[i].profile, SIM_READY);

		vmodem_power(b->modem, b->now_ms, true);
		bench_talk_for(b, "AT\r", starts[i].banners, START_FOR_MS);
		bench_end(b);
	}
}

/* With the first word of BG95 and the like a command is lost still, with the second it is not. */
static void test_two_kinds_of_ready(void **state)
{
	struct bench *b = bench_begin_as("bg95", SIM_READY);

	(void)state;
	vmodem_power(b->modem, b->now_ms, true);
	while (b->heard_len == 0)
		bench_run_for(b, 10);
	bench_talk(b, "AT\r", "");
	while (strstr(b->heard, "APP RDY") == NULL)
		bench_run_for(b, 10);
	bench_talk(b, "AT\r", "*");
	bench_run_for(b, START_FOR_MS);
	bench_talk(b, "AT\r", "AT\r" OK);
	bench_end(b);
}

/* Until it is told to be quiet. */
static void test_chatter(void **state)
{
	struct bench *b = bench_begin_as("huawei", SIM_READY);

	(void)state;
	vmodem_power(b->modem, b->now_ms, true);
	bench_run_for(b, START_FOR_MS);
	assert_non_null(strstr(b->heard, "^SYSSTART"));
	assert_non_null(strstr(b->heard, "^RSSI:23"));
	assert_non_null(strstr(b->heard, "^HCSQ:"));
	bench_type(b, "ATE0^CURC=0\r");
	bench_run_for(b, 200);
	bench_talk_for(b, "", "", 60000);
	bench_talk(b, "AT^CURC=1\r", OK "*");
	bench_run_for(b, 10000);
	assert_non_null(strstr(b->heard, "^RSSI:23"));
	bench_end(b);
}

/* --- Identity --- */

static void test_identity(void **state)
{
	static const struct {
		const char *profile, *manufacturer, *model, *revision, *serial;
	} makes[] = {
		{ "generic", "smsocket", "Virtual", "smsocket-virtual-1", IMEI },
		{ "sim900", "SIMCOM_Ltd", "SIMCOM_SIM900", "Revision:1137B13SIM900M64_ST", IMEI },
		{ "sim800", "SIMCOM_Ltd", "SIMCOM_SIM800L", "Revision:1418B05SIM800L24", IMEI },
		{ "sim7600", "SIMCOM INCORPORATED", "SIMCOM_SIM7600E-H", "+CGMR: LE20B04SIM7600M22", IMEI },
		{ "a7670", "INCORPORATED", "A7670E-FASE", "+CGMR: A7670M7_B02V01", "+CGSN: " IMEI },
		{ "m95", "Quectel_Ltd", "Quectel_M95", "Revision: M95AR01A21", IMEI },
		{ "ec25", "Quectel", "EC25", "EC25EFAR06A06M4G", IMEI },
		{ "bg95", "Quectel", "BG95-M3", "BG95M3LAR02A03", IMEI },
		{ "sara-r4", "u-blox", "SARA-R410M-02B", "L0.0.00.00.05.11 [Mar 02 2020 12:00:00]", "\"" IMEI "\"" },
		{ "sara-u2", "u-blox", "SARA-U201", "23.60", IMEI },
		{ "telit", "Telit", "LE910-EUG", "17.00.523", IMEI },
		{ "huawei", "huawei", "E3372", "21.200.07.00.00", IMEI },
		{ "nrf91", "Nordic Semiconductor ASA", "nRF9160-SICA", "mfw_nrf9160_1.3.5", IMEI },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(makes); i++) {
		struct bench *b = bench_begin_family(makes[i].profile);

		assert_string_equal(vmodem_profile(i), makes[i].profile);
		answers(b, "AT+CGMI", makes[i].manufacturer);
		answers(b, "AT+CGMM", makes[i].model);
		answers(b, "AT+CGMR", makes[i].revision);
		answers(b, "AT+CGSN", makes[i].serial);
		bench_end(b);
	}
	assert_null(vmodem_profile(COUNT(makes)));
}

/* --- What is not known --- */

static void test_unknown(void **state)
{
	static const struct bench_question questions[] = {
		{ "generic", "AT+CMEE=1\r", OK },
		{ "generic", "AT+CPROT=?\r", "\r\n+CME ERROR: 4\r\n" },
		{ "generic", "AT+CMICGAIN=4\r", "\r\n+CME ERROR: 4\r\n" },
		{ "sim800", "AT+CMEE=1\r", OK },
		{ "sim800", "AT+CPROT=?\r", ERROR },
		{ "sim800", "AT+CEREG?\r", ERROR },
		{ "sim800", "AT+CTZU=1\r", ERROR },
		{ "sim800", "AT+CLTS=1\r", OK },
		{ "sara-u2", "AT+CMEE=1\r", OK },
		{ "sara-u2", "AT+CEREG=2\r", "\r\n+CME ERROR: 4\r\n" },
		{ "huawei", "AT+CMEE=1\r", OK },
		{ "huawei", "AT$TSSPCSW=?\r", "\r\nCOMMAND NOT SUPPORT\r\n" },
		{ "huawei", "AT+CTZU=1\r", "\r\nCOMMAND NOT SUPPORT\r\n" },
		{ "bg95", "ATD+33600000001;\r", ERROR },
		{ "bg95", "AT+CLIP=1\r", ERROR },
		{ "bg95", "AT+CUSD=1\r", ERROR },
		{ "sara-r4", "AT+CLIP=1\r", ERROR },
		{ "sara-r4", "AT+CUSD=1,\"*100#\",15\r", ERROR },
		{ "nrf91", "ATV1\r", ERROR },
		{ "nrf91", "ATS0=0\r", ERROR },
		{ "nrf91", "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", ERROR },
		{ "nrf91", "AT+CMGL=4\r", ERROR },
		{ "nrf91", "AT+CMGR=1\r", ERROR },
		{ "nrf91", "AT+CMGD=1\r", ERROR },
		{ "nrf91", "AT+CREG=2\r", ERROR },
		{ "nrf91", "ATD+33600000001;\r", ERROR },
		{ "nrf91", "AT+CUSD=1\r", ERROR },
		{ "nrf91", "AT\r", OK },
	};

	(void)state;
	bench_ask_all(questions, COUNT(questions));
}

/* What any client may try first: an answer within a second, whatever it is. */
static void test_never_silent(void **state)
{
	static const char *const lines[] = {
		"AT\r", "ATI\r", "ATZ\r", "AT+CMEE=1\r", "AT+CGMI\r", "AT+CIMI\r", "AT+CBC\r", "AT+CSQ\r",
		"AT+CPIN?\r", "AT+CREG?\r", "AT+CGREG?\r", "AT+CEREG?\r", "AT+CSCA?\r", "AT+CSCS=?\r",
		"AT+CSCS=\"UCS2\"\r", "AT+CPMS=?\r", "AT+CPMS?\r", "AT+CNMI=?\r", "AT+CNMI=2,1,0,2,0\r",
		"AT+CMGF=0\r", "AT+CMGL=4\r", "AT+CMGL=\"ALL\"\r", "AT+CHUP=?\r", "AT+CLCC\r", "AT+CUSD=1\r",
		"AT+CPROT=?\r", "AT+SYNCML=?\r", "AT$TSSPCSW=?\r", "AT+MODE=2\r", "AT+CCLK?\r", "AT+CNUM\r",
		"AT+CPBS=?\r", "AT+CESQ\r", "AT^CURC=0\r", "ATH\r", "AT+CLCK=\"SC\",2\r", "AT%&\r",
	};

	(void)state;
	for (size_t f = 0; vmodem_profile(f) != NULL; f++) {
		struct bench *b = bench_begin_family(vmodem_profile(f));

		for (size_t i = 0; i < COUNT(lines); i++) {
			bench_run_for(b, 100);
			bench_forget(b);
			bench_type(b, lines[i]);
			bench_run_for(b, 1000);
			if (strstr(b->heard, OK) == NULL && strstr(b->heard, "ERROR") == NULL &&
			    strstr(b->heard, "NOT SUPPORT") == NULL)
				fail_msg("%s is silent after %s", vmodem_profile(f), lines[i]);
		}
		bench_end(b);
	}
}

/* Some lose what comes too soon behind a result. */
static void test_pause(void **state)
{
	static const struct {
		const char *profile, *answer;
	} modems[] = { { "sim900", "" }, { "m95", "" }, { "sim800", OK }, { "ec25", OK } };

	(void)state;
	for (size_t i = 0; i < COUNT(modems); i++) {
		struct bench *b = bench_begin_family(modems[i].profile);

		bench_run_for(b, 100);
		bench_forget(b);
		bench_type(b, "AT\r");
		while (strcmp(b->heard, OK) != 0)
			bench_run_for(b, 1);
		bench_talk(b, "AT\r", modems[i].answer);
		bench_talk(b, "AT\r", OK);
		bench_end(b);
	}
}

/* --- The card --- */

static void test_tries(void **state)
{
	static const struct {
		const char *profile, *line, *answer;
	} commands[] = {
		{ "generic", "AT+CPINR", "+CPINR: SIM PIN,3,3\r\n+CPINR: SIM PUK,10,10" },
		{ "sim900", "AT+SPIC", "+SPIC: 3,3,10,10" },
		{ "sim800", "AT+SPIC", "+SPIC: 3,3,10,10" },
		{ "sim7600", "AT+SPIC", "+SPIC: 3,3,10,10" },
		{ "m95", "AT+QTRPIN", "+QTRPIN: 3,3,10,10" },
		{ "ec25", "AT+QPINC?", "+QPINC: \"SC\",3,10\r\n+QPINC: \"P2\",3,10" },
		{ "bg95", "AT+QPINC=\"SC\"", "+QPINC: \"SC\",3,10" },
		{ "sara-r4", "AT+UPINCNT", "+UPINCNT: 3,3,10,10" },
		{ "telit", "AT#PCT", "#PCT: 3" },
		{ "huawei", "AT^CPIN?", "^CPIN: READY,,10,3,10,3" },
		{ "nrf91", "AT+CPINR=\"SIM PIN\"", "+CPINR: \"SIM PIN\",3" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(commands); i++) {
		struct bench *b = bench_begin_family(commands[i].profile);

		answers(b, commands[i].line, commands[i].answer);
		bench_end(b);
	}
}

/* A wrong PIN shows in them. */
static void test_tries_left(void **state)
{
	struct bench *b = bench_begin_as("telit", SIM_PIN);

	(void)state;
	vmodem_power(b->modem, b->now_ms, true);
	bench_run_for(b, START_FOR_MS);
	bench_talk(b, "ATE0\r", "ATE0\r" OK);
	bench_talk(b, "AT+CPIN?\r", "\r\n+CPIN: SIM PIN\r\n" OK);
	bench_talk(b, "AT+CPIN=\"9999\"\r", ERROR);
	bench_talk(b, "AT#PCT\r", "\r\n#PCT: 2\r\n" OK);
	bench_end(b);
}

/* Before the card is known each maker has a number of its own for that. */
static void test_not_yet(void **state)
{
	static const struct {
		const char *profile, *error;
	} cards[] = {
		{ "sim800", "\r\n+CME ERROR: 14\r\n" },
		{ "a7670", "\r\n+CME ERROR: 13\r\n" },
		{ "ec25", "\r\n+CME ERROR: 10\r\n" },
		{ "telit", "\r\n+CME ERROR: 14\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cards); i++) {
		struct bench *b = bench_begin_as(cards[i].profile, SIM_READY);

		vmodem_power(b->modem, b->now_ms, true);
		do {
			bench_forget(b);
			bench_type(b, "ATE0\r");
			bench_run_for(b, 50);
		} while (strstr(b->heard, OK) == NULL);
		bench_talk(b, "AT+CMEE=1\r", OK "*");
		bench_forget(b);
		bench_type(b, "AT+CPIN?\r");
		bench_run_for(b, 100);
		assert_non_null(strstr(b->heard, cards[i].error));
		bench_end(b);
	}
}

/* --- Registration, signal, clock --- */

static void test_registration(void **state)
{
	static const struct bench_question questions[] = {
		{ "generic", "AT+CREG=2;+CREG?\r", "\r\n+CREG: 2,1,\"00A1\",\"0002C3D4\",7\r\n" OK },
		{ "sim800", "AT+CREG=2;+CREG?\r", "\r\n+CREG: 2,1,\"00A1\",\"0002C3D4\"\r\n" OK },
		{ "sim800", "AT+COPS?\r", "\r\n+COPS: 0,0,\"Simulated\"\r\n" OK },
		{ "sim800", "AT+CSQ\r", "\r\n+CSQ: 23,0\r\n" OK },
		{ "sim7600", "AT+CREG=2;+CREG?\r", "\r\n+CREG: 2,1,00A1,0002C3D4,7\r\n" OK },
		{ "bg95", "AT+CREG?\r", "\r\n+CREG: 0,3\r\n" OK },
		{ "bg95", "AT+CEREG=2;+CEREG?\r", "\r\n+CEREG: 2,1,\"00A1\",\"0002C3D4\",8\r\n" OK },
		{ "sara-u2", "AT+CREG=2;+CREG?\r", "\r\n+CREG: 2,1,\"00A1\",\"0002C3D4\",2\r\n" OK },
		{ "nrf91", "AT+CEREG?\r", "\r\n+CEREG: 0,1\r\n" OK },
		/* -67 dBm: 74 above -141. */
		{ "nrf91", "AT+CESQ\r", "\r\n+CESQ: 99,99,255,255,20,74\r\n" OK },
	};

	(void)state;
	bench_ask_all(questions, COUNT(questions));
}

/* Nordic's radio is off at first. */
static void test_radio_off_at_first(void **state)
{
	struct bench *b = bench_begin_as("nrf91", SIM_READY);

	(void)state;
	vmodem_power(b->modem, b->now_ms, true);
	bench_run_for(b, START_FOR_MS);
	bench_talk(b, "AT+CFUN?\r", "\r\n+CFUN: 0\r\n" OK);
	bench_talk(b, "AT+CEREG?\r", "\r\n+CEREG: 0,0\r\n" OK);
	bench_end(b);
}

/* The network's clock stood at 26/01/05,12:00:00+01 when the modem was switched on. */
static void asks_clock(const char *profile, const char *set, const char *expected)
{
	struct bench *b = bench_begin_family(profile);
	char head[60];

	bench_run_for(b, 100);
	if (set != NULL)
		bench_talk(b, set, OK "*");
	snprintf(head, sizeof head, "\r\n+CCLK: \"%s*", expected);
	bench_talk(b, "AT+CCLK?\r", head);
	bench_end(b);
}

static void test_clock(void **state)
{
	(void)state;
	asks_clock("generic", NULL, "80/01/06,");
	asks_clock("generic", "AT+CTZU=1\r", "26/01/05,12:0");
	asks_clock("sim800", "AT+CLTS=1\r", "26/01/05,12:0");
	asks_clock("ec25", NULL, "80/01/06,");
	asks_clock("ec25", "AT+CTZU=1\r", "26/01/05,11:0");
	asks_clock("ec25", "AT+CTZU=3\r", "26/01/05,12:0");
	asks_clock("bg95", "AT+CTZU=1\r", "26/01/05,11:0");
	asks_clock("sara-r4", NULL, "26/01/05,11:0");
	asks_clock("telit", "AT+CTZU=1\r", "26/01/05,12:0");
	asks_clock("nrf91", NULL, "26/01/05,11:0");
	asks_clock("huawei", NULL, "80/01/06,");
}

static void test_other_clocks(void **state)
{
	static const struct bench_question questions[] = {
		{ "ec25", "AT+QLTS=1\r", "\r\n+QLTS: \"2026/01/05,11:0*" },
		{ "ec25", "AT+QLTS=2\r", "\r\n+QLTS: \"2026/01/05,12:0*" },
		{ "m95", "AT+QLTS\r", "\r\n+QLTS: \"26/01/05,12:0*" },
		{ "huawei", "AT^NWTIME?\r", "\r\n^NWTIME: 26/01/05,12:0*" },
		{ "ec25", "AT+CTZU=2\r", ERROR },
		{ "ec25", "AT+CTZU=?\r", "\r\n+CTZU: (0,1,3)\r\n" OK },
	};

	(void)state;
	bench_ask_all(questions, COUNT(questions));
}

/* What SIMCom's 2G modems say when they hear the time. */
static void test_times_told(void **state)
{
	struct bench *b = bench_begin_family("sim800");

	(void)state;
	bench_talk(b, "AT+CLTS=1\r", OK);
	network_cover(b->network, false);
	bench_run_for(b, 10000);
	bench_forget(b);
	network_cover(b->network, true);
	bench_run_for(b, 30000);
	assert_non_null(strstr(b->heard, "\r\n+CTZV: +4,0\r\n"));
	assert_non_null(strstr(b->heard, "\r\n*PSUTTZ: 2026,1,5,11,"));
	assert_non_null(strstr(b->heard, ",\"+4\",0\r\n"));
	assert_non_null(strstr(b->heard, "\r\nDST: 0\r\n"));
	bench_end(b);
}

/* --- Gain of the microphone --- */

static void test_gain(void **state)
{
	static const struct bench_question questions[] = {
		{ "sim800", "AT+CMIC=0,15\r", OK },
		{ "sim800", "AT+CMIC=0,16\r", ERROR },
		{ "sim800", "AT+QMIC=0,15\r", ERROR },
		{ "m95", "AT+QMIC=0,15\r", OK },
		{ "m95", "AT+QMIC=0,16\r", ERROR },
		{ "m95", "AT+CMIC=0,15\r", ERROR },
		{ "ec25", "AT+QMIC?\r", "\r\n+QMIC: 20577,14567\r\n" OK },
		{ "ec25", "AT+QMIC=65535,65535\r", OK },
		{ "sim7600", "AT+CMICGAIN=7\r", OK },
		{ "sim7600", "AT+CMICGAIN=9\r", ERROR },
		{ "sim7600", "AT+CMIC=0,15\r", ERROR },
		{ "telit", "AT#HFMICG=7\r", OK },
		{ "telit", "AT#HFMICG=8\r", ERROR },
		{ "sara-u2", "AT+UMGC=0,5,8192\r", OK },
		{ "huawei", "AT+CMIC=0,8\r", "\r\nCOMMAND NOT SUPPORT\r\n" },
		{ "nrf91", "AT+CMIC=0,8\r", ERROR },
	};

	(void)state;
	bench_ask_all(questions, COUNT(questions));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_banners),
		cmocka_unit_test(test_two_kinds_of_ready),
		cmocka_unit_test(test_chatter),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_never_silent),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_tries),
		cmocka_unit_test(test_tries_left),
		cmocka_unit_test(test_not_yet),
		cmocka_unit_test(test_registration),
		cmocka_unit_test(test_radio_off_at_first),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_other_clocks),
		cmocka_unit_test(test_times_told),
		cmocka_unit_test(test_gain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
