/* Messages in the modem's memory: found, read, joined, deleted, whatever the modem does with them.
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
#define NOTHING { "AT+CMGR", EMPTY }

static const struct deliver on = { .from = SENDER, .text = "ON", .second = 1 };
static const struct deliver off = { .from = SENDER, .text = "OFF", .second = 2 };

static void take(struct script *s, const char *text)
{
	const struct modem_message *msg = modem_message(&s->m);

	assert_non_null(msg);
	assert_string_equal(msg->text, text);
	modem_message_done(&s->m, s->now_ms);
}

/* Lets time pass as a device would: what comes is taken. How many came. */
static unsigned live(struct script *s, uint64_t for_ms)
{
	unsigned count = 0;

	for (uint64_t end_ms = s->now_ms + for_ms; s->now_ms < end_ms;) {
		script_run(s, 200);
		if (modem_message(&s->m) == NULL)
			continue;
		modem_message_done(&s->m, s->now_ms);
		count++;
	}
	return count;
}

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
	take(s, "ON");
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
		take(s, "ON");
		script_run(s, 1000);
		take(s, "OFF");
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
	take(s, "ON");
	script_run(s, 1000);
	assert_int_equal(script_said_count(s, "AT+CMGD=4"), 1);
}

static void answers_without_their_ok_count_where_that_is_known_of_modems(void **state)
{
	static const struct answer rows[] = {
		{ "AT+CPMS=\"SM\"", "\r\n+CPMS: 1,10,0,50,0,50\r\n" },
		{ "AT+CMGR=4", "\r\n+CMGR: 0,,21\r\n00040B913306000000F1000062202121500080024F27\r\n\r\nOK\r\n" },
		{ NULL, NULL },
	};
	struct script *s = script_up(rows);

	(void)state;
	script_feed(s, "\r\n+CMTI: \"SM\",4\r\n");
	script_run(s, 10000);
	take(s, "ON");
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
		take(s, "ON");
		script_run(s, 1000);
		assert_int_equal(script_said_count(s, "AT+CMGD=4"), 1);
		assert_int_equal(s->m.restarts, 0);
	}
}

/* --- Deleting. --- */

static void what_is_not_deleted_is_handed_over_once(void **state)
{
	char list[1024] = OK;
	struct answer rows[] = { { "AT+CMGL=4", list }, { "AT+CMGR=1", deliver_read(&on) }, { "AT+CMGR=2", deliver_read(&off) },
				 NO_SIM_MEMORY, NOTHING, { NULL, NULL } };
	struct script *s = script_up(rows);

	(void)state;
	script_feed(s, "\r\n+CMTI: \"ME\",1\r\n");
	assert_int_equal(live(s, 1000), 1);
	snprintf(list, sizeof list, "%s", deliver_line("+CMGL: 1,1,,", &on, "\r\n\r\nOK\r\n"));
	script_feed(s, "\r\n+CMTI: \"ME\",2\r\n");
	assert_int_equal(live(s, 1000), 1);
	snprintf(list, sizeof list, "%s", deliver_line("+CMGL: 1,1,,", &on, "\r\n"));
	strcat(list, deliver_line("+CMGL: 2,1,,", &off, "\r\n\r\nOK\r\n"));
	/* However long that lasts; it is tried now and then, in another way as well. */
	script_forget(s);
	assert_int_equal(live(s, 600000), 0);
	assert_true(script_said(s, "AT+CMGD=1,0/"));
	assert_true(script_said(s, "AT+CMGD=2,0/"));
	assert_false(script_said(s, "AT+CMGR"));
	assert_in_range(script_said_count(s, "AT+CMGD="), 2, 2 * 12);
	/* Also over a restart of the modem. */
	script_feed(s, "\r\nRDY\r\n");
	assert_int_equal(live(s, 600000), 0);
	/* Another one comes to one of the places. */
	rows[1].bytes = deliver_read(&(struct deliver){ .from = SENDER, .text = "STATUS", .second = 3 });
	snprintf(list, sizeof list, "%s",
		 deliver_line("+CMGL: 1,0,,", &(struct deliver){ .from = SENDER, .text = "STATUS", .second = 3 }, "\r\n"));
	strcat(list, deliver_line("+CMGL: 2,1,,", &off, "\r\n\r\nOK\r\n"));
	script_run(s, 61000);
	take(s, "STATUS");
}

