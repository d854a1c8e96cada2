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
		cmocka_unit_test(blinks_on_the_loop),
		cmocka_unit_test(leaves_blinking_to_who_can),
		cmocka_unit_test(a_light_of_the_kernel_is_taken_over),
		cmocka_unit_test(a_light_of_the_kernel_blinks_by_itself),
		cmocka_unit_test(a_light_that_is_away_is_noted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
