/* The driver against scripted modems: what it asks, what it makes of the answers.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/script.h"

/* "ON" from +33600000001, 26/02/12 12:05:00 +02 */
#define PDU_ON "00040B913306000000F1000062202121500080024F27"
#define LENGTH_ON "21"

static void comes_up(void **state)
{
	struct script *b = script_begin(NULL, 0);
	int64_t utc_s;
	int zone_qh;

	(void)state;
	assert_int_equal(modem_radio(&b->m), MODEM_STARTING);
	script_run(b, 10000);
	assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
	assert_int_equal(modem_signal_dbm(&b->m), -67);
	assert_true(modem_take_time(&b->m, &utc_s, &zone_qh));
	assert_int_equal(utc_s, 1770890700);
	assert_int_equal(zone_qh, 8);
	assert_false(modem_take_time(&b->m, &utc_s, &zone_qh));
	/* PDU mode, announced by +CMTI, from a memory that holds many; no answering by itself. */
	assert_true(script_said(b, "/AT/AT+CGMM/ATE0/"));
	assert_true(script_said(b, "/ATS0=0/"));
	assert_true(script_said(b, "/AT+CMGF=0/"));
	assert_true(script_said(b, "/AT+CPMS=\"ME\",\"ME\",\"ME\"/"));
	assert_true(script_said(b, "/AT+CNMI=2,1,0,1,0/"));
	assert_false(script_said(b, "AT+CNMI=2,1,0,2,0"));
	assert_true(b->notes > 0);
	assert_int_equal(b->errors, 0);
	/* What came before the start is looked for, on the SIM as well. */
	assert_true(script_said(b, "/AT+CMGL=4/AT+CPMS=\"SM\"/AT+CMGL=4/"));
	assert_true(modem_send_ready(&b->m));
}

static void tries_what_a_modem_accepts(void **state)
{
	static const struct answer script[] = {
		{ "AT+CPMS=\"ME\",", "\r\n+CMS ERROR: 302\r\n" },
		{ "AT+CNMI=2,1", "\r\nERROR\r\n" },
		{ "AT+CMEE", "\r\nCOMMAND NOT SUPPORT\r\n" },
		{ NULL, NULL },
	};
	struct script *b = script_begin(script, 0);

	(void)state;
	script_run(b, 10000);
	assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
	assert_true(script_said(b, "/AT+CPMS=\"SM\",\"SM\",\"SM\"/"));
	assert_true(script_said(b, "/AT+CNMI=1,1,0,1,0/"));
	assert_false(script_said(b, "/AT+CNMI=1,1,0,0,0/"));
}

static void reads_announced_messages_and_deletes_them_when_done(void **state)
{
	static const struct answer script[] = {
		{ "AT+CMGR=4", "\r\n+CMGR: 0,\"\"," LENGTH_ON "\r\n" PDU_ON "\r\n\r\nOK\r\n" },
		{ NULL, NULL },
	};
	struct script *b = script_up(script);

	(void)state;
	script_feed(b, "\r\n+CMTI: \"ME\",4\r\n");
	assert_true(modem_messages_wait(&b->m));
	script_run(b, 1000);
	assert_false(modem_messages_wait(&b->m));
	const struct modem_message *msg = modem_message(&b->m);
	assert_non_null(msg);
	assert_string_equal(msg->text, "ON");
	assert_string_equal(msg->from.text, "+33600000001");
	assert_true(msg->sent_known);
	assert_false(script_said(b, "AT+CMGD"));
	/* At once: what was done shall not be found again. */
	modem_message_done(&b->m, b->now_ms);
	assert_true(script_said(b, "/AT+CMGD=4/"));
	script_run(b, 1000);
	assert_null(modem_message(&b->m));
	assert_int_equal(script_said_count(b, "/AT+CMGD=4/"), 1);
}

static void sweeps_when_the_announcement_names_no_place(void **state)
{
	static const struct answer script[] = {
		{ "AT+CMGL=4", "\r\n+CMGL: 7,1,," LENGTH_ON "\r\n" PDU_ON "\r\n\r\nOK\r\n" },
		{ "AT+CMGR=7", "\r\n+CMGR: 1,," LENGTH_ON "\r\n\r\n" PDU_ON "\r\nOK\r\n" },
		{ NULL, NULL },
	};
	struct script *b = script_begin(NULL, 0);

	(void)state;
	script_run(b, 30000);
	b->rows = script;
	script_feed(b, "\r\n+CMTI: ,-1\r\n");
	script_run(b, 1000);
	assert_non_null(modem_message(&b->m));
}

