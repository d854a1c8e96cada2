/* The virtual modem: dialogues as rows of (send, expect), its start, its card, its network, its faults.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "tests/unit/bench.h"

#define STARTED "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\nSMS Ready\r\n"

/* --- The start. --- */

static void test_start(void **state)
{
	struct bench *b = bench_begin(SIM_READY);

	(void)state;
	assert_true(vmodem_deadline_ms(b->modem) == BENCH_NEVER);
	bench_talk_for(b, "AT\r", "", 60000);
	vmodem_power(b->modem, b->now_ms, true);
	bench_talk_for(b, "AT\r", "", 999);
	bench_talk_for(b, "", STARTED, 10000);
	bench_talk(b, "AT\r", "AT\r" OK);
	vmodem_power(b->modem, b->now_ms, false);
	bench_talk_for(b, "AT\r", "", 60000);
	assert_int_equal(network_registration(b->network), STATE_NOT_SEARCHING);
	bench_end(b);
}

static void test_hurry(void **state)
{
	struct bench *b = bench_begin(SIM_READY);

	(void)state;
	vmodem_hurry(b->modem);
	vmodem_power(b->modem, 0, true);
	bench_run_for(b, 0);
	assert_string_equal(b->heard, STARTED);
	bench_forget(b);
	bench_type(b, "AT+CSQ\r");
	assert_string_equal(b->heard, "AT+CSQ\r\r\n+CSQ: 23,99\r\n" OK);
	bench_end(b);
}

static void test_answers_take_time(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk_for(b, "AT\r", "", 4);
	bench_talk_for(b, "", OK, 46);
	bench_end(b);
}

/* --- V.250. --- */

static void test_line(void **state)
{
	static const struct bench_turn turns[] = {
		{ "AT\r", OK },
		{ "at\r\n", OK },
		{ "at+csq\r", "\r\n+CSQ: 23,99\r\n" OK },
		{ "a/", "\r\n+CSQ: 23,99\r\n" OK },
		{ "+++ATZ\r", "*" },
		{ "ATE0\r", "ATE0\r" OK },
		{ "AT S7=45 S0=0 L1 V1 X4 &c1 E0 Q0\r", OK },
		{ "ATS7?\r", "\r\n045\r\n" OK },
		{ "AT+CSQ;+CFUN?;\r", "\r\n+CSQ: 23,99\r\n+CFUN: 1\r\n" OK },
		{ "ATE0+CSQ\r", "\r\n+CSQ: 23,99\r\n" OK },
		{ "AT+CSXQ\b\bQ\r", "\r\n+CSQ: 23,99\r\n" OK },
		{ "AT+CSX\bQ\r", "\r\n+CSQ: 23,99\r\n" OK },
		{ "rubbish\r", "" },
		{ "AT+CPROT=?\r", "\r\nERROR\r\n" },
		{ "AT%&\r", "\r\nERROR\r\n" },
		{ "AT+CSQ;+CPROT;+CSQ\r", "\r\n+CSQ: 23,99\r\n\r\nERROR\r\n" },
		{ "AT+CMEE=1\r", OK },
		{ "AT$TSSPCSW=?\r", "\r\n+CME ERROR: 4\r\n" },
		{ "AT+CMEE=2\r", OK },
		{ "AT+MODE=2\r", "\r\n+CME ERROR: operation not supported\r\n" },
		{ "AT+CMEE=7\r", "\r\n+CME ERROR: incorrect parameters\r\n" },
		{ "AT+CMEE=0\r", OK },
		{ "AT+CMEE?\r", "\r\n+CMEE: 0\r\n" OK },
		{ "AT+CLIP=?;+CLIP=1;+CLIP?\r", "\r\n+CLIP: (0,1)\r\n+CLIP: 1,1\r\n" OK },
		{ "ATV0\r", "0\r" },
		{ "AT+CSQ\r", "+CSQ: 23,99\r\n0\r" },
		{ "AT+CPROT\r", "4\r" },
		{ "ATV1Q1\r", "" },
		{ "AT+CSQ\r", "\r\n+CSQ: 23,99\r\n" },
		{ "ATQ0\r", OK },
		{ "AT&F\r", OK },
		{ "AT\r", "AT\r" OK },
	};
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_hold(b, turns, COUNT(turns));
	bench_end(b);
}