static void many_that_are_not_deleted_are_handed_over_once(void **state)
{
	enum { MANY = 60 };
	static char list[16384] = OK;
	char announced[32], command[16] = "AT+CMGR=none";
	struct answer rows[] = { { "AT+CMGL=4", list }, { command, NULL }, NO_SIM_MEMORY, NOTHING, { NULL, NULL } };
	struct script *s = script_up(rows);

	(void)state;
	for (unsigned i = 1; i <= MANY; i++) {
		struct deliver d = { .from = SENDER, .text = "ON", .second = i % 60 };

		snprintf(announced, sizeof announced, "\r\n+CMTI: \"ME\",%u\r\n", i);
		snprintf(command, sizeof command, "AT+CMGR=%u", i);
		rows[1].bytes = deliver_read(&d);
		char *ok = strstr(list, OK);
		if (ok != NULL)
			*ok = '\0';
		char head[32];
		snprintf(head, sizeof head, "+CMGL: %u,1,,", i);
		strcat(list, deliver_line(head, &d, "\r\n"));
		strcat(list, OK);
		script_feed(s, announced);
		assert_int_equal(live(s, 5000), 1);
		s->sent[0] = '\0';
	}
	for (int minute = 0; minute < 10; minute++) {
		assert_int_equal(live(s, 60000), 0);
		s->sent[0] = '\0';
	}
}

static void a_refused_deletion_is_tried_in_other_ways(void **state)
{
	static const struct answer rows[] = {
		{ "AT+CMGD=4,0", OK }, { "AT+CMGD=4", "\r\n+CMS ERROR: 500\r\n" },
		{ "AT+CMGR=4", READ_ON }, { NULL, NULL },
	};
	struct script *s = script_up(rows);

	(void)state;
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	assert_int_equal(live(s, 2000), 1);
	assert_true(script_said(s, "AT+CMGD=4/AT+CMGD=4,0/"));
}

static void after_an_unanswered_deletion_what_lies_there_is_compared(void **state)
{
	struct answer rows[] = { { "AT+CMGD=4", NULL }, { "AT+CMGR=4", deliver_read(&on) }, { NULL, NULL } };
	struct script *s = script_up(rows);

	(void)state;
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	assert_int_equal(live(s, 1000), 1);
	/* It was deleted, and another has come there. */
	rows[1].bytes = deliver_read(&off);
	script_run(s, 22000);
	assert_int_equal(script_said_count(s, "AT+CMGD"), 1);
	rows[0].bytes = OK;
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	script_run(s, 1000);
	take(s, "OFF");
	script_run(s, 1000);
	assert_int_equal(script_said_count(s, "AT+CMGD=4"), 2);

	/* It was not. */
	rows[0].bytes = NULL;
	rows[1].bytes = deliver_read(&on);
	s = script_up(rows);
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	assert_int_equal(live(s, 1000), 1);
	script_run(s, 18000);
	rows[0].bytes = OK;
	script_run(s, 5000);
	assert_int_equal(script_said_count(s, "AT+CMGD=4"), 2);
	assert_null(modem_message(&s->m));
}

/* --- Full memories. --- */

static void a_modem_that_says_it_is_full_is_swept_at_once(void **state)
{
	static const char *const words[] = { "^SMMEMFULL: \"SM\"", "+SMS FULL", "+QIND: \"smsfull\",\"ME\"", "+CIEV: \"SMSFULL\",1" };

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct script *s = script_up(NULL);
		char line[64];

		snprintf(line, sizeof line, "\r\n%s\r\n", words[i]);
		script_feed(s, line);
		script_run(s, 500);
		assert_true(script_said(s, "AT+CMGL=4"));
	}
}

static struct deliver part_of(const char *from, const char *text, unsigned reference, unsigned total, unsigned part)
{
	return (struct deliver){ .from = from, .text = text, .second = part, .reference = reference, .total = total, .part = part };
}

static void incomplete_messages_give_way_when_places_run_out(void **state)
{
	const struct deliver first = part_of(SENDER, "O", 7, 2, 1), second = part_of("+33600000002", "O", 7, 2, 1);
	char list[1024];
	const struct answer rows[] = {
		{ "AT+CPMS=\"ME\"", "\r\n+CPMS: 2,2,2,2,2,2\r\n\r\nOK\r\n" }, { "AT+CMGL=4", list },
		{ "AT+CMGR=1", deliver_read(&first) }, { "AT+CMGR=2", deliver_read(&second) }, { NULL, NULL },
	};
	struct script *s = script_up(NULL);

	(void)state;
	strcpy(list, OK);
	s->rows = rows;
	for (int i = 1; i <= 2; i++) {
		script_feed(s, i == 1 ? "\r\n+CMTI: \"ME\",1\r\n" : "\r\n+CMTI: \"ME\",2\r\n");
		assert_int_equal(live(s, 1000), 0);
	}
	assert_false(script_said(s, "AT+CMGD"));
	snprintf(list, sizeof list, "%s", deliver_line("+CMGL: 1,1,,", &first, "\r\n"));
	strcat(list, deliver_line("+CMGL: 2,1,,", &second, "\r\n\r\nOK\r\n"));
	script_run(s, 61000);
	/* The older one, and what it is, is looked at once more before. */
	assert_true(script_said(s, "AT+CMGR=1/AT+CMGD=1/"));
	assert_false(script_said(s, "AT+CMGD=2"));
}

