/* Voice calls: between phones and the operator, and as a modem tells of them and is told.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "tests/unit/bench.h"

#define OTHER "+33600000002"
#define RING "\r\nRING\r\n"
#define NO_CARRIER "\r\nNO CARRIER\r\n"
#define CLCC(direction, stat) "\r\n+CLCC: 1," direction "," stat ",0,0,\"" PHONE "\",145\r\n"

static struct voice *voice(const struct bench *b)
{
	return network_voice(b->network);
}

static void place(struct bench *b, const char *phone, bool hidden)
{
	assert_int_equal(voice_place(voice(b), b->now_ms, phone, hidden), 0);
}

/* --- The operator. --- */

struct line {
	struct voice voice;
	uint64_t now_ms;
};

static int setup(void **state)
{
	static struct line l;

	l.now_ms = 1000;
	voice_init(&l.voice, 1);
	*state = &l;
	return 0;
}

static int teardown(void **state)
{
	struct line *l = *state;

	voice_clear(&l->voice);
	return 0;
}

/* Lets the next thing come about; how long that took. */
static uint64_t next(struct line *l, bool served)
{
	uint64_t before_ms = l->now_ms;

	assert_true(voice_deadline_ms(&l->voice) != BENCH_NEVER);
	l->now_ms = voice_deadline_ms(&l->voice);
	voice_step(&l->voice, l->now_ms - 1, served);
	assert_int_equal(voice_deadline_ms(&l->voice), l->now_ms);
	voice_step(&l->voice, l->now_ms, served);
	return l->now_ms - before_ms;
}

static void test_in(void **state)
{
	struct line *l = *state;
	struct voice *v = &l->voice;

	assert_int_equal(voice_place(v, l->now_ms, PHONE, true), 0);
	assert_int_equal(voice_phone(v, PHONE), PHONE_CALLING);
	assert_int_equal(voice_call(v), CALL_NONE);
	assert_int_equal(voice_place(v, l->now_ms, PHONE, true), ERR_RANGE);
	assert_in_range(next(l, true), 500, 1500);
	assert_int_equal(voice_phone(v, "00336" "00000001"), PHONE_HEARING);
	assert_int_equal(voice_phone(v, OTHER), PHONE_IDLE);
	assert_int_equal(voice_call(v), CALL_INCOMING);
	assert_true(voice_hidden(v) && voice_incoming(v));
	assert_string_equal(voice_peer(v)->text, PHONE);
	assert_int_equal(voice_pick_up(v, PHONE), ERR_MISSING);
	assert_true(voice_answer(v));
	assert_int_equal(voice_phone(v, PHONE), PHONE_CONNECTED);
	assert_true(voice_deadline_ms(v) == BENCH_NEVER);
	voice_hang_up(v, OTHER);
	assert_int_equal(voice_call(v), CALL_ACTIVE);
	voice_hang_up(v, PHONE);
	assert_int_equal(voice_call(v), CALL_NONE);
	assert_int_equal(voice_ended_count(v), 1);
	assert_int_equal(voice_end(v), END_RELEASED);
	assert_false(voice_answer(v));
}

/* The operator gives up; the socket that hangs up itself is told of no end. */
static void test_in_vain(void **state)
{
	struct line *l = *state;
	struct voice *v = &l->voice;

	voice_place(v, l->now_ms, PHONE, false);
	next(l, true);
	assert_int_equal(next(l, true), VOICE_RINGS_FOR_MS);
	assert_int_equal(voice_phone(v, PHONE), PHONE_IDLE);
	assert_int_equal(voice_ended_count(v), 1);
	voice_place(v, l->now_ms, PHONE, false);
	next(l, true);
	voice_drop(v);
	assert_int_equal(voice_phone(v, PHONE), PHONE_IDLE);
	assert_int_equal(voice_ended_count(v), 1);
	/* A socket that is not there never knew. */
	voice_place(v, l->now_ms, PHONE, false);
	next(l, false);
	assert_int_equal(voice_phone(v, PHONE), PHONE_IDLE);
	assert_int_equal(voice_ended_count(v), 1);
	assert_int_equal(voice_place(v, l->now_ms, "Orange", false), ERR_SYNTAX);
	assert_int_equal(voice_place(v, l->now_ms, "", false), ERR_SYNTAX);
}