static void test_overlong_line(void **state)
{
	struct bench *b = bench_begin_ready();
	char line[1000];

	(void)state;
	memset(line, 'A', sizeof line);
	memcpy(line, "AT", 2);
	memcpy(line + sizeof line - 2, "\r", 2);
	bench_talk(b, line, "\r\nERROR\r\n");
	bench_talk(b, "AT\r", OK);
	bench_end(b);
}

/* What is typed while a command is open waits its turn. */
static void test_typed_ahead(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CSQ\rAT+CFUN?\rAT\r", "\r\n+CSQ: 23,99\r\n" OK "\r\n+CFUN: 1\r\n" OK OK);
	bench_end(b);
}

static void test_saved_settings(void **state)
{
	static const struct bench_turn turns[] = {
		{ "AT+CREG=2;&W;+CREG=1\r", OK },
		{ "AT+CREG?\r", "\r\n+CREG: 1,1\r\n" OK },
		{ "ATZ\r", OK },
		{ "AT+CREG?\r", "\r\n+CREG: 2,1,\"00A1\",\"0002C3D4\",7\r\n" OK },
	};
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_hold(b, turns, COUNT(turns));
	bench_end(b);
}

/* --- The card. --- */

static void test_no_card(void **state)
{
	static const struct bench_turn turns[] = {
		{ "ATE0+CMEE=1\r", "ATE0+CMEE=1\r" OK },
		{ "AT+CPIN?\r", "\r\n+CME ERROR: 10\r\n" },
		{ "AT+CIMI\r", "\r\n+CME ERROR: 10\r\n" },
		{ "AT+CMGL=4\r", "\r\n+CMS ERROR: 310\r\n" },
		{ "AT+CREG?\r", "\r\n+CREG: 0,0\r\n" OK },
		{ "AT+CSQ\r", "\r\n+CSQ: 99,99\r\n" OK },
	};
	struct bench *b = bench_begin(SIM_MISSING);

	(void)state;
	vmodem_power(b->modem, 0, true);
	bench_talk_for(b, "", "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: NOT INSERTED\r\n", 15000);
	bench_hold(b, turns, COUNT(turns));
	bench_end(b);
}

static void test_locked_card(void **state)
{
	static const struct bench_turn turns[] = {
		{ "ATE0+CMEE=1\r", "ATE0+CMEE=1\r" OK },
		{ "AT+CPIN?\r", "\r\n+CPIN: SIM PIN\r\n" OK },
		{ "AT+CPMS?\r", "\r\n+CMS ERROR: 311\r\n" },
		{ "AT+COPS?\r", "\r\n+CME ERROR: 11\r\n" },
		{ "AT+CPIN=\"0000\"\r", "\r\n+CME ERROR: 16\r\n" },
		{ "AT+CPINR\r", "\r\n+CPINR: SIM PIN,2,3\r\n+CPINR: SIM PUK,10,10\r\n" OK },
		{ "AT+CPIN=1234\r", OK "\r\n+CPIN: READY\r\n" },
		{ "AT+CPIN?\r", "\r\n+CPIN: READY\r\n" OK },
	};
	struct bench *b = bench_begin(SIM_PIN);

	(void)state;
	vmodem_power(b->modem, 0, true);
	bench_talk_for(b, "", "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: SIM PIN\r\n", 15000);
	assert_int_equal(network_registration(b->network), STATE_NOT_SEARCHING);
	bench_hold(b, turns, COUNT(turns));
	bench_run_for(b, 6000);
	bench_talk(b, "AT+CPMS?;+CREG?\r", "\r\n+CPMS: \"SM\",0,20,\"SM\",0,20,\"SM\",0,20\r\n+CREG: 0,1\r\n" OK);
	bench_end(b);
}

