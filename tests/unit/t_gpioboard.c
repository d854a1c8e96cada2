/* The whole board, on chips and a tree of files that the test holds.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "ports/linux/gpioboard.h"
#include "tests/unit/fakelines.h"
#include "tests/unit/rig.h"

#define TOLD_MAX 32

struct bench {
	struct rig rig;
	struct gpioconfig config;
	struct board board;
	bool opened;
	unsigned told_count;
	struct { enum board_sense sense; int value; } told[TOLD_MAX];
	enum board_sense awaited;
};

static void sensed(void *ctx, enum board_sense sense, int value)
{
	struct bench *b = ctx;

	assert_true(b->told_count < TOLD_MAX);
	b->told[b->told_count].sense = sense;
	b->told[b->told_count++].value = value;
}

static void say(struct bench *b, const char *key, const char *value)
{
	struct why why = { "" };

	if (gpioconfig_take(&b->config, key, value, &why) != 0)
		fail_msg("%s", why.text);
}

static int make_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	rig_open(&b->rig);
	fakelines_reset();
	fakelines_chips[0].plugged = true;
	fakelines_chips[0].line[0].name = "RELAY1";
	fakelines_chips[0].line[1].name = "RELAY2";
	say(b, "outlet", "RELAY1 active-low");
	b->config.sysfs_root = b->rig.root;
	*state = b;
	return 0;
}

static int remove_bench(void **state)
{
	struct bench *b = *state;

	if (b->opened)
		b->board.deeds->close(b->board.self);
	assert_int_equal(fakelines_open(), 0);
	rig_close(&b->rig);
	free(b);
	return 0;
}

static void open_board(struct bench *b)
{
	struct why why = { "" };

	assert_int_equal(gpioconfig_check(&b->config, &why), 0);
	if (gpioboard_open(&b->board, b->rig.base, &b->config, &b->rig.log, sensed, b, &why) != 0)
		fail_msg("%s", why.text);
	b->opened = true;
	/* It has its own. */
	memset(b->config.place, 0, sizeof b->config.place);
	assert_string_equal(b->board.name, "gpio");
}

static bool high(unsigned line)
{
	return fakelines_chips[0].line[line].high;
}

static void expect_told(struct bench *b, enum board_sense sense, int value)
{
	assert_int_equal(b->told_count, 1);
	assert_int_equal(b->told[0].sense, sense);
	assert_int_equal(b->told[0].value, value);
	b->told_count = 0;
}

static bool has_told(void *ctx)
{
	const struct bench *b = ctx;

	for (unsigned i = 0; i < b->told_count; i++)
		if (b->told[i].sense == b->awaited)
			return true;
	return false;
}

static int value_of(struct bench *b, enum board_sense sense)
{
	b->awaited = sense;
	rig_until(&b->rig, has_told, b);
	for (unsigned i = b->told_count; i > 0; i--)
		if (b->told[i - 1].sense == sense)
			return b->told[i - 1].value;
	return -1;
}

static void an_outlet_alone_is_a_board(void **state)
{
	struct bench *b = *state;
	struct board_part part;

	fakelines_chips[0].line[0].output = true;
	open_board(b);
	/* Low is on: it was, and stays so until told. */
	assert_false(high(0));
	b->board.deeds->begin(b->board.self);
	assert_int_equal(b->told_count, 0);
	b->board.deeds->outlet(b->board.self, false);
	assert_true(high(0));
	b->board.deeds->outlet(b->board.self, true);
	assert_false(high(0));
	assert_null(b->board.deeds->modem_power);
	/* What it does not have can be set all the same. */
	b->board.deeds->microrelay(b->board.self, true);
	b->board.deeds->led(b->board.self, LED_GSM, PATTERN_1HZ);
	assert_false(b->board.deeds->light_due(b->board.self));
	b->board.deeds->light(b->board.self);
	assert_true(b->board.deeds->part(b->board.self, 0, &part));
	assert_string_equal(part.name, "outlet");
	assert_string_equal(part.is, "line 0 of gpiochip0, active low: on");
	assert_true(part.answers);
	assert_false(b->board.deeds->part(b->board.self, 1, &part));
	b->board.deeds->close(b->board.self);
	b->opened = false;
	assert_false(high(0));
	assert_int_equal(fakelines_chips[0].line[0].changes, 2);
}