static void an_announcement_within_an_answer_is_not_lost(void **state)
{
	static const struct answer script[] = {
		{ "AT+CMGR=1", "\r\n+CMGR: 0,," LENGTH_ON "\r\n\r\n+CMTI: \"SM\",2\r\n" PDU_ON "\r\n\r\nOK\r\n" },
		{ "AT+CMGR=2", "\r\n+CMGR: 0,," LENGTH_ON "\r\n" PDU_ON "\r\n\r\nOK\r\n" },
		{ NULL, NULL },
	};
	struct script *b = script_up(script);

	(void)state;
	script_feed(b, "\r\n+CMTI: \"ME\",1\r\n");
	for (int i = 0; i < 2; i++) {
		script_run(b, 1000);
		assert_non_null(modem_message(&b->m));
		modem_message_done(&b->m, b->now_ms);
	}
	script_run(b, 1000);
	assert_true(script_said(b, "/AT+CMGD=1/AT+CPMS=\"SM\"/AT+CMGR=2/AT+CMGD=2/"));
}

static void a_spoilt_message_is_read_twice_then_deleted(void **state)
{
	static const struct answer script[] = {
		{ "AT+CMGR=3", "\r\n+CMGR: 0,,25\r\n" PDU_ON "\r\n\r\nOK\r\n" },
		{ NULL, NULL },
	};
	struct script *b = script_up(script);

	(void)state;
	script_feed(b, "\r\n+CMTI: \"ME\",3\r\n");
	script_run(b, 1000);
	assert_null(modem_message(&b->m));
	assert_true(script_said(b, "AT+CMGR=3/AT+CMGR=3/AT+CMGD=3/"));
}

static void an_empty_place_is_no_trouble(void **state)
{
	static const struct answer script[] = {
		{ "AT+CMGR=3", "\r\n+CMS ERROR: 321\r\n" },
		{ "AT+CMGR=4", "\r\nOK\r\n" },
		{ NULL, NULL },
	};
	struct script *b = script_up(script);

	(void)state;
	script_feed(b, "\r\n+CMTI: \"ME\",3\r\n\r\n+CMTI: \"ME\",4\r\n");
	script_run(b, 5000);
	assert_null(modem_message(&b->m));
	assert_true(script_said(b, "AT+CMGR=3/AT+CMGR=4/"));
	assert_false(script_said(b, "AT+CMGD"));
	assert_int_equal(b->m.restarts, 0);
}

static void joins_parts_in_any_order(void **state)
{
	/* "OF" as part 2, "O" as part 1... of reference 0xA7: "ON" + "OF" */
	static const struct answer script[] = {
		{ "AT+CMGR=1", "\r\n+CMGR: 0,,27\r\n00440B913306000000F1000062202121500080" "09050003A702029E46\r\nOK\r\n" },
		{ "AT+CMGR=2", "\r\n+CMGR: 0,,27\r\n00440B913306000000F1000062202121500080" "09050003A702019E4E\r\nOK\r\n" },
		{ NULL, NULL },
	};
	struct script *b = script_up(script);

	(void)state;
	script_feed(b, "\r\n+CMTI: \"ME\",1\r\n");
	script_run(b, 1000);
	assert_null(modem_message(&b->m));
	assert_false(script_said(b, "AT+CMGD"));
	script_feed(b, "\r\n+CMTI: \"ME\",2\r\n");
	script_run(b, 1000);
	assert_non_null(modem_message(&b->m));
	assert_string_equal(modem_message(&b->m)->text, "ONOF");
	modem_message_done(&b->m, b->now_ms);
	script_run(b, 1000);
	assert_true(script_said(b, "/AT+CMGD=2/"));
	assert_true(script_said(b, "/AT+CMGD=1/"));
}

static const struct number somebody = { NUMBER_INTERNATIONAL, "+33600000001" };
static const struct submit hello = { &somebody, "hellohello", 1, 1, false };
#define PDU_HELLO "0011000B913306000000F10000A70AE8329BFD4697D9EC37\x1a"

static enum send_result send_with(const struct answer *script, uint64_t for_ms, struct script **bench)
{
	struct script *b = script_up(script);

	modem_send(&b->m, b->now_ms, &hello);
	modem_step(&b->m, b->now_ms);
	assert_false(modem_send_ready(&b->m));
	script_run(b, for_ms);
	*bench = b;
	return modem_send_result(&b->m);
}

static void sends(void **state)
{
	static const char *const prompts[] = { "\r\n> ", ">", "\r\n>\r\n", "\r\n+CMTI: \"ME\",1\r\n\r\n> " };

	(void)state;
	for (size_t i = 0; i < sizeof prompts / sizeof *prompts; i++) {
		const struct answer script[] = { { "AT+CMGS=23", prompts[i] },
						 { PDU_HELLO, "\r\n+CMGS: 1,\r\n\r\nOK\r\n" },
						 { "AT+CMGR", "\r\nOK\r\n" }, { NULL, NULL } };
		struct script *b;

		assert_int_equal(send_with(script, 2000, &b), SEND_SENT);
		assert_int_equal(modem_send_result(&b->m), SEND_NONE);
		assert_true(modem_send_ready(&b->m));
		assert_true(script_said(b, "AT+CMGS=23/" PDU_HELLO "/"));
	}
}

