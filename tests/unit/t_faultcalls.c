/* The virtual modem's faults that concern its card, the radio, the clock, calls and codes.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/bench.h"

static struct bench *begin(const char *name)
{
	struct bench *b = bench_begin_faulty(name);

	bench_run_for(b, 10);
	return b;
}

/* --- The card --- */

static void test_sim_late(void **state)
{
	static const struct bench_turn turns[] = {
		{ "ATE0+CMEE=1\r", "ATE0+CMEE=1\r" OK },
		{ "AT+CPIN?\r", "\r\n+CME ERROR: 14\r\n" },
	};
	struct bench *b = bench_begin(SIM_READY);

	(void)state;
	bench_fault(b, "sim-late");
	vmodem_power(b->modem, 0, true);
	bench_run_for(b, 5000);
	bench_hold(b, turns, COUNT(turns));
	bench_run_for(b, 7000);
	bench_talk(b, "AT+CPIN?\r", "\r\n+CME ERROR: 13\r\n");
	bench_talk(b, "AT+CPMS?\r", "\r\n+CMS ERROR: 314\r\n");
	bench_run_for(b, 6000);
	bench_talk(b, "AT+CPIN?\r", "\r\n+CME ERROR: 10\r\n");
	bench_talk_for(b, "", "\r\n+CPIN: READY\r\n", 6000);
	bench_talk(b, "AT+CPIN?\r", "\r\n+CPIN: READY\r\n" OK);
	bench_run_for(b, 6000);
	bench_talk(b, "AT+CPMS?;+CREG?\r", "\r\n+CPMS: \"SM\",0,20,\"SM\",0,20,\"SM\",0,20\r\n+CREG: 0,1\r\n" OK);
	bench_mend(b);
	bench_fault(b, "reboots-silently");
	bench_run_for(b, 5000);
	bench_talk(b, "ATE0+CPIN?\r", "ATE0+CPIN?\r\r\n+CPIN: READY\r\n" OK);
	bench_end(b);
}

static struct bench *begin_locked(const char *name)
{
	struct bench *b = bench_begin(SIM_PIN);

	vmodem_power(b->modem, 0, true);
	bench_run_for(b, 15000);
	bench_talk(b, "ATE0\r", "ATE0\r" OK);
	bench_fault(b, name);
	return b;
}

static void test_pin_dropped(void **state)
{
	static const struct bench_turn turns[] = {
		{ "AT+CPIN=\"1234\"\r", OK },
		{ "AT+CPIN?\r", "\r\n+CPIN: SIM PIN\r\n" OK },
		{ "AT+CPINR\r", "\r\n+CPINR: SIM PIN,3,3\r\n+CPINR: SIM PUK,10,10\r\n" OK },
		{ "AT+CPIN=\"1234\"\r", OK "\r\n+CPIN: READY\r\n" },
	};
	struct bench *b = begin_locked("pin-dropped");

	(void)state;
	bench_hold(b, turns, COUNT(turns));
	bench_end(b);
}

static void test_pin_chatter(void **state)
{
	struct bench *b = begin_locked("pin-chatter");

	(void)state;
	bench_talk(b, "AT+CPIN=\"1234\"\r", OK "\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+CPIN: READY\r\n\r\nPB DONE\r\n");
	bench_talk(b, "AT+CPIN?\r", "\r\n+CPIN: READY\r\n" OK);
	bench_end(b);
}

static void test_sim_removed(void **state)
{
	static const struct bench_turn gone[] = {
		{ "AT+CMEE=1\r", OK },
		{ "AT+CPIN?\r", "\r\n+CME ERROR: 10\r\n" },
		{ "AT+CPMS?\r", "\r\n+CMS ERROR: 310\r\n" },
		{ "AT+CREG?\r", "\r\n+CREG: 0,0\r\n" OK },
	};
	struct bench *b = begin("sim-removed");

	(void)state;
	bench_hold(b, gone, COUNT(gone));
	bench_mend(b);
	bench_talk(b, "AT+CPIN?\r", "\r\n+CME ERROR: 10\r\n");
	bench_fault(b, "sim-inserted");
	bench_talk(b, "AT+CPIN?\r", "\r\n+CPIN: READY\r\n" OK);
	bench_run_for(b, 6000);
	bench_talk(b, "AT+CREG?;+CPMS?\r", "\r\n+CREG: 0,1\r\n+CPMS: \"SM\",0,20,\"SM\",0,20,\"SM\",0,20\r\n" OK);
	bench_end(b);
}

