/* Messages in the modem's memory: found, read, joined, whatever the modem does with them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/deliver.h"
#include "tests/unit/script.h"

#define SENDER "+33600000001"
#define EMPTY "\r\n+CMS ERROR: 321\r\n"
#define NO_SIM_MEMORY { "AT+CPMS=\"SM\"", "\r\n+CMS ERROR: 302\r\n" }
#define READ_ON "\r\n+CMGR: 0,,21\r\n00040B913306000000F1000062202121500080024F27\r\n\r\nOK\r\n"

static const struct deliver on = { .from = SENDER, .text = "ON", .second = 1 };
static const struct deliver off = { .from = SENDER, .text = "OFF", .second = 2 };

static void an_announced_place_that_is_empty_is_soon_searched_for(void **state)
{
	static const char *const empty[] = { EMPTY, OK };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct answer rows[] = { { "AT+CMGR=3", empty[i] }, { NULL, NULL } };
		struct script *s = script_up(rows);

		script_feed(s, "\r\n+CMTI: \"ME\",3\r\n");
		script_run(s, 5000);
		assert_true(script_said(s, "AT+CMGL=4"));
		script_forget(s);
		script_run(s, 30000);
		assert_false(script_said(s, "AT+CMGL=4"));
	}
}

/* 27.005 3.2.5: 314 is a SIM that is busy, 302 a memory that is not there; one that has announced a message is. */
static void a_memory_that_is_busy_is_asked_again_until_it_is_not(void **state)
{
	static const char *const errors[] = { "\r\n+CMS ERROR: 314\r\n", "\r\n+CMS ERROR: 302\r\n" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct answer refusing[] = { { "AT+CPMS=\"SM\"", errors[i] }, { NULL, NULL } };
		struct script *s = script_up(refusing);

		script_feed(s, "\r\n+CMTI: \"SM\",3\r\n");
		script_run(s, 1000);
		assert_int_equal(script_said_count(s, "AT+CPMS=\"SM\""), 1);
		s->rows = NULL;
		script_run(s, 15000);
		assert_true(script_said(s, "/AT+CPMS=\"SM\"/AT+CMGL=4/"));
	}
}

static void a_message_that_the_line_spoils_is_read_until_it_is_whole(void **state)
{
	static const char *const spoilt[] = {
		"\r\n+CMGR: 0,,21\r\n00040B913306000000F100006220212150008002427\r\n\r\nOK\r\n",
		"\r\n+CMGR: 0,,21\r\n00040B913306000000F1000062202121500080024F\r\n\r\nOK\r\n",
		"\r\n+CMGR: 0,,21\r\n0040B913306000000F1000062202121500080024F27\r\n\r\nOK\r\n",
		"\r\n+CMGR: 0,,21\r\n00040B913306000000G1000062202121500080024F27\r\n\r\nOK\r\n",
		"\r\n+CMGR: 0,,2100040B913306000000F1000062202121500080024F27\r\n\r\nOK\r\n",
	};
	static const struct answer silent[] = { { "AT+CMGR=3", NULL }, { NULL, NULL } };
	struct script *s = script_up(silent);

	(void)state;
	script_feed(s, "\r\n+CMTI: \"ME\",3\r\n");
	for (size_t i = 0; i <= 5; i++) {
		while (script_said_count(s, "AT+CMGR=3") <= i)
			script_run(s, 10);
		script_feed(s, i < 5 ? spoilt[i] : READ_ON);
		if (i == 4) /* its header was not to be read: there is nothing, as far as is known */
			script_feed(s, "\r\n+CMTI: \"ME\",3\r\n");
	}
	assert_false(script_said(s, "AT+CMGD"));
	script_take(s, "ON");
}

