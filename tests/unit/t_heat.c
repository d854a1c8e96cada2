/* The thermometer, the thermostat and the temperature alerts, over hours.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/unit/corebench.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TEMPCAL_DC 50 /* factory */

static struct corebench bench;

/* A socket with an alert number, the thermometer at `dc` as it is shown. */
static struct corebench *begin(int dc)
{
	corebench_init(&bench, MODEL_706);
	corebench_list(&bench.core.alertnumbers, OWNER);
	corebench_start(&bench, false);
	corebench_temperature(&bench, dc + TEMPCAL_DC);
	return &bench;
}

/* The next reading is `dc`. */
static void reads(struct corebench *b, int dc)
{
	corebench_temperature(b, dc + TEMPCAL_DC);
	corebench_wait(b, 1 * MINUTES);
}

static void shows(struct corebench *b, const char *temperature)
{
	char answer[40];

	snprintf(answer, sizeof answer, "TEMPERATURE: %s", temperature);
	corebench_ask(b, "TEMPERATURE", answer);
}

static void the_first_reading_comes_after_ten_minutes(void **state)
{
	struct corebench *b = begin(215);

	(void)state;
	corebench_wait(b, 10 * MINUTES - 1);
	shows(b, "N/A");
	corebench_wait(b, 1);
	shows(b, "22C");
	corebench_temperature(b, 300 + TEMPCAL_DC);
	corebench_wait(b, 1 * MINUTES - 1);
	shows(b, "22C");
	corebench_wait(b, 1);
	shows(b, "30C");
}

static void degrees_are_rounded_and_calibrated(void **state)
{
	static const struct {
		int raw_dc;
		bool fahrenheit;
		const char *shown;
	} rows[] = {
		{ 300, false, "25C" },  { 304, false, "25C" }, { 305, false, "26C" }, { 50, false, "0C" },
		{ 46, false, "0C" },    { 44, false, "-1C" },  { 40, false, "-1C" },  { -50, false, "-10C" },
		{ 300, true, "77F" },   { 50, true, "32F" },   { 250, true, "68F" },  { 47, true, "31F" },
		{ -350, true, "-40F" }, { -131, true, "-1F" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct corebench *b = begin(0);

		b->core.config.fahrenheit = rows[i].fahrenheit;
		corebench_temperature(b, rows[i].raw_dc);
		corebench_wait(b, 10 * MINUTES);
		shows(b, rows[i].shown);
	}
}

static void a_status_shows_fahrenheit_too(void **state)
{
	struct corebench *b = begin(250);

	(void)state;
	b->core.config.fahrenheit = true;
	corebench_wait(b, 10 * MINUTES);
	corebench_ask(b, "STATUS", "Power socket OFF\nMicrorelay OFF\nSignal: Unknown\nTEMP: 77F\nALARMF: Disabled\n"
				   "ALARM status: No activity\nTime: unknown");
	/* Settings stay in Celsius. */
	corebench_ask(b, "TRISEALERT=25", "TRISEALERT=25 - OK");
	reads(b, 251);
	corebench_alerts(b, 1, "TEMP ALERT! Rise: 77F");
}

static void it_heats_below_and_rests_above(void **state)
{
	static const struct {
		int dc;
		bool on;
	} rows[] = { { 96, false }, { 95, true },   { 98, true },  { 99, true }, { 100, false }, { 96, false },
		     { 95, true },  { 120, false }, { -50, true }, { 99, true }, { 101, false } };
	struct corebench *b = begin(96);

	(void)state;
	corebench_ask(b, "THERMALERT=ON", "THERMALERT=ON - OK");
	corebench_ask(b, "THERMOSTATON",
		      "THERMOSTATON - OK\nTHERMOSTAT=HEATING\nTEMPOFF=10\nAttention! Thermostat is working now!");
	corebench_wait(b, 10 * MINUTES);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const bool was_on = b->outlet;

		reads(b, rows[i].dc);
		assert_int_equal(b->outlet, rows[i].on);
		/* Told each time that it switches off. */
		assert_int_equal(b->told_count - b->told_read, was_on && !rows[i].on);
		b->told_read = b->told_count;
	}
	assert_string_equal(b->told[b->told_count - 1].text, "THERMOSTAT ALERT! TEMP: 10C\nPower socket OFF");
}

