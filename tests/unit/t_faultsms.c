/* The virtual modem's faults that concern messages: sending, announcing, storing, delivering, and what is in them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/bench.h"

#define PDU "07913306000090F0040B913306000000F1000062301080000040024F27" /* ON */
#define SUBMIT "0001000B913306000000F100000AE8329BFD4697D9EC37\x1A"     /* hellohello, 22 octets */

static const struct network_stamp stamp = { .local_s = 1772352000, .zone_qh = 4 }; /* 26/03/01,08:00:00+01 */

static void fault(struct bench *b, const char *name)
{
	assert_int_equal(vmodem_fault(b->modem, b->now_ms, name), 0);
}

static struct bench *begin(const char *name)
{
	struct bench *b = bench_begin_ready();

	fault(b, name);
	return b;
}

static void mend(struct bench *b)
{
	vmodem_mend(b->modem, b->now_ms);
	bench_run_for(b, 10);
}

static void text(struct bench *b, const char *what)
{
	assert_int_equal(network_text(b->network, b->now_ms, PHONE, what, &stamp), 0);
}

/* Somebody texts ON; what the modem says of it within its way. */
static void receive(struct bench *b, const char *expected)
{
	text(b, "ON");
	bench_talk_for(b, "", expected, 1500);
}

/* --- Sending --- */

static void send(struct bench *b, const char *expected)
{
	bench_talk(b, "AT+CMGS=22\r", "\r\n> ");
	bench_talk_for(b, SUBMIT, expected, 3100);
}

static size_t arrived(struct bench *b)
{
	bench_run_for(b, 1500);
	return network_arrived(b->network);
}

static void test_prompt_lost(void **state)
{
	struct bench *b = begin("prompt-lost");

	(void)state;
	bench_talk_for(b, "AT+CMGS=22\r", "", 60000);
	bench_talk_for(b, "AT\r", "", 60000);
	bench_talk(b, "\x1B", OK);
	send(b, "\r\n+CMGS: 0\r\n" OK);
	fault(b, "prompt-lost");
	mend(b);
	send(b, "\r\n+CMGS: 1\r\n" OK);
	bench_end(b);
}

static void test_prompt_odd(void **state)
{
	struct bench *b = begin("prompt-odd");

	(void)state;
	bench_talk(b, "AT+CMGS=22\r", "\r\n>\r\n");
	bench_talk_for(b, SUBMIT, "\r\n+CMGS: 0\r\n" OK, 3100);
	bench_talk(b, "AT+CMGS=22\r", "\r\n>");
	bench_talk_for(b, SUBMIT, "\r\n+CMGS: 1\r\n" OK, 3100);
	mend(b);
	send(b, "\r\n+CMGS: 2\r\n" OK);
	bench_end(b);
}

static void test_prompt_refused(void **state)
{
	struct bench *b = begin("prompt-refused");

	(void)state;
	bench_talk(b, "AT+CMGS=22\r", "\r\n+CMS ERROR: 500\r\n");
	bench_talk(b, "AT\r", OK);
	send(b, "\r\n+CMGS: 0\r\n" OK);
	bench_end(b);
}

static void test_send_unanswered(void **state)
{
	struct bench *b = begin("send-unanswered");

	(void)state;
	bench_talk(b, "AT+CMGS=22\r", "\r\n> ");
	bench_talk_for(b, SUBMIT, "", 120000);
	assert_int_equal(arrived(b), 0);
	bench_talk(b, "AT\r", OK);
	send(b, "\r\n+CMGS: 0\r\n" OK);
	assert_int_equal(arrived(b), 1);
	bench_end(b);
}

static void test_sent_unanswered(void **state)
{
	struct bench *b = begin("sent-unanswered");

	(void)state;
	bench_talk(b, "AT+CMGS=22\r", "\r\n> ");
	bench_talk_for(b, SUBMIT, "", 120000);
	assert_int_equal(arrived(b), 1);
	send(b, "\r\n+CMGS: 1\r\n" OK);
	bench_end(b);
}

static void test_send_error(void **state)
{
	struct bench *b = begin("send-error");

	(void)state;
	send(b, "\r\nERROR\r\n");
	send(b, "\r\n+CMS ERROR: 500\r\n");
	send(b, "\r\nERROR\r\n");
	assert_int_equal(arrived(b), 0);
	mend(b);
	send(b, "\r\n+CMGS: 0\r\n" OK);
	assert_int_equal(arrived(b), 1);
	bench_end(b);
}

