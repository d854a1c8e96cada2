/* Places in the modem's memory: what is dealt with is deleted, what stays is not taken twice, what is full is made room in.
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

/* --- Deleting. --- */

static void what_is_not_deleted_is_handed_over_once(void **state)
{
	char list[1024] = OK;
	struct answer rows[] = { { "AT+CMGL=4", list }, { "AT+CMGR=1", deliver_read(&on) }, { "AT+CMGR=2", deliver_read(&off) },
				 NO_SIM_MEMORY, NOTHING, { NULL, NULL } };
	struct script *s = script_up(rows);

	(void)state;
	script_feed(s, "\r\n+CMTI: \"ME\",1\r\n");
	assert_int_equal(script_live(s, 1000), 1);
	snprintf(list, sizeof list, "%s", deliver_line("+CMGL: 1,1,,", &on, "\r\n\r\nOK\r\n"));
	script_feed(s, "\r\n+CMTI: \"ME\",2\r\n");
	assert_int_equal(script_live(s, 1000), 1);
	snprintf(list, sizeof list, "%s", deliver_line("+CMGL: 1,1,,", &on, "\r\n"));
	strcat(list, deliver_line("+CMGL: 2,1,,", &off, "\r\n\r\nOK\r\n"));
	/* However long that lasts; it is tried now and then, in another way as well. */
	script_forget(s);
	assert_int_equal(script_live(s, 600000), 0);
	assert_true(script_said(s, "AT+CMGD=1,0/"));
	assert_true(script_said(s, "AT+CMGD=2,0/"));
	assert_false(script_said(s, "AT+CMGR"));
	assert_in_range(script_said_count(s, "AT+CMGD="), 2, 2 * 12);
	/* Also over a restart of the modem. */
	script_feed(s, "\r\nRDY\r\n");
	assert_int_equal(script_live(s, 600000), 0);
	/* Another one comes to one of the places. */
	rows[1].bytes = deliver_read(&(struct deliver){ .from = SENDER, .text = "STATUS", .second = 3 });
	snprintf(list, sizeof list, "%s",
		 deliver_line("+CMGL: 1,0,,", &(struct deliver){ .from = SENDER, .text = "STATUS", .second = 3 }, "\r\n"));
	strcat(list, deliver_line("+CMGL: 2,1,,", &off, "\r\n\r\nOK\r\n"));
	script_run(s, 61000);
	script_take(s, "STATUS");
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
		assert_int_equal(script_live(s, 5000), 1);
		s->sent[0] = '\0';
	}
	for (int minute = 0; minute < 10; minute++) {
		assert_int_equal(script_live(s, 60000), 0);
		s->sent[0] = '\0';
	}
}

/* Nine go before the next look at them: what was read first may be forgotten, no more. */
static void so_are_all_parts_of_a_long_one(void **state)
{
	static char list[8192] = OK;
	struct answer rows[] = {
		{ "AT+CMGL=4", list }, { "AT+CMGR=1", NULL }, { "AT+CMGR=2", NULL }, { "AT+CMGR=3", NULL }, { "AT+CMGR=4", NULL },
		{ "AT+CMGR=5", NULL }, { "AT+CMGR=6", NULL }, { "AT+CMGR=7", NULL }, { "AT+CMGR=8", NULL }, { "AT+CMGR=9", NULL },
		NO_SIM_MEMORY, { NULL, NULL },
	};
	struct deliver d[10];
	struct script *s = script_up(rows);
	char line[32];

	(void)state;
	list[0] = '\0';
	for (unsigned i = 1; i <= 9; i++) {
		d[i] = (struct deliver){ .from = SENDER, .text = "ON", .second = i };
		if (i > 3)
			d[i] = deliver_part(SENDER, "x", 5, 6, i - 3);
		rows[i].bytes = deliver_read(&d[i]);
		snprintf(line, sizeof line, "+CMGL: %u,1,,", i);
		strcat(list, deliver_line(line, &d[i], i == 9 ? "\r\n" OK : "\r\n"));
		snprintf(line, sizeof line, "\r\n+CMTI: \"ME\",%u\r\n", i);
		script_feed(s, line);
		if (i < 9)
			assert_int_equal(script_live(s, 1000), i < 4 ? 1 : 0);
	}
	assert_in_range(script_live(s, 120000), 1, 2);
	for (unsigned i = 1; i <= 9; i++) {
		snprintf(line, sizeof line, "AT+CMGR=%u/", i);
		/* A part is read once when it comes, and once to be joined. */
		assert_in_range(script_said_count(s, line), 1, i == 1 || i > 3 ? 2 : 1);
	}
}