static void what_is_no_text_is_deleted_unread(void **state)
{
	static const char *const pdus[] = {
		"\r\n+CMGR: 0,,21\r\n00040B913306000000F100C862202121500080024F27\r\n" OK, /* voicemail waits */
		"\r\n+CMGR: 0,,21\r\n00040B913306000000F1000462202121500080024F4E\r\n" OK, /* data */
		"\r\n+CMGR: 0,,28\r\n00440B913306000000F10000622021215000800A060504158200009E9C\r\n" OK, /* to a port */
		"\r\n+CMGR: 0,,27\r\n00440B913306000000F1000062202121500080090500030721019E4E\r\n" OK, /* 1 of 33 */
	};

	(void)state;
	for (size_t i = 0; i < sizeof pdus / sizeof *pdus; i++) {
		const struct answer rows[] = { { "AT+CMGR=4", pdus[i] }, { NULL, NULL } };
		struct script *s = script_up(rows);

		script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
		assert_int_equal(script_live(s, 5000), 0);
		assert_int_equal(script_said_count(s, "AT+CMGR=4/"), 1);
		assert_int_equal(script_said_count(s, "AT+CMGD=4/"), 1);
	}
}

static void what_is_glued_to_octets_is_a_line_of_its_own(void **state)
{
	static const char *const glue[] = { " +CMTI: \"ME\",5", "+CMTI: \"ME\",5" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char first[512];
		const struct answer rows[] = { { "AT+CMGR=4", first }, { "AT+CMGR=5", deliver_read(&off) }, { NULL, NULL } };
		struct script *s = script_up(rows);

		snprintf(first, sizeof first, "%s", deliver_line("+CMGR: 0,,", &on, glue[i]));
		strcat(first, "\r\n\r\nOK\r\n");
		script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
		script_run(s, 1000);
		script_take(s, "ON");
		script_run(s, 1000);
		script_take(s, "OFF");
	}
}

static void data_behind_its_ok_is_waited_for_once_it_is_known(void **state)
{
	struct answer rows[] = { { "AT+CMGR=4", OK }, { "AT+CMGL=4", OK }, { NULL, NULL } };
	struct script *s = script_up(rows);

	(void)state;
	/* The first time it is found out; then the sweep finds it again. */
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	for (int i = 0; i < 1000 && !script_said(s, "AT+CMGR=4"); i++)
		script_run(s, 10);
	script_run(s, 50);
	script_feed(s, deliver_line("+CMGR: 0,,", &on, "\r\n"));
	for (int i = 0; i < 1000 && !script_said(s, "AT+CMGL=4"); i++)
		script_run(s, 10);
	script_run(s, 50);
	script_feed(s, deliver_line("+CMGL: 4,1,,", &on, "\r\n"));
	for (int i = 0; i < 1000 && script_said_count(s, "AT+CMGR=4") < 2; i++)
		script_run(s, 10);
	script_run(s, 50);
	script_feed(s, deliver_line("+CMGR: 1,,", &on, "\r\n"));
	script_run(s, 1000);
	script_take(s, "ON");
	script_run(s, 1000);
	assert_int_equal(script_said_count(s, "AT+CMGD=4"), 1);
}

static void answers_without_their_ok_count_where_that_is_known_of_modems(void **state)
{
	static const struct answer rows[] = {
		{ "AT+CPMS=\"SM\"", "\r\n+CPMS: 1,10,0,50,0,50\r\n" },
		{ "AT+CPMS=\"ME\"", "\r\n+CPMS: 1,10,0,50,0,50\r\n" },
		{ "AT+CMGR=", "\r\n+CMGR: 0,,21\r\n00040B913306000000F1000062202121500080024F27\r\n\r\nOK\r\n" },
		{ NULL, NULL },
	};
	static const char *const announced[] = { "\r\n+CMTI: \"SM\",4\r\n", "\r\n+CMTI: \"ME\",4\r\n",
						 "\r\n+CMTI: \"SM\",5\r\n" };
	struct script *s = script_up(rows);

	(void)state;
	for (size_t i = 0; i < sizeof announced / sizeof *announced; i++) {
		script_feed(s, announced[i]);
		/* Of three seconds, perhaps twice: a deletion may have another memory's. */
		script_run(s, 8000);
		script_take(s, "ON");
		script_run(s, 500);
	}
	assert_int_equal(s->m.restarts, 0);
}

