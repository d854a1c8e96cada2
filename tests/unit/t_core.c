/* The core as a whole: power-on, what it loads, what it refuses to be, the clocks it is given, and its factory reset.
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

static struct corebench bench;

static struct corebench *begin(enum model model)
{
	corebench_begin(&bench, model);
	return &bench;
}

static void the_first_step_shows_everything(void **state)
{
	struct corebench *b = &bench;
	bool seen[EFFECT_SHUT_DOWN + 1] = { false };
	unsigned lamps = 0;

	(void)state;
	corebench_init(b, MODEL_706);
	corebench_step(b, &(struct core_event){ .kind = EVENT_START, .power_lost = true });
	for (size_t i = 0; i < b->out.count; i++) {
		seen[b->out.list[i].kind] = true;
		lamps += b->out.list[i].kind == EFFECT_LED;
	}
	assert_true(seen[EFFECT_OUTLET] && seen[EFFECT_MICRORELAY] && seen[EFFECT_MIC_LEVEL]);
	assert_int_equal(lamps, LED_COUNT);
	assert_int_equal(b->mic_level, 15);
	assert_int_equal(b->led[LED_POWER], PATTERN_BLINK3);
	corebench_wait(b, PATTERN_BLINK3_FOR_MS);
	assert_int_equal(b->led[LED_POWER], PATTERN_ON);
	/* What does not change is not shown again. */
	corebench_step(b, &(struct core_event){ .kind = EVENT_TIME });
	assert_int_equal(b->out.count, 0);
}

static void the_first_event_is_the_start(void **state)
{
	const struct core_now now = { .mono_ms = 0 };
	struct core_effects out;

	(void)state;
	corebench_init(&bench, MODEL_706);
	expect_assert_failure(core_step(&bench.core, &(struct core_event){ .kind = EVENT_TIME }, now, &out));
	corebench_start(&bench, false);
	expect_assert_failure(core_step(&bench.core, &(struct core_event){ .kind = EVENT_START }, now, &out));
	expect_assert_failure(core_load(&bench.core, 1, (const uint8_t *)"\1\0", 2));
}

static void what_was_set_outlives_a_cut(void **state)
{
	static const char *const told[][2] = {
		{ "SECNUMBER+33600000001", "SECNUMBER?" }, { "SECNUMBER+33600000002", "SECNUMBER?" },
		{ "SECLIST=ON", "SECLIST?" },              { "ALERTNUMBER+33600000003", "ALERTNUMBER?" },
		{ "RING=MIC", "RING?" },                   { "RENEWINTERVALPW=123456abc", "RENEWINTERVAL?" },
		{ "TRISEALERT=-10", "TRISEALERT?" },       { "TFALLALERT=50", "TFALLALERT?" },
		{ "THERMALERT=ON", "THERMALERT?" },        { "SCHEDULER+08:00,1,AON", "SCHEDULER?" },
		{ "SALDOUMS=*100#", "SALDOUMS?" },         { "MICRORELAYTIME=900", "MICRORELAYTIME?" },
		{ "ALARMON", "ALARM?" },                   { "TEMPOFF=50", "THERMOSTAT?" },
		{ "SENSORTYPE=NC", "SENSORTYPE?" },        { "POWERSTATE=ON", "POWERSTATE?" },
	};
	char before[COUNT(told)][CORE_TEXTS_CAP];
	struct corebench *b = begin(MODEL_706);

	(void)state;
	for (size_t i = 0; i < COUNT(told); i++)
		corebench_message(b, OWNER, told[i][0]);
	/* So many replies have a budget. */
	corebench_wait(b, 16 * MINUTES);
	corebench_forget(b);
	for (size_t i = 0; i < COUNT(told); i++) {
		corebench_message(b, OWNER, told[i][1]);
		memcpy(before[i], b->told[b->told_count - 1].text, CORE_TEXTS_CAP);
	}
	corebench_reset(b);
	corebench_start(b, true);
	for (size_t i = 0; i < COUNT(told); i++) {
		b->told_read = b->told_count;
		corebench_message(b, OWNER, told[i][1]);
		corebench_gets(b, OWNER, before[i]);
	}
}