static void test_blocked_card(void **state)
{
	static const struct bench_turn turns[] = {
		{ "ATE0+CMEE=1\r", "ATE0+CMEE=1\r" OK },
		{ "AT+CPIN=0000\r", "\r\n+CME ERROR: 16\r\n" },
		{ "AT+CPIN=0000\r", "\r\n+CME ERROR: 16\r\n" },
		{ "AT+CPIN=0000\r", "\r\n+CME ERROR: 12\r\n" },
		{ "AT+CPIN=1234\r", "\r\n+CME ERROR: 12\r\n" },
		{ "AT+CPIN?\r", "\r\n+CPIN: SIM PUK\r\n" OK },
		{ "AT+CPIN=\"87654321\",\"4321\"\r", "\r\n+CME ERROR: 16\r\n" },
		{ "AT+CPIN=\"12345678\",\"4321\"\r", OK "\r\n+CPIN: READY\r\n" },
	};
	struct bench *b = bench_begin(SIM_PIN);

	(void)state;
	vmodem_power(b->modem, 0, true);
	bench_run_for(b, 15000);
	bench_hold(b, turns, COUNT(turns));
	bench_end(b);
}

static void test_full_card(void **state)
{
	struct bench *b = bench_begin(SIM_FULL);

	(void)state;
	vmodem_power(b->modem, 0, true);
	bench_run_for(b, 15000);
	bench_talk(b, "ATE0+CPMS?\r", "ATE0+CPMS?\r\r\n+CPMS: \"SM\",20,20,\"SM\",20,20,\"SM\",20,20\r\n" OK);
	network_text(b->network, b->now_ms, PHONE, "ON", NULL);
	bench_talk_for(b, "", "", 300000);
	bench_talk(b, "AT+CMGD=7\r", OK "\r\n+CMTI: \"SM\",7\r\n");
	bench_talk(b, "AT+CMGF=1;+CMGR=8\r",
	     "\r\n+CMGR: \"REC READ\",\"+33600000091\",,\"26/01/04,11:00:*");
	bench_end(b);
}

/* --- The network. --- */

static void test_registration(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CREG=1;+CEREG=2\r", OK);
	network_cover(b->network, false);
	bench_talk(b, "", "\r\n+CREG: 2\r\n\r\n+CEREG: 2\r\n");
	bench_talk(b, "AT+CSQ;+CREG?;+COPS?\r", "\r\n+CSQ: 99,99\r\n+CREG: 1,2\r\n+COPS: 0\r\n" OK);
	network_cover(b->network, true);
	bench_talk_for(b, "", "\r\n+CREG: 1\r\n\r\n+CEREG: 1,\"00A1\",\"0002C3D4\",7\r\n", 5000);
	bench_talk(b, "AT+COPS?\r", "\r\n+COPS: 0,0,\"Simulated\",7\r\n" OK);
	bench_talk(b, "AT+COPS=3,2;+COPS?\r", "\r\n+COPS: 0,2,\"00101\",7\r\n" OK);
	network_admit(b->network, false);
	bench_talk(b, "", "\r\n+CREG: 3\r\n\r\n+CEREG: 3\r\n");
	bench_talk_for(b, "AT+CFUN=4\r", OK "\r\n+CREG: 0\r\n\r\n+CEREG: 0\r\n", 1000);
	bench_end(b);
}

static void test_clock(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CCLK?\r", "\r\n+CCLK: \"80/01/06,00:00:1*");
	bench_talk(b, "AT+CTZU=1\r", OK);
	bench_talk(b, "AT+CCLK?\r", "\r\n+CCLK: \"26/01/05,12:00:1*");
	bench_talk(b, "AT+CCLK=\"26/02/30,00:00:00+04\"\r", "\r\nERROR\r\n");
	bench_talk(b, "AT+CCLK=\"26/02/28,23:59:59-08\"\r", OK);
	bench_run_for(b, 1000);
	bench_talk(b, "AT+CCLK?\r", "\r\n+CCLK: \"26/03/01,00:00:00-08\"\r\n" OK);
	bench_talk(b, "AT+CTZR=1\r", OK);
	network_cover(b->network, false);
	bench_run_for(b, 10);
	network_cover(b->network, true);
	bench_talk_for(b, "", "\r\n+CTZV: \"+04\"\r\n", 5000);
	bench_talk(b, "AT+CCLK?\r", "\r\n+CCLK: \"26/01/05,12:00:*");
	bench_end(b);
}