static void tells_at_each_begin_what_differs_from_an_empty_board(void **state)
{
	struct bench *b = *state;

	say(b, "button", "2 active-low pull-up");
	say(b, "sensor", "3 active-low pull-up");
	say(b, "jack", "4");
	say(b, "mains", "5");
	fakelines_drive(0, 2, true);
	fakelines_drive(0, 5, true);
	open_board(b);
	for (int i = 0; i < 2; i++) {
		b->board.deeds->begin(b->board.self);
		assert_int_equal(b->told_count, 2);
		assert_int_equal(b->told[0].sense, SENSE_SENSOR);
		assert_int_equal(b->told[0].value, 1);
		assert_int_equal(b->told[1].sense, SENSE_JACK);
		assert_int_equal(b->told[1].value, 0);
		b->told_count = 0;
	}
	fakelines_drive(0, 2, false);
	rig_turn(&b->rig);
	expect_told(b, SENSE_BUTTON, 1);
	fakelines_drive(0, 2, true);
	rig_turn(&b->rig);
	expect_told(b, SENSE_BUTTON, 0);
	fakelines_drive(0, 3, true);
	rig_turn(&b->rig);
	expect_told(b, SENSE_SENSOR, 0);
	fakelines_drive(0, 4, true);
	rig_turn(&b->rig);
	expect_told(b, SENSE_JACK, 1);
	fakelines_drive(0, 5, false);
	rig_turn(&b->rig);
	expect_told(b, SENSE_MAINS, 0);
	b->board.deeds->begin(b->board.self);
	expect_told(b, SENSE_MAINS, 0);
}

static void reads_what_the_kernel_senses(void **state)
{
	struct bench *b = *state;

	say(b, "temperature", "w1:28-0316a2797955");
	say(b, "mains", "supply:AC");
	say(b, "battery", "supply:ups");
	rig_put(&b->rig, "bus/w1/devices/28-0316a2797955/temperature", "21500\n");
	rig_put(&b->rig, "class/power_supply/AC/online", "0\n");
	rig_put(&b->rig, "class/power_supply/ups/capacity", "57\n");
	open_board(b);
	b->board.deeds->begin(b->board.self);
	assert_int_equal(b->told_count, 0);
	assert_int_equal(value_of(b, SENSE_TEMPERATURE), 215);
	assert_int_equal(value_of(b, SENSE_MAINS), 0);
	assert_int_equal(value_of(b, SENSE_BATTERY), 57);
	b->told_count = 0;
	b->board.deeds->begin(b->board.self);
	assert_int_equal(b->told_count, 3);
	assert_int_equal(b->told[2].value, 215);
}

static void shows_lights_of_both_kinds(void **state)
{
	struct bench *b = *state;

	say(b, "led-power", "6 active-low");
	say(b, "led-gsm", "sysfs:ACT");
	rig_put(&b->rig, "class/leds/ACT/trigger", "[mmc0]");
	rig_put(&b->rig, "class/leds/ACT/brightness", "1");
	rig_put(&b->rig, "class/leds/ACT/max_brightness", "1");
	rig_put(&b->rig, "class/leds/ACT/delay_on", "");
	rig_put(&b->rig, "class/leds/ACT/delay_off", "");
	open_board(b);
	rig_expect(&b->rig, "class/leds/ACT/brightness", "0");
	b->board.deeds->led(b->board.self, LED_POWER, PATTERN_ON);
	b->board.deeds->led(b->board.self, LED_GSM, PATTERN_FLASH3S);
	assert_true(b->board.deeds->light_due(b->board.self));
	assert_true(high(6));
	b->board.deeds->light(b->board.self);
	assert_false(b->board.deeds->light_due(b->board.self));
	assert_false(high(6));
	rig_expect(&b->rig, "class/leds/ACT/trigger", "timer");
	rig_expect(&b->rig, "class/leds/ACT/delay_off", "2900");
	b->board.deeds->close(b->board.self);
	b->opened = false;
	assert_true(high(6));
	rig_expect(&b->rig, "class/leds/ACT/trigger", "none");
	rig_expect(&b->rig, "class/leds/ACT/brightness", "0");
}

