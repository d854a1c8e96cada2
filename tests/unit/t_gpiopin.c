/* Lines by name and number, as they come and go; the modem's key.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "ports/linux/gpiokey.h"
#include "ports/linux/gpiopin.h"
#include "tests/unit/fakelines.h"
#include "tests/unit/rig.h"

struct bench {
	struct rig rig;
	struct gpioconfig_place place;
	struct gpiopin pin;
	unsigned told;
	bool level;
};

/* Two chips, with a hole between them; a name that both have. */
static int make_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	rig_open(&b->rig);
	fakelines_reset();
	fakelines_chips[0].plugged = true;
	fakelines_chips[0].label = "pinctrl-bcm2711";
	fakelines_chips[0].line[4].name = "GPIO4";
	fakelines_chips[0].line[5].name = "BOTH";
	fakelines_chips[2].plugged = true;
	fakelines_chips[2].label = "usb-relays";
	fakelines_chips[2].line[1].name = "RELAY1";
	fakelines_chips[2].line[6].name = "BOTH";
	b->place.source = SOURCE_LINE;
	*state = b;
	return 0;
}

static int remove_bench(void **state)
{
	struct bench *b = *state;

	gpiopin_close(&b->pin);
	assert_int_equal(fakelines_open(), 0);
	rig_close(&b->rig);
	free(b);
	return 0;
}

static void changed(void *ctx, bool on)
{
	struct bench *b = ctx;

	b->told++;
	b->level = on;
}

static int open_pin(struct bench *b, const char *value, enum gpiolines_use use, struct why *why)
{
	struct gpioconfig g = { .sysfs_root = NULL };

	assert_int_equal(gpioconfig_take(&g, "outlet", value, why), 0);
	b->place = g.place[PART_OUTLET];
	return gpiopin_open(&b->pin, b->rig.base, "outlet", &b->place, use, &b->rig.log, changed, b, why);
}

static void opens(struct bench *b, const char *value, enum gpiolines_use use)
{
	struct why why = { "" };

	if (open_pin(b, value, use, &why) != 0)
		fail_msg("%s", why.text);
}

static void finds_lines(void **state)
{
	static const struct { const char *value; unsigned chip, number; } rows[] = {
		{ "GPIO4", 0, 4 },
		{ "RELAY1", 2, 1 },
		{ "BOTH", 0, 5 },
		{ "usb-relays:BOTH", 2, 6 },
		{ "gpiochip2:BOTH", 2, 6 },
		{ "gpiochip2:7", 2, 7 },
		{ "pinctrl-bcm2711:0", 0, 0 },
		{ "3", 0, 3 },
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		opens(b, rows[i].value, USE_OFF);
		for (unsigned c = 0; c < FAKELINES_CHIPS; c++)
			for (unsigned n = 0; n < FAKELINES_LINES; n++)
				assert_int_equal(fakelines_chips[c].line[n].taken, c == rows[i].chip && n == rows[i].number);
		gpiopin_close(&b->pin);
	}
}

static void says_why_it_has_no_line(void **state)
{
	static const struct { const char *value, *why; } rows[] = {
		{ "RELAY2", "outlet: there is no line \"RELAY2\"; gpioinfo lists them" },
		{ "8", "outlet: that chip has no line 8; gpioinfo lists them" },
		{ "gpiochip1:0", "outlet: there is no gpiochip1; gpiodetect lists the chips" },
		{ "gpiochip2:GPIO4", "outlet: there is no line \"GPIO4\"; gpioinfo lists them" },
		{ "2", "outlet: cannot have line 2 of gpiochip0: it is in use; gpioinfo tells by whom" },
	};
	struct bench *b = *state;
	struct why why;

	fakelines_chips[0].line[2].taken = true;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(open_pin(b, rows[i].value, USE_OFF, &why), ERR_IO);
		assert_string_equal(why.text, rows[i].why);
		assert_int_equal(fakelines_open(), 0);
	}
	fakelines_chips[0].plugged = false;
	assert_int_equal(open_pin(b, "3", USE_OFF, &why), ERR_IO);
	assert_string_equal(why.text, "outlet: there is no gpiochip0; gpiodetect lists the chips");
	fakelines_chips[0].plugged = true;
	fakelines_chips[0].refuses = EACCES;
	assert_int_equal(open_pin(b, "3", USE_OFF, &why), ERR_IO);
	assert_string_equal(why.text, "outlet: may not open /dev/gpiochip*; is this user in the group of those (gpio)?");
	fakelines_chips[0].refuses = ENOSYS;
	assert_int_equal(open_pin(b, "3", USE_OFF, &why), ERR_IO);
	assert_string_equal(why.text, "outlet: this program was built without libgpiod");
}

