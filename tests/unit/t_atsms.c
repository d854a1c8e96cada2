/* The virtual modem: messages that come, are kept and go, in PDU mode and in text mode.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/bench.h"

static void test_receive(void **state)
{
	/* The answers' times: the default clock is at noon when the world begins. */
	static const struct bench_turn turns[] = {
		{ "AT+CMGL=4\r", "\r\n+CMGL: 1,0,,21\r\n07913306000090F0040B913306000000F10000*" },
		{ "AT+CMGL=0\r", OK },
		{ "AT+CMGR=1\r", "\r\n+CMGR: 1,,21\r\n07913306000090F0040B913306000000F10000*" },
		{ "AT+CMGR=2\r", "\r\n+CMS ERROR: 321\r\n" },
		{ "AT+CMGR=21\r", "\r\n+CMS ERROR: 321\r\n" },
		{ "AT+CMGD=?\r", "\r\n+CMGD: (1),(0-4)\r\n" OK },
		{ "AT+CMGD=1\r", OK },
		{ "AT+CMGR=1\r", "\r\n+CMS ERROR: 321\r\n" },
		{ "AT+CMGD=1\r", OK },
		{ "AT+CMGD=99\r", "\r\n+CMS ERROR: 321\r\n" },
		{ "AT+CMGD=?\r", "\r\n+CMGD: (),(0-4)\r\n" OK },
	};
	struct bench *b = bench_begin_ready();

	(void)state;
	network_text(b->network, b->now_ms, PHONE, "ON", NULL);
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",1\r\n", 1500);
	bench_hold(b, turns, COUNT(turns));
	bench_end(b);
}

static void test_receive_as_text(void **state)
{
	const struct network_stamp stamp = { .local_s = 1772352000, .zone_qh = 4 }; /* 26/03/01,08:00:00 */
	static const struct bench_turn turns[] = {
		{ "AT+CMGF=1;+CSCS=\"IRA\"\r", OK },
		{ "AT+CMGL=\"REC READ\"\r", OK },
		{ "AT+CMGR=1\r", "\r\n+CMGR: \"REC UNREAD\",\"+33600000001\",,\"26/03/01,08:00:00+04\"\r\nSTATUS\r\n" OK },
		{ "AT+CSDH=1\r", OK },
		{ "AT+CMGR=1\r", "\r\n+CMGR: \"REC READ\",\"+33600000001\",,\"26/03/01,08:00:00+04\",145,4,0,0,"
				 "\"+33600000090\",145,6\r\nSTATUS\r\n" OK },
		{ "AT+CMGL=\"ALL\"\r", "\r\n+CMGL: 1,\"REC READ\",\"+33600000001\",,\"26/03/01,08:00:00+04\",145,6\r\nSTATUS\r\n"
				       "+CMGL: 2,\"REC UNREAD\",\"Orange\",,\"26/03/01,08:00:00+04\",208,6\r\n0416D83DDE00\r\n" OK },
		{ "AT+CMGL=4\r", "\r\n+CMS ERROR: 305\r\n" },
		{ "AT+CSDH=0;+CSCS=\"UCS2\"\r", OK },
		{ "AT+CMGR=1\r", "\r\n+CMGR: \"REC READ\",\"002B00330033003600300030003000300030003000300031\",,"
				 "\"26/03/01,08:00:00+04\"\r\n005300540041005400550053\r\n" OK },
	};
	struct bench *b = bench_begin_ready();

	(void)state;
	network_text(b->network, b->now_ms, PHONE, "STATUS", &stamp);
	bench_run_for(b, 1500);
	network_text(b->network, b->now_ms, "Orange", "\xD0\x96\xF0\x9F\x98\x80", &stamp);
	bench_run_for(b, 1500);
	bench_hold(b, turns, COUNT(turns));
	bench_end(b);
}

