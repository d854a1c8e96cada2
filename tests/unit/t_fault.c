/* The virtual modem's faults: the table, how they begin and end, those of the line and of the answers.
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
#define CSQ "\r\n+CSQ: 23,99\r\n"

/* Mends it, and it answers as any other. */
static void end(struct bench *b)
{
	bench_mend(b);
	bench_talk(b, "AT+CSQ\r", CSQ OK);
	bench_end(b);
}

/* --- The table --- */

static void test_table(void **state)
{
	size_t count = 0;

	(void)state;
	for (const struct fault_row *row; (row = fault_row(count)) != NULL; count++) {
		assert_string_equal(vmodem_fault_name(count), row->name);
		assert_int_equal(fault_find(row->name), count);
		assert_true(row->id[0] == 'F' && strlen(row->id) == 3);
		assert_true(strlen(row->what) > 10);
		assert_non_null(strchr("abcdefghijklmnopqrstuvwxyz", row->name[0]));
		assert_int_equal(strspn(row->name, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(row->name));
	}
	assert_null(vmodem_fault_name(count));
	assert_int_equal(fault_find("melts"), ERR_MISSING);
}

/* Whatever is wrong, a power cut and mending make it as good as new. */
static void test_each_ends(void **state)
{
	(void)state;
	for (size_t i = 0; vmodem_fault_name(i) != NULL; i++) {
		struct bench *b = bench_begin_faulty(vmodem_fault_name(i));

		network_text(b->network, b->now_ms, PHONE, "ON", NULL);
		bench_type(b, "AT+CSQ\r");
		bench_run_for(b, 5000);
		bench_type(b, "AT+CPIN?;+CREG?;+CPMS?\r");
		bench_run_for(b, 5000);
		vmodem_power(b->modem, b->now_ms, false);
		vmodem_mend(b->modem, b->now_ms);
		bench_fault(b, "sim-inserted");
		vmodem_power(b->modem, b->now_ms, true);
		bench_talk_for(b, "", STARTED "*", 15000);
		bench_talk(b, "ATE0\r", "ATE0\r" OK);
		bench_talk(b, "AT+CSQ;+CREG?\r", "\r\n+CSQ: 23,99\r\n+CREG: 0,1\r\n" OK);
		bench_end(b);
	}
}

/* Those that last outlive a loss of power, and can begin while there is none. */
static void test_power(void **state)
{
	struct bench *b = bench_begin_faulty("ok-first");

	(void)state;
	vmodem_power(b->modem, b->now_ms, false);
	bench_fault(b, "nuls");
	bench_fault(b, "reboots");
	vmodem_power(b->modem, b->now_ms, true);
	bench_run_for(b, 15000);
	bench_forget(b);
	bench_type(b, "ATE0+CSQ\r");
	bench_run_for(b, 200);
	assert_non_null(memchr(b->heard, '\0', b->heard_len));
	bench_mend(b);
	bench_talk(b, "AT+CSQ\r", CSQ OK);
	bench_end(b);
}

/* --- It restarts, or dies --- */

static void test_reboots_in_command(void **state)
{
	struct bench *b = bench_begin_faulty("reboots-in-command");

	(void)state;
	bench_talk_for(b, "AT+CSQ\r", "\r\n+CSQ: 23" STARTED, 10000);
	bench_talk(b, "AT\r", "AT\r" OK);
	bench_fault(b, "reboots-in-command");
	bench_talk_for(b, "AT+CMGS=20\r", "AT+CMGS=20\r" STARTED, 10000);
	bench_talk(b, "AT\r", "AT\r" OK);
	bench_end(b);
}

static void test_dies(void **state)
{
	struct bench *b = bench_begin_faulty("dies");

	(void)state;
	bench_talk_for(b, "AT\r", "", 3600000);
	bench_mend(b);
	bench_talk_for(b, "AT\r", "", 60000);
	vmodem_power(b->modem, b->now_ms, false);
	vmodem_power(b->modem, b->now_ms, true);
	bench_talk_for(b, "", STARTED, 10000);
	bench_end(b);
}

static void test_powers_down(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_forget(b);
	bench_fault(b, "powers-down");
	bench_run_for(b, 3600000);
	assert_string_equal(b->heard, "\r\nNORMAL POWER DOWN\r\n");
	bench_talk_for(b, "AT\r", "", 1000);
	assert_int_equal(network_registration(b->network), STATE_NOT_SEARCHING);
	vmodem_power(b->modem, b->now_ms, false);
	vmodem_power(b->modem, b->now_ms, true);
	bench_talk_for(b, "", STARTED, 10000);
	bench_end(b);
}

static void test_forgets_settings(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CMEE=1;+CNMI=2,1,0,1,0;+CLIP=1;+CREG=2;+CMGF=0\r", OK);
	/* Not between the command that chose the mode and one that needs it. */
	bench_fault(b, "forgets-settings");
	bench_talk(b, "AT+CMGF?;+CNMI?\r", "\r\n+CMGF: 0\r\n+CNMI: 0,0,0,0,0\r\n" OK);
	bench_run_for(b, 1000);
	bench_fault(b, "forgets-settings");
	bench_talk(b, "", "");
	bench_talk(b, "AT+CMGF?;+CNMI?;+CREG?\r", "\r\n+CMGF: 1\r\n+CNMI: 0,0,0,0,0\r\n+CREG: 0,1\r\n" OK);
	bench_talk(b, "AT+CLIP?;+CMEE?\r", "\r\n+CLIP: 0,1\r\n+CMEE: 0\r\n" OK);
	bench_mend(b);
	bench_talk(b, "AT+CMGF?\r", "\r\n+CMGF: 1\r\n" OK);
	bench_end(b);
}

/* The prompt is for what its command has announced. */
static void test_forgets_settings_at_the_prompt(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CMGF=0\r", OK);
	bench_talk(b, "AT+CMGS=22\r", "\r\n> ");
	bench_run_for(b, 1000);
	bench_fault(b, "forgets-settings");
	bench_talk(b, "AB\x1A", "\r\n+CMS ERROR: 304\r\n");
	bench_talk(b, "AT+CMGF?\r", "\r\n+CMGF: 1\r\n" OK);
	bench_end(b);
}

/* No family goes to a mode that it does not have. */
static void test_forgets_settings_as_the_family_has_them(void **state)
{
	struct bench *b = bench_begin_as("nrf91", SIM_READY);

	(void)state;
	vmodem_power(b->modem, b->now_ms, true);
	bench_run_for(b, 10000);
	bench_fault(b, "forgets-settings");
	bench_type(b, "ATE0\r");
	bench_run_for(b, 1000);
	bench_talk(b, "AT+CMGF?;+CNMI?\r", "\r\n+CMGF: 0\r\n+CNMI: 0,0,0,0\r\n" OK);
	bench_end(b);
}

static void test_crashes_on_ctzu(void **state)
{
	struct bench *b = bench_begin_faulty("crashes-on-ctzu");

	(void)state;
	bench_talk(b, "AT+CTZU?\r", "\r\n+CTZU: 0\r\n" OK);
	bench_talk_for(b, "AT+CTZU=1\r", STARTED, 10000);
	bench_talk(b, "ATE0\r", "ATE0\r" OK);
	bench_mend(b);
	bench_talk(b, "AT+CTZU=1\r", OK);
	bench_end(b);
}

/* --- Unsolicited lines --- */

static void test_news_between(void **state)
{
	struct bench *b = bench_begin_faulty("news-between");

	(void)state;
	bench_talk(b, "AT+CSQ\r", CSQ "\r\n^RSSI:23\r\n" OK);
	bench_talk(b, "AT+CREG?\r", "\r\n+CREG: 0,1\r\n\r\n+CIEV: 2,4\r\n" OK);
	bench_talk(b, "AT\r", "\r\n+QIND: \"csq\",23,99\r\n" OK);
	bench_text(b, "ON");
	bench_run_for(b, 1500);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n\r\n^RSSI:23\r\n"
				     "07913306000090F0040B913306000000F1000062301080000040024F27\r\n"
				     "\r\n+CREG: 1\r\n" OK);
	end(b);
}