static void keys_that_are_not_known_are_missing(void **state)
{
	static const uint16_t unknown[] = { 0, 7, SETTINGS_KEY_MAX, CORE_KEY_LAST + 1, UINT16_MAX };
	uint8_t value[CORE_VALUE_MAX] = { 1, 0 };

	(void)state;
	corebench_init(&bench, MODEL_706);
	for (size_t i = 0; i < COUNT(unknown); i++) {
		assert_int_equal(core_load(&bench.core, unknown[i], value, 2), ERR_MISSING);
		expect_assert_failure(core_save(&bench.core, unknown[i], value));
	}
}

/* Each value is legal by itself, but together they cannot be: what depends on another gives way. */
static void what_cannot_be_together_is_settled_at_the_start(void **state)
{
	struct core *c = &bench.core;

	(void)state;
	corebench_init(&bench, MODEL_706);
	settings_set(&c->settings, SETTING_SECLIST, 1);
	settings_set(&c->settings, SETTING_RING, RING_SWITCH);
	assert_int_equal(settings_parse(&c->settings, SETTING_RENEWINTERVALPW, "123456abc", true), 0);
	settings_set(&c->settings, SETTING_THERMALERT, 1);
	settings_set(&c->settings, SETTING_TRISEALERT, 30);
	settings_set(&c->settings, SETTING_TFALLALERT, 5);
	c->settings.changed = 0;
	corebench_start(&bench, true);
	assert_int_equal(core_setting(c, SETTING_SECLIST), 0);
	assert_int_equal(core_setting(c, SETTING_RING), RING_NOACTION);
	assert_string_equal(c->settings.renew_password, "");
	assert_int_equal(core_setting(c, SETTING_THERMALERT), 0);
	assert_int_equal(core_setting(c, SETTING_TRISEALERT), SETTINGS_OFF);
	assert_int_equal(core_setting(c, SETTING_TFALLALERT), SETTINGS_OFF);
	assert_true(bench.saved[settings_key(SETTING_SECLIST)] && bench.saved[settings_key(SETTING_RENEWINTERVALPW)]);
}

static void a_light_model_that_was_a_full_one_has_no_microphone(void **state)
{
	static const enum settings_ring before[] = { RING_MIC, RING_SWITCH };

	(void)state;
	for (size_t i = 0; i < COUNT(before); i++) {
		corebench_init(&bench, MODEL_707_LIGHT);
		corebench_list(&bench.core.secnumbers, OWNER);
		settings_set(&bench.core.settings, SETTING_SECLIST, 1);
		settings_set(&bench.core.settings, SETTING_RING, (int)before[i]);
		bench.core.settings.changed = 0;
		corebench_start(&bench, true);
		corebench_ask(&bench, "RING?",
			      before[i] == RING_MIC ? "RING=(NOACTION),RESTART,SWITCH"
						    : "RING=NOACTION,RESTART,(SWITCH)");
	}
}

static void insane_secnumbers(struct core *c)
{
	c->settings.value[SETTING_SECLIST] = 1;
}

static void insane_ring(struct core *c)
{
	c->settings.value[SETTING_RING] = RING_SWITCH;
}

static void insane_renewal(struct core *c)
{
	c->settings.renew_password[0] = 'x';
}

static void insane_alert(struct core *c)
{
	c->settings.value[SETTING_THERMALERT] = 1;
}

static void insane_rise(struct core *c)
{
	c->settings.value[SETTING_TRISEALERT] = 30;
}

static void insane_fall(struct core *c)
{
	c->settings.value[SETTING_TFALLALERT] = 30;
}

static void insane_outlet(struct core *c)
{
	c->shown.outlet = !c->shown.outlet;
}

static void insane_rest(struct core *c)
{
	c->outlet.resting = !c->outlet.resting;
}

static void insane_unsaved(struct core *c)
{
	c->settings.changed = 1;
}

static void insane_list(struct core *c)
{
	c->changed = 1;
}

static void insane_security_count(struct core *c)
{
	c->secnumbers.count = NUMBERS_MAX + 1;
}

static void insane_alert_count(struct core *c)
{
	c->alertnumbers.count = NUMBERS_MAX + 1;
}

static void insane_rules(struct core *c)
{
	c->schedule.count = SCHEDULE_RULES_MAX + 1;
}

static void insane_line(struct core *c)
{
	c->line.up = true;
}