static void test_direct_delivery(void **state)
{
	const struct network_stamp stamp = { .local_s = 1772352000, .zone_qh = 4 };
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CSMS=1\r", "\r\n+CSMS: 1,1,1\r\n" OK);
	bench_talk(b, "AT+CNMI=2,2\r", OK);
	bench_talk(b, "AT+CNMA\r", "\r\n+CMS ERROR: 340\r\n");
	network_text(b->network, b->now_ms, PHONE, "ON", &stamp);
	bench_talk_for(b, "", "\r\n+CMT: ,21\r\n07913306000090F0040B913306000000F10000623010800000" "40024F27\r\n", 1500);
	bench_talk(b, "AT+CNMA\r", OK);
	bench_talk(b, "AT+CMGF=1\r", OK);
	network_text(b->network, b->now_ms, PHONE, "ON", &stamp);
	bench_talk_for(b, "", "\r\n+CMT: \"+33600000001\",,\"26/03/01,08:00:00+04\"\r\nON\r\n", 1500);
	bench_talk(b, "AT+CPMS?\r", "\r\n+CPMS: \"SM\",0,20,\"SM\",0,20,\"SM\",0,20\r\n" OK);
	bench_end(b);
}

/* News waits for the end of an open command. */
static void test_news_waits(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	network_text(b->network, b->now_ms, PHONE, "ON", NULL);
	bench_talk_for(b, "AT+CMGS=22\r", "\r\n> ", 5000);
	bench_talk(b, "\x1B", OK "\r\n+CMTI: \"SM\",1\r\n");
	bench_end(b);
}

static void arrived(struct bench *b, size_t index, const char *to, const char *text)
{
	assert_int_equal(network_arrived(b->network), index + 1);
	assert_string_equal(network_sms(b->network, index)->to, to);
	assert_string_equal(network_sms(b->network, index)->text, text);
}

static void test_send(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CMGS=22\r", "\r\n> ");
	bench_talk_for(b, "0001000B913306000000F100000AE8329BFD4697D9EC37\x1A", "", 999);
	bench_talk_for(b, "", "\r\n+CMGS: 0\r\n" OK, 2100);
	bench_run_for(b, 1500);
	arrived(b, 0, PHONE, "hellohello");
	bench_talk(b, "AT+CMGS=21\r", "\r\n> ");
	bench_talk(b, "0001000B913306000000F100000AE8329BFD4697D9EC37\x1A", "\r\n+CMS ERROR: 304\r\n");
	bench_talk(b, "AT+CMGS=22\r", "\r\n> ");
	bench_talk(b, "0001000B913306000000F100000AE8329BFD4697D9EC3G\x1A", "\r\n+CMS ERROR: 304\r\n");
	bench_talk(b, "AT+CMGS\r", "\r\nERROR\r\n");
	bench_talk(b, "AT+CMGS=\r", "\r\n+CMS ERROR: 304\r\n");
	network_cover(b->network, false);
	bench_talk(b, "AT+CMGS=22\r", "\r\n> ");
	bench_talk_for(b, "0001000B913306000000F100000AE8329BFD4697D9EC37\x1A", "\r\n+CMS ERROR: 331\r\n", 3100);
	bench_end(b);
}

static void test_send_as_text(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CMGF=1;+CSCS=\"UTF-8\"\r", OK);
	bench_talk(b, "AT+CMGS=\"+33600000001\"\r", "\r\n> ");
	bench_talk_for(b, "Caf\xC3\xA9\rok\x1A", "\r\n> \r\n+CMGS: 0\r\n" OK, 3100);
	bench_run_for(b, 1500);
	arrived(b, 0, PHONE, "Caf\xC3\xA9\nok");
	bench_talk(b, "AT+CSMP=17,167,0,8;+CSCS=\"UCS2\"\r", OK);
	bench_talk(b, "AT+CMGS=\"002B00330033003600300030003000300030003000300031\"\r", "\r\n> ");
	bench_talk_for(b, "0416D83DDE00\x1A", "\r\n+CMGS: 1\r\n" OK, 3100);
	bench_run_for(b, 1500);
	arrived(b, 1, PHONE, "\xD0\x96\xF0\x9F\x98\x80");
	bench_talk(b, "AT+CSCS=\"IRA\";+CMGS=\"33600000001\",145\r", "\r\n> ");
	bench_talk_for(b, "0041\x1A", "\r\n+CMGS: 2\r\n" OK, 3100);
	bench_run_for(b, 1500);
	arrived(b, 2, PHONE, "A");
	bench_talk(b, "AT+CMGS=\"nobody\"\r", "\r\n+CMS ERROR: 305\r\n");
	bench_end(b);
}