static void test_out(void **state)
{
	const struct number to = { NUMBER_INTERNATIONAL, PHONE };
	struct line *l = *state;
	struct voice *v = &l->voice;

	voice_dial(v, l->now_ms, &to);
	assert_int_equal(voice_call(v), CALL_DIALLING);
	assert_int_equal(voice_phone(v, PHONE), PHONE_IDLE);
	assert_in_range(next(l, true), 1000, 2500);
	assert_int_equal(voice_call(v), CALL_ALERTING);
	assert_int_equal(voice_phone(v, PHONE), PHONE_RINGING);
	/* A second caller is cut off at once. */
	assert_int_equal(voice_place(v, l->now_ms, OTHER, false), 0);
	assert_int_equal(voice_phone(v, OTHER), PHONE_IDLE);
	assert_int_equal(voice_pick_up(v, PHONE), 0);
	assert_int_equal(voice_call(v), CALL_ACTIVE);
	voice_drop(v);
	assert_int_equal(voice_phone(v, PHONE), PHONE_IDLE);
	assert_int_equal(voice_reject(v, PHONE), ERR_MISSING);
	assert_int_equal(voice_ended_count(v), 0);
}

static void test_out_in_vain(void **state)
{
	const struct number to = { NUMBER_INTERNATIONAL, PHONE };
	struct line *l = *state;
	struct voice *v = &l->voice;

	voice_dial(v, l->now_ms, &to);
	next(l, true);
	assert_int_equal(voice_reject(v, PHONE), 0);
	assert_int_equal(voice_end(v), END_BUSY);
	voice_dial(v, l->now_ms, &to);
	next(l, true);
	assert_int_equal(next(l, true), VOICE_RINGS_FOR_MS);
	assert_int_equal(voice_end(v), END_UNANSWERED);
	assert_int_equal(voice_reach(v, PHONE, false), 0);
	assert_int_equal(voice_reach(v, OTHER, false), 0);
	voice_dial(v, l->now_ms, &to);
	assert_in_range(next(l, true), 3000, 6000);
	assert_int_equal(voice_end(v), END_RELEASED);
	assert_int_equal(voice_ended_count(v), 3);
	assert_int_equal(voice_reach(v, PHONE, true), 0);
	voice_dial(v, l->now_ms, &to);
	next(l, true);
	assert_int_equal(voice_phone(v, PHONE), PHONE_RINGING);
	voice_lose(v);
	assert_int_equal(voice_phone(v, PHONE), PHONE_IDLE);
	assert_int_equal(voice_ended_count(v), 4);
	/* Both call at one moment: the socket finds its line taken. */
	voice_place(v, l->now_ms, PHONE, false);
	voice_dial(v, l->now_ms, &to);
	assert_int_equal(voice_end(v), END_BUSY);
	assert_int_equal(voice_ended_count(v), 5);
	next(l, true);
	assert_int_equal(voice_phone(v, PHONE), PHONE_HEARING);
}

/* --- The modem: incoming. --- */

static void test_ring(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CLIP=1\r", OK);
	place(b, PHONE, false);
	bench_talk_for(b, "", RING "\r\n+CLIP: \"" PHONE "\",145,,,,0\r\n", 2000);
	bench_talk(b, "AT+CLCC;+CPAS\r", CLCC("1", "4") "+CPAS: 3\r\n" OK);
	bench_talk_for(b, "", RING "\r\n+CLIP: \"" PHONE "\",145,,,,0\r\n", 4500);
	voice_hang_up(voice(b), PHONE);
	bench_talk_for(b, "", NO_CARRIER, 10000);
	bench_talk(b, "AT+CLCC;+CPAS\r", "\r\n+CPAS: 0\r\n" OK);
	bench_end(b);
}

/* Each five seconds, until the operator gives up. */
static void test_rings_on(void **state)
{
	struct bench *b = bench_begin_ready();
	size_t count = 0;

	(void)state;
	place(b, PHONE, false);
	bench_forget(b);
	bench_run_for(b, 70000);
	for (const char *at = b->heard; (at = strstr(at, RING)) != NULL; at += strlen(RING))
		count++;
	assert_int_equal(count, 12);
	assert_string_equal(b->heard + 12 * strlen(RING), NO_CARRIER);
	bench_end(b);
}

static void test_hidden(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CLIP=1;+CRC=1\r", OK);
	place(b, PHONE, true);
	bench_talk_for(b, "", "\r\n+CRING: VOICE\r\n\r\n+CLIP: \"\",128,,,,1\r\n", 2000);
	bench_talk(b, "AT+CLCC\r", "\r\n+CLCC: 1,1,4,0,0\r\n" OK);
	bench_end(b);
}

