/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <event2/event.h>
#include <string.h>

#include <cmocka.h>

#include "ports/linux/gpioled.h"
#include "ports/linux/sysled.h"
#include "tests/unit/rig.h"

/* The moments in ms at which each pattern changes, as led.h and the manual describe it; it begins lit if `lit`. */
static const struct {
	enum led_pattern pattern;
	bool lit;
	uint64_t changes[12]; /* 0 ends them, and the pattern stays so */
} shows[] = {
	{ PATTERN_OFF, false, { 0 } },
	{ PATTERN_ON, true, { 0 } },
	{ PATTERN_1HZ, true, { 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, 5500 } },
	{ PATTERN_4HZ, true, { 125, 250, 375, 500, 625, 750, 875, 1000, 1125, 1250, 1375 } },
	{ PATTERN_FLASH3S, true, { 100, 3000, 3100, 6000, 6100, 9000, 9100, 12000, 12100, 15000, 15100 } },
	/* The last blink ends in the dark; then two seconds of light, and the first blink of the next. */
	{ PATTERN_SIMFAULT, true, { 125, 250, 375, 500, 625, 750, 875, 1000, 3125, 3250, 3375 } },
	{ PATTERN_BLINK3, true, { 250, 500, 750, 1000, 1250, 0 } },
};

static void patterns_are_lit_as_they_should(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shows / sizeof *shows; i++) {
		bool lit = shows[i].lit;
		uint64_t stays_ms, at = 0;

		for (uint64_t t = 0; t < 1300; t++) {
			if (shows[i].changes[at] != 0 && t >= shows[i].changes[at]) {
				lit = !lit;
				at++;
			}
			assert_int_equal(gpioled_lit(shows[i].pattern, t, &stays_ms), lit);
		}
	}
}

/* To sleep for what is said leads from change to change, to the end of the table. */
static void patterns_say_when_they_change(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shows / sizeof *shows; i++) {
		bool lit = shows[i].lit;
		uint64_t stays_ms, t = 0;

		for (size_t at = 0; at < 11 && shows[i].changes[at] != 0; at++) {
			bool now = gpioled_lit(shows[i].pattern, t, &stays_ms);

			/* Light may go on over the end of a round. */
			while (now == lit && t < shows[i].changes[at]) {
				assert_true(stays_ms > 0 && stays_ms <= shows[i].changes[at] - t);
				t += stays_ms;
				now = gpioled_lit(shows[i].pattern, t, &stays_ms);
			}
			assert_int_equal(t, shows[i].changes[at]);
			lit = !lit;
			assert_int_equal(now, lit);
		}
		if (shows[i].changes[10] == 0) {
			assert_int_equal(gpioled_lit(shows[i].pattern, 1000000, &stays_ms), shows[i].pattern == PATTERN_ON);
			assert_true(stays_ms == GPIOLED_STAYS);
		}
	}
}

/* Whenever it is asked. */
static void what_is_said_to_stay_stays(void **state)
{
	uint64_t stays_ms, ignored;

	(void)state;
	for (size_t i = 0; i < sizeof shows / sizeof *shows; i++)
		for (uint64_t t = 0; t < 6500; t += 25) {
			bool lit = gpioled_lit(shows[i].pattern, t, &stays_ms);

			assert_true(stays_ms > 0);
			for (uint64_t later = t; later < t + (stays_ms < 10000 ? stays_ms : 10000); later++)
				assert_int_equal(gpioled_lit(shows[i].pattern, later, &ignored), lit);
		}
}

static void the_kernel_may_blink_what_is_even(void **state)
{
	unsigned on_ms, off_ms;

	(void)state;
	assert_true(gpioled_even(PATTERN_1HZ, &on_ms, &off_ms));
	assert_int_equal(on_ms, 500);
	assert_int_equal(off_ms, 500);
	assert_true(gpioled_even(PATTERN_4HZ, &on_ms, &off_ms));
	assert_int_equal(on_ms, 125);
	assert_true(gpioled_even(PATTERN_FLASH3S, &on_ms, &off_ms));
	assert_int_equal(on_ms, 100);
	assert_int_equal(off_ms, 2900);
	assert_false(gpioled_even(PATTERN_OFF, &on_ms, &off_ms));
	assert_false(gpioled_even(PATTERN_ON, &on_ms, &off_ms));
	assert_false(gpioled_even(PATTERN_SIMFAULT, &on_ms, &off_ms));
	assert_false(gpioled_even(PATTERN_BLINK3, &on_ms, &off_ms));
}

/* --- A light on a loop. --- */

struct lamp {
	bool lit;
	unsigned changes, blinks_ms[2];
	bool blinks;   /* whether it can */
	unsigned turns;
};

static void lamp_set(void *ctx, bool lit)
{
	struct lamp *l = ctx;

	l->changes += lit != l->lit;
	l->lit = lit;
	l->blinks_ms[0] = 0;
}

static bool lamp_blink(void *ctx, unsigned on_ms, unsigned off_ms)
{
	struct lamp *l = ctx;

	if (l->blinks) {
		l->blinks_ms[0] = on_ms;
		l->blinks_ms[1] = off_ms;
	}
	return l->blinks;
}

static const struct gpioled_deeds lamp_deeds = { .set = lamp_set, .blink = lamp_blink };

static bool has_blinked(void *ctx)
{
	return ((struct lamp *)ctx)->changes >= 6;
}