static void test_write_and_send(void **state)
{
	static const struct bench_turn turns[] = {
		{ "AT+CPMS=\"ME\",\"ME\"\r", "\r\n+CPMS: 0,100,0,100,0,20\r\n" OK },
		{ "AT+CPMS=\"XX\"\r", "\r\n+CMS ERROR: 302\r\n" },
		{ "AT+CMGW=22\r", "\r\n> " },
		{ "0001000B913306000000F100000AE8329BFD4697D9EC37\x1A", "\r\n+CMGW: 1\r\n" OK },
		{ "AT+CMGR=1\r", "\r\n+CMGR: 2,,22\r\n07913306000090F001000B913306000000F100000AE8329BFD4697D9EC37\r\n" OK },
		{ "AT+CMGF=1;+CMGR=1\r", "\r\n+CMGR: \"STO UNSENT\",\"+33600000001\",\r\nhellohello\r\n" OK },
	};
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_hold(b, turns, COUNT(turns));
	bench_talk_for(b, "AT+CMSS=1\r", "\r\n+CMSS: 0\r\n" OK, 3100);
	bench_talk_for(b, "AT+CMSS=1,\"+33600000002\"\r", "\r\n+CMSS: 1\r\n" OK, 3100);
	bench_talk(b, "AT+CMSS=2\r", "\r\n+CMS ERROR: 321\r\n");
	bench_talk(b, "AT+CMGL=\"STO SENT\"\r", "\r\n+CMGL: 1,\"STO SENT\",\"+33600000001\",,\r\nhellohello\r\n" OK);
	bench_talk(b, "AT+CMGD=1,1;+CPMS?\r", "\r\n+CPMS: \"ME\",1,100,\"ME\",1,100,\"SM\",0,20\r\n" OK);
	bench_talk(b, "AT+CMGD=1,2;+CPMS?\r", "\r\n+CPMS: \"ME\",0,100,\"ME\",0,100,\"SM\",0,20\r\n" OK);
	assert_int_equal(network_arrived(b->network), 2);
	assert_string_equal(network_sms(b->network, 1)->to, "+33600000002");
	bench_end(b);
}

/* Messages stay through a loss of power; the choice of storage does not. */
static void test_storage_is_kept(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", "\r\n+CPMS: 0,100,0,100,0,100\r\n" OK);
	network_text(b->network, b->now_ms, PHONE, "ON", NULL);
	bench_talk_for(b, "", "\r\n+CMTI: \"ME\",1\r\n", 1500);
	vmodem_power(b->modem, b->now_ms, false);
	vmodem_power(b->modem, b->now_ms, true);
	bench_run_for(b, 15000);
	bench_talk(b, "ATE0+CPMS?\r", "ATE0+CPMS?\r\r\n+CPMS: \"SM\",0,20,\"SM\",0,20,\"SM\",0,20\r\n" OK);
	bench_talk(b, "AT+CPMS=\"ME\"\r", "\r\n+CPMS: 1,100,0,20,0,20\r\n" OK);
	bench_end(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_receive),
		cmocka_unit_test(test_receive_as_text),
		cmocka_unit_test(test_direct_delivery),
		cmocka_unit_test(test_news_waits),
		cmocka_unit_test(test_send),
		cmocka_unit_test(test_send_as_text),
		cmocka_unit_test(test_write_and_send),
		cmocka_unit_test(test_storage_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