static void test_numeric(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "ATV0\r", "0\r");
	place(b, PHONE, false);
	bench_talk_for(b, "", "2\r", 2000);
	voice_hang_up(voice(b), PHONE);
	bench_talk(b, "", "3\r");
	bench_talk(b, "ATQ1\r", "");
	place(b, PHONE, false);
	bench_talk_for(b, "", "", 2000);
	bench_end(b);
}

static void test_answer(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "ATA\r", NO_CARRIER);
	place(b, PHONE, false);
	bench_talk_for(b, "", RING, 2000);
	bench_talk_for(b, "ATA\r", OK, 20000);
	assert_int_equal(voice_phone(voice(b), PHONE), PHONE_CONNECTED);
	bench_talk(b, "AT+CLCC;+CPAS\r", CLCC("1", "0") "+CPAS: 4\r\n" OK);
	voice_hang_up(voice(b), PHONE);
	bench_talk(b, "", NO_CARRIER);
	/* The caller goes while the modem answers. */
	place(b, PHONE, false);
	bench_run_for(b, 2000);
	bench_forget(b);
	bench_type(b, "ATA\r");
	bench_run_for(b, 60);
	voice_hang_up(voice(b), PHONE);
	bench_run_for(b, 1000);
	assert_string_equal(b->heard, NO_CARRIER NO_CARRIER);
	bench_end(b);
}

static void test_answers_itself(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "ATS0=2\r", OK);
	place(b, PHONE, false);
	bench_talk_for(b, "", RING RING, 20000);
	assert_int_equal(voice_phone(voice(b), PHONE), PHONE_CONNECTED);
	bench_end(b);
}

/* Each way to end a call, one that rings and one that is up; nothing is told but OK. */
static void test_hang_up(void **state)
{
	static const char *const ways[] = { "ATH\r", "ATH0\r", "AT+CHUP\r", "AT+CHLD=11\r" };
	struct bench *b = bench_begin_ready();

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(ways); i++) {
		place(b, PHONE, false);
		bench_run_for(b, 2000);
		if (i % 2 == 0)
			bench_talk_for(b, "ATA\r", OK, 1000);
		bench_talk_for(b, ways[i / 2], OK, 10000);
		assert_int_equal(voice_phone(voice(b), PHONE), PHONE_IDLE);
		bench_talk(b, "AT+CLCC\r", OK);
	}
	bench_talk(b, "ATH;+CHUP\r", OK);
	bench_talk(b, "AT+CHLD=11\r", "\r\nERROR\r\n");
	bench_end(b);
}

static void test_hold(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	place(b, PHONE, false);
	bench_run_for(b, 2000);
	bench_talk(b, "AT+CHLD=2\r", "\r\nERROR\r\n");
	bench_talk(b, "AT+CHLD=12\r", "\r\nERROR\r\n");
	bench_talk(b, "AT+CHLD=0\r", OK);
	assert_int_equal(voice_phone(voice(b), PHONE), PHONE_IDLE);
	place(b, PHONE, false);
	bench_run_for(b, 2000);
	bench_talk_for(b, "AT+CHLD=1\r", OK, 1000);
	assert_int_equal(voice_phone(voice(b), PHONE), PHONE_CONNECTED);
	bench_talk(b, "AT+CHLD=0\r", "\r\nERROR\r\n");
	/* 27.007 6.20: ATH does nothing, and says OK. */
	bench_talk(b, "AT+CVHU=1;H\r", OK);
	assert_int_equal(voice_phone(voice(b), PHONE), PHONE_CONNECTED);
	bench_talk(b, "AT+CHLD=1\r", OK);
	assert_int_equal(voice_phone(voice(b), PHONE), PHONE_IDLE);
	bench_talk(b, "AT+CHLD=?\r", "\r\n+CHLD: (0,1,1x)\r\n" OK);
	bench_end(b);
}

/* --- The modem: outgoing. --- */

static void test_dial(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "ATD" PHONE ";\r", OK);
	bench_talk(b, "AT+CLCC\r", CLCC("0", "2") OK);
	bench_talk(b, "ATD" OTHER ";\r", "\r\nERROR\r\n");
	bench_run_for(b, 2500);
	bench_talk(b, "AT+CLCC;+CPAS\r", CLCC("0", "3") "+CPAS: 4\r\n" OK);
	assert_int_equal(voice_pick_up(voice(b), PHONE), 0);
	bench_talk(b, "AT+CLCC\r", CLCC("0", "0") OK);
	voice_hang_up(voice(b), PHONE);
	bench_talk(b, "", NO_CARRIER);
	bench_talk(b, "AT+CLCC\r", OK);
	bench_end(b);
}