/* --- The radio --- */

static void test_network_flaps(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CREG=1\r", OK);
	bench_forget(b);
	bench_fault(b, "network-flaps");
	bench_talk_for(b, "", "\r\n+CREG: 2\r\n", 2999);
	bench_talk(b, "", "\r\n+CREG: 1\r\n");
	bench_talk_for(b, "", "", 16500);
	bench_talk_for(b, "", "\r\n+CREG: 2\r\n", 1000);
	network_text(b->network, b->now_ms, PHONE, "ON", NULL);
	bench_talk_for(b, "", "\r\n+CREG: 1\r\n\r\n+CMTI: \"SM\",1\r\n", 3500);
	bench_run_for(b, 16500);
	bench_mend(b);
	bench_talk(b, "", "");
	bench_talk_for(b, "AT+CREG?\r", "\r\n+CREG: 1,1\r\n" OK, 3600000);
	bench_end(b);
}

static void test_voice_denied(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CREG=1;+CEREG=1\r", OK);
	bench_fault(b, "voice-denied");
	bench_talk(b, "", "\r\n+CREG: 3\r\n\r\n+CEREG: 1\r\n");
	bench_talk(b, "AT+CREG?;+CEREG?;+CGREG?\r", "\r\n+CREG: 1,3\r\n+CEREG: 1,1\r\n+CGREG: 0,1\r\n" OK);
	bench_talk_for(b, "ATD" PHONE ";\r", "\r\nNO CARRIER\r\n", 2000);
	assert_int_equal(voice_place(network_voice(b->network), b->now_ms, PHONE, false), 0);
	bench_talk_for(b, "", "", 5000);
	network_text(b->network, b->now_ms, PHONE, "ON", NULL);
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",1\r\n", 1500);
	bench_mend(b);
	bench_talk(b, "AT+CREG?\r", "\r\n+CREG: 1,1\r\n" OK);
	bench_end(b);
}

/* --- The clock: at noon in Paris when the world begins. --- */

/* The answer to +CCLK? without its minutes. */
static void clock_is(struct bench *b, const char *expected)
{
	char line[60];

	strcpy(line, "\r\n+CCLK: \"");
	strcat(line, expected);
	strcat(line, "*");
	bench_talk(b, "AT+CCLK?\r", line);
}

static void test_clock(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CTZU=1\r", OK);
	clock_is(b, "26/01/05,12:");
	bench_fault(b, "clock-utc");
	clock_is(b, "26/01/05,11:");
	bench_mend(b);
	bench_fault(b, "clock-1970");
	clock_is(b, "70/01/01,12:");
	bench_mend(b);
	bench_fault(b, "clock-jumps");
	clock_is(b, "26/01/05,12:");
	clock_is(b, "26/01/05,22:");
	clock_is(b, "26/01/05,12:");
	clock_is(b, "26/01/05,22:");
	bench_mend(b);
	clock_is(b, "26/01/05,12:");
	bench_end(b);
}

static void lose_network(struct bench *b)
{
	network_cover(b->network, false);
	bench_run_for(b, 10);
	network_cover(b->network, true);
}

static void test_zone(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CTZR=1\r", OK);
	bench_fault(b, "zone-128");
	lose_network(b);
	bench_talk_for(b, "", "\r\n+CTZV: \"+128\"\r\n", 6000);
	bench_mend(b);
	bench_fault(b, "zone-hours");
	lose_network(b);
	bench_talk_for(b, "", "\r\n+CTZV: \"+01\"\r\n", 6000);
	bench_mend(b);
	lose_network(b);
	bench_talk_for(b, "", "\r\n+CTZV: \"+04\"\r\n", 6000);
	bench_end(b);
}

/* --- Calls --- */

#define RING "\r\nRING\r\n"
#define CLIP "\r\n+CLIP: \"" PHONE "\",145,,,,0\r\n"

