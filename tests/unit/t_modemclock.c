/* The driver and the modem's clock.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/script.h"

/* 26/02/12 12:05:00 in a zone two hours ahead */
#define NOON_S 1770890700
#define HOUR_S 3600

static void expect_time(struct script *s, int64_t utc_s, int zone_qh)
{
	int64_t got_s = 0;
	int got_qh = 0;

	assert_true(modem_take_time(&s->m, &got_s, &got_qh));
	assert_int_equal(got_s, utc_s);
	assert_int_equal(got_qh, zone_qh);
	assert_false(modem_take_time(&s->m, &got_s, &got_qh));
}

static void expect_none(struct script *s)
{
	int64_t utc_s;
	int zone_qh;

	assert_false(modem_take_time(&s->m, &utc_s, &zone_qh));
}

static void reads_every_form_of_it(void **state)
{
	static const struct {
		const char *answer;
		int64_t utc_s; /* 0: none */
		int zone_qh;
	} rows[] = {
		{ "\r\n+CCLK: \"26/02/12,12:05:00+08\"\r\n" OK, NOON_S, 8 },
		{ "\r\n+CCLK:\"26/02/12,12:05:00+8\"\r\n" OK, NOON_S, 8 },
		{ "\r\n+CCLK: 26/02/12,12:05:00+08\r\n" OK, NOON_S, 8 },
		{ "\r\n+CCLK: \"2026/02/12,12:05:00+08\"\r\n" OK, NOON_S, 8 },
		{ "\r\n+CCLK: \"26/02/12,12:05:00+08,1\"\r\n" OK, NOON_S, 8 },
		{ "\r\n+CTZV: 8\r\n\r\n+CCLK: \"26/02/12,12:05:00+08\"\r\n" OK, NOON_S, 8 },
		{ "\r\n+CCLK: \"26/02/12,06:35:00-14\"\r\n" OK, NOON_S, -14 },
		{ "\r\n+CCLK: \"26/02/12,10:05:00+00\"\r\n" OK, NOON_S, 0 },
		{ "\r\n+CCLK: \"26/02/13,00:05:00+56\"\r\n" OK, NOON_S, 56 },
		{ "\r\n+CCLK: \"26/02/12,10:05:00\"\r\n" OK, NOON_S, 0 },
		/* Clocks that were never set, zones that there are not. */
		{ "\r\n+CCLK: \"04/01/01,00:00:30+00\"\r\n" OK, 0, 0 },
		{ "\r\n+CCLK: \"70/01/01,00:00:30+00\"\r\n" OK, 0, 0 },
		{ "\r\n+CCLK: \"80/01/06,00:00:30+00\"\r\n" OK, 0, 0 },
		{ "\r\n+CCLK: \"1980/01/06,00:00:30+00\"\r\n" OK, 0, 0 },
		{ "\r\n+CCLK: \"26/02/12,12:05:00+128\"\r\n" OK, 0, 0 },
		{ "\r\n+CCLK: \"26/02/12,12:05:00+57\"\r\n" OK, 0, 0 },
		{ "\r\n+CCLK: \"26/02/12,12:05:00-49\"\r\n" OK, 0, 0 },
		{ "\r\n+CCLK: \"26/02/30,12:05:00+08\"\r\n" OK, 0, 0 },
		{ "\r\n+CCLK: \"26/02/12,12:05\"\r\n" OK, 0, 0 },
		{ "\r\n+CCLK: \"26-02-12,12:05:00+08\"\r\n" OK, 0, 0 },
		{ "\r\n+CCLK: \"\"\r\n" OK, 0, 0 },
		{ "\r\n+CCLK:\r\n" OK, 0, 0 },
		{ OK, 0, 0 },
		{ "\r\nERROR\r\n", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = { { "AT+CCLK?", rows[i].answer }, { NULL, NULL } };
		struct script *s = script_begin(script, 0);

		script_run(s, 5000);
		assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
		/* Nothing else waits for a clock that cannot be had. */
		assert_true(script_said(s, "AT+CMGL=4"));
		if (rows[i].utc_s != 0)
			expect_time(s, rows[i].utc_s, rows[i].zone_qh);
		else
			expect_none(s);
	}
}

/* The clock shows this many seconds more than what is true, 26/02/12 12:05:00 in the zone at the script's beginning. */
static const char *showing(struct script *s, int64_t off_s)
{
	static char answer[80];
	int64_t at_s = 12 * HOUR_S + 300 + (int64_t)(s->now_ms / 1000) + off_s;
	int64_t day_s = (at_s % 86400 + 86400) % 86400;

	snprintf(answer, sizeof answer, "\r\n+CCLK: \"26/02/%02d,%02d:%02d:%02d+08\"\r\n" OK,
		 12 + (int)((at_s - day_s) / 86400), (int)(day_s / 3600), (int)(day_s / 60 % 60), (int)(day_s % 60));
	return answer;
}

static int64_t truth_s(const struct script *s)
{
	return NOON_S + (int64_t)(s->now_ms / 1000);
}

/* The driver's words for a while, the clock being off so much. True when the clock was told meanwhile; *told_s: how far off. */
static bool go_on(struct script *s, int64_t off_s, unsigned for_s, int64_t *told_s)
{
	struct answer rows[] = { { "AT+CCLK?", NULL }, { NULL, NULL } };
	bool told = false;
	int64_t utc_s;
	int zone_qh;

	s->rows = rows;
	for (unsigned i = 0; i < for_s * 10; i++) {
		rows[0].bytes = showing(s, off_s);
		script_run(s, 100);
		if (modem_take_time(&s->m, &utc_s, &zone_qh)) {
			told = true;
			*told_s = utc_s - truth_s(s);
		}
	}
	s->rows = NULL;
	script_forget(s);
	return told;
}

static bool about(int64_t a, int64_t b)
{
	return a - b <= 2 && b - a <= 2;
}

static void a_step_needs_a_second_reading(void **state)
{
	struct script *s = script_begin(NULL, 0);
	int64_t off_s;

	(void)state;
	assert_true(go_on(s, 0, 20, &off_s));
	assert_true(about(off_s, 0));
	/* A small one does not. */
	assert_false(go_on(s, 0, 1000, &off_s));
	script_feed(s, "\r\n+CTZV: 8\r\n");
	assert_true(go_on(s, 60, 10, &off_s));
	assert_true(about(off_s, 60));
	/* A single bad reading. */
	script_feed(s, "\r\n+CTZV: 8\r\n");
	assert_false(go_on(s, 36000, 6, &off_s));
	assert_true(go_on(s, 60, 20, &off_s));
	assert_true(about(off_s, 60));
	/* One that stands. */
	script_feed(s, "\r\n+CTZV: 8\r\n");
	assert_true(go_on(s, 36000, 20, &off_s));
	assert_true(about(off_s, 36000));
	/* Once an hour it is asked unasked. */
	assert_true(go_on(s, 36000, 3700, &off_s));
	assert_true(about(off_s, 36000));
}

/* How old a message is says the clock, which the modem may have lost. */
static void it_is_read_before_messages_are(void **state)
{
	struct script *s = script_begin(NULL, 0);

	(void)state;
	for (int start = 0; start < 2; start++) {
		script_run(s, 30000);
		const char *time = strstr(s->sent, "AT+CCLK?");
		const char *list = strstr(s->sent, "AT+CMGL");

		assert_true(time != NULL && list != NULL && time < list);
		script_forget(s);
		script_feed(s, "\r\nRDY\r\n");
	}
}

static void news_of_the_time_is_a_hint(void **state)
{
	static const char *const lines[] = {
		"\r\n+CTZV: 12,0\r\n", "\r\n+CTZV: \"+12\"\r\n", "\r\n+CTZE: \"+12\",0,\"2031/01/01,00:00:00\"\r\n",
		"\r\n+CTZEU: \"+12\",0,\"2031/01/01,00:00:00\"\r\n", "\r\n*PSUTTZ: 2031,1,1,0,0,0,\"+12\",0\r\n",
		"\r\n^NWTIME: 31/01/01,00:00:00+12,00\r\n", "\r\n+CTZU: \"31/01/01,00:00:00\",+12,1\r\n",
		"\r\n+CTZV: 128\r\n",
	};
	struct script *s = script_up(NULL);
	int64_t utc_s;
	int zone_qh;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		modem_take_time(&s->m, &utc_s, &zone_qh);
		script_forget(s);
		script_feed(s, lines[i]);
		expect_none(s);
		script_run(s, 6000);
		assert_int_equal(script_said_count(s, "AT+CCLK?/"), 1);
	}
	/* A flood of it is not a flood of questions. */
	script_forget(s);
	for (int i = 0; i < 200; i++) {
		script_feed(s, lines[0]);
		script_run(s, 500);
	}
	assert_in_range(script_said_count(s, "AT+CCLK?/"), 1, 21);
}