static void test_news_glued(void **state)
{
	static const struct bench_turn turns[] = {
		{ "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n" BENCH_PDU " ^RSSI:23\r\n" OK },
		{ "AT+CMGL=4\r", "\r\n+CMGL: 1,1,,21\r\n" BENCH_PDU "+CREG: 1\r\n" OK },
	};
	struct bench *b = bench_begin_faulty("news-glued");

	(void)state;
	bench_text(b, "ON");
	bench_run_for(b, 1500);
	bench_hold(b, turns, COUNT(turns));
	end(b);
}

static void test_news_behind(void **state)
{
	struct bench *b = bench_begin_faulty("news-behind");

	(void)state;
	bench_talk(b, "AT+CSQ\r", CSQ OK "\r\n^RSSI:23\r\n\r\n+CREG: 1\r\n");
	bench_talk(b, "AT+NONE\r", "\r\nERROR\r\n\r\n+CIEV: 2,4\r\n\r\n+QIND: \"csq\",23,99\r\n");
	end(b);
}

static void test_news_same_prefix(void **state)
{
	static const struct bench_turn turns[] = {
		{ "AT+CREG?\r", "\r\n+CREG: 1\r\n\r\n+CREG: 0,1\r\n" OK "\r\n+CREG: 1\r\n" },
		{ "AT+CEREG=2;+CEREG?\r", "\r\n+CEREG: 1,\"00A1\",\"0002C3D4\",7\r\n\r\n+CEREG: 2,1,\"00A1\",\"0002C3D4\",7\r\n" OK
					  "\r\n+CEREG: 1,\"00A1\",\"0002C3D4\",7\r\n" },
		{ "AT+CSQ\r", CSQ CSQ OK CSQ },
		{ "AT+CLCC\r", OK },
		{ "AT+CMGF?\r", "\r\n+CMGF: 0\r\n" OK },
	};
	struct bench *b = bench_begin_faulty("news-same-prefix");

	(void)state;
	bench_hold(b, turns, COUNT(turns));
	end(b);
}

