/* The language of scenarios: what is understood, what the errors say, what passes and what fails.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "sim/lexis.h"
#include "sim/play.h"
#include "sim/statement.h"

#define FIFTY "12345678901234567890123456789012345678901234567890"
#define LONG_ANSWER FIFTY FIFTY FIFTY FIFTY

static char why_bytes[PLAY_WHY_CAP];
static struct text why;

static struct statement parsed(const char *line)
{
	struct statement s;

	text_init(&why, why_bytes, sizeof why_bytes);
	if (statement_parse(&s, line, &why) != 0)
		fail_msg("%s: %s", line, why_bytes);
	return s;
}

static void check_refused(const char *line, const char *expected)
{
	struct statement s;

	text_init(&why, why_bytes, sizeof why_bytes);
	assert_int_equal(statement_parse(&s, line, &why), ERR_SYNTAX);
	if (strstr(why_bytes, expected) == NULL)
		fail_msg("%s: \"%s\" lacks \"%s\"", line, why_bytes, expected);
}

static void test_empty(void **state)
{
	static const char *const lines[] = { "", " \t\r\n", "# wait 5s", "   # \"unclosed" };

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct statement s = parsed(lines[i]);

		assert_null(s.row);
		statement_free(&s);
	}
}

static void test_texts(void **state)
{
	static const struct {
		const char *line, *text;
	} rows[] = {
		{ "1 sms \"\"", "" },
		{ "1 sms \"ON\" # comment", "ON" },
		{ "1 sms \"# no comment\"", "# no comment" },
		{ "1 sms \"a\\nb\\\"c\\\\d\"", "a\nb\"c\\d" },
		{ "1 sms \"  é 😀  \"", "  é 😀  " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct statement s = parsed(rows[i].line);

		assert_int_equal(s.count, 2);
		assert_string_equal(s.value[1].word, rows[i].text);
		statement_free(&s);
	}
}

static void test_phones(void **state)
{
	static const struct {
		const char *line, *phone;
	} rows[] = {
		{ "+33600000001 gets nothing", "+33600000001" },
		{ "123 GETS Nothing", "123" },
		{ "\"Orange\" gets nothing", "Orange" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct statement s = parsed(rows[i].line);

		assert_int_equal(s.count, 1);
		assert_string_equal(s.value[0].word, rows[i].phone);
		statement_free(&s);
	}
	check_refused("Orange gets nothing", "\"Orange\" is no statement; expected ");
	check_refused("+ gets nothing", "\"+\" is no statement");
	check_refused("+33x gets nothing", "\"+33x\" is no statement");
}

static void test_durations(void **state)
{
	static const struct {
		const char *line;
		uint64_t ms;
	} rows[] = {
		{ "wait 0s", 0 }, { "wait 7ms", 7 }, { "wait 90s", 90000 }, { "wait 2m", 120000 }, { "wait 3h", 10800000 },
		{ "wait 36500d", 3153600000000 },
	};
	static const char *const wrong[] = { "90", "90x", "s", "-5s", "1.5s", "36501d", "99999999999999999999ms", "\"5s\"" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct statement s = parsed(rows[i].line);

		assert_int_equal(s.value[0].number, rows[i].ms);
		statement_free(&s);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char line[64];

		snprintf(line, sizeof line, "wait %s", wrong[i]);
		check_refused(line, "is not understood after \"wait\"; expected a duration like 90s");
	}
}

static void test_times(void **state)
{
	static const struct {
		const char *time;
		int64_t local_s;
		int zone_qh;
	} rows[] = {
		{ "26/01/05,12:00:00+01", 1767614400, 4 },  { "70/01/01,00:00:00+00", 3155760000, 0 },
		{ "26/01/05,12:00:00-03:30", 1767614400, -14 }, { "26/01/05,12:00:00+12:45", 1767614400, 51 },
		{ "24/02/29,23:59:59-12", 1709251199, -48 },
	};
	static const char *const wrong[] = { "26/01/05", "26/01/05,12:00:00", "26/02/29,12:00:00+01", "26/01/05,24:00:00+01",
		"26/01/05,12:00:00+15", "26/01/05,12:00:00-13", "26/01/05,12:00:00+01:20", "26/01/05,12:00:00+01:60",
		"26/01/05,12:00:00+14:15", "2026/01/05,12:00:00+01", "26/01/05,12:00:00+01x" };
	char line[64];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(line, sizeof line, "network time %s", rows[i].time);
		struct statement s = parsed(line);

		assert_int_equal(s.value[0].stamp.local_s, rows[i].local_s);
		assert_int_equal(s.value[0].stamp.zone_qh, rows[i].zone_qh);
		statement_free(&s);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		snprintf(line, sizeof line, "network time %s", wrong[i]);
		check_refused(line, "expected a time like 26/03/01,08:00:00+01");
	}
}

static void test_temperatures(void **state)
{
	static const struct {
		const char *line;
		int raw_dc;
	} rows[] = {
		{ "temperature 21.5", 215 }, { "temperature -0.5", -5 }, { "temperature 0", 0 },
		{ "temperature -100.0", -1000 }, { "temperature 150", 1500 },
	};
	static const char *const wrong[] = { "21.55", "21.", ".5", "+21", "-100.1", "150.1", "21C", "- 5", "\"21\"", "warm" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct statement s = parsed(rows[i].line);

		assert_int_equal(s.value[0].raw_dc, rows[i].raw_dc);
		statement_free(&s);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char line[64];

		snprintf(line, sizeof line, "temperature %s", wrong[i]);
		check_refused(line, "expected a temperature like 21.5, none or room");
	}
}

static void test_choices_and_lists(void **state)
{
	(void)state;
	struct statement s = parsed("expect led gsm FLASH3S within 5s");

	assert_int_equal(s.count, 3);
	assert_int_equal(s.value[0].number, LED_GSM);
	assert_int_equal(s.value[1].number, PATTERN_FLASH3S);
	assert_int_equal(s.value[2].number, 5000);
	statement_free(&s);
	s = parsed("model 707-light");
	assert_int_equal(s.value[0].number, MODEL_707_LIGHT);
	statement_free(&s);
	s = parsed("sim pin");
	assert_int_equal(s.value[0].number, 2);
	statement_free(&s);
}

static void test_errors(void **state)
{
	(void)state;
	check_refused("flubber", "\"flubber\" is no statement; expected model, profile, ");
	check_refused("network lsot", "\"lsot\" is not understood after \"network\"; expected ");
	check_refused("network lsot", "lost, back");
	check_refused("mains", "the line ends after \"mains\"; expected on or off");
	check_refused("cut now", "\"now\" is not understood after \"cut\"");
	check_refused("mains on now", "\"now\" is not understood after \"on\"; expected the end of the line");
	check_refused("1 sms ON", "\"ON\" is not understood after \"sms\"; expected a \"text\"");
	check_refused("1 sms \"ON", "a text is not closed");
	check_refused("1 sms \"ON\\\"", "a text is not closed");
	check_refused("1 sms \"O\\tN\"", "\"\\t\" is no escape; expected \\n, \\\" or \\\\");
	check_refused("1 sms \"ON\" sent", "the line ends after \"sent\"; expected a time");
	check_refused("\"mains\" on", "is not understood");
	check_refused("expect led TAIL on", "expected POWER, GSM, MICROPHONE or OUT");
	check_refused("model 708", "expected 706, 707, 706-light or 707-light");
	check_refused("a b c d e f g h i j k l m n o p q", "too many words");
}

/* Every row can be said, and its own grammar is its own. */
static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; statement_row(i) != NULL; i++) {
		assert_non_null(statement_row(i)->play);
		assert_true(strlen(statement_row(i)->help) > 0);
	}
	assert_true(statement_verb("sms"));
	assert_true(statement_verb("gets"));
	assert_true(statement_verb("unreachable"));
	assert_false(statement_verb("ON"));
	assert_false(statement_verb("get"));
}