/* Somebody calls; it has just rung for the first time. */
static void call(struct bench *b)
{
	uint64_t limit_ms = b->now_ms + 2000;

	assert_int_equal(voice_place(network_voice(b->network), b->now_ms, PHONE, false), 0);
	while (voice_call(network_voice(b->network)) == CALL_NONE) {
		assert_true(b->now_ms < limit_ms);
		bench_run_for(b, 1);
	}
}

static void test_clip(void **state)
{
	static const struct {
		const char *name, *early, *late; /* within 900 ms, and in the 600 ms after them */
	} rows[] = {
		{ "clip-missing", RING, "" },
		{ "clip-alone", CLIP, "" },
		{ "clip-late", RING, CLIP },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bench *b = begin(rows[i].name);

		bench_talk(b, "AT+CLIP=1\r", OK);
		bench_forget(b);
		call(b);
		bench_run_for(b, 900);
		assert_string_equal(b->heard, rows[i].early);
		bench_talk_for(b, "", rows[i].late, 600);
		bench_mend(b);
		bench_talk_for(b, "", RING CLIP, 4000);
		bench_end(b);
	}
}

static void test_caller_leaves(void **state)
{
	struct bench *b = begin("caller-leaves");

	(void)state;
	call(b);
	bench_talk_for(b, "ATA\r", "\r\nNO CARRIER\r\n", 1000);
	bench_talk_for(b, "AT+CLCC\r", OK, 30000);
	assert_int_equal(voice_phone(network_voice(b->network), PHONE), PHONE_IDLE);
	call(b);
	bench_talk_for(b, "ATA\r", OK, 1000);
	bench_end(b);
}

static void test_hangup_ignored(void **state)
{
	struct bench *b = begin("hangup-ignored");

	(void)state;
	call(b);
	bench_talk_for(b, "ATA\r", OK, 1000);
	bench_talk(b, "ATH\r", OK);
	assert_int_equal(voice_phone(network_voice(b->network), PHONE), PHONE_CONNECTED);
	bench_talk(b, "AT+CHUP\r", OK);
	assert_int_equal(voice_phone(network_voice(b->network), PHONE), PHONE_IDLE);
	bench_mend(b);
	call(b);
	bench_talk(b, "ATH\r", OK);
	assert_int_equal(voice_phone(network_voice(b->network), PHONE), PHONE_IDLE);
	bench_end(b);
}

static void test_end_unannounced(void **state)
{
	struct bench *b = begin("end-unannounced");

	(void)state;
	for (int mended = 0; mended < 2; mended++) {
		call(b);
		bench_talk_for(b, "ATA\r", OK, 1000);
		bench_talk(b, "AT+CLCC\r", "\r\n+CLCC: 1,1,0,0,0,\"" PHONE "\",145\r\n" OK);
		voice_hang_up(network_voice(b->network), PHONE);
		bench_talk_for(b, "", mended == 0 ? "" : "\r\nNO CARRIER\r\n", 30000);
		bench_talk(b, "AT+CLCC\r", OK);
		bench_mend(b);
	}
	bench_end(b);
}

static void test_answers_itself(void **state)
{
	struct bench *b = begin("answers-itself");

	(void)state;
	bench_talk(b, "ATS0=0\r", OK);
	call(b);
	bench_talk(b, "AT+CLCC\r", "\r\n+CLCC: 1,1,0,0,0,\"" PHONE "\",145\r\n" OK);
	bench_talk(b, "AT+CHUP\r", OK);
	bench_mend(b);
	call(b);
	bench_talk(b, "AT+CLCC\r", "\r\n+CLCC: 1,1,4,0,0,\"" PHONE "\",145\r\n" OK);
	bench_end(b);
}

static void test_deaf_after_call(void **state)
{
	static const char *const rousing[] = { "AT+CMGL=4\r", "AT+CPMS?\r", "AT+CNMI=2,1\r", "AT+CMGS=20\r" };

	(void)state;
	for (size_t i = 0; i < COUNT(rousing); i++) {
		struct bench *b = begin("deaf-after-call");

		call(b);
		voice_hang_up(network_voice(b->network), PHONE);
		bench_run_for(b, 1000);
		network_text(b->network, b->now_ms, PHONE, "ON", NULL);
		bench_talk_for(b, "AT+CSQ\r", "\r\n+CSQ: 23,99\r\n" OK, 600000);
		bench_type(b, rousing[i]);
		bench_run_for(b, 200);
		bench_type(b, "\x1B");
		bench_run_for(b, 200);
		bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n*");
		bench_end(b);
	}
}