static void messages_show_that_it_is_universal_time(void **state)
{
	struct script *s = script_begin(NULL, 0);
	int64_t off_s;
	int zone_qh;

	(void)state;
	/* It shows universal time: two hours too little, and two hours ahead of it are told. */
	assert_true(go_on(s, -2 * HOUR_S, 20, &off_s));
	assert_true(about(off_s, -2 * HOUR_S));
	s->m.now_ms = s->now_ms;
	clock_stamp(&s->m, truth_s(s) - 20, 8);
	assert_true(modem_take_time(&s->m, &off_s, &zone_qh));
	assert_true(about(off_s, truth_s(s)));
	assert_int_equal(zone_qh, 8);
	/* That stays so. */
	script_feed(s, "\r\nRDY\r\n");
	assert_true(go_on(s, -2 * HOUR_S, 20, &off_s));
	assert_true(about(off_s, 0));
}

static void messages_show_that_the_zone_is_in_hours(void **state)
{
	static const struct answer hours[] = { { "AT+CCLK?", "\r\n+CCLK: \"26/02/12,12:05:00+02\"\r\n" OK }, { NULL, NULL } };
	struct script *s = script_begin(hours, 0);
	int64_t utc_s;
	int zone_qh;

	(void)state;
	script_run(s, 5000);
	expect_time(s, NOON_S + 2 * HOUR_S - 30 * 60, 2);
	s->m.now_ms = s->now_ms;
	clock_stamp(&s->m, NOON_S - 30, 8);
	assert_true(modem_take_time(&s->m, &utc_s, &zone_qh));
	assert_true(utc_s >= NOON_S && utc_s < NOON_S + 10);
	assert_int_equal(zone_qh, 8);
}