static void blinks_on_the_loop(void **state)
{
	struct rig r;
	struct gpioled l;
	struct lamp lamp = { .lit = true };

	(void)state;
	rig_open(&r);
	gpioled_open(&l, r.base, &lamp_deeds, &lamp);
	assert_false(lamp.lit);
	gpioled_set(&l, PATTERN_ON);
	assert_false(lamp.lit);
	assert_true(l.due);
	gpioled_set(&l, PATTERN_4HZ);
	lamp.changes = 0;
	gpioled_show(&l);
	assert_false(l.due);
	assert_true(lamp.lit);
	rig_until(&r, has_blinked, &lamp);
	gpioled_set(&l, PATTERN_ON);
	gpioled_show(&l);
	assert_true(lamp.lit);
	assert_false(evtimer_pending(l.timer, NULL));
	gpioled_close(&l);
	assert_false(lamp.lit);
	rig_close(&r);
}

static void leaves_blinking_to_who_can(void **state)
{
	struct rig r;
	struct gpioled l;
	struct lamp lamp = { .blinks = true };

	(void)state;
	rig_open(&r);
	gpioled_open(&l, r.base, &lamp_deeds, &lamp);
	gpioled_set(&l, PATTERN_FLASH3S);
	gpioled_show(&l);
	assert_int_equal(lamp.blinks_ms[0], 100);
	assert_int_equal(lamp.blinks_ms[1], 2900);
	assert_false(evtimer_pending(l.timer, NULL));
	gpioled_set(&l, PATTERN_SIMFAULT);
	gpioled_show(&l);
	assert_true(lamp.lit);
	assert_true(evtimer_pending(l.timer, NULL));
	gpioled_set(&l, PATTERN_1HZ);
	gpioled_show(&l);
	assert_int_equal(lamp.blinks_ms[0], 500);
	assert_false(evtimer_pending(l.timer, NULL));
	gpioled_close(&l);
	assert_int_equal(lamp.blinks_ms[0], 0);
	rig_close(&r);
}

/* --- A light of class/leds. --- */

#define LED "class/leds/ACT/"

static void make_led(const struct rig *r)
{
	rig_put(r, LED "trigger", "[mmc0] none timer");
	rig_put(r, LED "max_brightness", "255\n");
	rig_put(r, LED "brightness", "7");
}

static void a_light_of_the_kernel_is_taken_over(void **state)
{
	struct rig r;
	struct sysled l;
	char text[96];

	(void)state;
	rig_open(&r);
	make_led(&r);
	sysled_init(&l, "ACT", r.root, &r.log);
	sysled_deeds.set(&l, true);
	rig_expect(&r, LED "trigger", "none");
	rig_expect(&r, LED "brightness", "255");
	assert_true(sysled_shown(&l, text, sizeof text));
	assert_string_equal(text, "sysfs:ACT: on");
	sysled_deeds.set(&l, false);
	rig_expect(&r, LED "brightness", "0");
	rig_close(&r);
}

static void a_light_of_the_kernel_blinks_by_itself(void **state)
{
	struct rig r;
	struct sysled l;
	char text[96];

	(void)state;
	rig_open(&r);
	make_led(&r);
	sysled_init(&l, "ACT", r.root, &r.log);
	/* Without the trigger's files, it cannot: the next value takes the trigger off. */
	sysled_deeds.set(&l, false);
	assert_false(sysled_deeds.blink(&l, 500, 500));
	sysled_deeds.set(&l, true);
	rig_expect(&r, LED "trigger", "none");
	rig_put(&r, LED "delay_on", "");
	rig_put(&r, LED "delay_off", "");
	assert_true(sysled_deeds.blink(&l, 100, 2900));
	rig_expect(&r, LED "trigger", "timer");
	rig_expect(&r, LED "delay_on", "100");
	rig_expect(&r, LED "delay_off", "2900");
	assert_true(sysled_shown(&l, text, sizeof text));
	assert_string_equal(text, "sysfs:ACT: blinking");
	sysled_deeds.set(&l, false);
	rig_expect(&r, LED "trigger", "none");
	rig_expect(&r, LED "brightness", "0");
	rig_close(&r);
}

static void a_light_that_is_away_is_noted_once(void **state)
{
	struct rig r;
	struct sysled l;
	char text[96];

	(void)state;
	rig_open(&r);
	sysled_init(&l, "ACT", r.root, &r.log);
	sysled_deeds.set(&l, true);
	sysled_deeds.set(&l, false);
	assert_false(sysled_deeds.blink(&l, 500, 500));
	sysled_deeds.set(&l, true);
	assert_int_equal(rig_noted(&r, "cannot set the light sysfs:ACT: No such file or directory"), 1);
	assert_int_equal(rig_noted(&r, "\n"), 1);
	assert_false(sysled_shown(&l, text, sizeof text));
	assert_string_equal(text, "sysfs:ACT: No such file or directory");
	make_led(&r);
	sysled_deeds.set(&l, true);
	rig_expect(&r, LED "trigger", "none");
	rig_expect(&r, LED "brightness", "255");
	assert_int_equal(rig_noted(&r, "the light sysfs:ACT can be set again"), 1);
	assert_int_equal(rig_noted(&r, "\n"), 2);
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_are_lit_as_they_should),
		cmocka_unit_test(patterns_say_when_they_change),
		cmocka_unit_test(what_is_said_to_stay_stays),
		cmocka_unit_test(the_kernel_may_blink_what_is_even),
		cmocka_unit_test(blinks_on_the_loop),
		cmocka_unit_test(leaves_blinking_to_who_can),
		cmocka_unit_test(a_light_of_the_kernel_is_taken_over),
		cmocka_unit_test(a_light_of_the_kernel_blinks_by_itself),
		cmocka_unit_test(a_light_that_is_away_is_noted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