static void test_chatters(void **state)
{
	struct bench *b = bench_begin_faulty("chatters");

	(void)state;
	bench_talk_for(b, "", "\r\n^RSSI:23\r\n\r\n+CREG: 1\r\n\r\n+CIEV: 2,4\r\n\r\n+QIND: \"csq\",23,99\r\n", 2000);
	vmodem_slow(b->modem, 1200);
	bench_talk_for(b, "AT\r", "\r\n^RSSI:23\r\n\r\n+CREG: 1\r\n" OK, 1300);
	end(b);
}

/* --- Answers --- */

static void test_ok_first(void **state)
{
	struct bench *b = bench_begin_faulty("ok-first");

	(void)state;
	bench_talk_for(b, "AT+CSQ\r", "", 4);
	bench_talk_for(b, "", OK, 46);
	bench_talk_for(b, "", CSQ, 50);
	bench_talk(b, "AT\r", OK);
	bench_talk(b, "AT+NONE\r", "\r\nERROR\r\n");
	end(b);
}

static void test_ok_missing(void **state)
{
	struct bench *b = bench_begin_faulty("ok-missing");

	(void)state;
	bench_talk_for(b, "AT+CPMS?\r", "\r\n+CPMS: \"SM\",0,20,\"SM\",0,20,\"SM\",0,20\r\n", 60000);
	bench_talk_for(b, "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", "\r\n+CPMS: 0,100,0,100,0,100\r\n", 60000);
	bench_talk(b, "AT+CSQ\r", CSQ OK);
	bench_mend(b);
	bench_talk(b, "AT+CPMS=\"ME\"\r", "\r\n+CPMS: 0,100,0,100,0,100\r\n" OK);
	bench_end(b);
}

static void test_answers_twice(void **state)
{
	static const struct bench_turn turns[] = {
		{ "AT+CSQ\r", CSQ "+CSQ: 23,99\r\n" OK OK },
		{ "AT\r", OK OK },
		{ "AT+NONE\r", "\r\nERROR\r\n" },
	};
	struct bench *b = bench_begin_faulty("answers-twice");

	(void)state;
	bench_hold(b, turns, COUNT(turns));
	end(b);
}