static void everything_twice_is_once(void **state)
{
	static char twice[1024];
	struct answer rows[] = { { "AT+CMGR=4", twice }, { "AT+CREG?", "\r\n+CREG: 1,1\r\n\r\n+CREG: 1,1\r\n\r\nOK\r\n\r\nOK\r\n" },
				 { "AT+CGREG?", "\r\n+CGREG: 1,1\r\n\r\n+CGREG: 1,1\r\n\r\nOK\r\n\r\nOK\r\n" },
				 { "AT+CSQ", "\r\n+CSQ: 23,99\r\n\r\n+CSQ: 23,99\r\n\r\nOK\r\n\r\nOK\r\n" }, { NULL, NULL } };

	(void)state;
	snprintf(twice, sizeof twice, "%s", deliver_line("+CMGR: 0,,", &on, "\r\n"));
	strcat(twice, deliver_line("+CMGR: 0,,", &on, "\r\n\r\nOK\r\n\r\nOK\r\n"));
	for (size_t split = 0; split < 3; split++) {
		struct script *s = script_begin(rows, split);

		script_run(s, 100000);
		assert_int_equal(modem_signal_dbm(&s->m), -67);
		script_feed(s, "\r\n+CMTI: \"ME\",4\r\n\r\n+CMTI: \"ME\",4\r\n");
		script_run(s, 1000);
		script_take(s, "ON");
		script_run(s, 1000);
		assert_int_equal(script_said_count(s, "AT+CMGD=4"), 1);
		assert_int_equal(s->m.restarts, 0);
	}
}

/* The second one may come a while behind the first. */
static void a_late_second_ok_is_no_answer_to_the_next_question(void **state)
{
	struct answer rows[] = { { "AT+CSQ", "\r\n+CSQ: 23,99\r\n\r\nOK\r\n\r\nOK\r\n" }, { "AT+CMGR=4", READ_ON },
				 { "AT+CMGR=5", NULL }, { NULL, NULL } };
	struct script *s = script_up(rows);

	(void)state;
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n\r\n+CMTI: \"ME\",5\r\n");
	script_run(s, 1000);
	script_take(s, "ON");
	for (int i = 0; i < 1000 && !script_said(s, "AT+CMGD=4/"); i++)
		script_run(s, 1);
	script_run(s, 50);
	script_feed(s, OK);
	rows[2].bytes = deliver_read(&off);
	script_run(s, 1000);
	script_take(s, "OFF");
	assert_int_equal(script_said_count(s, "AT+CMGR=5/"), 1);
}

/* --- Parts. --- */

static void parts_come_in_any_order_and_more_than_once(void **state)
{
	static const unsigned orders[][4] = { { 1, 3, 2 }, { 3, 1, 2 }, { 2, 3, 1 } };
	const char *const texts[] = { "RESTART", "TIME=", "20" };

	(void)state;
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		struct answer rows[8] = { { NULL, NULL } };
		char commands[7][16], announced[32];
		struct script *s = script_up(NULL);

		for (unsigned k = 0; k < 3; k++) {
			const struct deliver d = deliver_part(SENDER, texts[orders[i][k] - 1], 7, 3, orders[i][k]);

			/* Twice, at places of their own. */
			for (unsigned n = 0; n < 2; n++) {
				snprintf(commands[2 * k + n], sizeof commands[0], "AT+CMGR=%u", 2 * k + n + 1);
				rows[2 * k + n] = (struct answer){ commands[2 * k + n], deliver_read(&d) };
			}
		}
		s->rows = rows;
		for (unsigned k = 0; k < 5; k++) {
			assert_null(modem_message(&s->m));
			snprintf(announced, sizeof announced, "\r\n+CMTI: \"ME\",%u\r\n", k + 1);
			script_feed(s, announced);
			script_run(s, 1000);
		}
		script_take(s, "RESTARTTIME=20");
		script_run(s, 1000);
		for (unsigned k = 1; k <= 5; k++) {
			snprintf(announced, sizeof announced, "AT+CMGD=%u/", k);
			assert_int_equal(script_said_count(s, announced), 1);
		}
	}
}

