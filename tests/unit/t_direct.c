/* Messages that the modem hands over instead of keeping them: taken, joined, acknowledged.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/deliver.h"
#include "tests/unit/script.h"

#define SENDER "+33600000001"
#define OTHER "+33600000002"
#define SERVICE "AT+CSMS?", "\r\n+CSMS: 1,1,1,1\r\n\r\nOK\r\n"

static const struct answer acknowledged[] = { { SERVICE }, { NULL, NULL } };

static const char *direct(const struct deliver *d)
{
	return deliver_line("+CMT: ,", d, "\r\n");
}

/* Feeds up to where a message waits; how many bytes that took. */
static size_t feed_up_to_message(struct script *s, const char *bytes)
{
	size_t len = strlen(bytes), taken = 0;

	while (taken < len && modem_message(&s->m) == NULL)
		taken += modem_feed(&s->m, s->now_ms, (const uint8_t *)bytes + taken, len - taken);
	return taken;
}

static void is_acknowledged_when_it_is_taken(void **state)
{
	struct script *s = script_up(acknowledged);

	(void)state;
	script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = "ON" }));
	script_run(s, 5000);
	assert_false(script_said(s, "AT+CNMA"));
	assert_string_equal(modem_message(&s->m)->from.text, SENDER);
	script_take(s, "ON");
	script_run(s, 1000);
	assert_true(script_said(s, "AT+CSMS?/AT+CNMA/"));
	assert_int_equal(script_said_count(s, "AT+CNMA"), 1);
	assert_false(script_said(s, "AT+CMGD"));
}

static void is_not_acknowledged_to_a_modem_that_wants_none(void **state)
{
	static const char *const services[] = { "\r\n+CSMS: 0,1,1,1\r\n\r\nOK\r\n", "\r\nERROR\r\n", "\r\nOK\r\n" };

	(void)state;
	for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
		const struct answer rows[] = { { "AT+CSMS?", services[i] }, { NULL, NULL } };
		struct script *s = script_up(rows);

		for (unsigned second = 0; second < 2; second++) {
			script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = "ON", .second = second }));
			script_take(s, "ON");
			script_run(s, 10000);
		}
		assert_false(script_said(s, "AT+CNMA"));
		assert_int_equal(script_said_count(s, "AT+CSMS?"), 1);
	}
}

static void what_is_no_text_is_acknowledged_too(void **state)
{
	static const char *const rows[] = {
		"\r\n+CMT: ,21\r\n00440B9133060000\r\n",                      /* cut off */
		"\r\n+CMT: \"\",21\r\n00040B913306000000F1400062202121500080024F27\r\n", /* type 0 */
		"\r\n+CDS: 25\r\n000601079133060000F162202121500080622021215000800000\r\n", /* a report */
		"\r\n+CDS: ,25\r\n0601079133060000F162202121500080622021215000800000\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct script *s = script_up(acknowledged);

		script_feed(s, rows[i]);
		script_run(s, 1000);
		assert_null(modem_message(&s->m));
		assert_int_equal(script_said_count(s, "AT+CNMA"), 1);
	}
}

static void several_in_one_read_all_arrive(void **state)
{
	static const char *const texts[] = { "ON", "OFF", "STATUS" };
	struct script *s = script_up(acknowledged);
	char bytes[2048] = "";
	size_t taken = 0;

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		strcat(bytes, direct(&(struct deliver){ .from = SENDER, .text = texts[i] }));
	for (size_t i = 0; i < 3; i++) {
		taken += feed_up_to_message(s, bytes + taken);
		script_take(s, texts[i]);
	}
	taken += feed_up_to_message(s, bytes + taken);
	assert_int_equal(taken, strlen(bytes));
	script_run(s, 3000);
	assert_int_equal(script_said_count(s, "AT+CNMA"), 3);
}

static void one_that_finds_no_room_is_not_acknowledged(void **state)
{
	struct script *s = script_up(acknowledged);

	(void)state;
	script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = "ON" }));
	script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = "OFF" }));
	script_take(s, "ON");
	script_run(s, 5000);
	assert_null(modem_message(&s->m));
	assert_int_equal(script_said_count(s, "AT+CNMA"), 1);
}