static void test_echo_only(void **state)
{
	struct bench *b = bench_begin_faulty("echo-only");

	(void)state;
	bench_talk_for(b, "AT+CSQ\r", "AT+CSQ\r", 60000);
	bench_talk(b, "AT+CSQ\r", CSQ OK);
	bench_talk(b, "ATE1\r", OK);
	bench_fault(b, "echo-only");
	bench_talk_for(b, "AT+CSQ\r", "AT+CSQ\r", 60000);
	bench_talk(b, "ATE0\r", "ATE0\r" OK);
	bench_fault(b, "echo-only");
	end(b);
}

static void test_ok_late(void **state)
{
	struct bench *b = bench_begin_faulty("ok-late");

	(void)state;
	bench_talk_for(b, "AT+CSQ\r", "", 19500);
	bench_talk(b, "AT\r", OK);
	bench_talk_for(b, "", CSQ OK, 400);
	bench_talk(b, "AT+CSQ\r", CSQ OK);
	bench_fault(b, "ok-late");
	end(b);
}

static void test_ok_slow(void **state)
{
	struct bench *b = bench_begin_faulty("ok-slow");

	(void)state;
	bench_talk(b, "AT+CEREG?\r", "\r\n+CEREG: 0,1\r\n");
	bench_talk_for(b, "AT\r", "", 7800);
	bench_talk_for(b, "", OK OK, 200);
	bench_talk(b, "AT+CMGF?\r", "\r\n+CMGF: 0\r\n" OK);
	end(b);
}

static void test_errors_in_words(void **state)
{
	static const struct bench_turn turns[] = {
		{ "AT+CMEE=1\r", OK },
		{ "AT+NONE\r", "\r\nCOMMAND NOT SUPPORT\r\n" },
		{ "AT+CMEE=9\r", "\r\n+CME ERROR: incorrect parameters\r\n" },
		{ "AT+CMGR=5\r", "\r\n+CMS ERROR: invalid memory index\r\n" },
	};
	struct bench *b = bench_begin_faulty("errors-in-words");

	(void)state;
	bench_hold(b, turns, COUNT(turns));
	bench_mend(b);
	bench_talk(b, "AT+NONE\r", "\r\n+CME ERROR: 4\r\n");
	bench_end(b);
}

/* --- Bytes --- */

static void test_nuls(void **state)
{
	struct bench *b = bench_begin_faulty("nuls");
	char left[100];
	size_t len = 0, inside = 0;

	(void)state;
	bench_forget(b);
	bench_type(b, "AT+CSQ\r");
	bench_run_for(b, 200);
	for (size_t i = 0; i < b->heard_len; i++) {
		if (b->heard[i] != '\0')
			left[len++] = b->heard[i];
		else if (len > 0 && left[len - 1] != '\n')
			inside++;
	}
	left[len] = '\0';
	assert_string_equal(left, CSQ OK);
	assert_true(inside > 0);
	assert_int_equal(b->heard[0], '\0');
	end(b);
}

static void test_drops(void **state)
{
	struct bench *b = bench_begin_faulty("drops");
	size_t lost;

	(void)state;
	bench_forget(b);
	for (int i = 0; i < 400; i++) {
		bench_type(b, "AT+CSQ\r");
		bench_run_for(b, 60);
	}
	lost = 400 * strlen(CSQ OK) - b->heard_len;
	assert_in_range(lost, 40, 160);
	end(b);
}

static void test_byte_by_byte(void **state)
{
	struct bench *b = bench_begin_faulty("byte-by-byte");
	uint64_t began_ms;

	(void)state;
	bench_forget(b);
	bench_type(b, "AT+CSQ\r");
	for (int i = 0; b->heard_len == 0 && i < 60; i++)
		bench_run_for(b, 1);
	began_ms = b->now_ms;
	for (size_t i = 1; i < strlen(CSQ OK); i++) {
		assert_int_equal(b->heard_len, i);
		bench_run_for(b, 1);
	}
	assert_int_equal(b->now_ms - began_ms, strlen(CSQ OK) - 1);
	assert_string_equal(b->heard, CSQ OK);
	end(b);
}