static void what_breaks_an_invariant_is_noticed(void **state)
{
	static void (*const breaks[])(struct core *) = {
		insane_secnumbers, insane_ring, insane_renewal, insane_alert, insane_rise, insane_fall, insane_outlet,
		insane_rest, insane_unsaved, insane_list, insane_security_count, insane_alert_count, insane_rules,
		insane_line,
	};
	struct corebench *b = begin(MODEL_706);

	(void)state;
	assert_true(core_sane(&b->core));
	for (size_t i = 0; i < COUNT(breaks); i++) {
		struct core broken = b->core;

		breaks[i](&broken);
		assert_false(core_sane(&broken));
	}
}

static void the_boards_clock_is_taken_until_a_better_one_comes(void **state)
{
	struct corebench *b = &bench;

	(void)state;
	corebench_init(b, MODEL_706);
	b->wall_known = true;
	b->wall_s = COREBENCH_MONDAY_S;
	settings_set(&b->core.settings, SETTING_ZONE_QH, 4);
	b->core.settings.changed = 0;
	corebench_start(b, true);
	corebench_ask(b, "DATE", "DATE 26/01/05,13:00:00+01");
	corebench_network_time(b, COREBENCH_MONDAY_S + 60, 8);
	corebench_ask(b, "DATE", "DATE 26/01/05,14:01:00+02");
	/* The zone is kept for the next start. */
	assert_true(b->saved[settings_key(SETTING_ZONE_QH)]);
	/* A board's clock that was never set is none. */
	corebench_init(b, MODEL_706);
	b->wall_known = true;
	b->wall_s = 1000;
	corebench_start(b, true);
	corebench_ask(b, "DATE", "DATE unknown");
}

static void stamped(struct corebench *b, const char *text, bool known, int64_t sent_s, int zone_qh)
{
	const struct number who = corebench_number(OWNER);

	corebench_step(b, &(struct core_event){ .kind = EVENT_MESSAGE,
						.message = { .from = &who, .text = text, .sent_known = known,
							     .sent_s = sent_s, .zone_qh = zone_qh } });
}

static void a_messages_stamp_sets_the_clock(void **state)
{
	struct corebench *b = begin(MODEL_706);

	(void)state;
	stamped(b, "DATE", false, 0, 0);
	corebench_gets(b, OWNER, "DATE unknown");
	stamped(b, "DATESMS", false, 0, 0);
	corebench_gets(b, OWNER, "Execute error!");
	stamped(b, "DATESMS", true, 1500000000, 0);
	corebench_gets(b, OWNER, "Execute error!");
	stamped(b, "DATE", true, COREBENCH_MONDAY_S, 4);
	corebench_gets(b, OWNER, "DATE 26/01/05,13:00:00+01");
	/* Only the first one sets it, but for DATESMS. */
	stamped(b, "DATE", true, COREBENCH_MONDAY_S + 60, 0);
	corebench_gets(b, OWNER, "DATE 26/01/05,13:00:00+01");
	stamped(b, "DATESMS", true, COREBENCH_MONDAY_S + 60, 0);
	corebench_gets(b, OWNER, "DATE 26/01/05,12:01:00+00 - OK");
	/* It holds against the network. */
	corebench_network_time(b, COREBENCH_MONDAY_S + 3600, 0);
	corebench_ask(b, "DATE", "DATE 26/01/05,12:01:00+00");
}

static void white_space_is_what_unicode_calls_so(void **state)
{
	struct corebench *b = begin(MODEL_706);

	(void)state;
	corebench_ask(b, "\t\v\f\r\n\xC2\xA0 ON \xC2\xA0\n", "Power socket ON");
	corebench_ask(b, "\x0EOFF", "\x0EOFF - Error!");
	corebench_ask(b, "OFF\b", "OFF\b - Error!");
	corebench_ask(b, "ALARM\xE2\x80\x93ON", "ALARM-ON - Error!");
	corebench_ask(b, "SECNUMBER\xE2\x88\x92" "ALL", "SECNUMBER-ALL - OK");
}

static void a_serial_number_is_the_boards_or_the_modems(void **state)
{
	static const struct core_config config = { .product = "smsocket", .version = "1.0.0", .serial = "A-17" };
	const struct number nobody = corebench_number("");
	struct corebench *b = begin(MODEL_706);

	(void)state;
	corebench_ask(b, "SERIALNUM", "S/N: unknown");
	corebench_step(b, &(struct core_event){ .kind = EVENT_IDENTITY,
						.identity = { .imei = "490154203237518", .own = &nobody } });
	corebench_ask(b, "SERIALNUM", "S/N: 490154203237518");
	corebench_init(b, MODEL_706);
	core_init(&b->core, &config);
	corebench_start(b, true);
	corebench_ask(b, "SERIALNUM", "S/N: A-17");
}