static void outputs_begin_as_they_should(void **state)
{
	static const struct {
		enum gpiolines_use use;
		bool output, high; /* before */
		const char *value;
		bool high_after;
		unsigned changes;
	} rows[] = {
		{ USE_OFF, false, false, "4", false, 0 },
		{ USE_OFF, false, false, "4 active-low", true, 1 },
		{ USE_OFF, true, true, "4 active-low", true, 0 },
		{ USE_ON, true, true, "4", true, 0 },
		{ USE_ON, false, false, "4", true, 1 },
		{ USE_KEEP, true, true, "4", true, 0 },
		{ USE_KEEP, true, false, "4", false, 0 },
		{ USE_KEEP, true, false, "4 active-low", false, 0 },
		/* What floats is no level to keep. */
		{ USE_KEEP, false, true, "4", false, 1 },
	};
	struct bench *b = *state;
	struct fakelines_line *l = &fakelines_chips[0].line[4];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		l->output = rows[i].output;
		l->high = rows[i].high;
		l->changes = 0;
		opens(b, rows[i].value, rows[i].use);
		assert_int_equal(l->high, rows[i].high_after);
		assert_int_equal(l->changes, rows[i].changes);
		assert_true(l->output);
		assert_int_equal(b->pin.on, l->high != b->place.active_low);
		gpiopin_close(&b->pin);
		assert_int_equal(l->high, rows[i].high_after);
	}
}

static void sets_levels_as_they_are_wired(void **state)
{
	struct bench *b = *state;
	struct fakelines_line *l = &fakelines_chips[2].line[1];
	char text[96];

	opens(b, "RELAY1 active-low open-drain pull-up", USE_OFF);
	assert_true(l->want.open_drain);
	assert_int_equal(l->want.pull, PULL_UP);
	assert_true(l->high);
	assert_true(gpiopin_shown(&b->pin, text, sizeof text));
	assert_string_equal(text, "line 1 of gpiochip2, active low: off");
	gpiopin_set(&b->pin, true);
	assert_false(l->high);
	assert_true(gpiopin_shown(&b->pin, text, sizeof text));
	assert_string_equal(text, "line 1 of gpiochip2, active low: on");
}

static void tells_levels_that_differ(void **state)
{
	struct bench *b = *state;

	fakelines_drive(0, 4, true);
	opens(b, "GPIO4 active-low pull-up", USE_INPUT);
	assert_int_equal(fakelines_chips[0].line[4].want.pull, PULL_UP);
	assert_false(b->pin.on);
	rig_turn(&b->rig);
	assert_int_equal(b->told, 0);
	fakelines_drive(0, 4, false);
	rig_turn(&b->rig);
	assert_int_equal(b->told, 1);
	assert_true(b->level);
	/* Down and up before anybody looked. */
	fakelines_drive(0, 4, true);
	fakelines_drive(0, 4, false);
	rig_turn(&b->rig);
	assert_int_equal(b->told, 1);
	fakelines_drive(0, 4, true);
	rig_turn(&b->rig);
	assert_int_equal(b->told, 2);
	assert_false(b->level);
}

/* Without the wait. */
static void look_again(struct bench *b)
{
	assert_true(evtimer_pending(b->pin.watch, NULL));
	event_active(b->pin.watch, EV_TIMEOUT, 0);
	rig_turn(&b->rig);
}

static void a_lost_input_comes_back(void **state)
{
	struct bench *b = *state;
	char text[96];

	opens(b, "RELAY1", USE_INPUT);
	fakelines_unplug(2);
	rig_turn(&b->rig);
	assert_int_equal(b->told, 0);
	assert_int_equal(rig_noted(&b->rig, "lost outlet, line 1 of gpiochip2: No such device; trying again"), 1);
	assert_false(gpiopin_shown(&b->pin, text, sizeof text));
	assert_string_equal(text, "line 1 of gpiochip2: lost");
	look_again(b);
	look_again(b);
	assert_int_equal(rig_noted(&b->rig, "\n"), 1);
	/* As another chip, on another line, at another level. */
	fakelines_chips[3].plugged = true;
	fakelines_chips[3].line[5].name = "RELAY1";
	fakelines_chips[3].line[5].high = true;
	look_again(b);
	assert_int_equal(rig_noted(&b->rig, "outlet is back, line 5 of gpiochip3"), 1);
	assert_int_equal(b->told, 1);
	assert_true(b->level);
	fakelines_drive(3, 5, false);
	rig_turn(&b->rig);
	assert_int_equal(b->told, 2);
}

static void a_lost_output_comes_back_as_it_should_be(void **state)
{
	struct bench *b = *state;
	struct fakelines_line *l = &fakelines_chips[2].line[1];

	opens(b, "RELAY1 active-low", USE_OFF);
	fakelines_unplug(2);
	gpiopin_set(&b->pin, true);
	assert_int_equal(rig_noted(&b->rig, "lost outlet"), 1);
	gpiopin_set(&b->pin, false);
	gpiopin_set(&b->pin, true);
	assert_int_equal(rig_noted(&b->rig, "\n"), 1);
	assert_true(l->high);
	fakelines_chips[2].plugged = true;
	look_again(b);
	assert_false(l->high);
	assert_int_equal(rig_noted(&b->rig, "outlet is back"), 1);
}