/* One that was answered makes nobody deaf, and a deaf one that is mended hears at once. */
static void test_not_deaf(void **state)
{
	struct bench *b = begin("deaf-after-call");

	(void)state;
	call(b);
	bench_talk_for(b, "ATA\r", OK, 1000);
	voice_hang_up(network_voice(b->network), PHONE);
	network_text(b->network, b->now_ms, PHONE, "ON", NULL);
	bench_talk_for(b, "", "\r\nNO CARRIER\r\n\r\n+CMTI: \"SM\",1\r\n", 1500);
	call(b);
	bench_talk(b, "AT+CHUP\r", OK);
	network_text(b->network, b->now_ms, PHONE, "ON", NULL);
	bench_talk_for(b, "", "", 100000);
	bench_mend(b);
	bench_talk(b, "AT+CMGR=2\r", "\r\n+CMGR: 0,,21\r\n*");
	bench_end(b);
}

/* --- Codes --- */

static struct bench *begin_code(const char *name)
{
	struct bench *b = begin(name);

	assert_int_equal(codes_lay_down(network_codes(b->network), "*100#", CONDUCT_ANSWERS, "Credit 5 EUR"), 0);
	bench_talk(b, "AT+CUSD=1\r", OK);
	return b;
}

#define ASK "AT+CUSD=1,\"*100#\",15\r"
#define ANSWER "\r\n+CUSD: 0,\"Credit 5 EUR\",15\r\n"

static void test_ussd(void **state)
{
	static const struct {
		const char *name, *expected;
	} rows[] = {
		{ "ussd-twice", OK ANSWER "\r\n+CUSD: 0\r\n" },
		{ "ussd-unquoted", OK "\r\n+CUSD: 0,Credit 5 EUR,15\r\n" },
		{ "ussd-hex", OK "\r\n+CUSD: 0,\"004300720065006400690074002000350020004500550052\",15\r\n" },
		{ "ussd-packed", OK "\r\n+CUSD: 0,\"4379999CA6836AA062550A\",15\r\n" },
		{ "ussd-cut", OK "\r\n+CUSD: 0,\"Credit 5 EUR\r\n" },
		{ "ussd-garbage", OK "\r\n+CUSD: 0,\"Credit 5 EUR@@@\x7F\x80\",15\r\n" },
		{ "ussd-before-ok", ANSWER OK },
		{ "ussd-error-after-ok", OK "\r\n+CME ERROR: 132\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bench *b = begin_code(rows[i].name);

		bench_talk_for(b, ASK, rows[i].expected, 10000);
		bench_mend(b);
		bench_talk_for(b, ASK, OK ANSWER, 10000);
		bench_end(b);
	}
}

static void test_ussd_empty(void **state)
{
	struct bench *b = begin_code("ussd-empty");

	(void)state;
	bench_talk_for(b, ASK, OK "\r\n+CUSD: 2\r\n", 10000);
	bench_talk_for(b, ASK, OK "\r\n+CUSD: 4\r\n", 10000);
	bench_talk_for(b, ASK, OK "\r\n+CUSD: 5\r\n", 10000);
	bench_mend(b);
	bench_talk_for(b, ASK, OK ANSWER, 10000);
	bench_end(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sim_late),
		cmocka_unit_test(test_pin_dropped),
		cmocka_unit_test(test_pin_chatter),
		cmocka_unit_test(test_sim_removed),
		cmocka_unit_test(test_network_flaps),
		cmocka_unit_test(test_voice_denied),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_zone),
		cmocka_unit_test(test_clip),
		cmocka_unit_test(test_caller_leaves),
		cmocka_unit_test(test_hangup_ignored),
		cmocka_unit_test(test_end_unannounced),
		cmocka_unit_test(test_answers_itself),
		cmocka_unit_test(test_deaf_after_call),
		cmocka_unit_test(test_not_deaf),
		cmocka_unit_test(test_ussd),
		cmocka_unit_test(test_ussd_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
