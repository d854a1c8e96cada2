/* Power: what a cut, a battery and a card that is missing do to the outlet, and whom they are told.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/corebench.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct corebench bench;

static struct corebench *begin(enum model model, enum settings_powerstate powerstate)
{
	corebench_init(&bench, model);
	corebench_list(&bench.core.alertnumbers, OWNER);
	settings_set(&bench.core.settings, SETTING_POWERSTATE, (int)powerstate);
	bench.core.settings.changed = 0;
	corebench_start(&bench, false);
	corebench_wait(&bench, 2 * SECONDS);
	return &bench;
}

static void mains(struct corebench *b, bool there)
{
	corebench_input(b, INPUT_MAINS, there);
}

/* What is saved at the cut, and what the outlet is after it. */
static void the_resting_state_returns(void **state)
{
	static const struct {
		enum settings_powerstate powerstate;
		const char *commands[2];
		bool before, after;
	} rows[] = {
		{ POWERSTATE_REMEMBER, { "ON" }, true, true },
		{ POWERSTATE_REMEMBER, { "OFF" }, false, false },
		{ POWERSTATE_REMEMBER, { "ON30" }, true, false },
		{ POWERSTATE_REMEMBER, { "OFF30" }, false, true },
		{ POWERSTATE_REMEMBER, { "RESTART" }, true, false },
		{ POWERSTATE_REMEMBER, { "ON", "RESTART" }, false, true },
		{ POWERSTATE_REMEMBER, { "ON", "OFF5" }, false, true },
		{ POWERSTATE_REMEMBER, { "ONALL" }, true, true },
		{ POWERSTATE_ON, { "OFF" }, false, true },
		{ POWERSTATE_ON, { "ON" }, true, true },
		{ POWERSTATE_OFF, { "ON" }, true, false },
		{ POWERSTATE_OFF, { "OFF" }, false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct corebench *b = begin(MODEL_706, rows[i].powerstate);

		corebench_message(b, OWNER, rows[i].commands[0]);
		if (rows[i].commands[1] != NULL)
			corebench_message(b, OWNER, rows[i].commands[1]);
		assert_int_equal(b->outlet, rows[i].before);
		/* What was there before anything was saved. */
		settings_save(&b->core.settings, SETTING_POWERSTATE, b->flash[settings_key(SETTING_POWERSTATE)]);
		b->flash_len[settings_key(SETTING_POWERSTATE)] = 2;
		corebench_reset(b);
		corebench_start(b, true);
		assert_int_equal(b->outlet, rows[i].after);
		assert_false(b->microrelay);
	}
}

static void a_return_is_told_once_the_time_is_known(void **state)
{
	static struct corebench b;

	(void)state;
	corebench_init(&b, MODEL_706);
	corebench_list(&b.core.alertnumbers, OWNER);
	corebench_start(&b, true);
	corebench_monday(&b);
	corebench_wait(&b, 10 * SECONDS - 1);
	corebench_silent(&b);
	corebench_wait(&b, 1);
	corebench_alerts(&b, 1, "Power restored!\nTime: 26/01/05,12:00:10");
	corebench_wait(&b, 1 * HOURS);
	corebench_silent(&b);
}

static void a_return_is_told_even_without_the_time(void **state)
{
	static struct corebench b;

	(void)state;
	corebench_init(&b, MODEL_706);
	corebench_list(&b.core.alertnumbers, OWNER);
	corebench_start(&b, true);
	corebench_wait(&b, 70 * SECONDS - 1);
	corebench_silent(&b);
	corebench_wait(&b, 1);
	corebench_alerts(&b, 1, "Power restored!\nTime: unknown");
}

static void a_reset_is_no_loss_of_power(void **state)
{
	struct corebench *b = begin(MODEL_706, POWERSTATE_REMEMBER);

	(void)state;
	corebench_wait(b, 1 * HOURS);
	corebench_silent(b);
}

static void mains_count_after_ten_seconds(void **state)
{
	struct corebench *b = begin(MODEL_707, POWERSTATE_REMEMBER);

	(void)state;
	corebench_ask(b, "ON", "Power socket ON");
	mains(b, false);
	assert_false(b->outlet);
	assert_int_equal(b->led[LED_POWER], PATTERN_OFF);
	corebench_wait(b, 9 * SECONDS);
	mains(b, true);
	assert_true(b->outlet);
	corebench_wait(b, 1 * MINUTES);
	corebench_silent(b);
	mains(b, false);
	corebench_wait(b, 10 * SECONDS);
	corebench_alerts(b, 1, "Power failure!\nTime: unknown");
	corebench_ask(b, "RUNTIME", "Power socket is OFF\nNo mains!");
	corebench_wait(b, 1 * HOURS);
	corebench_silent(b);
	mains(b, true);
	assert_true(b->outlet);
	corebench_silent(b);
	corebench_wait(b, 10 * SECONDS);
	corebench_alerts(b, 1, "Power restored!\nTime: unknown");
}

static void a_wish_without_mains_holds_when_they_return(void **state)
{
	static const struct {
		const char *command, *answer;
		bool on;
	} rows[] = { { "ON", "Power socket ON\nNo mains!", true },
		     { "OFF", "Power socket OFF\nNo mains!", false },
		     { "ONALL", "All ON\nNo mains!", true },
		     { "ON30", "Power ON for 30 min\nNo mains!", true } };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		for (unsigned wait_s = 1; wait_s <= 60; wait_s += 59) {
			/* POWERSTATE would have it otherwise. */
			struct corebench *b = begin(MODEL_707, rows[i].on ? POWERSTATE_OFF : POWERSTATE_ON);

			corebench_message(b, OWNER, rows[i].on ? "OFF" : "ON");
			corebench_forget(b);
			mains(b, false);
			corebench_wait(b, wait_s * SECONDS);
			b->told_read = b->told_count;
			corebench_ask(b, rows[i].command, rows[i].answer);
			assert_false(b->outlet);
			corebench_wait(b, 1 * MINUTES);
			mains(b, true);
			assert_int_equal(b->outlet, rows[i].on);
		}
}

static void powerstate_decides_when_mains_return(void **state)
{
	static const struct {
		enum settings_powerstate powerstate;
		const char *command;
		bool after;
	} rows[] = {
		{ POWERSTATE_REMEMBER, "ON", true },    { POWERSTATE_REMEMBER, "OFF", false },
		{ POWERSTATE_REMEMBER, "ON30", false }, { POWERSTATE_REMEMBER, "OFF30", true },
		{ POWERSTATE_ON, "OFF", true },         { POWERSTATE_OFF, "ON", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct corebench *b = begin(MODEL_707, rows[i].powerstate);

		corebench_message(b, OWNER, rows[i].command);
		mains(b, false);
		corebench_wait(b, 1 * MINUTES);
		mains(b, true);
		assert_int_equal(b->outlet, rows[i].after);
	}
}

static void a_low_battery_shuts_down(void **state)
{
	struct corebench *b = begin(MODEL_707, POWERSTATE_REMEMBER);

	(void)state;
	corebench_step(b, &(struct core_event){ .kind = EVENT_BATTERY, .battery_pct = 0 });
	assert_false(b->shut_down);
	corebench_step(b, &(struct core_event){ .kind = EVENT_BATTERY, .battery_pct = 4 });
	mains(b, false);
	corebench_wait(b, 10 * HOURS);
	assert_false(b->shut_down);
	corebench_step(b, &(struct core_event){ .kind = EVENT_BATTERY, .battery_pct = 3 });
	assert_true(b->shut_down);
	/* It is wanted once. */
	b->shut_down = false;
	corebench_wait(b, 1 * HOURS);
	assert_false(b->shut_down);
	/* The mains came back in that moment, and go again. */
	mains(b, true);
	corebench_wait(b, 1 * HOURS);
	assert_false(b->shut_down);
	mains(b, false);
	assert_true(b->shut_down);
}

static void a_battery_is_not_wasted_without_a_card(void **state)
{
	static const enum radio useless[] = { RADIO_SIM_FAULT, RADIO_SIM_LOCKED };

	(void)state;
	for (size_t i = 0; i < COUNT(useless); i++) {
		struct corebench *b = begin(MODEL_707, POWERSTATE_REMEMBER);

		/* Without mains first, and without a card first. */
		corebench_radio(b, useless[i]);
		corebench_wait(b, 1 * HOURS);
		assert_false(b->shut_down);
		mains(b, false);
		corebench_wait(b, 5 * MINUTES);
		corebench_radio(b, RADIO_SEARCHING);
		corebench_wait(b, 5 * MINUTES);
		assert_false(b->shut_down);
		corebench_radio(b, useless[i]);
		corebench_wait(b, 6 * MINUTES - 1);
		assert_false(b->shut_down);
		corebench_wait(b, 1);
		assert_true(b->shut_down);
	}
}

static void the_later_of_both_counts(void **state)
{
	struct corebench *b = begin(MODEL_707, POWERSTATE_REMEMBER);

	(void)state;
	corebench_radio(b, RADIO_SIM_FAULT);
	corebench_wait(b, 1 * HOURS);
	mains(b, false);
	corebench_wait(b, 6 * MINUTES - 1);
	assert_false(b->shut_down);
	corebench_wait(b, 1);
	assert_true(b->shut_down);
}

static void a_706_knows_nothing_of_mains(void **state)
{
	struct corebench *b = begin(MODEL_706, POWERSTATE_REMEMBER);

	(void)state;
	corebench_ask(b, "ON", "Power socket ON");
	mains(b, false);
	corebench_step(b, &(struct core_event){ .kind = EVENT_BATTERY, .battery_pct = 0 });
	corebench_radio(b, RADIO_SIM_FAULT);
	corebench_wait(b, 1 * HOURS);
	assert_true(b->outlet);
	assert_false(b->shut_down);
	corebench_silent(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_resting_state_returns),
		cmocka_unit_test(a_return_is_told_once_the_time_is_known),
		cmocka_unit_test(a_return_is_told_even_without_the_time),
		cmocka_unit_test(a_reset_is_no_loss_of_power),
		cmocka_unit_test(mains_count_after_ten_seconds),
		cmocka_unit_test(a_wish_without_mains_holds_when_they_return),
		cmocka_unit_test(powerstate_decides_when_mains_return),
		cmocka_unit_test(a_low_battery_shuts_down),
		cmocka_unit_test(a_battery_is_not_wasted_without_a_card),
		cmocka_unit_test(the_later_of_both_counts),
		cmocka_unit_test(a_706_knows_nothing_of_mains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
