/* The line: calls that come, calls that are placed, and what a modem or a caller may do at the wrong moment.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/corebench.h"

#define OTHER "+33600000003"

static struct corebench bench;

/* OWNER is on the security list, and a call does `ring`. */
static struct corebench *begin(enum model model, enum settings_ring ring, enum settings_confirm confirm)
{
	corebench_init(&bench, model);
	corebench_list(&bench.core.secnumbers, OWNER);
	corebench_list(&bench.core.alertnumbers, OTHER);
	settings_set(&bench.core.settings, SETTING_SECLIST, 1);
	settings_set(&bench.core.settings, SETTING_RING, (int)ring);
	settings_set(&bench.core.settings, SETTING_RINGCONFIRMTYPE, (int)confirm);
	bench.core.settings.changed = 0;
	corebench_start(&bench, false);
	corebench_wait(&bench, 2 * SECONDS);
	return &bench;
}

/* OWNER's call is acted on and rejected at once. */
static void rings(struct corebench *b)
{
	corebench_call(b, CALL_RINGS, OWNER);
	corebench_does(b, "hang up");
	corebench_call(b, CALL_OVER, OWNER);
}

static void a_call_switches_and_is_confirmed(void **state)
{
	struct corebench *b = begin(MODEL_706, RING_SWITCH, CONFIRM_SMS);

	(void)state;
	rings(b);
	assert_true(b->outlet);
	corebench_gets(b, OWNER, "Power socket ON");
	rings(b);
	assert_false(b->outlet);
	corebench_gets(b, OWNER, "Power socket OFF");
	corebench_ask(b, "RINGCONFIRM=OFF", "RINGCONFIRM=OFF - OK");
	rings(b);
	assert_true(b->outlet);
	corebench_wait(b, 1 * MINUTES);
	corebench_silent(b);
	corebench_does(b, NULL);
}

static void confirmations_have_their_budget(void **state)
{
	struct corebench *b = begin(MODEL_706, RING_RESTART, CONFIRM_SMS);

	(void)state;
	for (int i = 0; i < 30; i++) {
		rings(b);
		corebench_gets(b, OWNER, "Power socket restarted");
	}
	rings(b);
	assert_true(b->outlet);
	corebench_silent(b);
}

static void who_is_not_listed_is_left_ringing(void **state)
{
	static const char *const strangers[] = { STRANGER, NULL, "12345", "Adverts" };

	(void)state;
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
		struct corebench *b = begin(MODEL_706, RING_SWITCH, CONFIRM_SMS);

		corebench_call(b, CALL_RINGS, strangers[i]);
		corebench_wait(b, 5 * MINUTES);
		corebench_call(b, CALL_OVER, strangers[i]);
		corebench_does(b, NULL);
		corebench_silent(b);
		assert_false(b->outlet);
	}
}

static void a_confirming_call_rings_twenty_seconds(void **state)
{
	struct corebench *b = begin(MODEL_706, RING_SWITCH, CONFIRM_CALL);

	(void)state;
	rings(b);
	corebench_wait(b, 10 * SECONDS);
	corebench_does(b, "dial " OWNER);
	assert_int_equal(b->led[LED_MICROPHONE], PATTERN_1HZ);
	corebench_wait(b, 13 * SECONDS);
	corebench_does(b, "hang up");
	assert_int_equal(b->led[LED_MICROPHONE], PATTERN_OFF);
	/* Picked up in the very moment: too late, and nobody listens. */
	corebench_call(b, CALL_UP, OWNER);
	assert_false(core_mic_live(&b->core));
	corebench_call(b, CALL_OVER, OWNER);
	corebench_wait(b, 5 * MINUTES);
	corebench_does(b, NULL);
	corebench_silent(b);
}

static void a_confirming_call_lets_listen(void **state)
{
	struct corebench *b = begin(MODEL_706, RING_SWITCH, CONFIRM_CALL);

	(void)state;
	rings(b);
	corebench_wait(b, 10 * SECONDS);
	corebench_does(b, "dial " OWNER);
	corebench_call(b, CALL_UP, OWNER);
	assert_true(core_mic_live(&b->core));
	corebench_wait(b, 10 * HOURS);
	assert_true(core_mic_live(&b->core));
	/* Somebody else calls meanwhile: nothing. */
	corebench_call(b, CALL_RINGS, OWNER);
	corebench_does(b, NULL);
	corebench_call(b, CALL_OVER, OWNER);
	assert_false(core_mic_live(&b->core));
	corebench_does(b, NULL);
}

static void a_light_model_hangs_up_when_picked_up(void **state)
{
	struct corebench *b = begin(MODEL_706_LIGHT, RING_SWITCH, CONFIRM_CALL);

	(void)state;
	rings(b);
	corebench_wait(b, 10 * SECONDS);
	corebench_does(b, "dial " OWNER);
	corebench_call(b, CALL_UP, OWNER);
	corebench_does(b, "hang up");
	assert_false(core_mic_live(&b->core));
	corebench_call(b, CALL_OVER, OWNER);
	corebench_does(b, NULL);
}

static void a_call_lets_listen_until_the_caller_hangs_up(void **state)
{
	struct corebench *b = begin(MODEL_706, RING_MIC, CONFIRM_SMS);

	(void)state;
	corebench_call(b, CALL_RINGS, OWNER);
	corebench_does(b, "answer");
	corebench_call(b, CALL_UP, OWNER);
	assert_true(core_mic_live(&b->core));
	assert_int_equal(b->led[LED_MICROPHONE], PATTERN_ON);
	corebench_wait(b, 2 * HOURS);
	corebench_does(b, NULL);
	corebench_call(b, CALL_OVER, OWNER);
	assert_false(core_mic_live(&b->core));
	corebench_silent(b);
	assert_false(b->outlet);
}