static void messages_show_a_zone_that_is_missing(void **state)
{
	static const struct answer bare[] = { { "AT+CCLK?", "\r\n+CCLK: \"26/02/12,12:05:00\"\r\n" OK }, { NULL, NULL } };
	struct script *s = script_begin(bare, 0);
	int64_t utc_s;
	int zone_qh;

	(void)state;
	script_run(s, 5000);
	expect_time(s, NOON_S + 2 * HOUR_S, 0);
	s->m.now_ms = s->now_ms;
	clock_stamp(&s->m, NOON_S - 30, 8);
	assert_true(modem_take_time(&s->m, &utc_s, &zone_qh));
	assert_true(utc_s >= NOON_S && utc_s < NOON_S + 10);
	assert_int_equal(zone_qh, 8);
}

static void a_message_that_was_long_on_its_way_shows_nothing(void **state)
{
	struct script *s = script_begin(NULL, 0);
	int64_t off_s;

	(void)state;
	assert_true(go_on(s, 0, 20, &off_s));
	s->m.now_ms = s->now_ms;
	clock_stamp(&s->m, truth_s(s) - 60, 8);
	expect_none(s);
	for (int minutes = 20; minutes < 1500; minutes += 7) {
		s->m.now_ms = s->now_ms;
		clock_stamp(&s->m, truth_s(s) - minutes * 60, 8);
		if (go_on(s, 0, 10, &off_s))
			assert_true(about(off_s, 0));
	}
}

static void a_bad_first_reading_is_found_out_by_a_message(void **state)
{
	struct script *s = script_begin(NULL, 0);
	int64_t off_s;

	(void)state;
	assert_true(go_on(s, 36000, 20, &off_s));
	assert_true(about(off_s, 36000));
	s->m.now_ms = s->now_ms;
	clock_stamp(&s->m, truth_s(s) - 5, 8);
	assert_true(go_on(s, 0, 10, &off_s));
	assert_true(about(off_s, 0));
}

static void a_first_reading_that_a_message_denies_needs_a_second(void **state)
{
	struct script *s = script_begin(NULL, 0);
	int64_t off_s;

	(void)state;
	clock_stamp(&s->m, truth_s(s) - 5, 8);
	assert_false(go_on(s, 36000, 4, &off_s));
	assert_true(go_on(s, 0, 10, &off_s));
	assert_true(about(off_s, 0));
	/* It was the message that was late. */
	s = script_begin(NULL, 0);
	clock_stamp(&s->m, truth_s(s) - 36000, 8);
	assert_true(go_on(s, 0, 15, &off_s));
	assert_true(about(off_s, 0));
}

