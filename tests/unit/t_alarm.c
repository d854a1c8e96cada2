/* The alarm: its cycles, its log, and what a sensor, a caller or the owner may do to them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "tests/unit/corebench.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SECOND "+33600000002"
#define THIRD "+33600000003"
#define ACTIVATED "ALARM! Sensor activated\nTime: unknown"

static struct corebench bench;

/* A socket with `numbers` alert numbers, and the alarm on. */
static struct corebench *begin(unsigned numbers, enum settings_alert alert)
{
	static const char *const who[] = { OWNER, SECOND, THIRD };

	corebench_init(&bench, MODEL_706);
	for (unsigned i = 0; i < numbers; i++)
		corebench_list(&bench.core.alertnumbers, who[i]);
	settings_set(&bench.core.settings, SETTING_ALERT, (int)alert);
	bench.core.settings.changed = 0;
	corebench_start(&bench, false);
	corebench_wait(&bench, 2 * SECONDS);
	corebench_ask(&bench, "ALARMON", "ALARMON - OK\nALARM function: Enabled");
	return &bench;
}

static void trigger(struct corebench *b)
{
	corebench_input(b, INPUT_SENSOR, true);
}

static void a_trigger_is_told_and_logged(void **state)
{
	struct corebench *b = begin(2, ALERT_SMS);

	(void)state;
	corebench_monday(b);
	corebench_wait(b, 5 * SECONDS);
	trigger(b);
	corebench_alerts(b, 2, "ALARM! Sensor activated\nTime: 26/01/05,12:00:05");
	assert_true(b->saved[CORE_KEY_LISTS + LIST_ALARMS]);
	/* Off and on within the minute is no trigger; still active after it is one. */
	corebench_input(b, INPUT_SENSOR, false);
	corebench_input(b, INPUT_SENSOR, true);
	corebench_wait(b, 59 * SECONDS);
	corebench_silent(b);
	corebench_wait(b, 1 * SECONDS);
	corebench_alerts(b, 2, "ALARM! Sensor activated\nTime: 26/01/05,12:01:05");
	corebench_input(b, INPUT_SENSOR, false);
	corebench_wait(b, 1 * HOURS);
	corebench_silent(b);
	corebench_ask(b, "SHOWALARMLOG", "26/01/05,12:01:05\n26/01/05,12:00:05");
}

/* Neither the sensor, nor switching it on while the sensor is active, nor an owner's restart of the relay. */
static void nothing_triggers_an_alarm_that_is_off(void **state)
{
	struct corebench *b = begin(1, ALERT_SMS);

	(void)state;
	corebench_ask(b, "ALARMOFF", "ALARMOFF - OK\nALARM function: Disabled");
	trigger(b);
	corebench_wait(b, 2 * MINUTES);
	corebench_silent(b);
	corebench_ask(b, "SHOWALARMLOG", "No alarms!");
	corebench_ask(b, "RESTARTM", "Microrelay restarted");
	corebench_ask(b, "ALARMON", "ALARMON - OK\nALARM function: Enabled");
	assert_true(b->microrelay);
	corebench_wait(b, 2 * MINUTES);
	corebench_silent(b);
	corebench_ask(b, "SHOWALARMLOG", "No alarms!");
}

static void the_log_holds_ten_also_without_a_clock(void **state)
{
	struct corebench *b = begin(1, ALERT_OFF);

	(void)state;
	corebench_ask(b, "SHOWALARMLOG", "No alarms!");
	trigger(b);
	corebench_ask(b, "SHOWALARMLOG", "unknown");
	corebench_monday(b);
	corebench_wait(b, 1 * MINUTES);
	corebench_ask(b, "SHOWALARMLOG", "26/01/05,12:01:00\nunknown");
	/* It outlives a power cut. */
	corebench_reset(b);
	corebench_start(b, false);
	corebench_ask(b, "SHOWALARMLOG", "26/01/05,12:01:00\nunknown");
	assert_true(core_setting(&b->core, SETTING_ALARM_ON));
	corebench_input(b, INPUT_SENSOR, true);
	corebench_monday(b);
	corebench_wait(b, 9 * MINUTES);
	corebench_ask(b, "SHOWALARMLOG",
		      "26/01/05,12:09:00\n26/01/05,12:08:00\n26/01/05,12:07:00\n26/01/05,12:06:00\n26/01/05,12:05:00\n"
		      "26/01/05,12:04:00\n26/01/05,12:03:00\n26/01/05,12:02:00\n26/01/05,12:01:00\nunknown");
}