static void test_prints(void **state)
{
	static const struct {
		uint64_t ms;
		const char *printed;
	} durations[] = { { 0, "0ms" }, { 1500, "1500ms" }, { 60000, "1m" }, { 90000, "90s" }, { 86400000, "1d" } };
	static const struct {
		const char *phone, *printed;
	} phones[] = { { "+33600000001", "+336…01" }, { "123456", "123456" }, { "1234567", "1234…67" }, { "été à la", "été …la" } };

	(void)state;
	for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
		text_init(&why, why_bytes, sizeof why_bytes);
		lexis_print_duration(durations[i].ms, &why);
		assert_string_equal(why_bytes, durations[i].printed);
	}
	for (size_t i = 0; i < sizeof phones / sizeof *phones; i++) {
		text_init(&why, why_bytes, sizeof why_bytes);
		lexis_print_phone(phones[i].phone, &why);
		assert_string_equal(why_bytes, phones[i].printed);
	}
	text_init(&why, why_bytes, sizeof why_bytes);
	lexis_print_text("a\nb\"c\\é", &why);
	assert_string_equal(why_bytes, "\"a\\nb\\\"c\\\\é\"");
}

/* --- Whole files. --- */

static char path[] = "/tmp/t_scenario.XXXXXX";

static int make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	if (fd < 0)
		return -1;
	return close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static enum play_verdict verdict_on(const char *scenario, const char *profile)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(scenario, file);
	fclose(file);
	text_init(&why, why_bytes, sizeof why_bytes);
	return play_file(path, profile, NULL, NULL, &why);
}