static void a_long_press_and_a_second_one_erase(void **state)
{
	struct corebench *b = begin(MODEL_706);

	(void)state;
	corebench_wait(b, 2 * SECONDS);
	corebench_input(b, INPUT_BUTTON, true);
	corebench_wait(b, 5 * SECONDS);
	corebench_input(b, INPUT_BUTTON, false);
	assert_int_equal(b->led[LED_POWER], PATTERN_4HZ);
	assert_int_equal(b->led[LED_GSM], PATTERN_FLASH3S);
	corebench_wait(b, 10 * SECONDS);
	assert_int_equal(b->led[LED_POWER], PATTERN_ON);
	assert_false(b->outlet);
	/* Too late: an ordinary press. */
	corebench_input(b, INPUT_BUTTON, true);
	corebench_input(b, INPUT_BUTTON, false);
	assert_true(b->outlet);
	corebench_input(b, INPUT_BUTTON, true);
	corebench_wait(b, 6 * SECONDS);
	corebench_input(b, INPUT_BUTTON, false);
	assert_true(b->outlet);
	corebench_input(b, INPUT_BUTTON, true);
	assert_true(b->erased);
	assert_true(corebench_noted(b, "factory reset by the button"));
	/* Until it begins anew nothing is done any more. */
	assert_int_equal(core_deadline_ms(&b->core), CORE_NEVER);
	corebench_ask(b, "STATUS", NULL);
	corebench_input(b, INPUT_BUTTON, false);
	assert_int_equal(b->out.count, 0);
}

/* The lamps blink alike for an armed button and for a bad card; only the one ends by itself. */
static void a_bad_card_after_a_long_press_does_not_spin(void **state)
{
	struct corebench *b = begin(MODEL_706);

	(void)state;
	corebench_input(b, INPUT_BUTTON, true);
	corebench_wait(b, 5 * SECONDS);
	corebench_input(b, INPUT_BUTTON, false);
	corebench_wait(b, 1 * MINUTES);
	corebench_radio(b, RADIO_SIM_FAULT);
	assert_int_equal(b->led[LED_OUT], PATTERN_4HZ);
	assert_true(core_deadline_ms(&b->core) > b->now_ms);
}

static void inputs_as_they_are_at_the_start_are_no_events(void **state)
{
	struct corebench *b = &bench;

	(void)state;
	corebench_init(b, MODEL_706);
	corebench_list(&b->core.alertnumbers, OWNER);
	settings_set(&b->core.settings, SETTING_ALARM_ON, 1);
	b->core.settings.changed = 0;
	corebench_start(b, false);
	for (enum core_input input = 0; input < INPUTS_COUNT; input++)
		corebench_step(b, &(struct core_event){ .kind = EVENT_INPUT,
							.input = { .input = input, .level = true, .initial = true } });
	corebench_wait(b, 10 * SECONDS);
	corebench_silent(b);
	/* A button that was held when it was switched on is let go. */
	corebench_input(b, INPUT_BUTTON, false);
	assert_true(core_setting(&b->core, SETTING_ALARM_ON));
	assert_false(b->outlet);
	corebench_input(b, INPUT_BUTTON, true);
	corebench_input(b, INPUT_BUTTON, false);
	assert_false(core_setting(&b->core, SETTING_ALARM_ON));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_step_shows_everything),
		cmocka_unit_test(the_first_event_is_the_start),
		cmocka_unit_test(what_was_set_outlives_a_cut),
		cmocka_unit_test(keys_that_are_not_known_are_missing),
		cmocka_unit_test(what_cannot_be_together_is_settled_at_the_start),
		cmocka_unit_test(a_light_model_that_was_a_full_one_has_no_microphone),
		cmocka_unit_test(what_breaks_an_invariant_is_noticed),
		cmocka_unit_test(the_boards_clock_is_taken_until_a_better_one_comes),
		cmocka_unit_test(a_messages_stamp_sets_the_clock),
		cmocka_unit_test(white_space_is_what_unicode_calls_so),
		cmocka_unit_test(a_serial_number_is_the_boards_or_the_modems),
		cmocka_unit_test(a_long_press_and_a_second_one_erase),
		cmocka_unit_test(a_bad_card_after_a_long_press_does_not_spin),
		cmocka_unit_test(inputs_as_they_are_at_the_start_are_no_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