static void a_reference_used_again_begins_another_message(void **state)
{
	const struct deliver old = deliver_part(SENDER, "OFF", 7, 2, 1), one = deliver_part(SENDER, "O", 7, 2, 1), two = deliver_part(SENDER, "N", 7, 2, 2);
	const struct answer rows[] = { { "AT+CMGR=1", deliver_read(&old) }, { "AT+CMGR=2", deliver_read(&one) },
				       { "AT+CMGR=3", deliver_read(&two) }, { NULL, NULL } };
	struct script *s = script_up(rows);

	(void)state;
	for (int i = 1; i <= 3; i++) {
		char announced[32];

		snprintf(announced, sizeof announced, "\r\n+CMTI: \"ME\",%d\r\n", i);
		script_feed(s, announced);
		script_run(s, 1000);
	}
	script_take(s, "ON");
	script_run(s, 1000);
	for (int i = 1; i <= 3; i++) {
		char deleted[16];

		snprintf(deleted, sizeof deleted, "AT+CMGD=%d/", i);
		assert_int_equal(script_said_count(s, deleted), 1);
	}
}

static void a_place_of_a_part_that_holds_something_else_is_read(void **state)
{
	const struct deliver one = deliver_part(SENDER, "O", 7, 2, 1), two = deliver_part(SENDER, "N", 7, 2, 2);
	struct answer rows[] = { { "AT+CMGR=1", deliver_read(&one) }, { "AT+CMGR=2", deliver_read(&two) },
				 { "AT+CMGL=4", OK }, { NULL, NULL } };
	struct script *s = script_up(rows);

	(void)state;
	script_feed(s, "\r\n+CMTI: \"ME\",1\r\n\r\n+CMTI: \"ME\",1\r\n");
	script_run(s, 1000);
	script_feed(s, "\r\n+CMTI: \"ME\",1\r\n");
	script_run(s, 1000);
	assert_false(script_said(s, "AT+CMGD"));
	rows[0].bytes = deliver_read(&off);
	script_feed(s, "\r\n+CMTI: \"ME\",1\r\n");
	script_run(s, 1000);
	script_take(s, "OFF");
	/* A part that is not there any more completes nothing. */
	script_feed(s, "\r\n+CMTI: \"ME\",2\r\n");
	assert_int_equal(script_live(s, 5000), 0);
}

static void after_a_restart_every_place_is_looked_at_anew(void **state)
{
	char list[1024] = OK;
	const struct deliver part = deliver_part(SENDER, "O", 3, 2, 1);
	struct answer rows[] = { { "AT+CMGR=4", deliver_read(&part) }, { "AT+CMGL=4", list }, NO_SIM_MEMORY,
				 { NULL, NULL } };
	struct script *s = script_up(rows);

	(void)state;
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	assert_int_equal(script_live(s, 2000), 0);
	/* With another card, perhaps. */
	script_feed(s, "\r\nRDY\r\n");
	rows[0].bytes = deliver_read(&on);
	snprintf(list, sizeof list, "%s", deliver_line("+CMGL: 4,1,,", &on, "\r\n" OK));
	script_run(s, 30000);
	script_take(s, "ON");
}