static bool plays(const char *scenario)
{
	return verdict_on(scenario, NULL) == VERDICT_PASSED;
}

static void check_passes(const char *scenario)
{
	if (!plays(scenario))
		fail_msg("%s", why_bytes);
}

/* `expected` is what stands behind the path. */
static void check_fails(const char *scenario, const char *expected)
{
	assert_false(plays(scenario));
	assert_string_equal(why_bytes + strlen(path), expected);
}

static void test_files_pass(void **state)
{
	(void)state;
	check_passes("");
	check_passes("# nothing but a comment");
	check_passes("model 707\nseed 7\nmains on\nexpect outlet off\r\n");
	check_passes("network time none\nmodel 706-light\nmains on\n");
	check_passes("mains on\n1 gets nothing for 1d\nexpect within 1d outlet never on\n");
	check_passes("mains on\n+33600000001 sms \"ON\"\n+33600000001 gets like \"Power * O?\"\nexpect outlet on");
	/* What arrived while others were waited for is still unread. */
	check_passes("mains on\n+33600000001 sms \"ON\"\nwait 1h\n+33600000001 gets \"Power socket ON\" within 0s\n");
	/* Without mains nothing answers. */
	check_passes("+33600000001 sms \"ON\"\n+33600000001 gets nothing for 1d\nexpect led GSM off\n");
}

static void test_files_fail(void **state)
{
	(void)state;
	check_fails("mains on\n\nflubber 5\n", ":3: \"flubber\" is no statement; expected model, profile, seed, pin, sim, mains, "
		    "battery, cut, wait, temperature, sensor, jack, button, network, signal, ussd, modem, a phone number or expect");
	check_fails("mains on\nmodel 707\n", ":2: too late: this comes before the first \"mains on\"");
	check_fails("mains on\nexpect outlet on\n", ":2: outlet is off, expected on");
	check_fails("mains on\nexpect outlet on within 90s\n", ":2: outlet is off after 90s, expected on");
	check_fails("expect led GSM on\n", ":1: led GSM is off, expected on");
	check_fails("expect within 5m outlet never off\n", ":1: outlet was off after 0ms, expected never within 5m");
	check_fails("mains on\n+33600000001 gets \"a\\nb\"\n",
		    ":2: +336…01 got nothing within 1m, expected \"a\\nb\"");
	check_fails("mains on\n+33600000001 sms \"ON\"\n+33600000001 gets \"OFF\"\n",
		    ":3: +336…01 got \"Power socket ON\", expected \"OFF\"");
	check_fails("mains on\n+33600000001 sms \"ON\"\n+33600000001 gets like \"Power socket O\"\n",
		    ":3: +336…01 got \"Power socket ON\", expected like \"Power socket O\"");
	check_fails("mains on\n+33600000001 sms \"ON\"\nwait 1m\n+33600000001 gets nothing for 0s\n",
		    ":4: +336…01 got \"Power socket ON\", expected nothing");
	check_fails("signal 32\n", ":1: \"32\" is no signal; expected 0 to 31, or 99 for unknown");
	check_fails("cut after 0 writes\n", ":1: \"0\" writes are none; expected 1 or more");
}

