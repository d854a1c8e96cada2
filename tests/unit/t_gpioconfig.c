/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "ports/linux/gpioconfig.h"

static void take(struct gpioconfig *g, const char *key, const char *value)
{
	struct why why = { "" };

	if (gpioconfig_take(g, key, value, &why) != 0)
		fail_msg("%s %s", key, why.text);
}

static void reads_lines(void **state)
{
	static const struct {
		const char *value;
		struct gpioconfig_place place;
	} rows[] = {
		{ "RELAY1", { .name = "RELAY1" } },
		{ "  RELAY1\t active-low ", { .name = "RELAY1", .active_low = true } },
		{ "27", { .number = 27 } },
		{ "line 22", { .number = 22 } },
		{ "line RELAY1 pull-down", { .name = "RELAY1", .pull = PULL_DOWN } },
		{ "line", { .name = "line" } },
		{ "0", { .number = 0 } },
		{ "65535", { .number = 65535 } },
		{ "gpiochip0:27", { .chip = "gpiochip0", .number = 27 } },
		{ "pinctrl-bcm2711:GPIO17", { .chip = "pinctrl-bcm2711", .name = "GPIO17" } },
		{ "INT34C5:00:5 open-drain", { .chip = "INT34C5:00", .number = 5, .open_drain = true } },
		{ "4 active-low open-drain pull-up", { .number = 4, .active_low = true, .open_drain = true, .pull = PULL_UP } },
		{ "GPIO4 pull-up pull-up", { .name = "GPIO4", .pull = PULL_UP } },
		{ "12V_OUT", { .name = "12V_OUT" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct gpioconfig g = { .sysfs_root = NULL };
		struct gpioconfig_place expected = rows[i].place;

		expected.source = SOURCE_LINE;
		take(&g, "outlet", rows[i].value);
		assert_string_equal(g.place[PART_OUTLET].chip, expected.chip);
		assert_string_equal(g.place[PART_OUTLET].name, expected.name);
		assert_int_equal(g.place[PART_OUTLET].number, expected.number);
		assert_int_equal(g.place[PART_OUTLET].active_low, expected.active_low);
		assert_int_equal(g.place[PART_OUTLET].open_drain, expected.open_drain);
		assert_int_equal(g.place[PART_OUTLET].pull, expected.pull);
		assert_int_equal(g.place[PART_OUTLET].source, expected.source);
	}
}

static void reads_all_else(void **state)
{
	struct gpioconfig g = { .sysfs_root = NULL };

	(void)state;
	take(&g, "modem-key", "PWRKEY 1500 active-low");
	assert_int_equal(g.place[PART_MODEM_KEY].held_ms, 1500);
	assert_true(g.place[PART_MODEM_KEY].active_low);
	assert_string_equal(g.place[PART_MODEM_KEY].name, "PWRKEY");
	take(&g, "led-power", "sysfs:input3::capslock");
	assert_int_equal(g.place[PART_LED_POWER].source, SOURCE_LIGHT);
	assert_string_equal(g.place[PART_LED_POWER].name, "input3::capslock");
	take(&g, "led-gsm", "22");
	assert_int_equal(g.place[PART_LED_GSM].source, SOURCE_LINE);
	take(&g, "mains", "supply:AC");
	take(&g, "battery", "supply:AC");
	assert_int_equal(g.place[PART_MAINS].source, SOURCE_SUPPLY);
	assert_string_equal(g.place[PART_BATTERY].name, "AC");
	take(&g, "temperature", "");
	assert_int_equal(g.place[PART_TEMPERATURE].source, SOURCE_NONE);
	take(&g, "temperature", "w1:28-0316a2797955");
	assert_int_equal(g.place[PART_TEMPERATURE].source, SOURCE_W1);
	assert_string_equal(g.place[PART_TEMPERATURE].name, "28-0316a2797955");
	g.place[PART_TEMPERATURE].source = SOURCE_NONE;
	take(&g, "temperature", "w1:");
	assert_int_equal(g.place[PART_TEMPERATURE].source, SOURCE_W1);
	assert_string_equal(g.place[PART_TEMPERATURE].name, "");
	g.place[PART_TEMPERATURE].source = SOURCE_NONE;
	take(&g, "temperature", "hwmon:coretemp/Package id 0");
	assert_string_equal(g.place[PART_TEMPERATURE].name, "coretemp");
	assert_string_equal(g.place[PART_TEMPERATURE].label, "Package id 0");
	g.place[PART_TEMPERATURE].source = SOURCE_NONE;
	take(&g, "temperature", "iio:dht11@0");
	assert_int_equal(g.place[PART_TEMPERATURE].source, SOURCE_IIO);
}

#define LINE_IS "expected a line such as RELAY1, 17 or gpiochip0:17"
#define NAME_48 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuv"

static void refuses_with_a_reason(void **state)
{
	static const struct {
		const char *key, *value;
		int error;
		const char *why;
	} rows[] = {
		{ "relay", "1", ERR_MISSING, "is not known; expected one of outlet, microrelay, modem-power, modem-key, led-power, "
			"led-gsm, led-mic, led-out, button, sensor, jack, mains, battery, temperature" },
		{ "outlet", "RELAY1 loud", ERR_SYNTAX,
			"\"RELAY1 loud\": \"loud\" is not known; expected active-low, pull-up, pull-down or open-drain" },
		{ "outlet", "RELAY1 1500", ERR_SYNTAX,
			"\"RELAY1 1500\": \"1500\" is not known; expected active-low, pull-up, pull-down or open-drain" },
		{ "outlet", "4 pull-up pull-down", ERR_SYNTAX, "\"4 pull-up pull-down\": expected pull-up or pull-down, not both" },
		{ "outlet", "65536", ERR_RANGE, "\"65536\": \"65536\" is no line of any chip; expected 0 to 65535" },
		{ "outlet", "gpiochip0:", ERR_SYNTAX, "\"gpiochip0:\": " LINE_IS },
		{ "outlet", ":4", ERR_SYNTAX, "\":4\": " LINE_IS },
		{ "outlet", "sysfs:ACT", ERR_SYNTAX, "\"sysfs:ACT\": " LINE_IS },
		{ "outlet", NAME_48, ERR_SYNTAX, "\"" NAME_48 "\": " LINE_IS },
		{ "outlet", "line " NAME_48, ERR_SYNTAX, "\"line " NAME_48 "\": " LINE_IS },
		{ "outlet", "4 " NAME_48, ERR_SYNTAX,
			"\"4 " NAME_48 "\": \"" NAME_48 "\" is not known; expected active-low, pull-up, pull-down or open-drain" },
		{ "button", "17 open-drain", ERR_SYNTAX,
			"\"17 open-drain\": open-drain is for outputs; expected active-low, pull-up or pull-down" },
		{ "modem-key", "4", ERR_SYNTAX,
			"\"4\": for how many ms is it held? Expected a line and how many ms it is held, such as 4 1500" },
		{ "modem-key", "4 0", ERR_RANGE, "\"4 0\": the key cannot be held 0 ms; expected 1 to 60000" },
		{ "modem-key", "4 60001", ERR_RANGE, "\"4 60001\": the key cannot be held 60001 ms; expected 1 to 60000" },
		{ "modem-key", "4 1500 20", ERR_SYNTAX, "\"4 1500 20\": \"20\" is one number too many; "
			"expected a line and how many ms it is held, such as 4 1500" },
		{ "led-gsm", "sysfs:", ERR_SYNTAX, "\"sysfs:\": expected a line such as LED1, 22 or gpiochip0:22, or sysfs:NAME" },
		{ "led-gsm", "sysfs:../ACT", ERR_SYNTAX,
			"\"sysfs:../ACT\": expected a line such as LED1, 22 or gpiochip0:22, or sysfs:NAME" },
		{ "mains", "supply:a/b", ERR_SYNTAX,
			"\"supply:a/b\": expected a line such as MAINS, 24 or gpiochip0:24, or supply:NAME" },
		{ "battery", "24", ERR_SYNTAX, "\"24\": expected supply:NAME" },
		{ "battery", "w1:", ERR_SYNTAX, "\"w1:\": expected supply:NAME" },
		{ "temperature", "17", ERR_SYNTAX, "\"17\": expected w1:ID, w1:, hwmon:NAME, hwmon:NAME/LABEL or iio:NAME" },
		{ "temperature", "w1:28-0316A2797955", ERR_SYNTAX, "\"w1:28-0316A2797955\": \"28-0316A2797955\" is no 1-Wire sensor; "
			"expected w1:28-0316a2797955, for instance" },
		{ "temperature", "hwmon:cpu/", ERR_SYNTAX,
			"\"hwmon:cpu/\": expected w1:ID, w1:, hwmon:NAME, hwmon:NAME/LABEL or iio:NAME" },
		{ "temperature", "iio:" NAME_48, ERR_SYNTAX,
			"\"iio:" NAME_48 "\": expected w1:ID, w1:, hwmon:NAME, hwmon:NAME/LABEL or iio:NAME" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct gpioconfig g, before;
		struct why why = { "" };

		memset(&g, 0, sizeof g);
		memcpy(&before, &g, sizeof g);
		assert_int_equal(gpioconfig_take(&g, rows[i].key, rows[i].value, &why), rows[i].error);
		assert_string_equal(why.text, rows[i].why);
		assert_memory_equal(&g, &before, sizeof g);
	}
}

static void a_key_is_said_once(void **state)
{
	struct gpioconfig g = { .sysfs_root = NULL };
	struct why why = { "" };

	(void)state;
	take(&g, "jack", "5");
	assert_int_equal(gpioconfig_take(&g, "jack", "6", &why), ERR_FULL);
	assert_string_equal(why.text, "\"6\": it is said twice");
	assert_int_equal(g.place[PART_JACK].number, 5);
}

/* Equal values make equal bytes, by which a reload knows what has changed. */
static void the_same_is_the_same(void **state)
{
	struct gpioconfig a, b;

	(void)state;
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	take(&a, "modem-key", "gpiochip1:PWR 20 active-low");
	take(&a, "outlet", "4");
	take(&b, "outlet", "line 4");
	take(&b, "modem-key", "gpiochip1:PWR active-low 20");
	assert_memory_equal(&a, &b, sizeof a);
}

static void checks_the_whole(void **state)
{
	static const struct {
		const char *key[2], *value[2];
		int result;
		const char *why;
	} rows[] = {
		{ { "outlet", "jack" }, { "4", "5" }, 0, "" },
		{ { "outlet", "jack" }, { "4", "gpiochip1:4" }, 0, "" },
		{ { "outlet", "jack" }, { "A", "B" }, 0, "" },
		{ { "outlet", "jack" }, { "A", "gpiochip1:A" }, 0, "" },
		{ { "jack", "button" }, { "4", "5" }, ERR_MISSING,
			"outlet is missing; expected a line such as RELAY1, 17 or gpiochip0:17" },
		{ { "outlet", "led-mic" }, { "4", "4 active-low" }, ERR_RANGE,
			"outlet and led-mic are the same; expected each in a place of its own" },
		{ { "outlet", "mains" }, { "A", "A" }, ERR_RANGE,
			"outlet and mains are the same; expected each in a place of its own" },
	};
	struct gpioconfig g = { .sysfs_root = NULL };
	struct why why = { "" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		g = (struct gpioconfig){ .sysfs_root = NULL };
		why.text[0] = '\0';
		take(&g, rows[i].key[0], rows[i].value[0]);
		take(&g, rows[i].key[1], rows[i].value[1]);
		assert_int_equal(gpioconfig_check(&g, &why), rows[i].result);
		assert_string_equal(why.text, rows[i].why);
	}
	g = (struct gpioconfig){ .sysfs_root = NULL };
	take(&g, "outlet", "1");
	take(&g, "modem-power", "2");
	take(&g, "led-gsm", "sysfs:ACT");
	take(&g, "mains", "supply:ups");
	take(&g, "battery", "supply:ups");
	assert_int_equal(gpioconfig_check(&g, &why), 0);
	take(&g, "modem-key", "3 100");
	assert_int_equal(gpioconfig_check(&g, &why), ERR_RANGE);
	assert_string_equal(why.text, "modem-power and modem-key: expected one of them");
	g.place[PART_MODEM_KEY].source = SOURCE_NONE;
	take(&g, "led-out", "sysfs:ACT");
	assert_int_equal(gpioconfig_check(&g, &why), ERR_RANGE);
	assert_string_equal(why.text, "led-gsm and led-out are the same; expected each in a place of its own");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_lines),
		cmocka_unit_test(reads_all_else),
		cmocka_unit_test(refuses_with_a_reason),
		cmocka_unit_test(a_key_is_said_once),
		cmocka_unit_test(the_same_is_the_same),
		cmocka_unit_test(checks_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