static void parts_are_given_up_after_a_day(void **state)
{
	const struct deliver one = deliver_part(SENDER, "O", 7, 2, 1);
	const struct answer rows[] = { { "AT+CMGR=1", deliver_read(&one) }, { NULL, NULL } };
	struct script *s = script_up(rows);

	(void)state;
	script_feed(s, "\r\n+CMTI: \"ME\",1\r\n");
	for (int hour = 0; hour < 23; hour++) {
		script_run(s, 3600000);
		assert_false(script_said(s, "AT+CMGD"));
		script_forget(s);
	}
	script_run(s, 7200000);
	assert_true(script_said(s, "AT+CMGR=1/AT+CMGD=1/"));
}

static void a_list_that_is_refused_has_the_settings_looked_at(void **state)
{
	static const struct answer rows[] = { { "AT+CMGL=4", "\r\nERROR\r\n" }, { NULL, NULL } };
	static const struct answer text_mode[] = {
		{ "AT+CMGL=4", "\r\n+CMGL: 1,\"REC READ\",\"+33600000001\",,\"26/02/12,12:05:00+08\"\r\nON\r\n\r\nOK\r\n" },
		{ NULL, NULL },
	};
	struct script *s = script_up(NULL);

	(void)state;
	s->rows = rows;
	script_run(s, 62000);
	assert_true(script_said(s, "AT+CMGF?"));
	s = script_up(NULL);
	s->rows = text_mode;
	for (int i = 0; i < 62 && s->m.restarts == 0; i++)
		script_run(s, 1000);
	assert_int_equal(s->m.restarts, 1);
}

static void a_burst_is_read_to_the_last(void **state)
{
	char announced[32];
	struct script *s;
	char list[8192] = "";
	const struct answer rows[] = { { "AT+CMGL=4", list }, { "AT+CMGR=", deliver_read(&on) }, NO_SIM_MEMORY, { NULL, NULL } };
	unsigned count = 0;

	(void)state;
	for (unsigned i = 0; i < 40; i++) {
		snprintf(announced, sizeof announced, "+CMGL: %u,1,,", i);
		strcat(list, deliver_line(announced, &on, "\r\n"));
	}
	strcat(list, OK);
	s = script_up(NULL);
	s->rows = rows;
	for (unsigned i = 0; i < 40; i++) {
		snprintf(announced, sizeof announced, "\r\n+CMTI: \"ME\",%u\r\n", i);
		script_feed(s, announced);
	}
	for (int i = 0; i < 400 && count < 40; i++)
		count += script_live(s, 200);
	assert_int_equal(count, 40);
	for (unsigned i = 0; i < 40; i++) {
		snprintf(announced, sizeof announced, "AT+CMGR=%u/", i);
		assert_true(script_said(s, announced));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_announced_place_that_is_empty_is_soon_searched_for),
		cmocka_unit_test(a_memory_that_is_busy_is_asked_again_until_it_is_not),
		cmocka_unit_test(a_message_that_the_line_spoils_is_read_until_it_is_whole),
		cmocka_unit_test(what_is_no_text_is_deleted_unread),
		cmocka_unit_test(what_is_glued_to_octets_is_a_line_of_its_own),
		cmocka_unit_test(data_behind_its_ok_is_waited_for_once_it_is_known),
		cmocka_unit_test(answers_without_their_ok_count_where_that_is_known_of_modems),
		cmocka_unit_test(everything_twice_is_once),
		cmocka_unit_test(a_late_second_ok_is_no_answer_to_the_next_question),
		cmocka_unit_test(parts_come_in_any_order_and_more_than_once),
		cmocka_unit_test(a_reference_used_again_begins_another_message),
		cmocka_unit_test(a_place_of_a_part_that_holds_something_else_is_read),
		cmocka_unit_test(after_a_restart_every_place_is_looked_at_anew),
		cmocka_unit_test(parts_are_given_up_after_a_day),
		cmocka_unit_test(a_list_that_is_refused_has_the_settings_looked_at),
		cmocka_unit_test(a_burst_is_read_to_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
