/* The driver's USSD against scripted modems.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/script.h"

#define CODE "AT+CUSD=1,\"*100#\",15"

static struct script *ask_with(const struct answer *rows)
{
	struct script *s = script_up(rows);

	modem_ussd(&s->m, s->now_ms, "*100#");
	return s;
}

static void expect(struct script *s, enum modem_ussd result, const char *text)
{
	const char *got;

	assert_int_equal(modem_ussd_result(&s->m, &got), result);
	if (result == MODEM_USSD_ANSWERED)
		assert_string_equal(got, text);
	assert_int_equal(modem_ussd_result(&s->m, &got), MODEM_USSD_NONE);
}

/* Asks a modem that answers so; this is told. */
static struct script *is_told(const struct answer *rows, const char *text)
{
	struct script *s = ask_with(rows);

	script_run(s, 1000);
	expect(s, MODEM_USSD_ANSWERED, text);
	return s;
}

static void takes_every_form_of_an_answer(void **state)
{
	static const struct {
		const char *bytes;
		const char *text; /* NULL: it fails */
	} rows[] = {
		{ OK "\r\n+CUSD: 0,\"Balance 5 EUR\",15\r\n", "Balance 5 EUR" },
		{ "\r\n+CUSD: 0,\"Before\",15\r\n" OK, "Before" },
		{ "\r\n+CUSD: 0,\"Before\",15\r\n\r\n+CME ERROR: 100\r\n", "Before" },
		{ OK "\r\n+CREG: 1\r\n\r\n+CUSD: 2, \"Ended\", 15\r\n", "Ended" },
		{ OK "\r\n+CUSD:0,\"No scheme\"\r\n", "No scheme" },
		{ OK "\r\n+CUSD: 6,\"Odd\",15\r\n", "Odd" },
		{ OK "\r\n+CUSD: 4,\"Not known here\",15\r\n", "Not known here" },
		{ OK "\r\n+CUSD: 0,\"One\r\nTwo\n\nThree\r\n\",15\r\n", "One\nTwo\nThree" },
		{ OK "\r\n+CUSD: 0,\"Say \"yes\" now\",15\r\n", "Say \"yes\" now" },
		{ OK "\r\n+CUSD: 0,Without quotes,15\r\n", "Without quotes" },
		{ OK "\r\n+CUSD: 0,Balance 5,50 EUR\r\n", "Balance 5,50 EUR" },
		{ OK "\r\n+CUSD: 0,Balance 5,50\r\n", "Balance 5,50" },
		{ OK "\r\n+CUSD: 0,\"00530061006C0064006F0020003500A0017D\",72\r\n", "Saldo 5\xC2\xA0\xC5\xBD" },
		{ OK "\r\n+CUSD: 0,\"4F59989D\",72\r\n", "\xE4\xBD\x99\xE9\xA2\x9D" },
		{ OK "\r\n+CUSD: 0,\"D83DDE00\",72\r\n", "\xF0\x9F\x98\x80" },
		{ OK "\r\n+CUSD: 0,\"65370041\",17\r\n", "A" },
		{ OK "\r\n+CUSD: 0,\"00410042\",17\r\n", "AB" },
		{ OK "\r\n+CUSD: 0,\"00410000004200000000\",72\r\n", "AB" },
		{ OK "\r\n+CUSD: 0,00410042,72\r\n", "AB" },
		/* Said to be GSM, and not: what else may look like digits stays. */
		{ OK "\r\n+CUSD: 0,\"00480069\",15\r\n", "Hi" },
		{ OK "\r\n+CUSD: 0,\"12345678\",15\r\n", "12345678" },
		{ OK "\r\n+CUSD: 0,\"FACE\",15\r\n", "FACE" },
		/* ASCII in digits; and packed septets, the last of eight being a filler. */
		{ OK "\r\n+CUSD: 0,\"42616C616E63652035\",15\r\n", "Balance 5" },
		{ OK "\r\n+CUSD: 0,\"4F6B2E20\",15\r\n", "Ok." },
		{ OK "\r\n+CUSD: 0,\"53616C646F0D0A4F6B\",68\r\n", "Saldo\nOk" },
		{ OK "\r\n+CUSD: 0,\"C2303BEC1E97413550B12A0D851A\",15\r\n", "Balance 5 EUR!!" },
		{ OK "\r\n+CUSD: 0,\"4379999CA603\",15\r\n", "Credit" },
		{ OK "\r\n+CUSD: 0,\"DEADBEEF\",15\r\n", "DEADBEEF" },
		/* Cut, and with something behind. */
		{ OK "\r\n+CUSD: 0,\"Cut off\r\n", "Cut off" },
		{ OK "\r\n+CUSD: 0,\"00480069\r\n", "Hi" },
		{ OK "\r\n+CUSD: 0, \"004300720065006400690074\r\n\r\n^RSSI:23\r\n", "Credit" },
		{ OK "\r\n+CUSD: 0,\"Good\",15\x01\x02\r\n", "Good" },
		{ OK "\r\n+CUSD: 0,\"Good\",15,\"bad\"\r\n", "Good" },
		{ OK "\r\n+CUSD: 0,\"00480069\",72 junk\r\n", "Hi" },
		/* The GSM alphabet's own places. */
		{ OK "\r\n+CUSD: 0,\"5 \x1B\x65 f\x7Fr \x02 a\x11" "b\",15\r\n", "5 \xE2\x82\xAC f\xC3\xA0r $ a_b" },
		{ OK "\r\n+CUSD: 0,\"5 \xE2\x82\xAC\",15\r\n", "5 \xE2\x82\xAC" },
		{ OK "\r\n+CUSD: 0\r\n", NULL },
		{ OK "\r\n+CUSD: 2,\"\",15\r\n", NULL },
		{ OK "\r\n+CUSD: 4\r\n", NULL },
		{ OK "\r\n+CUSD: 5\r\n", NULL },
		{ OK "\r\n+CME ERROR: 132\r\n", NULL },
		{ "\r\n+CME ERROR: 30\r\n", NULL },
		{ "\r\nERROR\r\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct answer script[] = { { "AT+CUSD=1,", rows[i].bytes }, { NULL, NULL } };
		struct script *s = ask_with(script);

		script_run(s, 3000);
		expect(s, rows[i].text != NULL ? MODEM_USSD_ANSWERED : MODEM_USSD_FAILED, rows[i].text);
		assert_false(script_said(s, "AT+CUSD=2"));
	}
}

static void a_modem_that_knows_no_gsm_alphabet_is_read_as_it_writes(void **state)
{
	static const struct answer script[] = {
		{ "AT+CSCS", "\r\nERROR\r\n" },
		{ "AT+CUSD=1,", OK "\r\n+CUSD: 0,\"a_b @home\",15\r\n" },
		{ NULL, NULL },
	};
	(void)state;
	is_told(script, "a_b @home");
}

static void asks_without_a_scheme_when_it_is_refused(void **state)
{
	static const struct answer script[] = {
		{ CODE, "\r\nERROR\r\n" },
		{ "AT+CUSD=1,\"*100#\"", OK "\r\n+CUSD: 0,\"Fine\",15\r\n" },
		{ NULL, NULL },
	};
	struct script *s = is_told(script, "Fine");

	(void)state;
	assert_true(script_said(s, CODE "/AT+CUSD=1,\"*100#\"/"));
}

static void tries_every_form_of_a_code(void **state)
{
	static const struct answer script[] = {
		{ CODE, "\r\nERROR\r\n" },
		{ "AT+CUSD=1,\"*100#\"", "\r\n+CME ERROR: 50\r\n" },
		{ "AT+CUSD=1,\"002A0031003000300023\",72", "\r\n+CME ERROR: 100\r\n" },
		{ "AT+CUSD=1,\"AA180C3602\",15", OK "\r\n+CUSD: 0,\"Fine\",15\r\n" },
		{ NULL, NULL },
	};
	static const struct answer refuses[] = { { "AT+CUSD=1", "\r\nERROR\r\n" }, { NULL, NULL } };
	struct script *s = ask_with(script);

	(void)state;
	script_run(s, 2000);
	expect(s, MODEM_USSD_ANSWERED, "Fine");
	/* Each once. */
	s = ask_with(refuses);
	script_run(s, 60000);
	expect(s, MODEM_USSD_FAILED, NULL);
	assert_int_equal(script_said_count(s, "AT+CUSD=1,"), 4);
	/* One that is too long in digits of UCS-2 is left out in that form. */
	s = script_up(refuses);
	modem_ussd(&s->m, s->now_ms, "*123456789012345678#");
	script_run(s, 60000);
	expect(s, MODEM_USSD_FAILED, NULL);
	assert_int_equal(script_said_count(s, "AT+CUSD=1,"), 3);
}

/* The network's refusal is no reason to spell it otherwise. */
static void the_networks_no_is_a_no(void **state)
{
	static const struct answer refuses[] = { { "AT+CUSD=1", "\r\n+CME ERROR: 132\r\n" }, { NULL, NULL } };
	struct script *s = ask_with(refuses);

	(void)state;
	script_run(s, 5000);
	expect(s, MODEM_USSD_FAILED, NULL);
	assert_int_equal(script_said_count(s, "AT+CUSD=1,"), 1);
	/* And to nothing else, which goes on. */
	assert_false(chat_busy(&s->m.chat));
}

static struct script *up_as(const char *maker, const char *model, const char *code, const char *answer)
{
	static struct answer rows[4];

	rows[0] = (struct answer){ "AT+CGMI", maker };
	rows[1] = (struct answer){ "AT+CGMM", model };
	rows[2] = (struct answer){ code, answer };
	return script_up(rows);
}

static void some_want_packed_digits_and_give_them(void **state)
{
	static const struct {
		const char *code, *command, *answer, *text;
	} rows[] = {
		{ "*100#", "AT+CUSD=1,\"AA180C3602\",15", OK "\r\n+CUSD: 0,\"4379999CA6836A2E180C54AC4A1B\",15\r\n",
		  "Credit 5.00 EUR" },
		/* Seven bits over. */
		{ "*1#4567", "AT+CUSD=1,\"AAD88856B3DD1A\",15", OK "\r\n+CUSD: 0,\"C834\",15\r\n", "Hi" },
		{ "*100#", "AT+CUSD=1,\"AA180C3602\",15", OK "\r\n+CUSD: 0,\"00480069\",72\r\n", "Hi" },
		{ "*100#", "AT+CUSD=1,\"AA180C3602\",15", OK "\r\n+CUSD: 0,\"In plain text\",15\r\n", "In plain text" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct script *s = up_as("\r\nhuawei\r\n" OK, "\r\nE173\r\n" OK, rows[i].command, rows[i].answer);

		modem_ussd(&s->m, s->now_ms, rows[i].code);
		script_run(s, 1000);
		assert_true(script_said(s, rows[i].command));
		expect(s, MODEM_USSD_ANSWERED, rows[i].text);
	}
}

static void some_cannot_and_say_so_at_once(void **state)
{
	static const char *const models[][2] = {
		{ "\r\nQuectel\r\n" OK, "\r\nBG95-M3\r\n" OK }, { "\r\nu-blox\r\n" OK, "\r\nSARA-R410M\r\n" OK },
		{ "\r\nNordic Semiconductor ASA\r\n" OK, "\r\nnRF9160-SICA\r\n" OK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
		struct script *s = up_as(models[i][0], models[i][1], "AT+CUSD", OK);

		modem_ussd(&s->m, s->now_ms, "*100#");
		expect(s, MODEM_USSD_FAILED, NULL);
		script_run(s, 60000);
		assert_false(script_said(s, "AT+CUSD"));
	}
}

static void a_late_error_is_not_anothers(void **state)
{
	static const struct answer open[] = { { "AT+CUSD=1,", OK }, { "AT+CMGL", "" }, { NULL, NULL } };
	struct script *s = script_up(NULL);

	(void)state;
	s->rows = open;
	modem_ussd(&s->m, s->now_ms, "*100#");
	script_run(s, 1000);
	script_feed(s, "\r\n+CMTI: \"ME\",-1\r\n");
	script_run(s, 1000);
	assert_true(chat_busy(&s->m.chat));
	script_feed(s, "\r\n+CME ERROR: 132\r\n");
	expect(s, MODEM_USSD_FAILED, NULL);
	/* It goes on waiting for its own. */
	assert_true(chat_busy(&s->m.chat));
	script_feed(s, OK);
	assert_false(chat_busy(&s->m.chat));
}

/* 27.007 9.2: only what tells of the network tells of the code. */
static void an_error_of_anothers_is_not_its_own(void **state)
{
	static const struct answer open[] = { { "AT+CUSD=1,", OK }, { "AT+CMGL", "\r\n+CME ERROR: 14\r\n" },
					     { "00", "\r\n+CMS ERROR: 30\r\n" }, { NULL, NULL } };
	static const struct number nobody = { NUMBER_INTERNATIONAL, "+33600000002" };
	struct script *s = script_up(NULL);

	(void)state;
	s->rows = open;
	modem_ussd(&s->m, s->now_ms, "*100#");
	script_run(s, 1000);
	script_feed(s, "\r\n+CMTI: \"ME\",-1\r\n");
	script_run(s, 1000);
	assert_true(script_said(s, "AT+CMGL"));
	assert_false(chat_busy(&s->m.chat));
	/* A message's errors have their own numbers (27.005 3.2.5): 30 is an unknown subscriber's. */
	assert_true(modem_send_ready(&s->m));
	modem_send(&s->m, s->now_ms, &(struct submit){ &nobody, "hello", 1, 1, false });
	modem_step(&s->m, s->now_ms);
	script_run(s, 1000);
	assert_int_equal(modem_send_result(&s->m), SEND_NEVER);
	script_feed(s, "\r\n+CUSD: 0,\"Fine\",15\r\n");
	expect(s, MODEM_USSD_ANSWERED, "Fine");
}

static void one_more_about_the_last_is_not_about_the_next(void **state)
{
	static const struct answer slow[] = { { "AT+CUSD=1,", "" }, { NULL, NULL } };
	struct script *s = ask_with(slow);

	(void)state;
	script_run(s, 100);
	script_feed(s, "\r\n+CUSD: 0\r\n\r\n+CUSD: 2,\"\"\r\n");
	expect(s, MODEM_USSD_NONE, NULL);
	script_feed(s, OK "\r\n+CUSD: 0,\"Fine\",15\r\n");
	expect(s, MODEM_USSD_ANSWERED, "Fine");
}

static void a_dialogue_that_wants_more_is_closed(void **state)
{
	static const struct answer script[] = {
		{ "AT+CUSD=1,", OK "\r\n+CUSD: 1,\"1 Balance 2 More\",15\r\n" },
		{ "AT+CUSD=2", OK "\r\n+CUSD: 2\r\n" },
		{ NULL, NULL },
	};
	struct script *s = is_told(script, "1 Balance 2 More");

	(void)state;
	assert_int_equal(script_said_count(s, "AT+CUSD=2/"), 1);
}

static void what_nobody_asked_for_is_ignored(void **state)
{
	static const struct answer script[] = { { "AT+CUSD=1,", OK }, { NULL, NULL } };
	struct script *s = script_up(script);

	(void)state;
	script_feed(s, "\r\n+CUSD: 0,\"Buy more\",15\r\n\r\n+CME ERROR: 30\r\n");
	script_run(s, 1000);
	expect(s, MODEM_USSD_NONE, NULL);
	modem_ussd(&s->m, s->now_ms, "*100#");
	script_run(s, 1000);
	script_feed(s, "\r\n+CUSD: 2,\"Fine\",15\r\n\r\n+CUSD: 0\r\n\r\n+CUSD: 0,\"Fine\",15\r\n");
	expect(s, MODEM_USSD_ANSWERED, "Fine");
	script_run(s, 60000);
	expect(s, MODEM_USSD_NONE, NULL);
}

static void silence_has_a_limit(void **state)
{
	static const char *const answers[] = { OK, "" };

	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		const struct answer script[] = { { "AT+CUSD=1,", answers[i] }, { NULL, NULL } };
		struct script *s = ask_with(script);

		script_run(s, 29000);
		expect(s, MODEM_USSD_NONE, NULL);
		script_run(s, 2000);
		expect(s, MODEM_USSD_FAILED, NULL);
		script_run(s, 1000);
		assert_true(script_said(s, "AT+CUSD=2/"));
		/* Too late. */
		script_feed(s, "\r\n+CUSD: 0,\"Fine\",15\r\n");
		expect(s, MODEM_USSD_NONE, NULL);
		assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	}
}

static void a_second_code_ends_the_first(void **state)
{
	static const struct answer script[] = {
		{ "AT+CUSD=1,\"*101#\"", OK "\r\n+CUSD: 0,\"Second\",15\r\n" },
		{ NULL, NULL },
	};
	struct script *s = ask_with(script);

	(void)state;
	script_run(s, 1000);
	modem_ussd(&s->m, s->now_ms, "*101#");
	expect(s, MODEM_USSD_FAILED, NULL);
	script_run(s, 1000);
	expect(s, MODEM_USSD_ANSWERED, "Second");
	assert_true(script_said(s, CODE "/AT+CUSD=2/AT+CUSD=1,\"*101#\",15/"));
}

static void a_restart_fails_it(void **state)
{
	struct script *s = ask_with(NULL);

	(void)state;
	script_run(s, 1000);
	script_feed(s, "\r\nRDY\r\n");
	expect(s, MODEM_USSD_FAILED, NULL);
	/* Nor is there anybody to ask. */
	modem_ussd(&s->m, s->now_ms, "*100#");
	expect(s, MODEM_USSD_FAILED, NULL);
}

static void a_long_answer_is_taken_whole(void **state)
{
	static char answer[1200] = OK "\r\n+CUSD: 0,\"";
	const struct answer script[] = { { "AT+CUSD=1,", answer }, { NULL, NULL } };
	const char *text;

	(void)state;
	for (int i = 0; i < 182; i++)
		strcat(answer, "20AC");
	strcat(answer, "\",72\r\n");
	struct script *s = ask_with(script);
	script_run(s, 1000);
	assert_int_equal(modem_ussd_result(&s->m, &text), MODEM_USSD_ANSWERED);
	assert_int_equal(strlen(text), 546);
	assert_string_equal(text + 543, "\xE2\x82\xAC");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_every_form_of_an_answer),
		cmocka_unit_test(a_modem_that_knows_no_gsm_alphabet_is_read_as_it_writes),
		cmocka_unit_test(asks_without_a_scheme_when_it_is_refused),
		cmocka_unit_test(tries_every_form_of_a_code),
		cmocka_unit_test(the_networks_no_is_a_no),
		cmocka_unit_test(some_want_packed_digits_and_give_them),
		cmocka_unit_test(some_cannot_and_say_so_at_once),
		cmocka_unit_test(a_late_error_is_not_anothers),
		cmocka_unit_test(an_error_of_anothers_is_not_its_own),
		cmocka_unit_test(one_more_about_the_last_is_not_about_the_next),
		cmocka_unit_test(a_dialogue_that_wants_more_is_closed),
		cmocka_unit_test(what_nobody_asked_for_is_ignored),
		cmocka_unit_test(silence_has_a_limit),
		cmocka_unit_test(a_second_code_ends_the_first),
		cmocka_unit_test(a_restart_fails_it),
		cmocka_unit_test(a_long_answer_is_taken_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