static void test_reset(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CFUN=1,1\r", OK);
	bench_talk_for(b, "", STARTED, 10000);
	bench_talk(b, "AT\r", "AT\r" OK);
	bench_end(b);
}

/* --- Faults. --- */

static void test_fault_names(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	for (size_t i = 0; vmodem_fault_name(i) != NULL; i++)
		assert_int_equal(vmodem_fault(b->modem, b->now_ms, vmodem_fault_name(i)), 0);
	assert_int_equal(vmodem_fault(b->modem, b->now_ms, "melts"), ERR_MISSING);
	bench_end(b);
}

static void test_reboots(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_type(b, "AT+CSQ\r");
	vmodem_fault(b->modem, b->now_ms, "reboots");
	bench_talk_for(b, "", STARTED, 10000);
	bench_talk(b, "AT\r", "AT\r" OK);
	vmodem_fault(b->modem, b->now_ms, "reboots-silently");
	bench_talk_for(b, "", "", 10000);
	bench_talk(b, "AT\r", "AT\r" OK);
	bench_end(b);
}

static void test_hangs(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	vmodem_fault(b->modem, b->now_ms, "hangs");
	bench_talk_for(b, "AT\r", "", 59000);
	bench_run_for(b, 1000);
	bench_talk(b, "AT\r", OK);
	vmodem_fault(b->modem, b->now_ms, "hangs");
	vmodem_power(b->modem, b->now_ms, false);
	vmodem_power(b->modem, b->now_ms, true);
	bench_talk_for(b, "", STARTED, 10000);
	bench_end(b);
}

static void test_garbles(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	vmodem_fault(b->modem, b->now_ms, "garbles");
	bench_forget(b);
	for (int i = 0; i < 6; i++) {
		bench_type(b, "AT\r");
		bench_run_for(b, 200);
	}
	/* No byte of the first forty is as it was, and they have not changed in number. */
	assert_int_equal(b->heard_len, 6 * strlen(OK));
	for (size_t i = 0; i < 40 && i < b->heard_len; i++)
		assert_int_not_equal(b->heard[i], OK[i % strlen(OK)]);
	bench_talk(b, "AT\r", "*");
	bench_talk(b, "AT\r", OK);
	bench_end(b);
}

static void test_slow(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	vmodem_fault(b->modem, b->now_ms, "slow");
	bench_talk_for(b, "AT\r", "", 5000);
	bench_talk_for(b, "", OK, 60);
	bench_run_for(b, 60000);
	bench_talk(b, "AT\r", OK);
	vmodem_slow(b->modem, 120000);
	bench_talk_for(b, "AT\r", "", 120000);
	vmodem_slow(b->modem, 0);
	bench_talk(b, "AT\r", OK OK);
	bench_end(b);
}

static void test_equal_seeds(void **state)
{
	char first[4096];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct bench *b = bench_begin_ready();

		vmodem_fault(b->modem, b->now_ms, "garbles");
		bench_forget(b);
		bench_type(b, "AT+CSQ;+CREG?\rATI\r");
		bench_run_for(b, 1000);
		if (i == 0)
			memcpy(first, b->heard, b->heard_len + 1);
		else
			assert_string_equal(b->heard, first);
		bench_end(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_start),
		cmocka_unit_test(test_hurry),
		cmocka_unit_test(test_answers_take_time),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_overlong_line),
		cmocka_unit_test(test_typed_ahead),
		cmocka_unit_test(test_saved_settings),
		cmocka_unit_test(test_no_card),
		cmocka_unit_test(test_locked_card),
		cmocka_unit_test(test_blocked_card),
		cmocka_unit_test(test_full_card),
		cmocka_unit_test(test_registration),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_fault_names),
		cmocka_unit_test(test_reboots),
		cmocka_unit_test(test_hangs),
		cmocka_unit_test(test_garbles),
		cmocka_unit_test(test_slow),
		cmocka_unit_test(test_equal_seeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