static void nothing_illegal_is_loaded(void **state)
{
	static const struct {
		const char *value;
		size_t len;
	} rows[] = {
		{ "\1\0\0\0\0\0\0", 7 },
		{ "\0\0\0\0\0\0\0\xFF", 8 },                      /* long before 1970 */
		{ "\0\0\0\0\0\0\0\1", 8 },                        /* long after 9999 */
		{ "\1\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 16 },
	};
	static const uint8_t eleven[(ALARM_LOG_MAX + 1) * ALARM_TIME_LEN];
	struct alarm a = { .log_count = 1 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct core *c = &bench.core;

		corebench_init(&bench, MODEL_706);
		assert_int_equal(core_load(c, CORE_KEY_LISTS + LIST_ALARMS, (const uint8_t *)rows[i].value, rows[i].len),
				 ERR_RANGE);
		assert_int_equal(c->alarm.log_count, 0);
	}
	assert_int_equal(alarm_load(&a, eleven, sizeof eleven), ERR_RANGE);
	assert_int_equal(alarm_load(&a, eleven, ALARM_LOG_MAX * ALARM_TIME_LEN), 0);
	assert_int_equal(a.log_count, ALARM_LOG_MAX);
}

static void each_number_is_called_once_then_all_are_told(void **state)
{
	struct corebench *b = begin(3, ALERT_CALL);

	(void)state;
	trigger(b);
	corebench_does(b, "dial " OWNER);
	corebench_wait(b, 19 * SECONDS);
	corebench_does(b, NULL);
	corebench_wait(b, 1 * SECONDS);
	corebench_does(b, "hang up");
	corebench_call(b, CALL_OVER, OWNER);
	corebench_does(b, "dial " SECOND);
	corebench_call(b, CALL_UNREACHED, SECOND);
	corebench_does(b, "dial " THIRD);
	corebench_silent(b);
	corebench_call(b, CALL_UNREACHED, THIRD);
	corebench_alerts(b, 3, ACTIVATED);
	corebench_wait(b, 59 * SECONDS);
	corebench_does(b, NULL);
	corebench_wait(b, 1 * SECONDS);
	corebench_does(b, "dial " OWNER);
}

static void who_picks_up_ends_the_cycle(void **state)
{
	struct corebench *b = begin(3, ALERT_CALL);

	(void)state;
	corebench_ask(b, "MICRORELAYTIME=100", "MICRORELAYTIME=100 - OK");
	trigger(b);
	corebench_does(b, "dial " OWNER);
	assert_true(b->microrelay);
	assert_int_equal(b->led[LED_MICROPHONE], PATTERN_1HZ);
	corebench_call(b, CALL_UP, OWNER);
	assert_false(b->microrelay);
	assert_true(core_mic_live(&b->core));
	corebench_input(b, INPUT_SENSOR, false);
	corebench_wait(b, 10 * MINUTES);
	corebench_does(b, NULL);
	corebench_call(b, CALL_OVER, OWNER);
	assert_false(core_mic_live(&b->core));
	/* A minute's rest, then the next one. */
	corebench_wait(b, 59 * SECONDS);
	corebench_input(b, INPUT_SENSOR, true);
	corebench_does(b, NULL);
	corebench_wait(b, 1 * SECONDS);
	corebench_does(b, "dial " OWNER);
	corebench_call(b, CALL_REJECTED, OWNER);
	corebench_wait(b, 30 * SECONDS);
	corebench_does(b, NULL);
	corebench_silent(b);
}

static void without_numbers_only_log_and_microrelay_act(void **state)
{
	struct corebench *b = begin(0, ALERT_CALL);

	(void)state;
	corebench_ask(b, "MICRORELAYTIME=10", "MICRORELAYTIME=10 - OK");
	trigger(b);
	corebench_does(b, NULL);
	corebench_silent(b);
	assert_true(b->microrelay);
	corebench_wait(b, 10 * SECONDS);
	assert_false(b->microrelay);
	corebench_ask(b, "SHOWALARMLOG", "unknown");
}

/* ALARMOFF while it calls: the call is ended, no other is placed, nobody is told. */
static void switching_it_off_ends_its_calls(void **state)
{
	struct corebench *b = begin(3, ALERT_CALL);

	(void)state;
	corebench_ask(b, "MICRORELAYTIME=100", "MICRORELAYTIME=100 - OK");
	trigger(b);
	corebench_does(b, "dial " OWNER);
	corebench_ask(b, "ALARMOFF", "ALARMOFF - OK\nALARM function: Disabled");
	corebench_does(b, "hang up");
	assert_false(b->microrelay);
	corebench_call(b, CALL_UNREACHED, OWNER);
	corebench_wait(b, 10 * MINUTES);
	corebench_does(b, NULL);
	corebench_silent(b);
}

static void switching_it_off_lets_who_listens_listen(void **state)
{
	struct corebench *b = begin(1, ALERT_CALL);

	(void)state;
	trigger(b);
	corebench_does(b, "dial " OWNER);
	corebench_call(b, CALL_UP, OWNER);
	corebench_ask(b, "ALARMOFF", "ALARMOFF - OK\nALARM function: Disabled");
	corebench_does(b, NULL);
	assert_true(core_mic_live(&b->core));
	corebench_call(b, CALL_OVER, OWNER);
	corebench_silent(b);
}

/* The line is taken, so the alarm's call waits; ALARMOFF takes the wish back. */
static void switching_it_off_forgets_a_call_that_waits(void **state)
{
	struct corebench *b = begin(1, ALERT_CALL);

	(void)state;
	settings_set(&b->core.settings, SETTING_SECLIST, 0);
	corebench_ask(b, "PASSWORD=12abc", "PASSWORD=***** - OK");
	corebench_message(b, THIRD, "12abcCALLBACK");
	corebench_does(b, "dial " THIRD);
	corebench_call(b, CALL_UP, THIRD);
	trigger(b);
	corebench_does(b, NULL);
	corebench_ask(b, "12abcALARMOFF", "ALARMOFF - OK\nALARM function: Disabled");
	corebench_does(b, NULL);
	corebench_call(b, CALL_OVER, THIRD);
	corebench_wait(b, 10 * MINUTES);
	corebench_does(b, NULL);
}

/* A call of the alarm's that is already being ended, when the alarm is switched off. */
static void switching_it_off_hangs_up_once(void **state)
{
	struct corebench *b = begin(1, ALERT_CALL);

	(void)state;
	trigger(b);
	corebench_does(b, "dial " OWNER);
	corebench_wait(b, 20 * SECONDS);
	corebench_does(b, "hang up");
	corebench_ask(b, "ALARMOFF", "ALARMOFF - OK\nALARM function: Disabled");
	corebench_does(b, NULL);
	corebench_call(b, CALL_OVER, OWNER);
	corebench_silent(b);
}

static void a_change_is_told_both_ways_once(void **state)
{
	struct corebench *b = begin(1, ALERT_SMSCHANGE);

	(void)state;
	trigger(b);
	corebench_alerts(b, 1, "ALARM! Sensor active\nTime: unknown");
	corebench_wait(b, 10 * MINUTES);
	corebench_silent(b);
	corebench_input(b, INPUT_SENSOR, false);
	corebench_alerts(b, 1, "ALARM! Sensor inactive\nTime: unknown");
	corebench_wait(b, 10 * MINUTES);
	corebench_silent(b);
}

static void a_normally_closed_sensor_is_inverted(void **state)
{
	struct corebench *b = begin(1, ALERT_SMS);

	(void)state;
	corebench_input(b, INPUT_SENSOR, true);
	corebench_forget(b);
	corebench_wait(b, 5 * SECONDS);
	/* What is closed is now at rest: no trigger. */
	corebench_ask(b, "SENSORTYPE=NC", "SENSORTYPE=NC - OK");
	corebench_wait(b, 2 * MINUTES);
	corebench_silent(b);
	corebench_input(b, INPUT_SENSOR, false);
	corebench_alerts(b, 1, ACTIVATED);
}

/* An open contact becomes an active one by the setting alone; neither is it one when the alarm is on, nor later. */
static void a_change_of_settings_is_no_trigger(void **state)
{
	struct corebench *b = begin(1, ALERT_SMS);

	(void)state;
	corebench_ask(b, "SENSORTYPE=NC", "SENSORTYPE=NC - OK");
	corebench_wait(b, 2 * MINUTES);
	corebench_silent(b);
	assert_int_equal(b->core.alarm.log_count, 0);
}

/* The contact has settled while nobody stepped the core: it was active before the alarm was on. */
static void what_was_active_just_before_is_no_trigger(void **state)
{
	struct corebench *b = begin(1, ALERT_SMS);
	const struct core_event closes = { .kind = EVENT_INPUT, .input = { INPUT_SENSOR, true, false } };

	(void)state;
	corebench_ask(b, "ALARMOFF", "ALARMOFF - OK\nALARM function: Disabled");
	corebench_step(b, &closes);
	corebench_stall(b, 1 * SECONDS);
	corebench_ask(b, "ALARMON", "ALARMON - OK\nALARM function: Enabled");
	corebench_wait(b, 2 * MINUTES);
	corebench_silent(b);
	assert_int_equal(b->core.alarm.log_count, 0);
}

/* What is active at the start is known, and that it ends is a change. */
static void the_end_of_what_was_active_at_the_start_is_told(void **state)
{
	struct corebench *b = begin(1, ALERT_SMSCHANGE);
	const struct core_event closed = { .kind = EVENT_INPUT, .input = { INPUT_SENSOR, true, true } };

	(void)state;
	corebench_reset(b);
	corebench_list(&b->core.alertnumbers, OWNER);
	settings_set(&b->core.settings, SETTING_ALERT, ALERT_SMSCHANGE);
	b->core.settings.changed = 0;
	corebench_start(b, false);
	corebench_step(b, &closed);
	corebench_wait(b, 2 * MINUTES);
	corebench_silent(b);
	corebench_input(b, INPUT_SENSOR, false);
	corebench_alerts(b, 1, "ALARM! Sensor inactive\nTime: unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_trigger_is_told_and_logged),
		cmocka_unit_test(nothing_triggers_an_alarm_that_is_off),
		cmocka_unit_test(the_log_holds_ten_also_without_a_clock),
		cmocka_unit_test(nothing_illegal_is_loaded),
		cmocka_unit_test(each_number_is_called_once_then_all_are_told),
		cmocka_unit_test(who_picks_up_ends_the_cycle),
		cmocka_unit_test(without_numbers_only_log_and_microrelay_act),
		cmocka_unit_test(switching_it_off_ends_its_calls),
		cmocka_unit_test(switching_it_off_lets_who_listens_listen),
		cmocka_unit_test(switching_it_off_forgets_a_call_that_waits),
		cmocka_unit_test(switching_it_off_hangs_up_once),
		cmocka_unit_test(a_change_is_told_both_ways_once),
		cmocka_unit_test(a_normally_closed_sensor_is_inverted),
		cmocka_unit_test(a_change_of_settings_is_no_trigger),
		cmocka_unit_test(what_was_active_just_before_is_no_trigger),
		cmocka_unit_test(the_end_of_what_was_active_at_the_start_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