static void test_endless_line(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_forget(b);
	bench_fault(b, "endless-line");
	assert_int_equal(b->heard_len, 10240);
	assert_memory_equal(b->heard, "\r\n+CIEV: 7", 10);
	assert_null(strchr(b->heard + 2, '\r'));
	bench_talk(b, "AT\r", OK);
	bench_end(b);
}

static void test_open_quote(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_forget(b);
	bench_fault(b, "open-quote");
	assert_string_equal(b->heard, "\r\n+CUSD: 0,\"Your credit is\r\n");
	bench_talk(b, "AT\r", OK);
	bench_end(b);
}

/* --- Troubles --- */

static size_t play_troubles(uint64_t seed, char *heard, size_t cap)
{
	struct bench *b = bench_begin_ready();
	size_t len;

	vmodem_trouble(b->modem, b->now_ms, seed, 10000);
	bench_forget(b);
	for (int i = 0; i < 300 && b->heard_len < sizeof b->heard - 1100; i++) {
		bench_type(b, "AT+CSQ;+CREG?\r");
		bench_run_for(b, 1000);
	}
	len = b->heard_len < cap ? b->heard_len : cap;
	memcpy(heard, b->heard, len);
	vmodem_trouble(b->modem, b->now_ms, 0, 0);
	vmodem_power(b->modem, b->now_ms, false);
	vmodem_power(b->modem, b->now_ms, true);
	bench_run_for(b, 15000);
	bench_talk(b, "ATE0\r", "ATE0\r" OK);
	bench_talk_for(b, "AT+CSQ\r", CSQ OK, 3600000);
	bench_end(b);
	return len;
}

static void test_troubles(void **state)
{
	static char first[16384], second[16384], other[16384];
	size_t len = play_troubles(7, first, sizeof first);

	(void)state;
	assert_int_equal(play_troubles(7, second, sizeof second), len);
	assert_memory_equal(first, second, len);
	assert_true(play_troubles(8, other, sizeof other) != len || memcmp(first, other, len) != 0);
}

/* Also what only somebody's hand could end is over after a while: the modem answers again and again. */
static void test_troubles_end(void **state)
{
	struct bench *b = bench_begin_ready();
	unsigned answered = 0;

	(void)state;
	vmodem_trouble(b->modem, b->now_ms, 3, 20000);
	for (int hour = 0; hour < 48; hour++) {
		bool fine = false;

		for (int second = 0; second < 3600; second++) {
			bench_forget(b);
			if (second % 60 == 0)
				bench_type(b, "\x1B" "AT\r");
			bench_run_for(b, 1000);
			fine = fine || strstr(b->heard, OK) != NULL;
		}
		answered += fine;
	}
	assert_int_equal(answered, 48);
	bench_end(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_each_ends),
		cmocka_unit_test(test_power),
		cmocka_unit_test(test_reboots_in_command),
		cmocka_unit_test(test_dies),
		cmocka_unit_test(test_powers_down),
		cmocka_unit_test(test_forgets_settings),
		cmocka_unit_test(test_forgets_settings_at_the_prompt),
		cmocka_unit_test(test_forgets_settings_as_the_family_has_them),
		cmocka_unit_test(test_crashes_on_ctzu),
		cmocka_unit_test(test_news_between),
		cmocka_unit_test(test_news_glued),
		cmocka_unit_test(test_news_behind),
		cmocka_unit_test(test_news_same_prefix),
		cmocka_unit_test(test_chatters),
		cmocka_unit_test(test_ok_first),
		cmocka_unit_test(test_ok_missing),
		cmocka_unit_test(test_answers_twice),
		cmocka_unit_test(test_echo_only),
		cmocka_unit_test(test_ok_late),
		cmocka_unit_test(test_ok_slow),
		cmocka_unit_test(test_errors_in_words),
		cmocka_unit_test(test_nuls),
		cmocka_unit_test(test_drops),
		cmocka_unit_test(test_byte_by_byte),
		cmocka_unit_test(test_endless_line),
		cmocka_unit_test(test_open_quote),
		cmocka_unit_test(test_troubles),
		cmocka_unit_test(test_troubles_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