static void tells_failures_apart(void **state)
{
	static const struct {
		const char *to_command, *to_pdu;
		enum send_result result;
	} rows[] = {
		{ "\r\n> ", "\r\n+CMS ERROR: 500\r\n", SEND_AGAIN },
		{ "\r\n> ", "\r\nERROR\r\n", SEND_AGAIN },
		{ "\r\n> ", "\r\n+CMS ERROR: 28\r\n", SEND_NEVER },
		{ "\r\n> ", "\r\n+CMS ERROR: 331\r\n", SEND_HOLD },
		{ "\r\n+CMS ERROR: 38\r\n", NULL, SEND_AGAIN },
		{ "\r\nOK\r\n", NULL, SEND_AGAIN },      /* an end instead of a prompt: nothing was handed over */
		{ "", NULL, SEND_AGAIN },                /* no prompt */
		{ "\r\n> ", "", SEND_UNKNOWN },          /* no result */
		{ "\r\n> ", "\r\nRDY\r\n", SEND_UNKNOWN }, /* it restarts with the message in its hands */
		{ "\r\nRDY\r\n", NULL, SEND_HOLD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = { { "AT+CMGS=", rows[i].to_command }, { PDU_HELLO, rows[i].to_pdu },
						 { NULL, NULL } };
		struct script *b;

		assert_int_equal(send_with(script, 200000, &b), rows[i].result);
		script_run(b, 200000);
		assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
		assert_true(modem_send_ready(&b->m));
	}
}

static void starts_anew_after_a_restart(void **state)
{
	static const char *const banners[] = { "\r\nRDY\r\n", "\r\n*ATREADY: 1\r\n", "\r\nNORMAL POWER DOWN\r\n", "\r\nSMS Ready\r\n",
					     "\r\nReady\r\n" };

	(void)state;
	for (size_t i = 0; i < sizeof banners / sizeof *banners; i++) {
		struct script *b = script_up(NULL);

		script_run(b, 100000);
		b->sent[0] = '\0';
		script_feed(b, banners[i]);
		assert_int_equal(b->m.restarts, 1);
		assert_int_not_equal(modem_radio(&b->m), MODEM_REGISTERED);
		script_run(b, 10000);
		assert_true(script_said(b, "/ATE0/"));
		assert_true(script_said(b, "/AT+CMGF=0/"));
		assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
		assert_int_equal(b->m.restarts, 1);
		/* What belongs to this start may come late. */
		script_feed(b, "\r\nPB DONE\r\n");
		assert_int_equal(b->m.restarts, 1);
	}
}

static void notices_a_restart_without_a_word(void **state)
{
	static const struct answer echoing[] = { { "AT+CREG?", "AT+CREG?\r\r\n+CREG: 0,1\r\n\r\nOK\r\n" }, { NULL, NULL } };
	struct script *b = script_up(NULL);

	(void)state;
	b->rows = echoing;
	for (int i = 0; i < 61 && b->m.restarts == 0; i++)
		script_run(b, 1000);
	assert_in_range(b->m.restarts, 1, 5);
	b->rows = NULL;
	script_run(b, 30000);
	assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
}

static void a_silent_modem_is_dead_until_it_answers(void **state)
{
	struct script *b = script_up(NULL);

	(void)state;
	b->dead = true;
	script_run(b, 180000);
	assert_int_equal(modem_radio(&b->m), MODEM_DEAD);
	script_run(b, 3600000);
	assert_int_equal(modem_radio(&b->m), MODEM_DEAD);
	b->dead = false;
	script_run(b, 30000);
	assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
}

static void a_modem_that_never_answers_is_dead(void **state)
{
	struct script *b = script_begin(NULL, 0);

	(void)state;
	b->dead = true;
	/* Thirty questions, half a second each. */
	script_run(b, 10000);
	assert_int_equal(modem_radio(&b->m), MODEM_STARTING);
	script_run(b, 8000);
	assert_int_equal(modem_radio(&b->m), MODEM_DEAD);
	/* Which is said once; it is asked all the time, so that it is soon found. */
	script_forget(b);
	script_run(b, 60000);
	assert_in_range(script_said_count(b, "AT/"), 8, 30);
	script_run(b, 600000);
	assert_int_equal(b->errors, 1);
}

static void tells_the_states_of_a_sim(void **state)
{
	static const struct {
		const char *answer;
		enum modem_radio soon, late;
	} rows[] = {
		{ "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", MODEM_SIM_LOCKED, MODEM_SIM_LOCKED },
		{ "\r\n+CME ERROR: 11\r\n", MODEM_SIM_LOCKED, MODEM_SIM_LOCKED },
		{ "\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n", MODEM_SIM_FAULT, MODEM_SIM_FAULT },
		{ "\r\n+CME ERROR: 10\r\n", MODEM_SIM_FAULT, MODEM_SIM_FAULT },
		{ "\r\n+CME ERROR: 14\r\n", MODEM_SEARCHING, MODEM_SIM_FAULT },
		{ "\r\n+CPIN: NOT READY\r\n\r\nOK\r\n", MODEM_SEARCHING, MODEM_SIM_FAULT },
		{ "\r\n+CPIN: \"READY\"\r\n\r\nOK\r\n", MODEM_REGISTERED, MODEM_REGISTERED },
		{ "\r\nOK\r\n", MODEM_REGISTERED, MODEM_REGISTERED },
		{ "\r\n+CME ERROR: 17\r\n", MODEM_REGISTERED, MODEM_REGISTERED },
		{ "\r\n+CME ERROR: 18\r\n", MODEM_REGISTERED, MODEM_REGISTERED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = { { "AT+CPIN?", rows[i].answer }, { NULL, NULL } };
		struct script *b = script_begin(script, 0);

		script_run(b, 20000);
		assert_int_equal(modem_radio(&b->m), rows[i].soon);
		script_run(b, 80000);
		assert_int_equal(modem_radio(&b->m), rows[i].late);
		/* A SIM that comes to its senses. */
		b->rows = NULL;
		script_run(b, 30000);
		assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
	}
}

/* The same dialogue in any split of the bytes leaves the same sent lines and the same message. */
static void any_split_is_the_same(void **state)
{
	static const struct answer script[] = {
		{ "AT+CMGR=4", "\r\n+CMGR: 0,\"\"," LENGTH_ON "\r\n+CREG: 1\r\n" PDU_ON "\r\n\r\nOK\r\n" },
		{ "AT+CMGS=23", "\r\n> " },
		{ PDU_HELLO, "\r\n+CMTI: \"ME\",4\r\n+CMGS: 9\r\n\r\nOK\r\n" },
		{ NULL, NULL },
	};
	static char whole[sizeof ((struct script *)NULL)->sent];

	(void)state;
	for (size_t split = 0; split < 24; split++) {
		struct script *b = script_begin(script, split);

		script_run(b, 20000);
		modem_send(&b->m, b->now_ms, &hello);
		modem_step(&b->m, b->now_ms);
		script_run(b, 2000);
		assert_int_equal(modem_send_result(&b->m), SEND_SENT);
		assert_non_null(modem_message(&b->m));
		assert_string_equal(modem_message(&b->m)->text, "ON");
		modem_message_done(&b->m, b->now_ms);
		script_run(b, 2000);
		if (split == 0)
			strcpy(whole, b->sent);
		assert_string_equal(b->sent, whole);
	}
}

static void garbage_never_stops_it(void **state)
{
	struct script *b = script_up(NULL);
	uint32_t chance = 3;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		uint8_t bytes[16];

		for (size_t k = 0; k < sizeof bytes; k++) {
			chance = chance * 1664525u + 1013904223u;
			bytes[k] = (uint8_t)(chance >> 24);
		}
		modem_feed(&b->m, b->now_ms, bytes, sizeof bytes);
		script_run(b, 10);
		if (modem_message(&b->m) != NULL)
			modem_message_done(&b->m, b->now_ms);
		b->sent[0] = '\0';
	}
	script_feed(b, "\r\n");
	script_run(b, 120000);
	assert_int_equal(modem_radio(&b->m), MODEM_REGISTERED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_up),
		cmocka_unit_test(tries_what_a_modem_accepts),
		cmocka_unit_test(reads_announced_messages_and_deletes_them_when_done),
		cmocka_unit_test(sweeps_when_the_announcement_names_no_place),
		cmocka_unit_test(an_announcement_within_an_answer_is_not_lost),
		cmocka_unit_test(a_spoilt_message_is_read_twice_then_deleted),
		cmocka_unit_test(an_empty_place_is_no_trouble),
		cmocka_unit_test(joins_parts_in_any_order),
		cmocka_unit_test(sends),
		cmocka_unit_test(tells_failures_apart),
		cmocka_unit_test(starts_anew_after_a_restart),
		cmocka_unit_test(notices_a_restart_without_a_word),
		cmocka_unit_test(a_silent_modem_is_dead_until_it_answers),
		cmocka_unit_test(a_modem_that_never_answers_is_dead),
		cmocka_unit_test(tells_the_states_of_a_sim),
		cmocka_unit_test(any_split_is_the_same),
		cmocka_unit_test(garbage_never_stops_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