static void switches_the_modem(void **state)
{
	struct bench *b = *state;

	say(b, "modem-power", "RELAY2");
	open_board(b);
	/* The device begins with it on. */
	assert_true(high(1));
	b->board.deeds->modem_power(b->board.self, false);
	assert_false(high(1));
	b->board.deeds->modem_power(b->board.self, true);
	assert_true(high(1));
	b->board.deeds->close(b->board.self);
	b->opened = false;
	assert_true(high(1));
}

static void presses_the_modems_key(void **state)
{
	struct bench *b = *state;

	say(b, "modem-key", "RELAY2 60000 active-low");
	open_board(b);
	assert_true(high(1));
	b->board.deeds->modem_power(b->board.self, false);
	b->board.deeds->modem_power(b->board.self, true);
	assert_false(high(1));
	b->board.deeds->close(b->board.self);
	b->opened = false;
	assert_true(high(1));
}

static void lists_its_parts(void **state)
{
	static const struct { const char *name; bool answers; const char *is; } rows[] = {
		{ "outlet", true, "line 0 of gpiochip0, active low: on" },
		{ "microrelay", true, "line 1 of gpiochip0: off" },
		{ "led-gsm", false, "sysfs:ACT: No such file or directory" },
		{ "button", true, "line 7 of gpiochip0: on" },
		{ "mains", false, "supply:AC: No such file or directory" },
		{ "battery", true, "supply:ups: 57 %" },
		{ "temperature", false, "hwmon:lm75: it is not there" },
	};
	struct bench *b = *state;
	struct board_part part;

	say(b, "microrelay", "RELAY2");
	say(b, "led-gsm", "sysfs:ACT");
	say(b, "button", "7");
	say(b, "mains", "supply:AC");
	say(b, "battery", "supply:ups");
	say(b, "temperature", "hwmon:lm75");
	rig_put(&b->rig, "class/power_supply/ups/capacity", "57\n");
	fakelines_drive(0, 7, true);
	fakelines_chips[0].line[0].output = true;
	open_board(b);
	/* The mains are asked before it. */
	assert_int_equal(value_of(b, SENSE_BATTERY), 57);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(b->board.deeds->part(b->board.self, i, &part));
		assert_string_equal(part.name, rows[i].name);
		assert_string_equal(part.is, rows[i].is);
		assert_int_equal(part.answers, rows[i].answers);
	}
	assert_false(b->board.deeds->part(b->board.self, sizeof rows / sizeof *rows, &part));
}

/* A line that cannot be had gives back those that were. */
static void takes_all_lines_or_none(void **state)
{
	struct bench *b = *state;
	struct why why;

	say(b, "microrelay", "RELAY2");
	say(b, "button", "BUTTON");
	assert_int_equal(gpioboard_open(&b->board, b->rig.base, &b->config, &b->rig.log, sensed, b, &why), ERR_IO);
	assert_string_equal(why.text, "button: there is no line \"BUTTON\"; gpioinfo lists them");
	assert_int_equal(fakelines_open(), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, remove_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_outlet_alone_is_a_board),
		TEST(tells_at_each_begin_what_differs_from_an_empty_board),
		TEST(reads_what_the_kernel_senses),
		TEST(shows_lights_of_both_kinds),
		TEST(switches_the_modem),
		TEST(presses_the_modems_key),
		TEST(lists_its_parts),
		TEST(takes_all_lines_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