/* A kernel that does not tell: the line is looked at from time to time. */
static void a_loss_in_silence_is_found_out(void **state)
{
	struct bench *b = *state;
	struct fakelines_line *l = &fakelines_chips[2].line[1];

	opens(b, "RELAY1", USE_INPUT);
	l->high = true;
	look_again(b);
	assert_int_equal(b->told, 1);
	assert_true(b->level);
	l->gone = true;
	look_again(b);
	assert_int_equal(rig_noted(&b->rig, "lost outlet, line 1 of gpiochip2: No such device"), 1);
	look_again(b);
	assert_int_equal(rig_noted(&b->rig, "outlet is back"), 1);
	gpiopin_close(&b->pin);
	opens(b, "RELAY1", USE_ON);
	look_again(b);
	assert_true(b->pin.on);
	l->gone = true;
	look_again(b);
	assert_int_equal(rig_noted(&b->rig, "lost outlet"), 2);
	assert_int_equal(b->told, 1);
}

/* --- The key. --- */

#define HELD_MS 20
#define REST_MS 30

struct press {
	struct fakelines_line *line;
	unsigned changes;
};

static bool has_changed(void *ctx)
{
	const struct press *p = ctx;

	return p->line->changes >= p->changes;
}

/* Until the line has gone up or down so often since the start. */
static void until(struct bench *b, unsigned changes)
{
	struct press p = { &fakelines_chips[0].line[4], changes };

	rig_until(&b->rig, has_changed, &p);
	assert_int_equal(p.line->changes, changes);
}

static bool rests_no_more(void *ctx)
{
	const struct gpiokey *k = ctx;

	return k->key.until_ms == POWERKEY_NEVER;
}

static void the_key_is_pressed_twice_for_a_cut(void **state)
{
	struct bench *b = *state;
	struct gpiokey k;

	opens(b, "GPIO4", USE_OFF);
	gpiokey_open(&k, b->rig.base, &b->pin, HELD_MS, 1000);
	assert_int_equal(k.key.rest_ms, 25000);
	k.key.rest_ms = REST_MS;
	gpiokey_power(&k, false, 1000 + 65 * 60000);
	assert_true(fakelines_chips[0].line[4].high);
	/* Too soon, while it is held: after the rest, then. */
	gpiokey_power(&k, true, 1000 + 65 * 60000 + 5000);
	until(b, 2);
	assert_true(k.key.resting);
	until(b, 4);
	rig_until(&b->rig, rests_no_more, &k);
	until(b, 4);
	gpiokey_close(&k);
}

/* A modem that leaves its network would not notice a press. */
static void the_key_rests_between_presses(void **state)
{
	struct bench *b = *state;
	struct gpiokey k;

	opens(b, "GPIO4", USE_OFF);
	gpiokey_open(&k, b->rig.base, &b->pin, HELD_MS, 0);
	k.key.rest_ms = REST_MS;
	gpiokey_power(&k, false, 65 * 60000);
	until(b, 2);
	gpiokey_power(&k, true, 65 * 60000 + 5000);
	until(b, 2);
	until(b, 4);
	gpiokey_close(&k);
}

/* Soon after the start, or after another cut, it may have been off. */
static void the_key_is_pressed_once_for_what_may_be_off(void **state)
{
	struct bench *b = *state;
	uint64_t now_ms = 1000;
	struct gpiokey k;

	opens(b, "GPIO4", USE_OFF);
	gpiokey_open(&k, b->rig.base, &b->pin, HELD_MS, now_ms);
	k.key.rest_ms = REST_MS;
	for (unsigned cut = 1; cut <= 3; cut++) {
		now_ms += 60 * 60000;
		gpiokey_power(&k, false, now_ms);
		until(b, 2 * cut - 2);
		gpiokey_power(&k, true, now_ms + 5000);
		until(b, 2 * cut);
		rig_until(&b->rig, rests_no_more, &k);
	}
	gpiokey_close(&k);
}

static void nobody_holds_the_key_at_the_end(void **state)
{
	struct bench *b = *state;
	struct gpiokey k;

	opens(b, "GPIO4 active-low", USE_OFF);
	gpiokey_open(&k, b->rig.base, &b->pin, 60000, 0);
	gpiokey_power(&k, true, 1);
	assert_false(fakelines_chips[0].line[4].high);
	gpiokey_close(&k);
	assert_true(fakelines_chips[0].line[4].high);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, remove_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(finds_lines),
		TEST(says_why_it_has_no_line),
		TEST(outputs_begin_as_they_should),
		TEST(sets_levels_as_they_are_wired),
		TEST(tells_levels_that_differ),
		TEST(a_lost_input_comes_back),
		TEST(a_lost_output_comes_back_as_it_should_be),
		TEST(a_loss_in_silence_is_found_out),
		TEST(the_key_is_pressed_twice_for_a_cut),
		TEST(the_key_rests_between_presses),
		TEST(the_key_is_pressed_once_for_what_may_be_off),
		TEST(nobody_holds_the_key_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