static void test_send_refused(void **state)
{
	static const int codes[] = { 38, 41, 42, 69, 302, 330, 331, 512 };

	(void)state;
	for (size_t i = 0; i < COUNT(codes); i++) {
		char name[40], expected[40];
		struct bench *b;

		snprintf(name, sizeof name, "send-refused-%d", codes[i]);
		snprintf(expected, sizeof expected, "\r\n+CMS ERROR: %d\r\n", codes[i]);
		b = begin(name);
		send(b, expected);
		send(b, expected);
		assert_int_equal(arrived(b), 0);
		mend(b);
		send(b, "\r\n+CMGS: 0\r\n" OK);
		bench_end(b);
	}
}

static void test_send_odd_result(void **state)
{
	struct bench *b = begin("send-odd-result");

	(void)state;
	send(b, "\r\n+CMGS: 0,\r\n" OK);
	send(b, "\r\n+CMGS: 1,\"010062105021000040\"\r\n" OK);
	assert_int_equal(arrived(b), 2);
	mend(b);
	send(b, "\r\n+CMGS: 2\r\n" OK);
	bench_end(b);
}

static void test_left_at_prompt(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	fault(b, "left-at-prompt");
	bench_talk_for(b, "AT\r", "", 60000);
	mend(b);
	bench_talk_for(b, "AT\r", "", 60000);
	bench_talk(b, "\x1B", OK);
	bench_talk(b, "AT\r", OK);
	fault(b, "left-at-prompt");
	bench_talk(b, "AT\r\x1A", "\r\n+CMS ERROR: 304\r\n");
	bench_end(b);
}

/* --- Announcing and storing --- */