/* Until the very end, and not beyond it. */
static void test_never(void **state)
{
	(void)state;
	assert_false(plays("mains on\n+33600000001 sms \"ON1\"\nexpect within 5m outlet never on\n"));
	assert_non_null(strstr(why_bytes, "expected never within 5m"));
	check_passes("mains on\n+33600000001 sms \"ON1\"\nexpect outlet on within 1m\nexpect within 59s outlet never off\n");
}

/* The socket leaves every call ringing, as it does from the factory. */
static void test_calls(void **state)
{
	(void)state;
	check_passes("mains on\nwait 1m\n+33600000001 disconnected\n+33600000001 calls\n"
		     "+33600000001 hears ringing within 2s\n+33600000001 hangs up\n+33600000001 disconnected\n");
	check_passes("mains on\nwait 1m\n+33600000001 calls hidden\n+33600000001 hears ringing within 2s\n"
		     "wait 50s\n+33600000001 hears ringing\n+33600000001 disconnected within 11s\n"
		     "+33600000001 silent for 1d\n+33600000001 hangs up\n");
	/* Somebody else gets through to nobody meanwhile. */
	check_passes("mains on\nwait 1m\n+33600000001 calls\n+33600000002 calls\n+33600000002 disconnected\n");
	check_passes("+33600000001 unreachable\n+33600000001 calls\n+33600000001 disconnected within 2s\n"
		     "+33600000001 reachable\n");
	check_fails("mains on\n+33600000001 rings\n", ":2: +336…01 is disconnected after 10s, expected ringing");
	check_fails("mains on\n+33600000001 rings within 20s\n", ":2: +336…01 is disconnected after 20s, expected ringing");
	check_fails("mains on\nwait 1m\n+33600000001 calls\n+33600000001 connected\n",
		    ":4: +336…01 is hearing ringing after 10s, expected connected");
	check_fails("mains on\nwait 1m\n+33600000001 calls\nwait 5s\n+33600000001 calls\n",
		    ":5: +336…01 is in a call with the socket already");
	check_fails("mains on\n+33600000001 picks up\n", ":2: +336…01 is disconnected after 1m, expected ringing");
	check_fails("mains on\n+33600000001 rejects\n", ":2: +336…01 is disconnected after 1m, expected ringing");
	check_fails("mains on\n\"Orange\" calls\n", ":2: Orange is no phone that can call; expected 1 to 20 digits");
	check_fails("\"Orange\" unreachable\n", ":1: Orange is no phone that can be called; expected 1 to 20 digits");
}

/* Who may call is answered and hears the microphone, and who is called back too; the operator is asked. */
static void test_answers(void **state)
{
	(void)state;
	check_passes("mains on\n"
		     "+33600000001 sms \"SECNUMBER+33600000001\"\n+33600000001 gets like \"* - OK\"\n"
		     "+33600000001 sms \"SECLIST=ON\"\n+33600000001 gets like \"* - OK\"\n"
		     "+33600000001 sms \"RING=MIC\"\n+33600000001 gets like \"* - OK\"\n"
		     "+33600000001 calls\n+33600000001 connected within 10s\nexpect mic live within 2s\n"
		     "+33600000001 hangs up\nexpect mic off within 2s\n"
		     "+33600000001 sms \"CALLBACK\"\n+33600000001 rings within 20s\n+33600000001 picks up\n"
		     "+33600000001 connected\nexpect mic live within 2s\n+33600000001 hangs up\n"
		     "+33600000001 sms \"CALLBACK\"\n+33600000001 rings within 20s\n+33600000001 rejects\n"
		     "+33600000001 disconnected\n+33600000001 silent for 5m\nexpect mic off\n"
		     "+33600000001 unreachable\n+33600000001 sms \"CALLBACK\"\n+33600000001 silent for 5m\n"
		     "ussd \"*100#\" answers \"5€\"\n"
		     "+33600000001 sms \"SIMCARD*100#\"\n+33600000001 gets \"5€\"\n");
}