/* A modem that speaks of calls that there are not. */
static void words_without_a_call_mean_nothing(void **state)
{
	struct corebench *b = begin(MODEL_706, RING_NOACTION, CONFIRM_SMS);

	(void)state;
	corebench_call(b, CALL_UP, OWNER);
	assert_false(core_mic_live(&b->core));
	corebench_call(b, CALL_OVER, OWNER);
	corebench_call(b, CALL_REJECTED, OWNER);
	corebench_call(b, CALL_UNREACHED, OWNER);
	/* A call that only rings cannot be up. */
	corebench_call(b, CALL_RINGS, OWNER);
	corebench_call(b, CALL_UP, OWNER);
	assert_false(core_mic_live(&b->core));
	corebench_call(b, CALL_OVER, OWNER);
	corebench_does(b, NULL);
	corebench_silent(b);
}

/* A modem that never tells of the end of a call that we have ended does not keep the line for ever. */
static void an_end_that_is_never_told_is_taken_for_granted(void **state)
{
	struct corebench *b = begin(MODEL_706, RING_SWITCH, CONFIRM_CALL);

	(void)state;
	corebench_call(b, CALL_RINGS, OWNER);
	corebench_does(b, "hang up");
	corebench_wait(b, 30 * SECONDS - 1);
	corebench_does(b, NULL);
	corebench_wait(b, 1);
	corebench_does(b, "dial " OWNER);
}

static void the_alarm_goes_before_who_only_rings(void **state)
{
	struct corebench *b = begin(MODEL_706, RING_NOACTION, CONFIRM_SMS);

	(void)state;
	corebench_ask(b, "ALERT=CALL", "ALERT=CALL - OK");
	corebench_ask(b, "ALARMON", "ALARMON - OK\nALARM function: Enabled");
	corebench_call(b, CALL_RINGS, STRANGER);
	corebench_input(b, INPUT_SENSOR, true);
	corebench_does(b, "hang up");
	corebench_does(b, NULL);
	corebench_call(b, CALL_OVER, STRANGER);
	corebench_does(b, "dial " OTHER);
}

static void a_call_back_is_placed_and_given_up(void **state)
{
	struct corebench *b = begin(MODEL_706, RING_NOACTION, CONFIRM_SMS);

	(void)state;
	corebench_ask(b, "CALLBACK", NULL);
	corebench_does(b, "dial " OWNER);
	corebench_wait(b, 30 * SECONDS - 1);
	corebench_does(b, NULL);
	corebench_wait(b, 1);
	corebench_does(b, "hang up");
	corebench_call(b, CALL_OVER, OWNER);
	/* Two wishes while the line is taken are one, the later. */
	corebench_call(b, CALL_RINGS, STRANGER);
	corebench_ask(b, "CALLBACK", NULL);
	corebench_ask(b, "CALLBACK", NULL);
	corebench_does(b, NULL);
	corebench_call(b, CALL_OVER, STRANGER);
	corebench_does(b, "dial " OWNER);
	corebench_call(b, CALL_REJECTED, OWNER);
	corebench_wait(b, 5 * MINUTES);
	corebench_does(b, NULL);
	corebench_silent(b);
}

static void calls_are_placed_alarm_first_confirmation_last(void **state)
{
	struct corebench *b = begin(MODEL_706, RING_SWITCH, CONFIRM_CALL);

	(void)state;
	corebench_ask(b, "ALERT=CALL", "ALERT=CALL - OK");
	corebench_ask(b, "ALARMON", "ALARMON - OK\nALARM function: Enabled");
	corebench_call(b, CALL_RINGS, OWNER);
	corebench_does(b, "hang up");
	corebench_wait(b, 5 * SECONDS);
	corebench_ask(b, "CALLBACK", NULL);
	corebench_input(b, INPUT_SENSOR, true);
	corebench_does(b, NULL);
	corebench_call(b, CALL_OVER, OWNER);
	corebench_does(b, "dial " OTHER);
	corebench_call(b, CALL_REJECTED, OTHER);
	corebench_does(b, "dial " OWNER);
	assert_int_equal(b->core.line.use, USE_CALLBACK);
	corebench_call(b, CALL_UNREACHED, OWNER);
	corebench_does(b, "dial " OWNER);
	assert_int_equal(b->core.line.use, USE_CONFIRM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_switches_and_is_confirmed),
		cmocka_unit_test(confirmations_have_their_budget),
		cmocka_unit_test(who_is_not_listed_is_left_ringing),
		cmocka_unit_test(a_confirming_call_rings_twenty_seconds),
		cmocka_unit_test(a_confirming_call_lets_listen),
		cmocka_unit_test(a_light_model_hangs_up_when_picked_up),
		cmocka_unit_test(a_call_lets_listen_until_the_caller_hangs_up),
		cmocka_unit_test(words_without_a_call_mean_nothing),
		cmocka_unit_test(an_end_that_is_never_told_is_taken_for_granted),
		cmocka_unit_test(the_alarm_goes_before_who_only_rings),
		cmocka_unit_test(a_call_back_is_placed_and_given_up),
		cmocka_unit_test(calls_are_placed_alarm_first_confirmation_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