/* The device remembers only so many: what stays is shown to it again before that. */
static void what_stays_is_shown_again_after_many_others(void **state)
{
	static const struct deliver other = { .from = SENDER, .text = "OFF", .second = 40 };
	static char list[1024] = OK;
	struct answer rows[] = { { "AT+CMGL=4", list }, { "AT+CMGR=1", deliver_read(&on) },
				 { "AT+CMGR=", deliver_read(&other) }, NO_SIM_MEMORY, { NULL, NULL } };

	(void)state;
	for (unsigned count = 8; count <= 12; count += 4) {
		struct script *s = script_up(NULL);
		char line[32];

		snprintf(list, sizeof list, "%s", deliver_line("+CMGL: 1,1,,", &on, "\r\n\r\nOK\r\n"));
		s->rows = rows;
		script_feed(s, "\r\n+CMTI: \"ME\",1\r\n");
		assert_int_equal(script_live(s, 70000), 1);
		assert_int_equal(script_live(s, 600000), 0);
		script_forget(s);
		for (unsigned i = 2; i < 2 + count; i++) {
			snprintf(line, sizeof line, "\r\n+CMTI: \"ME\",%u\r\n", i);
			script_feed(s, line);
		}
		assert_int_equal(script_live(s, 120000), count + 1);
		assert_int_equal(script_said_count(s, "AT+CMGR=1/"), 1);
		assert_int_equal(script_live(s, 600000), 0);
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
	assert_int_equal(script_live(s, 2000), 1);
	assert_true(script_said(s, "AT+CMGD=4/AT+CMGD=4,0/"));
	/* Nothing is there to be deleted, or another error (27.005 3.2.5). */
	for (unsigned i = 0; i < 2; i++) {
		const char *list = deliver_line("+CMGL: 4,1,,", &on, "\r\n" OK);
		const struct answer gone[] = {
			{ "AT+CMGD=4", i == 0 ? EMPTY : "\r\n+CMS ERROR: 320\r\n" }, NO_SIM_MEMORY,
			{ "AT+CMGR=4", deliver_read(&on) }, { "AT+CMGL=4", i == 0 ? OK : list }, { NULL, NULL },
		};

		s = script_up(NULL);
		s->rows = gone;
		script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
		assert_int_equal(script_live(s, 2000), 1);
		assert_in_range(script_said_count(s, "AT+CMGD=4"), i == 0 ? 1 : 2, i == 0 ? 1 : 6);
		/* What stays there is not handed over again. */
		assert_int_equal(script_live(s, 300000), 0);
	}
}

static void after_an_unanswered_deletion_what_lies_there_is_compared(void **state)
{
	struct answer rows[] = { { "AT+CMGD=4", NULL }, { "AT+CMGR=4", deliver_read(&on) }, { NULL, NULL } };
	struct script *s = script_up(rows);

	(void)state;
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	assert_int_equal(script_live(s, 1000), 1);
	/* It was deleted, and another has come there. */
	rows[1].bytes = deliver_read(&off);
	script_run(s, 22000);
	assert_int_equal(script_said_count(s, "AT+CMGD"), 1);
	rows[0].bytes = OK;
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	script_run(s, 1000);
	script_take(s, "OFF");
	script_run(s, 1000);
	assert_int_equal(script_said_count(s, "AT+CMGD=4"), 2);

	/* It was not. */
	rows[0].bytes = NULL;
	rows[1].bytes = deliver_read(&on);
	s = script_up(rows);
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	assert_int_equal(script_live(s, 1000), 1);
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

static void incomplete_messages_give_way_when_places_run_out(void **state)
{
	const struct deliver first = deliver_part(SENDER, "O", 7, 2, 1), second = deliver_part("+33600000002", "O", 7, 2, 1);
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
		assert_int_equal(script_live(s, 1000), 0);
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
	assert_int_equal(script_live(s, 1000), 1);
	rows[1].bytes = list;
	snprintf(list, sizeof list, "%s", deliver_line("+CMGL: 1,1,,", &on, "\r\n\r\nOK\r\n"));
	/* This script lists the same in the other memory, too: there it is new. */
	for (int i = 0; i < 400 && !script_said(s, "AT+CPMS=\"ME\",\"ME\",\"SM\""); i++)
		script_live(s, 1000);
	script_feed(s, "\r\n+CMTI: \"SM\",3\r\n");
	script_run(s, 1000);
	script_take(s, "OFF");
	/* When it works again, all is as it was. */
	rows[1].bytes = none;
	script_forget(s);
	script_live(s, 130000);
	assert_true(script_said(s, "AT+CPMS=\"ME\",\"ME\",\"ME\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_deleted_is_handed_over_once),
		cmocka_unit_test(many_that_are_not_deleted_are_handed_over_once),
		cmocka_unit_test(so_are_all_parts_of_a_long_one),
		cmocka_unit_test(what_stays_is_shown_again_after_many_others),
		cmocka_unit_test(a_refused_deletion_is_tried_in_other_ways),
		cmocka_unit_test(after_an_unanswered_deletion_what_lies_there_is_compared),
		cmocka_unit_test(a_modem_that_says_it_is_full_is_swept_at_once),
		cmocka_unit_test(incomplete_messages_give_way_when_places_run_out),
		cmocka_unit_test(new_messages_go_elsewhere_when_nothing_can_be_deleted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