static void it_cools_above_and_rests_below(void **state)
{
	static const struct {
		int dc;
		bool on;
	} rows[] = { { 104, false }, { 105, true }, { 101, true }, { 100, false },
		     { 104, false }, { 300, true }, { 99, false } };
	struct corebench *b = begin(104);

	(void)state;
	corebench_ask(b, "THERMOSTAT=COOLING", "THERMOSTAT=COOLING - OK\nTEMPOFF=10\nTHERMOSTAT: Disabled");
	corebench_message(b, OWNER, "THERMOSTATON");
	corebench_wait(b, 10 * MINUTES);
	corebench_forget(b);
	for (size_t i = 0; i < COUNT(rows); i++) {
		reads(b, rows[i].dc);
		assert_int_equal(b->outlet, rows[i].on);
	}
	corebench_silent(b);
}

static void one_reading_may_tell_two_things(void **state)
{
	struct corebench *b = begin(50);

	(void)state;
	corebench_ask(b, "THERMALERT=ON", "THERMALERT=ON - OK");
	corebench_ask(b, "TRISEALERT=20", "TRISEALERT=20 - OK");
	corebench_message(b, OWNER, "THERMOSTATON");
	corebench_wait(b, 10 * MINUTES);
	corebench_forget(b);
	assert_true(b->outlet);
	reads(b, 210);
	corebench_alerts(b, 1, "THERMOSTAT ALERT! TEMP: 21C\nPower socket OFF");
	corebench_alerts(b, 1, "TEMP ALERT! Rise: 21C");
	corebench_silent(b);
}

static void a_hand_holds_until_the_next_reading(void **state)
{
	struct corebench *b = begin(50);

	(void)state;
	corebench_wait(b, 20 * MINUTES + 30 * SECONDS);
	corebench_message(b, OWNER, "THERMOSTATON");
	corebench_wait(b, 30 * SECONDS);
	assert_true(b->outlet);
	corebench_message(b, OWNER, "OFF");
	assert_false(b->outlet);
	corebench_wait(b, 1 * MINUTES);
	assert_true(b->outlet);
	/* Heating is no state that was meant to stay. */
	corebench_message(b, OWNER, "THERMOSTATOFF");
	assert_false(b->outlet);
}

/* ON30 while the thermostat regulates is a wish for thirty minutes, also when the thermostat is then switched off. */
static void a_timed_state_outlives_the_thermostat(void **state)
{
	struct corebench *b = begin(200);

	(void)state;
	corebench_wait(b, 10 * MINUTES);
	corebench_message(b, OWNER, "THERMOSTATON");
	corebench_message(b, OWNER, "ON30");
	corebench_message(b, OWNER, "THERMOSTATOFF");
	assert_true(b->outlet);
	corebench_wait(b, 30 * MINUTES - 1);
	assert_true(b->outlet);
	corebench_wait(b, 1);
	assert_false(b->outlet);
	/* Twice off is off. */
	corebench_message(b, OWNER, "ON");
	corebench_message(b, OWNER, "THERMOSTATOFF");
	assert_true(b->outlet);
}

static void a_lost_thermometer_stops_the_heater(void **state)
{
	struct corebench *b = begin(50);

	(void)state;
	corebench_message(b, OWNER, "THERMOSTATON");
	corebench_wait(b, 10 * MINUTES);
	corebench_forget(b);
	assert_true(b->outlet);
	corebench_no_temperature(b);
	corebench_wait(b, 5 * MINUTES - 1);
	assert_true(b->outlet);
	corebench_silent(b);
	corebench_wait(b, 1);
	assert_false(b->outlet);
	corebench_alerts(b, 1, "TEMP ALERT! Sensor failed");
	shows(b, "N/A");
	/* Once, however long it lasts; and a hand does not make it heat on. */
	corebench_ask(b, "ON", "Power socket ON");
	corebench_wait(b, 2 * HOURS);
	assert_false(b->outlet);
	corebench_silent(b);
	/* It is there again, and is lost again. */
	reads(b, 50);
	assert_true(b->outlet);
	shows(b, "5C");
	corebench_no_temperature(b);
	corebench_wait(b, 5 * MINUTES);
	corebench_alerts(b, 1, "TEMP ALERT! Sensor failed");
}