static void new_messages_go_elsewhere_when_nothing_can_be_deleted(void **state)
{
	static char list[1024], none[] = OK;
	struct answer rows[] = {
		{ "AT+CPMS=\"ME\"", "\r\n+CPMS: 1,1,1,1,1,1\r\n\r\nOK\r\n" }, { "AT+CMGL=4", none },
		{ "AT+CMGR=1", deliver_read(&on) }, { "AT+CMGR=3", deliver_read(&off) }, { NULL, NULL },
	};
	struct script *s = script_up(rows);

	(void)state;
	script_feed(s, "\r\n+CMTI: \"ME\",1\r\n");
	assert_int_equal(live(s, 1000), 1);
	rows[1].bytes = list;
	snprintf(list, sizeof list, "%s", deliver_line("+CMGL: 1,1,,", &on, "\r\n\r\nOK\r\n"));
	/* This script lists the same in the other memory, too: there it is new. */
	for (int i = 0; i < 400 && !script_said(s, "AT+CPMS=\"ME\",\"ME\",\"SM\""); i++)
		live(s, 1000);
	script_feed(s, "\r\n+CMTI: \"SM\",3\r\n");
	script_run(s, 1000);
	take(s, "OFF");
	/* When it works again, all is as it was. */
	rows[1].bytes = none;
	script_forget(s);
	live(s, 130000);
	assert_true(script_said(s, "AT+CPMS=\"ME\",\"ME\",\"ME\""));
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
			const struct deliver d = part_of(SENDER, texts[orders[i][k] - 1], 7, 3, orders[i][k]);

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
		take(s, "RESTARTTIME=20");
		script_run(s, 1000);
		for (unsigned k = 1; k <= 5; k++) {
			snprintf(announced, sizeof announced, "AT+CMGD=%u/", k);
			assert_int_equal(script_said_count(s, announced), 1);
		}
	}
}

static void a_reference_used_again_begins_another_message(void **state)
{
	const struct deliver old = part_of(SENDER, "OFF", 7, 2, 1), one = part_of(SENDER, "O", 7, 2, 1), two = part_of(SENDER, "N", 7, 2, 2);
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
	take(s, "ON");
	script_run(s, 1000);
	for (int i = 1; i <= 3; i++) {
		char deleted[16];

		snprintf(deleted, sizeof deleted, "AT+CMGD=%d/", i);
		assert_int_equal(script_said_count(s, deleted), 1);
	}
}

static void a_place_of_a_part_that_holds_something_else_is_read(void **state)
{
	const struct deliver one = part_of(SENDER, "O", 7, 2, 1), two = part_of(SENDER, "N", 7, 2, 2);
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
	take(s, "OFF");
	/* A part that is not there any more completes nothing. */
	script_feed(s, "\r\n+CMTI: \"ME\",2\r\n");
	assert_int_equal(live(s, 5000), 0);
}

static void parts_are_given_up_after_a_day(void **state)
{
	const struct deliver one = part_of(SENDER, "O", 7, 2, 1);
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
		count += live(s, 200);
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
		cmocka_unit_test(a_message_that_the_line_spoils_is_read_until_it_is_whole),
		cmocka_unit_test(what_is_glued_to_octets_is_a_line_of_its_own),
		cmocka_unit_test(data_behind_its_ok_is_waited_for_once_it_is_known),
		cmocka_unit_test(answers_without_their_ok_count_where_that_is_known_of_modems),
		cmocka_unit_test(everything_twice_is_once),
		cmocka_unit_test(what_is_not_deleted_is_handed_over_once),
		cmocka_unit_test(many_that_are_not_deleted_are_handed_over_once),
		cmocka_unit_test(a_refused_deletion_is_tried_in_other_ways),
		cmocka_unit_test(after_an_unanswered_deletion_what_lies_there_is_compared),
		cmocka_unit_test(a_modem_that_says_it_is_full_is_swept_at_once),
		cmocka_unit_test(incomplete_messages_give_way_when_places_run_out),
		cmocka_unit_test(new_messages_go_elsewhere_when_nothing_can_be_deleted),
		cmocka_unit_test(parts_come_in_any_order_and_more_than_once),
		cmocka_unit_test(a_reference_used_again_begins_another_message),
		cmocka_unit_test(a_place_of_a_part_that_holds_something_else_is_read),
		cmocka_unit_test(parts_are_given_up_after_a_day),
		cmocka_unit_test(a_list_that_is_refused_has_the_settings_looked_at),
		cmocka_unit_test(a_burst_is_read_to_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