static void a_refused_acknowledgement_is_tried_again_in_every_form(void **state)
{
	static const struct answer refusing[] = { { SERVICE }, { "AT+CNMA", "\r\n+CMS ERROR: 500\r\n" }, { NULL, NULL } };
	static const struct answer choosy[] = { { SERVICE },
						{ "AT+CNMA=1", OK },
						{ "AT+CNMA", "\r\n+CMS ERROR: 302\r\n" },
						{ NULL, NULL } };
	static const struct answer plain[] = { { SERVICE },
					       { "AT+CGMI", "\r\nQuectel\r\n" OK },
					       { "AT+CGMM", "\r\nEC25\r\n" OK },
					       { "AT+CNMA=", "\r\n+CMS ERROR: 302\r\n" },
					       { NULL, NULL } };
	static const struct answer none_due[] = { { SERVICE }, { "AT+CNMA", "\r\n+CMS ERROR: 340\r\n" }, { NULL, NULL } };
	struct script *s = script_up(refusing);

	(void)state;
	script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = "ON" }));
	script_take(s, "ON");
	script_run(s, 900);
	assert_int_equal(script_said_count(s, "AT+CNMA"), 1);
	s->rows = acknowledged;
	script_run(s, 1000);
	assert_true(script_said(s, "AT+CNMA/AT+CNMA/"));
	script_run(s, 10000);
	assert_int_equal(script_said_count(s, "AT+CNMA"), 2);

	/* What was accepted once is what is tried first from then on. */
	s = script_up(choosy);
	for (unsigned second = 0; second < 2; second++) {
		script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = "ON", .second = second }));
		script_take(s, "ON");
		script_run(s, 14000);
	}
	assert_int_equal(script_said_count(s, "AT+CNMA=1/"), 2);
	assert_int_equal(script_said_count(s, "AT+CNMA/"), 3);

	/* One whose family wants a number, but not this one. */
	s = script_up(plain);
	script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = "ON" }));
	script_take(s, "ON");
	script_run(s, 15000);
	assert_true(script_said(s, "AT+CNMA=1/AT+CNMA=1/AT+CNMA/"));
	assert_int_equal(script_said_count(s, "AT+CNMA"), 3);

	s = script_up(refusing);
	script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = "ON" }));
	script_take(s, "ON");
	script_run(s, 15000);
	assert_int_equal(script_said_count(s, "AT+CNMA"), 5);
	assert_true(script_said(s, "AT+CNMA=1/"));
	assert_true(script_said(s, "AT+CNMA=0/"));
	/* It may hand over nothing more now. */
	assert_true(script_said(s, "AT+CNMI?"));

	s = script_up(none_due);
	script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = "ON" }));
	script_take(s, "ON");
	script_run(s, 15000);
	assert_int_equal(script_said_count(s, "AT+CNMA"), 1);
}

static void parts_are_joined_in_any_order(void **state)
{
	static const unsigned orders[][3] = { { 1, 2, 3 }, { 1, 3, 2 }, { 3, 2, 1 }, { 2, 3, 1 } };
	static const char *const texts[] = { "SCHEDULER+08:00", ",1", ",INF" };

	(void)state;
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		struct script *s = script_up(acknowledged);

		for (unsigned k = 0; k < 3; k++) {
			unsigned part = orders[i][k];

			assert_null(modem_message(&s->m));
			script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = texts[part - 1], .second = part,
								 .reference = 300, .total = 3, .part = part }));
			script_run(s, 1000);
			assert_int_equal(script_said_count(s, "AT+CNMA"), k + 1);
			if (k == 2)
				break;
			/* Again, and one of another's between. */
			script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = texts[part - 1], .second = part,
								 .reference = 300, .total = 3, .part = part }));
			script_run(s, 1000);
			assert_null(modem_message(&s->m));
			script_feed(s, direct(&(struct deliver){ .from = OTHER, .text = "ON", .second = 10 + k }));
			script_take(s, "ON");
			script_forget(s);
			script_run(s, 1000);
			script_forget(s);
			for (unsigned n = 0; n <= k; n++)
				strcat(s->sent, "AT+CNMA/");
		}
		script_take(s, "SCHEDULER+08:00,1,INF");
		script_run(s, 1000);
		assert_null(modem_message(&s->m));
	}
}

static void parts_outlive_a_restart_of_the_modem(void **state)
{
	struct script *s = script_up(acknowledged);

	(void)state;
	script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = "O", .reference = 7, .total = 2, .part = 1 }));
	script_run(s, 1000);
	script_feed(s, "\r\nRDY\r\n");
	script_run(s, 30000);
	script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = "N", .reference = 7, .total = 2, .part = 2 }));
	script_run(s, 1000);
	script_take(s, "ON");
}

static void new_ones_push_out_parts_that_wait(void **state)
{
	struct answer rows[] = { { SERVICE }, { "AT+CMGR=4", NULL }, { "AT+CMGR=5", NULL }, { NULL, NULL } };
	const struct deliver first = deliver_part(OTHER, "O", 8, 2, 1), second = deliver_part(OTHER, "N", 8, 2, 2);
	char text[154];
	struct script *s = script_up(rows);

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	/* Not what lies in the modem's memory: that takes no room. */
	rows[1].bytes = deliver_read(&first);
	rows[2].bytes = deliver_read(&second);
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	script_run(s, 1000);
	/* Whose first part never comes. */
	for (unsigned part = 2; part <= 4; part++)
		script_feed(s, direct(&(struct deliver){ .from = OTHER, .text = text, .reference = 9, .total = 4, .part = part }));
	for (unsigned part = 1; part <= 2; part++)
		script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = text, .reference = 9, .total = 2, .part = part }));
	script_run(s, 5000);
	assert_non_null(modem_message(&s->m));
	assert_string_equal(modem_message(&s->m)->from.text, SENDER);
	assert_int_equal(strlen(modem_message(&s->m)->text), 306);
	assert_false(modem_message(&s->m)->cut);
	modem_message_done(&s->m, s->now_ms);
	script_feed(s, "\r\n+CMTI: \"ME\",5\r\n");
	script_run(s, 5000);
	script_take(s, "ON");
}