/* A failure is told when something depends on the thermometer, be it one alert alone. */
static void a_failure_matters_to_whom_it_matters(void **state)
{
	static const struct {
		const char *command, *answer;
		bool told;
	} rows[] = {
		{ "TRISEALERT=30", "TRISEALERT=30 - OK", true },
		{ "TFALLALERT=5", "TFALLALERT=5 - OK", true },
		{ "THERMALERT=ON", "THERMALERT=ON - OK", false },
		{ "TEMPOFF=20", "TEMPOFF=20 - OK\nTHERMOSTAT=HEATING\nTHERMOSTAT: Disabled", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct corebench *b = begin(100);

		corebench_no_temperature(b);
		corebench_ask(b, rows[i].command, rows[i].answer);
		corebench_ask(b, "ON", "Power socket ON");
		corebench_wait(b, 15 * MINUTES - 1);
		corebench_silent(b);
		corebench_wait(b, 2 * HOURS);
		if (rows[i].told)
			corebench_alerts(b, 1, "TEMP ALERT! Sensor failed");
		corebench_silent(b);
		/* Nobody regulates, so nobody switches. */
		assert_true(b->outlet);
	}
}

static void a_heater_that_is_off_stays_so_without_thermometer(void **state)
{
	struct corebench *b = begin(200);

	(void)state;
	corebench_message(b, OWNER, "THERMOSTATON");
	corebench_wait(b, 10 * MINUTES);
	corebench_forget(b);
	corebench_no_temperature(b);
	corebench_wait(b, 5 * MINUTES);
	corebench_alerts(b, 1, "TEMP ALERT! Sensor failed");
	assert_false(b->outlet);
}

static void limits_are_told_once_until_a_degree_back_inside(void **state)
{
	static const struct {
		int dc;
		const char *told;
	} rows[] = {
		{ 300, NULL }, { 301, "TEMP ALERT! Rise: 30C" }, { 350, NULL }, { 291, NULL }, { 302, NULL },
		{ 290, NULL }, { 310, "TEMP ALERT! Rise: 31C" }, { 50, NULL }, { 49, "TEMP ALERT! Fall: 5C" },
		{ 59, NULL }, { 48, NULL }, { 60, NULL }, { 0, "TEMP ALERT! Fall: 0C" },
	};
	struct corebench *b = begin(200);

	(void)state;
	corebench_ask(b, "TRISEALERT=30", "TRISEALERT=30 - OK");
	corebench_ask(b, "TFALLALERT=5", "TFALLALERT=5 - OK");
	corebench_wait(b, 10 * MINUTES);
	for (size_t i = 0; i < COUNT(rows); i++) {
		reads(b, rows[i].dc);
		if (rows[i].told != NULL)
			corebench_alerts(b, 1, rows[i].told);
		corebench_silent(b);
	}
	/* A limit that is set anew is armed. */
	corebench_ask(b, "TFALLALERT=4", "TFALLALERT=4 - OK");
	reads(b, 0);
	corebench_alerts(b, 1, "TEMP ALERT! Fall: 0C");
	assert_false(b->outlet);
}

/* Readings that were missed are not made up. */
static void a_late_reading_is_one_reading(void **state)
{
	struct corebench *b = begin(200);

	(void)state;
	corebench_stall(b, 2 * HOURS);
	corebench_step(b, &(struct core_event){ .kind = EVENT_TIME });
	shows(b, "20C");
	corebench_temperature(b, 300 + TEMPCAL_DC);
	corebench_wait(b, 1 * MINUTES - 1);
	shows(b, "20C");
	corebench_wait(b, 1);
	shows(b, "30C");
}

static void a_light_model_has_no_thermometer(void **state)
{
	static struct corebench b;

	(void)state;
	corebench_begin(&b, MODEL_706_LIGHT);
	corebench_temperature(&b, 250);
	corebench_wait(&b, 20 * MINUTES);
	corebench_ask(&b, "TEMPERATURE", "TEMPERATURE - Error!");
	corebench_ask(&b, "STATUS", "Power socket OFF\nSignal: Unknown");
	assert_int_equal(heat_deadline_ms(&b.core), CORE_NEVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_reading_comes_after_ten_minutes),
		cmocka_unit_test(degrees_are_rounded_and_calibrated),
		cmocka_unit_test(a_status_shows_fahrenheit_too),
		cmocka_unit_test(it_heats_below_and_rests_above),
		cmocka_unit_test(it_cools_above_and_rests_below),
		cmocka_unit_test(one_reading_may_tell_two_things),
		cmocka_unit_test(a_hand_holds_until_the_next_reading),
		cmocka_unit_test(a_timed_state_outlives_the_thermostat),
		cmocka_unit_test(a_lost_thermometer_stops_the_heater),
		cmocka_unit_test(a_failure_matters_to_whom_it_matters),
		cmocka_unit_test(a_heater_that_is_off_stays_so_without_thermometer),
		cmocka_unit_test(limits_are_told_once_until_a_degree_back_inside),
		cmocka_unit_test(a_late_reading_is_one_reading),
		cmocka_unit_test(a_light_model_has_no_thermometer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
