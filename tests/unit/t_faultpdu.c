/* The virtual modem's faults that concern what is in a message that comes, and its parts.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/bench.h"

/* --- PDUs --- */

static void test_pdu_cut(void **state)
{
	struct bench *b = bench_begin_faulty("pdu-cut");

	(void)state;
	bench_receive(b, "\r\n+CMTI: \"SM\",1\r\n");
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n07913306000090F0040B913306000000F1000062301080000040*");
	assert_true((strchr(b->heard + 20, '\r') - b->heard) % 2 == 0);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 1,,21\r\n" BENCH_PDU "\r\n" OK);
	bench_end(b);
}

static void test_pdu_padded(void **state)
{
	struct bench *b = bench_begin_faulty("pdu-padded");

	(void)state;
	bench_receive(b, "\r\n+CMTI: \"SM\",1\r\n");
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n" BENCH_PDU "00000000\r\n" OK);
	bench_talk(b, "AT+CMGL=4\r", "\r\n+CMGL: 1,1,,21\r\n" BENCH_PDU "00000000\r\n" OK);
	bench_mend(b);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 1,,21\r\n" BENCH_PDU "\r\n" OK);
	bench_end(b);
}

/* --- On their way --- */

/* What the message in the first place looks like from its scheme on. */
static void spoilt(const char *name, const char *expected)
{
	struct bench *b = bench_begin_faulty(name);

	bench_talk(b, "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", "\r\n+CPMS: 0,100,0,100,0,100\r\n" OK);
	bench_receive(b, "\r\n+CMTI: \"ME\",1\r\n");
	bench_talk(b, "AT+CMGR=1\r", expected);
	bench_mend(b);
	bench_receive(b, "\r\n+CMTI: \"ME\",2\r\n");
	bench_talk(b, "AT+CMGR=2\r", "\r\n+CMGR: 0,,21\r\n" BENCH_PDU "\r\n" OK);
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
	struct bench *b = bench_begin_faulty("alphabet-wrong");

	(void)state;
	bench_receive(b, "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n");
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,44\r\n07913306000090F0040B913306000090F100C8*");
	bench_talk(b, "AT+CMGR=2\r", "\r\n+CMGR: 0,,23\r\n07913306000090F0040B913306000000F100886230108000004004004F004E\r\n" OK);
	bench_mend(b);
	bench_receive(b, "\r\n+CMTI: \"SM\",3\r\n");
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
	struct bench *b = bench_begin_faulty("parts-shuffled");

	(void)state;
	bench_text(b, long_text());
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n\r\n+CMTI: \"SM\",3\r\n", 1500);
	parts(b, 3, "132");
	bench_mend(b);
	bench_talk(b, "AT+CMGD=1,4\r", OK);
	bench_text(b, long_text());
	bench_run_for(b, 1500);
	parts(b, 3, "123");
	bench_end(b);
}

static void test_parts_slow(void **state)
{
	struct bench *b = bench_begin_faulty("parts-slow");

	(void)state;
	bench_text(b, long_text());
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",1\r\n", 9999);
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",2\r\n", 10000);
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",3\r\n", 10000);
	parts(b, 3, "123");
	bench_end(b);
}

static void test_part_missing(void **state)
{
	struct bench *b = bench_begin_faulty("part-missing");

	(void)state;
	bench_text(b, long_text());
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n", 3600000);
	parts(b, 2, "13");
	bench_receive(b, "\r\n+CMTI: \"SM\",3\r\n");
	bench_end(b);
}

static void test_reference_reused(void **state)
{
	struct bench *b = bench_begin_faulty("reference-reused");

	(void)state;
	bench_text(b, long_text());
	bench_run_for(b, 1500);
	bench_text(b, long_text());
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
		bench_fault(b, rows[i].name);
		bench_talk(b, "", "\r\n+CMTI: \"SM\",1\r\n");
		bench_forget(b);
		bench_type(b, "AT+CMGR=1\r");
		bench_run_for(b, 200);
		snprintf(expected, sizeof expected, "%.*s", 22, rows[i].expected);
		assert_non_null(strstr(b->heard, expected));
		bench_mend(b);
		bench_receive(b, "\r\n+CMTI: \"SM\",2\r\n");
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
		struct bench *b = bench_begin_faulty(rows[i].name);

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