/* From the length on for which there is just no room left: 120 octets and the one before them, of 600 less 480. */
static void one_that_is_pushed_in_is_whole(void **state)
{
	char text[154];

	(void)state;
	for (size_t len = 108; len < sizeof text; len++) {
		struct script *s = script_up(acknowledged);

		memset(text, 'x', sizeof text - 1);
		text[sizeof text - 1] = '\0';
		for (unsigned part = 2; part <= 4; part++) {
			const struct deliver old = deliver_part(OTHER, text, 9, 4, part);

			script_feed(s, direct(&old));
		}
		text[len] = '\0';
		for (unsigned part = 1; part <= 2; part++) {
			const struct deliver new = deliver_part(SENDER, text, 9, 2, part);

			script_feed(s, direct(&new));
		}
		script_run(s, 5000);
		assert_non_null(modem_message(&s->m));
		assert_int_equal(strlen(modem_message(&s->m)->text), 2 * len);
		assert_false(modem_message(&s->m)->cut);
	}
}

static void what_has_no_room_is_cut_off(void **state)
{
	char text[154];
	struct script *s = script_up(acknowledged);

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (unsigned part = 1; part <= 6; part++)
		script_feed(s, direct(&(struct deliver){ .from = SENDER, .text = text, .reference = 9, .total = 6, .part = part }));
	script_run(s, 10000);
	assert_non_null(modem_message(&s->m));
	assert_true(modem_message(&s->m)->cut);
	assert_true(strlen(modem_message(&s->m)->text) >= 306);
	assert_int_equal(script_said_count(s, "AT+CNMA"), 6);
}

static void a_pdu_is_only_what_follows_soon(void **state)
{
	struct script *s = script_up(acknowledged);

	(void)state;
	/* Something unsolicited between them, and something glued to the octets. */
	script_feed(s, "\r\n+CMT: \"\",21\r\n+CTZV: 8\r\n00040B913306000000F1000062202121500080024F27 +CREG: 2\r\n");
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED); /* +CGREG: 1 stands */
	script_take(s, "ON");
	script_run(s, 1000);
	script_feed(s, "\r\n+CMT: ,21\r\n");
	script_run(s, 10000);
	script_forget(s);
	script_feed(s, "\r\n00040B913306000000F1000062202121500081024F27\r\n");
	script_run(s, 1000);
	assert_null(modem_message(&s->m));
	assert_false(script_said(s, "AT+CNMA"));
	/* In the form of text mode: the modem has forgotten what it was told. */
	script_feed(s, "\r\n+CMT: \"+33600000001\",,\"26/02/12,12:05:00+08\"\r\nON\r\n");
	script_run(s, 1000);
	assert_null(modem_message(&s->m));
	assert_true(script_said(s, "AT+CMGF?"));
}

static void a_message_being_read_is_not_mixed_up_with_one_that_comes_directly(void **state)
{
	struct answer rows[] = { { SERVICE }, { "AT+CMGR=4", NULL }, { NULL, NULL } };
	struct script *s = script_up(acknowledged);
	char bytes[1024];

	(void)state;
	strcpy(bytes, deliver_line("+CMGR: 0,,", &(struct deliver){ .from = SENDER, .text = "ON" }, "\r\n"));
	strcat(bytes, direct(&(struct deliver){ .from = OTHER, .text = "OFF" }));
	strcat(bytes, OK);
	s->rows = rows;
	script_feed(s, "\r\n+CMTI: \"ME\",4\r\n");
	script_run(s, 1000);
	assert_int_equal(script_said_count(s, "AT+CMGR=4/"), 1);
	size_t taken = feed_up_to_message(s, bytes);
	assert_true(taken < strlen(bytes));
	script_take(s, "OFF");
	rows[1].bytes = deliver_read(&(struct deliver){ .from = SENDER, .text = "ON" });
	script_feed(s, bytes + taken);
	script_run(s, 2000);
	script_take(s, "ON");
	script_run(s, 1000);
	assert_int_equal(script_said_count(s, "AT+CMGD=4"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_acknowledged_when_it_is_taken),
		cmocka_unit_test(is_not_acknowledged_to_a_modem_that_wants_none),
		cmocka_unit_test(what_is_no_text_is_acknowledged_too),
		cmocka_unit_test(several_in_one_read_all_arrive),
		cmocka_unit_test(one_that_finds_no_room_is_not_acknowledged),
		cmocka_unit_test(a_refused_acknowledgement_is_tried_again_in_every_form),
		cmocka_unit_test(parts_are_joined_in_any_order),
		cmocka_unit_test(parts_outlive_a_restart_of_the_modem),
		cmocka_unit_test(new_ones_push_out_parts_that_wait),
		cmocka_unit_test(one_that_is_pushed_in_is_whole),
		cmocka_unit_test(what_has_no_room_is_cut_off),
		cmocka_unit_test(a_pdu_is_only_what_follows_soon),
		cmocka_unit_test(a_message_being_read_is_not_mixed_up_with_one_that_comes_directly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