/* Each word that touches the board or lays something down, and what stands there before anybody touches it. */
static void test_board(void **state)
{
	(void)state;
	check_passes("mains on\nexpect microrelay off\nexpect mic off within 5s\n"
		     "expect within 1h microrelay never on\nexpect within 1h mic never live\n");
	check_passes("temperature -3.5\nsensor on\njack out\nmains on\nsensor off\njack in\ntemperature room\n"
		     "temperature none\nbutton hold 50ms\nussd \"*100#\" answers \"5 EUR\"\n"
		     "ussd \"*100#\" silent\nussd \"*100#\" fails\n");
	check_passes("mains on\nbutton press\nexpect outlet on\nbutton press\nexpect outlet off\n");
	check_passes("model 707\nmains on\nmains off\nwait 1m\nexpect led GSM flash3s\nbattery empty\nexpect led GSM off\n"
		     "mains on\nwait 1m\nmains off\nwait 1m\nexpect led GSM flash3s\n");
	check_passes("model 707\nmains on\nbattery empty\nwait 1m\nexpect led GSM flash3s\nmains off\nexpect led GSM off\n");
	check_passes("mains on\n+33600000001 sms \"ONM\"\nexpect microrelay on within 1m\n"
		     "expect within 1h microrelay never off\n");
	assert_false(plays("mains on\n+33600000001 sms \"ONM\"\nexpect within 1m microrelay never on\n"));
	assert_non_null(strstr(why_bytes, ":3: microrelay was on after "));
	check_fails("expect microrelay on\n", ":1: microrelay is off, expected on");
	check_fails("expect mic live within 1s\n", ":1: mic is off after 1s, expected live");
	check_fails("expect within 5m mic never off\n", ":1: mic was off after 0ms, expected never within 5m");
	check_fails("battery 101\n", ":1: \"101\" is no charge; expected 0 to 100 percent");
	check_fails("ussd \"\" silent\n", ":1: \"\" is no code; expected one like *100#");
	check_fails("ussd \"*1#\" answers \"" LONG_ANSWER "\"\n",
		    ":1: the answer is too long; expected at most 182 characters, or 80 beyond the GSM alphabet");
}

/* With a family that the player names, what it cannot serve is left out; one that the file names it has chosen. */
static void test_profiles(void **state)
{
	static const char calls[] = "mains on\nwait 1m\n+33600000001 calls\n+33600000001 hears ringing within 1m\n";
	static const char codes[] = "mains on\nussd \"*100#\" silent\n";

	(void)state;
	assert_int_equal(verdict_on("mains on\nexpect led POWER on within 1m\n", "bg95"), VERDICT_PASSED);
	assert_int_equal(verdict_on(calls, "bg95"), VERDICT_SKIPPED);
	assert_string_equal(why_bytes, "bg95 has no voice");
	assert_int_equal(verdict_on(codes, "nrf91"), VERDICT_SKIPPED);
	assert_string_equal(why_bytes, "nrf91 has no USSD");
	assert_int_equal(verdict_on(codes, "sim800"), VERDICT_PASSED);
	assert_int_equal(verdict_on(calls, "sim800"), VERDICT_PASSED);
	assert_int_equal(verdict_on(calls, NULL), VERDICT_PASSED);
	assert_false(plays("profile bg95\nmains on\nwait 1m\n+33600000001 calls\n+33600000001 hears ringing within 1m\n"));
	/* What cannot be understood is no reason to skip it. */
	assert_int_equal(verdict_on("+33600000001 calls\nflubber\n", "bg95"), VERDICT_FAILED);
}

static void test_unreadable(void **state)
{
	(void)state;
	text_init(&why, why_bytes, sizeof why_bytes);
	assert_int_equal(play_file("/nonexistent.scn", NULL, NULL, NULL, &why), VERDICT_FAILED);
	assert_string_equal(why_bytes, "/nonexistent.scn: No such file or directory");
	text_init(&why, why_bytes, sizeof why_bytes);
	assert_int_equal(play_file("/", NULL, NULL, NULL, &why), VERDICT_FAILED);
	assert_string_equal(why_bytes, "/: Is a directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_phones),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_temperatures),
		cmocka_unit_test(test_choices_and_lists),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_prints),
		cmocka_unit_test(test_files_pass),
		cmocka_unit_test(test_files_fail),
		cmocka_unit_test(test_never),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_board),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