/* The network's time is not known yet; then its own question is asked again, not the plain one for ever. */
static void a_refused_question_is_asked_again(void **state)
{
	struct answer rows[] = { { "AT+CGMI", "\r\nhuawei\r\n" OK }, { "AT+CGMM", "\r\nE3372\r\n" OK },
				 { "AT+CCLK?", "\r\n+CCLK: \"80/01/06,00:00:00\"\r\n" OK },
				 { "AT^NWTIME?", "\r\nERROR\r\n" }, { NULL, NULL } };
	struct script *s = script_begin(rows, 0);

	(void)state;
	script_run(s, 30000);
	assert_true(script_said(s, "/AT^NWTIME?/"));
	expect_none(s);
	rows[3].bytes = "\r\n^NWTIME: 26/02/12,12:05:00+8,00\r\n" OK;
	script_run(s, 70000);
	expect_time(s, NOON_S, 8);
	/* And after a restart, though the plain one was answered. */
	rows[2].bytes = "\r\n+CCLK: \"26/02/12,12:05:00+08\"\r\n" OK;
	rows[3].bytes = "\r\nERROR\r\n";
	s = script_begin(rows, 0);
	script_run(s, 30000);
	expect_time(s, NOON_S, 8);
	script_forget(s);
	script_feed(s, "\r\nRDY\r\n");
	script_run(s, 30000);
	assert_true(script_said(s, "/AT^NWTIME?/"));
}

static void each_family_is_asked_its_own_question(void **state)
{
	static const struct {
		const char *maker, *model, *own, *plain;
		int64_t utc_s;
		const char *said;
	} rows[] = {
		{ "\r\nQuectel\r\n" OK, "\r\nEC25\r\n" OK, "\r\n+QLTS: \"2026/02/12,12:05:00+08,0\"\r\n" OK,
		  "\r\n+CCLK: \"26/02/12,10:05:00+08\"\r\n" OK, NOON_S, "/AT+QLTS=2/" },
		{ "\r\nQuectel\r\n" OK, "\r\nBG96\r\n" OK, "\r\nERROR\r\n", "\r\n+CCLK: \"26/02/12,12:05:00+08\"\r\n" OK,
		  NOON_S, "/AT+QLTS=2/AT+CCLK?/" },
		{ "\r\nu-blox\r\n" OK, "\r\nSARA-R410M\r\n" OK, NULL, "\r\n+CCLK: \"26/02/12,10:05:00+08\"\r\n" OK, NOON_S,
		  "/AT+CCLK?/" },
		{ "\r\nNordic Semiconductor ASA\r\n" OK, "\r\nnRF9160-SICA\r\n" OK, NULL,
		  "\r\n+CCLK: \"26/02/12,10:05:00+08\"\r\n" OK, NOON_S, "/AT+CCLK?/" },
		{ "\r\nhuawei\r\n" OK, "\r\nE3372\r\n" OK, "\r\n^NWTIME: 26/02/12,12:05:00+8,00\r\n" OK,
		  "\r\n+CCLK: \"80/01/06,00:00:00\"\r\n" OK, NOON_S, "/AT^NWTIME?/" },
		{ "\r\nTelit\r\n" OK, "\r\nHE910\r\n" OK, NULL, "\r\n+CCLK: \"26/02/12,12:05:00+08\"\r\n" OK, NOON_S,
		  "/AT+CCLK?/" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = { { "AT+CGMI", rows[i].maker }, { "AT+CGMM", rows[i].model },
						 { "AT+CCLK?", rows[i].plain }, { "AT+QLTS", rows[i].own },
						 { "AT^NWTIME?", rows[i].own }, { NULL, NULL } };
		struct script *s = script_begin(script, 0);

		script_run(s, 8000);
		assert_true(script_said(s, rows[i].said));
		expect_time(s, rows[i].utc_s, 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_form_of_it),
		cmocka_unit_test(a_step_needs_a_second_reading),
		cmocka_unit_test(it_is_read_before_messages_are),
		cmocka_unit_test(news_of_the_time_is_a_hint),
		cmocka_unit_test(messages_show_that_it_is_universal_time),
		cmocka_unit_test(messages_show_that_the_zone_is_in_hours),
		cmocka_unit_test(messages_show_a_zone_that_is_missing),
		cmocka_unit_test(a_message_that_was_long_on_its_way_shows_nothing),
		cmocka_unit_test(a_bad_first_reading_is_found_out_by_a_message),
		cmocka_unit_test(a_first_reading_that_a_message_denies_needs_a_second),
		cmocka_unit_test(a_refused_question_is_asked_again),
		cmocka_unit_test(each_family_is_asked_its_own_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