static void test_announced(void **state)
{
	static const struct {
		const char *name, *expected;
	} rows[] = {
		{ "announced-twice", "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",1\r\n" },
		{ "announced-nowhere", "\r\n+CMTI: ,-1\r\n" },
		{ "announced-wrongly", "\r\n+CMTI: \"SM\",20\r\n" },
		{ "announces-nothing", "" },
		{ "delivered-twice", "\r\n+CMT: ,21\r\n" PDU "\r\n\r\n+CMTI: \"SM\",1\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bench *b = begin(rows[i].name);

		receive(b, rows[i].expected);
		bench_talk(b, "AT+CMGL=4\r", "\r\n+CMGL: 1,0,,21\r\n" PDU "\r\n" OK);
		mend(b);
		receive(b, "\r\n+CMTI: \"SM\",2\r\n");
		bench_end(b);
	}
}

static void test_announced_wrongly(void **state)
{
	struct bench *b = begin("announced-wrongly");

	(void)state;
	receive(b, "\r\n+CMTI: \"SM\",20\r\n");
	bench_talk(b, "AT+CMGR=20\r", OK);
	bench_talk(b, "AT+CMGR=20\r", "\r\n+CMS ERROR: 321\r\n");
	mend(b);
	bench_talk(b, "AT+CMGR=20\r", "\r\n+CMS ERROR: 321\r\n");
	bench_end(b);
}

static void test_other_memory(void **state)
{
	struct bench *b = begin("other-memory");

	(void)state;
	receive(b, "\r\n+CMTI: \"ME\",1\r\n");
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMS ERROR: 321\r\n");
	bench_talk(b, "AT+CPMS=\"ME\"\r", "\r\n+CPMS: 1,100,0,20,0,20\r\n" OK);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n" PDU "\r\n" OK);
	bench_talk(b, "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", "\r\n+CPMS: 1,100,1,100,1,100\r\n" OK);
	receive(b, "\r\n+CMTI: \"SM\",1\r\n");
	mend(b);
	receive(b, "\r\n+CMTI: \"ME\",2\r\n");
	bench_end(b);
}

static void test_delete_ignored(void **state)
{
	struct bench *b = begin("delete-ignored");

	(void)state;
	receive(b, "\r\n+CMTI: \"SM\",1\r\n");
	bench_talk(b, "AT+CMGD=1\r", OK);
	bench_talk(b, "AT+CMGD=1,4\r", OK);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n" PDU "\r\n" OK);
	mend(b);
	bench_talk(b, "AT+CMGD=1\r", OK);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMS ERROR: 321\r\n");
	bench_end(b);
}

/* A message that waits takes the place that becomes free, in the same moment. */
static void test_memory_full(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CPMS=\"SM\",\"SM\",\"ME\"\r", "\r\n+CPMS: 0,20,0,20,0,100\r\n" OK);
	receive(b, "\r\n+CMTI: \"ME\",1\r\n");
	fault(b, "memory-full-silently");
	bench_talk(b, "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", "\r\n+CPMS: 100,100,100,100,100,100\r\n" OK);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n" PDU "\r\n" OK);
	bench_talk(b, "AT+CMGR=7\r", "\r\n+CMGR: 1,,*");
	text(b, "ON");
	bench_talk_for(b, "", "", 200000);
	mend(b);
	bench_talk(b, "AT+CMGD=7\r", OK "\r\n+CMTI: \"ME\",7\r\n");
	bench_talk(b, "AT+CMGR=7\r", "\r\n+CMGR: 0,,21\r\n" PDU "\r\n" OK);
	bench_end(b);
}

static void test_forgets_memory(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", "\r\n+CPMS: 0,100,0,100,0,100\r\n" OK);
	fault(b, "forgets-memory");
	bench_talk(b, "", "");
	mend(b);
	bench_talk(b, "AT+CPMS?\r", "\r\n+CPMS: \"SM\",0,20,\"SM\",0,20,\"SM\",0,20\r\n" OK);
	bench_end(b);
}

/* --- Delivering directly --- */

static void test_delivers_directly(void **state)
{
	struct bench *b = begin("delivers-directly");

	(void)state;
	bench_talk(b, "AT+CNMI=2,1,0,0,0\r", OK);
	receive(b, "\r\n+CMT: ,21\r\n" PDU "\r\n");
	bench_talk(b, "AT+CMGL=4\r", OK);
	/* Nobody waits for an acknowledgement. */
	bench_run_for(b, 60000);
	receive(b, "\r\n+CMT: ,21\r\n" PDU "\r\n");
	bench_talk(b, "AT+CNMI?\r", "\r\n+CNMI: 2,1,0,0,0\r\n" OK);
	mend(b);
	receive(b, "\r\n+CMTI: \"SM\",1\r\n");
	bench_end(b);
}

static void test_unacknowledged(void **state)
{
	struct bench *b = begin("delivers-directly");

	(void)state;
	bench_talk(b, "AT+CSMS=1;+CNMI=2,1,0,1,0\r", "\r\n+CSMS: 1,1,1\r\n" OK);
	text(b, "ON");
	receive(b, "\r\n+CMT: ,21\r\n" PDU "\r\n");
	/* The second as soon as the first is acknowledged. */
	bench_talk(b, "AT+CNMA\r", OK "\r\n+CMT: ,21\r\n" PDU "\r\n");
	bench_talk_for(b, "", "", 600000);
	bench_talk(b, "AT+CNMI?\r", "\r\n+CNMI: 2,0,0,0,0\r\n" OK);
	bench_talk(b, "AT+CNMA\r", "\r\n+CMS ERROR: 340\r\n");
	/* The network has kept it. */
	bench_talk(b, "AT+CNMI=2,1,0,1,0\r", OK "\r\n+CMT: ,21\r\n" PDU "\r\n");
	bench_talk(b, "AT+CNMA\r", OK);
	bench_talk_for(b, "", "", 600000);
	bench_end(b);
}

/* The same without a fault, when the computer has asked for it; and also a restart loses nothing. */
static void test_unacknowledged_restart(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CSMS=1;+CNMI=2,2\r", "\r\n+CSMS: 1,1,1\r\n" OK);
	text(b, "ON");
	text(b, "OFF");
	bench_talk_for(b, "", "\r\n+CMT: ,21\r\n" PDU "\r\n", 10000);
	fault(b, "reboots-silently");
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n", 20000);
	bench_talk(b, "ATE0+CMGR=1\r", "ATE0+CMGR=1\r\r\n+CMGR: 0,,21\r\n" PDU "\r\n" OK);
	bench_end(b);
}

static void test_ack_refused(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CSMS=1;+CNMI=2,2\r", "\r\n+CSMS: 1,1,1\r\n" OK);
	fault(b, "ack-refused");
	receive(b, "\r\n+CMT: ,21\r\n" PDU "\r\n");
	bench_talk(b, "AT+CNMA\r", "\r\n+CMS ERROR: 314\r\n");
	bench_talk(b, "AT+CNMA\r", OK);
	bench_talk(b, "AT+CNMA\r", "\r\n+CMS ERROR: 340\r\n");
	bench_end(b);
}

/* --- PDUs --- */

static void test_pdu_cut(void **state)
{
	struct bench *b = begin("pdu-cut");

	(void)state;
	receive(b, "\r\n+CMTI: \"SM\",1\r\n");
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n07913306000090F0040B913306000000F1000062301080000040*");
	assert_true((strchr(b->heard + 20, '\r') - b->heard) % 2 == 0);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 1,,21\r\n" PDU "\r\n" OK);
	bench_end(b);
}

static void test_pdu_padded(void **state)
{
	struct bench *b = begin("pdu-padded");

	(void)state;
	receive(b, "\r\n+CMTI: \"SM\",1\r\n");
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n" PDU "00000000\r\n" OK);
	bench_talk(b, "AT+CMGL=4\r", "\r\n+CMGL: 1,1,,21\r\n" PDU "00000000\r\n" OK);
	mend(b);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 1,,21\r\n" PDU "\r\n" OK);
	bench_end(b);
}

/* --- On their way --- */

/* What the message in the first place looks like from its scheme on. */
static void spoilt(const char *name, const char *expected)
{
	struct bench *b = begin(name);

	bench_talk(b, "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", "\r\n+CPMS: 0,100,0,100,0,100\r\n" OK);
	receive(b, "\r\n+CMTI: \"ME\",1\r\n");
	bench_talk(b, "AT+CMGR=1\r", expected);
	mend(b);
	receive(b, "\r\n+CMTI: \"ME\",2\r\n");
	bench_talk(b, "AT+CMGR=2\r", "\r\n+CMGR: 0,,21\r\n" PDU "\r\n" OK);
	bench_end(b);
}

static void test_spoilt(void **state)
{
	(void)state;
	spoilt("length-too-long", "\r\n+CMGR: 0,,21\r\n07913306000090F0040B913306000000F1000062301080000040044F27\r\n" OK);
	spoilt("length-too-short", "\r\n+CMGR: 0,,21\r\n07913306000090F0040B913306000000F1000062301080000040004F27\r\n" OK);
	spoilt("stamp-broken", "\r\n+CMGR: 0,,21\r\n07913306000090F0040B913306000000F10000FA934CFF7799FF024F27\r\n" OK);
}

static void test_alphabet_wrong(void **state)
{
	struct bench *b = begin("alphabet-wrong");

	(void)state;
	receive(b, "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n");
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,44\r\n07913306000090F0040B913306000090F100C8*");
	bench_talk(b, "AT+CMGR=2\r", "\r\n+CMGR: 0,,23\r\n07913306000090F0040B913306000000F100886230108000004004004F004E\r\n" OK);
	mend(b);
	receive(b, "\r\n+CMTI: \"SM\",3\r\n");
	bench_end(b);
}

/* The sequence numbers of the parts in the order in which they lie there. */
static void parts(struct bench *b, size_t count, const char *expected)
{
	char seen[8] = "";

	for (size_t i = 0; i < count; i++) {
		char line[20];
		const char *header;

		snprintf(line, sizeof line, "AT+CMGR=%zu\r", i + 1);
		bench_forget(b);
		bench_type(b, line);
		bench_run_for(b, 200);
		header = strstr(b->heard, "050003");
		assert_non_null(header);
		seen[i] = header[11];
	}
	assert_string_equal(seen, expected);
}

static const char *long_text(void)
{
	static char text[400];

	memset(text, 'a', sizeof text - 1);
	return text;
}

static void test_parts_shuffled(void **state)
{
	struct bench *b = begin("parts-shuffled");

	(void)state;
	text(b, long_text());
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n\r\n+CMTI: \"SM\",3\r\n", 1500);
	parts(b, 3, "132");
	mend(b);
	bench_talk(b, "AT+CMGD=1,4\r", OK);
	text(b, long_text());
	bench_run_for(b, 1500);
	parts(b, 3, "123");
	bench_end(b);
}