static void test_dial_in_vain(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	for (int x = 4; x >= 2; x -= 2) {
		bench_talk(b, "ATD" PHONE ";\r", OK);
		bench_run_for(b, 3000);
		assert_int_equal(voice_reject(voice(b), PHONE), 0);
		bench_talk(b, "", x == 4 ? "\r\nBUSY\r\n" : NO_CARRIER);
		bench_talk(b, "ATX2\r", OK);
	}
	bench_talk_for(b, "ATD" PHONE ";\r", OK "\r\nNO ANSWER\r\n", 65000);
	voice_reach(voice(b), PHONE, false);
	bench_talk_for(b, "ATD" PHONE ";\r", OK NO_CARRIER, 7000);
	bench_talk_for(b, "ATD" PHONE "\r", NO_CARRIER, 2000);
	bench_talk(b, "ATDhello;\r", "\r\nERROR\r\n");
	bench_talk(b, "ATD;\r", "\r\nERROR\r\n");
	network_cover(b->network, false);
	bench_talk_for(b, "ATD" PHONE ";\r", NO_CARRIER, 2000);
	bench_end(b);
}

/* 27.007 7.8: the answer comes with the connection, or with its failure; and a character gives up. */
static void test_connected_line(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+COLP=1\r", OK);
	bench_talk_for(b, "ATD" PHONE ";\r", "", 3000);
	voice_pick_up(voice(b), PHONE);
	bench_talk(b, "", "\r\n+COLP: \"" PHONE "\",145\r\n" OK);
	voice_hang_up(voice(b), PHONE);
	bench_talk(b, "", NO_CARRIER);
	bench_talk_for(b, "ATD" PHONE ";\r", "", 3000);
	voice_reject(voice(b), PHONE);
	bench_talk(b, "", "\r\nBUSY\r\n");
	bench_talk_for(b, "ATD" PHONE ";\r", "", 3000);
	bench_talk(b, "A", NO_CARRIER);
	assert_int_equal(voice_phone(voice(b), PHONE), PHONE_IDLE);
	bench_talk(b, "AT\r", OK);
	bench_end(b);
}

/* +CLCC=1, as some makers have it: each change is told. */
static void test_changes(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CLCC=1\r", OK);
	bench_talk(b, "ATD" PHONE ";\r", OK CLCC("0", "2"));
	bench_talk_for(b, "", CLCC("0", "3"), 3000);
	voice_pick_up(voice(b), PHONE);
	bench_talk(b, "", CLCC("0", "0"));
	bench_talk(b, "AT+CHUP\r", OK "\r\n+CLCC: 1,0,6,0,0\r\n");
	bench_end(b);
}

/* A radio or a power that goes takes the call with it; the modem that starts anew knows of none. */
static void test_loss(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	for (int i = 0; i < 3; i++) {
		bench_talk(b, "ATD" PHONE ";\r", OK);
		bench_run_for(b, 3000);
		assert_int_equal(voice_pick_up(voice(b), PHONE), 0);
		bench_forget(b);
		if (i == 0)
			network_cover(b->network, false);
		else if (i == 1)
			network_admit(b->network, false);
		else
			vmodem_fault(b->modem, b->now_ms, "reboots-silently");
		assert_int_equal(voice_phone(voice(b), PHONE), PHONE_IDLE);
		bench_talk(b, "", i < 2 ? NO_CARRIER : "");
		network_cover(b->network, true);
		network_admit(b->network, true);
		bench_run_for(b, 15000);
	}
	bench_talk(b, "ATE0+CLCC\r", "ATE0+CLCC\r" OK);
	/* A call does not reach a socket without a network. */
	network_cover(b->network, false);
	place(b, PHONE, false);
	bench_talk_for(b, "", "", 2000);
	assert_int_equal(voice_phone(voice(b), PHONE), PHONE_IDLE);
	bench_end(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_in, setup, teardown),
		cmocka_unit_test_setup_teardown(test_in_vain, setup, teardown),
		cmocka_unit_test_setup_teardown(test_out, setup, teardown),
		cmocka_unit_test_setup_teardown(test_out_in_vain, setup, teardown),
		cmocka_unit_test(test_ring),
		cmocka_unit_test(test_rings_on),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_numeric),
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_answers_itself),
		cmocka_unit_test(test_hang_up),
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_dial),
		cmocka_unit_test(test_dial_in_vain),
		cmocka_unit_test(test_connected_line),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_loss),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