static void test_parts_slow(void **state)
{
	struct bench *b = begin("parts-slow");

	(void)state;
	text(b, long_text());
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",1\r\n", 9999);
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",2\r\n", 10000);
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",3\r\n", 10000);
	parts(b, 3, "123");
	bench_end(b);
}

static void test_part_missing(void **state)
{
	struct bench *b = begin("part-missing");

	(void)state;
	text(b, long_text());
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n", 3600000);
	parts(b, 2, "13");
	receive(b, "\r\n+CMTI: \"SM\",3\r\n");
	bench_end(b);
}

static void test_reference_reused(void **state)
{
	struct bench *b = begin("reference-reused");

	(void)state;
	text(b, long_text());
	bench_run_for(b, 1500);
	text(b, long_text());
	bench_run_for(b, 1500);
	for (int i = 1; i <= 6; i++) {
		char line[20];

		snprintf(line, sizeof line, "AT+CMGR=%d\r", i);
		bench_forget(b);
		bench_type(b, line);
		bench_run_for(b, 200);
		assert_memory_equal(strstr(b->heard, "050003"), "0500032A03", 10);
	}
	bench_end(b);
}

/* Each arrives at once, from +33600000091, and says in its protocol, its scheme or its port what it is. */
static void test_odd_messages(void **state)
{
	static const struct {
		const char *name, *expected; /* from the first octet on */
	} rows[] = {
		{ "class-0", "040B913306000090F10010*" },
		{ "type-0", "040B913306000090F14000*" },
		{ "wap-push", "440B913306000090F1000462105021005140*" },
		{ "mms-notice", "440B913306000090F10004*" },
		{ "sim-update", "440B913306000090F17FF6*" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bench *b = bench_begin_ready();
		char expected[200];

		bench_forget(b);
		fault(b, rows[i].name);
		bench_talk(b, "", "\r\n+CMTI: \"SM\",1\r\n");
		bench_forget(b);
		bench_type(b, "AT+CMGR=1\r");
		bench_run_for(b, 200);
		snprintf(expected, sizeof expected, "%.*s", 22, rows[i].expected);
		assert_non_null(strstr(b->heard, expected));
		mend(b);
		receive(b, "\r\n+CMTI: \"SM\",2\r\n");
		bench_end(b);
	}
}

/* The ports of the two that are for a browser, and the command packet for the card. */
static void test_odd_headers(void **state)
{
	static const struct {
		const char *name, *header;
	} rows[] = { { "wap-push", "0605040B8423F0" }, { "mms-notice", "0605040B8423F0" }, { "sim-update", "027000" } };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bench *b = begin(rows[i].name);

		bench_run_for(b, 200);
		bench_forget(b);
		bench_type(b, "AT+CMGR=1\r");
		bench_run_for(b, 200);
		assert_non_null(strstr(b->heard, rows[i].header));
		bench_end(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prompt_lost),
		cmocka_unit_test(test_prompt_odd),
		cmocka_unit_test(test_prompt_refused),
		cmocka_unit_test(test_send_unanswered),
		cmocka_unit_test(test_sent_unanswered),
		cmocka_unit_test(test_send_error),
		cmocka_unit_test(test_send_refused),
		cmocka_unit_test(test_send_odd_result),
		cmocka_unit_test(test_left_at_prompt),
		cmocka_unit_test(test_announced),
		cmocka_unit_test(test_announced_wrongly),
		cmocka_unit_test(test_other_memory),
		cmocka_unit_test(test_delete_ignored),
		cmocka_unit_test(test_memory_full),
		cmocka_unit_test(test_forgets_memory),
		cmocka_unit_test(test_delivers_directly),
		cmocka_unit_test(test_unacknowledged),
		cmocka_unit_test(test_unacknowledged_restart),
		cmocka_unit_test(test_ack_refused),
		cmocka_unit_test(test_pdu_cut),
		cmocka_unit_test(test_pdu_padded),
		cmocka_unit_test(test_spoilt),
		cmocka_unit_test(test_alphabet_wrong),
		cmocka_unit_test(test_parts_shuffled),
		cmocka_unit_test(test_parts_slow),
		cmocka_unit_test(test_part_missing),
		cmocka_unit_test(test_reference_reused),
		cmocka_unit_test(test_odd_messages),
		cmocka_unit_test(test_odd_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
